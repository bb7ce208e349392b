import { describe, expect, it } from "vitest";
import type { DrillGap } from "../../../domain/drill/drill.ts";
import { occurrencesOf } from "../../../domain/drill/occurrences.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import type { Label } from "../../../domain/signals/label.ts";
import { scorecardOf } from "../../../domain/signals/scorecard.ts";
import {
	ask,
	buyingSignal,
	claim,
	competitor,
	conversationOf,
	type Line,
	labellingOf,
	labelsOf,
	need,
	objection,
	question,
	restatement,
	unsure,
	words,
} from "../signals/factories.ts";

type Maker = (id: number) => Label;

/** Customer turns 1, 3, 5, 7, 9 between rep turns, all of ten words. */
const call = conversationOf(
	...Array.from({ length: 11 }, (_, i): Line => [i % 2 === 0 ? "rep" : "customer", words(10)]),
);

function found(gap: DrillGap, makers: readonly Maker[], conversation: Conversation = call) {
	const labels = labelsOf(...makers);
	const scorecard = scorecardOf(conversation, labellingOf(labels), DEFAULT_POLICY.bands);
	return occurrencesOf(conversation, labels, scorecard).find((occurrence) => occurrence.gap === gap);
}

describe("what came up in a conversation", () => {
	it.each<[DrillGap, readonly Maker[], readonly Maker[]]>([
		[
			"pricing-objection",
			[objection({ utterance: 3 })],
			[objection({ utterance: 3 }), restatement({ utterance: 4 }, 3, 0)],
		],
		[
			"incumbent-vendor",
			[objection({ utterance: 3 }, "incumbent")],
			[objection({ utterance: 3 }, "incumbent"), restatement({ utterance: 4 }, 3, 0)],
		],
		[
			"competitor-displacement",
			[competitor({ utterance: 3 })],
			[competitor({ utterance: 3 }), question({ utterance: 4 })],
		],
		[
			"competitor-unselling",
			[need({ utterance: 1 }), competitor({ utterance: 3 }), claim({ utterance: 4 }, null)],
			[need({ utterance: 1 }), competitor({ utterance: 3 }), claim({ utterance: 4 }, 0)],
		],
		["missing-follow-up", [need({ utterance: 3 })], [need({ utterance: 3 }), question({ utterance: 4 })]],
		["buying-signal", [buyingSignal({ utterance: 3 })], [buyingSignal({ utterance: 3 }), ask({ utterance: 6 })]],
		["next-step", [], [ask({ utterance: 10 })]],
	])(
		"%s occurs, and is wanted only where the rep's answer holds the label that the library wants",
		(gap, missed, wanted) => {
			expect(found(gap, missed)).toMatchObject({ gap, occurred: 1, wanted: 0 });
			expect(found(gap, wanted)).toMatchObject({ gap, occurred: 1, wanted: 1 });
		},
	);

	it("names the first line that was missed, the single moment's where it is this one", () => {
		const two = [need({ utterance: 1 }), question({ utterance: 2 }), need({ utterance: 5 })];
		expect(found("missing-follow-up", two)).toMatchObject({
			occurred: 2,
			wanted: 1,
			line: { utterance: 5, label: 2 },
			isMoment: false,
		});
		const signals = [buyingSignal({ utterance: 3 }), buyingSignal({ utterance: 7 })];
		expect(found("buying-signal", signals)).toMatchObject({ occurred: 2, wanted: 0, isMoment: true });
		expect(found("next-step", signals)).toMatchObject({ line: { utterance: 9, label: null }, isMoment: false });
	});

	it("is nothing that the labeller is not sure of, that nobody answered, or of another topic", () => {
		expect(found("buying-signal", [unsure(buyingSignal({ utterance: 3 }), 0.6)])).toBeUndefined();
		expect(found("pricing-objection", [objection({ utterance: 3 }, "timing")])).toBeUndefined();
		const last = conversationOf(["rep", words(10)], ["customer", words(10)]);
		expect(found("missing-follow-up", [need({ utterance: 1 })], last)).toBeUndefined();
	});

	it("is nothing where it is not known who said what", () => {
		const unknown = conversationOf(["unknown", words(10)], ["unknown", words(10)], ["unknown", words(10)]);
		expect(found("next-step", [], unknown)).toBeUndefined();
	});
});
