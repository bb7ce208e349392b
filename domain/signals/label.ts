/**
 * A labeller marks spans of utterances; arithmetic turns labels into readings.
 * `id` is the label's position in its labelling, from 0; `start` and `end` are UTF-16 offsets into the utterance's text.
 */
export type LabelBase = {
	readonly id: number;
	readonly utterance: number;
	readonly start: number;
	readonly end: number;
	/** 0..1, the labeller's own estimate. */
	readonly confidence: number;
	/** Code of the rule or model that made the label; put into words when read. */
	readonly rule: string;
	/** Where a model made it: what in the sentence spoke most for it, strongest first. Empty for a rule. */
	readonly features: readonly string[];
};

export const ASK_KINDS = ["meeting", "pilot", "decision", "introduction", "document"] as const;
export type AskKind = (typeof ASK_KINDS)[number];

export type QuestionLabel = LabelBase & {
	readonly kind: "question";
	readonly form: "open" | "closed";
	/** Asks about the customer's situation, problems, needs or process. */
	readonly discovery: boolean;
	readonly leading: boolean;
	readonly rhetorical: boolean;
	/** Label id of the question that this one is stacked on in the same turn, without an answer between. */
	readonly stackedOn: number | null;
	/** Label id of an earlier question that this one repeats. */
	readonly repeats: number | null;
};

/** The rep says back what the customer said. */
type RestatementLabel = LabelBase & {
	readonly kind: "restatement";
	/** 0..1: how much of what the customer said is taken up (uptake). */
	readonly strength: number;
	/** Ordinal of the customer's utterance that is said back. */
	readonly of: number;
	/** Label id of the objection that is said back, where it is one. */
	readonly objection: number | null;
};

/** Where the rep starts to answer an objection on the matter. */
type AnswerLabel = LabelBase & { readonly kind: "answer"; readonly objection: number };

export const OBJECTION_TOPICS = [
	"price",
	"timing",
	"authority",
	"incumbent",
	"no-need",
	"trust",
	"fit",
	"brush-off",
	"worry",
	"refusal",
] as const;
export type ObjectionTopic = (typeof OBJECTION_TOPICS)[number];

export type ObjectionLabel = LabelBase & { readonly kind: "objection"; readonly topic: ObjectionTopic };
export type NeedLabel = LabelBase & { readonly kind: "need" };

/** A statement that the offer brings a benefit; `need` is the label id of the need that it is tied to. */
type ClaimLabel = LabelBase & { readonly kind: "claim"; readonly need: number | null };
export type AskLabel = LabelBase & { readonly kind: "ask"; readonly ask: AskKind };
type OwnPromiseLabel = LabelBase & { readonly kind: "own-promise" };

/** The rep shows to have heard, in words, without saying anything back: "mhm", "I see". */
type ListeningCueLabel = LabelBase & { readonly kind: "listening-cue" };

/** The customer names something that is hard, tiring or worrying for them. */
export type DifficultyLabel = LabelBase & { readonly kind: "difficulty" };

/** The rep recognises a difficulty in words; `difficulty` is its label id. */
type EmpathyLabel = LabelBase & { readonly kind: "empathy"; readonly difficulty: number | null };

/** The customer asks or speaks as somebody who may buy: price, start, terms, how it would be for them. */
type BuyingSignalLabel = LabelBase & { readonly kind: "buying-signal" };

/** Another vendor, or an alternative that the customer uses or looks at, is mentioned. */
type CompetitorLabel = LabelBase & { readonly kind: "competitor" };

export type Label =
	| QuestionLabel
	| RestatementLabel
	| AnswerLabel
	| ObjectionLabel
	| NeedLabel
	| ClaimLabel
	| AskLabel
	| OwnPromiseLabel
	| ListeningCueLabel
	| DifficultyLabel
	| EmpathyLabel
	| BuyingSignalLabel
	| CompetitorLabel;

export type LabelKind = Label["kind"];

/** A stretch that looks like a label and is none. `because` is a code; its words say what would have counted. */
export type NearMiss = {
	readonly kind: LabelKind;
	readonly utterance: number;
	readonly start: number;
	readonly end: number;
	readonly because: /** Words of listening with nothing of what the customer said in them: "what I'm hearing is ...". */
		| "magic-words"
		/** "I understand", where the objection was to be said back. */
		| "only-understanding"
		/** A wish for some next step, without an action or a time: "hopefully we talk soon". */
		| "no-concrete-step"
		/** A sentence that the models find likely, but not likely enough. */
		| "not-sure";
};

/** Everything that one labeller in one version said about one conversation. Label ids equal their index. */
export type Labelling = {
	readonly labeller: string;
	readonly version: string;
	readonly labels: readonly Label[];
	readonly nearMisses: readonly NearMiss[];
	/** Other languages that a considerable part of the conversation is in: BCP 47 primary subtags, mostly none. */
	readonly alsoIn: readonly string[];
	/** Human-labelled data that the labeller was measured on in this language; empty means "not validated". */
	readonly validatedOn: readonly string[];
};
