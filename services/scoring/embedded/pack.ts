import type { AskKind, ObjectionTopic } from "../../../domain/signals/label.ts";

/** One row of a word list: a rule's code, how sure it is by itself (0..1), and the words as a regular expression. */
export type PackRule = { readonly code: string; readonly confidence: number; readonly pattern: string };
export type PackAskRule = PackRule & { readonly ask: AskKind };
/** Objections of one topic in neighbouring sentences are one objection; of two topics, two. */
export type PackObjectionRule = PackRule & { readonly topic: ObjectionTopic };

/**
 * Everything that the labeller knows about one language, as plain data: a further language is a further folder. Patterns
 * see lower-case text with straight apostrophes, and `core` patterns a sentence without its leading fillers.
 */
export type LanguagePack = {
	readonly language: string;
	readonly abbreviations: readonly string[];
	readonly fillers: readonly string[];
	/** Phrases that announce a question: what follows is one, with or without a question mark. */
	readonly leadIns: readonly string[];
	readonly stopWords: readonly string[];
	/** Words so general that sharing one ties nothing to anything. */
	readonly generalWords: readonly string[];
	readonly synonyms: readonly (readonly string[])[];
	readonly suffixes: readonly (readonly [ending: string, replacement: string])[];
	/** Splits speech that a recogniser wrote without punctuation, in front of a question. */
	readonly questionInside: string;
	readonly questionInsideBlockedAfter: readonly string[];
	readonly question: {
		readonly whFirst: string;
		readonly whStatement: string;
		readonly auxFirst: string;
		readonly closedWh: string;
		readonly openWh: string;
		readonly tellMe: string;
		readonly innerOr: string;
		readonly innerWh: string;
		/** A statement whose last words ask: "and that is how many?". */
		readonly trailingWh: string;
		readonly innerAux: string;
		readonly auxAfterWh: string;
		readonly tagUnmarked: string;
		readonly unfinished: string;
		readonly customer: string;
		readonly ownSide: string;
		readonly courtesy: string;
		readonly logistics: string;
		readonly rhetorical: readonly PackRule[];
		readonly leading: readonly PackRule[];
		readonly tag: string;
	};
	readonly restatement: {
		readonly cues: readonly PackRule[];
		readonly magic: string;
		readonly summary: string;
		readonly contradiction: string;
		readonly earlier: string;
	};
	/** Whole sentences that neither answer nor say anything back. */
	readonly empty: string;
	readonly courtesyStatement: string;
	readonly asks: readonly PackAskRule[];
	readonly askNever: string;
	readonly proposal: string;
	readonly proposedTime: string;
	readonly promises: readonly PackRule[];
	readonly claims: readonly PackRule[];
	readonly claimNever: string;
	readonly claimReference: string;
	readonly objections: readonly PackObjectionRule[];
	readonly objectionNever: string;
	readonly refusal: string;
	readonly butFirst: string;
	readonly needs: readonly PackRule[];
	readonly needNever: string;
};
