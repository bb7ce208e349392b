import { localDateOf } from "../calendar.ts";
import { poolOf, poolsOf } from "../signals/pooling.ts";
import { epochMs, type LocalDate } from "../time.ts";
import { activeDate } from "./active-days.ts";
import type { ConversationFact, CycleFacts, PoolFacts } from "./facts.ts";
import { weekStartsOn } from "./weeks.ts";

/**
 * Practices of the weeks up to `week`, since the later of the last checkpoint, the baseline, or 28 active days ago. All borders
 * are midnights of the rep: the look comes up to an hour after them, or days late when no worker ran, and what was held
 * in between belongs to the next checkpoint. A day more or less of daylight changes nothing.
 */
function practicesSinceCheckpoint(facts: CycleFacts, week: number): readonly ConversationFact[] {
	const { cycle, past, policy } = facts;
	const baseline = past.baseline;
	const until = weekStartsOn(cycle, week + 1);
	if (until === null || baseline === null) return [];
	// Week 6 of a new hire looks at milestones and pools nothing: it begins no new stretch of practice.
	const before = past.checkpoints.findLast(({ name }) => name !== "6");
	const last = cycle.plan.find(({ checkpoint }) => checkpoint === before?.name);
	const since: readonly (LocalDate | null)[] = [
		activeDate(until, -policy.checkpoints.poolDaysMax, cycle.pauses),
		...(last === undefined ? [] : [weekStartsOn(cycle, last.toWeek + 1)]),
	];
	return facts.conversations.filter((conversation) => {
		const heldOn = localDateOf(conversation.occurredAt, cycle.zone);
		return (
			conversation.source === "practice" &&
			conversation.factSeq > baseline.factsUpTo &&
			epochMs(conversation.occurredAt) > epochMs(baseline.at) &&
			heldOn < until &&
			since.every((date) => date === null || heldOn >= date)
		);
	});
}

/**
 * The pool of the checkpoint at the end of `week`: sums of numerators and denominators, and whose they are. What makes a
 * signal's late baseline is not pooled for it once more: it would be compared with itself.
 */
export function poolSinceCheckpoint(
	facts: CycleFacts,
	week: number,
): { readonly pools: PoolFacts; readonly conversations: readonly string[] } {
	const practices = practicesSinceCheckpoint(facts, week);
	const ofLate = (facts.past.baseline?.late ?? []).map(({ signal, conversations }) => [
		signal,
		poolOf(
			signal,
			practices.filter(({ id }) => !conversations.includes(id)).map(({ readings }) => readings[signal]),
			facts.policy.bands[signal],
		),
	]);
	const pools: PoolFacts = { ...poolsOf(practices, facts.policy.bands), ...Object.fromEntries(ofLate) };
	return { pools, conversations: practices.map(({ id }) => id) };
}
