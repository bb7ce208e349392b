import type { ConversationFact, CycleFacts, LineRef } from "./facts.ts";
import type { BlindLabel } from "./task.ts";

/**
 * Lines that the reviewer of these sessions labels before the engine's labels are shown: drawn without return from all
 * turns of the rep, the same for the same seed.
 */
export function drawLines(
	sessions: readonly Pick<ConversationFact, "id" | "repTurns">[],
	count: number,
	seed: number,
): readonly LineRef[] {
	const all = sessions.flatMap(({ id, repTurns }) =>
		Array.from({ length: repTurns }, (_, line) => ({ conversation: id, line })),
	);
	const random = randomFrom(seed);
	const drawn: number[] = [];
	const left = all.map((_, index) => index);
	while (drawn.length < count && left.length > 0) {
		drawn.push(...left.splice(Math.floor(random() * left.length), 1));
	}
	// In order of the sessions and of their turns, as one reads them.
	return drawn.toSorted((a, b) => a - b).flatMap((index) => all[index] ?? []);
}

/** Numbers from 0 up to 1, without 1. A linear congruential generator, its seed stirred so that neighbours differ. */
function randomFrom(seed: number): () => number {
	let state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) >>> 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 4_294_967_296;
	};
}

/** Lines of a review that can still be shown: a call whose consent was taken back is nowhere any more. */
export function linesToLabel(lines: readonly LineRef[], { conversations }: Pick<CycleFacts, "conversations">) {
	const known = new Set(conversations.map(({ id }) => id));
	return lines.filter(({ conversation }) => known.has(conversation));
}

/** Is each of these lines labelled, once, and no other one? */
export function coversLines(lines: readonly LineRef[], labels: readonly BlindLabel[]): boolean {
	const keyOf = ({ conversation, line }: LineRef) => `${conversation} ${line}`;
	const wanted = new Set(lines.map(keyOf));
	const came = new Set(labels.map(keyOf));
	return came.size === labels.length && came.size === wanted.size && [...came].every((key) => wanted.has(key));
}
