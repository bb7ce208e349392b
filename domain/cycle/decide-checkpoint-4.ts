import type { CoachingPolicy } from "../policy.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import { tierRank } from "../signals/tiers.ts";
import { isAcknowledgmentAlone } from "./acknowledgment-alone.ts";
import type { PoolFacts } from "./facts.ts";
import type { Reason } from "./reason.ts";
import type { TaskKind } from "./task.ts";

type Week4Verdict = "holding" | "on-track" | "partial" | "flat" | "not-enough-data";

type Week4 = {
	readonly verdict: Week4Verdict;
	readonly reason: Reason;
	/** Signals that moved up a tier, and those that fell; a fall is always named. */
	readonly moved: readonly Signal[];
	readonly fell: readonly Signal[];
	readonly measured: readonly Signal[];
	/** The task that the verdict opens for the manager, if any. */
	readonly task: Extract<TaskKind, "one-to-one" | "live-coaching"> | null;
};

/**
 * Week 4, over the signals measured both at the baseline and now; k of them were outside target at the baseline.
 * k = 0: holding if all still hold, else partial. Otherwise at least min(2, k) up a tier is on track, fewer but one is
 * partial, none is flat. Fewer than 4 practices or fewer than two measured signals: not enough data.
 *
 * Where acknowledgment alone speaks for a verdict (the only signal that moved; where none did, the only one outside
 * target, or that fell), it is partial, and a person looks: it is the least certain reading (docs/decisions/0009).
 */
export function decideWeek4(baseline: PoolFacts, now: PoolFacts, practices: number, policy: CoachingPolicy): Week4 {
	const { week4PracticesMin, week4SignalsMin, week4MovedMin } = policy.checkpoints;
	const pairs = SIGNALS.flatMap((signal) => {
		const before = baseline[signal];
		const after = now[signal];
		return before.shown && after.shown ? [{ signal, before: before.tier, after: after.tier }] : [];
	});
	const measured = pairs.map(({ signal }) => signal);
	const moved = pairs.filter((pair) => tierRank(pair.after) > tierRank(pair.before)).map(({ signal }) => signal);
	const fell = pairs.filter((pair) => tierRank(pair.after) < tierRank(pair.before)).map(({ signal }) => signal);
	const outside = pairs.filter((pair) => pair.before !== "target").map(({ signal }) => signal);
	const speaks = [moved, outside, fell].find((signals) => signals.length > 0) ?? [];
	const uncertain = isAcknowledgmentAlone(speaks);
	const params = {
		practices,
		measured: measured.length,
		outside: outside.length,
		moved: moved.length,
		needed: Math.min(week4MovedMin, outside.length),
		fell: fell.join(" "),
		uncertain,
	};
	const said = (verdict: Week4Verdict, task: Week4["task"]): Week4 => ({
		verdict,
		reason: { code: `week4.${verdict}`, params },
		moved,
		fell,
		measured,
		task,
	});

	if (practices < week4PracticesMin || measured.length < week4SignalsMin) return said("not-enough-data", "one-to-one");
	if (uncertain) return said("partial", "one-to-one");
	if (outside.length === 0) return fell.length === 0 ? said("holding", null) : said("partial", "one-to-one");
	if (moved.length >= Math.min(week4MovedMin, outside.length)) return said("on-track", null);
	if (moved.length > 0) return said("partial", "one-to-one");
	return said("flat", "live-coaching");
}
