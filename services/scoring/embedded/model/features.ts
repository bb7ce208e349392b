import type { Before } from "./before.ts";
import type { Grammar } from "./grammar.ts";
import {
	ABBREVIATION,
	ALTERNATIVE,
	AUXILIARY,
	auxiliaryOf,
	FILLER,
	groupOf,
	KEPT,
	lexiconOf,
	NEGATION,
	QUANTITY,
	QUESTION_WORD,
	questionWordOf,
	REQUEST,
	SUBJECT,
	subjectOf,
	TAG,
} from "./lexicon.ts";
import type { IntTable } from "./table.ts";
import { hashOf, MARK, NUMBER, type Tokens, WORD } from "./tokens.ts";

export { Before } from "./before.ts";

/** A sentence as a range of tokens; `asks` where a question mark ends it. */
export type Range = { from: number; to: number; asks: boolean };

/** Where a sentence stands: in its turn, and in its conversation (0..9, tenths). */
export type Place = { readonly index: number; readonly of: number; readonly tenth: number };

/** What a key is salted with: the same word is another feature in each family. Trained weights rest on these numbers. */
const FAMILY = {
	word: saltOf(1),
	wordAsked: saltOf(2),
	pair: saltOf(3),
	pairAsked: saltOf(4),
	stem: saltOf(5),
	ending: saltOf(6),
	class2: saltOf(7),
	class3: saltOf(8),
	first: saltOf(9),
	firstPair: saltOf(10),
	firstTriple: saltOf(11),
	last: saltOf(12),
	lastPair: saltOf(13),
	type: saltOf(14),
	lastType: saltOf(15),
	askedType: saltOf(16),
	afterQuestionWord: saltOf(17),
	before: saltOf(18),
	beforeLast: saltOf(19),
	single: saltOf(22),
	place: saltOf(23),
	previous: saltOf(24),
	gap: saltOf(25),
	group: saltOf(26),
} as const;

function saltOf(family: number): number {
	return Math.imul(family, 0x85ebca6b);
}

/** Most keys that one word can make, and those that a sentence or a text makes beside its words. */
const KEYS_PER_WORD = 9;
const KEYS_BESIDE = 40;

/** The numbers beside the words: how many there are, in this order. */
export const NUMBERS = [
	"length",
	"question marks",
	"ends with a question mark",
	"asks without a mark",
	"exclamation marks",
	"numbers said",
	"share of you",
	"share of I",
	"share of we",
	"share of they or it",
	"share of negations",
	"share of auxiliaries",
	"question word first",
	"verb first",
	"statement with a question mark",
	"sentences",
	"ends with a dash or dots",
	"share said before by the other",
	"share of what the other said",
	"longest run of the other's words",
	"begins with the other's words",
	"pairs shared with the other",
	"the other said I, this says you",
	"the other spoke long",
	"the other asked",
	"the other spoke",
	"words shared",
	"says back in a statement",
	"says back in a question",
	"repeats all",
	"fillers",
	"short",
] as const;

const CONTEXT_WORDS = 40;

const LENGTHS = [
	{ to: 3, name: "up to 2 words" },
	{ to: 5, name: "3 or 4 words" },
	{ to: 8, name: "up to 7 words" },
	{ to: 12, name: "up to 11 words" },
	{ to: 20, name: "up to 19 words" },
	{ to: Number.POSITIVE_INFINITY, name: "20 words or more" },
] as const;

function lengthOf(tokens: number): number {
	let bucket = 0;
	while (tokens > (LENGTHS[bucket]?.to ?? Number.POSITIVE_INFINITY)) bucket += 1;
	return bucket;
}

/** Class of a number, of a word too short to have an ending, and of what stands outside a text. */
const CLASS_NUMBER = 7;
const CLASS_SHORT = 11;
const OUTSIDE = 3;
const TURN_PLACES = ["", "alone in its turn", "first of its turn", "last of its turn", "inside its turn"] as const;
const AFTER_QUESTION_WORD = ["", " and an amount", " and a verb", " and a person", " and a noun", ""] as const;
const QUESTION_WORD_PLACES = ["the beginning", "2 to 4", "later"] as const;

/** Where the name of each feature is kept while models are trained; nothing at run time. */
export type Names = Map<number, string>;

const GOLDEN = 0x9e3779b1;
function mix(a: number, b: number): number {
	const h = Math.imul(a ^ b, GOLDEN);
	return h ^ (h >>> 15);
}

/** Turns tokens into features: 32-bit keys, and a few numbers. One extractor serves one language. */
export class Features {
	readonly #grammar: Grammar;
	readonly #lexicon: IntTable;
	names: Names | null = null;

	keys = new Int32Array(4096);
	count = 0;
	sentences: Range[] = [];
	readonly numbers = new Float64Array(NUMBERS.length);
	/** How the sentence taken last begins. */
	form: "question-word" | "verb-first" | "request" | "inverted" | "statement" = "statement";

	/** For each token of `#tokens` as they were taken: what the lexicon says, and what stands for it among its like. */
	#known = new Int32Array(256);
	#class = new Int32Array(256);
	#tokens: Tokens | null = null;
	#taken = 0;
	/** Positions of the words of the sentence that is taken, without its marks. */
	#words = new Int32Array(256);
	#lastType = 0;
	readonly #previous = { type: 0, first: 0, last: 0, firstName: "", lastName: "" };
	readonly #typeWords = new Map<number, string>();

	constructor(grammar: Grammar) {
		this.#grammar = grammar;
		this.#lexicon = lexiconOf(grammar);
	}

	/** Splits tokens into sentences; they stand until the next call. */
	split(tokens: Tokens): readonly Range[] {
		this.#look(tokens);
		this.sentences = [];
		let from = 0;
		const { length, kind, text, start, end } = tokens;
		const known = this.#known;
		for (let at = 0; at < length; at++) {
			if (kind[at] !== MARK) continue;
			const code = text.charCodeAt(start[at] ?? 0);
			if (code === 44 || code === 58 || code === 45) continue;
			if (code === 0x2013 || code === 0x2014) continue;
			if (code === 46 && at > 0) {
				const last = at - 1;
				// "$.50", "No.5"
				if (at + 1 < length && kind[at + 1] === NUMBER && start[at + 1] === end[at]) continue;
				if (kind[last] === WORD && end[last] === start[at]) {
					const letters = (end[last] ?? 0) - (start[last] ?? 0);
					if (((known[last] ?? 0) & ABBREVIATION) !== 0) continue;
					if (letters === 1 && text.charCodeAt(start[last] ?? 0) !== 105) continue;
				}
			}
			// A chain of marks ends one sentence.
			let asks = code === 63;
			while (at + 1 < length && kind[at + 1] === MARK) {
				const next = text.charCodeAt(start[at + 1] ?? 0);
				if (next !== 33 && next !== 63 && next !== 46 && next !== 10 && next !== 0x2026) break;
				asks ||= next === 63;
				at += 1;
			}
			this.#push(tokens, from, at + 1, asks);
			from = at + 1;
		}
		this.#push(tokens, from, length, false);
		return this.sentences;
	}

	#push(tokens: Tokens, from: number, to: number, asks: boolean): void {
		for (let at = from; at < to; at++) {
			if (tokens.kind[at] !== MARK) {
				this.sentences.push({ from, to, asks });
				return;
			}
		}
		const last = this.sentences.at(-1);
		if (last !== undefined && asks) last.asks = true;
	}

	/** Takes the features of a text, or of one sentence of it: `ranges` are its sentences. */
	take(tokens: Tokens, ranges: readonly Range[], before: Before | null, place: Place | null): void {
		this.#look(tokens);
		this.count = 0;
		this.numbers.fill(0);
		this.form = "statement";
		let lastType = 0;
		let firstAsked = 0;
		let lastAsked = 0;
		let askedLength = 0;
		for (const range of ranges) {
			const type = this.#sentence(tokens, range);
			lastType = type;
			if (range.asks) {
				if (firstAsked === 0) firstAsked = type;
				lastAsked = type;
				askedLength = range.to - range.from;
			}
		}
		this.#makeRoom(KEYS_BESIDE);
		if (lastType !== 0 && this.#emit(FAMILY.lastType, lastType)) this.#call("lastType", this.#typeOf(lastType));
		if (firstAsked !== 0 && this.#emit(FAMILY.askedType, mix(firstAsked, 1))) {
			this.#call("askedType", `first ${this.#typeOf(firstAsked)}`);
		}
		if (lastAsked !== 0 && this.#emit(FAMILY.askedType, mix(lastAsked, 2))) {
			this.#call("askedType", `last ${this.#typeOf(lastAsked)}`);
		}
		if (askedLength !== 0) {
			const bucket = lengthOf(askedLength);
			const length = LENGTHS[bucket]?.name ?? "";
			if (this.#emit(FAMILY.single, mix(1000, bucket))) this.#call("single", `question of ${length}`);
			if (this.#emit(FAMILY.single, mix(mix(1001, bucket), lastAsked))) {
				this.#call("single", `question of ${length}, ${this.#typeOf(lastAsked)}`);
			}
		}
		if (place !== null) this.#place(place);
		this.#lastType = lastType;
		const first = ranges[0];
		const last = ranges.at(-1);
		if (first === undefined || last === undefined) return;
		const asks = this.#countWords(tokens, first.from, last.to, ranges);
		if (before !== null && before.length > 0) this.#compare(tokens, first.from, last.to, before, asks);
	}

	/** Takes the features of the gap in front of a token, by which speech without marks is cut into sentences. */
	gap(tokens: Tokens, at: number, sinceLast: number): void {
		this.#look(tokens);
		this.count = 0;
		this.#makeRoom(KEYS_BESIDE);
		const h0 = this.#hashAt(tokens, at);
		const h1 = this.#hashAt(tokens, at - 1);
		const c0 = this.#classAt(tokens, at);
		const c1 = this.#classAt(tokens, at - 1);
		const next = this.#classAt(tokens, at + 1);
		const n = (i: number) => (i < 0 || i >= tokens.length ? "." : this.#word(tokens, i));
		if (this.#emit(FAMILY.gap, mix(1, h0))) this.#call("gap", `before ${n(at)}`);
		if (this.#emit(FAMILY.gap, mix(2, h1))) this.#call("gap", `after ${n(at - 1)}`);
		if (this.#emit(FAMILY.gap, mix(mix(3, h0), this.#hashAt(tokens, at + 1)))) {
			this.#call("gap", `before ${n(at)} ${n(at + 1)}`);
		}
		if (this.#emit(FAMILY.gap, mix(mix(4, this.#hashAt(tokens, at - 2)), h1))) {
			this.#call("gap", `after ${n(at - 2)} ${n(at - 1)}`);
		}
		if (this.#emit(FAMILY.gap, mix(mix(5, h1), h0))) this.#call("gap", `${n(at - 1)} / ${n(at)}`);
		if (this.#emit(FAMILY.gap, mix(mix(6, c1), c0))) this.#call("gap", "classes around");
		if (this.#emit(FAMILY.gap, mix(mix(mix(7, c0), next), this.#classAt(tokens, at + 2)))) {
			this.#call("gap", "classes behind");
		}
		if (this.#emit(FAMILY.gap, mix(mix(mix(8, c1), c0), next))) this.#call("gap", "classes around, wider");
		if (this.#emit(FAMILY.gap, mix(mix(9, this.#classAt(tokens, at - 2)), c1))) this.#call("gap", "classes in front");
		const words = sinceLast < 3 ? sinceLast : sinceLast < 6 ? 3 : sinceLast < 10 ? 4 : sinceLast < 16 ? 5 : 6;
		if (this.#emit(FAMILY.gap, mix(10, words))) this.#call("gap", "words since the last sentence");
		if (this.#emit(FAMILY.gap, mix(mix(11, words), c0))) {
			this.#call("gap", "words since the last sentence, and what follows");
		}
	}

	#hashAt(tokens: Tokens, at: number): number {
		return at < 0 || at >= tokens.length ? OUTSIDE : (tokens.hash[at] ?? 0);
	}

	#classAt(tokens: Tokens, at: number): number {
		return at < 0 || at >= tokens.length ? OUTSIDE : (this.#class[at] ?? 0);
	}

	/** Takes the features of what the other side said before; the same for every sentence of a turn. */
	context(before: Before): void {
		this.count = 0;
		this.#makeRoom(CONTEXT_WORDS + 1);
		for (let i = Math.max(0, before.length - CONTEXT_WORDS); i < before.length; i++) {
			if (this.#emit(FAMILY.before, before.hash[i] ?? 0)) this.#call("before", before.words[i] ?? "");
		}
		const last = before.length - 1;
		if (last < 0) return;
		const asks = before.asks ? 1 : 0;
		if (this.#emit(FAMILY.beforeLast, mix(before.hash[last] ?? 0, asks))) {
			this.#call("beforeLast", `${before.words[last] ?? ""}${asks ? "?" : ""}`);
		}
	}

	#place({ index, of, tenth }: Place): void {
		const turn = of === 1 ? 1 : index === 0 ? 2 : index === of - 1 ? 3 : 4;
		if (this.#emit(FAMILY.place, turn)) this.#call("place", TURN_PLACES[turn] ?? "");
		if (this.#emit(FAMILY.place, 10 + tenth)) this.#call("place", `tenth ${tenth + 1} of the conversation`);
		if (index === 0) return;
		const { type, first, last, firstName, lastName } = this.#previous;
		if (this.#emit(FAMILY.previous, type)) this.#call("previous", this.#typeOf(type));
		if (this.#emit(FAMILY.previous, mix(first, 1))) this.#call("previous", `begins ${firstName}`);
		if (this.#emit(FAMILY.previous, mix(last, 2))) this.#call("previous", `ends ${lastName}`);
	}

	/** Makes the sentence taken last the one that the next follows. */
	follow(tokens: Tokens, { from, to }: Range): void {
		const { kind, hash } = tokens;
		let first = from;
		while (first < to && kind[first] === MARK) first += 1;
		let last = to - 1;
		while (last > first && kind[last] === MARK) last -= 1;
		const words = first < to;
		const previous = this.#previous;
		previous.type = this.#lastType;
		previous.first = words ? (hash[first] ?? 0) : 0;
		previous.last = words ? (hash[last] ?? 0) : 0;
		const naming = words && this.names !== null;
		previous.firstName = naming ? this.#word(tokens, first) : "";
		previous.lastName = naming ? this.#word(tokens, last) : "";
	}

	/** Adds a text to what the other side said; call `clear` where a new turn begins. */
	remember(tokens: Tokens, before: Before): void {
		this.#look(tokens);
		const { length, kind, hash, stem } = tokens;
		for (let at = 0; at < length; at++) {
			if (kind[at] === MARK) continue;
			if (before.full) break;
			const known = this.#known[at] ?? 0;
			if (kind[at] === NUMBER || (known & KEPT) === 0) before.contentWords += 1;
			if (subjectOf(known) === 2) before.saysI = true;
			if (this.names !== null) before.words.push(this.#word(tokens, at));
			before.add(hash[at] ?? 0, stem[at] ?? 0);
		}
		before.asks = this.sentences.at(-1)?.asks ?? false;
	}

	/** Looks every token up once, for all that follows. */
	#look(tokens: Tokens): void {
		if (this.#tokens === tokens && this.#taken === tokens.taken) return;
		this.#tokens = tokens;
		this.#taken = tokens.taken;
		const { length } = tokens;
		if (this.#known.length < length) {
			this.#known = new Int32Array(length * 2);
			this.#class = new Int32Array(length * 2);
			this.#words = new Int32Array(length * 2);
		}
		for (let at = 0; at < length; at++) {
			const known = this.#lexicon.get(tokens.hash[at] ?? 0);
			this.#known[at] = known;
			this.#class[at] = this.#classOf(tokens, at, known);
		}
	}

	/** What stands for a word among its like: itself, its group, or its ending. */
	#classOf({ hash, kind, start, end, text }: Tokens, at: number, known: number): number {
		if (kind[at] === NUMBER) return CLASS_NUMBER;
		if ((known & KEPT) !== 0) return hash[at] ?? 0;
		const group = groupOf(known);
		if (group !== 0) return Math.imul(group, 0x27d4eb2f);
		const to = end[at] ?? 0;
		if (to - (start[at] ?? 0) < 4) return CLASS_SHORT;
		return hashOf(text, to - 2, to) ^ 0x5bd1e995;
	}

	/** Makes room for some more keys, so that `emit` need not look. */
	#makeRoom(keys: number): void {
		if (this.count + keys <= this.keys.length) return;
		const next = new Int32Array((this.count + keys) * 2);
		next.set(this.keys);
		this.keys = next;
	}

	/** Adds a key; true where its name is wanted and not known. */
	#emit(family: number, key: number): boolean {
		const mixed = mix(key, family);
		this.keys[this.count] = mixed;
		this.count += 1;
		return this.names !== null && !this.names.has(mixed);
	}

	/** Names the key emitted last. */
	#call(family: keyof typeof FAMILY, name: string): void {
		this.names?.set(this.keys[this.count - 1] ?? 0, `${family}: ${name}`);
	}

	#typeOf(type: number): string {
		return this.#typeWords.get(type) ?? "?";
	}

	#word(tokens: Tokens, at: number): string {
		if (tokens.kind[at] === NUMBER) return "#".repeat(Math.min(5, (tokens.end[at] ?? 0) - (tokens.start[at] ?? 0)));
		return tokens.text.slice(tokens.start[at], tokens.end[at]);
	}

	#questionWord(row: number): string {
		return this.#grammar.questionWords[row - 1]?.[0] ?? "";
	}

	#groupName(group: number): string {
		return (this.#grammar.groups[group - 1] ?? "").split(" ", 3).join(", ");
	}

	#className(tokens: Tokens, at: number): string {
		const known = this.#known[at] ?? 0;
		if (tokens.kind[at] === NUMBER) return "#";
		if ((known & KEPT) !== 0) return this.#word(tokens, at);
		const group = groupOf(known);
		if (group !== 0) return `[${this.#groupName(group)}]`;
		const word = this.#word(tokens, at);
		return word.length < 4 ? "-" : `-${word.slice(-2)}`;
	}

	/** Words of the sentence that is taken, in words; `from` and `to` count its words. */
	#said(tokens: Tokens, from: number, to = from): string {
		const words = [];
		for (let i = from; i <= to; i++) words.push(this.#word(tokens, this.#words[i] ?? 0));
		return words.join(" ");
	}

	#classesSaid(tokens: Tokens, from: number, to = from): string {
		const classes = [];
		for (let i = from; i <= to; i++) classes.push(this.#className(tokens, this.#words[i] ?? 0));
		return classes.join(" ");
	}

	/** Emits the features of one sentence and gives its type. */
	#sentence(tokens: Tokens, sentence: Range): number {
		const { asks } = sentence;
		const { kind, hash, stem, start, end, text } = tokens;
		const known = this.#known;
		const classes = this.#class;
		const words = this.#words;
		let n = 0;
		for (let at = sentence.from; at < sentence.to; at++) if (kind[at] !== MARK) words[n++] = at;
		if (n === 0) return 0;
		this.#makeRoom(n * KEYS_PER_WORD + KEYS_BESIDE);
		let wordBefore = 0;
		let classBefore = 0;
		let classBeforeThat = 0;
		for (let i = 0; i < n; i++) {
			const at = words[i] ?? 0;
			const word = hash[at] ?? 0;
			const cls = classes[at] ?? 0;
			if (this.#emit(FAMILY.word, word)) this.#call("word", this.#said(tokens, i));
			if (asks && this.#emit(FAMILY.wordAsked, word)) this.#call("wordAsked", this.#said(tokens, i));
			const what = known[at] ?? 0;
			const group = groupOf(what);
			if (group !== 0 && (what & KEPT) === 0 && this.#emit(FAMILY.group, group)) {
				this.#call("group", this.#groupName(group));
			}
			const to = end[at] ?? 0;
			if (to - (start[at] ?? 0) > 5 && kind[at] === WORD) {
				if (this.#emit(FAMILY.stem, stem[at] ?? 0)) this.#call("stem", `${this.#said(tokens, i).slice(0, 5)}-`);
				if (this.#emit(FAMILY.ending, hashOf(text, to - 3, to))) {
					this.#call("ending", `-${this.#said(tokens, i).slice(-3)}`);
				}
			}
			if (i > 0) {
				const pair = mix(wordBefore, word);
				if (this.#emit(FAMILY.pair, pair)) this.#call("pair", this.#said(tokens, i - 1, i));
				if (asks && this.#emit(FAMILY.pairAsked, pair)) this.#call("pairAsked", this.#said(tokens, i - 1, i));
				if (this.#emit(FAMILY.class2, mix(classBefore, cls))) this.#call("class2", this.#classesSaid(tokens, i - 1, i));
				if (i > 1 && this.#emit(FAMILY.class3, mix(mix(classBeforeThat, classBefore), cls))) {
					this.#call("class3", this.#classesSaid(tokens, i - 2, i));
				}
			}
			wordBefore = word;
			classBeforeThat = classBefore;
			classBefore = cls;
		}
		// Sentence start behind the fillers, and its end.
		let f = 0;
		while (f < n - 1 && ((known[words[f] ?? 0] ?? 0) & FILLER) !== 0) f += 1;
		const q = asks ? 3 : 5;
		const flag = asks ? "?" : "";
		const first = hash[words[f] ?? 0] ?? 0;
		if (this.#emit(FAMILY.first, mix(first, q))) this.#call("first", this.#said(tokens, f) + flag);
		if (f + 1 < n) {
			const pair = mix(first, hash[words[f + 1] ?? 0] ?? 0);
			if (this.#emit(FAMILY.firstPair, mix(pair, q))) this.#call("firstPair", this.#said(tokens, f, f + 1) + flag);
			if (f + 2 < n && this.#emit(FAMILY.firstTriple, mix(mix(pair, classes[words[f + 2] ?? 0] ?? 0), q))) {
				this.#call("firstTriple", `${this.#said(tokens, f, f + 1)} ${this.#classesSaid(tokens, f + 2)}${flag}`);
			}
		}
		const last = hash[words[n - 1] ?? 0] ?? 0;
		if (this.#emit(FAMILY.last, mix(last, q))) this.#call("last", this.#said(tokens, n - 1) + flag);
		if (n > 1 && this.#emit(FAMILY.lastPair, mix(mix(hash[words[n - 2] ?? 0] ?? 0, last), q))) {
			this.#call("lastPair", this.#said(tokens, n - 2, n - 1) + flag);
		}
		return this.#type(tokens, sentence.asks, n, f);
	}

	/** Sentence type: how it begins, where the question word or the verb stands, what it ends with. */
	#type(tokens: Tokens, asks: boolean, n: number, f: number): number {
		const { hash } = tokens;
		const known = this.#known;
		const words = this.#words;
		const naming = this.names !== null;
		const q = asks ? 1 : 0;
		let whAt = -1;
		let inverted = 0;
		let request = 0;
		let or = 0;
		let one = 0;
		let two = known[words[f] ?? 0] ?? 0;
		const begins = two;
		const second = f + 1 < n ? subjectOf(known[words[f + 1] ?? 0] ?? 0) : 0;
		for (let i = f; i < n; i++) {
			// `one`, `two` and `three` are the words around `i`.
			const three = i + 1 < n ? (known[words[i + 1] ?? 0] ?? 0) : 0;
			if (whAt < 0 && (two & QUESTION_WORD) !== 0) whAt = i;
			if (i < f + 4 && (two & REQUEST) !== 0) request = 1;
			if (i > f) {
				if (inverted === 0 && (two & AUXILIARY) !== 0 && (three & SUBJECT) !== 0 && (one & SUBJECT) === 0) {
					inverted = subjectOf(three);
				}
				if ((two & ALTERNATIVE) !== 0) or = i === n - 1 ? 2 : 1;
			}
			one = two;
			two = three;
		}
		const wh = whAt < 0 ? 0 : questionWordOf(known[words[whAt] ?? 0] ?? 0);
		const place = whAt <= f ? 0 : whAt - f <= 3 ? 1 : 2;
		let form = 0;
		if (whAt >= 0 && whAt + 1 < n) {
			const next = known[words[whAt + 1] ?? 0] ?? 0;
			if ((next & QUANTITY) !== 0) form = 1;
			else if ((next & AUXILIARY) !== 0) form = 2;
			else if ((next & SUBJECT) !== 0) form = 3;
			else if ((next & KEPT) === 0) form = 4;
			else form = 5;
		}
		const aux = auxiliaryOf(begins);
		const firstSubject = subjectOf(begins);
		const tag = n - f > 2 && ((known[words[n - 1] ?? 0] ?? 0) & TAG) !== 0 ? 1 : 0;
		// One type that says the most, and the parts beside it.
		let main: number;
		let word = "";
		if (wh !== 0 && place === 0) {
			main = mix(mix(1, wh), form);
			this.form = "question-word";
			if (naming) word = `begins with ${this.#questionWord(wh)}${AFTER_QUESTION_WORD[form] ?? ""}`;
		} else if (aux !== 0 && second !== 0) {
			main = mix(mix(2, aux), second);
			this.form = "verb-first";
			if (naming) word = `begins with ${this.#said(tokens, f, f + 1)}`;
		} else if (request !== 0) {
			main = mix(3, second);
			this.form = "request";
			if (naming) word = "asks to tell";
		} else if (aux !== 0) {
			main = mix(4, aux);
			this.form = "verb-first";
			if (naming) word = `begins with ${this.#said(tokens, f)}`;
		} else if (second !== 0 && firstSubject === 0) {
			main = mix(5, second);
			this.form = "verb-first";
			if (naming) word = "begins with a verb and who";
		} else if (wh !== 0 && place === 1) {
			main = mix(mix(6, wh), form);
			this.form = "question-word";
			if (naming) word = `${this.#questionWord(wh)} soon after the beginning`;
		} else if (inverted !== 0) {
			main = mix(7, inverted);
			this.form = "inverted";
			if (naming) word = "verb before who, inside";
		} else if (wh !== 0) {
			main = mix(mix(8, wh), form);
			this.form = "statement";
			if (naming) word = `${this.#questionWord(wh)} late`;
		} else {
			main = mix(9, firstSubject);
			this.form = "statement";
			if (naming) word = firstSubject === 0 ? "statement" : `statement about ${this.#said(tokens, f)}`;
		}
		const bits = (tag << 2) | or;
		const whole = mix(main, q + 2);
		const mark = q === 1 ? " ?" : "";
		if (naming) this.#typeWords.set(whole, `${word}${mark}`);
		if (this.#emit(FAMILY.type, whole)) this.#call("type", this.#typeOf(whole));
		if (this.#emit(FAMILY.type, mix(whole, 100 + bits))) {
			this.#call("type", `${this.#typeOf(whole)}${tag ? ", tag" : ""}${or ? ", or" : ""}`);
		}
		if (n - f <= 2 && this.#emit(FAMILY.type, mix(whole, 77))) this.#call("type", `${this.#typeOf(whole)}, short`);
		if (bits !== 0 && this.#emit(FAMILY.type, mix(300 + bits, q))) {
			this.#call("type", `${tag ? "tag" : ""}${or ? " or" : ""}${mark}`);
		}
		if (whAt >= 0) {
			const then = mix(wh, whAt + 1 < n ? (hash[words[whAt + 1] ?? 0] ?? 0) : 1);
			if (this.#emit(FAMILY.afterQuestionWord, mix(then, q))) {
				const next = whAt + 1 < n ? this.#said(tokens, whAt + 1) : ".";
				this.#call("afterQuestionWord", `${this.#questionWord(wh)} ${next}${q ? "?" : ""}`);
			}
			if (whAt + 2 < n) {
				const third = this.#class[words[whAt + 2] ?? 0] ?? 0;
				if (this.#emit(FAMILY.afterQuestionWord, mix(mix(then, third), q))) {
					const next = `${this.#said(tokens, whAt + 1)} ${this.#classesSaid(tokens, whAt + 2)}`;
					this.#call("afterQuestionWord", `${this.#questionWord(wh)} ${next}${q ? "?" : ""}`);
				}
			}
			if (this.#emit(FAMILY.type, mix(mix(500 + place, wh), q))) {
				this.#call("type", `${this.#questionWord(wh)} at ${QUESTION_WORD_PLACES[place] ?? ""}${mark}`);
			}
		}
		if (f > 0 && this.#emit(FAMILY.single, mix(hash[words[0] ?? 0] ?? 0, q))) {
			this.#call("single", `opens with ${this.#said(tokens, 0)}`);
		}
		const numbers = this.numbers;
		if (place === 0 && wh !== 0) numbers[12] = 1;
		if ((aux !== 0 && second !== 0) || main === mix(5, second)) numbers[13] = 1;
		if (q === 1 && wh === 0 && aux === 0 && inverted === 0 && request === 0) numbers[14] = 1;
		if (q === 0 && ((wh !== 0 && place === 0 && form === 2) || (aux !== 0 && second !== 0))) numbers[3] = 1;
		numbers[30] = (numbers[30] ?? 0) + f;
		return whole;
	}

	/** The numbers of a text by itself. Says which of them the comparison with the other side looks at. */
	#countWords(tokens: Tokens, from: number, to: number, ranges: readonly Range[]): { marks: number; you: number } {
		const { numbers } = this;
		const { kind, text, start } = tokens;
		const known = this.#known;
		let words = 0;
		let marks = 0;
		let exclaims = 0;
		let numerals = 0;
		let you = 0;
		let i = 0;
		let we = 0;
		let others = 0;
		let no = 0;
		let aux = 0;
		for (let at = from; at < to; at++) {
			if (kind[at] === MARK) {
				const code = text.charCodeAt(start[at] ?? 0);
				if (code === 63) marks += 1;
				else if (code === 33) exclaims += 1;
				continue;
			}
			words += 1;
			if (kind[at] === NUMBER) {
				numerals += 1;
				continue;
			}
			const what = known[at] ?? 0;
			if (what === 0) continue;
			const subject = subjectOf(what);
			if (subject === 1) you += 1;
			else if (subject === 2) i += 1;
			else if (subject === 3) we += 1;
			else if (subject !== 0) others += 1;
			if ((what & NEGATION) !== 0) no += 1;
			if ((what & AUXILIARY) !== 0) aux += 1;
		}
		const per = words === 0 ? 0 : 1 / words;
		const last = text.charCodeAt(start[to - 1] ?? 0);
		numbers[0] = Math.log1p(words) / 3;
		numbers[1] = Math.min(3, marks) / 2;
		numbers[2] = ranges.at(-1)?.asks ? 1 : 0;
		numbers[4] = Math.min(2, exclaims) / 2;
		numbers[5] = Math.min(3, numerals) / 2;
		numbers[6] = you * per * 4;
		numbers[7] = i * per * 4;
		numbers[8] = we * per * 4;
		numbers[9] = others * per * 4;
		numbers[10] = no * per * 4;
		numbers[11] = aux * per * 3;
		numbers[15] = Math.min(6, ranges.length) / 4;
		numbers[16] = last === 45 || last === 0x2014 || last === 0x2013 || last === 0x2026 ? 1 : 0;
		numbers[30] = Math.min(4, numbers[30] ?? 0) / 3;
		numbers[31] = words <= 3 ? 1 : 0;
		return { marks, you };
	}

	/** The numbers that tell how much of what the other side said is said again. */
	#compare(
		{ kind, stem: stems }: Tokens,
		from: number,
		to: number,
		before: Before,
		{ marks, you }: { readonly marks: number; readonly you: number },
	): void {
		const { numbers } = this;
		const known = this.#known;
		let content = 0;
		let shared = 0;
		let distinct = 0;
		let pairs = 0;
		let run = 0;
		let best = 0;
		let previous = -2;
		let firstShared = -1;
		before.look();
		for (let at = from, w = 0; at < to; at++) {
			if (kind[at] === MARK) continue;
			const stem = stems[at] ?? 0;
			const place = before.placeOf(stem);
			const isContent = kind[at] === NUMBER || ((known[at] ?? 0) & KEPT) === 0;
			if (isContent) content += 1;
			if (place >= 0) {
				if (isContent) {
					if (before.findsFirst(stem)) distinct += 1;
					shared += 1;
					if (firstShared < 0) firstShared = w;
				}
				run = place === previous + 1 || run === 0 ? run + 1 : 1;
				if (run > 1 && isContent) pairs += 1;
				if (run > best && (isContent || run > 2)) best = run;
				previous = place;
			} else {
				run = 0;
				previous = -2;
			}
			w += 1;
		}
		const beforeContent = before.contentWords;
		const ratio = content === 0 ? 0 : shared / content;
		numbers[17] = ratio;
		numbers[18] = beforeContent === 0 ? 0 : Math.min(1, distinct / beforeContent);
		numbers[19] = Math.min(5, best) / 3;
		numbers[20] = firstShared >= 0 && firstShared <= 3 ? 1 : 0;
		numbers[21] = Math.min(4, pairs) / 2;
		numbers[22] = before.saysI && you > 0 ? 1 : 0;
		numbers[23] = Math.log1p(before.length) / 3;
		numbers[24] = before.asks ? 1 : 0;
		numbers[25] = 1;
		numbers[26] = Math.log1p(distinct) / 2;
		numbers[27] = distinct > 0 && marks === 0 ? Math.sqrt(ratio) : 0;
		numbers[28] = distinct > 0 && marks > 0 ? Math.sqrt(ratio) : 0;
		numbers[29] = content > 0 && shared === content ? 1 : 0;
	}
}
