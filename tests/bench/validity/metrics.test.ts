import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	countsOf,
	f1Of,
	intervalsOf,
	kappaOf,
	percentile,
	precisionOf,
	ranksOf,
	recallOf,
	spearman,
} from "../../../bench/validity/metrics.ts";

const judged = (...pairs: readonly (readonly [gold: string, said: string])[]) =>
	pairs.map(([gold, said]) => ({ gold, said }));

describe("F1", () => {
	const rows = judged(["yes", "yes"], ["yes", "yes"], ["yes", "no"], ["no", "yes"], ["no", "no"], ["no", "no"]);

	it("is 2 TP / (said + gold), with precision and recall beside it", () => {
		const counts = countsOf(rows, "yes");
		expect(counts).toEqual({ hits: 2, said: 3, gold: 3 });
		expect(f1Of(counts)).toBeCloseTo(4 / 6, 12);
		expect(precisionOf(counts)).toBeCloseTo(2 / 3, 12);
		expect(recallOf(counts)).toBeCloseTo(2 / 3, 12);
	});

	it("is 0 where the label is neither there nor said, as the metric's page says", () => {
		const counts = countsOf(rows, "maybe");
		expect([f1Of(counts), precisionOf(counts), recallOf(counts)]).toEqual([0, 0, 0]);
	});

	it("lies between 0 and 1, and is 1 only where both agree on every row", () => {
		const label = fc.constantFrom("yes", "no", "none");
		fc.assert(
			fc.property(fc.array(fc.record({ gold: label, said: label }), { minLength: 1 }), (any) => {
				const counts = countsOf(any, "yes");
				const f1 = f1Of(counts);
				expect(f1).toBeGreaterThanOrEqual(0);
				expect(f1).toBeLessThanOrEqual(1);
				const same = any.every(({ gold, said }) => (gold === "yes") === (said === "yes"));
				expect(f1 === 1).toBe(same && counts.gold > 0);
			}),
		);
	});
});

describe("kappa", () => {
	it("is what agreement is above chance", () => {
		// Agreed 4 of 6; chance 1/2: (2/3 - 1/2) / (1/2).
		expect(kappaOf(judged(["a", "a"], ["a", "a"], ["a", "b"], ["b", "a"], ["b", "b"], ["b", "b"]))).toBeCloseTo(
			1 / 3,
			12,
		);
	});
});

describe("Spearman's rho", () => {
	it("shares the mean rank among ties", () => {
		expect(ranksOf([10, 20, 20, 5])).toEqual([2, 3.5, 3.5, 1]);
	});

	it("is Pearson's r of the ranks, ties included", () => {
		// Ranks 1, 2.5, 2.5, 4 and 1, 2, 4, 3: covariance 3, variances 4.5 and 5.
		const pairs = [
			[1, 10],
			[2, 20],
			[2, 40],
			[9, 30],
		] as const;
		expect(spearman(pairs)).toBeCloseTo(3 / Math.sqrt(4.5 * 5), 12);
	});

	it("is 0 where one side is all the same", () => {
		expect(
			spearman([
				[1, 5],
				[2, 5],
			]),
		).toBe(0);
	});

	it("does not change with any rising change of scale, and turns with the sign", () => {
		const pair = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }));
		fc.assert(
			fc.property(fc.array(pair, { minLength: 2, maxLength: 40 }), (pairs) => {
				const rho = spearman(pairs);
				expect(spearman(pairs.map(([a, b]) => [a ** 3 + a, b] as const))).toBeCloseTo(rho, 9);
				expect(spearman(pairs.map(([a, b]) => [a, -b] as const))).toBeCloseTo(-rho, 9);
				expect(Math.abs(rho)).toBeLessThanOrEqual(1 + 1e-9);
			}),
		);
	});
});

describe("bootstrap intervals", () => {
	const values = Array.from({ length: 40 }, (_, index) => (index * 7) % 13);
	const mean = (drawn: readonly number[]) => [drawn.reduce((sum, value) => sum + value, 0) / drawn.length];

	it("are the same in every run", () => {
		expect(intervalsOf(values, mean)).toEqual(intervalsOf(values, mean));
	});

	it("hold the statistic of the whole, about two standard errors to each side", () => {
		const [whole = 0] = mean(values);
		const [interval] = intervalsOf(values, mean);
		const variance = values.reduce((sum, value) => sum + (value - whole) ** 2, 0) / values.length;
		const error = Math.sqrt(variance / values.length);
		expect(interval?.low).toBeGreaterThan(whole - 2.5 * error);
		expect(interval?.low).toBeLessThan(whole - 1.5 * error);
		expect(interval?.high).toBeLessThan(whole + 2.5 * error);
		expect(interval?.high).toBeGreaterThan(whole + 1.5 * error);
	});

	it("draw whole conversations: one conversation has no spread", () => {
		expect(intervalsOf([[1, 2, 3]], (drawn) => mean(drawn.flat()))).toEqual([{ low: 2, high: 2 }]);
	});

	it("end at percentiles between two values in proportion", () => {
		expect(percentile([0, 10, 20, 30], 0.5)).toBe(15);
		expect(percentile([0, 10, 20, 30, 40], 0.025)).toBeCloseTo(1, 12);
	});
});
