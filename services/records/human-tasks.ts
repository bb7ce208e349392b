import { localDateOf } from "../../domain/calendar.ts";
import { decideTaskStep } from "../../domain/human-task/decide-task-step.ts";
import {
	type HumanTaskChange,
	type HumanTaskFacts,
	type HumanTaskKind,
	type HumanTaskSubject,
	type TaskStepCall,
	type TaskStepOutcome,
	type TaskStepResult,
	taskStepName,
	type Unattributed,
} from "../../domain/human-task/step.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { recordConsent, refuseConsent } from "./consent.ts";
import { instant } from "./dates.ts";
import { isTaskStepResult, readDocument, toJson } from "./documents.ts";
import { namedIn, readAct, readDisputes, readNamed, readPlaces, taskFact } from "./facts.ts";
import { confirmRepTaskId, humanTaskId, idIn, isId } from "./ids.ts";
import { leadOf } from "./lead.ts";
import { messageRows, recipientOf } from "./messages.ts";
import { ownersFrom } from "./owners.ts";
import { policyOfRep } from "./policies.ts";
import { putMessages, readReach } from "./reach.ts";
import { readTogether } from "./read-together.ts";
import { readKnownSpeakers, readSpeakers } from "./speakers.ts";
import { answerAct } from "./step-store.ts";
import { decidedFor } from "./stuck-task.ts";
import { decideDispute, markReminded, moveTask } from "./task-rows.ts";
import type { TaskIdentity } from "./types.ts";
import { putRelayJob } from "./writes.ts";

const MOOT: TaskStepResult = { kind: "moot" };

/**
 * One step of a task that belongs to no cycle. As with a cycle's, the first result wins: asked again, with whatever
 * clock and facts, it gives back what is stored. The rep's row is locked, so that two answers about one rep come one
 * after the other, and the second sees what the first one taught.
 */
export function runTaskStep(database: Database, identity: TaskIdentity, call: TaskStepCall): Promise<TaskStepResult> {
	const { orgId, taskId, kind, subjectId, now } = identity;
	if (!isId(subjectId) || humanTaskId(kind, subjectId) !== taskId) {
		throw new Error(`${taskId} is not the task about ${subjectId}`);
	}
	return database.withOrg(orgId, async (tx) => {
		const [rep] = await tx.$queryRaw<readonly { id: string; status: string; zone: string; fact_seq: number }[]>`
			select p.id, p.status, p.zone, p.fact_seq from conversation v
			join person p on p.org_id = v.org_id and p.id = v.rep_id
			where v.org_id = ${orgId}::uuid and v.id = ${await conversationOf(tx, identity)}::uuid
			for no key update of p`;
		const name = taskStepName(call);
		const stored = await tx.taskStep.findUnique({
			where: { orgId_taskId_name: { orgId, taskId, name } },
			select: { result: true },
		});
		if (stored !== null) return readDocument("task step result", stored.result, isTaskStepResult);
		if (rep === undefined || rep.status === "erasing") return MOOT;
		const facts = await readTaskFacts(tx, identity, rep, call.kind === "act" ? call.actId : null);
		const outcome = decidedFor(call, () => decideTaskStep(call, facts, now));
		if (!outcome.record) return outcome.result;
		await writeTaskStep(tx, identity, name, facts, outcome);
		if (call.kind === "act" && outcome.result.kind === "act-done") {
			await answerAct(tx, orgId, { id: call.actId, outcome: outcome.result.outcome, at: now });
		}
		return outcome.result;
	});
}

/** The conversation that a task is about, straight or by a dispute. */
async function conversationOf(tx: Tx, { orgId, kind, subjectId }: TaskIdentity): Promise<string | null> {
	if (kind !== "dispute") return subjectId;
	const row = await tx.dispute.findUnique({
		where: { orgId_id: { orgId, id: subjectId } },
		select: { conversationId: true },
	});
	return row?.conversationId ?? null;
}

/** An import of a year of calls is settled in parts: each answer settles as many as one transaction bears. */
const SETTLED_AT_ONCE_MAX = 200;

async function readTaskFacts(
	tx: Tx,
	{ orgId, taskId, kind, subjectId, now }: TaskIdentity,
	rep: { readonly id: string; readonly zone: string; readonly fact_seq: number },
	actId: string | null,
): Promise<HumanTaskFacts> {
	const { id: policyVersion, policy } = await policyOfRep(tx, orgId, rep.id);
	const leadId = await leadOfNoCycle(tx, orgId, rep.id);
	const row = await tx.task.findUnique({ where: { orgId_id: { orgId, id: taskId } } });
	const task = row === null ? null : taskFact(row);
	const act = actId === null ? null : await readAct(tx, orgId, { taskId }, actId);
	const today = localDateOf(now, rep.zone);
	return {
		rep: { id: rep.id, zone: rep.zone },
		policy,
		policyVersion,
		owners: ownersFrom(await readPlaces(readTogether(tx), orgId, rep.id, leadId, today)),
		named: await readNamed(readTogether(tx), orgId, namedIn(task === null ? [] : [task], act), today),
		task,
		subject: await readSubject(tx, orgId, { kind, subjectId, repId: rep.id, isAnswered: actId !== null }),
		act,
		factsUpTo: rep.fact_seq,
	};
}

async function readSubject(
	tx: Tx,
	orgId: string,
	{
		kind,
		subjectId,
		repId,
		isAnswered,
	}: { readonly kind: HumanTaskKind; readonly subjectId: string; readonly repId: string; readonly isAnswered: boolean },
): Promise<HumanTaskSubject | null> {
	switch (kind) {
		case "confirm-rep": {
			const [call] = await readUnattributed(tx, orgId, { id: subjectId }, 1);
			if (call === undefined) return null;
			// Only an answer settles others; a reminder need not read their transcripts.
			const others = isAnswered
				? await readUnattributed(tx, orgId, { repId, NOT: { id: subjectId } }, SETTLED_AT_ONCE_MAX)
				: [];
			return { kind, call, others, known: await readKnownSpeakers(tx, orgId, repId) };
		}
		case "consent": {
			const waits = await tx.conversationRow.count({ where: { orgId, id: subjectId, state: "awaiting-consent" } });
			return waits === 0 ? null : { kind, conversationId: subjectId };
		}
		case "outcomes":
			// Of a cohort, and of no rep: such a task has steps of its own.
			return null;
		case "dispute": {
			const [dispute] = await readDisputes(readTogether(tx), orgId, { id: subjectId });
			return dispute === undefined || dispute.state !== "open" ? null : { kind, dispute };
		}
	}
}

async function readUnattributed(
	tx: Tx,
	orgId: string,
	which: Prisma.ConversationRowWhereInput,
	limit: number,
): Promise<readonly Unattributed[]> {
	const rows = await tx.conversationRow.findMany({
		where: { ...which, orgId, state: "awaiting-rep" },
		orderBy: { id: "asc" },
		take: limit,
		select: {
			id: true,
			transcript: { select: { format: true, speakers: true } },
			consent: { select: { state: true } },
		},
	});
	return rows.flatMap(({ id, transcript, consent }) =>
		transcript === null || transcript.speakers === null || (consent !== null && consent.state !== "given")
			? []
			: [{ conversationId: id, format: transcript.format, speakers: readSpeakers(transcript.speakers) }],
	);
}

/**
 * Whom a task of no cycle goes to as "the lead": the lead of the rep's newest cohort, else the first lead there is. The
 * inbox resolves it by the same text.
 */
export function leadIdOfNoCycle(orgId: Prisma.Sql, repId: Prisma.Sql): Prisma.Sql {
	const launchedBy = Prisma.sql`(
		select h.lead_id from cycle c join cohort h on h.org_id = c.org_id and h.id = c.cohort_id
		where c.org_id = ${orgId} and c.rep_id = ${repId} order by c.created_at desc, c.id desc limit 1
	)`;
	return leadOf(orgId, launchedBy);
}

/** Nobody's id where there is no lead: behind it stands nobody, and the rule goes one step up. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

async function leadOfNoCycle(tx: Tx, orgId: string, repId: string): Promise<string> {
	const lead = leadIdOfNoCycle(Prisma.sql`${orgId}::uuid`, Prisma.sql`${repId}::uuid`);
	const [row] = await tx.$queryRaw<readonly { id: string | null }[]>`select ${lead} as id`;
	return row?.id ?? NOBODY;
}

async function writeTaskStep(
	tx: Tx,
	identity: TaskIdentity,
	step: string,
	facts: HumanTaskFacts,
	outcome: TaskStepOutcome,
): Promise<void> {
	const { orgId, taskId, now } = identity;
	const at = new Date(now);
	for (const change of outcome.changes) await writeChange(tx, identity, step, facts, change);
	await tx.decisionRow.createMany({
		data: outcome.decisions.map((decision, ordinal) => ({
			orgId,
			id: idIn(taskId, `decision:${step}:${ordinal}`),
			taskId,
			step,
			ordinal,
			name: decision.name,
			rule: decision.rule,
			policyVersionId: facts.policyVersion,
			inputs: toJson(decision.inputs),
			factsUpTo: facts.factsUpTo,
			outcome: toJson(decision.outcome),
			reasonCode: decision.reason.code,
			reasonParams: toJson(decision.reason.params),
			by: decision.by,
			at,
		})),
	});
	const { runId, historyLength } = identity;
	await tx.taskStep.createMany({
		data: [{ orgId, taskId, name: step, result: toJson(outcome.result), runId, historyLength, at }],
	});
}

async function writeChange(
	tx: Tx,
	{ orgId, taskId, now }: TaskIdentity,
	step: string,
	facts: HumanTaskFacts,
	change: HumanTaskChange,
): Promise<void> {
	const at = new Date(now);
	const close = (id: string, as: string, answer: unknown, actId: string | null) =>
		tx.task.updateMany({
			where: { orgId, id, state: "open" },
			data: {
				state: as,
				answer: answer === null ? Prisma.DbNull : toJson(answer),
				decidedByAct: actId,
				closedAt: at,
				closedIn: step,
			},
		});
	switch (change.do) {
		case "open-task": {
			const { name, kind, ownerRule, notOwner, subject, reason, dueAt } = change.task;
			await tx.task.createMany({
				data: [
					{
						orgId,
						id: taskId,
						name,
						kind,
						ownerRule,
						notOwnerId: notOwner,
						repId: facts.rep.id,
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
			await close(taskId, change.as, change.answer, change.actId);
			return;
		case "close-task-of":
			await close(
				confirmRepTaskId(change.conversation),
				"done",
				{ kind: "confirm-rep", speakers: change.speakers },
				change.actId,
			);
			return;
		case "move-task":
			await moveTask(tx, orgId, taskId, change);
			return;
		case "mark-reminded":
			await markReminded(tx, orgId, taskId, { to: change.to, what: change.what });
			return;
		case "decide-dispute":
			await decideDispute(tx, orgId, change, instant(at));
			return;
		case "record-consent":
			await recordConsent(tx, orgId, change);
			return;
		case "refuse-consent":
			await refuseConsent(tx, orgId, change.conversation, at);
			return;
		case "notify": {
			const person = recipientOf(change.to, facts);
			if (person === null) return;
			const reach = await readReach(tx, orgId, [person.id]);
			await putMessages(
				tx,
				orgId,
				{ taskId },
				messageRows(taskId, step, person, change.template, instant(at), reach, facts.policy.notification),
			);
			return;
		}
		case "name-rep":
			await tx.conversationRep.createMany({
				data: [{ orgId, conversationId: change.conversation, speakers: [...change.speakers], actId: change.actId, at }],
				skipDuplicates: true,
			});
			await setState(tx, orgId, change.conversation, "received");
			await putRelayJob(tx, orgId, "score", change.conversation);
			return;
		case "remember":
			await tx.knownSpeaker.createMany({
				data: change.marks.map((mark) => ({
					orgId,
					repId: facts.rep.id,
					...mark,
					conversationId: change.conversation,
					at,
				})),
				skipDuplicates: true,
			});
			return;
		case "refuse-conversation":
			await setState(tx, orgId, change.conversation, "refused");
	}
}

/** A conversation stops to wait for its rep once, and no other change is made from here. */
async function setState(tx: Tx, orgId: string, id: string, to: "received" | "refused"): Promise<void> {
	await tx.conversationRow.updateMany({ where: { orgId, id, state: "awaiting-rep" }, data: { state: to } });
}
