import type { Conversation, SpeakerRole, Utterance } from "./conversation.ts";
import { type FirstHalf, firstHalfOf, firstHalfOnWords } from "./halves.ts";
import type { AskLabel, Label, LabelBase, ObjectionLabel, QuestionLabel } from "./label.ts";
import { intervalOf } from "./pooling.ts";
import type { MeasuredReading, NotApplicableBecause, NotCountedBecause, Reading, Readings } from "./reading.ts";
import type { Bands, Signal } from "./signal.ts";
import { turnsOf } from "./talk.ts";
import { tierOf } from "./tiers.ts";
import { countWords } from "./words.ts";

/** Rep talk in the first half below which discovery density is of low confidence: 30 seconds. */
const REP_MINUTES_MIN = 0.5;

/** Share of the words by speakers of unknown role above which every reading is of low confidence. Our choice. */
const UNKNOWN_WORDS_SHARE_MAX = 0.1;

/**
 * Confidence under which the labeller is not sure of a line that counts; mean confidence of objections or claims under
 * which their share is of low confidence. Ours: of labelled sales calls two in 22 shares lie under it, of talk that is no
 * sales talk one in four.
 */
export const LABELLER_SURE_MIN = 0.75;

/**
 * Confidence from which a label counts; under it a line is shown as a possible one. Ours: fewer lines that are none, at the
 * price of some that are one; what it gains and costs stands in docs/validity.md and docs/scoring-review.md.
 */
const COUNTED_FROM = 0.6;

/**
 * The four readings of a conversation, by arithmetic on its labels (docs/scorecard.md). Who spoke is taken from the
 * utterance: a label on anybody else's words never counts, nor does one on an utterance that is not there. Each reading
 * lists the ids of the labels that it counted, counted against, and left out with the reason, in the order of `labels`.
 */
export function readingsOf(conversation: Conversation, labels: readonly Label[], bands: Bands): Readings {
	const evidence = evidenceOf(conversation, labels);
	return {
		"discovery-density": discovery(evidence, firstHalfOf(conversation), bands),
		"objection-acknowledgment": objections(evidence, bands),
		"value-framing": value(evidence, bands),
		"close-attempts": closeAttempts(evidence, bands),
	};
}

/** Discovery density on the words basis whatever times there are, to compare practice with customer calls. */
export function discoveryOnWords(conversation: Conversation, labels: readonly Label[], bands: Bands): Reading {
	return discovery(evidenceOf(conversation, labels), firstHalfOnWords(conversation), bands);
}

/** True when `a` begins before `b` in the conversation: by utterance, then by position in it. */
export function beginsBefore(a: LabelBase, b: LabelBase): boolean {
	return a.utterance < b.utterance || (a.utterance === b.utterance && a.start < b.start);
}

type Evidence = {
	readonly labels: readonly Label[];
	readonly byId: ReadonlyMap<number, Label>;
	readonly utterances: ReadonlyMap<number, Utterance>;
	/** Ordinal of the last utterance in which the rep says a word, or null. */
	readonly lastRepUtterance: number | null;
	/** Too many words belong to nobody in particular. */
	readonly speakersUnknown: boolean;
	/** Index of the turn in which an utterance with words stands. */
	readonly turnByOrdinal: ReadonlyMap<number, number>;
};

function evidenceOf(conversation: Conversation, labels: readonly Label[]): Evidence {
	let lastRepUtterance: number | null = null;
	for (const { ordinal, role, text } of conversation.utterances) {
		if (role === "rep" && countWords(text) > 0) lastRepUtterance = ordinal;
	}
	return {
		labels,
		byId: new Map(labels.map((label) => [label.id, label])),
		utterances: new Map(conversation.utterances.map((utterance) => [utterance.ordinal, utterance])),
		lastRepUtterance,
		speakersUnknown: areSpeakersUnknown(conversation),
		turnByOrdinal: new Map(
			turnsOf(conversation.utterances).flatMap(({ index, utterances }) =>
				utterances.map(({ ordinal }) => [ordinal, index] as const),
			),
		),
	};
}

/** More than a tenth of the words are by speakers of unknown role, so nobody can say who said what. */
export function areSpeakersUnknown({ utterances }: Conversation): boolean {
	let words = 0;
	let unknownWords = 0;
	for (const { role, text } of utterances) {
		const count = countWords(text);
		words += count;
		if (role === "unknown") unknownWords += count;
	}
	return unknownWords > UNKNOWN_WORDS_SHARE_MAX * words;
}

function isSaidBy(role: SpeakerRole, label: LabelBase, evidence: Evidence): boolean {
	return evidence.utterances.get(label.utterance)?.role === role;
}

function isSureEnough({ confidence }: LabelBase): boolean {
	return confidence >= COUNTED_FROM;
}

/** Collects what a reading says about its labels. */
class Tally {
	readonly counted: number[] = [];
	readonly outOf: number[] = [];
	readonly notCounted: { readonly label: number; readonly because: NotCountedBecause }[] = [];

	leaveOut(label: LabelBase, because: NotCountedBecause): void {
		this.notCounted.push({ label: label.id, because });
	}

	/** One of the denominator, counted in the numerator unless there is a reason against it. */
	weigh(label: LabelBase, because: NotCountedBecause | null): void {
		this.outOf.push(label.id);
		if (because === null) this.counted.push(label.id);
		else this.leaveOut(label, because);
	}
}

function discovery(evidence: Evidence, half: FirstHalf, bands: Bands): Reading {
	const signal = "discovery-density";
	const tally = new Tally();
	for (const label of evidence.labels) {
		if (label.kind !== "question") continue;
		const because = whyNoDiscovery(label, evidence, half);
		if (because === null) tally.counted.push(label.id);
		else tally.leaveOut(label, because);
	}
	if (half.repMinutes === 0) {
		// Without talk time nothing was asked in it either, so every question stands among those left out.
		return notApplicable(signal, "no-rep-talk-in-first-half", tally);
	}
	return measured(signal, tally, bands, evidence, {
		denominator: half.repMinutes,
		unit: "per-minute",
		basis: half.basis,
		lowConfidence: half.repMinutes < REP_MINUTES_MIN ? "rep-talk-under-30-seconds" : null,
	});
}

function whyNoDiscovery(question: QuestionLabel, evidence: Evidence, half: FirstHalf): NotCountedBecause | null {
	const utterance = evidence.utterances.get(question.utterance);
	if (utterance === undefined || utterance.role !== "rep") return "wrong-speaker";
	if (question.leading) return "leading";
	if (question.form === "closed") return "closed";
	if (question.rhetorical) return "rhetorical";
	if (question.stackedOn !== null) return "stacked";
	if (question.repeats !== null) return "repeated";
	if (!question.discovery) return "not-discovery";
	if (!half.begins(utterance, question.start)) return "second-half";
	return isSureEnough(question) ? null : "not-sure-enough";
}

function objections(evidence: Evidence, bands: Bands): Reading {
	const signal = "objection-acknowledgment";
	const tally = new Tally();
	for (const label of evidence.labels) {
		if (label.kind !== "objection") continue;
		if (!isSaidBy("customer", label, evidence)) tally.leaveOut(label, "wrong-speaker");
		else if (!isRepHeardAfter(label, evidence)) tally.leaveOut(label, "no-rep-turn-after");
		else if (!isSureEnough(label)) tally.leaveOut(label, "not-sure-enough");
		else tally.weigh(label, whyNotAcknowledged(label, evidence));
	}
	if (tally.outOf.length === 0) return notApplicable(signal, "no-objections", tally);
	return measured(signal, tally, bands, evidence, {
		denominator: tally.outOf.length,
		unit: "share",
		basis: "labels",
		lowConfidence: null,
	});
}

function isRepHeardAfter(objection: ObjectionLabel, evidence: Evidence): boolean {
	return evidence.lastRepUtterance !== null && evidence.lastRepUtterance > objection.utterance;
}

/** Order matters: an answer first and a paraphrase later is not acknowledgment. */
function whyNotAcknowledged(objection: ObjectionLabel, evidence: Evidence): NotCountedBecause | null {
	const ofIt = evidence.labels.filter(
		(label) =>
			(label.kind === "restatement" || label.kind === "answer") &&
			label.objection === objection.id &&
			isSaidBy("rep", label, evidence) &&
			beginsBefore(objection, label),
	);
	const restatements = ofIt.filter(({ kind }) => kind === "restatement");
	const answers = ofIt.filter(({ kind }) => kind === "answer");
	if (restatements.length === 0) return "not-restated";
	const restatedFirst = restatements.some(
		(restatement) => !answers.some((answer) => beginsBefore(answer, restatement)),
	);
	return restatedFirst ? null : "answered-first";
}

function value(evidence: Evidence, bands: Bands): Reading {
	const signal = "value-framing";
	const tally = new Tally();
	for (const label of evidence.labels) {
		if (label.kind !== "claim") continue;
		if (!isSaidBy("rep", label, evidence)) {
			tally.leaveOut(label, "wrong-speaker");
			continue;
		}
		if (!isSureEnough(label)) {
			tally.leaveOut(label, "not-sure-enough");
			continue;
		}
		const need = label.need === null ? undefined : evidence.byId.get(label.need);
		const isTied = need?.kind === "need" && isSaidBy("customer", need, evidence) && beginsBefore(need, label);
		tally.weigh(label, isTied ? null : "no-earlier-need");
	}
	if (tally.outOf.length === 0) return notApplicable(signal, "no-claims", tally);
	return measured(signal, tally, bands, evidence, {
		denominator: tally.outOf.length,
		unit: "share",
		basis: "labels",
		lowConfidence: null,
	});
}

/**
 * The number of asks; several of one kind in one turn are one. Over-asking is a flag of the scorecard; the cut at the
 * cap belongs to pooling.
 */
function closeAttempts(evidence: Evidence, bands: Bands): Reading {
	const signal = "close-attempts";
	const tally = new Tally();
	for (const label of evidence.labels) {
		if (label.kind !== "ask" && label.kind !== "own-promise") continue;
		// A rep without a word asked for nothing, whatever a label on an empty line says.
		if (evidence.lastRepUtterance === null || !isSaidBy("rep", label, evidence)) tally.leaveOut(label, "wrong-speaker");
		else if (label.kind === "own-promise") tally.leaveOut(label, "own-promise");
		else if (!isSureEnough(label)) tally.leaveOut(label, "not-sure-enough");
		else if (isAskedBefore(label, evidence)) tally.leaveOut(label, "stacked-ask");
		else tally.counted.push(label.id);
	}
	// A rep who never speaks shows no close attempts, neither 0 nor any other number of them.
	if (evidence.lastRepUtterance === null) return notApplicable(signal, "no-rep-talk", tally);
	return measured(signal, tally, bands, evidence, {
		denominator: 1,
		unit: "per-conversation",
		basis: "labels",
		lowConfidence: null,
	});
}

/** Does an ask of the same kind stand earlier in the same turn? */
function isAskedBefore(ask: AskLabel, { labels, turnByOrdinal }: Evidence): boolean {
	const turn = turnByOrdinal.get(ask.utterance);
	if (turn === undefined) return false;
	return labels.some(
		(other) =>
			other.kind === "ask" &&
			other.ask === ask.ask &&
			isSureEnough(other) &&
			turnByOrdinal.get(other.utterance) === turn &&
			(beginsBefore(other, ask) || (!beginsBefore(ask, other) && other.id < ask.id)),
	);
}

function measured(
	signal: Signal,
	tally: Tally,
	bands: Bands,
	evidence: Evidence,
	how: Pick<MeasuredReading, "denominator" | "unit" | "basis" | "lowConfidence">,
): MeasuredReading {
	const numerator = tally.counted.length;
	const ratio = numerator / how.denominator;
	const confidence = meanConfidence(how.unit === "share" ? tally.outOf : tally.counted, evidence);
	const unsure = how.unit === "share" && confidence !== null && confidence < LABELLER_SURE_MIN;
	const doubt = evidence.speakersUnknown ? "speakers-unknown" : unsure ? "labeller-unsure" : null;
	return {
		status: "measured",
		signal,
		counted: tally.counted,
		outOf: tally.outOf,
		notCounted: tally.notCounted,
		numerator,
		denominator: how.denominator,
		unit: how.unit,
		basis: how.basis,
		value: ratio,
		interval: intervalOf(signal, numerator, how.denominator),
		tier: tierOf(ratio, bands[signal]),
		confidence,
		lowConfidence: how.lowConfidence ?? doubt,
	};
}

/** Added up in the order of the ids, so that it comes out the same bit for bit. */
function meanConfidence(ids: readonly number[], { byId }: Evidence): number | null {
	if (ids.length === 0) return null;
	return ids.toSorted((a, b) => a - b).reduce((sum, id) => sum + (byId.get(id)?.confidence ?? 0), 0) / ids.length;
}

function notApplicable(signal: Signal, because: NotApplicableBecause, tally: Tally): Reading {
	const { outOf, notCounted } = tally;
	return { status: "not-applicable", signal, because, counted: [], outOf, notCounted };
}
