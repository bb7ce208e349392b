const FIRST_MS = 2_000;
const LONGEST_MS = 3_600_000;
/** Share of the wait that the row's id decides, so that what failed together does not come back together. */
const SPREAD = 0.25;

/**
 * How long to wait after the nth attempt failed: two seconds, doubled each time, an hour at most, and up to a quarter
 * less by the row's own id. The same row waits equally long whoever asks: no randomness.
 *
 * @param attempts Attempts so far, from 1.
 */
export function retryAfterMs(id: string, attempts: number): number {
	const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(Math.max(attempts, 1) - 1, 30));
	return Math.round(full * (1 - SPREAD * shareOf(`${id} ${attempts}`)));
}

/** A number from 0 to below 1 that looks like chance and follows from the text (FNV-1a, 32 bits). */
function shareOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	// The last characters have moved the low bits alone.
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
