import type { Pause } from "../../domain/cycle/active-days.ts";
import { decideAfterScore } from "../../domain/cycle/decide-after-score.ts";
import { decideStep } from "../../domain/cycle/decide-step.ts";
import type { CycleFacts, CyclePhase, TaskSubject } from "../../domain/cycle/facts.ts";
import type { Segment } from "../../domain/cycle/plan.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import {
	type ActOutcome,
	type Change,
	type Decision,
	type StepCall,
	type StepResult,
	stepName,
	type TaskFlag,
} from "../../domain/cycle/step.ts";
import type { LineVerdict, OwnerRule, RungDo, TaskAnswer, TaskKind } from "../../domain/cycle/task.ts";
import { INBOX_ALONE, type Reach } from "../../domain/notification/reach.ts";
import type { Signal } from "../../domain/signals/signal.ts";
import { epochMs, type Instant, type LocalDate } from "../../domain/time.ts";
import { idIn, practiceId, practiceName, taskId } from "./ids.ts";
import { type MessageRow, messageRows, recipientOf } from "./messages.ts";
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
			readonly policyVersion?: string;
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
			readonly plannedAt: Instant;
	  }
	| { readonly write: "practice-done"; readonly id: string; readonly conversationId: string }
	| { readonly write: "practice-missed"; readonly id: string }
	| { readonly write: "practices-withdrawn" }
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
	/** The rep is being erased: nothing is written any more. */
	readonly erasing?: boolean;
};

/** The rows of one cycle inside one transaction. */
export type CycleTables = {
	/** Locks the cycle until the transaction ends. */
	lock(): Promise<LockedCycle | null>;
	findResult(step: string): Promise<unknown>;
	readFacts(now: Instant, actId: string | null): Promise<CycleFacts>;
	/** By which ways these people are reached, of whom there is at least one. */
	readReach(personIds: readonly string[]): Promise<Reach>;
	write(writes: StepWrites): Promise<void>;
	answerAct(act: ActWrite): Promise<void>;
};

/** A step was asked for a cycle that is not there. No retry mends it. */
export class UnknownCycle extends Error {
	override readonly name = "UnknownCycle";
	constructor(cycleId: string) {
		super(`There is no cycle ${cycleId}.`);
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
	const stored = await tables.findResult(name);
	if (stored !== undefined) return isResult(stored);
	if (cycle.phase === "closed" || cycle.erasing === true) {
		// Whoever asked is answered all the same; an act left pending would be sent for ever.
		if (call.kind === "act") await tables.answerAct({ id: call.actId, outcome: CYCLE_CLOSED, at: now });
		return { kind: "refused", because: "cycle-closed" };
	}
	const facts = await tables.readFacts(now, call.kind === "act" ? call.actId : null);
	const outcome = decideStep(call, facts, now);
	if (!outcome.record) return outcome.result;
	await tables.write({
		rows: await rowsOf(tables, outcome.changes, facts, name, now),
		decisions: decisionsOf(outcome.decisions, facts, name, now),
		record: { name, result: outcome.result, at: now },
		turn: {
			revision: cycle.revision,
			starts: !cycle.started,
			nextDue: nextDueOf(outcome.result, now),
			runId: identity.runId,
			historyLength: identity.historyLength,
		},
		...(call.kind === "act" && outcome.result.kind === "act-done"
			? { act: { id: call.actId, outcome: outcome.result.outcome, at: now } }
			: {}),
	});
	return outcome.result;
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
): Promise<{ readonly waiting: boolean }> {
	const name = afterScoreName(conversationId);
	const stored = await tables.findResult(name);
	if (stored !== undefined) return { waiting: isWaiting(stored) };
	const facts = await tables.readFacts(now, null);
	const after = decideAfterScore(facts, conversationId, now);
	const result = { kind: "after-score", waiting: after.waiting };
	await tables.write({
		rows: await rowsOf(tables, after.changes, facts, name, now),
		decisions: decisionsOf(after.decisions, facts, name, now),
		record: { name, result, at: now },
	});
	return { waiting: after.waiting };
}

export function isWaiting(result: unknown): boolean {
	return typeof result === "object" && result !== null && "waiting" in result && result.waiting === true;
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
		change.do === "notify" ? (recipientOf(change.to, peopleOf(facts))?.id ?? []) : [],
	);
	return told.length === 0 ? INBOX_ALONE : await tables.readReach([...new Set(told)]);
}

function peopleOf({ cycle, owners }: CycleFacts) {
	return { rep: { id: cycle.repId, zone: cycle.zone }, owners };
}

/**
 * A person hears of one step once on each channel, in one message: what else the step has to say to them is named in
 * `also`. It leaves with the one of them that can wait least.
 */
function oneMessageEach(rows: readonly RowWrite[]): readonly RowWrite[] {
	const messages = rows.filter((row) => row.write === "notification");
	return rows.flatMap((row): readonly RowWrite[] => {
		if (row.write !== "notification") return [row];
		const [first, ...rest] = messages.filter(({ id }) => id === row.id);
		if (first !== row) return [];
		if (rest.length === 0) return [row];
		const also = rest.map(({ template }) => template.code).join(" ");
		const deliverAt = [row, ...rest].reduce(
			(earliest, other) => (epochMs(other.deliverAt) < epochMs(earliest) ? other.deliverAt : earliest),
			row.deliverAt,
		);
		return [{ ...row, deliverAt, template: { ...row.template, params: { ...row.template.params, also } } }];
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
		case "notify": {
			const person = recipientOf(change.to, peopleOf(facts));
			if (person === null) return [];
			return messageRows(cycleId, step, person, change.template, now, reach).map((row) => ({
				write: "notification",
				...row,
			}));
		}
	}
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

/** The earliest due time after `now` that the result names, or null where it names none. Only the workflow knows all. */
function nextDueOf(result: StepResult, now: Instant): Instant | null {
	const dues: Instant[] = [];
	if ("looks" in result) dues.push(...result.looks.map(({ at }) => at));
	if ("turn" in result && result.turn.kind === "replanned") dues.push(...result.turn.looks.map(({ at }) => at));
	if ("turn" in result && result.turn.kind === "reladdered") {
		dues.push(...result.turn.ladders.flatMap(({ rungs }) => rungs.map(({ at }) => at)));
	}
	if ("opened" in result && result.opened !== undefined)
		dues.push(...result.opened.flatMap(({ rungs }) => rungs.map(({ at }) => at)));
	if ("more" in result) dues.push(...result.more.map(({ at }) => at));
	const later = dues.filter((at) => epochMs(at) > epochMs(now)).sort((a, b) => epochMs(a) - epochMs(b));
	return later[0] ?? null;
}
