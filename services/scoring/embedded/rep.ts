import type { Utterance } from "../../../domain/signals/conversation.ts";
import { ASK_KINDS, type AskKind, type QuestionLabel } from "../../../domain/signals/label.ts";
import { NOD_WORDS_MAX } from "../../../domain/signals/talk.ts";
import { countShared, type Heard } from "./heard.ts";
import type { Reader, ReadSentence } from "./model/reader.ts";
import { highest, type Weights } from "./model/weights.ts";
import type { Phrases } from "./pack.ts";
import { Questions } from "./questions.ts";
import { type TieWeights, tieOf, tieScore } from "./tie.ts";

/** Log-odds under the line within which a sentence is a near miss. */
const NEAR = 0.7;
/** Words from which a sentence can answer an objection. */
const ANSWER_WORDS_MIN = 4;
/** Log-odds under the line of a restatement from which a sentence is at least no answer. */
const NEARLY_RESTATED = -1.2;
/** Words of an open question; "And-" asks nothing yet. */
const OPEN_WORDS_MIN = 2;
/** Questions with more sentences between them are no chain. */
const CHAIN_SENTENCES_MAX = 2;
/** Words shared with the customer by which even a stock phrase says something back. */
const TELLING_MIN = 2;
export const QUESTION_FORMS = ["open", "closed", "leading", "rhetorical", "courtesy"] as const;
type QuestionForm = (typeof QUESTION_FORMS)[number];
/** Log-odds by which a question has to be of a form rather than of any other: to call it so by mistake is unjust. */
const MARGINS: { readonly [F in QuestionForm]?: number } = { leading: 0.5, rhetorical: 1 };

/** Labels what the rep says: questions, restatements, answers, claims, asks, own promises, cues and empathy. */
export class RepSide {
	readonly #heard: Heard;
	readonly #heads: ReturnType<typeof headsOf>;
	readonly #forms: readonly (readonly [name: QuestionForm, head: number])[];
	readonly #margins: ReadonlyMap<number, number>;
	readonly #asks: readonly (readonly [kind: AskKind, head: number])[];
	/** The graded head for uptake, where the language has one. */
	readonly #uptake: number | null;
	readonly #weights: Weights;
	readonly #ties: TieWeights;
	readonly #phrases: Phrases;
	readonly #questions = new Questions();
	#run = -1;
	/** The first question of a chain in this turn that wants an answer, and where the chain stands. */
	#chain: { readonly first: number; readonly sentence: number } | null = null;
	#sentence = 0;
	#claims = 0;
	#restated = false;
	#understood: { readonly utterance: Utterance; readonly sentence: ReadSentence } | null = null;
	#justSaid: readonly number[] = [];

	constructor(heard: Heard, { weights }: Reader, ties: TieWeights, phrases: Phrases) {
		this.#heard = heard;
		this.#heads = headsOf((name) => weights.indexOf(name));
		this.#forms = QUESTION_FORMS.map((name) => [name, weights.indexOf(name)] as const);
		this.#margins = new Map(this.#forms.map(([name, head]) => [head, MARGINS[name] ?? 0]));
		this.#asks = ASK_KINDS.map((kind) => [kind, weights.indexOf(`ask-${kind}`)] as const);
		this.#uptake = weights.heads.includes("uptake") ? weights.indexOf("uptake") : null;
		this.#weights = weights;
		this.#ties = ties;
		this.#phrases = phrases;
	}

	take(utterance: Utterance, sentence: ReadSentence): void {
		const heard = this.#heard;
		if (this.#run !== heard.run) {
			this.#run = heard.run;
			this.#chain = null;
			this.#claims = 0;
			this.#restated = false;
			this.#understood = null;
			this.#justSaid = [];
		}
		this.#sentence += 1;
		const heads = this.#heads;
		// What the rep will do is no ask, with a day in it or without.
		const promise = this.#over(sentence, heads.promise);
		const promised = promise >= 0 && promise >= this.#over(sentence, heads.ask);
		const asked = !promised && this.#ask(utterance, sentence);
		const restated = this.#restate(utterance, sentence);
		const question = asked ? null : this.#question(utterance, sentence, restated);
		if (promised) {
			heard.labels.push(
				Object.assign(heard.base(utterance, sentence, "own-promise", heads.promise), { kind: "own-promise" } as const),
			);
		}
		// The customer's own words, said back, claim nothing.
		const onlyPromised = promised && promise >= this.#over(sentence, heads.claim);
		if (!restated && !onlyPromised && (question === null || question.leading)) this.#claim(utterance, sentence);
		if (asked || promised || this.#claims > 0) heard.pushed = true;
		const listens = this.#over(sentence, heads.listen) >= 0;
		if (listens) {
			heard.labels.push(
				Object.assign(heard.base(utterance, sentence, "listening-cue", heads.listen), {
					kind: "listening-cue",
				} as const),
			);
			this.#understood ??= { utterance, sentence };
		}
		const empathic = this.#empathy(utterance, sentence);
		if (!listens || sentence.words > NOD_WORDS_MAX || restated || question !== null || asked) heard.nods = false;
		const says = restated || question !== null || listens || empathic || this.#saysNothingYet(sentence);
		if (!says) this.#answer(utterance, sentence);
		this.#justSaid = sentence.stems;
	}

	/** A few words, or words that nearly say back what was heard: neither starts to answer. */
	#saysNothingYet(sentence: ReadSentence): boolean {
		if (sentence.words < ANSWER_WORDS_MIN) return true;
		return !this.#acts(sentence, 0) && this.#over(sentence, this.#heads.restate) > NEARLY_RESTATED;
	}

	/** Claims, asks or promises: the rep goes on to their own matter. */
	#acts(sentence: ReadSentence, over: number): boolean {
		const heads = this.#heads;
		return [heads.claim, heads.ask, heads.promise].some((head) => this.#over(sentence, head) >= over);
	}

	/** Log-odds above the line of a head; from 0 it says yes. */
	#over({ scores }: ReadSentence, head: number): number {
		return this.#weights.over(scores, head);
	}

	#question(utterance: Utterance, sentence: ReadSentence, restated: boolean): QuestionLabel | null {
		const heads = this.#heads;
		const isOut = (form: number): boolean =>
			// Who asks on at once had a question, not a figure of speech.
			(form === heads.rhetorical && sentence.asksNext) ||
			// What, how and why leave the answer open, and who says something back wishes for no answer.
			(form === heads.leading &&
				((restated && this.#over(sentence, heads.restate) >= this.#over(sentence, form)) ||
					(sentence.form === "question-word" && sentence.asks)));
		const best = highest(this.#forms, (form) =>
			isOut(form) ? Number.NEGATIVE_INFINITY : this.#over(sentence, form) - (this.#margins.get(form) ?? 0),
		);
		if (best === null) return null;
		const [name, head] = best;
		const most = this.#over(sentence, head);
		// A question mark asks, whatever the models think; the likeliest form is taken.
		const asks =
			most >= lineOf(utterance, sentence, name) ||
			(sentence.asks && sentence.words > 1 && this.#over(sentence, heads.restate) < 0);
		if (!asks) {
			if (most > -NEAR && name === "open") this.#heard.miss(utterance, sentence, "question", "not-sure");
			return null;
		}
		if (name === "open" && (sentence.words < OPEN_WORDS_MIN || isBrokenOff(utterance, sentence))) return null;
		const open =
			name === "open" || (name !== "closed" && this.#over(sentence, heads.open) > this.#over(sentence, heads.closed));
		const wantsAnswer =
			name !== "rhetorical" && name !== "courtesy" && (sentence.asks || sentence.form !== "statement");
		const chain =
			this.#chain !== null && this.#sentence - this.#chain.sentence <= CHAIN_SENTENCES_MAX ? this.#chain : null;
		const base = this.#heard.base(utterance, sentence, ruleOf(name, open, sentence), head);
		const label: QuestionLabel = Object.assign(base, {
			kind: "question",
			form: open ? "open" : "closed",
			discovery: name !== "courtesy",
			leading: name === "leading",
			rhetorical: name === "rhetorical",
			stackedOn: wantsAnswer && chain !== null ? chain.first : null,
			repeats: this.#questions.repeated(sentence.stems),
		} as const);
		this.#heard.labels.push(label);
		if (wantsAnswer) this.#chain = { first: chain?.first ?? label.id, sentence: this.#sentence };
		this.#questions.add(label.id, sentence.stems);
		return label;
	}

	#restate(utterance: Utterance, sentence: ReadSentence): boolean {
		const heard = this.#heard;
		const heads = this.#heads;
		const over = this.#over(sentence, heads.restate);
		const of = heard.nearest(sentence.stems);
		if (of === undefined) return false;
		const { said } = sentence;
		// Words that any customer could be told are no paraphrase of what this one said.
		const magic = countShared(sentence.stems, of.stems) < TELLING_MIN && this.#phrases.magic?.test(said) === true;
		if (magic) heard.miss(utterance, sentence, "restatement", "magic-words");
		if (over < 0 || magic) return false;
		sentence.askMore();
		// What is said back is what the customer has just said, or shares words with what was said before. Who goes on to
		// their own matter, or begins as one who answers, says nothing back, whatever words are shared.
		const answers = this.#acts(sentence, over) || this.#phrases.answers?.test(said) === true;
		const waiting = heard.unanswered;
		let met = waiting.findLast(({ turn }) => heard.turn - turn <= 1);
		let most = 0;
		for (const objection of waiting) {
			const both = countShared(sentence.stems, objection.stems);
			if (both > most) {
				most = both;
				met = objection;
			}
		}
		heard.labels.push(
			Object.assign(heard.base(utterance, sentence, "restatement", heads.restate), {
				kind: "restatement",
				strength:
					this.#uptake === null ? overlap(sentence.stems, of.stems) : uptake(sentence.scores[this.#uptake] ?? 0),
				of: of.ordinal,
				objection: answers ? null : (met?.label.id ?? null),
			} as const),
		);
		this.#restated = true;
		return true;
	}

	/** The first sentence on the matter answers every objection that waits; what comes later is said back too late. */
	#answer(utterance: Utterance, sentence: ReadSentence): void {
		const heard = this.#heard;
		if (heard.unanswered.length === 0) return;
		if (!this.#restated && this.#understood !== null) {
			heard.miss(this.#understood.utterance, this.#understood.sentence, "restatement", "only-understanding");
		}
		for (const { label } of heard.unanswered) {
			heard.labels.push(
				Object.assign(heard.base(utterance, sentence, "answer-first-on-the-matter", this.#heads.restate), {
					features: [],
					confidence: 0.7,
					kind: "answer",
					objection: label.id,
				} as const),
			);
		}
		heard.unanswered = [];
	}

	#claim(utterance: Utterance, sentence: ReadSentence): void {
		const heads = this.#heads;
		if (this.#over(sentence, heads.claim) < 0) return;
		const heard = this.#heard;
		sentence.askMore();
		const tie = tieOf(sentence.stems, this.#justSaid, heard.needs, heard.turn, {
			restated: this.#restated,
			claims: this.#claims,
			wordsSay: sentence.scores[heads.tied] ?? 0,
		});
		const tied = tie.need !== null && tieScore(tie.numbers, this.#ties) >= this.#ties.threshold;
		heard.labels.push(
			Object.assign(heard.base(utterance, sentence, "claim", heads.claim), {
				kind: "claim",
				need: tied ? tie.need.id : null,
			} as const),
		);
		this.#claims += 1;
	}

	#ask(utterance: Utterance, sentence: ReadSentence): boolean {
		const heads = this.#heads;
		const over = this.#over(sentence, heads.ask);
		if (over < 0) {
			if (over > -NEAR) this.#heard.miss(utterance, sentence, "ask", "no-concrete-step");
			return false;
		}
		sentence.askMore();
		const likeliest = highest(this.#asks, (kind) => this.#over(sentence, kind));
		// To be asked for nothing in particular is to be asked to go along.
		const kind = likeliest !== null && this.#over(sentence, likeliest[1]) >= 0 ? likeliest[0] : "decision";
		const base = this.#heard.base(utterance, sentence, `ask-${kind}`, heads.ask);
		this.#heard.labels.push(Object.assign(base, { kind: "ask", ask: kind } as const));
		return true;
	}

	#empathy(utterance: Utterance, sentence: ReadSentence): boolean {
		const heard = this.#heard;
		const { empathy } = this.#heads;
		if (this.#over(sentence, empathy) < 0) return false;
		const base = heard.base(utterance, sentence, "empathy", empathy);
		heard.labels.push(Object.assign(base, { kind: "empathy", difficulty: heard.difficulty } as const));
		heard.difficulty = null;
		return true;
	}
}

/** How much of what the other said is taken up: the place of the graded score among those of all rated exchanges. */
function uptake(score: number): number {
	return Math.round(100 / (1 + Math.exp(-1.7 * score))) / 100;
}

function overlap(stems: readonly number[], others: ReadonlySet<number>): number {
	return stems.length === 0 ? 0 : Math.round((100 * countShared(stems, others)) / stems.length) / 100;
}

/** A sentence that ends as a statement has to be a question all the more clearly. */
function lineOf({ text }: Utterance, { end, form }: ReadSentence, name: string): number {
	const mark = text[end - 1];
	if (form === "request") return 0;
	if (mark === "." || mark === "!") return name === "open" && form === "question-word" ? 0.3 : 0.6;
	return name === "rhetorical" && form === "statement" ? 0.3 : 0;
}

function isBrokenOff({ text }: Utterance, { end }: ReadSentence): boolean {
	return /[-–—]/.test(text[end - 1] ?? "");
}

function ruleOf(name: string, open: boolean, { form, asks }: ReadSentence): string {
	if (name === "leading" || name === "rhetorical" || name === "courtesy") return `question-${name}`;
	if (form === "request") return "question-tell-me";
	if (open) return form === "question-word" ? "question-wh" : "question-open";
	switch (form) {
		case "question-word":
			return "question-wh-short";
		case "verb-first":
		case "inverted":
			return "question-verb-first";
		case "statement":
			return asks ? "question-statement-marked" : "question-closed";
	}
}

function headsOf(indexOf: (name: string) => number) {
	return {
		open: indexOf("open"),
		closed: indexOf("closed"),
		leading: indexOf("leading"),
		rhetorical: indexOf("rhetorical"),
		restate: indexOf("restatement"),
		claim: indexOf("claim"),
		tied: indexOf("tied"),
		ask: indexOf("ask"),
		promise: indexOf("own-promise"),
		listen: indexOf("listening-cue"),
		empathy: indexOf("empathy"),
	};
}
