import type { ConversationFact, PoolFact, PoolFacts, ReadingFact } from "../cycle/facts.ts";
import { poissonRate, wilson } from "./intervals.ts";
import type { Interval, Reading } from "./reading.ts";
import type { Band, Bands, Signal } from "./signal.ts";
import { cutAtCap, distanceToTarget, tierOf } from "./tiers.ts";

/** What the cycle keeps of a reading: enough to pool it again without labels and transcript. */
export function readingFactOf(reading: Reading): ReadingFact {
	if (reading.status === "not-applicable") return { status: "not-applicable" };
	return {
		status: "measured",
		numerator: reading.numerator,
		denominator: reading.denominator,
		value: reading.value,
		basis: reading.basis,
		lowConfidence: reading.lowConfidence !== null,
	};
}

/**
 * One reading out of many: numerators and denominators are added, ratios never averaged. Close attempts are cut at the
 * band's cap in each conversation and then averaged: the numerator is the sum of the cut counts, the denominator the
 * number of conversations. Readings of low confidence stay in. Nothing measured, or nothing to divide by: not shown.
 *
 * `conversations` counts the readings in which the signal applied. The order of `readings` does not matter, not even
 * to the last digit. Never mix practice and live, nor two labeller versions, in one call.
 */
export function poolOf(signal: Signal, readings: readonly ReadingFact[], band: Band): PoolFact {
	const measured = readings.filter((reading) => reading.status === "measured");
	const conversations = measured.length;
	const numerator = sumInOrder(measured.map((reading) => cutAtCap(reading.numerator, band)));
	const denominator = sumInOrder(measured.map((reading) => reading.denominator));
	return poolFrom(signal, { numerator, denominator, conversations }, band);
}

/** The pool that these sums make. Nothing to divide by: not shown. */
export function poolFrom(
	signal: Signal,
	sums: { readonly numerator: number; readonly denominator: number; readonly conversations: number },
	band: Band,
): PoolFact {
	const { numerator, denominator, conversations } = sums;
	if (denominator === 0) return { shown: false, conversations };
	const value = numerator / denominator;
	return {
		shown: true,
		numerator,
		denominator,
		value,
		interval: intervalOf(signal, numerator, denominator),
		tier: tierOf(value, band),
		distance: distanceToTarget(value, band),
		conversations,
	};
}

/** The four pools of some conversations, all practice or all live. `discovery` picks its basis: as read, or on words. */
export function poolsOf(
	conversations: readonly Pick<ConversationFact, "readings" | "discoveryOnWords">[],
	bands: Bands,
	discovery: "as-read" | "on-words" = "as-read",
): PoolFacts {
	const pool = (signal: Signal): PoolFact =>
		poolOf(
			signal,
			conversations.map((conversation) => conversation.readings[signal]),
			bands[signal],
		);
	return {
		"discovery-density":
			discovery === "as-read"
				? pool("discovery-density")
				: poolOf(
						"discovery-density",
						conversations.map((conversation) => conversation.discoveryOnWords),
						bands["discovery-density"],
					),
		"objection-acknowledgment": pool("objection-acknowledgment"),
		"value-framing": pool("value-framing"),
		"close-attempts": pool("close-attempts"),
	};
}

/** The 95 % interval that belongs to a signal: Wilson for the two shares, exact Poisson for the two counts. */
export function intervalOf(signal: Signal, numerator: number, denominator: number): Interval {
	switch (signal) {
		case "objection-acknowledgment":
		case "value-framing":
			return wilson(numerator, denominator);
		case "discovery-density":
		case "close-attempts":
			return poissonRate(numerator, denominator);
	}
}

/**
 * Adds from the smallest to the largest, so that the same readings give the same bits in whatever order a table
 * returns them.
 */
function sumInOrder(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b).reduce((sum, value) => sum + value, 0);
}
