/** How the rows of a launch are dealt to its waves. */
export const ASSIGNED = ["in-order", "at-random"] as const;
export type Assigned = (typeof ASSIGNED)[number];

/**
 * The wave of each row, 0 for the one that begins first. Waves are equally large, but for one row more in the first ones.
 * At random, each row is as likely in one wave as in another; the same seed gives the same waves, on every machine.
 *
 * @param seed A whole number from 0 up to 2^32 - 1; without effect on rows in order.
 */
export function assignWaves(rows: number, waves: number, assigned: Assigned, seed: number): readonly number[] {
	if (!Number.isInteger(waves) || waves < 1)
		throw new RangeError(`waves: expected a whole number from 1, came ${waves}`);
	const inOrder = Array.from({ length: rows }, (_, row) => waveInOrder(row, rows, waves));
	return assigned === "in-order" ? inOrder : shuffled(inOrder, seed);
}

/** Blocks of rows that follow each other; the first `rows % waves` of them hold one more. */
function waveInOrder(row: number, rows: number, waves: number): number {
	const size = Math.floor(rows / waves);
	const larger = rows % waves;
	const inLarger = larger * (size + 1);
	return row < inLarger ? Math.floor(row / (size + 1)) : larger + Math.floor((row - inLarger) / size);
}

/** Fisher and Yates, from the end. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
	const dealt = [...items];
	const next = generator(seed);
	for (let at = dealt.length - 1; at > 0; at--) {
		const other = Math.floor(next() * (at + 1));
		const [a, b] = [dealt[at], dealt[other]];
		if (a === undefined || b === undefined) continue;
		dealt[at] = b;
		dealt[other] = a;
	}
	return dealt;
}

/** Numbers from 0 to below 1 that follow from the seed alone (mulberry32, by T. Ettinger, public domain). */
function generator(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
