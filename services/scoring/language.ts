import type { Result } from "../../domain/fault.ts";
import { failed, ok } from "../../domain/fault.ts";
import { IntTable } from "./embedded/model/table.ts";
import { hashOf, type Tokens, WORD } from "./embedded/model/tokens.ts";
import { scoredLanguages } from "./embedded/packs/index.ts";
import type { TranscriptFault } from "./formats/format.ts";
import { transcriptFault } from "./formats/format.ts";

/** Frequent small words, each list chosen so that it shares few words with the others. */
const STOP_WORDS: { readonly [language: string]: readonly string[] } = {
	en: "the and you that it of is to what have this with are for not do we your but how be they i was on my can".split(
		" ",
	),
	de: "der die das und ich nicht ist wir sie mit auf ein eine dass aber auch wie haben für es zu den von sind noch".split(
		" ",
	),
	fr: "le la les et je vous nous est que pas une des du pour dans avec mais sur ce qui ne au sont très".split(" "),
	es: "el los las y que de es no una por para con pero muy nosotros usted está como qué lo se su del".split(" "),
	it: "il lo gli che di è non una per con ma sono noi come questo anche della nel molto più ho".split(" "),
	nl: "de het een en ik niet is wij met op maar ook dat voor zijn van hoe hebben nog wel je".split(" "),
	pt: "o os e que de é não uma por para com mas muito nós você está como em do da no na".split(" "),
};

const SETS = Object.entries(STOP_WORDS).map(([language, words]) => ({ language, words: new Set(words) }));
const WORDS_READ_MAX = 4000;
const LETTERS_READ_MAX = 40_000;
const WORDS_TO_TELL = 20;
const LATIN_SHARE_MIN = 0.7;

/**
 * The declared language, or the one whose small words are most frequent; a fault for any that is not among `offered`:
 * by default those in which whole conversations are scored.
 */
export function languageOf(
	cues: readonly { readonly text: string }[],
	declared: string | undefined,
	offered: readonly string[] = scoredLanguages,
): Result<string, TranscriptFault> {
	const language = declared === undefined ? detected(cues) : (declared.toLowerCase().split(/[-_]/)[0] ?? "");
	if (offered.includes(language)) return ok(language);
	const came = declared === undefined ? `words that read like ${language}` : `${declared}, as declared`;
	const expected = `a conversation in a language with a pack: ${offered.join(", ")}`;
	return failed(transcriptFault("unsupported-language", "language", expected, came));
}

/** Share of the words that stand in utterances of another language, from which a conversation is called mixed. */
const MIXED_SHARE_MIN = 0.1;
const WORDS_TO_TELL_UTTERANCE = 6;

/** Tells which languages a conversation is in, from the tokens of each utterance that tells its language. */
export class LanguagesHeard {
	readonly #words = new Map<string, number>();
	readonly #counts = new Int32Array(SETS.length);
	#all = 0;

	/** Hears one utterance; after some thousand words no more are looked at. */
	hear(tokens: Tokens): void {
		if (this.#all >= WORDS_READ_MAX) return;
		const counts = this.#counts;
		const said = countSmallWords(tokens, counts);
		this.#all += said;
		if (said < WORDS_TO_TELL_UTTERANCE) return;
		const best = mostOf(counts);
		const most = counts[best] ?? 0;
		counts[best] = 0;
		const second = counts[mostOf(counts)] ?? 0;
		const language = SETS[best]?.language;
		if (language === undefined || most < 2 || most < 2 * second) return;
		this.#words.set(language, (this.#words.get(language) ?? 0) + said);
	}

	/** Languages beside the expected one that at least a tenth of the words are in, the one with the most words first. */
	beside(expected: string): readonly string[] {
		return [...this.#words]
			.filter(([other, count]) => other !== expected && count >= MIXED_SHARE_MIN * this.#all)
			.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
			.map(([other]) => other);
	}
}

/** Place of the greatest number, of the first where several are. */
function mostOf(counts: Int32Array): number {
	let best = 0;
	for (let at = 1; at < counts.length; at++) if ((counts[at] ?? 0) > (counts[best] ?? 0)) best = at;
	return best;
}

/** Every small word with the languages that it is in, as bits in the order of SETS; found by its hash. */
const SMALL_WORDS = [...new Set(SETS.flatMap(({ words }) => [...words]))].map((word) => ({
	word,
	languages: SETS.reduce((bits, { words }, set) => bits | (words.has(word) ? 1 << set : 0), 0),
}));
const SMALL_WORD_AT = new IntTable(SMALL_WORDS.length);
for (const [at, { word }] of SMALL_WORDS.entries()) SMALL_WORD_AT.set(hashOf(word), at + 1);

/** Counts the small words of each language in an utterance; says how many words it has. */
function countSmallWords({ length, kind, hash, text, start, end }: Tokens, counts: Int32Array): number {
	counts.fill(0);
	let words = 0;
	for (let at = 0; at < length; at++) {
		if (kind[at] !== WORD) continue;
		words += 1;
		const small = SMALL_WORDS[SMALL_WORD_AT.get(hash[at] ?? 0) - 1];
		if (small === undefined || !standsAt(small.word, text, start[at] ?? 0, end[at] ?? 0)) continue;
		for (let set = 0; set < counts.length; set++) {
			if ((small.languages & (1 << set)) !== 0) counts[set] = (counts[set] ?? 0) + 1;
		}
	}
	return words;
}

/** Equal hashes are no proof that a word is the one looked for. */
function standsAt(word: string, text: string, from: number, to: number): boolean {
	if (word.length !== to - from) return false;
	for (let at = 0; at < word.length; at++) if (word.charCodeAt(at) !== text.charCodeAt(from + at)) return false;
	return true;
}

function wordsOf(text: string): string[] {
	return (
		text
			.slice(0, LETTERS_READ_MAX)
			.toLowerCase()
			.match(/\p{L}+/gu) ?? []
	);
}

function detected(cues: readonly { readonly text: string }[]): string {
	const words: string[] = [];
	for (const cue of cues) {
		if (words.length >= WORDS_READ_MAX) break;
		words.push(...wordsOf(cue.text).slice(0, WORDS_READ_MAX));
	}
	const latin = words.filter((word) => /^\p{Script=Latin}+$/u.test(word)).length;
	if (latin < words.length * LATIN_SHARE_MIN) return "another script";
	const hits = SETS.map((set) => ({ language: set.language, n: words.filter((word) => set.words.has(word)).length }));
	const best = hits.reduce((a, b) => (b.n > a.n ? b : a));
	if (best.n > 0) return best.language;
	// A few names and numbers tell nothing; that is not another language.
	return words.length < WORDS_TO_TELL ? "en" : "no known language";
}
