import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import { firstHalfOf, firstHalfOnWords } from "../../../domain/signals/halves.ts";
import { poissonExact, wilson } from "../../../domain/signals/intervals.ts";
import type { Label } from "../../../domain/signals/label.ts";
import type { Readings } from "../../../domain/signals/reading.ts";
import { discoveryOnWords, readingsOf } from "../../../domain/signals/readings.ts";
import { SIGNALS, type Signal } from "../../../domain/signals/signal.ts";
import { coveredMs, timesOf } from "../../../domain/signals/talk-time.ts";
import { countWords, countWordsBefore } from "../../../domain/signals/words.ts";
import {
	answer,
	ask,
	claim,
	conversationOf,
	type Line,
	labelsOf,
	measuredOf,
	need,
	objection,
	ownPromise,
	question,
	restatement,
	unsure,
	words,
} from "./factories.ts";

const { bands } = DEFAULT_POLICY;

function read(conversation: Conversation, labels: readonly Label[]): Readings {
	return readingsOf(conversation, labels, bands);
}

/** Rep for a minute, customer for a minute, twice: the midpoint is at 120 s. */
const fourMinutes = conversationOf(
	["rep", words(100), 0, 60],
	["customer", words(100), 60, 120],
	["rep", words(100), 120, 180],
	["customer", words(100), 180, 240],
);

describe("discovery density", () => {
	it("counts open, non-leading discovery questions of the first half, per minute of rep talk in that half", () => {
		const { "discovery-density": reading } = read(
			fourMinutes,
			labelsOf(question({ utterance: 0 }), question({ utterance: 0, start: 20 })),
		);
		const { low, high } = poissonExact(2);
		expect(reading).toEqual({
			status: "measured",
			signal: "discovery-density",
			counted: [0, 1],
			outOf: [],
			notCounted: [],
			numerator: 2,
			denominator: 1,
			unit: "per-minute",
			basis: "clock",
			value: 2,
			interval: { low, high },
			tier: "target",
			confidence: 1,
			lowConfidence: null,
		});
	});

	it("leaves out closed, leading, rhetorical, stacked, repeated and other questions, each with its reason", () => {
		const { "discovery-density": reading } = read(
			fourMinutes,
			labelsOf(
				question({ utterance: 0 }),
				question({ utterance: 0, start: 4 }, { form: "closed" }),
				question({ utterance: 0, start: 8 }, { leading: true }),
				question({ utterance: 0, start: 12 }, { rhetorical: true }),
				question({ utterance: 0, start: 16 }, { stackedOn: 0 }),
				question({ utterance: 0, start: 20 }, { repeats: 0 }),
				question({ utterance: 0, start: 24 }, { discovery: false }),
				question({ utterance: 2 }),
				question({ utterance: 1 }),
				question({ utterance: 99 }),
				question({ utterance: 0, start: 28 }, { leading: true, form: "closed" }),
			),
		);
		expect(reading).toMatchObject({
			counted: [0],
			notCounted: [
				{ label: 1, because: "closed" },
				{ label: 2, because: "leading" },
				{ label: 3, because: "rhetorical" },
				{ label: 4, because: "stacked" },
				{ label: 5, because: "repeated" },
				{ label: 6, because: "not-discovery" },
				{ label: 7, because: "second-half" },
				{ label: 8, because: "wrong-speaker" },
				{ label: 9, because: "wrong-speaker" },
				{ label: 10, because: "leading" },
			],
		});
	});

	it("splits a long utterance by the position of the question in it", () => {
		// 200 s of one rep, 400 s in all: the midpoint is half way through the utterance of 100 words.
		const text = words(100);
		const conversation = conversationOf(
			["customer", "hello", 0, 100],
			["rep", text, 100, 300],
			["customer", "bye", 300, 400],
		);
		const before = { utterance: 1, start: text.indexOf("w49") };
		const at = { utterance: 1, start: text.indexOf("w50") };
		expect(read(conversation, labelsOf(question(before), question(at)))["discovery-density"]).toMatchObject({
			counted: [0],
			notCounted: [{ label: 1, because: "second-half" }],
			denominator: 100 / 60,
		});
	});

	it("takes the half from the first word to the last, not from 0", () => {
		const conversation = conversationOf(
			["rep", words(20), 100, 160],
			["customer", words(20), 160, 220],
			["rep", "…", 900, 990],
		);
		// The midpoint is 160 s: a recording that runs on in silence does not move it.
		expect(measuredOf(read(conversation, [])["discovery-density"]).denominator).toBe(1);
	});

	it("counts overlapping rep speech once, and only up to the midpoint", () => {
		const conversation = conversationOf(
			["rep", words(5), 0, 40],
			["rep", words(5), 20, 60],
			["rep", words(5), 90, 130],
			["customer", words(5), 130, 200],
		);
		// Midpoint 100 s: 0..60 and 90..100.
		expect(measuredOf(read(conversation, [])["discovery-density"]).denominator).toBe(70 / 60);
	});

	it("estimates a missing end from the words at 150 per minute, cut at the next start", () => {
		const times = timesOf(
			conversationOf(
				["rep", words(25), 0, null],
				["customer", words(150), 30, null],
				["rep", words(5), 40, 40],
				["rep", "ok", 40, 90],
			).utterances,
		);
		expect(times?.map(({ span }) => span)).toEqual([
			{ from: 0, to: 10_000 },
			{ from: 30_000, to: 40_000 },
			{ from: 40_000, to: 42_000 },
			{ from: 40_000, to: 90_000 },
		]);
	});

	it("reads on words where any start is missing, and says so", () => {
		const conversation = conversationOf(["rep", words(75), 0, 60], ["customer", words(75), null, null]);
		const reading = measuredOf(read(conversation, labelsOf(question({ utterance: 0 })))["discovery-density"]);
		expect(reading).toMatchObject({ basis: "words", denominator: 0.5, value: 2, lowConfidence: null });
	});

	it("takes the half by the cumulative words of all speakers, inside an utterance if need be", () => {
		const text = words(300);
		const conversation = conversationOf(["customer", words(100)], ["rep", text], ["customer", words(200)]);
		// 600 words: the half ends after 200 words of the rep.
		const inside = { utterance: 1, start: text.indexOf("w199") };
		const outside = { utterance: 1, start: text.indexOf("w200") };
		expect(read(conversation, labelsOf(question(inside), question(outside)))["discovery-density"]).toMatchObject({
			counted: [0],
			notCounted: [{ label: 1, because: "second-half" }],
			denominator: 200 / 150,
			basis: "words",
		});
	});

	it("is of low confidence under 30 seconds of rep talk in the half, and not from 30 seconds on", () => {
		const withRep = (seconds: number) =>
			measuredOf(
				read(conversationOf(["rep", words(10), 0, seconds], ["customer", words(10), 60, 120]), [])["discovery-density"],
			).lowConfidence;
		expect(withRep(29)).toBe("rep-talk-under-30-seconds");
		expect(withRep(30)).toBe(null);
		const onWords = (n: number) =>
			measuredOf(read(conversationOf(["rep", words(n)], ["customer", words(100)]), [])["discovery-density"])
				.lowConfidence;
		expect(onWords(74)).toBe("rep-talk-under-30-seconds");
		expect(onWords(75)).toBe(null);
	});

	it("does not apply without rep talk in the first half", () => {
		const conversation = conversationOf(["customer", words(10), 0, 60], ["rep", words(10), 60, 120]);
		const labels = labelsOf(question({ utterance: 1 }));
		const expected = {
			status: "not-applicable",
			signal: "discovery-density",
			because: "no-rep-talk-in-first-half",
			counted: [],
			outOf: [],
			notCounted: [{ label: 0, because: "second-half" }],
		};
		expect(read(conversation, labels)["discovery-density"]).toEqual(expected);
		expect(discoveryOnWords(conversation, labels, bands)).toEqual(expected);
	});

	it("does not count a question on a line without words, on either basis", () => {
		const timed = conversationOf(["rep", words(10), 0, 60], ["rep", "???", 60, 61], ["customer", words(50), 61, 200]);
		const labels = labelsOf(question({ utterance: 1 }));
		for (const reading of [read(timed, labels)["discovery-density"], discoveryOnWords(timed, labels, bands)]) {
			expect(reading.notCounted).toEqual([{ label: 0, because: "second-half" }]);
		}
	});

	it("is computed on words for every conversation, whatever times it has", () => {
		const labels = labelsOf(question({ utterance: 0 }));
		expect(measuredOf(discoveryOnWords(fourMinutes, labels, bands))).toMatchObject({
			basis: "words",
			denominator: 100 / 150,
			value: 1.5,
		});
	});

	it("never talks longer than the half lasts, and never less than any one span in it", () => {
		const span = fc
			.tuple(fc.nat(300), fc.integer({ min: 1, max: 120 }))
			.map(([from, length]) => ({ from, to: from + length }));
		fc.assert(
			fc.property(fc.array(span, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 420 }), (spans, end) => {
				const covered = coveredMs(spans, end);
				const seconds = Array.from({ length: end }, (_, s) => s).filter((s) =>
					spans.some(({ from, to }) => from <= s && s < to),
				);
				expect(covered).toBe(seconds.length);
			}),
		);
	});

	it("talks as much as the words say when all ends are estimated and nothing overlaps", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 10 }), (counts) => {
				let at = 0;
				const lines = counts.map((count): Line => {
					const line: Line = ["rep", words(count), at, null];
					at += count * 0.4;
					return line;
				});
				const conversation = conversationOf(...lines);
				expect(firstHalfOf(conversation).repMinutes).toBeCloseTo(firstHalfOnWords(conversation).repMinutes, 9);
			}),
		);
	});
});

describe("words", () => {
	it("counts stretches that hold a letter or digit, in any script", () => {
		expect(countWords("I don't do e-mail - at 12,5 % ... naïve Übung 東京!")).toBe(9);
		expect(countWords(" ... – !")).toBe(0);
		expect(countWords("")).toBe(0);
		expect(countWordsBefore("one two three", 4)).toBe(1);
		expect(countWordsBefore("one two three", 0)).toBe(0);
	});
});

describe("objection acknowledgment", () => {
	const call = conversationOf(
		["rep", "intro words"],
		["customer", "too expensive"],
		["customer", "and no time"],
		["rep", "so the price worries you"],
		["customer", "too expensive still"],
		["rep", "well"],
		["customer", "no thanks"],
	);

	it("is the share of objections that the rep restates before answering", () => {
		const { "objection-acknowledgment": reading } = read(
			call,
			labelsOf(
				objection({ utterance: 1 }),
				objection({ utterance: 2 }),
				restatement({ utterance: 3 }, 1, 0),
				answer({ utterance: 3, start: 10 }, 0),
				answer({ utterance: 5 }, 1),
			),
		);
		expect(reading).toEqual({
			status: "measured",
			signal: "objection-acknowledgment",
			counted: [0],
			outOf: [0, 1],
			notCounted: [{ label: 1, because: "not-restated" }],
			numerator: 1,
			denominator: 2,
			unit: "share",
			basis: "labels",
			value: 0.5,
			interval: wilson(1, 2),
			tier: "middle",
			confidence: 1,
			lowConfidence: null,
		});
	});

	it("counts two objections in one turn separately, and one raised again again", () => {
		const { "objection-acknowledgment": reading } = read(
			call,
			labelsOf(objection({ utterance: 1 }), objection({ utterance: 1, start: 4 }), objection({ utterance: 4 })),
		);
		expect(reading).toMatchObject({ outOf: [0, 1, 2], numerator: 0, value: 0, tier: "low" });
	});

	it("takes customer turns in a row as one turn: the objection of the first is acknowledged after the last", () => {
		const { "objection-acknowledgment": reading } = read(
			call,
			labelsOf(objection({ utterance: 1 }), restatement({ utterance: 3 }, 1, 0)),
		);
		expect(reading).toMatchObject({ value: 1 });
	});

	it("does not count an objection after which the rep says nothing more", () => {
		const { "objection-acknowledgment": reading } = read(
			call,
			labelsOf(objection({ utterance: 4 }), objection({ utterance: 6 })),
		);
		expect(reading).toMatchObject({
			outOf: [0],
			notCounted: [
				{ label: 0, because: "not-restated" },
				{ label: 1, because: "no-rep-turn-after" },
			],
		});
	});

	it("takes a rep line without words for no turn", () => {
		const conversation = conversationOf(["rep", "hi"], ["customer", "no"], ["rep", "..."]);
		expect(read(conversation, labelsOf(objection({ utterance: 1 })))["objection-acknowledgment"]).toMatchObject({
			status: "not-applicable",
			notCounted: [{ label: 0, because: "no-rep-turn-after" }],
		});
	});

	it("takes an answer first and a paraphrase later for no acknowledgment", () => {
		const reading = (answerAt: number, restateAt: number) =>
			read(
				call,
				labelsOf(
					objection({ utterance: 1 }),
					answer({ utterance: 3, start: answerAt }, 0),
					restatement({ utterance: 3, start: restateAt }, 1, 0),
				),
			)["objection-acknowledgment"];
		expect(reading(0, 10)).toMatchObject({ numerator: 0, notCounted: [{ label: 0, because: "answered-first" }] });
		expect(reading(10, 0)).toMatchObject({ numerator: 1, notCounted: [] });
		expect(reading(5, 5)).toMatchObject({ numerator: 1 });
	});

	it("is enough to restate once before the answer, even if said back again after it", () => {
		const { "objection-acknowledgment": reading } = read(
			call,
			labelsOf(
				objection({ utterance: 1 }),
				restatement({ utterance: 5 }, 1, 0),
				answer({ utterance: 3, start: 9 }, 0),
				restatement({ utterance: 3 }, 1, 0),
			),
		);
		expect(reading).toMatchObject({ counted: [0] });
	});

	it("judges an objection only by labels that are about it, said by the rep, and come after it", () => {
		const missed = { numerator: 0, notCounted: [{ label: 0, because: "not-restated" }] };
		const withRestatement = (make: (id: number) => Label) =>
			read(call, labelsOf(objection({ utterance: 1, start: 1 }), make))["objection-acknowledgment"];
		expect(withRestatement(restatement({ utterance: 3 }, 1, null))).toMatchObject(missed);
		expect(withRestatement(restatement({ utterance: 3 }, 1, 7))).toMatchObject(missed);
		expect(withRestatement(restatement({ utterance: 2 }, 1, 0))).toMatchObject(missed);
		expect(withRestatement(restatement({ utterance: 0 }, 1, 0))).toMatchObject(missed);
		const others = labelsOf(
			objection({ utterance: 1 }),
			answer({ utterance: 0 }, 0),
			answer({ utterance: 2 }, 0),
			answer({ utterance: 3 }, 7),
			restatement({ utterance: 3, start: 4 }, 1, 0),
		);
		expect(read(call, others)["objection-acknowledgment"]).toMatchObject({ counted: [0] });
	});

	it("does not apply without objections: neither 0 nor 100", () => {
		expect(read(call, labelsOf(objection({ utterance: 0 })))["objection-acknowledgment"]).toEqual({
			status: "not-applicable",
			signal: "objection-acknowledgment",
			because: "no-objections",
			counted: [],
			outOf: [],
			notCounted: [{ label: 0, because: "wrong-speaker" }],
		});
	});
});

describe("value framing", () => {
	const call = conversationOf(
		["customer", "we lose time every week"],
		["rep", "that saves you time"],
		["customer", "and money"],
	);

	it("reads 3 claims, all tied, as 1.0", () => {
		const labels = labelsOf(
			need({ utterance: 0 }),
			claim({ utterance: 1 }, 0),
			claim({ utterance: 1, start: 4 }, 0),
			claim({ utterance: 1, start: 8 }, 0),
		);
		expect(read(call, labels)["value-framing"]).toEqual({
			status: "measured",
			signal: "value-framing",
			counted: [1, 2, 3],
			outOf: [1, 2, 3],
			notCounted: [],
			numerator: 3,
			denominator: 3,
			unit: "share",
			basis: "labels",
			value: 1,
			interval: wilson(3, 3),
			tier: "target",
			confidence: 1,
			lowConfidence: null,
		});
	});

	it("reads 7 claims of which 3 are tied as 0.43", () => {
		const tied = [1, 2, 3].map((start) => claim({ utterance: 1, start }, 0));
		const loose = [4, 5, 6, 7].map((start) => claim({ utterance: 1, start }, null));
		const reading = measuredOf(read(call, labelsOf(need({ utterance: 0 }), ...tied, ...loose))["value-framing"]);
		expect(reading.value.toFixed(2)).toBe("0.43");
		expect(reading).toMatchObject({ numerator: 3, denominator: 7, tier: "low" });
		expect(reading.notCounted).toEqual([4, 5, 6, 7].map((label) => ({ label, because: "no-earlier-need" })));
	});

	it("does not tie a claim to a need that comes later, is no need, is not there, or is not the customer's", () => {
		const twoSided = conversationOf(["rep", "we know your need and solve it"], ["customer", "we need speed"]);
		const labels = labelsOf(
			need({ utterance: 1 }),
			claim({ utterance: 0 }, 0),
			claim({ utterance: 0, start: 2 }, 1),
			claim({ utterance: 0, start: 4 }, 99),
			need({ utterance: 0 }),
			claim({ utterance: 0, start: 6 }, 4),
			claim({ utterance: 0, start: 8 }, 0),
		);
		expect(read(twoSided, labels)["value-framing"]).toMatchObject({
			numerator: 0,
			denominator: 5,
			notCounted: [1, 2, 3, 5, 6].map((label) => ({ label, because: "no-earlier-need" })),
		});
	});

	it("does not apply without claims by the rep", () => {
		expect(read(call, labelsOf(need({ utterance: 0 }), claim({ utterance: 2 }, 0)))["value-framing"]).toEqual({
			status: "not-applicable",
			signal: "value-framing",
			because: "no-claims",
			counted: [],
			outOf: [],
			notCounted: [{ label: 1, because: "wrong-speaker" }],
		});
	});
});

describe("the labeller's confidence", () => {
	const call = conversationOf(["rep", words(75)], ["customer", words(30)], ["rep", words(75)]);
	const readingOf = (signal: Signal, ...makers: readonly ((id: number) => Label)[]) =>
		measuredOf(read(call, labelsOf(...makers))[signal]);
	const objections = (...confidences: readonly number[]) =>
		confidences.map((each, start) => unsure(objection({ utterance: 1, start }), each));
	const shareOf = (...confidences: readonly number[]) =>
		readingOf("objection-acknowledgment", ...objections(...confidences));

	it("is the mean over the lines of the denominator, and under 0.75 the share is of low confidence", () => {
		expect(shareOf(0.625, 0.875)).toMatchObject({ confidence: 0.75, lowConfidence: null });
		expect(shareOf(0.625, 0.855)).toMatchObject({ confidence: 0.74, lowConfidence: "labeller-unsure" });
		expect(readingOf("value-framing", unsure(claim({ utterance: 2 }, null), 0.6))).toMatchObject({
			confidence: 0.6,
			lowConfidence: "labeller-unsure",
		});
	});

	it("is the mean over the lines that count where there is no such denominator, and stands beside the reading", () => {
		const made = [unsure(question({ utterance: 0 }), 0.6), question({ utterance: 0, start: 9 }, { form: "closed" })];
		expect(readingOf("discovery-density", ...made)).toMatchObject({ confidence: 0.6, lowConfidence: null });
		expect(readingOf("close-attempts")).toMatchObject({ confidence: null, lowConfidence: null });
	});

	it("is needed for a line to count: from 0.6, else the line is a possible one that counts neither way", () => {
		const both = (make: (start: number) => (id: number) => Label) =>
			labelsOf(unsure(make(0), 0.6), unsure(make(1), 0.59));
		const made = {
			"discovery-density": both((start) => question({ utterance: 0, start })),
			"objection-acknowledgment": both((start) => objection({ utterance: 1, start })),
			"value-framing": both((start) => claim({ utterance: 2, start }, null)),
			"close-attempts": both((start) => ask({ utterance: start * 2 })),
		};
		for (const signal of SIGNALS) {
			const reading = measuredOf(read(call, made[signal])[signal]);
			const left = reading.notCounted.filter(({ because }) => because === "not-sure-enough");
			expect(left, signal).toEqual([{ label: 1, because: "not-sure-enough" }]);
			expect([...reading.counted, ...reading.outOf], signal).toEqual([0]);
		}
	});

	it("keeps an unsure ask from standing in the way of a sure one of the same kind", () => {
		const asks = [unsure(ask({ utterance: 2 }), 0.5), ask({ utterance: 2, start: 9 })];
		expect(readingOf("close-attempts", ...asks)).toMatchObject({ counted: [1] });
	});

	it("says that nobody knows who spoke, where that is so, rather than that the labeller is unsure", () => {
		const muddled = conversationOf(["rep", words(40)], ["customer", words(40)], ["unknown", words(20)], ["rep", "bye"]);
		const reading = read(muddled, labelsOf(...objections(0.6)))["objection-acknowledgment"];
		expect(measuredOf(reading)).toMatchObject({ confidence: 0.6, lowConfidence: "speakers-unknown" });
	});
});

describe("close attempts", () => {
	const call = conversationOf(["customer", "interesting"], ["rep", "shall we meet on Monday"]);

	it("counts explicit asks by the rep; own promises are no asks", () => {
		const labels = labelsOf(
			ask({ utterance: 1 }),
			ownPromise({ utterance: 1, start: 3 }),
			ask({ utterance: 1, start: 6 }, "document"),
			ask({ utterance: 0 }),
			ownPromise({ utterance: 0 }),
		);
		expect(read(call, labels)["close-attempts"]).toEqual({
			status: "measured",
			signal: "close-attempts",
			counted: [0, 2],
			outOf: [],
			notCounted: [
				{ label: 1, because: "own-promise" },
				{ label: 3, because: "wrong-speaker" },
				{ label: 4, because: "wrong-speaker" },
			],
			numerator: 2,
			denominator: 1,
			unit: "per-conversation",
			basis: "labels",
			value: 2,
			interval: poissonExact(2),
			tier: "target",
			confidence: 1,
			lowConfidence: null,
		});
	});

	it("keeps the raw count over four", () => {
		const long = conversationOf(["rep", "shall we meet"], ["customer", "hm"], ["rep", "shall we meet"]);
		const kinds = ["meeting", "pilot", "decision"] as const;
		const labels = labelsOf(...[0, 2].flatMap((utterance) => kinds.map((kind) => ask({ utterance }, kind))));
		expect(read(long, labels)["close-attempts"]).toMatchObject({
			numerator: 6,
			value: 6,
			tier: "target",
			notCounted: [],
		});
	});

	it("counts the first ask of a kind in a turn, whatever the order of the labels; the next turn starts anew", () => {
		const long = conversationOf(
			["rep", "shall we meet on Monday"],
			["rep", "..."],
			["rep", "or on Tuesday"],
			["customer", "hm"],
			["rep", "on Friday then"],
		);
		const labels = labelsOf(
			ask({ utterance: 2 }),
			ask({ utterance: 0, start: 6 }),
			ask({ utterance: 0, start: 6 }),
			ask({ utterance: 0, start: 7 }),
			ask({ utterance: 0 }, "pilot"),
			ask({ utterance: 4 }),
		);
		expect(read(long, labels)["close-attempts"]).toMatchObject({
			counted: [1, 4, 5],
			notCounted: [0, 2, 3].map((label) => ({ label, because: "stacked-ask" })),
			value: 3,
		});
		// Nothing is said on the empty line, so it stands in no turn.
		expect(read(long, labelsOf(ask({ utterance: 0 }), ask({ utterance: 1 })))["close-attempts"].counted).toEqual([
			0, 1,
		]);
	});

	it("reads no ask as a measured 0, which is low", () => {
		expect(read(call, [])["close-attempts"]).toMatchObject({ status: "measured", value: 0, tier: "low" });
	});

	it("does not apply where the rep never speaks", () => {
		const silent = conversationOf(["customer", "hello"], ["rep", "..."]);
		expect(read(silent, [])["close-attempts"]).toMatchObject({ status: "not-applicable", because: "no-rep-talk" });
		const empty = conversationOf(["rep", "", null, null]);
		expect(read(empty, labelsOf(ask({ utterance: 0 })))["close-attempts"]).toMatchObject({
			because: "no-rep-talk",
			notCounted: [{ label: 0, because: "wrong-speaker" }],
		});
	});
});

describe("confidence", () => {
	it("is low for every reading when more than a tenth of the words belong to nobody known", () => {
		const call = (n: number) => conversationOf(["rep", words(45)], ["customer", words(45)], ["unknown", words(n)]);
		const lowConfidence = (n: number) => measuredOf(read(call(n), [])["close-attempts"]).lowConfidence;
		expect(lowConfidence(10)).toBe(null);
		expect(lowConfidence(11)).toBe("speakers-unknown");
		const short = measuredOf(read(call(11), [])["discovery-density"]);
		expect(short.lowConfidence).toBe("rep-talk-under-30-seconds");
	});

	it("never counts what an unknown speaker says", () => {
		const call = conversationOf(["rep", words(100)], ["customer", words(100)], ["unknown", "x"], ["rep", "y"]);
		const labels = labelsOf(
			objection({ utterance: 2 }),
			claim({ utterance: 2 }, null),
			ask({ utterance: 2 }),
			question({ utterance: 2 }),
		);
		for (const reading of Object.values(read(call, labels))) {
			expect(reading.counted).toEqual([]);
			expect(reading.notCounted.every(({ because }) => because === "wrong-speaker")).toBe(true);
		}
	});
});

describe("any labelling", () => {
	const place = fc.record({ utterance: fc.nat(7), start: fc.nat(30) });
	const id = fc.nat(14);
	const label = fc.oneof(
		fc
			.tuple(
				place,
				fc.record({
					form: fc.constantFrom("open" as const, "closed" as const),
					discovery: fc.boolean(),
					leading: fc.boolean(),
					rhetorical: fc.boolean(),
					stackedOn: fc.option(id),
					repeats: fc.option(id),
				}),
			)
			.map(([at, but]) => question(at, but)),
		place.map((at) => objection(at)),
		fc.tuple(place, id).map(([at, of]) => restatement(at, 0, of)),
		fc.tuple(place, id).map(([at, of]) => answer(at, of)),
		place.map(need),
		fc.tuple(place, fc.option(id)).map(([at, of]) => claim(at, of)),
		place.map((at) => ask(at)),
		place.map(ownPromise),
	);
	const role = fc.constantFrom("rep" as const, "customer" as const, "unknown" as const);
	const line = fc
		.tuple(role, fc.nat(8), fc.option(fc.nat(300)), fc.option(fc.nat(300)))
		.map(([who, n, from, to]): Line => [who, words(n), from, to]);
	const input = fc.tuple(fc.array(line, { maxLength: 8 }), fc.array(label, { maxLength: 15 }));

	it("can be recomputed: numerator and denominator follow from the listed labels, to the last digit", () => {
		fc.assert(
			fc.property(input, ([lines, makers]) => {
				const conversation = conversationOf(...lines);
				const labels = labelsOf(...makers);
				const readings = read(conversation, labels);
				expect(readingsOf(conversation, labels, bands)).toEqual(readings);
				for (const reading of Object.values(readings)) {
					if (reading.status === "not-applicable") {
						expect(reading.counted).toEqual([]);
						continue;
					}
					expect(reading.numerator).toBe(reading.counted.length);
					expect(reading.denominator).toBeGreaterThan(0);
					expect(reading.value).toBe(reading.numerator / reading.denominator);
					expect(reading.interval.low).toBeLessThanOrEqual(reading.value);
					expect(reading.interval.high).toBeGreaterThanOrEqual(reading.value);
					if (reading.unit === "share") {
						expect(reading.denominator).toBe(reading.outOf.length);
						expect(reading.outOf).toEqual(expect.arrayContaining([...reading.counted]));
					}
				}
			}),
		);
	});

	it("accounts for every label of its kinds exactly once, and never counts the wrong speaker", () => {
		const kindsOf = {
			"discovery-density": ["question"],
			"objection-acknowledgment": ["objection"],
			"value-framing": ["claim"],
			"close-attempts": ["ask", "own-promise"],
		} as const;
		fc.assert(
			fc.property(input, ([lines, makers]) => {
				const conversation = conversationOf(...lines);
				const labels = labelsOf(...makers);
				for (const reading of Object.values(read(conversation, labels))) {
					const kinds: readonly string[] = kindsOf[reading.signal];
					const seen = [...reading.counted, ...reading.notCounted.map((each) => each.label)].sort((a, b) => a - b);
					expect(seen).toEqual(labels.filter(({ kind }) => kinds.includes(kind)).map((each) => each.id));
					for (const counted of [...reading.counted, ...reading.outOf]) {
						const found = labels[counted];
						expect(kinds).toContain(found?.kind);
						expect(conversation.utterances[found?.utterance ?? -1]?.role).toBe(
							reading.signal === "objection-acknowledgment" ? "customer" : "rep",
						);
					}
				}
			}),
		);
	});
});
