/** Earlier questions that a repeated one is compared with; bounded, so that time stays linear. */
const COMPARED_MAX = 60;
/** Share of the longer question's words by which two of them or more make one question repeat another. */
const SAME_QUESTION = 0.5;

type Question = { readonly id: number; readonly words: number; shared: number };

/** The questions that a rep has asked in one conversation, found by the stems that they share with the next one. */
export class Questions {
	/** Those that each stem stands in, in the order in which they were asked. */
	readonly #with = new Map<number, Question[]>();
	readonly #asked: Question[] = [];

	/** Remembers a question; its stems stand in it once each. */
	add(id: number, stems: readonly number[]): void {
		const question = { id, words: stems.length, shared: 0 };
		this.#asked.push(question);
		for (const stem of stems) {
			const others = this.#with.get(stem);
			if (others === undefined) this.#with.set(stem, [question]);
			else others.push(question);
		}
	}

	/** The first of the latest questions that this one repeats; null where it repeats none. */
	repeated(stems: readonly number[]): number | null {
		const since = this.#asked.at(-COMPARED_MAX)?.id ?? 0;
		const alike: Question[] = [];
		for (const stem of stems) {
			for (const question of this.#with.get(stem) ?? []) {
				if (question.id < since) continue;
				if (question.shared === 0) alike.push(question);
				question.shared += 1;
			}
		}
		let first: number | null = null;
		for (const question of alike) {
			const { id, words, shared } = question;
			question.shared = 0;
			const most = Math.max(stems.length, words);
			// Of a question about one thing, that thing is all there is to repeat.
			const isSame = shared >= (most === 1 ? 1 : Math.max(2, SAME_QUESTION * most));
			if (isSame && (first === null || id < first)) first = id;
		}
		return first;
	}
}
