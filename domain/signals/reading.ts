import type { Signal, Tier } from "./signal.ts";

/** A 95 % interval: Wilson for shares, exact Poisson for counts and rates. */
export type Interval = { readonly low: number; readonly high: number };

/** Why a label that looks like one does not count. */
export type NotCountedBecause =
	/** Said by somebody whose words of this kind never count: a claim by the customer, an objection by the rep. */
	| "wrong-speaker"
	/** The labeller found it likely, and not likely enough to count: see COUNTED_FROM. */
	| "not-sure-enough"
	| "closed"
	| "leading"
	| "rhetorical"
	| "stacked"
	| "repeated"
	| "not-discovery"
	| "second-half"
	| "no-rep-turn-after"
	| "not-restated"
	| "answered-first"
	| "no-earlier-need"
	| "own-promise"
	/** The same kind of ask again in the same turn. */
	| "stacked-ask"
	| "over-four";

export type NotApplicableBecause = "no-rep-talk-in-first-half" | "no-objections" | "no-claims" | "no-rep-talk";

export type LowConfidenceBecause = "rep-talk-under-30-seconds" | "speakers-unknown" | "labeller-unsure";

type ReadingBase = {
	readonly signal: Signal;
	/** Label ids that make the numerator. */
	readonly counted: readonly number[];
	/** Label ids that make the denominator where it is a count of labels (objections, claims); else empty. */
	readonly outOf: readonly number[];
	/** Label ids that were looked at and left out, each with the reason. */
	readonly notCounted: readonly { readonly label: number; readonly because: NotCountedBecause }[];
};

export type MeasuredReading = ReadingBase & {
	readonly status: "measured";
	/** Number of counted labels. */
	readonly numerator: number;
	/** Minutes of rep talk (discovery), number of objections or claims (shares), 1 (close attempts). */
	readonly denominator: number;
	readonly unit: "per-minute" | "share" | "per-conversation";
	/** `clock` and `words` say how talk time was taken; `labels` where only labels were counted. */
	readonly basis: "clock" | "words" | "labels";
	/** numerator / denominator, in `unit`. */
	readonly value: number;
	readonly interval: Interval;
	readonly tier: Tier;
	/** 0..1: mean confidence of the labels of the denominator, else of the numerator; null where it rests on none. */
	readonly confidence: number | null;
	readonly lowConfidence: LowConfidenceBecause | null;
};

export type NotApplicableReading = ReadingBase & {
	readonly status: "not-applicable";
	readonly because: NotApplicableBecause;
};

export type Reading = MeasuredReading | NotApplicableReading;

export type Readings = { readonly [S in Signal]: Reading };
