import type { PackWords } from "../pack.ts";
import type { Range } from "./features.ts";
import { functionWords, type Grammar } from "./grammar.ts";
import { hashOf, MARK, NUMBER, Tokens } from "./tokens.ts";

/** What two sentences are compared by: the first letters of the words that carry content, synonyms taken as one. */
export class Stems {
	readonly #function: ReadonlySet<number>;
	readonly #general: ReadonlySet<number>;
	readonly #synonyms = new Map<number, number>();

	constructor(grammar: Grammar, { synonyms, generalWords }: PackWords) {
		const tokens = new Tokens();
		const stemOf = (word: string): number => {
			tokens.take(word);
			return tokens.stem[0] ?? hashOf(word);
		};
		this.#function = functionWords(grammar);
		this.#general = new Set(generalWords.map(stemOf));
		for (const [first = "", ...others] of synonyms) {
			for (const word of others) this.#synonyms.set(stemOf(word), stemOf(first));
		}
	}

	/** Stems of a sentence, each once, in order. */
	of({ kind, hash, stem }: Tokens, { from, to }: Pick<Range, "from" | "to">): number[] {
		const stems: number[] = [];
		for (let at = from; at < to; at++) {
			if (kind[at] === MARK) continue;
			if (kind[at] !== NUMBER && this.#function.has(hash[at] ?? 0)) continue;
			const own = stem[at] ?? 0;
			const meant = this.#synonyms.get(own) ?? own;
			if (!this.#general.has(own) && !stems.includes(meant)) stems.push(meant);
		}
		return stems;
	}
}
