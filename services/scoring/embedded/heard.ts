import type { Utterance } from "../../../domain/signals/conversation.ts";
import type { Label, LabelBase, LabelKind, NearMiss, ObjectionLabel } from "../../../domain/signals/label.ts";
import type { ReadSentence } from "./model/reader.ts";
import type { Weights } from "./model/weights.ts";

/** What a customer said, kept so that the rep's words can be compared with it. */
export type CustomerUtterance = {
	readonly ordinal: number;
	readonly words: number;
	readonly stems: ReadonlySet<number>;
};

/** The stems grow where the next sentence tells more of the same need. */
export type HeardNeed = { readonly id: number; readonly turn: number; readonly stems: Set<number> };
export type HeardObjection = {
	readonly label: ObjectionLabel;
	readonly turn: number;
	readonly stems: ReadonlySet<number>;
};

/** Customer utterances and needs that a rep can be heard to come back to; bounded, so that time stays linear. */
const REMEMBERED_MAX = 60;

/** What has been said so far in one conversation, as both sides see it. */
export class Heard {
	readonly labels: Label[] = [];
	readonly nearMisses: NearMiss[] = [];
	readonly needs: HeardNeed[] = [];
	readonly #weights: Weights;
	/** The customer's utterances, latest last. */
	readonly customer: CustomerUtterance[] = [];
	/** Objections that the rep has not started to answer. */
	unanswered: HeardObjection[] = [];
	/** The latest difficulty of the customer that no words of the rep have met. */
	difficulty: number | null = null;
	turn = 0;
	/** Counts every change of side; `turn` does not where the other side only nods. */
	run = 0;
	/** The rep has claimed, asked or promised something in their latest turn: a bare no may then be a refusal. */
	pushed = false;
	/** Number of customer utterances in the latest customer turn. */
	latestTurn = 0;
	/** The rep has only nodded in this turn: a customer who speaks next goes on with theirs. */
	nods = false;
	#pushedBefore = false;

	constructor(weights: Weights) {
		this.#weights = weights;
	}

	beginTurn(side: Utterance["role"]): void {
		this.run += 1;
		if (side === "customer" && this.nods) {
			this.turn -= 1;
			this.pushed = this.#pushedBefore;
			this.nods = false;
			return;
		}
		this.turn += 1;
		this.nods = side === "rep";
		if (side === "customer") this.latestTurn = 0;
		if (side === "rep") {
			this.#pushedBefore = this.pushed;
			this.pushed = false;
		}
	}

	hear(said: CustomerUtterance): void {
		this.customer.push(said);
		this.latestTurn += 1;
		if (this.customer.length > REMEMBERED_MAX) this.customer.shift();
	}

	hearNeed(need: HeardNeed): void {
		this.needs.push(need);
		if (this.needs.length > REMEMBERED_MAX) this.needs.shift();
	}

	/** What of the latest customer turn shares most with the stems; the last utterance of it where nothing does. */
	nearest(stems: readonly number[]): CustomerUtterance | undefined {
		const turn = this.latestTurn === 0 ? [] : this.customer.slice(-this.latestTurn);
		let best = turn.findLast(({ words }) => words > 2) ?? turn.at(-1);
		let most = 0;
		for (const said of turn) {
			const both = countShared(stems, said.stems);
			if (both > most) {
				most = both;
				best = said;
			}
		}
		return best;
	}

	/**
	 * The label's common part, to be filled up in place: spreading its fields into another object took half of all the
	 * time. `head` made it: how sure it is, and what spoke for it.
	 */
	base(utterance: Utterance, sentence: ReadSentence, rule: string, head: number): LabelBase {
		return {
			id: this.labels.length,
			utterance: utterance.ordinal,
			start: sentence.start,
			end: sentence.end,
			confidence: sureness(this.#weights.over(sentence.scores, head)),
			rule,
			features: sentence.because(head, FEATURES_SHOWN),
		};
	}

	miss(utterance: Utterance, sentence: ReadSentence, kind: LabelKind, because: NearMiss["because"]): void {
		this.nearMisses.push({ kind, utterance: utterance.ordinal, start: sentence.start, end: sentence.end, because });
	}
}

const FEATURES_SHOWN = 3;

/** 0.5 on the line, rising with the log-odds over it: moved so that the line lies at even odds. Ours. */
export function sureness(over: number): number {
	const odds = 1 / (1 + Math.exp(-over));
	return Math.round(Math.min(0.99, Math.max(0.01, odds)) * 100) / 100;
}

export function countShared(stems: readonly number[], others: ReadonlySet<number>): number {
	let count = 0;
	for (const stem of stems) if (others.has(stem)) count += 1;
	return count;
}
