import type { Utterance } from "../../../domain/signals/conversation.ts";
import type { NeedLabel, ObjectionLabel, ObjectionTopic } from "../../../domain/signals/label.ts";
import { firstRule } from "./compiled.ts";
import type { CustomerUtterance, Heard, Read } from "./heard.ts";

type Objecting = { readonly rule: string; readonly topic: ObjectionTopic; readonly confidence: number };

/** Topics that count as an objection in a question too: "isn't that too expensive?". */
const TOPICS_IN_QUESTIONS = new Set(["price", "trust", "worry"]);
const SECOND_OBJECTION = /^(?:and|also|plus|another|the other|besides|on top)\b/;

/** Labels what the customer says: objections and needs. */
export class CustomerSide {
	readonly #heard: Heard;
	#lastObjection: { turn: number; sentence: number; topic: ObjectionTopic } | null = null;
	#sentence = 0;

	constructor(heard: Heard) {
		this.#heard = heard;
	}

	label(utterance: Utterance): void {
		const sentences = this.#heard.read(utterance);
		const content = new Set<string>();
		let words = 0;
		for (const sentence of sentences) {
			words += sentence.words.length;
			for (const stem of sentence.content) content.add(stem);
		}
		const said: CustomerUtterance = { ordinal: utterance.ordinal, words, content, objections: [], hasNeed: null };
		let needBefore = false;
		for (const sentence of sentences) {
			this.#sentence += 1;
			const need = this.#need(utterance, sentence, needBefore);
			if (need !== null) said.hasNeed = need.id;
			needBefore = need !== null;
			const objection = this.#objection(utterance, sentence);
			if (objection !== null) said.objections.push({ label: objection, content: sentence.content });
		}
		if (said.hasNeed !== null) {
			for (const stem of content) {
				if (!this.#heard.pack.vocabulary.isGeneral(stem)) this.#heard.needByStem.set(stem, said.hasNeed);
			}
		}
		this.#heard.remember(said);
	}

	#need(utterance: Utterance, sentence: Read, follows: boolean): NeedLabel | null {
		const { pack } = this.#heard;
		if (sentence.asksByMark || sentence.words.length < 3 || pack.auxFirst.test(sentence.core)) return null;
		const rule = firstRule(pack.needs, sentence.text);
		if (rule === null || pack.needNever.test(sentence.text)) return null;
		// Neighbouring sentences about a problem tell one problem.
		if (follows) return null;
		const fresh = [...sentence.content].filter((stem) => !pack.vocabulary.isGeneral(stem));
		const isKnown = fresh.length > 0 && fresh.every((stem) => this.#heard.needByStem.has(stem));
		if (isKnown) return null;
		const label: NeedLabel = { ...this.#heard.base(utterance, sentence, rule.code, rule.confidence), kind: "need" };
		this.#heard.labels.push(label);
		return label;
	}

	#objection(utterance: Utterance, sentence: Read): ObjectionLabel | null {
		const found = this.#objecting(sentence);
		if (found === null) return null;
		const last = this.#lastObjection;
		const near = last !== null && last.turn === this.#heard.turn && this.#sentence - last.sentence <= 2;
		this.#lastObjection = { turn: this.#heard.turn, sentence: this.#sentence, topic: found.topic };
		if (last !== null && near) {
			const another = last.topic !== found.topic && last.topic !== "refusal" && SECOND_OBJECTION.test(sentence.text);
			if (!another) return null;
		}
		const base = this.#heard.base(utterance, sentence, found.rule, found.confidence);
		const label: ObjectionLabel = { ...base, kind: "objection", topic: found.topic };
		this.#heard.labels.push(label);
		this.#heard.unanswered.push(label);
		return label;
	}

	#objecting(sentence: Read): Objecting | null {
		const { pack, lastMove } = this.#heard;
		const asks = sentence.asksByMark || pack.auxFirst.test(sentence.core);
		if (!pack.objectionNever.test(sentence.text)) {
			const rule = firstRule(pack.objections, sentence.text);
			if (rule !== null && (!asks || TOPICS_IN_QUESTIONS.has(rule.topic))) {
				return { rule: rule.code, topic: rule.topic, confidence: rule.confidence };
			}
		}
		const wasPushed = lastMove === "ask" || lastMove === "claim" || lastMove === "leading";
		if (!wasPushed || asks || this.#lastObjection?.turn === this.#heard.turn) return null;
		if (pack.refusal.test(sentence.text)) return { rule: "objection-refusal", topic: "refusal", confidence: 0.65 };
		const but = pack.butFirst.test(sentence.text) && sentence.words.length >= 4;
		return but ? { rule: "objection-but", topic: "refusal", confidence: 0.55 } : null;
	}
}
