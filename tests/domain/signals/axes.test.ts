import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { AxisPart } from "../../../domain/signals/axes.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import type { Label } from "../../../domain/signals/label.ts";
import { scorecardOf } from "../../../domain/signals/scorecard.ts";
import {
	ask,
	claim,
	conversationOf,
	difficulty,
	empathy,
	labellingOf,
	labelsOf,
	listeningCue,
	need,
	objection,
	question,
	restatement,
	words,
} from "./factories.ts";

function axes(conversation: Conversation, labels: readonly Label[]) {
	return scorecardOf(conversation, labellingOf(labels), DEFAULT_POLICY.bands).axes;
}

function part(name: AxisPart["part"], conversation: Conversation, labels: readonly Label[]) {
	const { competence, warmth } = axes(conversation, labels);
	return [...competence.parts, ...warmth.parts].find((each) => each.part === name);
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

describe("competence", () => {
	it("is 100 times the mean nearness of the signals that apply, each part with what it counts", () => {
		const labels = labelsOf(
			question({ utterance: 0 }),
			ask({ utterance: 6 }),
			need({ utterance: 1 }),
			claim({ utterance: 2 }, 2),
			claim({ utterance: 2, start: 30 }, null),
		);
		const { competence } = axes(call, labels);
		// 262.5 words in the half, 150 of them by the rep: one minute, so 1 of 1.2; 1 ask of 2; 0.5 of 0.8.
		expect(competence.parts).toEqual([
			{ part: "objection-acknowledgment", status: "not-applicable", because: "no-objections" },
			{
				part: "close-attempts",
				status: "measured",
				value: 0.5,
				numerator: 1,
				denominator: 1,
				counted: [1],
				outOf: [],
				lowConfidence: null,
			},
			{
				part: "value-framing",
				status: "measured",
				value: 0.625,
				numerator: 1,
				denominator: 2,
				counted: [3],
				outOf: [3, 4],
				lowConfidence: null,
			},
			expect.objectContaining({ part: "discovery-density", numerator: 1, denominator: 1, counted: [0] }),
		]);
		expect(competence.value).toBeCloseTo((100 * (0.5 + 0.625 + 1 / 1.2)) / 3, 9);
		expect(competence.lowConfidence).toBe(false);
	});

	it("is 100 where every signal is in target, however far beyond", () => {
		const labels = labelsOf(
			...[0, 5, 10].map((start) => question({ utterance: 0, start })),
			...(["meeting", "pilot", "decision", "document", "introduction"] as const).map((kind, start) =>
				ask({ utterance: 6, start }, kind),
			),
		);
		expect(axes(call, labels).competence.value).toBe(100);
	});

	it("is null where nothing applies", () => {
		expect(axes(conversationOf(["customer", "hello"]), []).competence).toMatchObject({
			value: null,
			lowConfidence: false,
		});
	});

	it("keeps a part of low confidence in the mean, and says so", () => {
		const short = conversationOf(["rep", words(40)], ["customer", words(300)], ["rep", words(40)]);
		expect(axes(short, labelsOf(ask({ utterance: 2 }))).competence).toMatchObject({ value: 25, lowConfidence: true });
	});
});

describe("warmth", () => {
	it("is 100 times the mean of the parts that apply", () => {
		const labels = labelsOf(
			objection({ utterance: 1 }),
			restatement({ utterance: 2 }, 1, 0),
			objection({ utterance: 3 }),
			listeningCue({ utterance: 2 }),
			difficulty({ utterance: 5 }),
		);
		const { warmth } = axes(call, labels);
		expect(warmth.parts.map((each) => [each.part, each.status === "measured" ? each.value : each.because])).toEqual([
			["acknowledgment", 0.5],
			["listening-cues", 1],
			["pace-match", "no-times"],
			["empathy", 0],
		]);
		expect(warmth.value).toBe(50);
		expect(part("acknowledgment", call, labels)).toMatchObject({ counted: [0], outOf: [0, 2], numerator: 1 });
	});

	it("has no share of objections where there are none", () => {
		expect(part("acknowledgment", call, [])).toEqual({
			part: "acknowledgment",
			status: "not-applicable",
			because: "no-objections",
		});
	});

	it("counts listening cues per ten customer turns, three are enough, several in one turn are one", () => {
		const turns = Array.from({ length: 20 }, () => [["customer", "hm"] as const, ["rep", "mhm I see"] as const]).flat();
		const long = conversationOf(...turns);
		const cues = (...ordinals: number[]) =>
			part(
				"listening-cues",
				long,
				labelsOf(...ordinals.map((utterance, i) => listeningCue({ utterance, start: i % 5 }))),
			);
		// 20 customer turns: 6 cues are 3 per ten.
		expect(cues(1, 3, 5)).toMatchObject({ value: 0.5, numerator: 3, denominator: 20, counted: [0, 1, 2], outOf: [] });
		expect(cues(1, 1, 1, 3)).toMatchObject({ numerator: 2, counted: [0, 3] });
		expect(cues(1, 3, 5, 7, 9, 11)).toMatchObject({ value: 1 });
		expect(cues(1, 3, 5, 7, 9, 11, 13)).toMatchObject({ value: 1, numerator: 7 });
		expect(cues()).toMatchObject({ value: 0, numerator: 0 });
	});

	it("asks for no cues where one side says nothing", () => {
		expect(part("listening-cues", conversationOf(["customer", "hi"]), [])).toEqual({
			part: "listening-cues",
			status: "not-applicable",
			because: "no-rep-talk",
		});
		expect(part("listening-cues", conversationOf(["rep", "hi"]), [])).toMatchObject({ because: "no-customer-talk" });
	});

	it("matches the pace on utterances with start and end alone", () => {
		const timed = conversationOf(
			["rep", words(90), 0, 30],
			["customer", words(120), 30, 90],
			["rep", words(500), 90],
			["customer", words(500)],
			["unknown", words(1), 90, 900],
		);
		// The rep speaks 180, the customer 120 words per minute.
		expect(part("pace-match", timed, [])).toMatchObject({
			value: 0.5,
			numerator: 180,
			denominator: 120,
			counted: [],
			outOf: [],
			lowConfidence: null,
		});
		const slower = conversationOf(["rep", words(30), 0, 60], ["customer", words(120), 60, 120]);
		expect(part("pace-match", slower, [])).toMatchObject({ value: 0.25 });
		const twice = conversationOf(["rep", words(300), 0, 60], ["customer", words(120), 60, 120]);
		expect(part("pace-match", twice, [])).toMatchObject({ value: 0 });
	});

	it("takes talk at the same time once", () => {
		const both = conversationOf(
			["rep", words(60), 0, 30],
			["rep", words(60), 0, 60],
			["customer", words(120), 60, 120],
		);
		expect(part("pace-match", both, [])).toMatchObject({ value: 1, numerator: 120 });
	});

	it("has no pace where either side has no times, and a doubtful one under 30 seconds", () => {
		const oneSided = conversationOf(["rep", words(90), 0, 30], ["customer", words(120), 30]);
		expect(part("pace-match", oneSided, [])).toMatchObject({ because: "no-times" });
		const noStart = conversationOf(["rep", words(90), null, 30], ["customer", words(120), 30, 90]);
		expect(part("pace-match", noStart, [])).toMatchObject({ because: "no-times" });
		const unended = conversationOf(
			["rep", words(90), 0, 30],
			["rep", words(90), 30, 30],
			["customer", words(180), 30, 90],
		);
		expect(part("pace-match", unended, [])).toMatchObject({ value: 1 });
		const backwards = conversationOf(["rep", words(90), 30, 30], ["customer", words(120), 30, 90]);
		expect(part("pace-match", backwards, [])).toMatchObject({ because: "no-times" });
		const short = (seconds: number) =>
			part("pace-match", conversationOf(["rep", "a b", 0, seconds], ["customer", words(60), 30, 90]), []);
		expect(short(30)).toMatchObject({ lowConfidence: null });
		expect(short(29)).toMatchObject({ lowConfidence: "timed-talk-under-30-seconds" });
	});

	it("is doubtful where it is not known who said what", () => {
		const muddled = conversationOf(["rep", words(45)], ["customer", words(45)], ["unknown", words(11)], ["rep", "x"]);
		const labels = labelsOf(difficulty({ utterance: 1 }));
		for (const name of ["listening-cues", "empathy"] as const) {
			expect(part(name, muddled, labels)).toMatchObject({ lowConfidence: "speakers-unknown" });
		}
		expect(axes(muddled, labels).warmth.lowConfidence).toBe(true);
		const timed = conversationOf(["rep", words(9), 0, 5], ["customer", words(9), 5, 9], ["unknown", words(11)]);
		expect(part("pace-match", timed, [])).toMatchObject({ lowConfidence: "speakers-unknown" });
	});

	it("takes the share of difficulties that the rep recognises later, each by its first answer", () => {
		const labels = labelsOf(
			difficulty({ utterance: 1 }),
			difficulty({ utterance: 3 }),
			difficulty({ utterance: 3, start: 9 }),
			empathy({ utterance: 4, start: 5 }, 0),
			empathy({ utterance: 2 }, 0),
			empathy({ utterance: 2, start: 5 }, 1),
			empathy({ utterance: 4 }, null),
			empathy({ utterance: 4, start: 7 }, 2),
		);
		expect(part("empathy", call, labels)).toMatchObject({
			value: 2 / 3,
			numerator: 2,
			denominator: 3,
			counted: [4, 7],
			outOf: [0, 1, 2],
			lowConfidence: null,
		});
	});

	it("does not count a difficulty that nobody could answer", () => {
		const ends = conversationOf(["rep", "hello"], ["customer", "it is hard"]);
		expect(part("empathy", ends, labelsOf(difficulty({ utterance: 1 })))).toEqual({
			part: "empathy",
			status: "not-applicable",
			because: "no-difficulties",
		});
	});
});
