import { instantAt, localDateOf } from "../../domain/calendar.ts";
import type { Pause } from "../../domain/cycle/active-days.ts";
import { type DisputeFact, markDisputed } from "../../domain/cycle/dispute.ts";
import type {
	ActFact,
	ConversationFact,
	CycleFacts,
	CycleFlag,
	CyclePhase,
	DrillFact,
	ManagerCadenceFacts,
	PersonFact,
	PracticeFact,
	RampFacts,
	TaskFact,
} from "../../domain/cycle/facts.ts";
import type { TierGuess } from "../../domain/cycle/guess.ts";
import type { CycleKind, Product } from "../../domain/cycle/kind.ts";
import type { Segment } from "../../domain/cycle/plan.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import type { ActOutcome, StepCall, StepResult, TaskFlag } from "../../domain/cycle/step.ts";
import type { BlindLabel, TaskAnswer } from "../../domain/cycle/task.ts";
import type { DrillOutcome } from "../../domain/drill/drill.ts";
import { INBOX_ALONE, type Reach } from "../../domain/notification/reach.ts";
import type { CoachingPolicy } from "../../domain/policy.ts";
import type { InviteFact } from "../../domain/scheduling/invite.ts";
import type { Signal } from "../../domain/signals/signal.ts";
import type { Instant, LocalDate, ZoneId } from "../../domain/time.ts";
import { isStepResult, readDocument } from "./documents.ts";
import { isRestedOn, namedIn, pastFrom } from "./facts.ts";
import { ownersFrom, type Places } from "./owners.ts";
import {
	type ActWrite,
	afterScoreOver,
	type CycleTables,
	type DecisionWrite,
	type RowWrite,
	runStepOver,
	type StepWrites,
	UnknownCycle,
} from "./step-run.ts";
import type { Earlier } from "./task-rows.ts";
import type { StepIdentity } from "./types.ts";

// The rows of cycles over plain objects: the same steps, decisions and changes as in PostgreSQL, for tests of the story
// and for rehearsal. What differs is only how rows are read and written.

type NewMemoryCycle = {
	readonly id: string;
	readonly repId: string;
	readonly zone: ZoneId;
	readonly startsOn: LocalDate;
	readonly seed: number;
	readonly policy: CoachingPolicy;
	readonly policyVersion: string;
	/** Who stands above the rep on a date. */
	readonly places: (on: LocalDate) => Places;
	/** Dates on which the rep does not work; none where it is left out. */
	readonly daysOff?: readonly LocalDate[];
	/** Active managers, leads and heads on a date, who may own a task by name. */
	readonly people?: (on: LocalDate) => readonly PersonFact[];
	/** Left out: the standard one. */
	readonly kind?: CycleKind;
	readonly product?: Product;
	/** What is known of new hires, and of a manager's reviews; nothing where they are left out. */
	readonly ramp?: RampFacts;
	readonly managerCadence?: ManagerCadenceFacts;
	/** How people are reached; by the inbox alone where it is left out. */
	readonly reach?: Reach;
	/** How many facts about the rep were known before, such as milestones; none where it is left out. */
	readonly factsBefore?: number;
	/** Whoever looks after the installation; nobody where it is left out. */
	readonly admins?: readonly { readonly id: string; readonly zone: ZoneId }[];
};

type MemoryTask = TaskFact & {
	readonly reason: Reason;
	readonly openedIn: string;
	readonly closedIn: string | null;
	readonly closedAt: Instant | null;
	readonly answer: TaskAnswer | null;
	readonly decidedByAct: string | null;
	readonly flag: TaskFlag | null;
	readonly earlier: readonly Earlier[];
};

type MemoryDrill = Omit<DrillFact, "submitTo"> & {
	readonly submitTo: string | null;
	readonly outcome: DrillOutcome | null;
	readonly assignedBy: string | null;
	readonly assignedAt: Instant;
	readonly closedAt: Instant | null;
};

type MemoryAct = ActFact & {
	readonly state: "pending" | "applied" | "refused";
	readonly outcome: ActOutcome | null;
};

/** As a reviewer labelled it. What the engine says of it is in transcripts, which no test of the story has. */
type MemoryBlindLine = BlindLabel & { readonly taskId: string; readonly by: string; readonly at: Instant };

type MemoryNotification = Extract<RowWrite, { write: "notification" }>;

type MemoryInvite = InviteFact & { readonly id: string; readonly changedAt: Instant };

type MemoryStep = {
	readonly name: string;
	readonly result: unknown;
	readonly at: Instant;
	readonly runId: string;
	readonly historyLength: number;
};

/** All rows of one cycle as they are now. */
type MemoryRows = {
	readonly phase: CyclePhase;
	readonly week: number;
	readonly focus: readonly [Signal, Signal] | null;
	readonly weekTwoOn: LocalDate | null;
	readonly plan: readonly Segment[];
	readonly pauses: readonly Pause[];
	readonly pass: number;
	readonly pool: number;
	readonly guess: TierGuess | null;
	readonly blindLines: readonly MemoryBlindLine[];
	readonly policyVersion: string;
	readonly flags: readonly CycleFlag[];
	readonly revision: number;
	readonly nextDue: Instant | null;
	readonly closedBecause: string | null;
	readonly closedAt: Instant | null;
	readonly runs: readonly string[];
	readonly conversations: readonly ConversationFact[];
	readonly practices: readonly PracticeFact[];
	readonly tasks: readonly MemoryTask[];
	readonly drills: readonly MemoryDrill[];
	readonly disputes: readonly DisputeFact[];
	/** Disputes that went on without the cycle. */
	readonly carriedOn: readonly string[];
	readonly acts: readonly MemoryAct[];
	readonly decisions: readonly DecisionWrite[];
	readonly notifications: readonly MemoryNotification[];
	readonly invites: readonly MemoryInvite[];
	readonly steps: readonly MemoryStep[];
};

export type MemoryCycles = {
	addCycle(cycle: NewMemoryCycle): void;
	runStep(identity: StepIdentity, call: StepCall): Promise<StepResult>;
	/**
	 * A scored conversation, as `record` leaves it: it gets the rep's next fact number, and the rep's cycle takes note.
	 * `waiting` says that the cycle wants to be woken. Adding the same id again changes nothing.
	 */
	addConversation(
		cycleId: string,
		conversation: Omit<ConversationFact, "factSeq">,
		now?: Instant,
	): Promise<{ readonly waiting: boolean }>;
	/** A dispute as the API leaves it: its reading is marked from here on. */
	addDispute(cycleId: string, dispute: Omit<DisputeFact, "factSeq" | "state">): void;
	/** Where the rep believes to stand; nothing once the baseline has closed. */
	saveGuess(cycleId: string, tiers: TierGuess): void;
	/** A conversation that is there no more, as after a withdrawn consent. */
	withdrawConversation(cycleId: string, id: string): void;
	/** Whether whoever is coached is active, as the people table says; true until it is told otherwise. */
	setActive(cycleId: string, isActive: boolean): void;
	/** An act as the API leaves it, before the workflow hears of it. */
	addAct(cycleId: string, act: ActFact): void;
	rows(cycleId: string): MemoryRows;
};

type Rows = { -readonly [K in keyof MemoryRows]: MemoryRows[K] };

type Held = {
	readonly cycle: NewMemoryCycle;
	rows: Rows;
	factSeq: number;
	repIsActive: boolean;
	turn: Promise<unknown>;
	/** The other cycles of the store. */
	others(): readonly Held[];
};

export function createMemoryCycles(): MemoryCycles {
	const cycles = new Map<string, Held>();
	const get = (cycleId: string): Held => {
		const held = cycles.get(cycleId);
		if (held === undefined) throw new UnknownCycle(cycleId);
		return held;
	};
	return {
		addCycle(cycle) {
			cycles.set(cycle.id, {
				cycle,
				rows: emptyRows(cycle.policyVersion),
				factSeq: cycle.factsBefore ?? 0,
				repIsActive: true,
				turn: Promise.resolve(),
				others: () => [...cycles.values()].filter((held) => held.cycle.id !== cycle.id),
			});
		},
		runStep: async (identity, call) => {
			const held = get(identity.cycleId);
			return await inTurn(held, (tables) =>
				runStepOver(tables, identity, call, (stored) => readDocument("step result", stored, isStepResult)),
			);
		},
		addConversation: async (cycleId, conversation, now = conversation.occurredAt) => {
			const held = get(cycleId);
			return await inTurn(held, async (tables) => {
				if (!held.rows.conversations.some(({ id }) => id === conversation.id)) {
					// One number when it came in, the next when it was scored, which is the one that counts.
					held.factSeq += 2;
					held.rows.conversations = [...held.rows.conversations, { ...conversation, factSeq: held.factSeq }];
				}
				if (held.rows.phase === "closed") return { waiting: false };
				return { waiting: (await afterScoreOver(tables, conversation.id, now)) !== null };
			});
		},
		addDispute(cycleId, dispute) {
			const held = get(cycleId);
			held.factSeq += 1;
			held.rows.disputes = [...held.rows.disputes, { ...dispute, state: "open", factSeq: held.factSeq }];
		},
		saveGuess(cycleId, tiers) {
			const held = get(cycleId);
			if (held.rows.phase !== "planned" && held.rows.phase !== "baseline") return;
			held.factSeq += 1;
			held.rows.guess = tiers;
		},
		withdrawConversation(cycleId, id) {
			const held = get(cycleId);
			held.factSeq += 1;
			const { rows } = held;
			rows.conversations = rows.conversations.filter((conversation) => conversation.id !== id);
			// That there was a dispute stays; nobody decides any more what is gone.
			rows.disputes = rows.disputes.map((dispute) =>
				dispute.conversationId === id && dispute.state === "open" ? { ...dispute, state: "withdrawn" } : dispute,
			);
			rows.blindLines = rows.blindLines.filter(({ conversation }) => conversation !== id);
		},
		setActive(cycleId, isActive) {
			get(cycleId).repIsActive = isActive;
		},
		addAct(cycleId, act) {
			const { rows } = get(cycleId);
			if (rows.acts.some(({ id }) => id === act.id)) return;
			rows.acts = [...rows.acts, { ...act, state: "pending", outcome: null }];
		},
		rows: (cycleId) => ({ ...get(cycleId).rows }),
	};
}

/** One transaction at a time per cycle. Rows are replaced, never changed, so that one that throws is undone whole. */
function inTurn<T>(held: Held, work: (tables: CycleTables) => Promise<T>): Promise<T> {
	const mine = held.turn.then(async () => {
		const before = { ...held.rows };
		const factSeq = held.factSeq;
		try {
			return await work(memoryTables(held));
		} catch (error) {
			held.rows = before;
			held.factSeq = factSeq;
			throw error;
		}
	});
	held.turn = mine.catch(() => undefined);
	return mine;
}

function memoryTables(held: Held): CycleTables {
	return {
		lock: async () => {
			const { phase, revision, flags, policyVersion } = held.rows;
			return { phase, revision, started: revision > 0, flags, policyVersion };
		},
		findResult: async (step) => held.rows.steps.find(({ name }) => name === step)?.result,
		readFacts: async (now, actId, ramp = false) => factsOf(held, now, actId, ramp),
		async findAct(actId) {
			const act = held.rows.acts.find(({ id }) => id === actId);
			return act === undefined ? null : { kind: act.kind, by: act.by };
		},
		readAdmins: async () => held.cycle.admins ?? [],
		readReach: async () => held.cycle.reach ?? INBOX_ALONE,
		write: async (writes) => writeStep(held, writes),
		answerAct: async (act) => answerAct(held.rows, act),
		async waitUntil(nextDue) {
			held.rows.nextDue = nextDue;
		},
	};
}

function factsOf(
	{ cycle, rows, factSeq, repIsActive, others }: Held,
	now: Instant,
	actId: string | null,
	ramp: boolean,
): CycleFacts {
	// Instants of one form compare as text.
	const since = instantAt(cycle.startsOn, "00:00", cycle.zone);
	const conversations = rows.conversations.filter(({ occurredAt }) => occurredAt >= since);
	const act = rows.acts.find(({ id }) => id === actId);
	const today = localDateOf(now, cycle.zone);
	const tasks = rows.tasks.map(taskFactOf).sort((a, b) => compared(a.openedAt, b.openedAt) || compared(a.name, b.name));
	const names = namedIn(tasks, act ?? null);
	const named = (cycle.people?.(today) ?? []).filter(({ id }) => names.includes(id));
	const owners = ownersFrom(cycle.places(today));
	const people = [cycle.repId, ...[...Object.values(owners), ...named].flatMap((person) => person?.id ?? [])];
	return {
		cycle: {
			id: cycle.id,
			repId: cycle.repId,
			kind: cycle.kind ?? "standard",
			product: cycle.product ?? null,
			repIsActive,
			phase: rows.phase,
			week: rows.week,
			focus: rows.focus,
			zone: cycle.zone,
			startsOn: cycle.startsOn,
			weekTwoOn: rows.weekTwoOn,
			plan: rows.plan,
			pauses: rows.pauses,
			pass: rows.pass,
			pool: rows.pool,
			seed: cycle.seed,
			flags: rows.flags,
		},
		policyVersion: rows.policyVersion,
		policy: policyOf(cycle, rows),
		conversations: markDisputed(conversations, rows.disputes),
		practices: [...rows.practices].sort((a, b) => a.week - b.week || a.ordinal - b.ordinal),
		tasks,
		drills: rows.drills
			.map(({ outcome: _, assignedBy: __, assignedAt: ___, closedAt: ____, submitTo, ...drill }) => ({
				...drill,
				submitTo: cycle.people?.(today).find(({ id }) => id === submitTo) ?? null,
			}))
			.sort((a, b) => compared(a.name, b.name)),
		past: pastFrom(
			rows.decisions
				.filter(({ name }) => actId !== null || isRestedOn(name))
				.toSorted((a, b) => compared(a.at, b.at) || a.ordinal - b.ordinal),
		),
		owners,
		named,
		disputes: rows.disputes,
		guess: rows.guess,
		frozenSignals: [],
		ramp: ramp ? (cycle.ramp ?? { own: { hiredOn: null, reached: [] }, earlier: [] }) : null,
		managerCadence: cycle.kind === "manager-cadence" ? (cycle.managerCadence ?? { reviews: [], lines: [] }) : null,
		repDaysOff: cycle.daysOff ?? [],
		invites: rows.invites.toSorted(byStart).map(({ id: _, changedAt: __, ...invite }) => invite),
		busy: others()
			.flatMap((held) => held.rows.invites)
			.filter(
				({ personId, state, allDay, endsAt }) =>
					people.includes(personId) && state === "planned" && !allDay && compared(endsAt, now) > 0,
			)
			.toSorted(byStart)
			.map(({ personId, startsAt, endsAt }) => ({ personId, startsAt, endsAt })),
		act:
			act === undefined
				? null
				: {
						id: act.id,
						by: act.by,
						byLead: act.byLead,
						at: act.at,
						kind: act.kind,
						taskId: act.taskId,
						answer: act.answer,
						opens: act.opens ?? null,
						change: act.change,
						policy: act.policy,
						...(act.drill === undefined ? {} : { drill: act.drill }),
					},
		factsUpTo: factSeq,
	};
}

function byStart(a: MemoryInvite, b: MemoryInvite): number {
	return compared(a.startsAt, b.startsAt) || compared(a.id, b.id);
}

function compared(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

function taskFactOf(task: MemoryTask): TaskFact {
	const { id, name, kind, state, ownerRule, namedOwner, notOwner, openedAt, dueAt, reminded, answer, subject } = task;
	const owed = { ownerRule, namedOwner, notOwner, reopened: task.earlier.length, reminded };
	return { id, name, kind, state, ...owed, openedAt, dueAt, answer, subject };
}

/** The policy that the cycle was launched with, or the one that an act moved it to. */
function policyOf(cycle: NewMemoryCycle, { policyVersion, acts }: Rows): CoachingPolicy {
	const moved = acts.find(({ policy }) => policy?.version === policyVersion)?.policy;
	return moved?.content ?? cycle.policy;
}

function writeStep(held: Held, { rows: changes, decisions, record, turn, act }: StepWrites): void {
	const { rows } = held;
	for (const change of changes) writeRow(held, change);
	rows.decisions = [...rows.decisions, ...decisions.map(asStored)];
	if (turn !== undefined) {
		rows.revision = turn.revision + 1;
		rows.nextDue = turn.nextDue;
		if (!rows.runs.includes(turn.runId)) rows.runs = [...rows.runs, turn.runId];
	}
	if (act !== undefined) answerAct(rows, act);
	rows.steps = [
		...rows.steps,
		{ ...asStored(record), runId: turn?.runId ?? "", historyLength: turn?.historyLength ?? 0 },
	];
}

/** A copy as a JSON column would give it back: no undefined, nothing shared with the caller. */
function asStored<T>(value: T): T {
	const copy: T = JSON.parse(JSON.stringify(value));
	return copy;
}

function writeRow(held: Held, row: RowWrite): void {
	const { rows } = held;
	switch (row.write) {
		case "task": {
			const { write: _, repId: __, ...task } = asStored(row);
			if (rows.tasks.some(({ id }) => id === task.id)) return;
			const owed = { namedOwner: null, reopened: 0, reminded: [], flag: null, earlier: [] };
			rows.tasks = [...rows.tasks, { ...task, ...owed, ...OPEN }];
			return;
		}
		case "task-closed":
			rows.tasks = rows.tasks.map((task) =>
				task.id === row.id && task.state === "open"
					? {
							...task,
							state: row.as,
							answer: row.answer,
							decidedByAct: row.actId,
							closedAt: row.at,
							closedIn: row.closedIn,
						}
					: task,
			);
			return;
		case "task-moved": {
			const { write: _, id, ...moved } = row;
			rows.tasks = rows.tasks.map((task) => (task.id === id && task.state === "open" ? { ...task, ...moved } : task));
			return;
		}
		case "task-reminded":
			rows.tasks = rows.tasks.map((task) =>
				task.id === row.id ? { ...task, reminded: [...task.reminded, { to: row.to, what: row.what }] } : task,
			);
			return;
		case "task-reopened":
			rows.tasks = rows.tasks.map((task) => (task.id === row.id ? openedAgain(task, row) : task));
			return;
		case "dispute-decided":
			held.factSeq += 1;
			rows.disputes = rows.disputes.map((dispute) =>
				dispute.id === row.dispute && dispute.state === "open"
					? { ...dispute, state: row.verdict, factSeq: held.factSeq }
					: dispute,
			);
			return;
		case "dispute-carried-on":
			rows.carriedOn = [...rows.carriedOn, row.dispute];
			return;
		case "cycle": {
			const { write: _, ...fields } = row;
			Object.assign(rows, fields);
			return;
		}
		case "practice": {
			const { id, week, ordinal, scenario, pool } = row;
			if (rows.practices.some((practice) => practice.id === id)) return;
			rows.practices = [
				...rows.practices,
				{ id, week, ordinal, scenario, pool, state: "planned", conversationId: null },
			];
			return;
		}
		case "practice-done":
			setPractice(rows, row.id, { state: "done", conversationId: row.conversationId });
			return;
		case "practice-missed":
			setPractice(rows, row.id, { state: "missed" });
			return;
		case "practices-withdrawn":
			for (const { id } of rows.practices) setPractice(rows, id, { state: "withdrawn" });
			return;
		case "task-subject":
			rows.tasks = rows.tasks.map((task) =>
				task.id === row.id && task.state === "open" ? { ...task, subject: row.subject } : task,
			);
			return;
		case "blind-lines": {
			const { taskId, by, at } = row;
			rows.blindLines = [...rows.blindLines, ...row.lines.map((line) => ({ ...line, taskId, by, at }))];
			return;
		}
		case "invite": {
			const { write: _, ...invite } = row;
			rows.invites = [...rows.invites.filter(({ id }) => id !== invite.id), invite];
			return;
		}
		case "drill": {
			const { write: _, repId: __, conversation, ...drill } = row;
			if (rows.drills.some(({ id }) => id === drill.id)) return;
			const begun = { state: "assigned", angle: 1, since: row.assignedAt, submitted: null, attempts: [] } as const;
			const open = { outcome: null, closedAt: null };
			rows.drills = [...rows.drills, { ...drill, ...begun, ...open, conversationId: conversation }];
			return;
		}
		case "drill-attempt": {
			const { ordinal, angle, conversationId, score } = row;
			setDrill(rows, row.id, (drill) =>
				drill.attempts.some((attempt) => attempt.ordinal === ordinal || attempt.conversationId === conversationId)
					? drill
					: {
							...drill,
							state: drill.state === "assigned" ? "practising" : drill.state,
							attempts: [...drill.attempts, { ordinal, angle, conversationId, score }],
						},
			);
			return;
		}
		case "drill-moved": {
			const { write: _, id, ...fields } = row;
			setDrill(rows, id, (drill) => (drill.closedAt === null ? { ...drill, ...fields } : drill));
			return;
		}
		case "drill-closed": {
			const { state, outcome, at } = row;
			setDrill(rows, row.id, (drill) => (drill.closedAt === null ? { ...drill, state, outcome, closedAt: at } : drill));
			return;
		}
		case "notification":
			if (!rows.notifications.some(({ id }) => id === row.id)) rows.notifications = [...rows.notifications, row];
			return;
	}
}

function setDrill(rows: Rows, id: string, change: (drill: MemoryDrill) => MemoryDrill): void {
	rows.drills = rows.drills.map((drill) => (drill.id === id ? change(drill) : drill));
}

const OPEN = { state: "open", closedIn: null, closedAt: null, answer: null, decidedByAct: null } as const;

function openedAgain(
	task: MemoryTask,
	{ dueAt, openedAt, openedIn }: Extract<RowWrite, { write: "task-reopened" }>,
): MemoryTask {
	const { state, answer, decidedByAct, closedAt, closedIn } = task;
	if ((state !== "done" && state !== "accepted") || closedAt === null || closedIn === null) return task;
	const before = { openedAt: task.openedAt, openedIn: task.openedIn, state, answer, decidedByAct, closedAt, closedIn };
	return { ...task, ...OPEN, flag: null, reminded: [], earlier: [...task.earlier, before], dueAt, openedAt, openedIn };
}

/** Only a planned practice changes. */
function setPractice(rows: Rows, id: string, to: Pick<PracticeFact, "state"> & Partial<PracticeFact>): void {
	rows.practices = rows.practices.map((practice) =>
		practice.id === id && practice.state === "planned" ? { ...practice, ...to } : practice,
	);
}

/** The first answer stays. */
function answerAct(rows: Rows, { id, outcome }: ActWrite): void {
	rows.acts = rows.acts.map((act) =>
		act.id === id && act.state === "pending"
			? { ...act, outcome, state: outcome.kind === "refused" ? "refused" : "applied" }
			: act,
	);
}

function emptyRows(policyVersion: string): Rows {
	return {
		phase: "planned",
		week: 1,
		focus: null,
		weekTwoOn: null,
		plan: [],
		pauses: [],
		pass: 0,
		pool: 1,
		guess: null,
		blindLines: [],
		policyVersion,
		flags: [],
		revision: 0,
		nextDue: null,
		closedBecause: null,
		closedAt: null,
		runs: [],
		conversations: [],
		practices: [],
		tasks: [],
		drills: [],
		disputes: [],
		carriedOn: [],
		acts: [],
		decisions: [],
		notifications: [],
		invites: [],
		steps: [],
	};
}
