import type { Utterance } from "./conversation.ts";
import type { Label } from "./label.ts";
import { SIGNALS, type Signal } from "./signal.ts";
import { turnsOf } from "./talk.ts";

/** A turn of the rep, and what the customer said before it. */
export type RepTurn = {
	/** Position among the rep's turns, from 0. */
	readonly line: number;
	readonly text: string;
	/** Null where the rep begins. */
	readonly before: string | null;
	/** Ordinals of its utterances. */
	readonly utterances: readonly number[];
};

/** The rep's turns in order: as many as a scorecard counts. */
export function repTurnsOf(utterances: readonly Utterance[]): readonly RepTurn[] {
	const turns = turnsOf(utterances);
	const wordsOf = (said: readonly Utterance[]) => said.map(({ text }) => text).join(" ");
	return turns
		.filter(({ role }) => role === "rep")
		.map((turn, line) => {
			const before = turns[turn.index - 1];
			return {
				line,
				text: wordsOf(turn.utterances),
				before: before === undefined ? null : wordsOf(before.utterances),
				utterances: turn.utterances.map(({ ordinal }) => ordinal),
			};
		});
}

/**
 * The behaviours that a labeller saw in a turn, whether or not they count there: an open discovery question also in the
 * second half. It is what a person can say of the same line, and nothing else is compared.
 */
export function shownInTurn(labels: readonly Label[], { utterances }: Pick<RepTurn, "utterances">): readonly Signal[] {
	const here = labels.filter(({ utterance }) => utterances.includes(utterance));
	return SIGNALS.filter((signal) => here.some((label) => shows(label, signal)));
}

function shows(label: Label, signal: Signal): boolean {
	switch (signal) {
		case "discovery-density":
			return (
				label.kind === "question" && label.form === "open" && label.discovery && !label.leading && !label.rhetorical
			);
		case "objection-acknowledgment":
			return label.kind === "restatement" && label.objection !== null;
		case "value-framing":
			return label.kind === "claim" && label.need !== null;
		case "close-attempts":
			return label.kind === "ask";
	}
}
