import { type Citation, citeLabel, citeUtterance } from "./citation.ts";
import type { Conversation, SpeakerRole, Utterance } from "./conversation.ts";
import type { Label, LabelKind } from "./label.ts";
import { countWords } from "./words.ts";

/** A run of utterances of one role; utterances without words neither make nor end one. */
export type Turn = {
	/** Position among the turns, from 0. */
	readonly index: number;
	readonly role: SpeakerRole;
	/** Those with words, in order; never empty. */
	readonly utterances: readonly [Utterance, ...Utterance[]];
	readonly words: number;
};

/** A label with the index of the turn that it stands in. */
export type Placed<L extends Label> = { readonly label: L; readonly turn: number };

/** A conversation as turns, with the labels that can be true: on words of somebody who may say such a thing. */
export type Talk = {
	readonly turns: readonly Turn[];
	/** Customer turns only, in order. */
	readonly customerTurns: readonly Turn[];
	/** In the order of the conversation, whatever order the labelling has. */
	readonly labels: readonly Placed<Label>[];
	/** The same labels, by the index of their turn. */
	readonly byTurn: readonly (readonly Label[])[];
	/** Those with words, by ordinal: nothing can be quoted from the others. */
	readonly utterances: ReadonlyMap<number, Utterance>;
};

export function talkOf(conversation: Conversation, labels: readonly Label[]): Talk {
	const turns = turnsOf(conversation.utterances);
	const turnByOrdinal = new Map(
		turns.flatMap((turn) => turn.utterances.map(({ ordinal }) => [ordinal, turn] as const)),
	);
	const placed = labels.flatMap((label) => {
		const turn = turnByOrdinal.get(label.utterance);
		return turn !== undefined && maySay(turn.role, label.kind) ? [{ label, turn: turn.index }] : [];
	});
	return {
		turns,
		customerTurns: turns.filter(({ role }) => role === "customer"),
		...byTurn(
			turns,
			placed.toSorted((a, b) => inOrder(a.label, b.label)),
		),
		utterances: new Map(
			turns.flatMap((turn) => turn.utterances.map((utterance) => [utterance.ordinal, utterance] as const)),
		),
	};
}

/** The same talk with some of its labels, which stay in their order. */
export function withLabels(talk: Talk, labels: readonly Placed<Label>[]): Talk {
	return { ...talk, ...byTurn(talk.turns, labels) };
}

function byTurn(turns: readonly Turn[], labels: readonly Placed<Label>[]): Pick<Talk, "labels" | "byTurn"> {
	const inTurn: Label[][] = turns.map(() => []);
	for (const { label, turn } of labels) inTurn[turn]?.push(label);
	return { labels, byTurn: inTurn };
}

export function turnsOf(utterances: readonly Utterance[]): readonly Turn[] {
	const turns: { role: SpeakerRole; utterances: [Utterance, ...Utterance[]]; words: number }[] = [];
	for (const utterance of utterances) {
		const words = countWords(utterance.text);
		if (words === 0) continue;
		const last = turns.at(-1);
		if (last?.role === utterance.role) {
			last.utterances.push(utterance);
			last.words += words;
		} else turns.push({ role: utterance.role, utterances: [utterance], words });
	}
	return turns.map((turn, index) => ({ index, ...turn }));
}

/** By place, then by kind, so that two labellings with the same labels in another order say the same. */
function inOrder(a: Label, b: Label): number {
	return (
		a.utterance - b.utterance ||
		a.start - b.start ||
		a.end - b.end ||
		(a.kind === b.kind ? a.id - b.id : a.kind < b.kind ? -1 : 1)
	);
}

/** A label on anybody else's words never counts. Either side may mention another vendor. */
function maySay(role: SpeakerRole, kind: LabelKind): boolean {
	switch (kind) {
		case "question":
		case "restatement":
		case "answer":
		case "claim":
		case "ask":
		case "own-promise":
		case "listening-cue":
		case "empathy":
			return role === "rep";
		case "objection":
		case "need":
		case "difficulty":
		case "buying-signal":
			return role === "customer";
		case "competitor":
			return role !== "unknown";
	}
}

export function placedOf<K extends LabelKind>(talk: Talk, kind: K): readonly Placed<Extract<Label, { kind: K }>>[] {
	return talk.labels.flatMap(({ label, turn }) => (isOfKind(label, kind) ? [{ label, turn }] : []));
}

function isOfKind<K extends LabelKind>(label: Label, kind: K): label is Extract<Label, { kind: K }> {
	return label.kind === kind;
}

export function hasLabel(talk: Talk, turn: number, ...kinds: readonly LabelKind[]): boolean {
	return labelsIn(talk, turn).some(({ kind }) => kinds.includes(kind));
}

export function labelsIn({ byTurn }: Talk, turn: number): readonly Label[] {
	return byTurn[turn] ?? [];
}

/** Words up to which a turn with nothing but a listening cue in it is a nod. Ours. */
export const NOD_WORDS_MAX = 3;

/**
 * The next turns of the rep after a turn, at most `count` of them. A nod ("mm-hmm") lets the customer go on and is no
 * answer, unless the rep says nothing else any more.
 */
export function repTurnsAfter(talk: Talk, turn: number, count: number): readonly Turn[] {
	const saying: Turn[] = [];
	for (let i = turn + 1; i < talk.turns.length && saying.length < count; i++) {
		const next = talk.turns[i];
		if (next?.role === "rep" && !isNod(talk, next)) saying.push(next);
	}
	return saying.length > 0 ? saying : turnsAfter("rep", talk, turn, count);
}

function isNod(talk: Talk, { index, words }: Turn): boolean {
	const labels = labelsIn(talk, index);
	return words <= NOD_WORDS_MAX && labels.length > 0 && labels.every(({ kind }) => kind === "listening-cue");
}

/** The next turns of the customer after a turn, at most `count` of them. */
export function customerTurnsAfter(talk: Talk, turn: number, count: number): readonly Turn[] {
	return turnsAfter("customer", talk, turn, count);
}

/** The last turns of the customer up to and with a turn, at most `count` of them. */
export function customerTurnsUpTo({ turns }: Talk, turn: number, count: number): readonly Turn[] {
	const found: Turn[] = [];
	for (let i = turn; i >= 0 && found.length < count; i--) {
		const earlier = turns[i];
		if (earlier?.role === "customer") found.push(earlier);
	}
	return found;
}

function turnsAfter(role: SpeakerRole, { turns }: Talk, turn: number, count: number): readonly Turn[] {
	const found: Turn[] = [];
	for (let i = turn + 1; i < turns.length && found.length < count; i++) {
		const next = turns[i];
		if (next?.role === role) found.push(next);
	}
	return found;
}

/** The label's own words; `labels` of a talk always stand on an utterance that is there. */
export function citationOf(talk: Talk, label: Label): Citation | null {
	const utterance = talk.utterances.get(label.utterance);
	return utterance === undefined ? null : citeLabel(utterance, label);
}

/** The first line of a turn. */
export function citeTurn(turn: Turn): Citation {
	return citeUtterance(turn.utterances[0]);
}

/** The lower median; 0 of none. */
export function medianOf(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
}

/** The lower median of the first value, of the first two, and so on. */
export function runningMedians(values: readonly number[]): readonly number[] {
	const sorted: number[] = [];
	return values.map((value) => {
		const above = sorted.findIndex((other) => other > value);
		sorted.splice(above < 0 ? sorted.length : above, 0, value);
		return sorted[(sorted.length - 1) >> 1] ?? 0;
	});
}
