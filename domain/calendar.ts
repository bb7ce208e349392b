import { Temporal } from "temporal-polyfill";
import type { CoachingPolicy } from "./policy.ts";
import { epochMs, type Instant, instantOf, type LocalDate, type ZoneId } from "./time.ts";

/** Local working hours, `from` included and `to` not, on ISO weekdays (1 = Monday). */
type WorkingHours = CoachingPolicy["workingHours"];

/** The calendar date that a clock in `zone` shows at `instant`. Throws RangeError for a zone that does not exist. */
export function localDateOf(instant: Instant, zone: ZoneId): LocalDate {
	return localTimeOf(instant, zone).toPlainDate().toString();
}

/** The date `days` whole days after `date` (before, if negative). Throws RangeError for a date that does not exist. */
export function addDays(date: LocalDate, days: number): LocalDate {
	return Temporal.PlainDate.from(date).add({ days }).toString();
}

/**
 * The instant at which a clock in `zone` shows `time` (`HH:MM`) on `date`. A time that the clocks skip in spring is
 * moved forward by the length of the gap, one that they show twice in autumn is the first of the two (Temporal's
 * "compatible", as in RFC 5545). Throws RangeError for a date, time or zone that does not exist.
 */
export function instantAt(date: LocalDate, time: string, zone: ZoneId): Instant {
	return instantOfLocal(Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time)), zone);
}

/** Whole days from `a` to `b`; negative when `b` lies before `a`. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
	return Temporal.PlainDate.from(a).until(Temporal.PlainDate.from(b), { largestUnit: "day" }).days;
}

/** ISO weekday of a date: 1 is Monday, 7 is Sunday. */
export function isoWeekdayOf(date: LocalDate): number {
	return Temporal.PlainDate.from(date).dayOfWeek;
}

/** The first date from `date` on that falls on the ISO weekday (1 = Monday .. 7 = Sunday). */
export function nextWeekdayOnOrAfter(date: LocalDate, isoWeekday: number): LocalDate {
	if (!Number.isInteger(isoWeekday) || isoWeekday < 1 || isoWeekday > 7) {
		throw new RangeError(`isoWeekday: expected a whole number from 1 (Monday) to 7 (Sunday), came ${isoWeekday}`);
	}
	return addDays(date, (isoWeekday - Temporal.PlainDate.from(date).dayOfWeek + 7) % 7);
}

/**
 * A person's working time: the hours of the policy by the clock of the person's own zone, and the dates on which this
 * person does not work. Plain JSON, so that it can be stored with a decision.
 */
export type WorkCalendar = {
	readonly zone: ZoneId;
	readonly hours: WorkingHours;
	/** Public holidays, the organisation's days off and the like; weekends need not stand here. */
	readonly daysOff: readonly LocalDate[];
};

/** Does the person work on this date? Not on a day off, and not on one whose hours the clocks skip. */
export function isWorkingDay(date: LocalDate, calendar: WorkCalendar): boolean {
	return workOn(Temporal.PlainDate.from(date), calendar) !== null;
}

/** Is the person at work at `instant`? The first minute of the hours counts, the one at the end does not. */
export function isAtWork(instant: Instant, calendar: WorkCalendar): boolean {
	const work = workOn(localTimeOf(instant, calendar.zone).toPlainDate(), calendar);
	const ms = epochMs(instant);
	return work !== null && ms >= work.opens && ms < work.closes;
}

/** `instant` itself when the person is at work, else the next opening. Throws RangeError for hours that never open. */
export function nextWorkingInstant(instant: Instant, calendar: WorkCalendar): Instant {
	const { work, ms } = placeOf(instant, calendar);
	return instantOf(work.opens + ms);
}

/**
 * The instant `days` working days after `instant`, at the same local time, inside working hours. A start outside working
 * hours is first moved to the next opening, so that a person always gets the whole days, and a later start is never
 * due earlier. A fraction (1.5 days) is that share of a day's working time, carried over the night; where the clocks
 * change within working hours, the share of what is left of that day. Throws RangeError for negative days, and for
 * hours without a weekday or without length.
 */
export function addWorkingDays(instant: Instant, days: number, calendar: WorkCalendar): Instant {
	if (!(days >= 0 && Number.isFinite(days))) {
		throw new RangeError(`days: expected a number from 0, came ${days}`);
	}
	const start = placeOf(instant, calendar);
	const total = withoutDust(shareOf(start) + days);
	let { work } = start;
	for (let day = 0; day < Math.floor(total); day++) work = nextWork(work.date, calendar);
	const ms = Math.round((total - Math.floor(total)) * (work.closes - work.opens));
	if (work.opens + ms < work.closes) return instantOf(work.opens + ms);
	return instantOf(nextWork(work.date, calendar).opens);
}

/**
 * Working time from `from` to `to` in days, as `addWorkingDays` counts them: adding it to `from` gives `to` again, or
 * the next opening where `to` lies outside working hours. Negative when `to` is the earlier one.
 */
export function workingDaysBetween(from: Instant, to: Instant, calendar: WorkCalendar): number {
	if (epochMs(to) < epochMs(from)) return 0 - workingDaysBetween(to, from, calendar);
	const start = placeOf(from, calendar);
	const end = placeOf(to, calendar);
	let days = 0;
	for (let { work } = start; work.opens < end.work.opens; days++) work = nextWork(work.date, calendar);
	return withoutDust(days + shareOf(end) - shareOf(start));
}

/** A stretch of time, `from` included and `to` not. */
export type Stretch = { readonly from: Instant; readonly to: Instant };

/** The person's working time between two instants, in order: from each opening to its close, cut at both ends. */
export function workBetween(from: Instant, to: Instant, calendar: WorkCalendar): readonly Stretch[] {
	assertOpens(calendar.hours);
	const [first, last] = [epochMs(from), epochMs(to)];
	const stretches: Stretch[] = [];
	const until = localTimeOf(to, calendar.zone).toPlainDate();
	let date = localTimeOf(from, calendar.zone).toPlainDate();
	for (; Temporal.PlainDate.compare(date, until) <= 0; date = date.add({ days: 1 })) {
		const work = workOn(date, calendar);
		if (work === null) continue;
		const [opens, closes] = [Math.max(work.opens, first), Math.min(work.closes, last)];
		if (opens < closes) stretches.push({ from: instantOf(opens), to: instantOf(closes) });
	}
	return stretches;
}

/** The working time of one date, as instants in ms since 1970. */
type Work = { readonly date: Temporal.PlainDate; readonly opens: number; readonly closes: number };

/** A working day, and how many ms of its working time have passed. */
type Place = { readonly work: Work; readonly ms: number };

function workOn(date: Temporal.PlainDate, { zone, hours, daysOff }: WorkCalendar): Work | null {
	if (!hours.weekdays.includes(date.dayOfWeek)) return null;
	const day = date.toString();
	if (daysOff.includes(day)) return null;
	const opens = clockReaches(day, hours.from, zone);
	const closes = clockReaches(day, hours.to, zone);
	return opens < closes ? { date, opens, closes } : null;
}

/** What `clockReaches` found before: reading a zone's rules takes long, and the same few dates are asked for again. */
const reached = new Map<string, number>();
const REACHED_MAX = 20_000;

/**
 * When a clock in the zone first shows `time` or later on the date, in ms since 1970. Unlike `instantAt`, a time that
 * the clocks skip is the instant of the change: nobody is at work after the end of the hours for having skipped it.
 */
function clockReaches(date: LocalDate, time: string, zone: ZoneId): number {
	const key = `${date} ${time} ${zone}`;
	const known = reached.get(key);
	if (known !== undefined) return known;
	if (reached.size >= REACHED_MAX) reached.clear();
	const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
	const shown = local.toZonedDateTime(zone, { disambiguation: "compatible" });
	const change = shown.toPlainDateTime().equals(local)
		? null
		: local.toZonedDateTime(zone, { disambiguation: "earlier" }).getTimeZoneTransition("next");
	const ms = (change ?? shown).epochMilliseconds;
	reached.set(key, ms);
	return ms;
}

/** The working day at or after an instant. */
function placeOf(instant: Instant, calendar: WorkCalendar): Place {
	assertOpens(calendar.hours);
	const date = localTimeOf(instant, calendar.zone).toPlainDate();
	const today = workOn(date, calendar);
	const ms = epochMs(instant);
	if (today !== null && ms < today.closes) return { work: today, ms: Math.max(0, ms - today.opens) };
	return { work: nextWork(date, calendar), ms: 0 };
}

function nextWork(date: Temporal.PlainDate, calendar: WorkCalendar): Work {
	// Days off are a finite list, so a working day comes.
	for (let next = date.add({ days: 1 }); ; next = next.add({ days: 1 })) {
		const work = workOn(next, calendar);
		if (work !== null) return work;
	}
}

/** How much of its working day has passed, 0 up to but not 1. */
function shareOf({ work, ms }: Place): number {
	return ms / (work.closes - work.opens);
}

/** Days to ten places, a hundredth of a millisecond: sums of shares must not fall short of a whole day by dust. */
function withoutDust(days: number): number {
	return Math.round(days * 1e10) / 1e10;
}

function assertOpens({ from, to, weekdays }: WorkingHours): void {
	if (to <= from) throw new RangeError(`to: expected a time after ${from}, came ${to}`);
	if (![1, 2, 3, 4, 5, 6, 7].some((weekday) => weekdays.includes(weekday))) {
		throw new RangeError("weekdays: expected at least one of 1 to 7, came none");
	}
}

/** Is this a date as people write it in ISO 8601, `YYYY-MM-DD`, that the calendar has? `2026-02-29` is not. */
export function isRealDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const ms = Date.parse(`${text}T00:00:00.000Z`);
	return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Is this the name of an IANA time zone that this runtime knows? An offset such as `+01:00` is not a zone. */
export function isZone(text: string): boolean {
	if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(text)) return false;
	try {
		Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
		return true;
	} catch {
		return false;
	}
}

function localTimeOf(instant: Instant, zone: ZoneId): Temporal.PlainDateTime {
	return Temporal.Instant.fromEpochMilliseconds(epochMs(instant)).toZonedDateTimeISO(zone).toPlainDateTime();
}

function instantOfLocal(local: Temporal.PlainDateTime, zone: ZoneId): Instant {
	return instantOf(local.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds);
}
