import { localDateOf } from "../../domain/calendar.ts";
import {
	decideOutcomesStep,
	type OutcomesChange,
	type OutcomesFacts,
	type OutcomesStep,
} from "../../domain/cohort/decide-outcomes.ts";
import { type TaskStepCall, type TaskStepResult, taskStepName } from "../../domain/human-task/step.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { isTaskStepResult, readDocument, readPolicy, toJson } from "./documents.ts";
import { namedIn, readAct, readNamed, readPlaces, taskFact } from "./facts.ts";
import { idIn } from "./ids.ts";
import { messageRows, recipientOf } from "./messages.ts";
import { ownersFrom } from "./owners.ts";
import { putMessages, readReach } from "./reach.ts";
import { readTogether } from "./read-together.ts";
import { answerAct } from "./step-store.ts";
import { decidedFor } from "./stuck-task.ts";
import { markReminded, moveTask } from "./task-rows.ts";
import type { TaskIdentity } from "./types.ts";

const MOOT: TaskStepResult = { kind: "moot" };

type Asked = {
	readonly week: number;
	readonly cohortId: string;
	readonly leadId: string;
	readonly leadZone: string;
	readonly policyVersion: string;
	readonly policy: unknown;
};

/**
 * One step of the task that asks for the outcomes of a cohort; the first result wins. The row that says what was asked is
 * locked, so that two answers come one after the other.
 */
export function runOutcomesStep(
	database: Database,
	identity: TaskIdentity,
	call: TaskStepCall,
): Promise<TaskStepResult> {
	const { orgId, taskId, subjectId: cohortId, now } = identity;
	return database.withOrg(orgId, async (tx) => {
		const [row] = await tx.$queryRaw<
			readonly { week: number; lead_id: string; zone: string; policy_version_id: string; content: unknown }[]
		>`
			select q.week, h.lead_id, l.zone, h.policy_version_id, v.content
			from cohort_outcome q
			join cohort h on h.org_id = q.org_id and h.id = q.cohort_id
			join person l on l.org_id = h.org_id and l.id = h.lead_id
			join policy_version v on v.org_id = h.org_id and v.id = h.policy_version_id
			where q.org_id = ${orgId}::uuid and q.cohort_id = ${cohortId}::uuid and q.task_id = ${taskId}::uuid
			for no key update of q`;
		if (row === undefined) return MOOT;
		const name = taskStepName(call);
		const stored = await tx.taskStep.findUnique({
			where: { orgId_taskId_name: { orgId, taskId, name } },
			select: { result: true },
		});
		if (stored !== null) return readDocument("task step result", stored.result, isTaskStepResult);
		const asked: Asked = {
			week: row.week,
			cohortId,
			leadId: row.lead_id,
			leadZone: row.zone,
			policyVersion: row.policy_version_id,
			policy: row.content,
		};
		const facts = await readFacts(tx, identity, asked, call.kind === "act" ? call.actId : null);
		// Nobody is there who could be asked: the cohort asks again at its next look.
		if (call.kind === "open" && facts.owners.lead === null) return MOOT;
		const step = decidedFor(call, () => decideOutcomesStep(call, facts, now));
		if (!step.record) return step.result;
		for (const change of step.changes) await writeChange(tx, identity, asked, name, facts, change);
		await writeStep(tx, identity, name, facts, step);
		if (call.kind === "act" && step.result.kind === "act-done") {
			await answerAct(tx, orgId, { id: call.actId, outcome: step.result.outcome, at: now });
		}
		return step.result;
	});
}

async function readFacts(
	tx: Tx,
	{ orgId, taskId, now }: TaskIdentity,
	{ week, leadId, leadZone, policyVersion, policy }: Asked,
	actId: string | null,
): Promise<OutcomesFacts> {
	const row = await tx.task.findUnique({ where: { orgId_id: { orgId, id: taskId } } });
	const task = row === null ? null : taskFact(row);
	const act = actId === null ? null : await readAct(tx, orgId, { taskId }, actId);
	const today = localDateOf(now, leadZone);
	return {
		week,
		zone: leadZone,
		policy: readPolicy(policy),
		policyVersion,
		owners: ownersFrom(await readPlaces(readTogether(tx), orgId, null, leadId, today)),
		named: await readNamed(readTogether(tx), orgId, namedIn(task === null ? [] : [task], act), today),
		task,
		act,
	};
}

async function writeStep(
	tx: Tx,
	{ orgId, taskId, runId, historyLength, now }: TaskIdentity,
	step: string,
	facts: OutcomesFacts,
	{ decisions, result }: OutcomesStep,
): Promise<void> {
	const at = new Date(now);
	await tx.decisionRow.createMany({
		data: decisions.map((decision, ordinal) => ({
			orgId,
			id: idIn(taskId, `decision:${step}:${ordinal}`),
			taskId,
			step,
			ordinal,
			name: decision.name,
			rule: decision.rule,
			policyVersionId: facts.policyVersion,
			inputs: toJson(decision.inputs),
			factsUpTo: 0,
			outcome: toJson(decision.outcome),
			reasonCode: decision.reason.code,
			reasonParams: toJson(decision.reason.params),
			by: decision.by,
			at,
		})),
	});
	await tx.taskStep.createMany({
		data: [{ orgId, taskId, name: step, result: toJson(result), runId, historyLength, at }],
	});
}

async function writeChange(
	tx: Tx,
	{ orgId, taskId, now }: TaskIdentity,
	{ week, cohortId }: Asked,
	step: string,
	facts: OutcomesFacts,
	change: OutcomesChange,
): Promise<void> {
	const at = new Date(now);
	switch (change.do) {
		case "open-task": {
			const { name, kind, ownerRule, subject, reason, dueAt } = change.task;
			const askedOf = facts.owners[ownerRule];
			if (askedOf === null) return;
			await tx.task.createMany({
				data: [
					{
						orgId,
						id: taskId,
						cohortId,
						name,
						kind,
						ownerRule,
						repId: askedOf.id,
						subject: toJson(subject),
						reasonCode: reason.code,
						reasonParams: toJson(reason.params),
						openedAt: at,
						openedIn: step,
						dueAt: new Date(dueAt),
					},
				],
				skipDuplicates: true,
			});
			return;
		}
		case "close-task":
			await tx.task.updateMany({
				where: { orgId, id: taskId, state: "open" },
				data: {
					state: change.as,
					answer: change.answer === null ? Prisma.DbNull : toJson(change.answer),
					decidedByAct: change.actId,
					closedAt: at,
					closedIn: step,
				},
			});
			return;
		case "move-task": {
			const { do: _, task: __, ...moved } = change;
			await moveTask(tx, orgId, taskId, moved);
			return;
		}
		case "mark-reminded": {
			const { to, what } = change;
			await markReminded(tx, orgId, taskId, { to, what });
			return;
		}
		case "decide-dispute":
			throw new Error("the outcomes of a cohort are no dispute");
		case "notify": {
			// There is no rep whom it could tell something: in the place of one stands the owner.
			const { owners, zone } = facts;
			const person = change.to === "rep" ? null : recipientOf(change.to, { rep: { id: "", zone }, owners });
			if (person === null) return;
			const reach = await readReach(tx, orgId, [person.id]);
			const rows = messageRows(taskId, step, person, change.template, now, reach, facts.policy.notification);
			await putMessages(tx, orgId, { taskId }, rows);
			return;
		}
		case "answer-outcomes":
			await tx.cohortOutcome.updateMany({
				where: { orgId, cohortId, week, state: "missing" },
				data: { state: change.there ? "there" : "none", answeredAt: at },
			});
	}
}
