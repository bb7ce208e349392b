import type { Signal } from "../signals/signal.ts";

/**
 * Objections are what labellers, and people among themselves, agree on least. What only the share of acknowledged
 * objections speaks for is left to a person.
 */
export function restsOnAcknowledgmentAlone(signals: readonly Signal[]): boolean {
	return signals.length === 1 && signals[0] === "objection-acknowledgment";
}
