import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Before, Features, type Names, type Place } from "../../../../../services/scoring/embedded/model/features.ts";
import { Tokens } from "../../../../../services/scoring/embedded/model/tokens.ts";
import { labelledLanguages } from "../../../../../services/scoring/embedded/packs/index.ts";
import { languages } from "../../../../../services/scoring/embedded/packs/languages.ts";
import { normalised } from "../../../../../services/scoring/embedded/text.ts";

function featuresOf(language: string): Features {
	const known = languages[language];
	if (known === undefined) throw new Error(`${language}: expected a grammar, came none`);
	return new Features(known.grammar);
}

type Seen = { readonly keys: readonly number[]; readonly numbers: readonly number[]; readonly form: string };

/** All that an extractor makes of a conversation of two who take turns. */
function seenIn(features: Features, texts: readonly string[]): Seen[] {
	const tokens = new Tokens();
	const seen: Seen[] = [];
	const note = () =>
		seen.push({
			keys: [...features.keys.slice(0, features.count)],
			numbers: [...features.numbers],
			form: features.form,
		});
	let before: Before | null = null;
	for (const text of texts) {
		tokens.take(normalised(text));
		const ranges = features.split(tokens).map((range) => ({ ...range }));
		features.take(tokens, ranges, before, null);
		note();
		for (const [index, range] of ranges.entries()) {
			const place: Place = { index, of: ranges.length, tenth: 4 };
			features.take(tokens, [range], before, place);
			note();
			features.follow(tokens, range);
		}
		for (let at = 1; at < Math.min(tokens.length, 20); at++) {
			features.gap(tokens, at, at);
			note();
		}
		before = new Before();
		features.remember(tokens, before);
		features.context(before);
		note();
	}
	return seen;
}

const word = fc.constantFrom(
	..."what how why do you i we they not so um well right or tell me about the price planning vans 12 3,5 mr. kann ich was wie nicht come che non İ ß 中 😀".split(
		" ",
	),
);
const mark = fc.constantFrom(" ", " ", " ", ", ", ". ", "? ", "?! ", "… ", " – ", "\n");
const spoken = fc
	.array(fc.tuple(word, mark), { maxLength: 30 })
	.map((parts) => parts.map(([said, then]) => said + then).join(""));
const conversation = fc.array(fc.oneof(spoken, fc.string({ unit: "binary", maxLength: 40 })), { maxLength: 5 });

describe.each(labelledLanguages)("features of %s", (language) => {
	test("are the same whether names are kept or not, and from an extractor that has seen other talk", () => {
		const used = featuresOf(language);
		const naming = featuresOf(language);
		naming.names = new Map();
		fc.assert(
			fc.property(conversation, (texts) => {
				const expected = seenIn(featuresOf(language), texts);
				expect(seenIn(used, texts)).toEqual(expected);
				expect(seenIn(naming, texts)).toEqual(expected);
			}),
			{ numRuns: 40 },
		);
	});

	test("all have a name where names are kept, and a name is found again under its key", () => {
		fc.assert(
			fc.property(conversation, (texts) => {
				const named = () => {
					const names: Names = new Map();
					const features = featuresOf(language);
					features.names = names;
					const keys = new Set(seenIn(features, texts).flatMap((seen) => seen.keys));
					expect([...names.keys()].sort()).toEqual([...keys].sort());
					return names;
				};
				expect(named()).toEqual(named());
			}),
			{ numRuns: 40 },
		);
	});

	test("have numbers that are finite and small", () => {
		fc.assert(
			fc.property(conversation, (texts) => {
				for (const { numbers } of seenIn(featuresOf(language), texts)) {
					for (const value of numbers) expect(value >= 0 && value <= 5).toBe(true);
				}
			}),
			{ numRuns: 40 },
		);
	});
});

describe("sentences", () => {
	const features = featuresOf("en");
	const tokens = new Tokens();
	const split = (text: string) => {
		tokens.take(normalised(text));
		return features
			.split(tokens)
			.map(({ from, to, asks }) => [text.slice(tokens.start[from], tokens.end[to - 1]), asks] as const);
	};

	test.each([
		[
			"We met Mr. Lee. Did he call?",
			[
				["We met Mr. Lee.", false],
				["Did he call?", true],
			],
		],
		[
			"Really?! Well...",
			[
				["Really?!", true],
				["Well...", false],
			],
		],
		["? ... !", []],
		["So, no marks", [["So, no marks", false]]],
		[
			"One\nTwo",
			[
				["One\n", false],
				["Two", false],
			],
		],
		["Yes. ?", [["Yes. ?", true]]],
		// A full stop straight before a number ends nothing.
		[
			"It costs $.50 a day. Fine.",
			[
				["It costs $.50 a day.", false],
				["Fine.", false],
			],
		],
		["See No.5 first.", [["See No.5 first.", false]]],
		// What nobody said is no sentence, and asks nothing.
		[
			"Well [unintelligible 00:04:45]? Yes.",
			[
				["Well [unintelligible 00:04:45]?", true],
				["Yes.", false],
			],
		],
		["[laughs] [?]", []],
	])("of %j", (text, expected) => expect(split(text)).toEqual(expected));

	test("count what the other side said before by its latest turn alone", () => {
		const before = new Before();
		const numbers = (text: string) => {
			tokens.take(normalised(text));
			features.take(tokens, features.split(tokens), before, null);
			return [...features.numbers];
		};
		const remember = (text: string) => {
			tokens.take(normalised(text));
			features.split(tokens);
			features.remember(tokens, before);
		};
		remember("the vans leave late every morning");
		const shared = numbers("so your vans leave late");
		before.clear();
		remember("completely other matters");
		const none = numbers("so your vans leave late");
		expect(shared[17]).toBeGreaterThan(0.5);
		expect(none[17]).toBe(0);
		before.clear();
		remember("the vans leave late every morning");
		expect(numbers("so your vans leave late")).toEqual(shared);
	});
});
