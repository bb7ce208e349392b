import type { Result } from "../../domain/fault.ts";
import { failed, ok } from "../../domain/fault.ts";
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

/**
 * Other languages that at least a tenth of the words are in, by the utterances that tell their language; the one with the
 * most words first.
 */
export function otherLanguagesIn(
	utterances: readonly { readonly text: string }[],
	language: string,
): readonly string[] {
	const words = new Map<string, number>();
	let all = 0;
	for (const { text } of utterances) {
		if (all >= WORDS_READ_MAX) break;
		const said = wordsOf(text).slice(0, WORDS_READ_MAX);
		all += said.length;
		const [best, second] = SETS.map((set) => ({ ...set, n: said.filter((word) => set.words.has(word)).length })).sort(
			(a, b) => b.n - a.n,
		);
		if (said.length < WORDS_TO_TELL_UTTERANCE || best === undefined || best.n < 2 || best.n < 2 * (second?.n ?? 0))
			continue;
		words.set(best.language, (words.get(best.language) ?? 0) + said.length);
	}
	return [...words]
		.filter(([other, count]) => other !== language && count >= MIXED_SHARE_MIN * all)
		.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
		.map(([other]) => other);
}

function wordsOf(text: string): string[] {
	return (
		text
			.slice(0, 40_000)
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
