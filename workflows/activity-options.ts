import type { ActivityOptions, LocalActivityOptions } from "@temporalio/workflow";
import { TASK_QUEUES } from "./task-queues.ts";

/**
 * A step is one short transaction: 4 s are plenty. Two attempts, because a local activity that goes on trying keeps
 * its workflow task open and writes three events every few seconds.
 */
export const STEP_LOCALLY: LocalActivityOptions = {
	startToCloseTimeout: "4 seconds",
	scheduleToCloseTimeout: "5 seconds",
	retry: { maximumAttempts: 2, initialInterval: "100 milliseconds" },
};

/**
 * The same step once the local attempts failed: the database is away. It is tried for as long as a cycle can live,
 * since a normal activity's attempts write nothing and nobody is helped by a failed cycle; 10 s apart at most, so that
 * it goes on soon after the database is back.
 */
export const STEP_REMOTELY: ActivityOptions = {
	taskQueue: TASK_QUEUES.cycle,
	startToCloseTimeout: "30 seconds",
	scheduleToCloseTimeout: "365 days",
	retry: { initialInterval: "1 second", backoffCoefficient: 2, maximumInterval: "10 seconds" },
};

/** Labelling by rules takes milliseconds, the longest call a second; then one short transaction. */
export const SCORE_LOCALLY: LocalActivityOptions = {
	startToCloseTimeout: "8 seconds",
	scheduleToCloseTimeout: "9 seconds",
	retry: { maximumAttempts: 2, initialInterval: "100 milliseconds" },
};

/**
 * Repeated for a week: a conversation that cannot be stored by then needs a person, and stays "received" until somebody
 * looks.
 */
export const SCORE_REMOTELY: ActivityOptions = {
	taskQueue: TASK_QUEUES.score,
	startToCloseTimeout: "60 seconds",
	scheduleToCloseTimeout: "7 days",
	retry: { initialInterval: "1 second", backoffCoefficient: 2, maximumInterval: "10 seconds" },
};

/**
 * A page of starts takes as long as the organisation's rate wants, some ten seconds, behind those of its other cohorts; it
 * says that it is alive meanwhile. Repeated like a step, for as long as a cycle can live: a launch that gave up would leave
 * reps in cycles that never begin, and nothing would start it again.
 */
export const LAUNCH: ActivityOptions = {
	taskQueue: TASK_QUEUES.bulk,
	startToCloseTimeout: "10 minutes",
	scheduleToCloseTimeout: "365 days",
	heartbeatTimeout: "20 seconds",
	retry: { initialInterval: "1 second", backoffCoefficient: 2, maximumInterval: "1 minute" },
};

/**
 * A part of an erasure: thousands of deletions at most, each some milliseconds and looked for until it is done. Repeated
 * for as long as it takes, since a person who is half erased is owed the other half.
 */
export const ERASE: ActivityOptions = {
	taskQueue: TASK_QUEUES.bulk,
	startToCloseTimeout: "15 minutes",
	scheduleToCloseTimeout: "365 days",
	retry: { initialInterval: "1 second", backoffCoefficient: 2, maximumInterval: "1 minute" },
};

/**
 * A page is a hundred questions to the server and some looks again. What cannot be compared within the hour is left to the
 * next round.
 */
export const RECONCILE: ActivityOptions = {
	taskQueue: TASK_QUEUES.bulk,
	startToCloseTimeout: "10 minutes",
	scheduleToCloseTimeout: "50 minutes",
	retry: { initialInterval: "1 second", backoffCoefficient: 2, maximumInterval: "1 minute" },
};

/** A batch is one short transaction. What cannot be removed in a day is left to the next day's round. */
export const RETENTION: ActivityOptions = {
	taskQueue: TASK_QUEUES.bulk,
	startToCloseTimeout: "1 minute",
	scheduleToCloseTimeout: "1 day",
	retry: { initialInterval: "1 second", backoffCoefficient: 2, maximumInterval: "1 minute" },
};
