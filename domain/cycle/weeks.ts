import { addDays, instantAt, isoWeekdayOf, localDateOf } from "../calendar.ts";
import type { CoachingPolicy } from "../policy.ts";
import { epochMs, type Instant, instantOf, type LocalDate } from "../time.ts";
import { activeDate, activeDaysBetween, isPaused } from "./active-days.ts";
import type { CycleFacts } from "./facts.ts";
import type { Segment } from "./plan.ts";
import { dayName, type Look, lookName, pauseLimitName, returnName } from "./step.ts";

/** What the dates of a cycle are counted from: active days of the rep, from its first day or from week 2. */
export type Course = Pick<CycleFacts["cycle"], "zone" | "startsOn" | "weekTwoOn" | "pauses" | "seed">;

const DAYS = 7;

/**
 * First local date of a week; week 2 begins when the baseline has closed, later weeks every 7 active days from there.
 * Null while the baseline is open, and where a pause without an end comes before it.
 */
export function weekStartsOn(
	{ weekTwoOn, pauses }: Pick<Course, "weekTwoOn" | "pauses">,
	week: number,
): LocalDate | null {
	return weekTwoOn === null ? null : activeDate(weekTwoOn, (week - 2) * DAYS, pauses);
}

/** Week in which a local date falls; everything before week 2 is week 1. Null for a date of a pause. */
export function weekOfDate(
	{ weekTwoOn, pauses }: Pick<Course, "weekTwoOn" | "pauses">,
	date: LocalDate,
): number | null {
	if (isPaused(date, pauses)) return null;
	if (weekTwoOn === null || date < weekTwoOn) return 1;
	return 2 + Math.floor(activeDaysBetween(weekTwoOn, date, pauses) / DAYS);
}

/** The week that a date stands in, or the one that goes on after the pause which it falls into. */
export function weekAround(course: Pick<Course, "weekTwoOn" | "pauses">, date: LocalDate): number {
	const { weekTwoOn, pauses } = course;
	if (weekTwoOn === null || date < weekTwoOn) return 1;
	return 2 + Math.floor(activeDaysBetween(weekTwoOn, date, pauses) / DAYS);
}

/** Week of the cycle in which a conversation was held, by the rep's own dates; null in a pause: it is in no week. */
export function weekOfConversation(course: Course, occurredAt: Instant): number | null {
	return weekOfDate(course, localDateOf(occurredAt, course.zone));
}

/** The midnight, by the rep's clock, that ends a week; null while the baseline or a pause without an end is open. */
export function weekEndsAt(course: Course, week: number): Instant | null {
	const first = weekStartsOn(course, week + 1);
	return first === null ? null : instantAt(first, "00:00", course.zone);
}

/**
 * Days on the axis of active ones, with fractions, by which trends are counted: 0 is the first day of the cycle. A date
 * of a pause stands where the pause began.
 */
export function activeDayOf({ startsOn, zone, pauses }: Course): (at: Instant) => number {
	return (at) => {
		const date = localDateOf(at, zone);
		const days = activeDaysBetween(startsOn, date, pauses);
		if (isPaused(date, pauses)) return days;
		const midnight = epochMs(instantAt(date, "00:00", zone));
		const next = epochMs(instantAt(addDays(date, 1), "00:00", zone));
		return days + (epochMs(at) - midnight) / (next - midnight);
	};
}

/**
 * Minutes by which a cycle's looks are moved within the hour, 0 to 59: without it, all reps of a company would wake
 * at the same second.
 */
function spreadMinutes(seed: number): number {
	return ((seed % 60) + 60) % 60;
}

/**
 * The looks of all practice weeks: a nudge on the policy's weekday, and one at the week's end. Weeks behind a pause
 * without an end have none yet.
 */
export function practiceLooks(plan: readonly Segment[], course: Course, policy: CoachingPolicy): readonly Look[] {
	const looks: Look[] = [];
	for (const segment of plan) {
		for (let week = segment.fromWeek; week <= segment.toWeek; week++) {
			const nudgeOn = nudgeDay(course, week, policy.nudge.weekday);
			if (nudgeOn !== null) {
				looks.push({ name: lookName(week, "nudge"), at: lookAt(nudgeOn, policy.nudge.time, course) });
			}
			const endsOn = weekStartsOn(course, week + 1);
			if (endsOn !== null) looks.push({ name: lookName(week, "end"), at: lookAt(endsOn, "00:00", course) });
		}
	}
	return looks;
}

/** The active day of a week on the weekday of the nudge; the middle one where a pause took that weekday. */
function nudgeDay({ weekTwoOn, pauses }: Course, week: number, weekday: number): LocalDate | null {
	if (weekTwoOn === null) return null;
	const days: LocalDate[] = [];
	for (let day = 0; day < DAYS; day++) {
		const date = activeDate(weekTwoOn, (week - 2) * DAYS + day, pauses);
		if (date === null) return null;
		if (isoWeekdayOf(date) === weekday) return date;
		days.push(date);
	}
	return days[Math.floor(DAYS / 2)] ?? null;
}

/**
 * Days of the baseline on which the cycle looks: reminders, the two tasks, the end of waiting, and once a week between
 * them, so that a lost signal costs a week at most. All are active days.
 */
export function baselineLooks(course: Course, policy: CoachingPolicy): readonly (Look & { readonly day: number })[] {
	const { reminderDays, managerTaskDay, leadTaskDay, neverStartedDays } = policy.baseline;
	const days = new Set([...reminderDays, managerTaskDay, leadTaskDay, neverStartedDays]);
	for (let day = leadTaskDay + DAYS; day < neverStartedDays; day += DAYS) days.add(day);
	return [...days]
		.sort((a, b) => a - b)
		.flatMap((day) => {
			const date = activeDate(course.startsOn, day, course.pauses);
			return date === null ? [] : [{ name: dayName(day), day, at: lookAt(date, policy.nudge.time, course) }];
		});
}

/**
 * The looks that pauses still bring: the day on which each ends, or the one on which a pause without an end has lasted too
 * long.
 */
export function comingPauseLooks(course: Course, policy: CoachingPolicy, now: Instant): readonly Look[] {
	return course.pauses
		.map(({ from, to }) =>
			to === null
				? { name: pauseLimitName(from), at: lookAt(addDays(from, policy.pause.daysMax), policy.nudge.time, course) }
				: { name: returnName(to), at: lookAt(to, policy.nudge.time, course) },
		)
		.filter(({ at }) => epochMs(at) > epochMs(now));
}

/** The instant of a look: the time of day by the rep's clock, spread over the hour. */
export function lookAt(date: LocalDate, time: string, { zone, seed }: Pick<Course, "zone" | "seed">): Instant {
	return instantOf(epochMs(instantAt(date, time, zone)) + spreadMinutes(seed) * 60_000);
}
