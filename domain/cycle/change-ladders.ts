import { addWorkingDays, instantAt, localDateOf, workingDaysBetween } from "../calendar.ts";
import { epochMs, type Instant } from "../time.ts";
import { isPaused, type Pause } from "./active-days.ts";
import type { CycleFacts, TaskFact } from "./facts.ts";
import { calendarOf, comingPause, ownerOf, restOfLadder, rungsOf, weeklyReminder } from "./ladder.ts";
import type { Change, Turn } from "./step.ts";
import type { Rung } from "./task.ts";

/** Ladders of open tasks planned anew, for the story to carry, and the due times that change with them in the rows. */
type Replanned = {
	readonly ladders: Extract<Turn, { kind: "replanned" }>["ladders"];
	readonly changes: readonly Change[];
};

/**
 * The ladders of open tasks under other pauses: the clock of a task stands still while the cycle does, and goes on with the
 * working time that was left, in its owner's hours, on the day on which the cycle goes on. Adding the pause to the old
 * instants would land on days off. Where nobody knows that day, only the rungs before the pause are left.
 */
export function pausedLadders(facts: CycleFacts, pauses: readonly Pause[], now: Instant): Replanned {
	const before = comingPause(facts.cycle, now);
	const after = comingPause({ ...facts.cycle, pauses }, now);
	const pause = after ?? before;
	if (pause === null) return { ladders: [], changes: [] };
	// A pause that has just been ended stands in the new list with the day on which it ended.
	const ends = after === null ? (pauses.find(({ from }) => from === before?.from)?.to ?? null) : after.to;
	const midnight = (date: string): Instant => instantAt(date, "00:00", facts.cycle.zone);
	const goesOn = ends === null ? null : midnight(ends);
	return together(facts, (task) => {
		const calendar = calendarOf(ownerOf(task, facts), facts);
		const stops = laterOf(midnight(pause.from), task.openedAt);
		// Under the pause as it was, the due time already lay behind its end.
		const counted = before !== null && before.to !== null ? midnight(before.to) : stops;
		const left = workingDaysBetween(counted, task.dueAt, calendar);
		const untilDue = workingDaysBetween(now, task.dueAt, calendar);
		const rungs = rungsOf(task.kind, task, facts).flatMap(({ days, do: what }): Rung[] => {
			if (left + days > 0)
				return goesOn === null ? [] : [{ at: addWorkingDays(goesOn, left + days, calendar), do: what }];
			return untilDue + days > 0 ? [{ at: addWorkingDays(now, untilDue + days, calendar), do: what }] : [];
		});
		if (rungs.length === 0 && goesOn !== null) {
			rungs.push(...weeklyReminder(goesOn, calendar, { cycle: { ...facts.cycle, pauses } }));
		}
		return { rungs, dueAt: left > 0 && goesOn !== null ? addWorkingDays(goesOn, left, calendar) : task.dueAt };
	});
}

/** The ladders of open tasks in the hours of whoever stands behind their rules now. */
export function replacedHours(facts: CycleFacts, now: Instant): Replanned {
	// Clocks stand still; the end of the pause plans them in the hours of whoever owes the task then.
	if (isPaused(localDateOf(now, facts.cycle.zone), facts.cycle.pauses)) return { ladders: [], changes: [] };
	return together(facts, (task) => restOfLadder(task, task, facts, now));
}

function together(
	facts: CycleFacts,
	of: (task: TaskFact) => { readonly rungs: readonly Rung[]; readonly dueAt: Instant },
): Replanned {
	const open = facts.tasks.filter(({ state }) => state === "open").map((task) => ({ task, ...of(task) }));
	return {
		ladders: open.map(({ task, rungs }) => ({ task: task.name, rungs })),
		changes: open.flatMap(({ task, dueAt }): Change[] =>
			dueAt === task.dueAt ? [] : [{ do: "move-task", task: task.name, ownerRule: task.ownerRule, dueAt }],
		),
	};
}

function laterOf(a: Instant, b: Instant): Instant {
	return epochMs(a) > epochMs(b) ? a : b;
}
