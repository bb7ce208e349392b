import type { Pause } from "../../domain/cycle/active-days.ts";
import { decideAfterScore, type WaitsBecause } from "../../domain/cycle/decide-after-score.ts";
import { decideInvites } from "../../domain/cycle/decide-invites.ts";
import { decideStep } from "../../domain/cycle/decide-step.ts";
import type { ActKind, CycleFacts, CycleFlag, CyclePhase, TaskSubject } from "../../domain/cycle/facts.ts";
import type { Segment } from "../../domain/cycle/plan.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import {
	type ActOutcome,
	type Change,
	type DecidedCall,
	type Decision,
	type NewDrill,
	type StepCall,
	type StepOutcome,
	type StepResult,
	type StuckBecause,
	stepName,
	type TaskFlag,
	type Turn,
} from "../../domain/cycle/step.ts";
import { supplementsOf } from "../../domain/cycle/supplements.ts";
import type { BlindLabel, LineVerdict, OwnerRule, RungDo, TaskAnswer, TaskKind } from "../../domain/cycle/task.ts";
import type { DrillAngle, DrillOutcome, DrillState } from "../../domain/drill/drill.ts";
import { INBOX_ALONE, type Reach } from "../../domain/notification/reach.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { cancelled, type InviteChange, type InviteFact, planned } from "../../domain/scheduling/invite.ts";
import type { Signal } from "../../domain/signals/signal.ts";
import { epochMs, type Instant, type LocalDate, type ZoneId } from "../../domain/time.ts";
import { UnreadableDocument } from "./documents.ts";
import { idIn, inviteId, practiceId, practiceName, taskId } from "./ids.ts";
import { inviteRows, type MessageRow, messageRows, recipientOf } from "./messages.ts";
import type { StepIdentity } from "./types.ts";

// What a step is, over any store of rows: PostgreSQL and the memory of a test differ only in how they read and write.

/** A change with its ids and people worked out: one row to write. */
export type RowWrite =
	| {
			readonly write: "task";
			readonly id: string;
			readonly name: string;
			readonly kind: TaskKind;
			readonly ownerRule: OwnerRule;
			readonly notOwner: string | null;
			readonly repId: string;
			readonly subject: TaskSubject;
			readonly reason: Reason;
			readonly openedAt: Instant;
			readonly openedIn: string;
			readonly dueAt: Instant;
	  }
	| {
			readonly write: "task-closed";
			readonly id: string;
			readonly as: "done" | "accepted" | "withdrawn";
			readonly answer: TaskAnswer | null;
			readonly actId: string | null;
			readonly at: Instant;
			readonly closedIn: string;
	  }
	| ({ readonly write: "task-moved"; readonly id: string } & TaskMoved)
	| { readonly write: "task-reminded"; readonly id: string; readonly to: string; readonly what: RungDo }
	| {
			readonly write: "task-reopened";
			readonly id: string;
			readonly dueAt: Instant;
			readonly openedAt: Instant;
			readonly openedIn: string;
	  }
	| ({ readonly write: "dispute-decided"; readonly at: Instant } & DisputeDecided)
	| { readonly write: "dispute-carried-on"; readonly dispute: string }
	| {
			readonly write: "cycle";
			readonly phase?: CyclePhase;
			readonly week?: number;
			readonly focus?: readonly [Signal, Signal];
			readonly weekTwoOn?: LocalDate;
			readonly plan?: readonly Segment[];
			readonly pauses?: readonly Pause[];
			readonly pass?: number;
			readonly pool?: number;
			readonly policyVersion?: string;
			readonly flags?: readonly CycleFlag[];
			readonly closedBecause?: string;
			/** Set together with the phase `closed`. */
			readonly closedAt?: Instant;
	  }
	| {
			readonly write: "practice";
			readonly id: string;
			readonly week: number;
			readonly ordinal: number;
			readonly scenario: string;
			readonly pool: number;
			readonly plannedAt: Instant;
	  }
	| { readonly write: "practice-done"; readonly id: string; readonly conversationId: string }
	| { readonly write: "practice-missed"; readonly id: string }
	| { readonly write: "practices-withdrawn" }
	| { readonly write: "task-subject"; readonly id: string; readonly subject: TaskSubject }
	| {
			readonly write: "blind-lines";
			readonly taskId: string;
			readonly by: string;
			readonly lines: readonly BlindLabel[];
			readonly at: Instant;
	  }
	| ({ readonly write: "invite"; readonly id: string; readonly changedAt: Instant } & InviteFact)
	| ({ readonly write: "drill"; readonly id: string; readonly repId: string; readonly assignedAt: Instant } & NewDrill)
	| {
			readonly write: "drill-attempt";
			/** Of the drill. */
			readonly id: string;
			readonly ordinal: number;
			readonly angle: DrillAngle;
			readonly conversationId: string;
			readonly score: number | null;
			readonly at: Instant;
	  }
	| {
			readonly write: "drill-moved";
			readonly id: string;
			readonly state: DrillState;
			readonly from: LocalDate;
			readonly since: Instant;
			readonly angle?: DrillAngle;
			readonly sessions?: readonly number[];
			readonly submitted?: number;
	  }
	| {
			readonly write: "drill-closed";
			readonly id: string;
			readonly state: "closed" | "withdrawn";
			readonly outcome: DrillOutcome | null;
			readonly at: Instant;
	  }
	| ({ readonly write: "notification" } & MessageRow);

/** What is left out stays as it is. */
export type TaskMoved = {
	readonly ownerRule: OwnerRule;
	readonly dueAt: Instant;
	readonly namedOwner?: string | null;
	readonly flag?: TaskFlag | null;
};

export type DisputeDecided = {
	readonly dispute: string;
	readonly verdict: "upheld" | "not-upheld";
	readonly lines: readonly LineVerdict[];
	readonly actId: string;
	readonly by: string;
};

export type DecisionWrite = Decision & {
	/** uuidv5 of (cycle, step, ordinal). */
	readonly id: string;
	readonly step: string;
	readonly ordinal: number;
	readonly policyVersion: string;
	readonly factsUpTo: number;
	readonly at: Instant;
};

/** Everything that one step writes. It is written whole or not at all. */
export type StepWrites = {
	readonly rows: readonly RowWrite[];
	readonly decisions: readonly DecisionWrite[];
	readonly record: { readonly name: string; readonly result: unknown; readonly at: Instant };
	/** Absent for what `record` appends beside the cycle: it leaves the revision and the run alone. */
	readonly turn?: {
		readonly revision: number;
		/** True for the first step that the cycle ever makes. */
		readonly starts: boolean;
		readonly nextDue: Instant | null;
		readonly runId: string;
		readonly historyLength: number;
	};
	readonly act?: ActWrite;
};

export type ActWrite = { readonly id: string; readonly outcome: ActOutcome; readonly at: Instant };

type LockedCycle = {
	readonly phase: CyclePhase;
	readonly revision: number;
	readonly started: boolean;
	readonly flags: readonly CycleFlag[];
	readonly policyVersion: string;
	/** The rep is being erased: nothing is written any more. */
	readonly erasing?: boolean;
};

/** The rows of one cycle inside one transaction. */
export type CycleTables = {
	/** Locks the cycle until the transaction ends. */
	lock(): Promise<LockedCycle | null>;
	findResult(step: string): Promise<unknown>;
	/**
	 * Asked for together with a result, both are read at once.
	 *
	 * @param ramp Also how earlier hires were getting on.
	 */
	readFacts(now: Instant, actId: string | null, ramp?: boolean): Promise<CycleFacts>;
	/** What kind of act this is, and whose, without any fact; null where this cycle has no such act. */
	findAct(actId: string): Promise<{ readonly kind: ActKind; readonly by: string } | null>;
	/** Whoever looks after the installation of the organisation. */
	readAdmins(): Promise<readonly { readonly id: string; readonly zone: ZoneId }[]>;
	/** By which ways these people are reached, of whom there is at least one. */
	readReach(personIds: readonly string[]): Promise<Reach>;
	write(writes: StepWrites): Promise<void>;
	answerAct(act: ActWrite): Promise<void>;
	/** Nothing happened but that the cycle now waits for another instant. */
	waitUntil(nextDue: Instant | null): Promise<void>;
};

/** A step was asked for a cycle that is not there. No retry mends it. */
export class UnknownCycle extends Error {
	override readonly name = "UnknownCycle";
	constructor(cycleId: string) {
		super(`There is no cycle ${cycleId}.`);
	}
}

/** The facts of a step cannot be read or decided. The same facts would fail again, so no retry mends it. */
export class Undecidable extends Error {
	override readonly name = "Undecidable";
	readonly because: StuckBecause;
	constructor(because: StuckBecause, step: string, cause: unknown) {
		super(`The step ${step} cannot be decided: ${because}.`, { cause });
		this.because = because;
	}
}

/**
 * One step of a cycle. The first result wins: asked again, with whatever clock and facts, it gives back what is stored.
 */
export async function runStepOver(
	tables: CycleTables,
	identity: StepIdentity,
	call: StepCall,
	isResult: (value: unknown) => StepResult,
): Promise<StepResult> {
	const { cycleId, now } = identity;
	const cycle = await tables.lock();
	if (cycle === null) throw new UnknownCycle(cycleId);
	const name = stepName(call);
	const isOver = cycle.phase === "closed" || cycle.erasing === true;
	const isTold = call.kind === "flag" || call.kind === "refuse-act";
	const reading =
		isOver || isTold ? null : tables.readFacts(now, call.kind === "act" ? call.actId : null, isRampAsked(call));
	// Awaited below, unless the step has happened: then it is nobody's matter what the facts are.
	reading?.catch(() => undefined);
	const stored = await tables.findResult(name);
	if (stored !== undefined) return isResult(stored);
	if (isOver) {
		// Whoever asked is answered all the same; an act left pending would be sent for ever.
		if ("actId" in call) await tables.answerAct({ id: call.actId, outcome: CYCLE_CLOSED, at: now });
		return { kind: "refused", because: "cycle-closed" };
	}
	const turn = async (result: StepResult) => ({
		revision: cycle.revision,
		starts: !cycle.started,
		nextDue: (await identity.dueAfter?.(result)) ?? null,
		runId: identity.runId,
		historyLength: identity.historyLength,
	});
	const told = await toldOf(tables, cycle, call, name, now, cycleId);
	if (told !== null) {
		await tables.write({ ...told.writes, turn: await turn(told.result) });
		return told.result;
	}
	if (reading === null || isTold) throw new UnknownCycle(cycleId);
	const { facts, outcome } = await decided(reading, call, name, now);
	if (!outcome.record) {
		// The story goes on to its next look all the same, and the row says so.
		await tables.waitUntil((await identity.dueAfter?.(outcome.result)) ?? null);
		return outcome.result;
	}
	await tables.write({
		rows: await rowsOf(tables, outcome.changes, facts, name, now),
		decisions: decisionsOf(outcome.decisions, facts, name, now),
		record: { name, result: outcome.result, at: now },
		turn: await turn(outcome.result),
		...(call.kind === "act" && outcome.result.kind === "act-done"
			? { act: { id: call.actId, outcome: outcome.result.outcome, at: now } }
			: {}),
	});
	return outcome.result;
}

/** How earlier hires were getting on is asked by one look alone. */
function isRampAsked(call: StepCall): boolean {
	return call.kind === "checkpoint" && call.checkpoint === "6";
}

/** Decisions are pure: what they throw, they throw again for the same facts. */
async function decided(
	reading: Promise<CycleFacts>,
	call: DecidedCall,
	name: string,
	now: Instant,
): Promise<{ readonly facts: CycleFacts; readonly outcome: StepOutcome }> {
	let facts: CycleFacts;
	try {
		facts = await reading;
	} catch (error) {
		throw error instanceof UnreadableDocument ? new Undecidable("unreadable", name, error) : error;
	}
	try {
		const outcome = decideStep(call, facts, now);
		if (!outcome.record) return { facts, outcome };
		const isReplanned = "turn" in outcome.result && outcome.result.turn.kind === "replanned";
		return { facts, outcome: { ...outcome, ...withInvites(facts, outcome, isReplanned, now) } };
	} catch (error) {
		throw new Undecidable("undecidable", name, error);
	}
}

/** What is written without a look at any fact, since the facts may be what is wrong; null for every other step. */
async function toldOf(
	tables: CycleTables,
	cycle: LockedCycle,
	call: StepCall,
	name: string,
	now: Instant,
	cycleId: string,
): Promise<{ readonly result: StepResult; readonly writes: Omit<StepWrites, "turn"> } | null> {
	const decision = (given: Pick<Decision, "name" | "rule" | "by">, params: Reason["params"]): DecisionWrite => ({
		...given,
		outcome: { kind: given.name },
		reason: { code: given.rule, params },
		inputs: params,
		id: idIn(cycleId, `decision:${name}:0`),
		step: name,
		ordinal: 0,
		policyVersion: cycle.policyVersion,
		factsUpTo: 0,
		at: now,
	});
	const answered = (outcome: ActOutcome, turn: Turn): StepResult => ({
		kind: "act-done",
		outcome,
		closedTask: null,
		turn,
	});
	switch (call.kind) {
		case "flag": {
			const reason = { code: "cycle.step-stuck", params: { step: call.step, because: call.because } };
			const result: StepResult = { kind: "flagged" };
			const flags = [...new Set([...cycle.flags, STUCK])];
			return {
				result,
				writes: {
					rows: [{ write: "cycle", flags }, ...(await toAdmins(tables, cycleId, name, reason, now))],
					decisions: [decision({ name: "step-stuck", rule: "cycle.step-stuck", by: "engine" }, reason.params)],
					record: { name, result, at: now },
				},
			};
		}
		case "refuse-act": {
			const reason = { code: "act.undecidable", params: { because: call.because } };
			const outcome: ActOutcome = { kind: "refused", reason };
			const result = answered(outcome, { kind: "goes-on" });
			return {
				result,
				writes: {
					rows: await toAdmins(tables, cycleId, name, { code: "cycle.act-stuck", params: reason.params }, now),
					decisions: [],
					record: { name, result, at: now },
					act: { id: call.actId, outcome, at: now },
				},
			};
		}
		case "act": {
			const act = cycle.flags.includes(STUCK) ? await tables.findAct(call.actId) : null;
			if (act?.kind !== "retry-step") return null;
			const result = answered({ kind: "done" }, { kind: "retries" });
			return {
				result,
				writes: {
					rows: [{ write: "cycle", flags: cycle.flags.filter((flag) => flag !== STUCK) }],
					decisions: [decision({ name: "step-retried", rule: "cycle.step-retried", by: act.by }, {})],
					record: { name, result, at: now },
					act: { id: call.actId, outcome: { kind: "done" }, at: now },
				},
			};
		}
		default:
			return null;
	}
}

const STUCK: CycleFlag = "step-stuck";

async function toAdmins(
	tables: CycleTables,
	cycleId: string,
	step: string,
	template: Reason,
	now: Instant,
): Promise<readonly RowWrite[]> {
	const admins = await tables.readAdmins();
	if (admins.length === 0) return [];
	const reach = await tables.readReach(admins.map(({ id }) => id));
	// The policy is a fact too, and not read here. What concerns the installation waits for no morning anyway.
	const times = DEFAULT_POLICY.notification;
	return admins.flatMap((admin) =>
		messageRows(cycleId, step, admin, template, now, reach, times).map((row) => ({
			write: "notification" as const,
			...row,
		})),
	);
}

const CYCLE_CLOSED: ActOutcome = { kind: "refused", reason: { code: "act.cycle-closed", params: {} } };

/** Name of the step under which a scored conversation changes its rep's cycle. */
export function afterScoreName(conversationId: string): string {
	return `practice-after:${conversationId}`;
}

/** What `record` appends to a locked, open cycle. Recorded as a step of its own, so that a second one changes nothing. */
export async function afterScoreOver(
	tables: CycleTables,
	conversationId: string,
	now: Instant,
): Promise<WaitsBecause | null> {
	const name = afterScoreName(conversationId);
	await tables.lock();
	const reading = tables.readFacts(now, null);
	reading.catch(() => undefined);
	const stored = await tables.findResult(name);
	if (stored !== undefined) return waitsBecause(stored);
	const facts = await reading;
	const decided = decideAfterScore(facts, conversationId, now);
	const after = { ...decided, ...withInvites(facts, decided, false, now) };
	const result = { kind: "after-score", waitsBecause: after.waitsBecause };
	await tables.write({
		rows: await rowsOf(tables, after.changes, facts, name, now),
		decisions: decisionsOf(after.decisions, facts, name, now),
		record: { name, result, at: now },
	});
	return after.waitsBecause;
}

/**
 * What the checkpoints of a closed cycle would be now, where a conversation that they rest on came late or is gone. Its
 * workflow has ended, so this is kept beside it; nobody owes a task of it that a new basis could be offered with.
 */
export async function supplementOver(tables: CycleTables, name: string, now: Instant): Promise<void> {
	const cycle = await tables.lock();
	if (cycle === null || cycle.phase !== "closed" || cycle.erasing === true) return;
	const reading = tables.readFacts(now, null);
	reading.catch(() => undefined);
	if ((await tables.findResult(name)) !== undefined) return;
	const facts = await reading;
	const { decisions } = supplementsOf(facts, now);
	if (decisions.length === 0) return;
	await tables.write({
		rows: [],
		decisions: decisionsOf(decisions, facts, name, now),
		record: { name, result: { kind: "supplemented" }, at: now },
	});
}

/** Why the cycle waited for the conversation, as its stored step says; null where it did not. */
export function waitsBecause(result: unknown): WaitsBecause | null {
	if (typeof result !== "object" || result === null || !("waitsBecause" in result)) return null;
	const { waitsBecause: because } = result;
	return because === "baseline-complete" || because === "watched-call" ? because : null;
}

/** What a step decided, and what follows of it for people's calendars. */
function withInvites(
	facts: CycleFacts,
	decided: { readonly decisions: readonly Decision[]; readonly changes: readonly Change[] },
	isReplanned: boolean,
	now: Instant,
) {
	const invites = decideInvites(facts, decided, isReplanned, now);
	return {
		decisions: [...decided.decisions, ...invites.decisions],
		changes: [...decided.changes, ...invites.changes],
	};
}

/** Works out ids and people. Order is kept: a later change may rest on an earlier one. */
async function rowsOf(
	tables: CycleTables,
	changes: readonly Change[],
	facts: CycleFacts,
	step: string,
	now: Instant,
): Promise<readonly RowWrite[]> {
	const reach = await reachOf(tables, changes, facts);
	return oneMessageEach(changes.flatMap((change) => rowsOfOne(change, facts, step, now, reach)));
}

/** No decision looks at how people are reached, so it is read after the decision, and only by steps that tell somebody. */
async function reachOf(tables: CycleTables, changes: readonly Change[], facts: CycleFacts): Promise<Reach> {
	const told = changes.flatMap((change) =>
		change.do === "notify"
			? (recipientOf(change.to, peopleOf(facts))?.id ?? [])
			: (inviteChangeOf(change, facts)?.news.map(({ personId }) => personId) ?? []),
	);
	return told.length === 0 ? INBOX_ALONE : await tables.readReach([...new Set(told)]);
}

function peopleOf({ cycle, owners }: CycleFacts) {
	return { rep: { id: cycle.repId, zone: cycle.zone }, owners };
}

/**
 * A person hears of one step once on each channel, in one message: what else the step has to say to them stands in
 * `also`. It leaves with the one of them that can wait least.
 */
function oneMessageEach(rows: readonly RowWrite[]): readonly RowWrite[] {
	const messages = rows.filter((row) => row.write === "notification");
	return rows.flatMap((row): readonly RowWrite[] => {
		if (row.write !== "notification") return [row];
		const [first, ...rest] = messages.filter(({ id }) => id === row.id);
		if (first !== row) return [];
		if (rest.length === 0) return [row];
		const also = rest.map(({ template }) => template);
		const deliverAt = [row, ...rest].reduce(
			(earliest, other) => (epochMs(other.deliverAt) < epochMs(earliest) ? other.deliverAt : earliest),
			row.deliverAt,
		);
		return [{ ...row, deliverAt, also }];
	});
}

function rowsOfOne(change: Change, facts: CycleFacts, step: string, now: Instant, reach: Reach): readonly RowWrite[] {
	const cycleId = facts.cycle.id;
	switch (change.do) {
		case "open-task": {
			const { name, ...task } = change.task;
			return [
				{
					write: "task",
					id: taskId(cycleId, name),
					name,
					...task,
					repId: facts.cycle.repId,
					openedAt: now,
					openedIn: step,
				},
			];
		}
		case "close-task":
			return [
				{
					write: "task-closed",
					id: taskId(cycleId, change.task),
					as: change.as,
					answer: change.answer,
					actId: change.actId,
					at: now,
					closedIn: step,
				},
			];
		case "move-task": {
			const { do: _, task, ...moved } = change;
			return [{ write: "task-moved", id: taskId(cycleId, task), ...moved }];
		}
		case "mark-reminded":
			return [{ write: "task-reminded", id: taskId(cycleId, change.task), to: change.to, what: change.what }];
		case "reopen-task": {
			const { dueAt } = change;
			return [{ write: "task-reopened", id: taskId(cycleId, change.task), dueAt, openedAt: now, openedIn: step }];
		}
		case "decide-dispute": {
			const { do: _, ...decided } = change;
			return [{ write: "dispute-decided", at: now, ...decided }];
		}
		case "carry-on-dispute":
			return [{ write: "dispute-carried-on", dispute: change.dispute }];
		case "set-cycle": {
			const { do: _, ...fields } = change;
			return [{ write: "cycle", ...fields, ...(change.phase === "closed" ? { closedAt: now } : {}) }];
		}
		case "plan-practice":
			return [
				{
					write: "practice",
					id: practiceId(cycleId, practiceName(change.week, change.ordinal)),
					week: change.week,
					ordinal: change.ordinal,
					scenario: change.scenario,
					pool: change.pool ?? 1,
					plannedAt: now,
				},
			];
		case "finish-practice":
			return [
				{ write: "practice-done", id: practiceId(cycleId, change.practice), conversationId: change.conversation },
			];
		case "miss-practice":
			return [{ write: "practice-missed", id: practiceId(cycleId, change.practice) }];
		case "withdraw-practices":
			return [{ write: "practices-withdrawn" }];
		case "offer-supplement":
			return [{ write: "task-subject", id: taskId(cycleId, change.task), subject: change.subject }];
		case "keep-blind-lines":
			return [
				{
					write: "blind-lines",
					taskId: taskId(cycleId, change.task),
					by: change.by,
					lines: change.lines,
					at: now,
				},
			];
		case "open-drill": {
			const { drill } = change;
			const id = idIn(cycleId, drill.name);
			return [{ write: "drill", id, ...drill, repId: facts.cycle.repId, assignedAt: now }];
		}
		case "attempt": {
			const { ordinal, angle, conversation: conversationId, score } = change;
			const id = idIn(cycleId, change.drill);
			return [{ write: "drill-attempt", id, ordinal, angle, conversationId, score, at: now }];
		}
		case "move-drill": {
			const { do: _, drill, ...fields } = change;
			return [{ write: "drill-moved", id: idIn(cycleId, drill), ...fields, since: now }];
		}
		case "close-drill": {
			const { outcome } = change;
			const state = outcome === null ? "withdrawn" : "closed";
			return [{ write: "drill-closed", id: idIn(cycleId, change.drill), state, outcome, at: now }];
		}
		case "notify": {
			const person = recipientOf(change.to, peopleOf(facts));
			if (person === null) return [];
			const { notification } = facts.policy;
			return messageRows(cycleId, step, person, change.template, now, reach, notification).map((row) => ({
				write: "notification",
				...row,
			}));
		}
		case "plan-invite":
		case "cancel-invite": {
			const changed = inviteChangeOf(change, facts);
			if (changed === null) return [];
			const { invite, news } = changed;
			return [
				{ write: "invite", id: inviteId(cycleId, invite.name), changedAt: now, ...invite },
				...news.flatMap((one) => {
					const person = { id: one.personId, zone: zoneOf(one.personId, facts, reach) };
					const rows = inviteRows(cycleId, step, person, one, now, reach, facts.policy.notification);
					return rows.map((row): RowWrite => ({ write: "notification", ...row }));
				}),
			];
		}
	}
}

/** The entry behind a change of a calendar, and who hears of it; null for every other change. */
function inviteChangeOf(change: Change, { invites }: CycleFacts): InviteChange | null {
	if (change.do === "plan-invite") {
		return planned(
			invites.find(({ name }) => name === change.invite.name),
			change.invite,
		);
	}
	const before = change.do === "cancel-invite" ? invites.find(({ name }) => name === change.invite) : undefined;
	return before === undefined ? null : cancelled(before);
}

/** Somebody who stood behind a rule before is told by their own clock, too. */
function zoneOf(personId: string, { cycle, owners }: CycleFacts, reach: Reach): ZoneId {
	const owner = Object.values(owners).find((person) => person?.id === personId);
	return reach.people.get(personId)?.zone ?? owner?.zone ?? cycle.zone;
}

function decisionsOf(
	decisions: readonly Decision[],
	facts: CycleFacts,
	step: string,
	now: Instant,
): readonly DecisionWrite[] {
	return decisions.map((decision, ordinal) => ({
		...decision,
		id: idIn(facts.cycle.id, `decision:${step}:${ordinal}`),
		step,
		ordinal,
		policyVersion: facts.policyVersion,
		factsUpTo: facts.factsUpTo,
		at: now,
	}));
}
