import type { Utterance } from "../../../domain/signals/conversation.ts";
import { OBJECTION_TOPICS, type ObjectionTopic } from "../../../domain/signals/label.ts";
import type { Heard } from "./heard.ts";
import type { Reader, ReadSentence } from "./model/reader.ts";
import { highest, type Weights } from "./model/weights.ts";
import type { Phrases } from "./pack.ts";

/** By how much an objection has to be surer that has no word of doubt in it: 0.65 of confidence. */
const WITHOUT_DOUBT = 0.62;
/** The same where somebody agrees or praises and takes nothing of it back: 0.88 of confidence. */
const IN_ASSENT = 2;
/** Words of a bare no. */
const BARE_WORDS_MAX = 4;

/** Labels what the customer says: needs, objections, difficulties, buying signals, competitors. */
export class CustomerSide {
	readonly #heard: Heard;
	readonly #heads: ReturnType<typeof headsOf>;
	readonly #weights: Weights;
	readonly #topics: readonly (readonly [topic: ObjectionTopic, head: number])[];
	readonly #phrases: Phrases;
	#stems = new Set<number>();
	#words = 0;
	#lastObjection: { readonly turn: number; readonly sentence: number; readonly topic: ObjectionTopic | null } | null =
		null;
	#lastNeed: { readonly turn: number; readonly sentence: number } | null = null;
	#sentence = 0;

	constructor(heard: Heard, { weights }: Reader, phrases: Phrases) {
		this.#phrases = phrases;
		this.#heard = heard;
		this.#heads = headsOf((name) => weights.indexOf(name));
		this.#weights = weights;
		this.#topics = OBJECTION_TOPICS.map((topic) => [topic, weights.indexOf(`topic-${topic}`)] as const);
	}

	take(utterance: Utterance, sentence: ReadSentence, index: number, of: number): void {
		const heard = this.#heard;
		const heads = this.#heads;
		if (index === 0) {
			this.#stems = new Set();
			this.#words = 0;
		}
		this.#sentence += 1;
		this.#words += sentence.words;
		for (const stem of sentence.stems) this.#stems.add(stem);
		const objects = this.#over(sentence, heads.objection);
		if (this.#says(sentence, heads.need)) this.#need(utterance, sentence);
		if (objects >= 0 && objects >= this.#lineOf(sentence) && objects >= this.#over(sentence, heads.buying)) {
			this.#objection(utterance, sentence);
		}
		if (this.#says(sentence, heads.difficulty)) {
			const base = heard.base(utterance, sentence, "difficulty", heads.difficulty);
			heard.labels.push(Object.assign(base, { kind: "difficulty" } as const));
			heard.difficulty = base.id;
		}
		if (this.#says(sentence, heads.buying)) {
			heard.labels.push(
				Object.assign(heard.base(utterance, sentence, "buying-signal", heads.buying), {
					kind: "buying-signal",
				} as const),
			);
		}
		if (this.#says(sentence, heads.competitor)) {
			heard.labels.push(
				Object.assign(heard.base(utterance, sentence, "competitor", heads.competitor), { kind: "competitor" } as const),
			);
		}
		if (index === of - 1) heard.hear({ ordinal: utterance.ordinal, words: this.#words, stems: this.#stems });
	}

	/** Log-odds over its line from which a sentence is an objection. */
	#lineOf({ said }: ReadSentence): number {
		const { doubt, assent, contrast } = this.#phrases;
		if (assent?.test(said) === true && contrast?.test(said) !== true) return IN_ASSENT;
		return doubt === null || doubt.test(said) ? 0 : WITHOUT_DOUBT;
	}

	#says(sentence: ReadSentence, head: number): boolean {
		return this.#over(sentence, head) >= 0;
	}

	/** Log-odds above the line of a head. */
	#over({ scores }: ReadSentence, head: number): number {
		return this.#weights.over(scores, head);
	}

	#need(utterance: Utterance, sentence: ReadSentence): void {
		const heard = this.#heard;
		const known = heard.needs.some(
			({ stems }) => sentence.stems.length > 1 && sentence.stems.every((stem) => stems.has(stem)),
		);
		// Neighbouring sentences about a problem tell one problem; what was told before is no new need.
		const told = this.#lastNeed?.turn === heard.turn && this.#sentence - this.#lastNeed.sentence <= 1;
		this.#lastNeed = { turn: heard.turn, sentence: this.#sentence };
		if (told) {
			for (const stem of sentence.stems) heard.needs.at(-1)?.stems.add(stem);
			return;
		}
		if (known) return;
		const base = heard.base(utterance, sentence, "need", this.#heads.need);
		heard.labels.push(Object.assign(base, { kind: "need" } as const));
		heard.hearNeed({ id: base.id, turn: heard.turn, stems: new Set(sentence.stems) });
	}

	#objection(utterance: Utterance, sentence: ReadSentence): void {
		const heard = this.#heard;
		sentence.askMore();
		const likeliest = highest(this.#topics, (head) => this.#over(sentence, head));
		if (likeliest === null) return;
		const [topic, head] = likeliest;
		// A bare no to what asked for nothing agrees, or answers a question.
		if (topic === "refusal" && sentence.words <= BARE_WORDS_MAX && !heard.pushed) return;
		// What it is about is said only where a model is sure of that as well.
		const told = this.#over(sentence, head) >= 0 ? topic : null;
		const last = this.#lastObjection;
		const isSame = last !== null && (told === null || last.topic === null || told === last.topic);
		// One reason told in two sentences is one objection; another topic is another reason.
		if (isSame && last.turn === heard.turn && this.#sentence - last.sentence <= 2) return;
		this.#lastObjection = { turn: heard.turn, sentence: this.#sentence, topic: told };
		const rule = told === null ? "objection" : `objection-${told}`;
		const base = heard.base(utterance, sentence, rule, this.#heads.objection);
		const label = Object.assign(base, { kind: "objection", topic } as const);
		heard.labels.push(label);
		heard.unanswered.push({ label, turn: heard.turn, stems: new Set(sentence.stems) });
	}
}

function headsOf(indexOf: (name: string) => number) {
	return {
		need: indexOf("need"),
		objection: indexOf("objection"),
		difficulty: indexOf("difficulty"),
		buying: indexOf("buying-signal"),
		competitor: indexOf("competitor"),
	};
}
