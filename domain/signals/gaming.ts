import type { Reason } from "../cycle/reason.ts";
import type { Citation } from "./citation.ts";
import { missesOf } from "./gaps.ts";
import type { Label, NearMiss, QuestionLabel } from "./label.ts";
import { citationOf, type Placed, placedOf, type Talk } from "./talk.ts";
import { wouldHaveCounted } from "./would-count.ts";

/** Times that a question is asked again from which on it is "again and again". Ours. */
const REPEATS_MIN = 2;

/** Questions on top of the first of a turn, and asks in one turn on top of the first two. Ours. */
const STACKED_QUESTIONS_MIN = 2;
const ASKS_IN_TURN_MIN = 3;

/** Talk that would lift a number without being better talk. None of it is counted; the rep sees it first. */
export type Gaming = {
	readonly kind: "repeated-question" | "stacked-questions" | "stacked-asks" | "magic-words";
	/** In the order of the conversation; never empty. */
	readonly lines: readonly Citation[];
	readonly reason: Reason;
	/** What would have counted. */
	readonly wouldHaveCounted: Reason | null;
};

/**
 * A question asked again at least twice; three or more questions in one turn without an answer; the same kind of ask
 * twice in one turn, or three asks of any kind; words of listening with nothing of the customer's in them.
 */
export function gamingOf(talk: Talk, nearMisses: readonly NearMiss[]): readonly Gaming[] {
	return [...repeatedQuestions(talk), ...stackedQuestions(talk), ...stackedAsks(talk), ...magicWords(talk, nearMisses)];
}

function repeatedQuestions(talk: Talk): readonly Gaming[] {
	/** Each question's first asking, by label id. */
	const first = new Map<number, QuestionLabel>();
	const askings = new Map<QuestionLabel, QuestionLabel[]>();
	for (const { label } of placedOf(talk, "question")) {
		const original = (label.repeats === null ? undefined : first.get(label.repeats)) ?? label;
		first.set(label.id, original);
		askings.set(original, [...(askings.get(original) ?? []), label]);
	}
	return [...askings.values()]
		.filter((labels) => labels.length > REPEATS_MIN)
		.map((labels) => entry("repeated-question", "gaming.repeated-question", "repeated", labels.length, talk, labels));
}

function stackedQuestions(talk: Talk): readonly Gaming[] {
	const stacked = placedOf(talk, "question").filter(({ label }) => label.stackedOn !== null);
	return byTurn(stacked)
		.filter((labels) => labels.length >= STACKED_QUESTIONS_MIN)
		.map((labels) => entry("stacked-questions", "gaming.stacked-questions", "stacked", labels.length, talk, labels));
}

function stackedAsks(talk: Talk): readonly Gaming[] {
	return byTurn(placedOf(talk, "ask"))
		.filter((labels) => labels.length >= ASKS_IN_TURN_MIN || new Set(labels.map(({ ask }) => ask)).size < labels.length)
		.map((labels) => entry("stacked-asks", "gaming.stacked-asks", "stacked-ask", labels.length, talk, labels));
}

function magicWords(talk: Talk, nearMisses: readonly NearMiss[]): readonly Gaming[] {
	const lines = missesOf("magic-words", talk, nearMisses);
	if (lines.length === 0) return [];
	return [
		{
			kind: "magic-words",
			lines,
			reason: { code: "gaming.magic-words", params: { times: lines.length } },
			wouldHaveCounted: wouldHaveCounted("magic-words"),
		},
	];
}

function entry(
	kind: Gaming["kind"],
	code: string,
	because: "repeated" | "stacked" | "stacked-ask",
	times: number,
	talk: Talk,
	labels: readonly Label[],
): Gaming {
	return {
		kind,
		lines: labels.flatMap((label) => citationOf(talk, label) ?? []),
		reason: { code, params: { times } },
		wouldHaveCounted: wouldHaveCounted(because),
	};
}

/** The labels of each turn that has any, in the order of the conversation. */
function byTurn<L extends Label>(placed: readonly Placed<L>[]): readonly (readonly L[])[] {
	const turns = new Map<number, L[]>();
	for (const { label, turn } of placed) {
		const labels = turns.get(turn);
		if (labels === undefined) turns.set(turn, [label]);
		else labels.push(label);
	}
	return [...turns.values()];
}
