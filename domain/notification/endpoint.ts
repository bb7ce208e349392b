import { epochMs, type Instant, instantOf } from "../time.ts";

export type EndpointHealth = {
	/** Instant of the first failure since the last success; null while it answers. */
	readonly failingSince: Instant | null;
	readonly disabled: boolean;
};

/**
 * What an attempt says about a receiver. "Gone" (410) is its own wish to be left alone, and is obeyed at once.
 *
 * @param now Wall time: a receiver is away in the world's time, whatever clock its organisation runs on.
 * @param failingDaysMax One that has answered nothing but errors for so long is switched off, and its owners are told.
 */
export function healthAfter(
	failingSince: Instant | null,
	attempt: { readonly ok: boolean; readonly gone: boolean },
	now: Instant,
	failingDaysMax: number,
): EndpointHealth {
	if (attempt.ok) return { failingSince: null, disabled: false };
	const since = failingSince ?? instantOf(epochMs(now));
	return {
		failingSince: since,
		disabled: attempt.gone || epochMs(now) - epochMs(since) >= failingDaysMax * 86_400_000,
	};
}
