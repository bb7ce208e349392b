import { isoWeekdayOf } from "../calendar.ts";
import { activeDate } from "../cycle/active-days.ts";
import type { CycleFacts, DrillFact } from "../cycle/facts.ts";
import { lookAt } from "../cycle/weeks.ts";
import { epochMs, type Instant, type LocalDate } from "../time.ts";
import { type DrillPlan, type DrillRungDo, isOpenDrill, type OpenDrill } from "./drill.ts";

type Course = Pick<CycleFacts, "cycle" | "policy">;

/**
 * What an open drill waits for from here on: the mornings of its schedule and the end of it, or the end of the watch, or of
 * the live practice. All are counted in active days from the day on which that part began, so that a pause moves them;
 * those behind a pause without an end are planned when it ends. A session whose time has passed is not called for any more,
 * an end that has passed comes at once.
 */
export function rungsOf(
	drill: Pick<DrillFact, "state" | "from" | "sessions">,
	{ cycle, policy }: Course,
	now: Instant,
): OpenDrill["rungs"] {
	const at = (days: number, what: DrillRungDo): OpenDrill["rungs"] => {
		const date = activeDate(drill.from, days, cycle.pauses);
		return date === null ? [] : [{ at: lookAt(date, policy.drill.morning, cycle), do: what }];
	};
	switch (drill.state) {
		case "assigned":
		case "practising": {
			const { sessions } = drill;
			// Without mornings of its own, one reminder half-way.
			const calls = sessions.length > 0 ? sessions : [Math.ceil(policy.drill.practiceDays / 2)];
			const ends = sessions.length > 0 ? (sessions.at(-1) ?? 0) + 1 : policy.drill.practiceDays;
			return [
				...calls
					.filter((days) => days < ends)
					.flatMap((days) => at(days, "session"))
					.filter((rung) => epochMs(rung.at) > epochMs(now)),
				...at(ends, "schedule-ends"),
			];
		}
		case "watching":
			return at(policy.drill.watchDays, "watch-ends");
		case "live-practice":
			return at(policy.drill.livePracticeDays, "live-practice-ends");
		case "closed":
		case "withdrawn":
			return [];
	}
}

export function planOf(
	drill: Pick<DrillFact, "name" | "state" | "from" | "sessions">,
	course: Course,
	now: Instant,
): DrillPlan {
	return isOpenDrill(drill)
		? { drill: drill.name, open: true, rungs: rungsOf(drill, course, now) }
		: { drill: drill.name, open: false };
}

/** All open drills by the days that are active now. */
export function plansOf(facts: CycleFacts, now: Instant): readonly DrillPlan[] {
	return facts.drills.filter(isOpenDrill).map((drill) => planOf(drill, facts, now));
}

/** The first `count` working days from a date on, as active days counted from it. */
export function workdaysFrom(from: LocalDate, count: number, { cycle, policy }: Course): readonly number[] {
	const days: number[] = [];
	for (let day = 0; days.length < count; day++) {
		const date = activeDate(from, day, cycle.pauses);
		// Which weekdays lie behind a pause without an end, nobody knows yet.
		if (date === null || policy.workingHours.weekdays.includes(isoWeekdayOf(date))) days.push(day);
	}
	return days;
}
