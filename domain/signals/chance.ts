import type { Band, Signal } from "./signal.ts";
import { theilSenOver } from "./theil-sen.ts";
import { cutAtCap } from "./tiers.ts";

export type UnchangedRep = {
	readonly signal: Signal;
	readonly band: Band;
	/** Summed counts of the window, as in its pool. */
	readonly pool: { readonly numerator: number; readonly denominator: number };
	/** Days, and minutes, objections, claims or conversations (1) behind each practice. */
	readonly practices: readonly { readonly day: number; readonly exposure: number }[];
	/** Does a slope (per day) get the verdict in question? */
	readonly gotVerdict: (slope: number) => boolean;
};

/** Standard error of the result: at most sqrt(1/4 / 2000), which is 1.1 percentage points. */
const REPLAYS = 2000;

/**
 * The probability, 0..1, that a rep whose skill stayed the same through the window would have got the verdict.
 *
 * The window is replayed for such a rep: the same days, the same minutes, objections and claims, and counts drawn from
 * the pooled reading; the same slope and rule then give a verdict, and the result is the share of replays in which it is
 * the one in question. Shares are binomial, counts and rates Poisson, close attempts cut at their cap. The skill is the
 * mean of the Jeffreys posterior, (k + 1/2) / (n + 1) or (k + 1/2) / exposure, so that 0 of 3 is not taken for "never".
 *
 * A normal approximation would be shorter, but with a handful of objections per practice most slopes are exactly 0. The
 * draws come from one fixed sequence, so the same counts give the same result to the last digit.
 */
export function chanceOfVerdictIfUnchanged(rep: UnchangedRep): number {
	const next = fixedSequence();
	const slopeOf = theilSenOver(rep.practices.map(({ day }) => day));
	const practices = rep.practices.map(({ exposure }) => ({
		exposure,
		cumulative: cumulativeOf(rep.signal, rep.pool, exposure),
	}));
	let hits = 0;
	for (let replay = 0; replay < REPLAYS; replay++) {
		const values = practices.map(
			({ exposure, cumulative }) => cutAtCap(countAt(cumulative, next()), rep.band) / exposure,
		);
		if (rep.gotVerdict(slopeOf(values))) hits++;
	}
	return hits / REPLAYS;
}

/** P(X <= 0), P(X <= 1), ... of one practice's count. */
function cumulativeOf(
	signal: Signal,
	pool: { readonly numerator: number; readonly denominator: number },
	exposure: number,
): readonly number[] {
	switch (signal) {
		case "objection-acknowledgment":
		case "value-framing":
			return binomial(exposure, (pool.numerator + 0.5) / (pool.denominator + 1));
		case "discovery-density":
		case "close-attempts":
			return poisson((exposure * (pool.numerator + 0.5)) / pool.denominator);
	}
}

function binomial(trials: number, share: number): readonly number[] {
	let probability = (1 - share) ** trials;
	let sum = probability;
	const cumulative = [sum];
	for (let count = 1; count <= trials; count++) {
		probability *= (((trials - count + 1) / count) * share) / (1 - share);
		sum += probability;
		cumulative.push(sum);
	}
	return cumulative;
}

function poisson(mean: number): readonly number[] {
	let probability = Math.exp(-mean);
	let sum = probability;
	const cumulative = [sum];
	for (let count = 1; count < mean || probability > 1e-12; count++) {
		probability *= mean / count;
		sum += probability;
		cumulative.push(sum);
	}
	return cumulative;
}

/** The count whose stretch of the cumulative probabilities holds `u`, 0..1. */
function countAt(cumulative: readonly number[], u: number): number {
	const count = cumulative.findIndex((probability) => u < probability);
	return count < 0 ? cumulative.length - 1 : count;
}

/**
 * Numbers spread evenly over 0..1 (without 1), always the same ones in the same order: the generator Mulberry32 by
 * T. Ettinger (public domain), from a fixed start.
 */
function fixedSequence(): () => number {
	let state = 0x9e3779b9;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
