import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, isAtWork, type WorkCalendar } from "../../../domain/calendar.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { cancelled, type InvitePlan, planned } from "../../../domain/scheduling/invite.ts";
import { type Meeting, planMeeting } from "../../../domain/scheduling/meeting.ts";
import { epochMs, instantOf } from "../../../domain/time.ts";

const hours = DEFAULT_POLICY.workingHours;
const works = (zone: string, daysOff: readonly string[] = []): WorkCalendar => ({ zone, hours, daysOff });
const meeting = (given: Partial<Meeting>): Meeting => ({
	owner: works("Europe/Berlin"),
	rep: works("Europe/Berlin"),
	from: "2026-01-05T00:00:00.000Z",
	until: "2026-01-09T16:00:00.000Z",
	minutes: 30,
	gridMinutes: 15,
	busy: [],
	...given,
});

describe("a meeting of two people", () => {
	it("is at the first time at which both are at work", () => {
		expect(planMeeting(meeting({}))).toMatchObject({ kind: "planned", from: "2026-01-05T08:00:00.000Z" });
		// New York opens at 14:00 UTC, Berlin closes at 16:00.
		expect(planMeeting(meeting({ rep: works("America/New_York") }))).toEqual({
			kind: "planned",
			from: "2026-01-05T14:00:00.000Z",
			to: "2026-01-05T14:30:00.000Z",
		});
	});

	it("keeps to each clock when only one of the two changes", () => {
		// From 8 to 29 March 2026 New York is an hour nearer to Berlin than it was.
		const both = {
			rep: works("America/New_York"),
			from: "2026-03-09T00:00:00.000Z",
			until: "2026-03-13T16:00:00.000Z",
		};
		expect(planMeeting(meeting(both))).toMatchObject({ from: "2026-03-09T13:00:00.000Z" });
	});

	it("says that two people 14 hours apart are never at work together, and finds the hour where their hours are long", () => {
		const apart = { owner: works("Pacific/Kiritimati"), rep: works("UTC") };
		expect(planMeeting(meeting(apart))).toEqual({ kind: "none", because: "no-common-hours" });
		const long = { from: "06:00", to: "21:00", weekdays: [1, 2, 3, 4, 5, 6, 7] };
		const owner = { ...works("Pacific/Kiritimati"), hours: long };
		const rep = { ...works("UTC"), hours: long };
		expect(planMeeting(meeting({ owner, rep }))).toMatchObject({ kind: "planned" });
	});

	it("says who is off, that it is too late, or that the calendars are full", () => {
		const week = Array.from({ length: 5 }, (_, day) => addDays("2026-01-05", day));
		const because = (given: Partial<Meeting>) => planMeeting(meeting(given));
		expect(because({ owner: works("Europe/Berlin", week) })).toEqual({ kind: "none", because: "owner-off" });
		expect(because({ rep: works("Europe/Berlin", week) })).toEqual({ kind: "none", because: "rep-off" });
		expect(because({ from: "2026-01-09T15:45:00.000Z" })).toEqual({ kind: "none", because: "no-time-left" });
		const busy = [{ from: "2026-01-01T00:00:00.000Z", to: "2026-02-01T00:00:00.000Z" }];
		expect(because({ busy })).toEqual({ kind: "none", because: "calendar-full" });
	});

	it("lies in the working hours of both, on no day off, beside everything else, whatever the zones", () => {
		const zone = fc.constantFrom(
			"Europe/Berlin",
			"America/New_York",
			"Asia/Kathmandu",
			"Australia/Lord_Howe",
			"Pacific/Pago_Pago",
		);
		const day = fc.integer({ min: 0, max: 400 }).map((n) => addDays("2026-01-01", n));
		const place = fc.tuple(zone, fc.array(day, { maxLength: 40 })).map(([at, off]) => works(at, off));
		fc.assert(
			fc.property(
				place,
				place,
				day,
				fc.integer({ min: 1, max: 12 }),
				fc.constantFrom(30, 45, 60),
				fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 20 })), { maxLength: 8 }),
				(owner, rep, on, days, minutes, taken) => {
					const from = `${on}T07:00:00.000Z`;
					const until = `${addDays(on, days)}T12:00:00.000Z`;
					const at = (n: number) => instantOf(epochMs(from) + n * 3_600_000);
					const busy = taken.map(([hour, length]) => ({ from: at(hour), to: at(hour + length) }));
					const found = planMeeting(meeting({ owner, rep, from, until, minutes, busy }));
					if (found.kind === "none") return;
					expect(epochMs(found.to) - epochMs(found.from)).toBe(minutes * 60_000);
					expect(epochMs(found.from) % (15 * 60_000)).toBe(0);
					expect(epochMs(found.from)).toBeGreaterThanOrEqual(epochMs(from));
					expect(epochMs(found.to)).toBeLessThanOrEqual(epochMs(until));
					for (const calendar of [owner, rep]) {
						expect(isAtWork(found.from, calendar)).toBe(true);
						expect(isAtWork(instantOf(epochMs(found.to) - 1), calendar)).toBe(true);
					}
					for (const { from: begins, to } of busy) {
						expect(epochMs(begins) < epochMs(found.to) && epochMs(found.from) < epochMs(to)).toBe(false);
					}
				},
			),
			{ numRuns: 1000 },
		);
	}, 60_000);
});

describe("an entry of a calendar", () => {
	const plan = (given: Partial<InvitePlan> = {}): InvitePlan => ({
		name: "one-to-one:checkpoint-4:owner",
		kind: "one-to-one",
		personId: "m1",
		startsAt: "2026-02-02T09:00:00.000Z",
		endsAt: "2026-02-02T09:30:00.000Z",
		allDay: false,
		...given,
	});
	const said = (news: ReturnType<typeof planned>["news"]) =>
		news.map(({ method, personId, sequence, startsAt }) => [method, personId, sequence, startsAt]);

	it("has a number that rises with each change, and is called off once", () => {
		const first = planned(undefined, plan());
		expect(said(first.news)).toEqual([["request", "m1", 0, plan().startsAt]]);
		const moved = planned(first.invite, plan({ startsAt: "2026-02-02T08:00:00.000Z" }));
		expect(said(moved.news)).toEqual([["request", "m1", 1, "2026-02-02T08:00:00.000Z"]]);
		const off = cancelled(moved.invite);
		expect(said(off?.news ?? [])).toEqual([["cancel", "m1", 2, "2026-02-02T08:00:00.000Z"]]);
		expect(off && cancelled(off.invite)).toBeNull();
		expect(said(planned(off?.invite, plan()).news)).toEqual([["request", "m1", 3, plan().startsAt]]);
	});

	it("that goes to somebody else is called off for the one before, with the time that this one knows", () => {
		const first = planned(undefined, plan());
		const other = planned(first.invite, plan({ personId: "m2", startsAt: "2026-02-02T09:15:00.000Z" }));
		expect(said(other.news)).toEqual([
			["cancel", "m1", 1, "2026-02-02T09:00:00.000Z"],
			["request", "m2", 1, "2026-02-02T09:15:00.000Z"],
		]);
		const off = cancelled(other.invite);
		expect(said(planned(off?.invite, plan({ personId: "m1" })).news)).toEqual([["request", "m1", 3, plan().startsAt]]);
	});
});
