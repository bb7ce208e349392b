import { ACT_KINDS } from "../../domain/cycle/facts.ts";
import type { ActOutcome } from "../../domain/cycle/step.ts";
import type { Result } from "../../domain/fault.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { instant, wallNow } from "./dates.ts";
import { isActOutcome, oneOf, readDocument, toJson, UnreadableDocument } from "./documents.ts";
import { checkDrillAsk } from "./drills.ts";
import { isId, newId } from "./ids.ts";
import { answerAct } from "./step-store.ts";
import type { ActInput, ActView, Caller, Refusal, WriteKey, Written } from "./types.ts";
import { putRelayJob, refuse, writeAudit, writeOnce } from "./writes.ts";

const ACT_STATES = ["pending", "applied", "refused"] as const;

/** Keeps what a person asked for, before the workflow hears of it; the relay sends it until it is answered. */
export function writeAct(
	database: Database,
	caller: Caller,
	input: ActInput,
	key: WriteKey,
): Promise<Result<Written<ActView>, Refusal>> {
	const { orgId } = caller;
	return writeOnce<ActView>(
		database,
		caller,
		key,
		async (tx) => {
			await checkTarget(tx, orgId, input);
			const id = newId();
			await tx.act.createMany({
				data: [
					{
						orgId,
						id,
						actorId: caller.personId,
						idempotencyKey: `${key.method} ${key.path} ${key.key}`,
						kind: input.kind,
						cycleId: input.cycleId,
						taskId: input.taskId,
						answer: input.answer === null ? Prisma.DbNull : toJson(input.answer),
						change: input.change === undefined ? Prisma.DbNull : toJson(input.change),
						drill: input.drill === undefined ? Prisma.DbNull : toJson(input.drill),
						opens: Prisma.DbNull,
						note: input.note,
						minutes: input.minutes ?? null,
						at: new Date(input.at),
					},
				],
			});
			await putRelayJob(tx, orgId, "act", id);
			await writeAudit(tx, orgId, caller.personId, `act.${input.kind}`, input.taskId ?? input.cycleId ?? "");
			return { made: { kind: "act", id, status: 201 }, value: await getAct(tx, orgId, id) };
		},
		(tx, made) => getAct(tx, orgId, made.id),
	);
}

async function checkTarget(tx: Tx, orgId: string, input: ActInput): Promise<void> {
	const { cycleId, taskId } = input;
	if (cycleId === null) return await checkTaskOfNoCycle(tx, orgId, input);
	const cycle = isId(cycleId)
		? await tx.cycle.findUnique({ where: { orgId_id: { orgId, id: cycleId } }, select: { phase: true, repId: true } })
		: null;
	if (cycle === null) throw refuse("not-found", "/cycleId", "a cycle", cycleId);
	if (cycle.phase === "closed") throw refuse("cycle-closed", "/cycleId", "a running cycle", cycleId);
	if (input.kind !== "decide-task") {
		if (taskId !== null) throw refuse("invalid", "/taskId", "no task for this act", taskId);
		if (input.drill !== undefined) await checkDrillAsk(tx, orgId, { id: cycleId, repId: cycle.repId }, input.drill);
		return;
	}
	if (taskId === null) throw refuse("invalid", "/taskId", "a task", "nothing");
	await checkOpen(tx, orgId, taskId, cycleId, input.answer?.kind === "reopen");
}

async function checkTaskOfNoCycle(tx: Tx, orgId: string, { kind, taskId }: ActInput): Promise<void> {
	if (kind !== "decide-task") throw refuse("invalid", "/cycleId", "a cycle", "nothing");
	if (taskId === null) throw refuse("invalid", "/taskId", "a task", "nothing");
	await checkOpen(tx, orgId, taskId, null, false);
}

/** @param isAgain The act opens the task again, so it need not be open. */
async function checkOpen(
	tx: Tx,
	orgId: string,
	taskId: string,
	cycleId: string | null,
	isAgain: boolean,
): Promise<void> {
	const task = isId(taskId)
		? await tx.task.findUnique({ where: { orgId_id: { orgId, id: taskId } }, select: { cycleId: true, state: true } })
		: null;
	if (task === null || task.cycleId !== cycleId) {
		throw refuse("not-found", "/taskId", cycleId === null ? "a task" : "a task of this cycle", taskId);
	}
	if (task.state !== "open" && !isAgain)
		throw refuse("task-closed", "/taskId", "an open task", `${taskId}, which is ${task.state}`);
}

async function readAct(tx: Tx, orgId: string, id: string): Promise<ActView | null> {
	const row = await tx.act.findUnique({ where: { orgId_id: { orgId, id } } });
	if (row === null) return null;
	return {
		id: row.id,
		actorId: row.actorId,
		kind: oneOf("act kind", ACT_KINDS, row.kind),
		cycleId: row.cycleId,
		taskId: row.taskId,
		at: instant(row.at),
		state: oneOf("act state", ACT_STATES, row.state),
		outcome: row.result === null ? null : readDocument("act outcome", row.result, isActOutcome),
	};
}

async function getAct(tx: Tx, orgId: string, id: string): Promise<ActView> {
	const act = await readAct(tx, orgId, id);
	if (act === null) throw new UnreadableDocument("act");
	return act;
}

export function findAct(database: Database, orgId: string, id: string): Promise<ActView | null> {
	return isId(id) ? database.withOrg(orgId, (tx) => readAct(tx, orgId, id)) : Promise.resolve(null);
}

export async function markActApplied(
	database: Database,
	orgId: string,
	actId: string,
	outcome: ActOutcome,
): Promise<void> {
	await database.withOrg(orgId, (tx) => answerAct(tx, orgId, { id: actId, outcome, at: wallNow() }));
}
