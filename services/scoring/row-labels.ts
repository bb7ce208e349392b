import type { Fault, Result } from "../../domain/fault.ts";
import { failed, ok } from "../../domain/fault.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import { ASK_KINDS, type Label, OBJECTION_TOPICS, type QuestionLabel } from "../../domain/signals/label.ts";
import { tenthOf } from "./embedded/context.ts";
import { sureness } from "./embedded/heard.ts";
import { createEmbeddedLabeller } from "./embedded/index.ts";
import { Reader, type ReadSentence } from "./embedded/model/reader.ts";
import { highest } from "./embedded/model/weights.ts";
import type { LanguagePack } from "./embedded/pack.ts";
import { labelledLanguages, loadPack } from "./embedded/packs/index.ts";
import { QUESTION_FORMS } from "./embedded/rep.ts";
import { languageOf } from "./language.ts";
import type { SpokenRow } from "./rows.ts";

/** A label of one row, free of everything that only a whole scorecard needs. */
type RowLabel = {
	/** As the domain names it, or `guide: ` and the name of a labelling guide. */
	readonly label: string;
	/** Form of a question, kind of an ask, topic of an objection, whether a claim is tied, what a restatement says back. */
	readonly kind?: string;
	/** Strength of a restatement, 0 to 1; of a guide its log-odds, of the graded guide its score. */
	readonly value?: number;
	/** UTF-16 offsets into the row's text. */
	readonly span: readonly [start: number, end: number];
	/** 0..1; 0.5 on the line. */
	readonly confidence: number;
};

type LabelledRow = { readonly id: string; readonly labels: readonly RowLabel[] };

export type RowLabeller = {
	/**
	 * Labels the rows of one conversation, in their order. `reps` are speakers in small letters: then the conversation is
	 * labelled as one between them and the customer. With null nobody's side is known, and every text is marked by both.
	 * A fault where no pack can read the language.
	 */
	label(rows: readonly SpokenRow[], reps: ReadonlySet<string> | null): Result<readonly LabelledRow[], Fault>;
};

/** Learnt from ratings, not from yes and no: it has no line, and is given for every text. */
const GRADED_GUIDE = "uptake";

const ASKS = ASK_KINDS.map((kind) => [kind, `ask-${kind}`] as const);
const TOPICS = OBJECTION_TOPICS.map((topic) => [topic, `topic-${topic}`] as const);
/** Sentence labels beside questions, each with the heads that tell its kinds apart. */
const SENTENCE_LABELS: readonly {
	readonly head: string;
	readonly kinds: readonly (readonly [kind: string, head: string])[];
}[] = [
	{ head: "restatement", kinds: [] },
	{ head: "claim", kinds: [] },
	{ head: "ask", kinds: ASKS },
	{ head: "own-promise", kinds: [] },
	{ head: "listening-cue", kinds: [] },
	{ head: "empathy", kinds: [] },
	{ head: "need", kinds: [] },
	{ head: "objection", kinds: TOPICS },
	{ head: "difficulty", kinds: [] },
	{ head: "buying-signal", kinds: [] },
	{ head: "competitor", kinds: [] },
];

export function createRowLabeller(): RowLabeller {
	const labeller = createEmbeddedLabeller();
	const open = new Map<string, Opened>();
	return {
		label(rows, reps) {
			const language = languageIn(rows);
			if (!language.ok) return language;
			const opened = open.get(language.value) ?? openPack(language.value);
			open.set(language.value, opened);
			const guides = guideLabels(rows, opened);
			let ours: readonly (readonly RowLabel[])[];
			if (!opened.pack.complete) ours = [];
			else if (reps === null) ours = sentenceLabels(rows, opened);
			else {
				const { labels } = labeller.label(conversationOf(rows, reps, language.value));
				ours = rows.map((_, index) => labels.filter(({ utterance }) => utterance === index).map(rowLabelOf));
			}
			return ok(rows.map(({ id }, index) => ({ id, labels: [...(ours[index] ?? []), ...(guides[index] ?? [])] })));
		},
	};
}

type Opened = { readonly pack: LanguagePack; readonly reader: Reader; readonly guides: Reader };

function openPack(language: string): Opened {
	const pack = loadPack(language);
	if (pack === null) throw new RangeError(`language: expected one with a pack, came ${language}`);
	return { pack, reader: new Reader(pack), guides: guidesOf(pack) };
}

function languageIn(rows: readonly SpokenRow[]): Result<string, Fault> {
	const declared = [...new Set(rows.flatMap(({ lang }) => (lang === null ? [] : [lang.toLowerCase()])))];
	if (declared.length > 1) {
		return failed({ field: "lang", expected: "one language in a conversation", came: declared.join(", ") });
	}
	return languageOf(rows, declared[0], labelledLanguages);
}

function conversationOf(rows: readonly SpokenRow[], reps: ReadonlySet<string>, language: string): Conversation {
	const utterances = rows.map(({ speaker, text, t }, ordinal): Conversation["utterances"][number] => ({
		ordinal,
		role: reps.has(speaker.trim().toLowerCase()) ? "rep" : "customer",
		speaker,
		text,
		startMs: t === null ? null : Math.round(t * 1000),
		endMs: null,
		confidence: null,
	}));
	return { kind: "customer-call", language, utterances };
}

function rowLabelOf(label: Label): RowLabel {
	const kind = kindOf(label);
	return {
		label: label.kind,
		...(kind === null ? {} : { kind }),
		...(label.kind === "restatement" ? { value: label.strength } : {}),
		span: [label.start, label.end],
		confidence: label.confidence,
	};
}

function kindOf(label: Label): string | null {
	switch (label.kind) {
		case "question":
			return questionKindOf(label);
		case "ask":
			return label.ask;
		case "objection":
			return label.topic;
		case "claim":
			return label.need === null ? "not-tied" : "tied";
		case "restatement":
			return label.objection === null ? null : "of-objection";
		case "answer":
		case "need":
		case "own-promise":
		case "listening-cue":
		case "difficulty":
		case "empathy":
		case "buying-signal":
		case "competitor":
			return null;
	}
}

/** `open` and `closed` are questions that count; any other kind says why one does not. */
function questionKindOf({ form, discovery, leading, rhetorical, stackedOn, repeats }: QuestionLabel): string {
	if (leading) return "leading";
	if (rhetorical) return "rhetorical";
	if (!discovery) return "courtesy";
	if (stackedOn !== null) return "stacked";
	return repeats === null ? form : "repeated";
}

/** Reads by the guides of a pack: all that knows whole texts, wherever else it is used. */
export function guidesOf(pack: LanguagePack): Reader {
	// The file with the ties holds what the calls taught, sentence by sentence.
	const graded = pack.weights.filter(({ ties }) => ties === undefined);
	return new Reader({ ...pack, weights: [...pack.guides, ...graded] });
}

function guideLabels(rows: readonly SpokenRow[], { guides }: Opened): RowLabel[][] {
	const { weights } = guides;
	guides.begin();
	return rows.map(({ speaker, text }) => {
		const scores = guides.text(text, sideless(speaker));
		return weights.heads.flatMap((name, head): RowLabel[] => {
			const score = scores[head] ?? 0;
			const line = weights.thresholds[head] ?? 0;
			if (name !== GRADED_GUIDE && score < line) return [];
			const value = Math.round(score * 1000) / 1000;
			return [{ label: `guide: ${name}`, value, span: [0, text.length], confidence: sureness(score - line) }];
		});
	});
}

function sentenceLabels(rows: readonly SpokenRow[], { reader }: Opened): RowLabel[][] {
	const { weights } = reader;
	const named = (names: readonly (readonly [name: string, head: string])[]) =>
		names.map(([name, head]) => [name, weights.indexOf(head)] as const);
	const forms = named(QUESTION_FORMS.map((name) => [name, name]));
	const others = SENTENCE_LABELS.map(({ head, kinds }) => ({
		label: head,
		head: weights.indexOf(head),
		kinds: named(kinds),
	}));
	const over = (head: number, { scores }: ReadSentence) => weights.over(scores, head);
	reader.begin();
	return rows.map(({ speaker, text }, index) => {
		const found: RowLabel[] = [];
		reader.read(text, sideless(speaker), tenthOf(index, rows.length), (sentence) => {
			const take = (label: string, head: number, kind: string | undefined) => {
				if (over(head, sentence) < 0) return;
				const confidence = sureness(over(head, sentence));
				const span = [sentence.start, sentence.end] as const;
				found.push({ label, ...(kind === undefined ? {} : { kind }), span, confidence });
			};
			const form = highest(forms, (head) => over(head, sentence));
			if (form !== null) take("question", form[1], form[0]);
			for (const { label, head, kinds } of others) {
				take(label, head, highest(kinds, (kind) => sentence.scores[kind] ?? 0)?.[0]);
			}
		});
		return found;
	});
}

/** A speaker whose side is not known is never taken for one, whatever the name. */
function sideless(speaker: string): string {
	return `speaker ${speaker}`;
}
