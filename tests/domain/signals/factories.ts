import type { ReadingFact } from "../../../domain/cycle/facts.ts";
import type { Conversation, SpeakerRole, Utterance } from "../../../domain/signals/conversation.ts";
import type {
	AskKind,
	Label,
	LabelBase,
	Labelling,
	NearMiss,
	ObjectionTopic,
	QuestionLabel,
} from "../../../domain/signals/label.ts";
import type { MeasuredReading, Reading } from "../../../domain/signals/reading.ts";

/** One line: who, what, and from when to when in seconds. */
export type Line = readonly [role: SpeakerRole, text: string, from?: number | null, to?: number | null];

export function conversationOf(...lines: readonly Line[]): Conversation {
	const utterances = lines.map(([role, text, from, to], ordinal): Utterance => {
		const ms = (seconds: number | null | undefined): number | null =>
			seconds === null || seconds === undefined ? null : seconds * 1000;
		return { ordinal, role, speaker: role, text, startMs: ms(from), endMs: ms(to), confidence: null };
	});
	return { kind: "role-play", language: "en", utterances };
}

/** `n` words. */
export function words(n: number): string {
	return Array.from({ length: n }, (_, i) => `w${i}`).join(" ");
}

type Place = { readonly utterance: number; readonly start?: number };

/** Numbers the labels by their position, as a labeller does. */
export function labelsOf(...make: readonly ((id: number) => Label)[]): readonly Label[] {
	return make.map((one, id) => one(id));
}

function base(id: number, { utterance, start = 0 }: Place): LabelBase {
	return { id, utterance, start, end: start + 1, confidence: 1, rule: "test", features: [] };
}

export const question =
	(
		place: Place,
		but: Partial<Pick<QuestionLabel, "form" | "discovery" | "leading" | "rhetorical" | "stackedOn" | "repeats">> = {},
	) =>
	(id: number): Label => ({
		...base(id, place),
		kind: "question",
		form: "open",
		discovery: true,
		leading: false,
		rhetorical: false,
		stackedOn: null,
		repeats: null,
		...but,
	});

export const objection =
	(place: Place, topic: ObjectionTopic = "price") =>
	(id: number): Label => ({ ...base(id, place), kind: "objection", topic });

export const restatement =
	(place: Place, of: number, objectionId: number | null) =>
	(id: number): Label => ({ ...base(id, place), kind: "restatement", strength: 1, of, objection: objectionId });

export const answer =
	(place: Place, objectionId: number) =>
	(id: number): Label => ({ ...base(id, place), kind: "answer", objection: objectionId });

export const need =
	(place: Place) =>
	(id: number): Label => ({ ...base(id, place), kind: "need" });

export const claim =
	(place: Place, needId: number | null) =>
	(id: number): Label => ({ ...base(id, place), kind: "claim", need: needId });

export const ask =
	(place: Place, kind: AskKind = "meeting") =>
	(id: number): Label => ({ ...base(id, place), kind: "ask", ask: kind });

export const ownPromise =
	(place: Place) =>
	(id: number): Label => ({ ...base(id, place), kind: "own-promise" });

export const listeningCue =
	(place: Place) =>
	(id: number): Label => ({ ...base(id, place), kind: "listening-cue" });

export const difficulty =
	(place: Place) =>
	(id: number): Label => ({ ...base(id, place), kind: "difficulty" });

export const empathy =
	(place: Place, difficultyId: number | null) =>
	(id: number): Label => ({ ...base(id, place), kind: "empathy", difficulty: difficultyId });

export const buyingSignal =
	(place: Place) =>
	(id: number): Label => ({ ...base(id, place), kind: "buying-signal" });

export const competitor =
	(place: Place) =>
	(id: number): Label => ({ ...base(id, place), kind: "competitor" });

/** The same label, of which the labeller is less sure. */
export const unsure =
	(make: (id: number) => Label, confidence: number) =>
	(id: number): Label => ({ ...make(id), confidence });

export function nearMiss(because: NearMiss["because"], utterance: number, start = 0, end = 1): NearMiss {
	return { kind: because === "no-concrete-step" ? "ask" : "restatement", utterance, start, end, because };
}

export function labellingOf(labels: readonly Label[], but: Partial<Labelling> = {}): Labelling {
	return { labeller: "embedded-en", version: "7", labels, nearMisses: [], alsoIn: [], validatedOn: [], ...but };
}

export function measuredOf(reading: Reading): MeasuredReading {
	if (reading.status !== "measured") throw new Error(`expected a measured reading, came ${reading.because}`);
	return reading;
}

export function factOf(
	numerator: number,
	denominator: number,
	but: { readonly lowConfidence?: boolean; readonly basis?: "clock" | "words" | "labels" } = {},
): ReadingFact {
	return {
		status: "measured",
		numerator,
		denominator,
		value: numerator / denominator,
		basis: but.basis ?? "labels",
		lowConfidence: but.lowConfidence ?? false,
	};
}

export const NOT_APPLICABLE: ReadingFact = { status: "not-applicable" };
