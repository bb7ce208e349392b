import { describe, expect, test } from "vitest";
import { functionWords, type Grammar } from "../../../../../services/scoring/embedded/model/grammar.ts";
import {
	auxiliaryOf,
	groupOf,
	KEPT,
	lexiconOf,
	NEGATION,
	questionWordOf,
	REQUEST,
	subjectOf,
	TAG,
} from "../../../../../services/scoring/embedded/model/lexicon.ts";
import { hashOf } from "../../../../../services/scoring/embedded/model/tokens.ts";
import { labelledLanguages } from "../../../../../services/scoring/embedded/packs/index.ts";
import { languages } from "../../../../../services/scoring/embedded/packs/languages.ts";

function grammarOf(language: string): Grammar {
	const known = languages[language];
	if (known === undefined) throw new Error(`${language}: expected a grammar, came none`);
	return known.grammar;
}

describe.each(labelledLanguages)("the lexicon of %s", (language) => {
	const grammar = grammarOf(language);
	const lexicon = lexiconOf(grammar);
	const of = (word: string) => lexicon.get(hashOf(word));
	const lastRow = (rows: readonly (readonly string[])[], word: string) =>
		rows.findLastIndex((row) => row.includes(word)) + 1;

	test("knows each word of each class, in the row that names it last", () => {
		for (const word of grammar.questionWords.flat())
			expect(questionWordOf(of(word)), word).toBe(lastRow(grammar.questionWords, word));
		for (const word of grammar.auxiliaries.flat())
			expect(auxiliaryOf(of(word)), word).toBe(lastRow(grammar.auxiliaries, word));
		for (const word of grammar.subjects.flat()) expect(subjectOf(of(word)), word).toBe(lastRow(grammar.subjects, word));
		for (const word of grammar.negations) expect(of(word) & NEGATION, word).not.toBe(0);
		for (const word of grammar.requests) expect(of(word) & REQUEST, word).not.toBe(0);
		for (const word of grammar.tags) expect(of(word) & TAG, word).not.toBe(0);
		for (const hash of functionWords(grammar)) expect(lexicon.get(hash) & KEPT).not.toBe(0);
	});

	test("knows the group of every word that stands in one", () => {
		for (const [index, row] of grammar.groups.entries()) {
			for (const word of row.split(" ")) expect(groupOf(of(word)), word).toBe(index + 1);
		}
	});

	test("knows nothing of other words", () => expect(of("xyzzy")).toBe(0));
});

test("refuses a grammar with more rows than it can tell apart", () => {
	const many = Array.from({ length: 16 }, (_, index) => [`word${index}`]);
	expect(() => lexiconOf({ ...grammarOf("it"), subjects: many })).toThrow(
		"it: rows of subjects: expected at most 15, came 16",
	);
});
