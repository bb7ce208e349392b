import type { Utterance } from "../../../domain/signals/conversation.ts";
import type {
	AskKind,
	AskLabel,
	ClaimLabel,
	OwnPromiseLabel,
	QuestionLabel,
	RestatementLabel,
} from "../../../domain/signals/label.ts";
import { firstRule } from "./compiled.ts";
import type { CustomerUtterance, Heard, Read } from "./heard.ts";
import type { QuestionForm } from "./questions.ts";
import { leadingRule, questionForm } from "./questions.ts";
import { shared } from "./text.ts";

/** Earlier questions that a repeated one is compared with; bounded, so that time stays linear. */
const QUESTIONS_COMPARED_MAX = 60;
const SAME_QUESTION = 0.75;
const ECHO_WORDS_MAX = 9;

type Restated = { readonly of: CustomerUtterance; readonly rule: string; readonly confidence: number };

/** Labels what the rep says: questions, restatements, answers, claims, asks and own promises. */
export class RepSide {
	readonly #heard: Heard;
	readonly #questions: { id: number; core: string; content: ReadonlySet<string> }[] = [];
	#turn = -1;
	#claims = 0;
	/** Kinds of ask of this turn: the same ask in other words is one ask. */
	#asked = new Set<AskKind>();
	/** The first question of this turn that wants an answer. */
	#firstQuestion: number | null = null;
	#proposing = false;
	/** The rep has claimed, asked or promised something in this turn. */
	#pointMade = false;
	/** Stems of the rep's sentence before, in the same turn. */
	#justSaid: ReadonlySet<string> = new Set();

	constructor(heard: Heard) {
		this.#heard = heard;
	}

	label(utterance: Utterance): void {
		if (this.#turn !== this.#heard.turn) {
			this.#turn = this.#heard.turn;
			this.#asked = new Set();
			this.#firstQuestion = null;
			this.#proposing = false;
			this.#pointMade = false;
			this.#justSaid = new Set();
			this.#claims = 0;
		}
		const sentences = this.#heard.read(utterance);
		for (const [index, sentence] of sentences.entries()) this.#sentence(utterance, sentence, sentences[index + 1]);
	}

	#sentence(utterance: Utterance, sentence: Read, next: Read | undefined): void {
		const { pack } = this.#heard;
		// "Yeah?" and "Okay?" keep the talk going: no question, no answer, nothing that a later question is stacked on.
		if (pack.empty.test(sentence.text)) return;
		if (pack.proposal.test(sentence.text)) this.#proposing = true;
		const form = questionForm(sentence.core, sentence.asksByMark, sentence.announced, pack);
		const restated = this.#restated(sentence, form);
		if (restated !== null) this.#restate(utterance, sentence, restated);
		const promised = this.#promise(utterance, sentence);
		const asked = this.#ask(utterance, sentence, form);
		const question = asked || (restated !== null && form?.byForm !== true) ? null : form;
		const label = question === null ? null : this.#question(utterance, sentence, question, next);
		const claimed = this.#claim(utterance, sentence, {
			skip: (label !== null && !label.leading) || asked || promised || restated !== null,
		});
		this.#heard.lastMove = asked
			? "ask"
			: label !== null
				? label.leading
					? "leading"
					: "question"
				: claimed
					? "claim"
					: "other";
		this.#pointMade ||= asked || promised || claimed;
		this.#justSaid = sentence.content;
		const isAnswer = restated === null && form === null && !pack.courtesyStatement.test(sentence.text);
		if (isAnswer && sentence.words.length > 1) this.#heard.answer(utterance, sentence);
	}

	#question(utterance: Utterance, sentence: Read, form: QuestionForm, next: Read | undefined): QuestionLabel {
		const { pack } = this.#heard;
		const { text, core } = sentence;
		const leading = leadingRule(text, core, pack) ?? this.#tag(sentence, form);
		const rhetorical = firstRule(pack.rhetorical, core) ?? this.#answersItself(sentence, form, next);
		const polite = pack.courtesy.test(text)
			? "question-courtesy"
			: pack.logistics.test(text)
				? "question-logistics"
				: null;
		const ownSideOnly = pack.ownSide.test(core) && !pack.customer.test(core) && form.rule !== "question-tell-me";
		const wantsAnswer = polite === null && rhetorical === null;
		const rule = rhetorical?.code ?? leading?.rule ?? polite ?? form.rule;
		const confidence = rhetorical?.confidence ?? leading?.confidence ?? form.confidence;
		const base = this.#heard.base(utterance, sentence, rule, confidence);
		const label: QuestionLabel = {
			...base,
			kind: "question",
			form: form.form,
			discovery: polite === null && !ownSideOnly,
			leading: leading !== null,
			rhetorical: rhetorical !== null,
			stackedOn: wantsAnswer ? this.#firstQuestion : null,
			repeats: this.#repeated(sentence),
		};
		this.#heard.labels.push(label);
		if (wantsAnswer) this.#firstQuestion ??= label.id;
		this.#questions.push({ id: label.id, core, content: sentence.content });
		if (this.#questions.length > QUESTIONS_COMPARED_MAX) this.#questions.shift();
		return label;
	}

	/** "…, right?" behind a statement wants a yes; behind the customer's own words it checks them. */
	#tag(sentence: Read, form: QuestionForm): { rule: string; confidence: number } | null {
		if (!this.#heard.pack.tag.test(sentence.text) || sentence.words.length < 4) return null;
		return form.byForm ? null : { rule: "leading-tag", confidence: 0.7 };
	}

	/** A question about the own side, followed by a statement, is answered by the rep who asked it. */
	#answersItself(
		sentence: Read,
		form: QuestionForm,
		next: Read | undefined,
	): { code: string; confidence: number } | null {
		const { pack } = this.#heard;
		if (form.rule !== "question-wh" || next === undefined || next.asksByMark || next.words.length < 4) return null;
		if (pack.customer.test(sentence.core) || !pack.ownSide.test(sentence.core)) return null;
		return questionForm(next.core, false, next.announced, pack) === null
			? { code: "question-answers-itself", confidence: 0.6 }
			: null;
	}

	#repeated(sentence: Read): number | null {
		for (const earlier of this.#questions) {
			if (sentence.words.length >= 4 && earlier.core === sentence.core) return earlier.id;
			if (sentence.content.size < 2) continue;
			const both = shared(sentence.content, earlier.content);
			if (both / (sentence.content.size + earlier.content.size - both) >= SAME_QUESTION) return earlier.id;
		}
		return null;
	}

	#ask(utterance: Utterance, sentence: Read, form: QuestionForm | null): boolean {
		const { pack } = this.#heard;
		if (pack.askNever.test(sentence.core)) return false;
		const rule = form?.rule === "question-tell-me" ? null : firstRule(pack.asks, sentence.text);
		const planned = this.#proposing && form === null && pack.proposedTime.test(sentence.text);
		const kind: AskKind | null = rule?.ask ?? (planned ? "meeting" : null);
		if (kind === null) return false;
		if (this.#asked.has(kind)) return true;
		this.#asked.add(kind);
		const base = this.#heard.base(utterance, sentence, rule?.code ?? "ask-proposed-plan", rule?.confidence ?? 0.6);
		const label: AskLabel = { ...base, kind: "ask", ask: kind };
		this.#heard.labels.push(label);
		return true;
	}

	#promise(utterance: Utterance, sentence: Read): boolean {
		const rule = firstRule(this.#heard.pack.promises, sentence.text);
		if (rule === null) return false;
		const base = this.#heard.base(utterance, sentence, rule.code, rule.confidence);
		const label: OwnPromiseLabel = { ...base, kind: "own-promise" };
		this.#heard.labels.push(label);
		return true;
	}

	#claim(utterance: Utterance, sentence: Read, { skip }: { skip: boolean }): boolean {
		const { pack } = this.#heard;
		if (skip || sentence.words.length < 3 || pack.claimNever.test(sentence.core) || pack.claimNever.test(sentence.text))
			return false;
		const rule = firstRule(pack.claims, sentence.text);
		if (rule === null) return false;
		const need = this.#needOf(sentence);
		const base = this.#heard.base(utterance, sentence, rule.code, need.confidence ?? rule.confidence);
		this.#claims += 1;
		const label: ClaimLabel = { ...base, kind: "claim", need: need.label };
		this.#heard.labels.push(label);
		return true;
	}

	/**
	 * The need with which the claim, or the sentence that leads to it, shares most words; else, where the rep points back
	 * or replies with their first claim, the need that the customer has just spoken of.
	 */
	#needOf(sentence: Read): { label: number | null; confidence: number | null } {
		const near = this.#mostShared(sentence.content);
		if (near !== null) return { label: near, confidence: null };
		const led = this.#mostShared(this.#justSaid);
		if (led !== null) return { label: led, confidence: 0.6 };
		const recent = this.#heard.recentCustomer();
		if (this.#heard.pack.claimReference.test(sentence.text)) {
			const just = recent.findLast((said) => said.hasNeed !== null);
			if (just !== undefined) return { label: just.hasNeed, confidence: 0.55 };
		}
		const replied = this.#claims === 0 ? this.#heard.latestCustomer().findLast(isNeedAlone) : undefined;
		return replied === undefined ? { label: null, confidence: null } : { label: replied.hasNeed, confidence: 0.5 };
	}

	#mostShared(stems: ReadonlySet<string>): number | null {
		const hits = new Map<number, number>();
		let best: number | null = null;
		for (const stem of stems) {
			const need = this.#heard.needByStem.get(stem);
			if (need === undefined) continue;
			const count = (hits.get(need) ?? 0) + 1;
			hits.set(need, count);
			if (best === null || count >= (hits.get(best) ?? 0)) best = need;
		}
		return best;
	}

	#restated(sentence: Read, form: QuestionForm | null): Restated | null {
		const { pack } = this.#heard;
		const cue = firstRule(pack.cues, sentence.text);
		const recent = this.#heard.recentCustomer();
		const candidates = cue !== null && pack.earlier.test(sentence.text) ? this.#heard.customer : recent;
		let of: CustomerUtterance | null = null;
		let overlap = 0;
		for (const said of candidates) {
			const both = shared(sentence.content, said.content);
			if (both > 0 && both >= overlap) {
				of = said;
				overlap = both;
			}
		}
		const telling = [...sentence.content].filter((stem) => !pack.vocabulary.isGeneral(stem) && of?.content.has(stem));
		if (cue !== null) {
			// Words that any customer could be told are no paraphrase of what this one said.
			if (pack.magic.test(sentence.text) && telling.length < 2) return null;
			if (of !== null && telling.length > 0) return { of, rule: cue.code, confidence: cue.confidence };
			const last = recent.findLast((said) => said.words >= 4) ?? recent.at(-1);
			if (last === undefined || sentence.words.length < 5 || form?.byForm === true) return null;
			return { of: last, rule: cue.code, confidence: 0.55 };
		}
		if (of === null || pack.contradiction.test(sentence.text)) return null;
		const ratio = overlap / sentence.content.size;
		if (form?.byForm === true) {
			const quotes = telling.length >= 2 && ratio >= 0.6;
			return quotes ? { of, rule: "restatement-in-question", confidence: 0.55 } : null;
		}
		// Behind the rep's own point, the customer's words are an argument and no longer said back.
		if (this.#pointMade || pack.courtesyStatement.test(sentence.text)) return null;
		if (pack.magic.test(sentence.text) || pack.ownSide.test(sentence.core)) return null;
		if (sentence.words.length <= ECHO_WORDS_MAX && ratio >= 0.6 && telling.length >= 1) {
			return { of, rule: "restatement-echo", confidence: 0.75 };
		}
		const summarises = pack.summary.test(sentence.core) && (overlap >= 2 || ratio >= 0.4) && telling.length >= 1;
		return summarises ? { of, rule: "restatement-paraphrase", confidence: 0.65 } : null;
	}

	#restate(utterance: Utterance, sentence: Read, { of, rule, confidence }: Restated): void {
		const waiting = of.objections.filter(({ label }) => this.#heard.unanswered.includes(label));
		const [first] = waiting;
		let best = first;
		for (const candidate of waiting) {
			const isBetter =
				best !== undefined && shared(sentence.content, candidate.content) > shared(sentence.content, best.content);
			if (isBetter) best = candidate;
		}
		const base = this.#heard.base(utterance, sentence, rule, confidence);
		const label: RestatementLabel = {
			...base,
			kind: "restatement",
			strength: confidence,
			of: of.ordinal,
			objection: best?.label.id ?? null,
		};
		this.#heard.labels.push(label);
	}
}

/** A need that came with an objection is answered as the objection: the first claim behind it may be about anything. */
function isNeedAlone(said: CustomerUtterance): boolean {
	return said.hasNeed !== null && said.objections.length === 0;
}
