import { type Names, NUMBERS } from "../services/scoring/embedded/model/features.ts";
import { type HeadFile, scaleOf } from "../services/scoring/embedded/model/weights.ts";
import type { Example } from "./examples.ts";
import { type Fit, fitLinear, type Rows } from "./logistic.ts";

export type Labelled = { readonly example: Example; readonly target: number; readonly fold: number };

type Options = {
	readonly loss?: "logistic" | "squared";
	/** Keys seen in fewer rows are left out: they tell of one text. */
	readonly seenMin?: number;
	/** So many keys are kept, the strongest. */
	readonly keep?: number;
	readonly strength?: number;
	/** How loud the numbers are beside the words. */
	readonly numbersShare?: number;
	/** Whether to fit until nothing moves: small corpora can afford it. */
	readonly exact?: boolean;
};

/** Words said before by the other side say less than the words themselves. */
const CONTEXT_SHARE = 0.4;
const STRENGTH = 3;

/** A fitted head with its keys; `scores` are those of rows held out in turn, by which the threshold was chosen. */
export type Head = {
	readonly keys: Int32Array;
	readonly weights: Float64Array;
	readonly numbers: Float64Array;
	readonly bias: number;
	readonly threshold: number;
};

/** Fits one head and chooses its threshold on rows held out, fold by fold. */
export function trainHead(rows: readonly Labelled[], names: Names, options: Options = {}): Head {
	if (options.loss === "squared") return fitHead(rows, names, options);
	return { ...fitHead(rows, names, options), threshold: bestThreshold(heldOut(rows, names, options), rows) };
}

/** Scores of each row by a head that was fitted without its fold; with all its keys, since leaving out the weak moves little. */
export function heldOut(rows: readonly Labelled[], names: Names, { keep: _, ...options }: Options = {}): Float64Array {
	const scores = new Float64Array(rows.length);
	for (const fold of new Set(rows.map((row) => row.fold))) {
		const head = fitHead(
			rows.filter((row) => row.fold !== fold),
			names,
			options,
		);
		for (const [index, row] of rows.entries()) if (row.fold === fold) scores[index] = scoreOf(head, row.example);
	}
	return scores;
}

export function fitHead(rows: readonly Labelled[], names: Names, options: Options = {}): Head {
	const { loss = "logistic", seenMin = 2, keep, strength = STRENGTH, numbersShare = 1, exact = false } = options;
	const until = exact ? { iterations: 60, tolerance: 1e-5 } : {};
	const seen = new Map<number, number>();
	for (const { example } of rows) for (const key of example.keys) seen.set(key, (seen.get(key) ?? 0) + 1);
	let keys = Int32Array.from([...seen].filter(([, count]) => count >= seenMin).map(([key]) => key));
	const targets = Float64Array.from(rows, ({ target }) => target);
	let share = sharesOf(keys, names);
	let fitted = fitLinear(matrix(rows, keys, share, numbersShare), targets, strength, loss, until);
	if (keep !== undefined && keys.length > keep) {
		const strongest = [...keys.keys()].sort(
			(a, b) =>
				force(fitted, share, seen, keys, b) - force(fitted, share, seen, keys, a) || (keys[a] ?? 0) - (keys[b] ?? 0),
		);
		keys = Int32Array.from(strongest.slice(0, keep).map((index) => keys[index] ?? 0));
		share = sharesOf(keys, names);
		fitted = fitLinear(matrix(rows, keys, share, numbersShare), targets, strength, loss, until);
	}
	return {
		keys,
		weights: Float64Array.from(keys, (_, index) => (fitted.weights[index] ?? 0) * (share[index] ?? 1)),
		numbers: fitted.weights.slice(keys.length).map((weight) => weight * numbersShare),
		bias: fitted.bias,
		threshold: 0,
	};
}

/** How much a key moves scores over the data: its weight times the root of how often it is there. */
function force(
	fitted: Fit,
	share: Float64Array,
	seen: ReadonlyMap<number, number>,
	keys: Int32Array,
	at: number,
): number {
	return Math.abs(fitted.weights[at] ?? 0) * (share[at] ?? 1) * Math.sqrt(seen.get(keys[at] ?? 0) ?? 0);
}

function sharesOf(keys: Int32Array, names: Names): Float64Array {
	return Float64Array.from(keys, (key) => (names.get(key)?.startsWith("before") ? CONTEXT_SHARE : 1));
}

function matrix(rows: readonly Labelled[], keys: Int32Array, share: Float64Array, numbersShare: number): Rows {
	const column = new Map([...keys].map((key, index) => [key, index]));
	const begin = new Int32Array(rows.length + 1);
	const columns: number[] = [];
	const values: number[] = [];
	for (const [index, { example }] of rows.entries()) {
		const scale = scaleOf(example.n);
		for (const key of example.keys) {
			const at = column.get(key);
			if (at === undefined) continue;
			columns.push(at);
			values.push(scale * (share[at] ?? 1));
		}
		for (const [number, value] of example.numbers.entries()) {
			if (value === 0) continue;
			columns.push(keys.length + number);
			values.push(value * numbersShare);
		}
		begin[index + 1] = columns.length;
	}
	return {
		rows: rows.length,
		begin,
		columns: Int32Array.from(columns),
		values: Float64Array.from(values),
		width: keys.length + (rows[0]?.example.numbers.length ?? 0),
	};
}

const lookups = new WeakMap<Head, Map<number, number>>();

export function scoreOf(head: Head, { keys, n, numbers }: Example): number {
	let weights = lookups.get(head);
	if (weights === undefined) {
		weights = new Map([...head.keys].map((key, index) => [key, head.weights[index] ?? 0]));
		lookups.set(head, weights);
	}
	let sum = 0;
	for (const key of keys) sum += weights.get(key) ?? 0;
	let score = head.bias + sum * scaleOf(n);
	for (const [index, value] of numbers.entries()) score += value * (head.numbers[index] ?? 0);
	return score;
}

/** Resamples over which a line is drawn: the one best place on a small task is mostly luck. */
const RESAMPLES = 31;

/**
 * The threshold with the best F1: the median of the best ones over resamples of the rows, each row taken as often as a
 * Poisson draw of mean 1 says. The draws are fixed, so that the same scores give the same line.
 */
export function bestThreshold(scores: ArrayLike<number>, rows: readonly { readonly target: number }[]): number {
	const order = Array.from(scores, (_, index) => index).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
	const lines: number[] = [];
	let state = 1;
	for (let resample = 0; resample < RESAMPLES; resample++) {
		const times = Float64Array.from(order, () => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return POISSON.findIndex((share) => state / 2 ** 32 < share);
		});
		lines.push(bestLine(scores, rows, order, times));
	}
	return lines.sort((a, b) => a - b)[(RESAMPLES - 1) / 2] ?? 0;
}

/** Shares of a Poisson draw of mean 1 that are at most 0, 1, 2, 3, 4, and more. */
const POISSON = [0.3679, 0.7358, 0.9197, 0.981, 0.9963, 1];

function bestLine(
	scores: ArrayLike<number>,
	rows: readonly { readonly target: number }[],
	order: readonly number[],
	times: Float64Array,
): number {
	let positives = 0;
	for (const [index, at] of order.entries()) positives += (times[index] ?? 0) * (rows[at]?.target ?? 0);
	let hits = 0;
	let said = 0;
	let best = -1;
	let line = 0;
	for (const [index, at] of order.entries()) {
		const n = times[index] ?? 0;
		hits += n * (rows[at]?.target ?? 0);
		said += n;
		const f1 = said + positives === 0 ? 0 : (2 * hits) / (said + positives);
		if (f1 > best) {
			best = f1;
			// Between two scores, so that a rounded weight does not tip it.
			const next = order[index + 1];
			line = ((scores[at] ?? 0) + (next === undefined ? (scores[at] ?? 0) - 1 : (scores[next] ?? 0))) / 2;
		}
	}
	return line;
}

/** A head as it stands in a file: weights in thousandths, features by their position. */
export function headFile(
	name: string,
	asked: Pick<HeadFile, "role" | "onDemand">,
	head: Head,
	positionOf: (key: number) => number,
): HeadFile {
	const thousandths = (value: number) => Math.round(value * 1000);
	const entries = [...head.keys]
		.map((key, index) => [positionOf(key), thousandths(head.weights[index] ?? 0)] as const)
		.filter(([, weight]) => weight !== 0)
		.sort(([a], [b]) => a - b);
	return {
		name,
		...asked,
		bias: head.bias,
		threshold: head.threshold,
		numbers: [...head.numbers].slice(0, NUMBERS.length).map(thousandths),
		context: [...head.numbers].slice(NUMBERS.length).map(thousandths),
		at: entries.map(([at]) => at),
		weights: entries.map(([, weight]) => weight),
	};
}
