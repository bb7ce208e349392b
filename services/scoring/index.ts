import type { Occurrence } from "../../domain/drill/drill.ts";
import { occurrencesOf } from "../../domain/drill/occurrences.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Labelling } from "../../domain/signals/label.ts";
import { type Scorecard, scorecardOf } from "../../domain/signals/scorecard.ts";
import type { Bands } from "../../domain/signals/signal.ts";
import { createEmbeddedLabeller } from "./embedded/index.ts";
import type { Labeller } from "./labeller.ts";

type Scored = {
	readonly labelling: Labelling;
	readonly scorecard: Scorecard;
	/** Moments of the library of drills that came up. */
	readonly occurrences: readonly Occurrence[];
};

export type Scoring = {
	/** Labels a conversation and counts. The same conversation and bands give the same result, to the last digit. */
	labelAndScore(conversation: Conversation, bands: Bands): Scored;
};

/** Word lists and patterns are compiled here, once; scoring itself holds no state between conversations. */
export function createScoring(labeller: Labeller = createEmbeddedLabeller()): Scoring {
	return {
		labelAndScore(conversation, bands) {
			const labelling = labeller.label(conversation);
			const scorecard = scorecardOf(conversation, labelling, bands);
			return { labelling, scorecard, occurrences: occurrencesOf(conversation, labelling.labels, scorecard) };
		},
	};
}
