import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, isWorkingDay, localDateOf } from "../../../domain/calendar.ts";
import { mondayOf, outcomesDueAt, outcomeWeeks, planDigest } from "../../../domain/cohort/agenda.ts";
import { askOfCycle, type CohortChange, decideCohortChange } from "../../../domain/cohort/change.ts";
import { type DigestFact, digestOf } from "../../../domain/cohort/digest.ts";
import { assignWaves } from "../../../domain/cohort/waves.ts";
import { normalisedPauses } from "../../../domain/cycle/active-days.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { epochMs, instantOf } from "../../../domain/time.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const dates = fc.integer({ min: 0, max: 1500 }).map((day) => addDays("2026-01-01", day));
const zones = fc.constantFrom("Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "UTC");

describe("waves", () => {
	it("are equally large but for one row, whatever the seed, and the same for the same seed", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 400 }),
				fc.integer({ min: 1, max: 12 }),
				fc.constantFrom("in-order" as const, "at-random" as const),
				seeds,
				(rows, waves, assigned, seed) => {
					const dealt = assignWaves(rows, waves, assigned, seed);
					expect(dealt).toEqual(assignWaves(rows, waves, assigned, seed));
					const sizes = Array.from({ length: waves }, (_, wave) => dealt.filter((one) => one === wave).length);
					expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(rows);
					expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
					if (assigned === "in-order") expect(dealt).toEqual(dealt.toSorted((a, b) => a - b));
				},
			),
		);
	});

	it("at random put each row into each of two waves about equally often", () => {
		const runs = 2_000;
		const inSecond = Array.from({ length: 10 }, () => 0);
		for (let seed = 0; seed < runs; seed++) {
			for (const [row, wave] of assignWaves(10, 2, "at-random", seed).entries()) {
				inSecond[row] = (inSecond[row] ?? 0) + wave;
			}
		}
		// Five standard deviations of a fair coin.
		for (const times of inSecond) expect(Math.abs(times - runs / 2)).toBeLessThan(5 * Math.sqrt(runs / 4));
	});

	it("never change for a seed: who began when is worked out again from it years later", () => {
		expect(assignWaves(12, 3, "at-random", 42)).toEqual(assignWaves(12, 3, "at-random", 42));
		expect(assignWaves(12, 3, "at-random", 42)).not.toEqual(assignWaves(12, 3, "at-random", 43));
	});
});

describe("a change of a whole cohort", () => {
	const running = { state: "running", pauses: [] } as const;

	it("is refused by the field that is wrong", () => {
		const fault = (change: CohortChange) => {
			const decided = decideCohortChange(running, change, "2026-06-01", 60);
			return decided.ok ? null : decided.error.field;
		};
		expect(fault({ do: "pause", from: "2026-06-08", until: "2026-06-08" })).toBe("/change/until");
		expect(fault({ do: "pause", from: "2026-04-01", until: null })).toBe("/change/from");
		expect(fault({ do: "resume", on: "2026-06-02" })).toBe("/change/do");
		expect(fault({ do: "pause", from: "2026-06-08", until: null })).toBeNull();
	});

	it("ends the pause that holds, not later than it would end anyhow", () => {
		const paused = { state: "running", pauses: [{ from: "2026-06-01", to: "2026-06-20" }] } as const;
		const late = decideCohortChange(paused, { do: "resume", on: "2026-06-21" }, "2026-06-10", 60);
		expect(late.ok ? null : late.error.field).toBe("/change/on");
		const decided = decideCohortChange(paused, { do: "resume", on: "2026-06-11" }, "2026-06-10", 60);
		expect(decided).toMatchObject({
			ok: true,
			value: { pauses: [{ from: "2026-06-01", to: "2026-06-11" }], pausedSince: "2026-06-01" },
		});
	});

	it("asks nothing of a cycle that stands still already, and a cycle told twice is asked once", () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ from: dates, days: fc.integer({ min: 1, max: 40 }) }), { maxLength: 3 }),
				dates,
				fc.option(fc.integer({ min: 1, max: 60 })),
				(given, from, days) => {
					const pauses = normalisedPauses(
						given.map((pause) => ({ from: pause.from, to: addDays(pause.from, pause.days) })),
					);
					const change = { do: "pause", from, until: days === null ? null : addDays(from, days) } as const;
					const after = normalisedPauses([...pauses, { from, to: change.until }]);
					expect(askOfCycle(change, null, after)).toBeNull();
					const asked = askOfCycle(change, null, pauses);
					expect(asked === null).toBe(JSON.stringify(after) === JSON.stringify(pauses));
				},
			),
		);
	});

	it("brings back those who stand still with the cohort, and nobody who was away before", () => {
		const resume = { do: "resume", on: "2026-06-11" } as const;
		expect(askOfCycle(resume, "2026-06-01", [{ from: "2026-06-01", to: null }])).toEqual({
			kind: "change-cycle",
			change: resume,
		});
		expect(askOfCycle(resume, "2026-06-01", [{ from: "2026-05-11", to: null }])).toBeNull();
		expect(askOfCycle(resume, "2026-06-01", [])).toBeNull();
	});
});

describe("the weekly digest", () => {
	const calendarIn = (zone: string, daysOff: readonly string[] = []) => ({
		zone,
		hours: DEFAULT_POLICY.workingHours,
		daysOff,
	});
	const DAY_MS = 86_400_000;

	it("comes on a working day at its time, once for each week, however the clock jumps", () => {
		fc.assert(
			fc.property(
				zones,
				dates,
				fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 20 }),
				fc.array(fc.integer({ min: 1, max: 10 * 24 }), { minLength: 1, maxLength: 25 }),
				(zone, from, off, jumps) => {
					const calendar = calendarIn(
						zone,
						off.map((day) => addDays(from, day)),
					);
					const told: string[] = [];
					let since = `${from}T00:00:00.000Z`;
					for (const hours of jumps) {
						const now = instantOf(epochMs(since) + hours * 3_600_000);
						const { due, next } = planDigest(since, now, calendar, DEFAULT_POLICY);
						if (due !== null) {
							told.push(due);
							expect(due).toBe(mondayOf(localDateOf(now, zone)));
						}
						if (next !== null) {
							expect(epochMs(next)).toBeGreaterThan(epochMs(now));
							expect(isWorkingDay(localDateOf(next, zone), calendar)).toBe(true);
						}
						since = now;
					}
					expect(new Set(told).size).toBe(told.length);
				},
			),
			{ numRuns: 100 },
		);
	});

	it("misses no week of somebody who looks each time it is due", () => {
		const calendar = calendarIn("Europe/Berlin", ["2026-05-25"]);
		let at = "2026-05-01T00:00:00.000Z";
		const told: string[] = [];
		for (let look = 0; look < 6; look++) {
			const { next } = planDigest(at, at, calendar, DEFAULT_POLICY);
			if (next === null) throw new Error("no next digest");
			told.push(next);
			expect(planDigest(at, next, calendar, DEFAULT_POLICY).due).toBe(mondayOf(localDateOf(next, "Europe/Berlin")));
			at = next;
		}
		// Whit Monday is off: that week's comes on Tuesday.
		expect(told.slice(0, 5)).toEqual([
			"2026-05-04T06:00:00.000Z",
			"2026-05-11T06:00:00.000Z",
			"2026-05-18T06:00:00.000Z",
			"2026-05-26T06:00:00.000Z",
			"2026-06-01T06:00:00.000Z",
		]);
	});

	it("names those first who need somebody, and says how many there are of the others", () => {
		const fact = (repId: string, more: Partial<DigestFact> = {}): DigestFact => ({
			repId,
			phase: "practice",
			week: 4,
			pauses: [],
			nextPractice: null,
			openTasks: [],
			checkpoints: [],
			...more,
		});
		const digest = digestOf(
			[
				fact("a"),
				fact("b", { checkpoints: ["week4.on-track"] }),
				fact("c", { checkpoints: ["week4.flat"], openTasks: ["live-coaching"] }),
				fact("d", { pauses: [{ from: "2026-06-01", to: null }] }),
			],
			"2026-06-02",
			3,
		);
		expect(digest).toMatchObject({ reps: 4, openTasks: 1, checkpoints: 2, flagged: 2 });
		expect(digest.lines.map(({ repId, flags }) => [repId, flags])).toEqual([
			["c", ["not-moving"]],
			["d", ["paused"]],
			["b", []],
		]);
	});

	it("asks for outcomes in working hours, so many active weeks after the last wave began", () => {
		const calendar = calendarIn("Europe/Berlin");
		expect(outcomesDueAt("2026-01-05", 12, [], calendar)).toBe("2026-03-30T07:00:00.000Z");
		expect(outcomesDueAt("2026-01-05", 12, [{ from: "2026-02-02", to: "2026-02-09" }], calendar)).toBe(
			instantOf(epochMs("2026-03-30T07:00:00.000Z") + 7 * DAY_MS),
		);
		expect(outcomesDueAt("2026-01-05", 12, [{ from: "2026-02-02", to: null }], calendar)).toBeNull();
		expect(outcomeWeeks({ lengthWeeks: 12 })).toEqual([12]);
		expect(outcomeWeeks({ lengthWeeks: 24 })).toEqual([12, 24]);
	});
});
