import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
	addDays,
	addWorkingDays,
	daysBetween,
	instantAt,
	isAtWork,
	isRealDate,
	isWorkingDay,
	isZone,
	localDateOf,
	nextWeekdayOnOrAfter,
	nextWorkingInstant,
	type WorkCalendar,
	workingDaysBetween,
} from "../../domain/calendar.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { epochMs, instantOf } from "../../domain/time.ts";

const hours = DEFAULT_POLICY.workingHours;
const zone = fc.constantFrom(
	"Europe/Berlin",
	"America/New_York",
	"Asia/Kolkata",
	"Pacific/Auckland",
	"UTC",
	"America/Sao_Paulo",
);
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) }).map(instantOf);
const date = fc.integer({ min: 0, max: 6000 }).map((n) => addDays("2020-01-01", n));

describe("dates", () => {
	it("says which date a clock in the zone shows", () => {
		expect(localDateOf("2026-11-22T23:30:00.000Z", "Europe/Berlin")).toBe("2026-11-23");
		expect(localDateOf("2026-11-22T23:30:00.000Z", "America/New_York")).toBe("2026-11-22");
	});

	it("reads a zone's clock as its rules have it, on days whose offset changes and far from them", () => {
		const odd = fc.constantFrom(
			"Australia/Lord_Howe",
			"Africa/Casablanca",
			"Asia/Kathmandu",
			"Pacific/Apia",
			"Asia/Gaza",
		);
		const anyMs = fc.oneof(
			fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2080, 0, 1) }),
			// The hours around changes of clocks, in the north and in the south.
			fc
				.tuple(
					fc.constantFrom("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-04", "2026-09-26"),
					fc.integer({ min: 0, max: 86_400_000 }),
				)
				.map(([day, ms]) => Date.parse(day) + ms),
		);
		fc.assert(
			fc.property(anyMs, fc.oneof(zone, odd), (ms, where) => {
				const shown = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(where);
				// Asked twice: what was found before is the same.
				for (let time = 0; time < 2; time++)
					expect(localDateOf(instantOf(ms), where)).toBe(shown.toPlainDate().toString());
				const [day = "", clock = ""] = shown.toString().split("T");
				const back = shown.toPlainDateTime().with({ second: 0, millisecond: 0 }).toZonedDateTime(where);
				expect(epochMs(instantAt(day, clock.slice(0, 5), where))).toBe(back.epochMilliseconds);
			}),
			{ numRuns: 2_000 },
		);
		for (const not of ["2026-02-29", "2026-13-01", "yesterday", ""]) {
			expect(() => addDays(not, 1)).toThrow(RangeError);
			expect(() => daysBetween("2026-01-01", not)).toThrow(RangeError);
		}
		expect(() => localDateOf(instantOf(0), "Mars/Olympus")).toThrow(RangeError);
		expect(() => localDateOf("never", "UTC")).toThrow(RangeError);
	});

	it("counts days over months, leap days and the change of clocks", () => {
		expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
		expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
		expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
		expect(daysBetween("2026-03-30", "2026-03-28")).toBe(-2);
		fc.assert(
			fc.property(date, fc.integer({ min: -4000, max: 4000 }), (from, n) => {
				expect(daysBetween(from, addDays(from, n))).toBe(n);
			}),
		);
	});

	it("finds the weekday on or after a date, at most six days later", () => {
		expect(nextWeekdayOnOrAfter("2026-11-22", 7)).toBe("2026-11-22");
		expect(nextWeekdayOnOrAfter("2026-11-22", 1)).toBe("2026-11-23");
		expect(nextWeekdayOnOrAfter("2026-11-22", 6)).toBe("2026-11-28");
		for (const wrong of [0, 8, 1.5]) {
			expect(() => nextWeekdayOnOrAfter("2026-11-22", wrong)).toThrow(
				new RangeError(`isoWeekday: expected a whole number from 1 (Monday) to 7 (Sunday), came ${wrong}`),
			);
		}
		fc.assert(
			fc.property(date, fc.integer({ min: 1, max: 7 }), (from, weekday) => {
				const found = nextWeekdayOnOrAfter(from, weekday);
				expect(daysBetween(from, found)).toBeGreaterThanOrEqual(0);
				expect(daysBetween(from, found)).toBeLessThan(7);
				expect(((new Date(`${found}T00:00:00Z`).getUTCDay() + 6) % 7) + 1).toBe(weekday);
			}),
		);
	});

	it("refuses a date that does not exist", () => {
		for (const real of ["2028-02-29", "2026-12-31", "2000-02-29"]) expect(isRealDate(real)).toBe(true);
		for (const not of [
			"2026-02-29",
			"1900-02-29",
			"2026-13-01",
			"2026-04-31",
			"2026-00-10",
			"2026-1-1",
			"x2026-01-01",
			"2026-01-01T00:00",
			"",
		]) {
			expect(isRealDate(not)).toBe(false);
		}
		fc.assert(
			fc.property(date, (each) => {
				expect(isRealDate(each)).toBe(true);
			}),
		);
	});

	it("knows zones by name, and takes no offset, date or nonsense for one", () => {
		for (const real of ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
			expect(isZone(real)).toBe(true);
		for (const not of ["+01:00", "Europe/Berln", "", "2026-01-01T00:00Z", "Europe Berlin", "/UTC", "Mars/Olympus"]) {
			expect(isZone(not)).toBe(false);
		}
	});
});

describe("instantAt", () => {
	it("gives the instant at which a local clock shows the time", () => {
		expect(instantAt("2026-11-22", "09:00", "Europe/Berlin")).toBe("2026-11-22T08:00:00.000Z");
		expect(instantAt("2026-07-22", "09:00", "Europe/Berlin")).toBe("2026-07-22T07:00:00.000Z");
	});

	it("moves a time that the clocks skip forward, and takes the first of two", () => {
		expect(instantAt("2026-03-29", "02:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
		expect(instantAt("2026-10-25", "02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
	});

	it("comes back to the same date", () => {
		fc.assert(
			fc.property(date, zone, (day, where) => {
				expect(localDateOf(instantAt(day, "12:00", where), where)).toBe(day);
			}),
		);
	});

	it("throws for dates, times and zones that do not exist", () => {
		expect(() => instantAt("2026-02-29", "09:00", "UTC")).toThrow(RangeError);
		expect(() => instantAt("2026-02-28", "25:00", "UTC")).toThrow(RangeError);
		expect(() => instantAt("2026-02-28", "09:00", "Mars/Olympus")).toThrow(RangeError);
	});
});

describe("working hours", () => {
	const BERLIN: WorkCalendar = { zone: "Europe/Berlin", hours, daysOff: [] };
	const berlin = (local: string): string => {
		const [day = "", time = ""] = local.split(" ");
		return instantAt(day, time, "Europe/Berlin");
	};
	const due = (local: string, days: number, daysOff: readonly string[] = []): string =>
		addWorkingDays(berlin(local), days, { ...BERLIN, daysOff });

	it("begin with the first minute and end before the last, on working days only", () => {
		const at = (local: string): boolean => isAtWork(berlin(local), BERLIN);
		expect(["2026-11-20 08:59", "2026-11-20 09:00", "2026-11-20 16:59", "2026-11-20 17:00"].map(at)).toEqual([
			false,
			true,
			true,
			false,
		]);
		expect(at("2026-11-21 12:00")).toBe(false);
		expect(isAtWork(berlin("2026-11-20 12:00"), { ...BERLIN, daysOff: ["2026-11-20"] })).toBe(false);
	});

	it("are those of the person's own zone", () => {
		expect(isAtWork("2026-11-20T15:00:00.000Z", { ...BERLIN, zone: "America/New_York" })).toBe(true);
		expect(isAtWork("2026-11-20T15:00:00.000Z", { ...BERLIN, zone: "Asia/Tokyo" })).toBe(false);
	});

	it("give the same local time so many working days later, over a weekend and the change of clocks", () => {
		expect(due("2026-11-18 10:30", 1)).toBe(berlin("2026-11-19 10:30"));
		expect(due("2026-11-19 10:30", 3)).toBe(berlin("2026-11-24 10:30"));
		expect(due("2026-10-23 16:45", 1)).toBe(berlin("2026-10-26 16:45"));
	});

	it("pass over days off, one or many, at the start, between and at the end", () => {
		expect(due("2026-12-23 10:30", 1, ["2026-12-24", "2026-12-25"])).toBe(berlin("2026-12-28 10:30"));
		expect(due("2026-12-24 10:30", 1, ["2026-12-24", "2026-12-25"])).toBe(berlin("2026-12-29 09:00"));
		expect(due("2026-12-23 15:00", 0.5, ["2026-12-24", "2026-12-25"])).toBe(berlin("2026-12-28 11:00"));
		expect(due("2028-02-28 10:30", 1, [])).toBe(berlin("2028-02-29 10:30"));
		expect(due("2028-02-28 10:30", 1, ["2028-02-29"])).toBe(berlin("2028-03-01 10:30"));
	});

	it("begin at the opening for a start before it", () => {
		expect(due("2026-11-18 06:00", 0)).toBe(berlin("2026-11-18 09:00"));
		expect(due("2026-11-18 06:00", 2)).toBe(berlin("2026-11-20 09:00"));
	});

	it("begin on the next working day for a start after the end or on a weekend, so that the days are whole", () => {
		expect(due("2026-11-20 17:00", 1)).toBe(berlin("2026-11-24 09:00"));
		expect(due("2026-11-21 12:00", 0)).toBe(berlin("2026-11-23 09:00"));
		expect(due("2026-11-21 12:00", 1)).toBe(berlin("2026-11-24 09:00"));
	});

	it("take a fraction as that share of the working time, over the night if need be", () => {
		expect(due("2026-11-18 10:00", 1.5)).toBe(berlin("2026-11-19 14:00"));
		expect(due("2026-11-18 15:00", 0.5)).toBe(berlin("2026-11-19 11:00"));
		expect(due("2026-11-20 13:00", 0.5)).toBe(berlin("2026-11-23 09:00"));
		expect(due("2026-11-18 09:00", 0.999_999_999_5)).toBe(berlin("2026-11-19 09:00"));
	});

	it("say when the person is next at work, and leave an instant at work as it is", () => {
		const next = (local: string, daysOff: readonly string[] = []) =>
			nextWorkingInstant(berlin(local), { ...BERLIN, daysOff });
		expect(next("2026-11-18 10:17")).toBe(berlin("2026-11-18 10:17"));
		expect(next("2026-11-18 03:00")).toBe(berlin("2026-11-18 09:00"));
		expect(next("2026-11-20 17:00")).toBe(berlin("2026-11-23 09:00"));
		expect(next("2026-11-20 12:00", ["2026-11-20", "2026-11-23"])).toBe(berlin("2026-11-24 09:00"));
	});

	it("measure what lies between two instants in working days", () => {
		const between = (from: string, to: string, daysOff: readonly string[] = []) =>
			workingDaysBetween(berlin(from), berlin(to), { ...BERLIN, daysOff });
		expect(between("2026-11-18 10:00", "2026-11-19 14:00")).toBe(1.5);
		expect(between("2026-11-19 14:00", "2026-11-18 10:00")).toBe(-1.5);
		expect(between("2026-11-20 16:00", "2026-11-23 09:00")).toBe(0.125);
		expect(between("2026-11-20 18:00", "2026-11-22 12:00")).toBe(0);
		expect(between("2026-12-23 09:00", "2026-12-28 09:00", ["2026-12-24", "2026-12-25"])).toBe(1);
	});

	it("know a date that the zone skipped, and one whose hours the clocks skip, for no working day", () => {
		expect(isWorkingDay("2026-11-20", BERLIN)).toBe(true);
		expect(isWorkingDay("2026-11-21", BERLIN)).toBe(false);
		expect(isWorkingDay("2026-11-20", { ...BERLIN, daysOff: ["2026-11-20"] })).toBe(false);
		// Samoa went from Thursday 29 to Saturday 31 December 2011.
		const apia = { ...BERLIN, zone: "Pacific/Apia" };
		expect(["2011-12-29", "2011-12-30"].map((day) => isWorkingDay(day, apia))).toEqual([true, false]);
		expect(addWorkingDays(instantAt("2011-12-29", "10:00", apia.zone), 1, apia)).toBe(
			instantAt("2012-01-02", "10:00", apia.zone),
		);
		const nights = { ...BERLIN, hours: { from: "02:00", to: "03:00", weekdays: [6, 7] } };
		expect(["2026-03-28", "2026-03-29"].map((day) => isWorkingDay(day, nights))).toEqual([true, false]);
	});

	it("end with the change of clocks where the clocks skip their end, and begin with it where they skip the beginning", () => {
		const until = { ...BERLIN, hours: { from: "01:00", to: "02:30", weekdays: [7] } };
		expect(isAtWork("2026-03-29T00:59:59.999Z", until)).toBe(true);
		expect(isAtWork("2026-03-29T01:00:00.000Z", until)).toBe(false);
		const from = { ...BERLIN, hours: { from: "02:30", to: "04:00", weekdays: [7] } };
		expect(nextWorkingInstant("2026-03-29T00:00:00.000Z", from)).toBe("2026-03-29T01:00:00.000Z");
	});

	it("refuse days, hours and weeks that make no sense", () => {
		const now = berlin("2026-11-18 10:00");
		const utc = { ...BERLIN, zone: "UTC" };
		for (const days of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
			expect(() => addWorkingDays(now, days, utc)).toThrow(
				new RangeError(`days: expected a number from 0, came ${days}`),
			);
		}
		expect(() => addWorkingDays(now, 1, { ...utc, hours: { ...hours, to: "09:00" } })).toThrow(
			new RangeError("to: expected a time after 09:00, came 09:00"),
		);
		for (const weekdays of [[], [0, 8]]) {
			expect(() => nextWorkingInstant(now, { ...utc, hours: { ...hours, weekdays } })).toThrow(
				new RangeError("weekdays: expected at least one of 1 to 7, came none"),
			);
		}
	});
});

describe("working time of anybody", () => {
	// Half-hour zones, changes of clocks on both halves of the globe, one of half an hour, one at midnight, and 14 h apart.
	const anyZone = fc.constantFrom(
		"Europe/Berlin",
		"America/New_York",
		"America/Los_Angeles",
		"America/Santiago",
		"America/St_Johns",
		"Asia/Kathmandu",
		"Asia/Kolkata",
		"Australia/Lord_Howe",
		"Pacific/Auckland",
		"Pacific/Kiritimati",
		"UTC",
	);
	const anyHours = fc.constantFrom(
		hours,
		{ from: "08:30", to: "12:15", weekdays: [2, 4] },
		{ from: "00:00", to: "08:00", weekdays: [1, 2, 3, 4, 5, 6, 7] },
		{ from: "01:30", to: "02:30", weekdays: [6, 7] },
		{ from: "00:30", to: "23:59", weekdays: [7] },
	);
	/** Near a start, so that they are met: single days and whole weeks. */
	const anyCase = fc
		.record({
			start: fc.oneof(
				instant,
				// Hours before and after a change of clocks in Europe, in America, in the south, and a leap day.
				fc
					.tuple(
						fc.constantFrom(
							"2026-03-29T01:00:00.000Z",
							"2026-10-25T01:00:00.000Z",
							"2026-03-08T07:00:00.000Z",
							"2026-11-01T06:00:00.000Z",
							"2026-04-04T14:00:00.000Z",
							"2026-09-26T14:00:00.000Z",
							"2028-02-29T00:00:00.000Z",
						),
						fc.integer({ min: -4 * 86_400_000, max: 2 * 86_400_000 }),
					)
					.map(([at, ms]) => instantOf(epochMs(at) + ms)),
			),
			zone: anyZone,
			hours: anyHours,
			off: fc.array(fc.integer({ min: -2, max: 40 }), { maxLength: 12 }),
			days: fc.oneof(
				fc.integer({ min: 0, max: 60 }).map((n) => n / 4),
				fc.double({ min: 0, max: 12, noNaN: true }),
			),
			laterMs: fc.oneof(fc.nat(20 * 86_400_000), fc.nat(7_200_000)),
		})
		.map(({ off, start, zone: where, hours: when, ...more }) => {
			const from = localDateOf(start, where);
			const daysOff = off.map((n) => addDays(from, n));
			return { ...more, start, calendar: { zone: where, hours: when, daysOff } };
		});
	const RUNS = { numRuns: 10_000 };

	it("is never due on a day off or outside of hours, never before the start, never earlier for a later start", () => {
		fc.assert(
			fc.property(anyCase, ({ start, days, laterMs, calendar }) => {
				const first = addWorkingDays(start, days, calendar);
				const second = addWorkingDays(instantOf(epochMs(start) + laterMs), days, calendar);
				const local = localDateOf(first, calendar.zone);
				expect(isAtWork(first, calendar)).toBe(true);
				expect(isWorkingDay(local, calendar)).toBe(true);
				expect(calendar.daysOff).not.toContain(local);
				expect(epochMs(first)).toBeGreaterThanOrEqual(epochMs(start));
				expect(epochMs(second)).toBeGreaterThanOrEqual(epochMs(first));
			}),
			RUNS,
		);
	}, 120_000);

	it("measured and added again is the same instant, or the next opening after one outside of hours", () => {
		fc.assert(
			fc.property(anyCase, ({ start, laterMs, calendar }) => {
				const to = instantOf(epochMs(start) + laterMs);
				const between = workingDaysBetween(start, to, calendar);
				const next = nextWorkingInstant(to, calendar);
				expect(between).toBeGreaterThanOrEqual(0);
				expect(addWorkingDays(start, between, calendar)).toBe(next);
				if (isAtWork(to, calendar)) expect(next).toBe(to);
				expect(workingDaysBetween(to, start, calendar)).toBe(0 - between);
			}),
			RUNS,
		);
	}, 120_000);

	// Where the second day is cut short by a change of clocks, its millisecond stands for two of any other day.
	it("adds up: two days and then three are five", () => {
		fc.assert(
			fc.property(anyCase, ({ start, calendar }) => {
				const two = addWorkingDays(start, 2, calendar);
				const five = epochMs(addWorkingDays(start, 5, calendar));
				expect(Math.abs(epochMs(addWorkingDays(two, 3, calendar)) - five)).toBeLessThanOrEqual(2);
			}),
			{ numRuns: 2_000 },
		);
	});

	it("adds up to the millisecond where all days are as long, also from a day with an hour more", () => {
		const calendar = { zone: "America/St_Johns", hours: { from: "01:30", to: "02:30", weekdays: [6, 7] }, daysOff: [] };
		const start = "2026-11-01T05:59:59.991Z";
		const two = addWorkingDays(start, 2, calendar);
		expect(addWorkingDays(two, 3, calendar)).toBe(addWorkingDays(start, 5, calendar));
	});
});
