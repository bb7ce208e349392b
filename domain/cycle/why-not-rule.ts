import type { CoachingPolicy } from "../policy.ts";
import type { Instant } from "../time.ts";
import type { Reason } from "./reason.ts";
import type { Fields } from "./why-not-inputs.ts";
import { type Answered, type Asked, type Question, search } from "./why-not-search.ts";

/** A decision as it was stored, with the policy that it was taken by. */
export type StoredDecision = {
	readonly name: string;
	readonly rule: string;
	readonly inputs: Fields;
	readonly outcome: Fields;
	readonly reason: Reason;
	readonly policy: CoachingPolicy;
	readonly at: Instant;
};

export type AnsweredRule = Answered & {
	/** Whether the rule says today what it said then. */
	readonly agrees: boolean;
};

/** How the decisions of one rule are asked again. */
export type AskAgain = (decision: StoredDecision) => AnsweredRule;

/** @param question `stored` is what the decision came to then, as far as the question tells it apart. */
export function askAgain<Inputs>(question: Question<Inputs> & { readonly stored: Asked["outcomes"] }): AnsweredRule {
	const answered = search(question);
	const agrees = Object.entries(question.stored).every(([aspect, outcome]) => answered.asked[aspect] === outcome);
	return { ...answered, agrees };
}
