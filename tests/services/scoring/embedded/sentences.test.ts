import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as common from "../../../../cli/demo/dialogues/common.ts";
import { PERSONAS } from "../../../../cli/demo/dialogues/personas/index.ts";
import { readCalls } from "../../../../training/calls.ts";
import { LANGUAGES, type Language, PACK_LABELS, type PackLabel, readSentences } from "./pack-sentences.ts";
import { measure } from "./rubric-page.ts";

const YES_MIN = 40;
const NEAR_MISSES_MIN = 20;

/**
 * Percent of the sentences found, and of the near misses left alone, less 3 points. A change of rules may only raise them.
 * Models that are trained anew win here and lose there by a sentence or two: then they are set anew, and the mean of all
 * may only rise.
 */
const FLOORS: {
	readonly [L in Language]: { readonly [N in PackLabel]: readonly [found: number, leftAlone: number] };
} = {
	en: {
		"open-question": [78, 60],
		"closed-question": [92, 78],
		"leading-question": [67, 87],
		"rhetorical-question": [77, 92],
		"courtesy-question": [34, 77],
		"stacked-questions": [67, 87],
		"repeated-question": [14, 92],
		restatement: [70, 73],
		"acknowledged-objection": [49, 87],
		"listening-cue": [61, 92],
		empathy: [79, 58],
		claim: [75, 73],
		"tied-claim": [65, 77],
		ask: [76, 92],
		"own-promise": [67, 82],
		need: [97, 24],
		objection: [63, 44],
		difficulty: [86, 54],
		"buying-signal": [65, 68],
		"competitor-mention": [11, 87],
	},
	de: {
		"open-question": [81, 66],
		"closed-question": [83, 83],
		"leading-question": [79, 78],
		"rhetorical-question": [37, 97],
		"courtesy-question": [22, 97],
		"stacked-questions": [61, 92],
		"repeated-question": [1, 97],
		restatement: [65, 83],
		"acknowledged-objection": [64, 92],
		"listening-cue": [37, 97],
		empathy: [76, 74],
		claim: [83, 47],
		"tied-claim": [80, 65],
		ask: [83, 78],
		"own-promise": [82, 51],
		need: [94, 28],
		objection: [85, 65],
		difficulty: [82, 19],
		"buying-signal": [58, 65],
		"competitor-mention": [47, 87],
	},
};

/** Mean over all labels of what is found and what is left alone, in percent. With the models before they were about 70.2 and 69.7. */
const MEANS: { readonly [L in Language]: number } = { en: 72.9, de: 72.4 };

/** What is shorter, everybody says: "how are you doing today?" */
const WORDS_TO_TELL = 6;

/** Words alone, as everybody would compare two sentences; null where there are so few that anybody says them. */
function comparable(text: string): string | null {
	const words =
		text
			.toLowerCase()
			.replaceAll("’", "'")
			.match(/[\p{L}\p{N}']+/gu) ?? [];
	return words.length < WORDS_TO_TELL ? null : words.join(" ");
}

function textsIn(value: unknown): readonly string[] {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const sentencesOf = (text: string): readonly string[] => [text, ...text.split(/(?<=[.?!…])\s+/)];

function known(texts: readonly string[]): ReadonlySet<string> {
	return new Set(texts.flatMap(sentencesOf).flatMap((text) => comparable(text) ?? []));
}

function trainedOn(language: Language): ReadonlySet<string> {
	const calls = readCalls(fileURLToPath(new URL(`../../../../training/calls/${language}`, import.meta.url)));
	const turns = calls.flatMap((call) => call.turns.map(({ parts }) => parts.map(({ text }) => text)));
	return known(turns.flatMap((parts) => [...parts, parts.join(" ")]));
}

const demo = known([...textsIn(common), ...textsIn(PERSONAS)]);

describe.each(LANGUAGES)("the sentences of the pack %s", (language) => {
	const labels = readSentences(language);

	test.each(labels.map((label) => [label.name, label] as const))("%s: found as often as before", (name, label) => {
		const { found, yes, taken, near } = measure(language, label);
		const [foundMin, leftAloneMin] = FLOORS[language][name];
		expect((100 * found) / yes).toBeGreaterThanOrEqual(foundMin);
		expect((100 * (near - taken)) / near).toBeGreaterThanOrEqual(leftAloneMin);
	});

	test("are read no worse on the whole", () => {
		const shares = labels.flatMap((label) => {
			const { found, yes, taken, near } = measure(language, label);
			return [(100 * found) / yes, (100 * (near - taken)) / near];
		});
		expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThanOrEqual(MEANS[language]);
	});

	test("are enough for each label to say anything, and none stands twice", () => {
		expect(labels.map(({ name }) => name)).toEqual(PACK_LABELS);
		for (const { name, yes, nearMisses } of labels) {
			expect(new Set(yes.map((entry) => JSON.stringify(entry))).size, name).toBeGreaterThanOrEqual(YES_MIN);
			expect(new Set(nearMisses.map((entry) => JSON.stringify(entry))).size, name).toBeGreaterThanOrEqual(
				NEAR_MISSES_MIN,
			);
		}
	});

	test("were shown to no model, and are not the demo's", () => {
		const trained = trainedOn(language);
		expect(trained.size).toBeGreaterThan(1000);
		const own = labels.flatMap(({ yes, nearMisses }) => [...yes, ...nearMisses].map(({ text }) => text));
		const told = own.flatMap((text) => comparable(text) ?? []);
		expect(told.filter((text) => trained.has(text))).toEqual([]);
		expect(told.filter((text) => demo.has(text))).toEqual([]);
	});
});

describe("what the demo's people say", () => {
	test("was shown to no model", () => {
		const trained = trainedOn("en");
		expect(demo.size).toBeGreaterThan(300);
		expect([...demo].filter((text) => trained.has(text))).toEqual([]);
	});
});
