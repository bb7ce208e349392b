import type { CoachingPolicy } from "../policy.ts";
import { SIGNALS, type Signal, type Tier } from "../signals/signal.ts";
import { tierRank } from "../signals/tiers.ts";
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
 * Where the verdict would be another without acknowledgment, the least certain reading alone turns it: then it is
 * partial, and a person looks (docs/decisions/0009).
 */
export function decideWeek4(baseline: PoolFacts, now: PoolFacts, practices: number, policy: CoachingPolicy): Week4 {
	const { week4PracticesMin, week4SignalsMin, week4MovedMin } = policy.checkpoints;
	const pairs = SIGNALS.flatMap((signal): Pair[] => {
		const before = baseline[signal];
		const after = now[signal];
		return before.shown && after.shown ? [{ signal, before: before.tier, after: after.tier }] : [];
	});
	const measured = pairs.map(({ signal }) => signal);
	const { moved, fell, outside } = changesIn(pairs);
	const without = pairs.filter(({ signal }) => signal !== "objection-acknowledgment");
	const verdict = verdictOf(pairs, week4MovedMin);
	const uncertain = verdict !== verdictOf(without, week4MovedMin);
	const params = {
		practices,
		measured: measured.length,
		outside: outside.length,
		moved: moved.length,
		needed: Math.min(week4MovedMin, outside.length),
		fell: fell.join(" "),
		uncertain,
	};
	const said = (found: Week4Verdict, task: Week4["task"]): Week4 => ({
		verdict: found,
		reason: { code: `week4.${found}`, params },
		moved,
		fell,
		measured,
		task,
	});

	if (practices < week4PracticesMin || measured.length < week4SignalsMin) return said("not-enough-data", "one-to-one");
	if (uncertain) return said("partial", "one-to-one");
	switch (verdict) {
		case "holding":
		case "on-track":
			return said(verdict, null);
		case "partial":
			return said(verdict, "one-to-one");
		case "flat":
			return said(verdict, "live-coaching");
	}
}

type Pair = { readonly signal: Signal; readonly before: Tier; readonly after: Tier };

function changesIn(pairs: readonly Pair[]) {
	const signals = (found: (pair: Pair) => boolean) => pairs.filter(found).map(({ signal }) => signal);
	return {
		moved: signals(({ before, after }) => tierRank(after) > tierRank(before)),
		fell: signals(({ before, after }) => tierRank(after) < tierRank(before)),
		outside: signals(({ before }) => before !== "target"),
	};
}

function verdictOf(pairs: readonly Pair[], movedMin: number): Exclude<Week4Verdict, "not-enough-data"> {
	const { moved, fell, outside } = changesIn(pairs);
	if (outside.length === 0) return fell.length === 0 ? "holding" : "partial";
	if (moved.length >= Math.min(movedMin, outside.length)) return "on-track";
	return moved.length > 0 ? "partial" : "flat";
}
