import { addDays, localDateOf } from "../calendar.ts";
import { plansOf } from "../drill/rungs.ts";
import { epochMs, type Instant, type LocalDate } from "../time.ts";
import { activeDate, isPaused, normalisedPauses, type Pause } from "./active-days.ts";
import { pausedLadders, replacedHours } from "./change-ladders.ts";
import { nextPractice } from "./decide-next-practice.ts";
import { type ActFact, type CycleChange, type CycleFacts, ENGINE, type PastDecision } from "./facts.ts";
import { hasPractice } from "./kind.ts";
import { closeCycle, nothingToDo, refused } from "./outcomes.ts";
import { CYCLE_WEEKS_MAX, extendAtWeek, planFor, type Segment } from "./plan.ts";
import { positionAfter } from "./position.ts";
import { type Change, type Decision, type Look, lookName, type Position, type StepOutcome, type Turn } from "./step.ts";
import { baselineLooks, comingPauseLooks, practiceLooks, weekAround } from "./weeks.ts";

/** A person's act that changes the course of a cycle: a pause, its end, more weeks, another policy, other people. */
export function decideChange(facts: CycleFacts, act: ActFact, change: CycleChange, now: Instant): StepOutcome {
	switch (change.do) {
		case "people-changed":
			return otherHours(facts, act, now);
		case "rep-left":
		case "rep-returned":
			// Nobody may ask for these: they are what the people table says.
			if (act.by !== ENGINE) return refused({ code: "act.not-theirs", params: {} });
			return change.do === "rep-left" ? repLeft(facts, act, change.on, now) : repReturned(facts, act, change.on, now);
		default:
			return courseChanged(facts, act, change, now);
	}
}

type AskedByPeople = Exclude<CycleChange, { do: "people-changed" | "rep-left" | "rep-returned" }>;

function courseChanged(facts: CycleFacts, act: ActFact, change: AskedByPeople, now: Instant): StepOutcome {
	const { owners } = facts;
	const isAbove = act.byLead || owners.manager?.id === act.by || owners["managers-manager"]?.id === act.by;
	if (!isAbove) return refused({ code: "act.not-theirs", params: {} });
	switch (change.do) {
		case "pause":
			return decidePause(facts, act, change, now);
		case "resume":
			return resumed(facts, act, change.on, now);
		case "extend":
			return extended(facts, act, change.weeks, now);
		case "move-policy":
			return movedToPolicy(facts, act, now);
	}
}

/** A pause on a person's word; whether that person may ask for it is for the caller to know. */
export function decidePause(
	facts: CycleFacts,
	act: ActFact,
	{ from, until }: Pick<Extract<CycleChange, { do: "pause" }>, "from" | "until">,
	now: Instant,
): StepOutcome {
	const { cycle, policy } = facts;
	if (until !== null && until <= from) return refused({ code: "pause.ends-before-it-begins", params: { from, until } });
	const earliest = localDateOf(dayBack(now, policy.pause.backDaysMax), cycle.zone);
	if (from < earliest) return refused({ code: "pause.too-far-back", params: { from, earliest } });
	const pauses = normalisedPauses([...cycle.pauses, { from, to: until }]);
	const superseded = takenTooEarly(facts, pauses, { from, to: until }, now);
	const params = { from, until: until ?? "open" };
	return recourse(facts, now, {
		act,
		pauses,
		superseded,
		decision: {
			name: "pause",
			rule: "cycle.paused-by-a-person",
			outcome: { kind: "paused", pauses, superseded: superseded.map(({ id }) => id) },
			reason: { code: superseded.length === 0 ? "cycle.paused" : "cycle.paused-back-dated", params },
			inputs: {
				act: act.id,
				asked: { from, until },
				before: cycle.pauses,
				superseded: superseded.map(({ name, at }) => ({ name, at })),
				...courseAsInput(facts, earliest),
			},
			by: act.by,
		},
		notice: { code: "cycle.paused", params },
	});
}

/** Ends the pause that holds or comes next; a date in the past makes the days since then active ones. */
function resumed(facts: CycleFacts, act: ActFact, on: LocalDate, now: Instant): StepOutcome {
	const { cycle } = facts;
	const today = localDateOf(now, cycle.zone);
	const open = cycle.pauses.find(({ to }) => to === null || to > today);
	if (open === undefined) return refused({ code: "resume.not-paused", params: { on } });
	if (open.to !== null && on > open.to)
		return refused({ code: "resume.later-than-the-pause", params: { on, to: open.to } });
	const pauses = normalisedPauses(cycle.pauses.map((pause) => (pause === open ? { ...pause, to: on } : pause)));
	return recourse(facts, now, {
		act,
		pauses,
		superseded: [],
		decision: {
			name: "resume",
			rule: "cycle.resumed-by-a-person",
			outcome: { kind: "resumed", pauses },
			reason: { code: "cycle.resumed", params: { on } },
			inputs: { act: act.id, asked: { on }, before: cycle.pauses, today },
			by: act.by,
		},
		notice: { code: "cycle.resumed", params: { on } },
	});
}

/** Whoever is coached has left: the cycle rests from that day, and is closed where nobody comes back in time. */
function repLeft(facts: CycleFacts, act: ActFact, on: LocalDate, now: Instant): StepOutcome {
	const { cycle } = facts;
	const pause: Pause = { from: on, to: null };
	const pauses = normalisedPauses([...cycle.pauses, pause]);
	const superseded = takenTooEarly(facts, pauses, pause, now);
	const reason = { code: "cycle.rep-left", params: { on, days: facts.policy.pause.daysMax } };
	return recourse(facts, now, {
		act,
		pauses,
		superseded,
		decision: {
			name: "pause",
			rule: "cycle.paused-since-the-rep-left",
			outcome: { kind: "paused", pauses, superseded: superseded.map(({ id }) => id) },
			reason,
			inputs: { act: act.id, before: cycle.pauses, superseded: superseded.map(({ name, at }) => ({ name, at })) },
			by: act.by,
		},
		notice: reason,
	});
}

function repReturned(facts: CycleFacts, act: ActFact, on: LocalDate, now: Instant): StepOutcome {
	const { cycle } = facts;
	const open = cycle.pauses.find(({ to }) => to === null);
	if (open === undefined) return refused({ code: "resume.not-paused", params: { on } });
	const reason = { code: "cycle.rep-returned", params: { on } };
	const pauses = normalisedPauses(cycle.pauses.map((pause) => (pause === open ? { ...pause, to: on } : pause)));
	return recourse(facts, now, {
		act,
		pauses,
		superseded: [],
		decision: {
			name: "resume",
			rule: "cycle.resumed-since-the-rep-is-back",
			outcome: { kind: "resumed", pauses },
			reason,
			inputs: { act: act.id, before: cycle.pauses },
			by: act.by,
		},
		notice: reason,
	});
}

type Recourse = {
	readonly act: ActFact;
	readonly pauses: readonly Pause[];
	/** Decisions that were taken too early, and are taken anew. */
	readonly superseded: readonly PastDecision[];
	readonly decision: Decision;
	readonly notice: Decision["reason"];
};

/** Plans looks and ladders anew for other pauses, and puts the story back where decisions were taken too early. */
function recourse(facts: CycleFacts, now: Instant, given: Recourse): StepOutcome {
	const { cycle } = facts;
	const course = courseUnder(facts, given.pauses);
	const pass = given.superseded.length === 0 ? cycle.pass : cycle.pass + 1;
	const looks = looksOf({ ...facts, cycle: course }, now);
	const at = given.superseded.length === 0 ? null : positionWithout(given.superseded, { ...facts, cycle: course }, now);
	const ladders = pausedLadders(facts, given.pauses, now);
	// The first checkpoint that is taken anew looks at the focus that it looked at before.
	const focus = given.superseded.find((past) => past.focus !== null)?.focus ?? null;
	const isPutBack =
		at !== null && cycle.phase === "habit" && given.superseded.some(({ name }) => name === "checkpoint:12");
	const changes: Change[] = [
		{
			do: "set-cycle",
			pauses: given.pauses,
			...(course.weekTwoOn === null || course.weekTwoOn === cycle.weekTwoOn ? {} : { weekTwoOn: course.weekTwoOn }),
			...(pass === cycle.pass ? {} : { pass }),
			...(at === null || at.week >= cycle.week ? {} : { week: at.week }),
			...(focus === null ? {} : { focus, pool: cycle.pool + 1 }),
			...(isPutBack ? { phase: "practice" as const } : {}),
		},
		...ladders.changes,
		{ do: "notify", to: "rep", template: given.notice },
		{ do: "notify", to: "manager", template: given.notice },
	];
	// Back at once, without waiting for a look: the rep finds the next practice.
	const resumesNow =
		isPaused(localDateOf(now, cycle.zone), cycle.pauses) && !isPaused(localDateOf(now, cycle.zone), given.pauses);
	const next = resumesNow ? practiceAtReturn({ ...facts, cycle: course }, now) : null;
	return {
		result: {
			kind: "act-done",
			outcome: { kind: "done" },
			closedTask: null,
			turn: {
				kind: "replanned",
				plan: cycle.plan,
				looks,
				at,
				pass,
				ladders: ladders.ladders,
				...drillsOf({ ...facts, cycle: course }, now),
			},
		},
		decisions: [given.decision, ...(next === null ? [] : [next.decision])],
		changes: [...changes, ...(next === null ? [] : [next.change])],
		record: true,
	};
}

function courseUnder(facts: CycleFacts, pauses: readonly Pause[]): CycleFacts["cycle"] {
	return { ...facts.cycle, pauses, weekTwoOn: weekTwoUnder(facts, pauses) };
}

/** When week 2 begins: the day after the baseline closed, and not before seven active days. */
function weekTwoUnder({ cycle, past }: CycleFacts, pauses: readonly Pause[]): LocalDate | null {
	if (!hasPractice(cycle)) return cycle.weekTwoOn && (activeDate(cycle.startsOn, 7, pauses) ?? cycle.weekTwoOn);
	if (cycle.weekTwoOn === null || past.baseline === null) return cycle.weekTwoOn;
	const dayAfter = addDays(localDateOf(past.baseline.at, cycle.zone), 1);
	const eighthDay = activeDate(cycle.startsOn, 7, pauses) ?? cycle.weekTwoOn;
	// Dates of one form compare as text.
	return [dayAfter, eighthDay].sort().at(-1) ?? eighthDay;
}

/**
 * What the clock decided too early, told of a pause that began in the past: while the cycle should have stood still, or
 * after it, at a look that is still to come on the days that are left. All else stays as it was decided.
 */
function takenTooEarly(
	facts: CycleFacts,
	pauses: readonly Pause[],
	pause: Pause,
	now: Instant,
): readonly PastDecision[] {
	const { zone, plan, phase } = facts.cycle;
	const course = courseUnder(facts, pauses);
	const looks = phase === "baseline" ? baselineLooks(course, facts.policy) : practiceLooks(plan, course, facts.policy);
	const isOver = (name: string) => looks.some((look) => look.name === name && epochMs(look.at) <= epochMs(now));
	return facts.past.decisions.filter((past) => {
		const look = lookOf(past, plan);
		const date = localDateOf(past.at, zone);
		if (look === null || date < pause.from) return false;
		const isOfThisPhase = phase === "baseline" || !look.startsWith("baseline:");
		return isPaused(date, [pause]) || (isOfThisPhase && !isOver(look));
	});
}

/** What a pause is measured by: the dates of the cycle, and what it did since the earliest day on which one may begin. */
function courseAsInput({ cycle, past }: CycleFacts, earliest: LocalDate) {
	const { kind, zone, startsOn, weekTwoOn, plan, phase, seed } = cycle;
	return {
		course: { kind, zone, startsOn, weekTwoOn, plan, phase, seed },
		baselineAt: past.baseline?.at ?? null,
		taken: past.decisions
			.filter((decision) => localDateOf(decision.at, zone) >= earliest && lookOf(decision, plan) !== null)
			.map(({ id, name, step, at }) => ({ id, name, step, at })),
	};
}

/** Looks that the course of the cycle still brings; of the weeks also those that are overdue. */
function looksOf({ cycle, policy }: Pick<CycleFacts, "cycle" | "policy">, now: Instant): readonly Look[] {
	const ofPauses = comingPauseLooks(cycle, policy, now);
	switch (cycle.phase) {
		case "planned":
		case "closed":
			return [];
		case "baseline": {
			// The last day ends the cycle: it stays even where the end of a pause was told after it.
			const days = baselineLooks(cycle, policy).filter(
				({ at, day }) => epochMs(at) > epochMs(now) || day >= policy.baseline.neverStartedDays,
			);
			return [...days.map(({ name, at }) => ({ name, at })), ...ofPauses];
		}
		case "practice":
		case "habit":
			return [...practiceLooks(cycle.plan, cycle, policy), ...ofPauses];
	}
}

/** Where the story goes on once these decisions count no more; null where it stays in the baseline. */
function positionWithout(superseded: readonly PastDecision[], facts: CycleFacts, now: Instant): Position | null {
	const { phase } = facts.cycle;
	if (phase !== "practice" && phase !== "habit") return null;
	const lost = new Set(superseded.map(({ name }) => name));
	const standing = facts.past.checkpoints.filter(({ name }) => !lost.has(`checkpoint:${name}`)).map(({ name }) => name);
	return positionAfter(standing, facts, now);
}

/** The look of a decision that the cycle took because its time had come; null for every other decision. */
function lookOf({ name, step }: PastDecision, plan: readonly Segment[]): string | null {
	if (!/^(?:week|week-end|checkpoint|empty-weeks|baseline-reminder|baseline-late):/.test(name)) return null;
	const [look] = step.replace(/^week:/, "").split("/p");
	const segment = plan.find(
		({ checkpoint }) => step === `checkpoint:${checkpoint}` || step.startsWith(`checkpoint:${checkpoint}/p`),
	);
	return segment === undefined ? (look ?? null) : lookName(segment.toWeek, "end");
}

/** The day on which a pause ends: the next practice is there, and the rep hears that it goes on. */
export function decideReturn(facts: CycleFacts, on: LocalDate, now: Instant): StepOutcome {
	const isOver = facts.cycle.pauses.some(({ to }) => to === on);
	// Somebody moved the end of the pause meanwhile: its own look comes.
	if (!isOver || facts.cycle.phase === "planned") return nothingToDo();
	const next = practiceAtReturn(facts, now);
	const reason = { code: "cycle.returned", params: { on } };
	return {
		result: { kind: "looked", opened: [], again: false, turn: { kind: "goes-on" } },
		decisions: [
			{
				name: `return:${on}`,
				rule: "cycle.goes-on-after-a-pause",
				outcome: { kind: "returned" },
				reason,
				inputs: { pauses: facts.cycle.pauses },
				by: "engine",
			},
			...(next === null ? [] : [next.decision]),
		],
		changes: [...(next === null ? [] : [next.change]), { do: "notify", to: "rep", template: reason }],
		record: true,
	};
}

function practiceAtReturn(facts: CycleFacts, now: Instant) {
	const { cycle, practices } = facts;
	const isPractising = cycle.phase === "practice" || cycle.phase === "habit";
	if (!isPractising || !hasPractice(cycle) || practices.some(({ state }) => state === "planned")) return null;
	return nextPractice(facts, null, Math.max(2, weekAround(cycle, localDateOf(now, cycle.zone))));
}

/** A pause without an end that nobody ended: the cycle does not stay open for ever. */
export function decidePauseLimit(facts: CycleFacts, from: LocalDate): StepOutcome {
	if (!facts.cycle.pauses.some((pause) => pause.from === from && pause.to === null)) return nothingToDo();
	const params = { from, days: facts.policy.pause.daysMax };
	return closeCycle(facts, {
		because: "paused-too-long",
		decision: {
			name: "close",
			rule: "cycle.paused-too-long",
			reason: { code: "cycle.paused-too-long", params },
			inputs: { pauses: facts.cycle.pauses },
		},
		result: (turn) => ({ kind: "looked", opened: [], again: false, turn }),
	});
}

/** More weeks before the checkpoint that comes next; all later ones move with it. */
function extended(facts: CycleFacts, act: ActFact, weeks: number, now: Instant): StepOutcome {
	const { cycle, policy } = facts;
	if (cycle.weekTwoOn === null) return refused({ code: "act.cycle-not-practising", params: {} });
	const week = weekAround(cycle, localDateOf(now, cycle.zone));
	const plan = extendAtWeek(cycle.plan, week, weeks);
	const untilWeek = plan.at(-1)?.toWeek ?? 0;
	if (untilWeek > CYCLE_WEEKS_MAX) {
		return refused({ code: "deployment.extension-too-long", params: { weeks, untilWeek, atMost: CYCLE_WEEKS_MAX } });
	}
	const params = { weeks, untilWeek };
	const decision: Decision = {
		name: "extend",
		rule: "cycle.extended-by-a-person",
		outcome: { kind: "extended", weeks, plan },
		reason: { code: "cycle.extended", params },
		inputs: { act: act.id, asked: { weeks }, before: cycle.plan, week },
		by: act.by,
	};
	const looks = [...practiceLooks(plan, cycle, policy), ...comingPauseLooks(cycle, policy, now)];
	return changed(
		[decision],
		[
			{ do: "set-cycle", plan },
			{ do: "notify", to: "rep", template: decision.reason },
		],
		{
			kind: "replanned",
			plan,
			looks,
			at: null,
			pass: cycle.pass,
			ladders: [],
		},
	);
}

/** Another version of the policy, from here on: decisions that were taken keep theirs. */
function movedToPolicy(facts: CycleFacts, act: ActFact, now: Instant): StepOutcome {
	const { cycle } = facts;
	const { policy } = act;
	if (policy === null) return refused({ code: "act.policy-unknown", params: {} });
	if (policy.version === facts.policyVersion) return refused({ code: "act.policy-is-the-same", params: {} });
	const to: CycleFacts = { ...facts, policy: policy.content, policyVersion: policy.version };
	const plan = cycle.phase === "planned" ? cycle.plan : planWith(facts, policy.content.lengthWeeks, now);
	const looks = looksOf({ ...to, cycle: { ...cycle, plan } }, now);
	const decision: Decision = {
		name: "move-policy",
		rule: "cycle.moved-by-a-person",
		outcome: { kind: "moved", from: facts.policyVersion, to: policy.version, plan },
		reason: { code: "cycle.policy-moved", params: {} },
		inputs: { act: act.id, before: cycle.plan },
		by: act.by,
	};
	return changed([decision], [{ do: "set-cycle", policyVersion: policy.version, plan }], {
		kind: "replanned",
		plan,
		looks,
		at: null,
		pass: cycle.pass,
		ladders: [],
		...drillsOf(to, now),
	});
}

/** Open drills by the days that are active from here on, for the story to carry. */
function drillsOf(facts: CycleFacts, now: Instant): Pick<Extract<Turn, { kind: "replanned" }>, "drills"> {
	const drills = plansOf(facts, now);
	return drills.length === 0 ? {} : { drills };
}

/** The plan of another length: the habit's weeks come, go or change; those that have begun stay. */
function planWith({ cycle }: CycleFacts, lengthWeeks: number, now: Instant): readonly Segment[] {
	const week = weekAround(cycle, localDateOf(now, cycle.zone));
	const before = cycle.plan.filter(({ checkpoint }) => checkpoint !== "24");
	const practiced = before.at(-1)?.toWeek ?? 0;
	const habit = planFor(lengthWeeks, cycle.kind).find(({ checkpoint }) => checkpoint === "24");
	const begun = cycle.plan.find(({ checkpoint, fromWeek }) => checkpoint === "24" && fromWeek <= week);
	const until = Math.max(habit?.toWeek ?? 0, begun === undefined ? 0 : week);
	return until > practiced ? [...before, { fromWeek: practiced + 1, toWeek: until, checkpoint: "24" }] : before;
}

/** Other people stand behind the rules: due times move into the hours of whoever owes the task now. */
function otherHours(facts: CycleFacts, act: ActFact, now: Instant): StepOutcome {
	const ladders = replacedHours(facts, now);
	const turn: Turn = {
		kind: "replanned",
		plan: facts.cycle.plan,
		looks: looksOf(facts, now),
		at: null,
		pass: facts.cycle.pass,
		ladders: ladders.ladders,
	};
	const decision: Decision = {
		name: "people",
		rule: "cycle.people-changed",
		outcome: { kind: "replanned", tasks: ladders.ladders.map(({ task }) => task) },
		reason: { code: "cycle.people-changed", params: { tasks: ladders.ladders.length } },
		inputs: { act: act.id, owners: facts.owners },
		by: act.by,
	};
	return changed([decision], ladders.changes, turn);
}

function changed(decisions: readonly Decision[], changes: readonly Change[], turn: Turn): StepOutcome {
	return {
		result: { kind: "act-done", outcome: { kind: "done" }, closedTask: null, turn },
		decisions,
		changes,
		record: true,
	};
}

const MS_PER_DAY = 86_400_000;

function dayBack(now: Instant, days: number): Instant {
	return new Date(epochMs(now) - days * MS_PER_DAY).toISOString();
}
