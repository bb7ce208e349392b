import { readFileSync } from "node:fs";
import { z } from "zod";
import type { SpeakerRole } from "../../../../domain/signals/conversation.ts";
import { ASK_KINDS, type Label, OBJECTION_TOPICS } from "../../../../domain/signals/label.ts";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import { type Turn, talk } from "./spoken.ts";

const entry = z.strictObject({
	text: z.string().min(1),
	/** What the other side says before. */
	before: z.string().optional(),
	/** The need that a claim is tied to, told earlier. */
	need: z.string().optional(),
	/** The same question asked before, and what the customer said to it. */
	earlier: z.string().optional(),
	answer: z.string().optional(),
	topic: z.enum(OBJECTION_TOPICS).optional(),
	ask: z.enum(ASK_KINDS).optional(),
	/** What a near miss is instead, or what would have counted. */
	why: z.string().optional(),
});
export type Entry = z.infer<typeof entry>;

const label = z.strictObject({
	yes: z.array(entry),
	nearMisses: z.array(entry.required({ why: true })),
});
type NearMissEntry = z.infer<typeof label>["nearMisses"][number];

/** What each label of a pack's sentences is among the labels that the labeller makes; in the order of the rubric. */
const READS = {
	"open-question": (said) =>
		said.kind === "question" && said.form === "open" && said.discovery && !said.leading && !said.rhetorical,
	"closed-question": (said) =>
		said.kind === "question" && said.form === "closed" && said.discovery && !said.leading && !said.rhetorical,
	"leading-question": (said) => said.kind === "question" && said.leading,
	"rhetorical-question": (said) => said.kind === "question" && said.rhetorical,
	"courtesy-question": (said) => said.kind === "question" && !said.discovery,
	"stacked-questions": (said) => said.kind === "question" && said.stackedOn !== null,
	"repeated-question": (said) => said.kind === "question" && said.repeats !== null,
	restatement: (said) => said.kind === "restatement",
	"acknowledged-objection": (said, all) => said.kind === "restatement" && acknowledges(said, all),
	"listening-cue": (said) => said.kind === "listening-cue",
	empathy: (said) => said.kind === "empathy",
	claim: (said) => said.kind === "claim",
	"tied-claim": (said) => said.kind === "claim" && said.need !== null,
	ask: (said) => said.kind === "ask",
	"own-promise": (said) => said.kind === "own-promise",
	need: (said) => said.kind === "need",
	objection: (said) => said.kind === "objection",
	difficulty: (said) => said.kind === "difficulty",
	"buying-signal": (said) => said.kind === "buying-signal",
	"competitor-mention": (said) => said.kind === "competitor",
} satisfies { readonly [label: string]: (said: Label, all: readonly Label[]) => boolean };

export type PackLabel = keyof typeof READS;

const CUSTOMERS: ReadonlySet<string> = new Set([
	"need",
	"objection",
	"difficulty",
	"buying-signal",
	"competitor-mention",
]);

const sentences = z.strictObject({
	language: z.string(),
	labels: z.record(z.enum(Object.keys(READS)), label),
});

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

export type PackSentences = {
	readonly name: PackLabel;
	readonly yes: readonly Entry[];
	readonly nearMisses: readonly NearMissEntry[];
};

function isPackLabel(name: string): name is PackLabel {
	return name in READS;
}

export const PACK_LABELS: readonly PackLabel[] = Object.keys(READS).filter(isPackLabel);

/** A pack's own sentences, written before its models were trained and never shown to them. */
export function readSentences(language: Language): readonly PackSentences[] {
	const path = new URL(`../../../../services/scoring/embedded/packs/${language}/sentences.json`, import.meta.url);
	const { labels } = sentences.parse(JSON.parse(readFileSync(path, "utf8")));
	return PACK_LABELS.map((name) => {
		const { yes = [], nearMisses = [] } = labels[name] ?? {};
		return { name, yes, nearMisses };
	});
}

const labeller = createEmbeddedLabeller();

/** The labels of an entry's own words, among all that its little conversation gets. */
export function labelsOf(language: Language, name: PackLabel, given: Entry) {
	const turns = turnsOf(name, given);
	const { labels } = labeller.label(talk(language, ...turns));
	return { own: labels.filter(({ utterance }) => utterance === turns.length - 1), all: labels };
}

/** Whether the entry's own words get the label; an objection or an ask of any kind, since the kind is another question. */
export function isRead(language: Language, name: PackLabel, given: Entry): boolean {
	const { own, all } = labelsOf(language, name, given);
	return own.some((said) => READS[name](said, all));
}

function turnsOf(name: PackLabel, { text, before, need, earlier, answer }: Entry): readonly Turn[] {
	const speaker: SpeakerRole = CUSTOMERS.has(name) ? "customer" : "rep";
	const other: SpeakerRole = speaker === "rep" ? "customer" : "rep";
	const turns: Turn[] = [];
	if (need !== undefined) turns.push(["customer", need], ["rep", "Okay."], ["customer", "Yes."]);
	if (earlier !== undefined) turns.push(["rep", earlier]);
	if (answer !== undefined) turns.push(["customer", answer]);
	if (before !== undefined) turns.push([other, before]);
	return [...turns, [speaker, text]];
}

/** As the scorecard counts it: an objection that was found, said back, and not answered before. */
function acknowledges(said: Extract<Label, { kind: "restatement" }>, all: readonly Label[]): boolean {
	if (said.objection === null) return false;
	return !all.some(
		(other) =>
			other.kind === "answer" &&
			other.objection === said.objection &&
			(other.utterance < said.utterance || (other.utterance === said.utterance && other.start < said.start)),
	);
}
