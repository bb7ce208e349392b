import { addWorkingDays, type WorkCalendar } from "../calendar.ts";
import type { CoachingPolicy } from "../policy.ts";
import type { Instant } from "../time.ts";
import type { CycleFacts, LadderFacts, PersonFact, TaskSubject } from "./facts.ts";
import type { Reason } from "./reason.ts";
import type { TaskChange } from "./step.ts";
import { type OpenTask, OWNER_RULES, type OwnerRule, type Rung, type TaskKind } from "./task.ts";

/** Working days that a kind of task may take. */
function workingDaysFor(kind: TaskKind, policy: CoachingPolicy): number {
	switch (kind) {
		case "approve-focus":
			return policy.tasks.focusDays;
		case "review":
			return policy.tasks.reviewDays;
		case "one-to-one":
			return policy.tasks.oneToOneDays;
		case "live-coaching":
			return policy.tasks.liveCoachingDays;
		case "deployment-review":
			return policy.tasks.deploymentReviewDays;
		case "baseline-late":
		case "empty-weeks":
			return policy.tasks.checkInDays;
		case "confirm-rep":
			return policy.tasks.confirmRepDays;
		case "outcomes":
			return policy.tasks.outcomesDays;
	}
}

/** The next person up: manager's manager, else lead, else head. The head is the top: null. */
export function oneStepUp(rule: OwnerRule, owners: CycleFacts["owners"]): OwnerRule | null {
	const current = owners[rule]?.id ?? null;
	for (const above of OWNER_RULES.slice(OWNER_RULES.indexOf(rule) + 1)) {
		const person = owners[above];
		// A person who already has the task is no step up, whatever rule they stand behind.
		if (person !== null && person.id !== current) return above;
	}
	return null;
}

/** When a person works. Behind a rule with nobody, the rep's clock and no day off stand in, so that a task has a due time. */
export function calendarOf(person: PersonFact | null, { cycle, policy }: LadderFacts): WorkCalendar {
	return { zone: person?.zone ?? cycle.zone, hours: policy.workingHours, daysOff: person?.daysOff ?? [] };
}

/**
 * Reminders at half and at full time in the owner's working hours, one step up at one and a half. Silence on a focus
 * proposal accepts it at full time instead. At the top a task stays, with a weekly reminder.
 */
export function ladderOf(
	kind: TaskKind,
	ownerRule: OwnerRule,
	from: Instant,
	facts: LadderFacts,
): { readonly dueAt: Instant; readonly rungs: readonly Rung[] } {
	const calendar = calendarOf(facts.owners[ownerRule], facts);
	const whole = workingDaysFor(kind, facts.policy);
	return {
		dueAt: addWorkingDays(from, whole, calendar),
		rungs: rungsOf(kind, ownerRule, facts).map(({ days, do: what }) =>
			rung(addWorkingDays(from, whole + days, calendar), what),
		),
	};
}

/** The rungs of a ladder in working days before (negative) or after the due time. */
export function rungsOf(
	kind: TaskKind,
	ownerRule: OwnerRule,
	facts: LadderFacts,
): readonly { readonly days: number; readonly do: Rung["do"] }[] {
	const half = workingDaysFor(kind, facts.policy) / 2;
	if (kind === "approve-focus")
		return [
			{ days: -half, do: "remind" },
			{ days: 0, do: "accept" },
		];
	return [
		{ days: -half, do: "remind" },
		{ days: 0, do: "remind-due" },
		{ days: half, do: oneStepUp(ownerRule, facts.owners) === null ? "remind-weekly" : "step-up" },
	];
}

/** A reminder a working week later. */
export function weeklyReminder(from: Instant, calendar: WorkCalendar): Rung {
	return rung(addWorkingDays(from, calendar.hours.weekdays.length, calendar), "remind-weekly");
}

/** Opens a task: the change that writes it, and the ladder that the workflow carries. */
export function openTask(
	task: {
		readonly name: string;
		readonly kind: TaskKind;
		readonly ownerRule: OwnerRule;
		readonly subject: TaskSubject;
		readonly reason: Reason;
	},
	facts: LadderFacts,
	now: Instant,
): { readonly changes: readonly TaskChange[]; readonly open: OpenTask } {
	const { dueAt, rungs } = ladderOf(task.kind, task.ownerRule, now, facts);
	return {
		changes: [
			{ do: "open-task", task: { ...task, dueAt } },
			{
				do: "notify",
				to: task.ownerRule,
				template: { code: `task-opened.${task.kind}`, params: { task: task.name, dueAt } },
			},
		],
		open: { name: task.name, kind: task.kind, rungs, next: 0 },
	};
}

function rung(at: Instant, what: Rung["do"]): Rung {
	return { at, do: what };
}
