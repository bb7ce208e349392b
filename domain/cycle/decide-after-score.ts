import { localDateOf } from "../calendar.ts";
import { baselineScenarios, scenarioSetOf } from "../practice/scenarios.ts";
import type { Instant } from "../time.ts";
import { isPaused } from "./active-days.ts";
import { validForBaseline } from "./decide-baseline.ts";
import { nextPractice } from "./decide-next-practice.ts";
import type { ConversationFact, CycleFacts, PracticeFact } from "./facts.ts";
import { hasPractice } from "./kind.ts";
import { type Change, type Decision, weekName } from "./step.ts";
import { weekAround, weekOfConversation } from "./weeks.ts";

export type AfterScore = {
	readonly decisions: readonly Decision[];
	readonly changes: readonly Change[];
	/** True when the cycle waits for this conversation: the third valid one of the baseline. */
	readonly waiting: boolean;
};

/**
 * What a freshly scored conversation changes in the plan of a running cycle: its practice is done, the next one is
 * chosen. `facts` already hold the conversation. Appends only, and leaves the cycle's revision alone.
 */
export function decideAfterScore(facts: CycleFacts, conversationId: string, now: Instant): AfterScore {
	const conversation = facts.conversations.find(({ id }) => id === conversationId);
	if (conversation === undefined || !hasPractice(facts.cycle)) return { decisions: [], changes: [], waiting: false };

	const changes: Change[] = [];
	const decisions: Decision[] = [];
	const practice = facts.practices.find(({ id }) => id === conversation.practiceId);
	if (practice !== undefined && isDoneBy(practice, conversation, facts)) {
		changes.push({ do: "finish-practice", practice: practice.id, conversation: conversation.id });
	}
	const practices = facts.practices.map((other) =>
		other.id === practice?.id && isDoneBy(other, conversation, facts) ? { ...other, state: "done" as const } : other,
	);
	const remaining: CycleFacts = { ...facts, practices };
	const valid = validForBaseline(facts).length;
	const baselineComplete = valid >= facts.policy.baseline.conversations;
	if (conversation.source === "practice" && !practices.some(({ state }) => state === "planned")) {
		const next = nextAfter(remaining, conversation, baselineComplete, now);
		if (next !== null) {
			decisions.push(next.decision);
			changes.push(next.change);
		}
	}
	return { decisions, changes, waiting: facts.cycle.phase === "baseline" && baselineComplete };
}

/** A missed practice is not made up; but one that was held in its week, and only became known later, was no miss. */
function isDoneBy(practice: PracticeFact, conversation: ConversationFact, { cycle }: CycleFacts): boolean {
	if (practice.state === "planned") return true;
	return practice.state === "missed" && weekOfConversation(cycle, conversation.occurredAt) === practice.week;
}

/** The practice that a rep without an open one finds at once; null where the cycle itself plans the next. */
function nextAfter(
	facts: CycleFacts,
	conversation: ConversationFact,
	baselineComplete: boolean,
	now: Instant,
): { readonly decision: Decision; readonly change: Change } | null {
	const today = localDateOf(now, facts.cycle.zone);
	// Scored, shown and kept all the same; the day on which the pause ends plans the next one.
	if (isPaused(today, facts.cycle.pauses)) return null;
	switch (facts.cycle.phase) {
		case "practice":
		case "habit":
			return nextPractice(facts, conversation, Math.max(2, weekAround(facts.cycle, today)));
		case "baseline":
			return baselineComplete ? null : anotherForBaseline(facts, conversation);
		case "planned":
		case "closed":
			return null;
	}
}

/** A conversation too short to measure used up a scenario of the baseline: the rep is given another. */
function anotherForBaseline(facts: CycleFacts, conversation: ConversationFact) {
	const week = 1;
	const ordinal = facts.practices.filter((practice) => practice.week === week).length + 1;
	const scenario = baselineScenarios(ordinal, scenarioSetOf(facts.cycle.kind)).at(-1) ?? "";
	const valid = validForBaseline(facts).length;
	const needed = facts.policy.baseline.conversations;
	const decision: Decision = {
		name: `practice:${weekName(week)}:${ordinal}`,
		rule: "baseline.until-enough-are-valid",
		outcome: { kind: "practice-planned", week, ordinal, scenario },
		reason: { code: "practice.for-the-baseline", params: { scenario, ordinal, valid, needed } },
		inputs: {
			conversation: conversation.id,
			repTurns: conversation.repTurns,
			repWords: conversation.repWords,
			valid,
			needed,
		},
		by: "engine",
	};
	const change: Change = { do: "plan-practice", week, ordinal, scenario, pool: facts.cycle.pool };
	return { decision, change };
}
