/** Words of the other side that are remembered; who speaks longer is remembered by the beginning. */
const WORDS_MAX = 400;
const SLOTS = 1024;
const SLOT = 4;
const AGE = 0;
const STEM = 1;
const PLACE = 2;
const SEEN = 3;

/** What the other side said before, as the features of what follows look at it. */
export class Before {
	length = 0;
	readonly hash = new Int32Array(WORDS_MAX);
	contentWords = 0;
	asks = false;
	saysI = false;
	/** The words themselves, only where features are named. */
	words: string[] = [];
	/** Stems with the place where each was said last. A slot of an earlier age is free, so that forgetting is one step. */
	readonly #slots = new Int32Array(SLOTS * SLOT);
	#age = 1;
	#look = 0;

	clear(): void {
		this.length = 0;
		this.contentWords = 0;
		this.words = [];
		this.asks = false;
		this.saysI = false;
		this.#age += 1;
	}

	get full(): boolean {
		return this.length >= WORDS_MAX;
	}

	/** Remembers a word; there must be room. */
	add(hash: number, stem: number): void {
		const slots = this.#slots;
		const base = this.#find(stem);
		slots[base + AGE] = this.#age;
		slots[base + STEM] = stem;
		slots[base + PLACE] = this.length;
		slots[base + SEEN] = 0;
		this.hash[this.length] = hash;
		this.length += 1;
	}

	/** Begins a comparison with another text: nothing has been found again. */
	look(): void {
		this.#look += 1;
	}

	/** Where a stem was said last; -1 where it was not. */
	placeOf(stem: number): number {
		const base = this.#find(stem);
		return this.#slots[base + AGE] === this.#age ? (this.#slots[base + PLACE] ?? -1) : -1;
	}

	/** Whether a stem that was said is found for the first time in this comparison. */
	findsFirst(stem: number): boolean {
		const at = this.#find(stem) + SEEN;
		if (this.#slots[at] === this.#look) return false;
		this.#slots[at] = this.#look;
		return true;
	}

	#find(stem: number): number {
		const slots = this.#slots;
		const age = this.#age;
		let slot = stem & (SLOTS - 1);
		while (slots[slot * SLOT + AGE] === age && slots[slot * SLOT + STEM] !== stem) slot = (slot + 1) & (SLOTS - 1);
		return slot * SLOT;
	}
}
