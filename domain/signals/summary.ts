import type { Reason } from "../cycle/reason.ts";
import { type Citation, citeUtterance } from "./citation.ts";
import type { ConversationKind } from "./conversation.ts";
import { farthestFirst } from "./gaps.ts";
import type { ObjectionLabel } from "./label.ts";
import { isShorter, withSureCustomer } from "./moment.ts";
import { isNextStepAgreed, isRefusal } from "./next-step.ts";
import type { Readings } from "./reading.ts";
import type { Bands } from "./signal.ts";
import {
	citationOf,
	citeTurn,
	hasLabel,
	labelsIn,
	placedOf,
	repTurnsAfter,
	runningMedians,
	type Talk,
	type Turn,
} from "./talk.ts";

/** One sentence: what it is about, its reason to be put into words, and the line that it rests on. */
export type SummarySentence = {
	readonly about: "readings" | "turned" | "lost-control" | "disengaged";
	readonly reason: Reason;
	readonly cites: Citation | null;
};

/** Words of sentences and quotes together: two minutes of reading. */
export const SUMMARY_WORDS_MAX = 300;

/** Customer turns on either side of a turning point. Ours, as all that follow. */
const TURNS_AROUND_TURN_MIN = 4;

/** Difference of mean leans, -1..1 each, from which on the call has turned. */
const LEAN_CHANGE_MIN = 0.4;

/** Customer turns in a row that ask or object while the rep only answers. */
const LED_TURNS_MIN = 3;

/** Words of one rep turn that make it a monologue: 80 seconds at 150 words per minute. */
const MONOLOGUE_WORDS_MIN = 200;

/** Customer turns on either side of the point from which the customer says less. */
const TURNS_AROUND_SHRINKING_MIN = 4;

/** Question marks of the scripts that transcripts come in. */
const QUESTION_MARK = /[?？؟]/u;

/**
 * Four sentences: the readings; where the call turned; where the rep lost control; where the buyer disengaged; each of
 * the last three with its line, or that it did not happen. Where it is not known who said what, that instead of the three.
 *
 * - Turned: a customer turn leans +1 with a buying signal, -1 with an objection, 0 with both or neither. The call turned
 *   where the mean lean after differs most from the mean before, by 0.4 or more, with four customer turns on either side;
 *   the earliest of equals; and only where a line from there on leans the new way, since that is what shows it. Needs do
 *   not count: they come early in every good call.
 * - Lost control: the longest run of three or more customer turns that object or hold a question mark and give no buying
 *   signal, each answered by a rep turn that neither asks nor says anything back; else the longest rep turn of 200 words
 *   or more (not in e-mail).
 * - Disengaged, only where no next step was agreed: the first refusal or brush-off after which the customer names no need
 *   and no difficulty and gives no buying signal; else the point, four customer turns on either side, at which the median
 *   words of the customer's turns fall most, to a third or less, from 8 or more, and no buying signal from there on; the
 *   earliest of equals.
 *
 * Where it turned and where the buyer left rest on the customer's labels that the labeller is sure of, as the moment does.
 */
export function summaryOf(
	kind: ConversationKind,
	talk: Talk,
	readings: Readings,
	speakersUnknown: boolean,
	bands: Bands,
): readonly SummarySentence[] {
	const opening = readingsSentence(readings, bands);
	if (speakersUnknown) {
		const reason = { code: "summary.speakers-unknown", params: {} };
		return [opening, { about: "turned", reason, cites: null }];
	}
	const sure = withSureCustomer(talk);
	return [opening, turned(sure), lostControl(talk, kind), disengaged(sure)];
}

function readingsSentence(readings: Readings, bands: Bands): SummarySentence {
	const ordered = farthestFirst(readings, bands);
	const farthest = ordered.find(({ tier }) => tier !== "target");
	const inTarget = ordered.filter(({ tier }) => tier === "target").length;
	const params = { measured: ordered.length, inTarget, farthest: farthest?.signal ?? null };
	return { about: "readings", reason: { code: "summary.readings", params }, cites: null };
}

function turned(talk: Talk): SummarySentence {
	const about = "turned";
	const turns = talk.customerTurns;
	const leans = turns.map(({ index }) => leanOf(talk, index));
	let at = -1;
	let change = 0;
	let before = sum(leans.slice(0, TURNS_AROUND_TURN_MIN));
	let after = sum(leans) - before;
	for (let k = TURNS_AROUND_TURN_MIN; k <= turns.length - TURNS_AROUND_TURN_MIN; k++) {
		const difference = after / (turns.length - k) - before / k;
		const lean = leans[k] ?? 0;
		before += lean;
		after -= lean;
		if (Math.abs(difference) >= LEAN_CHANGE_MIN && Math.abs(difference) > Math.abs(change)) {
			at = k;
			change = difference;
		}
	}
	const [kind, code] =
		change > 0 ? (["buying-signal", "summary.turned-up"] as const) : (["objection", "summary.turned-down"] as const);
	const telling = at < 0 ? undefined : turns.find((_, i) => i >= at && leans[i] === Math.sign(change));
	const leaning = telling && labelsIn(talk, telling.index).find((label) => label.kind === kind);
	if (leaning === undefined) return { about, reason: { code: "summary.did-not-turn", params: {} }, cites: null };
	return { about, reason: { code, params: { turn: at + 1 } }, cites: citationOf(talk, leaning) };
}

/** +1, -1 or 0, see `summaryOf`. */
function leanOf(talk: Talk, turn: number): number {
	return Number(hasLabel(talk, turn, "buying-signal")) - Number(hasLabel(talk, turn, "objection"));
}

/** Of whole numbers, so the order does not matter. */
function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

function lostControl(talk: Talk, kind: ConversationKind): SummarySentence {
	const about = "lost-control";
	const run = longestLedRun(talk);
	const [first] = run;
	if (first !== undefined && run.length >= LED_TURNS_MIN) {
		const params = { turns: run.length };
		return { about, reason: { code: "summary.customer-led", params }, cites: citeLead(talk, first) };
	}
	const repTurns = kind === "email-exchange" ? [] : talk.turns.filter(({ role }) => role === "rep");
	const monologue = repTurns.reduce<Turn | null>(
		(longest, turn) => (turn.words > (longest?.words ?? MONOLOGUE_WORDS_MIN - 1) ? turn : longest),
		null,
	);
	if (monologue !== null) {
		const params = { words: monologue.words };
		return { about, reason: { code: "summary.monologue", params }, cites: citeTurn(monologue) };
	}
	return { about, reason: { code: "summary.kept-control", params: {} }, cites: null };
}

/** The earliest of the longest runs of customer turns that the customer led. */
function longestLedRun(talk: Talk): readonly Turn[] {
	let longest: readonly Turn[] = [];
	let run: Turn[] = [];
	for (const turn of talk.customerTurns) {
		if (isLed(talk, turn)) run.push(turn);
		else run = [];
		if (run.length > longest.length) longest = run;
	}
	return longest;
}

function isLed(talk: Talk, { index, utterances }: Turn): boolean {
	const [next] = repTurnsAfter(talk, index, 1);
	if (next === undefined || hasLabel(talk, next.index, "question", "ask", "restatement")) return false;
	// Who asks as somebody who may buy is interested, and not in control.
	if (hasLabel(talk, index, "buying-signal")) return false;
	return hasLabel(talk, index, "objection") || utterances.some(({ text }) => QUESTION_MARK.test(text));
}

/** The objection, else the line with the question mark. */
function citeLead(talk: Talk, { index, utterances }: Turn): Citation | null {
	const objection = labelsIn(talk, index).find(({ kind }) => kind === "objection");
	if (objection !== undefined) return citationOf(talk, objection);
	const asking = utterances.find(({ text }) => QUESTION_MARK.test(text));
	return citeUtterance(asking ?? utterances[0]);
}

function disengaged(talk: Talk): SummarySentence {
	const about = "disengaged";
	const agreed = isNextStepAgreed(talk);
	const refusal = agreed ? undefined : lastingRefusal(talk);
	if (refusal !== undefined) {
		const params = { topic: refusal.topic };
		return { about, reason: { code: "summary.refused", params }, cites: citationOf(talk, refusal) };
	}
	const shrunk = agreed ? null : shrinking(talk);
	if (shrunk !== null) {
		const { turn, before, after } = shrunk;
		return { about, reason: { code: "summary.shorter", params: { before, after } }, cites: citeTurn(turn) };
	}
	return { about, reason: { code: "summary.stayed", params: {} }, cites: null };
}

/** The first refusal after which the customer brings nothing up any more. */
function lastingRefusal(talk: Talk): ObjectionLabel | undefined {
	const lastOpen = talk.turns.findLast(({ index }) => hasLabel(talk, index, "need", "difficulty", "buying-signal"));
	return placedOf(talk, "objection").find(({ label, turn }) => isRefusal(label) && turn >= (lastOpen?.index ?? 0))
		?.label;
}

type Shrinking = { readonly turn: Turn; readonly before: number; readonly after: number };

function shrinking(talk: Talk): Shrinking | null {
	const turns = talk.customerTurns;
	const lastSignal = placedOf(talk, "buying-signal").at(-1)?.turn ?? -1;
	const words = turns.map((turn) => turn.words);
	const upTo = runningMedians(words);
	const from = runningMedians(words.toReversed()).toReversed();
	let most: Shrinking | null = null;
	for (const [k, turn] of turns.entries()) {
		if (k < TURNS_AROUND_SHRINKING_MIN || turns.length - k < TURNS_AROUND_SHRINKING_MIN) continue;
		if (turn.index <= lastSignal) continue;
		const before = upTo[k - 1] ?? 0;
		const after = from[k] ?? 0;
		if (isShorter(before, after) && (most === null || before - after > most.before - most.after)) {
			most = { turn, before, after };
		}
	}
	return most;
}
