import type { ObjectionLabel } from "./label.ts";
import { customerTurnsAfter, hasLabel, placedOf, repTurnsAfter, type Talk } from "./talk.ts";

/** Confidence from which a label is sure: what speaks against the rep, and what is shown first, has to be. Ours. */
export const SURE_MIN = 0.7;

/** Rep turns after a buying signal or the mention of a competitor in which the rep may still take it up. Ours. */
export const TURNS_TO_TAKE_UP = 2;

/** Does the rep ask for a next step in one of the next two turns? */
export function isAskedFor(talk: Talk, turn: number): boolean {
	return repTurnsAfter(talk, turn, TURNS_TO_TAKE_UP).some(({ index }) => hasLabel(talk, index, "ask"));
}

/**
 * Did the customer's next turn after the last ask hold no objection, and no refusal come after it? Only objections that
 * the labeller is sure of speak against it, so that every part of a scorecard says the same.
 */
export function isNextStepAgreed(talk: Talk): boolean {
	const ask = placedOf(talk, "ask").at(-1);
	if (ask === undefined) return false;
	const [answer] = customerTurnsAfter(talk, ask.turn, 1);
	if (answer === undefined) return false;
	const against = placedOf(talk, "objection").filter(({ label }) => label.confidence >= SURE_MIN);
	return !against.some(({ label, turn }) => turn === answer.index || (turn > answer.index && isRefusal(label)));
}

/** The customer ends the matter, or the talk, rather than objecting to something in it. */
export function isRefusal({ topic }: ObjectionLabel): boolean {
	return topic === "brush-off" || topic === "refusal";
}
