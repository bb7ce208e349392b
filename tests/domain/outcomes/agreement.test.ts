import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type Agreed,
	addAgreed,
	agreedOn,
	agreementOf,
	kappaOf,
	linesOf,
	type MonthOfLines,
} from "../../../domain/outcomes/agreement.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { SIGNALS, type Signal } from "../../../domain/signals/signal.ts";

const table = (both: number, personOnly: number, engineOnly: number, neither: number): Agreed => ({
	both,
	personOnly,
	engineOnly,
	neither,
});
const someTable = (max = 200) => fc.tuple(fc.nat(max), fc.nat(max), fc.nat(max), fc.nat(max)).map((of) => table(...of));

describe("kappa", () => {
	it("is what a hand computes: 20 of 50 and 15 of 50 agreed, 5 and 10 not", () => {
		// The example of Wikipedia's article on Cohen's kappa: observed 0.7, chance 0.5, kappa 0.4.
		expect(kappaOf(table(20, 5, 10, 15))?.kappa).toBeCloseTo(0.4, 12);
	});

	it("has the standard error of Fleiss, Cohen and Everitt, of the table with half a line more in each cell", () => {
		// By hand for 20.5, 5.5, 10.5, 15.5 of 52: observed 36/52, person 26/52, engine 31/52, chance 1/2, kappa 5/13;
		// same 0.394231 * (1 - 1.096154 * 0.615385)^2 + 0.298077 * (1 - 0.903846 * 0.615385)^2 = 0.100460;
		// other 0.378698 * (0.105769 * 1.096154^2 + 0.201923 * 0.903846^2) = 0.110597;
		// less (0.384615 - 0.5 * 0.615385)^2 = 0.005917; sqrt(0.205140 / 52) / 0.5 = 0.125618.
		const found = kappaOf(table(20, 5, 10, 15));
		expect(found?.interval.low).toBeCloseTo(5 / 13 - 1.959964 * 0.125618, 4);
		expect(found?.interval.high).toBeCloseTo(5 / 13 + 1.959964 * 0.125618, 4);
	});

	it("is 1 where both always agree, with an interval that still has a width", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (both, neither) => {
				const found = kappaOf(table(both, 0, 0, neither));
				expect(found?.kappa).toBe(1);
				expect(found?.interval.high).toBe(1);
				expect(found?.interval.low).toBeLessThan(1);
			}),
		);
	});

	it("is unknown where nobody ever sees the signal, or everybody always does, or there is no line", () => {
		for (const nothing of [table(0, 0, 0, 40), table(40, 0, 0, 0), table(0, 0, 0, 0)])
			expect(kappaOf(nothing)).toBeNull();
	});

	it("is 0 where one side is no better than chance", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 30 }),
				fc.integer({ min: 1, max: 30 }),
				fc.integer({ min: 1, max: 9 }),
				(a, b, k) => {
					expect(kappaOf(table(a * k, b * k, a, b))?.kappa).toBeCloseTo(0, 12);
				},
			),
		);
	});

	it("holds itself in its interval, within -1 and 1, and is the same from either side", () => {
		fc.assert(
			fc.property(someTable(), (agreed) => {
				const found = kappaOf(agreed);
				if (found === null) return;
				expect(found.interval.low).toBeLessThanOrEqual(found.kappa);
				expect(found.interval.high).toBeGreaterThanOrEqual(found.kappa);
				expect(found.interval.low).toBeGreaterThanOrEqual(-1);
				expect(found.interval.high).toBeLessThanOrEqual(1);
				expect(found.lines).toBe(linesOf(agreed));
				const { personOnly, engineOnly } = agreed;
				expect(kappaOf({ ...agreed, personOnly: engineOnly, engineOnly: personOnly })?.kappa).toBeCloseTo(
					found.kappa,
					12,
				);
			}),
		);
	});

	it.each([
		{ seen: [0.05, 0.05], kappa: 0.7, lines: 100 },
		{ seen: [0.1, 0.06], kappa: 0.5, lines: 200 },
		{ seen: [0.2, 0.15], kappa: 0.6, lines: 100 },
		{ seen: [0.3, 0.3], kappa: 0.4, lines: 100 },
	] as const)("covers what is true in 95 % of samples, by simulation: $seen, $kappa, $lines", (given) => {
		const [person, engine] = given.seen;
		const chance = person * engine + (1 - person) * (1 - engine);
		const both = (given.kappa * (1 - chance) + chance - 1 + person + engine) / 2;
		const random = seeded(20261122);
		const runs = 3000;
		let covered = 0;
		for (let run = 0; run < runs; run++) {
			const counts = [0, 0, 0, 0];
			for (let line = 0; line < given.lines; line++) {
				const u = random();
				const cell = u < both ? 0 : u < person ? 1 : u < person + engine - both ? 2 : 3;
				counts[cell] = (counts[cell] ?? 0) + 1;
			}
			const [a = 0, b = 0, c = 0, d = 0] = counts;
			const interval = kappaOf(table(a, b, c, d))?.interval;
			if (interval !== undefined && interval.low <= given.kappa && given.kappa <= interval.high) covered++;
		}
		const noise = 3 * Math.sqrt((0.95 * 0.05) / runs);
		expect(covered / runs).toBeGreaterThan(0.93 - noise);
		expect(covered / runs).toBeLessThan(0.98 + noise);
	});
});

describe("agreement by signal", () => {
	it("counts every line once for each signal", () => {
		const signals = fc.uniqueArray(fc.constantFrom(...SIGNALS));
		fc.assert(
			fc.property(fc.array(fc.record({ said: signals, engine: signals }), { maxLength: 40 }), (lines) => {
				for (const signal of SIGNALS) {
					const agreed = agreedOn(signal, lines);
					expect(linesOf(agreed)).toBe(lines.length);
					expect(agreed.both + agreed.personOnly).toBe(lines.filter(({ said }) => said.includes(signal)).length);
					expect(agreed.both + agreed.engineOnly).toBe(lines.filter(({ engine }) => engine.includes(signal)).length);
				}
			}),
		);
	});
});

describe("agreement by month", () => {
	const policy = DEFAULT_POLICY.agreement;
	const month = (name: string, agreed: Agreed, given: Partial<MonthOfLines> = {}): MonthOfLines => ({
		signal: "close-attempts",
		language: "en",
		labeller: "embedded",
		month: name,
		agreed,
		...given,
	});
	const GOOD = table(45, 5, 5, 45);
	const FAIR = table(36, 14, 14, 36);
	const POOR = table(30, 20, 20, 30);
	const verdicts = (months: readonly MonthOfLines[]) =>
		agreementOf(months, policy).map(({ month: name, verdict }) => [name, verdict]);

	it("says nothing of fewer than 100 lines, and calls kappa under 0.4 low from there on", () => {
		expect(verdicts([month("2026-11", table(29, 20, 20, 30))])).toEqual([["2026-11", "not-enough-lines"]]);
		expect(verdicts([month("2026-11", POOR)])).toEqual([["2026-11", "low"]]);
		expect(verdicts([month("2026-11", FAIR)])).toEqual([["2026-11", "agrees"]]);
	});

	it("sees that it fell by 0.15 or more under the three months before, taken together", () => {
		// 0.8 before, 0.44 now.
		expect(verdicts([month("2026-10", GOOD), month("2026-11", FAIR)])).toEqual([
			["2026-10", "agrees"],
			["2026-11", "fell"],
		]);
		// Four months ago is too long ago; over the turn of a year it counts.
		expect(verdicts([month("2026-07", GOOD), month("2026-11", FAIR)])[1]).toEqual(["2026-11", "agrees"]);
		expect(verdicts([month("2025-11", GOOD), month("2026-02", FAIR)])[1]).toEqual(["2026-02", "fell"]);
		expect(verdicts([month("2025-10", GOOD), month("2026-02", FAIR)])[1]).toEqual(["2026-02", "agrees"]);
	});

	it("pools the lines of the months before and never averages: two small months are enough together", () => {
		const small = table(27, 3, 3, 27);
		const [, , now] = agreementOf([month("2026-09", small), month("2026-10", small), month("2026-11", FAIR)], policy);
		expect(now).toMatchObject({ verdict: "fell", before: { lines: 120 } });
		expect(now?.before?.kappa).toBeCloseTo(kappaOf(addAgreed(small, small))?.kappa ?? 0, 12);
	});

	it("compares neither signals nor languages nor labellers with one another", () => {
		for (const other of [{ signal: "value-framing" as Signal }, { language: "de" }, { labeller: "openai" }]) {
			const all = agreementOf([month("2026-10", GOOD, other), month("2026-11", FAIR)], policy);
			expect(all[1]).toMatchObject({ verdict: "agrees", before: null });
		}
	});
});

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
