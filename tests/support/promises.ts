import { expect } from "vitest";
import { wordsOf } from "../../api/words/en.ts";
import { addDays, instantAt, isAtWork, localDateOf } from "../../domain/calendar.ts";
import { activeDaysBetween } from "../../domain/cycle/active-days.ts";
import type { CycleChange } from "../../domain/cycle/facts.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { epochMs, type Instant, instantOf, type LocalDate } from "../../domain/time.ts";
import type { OrganisationYear, RepYear } from "./organisations.ts";
import type { liveInMemory } from "./years-in-memory.ts";

/** Parameters that a reason's words read and do not find. */
function askedInVain({ code, params }: Reason): readonly string[] {
	const missing: string[] = [];
	wordsOf({
		code,
		params: new Proxy(params, {
			get(target, name) {
				if (typeof name === "string" && !Object.hasOwn(target, name)) missing.push(name);
				return Reflect.get(target, name);
			},
		}),
	});
	// Told to the rep, the same code speaks of the focus and not of the conversations.
	return missing.filter((name) => code !== "baseline.closed" || name !== "conversations");
}

/** What must be true of any year of any rep, whatever happened in it. */
export function assertPromises(
	{ run, rows }: Awaited<ReturnType<typeof liveInMemory>>,
	rep: RepYear,
	organisation: OrganisationYear,
	startsOn: LocalDate,
): void {
	// Every cycle ends, and nothing stays open behind it.
	expect(rows.phase).toBe("closed");
	expect(rows.tasks.filter(({ state }) => state === "open")).toEqual([]);
	expect(rows.practices.filter(({ state }) => state === "planned")).toEqual([]);
	expect(rows.drills.filter(({ closedAt }) => closedAt === null)).toEqual([]);
	// The story and the table have counted the same steps.
	expect(run.state.revision).toBe(rows.revision);
	expect(rows.decisions.filter(({ rule, reason }) => rule === "" || reason.code === "")).toEqual([]);
	// Who is said to have been called in has a task.
	const tasks = new Set(rows.tasks.map(({ name }) => name));
	expect(rows.decisions.filter(({ name, outcome }) => outcome.kind === "task-opened" && !tasks.has(name))).toEqual([]);
	// Words ask for no parameter that the reason does not have: a gap would read "none".
	const reasons = [...rows.decisions, ...rows.tasks].map(({ reason }) => reason);
	const said = [...reasons, ...rows.notifications.map(({ template }) => template)];
	const gaps = said.map((reason) => ({ code: reason.code, missing: askedInVain(reason) }));
	expect(gaps.filter(({ missing }) => missing.length > 0)).toEqual([]);
	assertToldOnce(rows.notifications);
	assertWeeks({ run, rows }, rep, startsOn);
	// No task is due on a day off of whoever owed it last.
	const zones = [...organisation.managerZones, "Europe/Berlin", rep.zone];
	const isDueAtWork = ({ dueAt }: { readonly dueAt: Instant }) =>
		zones.some((zone) => isAtWork(dueAt, { zone, hours: DEFAULT_POLICY.workingHours, daysOff: organisation.daysOff }));
	expect(rows.tasks.filter((task) => !isDueAtWork(task))).toEqual([]);
}

/** Nobody is reminded twice for one thing: each reminder of a task and each missing practice is said once. */
function assertToldOnce(notifications: Awaited<ReturnType<typeof liveInMemory>>["rows"]["notifications"]): void {
	const once = ["task.remind", "task.remind-due", "week.practices-missing"];
	const told = notifications
		.filter(({ template }) => once.includes(template.code))
		// A week that a pause has put off is another week.
		.map(({ personId, channel, step, template: { code, params } }) =>
			[personId, channel, code, params.task, params.week, params.dueAt, /\/p\d+$/.exec(step)].join(),
		);
	expect(new Set(told).size).toBe(told.length);
}

/** Weeks count active days, and each checkpoint is taken once, at the end of its week. */
function assertWeeks({ rows }: Awaited<ReturnType<typeof liveInMemory>>, rep: RepYear, startsOn: LocalDate): void {
	const { weekTwoOn } = rows;
	if (weekTwoOn === null) return;
	expect(weekTwoOn >= addDays(startsOn, 7)).toBe(true);
	const isTold = (what: CycleChange["do"]) => rep.changes.some(({ change }) => change.do === what);
	const startMs = epochMs(instantAt(startsOn, "00:00", rep.zone));
	const toldOn = (hour: number) => localDateOf(instantOf(startMs + (hour + 1) * 3_600_000), rep.zone);
	// Whoever leaves rests from the beginning of that day.
	const isBackDated =
		rep.leaves !== null || rep.changes.some(({ hour, change }) => change.do === "pause" && change.from <= toldOn(hour));
	const superseded = new Set(rows.decisions.flatMap(({ outcome }) => outcome.superseded ?? []));
	const stands = rows.decisions.filter(({ id, name }) => name.startsWith("checkpoint:") && !superseded.has(id));
	expect(new Set(stands.map(({ name }) => name)).size).toBe(stands.length);
	for (const { name, at } of stands) {
		const segment = rows.plan.find(({ checkpoint }) => name === `checkpoint:${checkpoint}`);
		const days = activeDaysBetween(weekTwoOn, localDateOf(at, rep.zone), rows.pauses);
		const ends = ((segment?.toWeek ?? 0) - 1) * 7;
		// The end of a pause may be told after the day: then a checkpoint that is overdue by it comes at once.
		if (isBackDated) continue;
		if (isTold("resume") || isTold("move-policy")) expect(days, name).toBeGreaterThanOrEqual(ends);
		else expect([name, days]).toEqual([name, ends]);
	}
	// Weeks are looked at in order, each once in a pass; only a checkpoint that is taken anew late leads past some.
	for (let pass = 0; pass <= rows.pass; pass++) {
		const nudge = new RegExp(`^week:w(\\d+):nudge${pass === 0 ? "" : `/p${pass}`}$`);
		const weeks = rows.steps.flatMap(({ name }) => nudge.exec(name)?.[1] ?? []).map(Number);
		const inOrder =
			pass === 0 ? weeks.map((_, index) => (weeks[0] ?? 0) + index) : [...new Set(weeks)].toSorted((a, b) => a - b);
		expect(weeks).toEqual(inOrder);
	}
}
