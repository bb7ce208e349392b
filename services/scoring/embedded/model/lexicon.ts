import { functionWords, type Grammar } from "./grammar.ts";
import { IntTable } from "./table.ts";
import { hashOf } from "./tokens.ts";

/** What a grammar says of a word, packed: one look-up tells all that the features ask. */
export const KEPT = 1;
export const QUANTITY = 2;
export const REQUEST = 4;
export const NEGATION = 8;
export const FILLER = 16;
export const TAG = 32;
export const ALTERNATIVE = 64;
export const ABBREVIATION = 128;
const QUESTION_WORD_AT = 8;
const AUXILIARY_AT = 12;
const SUBJECT_AT = 16;
const ROWS_MAX = 15;
const GROUP_AT = 20;
const GROUPS_MAX = 4095;

/** Any row of question words, auxiliaries or subjects. */
export const QUESTION_WORD = ROWS_MAX << QUESTION_WORD_AT;
export const AUXILIARY = ROWS_MAX << AUXILIARY_AT;
export const SUBJECT = ROWS_MAX << SUBJECT_AT;

/** Row of the grammar's question words, auxiliaries or subjects in which the word stands, from 1; 0 in none. */
export const questionWordOf = (word: number): number => (word >> QUESTION_WORD_AT) & ROWS_MAX;
export const auxiliaryOf = (word: number): number => (word >> AUXILIARY_AT) & ROWS_MAX;
export const subjectOf = (word: number): number => (word >> SUBJECT_AT) & ROWS_MAX;
/** Row of the grammar's groups, from 1; 0 in none. */
export const groupOf = (word: number): number => word >>> GROUP_AT;

/** The words of a grammar by their hashes, each packed into one number; 0 for a word that it does not know. */
export function lexiconOf(grammar: Grammar): IntTable {
	const kept = functionWords(grammar);
	let size = kept.size + grammar.abbreviations.length;
	for (const row of grammar.groups) size += wordsIn(row);
	const table = new IntTable(size);
	const mark = (words: readonly string[], bit: number) => {
		for (const word of words) {
			const hash = hashOf(word);
			table.set(hash, table.get(hash) | bit);
		}
	};
	// A word of several rows counts as one of the last.
	const rows = (name: string, list: readonly (readonly string[])[], at: number) => {
		assertAtMost(ROWS_MAX, list.length, `${grammar.language}: rows of ${name}`);
		for (const [index, row] of list.entries()) {
			for (const word of row) {
				const hash = hashOf(word);
				table.set(hash, (table.get(hash) & ~(ROWS_MAX << at)) | ((index + 1) << at));
			}
		}
	};
	for (const hash of kept) table.set(hash, KEPT);
	mark(grammar.quantities, QUANTITY);
	mark(grammar.requests, REQUEST);
	mark(grammar.negations, NEGATION);
	mark(grammar.fillers, FILLER);
	mark(grammar.tags, TAG);
	mark(grammar.alternatives, ALTERNATIVE);
	mark(grammar.abbreviations, ABBREVIATION);
	rows("question words", grammar.questionWords, QUESTION_WORD_AT);
	rows("auxiliaries", grammar.auxiliaries, AUXILIARY_AT);
	rows("subjects", grammar.subjects, SUBJECT_AT);
	assertAtMost(GROUPS_MAX, grammar.groups.length, `${grammar.language}: groups`);
	for (const [index, row] of grammar.groups.entries()) addGroup(table, row, index + 1);
	return table;
}

/** Thousands of words stand in groups, so they are hashed where they stand. */
function addGroup(table: IntTable, row: string, group: number): void {
	for (let from = 0; from <= row.length; ) {
		const space = row.indexOf(" ", from);
		const to = space < 0 ? row.length : space;
		const hash = hashOf(row, from, to);
		table.set(hash, (table.get(hash) & ~(GROUPS_MAX << GROUP_AT)) | (group << GROUP_AT));
		from = to + 1;
	}
}

function wordsIn(row: string): number {
	let words = 1;
	for (let at = row.indexOf(" "); at >= 0; at = row.indexOf(" ", at + 1)) words += 1;
	return words;
}

function assertAtMost(most: number, came: number, what: string): void {
	if (came > most) throw new RangeError(`${what}: expected at most ${most}, came ${came}`);
}
