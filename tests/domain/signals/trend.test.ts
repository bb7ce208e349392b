import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadingFact } from "../../../domain/cycle/facts.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { chanceOfVerdictIfUnchanged, type UnchangedRep } from "../../../domain/signals/chance.ts";
import type { Signal } from "../../../domain/signals/signal.ts";
import { theilSenSlope } from "../../../domain/signals/theil-sen.ts";
import { isHolding, type Trend, type TrendPoint, trendOf } from "../../../domain/signals/trend.ts";
import { instantOf } from "../../../domain/time.ts";
import { factOf, NOT_APPLICABLE } from "./factories.ts";

const DAY = 86_400_000;
const NOW = instantOf(100 * DAY);

function point(day: number, reading: ReadingFact): TrendPoint {
	return { at: instantOf(day * DAY), reading };
}

function trend(signal: Signal, points: readonly TrendPoint[]): Trend {
	return trendOf(signal, points, DEFAULT_POLICY, NOW);
}

function measured(signal: Signal, points: readonly TrendPoint[]) {
	const found = trend(signal, points);
	if (found.status !== "measured") throw new Error(`expected a measured trend, came ${found.because}`);
	return found;
}

/** Practices every third day up to now, each out of 100, so that the tier is the one meant. */
function shares(...outOfHundred: readonly number[]): readonly TrendPoint[] {
	return outOfHundred.map((n, i) => point(100 - 3 * (outOfHundred.length - 1 - i), factOf(n, 100)));
}

describe("isHolding", () => {
	it("is true of exactly the trends that say so", () => {
		const practice = fc.record({ day: fc.integer({ min: 60, max: 105 }), out: fc.integer({ min: 0, max: 8 }) });
		const seen = new Set<boolean>();
		const holds = (points: readonly TrendPoint[]) => {
			const [found, axis] = [trend("value-framing", points), (at: string) => Date.parse(at) / DAY];
			const said = isHolding("value-framing", points, DEFAULT_POLICY, NOW, axis);
			seen.add(said);
			expect(said).toBe(found.status === "measured" && found.verdict === "holding");
		};
		holds(shares(90, 90, 90, 90, 90));
		holds(shares(50, 50, 50, 50, 50));
		fc.assert(
			fc.property(fc.array(practice, { maxLength: 10 }), (days) =>
				holds(days.map(({ day, out }) => point(day, factOf(out, 8)))),
			),
			{ numRuns: 50 },
		);
		expect(seen.size).toBe(2);
	});
});

describe("trendOf", () => {
	it("is the Theil-Sen slope times 30, with Sen's 90 % interval, against 15 % of the middle band's width", () => {
		// 10 points of a share in 9 days are 33.3 points in 30.
		const found = measured("objection-acknowledgment", shares(20, 30, 40, 50, 60));
		expect(found.changePer30Days).toBeCloseTo(1, 9);
		expect(found.interval90.low).toBeCloseTo(1, 9);
		expect(found.interval90.high).toBeCloseTo(1, 9);
		expect(found.margin).toBeCloseTo(0.15 * 0.3, 12);
		expect(found).toMatchObject({
			signal: "objection-acknowledgment",
			verdict: "rising",
			stuck: false,
			inTarget: false,
			practices: 5,
			spanDays: 12,
			pool: { numerator: 200, denominator: 500 },
		});
	});

	it("calls falling and flat outside target stuck", () => {
		expect(measured("value-framing", shares(70, 60, 50, 40, 30))).toMatchObject({ verdict: "falling", stuck: true });
		expect(measured("value-framing", shares(50, 50, 50, 50, 50))).toMatchObject({ verdict: "flat", stuck: true });
	});

	it("calls a signal in target holding unless it falls, and never stuck", () => {
		expect(measured("value-framing", shares(90, 90, 90, 90, 90))).toMatchObject({
			verdict: "holding",
			stuck: false,
			inTarget: true,
		});
		expect(measured("value-framing", shares(82, 86, 90, 94, 98))).toMatchObject({ verdict: "holding", stuck: false });
		expect(measured("value-framing", shares(98, 96, 94, 92, 90))).toMatchObject({ verdict: "falling", stuck: false });
	});

	it("rises from exactly +m and falls from exactly -m", () => {
		const verdictOf = (step: number) => {
			const points = [0, 1, 2, 3].map((i) => point(70 + 10 * i, factOf(400 + step * i, 400)));
			const found = trendOf("discovery-density", points, policyWithMargin(0.75), NOW);
			return found.status === "measured" ? found.verdict : found.because;
		};
		// A quarter more every 10 days is 0.75 in 30 days.
		expect(verdictOf(100)).toBe("rising");
		expect(verdictOf(-100)).toBe("falling");
		expect(verdictOf(99)).toBe("flat");
		expect(verdictOf(-99)).toBe("flat");
	});

	it("takes 0.25 attempts as the margin of close attempts, and cuts each practice at 4", () => {
		const asks = (...counts: readonly number[]) => counts.map((n, i) => point(79 + 7 * i, factOf(n, 1)));
		const found = measured("close-attempts", asks(0, 1, 1, 2));
		expect(found.margin).toBe(0.25);
		expect(found.verdict).toBe("rising");
		// 4, 5, 8, 20 asks are four each: nothing moves, and the pool is in target.
		expect(measured("close-attempts", asks(4, 5, 8, 20))).toMatchObject({ verdict: "holding", changePer30Days: 0 });
	});

	it("says not enough data under four practices", () => {
		expect(trend("value-framing", shares(10, 20, 30))).toMatchObject({
			status: "not-enough-data",
			because: "too-few-practices",
			practices: 3,
			spanDays: 6,
			inTarget: false,
			pool: { numerator: 60 },
		});
		expect(trend("value-framing", [])).toEqual({
			signal: "value-framing",
			status: "not-enough-data",
			because: "too-few-practices",
			practices: 0,
			spanDays: 0,
			inTarget: false,
			pool: { shown: false, conversations: 0 },
		});
	});

	it("says not enough data under ten days from first to last, whatever their order", () => {
		const span = (last: number) =>
			trend(
				"value-framing",
				[0, last, 1, 2].map((day) => point(80 + day, factOf(1, 2))),
			);
		expect(span(9.9)).toMatchObject({ status: "not-enough-data", because: "span-too-short" });
		expect(span(10)).toMatchObject({ status: "measured", spanDays: 10 });
	});

	it("reads only the last 30 days, and nothing after now", () => {
		const inside = [70, 80, 90, 100].map((day) => point(day, factOf(1, 2)));
		const outside = [point(69.99, factOf(9, 9)), point(100.01, factOf(9, 9))];
		expect(trend("value-framing", [...outside, ...inside])).toEqual(trend("value-framing", inside));
		expect(trend("value-framing", inside)).toMatchObject({ status: "measured", practices: 4 });
	});

	it("leaves out practices in which the signal does not apply", () => {
		const found = trend("value-framing", [...shares(10, 20, 30), point(80, NOT_APPLICABLE), point(85, NOT_APPLICABLE)]);
		expect(found).toMatchObject({ status: "not-enough-data", practices: 3 });
	});

	it("leaves out readings of low confidence, but keeps them in the pooled reading of the window", () => {
		const four = [70, 80, 90, 100].map((day) => point(day, factOf(1, 2)));
		const low = point(75, factOf(40, 40, { lowConfidence: true }));
		const found = trend("value-framing", [...four, low]);
		expect(found).toMatchObject({
			status: "measured",
			practices: 4,
			changePer30Days: 0,
			inTarget: true,
			verdict: "holding",
			pool: { numerator: 44, denominator: 48, conversations: 5 },
		});
		expect(trend("value-framing", [...four.slice(1), low])).toMatchObject({ because: "too-few-practices" });
	});

	it("counts active days where it is told how", () => {
		// A pause of 40 days between the second and the third practice.
		const points = [40, 45, 90, 100].map((day) => point(day, factOf(1, 2)));
		expect(trend("value-framing", points)).toMatchObject({ practices: 2 });
		const active = (at: string) => {
			const day = Date.parse(at) / DAY;
			return day < 85 ? day : day - 40;
		};
		expect(trendOf("value-framing", points, DEFAULT_POLICY, NOW, active)).toMatchObject({
			status: "measured",
			practices: 4,
			spanDays: 20,
		});
	});

	it("does not depend on the order of the practices", () => {
		const some = fc.uniqueArray(fc.integer({ min: 70, max: 100 }), { minLength: 4, maxLength: 8 });
		fc.assert(
			fc.property(some, fc.array(fc.nat(4), { minLength: 8, maxLength: 8 }), (days, hits) => {
				const points = days.map((day, i) => point(day, factOf(hits[i] ?? 0, 4)));
				expect(trend("value-framing", points.toReversed())).toEqual(trend("value-framing", points));
			}),
			{ numRuns: 20 },
		);
	});

	/** A policy whose margin for discovery is `margin` to the bit, with target out of reach. */
	function policyWithMargin(margin: number) {
		return {
			bands: { ...DEFAULT_POLICY.bands, "discovery-density": { kind: "three", middleFrom: 50, targetAbove: 51 } },
			trend: { ...DEFAULT_POLICY.trend, bandShare: margin },
		} as const;
	}
});

describe("chance of the same verdict for an unchanged rep", () => {
	const band = DEFAULT_POLICY.bands["value-framing"];
	const rising = (slope: number): boolean => slope > 0;

	it("comes close to the exact probability, by listing every outcome of five practices with two claims each", () => {
		const days = [0, 3, 7, 12, 20];
		const pool = { numerator: 4, denominator: 10 };
		const share = 4.5 / 11;
		const probability = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
		let exact = 0;
		for (let code = 0; code < 3 ** 5; code++) {
			const hits = days.map((_, i) => Math.floor(code / 3 ** i) % 3);
			const weight = hits.reduce((product, k) => product * (probability[k] ?? 0), 1);
			if (rising(theilSenSlope(days.map((x, i) => ({ x, y: (hits[i] ?? 0) / 2 }))))) exact += weight;
		}
		const rep: UnchangedRep = {
			signal: "value-framing",
			band,
			pool,
			practices: days.map((day) => ({ day, exposure: 2 })),
			gotVerdict: rising,
		};
		const chance = chanceOfVerdictIfUnchanged(rep);
		expect(Math.abs(chance - exact)).toBeLessThan(0.035);
		expect(chanceOfVerdictIfUnchanged(rep)).toBe(chance);
	});

	it("draws Poisson counts of the right mean and spread for a rate", () => {
		// One minute against three: the slope over one day is y1 - y0.
		const slopes: number[] = [];
		chanceOfVerdictIfUnchanged({
			signal: "discovery-density",
			band: DEFAULT_POLICY.bands["discovery-density"],
			pool: { numerator: 7.5, denominator: 8 },
			practices: [
				{ day: 0, exposure: 1 },
				{ day: 1, exposure: 4 },
			],
			gotVerdict: (slope) => slopes.push(slope) > 0,
		});
		const mean = slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length;
		const variance = slopes.reduce((sum, slope) => sum + (slope - mean) ** 2, 0) / slopes.length;
		// Rate 1 per minute: variances 1/1 and 1/4.
		expect(slopes).toHaveLength(2000);
		expect(Math.abs(mean)).toBeLessThan(0.1);
		expect(Math.abs(variance - 1.25)).toBeLessThan(0.15);
	});

	it("cuts drawn close attempts at their cap", () => {
		const slopes: number[] = [];
		chanceOfVerdictIfUnchanged({
			signal: "close-attempts",
			band: DEFAULT_POLICY.bands["close-attempts"],
			pool: { numerator: 39.5, denominator: 10 },
			practices: [
				{ day: 0, exposure: 1 },
				{ day: 1, exposure: 1 },
			],
			gotVerdict: (slope) => slopes.push(slope) > 0,
		});
		expect(Math.max(...slopes)).toBe(4);
		expect(Math.min(...slopes)).toBe(-4);
	});

	it("is large for a flat verdict on steady minutes, and small for a steep rise", () => {
		const many = [70, 75, 80, 85, 90, 95, 100];
		const flat = measured(
			"value-framing",
			many.map((day) => point(day, factOf(300, 600))),
		);
		expect(flat.verdict).toBe("flat");
		expect(flat.chanceIfUnchanged).toBeGreaterThan(0.7);
		const steep = measured(
			"value-framing",
			many.map((day, i) => point(day, factOf(60 + 60 * i, 600))),
		);
		expect(steep.verdict).toBe("rising");
		expect(steep.chanceIfUnchanged).toBeLessThan(0.15);
	});

	it("admits how little a handful of practices can tell", () => {
		const few = [70, 80, 90, 100].map((day, i) => point(day, factOf(i, 4)));
		const found = measured("value-framing", few);
		expect(found.verdict).toBe("rising");
		expect(found.chanceIfUnchanged).toBeGreaterThan(0.2);
	});

	it("does not take 0 of 4 for never: an unchanged rep may then be seen to move", () => {
		const none = measured(
			"close-attempts",
			[70, 80, 90, 100].map((day) => point(day, factOf(0, 1))),
		);
		expect(none.verdict).toBe("flat");
		expect(none.chanceIfUnchanged).toBeLessThan(1);
		expect(none.chanceIfUnchanged).toBeGreaterThan(0.5);
	});

	it("sums to one over the verdicts that were possible", () => {
		const practices = [0, 5, 9, 14, 20, 26].map((day) => ({ day, exposure: 3 }));
		const chance = (gotVerdict: (slope: number) => boolean) =>
			chanceOfVerdictIfUnchanged({
				signal: "objection-acknowledgment",
				band,
				pool: { numerator: 9, denominator: 18 },
				practices,
				gotVerdict,
			});
		const up = chance((slope) => slope * 30 >= 0.045);
		const down = chance((slope) => slope * 30 <= -0.045);
		const flat = chance((slope) => Math.abs(slope * 30) < 0.045);
		expect(up + down + flat).toBeCloseTo(1, 12);
		expect(Math.abs(up - down)).toBeLessThan(0.05);
	});
});
