import { addWorkingDays, instantAt, localDateOf, type WorkCalendar, workingDaysBetween } from "../calendar.ts";
import type { CoachingPolicy } from "../policy.ts";
import { epochMs, type Instant } from "../time.ts";
import type { Pause } from "./active-days.ts";
import type { CycleFacts, LadderFacts, PersonFact, TaskFact, TaskSubject } from "./facts.ts";
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
		case "dispute":
			return policy.tasks.disputeDays;
		case "consent":
			return policy.tasks.consentDays;
		case "outcomes":
			return policy.tasks.outcomesDays;
	}
}

/** Whom a task asks: a person by name, else whoever stands behind a rule, but never the one whose verdict it is about. */
export type Owed = Pick<TaskFact, "ownerRule" | "namedOwner" | "notOwner">;

export function byRule(ownerRule: OwnerRule, notOwner: string | null = null): Owed {
	return { ownerRule, namedOwner: null, notOwner };
}

/**
 * The person who owes a task today. A delegate who left, or lost the role for it, hands back to the rule; a rule with
 * nobody behind it goes up. Null where nobody is there at all.
 */
export function ownerOf(owed: Owed, { owners, named }: Pick<LadderFacts, "owners" | "named">): PersonFact | null {
	return named.find(({ id }) => id === owed.namedOwner) ?? ownerByRule(owed, owners);
}

/** The person whom the rule alone names. */
export function ownerByRule(
	{ ownerRule, notOwner }: Pick<Owed, "ownerRule" | "notOwner">,
	owners: CycleFacts["owners"],
): PersonFact | null {
	return rulesFrom(ownerRule)
		.map((rule) => owners[rule])
		.reduce((found, person) => found ?? (person === null || person.id === notOwner ? null : person), null);
}

/** A rule and those above it. */
export function rulesFrom(rule: OwnerRule): readonly OwnerRule[] {
	return OWNER_RULES.slice(OWNER_RULES.indexOf(rule));
}

/** The next person up: manager's manager, else lead, else head. The head is the top: null. */
export function oneStepUp(owed: Owed, facts: Pick<LadderFacts, "owners" | "named">): OwnerRule | null {
	const current = ownerOf(owed, facts)?.id ?? null;
	for (const above of rulesFrom(owed.ownerRule).slice(1)) {
		const person = facts.owners[above];
		// A person who already has the task is no step up, whatever rule they stand behind.
		if (person !== null && person.id !== current && person.id !== owed.notOwner) return above;
	}
	return null;
}

/** When a person works. Behind a rule with nobody, the rep's clock and days off stand in, so that a task has a due time. */
export function calendarOf(
	person: PersonFact | null,
	{ cycle, policy, repDaysOff = [] }: Pick<LadderFacts, "cycle" | "policy" | "repDaysOff">,
): WorkCalendar {
	return { zone: person?.zone ?? cycle.zone, hours: policy.workingHours, daysOff: person?.daysOff ?? repDaysOff };
}

/**
 * Reminders at half and at full time in the owner's working hours, one step up at one and a half. Silence on a focus
 * proposal accepts it at full time instead. At the top a task stays, with a weekly reminder. While the cycle stands still
 * the clock does; behind a pause without an end no rung is planned, and the due time says how much time is left.
 *
 * @param since When a task was opened that gets another ladder.
 */
export function ladderOf(
	kind: TaskKind,
	owed: Owed,
	from: Instant,
	facts: LadderFacts,
	since: Instant = from,
): { readonly dueAt: Instant; readonly rungs: readonly Rung[] } {
	const calendar = calendarOf(ownerOf(owed, facts), facts);
	const whole = workingDaysFor(kind, facts.policy);
	return {
		dueAt:
			afterDays(from, whole, calendar, facts) ?? addWorkingDays(standsStillSince(from, since, facts), whole, calendar),
		rungs: rungsOf(kind, owed, facts).flatMap(({ days, do: what }) =>
			rungs(afterDays(from, whole + days, calendar, facts), what),
		),
	};
}

/** The rungs of a ladder in working days before (negative) or after the due time. */
export function rungsOf(
	kind: TaskKind,
	owed: Owed,
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
		{ days: half, do: oneStepUp(owed, facts) === null ? "remind-weekly" : "step-up" },
	];
}

/** What is left of a ladder from `now`, in the hours of whoever owes the task from now on. */
export function restOfLadder(
	{ kind, dueAt }: Pick<TaskFact, "kind" | "dueAt">,
	owed: Owed,
	facts: LadderFacts,
	now: Instant,
): { readonly dueAt: Instant; readonly rungs: readonly Rung[] } {
	const calendar = calendarOf(ownerOf(owed, facts), facts);
	const left = daysLeft(now, dueAt, calendar, facts);
	const rest = rungsOf(kind, owed, facts).filter(({ days }) => left + days > 0);
	return {
		dueAt: left > 0 ? (afterDays(now, left, calendar, facts) ?? dueAt) : dueAt,
		rungs:
			rest.length === 0
				? weeklyReminder(now, calendar, facts)
				: rest.flatMap(({ days, do: what }) => rungs(afterDays(now, left + days, calendar, facts), what)),
	};
}

/** A reminder a working week later; none behind a pause without an end. */
export function weeklyReminder(
	from: Instant,
	calendar: WorkCalendar,
	facts: Pick<LadderFacts, "cycle">,
): readonly Rung[] {
	return rungs(afterDays(from, calendar.hours.weekdays.length, calendar, facts), "remind-weekly");
}

/** Opens a task: the change that writes it, and the ladder that the workflow carries. */
export function openTask(
	task: {
		readonly name: string;
		readonly kind: TaskKind;
		readonly ownerRule: OwnerRule;
		/** Somebody whose own verdict it is about. */
		readonly notOwner?: string | null;
		readonly subject: TaskSubject;
		readonly reason: Reason;
	},
	facts: LadderFacts,
	now: Instant,
): { readonly changes: readonly TaskChange[]; readonly open: OpenTask } {
	const owed = byRule(task.ownerRule, task.notOwner ?? null);
	const { dueAt, rungs } = ladderOf(task.kind, owed, now, facts);
	return {
		changes: [
			{ do: "open-task", task: { ...task, notOwner: owed.notOwner, dueAt } },
			...tell(owed, facts, { code: `task-opened.${task.kind}`, params: { task: task.name, dueAt } }),
		],
		open: { name: task.name, kind: task.kind, rungs, next: 0 },
	};
}

/** Takes an open task back and tells whoever owes it, unless it is they who brought that about. */
export function takeBack(
	task: TaskFact,
	facts: Pick<LadderFacts, "owners" | "named">,
	because: string,
	by = "engine",
): readonly TaskChange[] {
	const template = { code: "task.taken-back", params: { task: task.name, kind: task.kind, because } };
	return [
		{ do: "close-task", task: task.name, as: "withdrawn", answer: null, actId: null },
		...(ownerOf(task, facts)?.id === by ? [] : tell(task, facts, template)),
	];
}

/** A message to whoever owes a task today; none where nobody does. */
export function tell(
	owed: Owed,
	facts: Pick<LadderFacts, "owners" | "named">,
	template: Reason,
): readonly TaskChange[] {
	const owner = ownerOf(owed, facts);
	if (owner !== null && owner === ownerByRule(byRule(owed.ownerRule), facts.owners)) {
		return [{ do: "notify", to: owed.ownerRule, template }];
	}
	return owner === null ? [] : [{ do: "notify", to: { person: owner.id, zone: owner.zone }, template }];
}

/** The pause that holds on the day of an instant, or the next one. */
export function comingPause({ zone, pauses = [] }: LadderFacts["cycle"], at: Instant): Pause | null {
	if (pauses.length === 0) return null;
	const today = localDateOf(at, zone);
	return pauses.find(({ to }) => to === null || to > today) ?? null;
}

/** `addWorkingDays` by a clock that stands still in pauses; null behind one without an end. */
function afterDays(
	from: Instant,
	days: number,
	calendar: WorkCalendar,
	facts: Pick<LadderFacts, "cycle">,
): Instant | null {
	const { zone } = facts.cycle;
	const pause = comingPause(facts.cycle, from);
	if (pause === null) return addWorkingDays(from, days, calendar);
	const stops = instantAt(pause.from, "00:00", zone);
	const isBefore = epochMs(from) < epochMs(stops);
	const at = addWorkingDays(from, days, calendar);
	if (isBefore && epochMs(at) < epochMs(stops)) return at;
	if (pause.to === null) return null;
	const done = isBefore ? workingDaysBetween(from, stops, calendar) : 0;
	return afterDays(instantAt(pause.to, "00:00", zone), Math.max(0, days - done), calendar, facts);
}

/** The same clock read: working days from `from` to `to`, without those in a pause that has an end. */
function daysLeft(from: Instant, to: Instant, calendar: WorkCalendar, facts: Pick<LadderFacts, "cycle">): number {
	const pause = comingPause(facts.cycle, from);
	if (pause === null || pause.to === null) return workingDaysBetween(from, to, calendar);
	const [stops, goesOn] = [pause.from, pause.to].map((date) => instantAt(date, "00:00", facts.cycle.zone));
	if (stops === undefined || goesOn === undefined || epochMs(to) <= epochMs(stops)) {
		return workingDaysBetween(from, to, calendar);
	}
	const before = epochMs(from) < epochMs(stops) ? workingDaysBetween(from, stops, calendar) : 0;
	return before + (epochMs(to) <= epochMs(goesOn) ? 0 : daysLeft(goesOn, to, calendar, facts));
}

/** From when on the time counts that is left at the end of a pause without an end: the end of it looks at the same. */
function standsStillSince(from: Instant, since: Instant, facts: Pick<LadderFacts, "cycle">): Instant {
	const pause = comingPause(facts.cycle, from);
	if (pause === null) return from;
	const stops = instantAt(pause.from, "00:00", facts.cycle.zone);
	if (epochMs(from) < epochMs(stops)) return from;
	return epochMs(since) > epochMs(stops) ? since : stops;
}

function rungs(at: Instant | null, what: Rung["do"]): readonly Rung[] {
	return at === null ? [] : [{ at, do: what }];
}
