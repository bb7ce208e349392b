import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import type { Label, NearMiss } from "../../../domain/signals/label.ts";
import { discoveryOnWords, readingsOf } from "../../../domain/signals/readings.ts";
import { RUBRIC_VERSION, repShareOf, scorecardOf } from "../../../domain/signals/scorecard.ts";
import {
	answer,
	ask,
	claim,
	conversationOf,
	type Line,
	labelsOf,
	need,
	objection,
	ownPromise,
	question,
	restatement,
	words,
} from "./factories.ts";

const { bands } = DEFAULT_POLICY;

function card(conversation: Conversation, labels: readonly Label[], nearMisses: readonly NearMiss[] = []) {
	return scorecardOf(
		conversation,
		{ labeller: "embedded-en", version: "7", labels, nearMisses, alsoIn: [], validatedOn: [] },
		bands,
	);
}

function next(conversation: Conversation, labels: readonly Label[]) {
	return card(conversation, labels).nextAction;
}

/** Rep and customer in turns of 75 words; half of them belong to the rep. */
const call = conversationOf(
	["rep", words(75)],
	["customer", words(75)],
	["rep", words(75)],
	["customer", words(75)],
	["rep", words(75)],
	["customer", words(75)],
	["rep", words(75)],
);

/** Enough asks and questions that neither is the gap. */
const goodAsks = [ask({ utterance: 6 }), ask({ utterance: 6, start: 9 }, "pilot")];
const goodQuestions = [0, 5, 10].map((start) => question({ utterance: 0, start }));

describe("scorecardOf", () => {
	it("holds readings, versions, turns and words, and the discovery on words", () => {
		const labels = labelsOf(...goodQuestions, ...goodAsks);
		const found = card(call, labels);
		expect(found).toMatchObject({
			rubricVersion: RUBRIC_VERSION,
			labeller: "embedded-en",
			labellerVersion: "7",
			repTurns: 4,
			repWords: 300,
			flags: [],
		});
		expect(found.readings).toEqual(readingsOf(call, labels, bands));
		expect(found.discoveryOnWords).toEqual(discoveryOnWords(call, labels, bands));
	});

	it("names each signal that the conversation could not show, with the reason", () => {
		expect(card(call, []).missing).toEqual([
			{ signal: "objection-acknowledgment", because: "no-objections" },
			{ signal: "value-framing", because: "no-claims" },
		]);
		const full = labelsOf(objection({ utterance: 1 }), claim({ utterance: 2 }, null));
		expect(card(call, full).missing).toEqual([]);
		expect(card(conversationOf(["customer", "hello"]), []).missing.map(({ because }) => because)).toEqual([
			"no-objections",
			"no-rep-talk",
			"no-claims",
			"no-rep-talk-in-first-half",
		]);
	});

	it("flags more than four asks as over-asking, not four", () => {
		const kinds = ["meeting", "pilot", "decision", "introduction", "document"] as const;
		const asks = (n: number) => labelsOf(...kinds.slice(0, n).map((kind, start) => ask({ utterance: 6, start }, kind)));
		expect(card(call, asks(4)).flags).toEqual([]);
		expect(card(call, asks(5)).flags).toEqual(["over-asking"]);
	});

	it("counts rep utterances in a row as one turn, and lines without words not at all", () => {
		expect(
			repShareOf(
				conversationOf(
					["rep", "..."],
					["rep", "one two"],
					["customer", "—"],
					["rep", "three"],
					["unknown", "someone"],
					["rep", "four"],
					["customer", "five"],
				),
			),
		).toEqual({ repTurns: 2, repWords: 4 });
	});
});

describe("next action", () => {
	it("takes the measured signal with the largest distance", () => {
		// Value 1 of 2 has distance 0.375, acknowledgment 1 of 2 0.29.
		const labels = labelsOf(
			...goodQuestions,
			...goodAsks,
			need({ utterance: 1 }),
			claim({ utterance: 2 }, 5),
			claim({ utterance: 2, start: 30 }, null),
			objection({ utterance: 3 }),
			objection({ utterance: 3, start: 30 }),
			restatement({ utterance: 4 }, 3, 8),
		);
		expect(next(call, labels)).toEqual({
			signal: "value-framing",
			reason: {
				code: "next.tie-claim",
				params: { value: 0.5, target: 0.8, lowConfidence: null, because: "no-earlier-need" },
			},
			cites: { utterance: 2, label: 7, start: 30, end: 31 },
		});
	});

	it("breaks ties in the order of the signals", () => {
		// Nothing restated, nothing asked for, nothing tied, nothing asked: all at distance 1.
		const labels = labelsOf(objection({ utterance: 1 }), claim({ utterance: 2 }, null));
		expect(next(call, labels).signal).toBe("objection-acknowledgment");
		expect(next(call, labelsOf(claim({ utterance: 2 }, null))).signal).toBe("close-attempts");
	});

	it("cites the first objection that was not acknowledged, in the order of the conversation", () => {
		const labels = labelsOf(
			...goodQuestions,
			...goodAsks,
			objection({ utterance: 5 }),
			objection({ utterance: 3, start: 20 }),
			objection({ utterance: 3, start: 2 }),
			objection({ utterance: 1 }),
			restatement({ utterance: 2 }, 1, 8),
			answer({ utterance: 4, start: 1 }, 7),
			restatement({ utterance: 4, start: 5 }, 3, 7),
		);
		expect(next(call, labels)).toEqual({
			signal: "objection-acknowledgment",
			reason: {
				code: "next.restate-objection",
				params: { value: 0.25, target: 0.7, lowConfidence: null, because: "answered-first" },
			},
			cites: { utterance: 3, label: 7, start: 2, end: 3 },
		});
	});

	it("never blames the rep for an objection that nobody could answer", () => {
		const conversation = conversationOf(
			["rep", words(90)],
			["customer", words(30)],
			["rep", words(10)],
			["customer", words(60)],
		);
		const questions = [0, 5].map((start) => question({ utterance: 0, start }));
		const labels = labelsOf(
			...questions,
			ask({ utterance: 0 }),
			ask({ utterance: 2 }),
			objection({ utterance: 3 }),
			objection({ utterance: 1, start: 5 }),
		);
		expect(next(conversation, labels).cites).toMatchObject({ utterance: 1, label: 5 });
	});

	it("cites the own promise where an ask was due, else the wish, else the customer's last line that the rep answers", () => {
		const conversation = conversationOf(
			...call.utterances.map(({ role, text }): Line => [role, text]),
			["customer", "thanks"],
			["rep", "..."],
		);
		const promised = labelsOf(...goodQuestions, ownPromise({ utterance: 6 }));
		expect(next(conversation, promised)).toEqual({
			signal: "close-attempts",
			reason: {
				code: "next.ask-next-step",
				params: { value: 0, target: 2, lowConfidence: null, because: "own-promise" },
			},
			cites: { utterance: 6, label: 3, start: 0, end: 1 },
		});
		const wish = { kind: "ask", utterance: 4, start: 3, end: 8, because: "no-concrete-step" } as const;
		expect(card(conversation, labelsOf(...goodQuestions), [wish]).nextAction).toMatchObject({
			reason: { params: { because: "no-concrete-step" } },
			cites: { utterance: 4, label: null, start: 3, end: 8 },
		});
		expect(next(conversation, labelsOf(...goodQuestions))).toMatchObject({
			reason: { code: "next.ask-next-step", params: { because: null } },
			cites: { utterance: 5, label: null, start: 0 },
		});
	});

	it("cites the first question that did not count, with the reason", () => {
		const labels = labelsOf(
			...goodAsks,
			question({ utterance: 4 }),
			question({ utterance: 2, start: 3 }, { form: "closed" }),
			question({ utterance: 1 }),
			need({ utterance: 1 }),
		);
		expect(next(call, labels)).toEqual({
			signal: "discovery-density",
			reason: {
				code: "next.ask-open",
				params: { value: 0, target: 1.2, lowConfidence: null, because: "closed" },
			},
			cites: { utterance: 2, label: 3, start: 3, end: 4 },
		});
	});

	it("never asks for a courtesy to be said as an open question", () => {
		const labels = labelsOf(
			...goodAsks,
			question({ utterance: 0 }, { discovery: false }),
			question({ utterance: 2, start: 3 }, { form: "closed" }),
		);
		expect(next(call, labels)).toMatchObject({ reason: { params: { because: "closed" } }, cites: { utterance: 2 } });
	});

	it("else cites the first need of the customer that no question of the next rep turn followed", () => {
		const conversation = conversationOf(
			["rep", words(140)],
			["customer", words(20)],
			["rep", words(10)],
			["rep", words(10)],
			["customer", words(20)],
			["rep", words(10)],
			["customer", words(300)],
		);
		const labels = labelsOf(
			ask({ utterance: 0 }),
			ask({ utterance: 2 }),
			question({ utterance: 3 }),
			need({ utterance: 4 }),
			need({ utterance: 1 }),
			need({ utterance: 0 }),
		);
		expect(next(conversation, labels)).toMatchObject({
			reason: { code: "next.follow-need" },
			cites: { utterance: 4, label: 3 },
		});
		// The last need has no rep turn after it at all.
		const late = labelsOf(
			ask({ utterance: 0 }),
			ask({ utterance: 2 }),
			question({ utterance: 3 }),
			need({ utterance: 6 }),
		);
		expect(next(conversation, late).cites).toMatchObject({ utterance: 6, label: 3 });
	});

	it("does not take a question of a later turn for a follow-up", () => {
		const conversation = conversationOf(
			["rep", words(140)],
			["customer", words(20)],
			["rep", words(20)],
			["customer", "ok"],
			["rep", words(40)],
			["customer", words(300)],
		);
		const labels = labelsOf(
			ask({ utterance: 0 }),
			ask({ utterance: 2 }),
			question({ utterance: 4 }),
			need({ utterance: 1 }),
		);
		expect(next(conversation, labels)).toMatchObject({ reason: { code: "next.follow-need" }, cites: { label: 3 } });
	});

	it("else asks for more like the first question that counted, or for a first one", () => {
		const slow = conversationOf(
			["rep", words(300)],
			["customer", words(10)],
			["rep", words(10)],
			["customer", words(400)],
		);
		const asks = [ask({ utterance: 0 }), ask({ utterance: 2 })];
		expect(
			next(slow, labelsOf(...asks, question({ utterance: 2 }), question({ utterance: 0, start: 4 }))),
		).toMatchObject({
			reason: { code: "next.ask-more" },
			cites: { utterance: 0, label: 3 },
		});
		expect(next(slow, labelsOf(...asks))).toMatchObject({
			reason: { code: "next.ask-first", params: { because: null } },
			cites: { utterance: 1, label: null },
		});
		const alone = conversationOf(["rep", words(300)], ["unknown", "hm"], ["customer", "..."]);
		expect(next(alone, labelsOf(ask({ utterance: 0 }), ask({ utterance: 0, start: 3 }, "pilot")))).toMatchObject({
			reason: { code: "next.ask-first" },
			cites: null,
		});
	});

	it("takes a reading of low confidence last, and says so", () => {
		const short = conversationOf(["rep", words(40)], ["customer", words(300)], ["rep", words(40)]);
		const labels = labelsOf(ask({ utterance: 2 }));
		expect(next(short, labels).signal).toBe("close-attempts");
		const twoAsks = labelsOf(ask({ utterance: 2 }), ask({ utterance: 2, start: 9 }, "pilot"));
		expect(next(short, twoAsks)).toMatchObject({
			signal: "discovery-density",
			reason: { params: { lowConfidence: "rep-talk-under-30-seconds" } },
		});
	});

	it("says what to keep, with the line that shows it, where nothing is outside target", () => {
		const labels = labelsOf(...goodQuestions, ask({ utterance: 6, start: 9 }), ask({ utterance: 6 }, "pilot"));
		expect(next(call, labels)).toEqual({
			signal: "close-attempts",
			reason: { code: "next.keep", params: { value: 2, target: 2, lowConfidence: null, because: null } },
			cites: { utterance: 6, label: 4, start: 0, end: 1 },
		});
	});

	it("says what was missing where nothing can be measured", () => {
		expect(next(conversationOf(["customer", "hello"]), [])).toEqual({
			signal: "close-attempts",
			reason: {
				code: "next.nothing-measured",
				params: { value: null, target: null, lowConfidence: null, because: "no-rep-talk" },
			},
			cites: null,
		});
	});

	it("is always there, and cites a line of the conversation whenever the customer says something", () => {
		const place = fc.record({ utterance: fc.nat(6), start: fc.nat(40) });
		const label = fc.oneof(
			place.map((at) => question(at)),
			place.map((at) => question(at, { form: "closed" })),
			place.map((at) => objection(at)),
			place.map((at) => restatement(at, 1, 0)),
			place.map(need),
			place.map((at) => claim(at, 0)),
			place.map((at) => ask(at)),
		);
		fc.assert(
			fc.property(fc.array(label, { maxLength: 12 }), (makers) => {
				const { cites, signal } = next(call, labelsOf(...makers));
				expect(cites).not.toBe(null);
				expect(call.utterances.some(({ ordinal }) => ordinal === cites?.utterance)).toBe(true);
				expect(readingsOf(call, labelsOf(...makers), bands)[signal].status).toBe("measured");
			}),
		);
	});
});
