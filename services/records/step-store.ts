import type { StepCall, StepResult } from "../../domain/cycle/step.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { dateColumn } from "./dates.ts";
import { isStepResult, isTaskOpening, oneOf, readDocument, toJson } from "./documents.ts";
import { PHASES, readCycleFacts } from "./facts.ts";
import { isId } from "./ids.ts";
import { putMessages, readReach } from "./reach.ts";
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
	return {
		async lock() {
			const [row] = await tx.$queryRaw<
				readonly { phase: string; revision: number; started: boolean; erasing: boolean }[]
			>`
				select c.phase, c.revision, c.started_at is not null as started, p.status in ('erasing', 'erased') as erasing
				from cycle c join person p on p.org_id = c.org_id and p.id = c.rep_id
				where c.org_id = ${orgId}::uuid and c.id = ${cycleId}::uuid
				for no key update of c`;
			return row === undefined ? null : { ...row, phase: oneOf("phase", PHASES, row.phase) };
		},
		async findResult(step) {
			const row = await tx.stepRecord.findUnique({
				where: { orgId_cycleId_name: { orgId, cycleId, name: step } },
				select: { result: true },
			});
			return row?.result;
		},
		readFacts: (now, actId) => readCycleFacts(tx, orgId, cycleId, now, actId),
		readReach: (personIds) => readReach(tx, orgId, personIds),
		write: (writes) => writeStep(tx, orgId, cycleId, writes),
		answerAct: (act) => answerAct(tx, orgId, act),
	};
}

async function writeStep(tx: Tx, orgId: string, cycleId: string, writes: StepWrites): Promise<void> {
	for (const row of writes.rows) await writeRow(tx, orgId, cycleId, row);
	if (writes.decisions.length > 0) {
		await tx.decisionRow.createMany({
			data: writes.decisions.map((decision) => ({
				orgId,
				id: decision.id,
				cycleId,
				step: decision.step,
				ordinal: decision.ordinal,
				name: decision.name,
				rule: decision.rule,
				policyVersionId: decision.policyVersion,
				inputs: toJson(decision.inputs),
				factsUpTo: decision.factsUpTo,
				outcome: toJson(decision.outcome),
				reasonCode: decision.reason.code,
				reasonParams: toJson(decision.reason.params),
				by: decision.by,
				at: new Date(decision.at),
			})),
		});
	}
	const { record, turn, act } = writes;
	if (turn !== undefined) {
		const bumped = await tx.cycle.updateMany({
			where: { orgId, id: cycleId, revision: turn.revision },
			data: {
				revision: turn.revision + 1,
				nextDue: turn.nextDue === null ? null : new Date(turn.nextDue),
				...(turn.starts ? { startedAt: new Date(record.at) } : {}),
			},
		});
		// The row is locked, so nobody else can have moved it: this says that some code forgot the lock.
		if (bumped.count !== 1) throw new Error(`cycle ${cycleId} moved on under its own lock`);
		const begun = await tx.cycleRun.createMany({ data: [{ orgId, runId: turn.runId, cycleId }], skipDuplicates: true });
		// The first step of a run knows that the runs before it are closed.
		if (begun.count > 0) await putArchiveJobs(tx, orgId, cycleId, { besides: turn.runId });
		if (writes.rows.some((row) => row.write === "cycle" && row.phase === "closed")) {
			await putArchiveJobs(tx, orgId, cycleId, { besides: null });
		}
	}
	if (act !== undefined) await answerAct(tx, orgId, act);
	await tx.stepRecord.createMany({
		data: [
			{
				orgId,
				cycleId,
				name: record.name,
				result: toJson(record.result),
				runId: turn?.runId ?? "",
				historyLength: turn?.historyLength ?? 0,
				at: new Date(record.at),
			},
		],
	});
}

async function writeRow(tx: Tx, orgId: string, cycleId: string, row: RowWrite): Promise<void> {
	switch (row.write) {
		case "task":
			await tx.task.createMany({
				data: [
					{
						orgId,
						id: row.id,
						cycleId,
						name: row.name,
						kind: row.kind,
						ownerRule: row.ownerRule,
						notOwnerId: row.notOwner,
						repId: row.repId,
						subject: toJson(row.subject),
						reasonCode: row.reason.code,
						reasonParams: toJson(row.reason.params),
						openedAt: new Date(row.openedAt),
						openedIn: row.openedIn,
						dueAt: new Date(row.dueAt),
					},
				],
				skipDuplicates: true,
			});
			return;
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
		case "cycle":
			await tx.cycle.updateMany({
				where: { orgId, id: cycleId },
				data: {
					...(row.phase === undefined ? {} : { phase: row.phase }),
					...(row.week === undefined ? {} : { week: row.week }),
					...(row.focus === undefined ? {} : { focus: [...row.focus] }),
					...(row.weekTwoOn === undefined ? {} : { weekTwoOn: dateColumn(row.weekTwoOn) }),
					...(row.plan === undefined ? {} : { plan: toJson(row.plan) }),
					...(row.pauses === undefined ? {} : { pauses: toJson(row.pauses) }),
					...(row.pass === undefined ? {} : { pass: row.pass }),
					...(row.policyVersion === undefined ? {} : { policyVersionId: row.policyVersion }),
					...(row.closedBecause === undefined ? {} : { closedBecause: row.closedBecause }),
					...(row.closedAt === undefined ? {} : { closedAt: new Date(row.closedAt) }),
				},
			});
			return;
		case "practice":
			await tx.practice.createMany({
				data: [
					{
						orgId,
						id: row.id,
						cycleId,
						week: row.week,
						ordinal: row.ordinal,
						scenario: row.scenario,
						plannedAt: new Date(row.plannedAt),
					},
				],
				skipDuplicates: true,
			});
			return;
		case "practice-done":
			await tx.practice.updateMany({
				where: { orgId, id: row.id, cycleId, state: { in: ["planned", "missed"] } },
				data: { state: "done", conversationId: row.conversationId },
			});
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
		case "notification":
			await putMessages(tx, orgId, { cycleId }, [row]);
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
