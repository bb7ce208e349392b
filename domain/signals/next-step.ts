import type { ObjectionLabel } from "./label.ts";
import { customerTurnsAfter, hasLabel, placedOf, repTurnsAfter, type Talk } from "./talk.ts";

/** Rep turns after a buying signal or the mention of a competitor in which the rep may still take it up. Ours. */
export const TURNS_TO_TAKE_UP = 2;

/** Does the rep ask for a next step in one of the next two turns? */
export function isAskedFor(talk: Talk, turn: number): boolean {
	return repTurnsAfter(talk, turn, TURNS_TO_TAKE_UP).some(({ index }) => hasLabel(talk, index, "ask"));
}

/** Did the customer's next turn after the last ask hold no objection, and no refusal come after it? */
export function isNextStepAgreed(talk: Talk): boolean {
	const ask = placedOf(talk, "ask").at(-1);
	if (ask === undefined) return false;
	const [answer] = customerTurnsAfter(talk, ask.turn, 1);
	if (answer === undefined || hasLabel(talk, answer.index, "objection")) return false;
	return !placedOf(talk, "objection").some(({ label, turn }) => turn > answer.index && isRefusal(label));
}

/** The customer ends the matter, or the talk, rather than objecting to something in it. */
export function isRefusal({ topic }: ObjectionLabel): boolean {
	return topic === "brush-off" || topic === "refusal";
}
