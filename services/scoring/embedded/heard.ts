import type { SpeakerRole, Utterance } from "../../../domain/signals/conversation.ts";
import type { AnswerLabel, Label, LabelBase, ObjectionLabel } from "../../../domain/signals/label.ts";
import type { CompiledPack } from "./compiled.ts";
import { coreOf } from "./questions.ts";
import type { Sentence } from "./sentences.ts";
import { sentencesOf } from "./sentences.ts";
import { normalised, wordsOf } from "./text.ts";

/** A sentence with what every rule looks at, taken once. */
export type Read = Sentence & {
	readonly core: string;
	readonly announced: boolean;
	readonly words: readonly string[];
	readonly content: ReadonlySet<string>;
};

/** What a customer said, kept so that the rep's words can be compared with it. */
export type CustomerUtterance = {
	readonly ordinal: number;
	readonly words: number;
	readonly content: ReadonlySet<string>;
	readonly objections: { readonly label: ObjectionLabel; readonly content: ReadonlySet<string> }[];
	hasNeed: number | null;
};

/** What the rep said last, which tells a refusal from an answer to a question. */
export type RepMove = "ask" | "claim" | "leading" | "question" | "other";

/** Customer utterances that a rep can be heard to come back to; bounded, so that time stays linear. */
const REMEMBERED_MAX = 40;

/** What has been said so far in one conversation, as both sides' rules see it. */
export class Heard {
	readonly pack: CompiledPack;
	readonly labels: Label[];
	/** The customer's utterances, latest last. */
	readonly customer: CustomerUtterance[] = [];
	/** Number of customer utterances in the latest customer turn and the one before it. */
	latestTurn = 0;
	turnBefore = 0;
	/** Objections that the rep has not started to answer. */
	unanswered: ObjectionLabel[] = [];
	/** The latest need in which a stem was heard. */
	readonly needByStem = new Map<string, number>();
	lastMove: RepMove = "other";
	turn = 0;

	constructor(labels: Label[], pack: CompiledPack) {
		this.labels = labels;
		this.pack = pack;
	}

	beginTurn(role: SpeakerRole): void {
		this.turn += 1;
		if (role === "customer") {
			this.turnBefore = this.latestTurn;
			this.latestTurn = 0;
		}
		if (role === "rep") this.lastMove = "other";
	}

	remember(utterance: CustomerUtterance): void {
		this.customer.push(utterance);
		this.latestTurn += 1;
		if (this.customer.length > REMEMBERED_MAX) this.customer.shift();
	}

	/** The latest customer turn and the one before: a listening cue between two halves of a story ends no story. */
	recentCustomer(): CustomerUtterance[] {
		const count = this.latestTurn + this.turnBefore;
		return count === 0 ? [] : this.customer.slice(-count);
	}

	latestCustomer(): CustomerUtterance[] {
		return this.latestTurn === 0 ? [] : this.customer.slice(-this.latestTurn);
	}

	read(utterance: Utterance): Read[] {
		const text = normalised(utterance.text);
		return sentencesOf(text, this.pack.split).map((sentence) => {
			const words = wordsOf(sentence.text);
			const content = this.pack.vocabulary.content(words);
			return { ...sentence, ...coreOf(sentence.text, this.pack), words, content };
		});
	}

	base(utterance: Utterance, span: { start: number; end: number }, rule: string, confidence: number): LabelBase {
		const sure = Math.round(Math.min(0.99, Math.max(0.05, confidence)) * 100) / 100;
		return {
			id: this.labels.length,
			utterance: utterance.ordinal,
			start: span.start,
			end: span.end,
			confidence: sure,
			rule,
			features: [],
		};
	}

	answer(utterance: Utterance, sentence: Read): void {
		for (const objection of this.unanswered) {
			const label: AnswerLabel = {
				...this.base(utterance, sentence, "answer-first-on-the-matter", 0.7),
				kind: "answer",
				objection: objection.id,
			};
			this.labels.push(label);
		}
		this.unanswered = [];
	}
}
