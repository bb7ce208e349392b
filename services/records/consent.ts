import type { Result } from "../../domain/fault.ts";
import type { Instant } from "../../domain/time.ts";
import type { Database, Tx } from "../database.ts";
import { supplementClosed } from "./after-the-end.ts";
import { instant } from "./dates.ts";
import { UnreadableDocument } from "./documents.ts";
import { confirmRepTaskId, humanTaskId, isId } from "./ids.ts";
import type { Caller, ErasureTargets, Refusal, Withdrawal, WriteKey, Written } from "./types.ts";
import { nextFactSeq, putRelayJob, refuse, writeAudit, writeOnce } from "./writes.ts";

/** The step that closes what was asked about a call whose consent is gone. */
const CLOSED_IN = "consent-withdrawn";

/**
 * Takes the consent of one call back. Its words, labels, scorecards and readings go in the same transaction, so nothing
 * scores or pools it from here on: a scoring under way finds the consent withdrawn when it wants to store. What Temporal
 * has of it goes by a relay job.
 */
export function withdrawConsent(
	database: Database,
	caller: Caller,
	conversationId: string,
	at: Instant,
	key: WriteKey,
): Promise<Result<Written<Withdrawal>, Refusal>> {
	const { orgId } = caller;
	return writeOnce<Withdrawal>(
		database,
		caller,
		key,
		async (tx) => {
			const call = isId(conversationId)
				? await tx.conversationRow.findUnique({
						where: { orgId_id: { orgId, id: conversationId } },
						select: { repId: true, occurredAt: true, consent: { select: { state: true } } },
					})
				: null;
			if (call === null) throw refuse("not-found", "/id", "a conversation", conversationId);
			if (call.consent === null) {
				throw refuse("consent-missing", "/id", "a conversation with a consent record", conversationId);
			}
			const { repId, occurredAt } = call;
			const made = { kind: "withdrawal", id: conversationId } as const;
			// The cycle first, then the person: every transaction that takes both takes them in this order.
			await tx.$queryRaw`
				select id from cycle
				where org_id = ${orgId}::uuid and rep_id = ${repId}::uuid and phase <> 'closed'
				for no key update`;
			await tx.$queryRaw`
				select id from person where org_id = ${orgId}::uuid and id = ${repId}::uuid for no key update`;
			const withdrawn = await tx.consent.updateMany({
				where: { orgId, conversationId, state: "given" },
				data: { state: "withdrawn", at: new Date(at) },
			});
			if (withdrawn.count === 0) {
				return { made: { ...made, status: 200 }, value: await getWithdrawal(tx, orgId, conversationId) };
			}
			await tx.$executeRaw`select withdrawal_rows(${conversationId}::uuid)`;
			await tx.task.updateMany({
				where: { orgId, id: confirmRepTaskId(conversationId), state: "open" },
				data: { state: "withdrawn", closedAt: new Date(at), closedIn: CLOSED_IN },
			});
			// That a fact is gone is a fact: decisions from here on were taken without it.
			await nextFactSeq(tx, orgId, repId);
			await supplementClosed(tx, orgId, { id: conversationId, repId, occurredAt }, "gone", at);
			await putRelayJob(tx, orgId, "withdraw", conversationId);
			await writeAudit(tx, orgId, caller.personId, "consent.withdrawn", conversationId);
			return { made: { ...made, status: 201 }, value: await getWithdrawal(tx, orgId, conversationId) };
		},
		(tx, made) => getWithdrawal(tx, orgId, made.id),
	);
}

/** The customer said yes, as a person recorded it: the call goes the way of every other from here. */
export async function recordConsent(
	tx: Tx,
	orgId: string,
	consent: {
		readonly conversation: string;
		readonly purpose: string;
		readonly reference: string;
		readonly at: Instant;
	},
): Promise<void> {
	const { conversation: conversationId, purpose, reference, at } = consent;
	await tx.consent.createMany({
		data: [{ orgId, conversationId, state: "given", purpose, reference, at: new Date(at) }],
		skipDuplicates: true,
	});
	const row = await tx.conversationRow.findUnique({
		where: { orgId_id: { orgId, id: conversationId } },
		select: { transcript: { select: { speakers: true } }, confirmedRep: { select: { speakers: true } } },
	});
	const isRepKnown = row?.transcript?.speakers == null || row.confirmedRep !== null;
	await tx.conversationRow.updateMany({
		where: { orgId, id: conversationId, state: "awaiting-consent" },
		data: { state: isRepKnown ? "received" : "awaiting-rep" },
	});
	await putRelayJob(tx, orgId, isRepKnown ? "score" : "confirm-rep", conversationId);
}

/** The customer said no: the words go. Nothing was read out of them, and nothing of them is in Temporal. */
export async function refuseConsent(tx: Tx, orgId: string, conversationId: string, at: Date): Promise<void> {
	await tx.consent.createMany({
		data: [{ orgId, conversationId, state: "refused", purpose: "", reference: "", at }],
		skipDuplicates: true,
	});
	await tx.$executeRaw`select withdrawal_rows(${conversationId}::uuid)`;
}

async function getWithdrawal(tx: Tx, orgId: string, conversationId: string): Promise<Withdrawal> {
	const consent = await tx.consent.findUnique({ where: { orgId_conversationId: { orgId, conversationId } } });
	if (consent === null || consent.state !== "withdrawn") throw new UnreadableDocument("withdrawal");
	return { conversationId, withdrawnAt: instant(consent.at) };
}

/** What Temporal may have of one call. */
export async function callTargets(database: Database, orgId: string, conversationId: string): Promise<ErasureTargets> {
	const { ids, steps } = await database.withOrg(orgId, async (tx) => {
		const disputes = await tx.dispute.findMany({ where: { orgId, conversationId }, select: { id: true } });
		const ids = humanTasksAbout(conversationId, disputes);
		const steps = await tx.taskStep.findMany({
			where: { orgId, taskId: { in: [...ids] } },
			select: { taskId: true, runId: true },
			distinct: ["taskId", "runId"],
		});
		return { ids, steps };
	});
	return {
		cycles: [],
		tasks: ids.map((id) => ({ id, runIds: steps.flatMap(({ taskId, runId }) => (taskId === id ? [runId] : [])) })),
		conversations: [{ id: conversationId, scorings: SCORINGS_MAX }],
	};
}

/** The tasks of no cycle that there may be about a call, whether they have a row yet or not. */
export function humanTasksAbout(conversationId: string, disputes: readonly { readonly id: string }[]) {
	return [
		confirmRepTaskId(conversationId),
		humanTaskId("consent", conversationId),
		...disputes.map(({ id }) => humanTaskId("dispute", id)),
	];
}

/** The scorecards are gone, so their number is not known: a call is scored anew a few times in its life. */
const SCORINGS_MAX = 16;
