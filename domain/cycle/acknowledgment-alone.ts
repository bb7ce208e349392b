import type { Signal } from "../signals/signal.ts";

/** Is acknowledgment, the least certain reading, all that speaks for something? See docs/decisions/0009. */
export function isAcknowledgmentAlone(signals: readonly Signal[]): boolean {
	return signals.length === 1 && signals[0] === "objection-acknowledgment";
}
