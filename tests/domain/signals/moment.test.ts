import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import type { Label } from "../../../domain/signals/label.ts";
import { scorecardOf } from "../../../domain/signals/scorecard.ts";
import {
	answer,
	ask,
	buyingSignal,
	claim,
	competitor,
	conversationOf,
	difficulty,
	empathy,
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

function momentIn(conversation: Conversation, ...makers: readonly Maker[]) {
	return scorecardOf(conversation, labellingOf(labelsOf(...makers)), DEFAULT_POLICY.bands).moment;
}

/** Customer turns 1, 3, 5, 7, 9 between rep turns, all of ten words, so that nothing shrinks. */
const lines: readonly Line[] = Array.from(
	{ length: 11 },
	(_, i): Line => [i % 2 === 0 ? "rep" : "customer", words(10)],
);
const call = conversationOf(...lines);

/** The same with other lengths of the customer's turns. */
function withCustomerWords(...lengths: readonly number[]): Conversation {
	return conversationOf(
		...lines.map(([role], i): Line => [role, words(role === "rep" ? 10 : (lengths[i >> 1] ?? 10))]),
	);
}

/** Points of the winner, or null where none is found. */
function severity(conversation: Conversation, ...makers: readonly Maker[]): number | null {
	const found = momentIn(conversation, ...makers);
	return found.status === "found" ? found.severity : null;
}

describe("a buying signal", () => {
	it("that no ask ever follows is a moment, with line, answer, time and why", () => {
		const timed = conversationOf(...lines.map(([role, text], i): Line => [role, text, i * 10, i * 10 + 9]));
		expect(momentIn(timed, buyingSignal({ utterance: 3, start: 3 }))).toEqual({
			status: "found",
			kind: "talked-past-buying-signal",
			cites: { utterance: 3, label: 0, start: 3, end: 4 },
			answer: { utterance: 4, label: null, start: 0, end: words(10).length },
			startMs: 30_000,
			severity: 3,
			reason: {
				code: "moment.talked-past-buying-signal",
				params: { askedLater: false, after: null, agreed: false, asked: false },
			},
		});
		expect(momentIn(call, buyingSignal({ utterance: 3 }))).toMatchObject({ startMs: null });
	});

	it("is none where one of the next two rep turns asks, and less where a later one does", () => {
		const signal = buyingSignal({ utterance: 1 });
		expect(severity(call, signal, ask({ utterance: 2 }))).toBe(null);
		expect(severity(call, signal, ask({ utterance: 4 }))).toBe(null);
		// However the customer goes on: asked for is asked for.
		const refused = [objection({ utterance: 3 }, "refusal"), restatement({ utterance: 4 }, 3, 1)];
		expect(severity(call, signal, ...refused)).toBe(5);
		expect(severity(call, signal, ...refused, ask({ utterance: 2 }))).toBe(null);
		// Asked later, and not agreed: 2.
		expect(severity(call, signal, ask({ utterance: 10 }))).toBe(null);
		// An ask before the signal is none after it; 3 - 2 for what was agreed.
		expect(severity(call, buyingSignal({ utterance: 3 }), ask({ utterance: 0 }))).toBe(null);
		expect(severity(call, buyingSignal({ utterance: 3 }), ask({ utterance: 0 }), objection({ utterance: 1 }))).toBe(3);
	});

	it("is none where the rep never speaks again", () => {
		const ends = conversationOf(["rep", "hello"], ["customer", "what does it cost"]);
		expect(momentIn(ends, buyingSignal({ utterance: 1 }))).toEqual({
			status: "none",
			reason: { code: "moment.none", params: { candidates: 0 } },
		});
	});
});

describe("an objection", () => {
	it("that is not said back is a moment once it comes up again, on the same topic", () => {
		const first = objection({ utterance: 1 }, "price");
		expect(momentIn(call, first)).toEqual({
			status: "none",
			reason: { code: "moment.none", params: { candidates: 1 } },
		});
		expect(momentIn(call, first, objection({ utterance: 5 }, "price"))).toMatchObject({
			kind: "weak-objection-response",
			severity: 4,
			cites: { utterance: 1, label: 0 },
			answer: { utterance: 2 },
			reason: {
				code: "moment.weak-objection-response",
				params: { topic: "price", cameBack: true, explored: false, after: null, agreed: false },
			},
		});
		expect(severity(call, first, objection({ utterance: 5 }, "timing"))).toBe(null);
		expect(severity(call, first, objection({ utterance: 1, start: 5 }, "price"))).toBe(null);
	});

	it("is none where the labeller is not sure of the objections, a sure one among them or not", () => {
		const twice = [objection({ utterance: 1 }, "price"), objection({ utterance: 5 }, "price")];
		const others = (confidence: number) =>
			[7, 7, 9, 9].map((utterance) => unsure(objection({ utterance }), confidence));
		// Means of 0.753 and 0.747.
		expect(severity(call, ...twice, ...others(0.63))).toBe(4);
		expect(severity(call, ...twice, ...others(0.62))).toBe(null);
	});

	it("weighs one more where it answers an ask and no next step was agreed", () => {
		const first = objection({ utterance: 3 }, "price");
		const again = objection({ utterance: 5 }, "price");
		expect(severity(call, first, again)).toBe(4);
		// The customer's turn after the last ask objects: nothing was agreed.
		expect(severity(call, ask({ utterance: 2 }), first, again)).toBe(5);
		expect(severity(call, ask({ utterance: 0 }), first, again)).not.toBe(5);
		expect(momentIn(call, ask({ utterance: 2 }), first, again)).toMatchObject({ reason: { params: { asked: true } } });
		// Agreed in the end: 1 + 2 - 2.
		expect(severity(call, ask({ utterance: 2 }), first, again, ask({ utterance: 6 }))).toBe(null);
	});

	it("that is said back is none; one that is answered first is", () => {
		const both = [objection({ utterance: 1 }), objection({ utterance: 5 })];
		const saidBack = [restatement({ utterance: 2, start: 3 }, 1, 0), restatement({ utterance: 6 }, 5, 1)];
		expect(severity(call, ...both, ...saidBack)).toBe(null);
		expect(severity(call, ...both, ...saidBack, answer({ utterance: 2 }, 0))).toBe(4);
	});

	it("weighs less where the rep asks an open question about it, not a leading or rhetorical one", () => {
		const both = [objection({ utterance: 1 }), objection({ utterance: 5 })];
		expect(severity(call, ...both, question({ utterance: 2 }))).toBe(3);
		for (const but of [{ form: "closed" }, { leading: true }, { rhetorical: true }] as const) {
			expect(severity(call, ...both, question({ utterance: 2 }, but))).toBe(4);
		}
		expect(severity(call, ...both, question({ utterance: 4 }))).toBe(4);
	});

	it("weighs more where a refusal follows within two turns, or nothing", () => {
		const first = objection({ utterance: 1 }, "price");
		expect(severity(call, first, objection({ utterance: 3 }, "refusal"))).toBe(4);
		expect(severity(call, first, objection({ utterance: 5 }, "brush-off"))).toBe(4);
		expect(momentIn(call, first, objection({ utterance: 5 }, "brush-off"))).toMatchObject({
			reason: { params: { after: "refused" } },
		});
		// Four customer turns on, it no longer belongs to the line.
		expect(severity(call, first, objection({ utterance: 7 }, "refusal"))).toBe(null);
		expect(severity(call, first, objection({ utterance: 3 }, "trust"))).toBe(null);
		// An objection near by, and a refusal far off.
		const farOff = [
			objection({ utterance: 3 }, "trust"),
			objection({ utterance: 9 }, "refusal"),
			restatement({ utterance: 10 }, 9, 2),
		];
		expect(severity(call, first, ...farOff)).toBe(null);
		expect(momentIn(call, objection({ utterance: 9 }))).toMatchObject({
			severity: 3,
			reason: { params: { after: "silent" } },
		});
	});
});

describe("another vendor", () => {
	it("that the customer names and the rep does not ask about is a moment", () => {
		expect(momentIn(call, competitor({ utterance: 3 }))).toMatchObject({
			kind: "competitor-not-explored",
			severity: 3,
			reason: {
				code: "moment.competitor-not-explored",
				params: { again: false, after: null, agreed: false },
			},
		});
		expect(severity(call, competitor({ utterance: 3 }), competitor({ utterance: 7 }))).toBe(4);
		expect(severity(call, competitor({ utterance: 3 }), competitor({ utterance: 3, start: 5 }))).toBe(3);
		expect(severity(call, competitor({ utterance: 2 }))).toBe(null);
	});

	it("is none where one of the next two rep turns asks, or says it back", () => {
		const named = competitor({ utterance: 3 });
		for (const utterance of [4, 6]) {
			expect(severity(call, named, question({ utterance }, { form: "closed" }))).toBe(null);
			expect(severity(call, named, restatement({ utterance }, 3, null))).toBe(null);
			expect(severity(call, named, restatement({ utterance }, 1, null))).toBe(3);
		}
		expect(severity(call, named, question({ utterance: 8 }))).toBe(3);
	});

	it("weighs three less where a next step was agreed: one for nothing agreed, two for something", () => {
		const twice = [competitor({ utterance: 3 }), competitor({ utterance: 7 })];
		expect(severity(withCustomerWords(30, 30, 1, 1, 1), ...twice, ask({ utterance: 0 }))).toBe(3);
		expect(severity(withCustomerWords(30, 30, 1, 1, 1), ...twice)).toBe(6);
	});
});

describe("a need or difficulty", () => {
	const long = withCustomerWords(20, 10, 10, 10, 10);

	it("that nobody follows, in a turn in which the customer opens up, is a moment", () => {
		expect(momentIn(long, need({ utterance: 1 }))).toMatchObject({
			kind: "missing-follow-up",
			severity: 3,
			reason: {
				code: "moment.missing-follow-up",
				params: { returned: false, openedUp: true, pitched: false, after: null, agreed: false },
			},
		});
		expect(severity(long, difficulty({ utterance: 1 }))).toBe(3);
		expect(severity(withCustomerWords(19, 9, 9, 9, 9), need({ utterance: 1 }))).toBe(null);
		expect(severity(withCustomerWords(21, 11, 11, 11, 11), need({ utterance: 1 }))).toBe(null);
	});

	it("weighs more where the rep pitches or asks for something instead", () => {
		expect(severity(call, need({ utterance: 1 }))).toBe(null);
		expect(severity(call, need({ utterance: 1 }), claim({ utterance: 2 }, null))).toBe(3);
		expect(severity(call, need({ utterance: 1 }), ask({ utterance: 2 }), objection({ utterance: 3 }))).toBe(3);
		expect(severity(call, need({ utterance: 1 }), claim({ utterance: 4 }, null))).toBe(null);
	});

	it("is none where the next turn asks, says it back, ties a claim to it, or recognises it", () => {
		const stated = [difficulty({ utterance: 1 }), need({ utterance: 1, start: 9 })];
		expect(severity(long, ...stated)).toBe(3);
		expect(severity(long, ...stated, question({ utterance: 2 }, { form: "closed" }))).toBe(null);
		expect(severity(long, ...stated, restatement({ utterance: 2 }, 1, null))).toBe(null);
		expect(severity(long, need({ utterance: 1 }), claim({ utterance: 2 }, 0))).toBe(null);
		expect(severity(long, difficulty({ utterance: 1 }), empathy({ utterance: 2 }, 0))).toBe(null);
		expect(severity(long, need({ utterance: 1 }), claim({ utterance: 2 }, null))).toBe(4);
		expect(severity(long, need({ utterance: 1 }), claim({ utterance: 2 }, 7))).toBe(4);
		expect(severity(long, difficulty({ utterance: 1 }), empathy({ utterance: 2 }, 7))).toBe(3);
		expect(severity(long, difficulty({ utterance: 1 }), empathy({ utterance: 2 }, null))).toBe(3);
	});

	it("is none where the second turn takes it up, and weighs less where a later one comes back to it", () => {
		const pitched = claim({ utterance: 2 }, null);
		for (const backIn of [
			(utterance: number) => restatement({ utterance }, 1, null),
			(utterance: number) => claim({ utterance }, 0),
			(utterance: number) => empathy({ utterance }, 0),
		]) {
			const stated = backIn(4)(9).kind === "empathy" ? difficulty({ utterance: 1 }) : need({ utterance: 1 });
			expect(severity(long, stated, pitched)).toBe(4);
			expect(severity(long, stated, pitched, backIn(4))).toBe(null);
			expect(severity(long, stated, pitched, backIn(6))).toBe(3);
		}
		expect(severity(long, need({ utterance: 1 }), pitched, question({ utterance: 4 }))).toBe(null);
		expect(severity(long, need({ utterance: 1 }), pitched, question({ utterance: 6 }))).toBe(4);
		// Not where they had been there before.
		expect(severity(long, need({ utterance: 1 }), restatement({ utterance: 0 }, 1, null))).toBe(3);
	});
});

describe("drawing back", () => {
	const signal = buyingSignal({ utterance: 5 });

	it("is a median of three turns that falls to a third or less, from eight words", () => {
		expect(severity(withCustomerWords(9, 9, 9, 3, 3), signal)).toBe(5);
		expect(momentIn(withCustomerWords(9, 9, 9, 3, 3), signal)).toMatchObject({
			reason: { params: { after: "shorter" } },
		});
		expect(severity(withCustomerWords(9, 9, 9, 4, 4), signal)).toBe(3);
		expect(severity(withCustomerWords(7, 7, 7, 2, 2), signal)).toBe(3);
		expect(severity(withCustomerWords(8, 8, 8, 2, 2), signal)).toBe(5);
		// One long or short turn is not the median.
		expect(severity(withCustomerWords(9, 9, 90, 3, 3), signal)).toBe(5);
		expect(severity(withCustomerWords(3, 3, 9, 3, 3), signal)).toBe(3);
	});

	it("looks at three turns on either side only, and at no fewer than two", () => {
		const thirteen = conversationOf(
			...[1, 1, 9, 9, 9, 3, 3, 3, 60, 60].flatMap((n): Line[] => [
				["customer", words(n)],
				["rep", words(10)],
			]),
		);
		expect(severity(thirteen, buyingSignal({ utterance: 8 }))).toBe(5);
		const longBefore = conversationOf(
			...[30, 30, 30, 30, 5, 5, 5, 5, 5].flatMap((n): Line[] => [
				["customer", words(n)],
				["rep", words(10)],
			]),
		);
		expect(severity(longBefore, buyingSignal({ utterance: 12 }))).toBe(3);
		expect(severity(withCustomerWords(9, 9, 9, 9, 1), buyingSignal({ utterance: 7 }))).toBe(3);
		expect(severity(withCustomerWords(90, 1, 1, 1, 1), buyingSignal({ utterance: 1 }))).toBe(3);
		expect(severity(withCustomerWords(90, 90, 1, 1, 1), buyingSignal({ utterance: 3 }))).toBe(5);
	});

	it("is of no moment after a turn of less than five words", () => {
		expect(severity(withCustomerWords(10, 5), buyingSignal({ utterance: 3 }))).toBe(3);
		expect(severity(withCustomerWords(10, 4), buyingSignal({ utterance: 3 }))).toBe(null);
	});

	it("is a refusal within two turns only, however many there are elsewhere", () => {
		const signalFirst = [
			buyingSignal({ utterance: 1 }),
			objection({ utterance: 3 }, "price"),
			restatement({ utterance: 4 }, 3, 1),
		];
		expect(severity(call, ...signalFirst)).toBe(3);
		expect(
			severity(call, ...signalFirst, objection({ utterance: 5 }, "refusal"), restatement({ utterance: 6 }, 5, 3)),
		).toBe(5);
		expect(
			severity(call, ...signalFirst, objection({ utterance: 7 }, "refusal"), restatement({ utterance: 8 }, 7, 3)),
		).toBe(3);
	});

	it("is silence where the customer says no more", () => {
		expect(momentIn(call, buyingSignal({ utterance: 9 }))).toMatchObject({
			severity: 4,
			reason: { params: { after: "silent" } },
		});
	});
});

describe("a next step", () => {
	const again = [competitor({ utterance: 3 }), competitor({ utterance: 7 })];
	const agreed = (...makers: readonly Maker[]) => {
		const found = momentIn(withCustomerWords(30, 30, 1, 1, 1), ...again, ...makers);
		return found.reason.params.agreed;
	};

	it("is agreed where the customer's next turn after the last ask objects to nothing", () => {
		expect(agreed()).toBe(false);
		expect(agreed(ask({ utterance: 6 }))).toBe(true);
		expect(agreed(ask({ utterance: 6 }), objection({ utterance: 7 }, "timing"))).toBe(false);
		expect(agreed(ask({ utterance: 6 }), objection({ utterance: 9 }, "timing"))).toBe(true);
		expect(agreed(ask({ utterance: 6 }), objection({ utterance: 9 }, "refusal"))).toBe(false);
		expect(agreed(ask({ utterance: 6 }), objection({ utterance: 5 }, "refusal"))).toBe(true);
		expect(agreed(ask({ utterance: 0 }), ask({ utterance: 10 }))).toBe(false);
		expect(agreed(ask({ utterance: 6 }), ask({ utterance: 8 }, "pilot"), objection({ utterance: 7 }, "trust"))).toBe(
			true,
		);
	});
});

describe("the single moment", () => {
	it("is the one with the most points", () => {
		const moment = momentIn(
			call,
			competitor({ utterance: 1 }),
			objection({ utterance: 3 }),
			objection({ utterance: 7 }),
		);
		expect(moment).toMatchObject({ kind: "weak-objection-response", severity: 4 });
	});

	it("is, of equals, the kind nearest to a next step, then the earlier line", () => {
		const missed = [need({ utterance: 1 }), claim({ utterance: 2 }, null)];
		expect(momentIn(call, ...missed, competitor({ utterance: 3 }))).toMatchObject({ kind: "competitor-not-explored" });
		expect(momentIn(call, competitor({ utterance: 3 }), buyingSignal({ utterance: 5 }))).toMatchObject({
			kind: "talked-past-buying-signal",
		});
		const repeated = [objection({ utterance: 3 }), objection({ utterance: 9 }), question({ utterance: 4 })];
		expect(momentIn(call, ...repeated, competitor({ utterance: 1 }), question({ utterance: 6 }))).toMatchObject({
			kind: "weak-objection-response",
			severity: 3,
		});
		expect(momentIn(call, buyingSignal({ utterance: 7 }), buyingSignal({ utterance: 5 }))).toMatchObject({
			cites: { utterance: 5 },
		});
		expect(
			momentIn(withCustomerWords(20, 9, 20, 9, 9), difficulty({ utterance: 1 }), need({ utterance: 5 })),
		).toMatchObject({
			cites: { utterance: 1 },
		});
	});

	it("rests on no customer's label that the labeller is unsure of", () => {
		expect(severity(call, unsure(buyingSignal({ utterance: 3 }), 0.7))).toBe(3);
		expect(momentIn(call, unsure(buyingSignal({ utterance: 3 }), 0.69))).toMatchObject({
			status: "none",
			reason: { params: { candidates: 0 } },
		});
		// Nor does one weigh against the rep: an objection that may have come up again, or after an ask.
		const first = objection({ utterance: 1 });
		expect(severity(call, first, unsure(objection({ utterance: 5 }), 0.69))).toBe(null);
		expect(severity(call, first, unsure(objection({ utterance: 5 }), 0.7))).toBe(4);
		const asked = [competitor({ utterance: 1 }), competitor({ utterance: 3 }), ask({ utterance: 6 })];
		expect(severity(call, ...asked, unsure(objection({ utterance: 7 }), 0.69))).toBe(null);
		expect(severity(call, ...asked, unsure(objection({ utterance: 7 }), 0.7))).toBe(4);
	});

	it("takes what speaks for the rep as it is labelled", () => {
		expect(severity(call, buyingSignal({ utterance: 3 }), unsure(ask({ utterance: 4 }), 0.1))).toBe(null);
	});

	it("is not named where it is not known who said what", () => {
		const muddled = conversationOf(...lines, ["unknown", words(13)]);
		expect(momentIn(muddled, buyingSignal({ utterance: 3 }))).toEqual({
			status: "none",
			reason: { code: "moment.speakers-unknown", params: {} },
		});
	});

	it("is none in a conversation that is led well", () => {
		const led = [
			question({ utterance: 0 }),
			need({ utterance: 1 }),
			difficulty({ utterance: 1 }),
			restatement({ utterance: 2 }, 1, null),
			question({ utterance: 2, start: 5 }),
			competitor({ utterance: 3 }),
			question({ utterance: 4 }),
			objection({ utterance: 5 }),
			restatement({ utterance: 6 }, 5, 7),
			claim({ utterance: 6, start: 5 }, 1),
			buyingSignal({ utterance: 7 }),
			ask({ utterance: 8 }),
		];
		expect(momentIn(withCustomerWords(40, 30, 10, 10, 3), ...led).status).toBe("none");
	});
});
