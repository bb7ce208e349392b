import { describe, expect, it } from "vitest";
import { scorecard as schema } from "../../api/schemas/scorecard.ts";
import { shownScorecard } from "../../api/scorecard.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { scorecardOf } from "../../domain/signals/scorecard.ts";
import type { ScorecardView } from "../../services/records/types.ts";
import {
	buyingSignal,
	claim,
	conversationOf,
	labellingOf,
	labelsOf,
	nearMiss,
	need,
	objection,
	question,
} from "../domain/signals/factories.ts";

const REP = "01981c3e-7d5a-7b4e-9d51-0c4c9f2a7b10";
const MANAGER = "01981c3e-7d5a-7b4e-9d51-0c4c9f2a7b11";

const transcript = conversationOf(
	["rep", "Thanks for the time. Is reporting slow?", 0, 6],
	["customer", "It takes two days a month.", 6, 12],
	["rep", "Our tool is loved by everybody.", 12, 18],
	["customer", "It looks expensive.", 18, 24],
	["rep", "I understand. It pays for itself.", 24, 30],
	["customer", "How soon could we start?", 30, 36],
	["rep", "What I am hearing is growth.", 36, 42],
);
const labelling = labellingOf(
	labelsOf(
		question({ utterance: 0, start: 21 }, { form: "closed" }),
		need({ utterance: 1 }),
		claim({ utterance: 2 }, null),
		objection({ utterance: 3 }),
		buyingSignal({ utterance: 5 }),
	).map((label) => ({ ...label, end: transcript.utterances[label.utterance]?.text.length ?? 0 })),
	{ nearMisses: [nearMiss("magic-words", 6, 0, 28), nearMiss("only-understanding", 4, 0, 13)], alsoIn: ["de"] },
);
const view: ScorecardView = {
	disputes: [],
	conversation: {
		id: "01981c3e-7d5a-7b4e-9d51-0c4c9f2a7b12",
		repId: REP,
		source: "practice",
		kind: "role-play",
		language: "en",
		practiceId: null,
		occurredAt: "2026-11-22T09:00:00.000Z",
		state: "scored",
		sharedWords: false,
	},
	ordinal: 1,
	transcript,
	labelling,
	scorecard: scorecardOf(transcript, labelling, DEFAULT_POLICY.bands),
};

describe("a scorecard over the API", () => {
	it("is what the description says, for the rep and for everybody else", () => {
		for (const reader of [REP, MANAGER]) {
			const shown = shownScorecard(view, reader);
			expect(schema.parse(structuredClone(shown))).toEqual(shown);
		}
	});

	it("shows the moment with both lines, time and words", () => {
		expect(shownScorecard(view, REP).moment).toMatchObject({
			status: "found",
			kind: "talked-past-buying-signal",
			startMs: 30_000,
			cites: { quote: "How soon could we start?", role: "customer", label: 4 },
			answer: { quote: "What I am hearing is growth.", role: "rep", label: null },
			words: expect.stringContaining("may buy"),
		});
		const quiet = {
			...view,
			scorecard: {
				...view.scorecard,
				moment: { status: "none", reason: { code: "moment.none", params: { candidates: 2 } } } as const,
			},
		};
		expect(shownScorecard(quiet, REP).moment).toEqual({
			status: "none",
			reason: { code: "moment.none", params: { candidates: 2 } },
			words: "None found: no line stands out as the one that changed the outcome (2 looked at).",
		});
	});

	it("gives what looks like playing to the numbers to the rep alone", () => {
		expect(shownScorecard(view, REP).gaming).toMatchObject([
			{ kind: "magic-words", lines: [{ quote: "What I am hearing is growth." }], wouldHaveCounted: expect.any(String) },
		]);
		expect(shownScorecard(view, MANAGER).gaming).toBe(null);
		expect(JSON.stringify({ ...shownScorecard(view, MANAGER), moment: null })).not.toContain("What I am hearing");
	});

	it("says versions, rubric, policy, what the labels rest on, and that languages are mixed", () => {
		expect(shownScorecard(view, REP)).toMatchObject({
			rubric: "docs/rubric.md",
			rubricVersion: "4",
			labeller: "embedded-en",
			labellerVersion: "7",
			policyVersionId: null,
			validated: false,
			validatedOn: [],
			mixedWith: ["de"],
		});
		const measured = { ...view, policyVersionId: MANAGER, scorecard: { ...view.scorecard, validatedOn: ["a corpus"] } };
		expect(shownScorecard(measured, REP)).toMatchObject({ validated: true, policyVersionId: MANAGER });
	});

	it("says for each missed line what would have counted", () => {
		const shown = shownScorecard(view, REP);
		expect(shown.readings["discovery-density"].notCounted).toMatchObject([
			{
				because: "closed",
				quote: "Is reporting slow?",
				wouldHaveCounted: "Ask it open: begin with what, how or tell me.",
			},
		]);
		expect(shown.nearMisses).toMatchObject([
			{ because: "only-understanding", words: "“I understand” says nothing back", cites: { quote: "I understand." } },
		]);
	});

	it("shows behaviours, axes, summary and what is of low confidence, each with its words or lines", () => {
		const shown = shownScorecard(view, REP);
		expect(shown.behaviours.map(({ rank, cites }) => [rank, cites?.quote])).toEqual([
			[1, "It looks expensive."],
			[2, "How soon could we start?"],
			[3, "Our tool is loved by everybody."],
		]);
		expect(shown.behaviours[2]).toMatchObject({ need: { quote: "It takes two days a month." } });
		expect(shown.axes.warmth.parts[0]).toMatchObject({
			part: "acknowledgment",
			outOf: [{ quote: "It looks expensive." }],
		});
		expect(shown.axes.warmth.parts[3]).toMatchObject({
			status: "not-applicable",
			words: expect.stringContaining("difficulty"),
		});
		expect(shown.summary[0]?.words).toBe(
			"0 of 4 measured signals are in target; farthest from it: acknowledging objections.",
		);
		expect(shown.lowConfidence[0]?.words).toContain("left out of the trend");
	});
});
