import type { ConversationFact, CycleFacts, DrillFact } from "../cycle/facts.ts";
import type { Change, Decision } from "../cycle/step.ts";
import { attemptsAsked, attemptsOf, scoreOf } from "./course.ts";
import { isOpenDrill } from "./drill.ts";

/** What a scored practice conversation that was held for a drill adds to it. */
export type Attempted = {
	readonly decisions: readonly Decision[];
	readonly changes: readonly Change[];
	/** The drills with the attempt in them. */
	readonly drills: readonly DrillFact[];
};

/** An attempt at an open drill, with its score; one at a drill that is over is scored like any talk, and counts nowhere. */
export function decideAttempt(facts: CycleFacts, conversation: ConversationFact): Attempted {
	const drill = facts.drills.find(({ id }) => id === conversation.drillId);
	const isKnown = drill?.attempts.some(({ conversationId }) => conversationId === conversation.id) === true;
	if (drill === undefined || !isOpenDrill(drill) || isKnown)
		return { decisions: [], changes: [], drills: facts.drills };
	const ordinal = drill.attempts.length + 1;
	const score = scoreOf(drill, conversation, facts);
	const { name, gap, angle, state } = drill;
	const attempt = { ordinal, angle, conversationId: conversation.id, score };
	const after: DrillFact = {
		...drill,
		state: state === "assigned" ? "practising" : state,
		attempts: [...drill.attempts, attempt],
	};
	const occurrence = conversation.occurrences?.find((found) => found.gap === gap) ?? null;
	const done = attemptsOf(after).length;
	const asked = attemptsAsked(drill);
	const params = { drill: name, gap, attempt: ordinal, done, asked, score };
	// Without somebody to send it to, the engine goes on by itself.
	const isToSend = after.state === "practising" && drill.submitTo !== null && done === asked;
	return {
		decisions: [
			{
				name,
				rule: "drill.attempts-are-scored",
				outcome: { kind: "attempted", attempt: ordinal, angle, conversation: conversation.id, score },
				reason: { code: "drill.attempted", params },
				inputs: { occurrence, state, asked, done },
				by: "engine",
			},
		],
		changes: [
			{ do: "attempt", drill: name, ordinal, angle, conversation: conversation.id, score },
			...(isToSend
				? [{ do: "notify" as const, to: "rep" as const, template: { code: "drill.send-best", params } }]
				: []),
		],
		drills: facts.drills.map((other) => (other === drill ? after : other)),
	};
}
