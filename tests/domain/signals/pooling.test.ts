import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PoolFact, PoolFacts, ReadingFact } from "../../../domain/cycle/facts.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { byDistance, chooseFocus } from "../../../domain/signals/distance.ts";
import { poissonExact, wilson } from "../../../domain/signals/intervals.ts";
import { poolOf, poolsOf, readingFactOf } from "../../../domain/signals/pooling.ts";
import { SIGNALS, type Signal } from "../../../domain/signals/signal.ts";
import { factOf, NOT_APPLICABLE } from "./factories.ts";

const { bands } = DEFAULT_POLICY;

const share = fc
	.tuple(fc.nat(12), fc.nat(12))
	.map(([a, b]): ReadingFact => (a + b === 0 ? NOT_APPLICABLE : factOf(a, a + b)));
const rate = fc
	.tuple(fc.nat(12), fc.double({ min: 0.05, max: 20, noNaN: true }))
	.map(([count, minutes]) => factOf(count, minutes, { basis: "clock" }));

describe("poolOf", () => {
	it("adds numerators and denominators and never averages ratios", () => {
		// 1 of 1 and 1 of 9: the mean of the ratios would be 0.56, the pool is 2 of 10.
		const pool = poolOf("objection-acknowledgment", [factOf(1, 1), factOf(1, 9)], bands["objection-acknowledgment"]);
		expect(pool).toEqual({
			shown: true,
			numerator: 2,
			denominator: 10,
			value: 0.2,
			interval: wilson(2, 10),
			tier: "low",
			distance: (0.7 - 0.2) / 0.7,
			conversations: 2,
		});
	});

	it("pools a rate by counts and minutes, with the exact Poisson interval", () => {
		const pool = poolOf("discovery-density", [factOf(3, 2), factOf(6, 4)], bands["discovery-density"]);
		const { low, high } = poissonExact(9);
		expect(pool).toMatchObject({ value: 1.5, interval: { low: low / 6, high: high / 6 }, tier: "target", distance: 0 });
	});

	it("cuts close attempts at 4 in each conversation, then averages", () => {
		// 9, 0 and 1 asks: raw mean 3.33 would be on target, cut mean 5/3 is low.
		const pool = poolOf("close-attempts", [factOf(9, 1), factOf(0, 1), factOf(1, 1)], bands["close-attempts"]);
		const { low, high } = poissonExact(5);
		expect(pool).toMatchObject({
			numerator: 5,
			denominator: 3,
			value: 5 / 3,
			interval: { low: low / 3, high: high / 3 },
			tier: "low",
		});
	});

	it("is on target from a mean of 2 close attempts", () => {
		expect(poolOf("close-attempts", [factOf(2, 1), factOf(2, 1)], bands["close-attempts"])).toMatchObject({
			tier: "target",
		});
	});

	it("keeps readings of low confidence in the sums", () => {
		const pool = poolOf(
			"discovery-density",
			[factOf(1, 0.4, { lowConfidence: true }), factOf(1, 1)],
			bands["discovery-density"],
		);
		expect(pool).toMatchObject({ numerator: 2, denominator: 1.4, conversations: 2 });
	});

	it("shows nothing where nothing could be measured, and never fills in a 0", () => {
		expect(poolOf("value-framing", [], bands["value-framing"])).toEqual({ shown: false, conversations: 0 });
		expect(poolOf("value-framing", [NOT_APPLICABLE, NOT_APPLICABLE], bands["value-framing"])).toEqual({
			shown: false,
			conversations: 0,
		});
	});

	it("leaves out conversations in which the signal does not apply", () => {
		fc.assert(
			fc.property(fc.array(share), (readings) => {
				const applicable = readings.filter(({ status }) => status === "measured");
				expect(poolOf("value-framing", readings, bands["value-framing"])).toEqual(
					poolOf("value-framing", applicable, bands["value-framing"]),
				);
			}),
		);
	});

	it("gives the same bits in whatever order the readings come", () => {
		const shuffled = fc
			.array(rate, { minLength: 1, maxLength: 12 })
			.chain((readings) =>
				fc.tuple(fc.constant(readings), fc.shuffledSubarray(readings, { minLength: readings.length })),
			);
		fc.assert(
			fc.property(shuffled, ([a, b]) => {
				expect(poolOf("discovery-density", b, bands["discovery-density"])).toEqual(
					poolOf("discovery-density", a, bands["discovery-density"]),
				);
			}),
		);
	});

	it("lies between the smallest and the largest reading, with its interval around it", () => {
		fc.assert(
			fc.property(fc.array(rate, { minLength: 1, maxLength: 10 }), (readings) => {
				const values = readings.flatMap((reading) => (reading.status === "measured" ? [reading.value] : []));
				const pool = shownOf(poolOf("discovery-density", readings, bands["discovery-density"]));
				expect(pool.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
				expect(pool.value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
				expect(pool.interval.low).toBeLessThanOrEqual(pool.value);
				expect(pool.interval.high).toBeGreaterThanOrEqual(pool.value);
			}),
		);
	});
});

describe("poolsOf", () => {
	const conversation = {
		readings: {
			"discovery-density": factOf(2, 4, { basis: "clock" }),
			"objection-acknowledgment": factOf(1, 2),
			"value-framing": NOT_APPLICABLE,
			"close-attempts": factOf(6, 1),
		},
		discoveryOnWords: factOf(2, 1, { basis: "words" }),
	};

	it("pools each signal by itself", () => {
		const pools = poolsOf([conversation, conversation], bands);
		expect(pools["discovery-density"]).toMatchObject({ numerator: 4, denominator: 8 });
		expect(pools["objection-acknowledgment"]).toMatchObject({ numerator: 2, denominator: 4 });
		expect(pools["value-framing"]).toEqual({ shown: false, conversations: 0 });
		expect(pools["close-attempts"]).toMatchObject({ numerator: 8, denominator: 2 });
	});

	it("takes discovery on words where practice is compared with calls", () => {
		const pools = poolsOf([conversation], bands, "on-words");
		expect(pools["discovery-density"]).toMatchObject({ numerator: 2, denominator: 1 });
		expect(pools["close-attempts"]).toMatchObject({ numerator: 4 });
	});
});

describe("order of focus", () => {
	const pool = (signal: Signal, value: number): PoolFact =>
		signal === "close-attempts"
			? poolOf(signal, [factOf(value, 1)], bands[signal])
			: poolOf(signal, [factOf(Math.round(value * 100), 100)], bands[signal]);
	const pools = (but: Partial<PoolFacts>): PoolFacts => ({
		"objection-acknowledgment": pool("objection-acknowledgment", 0.9),
		"close-attempts": pool("close-attempts", 3),
		"value-framing": pool("value-framing", 0.9),
		"discovery-density": pool("discovery-density", 2),
		...but,
	});

	it("takes the two largest distances among measured signals outside target", () => {
		const found = pools({
			"objection-acknowledgment": pool("objection-acknowledgment", 0.6),
			"value-framing": pool("value-framing", 0.2),
			"discovery-density": pool("discovery-density", 0.6),
		});
		expect(byDistance(found)).toEqual([
			"value-framing",
			"discovery-density",
			"objection-acknowledgment",
			"close-attempts",
		]);
		expect(chooseFocus(found)).toEqual(["value-framing", "discovery-density"]);
	});

	it("puts signals that are not shown behind those outside target, and before those in it", () => {
		const found = pools({
			"objection-acknowledgment": { shown: false, conversations: 0 },
			"discovery-density": pool("discovery-density", 1.2),
		});
		expect(byDistance(found)).toEqual([
			"discovery-density",
			"objection-acknowledgment",
			"close-attempts",
			"value-framing",
		]);
	});

	it("breaks ties in the order acknowledgment, close attempts, value framing, discovery", () => {
		const none = Object.fromEntries(SIGNALS.map((signal) => [signal, pool(signal, 0)]));
		expect(byDistance(pools(none))).toEqual(SIGNALS);
		expect(byDistance(pools({}))).toEqual(SIGNALS);
		expect(SIGNALS).toEqual(["objection-acknowledgment", "close-attempts", "value-framing", "discovery-density"]);
	});

	it("takes equal distances for a tie, whatever rounding makes of them", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 24 }), (parts) => {
				// Every signal at the same share of its target, `parts` of 25.
				const share = (signal: Signal, target: number) => poolOf(signal, [factOf(parts * target, 250)], bands[signal]);
				const asks = Array.from({ length: 250 }, (_, n) => factOf(n < parts * 10 ? 2 : 0, 1));
				const found = pools({
					"objection-acknowledgment": share("objection-acknowledgment", 7),
					"close-attempts": poolOf("close-attempts", asks, bands["close-attempts"]),
					"value-framing": share("value-framing", 8),
					"discovery-density": share("discovery-density", 12),
				});
				expect(byDistance(found)).toEqual(SIGNALS);
			}),
		);
	});
});

describe("readingFactOf", () => {
	it("keeps what pooling needs and nothing else", () => {
		const reading = {
			status: "measured",
			signal: "discovery-density",
			counted: [4],
			outOf: [],
			notCounted: [{ label: 2, because: "closed" }],
			numerator: 1,
			denominator: 2,
			unit: "per-minute",
			basis: "clock",
			value: 0.5,
			interval: { low: 0, high: 3 },
			tier: "low",
			confidence: 1,
			lowConfidence: null,
		} as const;
		expect(readingFactOf(reading)).toEqual(factOf(1, 2, { basis: "clock" }));
		expect(readingFactOf({ ...reading, lowConfidence: "speakers-unknown" })).toEqual(
			factOf(1, 2, { basis: "clock", lowConfidence: true }),
		);
		expect(
			readingFactOf({
				status: "not-applicable",
				signal: "value-framing",
				because: "no-claims",
				counted: [],
				outOf: [],
				notCounted: [],
			}),
		).toEqual(NOT_APPLICABLE);
	});
});

function shownOf(pool: PoolFact) {
	if (!pool.shown) throw new Error("expected a pool that is shown");
	return pool;
}
