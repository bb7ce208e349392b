import { Temporal } from "temporal-polyfill";
import type { CoachingPolicy } from "./policy.ts";
import { epochMs, type Instant, instantOf, type LocalDate, type ZoneId } from "./time.ts";

/**
 * Answers that were found before: reading a zone's rules and the parts of a date takes long, and the same few are asked
 * for again and again. None depends on anything but its key, so each may be forgotten at any time.
 */
function remembered<Key, Answer>() {
	const known = new Map<Key, Answer>();
	return {
		of(key: Key, find: () => Answer): Answer {
			const before = known.get(key);
			if (before !== undefined) return before;
			if (known.size >= KNOWN_MAX) known.clear();
			const found = find();
			known.set(key, found);
			return found;
		},
	};
}

const KNOWN_MAX = 20_000;
const dayNumbers = remembered<LocalDate, number>();
const dates = remembered<number, LocalDate>();
/** By zone and day of UTC; null where the offset changes on that day. */
const offsets = remembered<ZoneId, ReturnType<typeof remembered<number, number | null>>>();
/** By date, time and zone, like what comes next. */
const begun = remembered<string, Instant>();
const reached = remembered<string, number>();

/** Local working hours, `from` included and `to` not, on ISO weekdays (1 = Monday). */
type WorkingHours = CoachingPolicy["workingHours"];

/** The calendar date that a clock in `zone` shows at `instant`. Throws RangeError for a zone that does not exist. */
export function localDateOf(instant: Instant, zone: ZoneId): LocalDate {
	return dateOf(localDayOf(epochMs(instant), zone));
}

/** The date `days` whole days after `date` (before, if negative). Throws RangeError for a date that does not exist. */
export function addDays(date: LocalDate, days: number): LocalDate {
	return dateOf(dayOf(date) + days);
}

/**
 * The instant at which a clock in `zone` shows `time` (`HH:MM`) on `date`. A time that the clocks skip in spring is
 * moved forward by the length of the gap, one that they show twice in autumn is the first of the two (Temporal's
 * "compatible", as in RFC 5545). Throws RangeError for a date, time or zone that does not exist.
 */
export function instantAt(date: LocalDate, time: string, zone: ZoneId): Instant {
	return begun.of(`${date} ${time} ${zone}`, () => {
		const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
		return instantOf(local.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds);
	});
}

/** Whole days from `a` to `b`; negative when `b` lies before `a`. */
export function daysBetween(a: LocalDate, b: LocalDate): number {
	return dayOf(b) - dayOf(a);
}

/** ISO weekday of a date: 1 is Monday, 7 is Sunday. */
export function isoWeekdayOf(date: LocalDate): number {
	return weekdayOf(dayOf(date));
}

/** The first date from `date` on that falls on the ISO weekday (1 = Monday .. 7 = Sunday). */
export function nextWeekdayOnOrAfter(date: LocalDate, isoWeekday: number): LocalDate {
	if (!Number.isInteger(isoWeekday) || isoWeekday < 1 || isoWeekday > 7) {
		throw new RangeError(`isoWeekday: expected a whole number from 1 (Monday) to 7 (Sunday), came ${isoWeekday}`);
	}
	return addDays(date, (isoWeekday - isoWeekdayOf(date) + 7) % 7);
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
	return workOn(dayOf(date), calendar) !== null;
}

/** Is the person at work at `instant`? The first minute of the hours counts, the one at the end does not. */
export function isAtWork(instant: Instant, calendar: WorkCalendar): boolean {
	const ms = epochMs(instant);
	const work = workOn(localDayOf(ms, calendar.zone), calendar);
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
	// Whole days apart from the rest, so that the dust of a sum does not depend on how many there are.
	const whole = Math.floor(days);
	const rest = withoutDust(shareOf(start) + (days - whole));
	let { work } = start;
	for (let day = 0; day < whole + Math.floor(rest); day++) work = nextWork(work.day, calendar);
	const ms = Math.round((rest - Math.floor(rest)) * (work.closes - work.opens));
	if (work.opens + ms < work.closes) return instantOf(work.opens + ms);
	return instantOf(nextWork(work.day, calendar).opens);
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
	for (let { work } = start; work.opens < end.work.opens; days++) work = nextWork(work.day, calendar);
	return withoutDust(days + shareOf(end) - shareOf(start));
}

/** A stretch of time, `from` included and `to` not. */
export type Stretch = { readonly from: Instant; readonly to: Instant };

/** The person's working time between two instants, in order: from each opening to its close, cut at both ends. */
export function workBetween(from: Instant, to: Instant, calendar: WorkCalendar): readonly Stretch[] {
	assertOpens(calendar.hours);
	const [first, last] = [epochMs(from), epochMs(to)];
	const stretches: Stretch[] = [];
	const until = localDayOf(last, calendar.zone);
	for (let day = localDayOf(first, calendar.zone); day <= until; day++) {
		const work = workOn(day, calendar);
		if (work === null) continue;
		const [opens, closes] = [Math.max(work.opens, first), Math.min(work.closes, last)];
		if (opens < closes) stretches.push({ from: instantOf(opens), to: instantOf(closes) });
	}
	return stretches;
}

/** The working time of one day: days and ms since 1970. */
type Work = { readonly day: number; readonly opens: number; readonly closes: number };

/** A working day, and how many ms of its working time have passed. */
type Place = { readonly work: Work; readonly ms: number };

function workOn(day: number, { zone, hours, daysOff }: WorkCalendar): Work | null {
	if (!hours.weekdays.includes(weekdayOf(day))) return null;
	const date = dateOf(day);
	if (daysOff.includes(date)) return null;
	const opens = clockReaches(date, hours.from, zone);
	const closes = clockReaches(date, hours.to, zone);
	return opens < closes ? { day, opens, closes } : null;
}

/**
 * When a clock in the zone first shows `time` or later on the date, in ms since 1970. Unlike `instantAt`, a time that
 * the clocks skip is the instant of the change: nobody is at work after the end of the hours for having skipped it.
 */
function clockReaches(date: LocalDate, time: string, zone: ZoneId): number {
	return reached.of(`${date} ${time} ${zone}`, () => {
		const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
		const shown = local.toZonedDateTime(zone, { disambiguation: "compatible" });
		const change = shown.toPlainDateTime().equals(local)
			? null
			: local.toZonedDateTime(zone, { disambiguation: "earlier" }).getTimeZoneTransition("next");
		return (change ?? shown).epochMilliseconds;
	});
}

/** The working day at or after an instant. */
function placeOf(instant: Instant, calendar: WorkCalendar): Place {
	assertOpens(calendar.hours);
	const ms = epochMs(instant);
	const day = localDayOf(ms, calendar.zone);
	const today = workOn(day, calendar);
	if (today !== null && ms < today.closes) return { work: today, ms: Math.max(0, ms - today.opens) };
	return { work: nextWork(day, calendar), ms: 0 };
}

function nextWork(day: number, calendar: WorkCalendar): Work {
	// Days off are a finite list, so a working day comes.
	for (let next = day + 1; ; next++) {
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

const MS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to a date. Throws RangeError for a date that does not exist. */
function dayOf(date: LocalDate): number {
	return dayNumbers.of(date, () => Temporal.PlainDate.from("1970-01-01").until(date, { largestUnit: "day" }).days);
}

/** The date so many days after 1970-01-01. Throws RangeError for one that no calendar reaches. */
function dateOf(day: number): LocalDate {
	return dates.of(day, () => Temporal.PlainDate.from("1970-01-01").add({ days: day }).toString());
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
	return ((((day + 3) % 7) + 7) % 7) + 1;
}

/**
 * The day that a clock in the zone shows, in days since 1970. On nearly every day of UTC one offset holds from its first
 * to its last instant; on the others the zone's rules are asked.
 */
function localDayOf(ms: number, zone: ZoneId): number {
	const day = Math.floor(ms / MS_PER_DAY);
	const ofZone = offsets.of(zone, () => remembered<number, number | null>());
	const offset = ofZone.of(day, () => {
		const first = offsetAt(day * MS_PER_DAY, zone);
		return first === offsetAt((day + 1) * MS_PER_DAY, zone) ? first : null;
	});
	return Math.floor((ms + (offset ?? offsetAt(ms, zone))) / MS_PER_DAY);
}

/** By how many ms a clock in the zone is ahead of UTC. Throws RangeError for a zone or an instant that does not exist. */
function offsetAt(ms: number, zone: ZoneId): number {
	return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
}
