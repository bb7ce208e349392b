/** Workflow ids, made of opaque ids only. They are never encrypted and show in every log: no name may enter one. */
export function cycleWorkflowId(cycleId: string): string {
	return `cycle:${cycleId}`;
}

/** `attempt` counts the scorings of one conversation from 1; a re-score is another workflow. */
export function scoreWorkflowId(conversationId: string, attempt: number): string {
	return `score:${conversationId}:${attempt}`;
}

export function cohortWorkflowId(cohortId: string): string {
	return `cohort:${cohortId}`;
}

/** A task that belongs to no cycle. */
export function taskWorkflowId(taskId: string): string {
	return `task:${taskId}`;
}

/** Named by the certificate, not by the person. */
export function eraseWorkflowId(erasureId: string): string {
	return `erase:${erasureId}`;
}

/** Of the whole installation: the schedule, and with the instant behind it each of its rounds. */
export const RETENTION_ID = "retention";

/** One schedule, and with the instant behind it one round, for each shard of the cycles. */
export function reconcileId(shard: number): string {
	return `reconcile-${shard}`;
}

/**
 * What a workflow is about: the id that stands second in its own. Null for one of the whole installation, which is named
 * by a word alone and is about nobody.
 */
export function subjectOfWorkflow(workflowId: string): string | null {
	return /^[a-z-]+:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?::|$)/.exec(workflowId)?.[1] ?? null;
}
