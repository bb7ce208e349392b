import type { Reason } from "../cycle/reason.ts";
import type { NearMiss } from "./label.ts";
import type { NotCountedBecause } from "./reading.ts";

export type MissedBecause = NotCountedBecause | NearMiss["because"];

/** What would have counted instead of a line that did not, or null where nothing that the rep says would have. */
export function wouldHaveCounted(because: MissedBecause): Reason | null {
	const code = codeOf(because);
	return code === null ? null : { code, params: {} };
}

function codeOf(because: MissedBecause): string | null {
	switch (because) {
		case "closed":
			return "counts.open-question";
		case "leading":
			return "counts.neutral-question";
		case "rhetorical":
			return "counts.question-that-waits";
		case "stacked":
			return "counts.one-question";
		case "repeated":
			return "counts.new-question";
		case "not-discovery":
			return "counts.question-about-customer";
		case "second-half":
			return "counts.early-question";
		case "not-restated":
		case "only-understanding":
			return "counts.restatement";
		case "answered-first":
			return "counts.restatement-first";
		case "magic-words":
			return "counts.customers-words";
		case "no-earlier-need":
			return "counts.claim-for-a-need";
		case "own-promise":
		case "no-concrete-step":
			return "counts.concrete-ask";
		case "stacked-ask":
			return "counts.one-ask";
		case "over-four":
			return "counts.fewer-asks";
		case "not-sure":
			return "counts.plain-words";
		case "wrong-speaker":
		case "no-rep-turn-after":
		case "not-sure-enough":
			return null;
	}
}
