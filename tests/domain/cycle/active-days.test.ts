import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, daysBetween } from "../../../domain/calendar.ts";
import {
	activeDate,
	activeDaysBetween,
	isPaused,
	normalisedPauses,
	type Pause,
} from "../../../domain/cycle/active-days.ts";

const ANCHOR = "2026-01-05";
const date = fc.integer({ min: -200, max: 400 }).map((n) => addDays(ANCHOR, n));
const pause: fc.Arbitrary<Pause> = fc
	.tuple(date, fc.integer({ min: -3, max: 60 }))
	.map(([from, days]) => ({ from, to: addDays(from, days) }));
const pauses = fc.array(pause, { maxLength: 8 });
const openEnd: fc.Arbitrary<Pause> = date.map((from) => ({ from, to: null }));
const anyPauses = fc.tuple(pauses, fc.array(openEnd, { maxLength: 1 })).map((both) => both.flat());
const count = fc.integer({ min: -200, max: 400 });
const RUNS = { numRuns: 10_000 };

describe("active days", () => {
	const week: Pause = { from: "2026-01-12", to: "2026-01-19" };

	it("leave out a pause, whole dates of it, up to its first active day", () => {
		expect(activeDate(ANCHOR, 6, [week])).toBe("2026-01-11");
		expect(activeDate(ANCHOR, 7, [week])).toBe("2026-01-19");
		expect(activeDaysBetween(ANCHOR, "2026-01-12", [week])).toBe(7);
		expect(activeDaysBetween(ANCHOR, "2026-01-19", [week])).toBe(7);
		expect(activeDaysBetween(ANCHOR, "2026-01-20", [week])).toBe(8);
		expect(["2026-01-11", "2026-01-12", "2026-01-18", "2026-01-19"].map((day) => isPaused(day, [week]))).toEqual([
			false,
			true,
			true,
			false,
		]);
	});

	it("begin behind a pause in which the anchor lies, also one that began before it", () => {
		expect(activeDate("2026-01-14", 0, [week])).toBe("2026-01-19");
		expect(activeDate("2026-01-14", 1, [week])).toBe("2026-01-20");
		expect(activeDate("2026-01-14", -1, [week])).toBe("2026-01-11");
	});

	it("end with a pause of which nobody knows the end", () => {
		const open: Pause = { from: "2026-01-12", to: null };
		expect(activeDate(ANCHOR, 6, [open])).toBe("2026-01-11");
		expect(activeDate(ANCHOR, 7, [open])).toBeNull();
		expect(activeDate("2026-02-01", 0, [open])).toBeNull();
		expect(activeDate("2026-02-01", -1, [open])).toBe("2026-01-11");
		expect(activeDaysBetween(ANCHOR, "2030-01-01", [open])).toBe(7);
		expect(isPaused("2030-01-01", [open])).toBe(true);
	});

	it("are counted in whole numbers", () => {
		expect(() => activeDate(ANCHOR, 0.5, [])).toThrow(new RangeError("n: expected a whole number of days, came 0.5"));
	});

	it("are calendar days without a pause", () => {
		fc.assert(
			fc.property(date, count, date, (anchor, n, other) => {
				expect(activeDate(anchor, n, [])).toBe(addDays(anchor, n));
				expect(activeDaysBetween(anchor, other, [])).toBe(daysBetween(anchor, other));
			}),
			RUNS,
		);
	});

	it("never come nearer by another pause", () => {
		fc.assert(
			fc.property(date, count, pauses, pause, (anchor, n, some, more) => {
				const before = activeDate(anchor, n, some);
				const after = activeDate(anchor, n, [...some, more]);
				if (before === null || after === null) throw new Error("no pause is open");
				expect(n < 0 ? after <= before : after >= before).toBe(true);
			}),
			RUNS,
		);
	});

	it("counted to the n-th of them are n, and the n-th is none of a pause", () => {
		fc.assert(
			fc.property(date, count, anyPauses, (anchor, n, some) => {
				const found = activeDate(anchor, n, some);
				if (found === null) {
					expect(some.some(({ to }) => to === null)).toBe(true);
					return;
				}
				expect(activeDaysBetween(anchor, found, some)).toBe(n);
				expect(isPaused(found, some)).toBe(false);
			}),
			RUNS,
		);
	});

	it("are those that one finds by asking day by day", () => {
		fc.assert(
			fc.property(date, fc.nat(120), anyPauses, (a, length, some) => {
				const days = Array.from({ length }, (_, day) => addDays(a, day)).filter((day) => !isPaused(day, some));
				expect(activeDaysBetween(a, addDays(a, length), some)).toBe(days.length);
			}),
			{ numRuns: 1000 },
		);
	});
});

describe("normalised pauses", () => {
	it("are one where they overlap or touch, and none where they are empty", () => {
		expect(
			normalisedPauses([
				{ from: "2026-02-01", to: "2026-02-10" },
				{ from: "2026-01-01", to: "2026-01-05" },
				{ from: "2026-01-05", to: "2026-01-08" },
				{ from: "2026-02-03", to: "2026-02-04" },
				{ from: "2026-03-01", to: "2026-03-01" },
				{ from: "2026-03-05", to: "2026-03-01" },
			]),
		).toEqual([
			{ from: "2026-01-01", to: "2026-01-08" },
			{ from: "2026-02-01", to: "2026-02-10" },
		]);
		expect(
			normalisedPauses([
				{ from: "2026-02-01", to: null },
				{ from: "2026-01-01", to: "2026-02-02" },
				{ from: "2026-05-01", to: "2026-05-02" },
			]),
		).toEqual([{ from: "2026-01-01", to: null }]);
	});

	it("pause the same dates, in order and apart", () => {
		fc.assert(
			fc.property(anyPauses, date, (some, day) => {
				const merged = normalisedPauses(some);
				expect(isPaused(day, merged)).toBe(isPaused(day, some));
				merged.forEach(({ from, to }, index) => {
					const next = merged[index + 1];
					expect(to === null || from < to).toBe(true);
					if (next !== undefined) expect(to !== null && to < next.from).toBe(true);
				});
				expect(normalisedPauses(merged)).toEqual(merged);
			}),
			RUNS,
		);
	});
});
