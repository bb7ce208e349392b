import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { type Citation, QUOTE_WORDS_MAX } from "../../../domain/signals/citation.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import { type Label, type NearMiss, OBJECTION_TOPICS } from "../../../domain/signals/label.ts";
import { type Scorecard, scorecardOf } from "../../../domain/signals/scorecard.ts";
import { countWords } from "../../../domain/signals/words.ts";
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
	listeningCue,
	nearMiss,
	need,
	objection,
	ownPromise,
	question,
	restatement,
	unsure,
	words,
} from "./factories.ts";

const { bands } = DEFAULT_POLICY;

function card(conversation: Conversation, labels: readonly Label[], nearMisses: readonly NearMiss[] = []): Scorecard {
	return scorecardOf(conversation, labellingOf(labels, { nearMisses }), bands);
}

describe("a scorecard", () => {
	const call = conversationOf(["rep", words(80)], ["customer", words(80)], ["rep", words(80)]);

	it("says what the labels were measured on, and which other languages it is in", () => {
		const labelling = labellingOf([], { validatedOn: ["a corpus"], alsoIn: ["de"] });
		expect(scorecardOf(call, labelling, bands)).toMatchObject({ validatedOn: ["a corpus"], alsoIn: ["de"] });
		expect(card(call, [])).toMatchObject({ validatedOn: [], alsoIn: [] });
	});

	it("shows near misses of both sides in their order, but words of listening only to the rep", () => {
		const misses = [
			nearMiss("not-sure", 1, 2, 4),
			nearMiss("magic-words", 0),
			nearMiss("no-concrete-step", 2, 5, 9),
			nearMiss("only-understanding", 0, 0, 2),
			nearMiss("not-sure", 77),
		];
		const { nearMisses, gaming } = card(call, [], misses);
		expect(nearMisses).toEqual([
			{ kind: "restatement", because: "not-sure", cites: { utterance: 1, label: null, start: 2, end: 4 } },
			{ kind: "ask", because: "no-concrete-step", cites: { utterance: 2, label: null, start: 5, end: 9 } },
			{ kind: "restatement", because: "only-understanding", cites: { utterance: 0, label: null, start: 0, end: 2 } },
		]);
		expect(gaming.map(({ kind }) => kind)).toEqual(["magic-words"]);
	});
});

describe("low confidence", () => {
	const call = conversationOf(["rep", words(80)], ["customer", words(80)], ["rep", words(80)]);

	it("is nowhere where there is enough to go by", () => {
		expect(card(call, labelsOf(need({ utterance: 1 }))).lowConfidence).toEqual([]);
	});

	it("is left out of trend and verdicts for a signal, and marks its axis", () => {
		const short = conversationOf(["rep", words(40)], ["customer", words(300)], ["rep", words(40)]);
		expect(card(short, []).lowConfidence).toEqual([
			{ of: "discovery-density", because: "rep-talk-under-30-seconds", leftOutOf: ["trend", "verdict"] },
			{ of: "competence", because: "rep-talk-under-30-seconds", leftOutOf: [] },
		]);
	});

	it("marks warmth for a pace of too little timed talk", () => {
		const quick = conversationOf(
			["rep", words(80), 0, 20],
			["customer", words(80), 20, 60],
			["rep", words(80), 60, 65],
		);
		expect(card(quick, []).lowConfidence).toEqual([
			{ of: "discovery-density", because: "rep-talk-under-30-seconds", leftOutOf: ["trend", "verdict"] },
			{ of: "competence", because: "rep-talk-under-30-seconds", leftOutOf: [] },
			{ of: "warmth", because: "timed-talk-under-30-seconds", leftOutOf: [] },
		]);
	});

	it("makes no moment and no summary where it is not known who said what, and says each reason once", () => {
		const muddled = conversationOf(
			["rep", words(80)],
			["customer", words(80)],
			["rep", words(80)],
			["unknown", words(30)],
		);
		const labels = labelsOf(difficulty({ utterance: 1 }), unsure(need({ utterance: 1 }), 0.1));
		expect(card(muddled, labels).lowConfidence).toEqual([
			{ of: "close-attempts", because: "speakers-unknown", leftOutOf: ["trend", "verdict"] },
			{ of: "discovery-density", because: "speakers-unknown", leftOutOf: ["trend", "verdict"] },
			{ of: "competence", because: "speakers-unknown", leftOutOf: [] },
			{ of: "warmth", because: "speakers-unknown", leftOutOf: [] },
			{ of: "moment", because: "speakers-unknown", leftOutOf: ["moment"] },
			{ of: "summary", because: "speakers-unknown", leftOutOf: ["summary"] },
		]);
	});

	it("is said of a moment that unsure labels would have changed, and only then", () => {
		const doubts = (...makers: readonly ((id: number) => Label)[]) => card(call, labelsOf(...makers)).lowConfidence;
		const left = [{ of: "moment", because: "labeller-unsure", leftOutOf: ["moment"] }];
		expect(doubts(unsure(buyingSignal({ utterance: 1 }), 0.69))).toEqual(left);
		expect(doubts(unsure(buyingSignal({ utterance: 1 }), 0.7))).toEqual([]);
		expect(doubts(unsure(competitor({ utterance: 0 }), 0.1))).toEqual([]);
		// Another line, another kind, or one that is no moment after all.
		const both = [buyingSignal({ utterance: 1, start: 5 }), unsure(buyingSignal({ utterance: 1 }), 0.1)];
		expect(doubts(...both)).toEqual(left);
		expect(doubts(competitor({ utterance: 1 }), unsure(buyingSignal({ utterance: 1 }), 0.1))).toEqual(left);
		expect(doubts(buyingSignal({ utterance: 1 }), unsure(competitor({ utterance: 1 }), 0.1))).toEqual([]);
		expect(doubts(buyingSignal({ utterance: 1 }), unsure(need({ utterance: 1 }), 0.1))).toEqual([]);
	});
});

describe("any labelling", () => {
	const place = fc.record({ utterance: fc.nat(9), start: fc.nat(40) });
	const id = fc.nat(19);
	const flags = fc.record({
		form: fc.constantFrom("open" as const, "closed" as const),
		discovery: fc.boolean(),
		leading: fc.boolean(),
		rhetorical: fc.boolean(),
		stackedOn: fc.option(id),
		repeats: fc.option(id),
	});
	const made = fc.oneof(
		fc.tuple(place, flags).map(([at, but]) => question(at, but)),
		fc.tuple(place, fc.constantFrom(...OBJECTION_TOPICS)).map(([at, topic]) => objection(at, topic)),
		fc.tuple(place, fc.nat(9), fc.option(id)).map(([at, of, objected]) => restatement(at, of, objected)),
		fc.tuple(place, id).map(([at, of]) => answer(at, of)),
		place.map(need),
		fc.tuple(place, fc.option(id)).map(([at, of]) => claim(at, of)),
		fc.tuple(place, fc.constantFrom("meeting" as const, "pilot" as const)).map(([at, kind]) => ask(at, kind)),
		place.map(ownPromise),
		place.map(listeningCue),
		place.map(difficulty),
		fc.tuple(place, fc.option(id)).map(([at, of]) => empathy(at, of)),
		place.map(buyingSignal),
		place.map(competitor),
	);
	const label = fc
		.tuple(made, fc.integer({ min: -5, max: 60 }), fc.constantFrom(0.3, 0.5, 1))
		.map(([make, length, confidence]) => (labelId: number): Label => {
			const one = make(labelId);
			return { ...one, end: one.start + length, confidence };
		});
	const role = fc.constantFrom(
		"rep" as const,
		"customer" as const,
		"rep" as const,
		"customer" as const,
		"unknown" as const,
	);
	const line = fc
		.tuple(role, fc.oneof(fc.nat(8), fc.nat(260)), fc.boolean(), fc.option(fc.nat(300)), fc.option(fc.nat(300)))
		.map(([who, n, asks, from, to]): Line => [who, `${words(n)}${asks ? "?" : ""}`, from, to]);
	const miss = fc
		.tuple(
			fc.constantFrom(
				"magic-words" as const,
				"only-understanding" as const,
				"no-concrete-step" as const,
				"not-sure" as const,
			),
			fc.nat(10),
			fc.nat(30),
			fc.nat(60),
		)
		.map(([because, utterance, start, end]) => nearMiss(because, utterance, start, end));
	const input = fc.record({
		lines: fc.array(line, { maxLength: 10 }),
		makers: fc.array(label, { maxLength: 20 }),
		misses: fc.array(miss, { maxLength: 4 }),
	});

	/** Every citation of a scorecard. */
	function citations(value: unknown): readonly Citation[] {
		if (typeof value !== "object" || value === null) return [];
		if (isCitation(value)) return [value];
		return Object.values(value).flatMap(citations);
	}

	function isCitation(value: object): value is Citation {
		return "utterance" in value && "label" in value && "start" in value && "end" in value;
	}

	it("gives three behaviours, at most one moment, one next action, and cites what is there", () => {
		fc.assert(
			fc.property(input, ({ lines, makers, misses }) => {
				const conversation = conversationOf(...lines);
				const labels = labelsOf(...makers);
				const found = card(conversation, labels, misses);
				expect(found.behaviours.map(({ rank }) => rank)).toEqual([1, 2, 3]);
				expect(["found", "none"]).toContain(found.moment.status);
				if (found.moment.status === "found") {
					expect(found.moment.severity).toBeGreaterThanOrEqual(3);
					expect(conversation.utterances[found.moment.cites.utterance]?.role).toBe("customer");
					expect(conversation.utterances[found.moment.answer.utterance]?.role).toBe("rep");
					expect(found.moment.answer.utterance).toBeGreaterThan(found.moment.cites.utterance);
				}
				for (const { utterance: ordinal, label: labelId, start, end } of citations(found)) {
					const text = conversation.utterances[ordinal]?.text ?? "";
					expect(start).toBeGreaterThanOrEqual(0);
					expect(end).toBeGreaterThan(start);
					expect(end).toBeLessThanOrEqual(text.length);
					expect(countWords(text.slice(start, end))).toBeLessThanOrEqual(QUOTE_WORDS_MAX);
					if (labelId !== null) expect(labels[labelId]?.utterance).toBe(ordinal);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it("gives axes from 0 to 100, the mean of their parts, each from the labels that it lists", () => {
		fc.assert(
			fc.property(input, ({ lines, makers }) => {
				const { axes } = card(conversationOf(...lines), labelsOf(...makers));
				for (const { value, parts } of [axes.competence, axes.warmth]) {
					const measured = parts.filter((part) => part.status === "measured");
					if (value === null) expect(measured).toEqual([]);
					else {
						expect(value).toBeGreaterThanOrEqual(0);
						expect(value).toBeLessThanOrEqual(100);
						expect(value).toBe((100 * measured.reduce((sum, part) => sum + part.value, 0)) / measured.length);
					}
					for (const part of measured) {
						expect(part.value).toBeGreaterThanOrEqual(0);
						expect(part.value).toBeLessThanOrEqual(1);
						if (part.part !== "pace-match") expect(part.counted).toHaveLength(part.numerator);
					}
				}
			}),
			{ numRuns: 200 },
		);
	});

	it("gives the same card twice, and the same parts whatever the order of the labels", () => {
		const mixed = fc.record({ given: input, order: fc.array(fc.integer(), { minLength: 20, maxLength: 20 }) });
		fc.assert(
			fc.property(mixed, ({ given: { lines, makers, misses }, order }) => {
				const conversation = conversationOf(...lines);
				const labels = labelsOf(...makers);
				const found = card(conversation, labels, misses);
				expect(JSON.stringify(card(conversation, labels, misses))).toBe(JSON.stringify(found));
				const shuffled = labels.toSorted((a, b) => (order[a.id] ?? 0) - (order[b.id] ?? 0));
				const other = card(conversation, shuffled, misses.toReversed());
				const parts = ({ behaviours, moment, summary, gaming, lowConfidence, nextAction }: Scorecard) =>
					JSON.stringify({ behaviours, moment, summary, gaming, lowConfidence, nextAction });
				expect(parts(other)).toBe(parts(found));
				expect(other.axes.competence.value).toBe(found.axes.competence.value);
				expect(other.axes.warmth.value).toBe(found.axes.warmth.value);
			}),
			{ numRuns: 200 },
		);
	});

	it("leaves a summary of at most four sentences, each of them said once", () => {
		fc.assert(
			fc.property(input, ({ lines, makers }) => {
				const abouts = card(conversationOf(...lines), labelsOf(...makers)).summary.map(({ about }) => about);
				expect([
					["readings", "turned", "lost-control", "disengaged"],
					["readings", "turned"],
				]).toContainEqual(abouts);
			}),
		);
	});
});
