import type { Conversation, SpeakerRole } from "./conversation.ts";
import type { LowConfidenceBecause, NotApplicableBecause, Readings } from "./reading.ts";
import { beginsBefore } from "./readings.ts";
import { type Bands, SIGNALS, type Signal } from "./signal.ts";
import { placedOf, repTurnsAfter, type Talk } from "./talk.ts";
import { coveredMs } from "./talk-time.ts";
import { distanceToTarget } from "./tiers.ts";
import { countWords } from "./words.ts";

/** Listening cues per ten customer turns from which on more are no better. */
const CUES_PER_TEN_TURNS = 3;

/** Timed talk of either side under which the pace is of low confidence: 30 seconds, as for discovery density. */
const PACE_MS_MIN = 30_000;

const MS_PER_MINUTE = 60_000;

/** What an axis is the mean of: a signal's nearness to target, or one of the four parts of warmth. */
export type PartName = Signal | "acknowledgment" | "listening-cues" | "pace-match" | "empathy";

export type AxisPart =
	| {
			readonly part: PartName;
			readonly status: "measured";
			/** 0..1. */
			readonly value: number;
			/** Signals: as the reading. Cues: rep turns with one. Pace: the rep's words per minute. Empathy: answered. */
			readonly numerator: number;
			/** Signals: as the reading. Cues: customer turns. Pace: the customer's words per minute. Empathy: stated. */
			readonly denominator: number;
			/** Label ids that make the numerator, where it counts labels. */
			readonly counted: readonly number[];
			/** Label ids that make the denominator, where it counts labels. */
			readonly outOf: readonly number[];
			readonly lowConfidence: LowConfidenceBecause | "timed-talk-under-30-seconds" | null;
	  }
	| { readonly part: PartName; readonly status: "not-applicable"; readonly because: PartNotApplicableBecause };

export type PartNotApplicableBecause = NotApplicableBecause | "no-customer-talk" | "no-times" | "no-difficulties";

/** `value` is 100 times the mean of the measured parts, 0..100, not rounded; null where none is measured. */
export type Axis = {
	readonly value: number | null;
	/** True where any part that it is the mean of is of low confidence. */
	readonly lowConfidence: boolean;
	readonly parts: readonly AxisPart[];
};

export type Axes = { readonly competence: Axis; readonly warmth: Axis };

/**
 * The two axes (docs/scorecard.md), from words and turn-taking only. A part of low confidence stays in the mean, as
 * the formula says, and marks the axis: no decision is made on an axis.
 */
export function axesOf(
	conversation: Conversation,
	talk: Talk,
	readings: Readings,
	speakersUnknown: boolean,
	bands: Bands,
): Axes {
	const unsure = speakersUnknown ? "speakers-unknown" : null;
	return {
		competence: axisOf(SIGNALS.map((signal) => nearness(signal, readings, bands))),
		warmth: axisOf([
			acknowledgment(readings),
			listeningCues(talk, unsure),
			paceMatch(conversation, unsure),
			empathy(talk, unsure),
		]),
	};
}

function axisOf(parts: readonly AxisPart[]): Axis {
	const measured = parts.filter((part) => part.status === "measured");
	const sum = measured.reduce((total, { value }) => total + value, 0);
	return {
		value: measured.length === 0 ? null : (100 * sum) / measured.length,
		lowConfidence: measured.some(({ lowConfidence }) => lowConfidence !== null),
		parts,
	};
}

/** 1 - distance to target. */
function nearness(signal: Signal, readings: Readings, bands: Bands): AxisPart {
	const reading = readings[signal];
	if (reading.status === "not-applicable") return notApplicable(signal, reading.because);
	const { numerator, denominator, counted, outOf, lowConfidence } = reading;
	const value = 1 - distanceToTarget(reading.value, bands[signal]);
	return { part: signal, status: "measured", value, numerator, denominator, counted, outOf, lowConfidence };
}

/** The share of objections that were said back, as read. */
function acknowledgment(readings: Readings): AxisPart {
	const reading = readings["objection-acknowledgment"];
	if (reading.status === "not-applicable") return notApplicable("acknowledgment", reading.because);
	const { value, numerator, denominator, counted, outOf, lowConfidence } = reading;
	return { part: "acknowledgment", status: "measured", value, numerator, denominator, counted, outOf, lowConfidence };
}

type Unsure = "speakers-unknown" | null;

/** Cues per ten customer turns / 3, cut at 1. Several in one turn of the rep are one: "yes, yes, I see". */
function listeningCues(talk: Talk, lowConfidence: Unsure): AxisPart {
	const part = "listening-cues";
	const denominator = talk.customerTurns.length;
	if (!talk.turns.some(({ role }) => role === "rep")) return notApplicable(part, "no-rep-talk");
	if (denominator === 0) return notApplicable(part, "no-customer-talk");
	const cues = placedOf(talk, "listening-cue");
	const counted = cues.filter((cue, i) => cues[i - 1]?.turn !== cue.turn).map(({ label }) => label.id);
	const numerator = counted.length;
	const value = Math.min(1, (10 * numerator) / (CUES_PER_TEN_TURNS * denominator));
	return { part, status: "measured", value, numerator, denominator, counted, outOf: [], lowConfidence };
}

/**
 * 1 - |rep - customer| / customer in words per minute, cut at 0. Only utterances with a start and an end are measured:
 * an end that is estimated from the words would always give the same pace.
 */
function paceMatch(conversation: Conversation, unsure: Unsure): AxisPart {
	const part = "pace-match";
	const rep = paceOf("rep", conversation);
	const customer = paceOf("customer", conversation);
	if (rep === null || customer === null) return notApplicable(part, "no-times");
	const value = Math.max(0, 1 - Math.abs(rep.perMinute - customer.perMinute) / customer.perMinute);
	const isShort = Math.min(rep.ms, customer.ms) < PACE_MS_MIN;
	return {
		part,
		status: "measured",
		value,
		numerator: rep.perMinute,
		denominator: customer.perMinute,
		counted: [],
		outOf: [],
		lowConfidence: unsure ?? (isShort ? "timed-talk-under-30-seconds" : null),
	};
}

function paceOf(
	role: SpeakerRole,
	{ utterances }: Conversation,
): { readonly perMinute: number; readonly ms: number } | null {
	let words = 0;
	const spans: { from: number; to: number }[] = [];
	for (const utterance of utterances) {
		const { startMs, endMs, text } = utterance;
		const count = utterance.role === role ? countWords(text) : 0;
		if (count === 0 || startMs === null || endMs === null || endMs <= startMs) continue;
		words += count;
		spans.push({ from: startMs, to: endMs });
	}
	const ms = coveredMs(spans, Number.POSITIVE_INFINITY);
	return ms === 0 ? null : { perMinute: (words * MS_PER_MINUTE) / ms, ms };
}

/** The share of the customer's difficulties that the rep recognises later; one that nobody could answer is none. */
function empathy(talk: Talk, lowConfidence: Unsure): AxisPart {
	const part = "empathy";
	const stated = placedOf(talk, "difficulty").filter(({ turn }) => repTurnsAfter(talk, turn, 1).length > 0);
	if (stated.length === 0) return notApplicable(part, "no-difficulties");
	const given = placedOf(talk, "empathy");
	const counted = stated.flatMap(({ label: difficulty }) => {
		const answer = given.find(({ label }) => label.difficulty === difficulty.id && beginsBefore(difficulty, label));
		return answer === undefined ? [] : [answer.label.id];
	});
	const numerator = counted.length;
	const denominator = stated.length;
	const outOf = stated.map(({ label }) => label.id);
	return {
		part,
		status: "measured",
		value: numerator / denominator,
		numerator,
		denominator,
		counted,
		outOf,
		lowConfidence,
	};
}

function notApplicable(part: PartName, because: PartNotApplicableBecause): AxisPart {
	return { part, status: "not-applicable", because };
}
