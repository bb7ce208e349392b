import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import type { Label, NearMiss } from "../../../domain/signals/label.ts";
import { scorecardOf } from "../../../domain/signals/scorecard.ts";
import { type MissedBecause, wouldHaveCounted } from "../../../domain/signals/would-count.ts";
import {
	answer,
	ask,
	buyingSignal,
	claim,
	conversationOf,
	labellingOf,
	labelsOf,
	nearMiss,
	need,
	objection,
	ownPromise,
	question,
	restatement,
	unsure,
	words,
} from "./factories.ts";

type Maker = (id: number) => Label;

function cardOf(conversation: Conversation, makers: readonly Maker[], nearMisses: readonly NearMiss[] = []) {
	return scorecardOf(conversation, labellingOf(labelsOf(...makers), { nearMisses }), DEFAULT_POLICY.bands);
}

function behaviours(makers: readonly Maker[], nearMisses: readonly NearMiss[] = [], conversation = call) {
	return cardOf(conversation, makers, nearMisses).behaviours;
}

function codes(makers: readonly Maker[], nearMisses: readonly NearMiss[] = []) {
	return behaviours(makers, nearMisses).map(({ reason, cites }) => [reason.code, cites?.utterance, cites?.label]);
}

const call = conversationOf(
	["rep", words(75)],
	["customer", words(75)],
	["rep", words(75)],
	["customer", words(75)],
	["rep", words(75)],
	["customer", words(75)],
	["rep", words(75)],
);
const asks = [ask({ utterance: 6 }), ask({ utterance: 6, start: 9 }, "pilot")];
const questions = [0, 5, 10].map((start) => question({ utterance: 0, start }));

describe("three behaviours", () => {
	it("are one for each signal outside target, the farthest first", () => {
		const found = behaviours([
			question({ utterance: 0 }, { form: "closed" }),
			...asks,
			need({ utterance: 1 }),
			claim({ utterance: 2 }, 3),
			claim({ utterance: 2, start: 30 }, null),
			objection({ utterance: 3 }),
			objection({ utterance: 3, start: 30 }),
			restatement({ utterance: 4 }, 3, 6),
		]);
		expect(found).toEqual([
			{
				rank: 1,
				kind: "gap",
				signal: "discovery-density",
				reason: {
					code: "behaviour.ask-open",
					params: { signal: "discovery-density", value: 0, target: 1.2, lowConfidence: null, because: "closed" },
				},
				cites: { utterance: 0, label: 0, start: 0, end: 1 },
				need: null,
				wouldHaveCounted: { code: "counts.open-question", params: {} },
			},
			{
				rank: 2,
				kind: "gap",
				signal: "value-framing",
				reason: {
					code: "behaviour.tie-claim",
					params: { signal: "value-framing", value: 0.5, target: 0.8, lowConfidence: null, because: "no-earlier-need" },
				},
				cites: { utterance: 2, label: 5, start: 30, end: 31 },
				need: { utterance: 1, label: 3, start: 0, end: 1 },
				wouldHaveCounted: { code: "counts.claim-for-a-need", params: {} },
			},
			expect.objectContaining({
				rank: 3,
				signal: "objection-acknowledgment",
				cites: { utterance: 3, label: 7, start: 30, end: 31 },
				wouldHaveCounted: { code: "counts.restatement", params: {} },
			}),
		]);
	});

	it("break ties in the order of the signals, whatever the last digit of a distance", () => {
		// All at distance 1.
		expect(codes([objection({ utterance: 1 }), claim({ utterance: 2 }, null)]).map(([code]) => code)).toEqual([
			"behaviour.restate-objection",
			"behaviour.ask-next-step",
			"behaviour.tie-claim",
		]);
		// 0.3 of 0.6 and 1 of 2 are both halfway, though not to the last digit of a float.
		const bands = {
			...DEFAULT_POLICY.bands,
			"objection-acknowledgment": { kind: "three", middleFrom: 0.1, targetAbove: 0.6 },
		} as const;
		const labels = labelsOf(
			...questions,
			ask({ utterance: 6 }),
			...Array.from({ length: 10 }, (_, i) => objection({ utterance: 1, start: i })),
			...[4, 5, 6].map((id) => restatement({ utterance: 2 }, 1, id)),
		);
		const { behaviours: found } = scorecardOf(call, labellingOf(labels), bands);
		expect(found.map(({ signal }) => signal).slice(0, 2)).toEqual(["objection-acknowledgment", "close-attempts"]);
	});

	it("put readings of low confidence after the others, and say so", () => {
		const short = conversationOf(["rep", words(40)], ["customer", words(300)], ["rep", words(40)]);
		const found = behaviours([ask({ utterance: 2 })], [], short);
		expect(found.map(({ signal }) => signal)).toEqual([
			"close-attempts",
			"discovery-density",
			"objection-acknowledgment",
		]);
		expect(found[1].reason.params.lowConfidence).toBe("rep-talk-under-30-seconds");
	});

	it("go on with further lines of the farthest signals", () => {
		expect(
			codes([
				...questions,
				...asks,
				objection({ utterance: 1 }),
				objection({ utterance: 3 }),
				objection({ utterance: 5 }),
				claim({ utterance: 2 }, null),
				claim({ utterance: 4 }, null),
			]),
		).toEqual([
			["behaviour.restate-objection", 1, 5],
			["behaviour.tie-claim", 2, 8],
			["behaviour.restate-objection", 3, 6],
		]);
		expect(
			codes([...questions, ...asks, claim({ utterance: 4 }, null), claim({ utterance: 2 }, null)]).slice(0, 2),
		).toEqual([
			["behaviour.tie-claim", 2, 6],
			["behaviour.tie-claim", 4, 5],
		]);
	});

	it("ask for a question first where a benefit comes before any need was heard", () => {
		const asked = [...questions, ask({ utterance: 6 }), ask({ utterance: 6 }, "pilot")];
		const wouldHave = (...labels: Parameters<typeof behaviours>[0][number][]) =>
			behaviours([...asked, claim({ utterance: 2 }, null), ...labels])[0].wouldHaveCounted?.code;
		expect(wouldHave()).toBe("counts.need-first");
		expect(wouldHave(need({ utterance: 3 }))).toBe("counts.need-first");
		expect(wouldHave(need({ utterance: 1 }))).toBe("counts.claim-for-a-need");
	});

	it("name over-asking before further lines, at the first ask beyond those that count", () => {
		const kinds = ["meeting", "pilot", "decision", "introduction", "document"] as const;
		const five = kinds.map((kind, i) => ask({ utterance: 6, start: 40 - i }, kind));
		const found = behaviours([...questions, ...five, claim({ utterance: 2 }, null), claim({ utterance: 4 }, null)]);
		expect(found.map(({ kind }) => kind)).toEqual(["gap", "over-asking", "gap"]);
		expect(found[1]).toMatchObject({
			signal: "close-attempts",
			reason: { code: "behaviour.over-asking", params: { value: 5, target: 2, because: "over-four" } },
			cites: { utterance: 6, label: 3, start: 40 },
			wouldHaveCounted: { code: "counts.fewer-asks" },
		});
		const nothingElse = behaviours([...questions, ...five]);
		expect(nothingElse.map(({ kind, signal }) => [kind, signal])).toEqual([
			["over-asking", "close-attempts"],
			["keep", "discovery-density"],
			["keep", "discovery-density"],
		]);
	});

	it("say what to keep where there are fewer gaps: a line of each signal, then more lines", () => {
		const found = behaviours([...questions, ...asks]);
		expect(found.map(({ kind, signal, cites }) => [kind, signal, cites?.label])).toEqual([
			["keep", "close-attempts", 3],
			["keep", "discovery-density", 0],
			["keep", "close-attempts", 4],
		]);
		expect(found[0]).toMatchObject({ reason: { code: "behaviour.keep" }, wouldHaveCounted: null, need: null });
	});

	it("show a kept acknowledgment by the line that says the objection back", () => {
		const found = behaviours([
			...questions,
			...asks,
			objection({ utterance: 1, start: 4 }),
			restatement({ utterance: 2, start: 7 }, 1, 5),
			restatement({ utterance: 0, start: 7 }, 1, 5),
			restatement({ utterance: 2 }, 1, null),
		]);
		expect(found[0]).toMatchObject({
			signal: "objection-acknowledgment",
			kind: "keep",
			cites: { utterance: 2, label: 6, start: 7 },
		});
	});

	it("say last what was not shown", () => {
		const found = behaviours([], [], conversationOf(["customer", "hello"]));
		expect(
			found.map(({ rank, kind, signal, cites, reason }) => [rank, kind, signal, cites, reason.params.because]),
		).toEqual([
			[1, "not-shown", "objection-acknowledgment", null, "no-objections"],
			[2, "not-shown", "close-attempts", null, "no-rep-talk"],
			[3, "not-shown", "value-framing", null, "no-claims"],
		]);
		expect(found[0].reason).toEqual({
			code: "behaviour.not-shown",
			params: { signal: "objection-acknowledgment", because: "no-objections" },
		});
	});

	it("cite nothing where a label stands on a line without words", () => {
		const empty = conversationOf(["rep", words(80)], ["customer", "..."], ["rep", words(80)], ["customer", "yes"]);
		const found = behaviours(
			[...questions, ...asks.map(() => ask({ utterance: 0 })), objection({ utterance: 1 })],
			[],
			empty,
		);
		expect(found[0]).toMatchObject({
			signal: "objection-acknowledgment",
			kind: "gap",
			cites: null,
			reason: { code: "behaviour.restate-objection", params: { because: null } },
			wouldHaveCounted: { code: "counts.restatement", params: {} },
		});
	});

	it("order several readings of low confidence among themselves by distance", () => {
		const muddled = conversationOf(
			["rep", words(80)],
			["customer", words(20)],
			["rep", words(80)],
			["unknown", words(40)],
		);
		const found = behaviours(
			[ask({ utterance: 0 }), objection({ utterance: 1 }), claim({ utterance: 2 }, null)],
			[],
			muddled,
		);
		expect(found.map(({ signal }) => signal)).toEqual([
			"objection-acknowledgment",
			"value-framing",
			"discovery-density",
		]);
	});

	it("blame nobody for an objection at the end", () => {
		const ends = conversationOf(["rep", words(80)], ["customer", words(9)], ["rep", words(80)], ["customer", words(9)]);
		const found = behaviours([...questions, objection({ utterance: 1 }), objection({ utterance: 3 })], [], ends);
		expect(found.filter(({ signal }) => signal === "objection-acknowledgment")).toHaveLength(1);
	});

	it("begin with the line of the next action", () => {
		const { behaviours: found, nextAction } = cardOf(call, [
			objection({ utterance: 3 }),
			claim({ utterance: 2 }, null),
		]);
		expect(found[0].cites).toEqual(nextAction.cites);
		expect(found[0].signal).toBe(nextAction.signal);
	});
});

describe("gaps", () => {
	it("of discovery are questions that did not count, then needs that none followed", () => {
		expect(
			codes([
				...asks,
				need({ utterance: 3 }),
				question({ utterance: 6 }),
				question({ utterance: 0 }, { leading: true }),
			]),
		).toEqual([
			["behaviour.ask-open", 0, 4],
			["behaviour.ask-open", 6, 3],
			["behaviour.keep", 6, 0],
		]);
		// Two of one signal, then what to keep; a third gap only where nothing is to be kept.
		expect(
			codes([need({ utterance: 3 }), need({ utterance: 1 }), question({ utterance: 0 }, { leading: true })]),
		).toEqual([
			["behaviour.ask-next-step", 5, null],
			["behaviour.ask-open", 0, 2],
			["behaviour.follow-need", 1, 1],
		]);
		expect(behaviours([...asks, need({ utterance: 3 })])[0]).toMatchObject({
			reason: { code: "behaviour.follow-need", params: { because: null } },
			wouldHaveCounted: { code: "counts.follow-up" },
		});
		const early = behaviours([...asks, question({ utterance: 6 })])[0];
		expect(early).toMatchObject({ wouldHaveCounted: { code: "counts.early-question" } });
	});

	it("of discovery are else a good question to ask more of, or the first line to ask about", () => {
		const slow = conversationOf(
			["rep", words(300)],
			["customer", words(10)],
			["rep", words(10)],
			["customer", words(400)],
		);
		expect(behaviours([question({ utterance: 0 })], [], slow)[1]).toMatchObject({
			reason: { code: "behaviour.ask-more" },
			cites: { utterance: 0, label: 0 },
			wouldHaveCounted: { code: "counts.open-question" },
		});
		expect(behaviours([], [], slow)[1]).toMatchObject({
			reason: { code: "behaviour.ask-first" },
			cites: { utterance: 1, label: null },
		});
		// Where there is nothing but greetings, the first of them.
		const greeted = (n: number) =>
			conversationOf(["customer", words(4)], ["rep", words(310)], ["customer", words(n)], ["rep", words(10)]);
		expect(behaviours([], [], greeted(5))[1]).toMatchObject({ cites: { utterance: 2 } });
		expect(behaviours([], [], greeted(4))[1]).toMatchObject({ cites: { utterance: 0 } });
	});

	it("of acknowledgment name “I understand” in the next turn, where nothing was said back", () => {
		const missed = [...questions, ...asks, objection({ utterance: 1 }), objection({ utterance: 3 })];
		const because = (miss: NearMiss) =>
			behaviours(missed, [miss])
				.filter(({ signal }) => signal === "objection-acknowledgment")
				.map(({ reason }) => reason.params.because);
		expect(because(nearMiss("only-understanding", 2))).toEqual(["only-understanding", "not-restated"]);
		expect(because(nearMiss("only-understanding", 4))).toEqual(["not-restated", "only-understanding"]);
		expect(because(nearMiss("magic-words", 2))).toEqual(["not-restated", "not-restated"]);
		const late = [...questions, ...asks, objection({ utterance: 1 }), answer({ utterance: 2 }, 5)];
		expect(
			behaviours([...late, restatement({ utterance: 2, start: 9 }, 1, 5)], [nearMiss("only-understanding", 2)])[0],
		).toMatchObject({ reason: { params: { because: "answered-first" } } });
	});

	it("of value framing name the last need before the claim, where there is one", () => {
		const needs = [need({ utterance: 3 }), need({ utterance: 1 }), need({ utterance: 5 })];
		const needOf = (utterance: number) =>
			behaviours([...questions, ...asks, ...needs, claim({ utterance }, null)])[0].need?.label ?? null;
		expect(needOf(0)).toBe(null);
		expect(needOf(2)).toBe(6);
		expect(needOf(4)).toBe(5);
	});

	it("of closing are missed buying signals, own promises, wishes, then the last line that the rep answers", () => {
		const wish = nearMiss("no-concrete-step", 4, 2, 6);
		const all = [...questions, ownPromise({ utterance: 2, start: 3 }), buyingSignal({ utterance: 3 })];
		expect(codes(all, [wish])).toEqual([
			["behaviour.ask-next-step", 3, 4],
			["behaviour.ask-next-step", 2, 3],
			["behaviour.keep", 0, 0],
		]);
		expect(codes([buyingSignal({ utterance: 3 })], [wish])[2]).toEqual(["behaviour.ask-next-step", 4, null]);
		expect(codes([...questions, buyingSignal({ utterance: 1 }), buyingSignal({ utterance: 5 })])[0]).toEqual([
			"behaviour.ask-next-step",
			5,
			4,
		]);
		expect(codes([...questions], [wish])[0]).toEqual(["behaviour.ask-next-step", 4, null]);
		expect(codes([...questions])[0]).toEqual(["behaviour.ask-next-step", 5, null]);
		expect(behaviours(all)[0]).toMatchObject({ wouldHaveCounted: { code: "counts.concrete-ask" } });
		expect(behaviours([...questions], [wish])[0].reason.params.because).toBe("no-concrete-step");
		// Asked for in the second turn after it: here the ask is turned down, so that there is still one to be asked for.
		const turnedDown = [ask({ utterance: 4 }), objection({ utterance: 5 }, "refusal")];
		const closing = behaviours([...questions, buyingSignal({ utterance: 1 }), ...turnedDown]).find(
			({ signal }) => signal === "close-attempts",
		);
		expect(closing).toMatchObject({
			reason: { code: "behaviour.ask-next-step" },
			cites: { utterance: 5, label: null },
		});
		// And not at the very end, where nobody can ask any more.
		const ends = conversationOf(["rep", words(80)], ["customer", "what does it cost"]);
		expect(behaviours([buyingSignal({ utterance: 1 })], [], ends)[0].cites).toMatchObject({
			utterance: 0,
			label: null,
		});
		const between = conversationOf(["customer", "well"], ["unknown", "hm"], ["rep", words(80)], ["customer", "bye"]);
		expect(behaviours([], [], between)[0].cites).toMatchObject({ utterance: 0 });
		const alone = conversationOf(["rep", words(80)], ["unknown", "hm"]);
		expect(behaviours([], [], alone)[0].cites).toMatchObject({ utterance: 0 });
	});

	it("of closing are a second step, where the one that was asked for was not turned down", () => {
		const asked = [...questions, ask({ utterance: 4, start: 2 }), buyingSignal({ utterance: 5 })];
		expect(codes(asked).slice(0, 2)).toEqual([
			["behaviour.ask-second-step", 4, 3],
			["behaviour.ask-next-step", 5, 4],
		]);
		expect(behaviours(asked)[0].wouldHaveCounted?.code).toBe("counts.concrete-ask");
		// An objection that the labeller is not sure of turns nothing down; where more was asked for, there is no word of one.
		const doubted = [...asked, unsure(objection({ utterance: 5 }), 0.69)];
		expect(codes(doubted)).toContainEqual(["behaviour.ask-second-step", 4, 3]);
		expect(codes([...asked, objection({ utterance: 5 })])).not.toContainEqual(["behaviour.ask-second-step", 4, 3]);
		const twoOfAKind = [...asked, ask({ utterance: 4, start: 9 })];
		expect(codes(twoOfAKind).map(([code]) => code)).not.toContain("behaviour.ask-second-step");
	});

	it("show first what the labeller is sure of and what is more than a fragment", () => {
		const said = (start: number, end: number, confidence: number) => (id: number) => ({
			...objection({ utterance: 1 })(id),
			start,
			end,
			confidence,
		});
		const fiveWords = words(5).length;
		const order = (...made: readonly Maker[]) =>
			behaviours([...questions, ...asks, ...made])
				.filter(({ signal }) => signal === "objection-acknowledgment")
				.map(({ cites }) => cites?.start);
		expect(order(said(0, fiveWords, 0.69), said(1, fiveWords + 1, 0.7))).toEqual([1, 0]);
		expect(order(said(0, fiveWords, 0.7), said(1, fiveWords + 1, 0.9))).toEqual([0, 1]);
		expect(order(said(0, fiveWords - 3, 0.9), said(9, 9 + fiveWords, 0.9))).toEqual([9, 0]);
	});

	it("of closing are no asks said twice: those stand among what does not count", () => {
		expect(codes([...questions, ask({ utterance: 6 }), ask({ utterance: 6, start: 5 })])[0]).toEqual([
			"behaviour.ask-next-step",
			5,
			null,
		]);
	});
});

describe("what would have counted", () => {
	it("is said for every reason that the rep can do something about", () => {
		const code = (because: MissedBecause) => wouldHaveCounted(because)?.code ?? null;
		const expected: { readonly [B in MissedBecause]: string | null } = {
			closed: "counts.open-question",
			leading: "counts.neutral-question",
			rhetorical: "counts.question-that-waits",
			stacked: "counts.one-question",
			repeated: "counts.new-question",
			"not-discovery": "counts.question-about-customer",
			"second-half": "counts.early-question",
			"not-restated": "counts.restatement",
			"only-understanding": "counts.restatement",
			"answered-first": "counts.restatement-first",
			"magic-words": "counts.customers-words",
			"no-earlier-need": "counts.claim-for-a-need",
			"own-promise": "counts.concrete-ask",
			"no-concrete-step": "counts.concrete-ask",
			"stacked-ask": "counts.one-ask",
			"over-four": "counts.fewer-asks",
			"not-sure": "counts.plain-words",
			"wrong-speaker": null,
			"no-rep-turn-after": null,
			"not-sure-enough": null,
		};
		const reasons: readonly MissedBecause[] = [
			"closed",
			"leading",
			"rhetorical",
			"stacked",
			"repeated",
			"not-discovery",
			"second-half",
			"not-restated",
			"only-understanding",
			"answered-first",
			"magic-words",
			"no-earlier-need",
			"own-promise",
			"no-concrete-step",
			"stacked-ask",
			"over-four",
			"not-sure",
			"wrong-speaker",
			"no-rep-turn-after",
			"not-sure-enough",
		];
		expect(reasons).toHaveLength(Object.keys(expected).length);
		for (const because of reasons) expect(code(because)).toBe(expected[because]);
	});
});
