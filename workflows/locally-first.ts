import { ActivityFailure, ApplicationFailure, isCancellation, log } from "@temporalio/workflow";
import type { StuckBecause } from "../domain/cycle/step.ts";

/**
 * Tries a local activity, and goes on with the same one as a normal activity when its few attempts failed. A local
 * activity costs one event; but one that retries through an outage keeps its workflow task open, while a normal one's
 * attempts write nothing.
 */
export function locallyFirst<Args extends unknown[], T>(
	name: string,
	locally: (...args: Args) => Promise<T>,
	remotely: (...args: Args) => Promise<T>,
): (...args: Args) => Promise<T> {
	return async (...args) => {
		try {
			return await locally(...args);
		} catch (error) {
			if (isCancellation(error) || isNotRetryable(error)) throw error;
			log.warn("goes on as a normal activity", { activity: name });
			return await remotely(...args);
		}
	};
}

function isNotRetryable(error: unknown): boolean {
	return applicationFailureOf(error)?.nonRetryable === true;
}

/** How a failure is called that says: no repetition mends this. As `Undecidable` of the steps. */
const UNDECIDABLE: { readonly [type: string]: StuckBecause } = {
	"Undecidable:unreadable": "unreadable",
	"Undecidable:undecidable": "undecidable",
};

/** Why a step could not be decided; null for every other failure. */
export function whyUndecidable(error: unknown): StuckBecause | null {
	return UNDECIDABLE[applicationFailureOf(error)?.type ?? ""] ?? null;
}

/** What the activity threw: a local one's failure comes as it is, a normal one's wrapped. */
function applicationFailureOf(error: unknown): ApplicationFailure | undefined {
	const thrown = error instanceof ActivityFailure ? error.cause : error;
	return thrown instanceof ApplicationFailure ? thrown : undefined;
}
