import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	clopperPearson,
	poissonExact,
	poissonRate,
	ratioOfRates,
	ratioOfShares,
	wilson,
} from "../../../domain/signals/intervals.ts";

describe("wilson", () => {
	it.each([
		// R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
		[81, 263, 0.2553, 0.3662],
		[15, 148, 0.0624, 0.1605],
		[0, 20, 0, 0.1611],
		[1, 29, 0.0061, 0.1718],
	])("gives the published interval for %i of %i", (successes, n, low, high) => {
		const interval = wilson(successes, n);
		expect(interval.low).toBeCloseTo(low, 4);
		expect(interval.high).toBeCloseTo(high, 4);
	});

	it("knows nothing without a trial", () => {
		expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
	});

	it("ends exactly at 0 and 1 where none or all succeed", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 500 }), (n) => {
				expect(wilson(0, n).low).toBe(0);
				expect(wilson(n, n).high).toBe(1);
				expect(wilson(0, n).high).toBeLessThan(1);
				expect(wilson(n, n).low).toBeGreaterThan(0);
			}),
		);
	});

	it("holds the share, lies in 0..1, mirrors for failures, and solves the score equation at its ends", () => {
		const z = 1.959963984540054;
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (n, k) => {
				const successes = k % (n + 1);
				const { low, high } = wilson(successes, n);
				const share = successes / n;
				expect(low).toBeGreaterThanOrEqual(0);
				expect(low).toBeLessThanOrEqual(share);
				expect(high).toBeGreaterThanOrEqual(share);
				expect(high).toBeLessThanOrEqual(1);
				expect(wilson(n - successes, n).low).toBeCloseTo(1 - high, 12);
				for (const end of [low, high]) {
					expect(Math.abs(share - end)).toBeCloseTo(z * Math.sqrt((end * (1 - end)) / n), 10);
				}
			}),
		);
	});

	it("refuses what are no counts, and says which one", () => {
		expect(() => wilson(3, 2)).toThrow(new RangeError("successes: expected at most n = 2, came 3"));
		expect(() => wilson(-1, 2)).toThrow(new RangeError("successes: expected a whole number from 0, came -1"));
		expect(() => wilson(1, 2.5)).toThrow(new RangeError("n: expected a whole number from 0, came 2.5"));
	});
});

describe("poissonExact", () => {
	it.each([
		// F. Garwood (1936), table; the same to four places in any table of exact Poisson limits.
		[0, 0, 3.6889],
		[1, 0.0253, 5.5716],
		[2, 0.2422, 7.2247],
		[5, 1.6235, 11.6683],
		[10, 4.7954, 18.3904],
		[20, 12.2165, 30.8884],
		[100, 81.364, 121.6268],
	])("gives the published limits for a count of %i", (count, low, high) => {
		const interval = poissonExact(count);
		expect(interval.low).toBeCloseTo(low, 4);
		expect(interval.high).toBeCloseTo(high, 4);
	});

	it("is exact to double accuracy where a closed form exists", () => {
		expect(poissonExact(0).low).toBe(0);
		expect(poissonExact(0).high).toBeCloseTo(-Math.log(0.025), 14);
		expect(poissonExact(1).low).toBeCloseTo(-Math.log(0.975), 14);
	});

	it("puts 2.5 % into each tail, by a plain sum of probabilities", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 120 }), (count) => {
				const { low, high } = poissonExact(count);
				expect(plainSum(count, high)).toBeCloseTo(0.025, 10);
				if (count > 0) expect(1 - plainSum(count - 1, low)).toBeCloseTo(0.025, 10);
			}),
		);
	});

	it("holds the count, and grows with it", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 2000 }), (count) => {
				const here = poissonExact(count);
				const next = poissonExact(count + 1);
				expect(here.low).toBeLessThanOrEqual(count);
				expect(here.high).toBeGreaterThan(count);
				expect(next.low).toBeGreaterThan(here.low);
				expect(next.high).toBeGreaterThan(here.high);
			}),
			{ numRuns: 40 },
		);
	});

	it("refuses what is no count", () => {
		for (const count of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
			expect(() => poissonExact(count)).toThrow(new RangeError(`count: expected a whole number from 0, came ${count}`));
		}
	});

	function plainSum(count: number, mean: number): number {
		let term = Math.exp(-mean);
		let sum = term;
		for (let i = 1; i <= count; i++) {
			term *= mean / i;
			sum += term;
		}
		return sum;
	}
});

describe("poissonRate", () => {
	it("is the interval of the count over the exposure", () => {
		fc.assert(
			fc.property(fc.nat(60), fc.double({ min: 0.01, max: 100, noNaN: true }), (count, minutes) => {
				const { low, high } = poissonExact(count);
				expect(poissonRate(count, minutes)).toEqual({ low: low / minutes, high: high / minutes });
			}),
		);
	});

	it("refuses a rate over nothing", () => {
		for (const exposure of [0, -1, Number.NaN]) {
			expect(() => poissonRate(1, exposure)).toThrow(
				new RangeError(`exposure: expected a number above 0, came ${exposure}`),
			);
		}
	});
});

describe("clopperPearson", () => {
	it.each([
		// R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 5.
		[81, 263, 0.2527, 0.3676],
		[15, 148, 0.0578, 0.1617],
		[0, 20, 0, 0.1684],
		[1, 29, 0.0009, 0.1776],
	])("gives the published interval for %i of %i", (successes, n, low, high) => {
		const interval = clopperPearson(successes, n);
		expect(interval.low).toBeCloseTo(low, 4);
		expect(interval.high).toBeCloseTo(high, 4);
	});

	it("is exact where a closed form exists: all or none of n", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 400 }), (n) => {
				expect(clopperPearson(n, n).low).toBeCloseTo(0.025 ** (1 / n), 12);
				expect(clopperPearson(n, n).high).toBe(1);
				expect(clopperPearson(0, n)).toEqual({ low: 0, high: 1 - clopperPearson(n, n).low });
			}),
		);
		expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 });
	});

	it("puts 2.5 % into each tail, by a plain sum of probabilities, and mirrors for failures", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 120 }), fc.nat(120), (n, k) => {
				const successes = k % (n + 1);
				const { low, high } = clopperPearson(successes, n);
				if (successes > 0) expect(1 - plainSum(successes - 1, n, low)).toBeCloseTo(0.025, 9);
				if (successes < n) expect(plainSum(successes, n, high)).toBeCloseTo(0.025, 9);
				expect(clopperPearson(n - successes, n).low).toBeCloseTo(1 - high, 12);
			}),
		);
	});

	it("refuses what are no counts, and says which one", () => {
		expect(() => clopperPearson(3, 2)).toThrow(new RangeError("successes: expected at most n = 2, came 3"));
		expect(() => clopperPearson(-1, 2)).toThrow(RangeError);
	});

	function plainSum(count: number, n: number, share: number): number {
		let logTerm = n * Math.log1p(-share);
		let sum = Math.exp(logTerm);
		for (let i = 1; i <= count; i++) {
			logTerm += Math.log((n - i + 1) / i) + Math.log(share) - Math.log1p(-share);
			sum += Math.exp(logTerm);
		}
		return sum;
	}
});

const counts = (numerator: number, denominator: number) => ({ numerator, denominator });

describe("ratioOfShares", () => {
	it("gives the published interval of a relative risk", () => {
		// Physicians' Health Study, as in A. Agresti, Categorical Data Analysis, section 3.1: heart attacks under placebo
		// 189 of 11,034, under aspirin 104 of 11,037; relative risk 1.82, 95 % interval 1.43 to 2.31.
		const { low, high } = ratioOfShares(counts(189, 11_034), counts(104, 11_037));
		expect(low).toBeCloseTo(1.43, 2);
		expect(high).toBeCloseTo(2.31, 2);
	});

	it("is what a hand computes for 8 of 20 on calls against 24 of 30 in practice", () => {
		// Wilson: 8 of 20 is 0.218807 to 0.613418, 24 of 30 is 0.626943 to 0.904949.
		// Down: log(0.4 / 0.218807) = 0.603277, log(0.904949 / 0.8) = 0.123267, together 0.615741; 0.5 / e^0.615741.
		// Up: log(0.613418 / 0.4) = 0.427583, log(0.8 / 0.626943) = 0.243756, together 0.492183; 0.5 * e^0.492183.
		const { low, high } = ratioOfShares(counts(8, 20), counts(24, 30));
		expect(low).toBeCloseTo(0.27012, 5);
		expect(high).toBeCloseTo(0.817942, 5);
	});

	it("has a width where everything was counted, and begins at 0 where nothing was", () => {
		// Wilson: 5 of 5 is 0.565518 to 1.
		const { low, high } = ratioOfShares(counts(5, 5), counts(5, 5));
		expect(low).toBeCloseTo(0.565518, 5);
		expect(high).toBeCloseTo(1 / 0.565518, 5);
		// Wilson: 0 of 10 is 0 to 0.277533, 10 of 20 is 0.299298 to 0.700702.
		const none = ratioOfShares(counts(0, 10), counts(10, 20));
		expect(none.low).toBe(0);
		expect(none.high).toBeCloseTo(0.277533 / 0.299298, 5);
	});

	it("holds the ratio, turns over with it, and narrows as there is more to go by", () => {
		fc.assert(
			fc.property(someShare(), someShare(), fc.integer({ min: 2, max: 6 }), (over, under, times) => {
				fc.pre(under.numerator > 0);
				const ratio = (over.numerator * under.denominator) / (over.denominator * under.numerator);
				const { low, high } = ratioOfShares(over, under);
				expect(low).toBeLessThanOrEqual(ratio);
				expect(high).toBeGreaterThan(ratio);
				if (over.numerator === 0) return;
				const turned = ratioOfShares(under, over);
				expect(turned.low * high).toBeCloseTo(1, 9);
				expect(turned.high * low).toBeCloseTo(1, 9);
				const more = ratioOfShares(scaled(over, times), scaled(under, times));
				expect(more.high / more.low).toBeLessThan(high / low);
			}),
		);
	});

	it("refuses a ratio to nothing, and what are no counts", () => {
		expect(() => ratioOfShares(counts(1, 5), counts(0, 5))).toThrow(
			new RangeError("under: expected a share above 0, came 0"),
		);
		expect(() => ratioOfShares(counts(0.5, 5), counts(1, 5))).toThrow(RangeError);
	});
});

describe("ratioOfRates", () => {
	it("is exact where a closed form exists: nothing counted above", () => {
		// The binomial share of 0 of n goes up to 1 - 0.025^(1/n); as odds with n = 10: 10^0.160206 - 1 = 0.446126.
		const { low, high } = ratioOfRates(counts(0, 4), counts(10, 2));
		expect(low).toBe(0);
		expect(high).toBeCloseTo(0.446126 * (2 / 4), 5);
	});

	it("gives the odds of the published Clopper-Pearson ends", () => {
		// Newcombe's 15 of 148, 0.0578 to 0.1617: 15 questions in 30 minutes against 133 in 60.
		const { low, high } = ratioOfRates(counts(15, 30), counts(133, 60));
		expect(low).toBeCloseTo((0.0578 / 0.9422) * 2, 3);
		expect(high).toBeCloseTo((0.1617 / 0.8383) * 2, 3);
	});

	it("holds the ratio, turns over with it, and scales with the exposure", () => {
		const some = fc.record({
			numerator: fc.integer({ min: 1, max: 200 }),
			denominator: fc.double({ min: 0.5, max: 500, noNaN: true }),
		});
		fc.assert(
			fc.property(some, some, fc.double({ min: 0.1, max: 10, noNaN: true }), (over, under, factor) => {
				const ratio = over.numerator / over.denominator / (under.numerator / under.denominator);
				const { low, high } = ratioOfRates(over, under);
				expect(low).toBeLessThan(ratio);
				expect(high).toBeGreaterThan(ratio);
				expect(ratioOfRates(under, over).low * high).toBeCloseTo(1, 9);
				const longer = ratioOfRates({ ...over, denominator: over.denominator * factor }, under);
				expect((longer.high * factor) / high).toBeCloseTo(1, 9);
			}),
		);
	});

	it("refuses a ratio to nothing, and a rate over nothing", () => {
		expect(() => ratioOfRates(counts(1, 5), counts(0, 5))).toThrow(
			new RangeError("under: expected a rate above 0, came 0"),
		);
		expect(() => ratioOfRates(counts(1, 0), counts(1, 5))).toThrow(
			new RangeError("denominator: expected a number above 0, came 0"),
		);
	});
});

describe("what the intervals of a ratio promise, by simulation", () => {
	const RUNS = 4000;
	/** Three standard errors of a share near 0.95 out of so many runs. */
	const NOISE = 3 * Math.sqrt((0.95 * 0.05) / RUNS);

	it.each([
		{ practice: 0.75, ratio: 0.8, n: [5, 5] },
		{ practice: 0.75, ratio: 0.8, n: [8, 40] },
		{ practice: 0.9, ratio: 1, n: [10, 30] },
		{ practice: 0.9, ratio: 0.5, n: [12, 60] },
		{ practice: 0.4, ratio: 0.8, n: [15, 15] },
		{ practice: 0.6, ratio: 0.3, n: [10, 50] },
	] as const)("holds the true ratio of shares in 95 % of samples: $practice, $ratio, $n", ({ practice, ratio, n }) => {
		const random = seeded(20261122);
		const [live, practised] = n;
		const covered = shareOf(RUNS, () => {
			const over = counts(binomial(random, live, practice * ratio), live);
			const under = counts(binomial(random, practised, practice), practised);
			if (under.numerator === 0) return null;
			const { low, high } = ratioOfShares(over, under);
			return { inside: low <= ratio && ratio <= high, under: high < ratio };
		});
		// An approximation: with a handful on either side it covers 94 to 97 %.
		expect(covered.inside).toBeGreaterThan(0.94 - NOISE);
		expect(covered.inside).toBeLessThan(0.975 + NOISE);
		// What a drill is given for: that the whole interval lies under what is true.
		expect(covered.under).toBeLessThan(0.03 + NOISE);
	});

	it.each([
		{ practice: 1.2, ratio: 0.8, exposure: [6, 25] },
		{ practice: 0.5, ratio: 0.8, exposure: [3, 8] },
		{ practice: 2, ratio: 0.5, exposure: [10, 40] },
		{ practice: 3, ratio: 1, exposure: [20, 60] },
	] as const)("holds the true ratio of rates in at least 95 % of samples: $practice, $ratio, $exposure", (given) => {
		const random = seeded(20261122);
		const [live, practised] = given.exposure;
		const covered = shareOf(RUNS, () => {
			const over = counts(poisson(random, given.practice * given.ratio * live), live);
			const under = counts(poisson(random, given.practice * practised), practised);
			if (under.numerator === 0) return null;
			const { low, high } = ratioOfRates(over, under);
			return { inside: low <= given.ratio && given.ratio <= high, under: high < given.ratio };
		});
		expect(covered.inside).toBeGreaterThan(0.95 - NOISE);
		expect(covered.under).toBeLessThan(0.025 + NOISE);
	});

	function shareOf(runs: number, sample: () => { readonly inside: boolean; readonly under: boolean } | null) {
		const measured = Array.from({ length: runs }, sample).filter((one) => one !== null);
		return {
			inside: measured.filter(({ inside }) => inside).length / measured.length,
			under: measured.filter(({ under }) => under).length / measured.length,
		};
	}
});

function someShare() {
	return fc
		.tuple(fc.integer({ min: 1, max: 80 }), fc.nat(80))
		.map(([denominator, k]) => counts(k % (denominator + 1), denominator));
}

function scaled({ numerator, denominator }: { numerator: number; denominator: number }, times: number) {
	return counts(numerator * times, denominator * times);
}

/** Mulberry32 by T. Ettinger (public domain), from a seed. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

function binomial(random: () => number, n: number, share: number): number {
	return Array.from({ length: n }, random).filter((u) => u < share).length;
}

function poisson(random: () => number, mean: number): number {
	const wait = () => -Math.log(1 - random());
	let count = 0;
	for (let time = wait(); time < mean; time += wait()) count++;
	return count;
}
