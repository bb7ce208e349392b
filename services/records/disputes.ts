import { DISPUTE_STATES } from "../../domain/cycle/dispute.ts";
import type { LineVerdict } from "../../domain/cycle/task.ts";
import type { Result } from "../../domain/fault.ts";
import type { Reading } from "../../domain/signals/reading.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { nextFactSeq } from "./conversations.ts";
import { instant } from "./dates.ts";
import { isLines, isScorecard, oneOf, readDocument, readLabelling, toJson, UnreadableDocument } from "./documents.ts";
import { isId, newId } from "./ids.ts";
import { policyOfRep } from "./policies.ts";
import { readConversation } from "./speakers.ts";
import { carryOnDispute } from "./task-rows.ts";
import type { Caller, Disputed, DisputeInput, DisputeView, Refusal, WriteKey, Written } from "./types.ts";
import { putRelayJob, refuse, writeAudit, writeOnce } from "./writes.ts";

/**
 * A rep disputes one reading of an own conversation. From the answer on it counts in no pool; who decides is asked by the
 * rep's running cycle, to which the act is sent, or else by a task of no cycle.
 */
export function openDispute(
	database: Database,
	caller: Caller,
	input: DisputeInput,
	key: WriteKey,
): Promise<Result<Written<Disputed>, Refusal>> {
	const { orgId } = caller;
	return writeOnce<Disputed>(
		database,
		caller,
		key,
		async (tx) => {
			const { conversationId, signal, lines, words, at } = input;
			const reading = await readDisputable(tx, orgId, input);
			const { repId } = reading;
			// The cycle first, then the person: every transaction that takes both takes them in this order.
			const [cycle] = await tx.$queryRaw<readonly { id: string }[]>`
				select id from cycle
				where org_id = ${orgId}::uuid and rep_id = ${repId}::uuid and phase <> 'closed'
				for no key update`;
			await tx.$queryRaw`
				select id from person where org_id = ${orgId}::uuid and id = ${repId}::uuid for no key update`;
			const verdictBy = await verdictSoFar(tx, orgId, input, repId);
			const id = newId();
			await tx.dispute.createMany({
				data: [
					{
						orgId,
						id,
						repId,
						conversationId,
						signal,
						scorecard: reading.scorecard,
						lines: toJson(lines),
						words,
						at: new Date(at),
						factSeq: await nextFactSeq(tx, orgId, repId),
						verdictBy,
					},
				],
			});
			if (cycle === undefined) await carryOnDispute(tx, orgId, id);
			else await putAct(tx, caller, { disputeId: id, cycleId: cycle.id, at, key });
			await writeAudit(tx, orgId, caller.personId, "dispute.opened", id);
			return { made: { kind: "dispute", id, status: 201 }, value: await getDisputed(tx, orgId, id) };
		},
		(tx, made) => getDisputed(tx, orgId, made.id),
	);
}

/** The reading, or a refusal: there has to be one, and the lines have to be lines that the rep can say this of. */
async function readDisputable(tx: Tx, orgId: string, { conversationId, signal, lines }: DisputeInput) {
	const row = isId(conversationId)
		? await tx.conversationRow.findUnique({
				where: { orgId_id: { orgId, id: conversationId } },
				include: { transcript: true, confirmedRep: true },
			})
		: null;
	if (row === null) throw refuse("not-found", "/id", "a conversation", conversationId);
	if (row.currentScorecard === null || row.transcript === null) {
		throw refuse("not-scored", "/id", "a scored conversation", `${conversationId}, which is ${row.state}`);
	}
	const ordinal = row.currentScorecard;
	const card = await tx.scorecardRow.findUnique({
		where: { orgId_conversationId_ordinal: { orgId, conversationId, ordinal } },
		include: { labelling: true },
	});
	if (card === null) throw new UnreadableDocument("scorecard");
	const reading = readDocument("scorecard", card.content, isScorecard).readings[signal];
	const { labels } = readLabelling(card.labelling);
	const linesOf = (ids: Reading["counted"]) =>
		new Set(ids.flatMap((id) => labels.flatMap((label) => (label.id === id ? [label.utterance] : []))));
	const counted = linesOf(reading.counted);
	const inIt = linesOf([...reading.counted, ...reading.outOf]);
	const { utterances } = readConversation(row.transcript, row.confirmedRep);
	lines.forEach(({ utterance, counts }, index) => {
		const field = `/lines/${index}/utterance`;
		if (utterances[utterance] === undefined) {
			throw refuse("invalid", field, `a line from 0 to ${utterances.length - 1}`, String(utterance));
		}
		if (counts && counted.has(utterance)) {
			throw refuse("invalid", field, "a line that does not count yet", String(utterance));
		}
		if (!counts && !inIt.has(utterance)) throw refuse("invalid", field, "a line that counts", String(utterance));
		if (lines.findIndex((line) => line.utterance === utterance) !== index) {
			throw refuse("invalid", field, "each line once", String(utterance));
		}
	});
	return { repId: row.repId, scorecard: ordinal };
}

/** Who decided the reading's last dispute; null where it is as the labeller left it. */
async function verdictSoFar(
	tx: Tx,
	orgId: string,
	{ conversationId, signal }: DisputeInput,
	repId: string,
): Promise<string | null> {
	const before = await tx.dispute.findMany({ where: { orgId, conversationId, signal }, orderBy: { id: "asc" } });
	const { policy } = await policyOfRep(tx, orgId, repId);
	const last = before.at(-1);
	if (last !== undefined && last.state !== "not-upheld") {
		throw refuse("already-disputed", "/signal", "a reading without a dispute that stands", `${signal}, ${last.state}`);
	}
	if (before.length >= policy.disputes.perReadingMax) {
		const expected = `a reading disputed fewer than ${policy.disputes.perReadingMax} times`;
		throw refuse("already-disputed", "/signal", expected, `${signal}, ${before.length} times`);
	}
	return last?.decidedBy ?? null;
}

async function putAct(
	tx: Tx,
	{ orgId, personId }: Caller,
	given: { readonly disputeId: string; readonly cycleId: string; readonly at: string; readonly key: WriteKey },
): Promise<void> {
	const { disputeId, cycleId, at, key } = given;
	await tx.act.createMany({
		data: [
			{
				orgId,
				// The same dispute asks for its task once.
				id: disputeId,
				actorId: personId,
				idempotencyKey: `${key.method} ${key.path} ${key.key}`,
				kind: "open-task",
				cycleId,
				answer: Prisma.DbNull,
				change: Prisma.DbNull,
				opens: toJson({ kind: "dispute", disputeId }),
				at: new Date(at),
			},
		],
	});
	await putRelayJob(tx, orgId, "act", disputeId);
}

async function getDisputed(tx: Tx, orgId: string, id: string): Promise<Disputed> {
	const row = await tx.dispute.findUnique({ where: { orgId_id: { orgId, id } } });
	if (row === null) throw new UnreadableDocument("dispute");
	const act = await tx.act.findUnique({ where: { orgId_id: { orgId, id } }, select: { cycleId: true } });
	return { dispute: disputeView(row), cycleId: act?.cycleId ?? null };
}

type DisputeColumns = NonNullable<Awaited<ReturnType<Tx["dispute"]["findUnique"]>>>;

function disputeView(row: DisputeColumns): DisputeView {
	const lines = (stored: unknown): readonly LineVerdict[] => readDocument("disputed lines", stored, isLines);
	return {
		id: row.id,
		conversationId: row.conversationId,
		repId: row.repId,
		signal: oneOf("signal", SIGNALS, row.signal),
		scorecard: row.scorecard,
		lines: lines(row.lines),
		words: row.words,
		at: instant(row.at),
		state: oneOf("dispute state", DISPUTE_STATES, row.state),
		verdicts: row.verdicts === null ? null : lines(row.verdicts),
		decidedBy: row.decidedBy,
		decidedAt: row.decidedAt === null ? null : instant(row.decidedAt),
	};
}

/** Disputes of one conversation, oldest first. */
export function listDisputes(
	database: Database,
	orgId: string,
	conversationId: string,
): Promise<readonly DisputeView[]> {
	if (!isId(conversationId)) return Promise.resolve([]);
	return database.withOrg(orgId, (tx) => readDisputesOf(tx, orgId, conversationId));
}

export async function readDisputesOf(tx: Tx, orgId: string, conversationId: string): Promise<readonly DisputeView[]> {
	const rows = await tx.dispute.findMany({ where: { orgId, conversationId }, orderBy: { id: "asc" } });
	return rows.map(disputeView);
}
