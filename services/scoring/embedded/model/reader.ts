import { CONTEXT_NUMBERS, CUSTOMER_CONTEXT, CUSTOMER_OFFSET, hear, REP_CONTEXT } from "../context.ts";
import type { LanguagePack } from "../pack.ts";
import { normalised } from "../text.ts";
import { Before, Features, type Range } from "./features.ts";
import { Stems } from "./stems.ts";
import { MARK, Tokens } from "./tokens.ts";
import { ASKED, type Groups, type Role, Weights } from "./weights.ts";

/** A sentence of an utterance as the models see it. */
export type ReadSentence = {
	/** UTF-16 offsets into the utterance's text. */
	readonly start: number;
	readonly end: number;
	/** Its words as `normalised` made them, for rules that look for phrases. */
	readonly said: string;
	readonly asks: boolean;
	/** Whether the next sentence of the utterance ends with a question mark. */
	readonly asksNext: boolean;
	readonly words: number;
	/** How the sentence begins and asks, see Features. */
	readonly form: SentenceForm;
	/** Log-odds, one for each head that judges the speaker; only while the sentence is the one read last. */
	readonly scores: Float64Array;
	/** Makes the scores of the heads that are asked on demand. */
	readonly askMore: () => void;
	/** Stems of the words that carry content, by which sentences are compared. */
	readonly stems: readonly number[];
	/** What spoke most for a head; only while the sentence is the one read last. */
	readonly because: (head: number, most: number) => string[];
};

type SentenceForm = "question-word" | "verb-first" | "request" | "inverted" | "statement";

/** Speech is cut into sentences by the gaps' model where a recogniser wrote no marks. */
const UNMARKED_WORDS_MIN = 8;
const WORDS_PER_MARK = 24;
/** Longer sentences are cut: nothing needs more, and a hostile text costs no more than its length. */
const SENTENCE_TOKENS_MAX = 120;

/** Reads the utterances of one conversation in order: cuts them into sentences, and scores each by every head. */
export class Reader {
	readonly weights: Weights;
	readonly #features: Features;
	/** Of the text read last. */
	readonly tokens = new Tokens();
	readonly #sums: Int32Array;
	readonly #scores: Float64Array;
	readonly #contextSums: Int32Array;
	/** The keys of the text scored last that any head knows, see Weights. */
	#found = new Int32Array(1024);
	#foundCount = 0;
	readonly #one: [Range] = [{ from: 0, to: 0, asks: false }];
	readonly #because = (head: number, most: number): string[] =>
		this.weights.strongest(head, this.#found, this.#foundCount, most);
	readonly #askMore = (): void => this.#scoreMore();
	#askedMore = true;
	readonly #gap: number;
	readonly #gapThreshold: number;
	readonly #stems: Stems;
	#contextKeys = 0;
	/** What the speaker does in this turn, as the other side's next turn will hear it; and what the other side did. */
	#does = new Float64Array(CONTEXT_NUMBERS);
	#did = new Float64Array(CONTEXT_NUMBERS);
	readonly #repHeads: readonly number[];
	readonly #customerHeads: readonly number[];
	readonly #added: Float64Array;
	/** What the other side said, where it said anything; what the speaker says now; and what nobody looks at. */
	#before: Before | null = null;
	#own = new Before();
	#spare = new Before();
	#speaker: string | null = null;
	/** Whose heads are asked; all where nobody knows which side speaks. */
	#side: Role | "any" = "any";

	constructor(pack: Pick<LanguagePack, "grammar" | "weights" | "synonyms" | "generalWords">) {
		this.weights = new Weights(pack.weights);
		this.#features = new Features(pack.grammar);
		this.#sums = new Int32Array(this.weights.heads.length);
		this.#scores = new Float64Array(this.weights.heads.length);
		this.#contextSums = new Int32Array(this.weights.heads.length);
		this.#added = new Float64Array(this.weights.heads.length);
		const positions = (names: readonly string[]) => names.map((name) => this.weights.heads.indexOf(name));
		this.#repHeads = positions(REP_CONTEXT);
		this.#customerHeads = positions(CUSTOMER_CONTEXT);
		this.#gap = this.weights.heads.indexOf("sentence-end");
		this.#gapThreshold = this.#gap < 0 ? 0 : (this.weights.thresholds[this.#gap] ?? 0);
		this.#stems = new Stems(pack.grammar, pack);
	}

	/** Forgets the conversation before. */
	begin(): void {
		this.#spare = this.#before ?? this.#spare;
		this.#before = null;
		this.#own.clear();
		this.#speaker = null;
		this.#does.fill(0);
		this.#did.fill(0);
		this.#added.fill(0);
	}

	/**
	 * Hands each sentence of an utterance to `take`, in order. `tenth` says how far the conversation has come, 0 to 9.
	 */
	read(
		text: string,
		speaker: string,
		tenth: number,
		take: (sentence: ReadSentence, index: number, of: number) => void,
	): void {
		const features = this.#features;
		const tokens = this.tokens;
		this.#side = speaker === "rep" || speaker === "customer" ? speaker : "any";
		this.#turn(speaker);
		tokens.take(normalised(text));
		const ranges = this.#cut(features.split(tokens));
		const of = ranges.length;
		for (let index = 0; index < of; index++) {
			const range = ranges[index];
			if (range === undefined) continue;
			this.#one[0] = range;
			features.take(tokens, this.#one, this.#before, { index, of, tenth });
			const scores = this.#score();
			this.#note(speaker, scores);
			const start = tokens.start[range.from] ?? 0;
			const end = tokens.end[range.to - 1] ?? 0;
			const sentence = {
				start,
				end,
				said: tokens.text.slice(start, end),
				asks: range.asks,
				asksNext: ranges[index + 1]?.asks === true,
				words: this.#words(range),
				form: features.form,
				scores,
				askMore: this.#askMore,
				stems: this.#stems.of(tokens, range),
				because: this.#because,
			};
			take(sentence, index, of);
			features.follow(tokens, range);
		}
		features.remember(tokens, this.#own);
	}

	/** Scores a whole text by every head, as the labelling guides judge whole texts. */
	text(text: string, speaker: string): Float64Array {
		this.#side = "any";
		this.#turn(speaker);
		const tokens = this.tokens;
		tokens.take(normalised(text));
		const ranges = this.#features.split(tokens);
		this.#features.take(tokens, ranges, this.#before, null);
		const scores = this.#score().slice();
		this.#features.remember(tokens, this.#own);
		return scores;
	}

	#score(): Float64Array {
		this.#askedMore = false;
		const { keys, count } = this.#features;
		const groups = ASKED.always[this.#side];
		this.#makeRoom(count);
		this.#sums.set(this.#contextSums);
		this.#foundCount = this.weights.add(keys, count, this.#sums, this.#found, groups);
		this.#finish(groups);
		return this.#scores;
	}

	#makeRoom(keys: number): void {
		if (this.#found.length < keys) this.#found = new Int32Array(keys * 2);
	}

	#scoreMore(): void {
		if (this.#askedMore) return;
		this.#askedMore = true;
		const groups = ASKED.onDemand[this.#side];
		this.weights.addMore(this.#found, this.#foundCount, this.#sums, groups);
		this.#finish(groups);
	}

	#finish(groups: Groups): void {
		const { count, numbers } = this.#features;
		this.weights.finish(this.#sums, count + this.#contextKeys, numbers, this.#added, this.#scores, groups);
	}

	#turn(speaker: string): void {
		if (speaker === this.#speaker) return;
		if (this.#speaker !== null) {
			const free = this.#before ?? this.#spare;
			free.clear();
			this.#before = this.#own;
			this.#own = free;
			[this.#did, this.#does] = [this.#does, this.#did];
			this.#does.fill(0);
			this.weights.context(this.#did, this.#added);
		}
		this.#speaker = speaker;
		this.#contextSums.fill(0);
		this.#contextKeys = 0;
		if (this.#before === null) return;
		this.#features.context(this.#before);
		const { keys, count } = this.#features;
		this.#contextKeys = count;
		this.#makeRoom(count);
		this.weights.add(keys, count, this.#contextSums, this.#found, ASKED.all[this.#side]);
	}

	#note(speaker: string, scores: Float64Array): void {
		if (speaker === "rep") this.#hear(scores, 0, this.#repHeads);
		else if (speaker === "customer") this.#hear(scores, CUSTOMER_OFFSET, this.#customerHeads);
	}

	#hear(scores: Float64Array, offset: number, heads: readonly number[]): void {
		for (let index = 0; index < heads.length; index++) {
			const head = heads[index] ?? -1;
			if (head >= 0) hear(this.#does, offset, index, this.weights.over(scores, head));
		}
	}

	#cut(ranges: readonly Range[]): Range[] {
		const { length, kind } = this.tokens;
		let marks = 0;
		for (let at = 0; at < length; at++) if (kind[at] === MARK) marks += 1;
		const unmarked = marks * WORDS_PER_MARK < length;
		const cut: Range[] = [];
		for (const range of ranges) {
			if (this.#gap >= 0 && unmarked && range.to - range.from >= UNMARKED_WORDS_MIN) this.#cutByGaps(range, cut);
			else pushBounded(range, cut);
		}
		return cut;
	}

	#cutByGaps(range: Range, into: Range[]): void {
		let from = range.from;
		const features = this.#features;
		for (let at = range.from + 1; at < range.to; at++) {
			if (this.tokens.kind[at] === MARK || this.tokens.kind[at - 1] === MARK) continue;
			features.gap(this.tokens, at, at - from);
			const score = this.weights.one(this.#gap, features.keys, features.count);
			if (score < this.#gapThreshold && at - from < SENTENCE_TOKENS_MAX) continue;
			pushBounded({ from, to: at, asks: false }, into);
			from = at;
		}
		pushBounded({ from, to: range.to, asks: range.asks }, into);
	}

	#words({ from, to }: Range): number {
		let words = 0;
		for (let at = from; at < to; at++) if (this.tokens.kind[at] !== MARK) words += 1;
		return words;
	}
}

function pushBounded(range: Range, into: Range[]): void {
	let { from } = range;
	while (range.to - from > SENTENCE_TOKENS_MAX) {
		into.push({ from, to: from + SENTENCE_TOKENS_MAX, asks: false });
		from += SENTENCE_TOKENS_MAX;
	}
	into.push({ from, to: range.to, asks: range.asks });
}
