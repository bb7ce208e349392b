import { describe, expect, it } from "vitest";
import type { Label, LabelKind } from "../../../domain/signals/label.ts";
import {
	citeTurn,
	customerTurnsAfter,
	hasLabel,
	medianOf,
	placedOf,
	repTurnsAfter,
	runningMedians,
	talkOf,
	turnsOf,
} from "../../../domain/signals/talk.ts";
import {
	answer,
	ask,
	buyingSignal,
	claim,
	competitor,
	conversationOf,
	difficulty,
	empathy,
	labelsOf,
	listeningCue,
	need,
	objection,
	ownPromise,
	question,
	restatement,
	words,
} from "./factories.ts";

const conversation = conversationOf(
	["rep", "one two"],
	["customer", "..."],
	["rep", "three"],
	["customer", "four five six"],
	["unknown", "seven"],
	["customer", "eight"],
	["rep", "nine"],
);

describe("turns", () => {
	it("join utterances of one role, across lines without words, and count their words", () => {
		const turns = turnsOf(conversation.utterances).map(({ index, role, utterances, words: n }) => [
			index,
			role,
			utterances.map(({ ordinal }) => ordinal),
			n,
		]);
		expect(turns).toEqual([
			[0, "rep", [0, 2], 3],
			[1, "customer", [3], 3],
			[2, "unknown", [4], 1],
			[3, "customer", [5], 1],
			[4, "rep", [6], 1],
		]);
	});

	it("are found after a turn, by role, as many as asked for", () => {
		const talk = talkOf(conversation, []);
		const indices = (turns: readonly { index: number }[]) => turns.map(({ index }) => index);
		expect(indices(talk.customerTurns)).toEqual([1, 3]);
		expect(indices(repTurnsAfter(talk, 0, 2))).toEqual([4]);
		expect(indices(repTurnsAfter(talk, -1, 1))).toEqual([0]);
		expect(indices(repTurnsAfter(talk, 4, 1))).toEqual([]);
		expect(indices(customerTurnsAfter(talk, 0, 1))).toEqual([1]);
		expect(indices(customerTurnsAfter(talk, 0, 5))).toEqual([1, 3]);
	});

	it("are cited by their first line", () => {
		const [first] = turnsOf(conversation.utterances);
		expect(first && citeTurn(first)).toEqual({ utterance: 0, label: null, start: 0, end: 7 });
	});
});

describe("labels of a talk", () => {
	const makers = (utterance: number) =>
		labelsOf(
			question({ utterance }),
			restatement({ utterance }, 0, null),
			answer({ utterance }, 0),
			claim({ utterance }, null),
			ask({ utterance }),
			ownPromise({ utterance }),
			listeningCue({ utterance }),
			empathy({ utterance }, null),
			objection({ utterance }),
			need({ utterance }),
			difficulty({ utterance }),
			buyingSignal({ utterance }),
			competitor({ utterance }),
		);
	const kindsIn = (utterance: number): readonly LabelKind[] =>
		talkOf(conversation, makers(utterance)).labels.map(({ label }) => label.kind);

	it("stand on words of somebody who may say such a thing", () => {
		expect(kindsIn(0).toSorted()).toEqual([
			"answer",
			"ask",
			"claim",
			"competitor",
			"empathy",
			"listening-cue",
			"own-promise",
			"question",
			"restatement",
		]);
		expect(kindsIn(3).toSorted()).toEqual(["buying-signal", "competitor", "difficulty", "need", "objection"]);
		for (const nowhere of [1, 4, 7]) expect(kindsIn(nowhere)).toEqual([]);
	});

	it("come in the order of the conversation: line, start, end, kind, id", () => {
		const labels = labelsOf(
			need({ utterance: 5 }),
			objection({ utterance: 3, start: 4 }),
			objection({ utterance: 3 }),
			need({ utterance: 3 }),
			need({ utterance: 3 }),
		).map((label) => (label.id === 2 ? { ...label, end: 3 } : label));
		const ids = (order: readonly (typeof labels)[number][]) =>
			talkOf(conversation, order).labels.map(({ label }) => label.id);
		expect(ids(labels)).toEqual([3, 4, 2, 1, 0]);
		expect(ids(labels.toReversed())).toEqual([3, 4, 2, 1, 0]);
		const kinds = labelsOf(objection({ utterance: 3 }), need({ utterance: 3 }), buyingSignal({ utterance: 3 }));
		expect(ids(kinds)).toEqual([2, 1, 0]);
		expect(ids(kinds.toReversed())).toEqual([2, 1, 0]);
	});

	it("are known by turn and by kind", () => {
		const talk = talkOf(conversation, labelsOf(question({ utterance: 2 }), need({ utterance: 5 })));
		expect(hasLabel(talk, 0, "question")).toBe(true);
		expect(hasLabel(talk, 0, "ask", "question")).toBe(true);
		expect(hasLabel(talk, 0, "need")).toBe(false);
		expect(hasLabel(talk, 99, "need")).toBe(false);
		expect(placedOf(talk, "need").map(({ turn }) => turn)).toEqual([3]);
	});
});

describe("a nod", () => {
	const spoken = (nod: string) =>
		conversationOf(["rep", words(5)], ["customer", words(9)], ["rep", nod], ["customer", words(9)], ["rep", words(6)]);
	const heardAfter = (nod: string, ...labels: readonly ((id: number) => Label)[]) =>
		repTurnsAfter(talkOf(spoken(nod), labelsOf(...labels)), 1, 1).map(({ index }) => index);

	it("is no answer of the rep while they say something later", () => {
		expect(heardAfter("one two three", listeningCue({ utterance: 2 }))).toEqual([4]);
	});

	it("is one where it says more than three words, or more than a cue, or nobody called it a cue", () => {
		expect(heardAfter("one two three four", listeningCue({ utterance: 2 }))).toEqual([2]);
		expect(heardAfter("one two", listeningCue({ utterance: 2 }), question({ utterance: 2 }))).toEqual([2]);
		expect(heardAfter("one two")).toEqual([2]);
	});

	it("is all there is where the rep says nothing else any more", () => {
		const ends = conversationOf(["customer", words(9)], ["rep", "one"], ["customer", words(9)]);
		const talk = talkOf(ends, labelsOf(listeningCue({ utterance: 1 })));
		expect(repTurnsAfter(talk, 0, 2).map(({ index }) => index)).toEqual([1]);
	});
});

describe("medians", () => {
	it("take the lower of two middles", () => {
		expect(medianOf([])).toBe(0);
		expect(medianOf([5])).toBe(5);
		expect(medianOf([9, 1])).toBe(1);
		expect(medianOf([10, 9, 2])).toBe(9);
		expect(medianOf([4, 3, 2, 1])).toBe(2);
	});

	it("run along with the values", () => {
		const values = [10, 9, 2, 2, 30, 4];
		expect(runningMedians(values)).toEqual(values.map((_, i) => medianOf(values.slice(0, i + 1))));
		expect(runningMedians([])).toEqual([]);
	});
});

describe("words", () => {
	it("of the factories are as many as asked for", () => {
		expect(turnsOf(conversationOf(["rep", words(7)]).utterances)[0]?.words).toBe(7);
	});
});
