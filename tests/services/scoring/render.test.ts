import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import type { Label, Labelling } from "../../../domain/signals/label.ts";
import { scorecardOf } from "../../../domain/signals/scorecard.ts";
import { SUMMARY_WORDS_MAX } from "../../../domain/signals/summary.ts";
import { renderScorecard } from "../../../services/scoring/render.ts";
import {
	ask,
	buyingSignal,
	claim,
	conversationOf,
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
	words,
} from "../../domain/signals/factories.ts";

const { bands } = DEFAULT_POLICY;

function rendered(conversation: Conversation, labels: readonly Label[], but: Partial<Labelling> = {}): string {
	const labelling = labellingOf(labels, but);
	return renderScorecard({ conversation, labelling, scorecard: scorecardOf(conversation, labelling, bands), bands });
}

/** The lines under a heading, up to the next empty line. */
function section(text: string, heading: string): readonly string[] {
	const lines = text.split("\n");
	const from = lines.findIndex((line) => line.startsWith(heading));
	return from < 0 ? [] : lines.slice(from, lines.indexOf("", from));
}

const call = conversationOf(
	["rep", "Thanks for the time. Is reporting slow?", 0, 6],
	["customer", "It takes two days a month, and nobody likes it.", 6, 12],
	["rep", "Our tool is loved by everybody.", 12, 18],
	["customer", "It looks expensive.", 18, 24],
	["rep", "I understand. It pays for itself.", 24, 30],
	["customer", "How soon could we start?", 30, 36],
	["rep", "I will send you a sheet.", 36, 42],
	["customer", "Fine.", 42, 45],
	["rep", "Goodbye.", 45, 46],
);
const labels = labelsOf(
	question({ utterance: 0, start: 21 }, { form: "closed" }),
	need({ utterance: 1 }),
	claim({ utterance: 2 }, null),
	objection({ utterance: 3 }),
	buyingSignal({ utterance: 5 }),
	ownPromise({ utterance: 6 }),
).map((label) => ({ ...label, end: call.utterances[label.utterance]?.text.length ?? 0 }));
const text = rendered(call, labels, {
	nearMisses: [nearMiss("only-understanding", 4, 0, 13), nearMiss("magic-words", 8, 0, 8)],
});

describe("a scorecard as text", () => {
	it("says first what to know and do, then everything that stands behind it", () => {
		const headings = [
			"Objection acknowledgment: 0 % (0 of 1) · low",
			"The moment that most changed the outcome: talked past a buying signal",
			"Three behaviours",
			"Next action",
			"Axes (words and turn-taking only)",
			"Summary",
			"For the rep first: what does not count",
			"Low confidence",
			"Lines",
			"Close, but not counted",
			"5 rep turns, 26 rep words.",
		];
		const places = headings.map((heading) => text.split("\n").findIndex((line) => line.startsWith(heading)));
		expect(places).not.toContain(-1);
		expect(places).toEqual(places.toSorted((a, b) => a - b));
	});

	it("quotes the moment with its time, the rep's answer, and why", () => {
		expect(section(text, "The moment")).toEqual([
			"The moment that most changed the outcome: talked past a buying signal",
			"  [#6 0:30] customer: “How soon could we start?”",
			"  [#7 0:36] rep: “I will send you a sheet.”",
			"  The customer speaks as somebody who may buy, and the rep's next two turns ask for no next step, nor does any later one. No ask for a next step was found.",
		]);
	});

	it("gives three behaviours with line and what would have counted", () => {
		expect(section(text, "Three behaviours")).toEqual([
			"Three behaviours",
			"  1. Objection acknowledgment: This objection was not said back before the answer; “I understand” says nothing back.",
			"     [#4 0:18] customer: “It looks expensive.”",
			"     What would have counted: Say the objection back in other words, then answer it.",
			"  2. Close attempts: No next step was asked for after this line.",
			"     [#6 0:30] customer: “How soon could we start?”",
			"     What would have counted: Ask the customer for one action with a time: a meeting, a trial, a decision, an introduction or a document.",
			"  3. Value framing: This benefit is tied to no need that the customer had named before.",
			"     [#3 0:12] rep: “Our tool is loved by everybody.”",
			"     A need named before: [#2 0:06] customer: “It takes two days a month, and nobody likes it.”",
			"     What would have counted: Name a need that the customer spoke of, then the benefit for it.",
		]);
	});

	it("gives one next action, in words", () => {
		expect(section(text, "Next action")).toEqual([
			"Next action",
			"  Objection acknowledgment: Say the objection back in your own words before you answer it.",
			"  [#4 0:18] customer: “It looks expensive.”",
		]);
		const asked = labelsOf(
			ask({ utterance: 6 }),
			ask({ utterance: 6 }, "pilot"),
			question({ utterance: 0 }, { form: "closed" }),
		);
		expect(section(rendered(call, asked), "Next action")[1]).toBe(
			"  Discovery density: Ask this as an open question, early, and wait for the answer (a closed question).",
		);
	});

	it("shows the parts of both axes, and what does not apply", () => {
		expect(section(text, "Axes")).toEqual([
			"Axes (words and turn-taking only)",
			"  Competence: 0 of 100, low confidence",
			"    acknowledging objections: 0",
			"    asking for a next step: 0",
			"    tying value to needs: 0",
			"    discovery questions: 0",
			"  Warmth: 28 of 100, low confidence",
			"    objections said back: 0 (0 of 1)",
			"    listening cues: 0 (0 rep turns with a cue, 4 customer turns)",
			"    pace of the two sides: 85 (rep 62, customer 54 words per minute)",
			"    difficulties recognised: not applicable, the customer named no difficulty that the rep could answer",
		]);
		expect(section(rendered(conversationOf(["customer", "hi"]), []), "Axes")[1]).toBe(
			"  Competence: nothing to measure",
		);
	});

	it("quotes counted and missed lines, with what would have counted for each missed one", () => {
		expect(section(text, "Lines")).toContain("    - [#1 0:00] rep: “Is reporting slow?” · test");
		expect(section(text, "Lines")).toContain(
			"        a closed question. What would have counted: Ask it open: begin with what, how or tell me.",
		);
		const saidBack = labelsOf(
			objection({ utterance: 3 }),
			restatement({ utterance: 4 }, 3, 0),
			need({ utterance: 1 }),
			claim({ utterance: 6 }, 2),
		);
		const lines = section(rendered(call, saidBack), "Lines").join("\n");
		expect(lines).toContain("+ [#4 0:18] customer: “I …” · test\n        said back [#5 0:24] rep: “I …”");
		expect(lines).toContain("for the need [#2 0:06] customer: “I …”");
		expect(section(text, "Close, but")).toEqual([
			"Close, but not counted",
			"  - [#5 0:24] rep: “I understand.”",
			"      “I understand” says nothing back. What would have counted: Say the objection back in other words, then answer it.",
		]);
		expect(section(text, "For the rep")[1]).toContain("Words of listening");
	});

	it("says which labels and rubric, whether they are validated, and whether languages are mixed", () => {
		const foot = text.trimEnd().split("\n").slice(-3);
		expect(foot).toEqual([
			"5 rep turns, 26 rep words. Labels: embedded-en 7, rubric 4.",
			"The labels are not validated: no human-labelled data of this kind stand behind them.",
			"What counts and what does not: docs/rubric.md",
		]);
		const measured = rendered(call, labels, { validatedOn: ["one corpus", "another"], alsoIn: ["es"] });
		expect(measured).toContain("The labels were measured on one corpus, another.");
		expect(measured).toContain("Mixed languages: also in es");
	});

	it("says what does not apply, over-asking, and that no moment was found", () => {
		const kinds = ["meeting", "pilot", "decision", "introduction", "document"] as const;
		const many = rendered(call, labelsOf(...kinds.map((kind, start) => ask({ utterance: 6, start }, kind))));
		expect(many).toContain("Over-asking: more asks than the cap");
		expect(many).toContain("Value framing: not applicable, the rep claimed no benefit");
		expect(section(many, "The moment")[1]).toMatch(/^ {2}None found/);
	});

	it("reads in two minutes: the summary with its quotes has at most 300 words, of whatever was said", () => {
		const place = fc.record({ utterance: fc.nat(11), start: fc.nat(2000) });
		const made = fc.oneof(
			place.map(buyingSignal),
			place.map((at) => objection(at, "refusal")),
			place.map(need),
			place.map(listeningCue),
		);
		const line = fc
			.tuple(
				fc.constantFrom("rep" as const, "customer" as const),
				fc.oneof(fc.nat(6), fc.nat(400)),
				fc.constantFrom("?", "."),
			)
			.map(([role, n, end]): Line => [role, `${words(n)}${end}`]);
		expect(SUMMARY_WORDS_MAX).toBe(300);
		fc.assert(
			fc.property(fc.array(line, { maxLength: 24 }), fc.array(made, { maxLength: 12 }), (lines, makers) => {
				const long = labelsOf(...makers).map((label) => ({ ...label, end: label.start + 2000 }));
				const summary = section(rendered(conversationOf(...lines), long), "Summary").join(" ");
				expect(summary.split(/\s+/).length).toBeLessThanOrEqual(SUMMARY_WORDS_MAX);
			}),
		);
	});
});
