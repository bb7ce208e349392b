/** How often a label was right, was said, and is there by people. */
export type Counts = { readonly hits: number; readonly said: number; readonly gold: number };

export function precisionOf({ hits, said }: Counts): number {
	return said === 0 ? 0 : hits / said;
}

export function recallOf({ hits, gold }: Counts): number {
	return gold === 0 ? 0 : hits / gold;
}

/** 2 TP / (said + gold); 0 where both are 0. */
export function f1Of({ hits, said, gold }: Counts): number {
	return said + gold === 0 ? 0 : (2 * hits) / (said + gold);
}

/** What people say of one row, and what is said here. */
export type Judged = { readonly gold: string; readonly said: string };

export function countsOf(rows: readonly Judged[], label: string): Counts {
	let hits = 0;
	let said = 0;
	let gold = 0;
	for (const row of rows) {
		if (row.said === label) said += 1;
		if (row.gold === label) gold += 1;
		if (row.said === label && row.gold === label) hits += 1;
	}
	return { hits, said, gold };
}

/** Cohen's kappa over all rows: agreement beyond that of two who only know how frequent labels are. */
export function kappaOf(rows: readonly Judged[]): number {
	const labels = new Set(rows.flatMap(({ gold, said }) => [gold, said]));
	let chance = 0;
	let agreed = 0;
	for (const label of labels) {
		const { hits, said, gold } = countsOf(rows, label);
		agreed += hits / rows.length;
		chance += (said / rows.length) * (gold / rows.length);
	}
	return chance >= 1 ? 0 : (agreed - chance) / (1 - chance);
}

/** Spearman's rho: Pearson's r of the ranks, ties sharing their mean rank. 0 where one side is all the same. */
export function spearman(pairs: readonly (readonly [number, number])[]): number {
	const a = ranksOf(pairs.map(([value]) => value));
	const b = ranksOf(pairs.map(([, value]) => value));
	const mean = (pairs.length + 1) / 2;
	let ab = 0;
	let aa = 0;
	let bb = 0;
	for (const [index, rank] of a.entries()) {
		const x = rank - mean;
		const y = (b[index] ?? mean) - mean;
		ab += x * y;
		aa += x * x;
		bb += y * y;
	}
	return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}

/** Ranks from 1; equal values share the mean of their places. */
export function ranksOf(values: readonly number[]): number[] {
	const order = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
	const ranks = new Array<number>(values.length).fill(0);
	for (let from = 0; from < order.length; ) {
		let to = from + 1;
		while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1;
		for (let at = from; at < to; at++) ranks[order[at] ?? 0] = (from + 1 + to) / 2;
		from = to;
	}
	return ranks;
}

export type Interval = { readonly low: number; readonly high: number };

const SAMPLES = 1000;
const SEED = 20_261_122;

/**
 * 95 % intervals of several statistics at once: as many conversations as there are, drawn with replacement a thousand
 * times, 2.5 and 97.5 percentiles. The same conversations give the same intervals. One entry of `conversations` is
 * all that the statistics need of one conversation.
 */
export function intervalsOf<T>(
	conversations: readonly T[],
	statistics: (drawn: readonly T[]) => readonly number[],
): Interval[] {
	const next = sequenceFrom(SEED);
	const found: number[][] = statistics(conversations).map(() => []);
	for (let sample = 0; sample < SAMPLES; sample++) {
		const drawn: T[] = [];
		for (let i = 0; i < conversations.length; i++) {
			const one = conversations[Math.floor(next() * conversations.length)];
			if (one !== undefined) drawn.push(one);
		}
		for (const [index, value] of statistics(drawn).entries()) found[index]?.push(value);
	}
	return found.map((values) => {
		values.sort((a, b) => a - b);
		return { low: percentile(values, 0.025), high: percentile(values, 0.975) };
	});
}

/** Between two values in proportion; `sorted` in rising order. */
export function percentile(sorted: readonly number[], share: number): number {
	const at = share * (sorted.length - 1);
	const below = sorted[Math.floor(at)] ?? Number.NaN;
	const above = sorted[Math.ceil(at)] ?? Number.NaN;
	return below + (above - below) * (at - Math.floor(at));
}

/** Numbers spread evenly over 0..1 (without 1): the generator Mulberry32 by T. Ettinger (public domain). */
function sequenceFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
