import {
	addDays,
	instantAt,
	isoWeekdayOf,
	isWorkingDay,
	localDateOf,
	nextWorkingInstant,
	type WorkCalendar,
} from "../calendar.ts";
import { activeDate, type Pause } from "../cycle/active-days.ts";
import type { CoachingPolicy } from "../policy.ts";
import { epochMs, type Instant, type LocalDate } from "../time.ts";

const DAYS_PER_WEEK = 7;

/** Monday of the week that a date lies in. */
export function mondayOf(date: LocalDate): LocalDate {
	return addDays(date, 1 - isoWeekdayOf(date));
}

/**
 * When a person gets the digest of the week that begins on `monday`: on the policy's weekday at its time, by the person's
 * clock; on the next working day of that week where it is a day off. Null in a week without a working day from there on.
 */
function digestAt(
	monday: LocalDate,
	calendar: WorkCalendar,
	{ weekday, time }: CoachingPolicy["digest"],
): Instant | null {
	for (let day = weekday - 1; day < DAYS_PER_WEEK; day++) {
		const date = addDays(monday, day);
		if (isWorkingDay(date, calendar)) return instantAt(date, time, calendar.zone);
	}
	return null;
}

export type DigestPlan = {
	/** Monday of the week whose digest has come due after `since`; null where none has. */
	readonly due: LocalDate | null;
	/** When the next one comes; null where the next weeks have no working day. */
	readonly next: Instant | null;
};

/** More weeks without a working day than anybody is away from everything. */
const WEEKS_AHEAD = 8;

/**
 * The digest that came due between two looks at the clock, and the next. However long nobody looked, it is one: what a
 * past week's would have said, nobody needs any more.
 */
export function planDigest(
	since: Instant,
	now: Instant,
	calendar: WorkCalendar,
	policy: Pick<CoachingPolicy, "digest">,
): DigestPlan {
	const monday = mondayOf(localDateOf(now, calendar.zone));
	const current = digestAt(monday, calendar, policy.digest);
	const isDue = current !== null && epochMs(current) > epochMs(since) && epochMs(current) <= epochMs(now);
	let next = current !== null && epochMs(current) > epochMs(now) ? current : null;
	for (let week = 1; next === null && week <= WEEKS_AHEAD; week++) {
		next = digestAt(addDays(monday, week * DAYS_PER_WEEK), calendar, policy.digest);
	}
	return { due: isDue ? monday : null, next };
}

/** Week after which the practice ends, and with it the first outcome. */
const PRACTICE_WEEKS = 12;

/** The weeks of a cycle whose outcomes are asked for: week 12, and the end of the habit behind it. */
export function outcomeWeeks({ lengthWeeks }: Pick<CoachingPolicy, "lengthWeeks">): readonly number[] {
	return lengthWeeks > PRACTICE_WEEKS ? [PRACTICE_WEEKS, lengthWeeks] : [PRACTICE_WEEKS];
}

/**
 * When the outcomes of a week are asked for: once so many weeks of active time have passed since the last wave began, in
 * working hours of whoever is asked. A cycle may need longer; quotas are counted by the calendar. Null behind a pause
 * that nobody has ended.
 */
export function outcomesDueAt(
	lastStartsOn: LocalDate,
	week: number,
	pauses: readonly Pause[],
	calendar: WorkCalendar,
): Instant | null {
	const date = activeDate(lastStartsOn, week * DAYS_PER_WEEK, pauses);
	return date === null ? null : nextWorkingInstant(instantAt(date, "00:00", calendar.zone), calendar);
}
