import type { StuckBecause } from "../../domain/cycle/step.ts";
import { type TaskStepCall, taskStepName } from "../../domain/human-task/step.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { Database } from "../database.ts";
import { UnreadableDocument } from "./documents.ts";
import { messageRows } from "./messages.ts";
import { putMessages, readAdmins, readReach } from "./reach.ts";
import type { TaskIdentity } from "./types.ts";

/** A decision threw. The same facts would make it throw again. */
class TaskUndecidable extends Error {
	override readonly name = "TaskUndecidable";
	constructor(step: string, cause: unknown) {
		super(`The step ${step} of a task cannot be decided.`, { cause });
	}
}

/** What a pure decision throws, it throws again for the same facts: that is told apart from a database that is away. */
export function decidedFor<T>(call: TaskStepCall, decide: () => T): T {
	try {
		return decide();
	} catch (error) {
		throw new TaskUndecidable(taskStepName(call), error);
	}
}

/**
 * A step of a task of no cycle that its facts stand in the way of is tried on and on: a mended row or a newer build ends
 * that by itself. Whoever looks after the installation is told once per step.
 */
export async function orTellAdmins<T>(
	database: Database,
	identity: TaskIdentity,
	call: TaskStepCall,
	step: () => Promise<T>,
): Promise<T> {
	try {
		return await step();
	} catch (error) {
		const because = whyStuck(error);
		if (because !== null) await tellAdmins(database, identity, taskStepName(call), because);
		throw error;
	}
}

function whyStuck(error: unknown): StuckBecause | null {
	if (error instanceof UnreadableDocument) return "unreadable";
	return error instanceof TaskUndecidable ? "undecidable" : null;
}

async function tellAdmins(
	database: Database,
	{ orgId, taskId, now }: TaskIdentity,
	step: string,
	because: StuckBecause,
): Promise<void> {
	await database.withOrg(orgId, async (tx) => {
		// One that could not even be opened has no row that a message could be about: the worker's log says it.
		if ((await tx.task.count({ where: { orgId, id: taskId } })) === 0) return;
		const admins = await readAdmins(tx, orgId);
		if (admins.length === 0) return;
		const reach = await readReach(
			tx,
			orgId,
			admins.map(({ id }) => id),
		);
		const template = { code: "task.step-stuck", params: { because } };
		// The policy may be what cannot be read. What concerns the installation waits for no morning anyway.
		const times = DEFAULT_POLICY.notification;
		const rows = admins.flatMap((admin) => messageRows(taskId, `stuck:${step}`, admin, template, now, reach, times));
		await putMessages(tx, orgId, { taskId }, rows);
	});
}
