import type { CoachingPolicy } from "../policy.ts";
import { type Band, SIGNALS, type Signal } from "../signals/signal.ts";
import type { PoolFact, PoolFacts } from "./facts.ts";
import type { Reason } from "./reason.ts";

/**
 * What became of a signal's lift: `sustained` where the last weeks read no lower than week 12 by more than the margin of a
 * trend, `lost` where they do, `no-lift` where week 12 was not above the baseline, `not-shown` where one of the three is.
 */
type Sustained = {
	readonly kind: "sustained" | "lost" | "no-lift" | "not-shown";
	readonly baseline: PoolFact;
	readonly week12: PoolFact;
	readonly now: PoolFact;
};

export type Cadence = { readonly planned: number; readonly done: number };

type Week24 = {
	readonly lift: { readonly [S in Signal]: Sustained };
	/** At least the policy's share of the planned practices was done. */
	readonly kept: boolean;
	readonly reason: Reason;
};

/** The end of the habit: is the lift of week 12 still there, and was the cadence kept? Practice only, all three pooled. */
export function decideWeek24(
	pools: { readonly baseline: PoolFacts; readonly week12: PoolFacts; readonly now: PoolFacts },
	{ planned, done }: Cadence,
	policy: CoachingPolicy,
): Week24 {
	const of = (signal: Signal): Sustained => {
		const baseline = pools.baseline[signal];
		const week12 = pools.week12[signal];
		const now = pools.now[signal];
		const between = { baseline, week12, now };
		if (!baseline.shown || !week12.shown || !now.shown) return { kind: "not-shown", ...between };
		if (week12.value <= baseline.value) return { kind: "no-lift", ...between };
		const lost = now.value < week12.value - marginOf(policy.bands[signal], policy);
		return { kind: lost ? "lost" : "sustained", ...between };
	};
	const lift = {
		"objection-acknowledgment": of("objection-acknowledgment"),
		"close-attempts": of("close-attempts"),
		"value-framing": of("value-framing"),
		"discovery-density": of("discovery-density"),
	};
	const kept = done >= policy.habit.keptFrom * planned;
	const named = (kind: Sustained["kind"]) => SIGNALS.filter((signal) => lift[signal].kind === kind).join(" ");
	return {
		lift,
		kept,
		reason: {
			code: kept ? "week24.kept" : "week24.dropped",
			params: { done, planned, sustained: named("sustained"), lost: named("lost") },
		},
	};
}

/** As for a trend: a share of the middle band's width, or a number of its own where there is no middle band. */
function marginOf(band: Band, { trend }: CoachingPolicy): number {
	switch (band.kind) {
		case "three":
			return trend.bandShare * (band.targetAbove - band.middleFrom);
		case "two":
			return trend.closeAttempts;
	}
}
