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
		"open-question": [74, 74],
		"closed-question": [82, 69],
		"leading-question": [67, 87],
		"rhetorical-question": [69, 92],
		"courtesy-question": [34, 82],
		"stacked-questions": [71, 87],
		"repeated-question": [14, 92],
		restatement: [75, 77],
		"acknowledged-objection": [47, 92],
		"listening-cue": [59, 92],
		empathy: [81, 58],
		claim: [84, 68],
		"tied-claim": [60, 77],
		ask: [86, 78],
		"own-promise": [65, 82],
		need: [97, 24],
		objection: [72, 54],
		difficulty: [84, 54],
		"buying-signal": [75, 49],
		"competitor-mention": [65, 58],
	},
	de: {
		"open-question": [75, 70],
		"closed-question": [83, 83],
		"leading-question": [77, 78],
		"rhetorical-question": [47, 97],
		"courtesy-question": [32, 97],
		"stacked-questions": [51, 92],
		"repeated-question": [1, 97],
		restatement: [78, 83],
		"acknowledged-objection": [62, 87],
		"listening-cue": [48, 97],
		empathy: [65, 83],
		claim: [81, 51],
		"tied-claim": [88, 56],
		ask: [83, 78],
		"own-promise": [82, 51],
		need: [97, 28],
		objection: [83, 69],
		difficulty: [74, 28],
		"buying-signal": [60, 60],
		"competitor-mention": [65, 60],
	},
};

/** Mean over all labels of what is found and what is left alone, in percent. With the models before they were 72.9 and 72.4. */
const MEANS: { readonly [L in Language]: number } = { en: 73.5, de: 72.8 };

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
