import { hashOf } from "./tokens.ts";

/** The function words of one language, as data. Each list is one word class; a word may stand in several. */
export type Grammar = {
	readonly language: string;
	/** Question words: each row is one question word with its forms, named by its first. */
	readonly questionWords: readonly (readonly string[])[];
	/** Words that turn "how" or its like into a question after one fact: many, much, often. */
	readonly quantities: readonly string[];
	/** Rows of auxiliary and modal verbs, each named by its first. */
	readonly auxiliaries: readonly (readonly string[])[];
	/** Rows of subject pronouns, each named by its first: you, i, we, it, they. */
	readonly subjects: readonly (readonly string[])[];
	/** Verbs that ask for an account: tell, describe, walk. */
	readonly requests: readonly string[];
	readonly negations: readonly string[];
	readonly fillers: readonly string[];
	/** Words that turn a statement into a question at its end: right, huh. */
	readonly tags: readonly string[];
	readonly alternatives: readonly string[];
	/** Every other word that is kept as it is where words stand for their class. */
	readonly functionWords: readonly string[];
	readonly abbreviations: readonly string[];
	/** Rows of words that are used alike: what is learnt of one is known of the others. */
	readonly groups: readonly string[];
};

/** Hashes of every word of a grammar: the words that are kept where others stand for their class. */
export function functionWords(grammar: Grammar): ReadonlySet<number> {
	const lists = [
		...grammar.questionWords,
		...grammar.auxiliaries,
		...grammar.subjects,
		grammar.quantities,
		grammar.requests,
		grammar.negations,
		grammar.fillers,
		grammar.tags,
		grammar.alternatives,
		grammar.functionWords,
	];
	return new Set(lists.flat().map((word) => hashOf(word)));
}
