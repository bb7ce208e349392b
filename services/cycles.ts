import {
	type CalendarSpec,
	type Client,
	ScheduleAlreadyRunning,
	WorkflowExecutionAlreadyStartedError,
	WorkflowNotFoundError,
	WorkflowUpdateRPCTimeoutOrCancelledError,
} from "@temporalio/client";
import type { Priority } from "@temporalio/common";
import proto, { type temporal } from "@temporalio/proto";
import type { ActOutcome } from "../domain/cycle/step.ts";
import type { HumanTaskKind } from "../domain/human-task/step.ts";
import { type Instant, instantOf } from "../domain/time.ts";
import {
	type ActMessage,
	applyActUpdate,
	applySignal,
	type CyclePosition,
	type LookBecause,
	lookSignal,
	positionQuery,
} from "../workflows/coaching-cycle/messages.ts";
import { type CycleState, newCycle } from "../workflows/coaching-cycle/state.ts";
import { cohortLookSignal } from "../workflows/cohort/messages.ts";
import { newCohort } from "../workflows/cohort/state.ts";
import type { EraseInput } from "../workflows/erase-person/input.ts";
import { newHumanTask } from "../workflows/human-task/state.ts";
import { reconcileBegins } from "../workflows/reconcile/state.ts";
import { RETENTION_BEGINS } from "../workflows/retention/state.ts";
import type { ScoreInput } from "../workflows/score-conversation/input.ts";
import { searchAttributesOf } from "../workflows/search-attributes.ts";
import { TASK_QUEUES } from "../workflows/task-queues.ts";
import {
	cohortWorkflowId,
	cycleWorkflowId,
	eraseWorkflowId,
	RETENTION_ID,
	reconcileId,
	scoreWorkflowId,
	subjectOfWorkflow,
	taskWorkflowId,
} from "../workflows/workflow-ids.ts";
import { humanTaskId, outcomesTaskId } from "./records/ids.ts";
import type { ErasureTargets } from "./records/types.ts";
import { isAlreadyStarted, isTemporalAway, isWorkflowUnknown } from "./temporal.ts";

/** What the product asks of Temporal: start, tell, look. Every call may be repeated; the second changes nothing. */
export type Cycles = {
	/** Starts one cycle; a cycle that was started before, running or ended, is left alone. */
	startCycle(given: {
		readonly orgId: string;
		readonly cohortId: string;
		readonly cycleId: string;
		readonly startsAt: Instant;
	}): Promise<void>;
	startCohort(orgId: string, cohortId: string): Promise<void>;
	/** Says to a cohort that there is something new for it, and starts it where nobody has. One that is over needs no look. */
	lookAtCohort(orgId: string, cohortId: string): Promise<void>;
	/**
	 * Hands a cycle its act of a change of the whole cohort, without waiting for the answer. A cycle that nobody has started
	 * yet begins with it: it takes the act before anything else.
	 */
	tellCycle(given: {
		readonly orgId: string;
		readonly cohortId: string;
		readonly cycleId: string;
		readonly startsAt: Instant;
		readonly actId: string;
	}): Promise<void>;
	startScoring(orgId: string, conversationId: string): Promise<void>;
	/** Puts down, once, that retention runs every night. */
	scheduleRetention(): Promise<void>;
	/** Puts down, once, that rows and workflows are compared every hour. */
	scheduleReconcile(): Promise<void>;
	/** Starts a cycle whose workflow is lost, at the place that `state` says; one that runs is left alone. */
	startAgain(state: CycleState): Promise<void>;
	/** What the server says of a workflow. */
	presence(of: WorkflowOf, id: string): Promise<"running" | "ended" | "absent">;
	/** Ids of the organisation's cycles that have a running workflow. Some seconds late. */
	listRunning(orgId: string): Promise<readonly string[]>;
	/** Starts the erasure of a person, once. */
	startErasure(orgId: string, erasureId: string): Promise<void>;
	/**
	 * Ends every workflow of these and deletes every run of it; comes back when none is found any more. Throws when one is
	 * still there after a minute: to be tried again.
	 */
	eraseWorkflows(targets: ErasureTargets): Promise<void>;
	/** Opens a task of no cycle about a conversation or a dispute; one that was opened before is left alone. */
	openHumanTask(orgId: string, kind: HumanTaskKind, subjectId: string): Promise<void>;
	/** Opens the task that asks whether the outcomes of a week of a cohort are there, once. */
	askForOutcomes(orgId: string, cohortId: string, week: number): Promise<void>;
	/** Says "look now", and why. A cycle that has ended needs no look: that is no error. */
	look(cycleId: string, because: LookBecause): Promise<void>;
	/**
	 * Sends an act. `pending` when no answer came in time or the cycle's launch is still under way, `away` when Temporal
	 * did not take it. An act on a task of no cycle (`cycleId` null) goes to the task itself.
	 */
	applyAct(cycleId: string | null, message: ActMessage): Promise<ActOutcome | "pending" | "away">;
	position(cycleId: string): Promise<CyclePosition>;
	/** What Temporal has of one run of a cycle; null when it has forgotten it. */
	readRun(cycleId: string, runId: string): Promise<RunHistory | null>;
};

type RunHistory = {
	readonly history: temporal.api.history.v1.IHistory;
	/** Instant of the last event by the cycle's own clock; null while the run goes on. */
	readonly closedAt: Instant | null;
};

type StartOptions = {
	readonly workflowId: string;
	readonly taskQueue: string;
	readonly args: readonly [unknown];
	readonly attributes?: ReturnType<typeof searchAttributesOf>;
	readonly summary: string;
	readonly priority?: Priority;
	/** May one that has ended be begun once more? */
	readonly again?: "always" | "failed-only";
};

/** What a workflow is about: a cycle, a task of no cycle, a cohort, or the erasure of a person. */
type WorkflowOf = "cycle" | "task" | "cohort" | "erasure";

const WORKFLOW_IDS = {
	cycle: cycleWorkflowId,
	task: taskWorkflowId,
	cohort: cohortWorkflowId,
	erasure: eraseWorkflowId,
} as const;

const REUSE = {
	never: "REJECT_DUPLICATE",
	always: "ALLOW_DUPLICATE",
	"failed-only": "ALLOW_DUPLICATE_FAILED_ONLY",
} as const;

/** Of 1 to 5. */
const LAST_PRIORITY = 5;

/** For those who read histories: what names a cycle in Temporal. */
export function workflowIdOfCycle(cycleId: string): string {
	return cycleWorkflowId(cycleId);
}

const CYCLE_CLOSED: ActOutcome = { kind: "refused", reason: { code: "act.cycle-closed", params: {} } };
const TASK_CLOSED: ActOutcome = { kind: "already-decided" };

/** @param answerWithinMs How long an act may wait for the cycle's answer, in milliseconds. */
export function createCycles(client: Client, answerWithinMs = 2_000): Cycles {
	const optionsOf = (options: StartOptions) => ({
		workflowId: options.workflowId,
		taskQueue: options.taskQueue,
		args: [...options.args],
		workflowIdReusePolicy: REUSE[options.again ?? "never"],
		workflowIdConflictPolicy: "USE_EXISTING" as const,
		staticSummary: options.summary,
		...(options.priority === undefined ? {} : { priority: options.priority }),
		...(options.attributes === undefined ? {} : { typedSearchAttributes: [...options.attributes] }),
	});
	const start = async (type: string, options: StartOptions): Promise<void> => {
		try {
			await client.workflow.start(type, optionsOf(options));
		} catch (error) {
			if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
		}
	};
	/** Sends a signal, to one that it starts where there is none; one that has ended is left alone. */
	const startWith = async (
		type: string,
		options: StartOptions,
		signal: { readonly name: string; readonly args: readonly [unknown] },
	): Promise<void> => {
		try {
			await client.workflow.signalWithStart(type, {
				...optionsOf(options),
				signal: signal.name,
				signalArgs: [...signal.args],
			});
		} catch (error) {
			if (!isAlreadyStarted(error)) throw error;
		}
	};
	const cycleOptions = (state: CycleState): StartOptions => ({
		workflowId: cycleWorkflowId(state.cycleId),
		taskQueue: TASK_QUEUES.cycle,
		args: [state],
		attributes: searchAttributesOf(state),
		summary: "Coaching cycle",
		// For the whole life of the cycle: where the server shares out by key, no organisation waits for another's.
		priority: { fairnessKey: state.orgId },
	});
	const cohortOptions = (orgId: string, cohortId: string): StartOptions => ({
		workflowId: cohortWorkflowId(cohortId),
		taskQueue: TASK_QUEUES.cycle,
		args: [newCohort({ orgId, cohortId })],
		summary: "Cohort",
		again: "failed-only",
		// Behind everything that a person waits for.
		priority: { priorityKey: LAST_PRIORITY, fairnessKey: orgId },
	});

	/** A round that takes longer than its time goes on; the next begins when it has ended. */
	const scheduled = async (
		id: string,
		workflowType: string,
		begins: unknown,
		when: CalendarSpec,
		catchupWindow: "1 day" | "1 hour",
	): Promise<void> => {
		try {
			await client.schedule.create({
				scheduleId: id,
				spec: { calendars: [when] },
				policies: { overlap: "SKIP", catchupWindow },
				action: {
					type: "startWorkflow",
					workflowId: id,
					workflowType,
					taskQueue: TASK_QUEUES.cycle,
					args: [begins],
				},
			});
		} catch (error) {
			if (!(error instanceof ScheduleAlreadyRunning)) throw error;
		}
	};

	/** Not found is said of a workflow that has ended and of one that was never started; only the first is known here. */
	const wasStarted = async (workflowId: string): Promise<boolean> => {
		try {
			await client.workflow.getHandle(workflowId).describe();
			return true;
		} catch (error) {
			if (error instanceof WorkflowNotFoundError) return false;
			throw error;
		}
	};

	return {
		startCycle: (given) => start("coachingCycle", cycleOptions(newCycle(given))),
		startCohort: (orgId, cohortId) => start("cohort", cohortOptions(orgId, cohortId)),
		lookAtCohort: (orgId, cohortId) =>
			startWith("cohort", cohortOptions(orgId, cohortId), {
				name: cohortLookSignal.name,
				args: [{ because: "changed" }],
			}),
		tellCycle: ({ actId, ...given }) =>
			startWith("coachingCycle", cycleOptions(newCycle(given)), { name: applySignal.name, args: [{ actId }] }),
		startScoring(orgId, conversationId) {
			const input: ScoreInput = { orgId, conversationId };
			return start("scoreConversation", {
				workflowId: scoreWorkflowId(conversationId, 1),
				taskQueue: TASK_QUEUES.score,
				args: [input],
				// A conversation that waits for its scoring was not scored by one that was terminated.
				again: "failed-only",
				priority: { fairnessKey: orgId },
				summary: "Scoring of a conversation",
			});
		},
		// At night where most of it runs, and at no full hour, when everybody's jobs run.
		scheduleRetention: () => scheduled(RETENTION_ID, "retention", RETENTION_BEGINS, { hour: 2, minute: 17 }, "1 day"),
		async scheduleReconcile() {
			for (let shard = 0; shard < RECONCILE_SHARDS; shard++) {
				const minute = 3 + shard * Math.floor(60 / RECONCILE_SHARDS);
				const begins = reconcileBegins(shard, RECONCILE_SHARDS);
				await scheduled(reconcileId(shard), "reconcile", begins, { hour: "*", minute }, "1 hour");
			}
		},
		startAgain: (state) => start("coachingCycle", { ...cycleOptions(state), again: "always" }),
		async presence(of, id) {
			try {
				const { status } = await client.workflow.getHandle(WORKFLOW_IDS[of](id)).describe();
				return status.name === "RUNNING" ? "running" : "ended";
			} catch (error) {
				if (error instanceof WorkflowNotFoundError) return "absent";
				throw error;
			}
		},
		async listRunning(orgId) {
			const ids: string[] = [];
			const query = `WorkflowType = "coachingCycle" AND ExecutionStatus = "Running" AND CoachOrg = "${orgId}"`;
			for await (const { workflowId } of client.workflow.list({ query })) {
				const cycleId = subjectOfWorkflow(workflowId);
				if (cycleId !== null) ids.push(cycleId);
			}
			return ids;
		},
		startErasure(orgId, erasureId) {
			const input: EraseInput = { orgId, erasureId };
			return start("erasePerson", {
				workflowId: eraseWorkflowId(erasureId),
				taskQueue: TASK_QUEUES.cycle,
				args: [input],
				priority: { priorityKey: LAST_PRIORITY, fairnessKey: orgId },
				summary: "Erasure of a person",
				// What a backup brought back is erased again, and where nothing came back it finds nothing to do.
				again: "always",
			});
		},
		async eraseWorkflows({ cycles, tasks, conversations }) {
			const chains = [
				...cycles.map(({ id, runIds }) => ({ workflowId: cycleWorkflowId(id), runIds })),
				...tasks.map(({ id, runIds }) => ({ workflowId: taskWorkflowId(id), runIds })),
				...conversations.flatMap(({ id, scorings }) =>
					// One more than were stored: it may be under way.
					Array.from({ length: scorings + 1 }, (_, index) => ({
						workflowId: scoreWorkflowId(id, index + 1),
						runIds: [],
					})),
				),
			];
			for (let at = 0; at < chains.length; at += ERASED_AT_ONCE) {
				await Promise.all(
					chains.slice(at, at + ERASED_AT_ONCE).map(({ workflowId, runIds }) => eraseChain(client, workflowId, runIds)),
				);
			}
		},
		openHumanTask(orgId, kind, subjectId) {
			const taskId = humanTaskId(kind, subjectId);
			const state = newHumanTask({ orgId, taskId, kind, subjectId });
			return start("humanTask", {
				workflowId: taskWorkflowId(taskId),
				taskQueue: TASK_QUEUES.cycle,
				args: [state],
				again: "failed-only",
				priority: { fairnessKey: orgId },
				summary: "Task of no cycle",
			});
		},
		askForOutcomes(orgId, cohortId, week) {
			const taskId = outcomesTaskId(cohortId, week);
			const state = newHumanTask({ orgId, taskId, kind: "outcomes", subjectId: cohortId });
			return start("humanTask", {
				workflowId: taskWorkflowId(taskId),
				taskQueue: TASK_QUEUES.cycle,
				args: [state],
				again: "failed-only",
				priority: { fairnessKey: orgId },
				summary: "Task of no cycle",
			});
		},
		async look(cycleId, because) {
			try {
				await client.workflow.getHandle(cycleWorkflowId(cycleId)).signal(lookSignal, { because });
			} catch (error) {
				if (!(error instanceof WorkflowNotFoundError)) throw error;
			}
		},
		async applyAct(cycleId, message) {
			const workflowId = cycleId === null ? taskWorkflowId(message.taskId ?? "") : cycleWorkflowId(cycleId);
			const handle = client.workflow.getHandle(workflowId);
			try {
				return await client.withDeadline(Date.now() + answerWithinMs, () =>
					handle.executeUpdate(applyActUpdate, { updateId: message.actId }),
				);
			} catch (error) {
				if (error instanceof WorkflowNotFoundError) {
					if (!(await wasStarted(workflowId))) return "pending";
					return cycleId === null ? TASK_CLOSED : CYCLE_CLOSED;
				}
				if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return "pending";
				if (isTemporalAway(error)) return "away";
				throw error;
			}
		},
		async readRun(cycleId, runId) {
			try {
				const history = await client.workflow.getHandle(cycleWorkflowId(cycleId), runId).fetchHistory();
				return { history, closedAt: closedAtOf(history) };
			} catch (error) {
				if (isWorkflowUnknown(error)) return null;
				throw error;
			}
		},
		position: (cycleId) => client.workflow.getHandle(cycleWorkflowId(cycleId)).query(positionQuery),
	};
}

/** A shard is gone through by one worker at a time; each takes its turn within the hour. */
const RECONCILE_SHARDS = 4;

const { EventType } = proto.temporal.api.enums.v1;
const CLOSING: readonly unknown[] = [
	EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
	EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
	EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
	EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
	EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
	EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
];

function closedAtOf({ events }: temporal.api.history.v1.IHistory): Instant | null {
	const last = events?.at(-1);
	if (last?.eventTime == null || !CLOSING.includes(last.eventType)) return null;
	return instantOf(Number(last.eventTime.seconds) * 1000 + Math.floor((last.eventTime.nanos ?? 0) / 1e6));
}

const ERASED_AT_ONCE = 10;
const ERASED_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 50;

/**
 * Deletes the runs of a workflow that are known, the current one, and those that came before it. Deleting ends a run
 * that goes on; the server does it in its own time, so each is looked for until it is not found.
 */
async function eraseChain(client: Client, workflowId: string, known: readonly string[]): Promise<void> {
	const { namespace } = client.options;
	const { workflowService } = client;
	const end = Date.now() + ERASED_WITHIN_MS;
	const runIds = new Set(known);
	for (;;) {
		const current = await findRunId(client, workflowId);
		if (current !== null) for (const runId of await chainBehind(client, workflowId, current)) runIds.add(runId);
		let found = current !== null;
		for (const runId of runIds) {
			const workflowExecution = { workflowId, runId };
			try {
				await workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
				found = true;
			} catch (error) {
				if (!isWorkflowUnknown(error)) throw error;
			}
		}
		if (!found) return;
		if (Date.now() > end) throw new Error(`${workflowId} is still there after ${ERASED_WITHIN_MS / 1000} s`);
		await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
	}
}

async function findRunId(client: Client, workflowId: string): Promise<string | null> {
	try {
		const { workflowExecutionInfo } = await client.workflowService.describeWorkflowExecution({
			namespace: client.options.namespace,
			execution: { workflowId },
		});
		return workflowExecutionInfo?.execution?.runId ?? null;
	} catch (error) {
		if (isWorkflowUnknown(error)) return null;
		throw error;
	}
}

/** The run and those that it continues, as far as the server still has them. */
async function chainBehind(client: Client, workflowId: string, from: string): Promise<readonly string[]> {
	const chain: string[] = [];
	for (let runId: string | null = from; runId !== null; runId = await runBefore(client, workflowId, runId)) {
		chain.push(runId);
	}
	return chain;
}

async function runBefore(client: Client, workflowId: string, runId: string): Promise<string | null> {
	try {
		const { history } = await client.workflowService.getWorkflowExecutionHistory({
			namespace: client.options.namespace,
			execution: { workflowId, runId },
			maximumPageSize: 1,
		});
		return history?.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || null;
	} catch (error) {
		if (isWorkflowUnknown(error)) return null;
		throw error;
	}
}
