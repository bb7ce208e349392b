import type { Attempt } from "../records/notification-types.ts";
import { NoAnswer, RefusedUrl } from "./http.ts";

/** An error of a provider, put into one of few words. */
export type Failure = {
	readonly code: string;
	/** Does waiting mend it? */
	readonly retry: boolean;
	readonly mayHaveArrived: boolean;
	/** The provider asked to be left alone for so long. */
	readonly afterMs?: number;
};

export function failedAttempt(failure: Failure, status: number | null, startedMs: number): Attempt {
	return {
		kind: "failed",
		code:
			failure.code
				.toLowerCase()
				.replace(/[^a-z0-9_-]/g, "-")
				.slice(0, 64) || "unknown",
		retryAfterMs: failure.retry ? (failure.afterMs ?? 0) : null,
		mayHaveArrived: failure.mayHaveArrived,
		status,
		durationMs: performance.now() - startedMs,
	};
}

/** What it means that a request got no answer, or was not made. */
export function failureOfRequest(provider: "slack" | "webhook", error: unknown): Failure {
	// An admin may put another address there, or the name may point elsewhere tomorrow.
	if (error instanceof RefusedUrl) return { code: `${provider}-${error.code}`, retry: true, mayHaveArrived: false };
	if (error instanceof NoAnswer)
		return { code: `${provider}-${error.code}`, retry: true, mayHaveArrived: error.connected };
	throw error;
}
