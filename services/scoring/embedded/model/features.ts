import { functionWords, type Grammar } from "./grammar.ts";
import { hashOf, MARK, NUMBER, type Tokens, WORD } from "./tokens.ts";

/** A sentence as a range of tokens; `asks` where a question mark ends it. */
export type Range = { from: number; to: number; asks: boolean };

/** Where a sentence stands: in its turn, and in its conversation (0..9, tenths). */
export type Place = { readonly index: number; readonly of: number; readonly tenth: number };

const FAMILIES = {
	word: 1,
	wordAsked: 2,
	pair: 3,
	pairAsked: 4,
	stem: 5,
	ending: 6,
	class2: 7,
	class3: 8,
	first: 9,
	firstPair: 10,
	firstTriple: 11,
	last: 12,
	lastPair: 13,
	type: 14,
	lastType: 15,
	askedType: 16,
	afterQuestionWord: 17,
	before: 18,
	beforeLast: 19,
	class4: 21,
	single: 22,
	place: 23,
	previous: 24,
	gap: 25,
	group: 26,
	groupPair: 27,
} as const;
type Family = keyof typeof FAMILIES;

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

/** What the other side said before, as the features of what follows look at it. */
export class Before {
	length = 0;
	hash = new Int32Array(128);
	stem = new Int32Array(128);
	contentWords = 0;
	asks = false;
	saysI = false;
	readonly stems = new Map<number, number>();
	/** The words themselves, only where features are named. */
	words: string[] | null = null;

	clear(): void {
		this.length = 0;
		this.contentWords = 0;
		this.stems.clear();
		this.words = null;
		this.asks = false;
		this.saysI = false;
	}
}

const BEFORE_MAX = 400;
const CONTEXT_WORDS = 40;

const LENGTHS = [
	{ to: 3, name: "up to 2 words" },
	{ to: 5, name: "3 or 4 words" },
	{ to: 8, name: "up to 7 words" },
	{ to: 12, name: "up to 11 words" },
	{ to: 20, name: "up to 19 words" },
	{ to: Number.POSITIVE_INFINITY, name: "20 words or more" },
] as const;

/** Where the name of each feature is kept while models are trained; nothing at run time. */
export type Names = Map<number, string>;

const GOLDEN = 0x9e3779b1;
function mix(a: number, b: number): number {
	const h = Math.imul(a ^ b, GOLDEN);
	return h ^ (h >>> 15);
}

/** Turns tokens into features: 32-bit keys, and a few numbers. One extractor serves one language. */
export class Features {
	readonly #kept: ReadonlySet<number>;
	readonly #groups = new Map<number, number>();
	readonly #groupNames: string[] = [];
	readonly #questionWord = new Map<number, number>();
	readonly #auxiliary = new Map<number, number>();
	readonly #subject = new Map<number, number>();
	readonly #quantity: ReadonlySet<number>;
	readonly #request: ReadonlySet<number>;
	readonly #negation: ReadonlySet<number>;
	readonly #filler: ReadonlySet<number>;
	readonly #tag: ReadonlySet<number>;
	readonly #alternative: ReadonlySet<number>;
	readonly #abbreviation: ReadonlySet<number>;
	readonly #typeNames: readonly string[];
	names: Names | null = null;

	keys = new Int32Array(4096);
	count = 0;
	readonly sentences: Range[] = [];
	readonly numbers = new Float64Array(NUMBERS.length);

	#pos = new Int32Array(256);
	#words = new Int32Array(256);

	constructor(grammar: Grammar) {
		const set = (words: readonly string[]) => new Set(words.map((word) => hashOf(word)));
		const rows = (into: Map<number, number>, table: readonly (readonly string[])[]) => {
			for (const [index, row] of table.entries()) for (const word of row) into.set(hashOf(word), index + 1);
		};
		rows(this.#questionWord, grammar.questionWords);
		rows(this.#auxiliary, grammar.auxiliaries);
		rows(this.#subject, grammar.subjects);
		this.#quantity = set(grammar.quantities);
		this.#request = set(grammar.requests);
		this.#negation = set(grammar.negations);
		this.#filler = set(grammar.fillers);
		this.#tag = set(grammar.tags);
		this.#alternative = set(grammar.alternatives);
		this.#abbreviation = set(grammar.abbreviations);
		this.#kept = functionWords(grammar);
		for (const [index, row] of grammar.groups.entries()) {
			const words = row.split(" ");
			this.#groupNames.push(words.slice(0, 3).join(", "));
			for (const word of words) this.#groups.set(hashOf(word), index + 1);
		}
		this.#typeNames = grammar.questionWords.map(([name = ""]) => name);
	}

	/** How the sentence taken last begins. */
	form: "question-word" | "verb-first" | "request" | "inverted" | "statement" = "statement";

	/** Splits tokens into sentences; they stand until the next call. */
	split(tokens: Tokens): readonly Range[] {
		this.sentences.length = 0;
		this.#split(tokens);
		return this.sentences;
	}

	/** Takes the features of a text, or of one sentence of it: `ranges` are its sentences. */
	take(tokens: Tokens, ranges: readonly Range[], before: Before | null, place: Place | null): void {
		this.count = 0;
		if (this.#pos.length < tokens.length) {
			this.#pos = new Int32Array(tokens.length * 2);
			this.#words = new Int32Array(tokens.length * 2);
		}
		this.numbers.fill(0);
		let lastType = 0;
		let firstAsked = 0;
		let lastAsked = 0;
		let asked: Range | null = null;
		for (const range of ranges) {
			const type = this.#sentence(tokens, range);
			lastType = type;
			if (range.asks) {
				if (firstAsked === 0) firstAsked = type;
				lastAsked = type;
				asked = range;
			}
		}
		if (lastType !== 0) this.#emit("lastType", lastType, () => this.#typeOf(lastType));
		if (firstAsked !== 0) this.#emit("askedType", mix(firstAsked, 1), () => `first ${this.#typeOf(firstAsked)}`);
		if (lastAsked !== 0) this.#emit("askedType", mix(lastAsked, 2), () => `last ${this.#typeOf(lastAsked)}`);
		if (asked !== null) {
			const bucket = LENGTHS.findIndex(({ to }) => (asked?.to ?? 0) - (asked?.from ?? 0) <= to);
			const length = () => `question of ${LENGTHS[bucket]?.name ?? ""}`;
			this.#emit("single", mix(1000, bucket), length);
			this.#emit("single", mix(mix(1001, bucket), lastAsked), () => `${length()}, ${this.#typeOf(lastAsked)}`);
		}
		if (place !== null) this.#place(place);
		this.#lastType = lastType;
		const first = ranges[0];
		const last = ranges.at(-1);
		if (first !== undefined && last !== undefined) {
			this.#numbers(tokens, first.from, last.to, ranges, before);
		}
	}

	/** Takes the features of the gap in front of a token, by which speech without marks is cut into sentences. */
	gap(tokens: Tokens, at: number, sinceLast: number): void {
		this.count = 0;
		const { hash } = tokens;
		const h = (i: number) => (i < 0 || i >= tokens.length ? 3 : (hash[i] ?? 0));
		const c = (i: number) => (i < 0 || i >= tokens.length ? 3 : this.#classOf(tokens, i));
		const n = (i: number) => (i < 0 || i >= tokens.length ? "." : this.#word(tokens, i));
		this.#emit("gap", mix(1, h(at)), () => `before ${n(at)}`);
		this.#emit("gap", mix(2, h(at - 1)), () => `after ${n(at - 1)}`);
		this.#emit("gap", mix(mix(3, h(at)), h(at + 1)), () => `before ${n(at)} ${n(at + 1)}`);
		this.#emit("gap", mix(mix(4, h(at - 2)), h(at - 1)), () => `after ${n(at - 2)} ${n(at - 1)}`);
		this.#emit("gap", mix(mix(5, h(at - 1)), h(at)), () => `${n(at - 1)} / ${n(at)}`);
		this.#emit("gap", mix(mix(6, c(at - 1)), c(at)), () => "classes around");
		this.#emit("gap", mix(mix(mix(7, c(at)), c(at + 1)), c(at + 2)), () => "classes behind");
		this.#emit("gap", mix(mix(mix(8, c(at - 1)), c(at)), c(at + 1)), () => "classes around, wider");
		this.#emit("gap", mix(mix(9, c(at - 2)), c(at - 1)), () => "classes in front");
		const words = sinceLast < 3 ? sinceLast : sinceLast < 6 ? 3 : sinceLast < 10 ? 4 : sinceLast < 16 ? 5 : 6;
		this.#emit("gap", mix(10, words), () => "words since the last sentence");
		this.#emit("gap", mix(mix(11, words), c(at)), () => "words since the last sentence, and what follows");
	}

	/** Takes the features of what the other side said before; the same for every sentence of a turn. */
	context(before: Before): void {
		this.count = 0;
		for (let i = Math.max(0, before.length - CONTEXT_WORDS); i < before.length; i++) {
			this.#emit("before", before.hash[i] ?? 0, () => before.words?.[i] ?? "");
		}
		const last = before.length - 1;
		if (last >= 0) {
			const asks = before.asks ? 1 : 0;
			this.#emit(
				"beforeLast",
				mix(before.hash[last] ?? 0, asks),
				() => `${before.words?.[last] ?? ""}${asks ? "?" : ""}`,
			);
		}
	}

	#place({ index, of, tenth }: Place): void {
		const turn = of === 1 ? 1 : index === 0 ? 2 : index === of - 1 ? 3 : 4;
		this.#emit(
			"place",
			turn,
			() => ["", "alone in its turn", "first of its turn", "last of its turn", "inside its turn"][turn] ?? "",
		);
		const part = 10 + tenth;
		this.#emit("place", part, () => `tenth ${tenth + 1} of the conversation`);
		if (index === 0) return;
		const { type, first, last } = this.#previous;
		this.#emit("previous", type, () => this.#typeOf(type));
		this.#emit("previous", mix(first.hash, 1), () => `begins ${first.name}`);
		this.#emit("previous", mix(last.hash, 2), () => `ends ${last.name}`);
	}

	/** Makes the sentence taken last the one that the next follows. */
	follow(tokens: Tokens, { from, to }: Range): void {
		const words = [];
		for (let at = from; at < to; at++) if (tokens.kind[at] !== MARK) words.push(at);
		const end = (at: number | undefined) => ({
			hash: at === undefined ? 0 : (tokens.hash[at] ?? 0),
			name: at === undefined || this.names === null ? "" : this.#word(tokens, at),
		});
		this.#previous = { type: this.#lastType, first: end(words[0]), last: end(words.at(-1)) };
	}
	#lastType = 0;
	#previous = { type: 0, first: { hash: 0, name: "" }, last: { hash: 0, name: "" } };

	#typeWords = new Map<number, string>();
	#typeOf(type: number): string {
		return this.#typeWords.get(type) ?? "?";
	}

	#emit(family: Family, key: number, name: () => string): void {
		if (this.count === this.keys.length) {
			const next = new Int32Array(this.keys.length * 2);
			next.set(this.keys);
			this.keys = next;
		}
		const mixed = mix(key, Math.imul(FAMILIES[family], 0x85ebca6b));
		this.keys[this.count++] = mixed;
		if (this.names !== null && !this.names.has(mixed)) this.names.set(mixed, `${family}: ${name()}`);
	}

	#split(tokens: Tokens): void {
		let from = 0;
		const { length, kind, text, start, end, hash } = tokens;
		for (let at = 0; at < length; at++) {
			if (kind[at] !== MARK) continue;
			const code = text.charCodeAt(start[at] ?? 0);
			if (code === 44 || code === 58 || code === 45) continue;
			if (code === 0x2013 || code === 0x2014) continue;
			if (code === 46 && at > 0) {
				const last = at - 1;
				if (kind[last] === WORD && end[last] === start[at]) {
					const letters = (end[last] ?? 0) - (start[last] ?? 0);
					if (this.#abbreviation.has(hash[last] ?? 0)) continue;
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

	#word(tokens: Tokens, at: number): string {
		if (tokens.kind[at] === NUMBER) return "#".repeat(Math.min(5, (tokens.end[at] ?? 0) - (tokens.start[at] ?? 0)));
		return tokens.text.slice(tokens.start[at], tokens.end[at]);
	}

	#classOf(tokens: Tokens, at: number): number {
		const hash = tokens.hash[at] ?? 0;
		if (tokens.kind[at] === NUMBER) return 7;
		if (this.#kept.has(hash)) return hash;
		const group = this.#groups.get(hash);
		if (group !== undefined) return Math.imul(group, 0x27d4eb2f);
		const to = tokens.end[at] ?? 0;
		const from = tokens.start[at] ?? 0;
		if (to - from < 4) return 11;
		return hashOf(tokens.text, to - 2, to) ^ 0x5bd1e995;
	}

	#className(tokens: Tokens, at: number): string {
		const hash = tokens.hash[at] ?? 0;
		if (tokens.kind[at] === NUMBER) return "#";
		if (this.#kept.has(hash)) return this.#word(tokens, at);
		const group = this.#groups.get(hash);
		if (group !== undefined) return `[${this.#groupNames[group - 1] ?? ""}]`;
		const word = this.#word(tokens, at);
		return word.length < 4 ? "-" : `-${word.slice(-2)}`;
	}

	/** Emits the features of one sentence and gives its type. */
	#sentence(tokens: Tokens, sentence: Range): number {
		const { asks } = sentence;
		const words = this.#words;
		let n = 0;
		for (let at = sentence.from; at < sentence.to; at++) if (tokens.kind[at] !== MARK) words[n++] = at;
		const { hash } = tokens;
		const pos = this.#pos;
		const naming = this.names !== null;
		const name = (i: number) => this.#word(tokens, words[i] ?? 0);
		const cls = (i: number) => this.#className(tokens, words[i] ?? 0);
		const range = (from: number, to: number, of: (i: number) => string) =>
			Array.from({ length: to - from + 1 }, (_, i) => of(from + i)).join(" ");
		const none = () => "";
		for (let i = 0; i < n; i++) {
			const at = words[i] ?? 0;
			const h = hash[at] ?? 0;
			pos[i] = this.#classOf(tokens, at);
			this.#emit("word", h, naming ? () => name(i) : none);
			if (asks) this.#emit("wordAsked", h, naming ? () => name(i) : none);
			const group = this.#groups.get(h);
			if (group !== undefined && !this.#kept.has(h)) {
				this.#emit("group", group, naming ? () => this.#groupNames[group - 1] ?? "" : none);
			}
			const letters = (tokens.end[at] ?? 0) - (tokens.start[at] ?? 0);
			if (letters > 5 && tokens.kind[at] === WORD) {
				this.#emit("stem", tokens.stem[at] ?? 0, naming ? () => `${name(i).slice(0, 5)}-` : none);
				const to = tokens.end[at] ?? 0;
				this.#emit("ending", hashOf(tokens.text, to - 3, to), naming ? () => `-${name(i).slice(-3)}` : none);
			}
			if (i > 0) {
				const pair = mix(hash[words[i - 1] ?? 0] ?? 0, h);
				this.#emit("pair", pair, naming ? () => range(i - 1, i, name) : none);
				if (asks) this.#emit("pairAsked", pair, naming ? () => range(i - 1, i, name) : none);
				const two = mix(pos[i - 1] ?? 0, pos[i] ?? 0);
				this.#emit("class2", two, naming ? () => range(i - 1, i, cls) : none);
				if (i > 1) {
					const three = mix(mix(pos[i - 2] ?? 0, pos[i - 1] ?? 0), pos[i] ?? 0);
					this.#emit("class3", three, naming ? () => range(i - 2, i, cls) : none);
				}
			}
		}
		if (n === 0) return 0;
		// Sentence start behind the fillers, and its end.
		let f = 0;
		while (f < n - 1 && this.#filler.has(hash[words[f] ?? 0] ?? 0)) f += 1;
		const q = asks ? 3 : 5;
		const flag = asks ? "?" : "";
		const h0 = hash[words[f] ?? 0] ?? 0;
		this.#emit("first", mix(h0, q), naming ? () => name(f) + flag : none);
		if (f + 1 < n) {
			const h01 = mix(h0, hash[words[f + 1] ?? 0] ?? 0);
			this.#emit("firstPair", mix(h01, q), naming ? () => range(f, f + 1, name) + flag : none);
			if (f + 2 < n) {
				const h012 = mix(h01, pos[f + 2] ?? 0);
				this.#emit("firstTriple", mix(h012, q), naming ? () => `${range(f, f + 1, name)} ${cls(f + 2)}${flag}` : none);
			}
		}
		const hl = hash[words[n - 1] ?? 0] ?? 0;
		this.#emit("last", mix(hl, q), naming ? () => name(n - 1) + flag : none);
		if (n > 1) {
			const hp = mix(hash[words[n - 2] ?? 0] ?? 0, hl);
			this.#emit("lastPair", mix(hp, q), naming ? () => range(n - 2, n - 1, name) + flag : none);
		}
		return this.#type(tokens, sentence, words, n, f);
	}

	/** Sentence type: how it begins, where the question word or the verb stands, what it ends with. */
	#type(tokens: Tokens, sentence: Range, words: Int32Array, n: number, f: number): number {
		const { hash } = tokens;
		const at = (i: number) => hash[words[i] ?? 0] ?? 0;
		const naming = this.names !== null;
		const q = sentence.asks ? 1 : 0;
		let wh = 0;
		let place = 0;
		let whAt = -1;
		for (let i = f; i < n; i++) {
			const row = this.#questionWord.get(at(i));
			if (row === undefined) continue;
			wh = row;
			whAt = i;
			place = i === f ? 0 : i - f <= 3 ? 1 : 2;
			break;
		}
		let form = 0;
		if (whAt >= 0 && whAt + 1 < n) {
			const next = at(whAt + 1);
			if (this.#quantity.has(next)) form = 1;
			else if (this.#auxiliary.has(next)) form = 2;
			else if (this.#subject.has(next)) form = 3;
			else if (!this.#kept.has(next)) form = 4;
			else form = 5;
		}
		const aux = this.#auxiliary.get(at(f)) ?? 0;
		const second = f + 1 < n ? (this.#subject.get(at(f + 1)) ?? 0) : 0;
		const firstSubject = this.#subject.get(at(f)) ?? 0;
		let inverted = 0;
		for (let i = f + 1; i + 1 < n; i++) {
			if (this.#auxiliary.has(at(i)) && this.#subject.has(at(i + 1)) && !this.#subject.has(at(i - 1))) {
				inverted = this.#subject.get(at(i + 1)) ?? 0;
				break;
			}
		}
		let request = 0;
		for (let i = f; i < Math.min(n, f + 4); i++) if (this.#request.has(at(i))) request = 1;
		const tag = this.#tag.has(at(n - 1)) && n - f > 2 ? 1 : 0;
		let or = 0;
		for (let i = f + 1; i < n; i++) if (this.#alternative.has(at(i))) or = i === n - 1 ? 2 : 1;
		// One type that says the most, and the parts beside it.
		let main: number;
		let word = "";
		if (wh !== 0 && place === 0) {
			main = mix(mix(1, wh), form);
			this.form = "question-word";
			if (naming)
				word = `begins with ${this.#typeNames[wh - 1] ?? ""}${["", " and an amount", " and a verb", " and a person", " and a noun", ""][form] ?? ""}`;
		} else if (aux !== 0 && second !== 0) {
			main = mix(mix(2, aux), second);
			this.form = "verb-first";
			if (naming) word = `begins with ${this.#word(tokens, words[f] ?? 0)} ${this.#word(tokens, words[f + 1] ?? 0)}`;
		} else if (request !== 0) {
			main = mix(3, second);
			this.form = "request";
			if (naming) word = "asks to tell";
		} else if (aux !== 0) {
			main = mix(4, aux);
			this.form = "verb-first";
			if (naming) word = `begins with ${this.#word(tokens, words[f] ?? 0)}`;
		} else if (second !== 0 && firstSubject === 0) {
			main = mix(5, second);
			this.form = "verb-first";
			if (naming) word = "begins with a verb and who";
		} else if (wh !== 0 && place === 1) {
			main = mix(mix(6, wh), form);
			this.form = "question-word";
			if (naming) word = `${this.#typeNames[wh - 1] ?? ""} soon after the beginning`;
		} else if (inverted !== 0) {
			main = mix(7, inverted);
			this.form = "inverted";
			if (naming) word = "verb before who, inside";
		} else if (wh !== 0) {
			main = mix(mix(8, wh), form);
			this.form = "statement";
			if (naming) word = `${this.#typeNames[wh - 1] ?? ""} late`;
		} else {
			main = mix(9, firstSubject);
			this.form = "statement";
			if (naming) word = firstSubject === 0 ? "statement" : `statement about ${this.#word(tokens, words[f] ?? 0)}`;
		}
		const bits = (tag << 2) | or;
		const short = n - f <= 2 ? 1 : 0;
		const whole = mix(main, q + 2);
		if (naming) this.#typeWords.set(whole, `${word}${q === 1 ? " ?" : ""}`);
		const none = () => "";
		this.#emit("type", whole, naming ? () => this.#typeOf(whole) : none);
		this.#emit(
			"type",
			mix(whole, 100 + bits),
			naming ? () => `${this.#typeOf(whole)}${tag ? ", tag" : ""}${or ? ", or" : ""}` : none,
		);
		if (short) this.#emit("type", mix(whole, 77), naming ? () => `${this.#typeOf(whole)}, short` : none);
		if (tag || or)
			this.#emit(
				"type",
				mix(300 + bits, q),
				naming ? () => `${tag ? "tag" : ""}${or ? " or" : ""}${q ? " ?" : ""}` : none,
			);
		if (whAt >= 0) {
			const then = whAt + 1 < n ? at(whAt + 1) : 1;
			const thenName = () =>
				`${this.#typeNames[wh - 1] ?? ""} ${whAt + 1 < n ? this.#word(tokens, words[whAt + 1] ?? 0) : "."}`;
			this.#emit("afterQuestionWord", mix(mix(wh, then), q), naming ? () => thenName() + (q ? "?" : "") : none);
			if (whAt + 2 < n) {
				const third = this.#classOf(tokens, words[whAt + 2] ?? 0);
				this.#emit(
					"afterQuestionWord",
					mix(mix(mix(wh, then), third), q),
					naming ? () => `${thenName()} ${this.#className(tokens, words[whAt + 2] ?? 0)}${q ? "?" : ""}` : none,
				);
			}
			this.#emit(
				"type",
				mix(mix(500 + place, wh), q),
				naming
					? () => `${this.#typeNames[wh - 1] ?? ""} at ${["the beginning", "2 to 4", "later"][place]}${q ? " ?" : ""}`
					: none,
			);
		}
		if (f > 0) {
			this.#emit("single", mix(at(0), q), naming ? () => `opens with ${this.#word(tokens, words[0] ?? 0)}` : none);
		}
		const numbers = this.numbers;
		if (place === 0 && wh !== 0) numbers[12] = 1;
		if ((aux !== 0 && second !== 0) || main === mix(5, second)) numbers[13] = 1;
		if (q === 1 && wh === 0 && aux === 0 && inverted === 0 && request === 0) numbers[14] = 1;
		if (q === 0 && ((wh !== 0 && place === 0 && form === 2) || (aux !== 0 && second !== 0))) numbers[3] = 1;
		numbers[30] = (numbers[30] ?? 0) + f;
		return whole;
	}

	#numbers(tokens: Tokens, from: number, to: number, ranges: readonly Range[], before: Before | null): void {
		const { numbers } = this;
		const { kind, hash, text, start } = tokens;
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
			const h = hash[at] ?? 0;
			const subject = this.#subject.get(h);
			if (subject === 1) you += 1;
			else if (subject === 2) i += 1;
			else if (subject === 3) we += 1;
			else if (subject !== undefined) others += 1;
			if (this.#negation.has(h)) no += 1;
			if (this.#auxiliary.has(h)) aux += 1;
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
		if (before === null || before.length === 0) return;
		let content = 0;
		let shared = 0;
		let pairs = 0;
		let run = 0;
		let best = 0;
		let previous = -2;
		const seen = new Set<number>();
		let firstShared = -1;
		for (let at = from, w = 0; at < to; at++) {
			if (kind[at] === MARK) continue;
			const stem = tokens.stem[at] ?? 0;
			const place = before.stems.get(stem);
			const isContent = kind[at] === NUMBER || !this.#kept.has(hash[at] ?? 0);
			if (isContent) content += 1;
			if (place !== undefined) {
				if (isContent) {
					seen.add(stem);
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
		numbers[18] = beforeContent === 0 ? 0 : Math.min(1, seen.size / beforeContent);
		numbers[19] = Math.min(5, best) / 3;
		numbers[20] = firstShared >= 0 && firstShared <= 3 ? 1 : 0;
		numbers[21] = Math.min(4, pairs) / 2;
		numbers[22] = before.saysI && you > 0 ? 1 : 0;
		numbers[23] = Math.log1p(before.length) / 3;
		numbers[24] = before.asks ? 1 : 0;
		numbers[25] = 1;
		numbers[26] = Math.log1p(seen.size) / 2;
		numbers[27] = seen.size > 0 && marks === 0 ? Math.sqrt(ratio) : 0;
		numbers[28] = seen.size > 0 && marks > 0 ? Math.sqrt(ratio) : 0;
		numbers[29] = content > 0 && shared === content ? 1 : 0;
	}

	/** Adds a text to what the other side said; call `clear` where a new turn begins. */
	remember(tokens: Tokens, before: Before): void {
		const { length, kind, hash } = tokens;
		for (let at = 0; at < length; at++) {
			if (kind[at] === MARK) continue;
			if (before.length >= BEFORE_MAX) break;
			const i = before.length;
			if (i === before.hash.length) {
				const size = i * 2;
				const wider = (old: Int32Array) => {
					const next = new Int32Array(size);
					next.set(old);
					return next;
				};
				before.hash = wider(before.hash);
				before.stem = wider(before.stem);
			}
			const h = hash[at] ?? 0;
			before.hash[i] = h;
			before.stem[i] = tokens.stem[at] ?? 0;
			if (kind[at] === NUMBER || !this.#kept.has(h)) before.contentWords += 1;
			if (this.names !== null) (before.words ??= [])[i] = this.#word(tokens, at);
			before.stems.set(tokens.stem[at] ?? 0, i);
			if (this.#subject.get(h) === 2) before.saysI = true;
			before.length = i + 1;
		}
		before.asks = this.sentences.at(-1)?.asks ?? false;
	}
}
