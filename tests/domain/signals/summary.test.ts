import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import type { Label } from "../../../domain/signals/label.ts";
import { scorecardOf } from "../../../domain/signals/scorecard.ts";
import {
	ask,
	buyingSignal,
	claim,
	conversationOf,
	difficulty,
	type Line,
	labellingOf,
	labelsOf,
	need,
	objection,
	question,
	restatement,
	unsure,
	words,
} from "./factories.ts";

type Maker = (id: number) => Label;

function summary(conversation: Conversation, ...makers: readonly Maker[]) {
	return scorecardOf(conversation, labellingOf(labelsOf(...makers)), DEFAULT_POLICY.bands).summary;
}

function sentence(about: string, conversation: Conversation, ...makers: readonly Maker[]) {
	return summary(conversation, ...makers).find((each) => each.about === about);
}

/** Rep and customer in turn, a rep turn last; customers' turn k is utterance 2k + 1. */
function callOf(...customer: readonly (string | number)[]): Conversation {
	const text = (of: string | number) => (typeof of === "number" ? words(of) : of);
	return conversationOf(
		...customer.flatMap((of): Line[] => [
			["rep", "well"],
			["customer", text(of)],
		]),
		["rep", "well"],
	);
}

const eight = callOf(9, 9, 9, 9, 9, 9, 9, 9);

describe("a summary", () => {
	it("opens with how many signals are in target and the farthest of the others", () => {
		expect(
			summary(eight, ask({ utterance: 0 }), ask({ utterance: 2 }), claim({ utterance: 2, start: 1 }, null))[0],
		).toEqual({
			about: "readings",
			reason: { code: "summary.readings", params: { measured: 3, inTarget: 1, farthest: "value-framing" } },
			cites: null,
		});
		const full = conversationOf(["rep", words(75)], ["customer", words(300)], ["rep", "bye"]);
		const asked = [0, 1, 2].map((start) => question({ utterance: 0, start }));
		expect(summary(full, ...asked, ask({ utterance: 0 }), ask({ utterance: 2 }))[0]?.reason.params).toEqual({
			measured: 2,
			inTarget: 2,
			farthest: null,
		});
		expect(summary(conversationOf(["customer", "hi"]))[0]?.reason.params).toMatchObject({ measured: 0, inTarget: 0 });
	});

	it("says of each of the three that it did not happen, where it did not", () => {
		expect(summary(eight).map(({ about, reason, cites }) => [about, reason.code, cites])).toEqual([
			["readings", "summary.readings", null],
			["turned", "summary.did-not-turn", null],
			["lost-control", "summary.kept-control", null],
			["disengaged", "summary.stayed", null],
		]);
	});

	it("says only that it is not known who said what, where it is not", () => {
		const muddled = conversationOf(["rep", words(40)], ["customer", words(40)], ["unknown", words(20)]);
		expect(summary(muddled).map(({ about, reason }) => [about, reason.code])).toEqual([
			["readings", "summary.readings"],
			["turned", "summary.speakers-unknown"],
		]);
	});
});

describe("where the call turned", () => {
	const against = (...turns: number[]) => turns.map((k) => objection({ utterance: 2 * k + 1, start: 2 }));
	const towards = (...turns: number[]) => turns.map((k) => buyingSignal({ utterance: 2 * k + 1, start: 4 }));

	it("is where the leans before and after differ most, cited at the first line that leans that way", () => {
		expect(sentence("turned", eight, ...towards(0, 1), ...against(5, 7))).toEqual({
			about: "turned",
			reason: { code: "summary.turned-down", params: { turn: 5 } },
			cites: { utterance: 11, label: 2, start: 2, end: 3 },
		});
		expect(sentence("turned", eight, ...against(0, 1), ...towards(6, 7))).toMatchObject({
			reason: { code: "summary.turned-up", params: { turn: 5 } },
			cites: { utterance: 13, label: 2, start: 4 },
		});
	});

	it("cites the leaning words themselves, on the turn itself or after it, never before", () => {
		const nine = callOf(9, 9, 9, 9, 9, 9, 9, 9, 9);
		expect(sentence("turned", nine, ...against(0, 4, 5, 6, 7), ...towards(1, 2, 3))).toMatchObject({
			reason: { params: { turn: 5 } },
			cites: { utterance: 9, label: 1, start: 2 },
		});
		expect(sentence("turned", eight, need({ utterance: 9 }), ...against(4, 5, 6, 7))).toMatchObject({
			cites: { utterance: 9, label: 1, start: 2 },
		});
	});

	it("is nowhere where no line leans the new way: nothing would show it", () => {
		expect(sentence("turned", eight, ...towards(0, 1))).toEqual({
			about: "turned",
			reason: { code: "summary.did-not-turn", params: {} },
			cites: null,
		});
	});

	it("rests on labels that the labeller is sure of", () => {
		const made = against(4, 5, 6, 7);
		expect(sentence("turned", eight, ...made.map((one) => unsure(one, 0.7)))).toMatchObject({
			reason: { code: "summary.turned-down" },
		});
		expect(sentence("turned", eight, ...made.map((one) => unsure(one, 0.69)))).toMatchObject({
			reason: { code: "summary.did-not-turn" },
		});
	});

	it("takes a difference of 0.4 of means, and no less", () => {
		const ten = callOf(9, 9, 9, 9, 9, 9, 9, 9, 9, 9);
		expect(sentence("turned", ten, ...against(5, 6))).toMatchObject({ reason: { params: { turn: 6 } } });
		const eleven = callOf(9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9);
		expect(sentence("turned", eleven, ...against(9, 10), ...towards(8))).toMatchObject({
			reason: { code: "summary.did-not-turn" },
		});
	});

	it("has four customer turns on either side", () => {
		expect(sentence("turned", eight, ...against(4, 5, 6, 7))).toMatchObject({ reason: { params: { turn: 5 } } });
		expect(sentence("turned", callOf(9, 9, 9, 9, 9, 9, 9), ...against(4, 5, 6))).toMatchObject({
			reason: { code: "summary.did-not-turn" },
		});
		const nine = callOf(9, 9, 9, 9, 9, 9, 9, 9, 9);
		expect(sentence("turned", nine, ...against(5, 6, 7, 8))).toMatchObject({ reason: { params: { turn: 6 } } });
		expect(sentence("turned", nine, ...against(6, 7, 8))).toMatchObject({ reason: { params: { turn: 6 } } });
	});

	it("takes the earliest of equals, and a turn with both leans nowhere", () => {
		const twelve = callOf(9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9);
		expect(sentence("turned", twelve, ...towards(0, 1, 2, 3), ...against(8, 9, 10, 11))).toMatchObject({
			reason: { params: { turn: 5 } },
		});
		expect(sentence("turned", eight, ...against(4, 5, 6, 7), ...towards(4, 5, 6, 7))).toMatchObject({
			reason: { code: "summary.did-not-turn" },
		});
	});

	it("does not count needs: they come early in every good call", () => {
		const needs = [0, 1, 2, 3].map((k) => need({ utterance: 2 * k + 1 }));
		expect(sentence("turned", eight, ...needs)).toMatchObject({ reason: { code: "summary.did-not-turn" } });
	});
});

describe("where the rep lost control", () => {
	it("is a run of three customer turns that ask or object while the rep only answers", () => {
		const asking = callOf("fine", "how so?", "it is dear", "and when?", "fine");
		expect(sentence("lost-control", asking, objection({ utterance: 5, start: 3 }))).toEqual({
			about: "lost-control",
			reason: { code: "summary.customer-led", params: { turns: 3 } },
			cites: { utterance: 3, label: null, start: 0, end: 7 },
		});
		expect(sentence("lost-control", asking)).toMatchObject({ reason: { code: "summary.kept-control" } });
		expect(sentence("lost-control", callOf("ah", "a?", "b？", "c؟", "d?"))).toMatchObject({
			reason: { params: { turns: 4 } },
		});
	});

	it("cites the objection, else the line with the question mark", () => {
		const asking = conversationOf(
			["rep", "a"],
			["customer", "well"],
			["customer", "why?"],
			["rep", "a"],
			["customer", "when?"],
			["rep", "a"],
			["customer", "who?"],
			["rep", "a"],
		);
		expect(sentence("lost-control", asking)).toMatchObject({ cites: { utterance: 2, label: null } });
		expect(sentence("lost-control", asking, objection({ utterance: 1, start: 2 }))).toMatchObject({
			cites: { utterance: 1, label: 0, start: 2 },
		});
	});

	it("ends with a rep turn that asks for something or says something back", () => {
		const asking = callOf("a?", "b?", "c?", "d?");
		for (const take of [question({ utterance: 4 }), ask({ utterance: 4 }), restatement({ utterance: 4 }, 3, null)]) {
			expect(sentence("lost-control", asking, take)).toMatchObject({ reason: { code: "summary.kept-control" } });
		}
		expect(sentence("lost-control", asking, claim({ utterance: 4 }, null))).toMatchObject({
			reason: { params: { turns: 4 } },
		});
	});

	it("is kept where the customer asks as somebody who may buy", () => {
		const asking = callOf("what?", "what?", "what?");
		expect(sentence("lost-control", asking)).toMatchObject({ reason: { code: "summary.customer-led" } });
		expect(sentence("lost-control", asking, buyingSignal({ utterance: 3 }))).toMatchObject({
			reason: { code: "summary.kept-control" },
		});
	});

	it("does not count a last turn that the rep could not answer, and takes the earliest of the longest runs", () => {
		const ends = conversationOf(...callOf("a?", "b?").utterances.map(({ role, text }): Line => [role, text]), [
			"customer",
			"c?",
		]);
		expect(sentence("lost-control", ends)).toMatchObject({ reason: { code: "summary.kept-control" } });
		const twice = callOf("a?", "b?", "c?", "no", "d?", "e?", "f?");
		expect(sentence("lost-control", twice)).toMatchObject({
			reason: { params: { turns: 3 } },
			cites: { utterance: 1 },
		});
	});

	it("is else the longest rep turn of 200 words or more, the earliest of equals, and never in an e-mail", () => {
		const talking = (...lengths: number[]) =>
			conversationOf(
				...lengths.flatMap((n): Line[] => [
					["rep", words(n)],
					["customer", "ok"],
				]),
			);
		expect(sentence("lost-control", talking(10, 200))).toMatchObject({
			reason: { code: "summary.monologue", params: { words: 200 } },
			cites: { utterance: 2, label: null, start: 0 },
		});
		expect(sentence("lost-control", talking(10, 199))).toMatchObject({ reason: { code: "summary.kept-control" } });
		expect(sentence("lost-control", talking(210, 230, 230, 220))).toMatchObject({
			reason: { params: { words: 230 } },
			cites: { utterance: 2 },
		});
		const mail: Conversation = { ...talking(300), kind: "email-exchange" };
		expect(sentence("lost-control", mail)).toMatchObject({ reason: { code: "summary.kept-control" } });
		expect(sentence("lost-control", conversationOf(["customer", words(300)]))).toMatchObject({
			reason: { code: "summary.kept-control" },
		});
	});
});

describe("where the buyer disengaged", () => {
	it("is the first refusal after which the customer brings nothing up", () => {
		const refused = [objection({ utterance: 3, start: 2 }, "refusal"), objection({ utterance: 5 }, "brush-off")];
		expect(sentence("disengaged", eight, ...refused)).toEqual({
			about: "disengaged",
			reason: { code: "summary.refused", params: { topic: "refusal" } },
			cites: { utterance: 3, label: 0, start: 2, end: 3 },
		});
		for (const later of [need({ utterance: 5 }), difficulty({ utterance: 5 }), buyingSignal({ utterance: 5 })]) {
			expect(sentence("disengaged", eight, ...refused, later)).toMatchObject({
				reason: { params: { topic: "brush-off" } },
			});
		}
		expect(sentence("disengaged", eight, ...refused, need({ utterance: 7 }))).toMatchObject({
			reason: { code: "summary.stayed" },
		});
		expect(sentence("disengaged", eight, objection({ utterance: 3 }, "price"))).toMatchObject({
			reason: { code: "summary.stayed" },
		});
		expect(sentence("disengaged", eight, objection({ utterance: 1 }, "refusal"))).toMatchObject({
			reason: { code: "summary.refused" },
		});
	});

	it("is else where the median turn falls most, to a third or less", () => {
		expect(sentence("disengaged", callOf(9, 9, 9, 9, 3, 3, 3, 3))).toEqual({
			about: "disengaged",
			reason: { code: "summary.shorter", params: { before: 9, after: 3 } },
			cites: { utterance: 9, label: null, start: 0, end: 8 },
		});
		for (const stays of [callOf(9, 9, 9, 9, 4, 4, 4, 4), callOf(7, 7, 7, 7, 1, 1, 1, 1), callOf(9, 9, 9, 9, 3, 3, 3)]) {
			expect(sentence("disengaged", stays)).toMatchObject({ reason: { code: "summary.stayed" } });
		}
		expect(sentence("disengaged", callOf(9, 9, 9, 3, 3, 3, 3))).toMatchObject({ reason: { code: "summary.stayed" } });
		expect(sentence("disengaged", callOf(8, 8, 8, 8, 2, 2, 2, 2))).toMatchObject({ reason: { params: { before: 8 } } });
		expect(sentence("disengaged", callOf(30, 30, 30, 30, 9, 9, 2, 2, 2, 2))).toMatchObject({
			reason: { params: { before: 30, after: 2 } },
			cites: { utterance: 9 },
		});
		expect(sentence("disengaged", callOf(9, 9, 9, 9, 3, 3, 3, 3, 1, 1, 1, 1, 1))).toMatchObject({
			reason: { params: { before: 9, after: 1 } },
			cites: { utterance: 9 },
		});
		expect(sentence("disengaged", callOf(12, 12, 12, 12, 30, 30, 30, 30, 30, 1, 1, 1, 1))).toMatchObject({
			reason: { params: { before: 30, after: 1 } },
			cites: { utterance: 19 },
		});
	});

	it("is nowhere where a next step was agreed, nor before a buying signal", () => {
		const shrinking = callOf(9, 9, 9, 9, 3, 3, 3, 3, 3);
		expect(sentence("disengaged", shrinking, ask({ utterance: 16 }))).toMatchObject({
			reason: { code: "summary.stayed" },
		});
		expect(sentence("disengaged", eight, objection({ utterance: 1 }, "refusal"), ask({ utterance: 2 }))).toMatchObject({
			reason: { code: "summary.stayed" },
		});
		expect(sentence("disengaged", shrinking, buyingSignal({ utterance: 9 }))).toMatchObject({
			reason: { code: "summary.shorter" },
			cites: { utterance: 11 },
		});
		expect(sentence("disengaged", shrinking, buyingSignal({ utterance: 11 }))).toMatchObject({
			reason: { code: "summary.stayed" },
		});
	});
});
