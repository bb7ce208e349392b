import type { PoolFact, ReadingFact } from "../cycle/facts.ts";
import type { CoachingPolicy } from "../policy.ts";
import { epochMs, type Instant } from "../time.ts";
import { chanceOfVerdictIfUnchanged } from "./chance.ts";
import { poolOf } from "./pooling.ts";
import type { Interval } from "./reading.ts";
import type { Band, Signal } from "./signal.ts";
import { type Sample, senInterval, theilSenSlope, Z_90 } from "./theil-sen.ts";
import { cutAtCap } from "./tiers.ts";

/** One practice in which the signal may apply. */
export type TrendPoint = { readonly at: Instant; readonly reading: ReadingFact };

/** Outside target: rising, flat or falling; in target: holding or falling. */
type TrendVerdict = "rising" | "flat" | "falling" | "holding";

type TrendBase = {
	readonly signal: Signal;
	/** Practices of the window that the trend rests on: the signal applies and its confidence is not low. */
	readonly practices: number;
	/** Days from the first to the last of them; 0 when there are none. */
	readonly spanDays: number;
	/** Pooled reading of the same window, readings of low confidence included. */
	readonly pool: PoolFact;
	/** The pool lies in target. */
	readonly inTarget: boolean;
};

export type Trend =
	| (TrendBase & {
			readonly status: "not-enough-data";
			readonly because: "too-few-practices" | "span-too-short";
	  })
	| (TrendBase & {
			readonly status: "measured";
			readonly verdict: TrendVerdict;
			/** Outside target, and flat or falling. */
			readonly stuck: boolean;
			/** Change of the reading over 30 days, in the unit of the signal (Theil-Sen slope x 30). */
			readonly changePer30Days: number;
			/** Sen's distribution-free 90 % interval of that change. */
			readonly interval90: Interval;
			/** `m`: a change from this on is rising, from its negative on falling. */
			readonly margin: number;
			/** Probability, 0..1, that a rep who stayed at the pooled reading would have got this same verdict. */
			readonly chanceIfUnchanged: number;
	  });

const MS_PER_DAY = 86_400_000;

/** Days since 1970, with fractions. Pauses are not taken out: every day is an active one in this version. */
function calendarDay(at: Instant): number {
	return epochMs(at) / MS_PER_DAY;
}

/**
 * Where a signal is heading, from the practices of the last `policy.trend.days` days up to `now` (both ends included;
 * later ones are ignored). `points` in any order, practice only. `dayOf` puts an instant on the axis of days; give one
 * that counts active days where a cycle was paused.
 */
export function trendOf(
	signal: Signal,
	points: readonly TrendPoint[],
	policy: Pick<CoachingPolicy, "bands" | "trend">,
	now: Instant,
	dayOf: (at: Instant) => number = calendarDay,
): Trend {
	const window = windowOf(signal, points, policy, now, dayOf);
	if (window.lacking !== null) return { ...window.base, status: "not-enough-data", because: window.lacking };
	const { inTarget, pool } = window.base;
	const movement = movementIn(window);
	const { verdict, margin } = movement;
	return {
		...window.base,
		status: "measured",
		...movement,
		chanceIfUnchanged: chanceOfVerdictIfUnchanged({
			signal,
			band: policy.bands[signal],
			pool,
			practices: window.used,
			gotVerdict: (slope) => verdictOf(slope * PER_MONTH, margin, inTarget) === verdict,
		}),
	};
}

/** A trend without its chance, for many people at once; null where there is not enough to go by. */
export function movementOf(...[signal, points, policy, now, dayOf]: Parameters<typeof trendOf>) {
	const window = windowOf(signal, points, policy, now, dayOf ?? calendarDay);
	return window.lacking === null ? { signal, ...movementIn(window) } : null;
}

function movementIn({ base, samples, changePer30Days, margin }: Measured) {
	const { low, high } = senInterval(samples, Z_90);
	const interval90 = { low: low * PER_MONTH, high: high * PER_MONTH };
	return { ...judgeChange(changePer30Days, margin, base.inTarget), changePer30Days, interval90, margin };
}

/** Only whether the signal holds in target, as `trendOf` says it, without the chances that take long to work out. */
export function isHolding(...asked: Required<Parameters<typeof trendOf>>): boolean {
	const window = windowOf(...asked);
	return (
		window.lacking === null && verdictOf(window.changePer30Days, window.margin, window.base.inTarget) === "holding"
	);
}

const PER_MONTH = 30;

type Lacking = "too-few-practices" | "span-too-short";
type Shown = Extract<PoolFact, { shown: true }>;
type Measured = {
	readonly base: TrendBase & { readonly pool: Shown };
	readonly lacking: null;
	readonly used: readonly { readonly day: number; readonly exposure: number; readonly value: number }[];
	readonly samples: readonly Sample[];
	readonly changePer30Days: number;
	readonly margin: number;
};
type Window = { readonly base: TrendBase; readonly lacking: Lacking } | Measured;

/** What a trend looks at, and the change in it; or what it lacks. */
function windowOf(
	signal: Signal,
	points: readonly TrendPoint[],
	policy: Pick<CoachingPolicy, "bands" | "trend">,
	now: Instant,
	dayOf: (at: Instant) => number,
): Window {
	const band = policy.bands[signal];
	const today = dayOf(now);
	const window = points
		.map((point) => ({ day: dayOf(point.at), reading: point.reading }))
		.filter(({ day }) => day <= today && today - day <= policy.trend.days);
	const pool = poolOf(
		signal,
		window.map(({ reading }) => reading),
		band,
	);

	const inTarget = pool.shown && pool.tier === "target";
	// In order of time, so that the replays of an unchanged rep are the same in whatever order a table returns the points.
	const used = window
		.flatMap(({ day, reading }) =>
			reading.status === "measured" && !reading.lowConfidence
				? [{ day, exposure: reading.denominator, value: ratioOf(reading.numerator, reading.denominator, band) }]
				: [],
		)
		.sort((a, b) => a.day - b.day || a.exposure - b.exposure);
	const days = used.map(({ day }) => day);
	const practices = used.length;
	const spanDays = used.length === 0 ? 0 : Math.max(...days) - Math.min(...days);
	const lacking = lackingFor({ pool, practices, spanDays }, policy.trend);
	const base = { signal, practices, spanDays, pool, inTarget };
	if (lacking !== null || !pool.shown) return { base, lacking: lacking ?? "too-few-practices" };
	const samples = used.map(({ day, value }) => ({ x: day, y: value }));
	const changePer30Days = theilSenSlope(samples) * PER_MONTH;
	const margin = marginOf(band, policy.trend);
	return { base: { ...base, pool }, lacking, used, samples, changePer30Days, margin };
}

/** What a signal lacks for a verdict; null where there is enough to go by. */
export function lackingFor(
	{ pool, practices, spanDays }: Pick<TrendBase, "pool" | "practices" | "spanDays">,
	{ practicesMin, spanDaysMin }: CoachingPolicy["trend"],
): Lacking | null {
	if (!pool.shown || practices < practicesMin) return "too-few-practices";
	return spanDays < spanDaysMin ? "span-too-short" : null;
}

/** What a change over 30 days means beside its margin. Stuck: outside target, and flat or falling. */
export function judgeChange(
	changePer30Days: number,
	margin: number,
	inTarget: boolean,
): { readonly verdict: TrendVerdict; readonly stuck: boolean } {
	const verdict = verdictOf(changePer30Days, margin, inTarget);
	return { verdict, stuck: !inTarget && verdict !== "rising" };
}

/** Rising from +m, falling from -m; between them flat outside target, holding in it. In target, rising is holding. */
function verdictOf(change: number, margin: number, inTarget: boolean): TrendVerdict {
	if (change <= -margin) return "falling";
	if (inTarget) return "holding";
	return change >= margin ? "rising" : "flat";
}

/** A share of the middle band's width; a number of its own where there is no middle band. */
export function marginOf(band: Band, trend: CoachingPolicy["trend"]): number {
	switch (band.kind) {
		case "three":
			return trend.bandShare * (band.targetAbove - band.middleFrom);
		case "two":
			return trend.closeAttempts;
	}
}

function ratioOf(numerator: number, denominator: number, band: Band): number {
	return cutAtCap(numerator, band) / denominator;
}
