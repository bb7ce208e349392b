import type { Grammar } from "./model/grammar.ts";
import type { WeightsFile } from "./model/weights.ts";

export type PackWords = {
	/** Words for the same thing: each row stands for its first word where two sentences are compared. */
	readonly synonyms: readonly (readonly string[])[];
	/** Words so general that sharing one ties nothing to anything. */
	readonly generalWords: readonly string[];
	/**
	 * Words that a refusal, a doubt or a reason against can hardly do without; regular expressions over lower-case text. A
	 * sentence with none of them has to be an objection all the more clearly. None: any sentence may be one.
	 */
	readonly doubtWords: readonly string[];
	/**
	 * Words of assent or praise, and words that take some of it back; regular expressions over lower-case text. A sentence
	 * of assent that takes nothing back has to be an objection beyond doubt.
	 */
	readonly assentWords: readonly string[];
	readonly contrastWords: readonly string[];
	/** How sentences begin that answer what was said, whatever words of it they hold; regular expressions. */
	readonly answerOpenings: readonly string[];
	/** Words of listening that any customer could be told; regular expressions over lower-case text. */
	readonly magicWords: readonly string[];
};

/** What a rule looks for in lower-case text, made of a pack's words; null where it has none. */
export type Phrases = {
	readonly magic: RegExp | null;
	readonly answers: RegExp | null;
	readonly doubt: RegExp | null;
	readonly assent: RegExp | null;
	readonly contrast: RegExp | null;
};

/**
 * Everything that the labeller knows about one language, as plain data: a further language is a further folder with
 * function words, synonyms, a few phrases, weights made by `npm run train`, and sentences that say what they shall do.
 */
export type LanguagePack = PackWords & {
	readonly language: string;
	readonly grammar: Grammar;
	/** The models by which conversations are scored. */
	readonly weights: readonly WeightsFile[];
	/** Models of whole texts, each by somebody's labelling guide: for `coachloop label` and the validity bench alone. */
	readonly guides: readonly WeightsFile[];
	/** Corpora labelled by people that stand behind `weights`, measured in docs/validity.md; none: "not validated". */
	readonly validatedOn: readonly string[];
	/** A pack that cannot find all that a scorecard needs marks texts, and scores no conversation. */
	readonly complete: boolean;
};
