import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type CallOfReport,
	drillReport,
	type RepOfReport,
	type ReportFacts,
	spreadOf,
} from "../../../domain/drill/report.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { SIGNALS } from "../../../domain/signals/signal.ts";
import { conversation, type Level, LOW, TARGET } from "../cycle/facts.ts";

const NOW = "2026-03-30T12:00:00.000Z";
const EMPTY: ReportFacts = { reps: [], drills: [], cycles: [], calls: [] };

const rep = (id: string, given: Partial<RepOfReport> = {}): RepOfReport => ({
	id,
	location: null,
	shift: null,
	managerId: null,
	coachings: 0,
	practices: 0,
	...given,
});
const report = (given: Partial<ReportFacts>) => drillReport({ ...EMPTY, ...given }, DEFAULT_POLICY, NOW);

describe("days of a report", () => {
	it("has the median and quartiles of Hyndman and Fan's type 7, and says how many wait", () => {
		// As R's quantile(c(1, 2, 4, 8)) says: 1.75, 3, 5.
		expect(spreadOf([8, null, 1, 4, 2, null])).toEqual({
			n: 4,
			waiting: 2,
			quartiles: { low: 1.75, median: 3, high: 5 },
		});
		expect(spreadOf([null])).toEqual({ n: 0, waiting: 1, quartiles: null });
		expect(spreadOf([3]).quartiles).toEqual({ low: 3, median: 3, high: 3 });
	});

	it("holds half of the values between its quartiles, in whatever order they come", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }), (values) => {
				const { quartiles } = spreadOf(values);
				expect(spreadOf(values.toReversed()).quartiles).toEqual(quartiles);
				const { low = 0, median = 0, high = 0 } = quartiles ?? {};
				expect(low).toBeLessThanOrEqual(median);
				expect(median).toBeLessThanOrEqual(high);
				expect(values.filter((value) => value <= median).length).toBeGreaterThanOrEqual(values.length / 2);
				expect(values.filter((value) => value >= median).length).toBeGreaterThanOrEqual(values.length / 2);
				expect(values.filter((value) => value >= low && value <= high).length).toBeGreaterThanOrEqual(
					values.length / 2 - 1,
				);
			}),
		);
	});

	it("counts from the call to the drill, from there to the next call, and to the first named gap by the rep's dates", () => {
		const found = report({
			drills: [
				{
					repId: "a",
					calledAt: "2026-03-01T10:00:00.000Z",
					assignedAt: "2026-03-02T22:00:00.000Z",
					nextCallAt: "2026-03-06T22:00:00.000Z",
				},
				{
					repId: "b",
					calledAt: "2026-03-20T10:00:00.000Z",
					assignedAt: "2026-03-20T16:00:00.000Z",
					nextCallAt: null,
				},
			],
			cycles: [
				// In Auckland it is the 13th already.
				{ startsOn: "2026-03-02", zone: "Pacific/Auckland", gapNamedAt: "2026-03-12T12:00:00.000Z" },
				{ startsOn: "2026-03-02", zone: "Europe/Berlin", gapNamedAt: null },
			],
		});
		expect(found.callToDrillDays).toMatchObject({ n: 2, waiting: 0, quartiles: { median: (1.5 + 0.25) / 2 } });
		expect(found.drillToNextCallDays).toMatchObject({ n: 1, waiting: 1, quartiles: { median: 4 } });
		expect(found.firstGapDays).toMatchObject({ n: 1, waiting: 1, quartiles: { median: 11 } });
	});
});

describe("plateau", () => {
	const callsOf = (repId: string, levelAt: (n: number) => Level, count = 6): readonly CallOfReport[] =>
		Array.from({ length: count }, (_, n) => {
			const at = new Date(Date.UTC(2026, 2, 5 + n * 4, 10)).toISOString();
			return { repId, at, readings: conversation(n, at, levelAt(n)).readings };
		});
	const flat = () => ({ ...LOW, acknowledged: 1 });
	const rising = (n: number) => ({
		acknowledged: Math.min(n, 5),
		asks: Math.floor(n / 2),
		tied: Math.min(n, 5),
		perMinute: n / 2,
	});

	it("is practice that goes on while a signal of the real calls does not rise", () => {
		const { plateaus } = report({
			reps: [rep("flat", { practices: 8 }), rep("rising", { practices: 8 }), rep("there", { practices: 8 })],
			calls: [...callsOf("flat", flat), ...callsOf("rising", rising), ...callsOf("there", () => TARGET)],
		});
		expect(plateaus).toMatchObject({ practising: 3, measured: 3, plateaued: 1, share: { value: 1 / 3 } });
		expect(plateaus.list.map(({ repId, signal }) => [repId, signal])).toEqual(
			SIGNALS.map((signal) => ["flat", signal]),
		);
		for (const one of plateaus.list) {
			expect(one).toMatchObject({ practices: 8, calls: 6, changePer30Days: 0 });
			expect(one.chanceIfUnchanged).toBeGreaterThan(0);
		}
	});

	it("says nothing where practice stopped, or where calls are too few to see how they move", () => {
		const { plateaus } = report({
			reps: [rep("idle", { practices: 3 }), rep("few", { practices: 8 })],
			calls: [...callsOf("idle", flat), ...callsOf("few", flat, 3)],
		});
		expect(plateaus).toEqual({ practising: 1, measured: 0, plateaued: 0, share: null, list: [] });
	});

	it("counts everybody and lists 25", () => {
		const many = Array.from({ length: 30 }, (_, n) => `rep-${String(n).padStart(2, "0")}`);
		const { plateaus } = report({
			reps: many.map((id) => rep(id, { practices: 8 })),
			calls: many.flatMap((id) => callsOf(id, flat)),
		});
		expect(plateaus).toMatchObject({ measured: 30, plateaued: 30 });
		expect(new Set(plateaus.list.map(({ repId }) => repId)).size).toBe(25);
	});
});

describe("coverage", () => {
	const someRep = fc.record({
		location: fc.constantFrom("Leipzig", "Turin", null),
		shift: fc.constantFrom("early", "late", null),
		managerId: fc.constantFrom("m1", "m2", "m3", null),
		coachings: fc.nat(12),
	});

	it("loses no rep and no coaching, whatever it is grouped by", () => {
		fc.assert(
			fc.property(fc.array(someRep, { maxLength: 40 }), (given) => {
				const reps = given.map((one, n) => rep(`rep-${n}`, one));
				const { coverage } = report({ reps });
				const total = reps.reduce((sum, { coachings }) => sum + coachings, 0);
				for (const groups of [coverage.byLocation, coverage.byShift, coverage.byManager]) {
					expect(groups.reduce((sum, group) => sum + group.reps, 0)).toBe(reps.length);
					expect(groups.reduce((sum, group) => sum + group.coachings, 0)).toBe(total);
					for (const { reps: n, reached, coachings, perRep } of groups) {
						expect(reached).toBeLessThanOrEqual(n);
						expect(perRep.value).toBe(coachings / n);
						expect(perRep.interval.low).toBeLessThanOrEqual(perRep.value);
						expect(perRep.interval.high).toBeGreaterThan(perRep.value);
					}
				}
				if (reps.length === 0) expect(coverage.all).toBeNull();
				else expect(coverage.all).toMatchObject({ reps: reps.length, coachings: total });
			}),
		);
	});

	it("sets the best coached quarter against the least coached one, from four reps on", () => {
		fc.assert(
			fc.property(fc.array(fc.nat(20), { maxLength: 40 }), (counts) => {
				const { quarters } = report({ reps: counts.map((coachings, n) => rep(`rep-${n}`, { coachings })) }).coverage;
				if (counts.length < 4) expect(quarters).toEqual([]);
				else {
					expect(quarters).toHaveLength(4);
					expect(quarters.reduce((sum, { reps }) => sum + reps, 0)).toBe(counts.length);
					expect(quarters.map(({ perRep }) => perRep)).toEqual(
						quarters.map(({ perRep }) => perRep).toSorted((a, b) => a - b),
					);
				}
			}),
		);
	});

	it("names groups in their own order, and those of whom it is not known last: nobody is ranked", () => {
		const { byLocation } = report({
			reps: [
				rep("a", { coachings: 9 }),
				rep("b", { location: "Turin", coachings: 5 }),
				rep("c", { location: "Leipzig" }),
			],
		}).coverage;
		expect(byLocation.map(({ of, reached }) => [of, reached])).toEqual([
			["Leipzig", 0],
			["Turin", 1],
			[null, 1],
		]);
	});
});
