import type { Reason } from "../cycle/reason.ts";
import type { Citation } from "./citation.ts";
import type { DifficultyLabel, Label, NeedLabel } from "./label.ts";
import { isAskedFor, isNextStepAgreed, isRefusal, SURE_MIN, TURNS_TO_TAKE_UP } from "./next-step.ts";
import type { Readings } from "./reading.ts";
import {
	citationOf,
	citeTurn,
	customerTurnsAfter,
	customerTurnsUpTo,
	hasLabel,
	labelsIn,
	medianOf,
	type Placed,
	placedOf,
	repTurnsAfter,
	type Talk,
	withLabels,
} from "./talk.ts";

/** In the order in which equal severities are decided: what lay nearest to a next step first. */
export const MOMENT_KINDS = [
	"talked-past-buying-signal",
	"weak-objection-response",
	"competitor-not-explored",
	"missing-follow-up",
] as const;
export type MomentKind = (typeof MOMENT_KINDS)[number];

/** How the customer drew back after a line: said no or put off, spoke much shorter, or said nothing more. */
type DrawnBack = "refused" | "shorter" | "silent";

export type Moment =
	| {
			readonly status: "found";
			readonly kind: MomentKind;
			/** The customer's line. */
			readonly cites: Citation;
			/** The first line of the rep's answer. */
			readonly answer: Citation;
			/** When the customer's utterance begins, milliseconds from the start; null without times. */
			readonly startMs: number | null;
			/** Points, see `momentOf`; at least SEVERITY_MIN. */
			readonly severity: number;
			/** `moment.` and the kind. Params: `after` (how the customer drew back), `agreed`, and what the kind knows; `asked`: was any next step asked for? */
			readonly reason: Reason;
	  }
	| {
			readonly status: "none";
			/** `moment.none` (param `candidates`: lines that were looked at) or `moment.speakers-unknown`. */
			readonly reason: Reason;
	  };

/** Points from which on a moment is said to have changed the outcome. Ours, like all points. */
const SEVERITY_MIN = 3;

/** Words of a customer's turn that a moment can hang on: "oh, really?" is none. Ours. */
const WORDS_MIN = 5;

/** Customer turns before and after a line whose medians are compared. Ours. */
const TURNS_COMPARED = 3;

/** Customer turns within which a refusal still belongs to the line. Ours. */
const TURNS_TO_REFUSE = 2;

/** Median words before a line under which nothing can shrink. Ours. */
const WORDS_TO_SHRINK_MIN = 8;

/** A customer opens up with at least so many words, and twice their median. Ours. */
const OPENED_UP_WORDS_MIN = 20;

/**
 * The single moment that most changed the outcome, or none.
 *
 * Candidates are customer lines that the rep spoke after:
 * - talked-past-buying-signal: a buying signal, and no ask in the rep's next two turns. 2 points, +1 if no ask ever
 *   follows.
 * - weak-objection-response: an objection that was not acknowledged. 1 point, +2 if one on the same topic comes later,
 *   -1 if the rep's next turn asks an open question, +1 if it answers an ask and no next step was agreed.
 * - competitor-not-explored: the customer mentions another vendor, and the rep's next two turns neither ask nor say it
 *   back. 2 points, +1 if the customer mentions one again later.
 * - missing-follow-up: a need or difficulty, and the rep's next two turns neither ask, nor say it back, nor recognise it.
 *   1 point, +1 if the rep never returns to it (no restatement, tied claim or empathy later), +1 if the customer opened
 *   up (20 words or more, and twice their median turn), +1 if the next turn claims or asks instead.
 *
 * What followed: +2 if the customer refuses or brushes off within the next two turns, or speaks a third as long or
 * shorter (medians of three turns, from 8 words); +1 if the customer says no more. What it came to: -2 if a next step was
 * agreed (the customer's next turn after the last ask objects to nothing, and no later one refuses); else +1 for an
 * objection and a competitor.
 *
 * The most points win, from 3 on; ties go in the order of MOMENT_KINDS, then the earlier line. The customer's labels
 * under a confidence of 0.7 are left out, and so are turns of less than five words, and all objections where their share
 * is of low confidence. Where it is not known who said what there is no moment.
 */
export function momentOf(talk: Talk, readings: Readings, speakersUnknown: boolean): Moment {
	if (speakersUnknown) return { status: "none", reason: { code: "moment.speakers-unknown", params: {} } };
	return mostTelling(withSureCustomer(talk), readings);
}

/** Would another moment, or none, be named if the labeller were taken at its word everywhere? */
export function isMomentUnsure(talk: Talk, readings: Readings): boolean {
	const [sure, any] = [mostTelling(withSureCustomer(talk), readings), mostTelling(talk, readings)];
	if (sure.status === "none" || any.status === "none") return sure.status !== any.status;
	return sure.kind !== any.kind || sure.cites.label !== any.cites.label;
}

/** The talk without the customer's labels that the labeller is not sure of. */
export function withSureCustomer(talk: Talk): Talk {
	return withLabels(
		talk,
		talk.labels.filter(({ label, turn }) => talk.turns[turn]?.role !== "customer" || label.confidence >= SURE_MIN),
	);
}

function mostTelling(talk: Talk, readings: Readings): Moment {
	const agreed = isNextStepAgreed(talk);
	const asked = placedOf(talk, "ask").length > 0;
	const returns = returnsOf(talk);
	const candidates = [
		...buyingSignals(talk),
		...objections(talk, readings, agreed),
		...competitors(talk, returns, agreed),
		...needs(talk, returns),
	];
	let best: { readonly candidate: Candidate; readonly severity: number; readonly after: DrawnBack | null } | null =
		null;
	for (const candidate of candidates) {
		const after = drawnBackAfter(talk, candidate);
		const severity = candidate.points + pointsFor(after) + (agreed ? -2 : 0);
		// Candidates come by kind and then by place, so that the first of equals stays.
		if (best === null || severity > best.severity) best = { candidate, severity, after };
	}
	if (best === null || best.severity < SEVERITY_MIN) return noneOf(candidates.length);
	const { candidate, severity, after } = best;
	const cites = citationOf(talk, candidate.label);
	const [answer] = repTurnsAfter(talk, candidate.turn, 1);
	if (cites === null || answer === undefined) return noneOf(candidates.length);
	return {
		status: "found",
		kind: candidate.kind,
		cites,
		answer: citeTurn(answer),
		startMs: talk.utterances.get(cites.utterance)?.startMs ?? null,
		severity,
		reason: { code: CODES[candidate.kind], params: { ...candidate.params, after, agreed, asked } },
	};
}

const CODES: { readonly [K in MomentKind]: string } = {
	"talked-past-buying-signal": "moment.talked-past-buying-signal",
	"weak-objection-response": "moment.weak-objection-response",
	"competitor-not-explored": "moment.competitor-not-explored",
	"missing-follow-up": "moment.missing-follow-up",
};

function noneOf(candidates: number): Moment {
	return { status: "none", reason: { code: "moment.none", params: { candidates } } };
}

type Candidate = Placed<Label> & {
	readonly kind: MomentKind;
	readonly points: number;
	readonly params: Reason["params"];
};

function buyingSignals(talk: Talk): readonly Candidate[] {
	const lastAsk = placedOf(talk, "ask").at(-1)?.turn ?? -1;
	return answered(talk, placedOf(talk, "buying-signal"))
		.filter(({ turn }) => !isAskedFor(talk, turn))
		.map(({ label, turn }) => {
			const askedLater = lastAsk > turn;
			return {
				kind: "talked-past-buying-signal",
				label,
				turn,
				points: askedLater ? 2 : 3,
				params: { askedLater },
			};
		});
}

function objections(talk: Talk, readings: Readings, agreed: boolean): readonly Candidate[] {
	const reading = readings["objection-acknowledgment"];
	// Where the objections themselves are in doubt, none of them is held against the rep.
	if (reading.status === "not-applicable" || reading.lowConfidence !== null) return [];
	const missed = new Set(reading.outOf.filter((id) => !reading.counted.includes(id)));
	const all = placedOf(talk, "objection");
	const lastOn = new Map(all.map(({ label, turn }) => [label.topic, turn]));
	return answered(talk, all)
		.filter(({ label }) => missed.has(label.id))
		.map(({ label, turn }) => {
			const cameBack = (lastOn.get(label.topic) ?? turn) > turn;
			const explored = isExplored(talk, turn);
			const toAsk = !agreed && isAnswerToAsk(talk, turn);
			const points = 1 + (cameBack ? 2 : 0) + (explored ? -1 : 0) + (agreed ? 0 : 1) + (toAsk ? 1 : 0);
			return {
				kind: "weak-objection-response",
				label,
				turn,
				points,
				params: { topic: label.topic, cameBack, explored },
			};
		});
}

/** Did the rep ask for a next step in the turn before? */
function isAnswerToAsk(talk: Talk, turn: number): boolean {
	return talk.turns[turn - 1]?.role === "rep" && hasLabel(talk, turn - 1, "ask");
}

/** An open question in the rep's next turn that does not hold its own answer. */
function isExplored(talk: Talk, turn: number): boolean {
	return repTurnsAfter(talk, turn, 1).some(({ index }) =>
		labelsIn(talk, index).some(
			(label) => label.kind === "question" && label.form === "open" && !label.leading && !label.rhetorical,
		),
	);
}

function competitors(talk: Talk, returns: Returns, agreed: boolean): readonly Candidate[] {
	const mentioned = placedOf(talk, "competitor").filter(({ turn }) => talk.turns[turn]?.role === "customer");
	return answered(talk, mentioned)
		.filter(({ label, turn }) => {
			const saidBack = returns(label, turn);
			return repTurnsAfter(talk, turn, TURNS_TO_TAKE_UP).every(
				({ index }) => !hasLabel(talk, index, "question") && !saidBack.includes(index),
			);
		})
		.map(({ label, turn }) => {
			const again = (mentioned.at(-1)?.turn ?? turn) > turn;
			return {
				kind: "competitor-not-explored",
				label,
				turn,
				points: 2 + (again ? 1 : 0) + (agreed ? 0 : 1),
				params: { again },
			};
		});
}

function needs(talk: Talk, returns: Returns): readonly Candidate[] {
	const median = medianOf(talk.customerTurns.map(({ words }) => words));
	const stated: readonly Placed<NeedLabel | DifficultyLabel>[] = [
		...placedOf(talk, "need"),
		...placedOf(talk, "difficulty"),
	].toSorted((a, b) => a.turn - b.turn);
	return answered(talk, stated).flatMap(({ label, turn }) => {
		const [next] = repTurnsAfter(talk, turn, 1);
		const spoken = talk.turns[turn];
		if (next === undefined || spoken === undefined) return [];
		const later = returns(label, turn);
		const takenUp = repTurnsAfter(talk, turn, TURNS_TO_TAKE_UP).some(
			({ index }) => hasLabel(talk, index, "question") || later.includes(index),
		);
		if (takenUp) return [];
		const returned = later.length > 0;
		const openedUp = spoken.words >= OPENED_UP_WORDS_MIN && spoken.words >= 2 * median;
		const pitched = hasLabel(talk, next.index, "claim", "ask");
		const points = 1 + (returned ? 0 : 1) + (openedUp ? 1 : 0) + (pitched ? 1 : 0);
		return [{ kind: "missing-follow-up", label, turn, points, params: { returned, openedUp, pitched } }];
	});
}

/** Turns after a customer's turn that come back to it, or to a need or difficulty in it. */
type Returns = (label: Label, spoken: number) => readonly number[];

/** The rep comes back by saying a line back, tying a claim to its need, or recognising its difficulty. */
export function returnsOf(talk: Talk): Returns {
	const saidBack = turnsBy(placedOf(talk, "restatement"), ({ of }) => of);
	const tied = turnsBy(placedOf(talk, "claim"), ({ need }) => need);
	const recognised = turnsBy(placedOf(talk, "empathy"), ({ difficulty }) => difficulty);
	return ({ id }, spoken) => {
		const lines = talk.turns[spoken]?.utterances ?? [];
		return [
			...lines.flatMap(({ ordinal }) => saidBack.get(ordinal) ?? []),
			...(tied.get(id) ?? []),
			...(recognised.get(id) ?? []),
		].filter((turn) => turn > spoken);
	};
}

function turnsBy<L extends Label>(
	placed: readonly Placed<L>[],
	keyOf: (label: L) => number | null,
): ReadonlyMap<number | null, readonly number[]> {
	const turns = new Map<number | null, number[]>();
	for (const { label, turn } of placed) {
		const key = keyOf(label);
		const known = turns.get(key);
		if (known === undefined) turns.set(key, [turn]);
		else known.push(turn);
	}
	return turns;
}

/** Lines that say something, and that the rep spoke after: nobody can be blamed for the others. */
export function answered<L extends Label>(talk: Talk, placed: readonly Placed<L>[]): readonly Placed<L>[] {
	return placed.filter(
		({ turn }) => (talk.turns[turn]?.words ?? 0) >= WORDS_MIN && repTurnsAfter(talk, turn, 1).length > 0,
	);
}

function pointsFor(after: DrawnBack | null): number {
	switch (after) {
		case "refused":
		case "shorter":
			return 2;
		case "silent":
			return 1;
		case null:
			return 0;
	}
}

function drawnBackAfter(talk: Talk, { turn }: Candidate): DrawnBack | null {
	const after = customerTurnsAfter(talk, turn, TURNS_COMPARED);
	if (after.slice(0, TURNS_TO_REFUSE).some(({ index }) => isRefusedIn(talk, index))) return "refused";
	if (after.length === 0) return "silent";
	const before = customerTurnsUpTo(talk, turn, TURNS_COMPARED);
	if (before.length < 2 || after.length < 2) return null;
	return isShorter(medianOf(before.map(({ words }) => words)), medianOf(after.map(({ words }) => words)))
		? "shorter"
		: null;
}

function isRefusedIn(talk: Talk, turn: number): boolean {
	return labelsIn(talk, turn).some((label) => label.kind === "objection" && isRefusal(label));
}

/** At most a third of the median words per turn, where there were at least 8 to begin with. */
export function isShorter(before: number, after: number): boolean {
	return before >= WORDS_TO_SHRINK_MIN && 3 * after <= before;
}
