import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Label, NearMiss } from "../../../domain/signals/label.ts";
import { scorecardOf } from "../../../domain/signals/scorecard.ts";
import { ask, conversationOf, labellingOf, labelsOf, nearMiss, question, words } from "./factories.ts";

const call = conversationOf(
	["rep", words(40)],
	["customer", words(40)],
	["rep", words(40)],
	["rep", words(40)],
	["customer", words(40)],
	["rep", words(40)],
);

function gaming(labels: readonly Label[], nearMisses: readonly NearMiss[] = []) {
	return scorecardOf(call, labellingOf(labels, { nearMisses }), DEFAULT_POLICY.bands).gaming;
}

function shape(labels: readonly Label[]) {
	return gaming(labels).map(({ kind, lines }) => [kind, lines.map(({ label }) => label)]);
}

describe("playing to the numbers", () => {
	it("is a question asked three times, through repeats of repeats", () => {
		const again = labelsOf(
			question({ utterance: 5 }, { repeats: 2 }),
			question({ utterance: 0 }),
			question({ utterance: 2 }, { repeats: 1 }),
			question({ utterance: 0, start: 9 }),
			question({ utterance: 3 }, { repeats: 3 }),
		);
		expect(gaming(again)).toEqual([
			{
				kind: "repeated-question",
				lines: [1, 2, 0].map((label) => expect.objectContaining({ label })),
				reason: { code: "gaming.repeated-question", params: { times: 3 } },
				wouldHaveCounted: { code: "counts.new-question", params: {} },
			},
		]);
		expect(gaming(again.slice(1))).toEqual([]);
	});

	it("ends where labels repeat each other in a circle, or a question that is not there", () => {
		const circle = labelsOf(
			question({ utterance: 0 }, { repeats: 1 }),
			question({ utterance: 2 }, { repeats: 0 }),
			question({ utterance: 3 }, { repeats: 3 }),
			question({ utterance: 5 }, { repeats: 77 }),
		);
		expect(gaming(circle)).toEqual([]);
	});

	it("is two questions and more on top of one in one turn, across its lines", () => {
		const stack = [question({ utterance: 2 }), question({ utterance: 2, start: 9 }, { stackedOn: 0 })];
		expect(shape(labelsOf(...stack))).toEqual([]);
		expect(gaming(labelsOf(...stack, question({ utterance: 3 }, { stackedOn: 0 })))).toMatchObject([
			{
				kind: "stacked-questions",
				lines: [{ label: 1 }, { label: 2 }],
				reason: { code: "gaming.stacked-questions", params: { times: 2 } },
				wouldHaveCounted: { code: "counts.one-question" },
			},
		]);
		expect(shape(labelsOf(...stack, question({ utterance: 5 }, { stackedOn: 0 })))).toEqual([]);
	});

	it("is the same ask twice in one turn, or three asks in it", () => {
		expect(shape(labelsOf(ask({ utterance: 2 }), ask({ utterance: 3 }, "pilot")))).toEqual([]);
		expect(gaming(labelsOf(ask({ utterance: 2 }), ask({ utterance: 3 })))).toMatchObject([
			{
				kind: "stacked-asks",
				lines: [{ label: 0 }, { label: 1 }],
				reason: { code: "gaming.stacked-asks", params: { times: 2 } },
				wouldHaveCounted: { code: "counts.one-ask" },
			},
		]);
		const three = labelsOf(ask({ utterance: 2 }), ask({ utterance: 3 }, "pilot"), ask({ utterance: 3 }, "decision"));
		expect(shape(three)).toEqual([["stacked-asks", [0, 1, 2]]]);
		expect(shape(labelsOf(ask({ utterance: 2 }), ask({ utterance: 5 })))).toEqual([]);
	});

	it("is words of listening without content, by the rep, all in one entry", () => {
		const misses = [
			nearMiss("magic-words", 5, 3, 8),
			nearMiss("magic-words", 0, 9, 11),
			nearMiss("magic-words", 0, 0, 2),
			nearMiss("magic-words", 0, 0, 5),
			nearMiss("magic-words", 1),
			nearMiss("magic-words", 42),
			nearMiss("only-understanding", 0),
		];
		expect(gaming([], misses)).toEqual([
			{
				kind: "magic-words",
				lines: [
					{ utterance: 0, label: null, start: 0, end: 2 },
					{ utterance: 0, label: null, start: 0, end: 5 },
					{ utterance: 0, label: null, start: 9, end: 11 },
					{ utterance: 5, label: null, start: 3, end: 8 },
				],
				reason: { code: "gaming.magic-words", params: { times: 4 } },
				wouldHaveCounted: { code: "counts.customers-words", params: {} },
			},
		]);
		expect(gaming([], [nearMiss("magic-words", 1)])).toEqual([]);
	});
});
