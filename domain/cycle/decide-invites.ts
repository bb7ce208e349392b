import {
	addDays,
	addWorkingDays,
	instantAt,
	isAtWork,
	localDateOf,
	type Stretch,
	type WorkCalendar,
} from "../calendar.ts";
import { type InviteFact, type InvitePlan, standsAs, wholeDay } from "../scheduling/invite.ts";
import { type NoMeeting, planMeeting } from "../scheduling/meeting.ts";
import { epochMs, type Instant, instantOf } from "../time.ts";
import { isPaused } from "./active-days.ts";
import type { CycleFacts, PersonFact, TaskFact } from "./facts.ts";
import { calendarOf, type Owed, ownerOf } from "./ladder.ts";
import type { Change, Decision } from "./step.ts";
import { weekStartsOn } from "./weeks.ts";

/** Kinds of task for which two people meet. */
const MEETINGS = ["one-to-one", "live-coaching"] as const;
type MeetingTask = Owed & Pick<TaskFact, "name" | "dueAt"> & { readonly kind: (typeof MEETINGS)[number] };

type Decided = { readonly decisions: readonly Decision[]; readonly changes: readonly Change[] };

/**
 * What stands in people's calendars behind a step: a meeting of owner and rep for each open one-to-one and live coaching,
 * and the coming checkpoints for the rep and the manager. Everything else that is still to come is called off. A meeting
 * that still suits both stays where it is: nobody's calendar moves for nothing.
 *
 * @param outcome What the step decided, of which the entries follow.
 * @param isReplanned The course of the cycle or the people around it changed: where no time was found before, one is
 * looked for again.
 */
export function decideInvites(facts: CycleFacts, outcome: Decided, isReplanned: boolean, now: Instant): Decided {
	const after = standingAfter(facts, outcome.changes);
	const meetings = after.tasks.flatMap((task) => meetingOf(task, after, isReplanned, now));
	const wanted = [...meetings.flatMap(({ plans }) => plans), ...checkpointEntries(after.facts, now)];
	const isWanted = ({ name }: InviteFact) => wanted.some((plan) => plan.name === name);
	return {
		decisions: meetings.flatMap(({ decision }) => decision ?? []),
		changes: [
			...facts.invites
				.filter((invite) => invite.state === "planned" && !isWanted(invite) && isToCome(invite, facts, now))
				.map(({ name }): Change => ({ do: "cancel-invite", invite: name })),
			...wanted
				.filter((plan) => !facts.invites.some((invite) => invite.name === plan.name && standsAs(invite, plan)))
				.map((invite): Change => ({ do: "plan-invite", invite })),
		],
	};
}

type Standing = {
	/** The facts with what the step changes of the cycle. */
	readonly facts: CycleFacts;
	readonly tasks: readonly MeetingTask[];
	/** Tasks that the step opens or moves. */
	readonly touched: ReadonlySet<string>;
};

function standingAfter(facts: CycleFacts, changes: readonly Change[]): Standing {
	const touched = new Set<string>();
	let { cycle } = facts;
	let open = facts.tasks.filter(({ state }) => state === "open").flatMap(asMeeting);
	for (const change of changes) {
		if (change.do === "open-task") {
			open = [...open, ...asMeeting({ ...change.task, namedOwner: null })];
			touched.add(change.task.name);
		} else if (change.do === "close-task") {
			open = open.filter(({ name }) => name !== change.task);
		} else if (change.do === "move-task") {
			const { ownerRule, dueAt, namedOwner } = change;
			open = open.map((task) =>
				task.name === change.task
					? { ...task, ownerRule, dueAt, ...(namedOwner === undefined ? {} : { namedOwner }) }
					: task,
			);
			touched.add(change.task);
		} else if (change.do === "reopen-task") {
			const closed = facts.tasks.filter(({ name }) => name === change.task);
			open = [...open, ...closed.flatMap((task) => asMeeting({ ...task, dueAt: change.dueAt }))];
			touched.add(change.task);
		} else if (change.do === "set-cycle") {
			const { phase = cycle.phase, weekTwoOn = cycle.weekTwoOn, plan = cycle.plan, pauses = cycle.pauses } = change;
			cycle = { ...cycle, phase, weekTwoOn, plan, pauses };
		}
	}
	return { facts: { ...facts, cycle }, tasks: open, touched };
}

function asMeeting(task: Owed & Pick<TaskFact, "name" | "kind" | "dueAt">): readonly MeetingTask[] {
	const kind = MEETINGS.find((one) => one === task.kind);
	const { name, ownerRule, namedOwner, notOwner, dueAt } = task;
	return kind === undefined ? [] : [{ name, kind, ownerRule, namedOwner, notOwner, dueAt }];
}

type PlannedMeeting = { readonly plans: readonly InvitePlan[]; readonly decision: Decision | null };

/** The meeting of one open task: as it stands, or planned anew with the reason. Empty where nothing is to be planned. */
function meetingOf(
	task: MeetingTask,
	{ facts, touched }: Standing,
	isReplanned: boolean,
	now: Instant,
): readonly PlannedMeeting[] {
	const owner = ownerOf(task, facts);
	// Nobody stands behind the rule, or the rep does: there are no two people to meet.
	if (owner === null || owner.id === facts.cycle.repId) return [];
	const names = [`${task.name}:owner`, `${task.name}:rep`];
	const pair = facts.invites.filter(({ name, state }) => names.includes(name) && state === "planned");
	if (pair.length === names.length && pair.every((invite) => stillSuits(invite, task, owner, facts, now))) {
		return [{ plans: pair.map(asPlan), decision: null }];
	}
	// Where no time was found the people settle it themselves, until something changes.
	if (pair.length === 0 && !touched.has(task.name) && !isReplanned) return [];
	return [planned(task, owner, facts, now)];
}

function asPlan({ state: _, sequence: __, ...plan }: InviteFact): InvitePlan {
	return plan;
}

/** Held already, or still at a time that suits both before the task is due. */
function stillSuits(
	invite: InviteFact,
	task: MeetingTask,
	owner: PersonFact,
	facts: CycleFacts,
	now: Instant,
): boolean {
	const { startsAt, endsAt, personId } = invite;
	if (personId !== owner.id && personId !== facts.cycle.repId) return false;
	if (epochMs(startsAt) <= epochMs(now)) return true;
	const lastMinute = instantOf(epochMs(endsAt) - 1);
	return (
		epochMs(endsAt) <= epochMs(task.dueAt) &&
		!isPaused(localDateOf(startsAt, facts.cycle.zone), facts.cycle.pauses) &&
		[calendarOf(owner, facts), repCalendar(facts)].every(
			(calendar) => isAtWork(startsAt, calendar) && isAtWork(lastMinute, calendar),
		)
	);
}

function repCalendar({ cycle, policy, repDaysOff }: CycleFacts): WorkCalendar {
	return { zone: cycle.zone, hours: policy.workingHours, daysOff: repDaysOff };
}

function planned(task: MeetingTask, owner: PersonFact, facts: CycleFacts, now: Instant): PlannedMeeting {
	const { policy, cycle } = facts;
	const calendars = { owner: calendarOf(owner, facts), rep: repCalendar(facts) };
	const minutes = task.kind === "one-to-one" ? policy.meetings.oneToOneMinutes : policy.meetings.liveCoachingMinutes;
	const notice = [calendars.owner, calendars.rep].map((calendar) =>
		epochMs(addWorkingDays(now, policy.meetings.noticeDays, calendar)),
	);
	// From the beginning of a stretch of the grid: when people meet must not hang on how late a worker woke.
	const gridMs = policy.meetings.gridMinutes * 60_000;
	const from = instantOf(Math.floor(Math.max(...notice) / gridMs) * gridMs);
	const busy = busyOf(task, owner, facts).filter(
		(stretch) => epochMs(stretch.to) > epochMs(from) && epochMs(stretch.from) < epochMs(task.dueAt),
	);
	const meeting = { from, until: task.dueAt, minutes, gridMinutes: policy.meetings.gridMinutes, busy };
	const found = planMeeting({ ...calendars, ...meeting });
	const { name, kind } = task;
	const decision = {
		name: `meeting:${name}`,
		rule: "meeting.first-common-time",
		inputs: {
			...meeting,
			owner: { id: owner.id, zone: owner.zone, daysOff: within(owner.daysOff, meeting) },
			rep: { id: cycle.repId, zone: cycle.zone, daysOff: within(facts.repDaysOff, meeting) },
		},
		by: "engine",
	};
	if (found.kind === "none") return { plans: [], decision: { ...decision, ...noMeeting(task, found.because) } };
	const times = { startsAt: found.from, endsAt: found.to, allDay: false };
	return {
		plans: [
			{ name: `${name}:owner`, kind, personId: owner.id, ...times },
			{ name: `${name}:rep`, kind, personId: cycle.repId, ...times },
		],
		decision: {
			...decision,
			outcome: { kind: "meeting-planned", startsAt: found.from, endsAt: found.to },
			reason: { code: "meeting.planned", params: { task: name, kind, startsAt: found.from } },
		},
	};
}

function noMeeting({ name, kind }: MeetingTask, because: NoMeeting): Pick<Decision, "outcome" | "reason"> {
	return {
		outcome: { kind: "no-meeting", because },
		reason: { code: `meeting.${because}`, params: { task: name, kind } },
	};
}

/** Days off around the time in question; a country has dozens in two years. */
function within(days: readonly string[], { from, until }: { readonly from: Instant; readonly until: Instant }) {
	return days.filter((day) => addDays(from.slice(0, 10), -1) <= day && day <= addDays(until.slice(0, 10), 1));
}

/** What else either of the two has, and the days on which the cycle stands still. */
function busyOf(task: MeetingTask, owner: PersonFact, { cycle, invites, busy }: CycleFacts): readonly Stretch[] {
	const mine = invites.filter(({ name, state, allDay }) => {
		return state === "planned" && !allDay && !name.startsWith(`${task.name}:`);
	});
	const others = busy.filter(({ personId }) => personId === owner.id || personId === cycle.repId);
	const pauses = cycle.pauses.map(({ from, to }) => ({
		from: instantAt(from, "00:00", cycle.zone),
		to: to === null ? task.dueAt : instantAt(to, "00:00", cycle.zone),
	}));
	return [...mine, ...others]
		.map(({ startsAt, endsAt }): Stretch => ({ from: startsAt, to: endsAt }))
		.concat(pauses.filter(({ from, to }) => epochMs(from) < epochMs(to)))
		.toSorted((a, b) => epochMs(a.from) - epochMs(b.from) || epochMs(a.to) - epochMs(b.to));
}

/**
 * The coming checkpoints, in the calendars of the rep and of whoever stands as manager: whole days that block no time, on
 * the date of the rep on which each is taken. One behind a pause without an end has no date.
 */
function checkpointEntries({ cycle, owners }: CycleFacts, now: Instant): readonly InvitePlan[] {
	if (cycle.phase !== "practice" && cycle.phase !== "habit") return [];
	const today = localDateOf(now, cycle.zone);
	const people = [{ at: "rep", id: cycle.repId }];
	if (owners.manager !== null && owners.manager.id !== cycle.repId) {
		people.push({ at: "manager", id: owners.manager.id });
	}
	return cycle.plan.flatMap(({ checkpoint, toWeek }) => {
		const date = weekStartsOn(cycle, toWeek + 1);
		if (date === null || date <= today) return [];
		return people.map(
			({ at, id }): InvitePlan => ({
				name: `checkpoint:${checkpoint}:${at}`,
				kind: "checkpoint",
				personId: id,
				...wholeDay(date, addDays(date, 1)),
			}),
		);
	});
}

/** What has begun is not called off any more: it was held, or nobody came. */
function isToCome({ startsAt, allDay }: InviteFact, { cycle }: CycleFacts, now: Instant): boolean {
	return allDay ? startsAt.slice(0, 10) > localDateOf(now, cycle.zone) : epochMs(startsAt) > epochMs(now);
}
