import type { CoachingPolicy } from "../policy.ts";
import { byDistance } from "../signals/distance.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import type { Trend } from "../signals/trend.ts";
import { isAcknowledgmentAlone } from "./acknowledgment-alone.ts";
import type { PoolFacts } from "./facts.ts";
import type { Reason } from "./reason.ts";
import type { TaskKind } from "./task.ts";

type Week8Verdict = "not-enough-data" | "stuck" | "rotated" | "one-replaced" | "manager-chooses" | "focus-stays";

type Week8 = {
	readonly verdict: Week8Verdict;
	readonly reason: Reason;
	readonly stuck: readonly Signal[];
	readonly focus: readonly [Signal, Signal];
	/** Shown, never a gate. */
	readonly allRisingOrHolding: boolean;
	readonly task: Extract<TaskKind, "one-to-one" | "deployment-review"> | null;
};

export type Trends = { readonly [S in Signal]: Trend };

/**
 * Week 8. Fewer than three signals with enough data: a one-to-one. Three or more stuck: a deployment review for the
 * head of enablement. Else both focus signals in target: focus rotates to the other two. Else only the one in target is
 * replaced, by the signal farthest from target outside the focus; where that one is acknowledgment, the least certain
 * reading, the focus stays and its manager talks it over (docs/decisions/0009).
 *
 * @param disputed Signals with a reading in the trends' window about which a dispute is open.
 */
export function decideWeek8(
	trends: Trends,
	pools: PoolFacts,
	focus: readonly [Signal, Signal],
	policy: CoachingPolicy,
	disputed: readonly Signal[] = [],
): Week8 {
	const judged = SIGNALS.filter((signal) => trends[signal].status === "measured");
	const stuck = stuckIn(trends, disputed);
	const inTarget = focus.filter((signal) => {
		const pool = pools[signal];
		return pool.shown && pool.tier === "target";
	});
	const allRisingOrHolding = SIGNALS.every((signal) => {
		const trend = trends[signal];
		return trend.status === "measured" && (trend.verdict === "rising" || trend.verdict === "holding");
	});
	const others = byDistance(pools).filter((signal) => !focus.includes(signal));
	const said = (verdict: Week8Verdict, next: readonly [Signal, Signal], task: Week8["task"]): Week8 => ({
		verdict,
		reason: {
			code: `week8.${verdict}`,
			params: {
				judged: judged.length,
				stuck: stuck.join(" "),
				stuckCount: stuck.length,
				inTarget: inTarget.join(" "),
				first: next[0],
				second: next[1],
				disputed: disputed.filter((signal) => isStuck(trends[signal])).join(" "),
			},
		},
		stuck,
		focus: next,
		allRisingOrHolding,
		task,
	});

	if (judged.length < policy.checkpoints.week8SignalsMin) return said("not-enough-data", focus, "one-to-one");
	if (stuck.length >= policy.checkpoints.week8StuckForReview) return said("stuck", focus, "deployment-review");
	const [first, second] = others;
	if (inTarget.length === 2 && first !== undefined && second !== undefined) {
		return said("rotated", [first, second], null);
	}
	if (isAcknowledgmentAlone(inTarget)) return said("manager-chooses", focus, "one-to-one");
	if (inTarget.length === 1 && first !== undefined) {
		const stays = focus.find((signal) => !inTarget.includes(signal)) ?? focus[0];
		return said("one-replaced", [stays, first], null);
	}
	return said("focus-stays", focus, null);
}

/** Signals whose verdict is "stuck", but for those that a dispute is open about: nobody is called in over a doubt. */
export function stuckIn(trends: Trends, disputed: readonly Signal[]): readonly Signal[] {
	return SIGNALS.filter((signal) => isStuck(trends[signal]) && !disputed.includes(signal));
}

/** Outside target and not rising. */
function isStuck(trend: Trend): boolean {
	return trend.status === "measured" && trend.stuck;
}
