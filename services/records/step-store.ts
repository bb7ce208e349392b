import { ACT_KINDS, CYCLE_FLAGS, ENGINE } from "../../domain/cycle/facts.ts";
import type { StepCall, StepResult } from "../../domain/cycle/step.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { putBlindLines } from "./blind-lines.ts";
import { dateColumn } from "./dates.ts";
import { isStepResult, isTaskOpening, oneOf, readDocument, toJson } from "./documents.ts";
import { CYCLE_COLUMNS, CYCLE_TABLES, type CycleRow, PHASES, readCycleFacts } from "./facts.ts";
import { isId } from "./ids.ts";
import { putInvite } from "./invites.ts";
import { insertMessages, readAdmins, readReach } from "./reach.ts";
import { readTogether } from "./read-together.ts";
import { putArchiveJobs } from "./run-archive.ts";
import {
	type ActWrite,
	type CycleTables,
	type RowWrite,
	runStepOver,
	type StepWrites,
	UnknownCycle,
} from "./step-run.ts";
import { carryOnDispute, decideDispute, markReminded, moveTask, reopenTask } from "./task-rows.ts";
import type { StepIdentity } from "./types.ts";

/** One transaction: everything that the step reads, decides and writes stands or falls together. */
export function runStep(database: Database, identity: StepIdentity, call: StepCall): Promise<StepResult> {
	if (!isId(identity.cycleId)) throw new UnknownCycle(identity.cycleId);
	return database.withOrg(identity.orgId, (tx) =>
		runStepOver(cycleTables(tx, identity.orgId, identity.cycleId), identity, call, (stored) =>
			readDocument("step result", stored, isStepResult),
		),
	);
}

/** The rows of one cycle in PostgreSQL. */
export function cycleTables(tx: Tx, orgId: string, cycleId: string): CycleTables {
	const reads = readTogether(tx);
	let held: CycleRow | null = null;
	return {
		async lock() {
			const [row] = await tx.$queryRaw<readonly LockedRow[]>`
				select ${CYCLE_COLUMNS}, c.revision, c.started_at is not null as started,
					r.status in ('erasing', 'erased') as erasing
				from ${CYCLE_TABLES}
				where c.org_id = ${orgId}::uuid and c.id = ${cycleId}::uuid
				for no key update of c`;
			if (row === undefined) return null;
			held = row;
			const { revision, started, erasing } = row;
			return {
				revision,
				started,
				erasing,
				phase: oneOf("phase", PHASES, row.phase),
				flags: row.flags.map((flag) => oneOf("flag", CYCLE_FLAGS, flag)),
				policyVersion: row.policy_version_id,
			};
		},
		async findResult(step) {
			const [row] = await reads.rows<{ readonly result: unknown }>(Prisma.sql`
				select s.result from step_record s
				where s.org_id = ${orgId}::uuid and s.cycle_id = ${cycleId}::uuid and s.name = ${step}`);
			return row?.result;
		},
		async readFacts(now, actId, ramp) {
			if (held === null) throw new UnknownCycle(cycleId);
			return await readCycleFacts(tx, reads, orgId, cycleId, held, now, actId, ramp);
		},
		async findAct(actId) {
			const row = await tx.act.findUnique({ where: { orgId_id: { orgId, id: actId } } });
			return row === null || row.cycleId !== cycleId
				? null
				: { kind: oneOf("act kind", ACT_KINDS, row.kind), by: row.actorId ?? ENGINE };
		},
		readAdmins: () => readAdmins(tx, orgId),
		readReach: (personIds) => readReach(tx, orgId, personIds),
		write: (writes) => writeStep(tx, orgId, cycleId, writes),
		answerAct: (act) => answerAct(tx, orgId, act),
		async waitUntil(nextDue) {
			await tx.cycle.updateMany({
				where: { orgId, id: cycleId },
				data: { nextDue: nextDue === null ? null : new Date(nextDue) },
			});
		},
	};
}

type LockedRow = CycleRow & { readonly revision: number; readonly started: boolean; readonly erasing: boolean };

async function writeStep(tx: Tx, orgId: string, cycleId: string, writes: StepWrites): Promise<void> {
	const { record, turn, act } = writes;
	const ofCycle: CycleFields = Object.assign({}, ...writes.rows.filter(({ write }) => write === "cycle"));
	const { together, before } = sorted(writes.rows);
	for (const row of before) await writeRow(tx, orgId, cycleId, row);
	const changed = [
		...assignmentsOf(ofCycle),
		...(turn === undefined
			? []
			: [
					Prisma.sql`revision = ${turn.revision + 1}::int`,
					Prisma.sql`next_due = ${turn.nextDue === null ? null : new Date(turn.nextDue)}::timestamptz`,
					Prisma.sql`started_at = coalesce(started_at, ${new Date(record.at)}::timestamptz)`,
				]),
	];
	const [written] = await tx.$queryRaw<readonly { readonly moved: bigint; readonly begun: bigint }[]>`
		with
		moved as (
			${
				changed.length === 0
					? Prisma.sql`select 1`
					: Prisma.sql`
						update cycle set ${Prisma.join(changed)}
						where org_id = ${orgId}::uuid and id = ${cycleId}::uuid
							and (${turn === undefined}::boolean or revision = ${turn?.revision ?? 0}::int)
						returning 1`
			}
		),
		begun as (
			insert into cycle_run (org_id, run_id, cycle_id)
			select ${orgId}::uuid, ${turn?.runId ?? ""}, ${cycleId}::uuid
			where ${turn !== undefined}::boolean
			on conflict do nothing
			returning 1
		),
		decided as (
			insert into decision (
				org_id, id, cycle_id, step, ordinal, name, rule, policy_version_id, inputs, facts_up_to, outcome, reason_code,
				reason_params, by, at, supersedes
			)
			select ${orgId}::uuid, d.id, ${cycleId}::uuid, d.step, d.ordinal, d.name, d.rule, d."policyVersion", d.inputs,
				d."factsUpTo", d.outcome, d.reason ->> 'code', d.reason -> 'params', d.by, d.at, d.supersedes
			from jsonb_to_recordset(${JSON.stringify(writes.decisions)}::jsonb) as d(
				id uuid, step text, ordinal int, name text, rule text, "policyVersion" uuid, inputs jsonb, "factsUpTo" int,
				outcome jsonb, reason jsonb, by text, at timestamptz, supersedes uuid
			)
		),
		answered as (
			update act set state = ${act?.outcome.kind === "refused" ? "refused" : "applied"},
				result = ${JSON.stringify(act?.outcome ?? null)}::jsonb, applied_at = ${new Date(act?.at ?? record.at)}
			where org_id = ${orgId}::uuid and id = ${act?.id ?? null}::uuid and state = 'pending'
		),
		tasks as (
			insert into task (
				org_id, id, cycle_id, name, kind, owner_rule, not_owner_id, rep_id, subject, reason_code, reason_params, opened_at,
				opened_in, due_at
			)
			select ${orgId}::uuid, t.id, ${cycleId}::uuid, t.name, t.kind, t."ownerRule", t."notOwner", t."repId", t.subject,
				t.reason ->> 'code', t.reason -> 'params', t."openedAt", t."openedIn", t."dueAt"
			from jsonb_to_recordset(${JSON.stringify(together.tasks)}::jsonb) as t(
				id uuid, name text, kind text, "ownerRule" text, "notOwner" uuid, "repId" uuid, subject jsonb, reason jsonb,
				"openedAt" timestamptz, "openedIn" text, "dueAt" timestamptz
			)
			on conflict do nothing
		),
		practised as (
			update practice p set state = 'done', conversation_id = d."conversationId"
			from jsonb_to_recordset(${JSON.stringify(together.practised)}::jsonb) as d(id uuid, "conversationId" uuid)
			where p.org_id = ${orgId}::uuid and p.id = d.id and p.cycle_id = ${cycleId}::uuid
				and p.state in ('planned', 'missed')
		),
		practices as (
			insert into practice (org_id, id, cycle_id, week, ordinal, scenario, pool, planned_at)
			select ${orgId}::uuid, n.id, ${cycleId}::uuid, n.week, n.ordinal, n.scenario, n.pool, n."plannedAt"
			from jsonb_to_recordset(${JSON.stringify(together.practices)}::jsonb) as n(
				id uuid, week int, ordinal int, scenario text, pool int, "plannedAt" timestamptz
			)
			on conflict do nothing
		),
		told as (${insertMessages(orgId, { cycleId }, together.messages)}),
		recorded as (
			insert into step_record (org_id, cycle_id, name, result, run_id, history_length, at)
			values (
				${orgId}::uuid, ${cycleId}::uuid, ${record.name}, ${JSON.stringify(record.result)}::jsonb, ${turn?.runId ?? ""},
				${turn?.historyLength ?? 0}::int, ${new Date(record.at)}
			)
		)
		select (select count(*) from moved) as moved, (select count(*) from begun) as begun`;
	// The row is locked, so nobody else can have moved it: this says that some code forgot the lock.
	if (Number(written?.moved) !== 1) throw new Error(`cycle ${cycleId} moved on under its own lock`);
	// The first step of a run knows that the runs before it are closed.
	if (turn !== undefined && Number(written?.begun) > 0) {
		await putArchiveJobs(tx, orgId, cycleId, { besides: turn.runId });
	}
	if (turn !== undefined && ofCycle.phase === "closed") await putArchiveJobs(tx, orgId, cycleId, { besides: null });
}

type CycleFields = Partial<Omit<Extract<RowWrite, { write: "cycle" }>, "write">>;

function assignmentsOf(fields: CycleFields): readonly Prisma.Sql[] {
	const { phase, week, focus, weekTwoOn, plan, pauses, pass, pool, policyVersion, flags, closedBecause, closedAt } =
		fields;
	return [
		...(phase === undefined ? [] : [Prisma.sql`phase = ${phase}`]),
		...(week === undefined ? [] : [Prisma.sql`week = ${week}::int`]),
		...(focus === undefined ? [] : [Prisma.sql`focus = ${[...focus]}::text[]`]),
		...(weekTwoOn === undefined ? [] : [Prisma.sql`week_two_on = ${dateColumn(weekTwoOn)}::date`]),
		...(plan === undefined ? [] : [Prisma.sql`plan = ${JSON.stringify(plan)}::jsonb`]),
		...(pauses === undefined ? [] : [Prisma.sql`pauses = ${JSON.stringify(pauses)}::jsonb`]),
		...(pass === undefined ? [] : [Prisma.sql`pass = ${pass}::int`]),
		...(pool === undefined ? [] : [Prisma.sql`pool = ${pool}::int`]),
		...(policyVersion === undefined ? [] : [Prisma.sql`policy_version_id = ${policyVersion}::uuid`]),
		...(flags === undefined ? [] : [Prisma.sql`flags = ${[...flags]}::text[]`]),
		...(closedBecause === undefined ? [] : [Prisma.sql`closed_because = ${closedBecause}`]),
		...(closedAt === undefined ? [] : [Prisma.sql`closed_at = ${new Date(closedAt)}`]),
	];
}

type Together = "task" | "practice" | "practice-done" | "notification";
type OtherRow = Exclude<RowWrite, { write: "cycle" | Together }>;

/**
 * Most rows travel with the record of the step, in one statement. They are new, or are changed by no other row of a step:
 * whatever looks at rows that were there before, and may be written one after the other, comes before.
 */
function sorted(rows: readonly RowWrite[]) {
	const of = <Kind extends Together>(kind: Kind) =>
		rows.filter((row): row is Extract<RowWrite, { write: Kind }> => row.write === kind);
	const isBefore = (row: RowWrite): row is OtherRow =>
		!["cycle", "task", "practice", "practice-done", "notification"].includes(row.write);
	return {
		together: {
			tasks: of("task"),
			practised: of("practice-done"),
			practices: of("practice"),
			messages: of("notification"),
		},
		before: rows.filter(isBefore),
	};
}

async function writeRow(tx: Tx, orgId: string, cycleId: string, row: OtherRow): Promise<void> {
	switch (row.write) {
		case "task-closed":
			await tx.task.updateMany({
				where: { orgId, id: row.id, cycleId, state: "open" },
				data: {
					state: row.as,
					answer: row.answer === null ? Prisma.DbNull : toJson(row.answer),
					decidedByAct: row.actId,
					closedAt: new Date(row.at),
					closedIn: row.closedIn,
				},
			});
			return;
		case "task-moved":
			await moveTask(tx, orgId, row.id, row);
			return;
		case "task-reminded":
			await markReminded(tx, orgId, row.id, { to: row.to, what: row.what });
			return;
		case "task-reopened":
			await reopenTask(tx, orgId, row.id, row);
			return;
		case "dispute-decided":
			await decideDispute(tx, orgId, row, row.at);
			return;
		case "dispute-carried-on":
			await carryOnDispute(tx, orgId, row.dispute);
			return;
		case "practice-missed":
			await tx.practice.updateMany({
				where: { orgId, id: row.id, cycleId, state: "planned" },
				data: { state: "missed" },
			});
			return;
		case "practices-withdrawn":
			await tx.practice.updateMany({ where: { orgId, cycleId, state: "planned" }, data: { state: "withdrawn" } });
			return;
		case "task-subject":
			await tx.task.updateMany({
				where: { orgId, id: row.id, cycleId, state: "open" },
				data: { subject: toJson(row.subject) },
			});
			return;
		case "blind-lines":
			await putBlindLines(tx, orgId, row);
			return;
		case "invite":
			await putInvite(tx, orgId, cycleId, row);
			return;
		case "drill":
			await tx.drill.createMany({
				data: [
					{
						orgId,
						id: row.id,
						cycleId,
						repId: row.repId,
						name: row.name,
						gap: row.gap,
						conversationId: row.conversation,
						evidenceUtterance: row.evidence.utterance,
						evidenceLabel: row.evidence.label,
						times: row.times,
						sessions: [...row.sessions],
						fromDate: dateColumn(row.from),
						since: new Date(row.assignedAt),
						submitTo: row.submitTo,
						assignedBy: row.assignedBy,
						assignedAt: new Date(row.assignedAt),
					},
				],
				skipDuplicates: true,
			});
			return;
		case "drill-attempt":
			await tx.drillAttempt.createMany({
				data: [
					{
						orgId,
						drillId: row.id,
						ordinal: row.ordinal,
						angle: row.angle,
						conversationId: row.conversationId,
						score: row.score,
						at: new Date(row.at),
					},
				],
				skipDuplicates: true,
			});
			await tx.drill.updateMany({
				where: { orgId, id: row.id, cycleId, state: "assigned" },
				data: { state: "practising" },
			});
			return;
		case "drill-moved":
			await tx.drill.updateMany({
				where: { orgId, id: row.id, cycleId, closedAt: null },
				data: {
					state: row.state,
					fromDate: dateColumn(row.from),
					since: new Date(row.since),
					...(row.angle === undefined ? {} : { angle: row.angle }),
					...(row.sessions === undefined ? {} : { sessions: [...row.sessions] }),
					...(row.submitted === undefined ? {} : { submitted: row.submitted }),
				},
			});
			return;
		case "drill-closed":
			await tx.drill.updateMany({
				where: { orgId, id: row.id, cycleId, closedAt: null },
				data: { state: row.state, outcome: row.outcome, closedAt: new Date(row.at) },
			});
			return;
	}
}

/** The first answer stays: an act is answered once. */
export async function answerAct(tx: Tx, orgId: string, act: ActWrite): Promise<void> {
	const answered = await tx.act.updateMany({
		where: { orgId, id: act.id, state: "pending" },
		data: {
			state: act.outcome.kind === "refused" ? "refused" : "applied",
			result: toJson(act.outcome),
			appliedAt: new Date(act.at),
		},
	});
	if (answered.count === 0 || act.outcome.kind !== "refused") return;
	// The cycle ended before it heard of the dispute.
	const row = await tx.act.findUnique({ where: { orgId_id: { orgId, id: act.id } }, select: { opens: true } });
	if (row !== null && row.opens !== null) {
		await carryOnDispute(tx, orgId, readDocument("task to open", row.opens, isTaskOpening).disputeId);
	}
}
