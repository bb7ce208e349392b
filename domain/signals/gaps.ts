import type { Reason } from "../cycle/reason.ts";
import { type Citation, citeStretch, citeUtterance } from "./citation.ts";
import type { Label, NearMiss } from "./label.ts";
import { isAskedFor, isNextStepAgreed, SURE_MIN } from "./next-step.ts";
import type { MeasuredReading, NotCountedBecause, Readings } from "./reading.ts";
import { beginsBefore } from "./readings.ts";
import { type Bands, SIGNALS } from "./signal.ts";
import { citationOf, citeTurn, hasLabel, type Placed, placedOf, repTurnsAfter, type Talk } from "./talk.ts";
import { distanceToTarget } from "./tiers.ts";
import { countWords } from "./words.ts";
import { type MissedBecause, wouldHaveCounted } from "./would-count.ts";

export type GapKind =
	/** This question would have counted if it were not `because`. */
	| "ask-open"
	/** No question followed this need. */
	| "follow-need"
	/** More like this question. */
	| "ask-more"
	/** Nothing was asked about what the customer says here. */
	| "ask-first"
	/** This objection was not said back before it was answered. */
	| "restate-objection"
	/** This claim is tied to no need heard before. */
	| "tie-claim"
	/** No next step was asked for after this line, or in it. */
	| "ask-next-step"
	/** This next step was agreed, and no other was asked for. */
	| "ask-second-step";

/** One line that keeps a signal from its target. */
export type Gap = {
	readonly kind: GapKind;
	/** Why the line does not count, where it nearly did. */
	readonly because: MissedBecause | null;
	/** The rep's line; for something not said, the customer's line that it should have followed. */
	readonly cites: Citation | null;
	/** The customer's last need before an untied claim: what it could have been tied to. */
	readonly need: Citation | null;
	readonly wouldHaveCounted: Reason | null;
};

/** Words from which a line tells something by itself: greetings and fragments have fewer. Ours. */
const TELLING_WORDS_MIN = 5;

/** Nine digits: 0.6 of 0.8 and 1.5 of 2 are equally far, and rounding must not break the tie. */
const DISTANCE_DIGITS = 1e9;

/** Measured readings, farthest from target first, low confidence last; ties in the order of SIGNALS. */
export function farthestFirst(readings: Readings, bands: Bands): readonly MeasuredReading[] {
	const distance = ({ signal, value }: MeasuredReading): number =>
		Math.round(distanceToTarget(value, bands[signal]) * DISTANCE_DIGITS);
	const measured = SIGNALS.map((signal) => readings[signal]).filter((reading) => reading.status === "measured");
	// Sorting is stable: ties keep the order of SIGNALS.
	return measured.toSorted(
		(a, b) => Number(a.lowConfidence !== null) - Number(b.lowConfidence !== null) || distance(b) - distance(a),
	);
}

/** The rep's lines that count for a signal, in the order of the conversation: for an objection, where it was said back. */
export function goodLinesOf(reading: MeasuredReading, talk: Talk): readonly Citation[] {
	const counted = new Set(reading.counted);
	const restatements = placedOf(talk, "restatement");
	return talk.labels.flatMap(({ label }) => {
		if (!counted.has(label.id)) return [];
		const saidBack = restatements.find((said) => said.label.objection === label.id && beginsBefore(label, said.label));
		return citationOf(talk, saidBack?.label ?? label) ?? [];
	});
}

/** The lines that keep a signal from its target, the most telling first; never empty. */
export function gapsOf(
	reading: MeasuredReading,
	talk: Talk,
	nearMisses: readonly NearMiss[],
): readonly [Gap, ...Gap[]] {
	switch (reading.signal) {
		case "discovery-density":
			return discoveryGaps(reading, talk);
		case "objection-acknowledgment":
			return orElse(objectionGaps(reading, talk, nearMisses), gap("restate-objection", null, null));
		case "value-framing":
			return orElse(valueGaps(reading, talk), gap("tie-claim", null, null));
		case "close-attempts":
			return closeGaps(reading, talk, nearMisses);
	}
}

/** Questions that did not count, then needs that no question followed; else the best line at hand. */
function discoveryGaps(reading: MeasuredReading, talk: Talk): readonly [Gap, ...Gap[]] {
	const missed = missedOf(reading, talk).map((each) => gap("ask-open", citationOf(talk, each.label), each.because));
	const needs = placedOf(talk, "need")
		.filter(({ turn }) => !isQuestioned(talk, turn))
		.map(({ label }) => gap("follow-need", citationOf(talk, label), null));
	const [good] = goodLinesOf(reading, talk);
	const line = talk.customerTurns.find(({ words }) => words >= TELLING_WORDS_MIN) ?? talk.customerTurns[0];
	const bestAtHand =
		good === undefined
			? gap("ask-first", line === undefined ? null : citeTurn(line), null)
			: gap("ask-more", good, null);
	return orElse([...missed, ...needs], bestAtHand);
}

/** Does the rep ask anything in their next turn? */
function isQuestioned(talk: Talk, turn: number): boolean {
	return repTurnsAfter(talk, turn, 1).some(({ index }) => hasLabel(talk, index, "question"));
}

/** "I understand" in the rep's next turn is named as the reason: it says nothing back. */
function objectionGaps(reading: MeasuredReading, talk: Talk, nearMisses: readonly NearMiss[]): readonly Gap[] {
	return missedOf(reading, talk).map(({ label, turn, because }) => {
		const next = repTurnsAfter(talk, turn, 1).flatMap(({ utterances }) => utterances.map(({ ordinal }) => ordinal));
		const onlyUnderstood = nearMisses.some(
			(miss) => miss.because === "only-understanding" && next.includes(miss.utterance),
		);
		const why = because === "not-restated" && onlyUnderstood ? "only-understanding" : because;
		return gap("restate-objection", citationOf(talk, label), why);
	});
}

function valueGaps(reading: MeasuredReading, talk: Talk): readonly Gap[] {
	const needs = placedOf(talk, "need");
	return missedOf(reading, talk).map(({ label, because }) => {
		const earlier = needs.findLast((need) => beginsBefore(need.label, label));
		const untied = gap("tie-claim", citationOf(talk, label), because);
		// With no need heard there is nothing to tie it to: a question has to come first.
		if (earlier === undefined) return { ...untied, wouldHaveCounted: { code: "counts.need-first", params: {} } };
		return { ...untied, need: citationOf(talk, earlier.label) };
	});
}

/**
 * Where a next step could have been asked for: beside the one that was agreed, where one was; then buying signals that no
 * ask followed within two rep turns, the last one first, since that was the nearest to a next step; then own promises and
 * wishes in place of an ask; else the last customer's line that the rep spoke after, else the rep's last.
 */
function closeGaps(reading: MeasuredReading, talk: Talk, nearMisses: readonly NearMiss[]): readonly [Gap, ...Gap[]] {
	const signals = placedOf(talk, "buying-signal")
		.filter(({ turn }) => repTurnsAfter(talk, turn, 1).length > 0 && !isAskedFor(talk, turn))
		.map(({ label }) => gap("ask-next-step", citationOf(talk, label), null))
		.toReversed();
	const promises = missedOf(reading, talk).map((each) =>
		gap("ask-next-step", citationOf(talk, each.label), each.because),
	);
	const wishes = missesOf("no-concrete-step", talk, nearMisses).map((cites) =>
		gap("ask-next-step", cites, "no-concrete-step"),
	);
	const asks = placedOf(talk, "ask");
	const ask = asks.length === 1 && isNextStepAgreed(talk) ? asks[0] : undefined;
	const agreed = ask === undefined ? [] : [gap("ask-second-step", citationOf(talk, ask.label), null)];
	const chance = gap("ask-next-step", lastChance(talk), null);
	return orElse([...agreed, ...signals, ...promises, ...wishes], chance);
}

/** The customer's last line that the rep answers; without one the last line of the rep, or of anybody. */
function lastChance({ turns }: Talk): Citation | null {
	const lastRep = turns.findLast(({ role }) => role === "rep");
	const before = turns.findLast(({ role, index }) => role === "customer" && index < (lastRep?.index ?? 0));
	const turn = before ?? lastRep ?? turns.at(-1);
	const utterance = turn?.utterances.at(-1);
	return utterance === undefined ? null : citeUtterance(utterance);
}

/** Stretches of the rep that come near and count for nothing, in the order of the conversation. */
export function missesOf(
	because: NearMiss["because"],
	talk: Talk,
	nearMisses: readonly NearMiss[],
): readonly Citation[] {
	return nearMisses
		.filter((miss) => miss.because === because)
		.toSorted((a, b) => a.utterance - b.utterance || a.start - b.start || a.end - b.end)
		.flatMap(({ utterance: ordinal, start, end }) => {
			const utterance = talk.utterances.get(ordinal);
			return utterance?.role === "rep" ? [citeStretch(utterance, start, end)] : [];
		});
}

/**
 * What is no fault of the rep: what nobody could answer, what is not sure enough to count, and a courtesy. Nor is an ask said twice a place where an ask
 * was missing. Words of the other side are not among the labels of a talk.
 */
const NO_FAULT: ReadonlySet<NotCountedBecause> = new Set([
	"no-rep-turn-after",
	"not-sure-enough",
	"not-discovery",
	"stacked-ask",
]);

type Missed = Placed<Label> & { readonly because: NotCountedBecause };

/** The labels that stand against the reading: those that tell most first, else in the order of the conversation. */
function missedOf(reading: MeasuredReading, talk: Talk): readonly Missed[] {
	const faults = new Map(reading.notCounted.map(({ label, because }) => [label, because]));
	const missed = talk.labels.flatMap(({ label, turn }) => {
		const because = faults.get(label.id);
		return because === undefined || NO_FAULT.has(because) ? [] : [{ label, turn, because }];
	});
	// Sorting is stable: lines that tell as much keep their order.
	return missed.toSorted((a, b) => Number(isTelling(talk, b.label)) - Number(isTelling(talk, a.label)));
}

/** Something that the labeller is sure of, and that is more than a fragment. */
function isTelling({ utterances }: Talk, { confidence, utterance, start, end }: Label): boolean {
	const words = countWords(utterances.get(utterance)?.text.slice(start, end) ?? "");
	return confidence >= SURE_MIN && words >= TELLING_WORDS_MIN;
}

function gap(kind: GapKind, cites: Citation | null, because: MissedBecause | null): Gap {
	const would = because === null ? null : wouldHaveCounted(because);
	return { kind, because, cites, need: null, wouldHaveCounted: would ?? unsaid(kind) };
}

/** What would have counted where nothing was said, so no line says why. */
function unsaid(kind: GapKind): Reason {
	switch (kind) {
		case "ask-open":
		case "ask-more":
		case "ask-first":
			return { code: "counts.open-question", params: {} };
		case "follow-need":
			return { code: "counts.follow-up", params: {} };
		case "restate-objection":
			return { code: "counts.restatement", params: {} };
		case "tie-claim":
			return { code: "counts.claim-for-a-need", params: {} };
		case "ask-next-step":
		case "ask-second-step":
			return { code: "counts.concrete-ask", params: {} };
	}
}

function orElse(gaps: readonly Gap[], otherwise: Gap): readonly [Gap, ...Gap[]] {
	const [first, ...rest] = gaps;
	return first === undefined ? [otherwise] : [first, ...rest];
}
