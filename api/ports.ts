import type { ActOutcome } from "../domain/cycle/step.ts";
import type { HumanTaskKind } from "../domain/human-task/step.ts";
import type { Instant } from "../domain/time.ts";
import type { Histories } from "../services/histories.ts";
import type { Records } from "../services/records/types.ts";
import type { ActMessage } from "../workflows/coaching-cycle/messages.ts";

/** What the API asks of Temporal. Everything sent here was stored before, so a loss costs time and never truth. */
export type Cycles = {
	/** Sends the Update with the act's id, to the cycle or, without one, to the task. `pending`: no answer in time. `away`: Temporal did not take it. */
	applyAct(cycleId: string | null, message: ActMessage): Promise<ActOutcome | "pending" | "away">;
	startScoring(orgId: string, conversationId: string): Promise<void>;
	openHumanTask(orgId: string, kind: HumanTaskKind, subjectId: string): Promise<void>;
	startCohort(orgId: string, cohortId: string): Promise<void>;
	lookAtCohort(orgId: string, cohortId: string): Promise<void>;
	startErasure(orgId: string, erasureId: string): Promise<void>;
};

/** One thing without which the process can not do its work, as `/readyz` shows it. */
export type Part = {
	readonly name: string;
	check(): Promise<{ readonly ready: boolean; readonly detail: string }>;
};

/** The part of pino that the API uses. */
type Log = {
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
};

export type ApiDeps = {
	readonly records: Records;
	readonly cycles: Cycles;
	readonly parts: readonly Part[];
	readonly log: Log;
	/** The wall clock. */
	now(): Instant;
	/** Signs the links that switch messages off: the same as the worker's. */
	readonly unsubscribeKey: string;
	/** Where people reach the product, without a slash at the end; null where nobody has said it. */
	readonly publicUrl: string | null;
	/** Whether webhooks may go to this machine itself, in development and tests. */
	readonly webhooksToLoopback: boolean;
	/** What Temporal and the archive keep of a cycle's runs. */
	readonly histories: Histories;
	/** How long an act may keep its caller waiting before the answer is 202. */
	readonly actWaitMs?: number;
};
