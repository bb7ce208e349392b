/** What a token is. Marks are kept, since a comma or a dash tells as much about a sentence as a word. */
export const WORD = 1;
export const NUMBER = 2;
export const MARK = 3;

/**
 * Of an utterance without end no more is read: some six hours of one voice. No talk comes near; a hostile text then
 * costs what its letters cost, not what its sentences would.
 */
const TOKENS_MAX = 65_536;

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a over UTF-16 units; 32 bits, the same in every run and on every machine. */
export function hashOf(text: string, from = 0, to = text.length): number {
	let hash = SEED;
	for (let at = from; at < to; at++) hash = hashedWith(hash, text.charCodeAt(at));
	return hash;
}

/** The hash of a text with one more unit. */
function hashedWith(hash: number, code: number): number {
	return Math.imul(hash ^ code, PRIME);
}

/** The hash of a number's token: how many digits it has, not which. */
function numberHash(digits: number): number {
	return Math.imul(SEED ^ (0x2300 + Math.min(digits, 5)), PRIME);
}

/**
 * The words and marks of one text, as arrays that are used again for the next text: labelling makes no garbage for each
 * word. `start` and `end` are UTF-16 offsets. `stem` is the hash of the first letters, by which inflected forms meet.
 */
export class Tokens {
	length = 0;
	kind = new Uint8Array(256);
	hash = new Int32Array(256);
	stem = new Int32Array(256);
	start = new Int32Array(256);
	end = new Int32Array(256);
	/** The text, in lower case with straight apostrophes; offsets hold in both. */
	text = "";
	/** How many texts were taken: who keeps something beside the tokens sees by it that they are others. */
	taken = 0;

	/** Takes the tokens of a text that `normalised` made. */
	take(text: string): void {
		this.text = text;
		this.length = 0;
		this.taken += 1;
		const { length } = text;
		let at = 0;
		while (at < length && this.length < TOKENS_MAX) {
			const code = text.charCodeAt(at);
			const kind = kindOf(code);
			if (kind === WORD) at = this.#word(text, at);
			else if (kind === NUMBER) at = this.#number(text, at);
			else {
				if (kind === MARK) this.#push(MARK, Math.imul(SEED ^ markOf(code), PRIME), 0, at, at + 1);
				at += 1;
			}
		}
	}

	#word(text: string, from: number): number {
		const { length } = text;
		let hash = SEED;
		let stem = 0;
		let at = from;
		while (at < length) {
			const code = text.charCodeAt(at);
			const kind = kindOf(code);
			if (kind !== WORD && kind !== NUMBER) {
				// An apostrophe or a hyphen between letters belongs to the word.
				if (code !== APOSTROPHE && code !== HYPHEN) break;
				if (at + 1 === length || kindOf(text.charCodeAt(at + 1)) !== WORD) break;
			}
			hash = hashedWith(hash, code);
			at += 1;
			if (at - from === STEM_LETTERS) stem = hash;
		}
		this.#push(WORD, hash, at - from <= STEM_LETTERS ? hash : stem, from, at);
		return at;
	}

	#number(text: string, from: number): number {
		let at = from;
		let digits = 0;
		while (at < text.length) {
			const code = text.charCodeAt(at);
			if (isDigit(code)) digits += 1;
			else if (!((code === 46 || code === 44 || code === 58) && isDigit(text.charCodeAt(at + 1)))) break;
			at += 1;
		}
		this.#push(NUMBER, numberHash(digits), hashOf(text, from, at), from, at);
		return at;
	}

	#push(kind: number, hash: number, stem: number, start: number, end: number): void {
		if (this.length === this.kind.length) this.#grow();
		const at = this.length;
		this.kind[at] = kind;
		this.hash[at] = hash;
		this.stem[at] = stem;
		this.start[at] = start;
		this.end[at] = end;
		this.length = at + 1;
	}

	#grow(): void {
		const size = this.kind.length * 2;
		const wider = (old: Int32Array) => {
			const next = new Int32Array(size);
			next.set(old);
			return next;
		};
		const kind = new Uint8Array(size);
		kind.set(this.kind);
		this.kind = kind;
		this.hash = wider(this.hash);
		this.stem = wider(this.stem);
		this.start = wider(this.start);
		this.end = wider(this.end);
	}
}

const STEM_LETTERS = 5;
const APOSTROPHE = 39;
const HYPHEN = 45;
const MULTIPLICATION_SIGN = 0xd7;
const DIVISION_SIGN = 0xf7;

/** Kind of token that each of the first characters begins: Latin letters with their accents, digits, marks; 0 for none. */
const KINDS = (() => {
	const kinds = new Uint8Array(0x250);
	kinds.fill(WORD, 97, 123);
	kinds.fill(WORD, 0xc0);
	kinds[MULTIPLICATION_SIGN] = 0;
	kinds[DIVISION_SIGN] = 0;
	kinds.fill(NUMBER, 48, 58);
	for (const mark of "\n!,-.:;?") kinds[mark.charCodeAt(0)] = MARK;
	return kinds;
})();

function kindOf(code: number): number {
	if (code < 0x250) return KINDS[code] ?? 0;
	return code === 0x2013 || code === 0x2014 || code === 0x2026 ? MARK : 0;
}

function isDigit(code: number): boolean {
	return code >= 48 && code <= 57;
}

/** Dashes are one mark, and a line break ends a sentence as a full stop does. */
function markOf(code: number): number {
	if (code === 0x2013 || code === 0x2014) return 45;
	if (code === 0x2026 || code === 10) return 46;
	return code;
}
