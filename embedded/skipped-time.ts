import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "@temporalio/client";
import { msToTs, tsToMs } from "@temporalio/common/lib/time.js";
import proto from "@temporalio/proto";
import { epochMs, type Instant } from "../domain/time.ts";
import { connectTemporal } from "../services/temporal.ts";
import { cohortWorkflowId, cycleWorkflowId, eraseWorkflowId, taskWorkflowId } from "../workflows/workflow-ids.ts";

/**
 * Drives cycles through time that is skipped, on a server that was started with it (demo and tests). A cycle is
 * started as always; only from here is its clock moved, so nothing of it is in what runs for customers.
 */
export type SkippedTime = {
	/** Moves one cycle's own clock to `at`. Everything due before has then happened. */
	advanceTo(cycleId: string, at: Instant): Promise<"reached" | "ended">;
	/** The same for a task that belongs to no cycle. */
	advanceTaskTo(taskId: string, at: Instant): Promise<"reached" | "ended">;
	/** The same for a cohort: its cycles have clocks of their own. */
	advanceCohortTo(cohortId: string, at: Instant): Promise<"reached" | "ended">;
	/** The same for the erasure of a person. */
	advanceErasureTo(erasureId: string, at: Instant): Promise<"reached" | "ended">;
	/**
	 * Comes back when the cycle waits for its next alarm or for somebody: what was due is then done, not only begun. An
	 * alarm that is due and has not rung, as behind the death of a server, is waited for.
	 * Throws when that takes longer than half a minute.
	 */
	untilIdle(cycleId: string): Promise<void>;
	/** The cycle's own time. */
	now(cycleId: string): Promise<Instant>;
	close(): Promise<void>;
};

const { WORKFLOW_EXECUTION_STATUS_RUNNING } = proto.temporal.api.enums.v1.WorkflowExecutionStatus;
const { FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED, FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT } =
	proto.temporal.api.enums.v1.FastForwardPollingResult;

/** More skips than a cycle of a year can need: at the server's default of 200 skipping would silently end. */
const SKIPS_MAX = 5_000;
const IDLE_WITHIN_MS = 30_000;
const IDLE_LOOK_MS = 20;
/** A stretch between two alarms has fewer. */
const EVENTS_PER_LOOK = 40;
const MOVE_ATTEMPTS_MAX = 20;
const MOVE_AGAIN_MS = 250;
/** More than a worker on a busy machine takes for what came due on the way. */
const TOO_FAR_MS = 10 * 60_000;

export async function createSkippedTime(given: { address: string; namespace: string }): Promise<SkippedTime> {
	const connection = await connectTemporal(given.address);
	// A move says how far, not where to: sent twice, it would go twice as far.
	const mover = await connectTemporal(given.address, undefined, false);
	const client = new Client({ connection, namespace: given.namespace });
	const { namespace } = given;
	const { workflowService } = client;

	const describe = async (workflowId: string) => {
		const found = await workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
		const { currentTime, effectiveConfig } = found.workflowExtendedInfo?.timeSkippingInfo ?? {};
		return {
			running: found.workflowExecutionInfo?.status === WORKFLOW_EXECUTION_STATUS_RUNNING,
			runId: found.workflowExecutionInfo?.execution?.runId ?? null,
			nowMs: currentTime ? Number(currentTime.seconds) * 1000 + Math.floor((currentTime.nanos ?? 0) / 1e6) : Date.now(),
			movesBy: effectiveConfig?.enabled === true ? (effectiveConfig.fastForwardConfig?.id ?? null) : null,
			idle: !found.pendingWorkflowTask && (found.pendingActivities ?? []).length === 0,
		};
	};
	/** Workflows here have one timer at most: the one that was started last, unless it is over. */
	const isAlarmDue = async (workflowId: string, runId: string | null, nowMs: number): Promise<boolean> => {
		const over = new Set<string>();
		let nextPageToken: Uint8Array | null = null;
		do {
			const page: proto.temporal.api.workflowservice.v1.IGetWorkflowExecutionHistoryReverseResponse =
				await workflowService.getWorkflowExecutionHistoryReverse({
					namespace,
					execution: { workflowId, runId },
					maximumPageSize: EVENTS_PER_LOOK,
					nextPageToken,
				});
			for (const { eventTime, ...event } of page.history?.events ?? []) {
				const ended = event.timerFiredEventAttributes ?? event.timerCanceledEventAttributes;
				if (ended != null) over.add(ended.timerId ?? "");
				const started = event.timerStartedEventAttributes;
				if (started == null) continue;
				if (over.has(started.timerId ?? "")) return false;
				return tsToMs(eventTime) + tsToMs(started.startToFireTimeout) <= nowMs;
			}
			nextPageToken = page.nextPageToken ?? null;
		} while (nextPageToken !== null && nextPageToken.length > 0);
		return false;
	};
	/** The last move of each clock. */
	const moves = new Map<string, { readonly id: string; readonly at: Instant }>();

	/** What was in the way, where nobody knows whether it was taken: the answer was lost, or there was no room for it. */
	const move = async (workflowId: string, id: string, ms: number): Promise<{ readonly failed: unknown } | null> => {
		try {
			await mover.workflowService.updateWorkflowExecutionOptions({
				namespace,
				workflowExecution: { workflowId },
				workflowExecutionOptions: {
					timeSkippingConfig: {
						enabled: true,
						maxSessionSkipCount: SKIPS_MAX,
						fastForwardConfig: { id, duration: msToTs(ms) },
					},
				},
				updateMask: { paths: ["time_skipping_config"] },
			});
			return null;
		} catch (error) {
			// The next look at it says whether it was, and whether there is still anything to move.
			return { failed: error };
		}
	};

	const advance = async (workflowId: string, at: Instant, attempt = 1): Promise<"reached" | "ended"> => {
		const { running, nowMs, movesBy } = await describe(workflowId);
		if (!running) return "ended";
		const last = moves.get(workflowId);
		// A move whose answer was lost goes on. Told again, the server would skip over an alarm that is due and has not rung.
		const isUnderWay = last !== undefined && last.at === at && last.id === movesBy;
		const id = isUnderWay ? last.id : randomUUID();
		if (!isUnderWay) {
			const ms = epochMs(at) - nowMs;
			if (ms <= 0) return "reached";
			moves.set(workflowId, { id, at });
			const failure = await move(workflowId, id, ms);
			if (failure !== null) {
				if (attempt === MOVE_ATTEMPTS_MAX) {
					throw new Error(`the clock of ${workflowId} cannot be moved`, { cause: failure.failed });
				}
				await delay(MOVE_AGAIN_MS);
				return advance(workflowId, at, attempt + 1);
			}
		}
		for (;;) {
			const { fastForwardPollingResult: result, fastForwardInfo: info } =
				await workflowService.pollWorkflowExecutionTimeSkipping({
					namespace,
					workflowExecution: { workflowId },
					fastForwardId: id,
				});
			if (result === FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED) {
				const { targetTime } = info ?? {};
				const target = targetTime == null ? at : new Date(Number(targetTime.seconds) * 1000).toISOString();
				if (epochMs(target) <= epochMs(at) + TOO_FAR_MS) return "reached";
				throw new Error(`the clock of ${workflowId} went to ${target}, and was told to go to ${at}`);
			}
			if (result !== FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT) {
				if (!(await describe(workflowId)).running) return "ended";
				// The cycle continued as a new run between the two calls: ask again from where it stands.
				return advance(workflowId, at);
			}
		}
	};

	return {
		advanceTo: (cycleId, at) => advance(cycleWorkflowId(cycleId), at),
		advanceTaskTo: (taskId, at) => advance(taskWorkflowId(taskId), at),
		advanceCohortTo: (cohortId, at) => advance(cohortWorkflowId(cohortId), at),
		advanceErasureTo: (erasureId, at) => advance(eraseWorkflowId(erasureId), at),
		async untilIdle(cycleId) {
			for (const end = performance.now() + IDLE_WITHIN_MS; ; ) {
				const workflowId = cycleWorkflowId(cycleId);
				const { idle, running, runId, nowMs } = await describe(workflowId);
				if (!running || (idle && !(await isAlarmDue(workflowId, runId, nowMs)))) return;
				if (performance.now() > end) throw new Error(`cycle ${cycleId} is at work for ${IDLE_WITHIN_MS / 1000} s`);
				await delay(IDLE_LOOK_MS);
			}
		},
		async now(cycleId) {
			return new Date((await describe(cycleWorkflowId(cycleId))).nowMs).toISOString();
		},
		async close() {
			await mover.close();
			await connection.close();
		},
	};
}
