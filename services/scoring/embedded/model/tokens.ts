/** What a token is. Marks are kept, since a comma or a dash tells as much about a sentence as a word. */
export const WORD = 1;
export const NUMBER = 2;
export const MARK = 3;

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a over UTF-16 units; 32 bits, the same in every run and on every machine. */
export function hashOf(text: string, from = 0, to = text.length): number {
	let hash = SEED;
	for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
	return hash;
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

	/** Takes the tokens of a text that `normalised` made. */
	take(text: string): void {
		this.text = text;
		this.length = 0;
		const { length } = text;
		let at = 0;
		while (at < length) {
			const code = text.charCodeAt(at);
			if (isLetter(code)) at = this.#word(text, at);
			else if (isDigit(code)) at = this.#number(text, at);
			else {
				if (isMark(code)) this.#push(MARK, Math.imul(SEED ^ markOf(code), PRIME), 0, at, at + 1);
				at += 1;
			}
		}
	}

	#word(text: string, from: number): number {
		let hash = SEED;
		let stem = 0;
		let at = from;
		for (;;) {
			let code = text.charCodeAt(at);
			if (!isLetter(code) && !isDigit(code)) {
				// An apostrophe or a hyphen between letters belongs to the word.
				if ((code === 39 || code === 45) && at + 1 < text.length && isLetter(text.charCodeAt(at + 1))) {
					code = code === 39 ? 39 : 45;
				} else break;
			}
			hash = Math.imul(hash ^ code, PRIME);
			at += 1;
			if (at - from === STEM_LETTERS) stem = hash;
			if (at >= text.length) break;
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

function isDigit(code: number): boolean {
	return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
	return (code >= 97 && code <= 122) || (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7);
}

function isMark(code: number): boolean {
	switch (code) {
		case 33: // !
		case 44: // ,
		case 45: // -
		case 46: // .
		case 58: // :
		case 59: // ;
		case 63: // ?
		case 10:
		case 0x2013:
		case 0x2014:
		case 0x2026:
			return true;
		default:
			return false;
	}
}

/** Dashes are one mark, and a line break ends a sentence as a full stop does. */
function markOf(code: number): number {
	if (code === 0x2013 || code === 0x2014) return 45;
	if (code === 0x2026 || code === 10) return 46;
	return code;
}
