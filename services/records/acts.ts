import { ACT_KINDS } from "../../domain/cycle/facts.ts";
import type { ActOutcome } from "../../domain/cycle/step.ts";
import type { Result } from "../../domain/fault.ts";
import type { Database, Tx } from "../database.ts";
import { instant, wallNow } from "./dates.ts";
import { isActOutcome, oneOf, readDocument, UnreadableDocument } from "./documents.ts";
import { checkDrillAsk } from "./drills.ts";
import { isId, newId } from "./ids.ts";
import { answerAct } from "./step-store.ts";
import type { ActInput, ActView, Caller, Refusal, WriteKey, Written } from "./types.ts";
import { refuse, writeOnce } from "./writes.ts";

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
			await storeAct(tx, caller, input, { id, idempotencyKey: `${key.method} ${key.path} ${key.key}` });
			const { kind, cycleId, taskId } = input;
			const at = instant(new Date(input.at));
			const value: ActView = {
				id,
				actorId: caller.personId,
				kind,
				cycleId,
				taskId,
				at,
				state: "pending",
				outcome: null,
			};
			return { made: { kind: "act", id, status: 201 }, value };
		},
		(tx, made) => getAct(tx, orgId, made.id),
	);
}

/** The act, the job that sends it until it is answered, and the line of the audit, in one statement. */
async function storeAct(
	tx: Tx,
	{ orgId, personId }: Caller,
	input: ActInput,
	{ id, idempotencyKey }: { readonly id: string; readonly idempotencyKey: string },
): Promise<void> {
	const document = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));
	await tx.$executeRaw`
		with
		written as (
			insert into act (
				org_id, id, actor_id, idempotency_key, kind, cycle_id, task_id, answer, change, drill, note, minutes, at
			)
			values (
				${orgId}::uuid, ${id}::uuid, ${personId}::uuid, ${idempotencyKey}, ${input.kind}, ${input.cycleId}::uuid,
				${input.taskId}::uuid, ${document(input.answer)}::jsonb, ${document(input.change)}::jsonb,
				${document(input.drill)}::jsonb, ${input.note}, ${input.minutes ?? null}::smallint, ${new Date(input.at)}
			)
		),
		told as (
			insert into relay_job (org_id, kind, target) values (${orgId}::uuid, 'act', ${id}::uuid) on conflict do nothing
		)
		insert into audit (org_id, actor_id, action, target)
		values (${orgId}::uuid, ${personId}::uuid, ${`act.${input.kind}`}, ${input.taskId ?? input.cycleId ?? ""})`;
}

type Target = {
	readonly phase: string | null;
	readonly rep_id: string | null;
	readonly task_cycle_id: string | null;
	readonly task_state: string | null;
};

async function checkTarget(tx: Tx, orgId: string, input: ActInput): Promise<void> {
	const { cycleId, taskId, kind } = input;
	const known = (id: string | null) => (id !== null && isId(id) ? id : null);
	const [found] = await tx.$queryRaw<readonly Target[]>`
		select c.phase, c.rep_id, t.cycle_id as task_cycle_id, t.state as task_state
		from (select 1) as one
		left join cycle c on c.org_id = ${orgId}::uuid and c.id = ${known(cycleId)}::uuid
		left join task t on t.org_id = ${orgId}::uuid and t.id = ${known(taskId)}::uuid`;
	if (cycleId === null && kind !== "decide-task") throw refuse("invalid", "/cycleId", "a cycle", "nothing");
	if (cycleId !== null) {
		if (!found?.phase || !found.rep_id) throw refuse("not-found", "/cycleId", "a cycle", cycleId);
		if (found.phase === "closed") throw refuse("cycle-closed", "/cycleId", "a running cycle", cycleId);
		if (kind !== "decide-task") {
			if (taskId !== null) throw refuse("invalid", "/taskId", "no task for this act", taskId);
			if (input.drill !== undefined) await checkDrillAsk(tx, orgId, { id: cycleId, repId: found.rep_id }, input.drill);
			return;
		}
	}
	if (taskId === null) throw refuse("invalid", "/taskId", "a task", "nothing");
	if (!found?.task_state || found.task_cycle_id !== cycleId) {
		throw refuse("not-found", "/taskId", cycleId === null ? "a task" : "a task of this cycle", taskId);
	}
	// One that opens the task again needs none that is open.
	const isAgain = cycleId !== null && input.answer?.kind === "reopen";
	if (found.task_state !== "open" && !isAgain) {
		throw refuse("task-closed", "/taskId", "an open task", `${taskId}, which is ${found.task_state}`);
	}
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
