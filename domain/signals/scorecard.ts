import { type Axes, axesOf } from "./axes.ts";
import { type Behaviours, behavioursOf } from "./behaviours.ts";
import { type Citation, citeStretch } from "./citation.ts";
import type { Conversation } from "./conversation.ts";
import { type Gaming, gamingOf } from "./gaming.ts";
import type { LabelKind, Labelling, NearMiss } from "./label.ts";
import { type LowConfidence, lowConfidenceOf } from "./low-confidence.ts";
import { type Moment, momentOf } from "./moment.ts";
import { type NextAction, nextActionOf } from "./next-action.ts";
import type { NotApplicableBecause, Reading, Readings } from "./reading.ts";
import { areSpeakersUnknown, discoveryOnWords, readingsOf } from "./readings.ts";
import { type Bands, SIGNALS, type Signal } from "./signal.ts";
import { type SummarySentence, summaryOf } from "./summary.ts";
import { type Talk, talkOf, turnsOf } from "./talk.ts";
import { cutAtCap } from "./tiers.ts";

/** Version of all arithmetic of a scorecard; readings of two versions are never compared silently. */
export const RUBRIC_VERSION = "4";

/** A stretch that looks like a label and is none. Words of listening without content stand under `gaming` instead. */
type ShownNearMiss = {
	readonly kind: LabelKind;
	readonly because: Exclude<NearMiss["because"], "magic-words">;
	readonly cites: Citation;
};

/** What a conversation says, recomputable from its labels: `scorecardOf` gives the same to the last digit. */
export type Scorecard = {
	readonly rubricVersion: string;
	readonly labeller: string;
	readonly labellerVersion: string;
	/** Human-labelled data that the labeller was measured on in this language; empty means "not validated". */
	readonly validatedOn: readonly string[];
	/** Other languages that a considerable part of the conversation is in. */
	readonly alsoIn: readonly string[];
	readonly readings: Readings;
	/** Discovery on the words basis, so that practice and calls can be compared like with like in week 12. */
	readonly discoveryOnWords: Reading;
	/** Runs of the rep's utterances between those of others; utterances without words neither make nor end one. */
	readonly repTurns: number;
	readonly repWords: number;
	/** Signals that this conversation could not show, each with its reason; empty for a full measurement. */
	readonly missing: readonly { readonly signal: Signal; readonly because: NotApplicableBecause }[];
	readonly flags: readonly "over-asking"[];
	readonly axes: Axes;
	readonly behaviours: Behaviours;
	/** One, never three, or none. */
	readonly moment: Moment;
	readonly summary: readonly SummarySentence[];
	/** For the rep first. */
	readonly gaming: readonly Gaming[];
	readonly nearMisses: readonly ShownNearMiss[];
	readonly lowConfidence: readonly LowConfidence[];
	/** Exactly one: a conversation never ends with just a transcript. */
	readonly nextAction: NextAction;
};

/** The scorecard of a labelled conversation. Pure arithmetic: labelling and bands in, the same card out, always. */
export function scorecardOf(conversation: Conversation, labelling: Labelling, bands: Bands): Scorecard {
	const { labels, nearMisses } = labelling;
	const readings = readingsOf(conversation, labels, bands);
	const asks = readings["close-attempts"].counted.length;
	const isOverAsking = asks > cutAtCap(asks, bands["close-attempts"]);
	const speakersUnknown = areSpeakersUnknown(conversation);
	const talk = talkOf(conversation, labels);
	const axes = axesOf(conversation, talk, readings, speakersUnknown, bands);
	return {
		rubricVersion: RUBRIC_VERSION,
		labeller: labelling.labeller,
		labellerVersion: labelling.version,
		validatedOn: labelling.validatedOn,
		alsoIn: labelling.alsoIn,
		readings,
		discoveryOnWords: discoveryOnWords(conversation, labels, bands),
		...repShareOf(conversation),
		missing: SIGNALS.flatMap((signal) => {
			const reading = readings[signal];
			return reading.status === "not-applicable" ? [{ signal, because: reading.because }] : [];
		}),
		flags: isOverAsking ? ["over-asking"] : [],
		axes,
		behaviours: behavioursOf(talk, nearMisses, readings, isOverAsking, bands),
		moment: momentOf(talk, readings, speakersUnknown),
		summary: summaryOf(conversation.kind, talk, readings, speakersUnknown, bands),
		gaming: gamingOf(talk, nearMisses),
		nearMisses: shownNearMisses(talk, nearMisses),
		lowConfidence: lowConfidenceOf(talk, readings, axes, speakersUnknown),
		nextAction: nextActionOf(talk, nearMisses, readings, bands),
	};
}

/** Turns and words of the rep, by which a baseline conversation is valid or not. */
export function repShareOf({ utterances }: Conversation): { readonly repTurns: number; readonly repWords: number } {
	const turns = turnsOf(utterances).filter(({ role }) => role === "rep");
	return { repTurns: turns.length, repWords: turns.reduce((sum, { words }) => sum + words, 0) };
}

function shownNearMisses(talk: Talk, nearMisses: readonly NearMiss[]): readonly ShownNearMiss[] {
	return nearMisses.flatMap(({ kind, because, utterance: ordinal, start, end }) => {
		const utterance = talk.utterances.get(ordinal);
		return because === "magic-words" || utterance === undefined
			? []
			: [{ kind, because, cites: citeStretch(utterance, start, end) }];
	});
}
