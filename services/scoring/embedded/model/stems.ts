import type { PackWords } from "../pack.ts";
import type { Range } from "./features.ts";
import { functionWords, type Grammar } from "./grammar.ts";
import { IntTable } from "./table.ts";
import { hashOf, MARK, NUMBER, Tokens } from "./tokens.ts";

const SAYS_LITTLE = -1;

/** What two sentences are compared by: the first letters of the words that carry content, synonyms taken as one. */
export class Stems {
	readonly #function: IntTable;
	/** For a stem: that it says little, or the place of what it stands for in `meant`. */
	readonly #special: IntTable;
	readonly #meant: number[] = [0];

	constructor(grammar: Grammar, { synonyms, generalWords }: Pick<PackWords, "synonyms" | "generalWords">) {
		const tokens = new Tokens();
		const stemOf = (word: string): number => {
			tokens.take(word);
			return tokens.stem[0] ?? hashOf(word);
		};
		const functionWordHashes = functionWords(grammar);
		this.#function = new IntTable(functionWordHashes.size);
		for (const hash of functionWordHashes) this.#function.set(hash, 1);
		this.#special = new IntTable(generalWords.length + synonyms.flat().length);
		for (const [first = "", ...others] of synonyms) {
			const meant = this.#meant.push(stemOf(first)) - 1;
			for (const word of others) this.#special.set(stemOf(word), meant);
		}
		for (const word of generalWords) this.#special.set(stemOf(word), SAYS_LITTLE);
	}

	/** Stems of a sentence, each once, in order. */
	of({ kind, hash, stem }: Tokens, { from, to }: Pick<Range, "from" | "to">): number[] {
		const stems: number[] = [];
		for (let at = from; at < to; at++) {
			if (kind[at] === MARK) continue;
			if (kind[at] !== NUMBER && this.#function.get(hash[at] ?? 0) !== 0) continue;
			const own = stem[at] ?? 0;
			const special = this.#special.get(own);
			if (special === SAYS_LITTLE) continue;
			const meant = special === 0 ? own : (this.#meant[special] ?? own);
			if (!stems.includes(meant)) stems.push(meant);
		}
		return stems;
	}
}
