import type { Interval } from "./reading.ts";

/** A value `y` at time `x`, in any unit; slopes are y per x. */
export type Sample = { readonly x: number; readonly y: number };

/**
 * Theil-Sen slope: the median of the slopes of all pairs of samples with different x. Throws RangeError when no two
 * samples differ in x.
 *
 * Source: H. Theil (1950), A rank-invariant method of linear and polynomial regression analysis; P. K. Sen (1968),
 * Estimates of the regression coefficient based on Kendall's tau, JASA 63, 1379-1389.
 */
export function theilSenSlope(samples: readonly Sample[]): number {
	return theilSenOver(samples.map(({ x }) => x))(samples.map(({ y }) => y));
}

/** `theilSenSlope` for many series of values at the same times: gives the slope of each series that it is given. */
export function theilSenOver(xs: readonly number[]): (ys: readonly number[]) => number {
	const sorted = slopesOver(xs);
	return (ys) => {
		const slopes = sorted(ys);
		return (at(slopes, Math.floor((slopes.length - 1) / 2)) + at(slopes, Math.floor(slopes.length / 2))) / 2;
	};
}

/** Two-sided 90 %: quantile of the standard normal distribution at 0.95. */
export const Z_90 = 1.6448536269514722;

/**
 * Sen's distribution-free interval of the slope; `z` is the two-sided quantile of the standard normal distribution
 * (`Z_90` for 90 %). With N slopes, sorted, and C = z sqrt(Var S),
 * its ends are the ((N - C) / 2)th slope and the one after the ((N + C) / 2)th, interpolated between neighbours where
 * that is no whole number, and cut at the smallest and the largest slope (four samples at 90 %: the range of all slopes,
 * which covers 1 - 2/4! = 91.7 %).
 *
 * Var S = [n (n-1) (2n+5) - sum of t (t-1) (2t+5) over groups of t samples with the same x] / 18. Ties in y are not
 * taken off: the interval asks which slopes the data do not contradict, and away from slope 0 equal values are no ties.
 *
 * Source: Sen (1968), section 6, with ties in x; the limits as in R. O. Gilbert (1987), Statistical Methods for
 * Environmental Pollution Monitoring, section 16.5. Throws RangeError when no two samples differ in x.
 */
export function senInterval(samples: readonly Sample[], z: number): Interval {
	const slopes = slopesOver(samples.map(({ x }) => x))(samples.map(({ y }) => y));
	const reach = z * Math.sqrt(varianceOfS(samples));
	return {
		low: between(slopes, (slopes.length - reach) / 2 - 1),
		high: between(slopes, (slopes.length + reach) / 2),
	};
}

/** Slopes of all pairs with different x, in order; the array is filled anew at each call. */
function slopesOver(xs: readonly number[]): (ys: readonly number[]) => Float64Array {
	const pairs = xs.flatMap((x, to) =>
		xs.slice(0, to).flatMap((before, from) => (before === x ? [] : [{ from, to, apart: x - before }])),
	);
	if (pairs.length === 0) throw new RangeError("samples: expected at least two at different x, came none such");
	const slopes = new Float64Array(pairs.length);
	return (ys) => {
		pairs.forEach(({ from, to, apart }, pair) => {
			// Adding 0 turns -0 into 0: which of two equal values comes first must not show.
			slopes[pair] = ((ys[to] ?? Number.NaN) - (ys[from] ?? Number.NaN)) / apart + 0;
		});
		return slopes.sort();
	};
}

function varianceOfS(samples: readonly Sample[]): number {
	const groups = new Map<number, number>();
	for (const { x } of samples) groups.set(x, (groups.get(x) ?? 0) + 1);
	const term = (n: number): number => n * (n - 1) * (2 * n + 5);
	let sum = term(samples.length);
	for (const size of groups.values()) sum -= term(size);
	return sum / 18;
}

/** The sorted value at a position that may lie between two, from 0; positions outside are cut to the ends. */
function between(sorted: Float64Array, position: number): number {
	const cut = Math.min(sorted.length - 1, Math.max(0, position));
	const below = Math.floor(cut);
	const low = at(sorted, below);
	return low + (cut - below) * (at(sorted, Math.ceil(cut)) - low);
}

function at(sorted: Float64Array, index: number): number {
	return sorted[index] ?? Number.NaN;
}
