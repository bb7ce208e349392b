import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Labelling } from "../../domain/signals/label.ts";
import { RUBRIC_VERSION, type Scorecard, scorecardOf } from "../../domain/signals/scorecard.ts";
import type { Bands } from "../../domain/signals/signal.ts";
import type { Database, Tx } from "../database.ts";
import { isFields, readLabelling, readPolicy, toJson, UnreadableDocument } from "./documents.ts";
import { readingRowsOf } from "./scores.ts";
import { readConversation } from "./speakers.ts";
import type { Difference, Recomputed } from "./types.ts";
import { writeAudit } from "./writes.ts";

/**
 * The next organisation after this id, or null behind the last one. The relay's role is the only one that sees more
 * than one organisation; whatever was ever scored was work for the relay, and its jobs stay when they are done.
 */
export function nextOrganisation(relay: Database, after: string | null): Promise<string | null> {
	const from = after ?? "00000000-0000-0000-0000-000000000000";
	return relay.withoutOrg(async (tx) => {
		const [row] = await tx.$queryRaw<readonly { org_id: string }[]>`
			select org_id from relay_job where org_id > ${from}::uuid order by org_id limit 1`;
		return row?.org_id ?? null;
	});
}

/** The log says that everything of the organisation was read, as it does of every other look at scores. */
export async function auditRecompute(database: Database, orgId: string): Promise<void> {
	await database.withOrg(orgId, (tx) => writeAudit(tx, orgId, null, "scorecards.recomputed", orgId));
}

/** Computes the next stored scorecards again, in order of id after `after`; an empty page is the end. */
export async function recomputePage(
	database: Database,
	orgId: string,
	after: string | null,
	limit: number,
): Promise<readonly Recomputed[]> {
	// Computed after the transaction: what is stored of a scorecard does not change.
	const rows = await database.withOrg(orgId, (tx) => readPage(tx, orgId, after, limit));
	return rows.map(recomputed);
}

/** One query after the other: relations of one query are asked for side by side, which one connection cannot do. */
async function readPage(tx: Tx, orgId: string, after: string | null, limit: number) {
	const scorecards = await tx.scorecardRow.findMany({
		where: { orgId, ...(after === null ? {} : { id: { gt: after } }) },
		orderBy: { id: "asc" },
		take: limit,
	});
	const conversations = { in: scorecards.map(({ conversationId }) => conversationId) };
	const policies = scorecards.flatMap(({ policyVersionId }) => (policyVersionId === null ? [] : [policyVersionId]));
	const labellings = byKey(
		await tx.labellingRow.findMany({ where: { orgId, id: { in: scorecards.map(({ labellingId }) => labellingId) } } }),
		({ id }) => id,
	);
	const policyVersions = byKey(
		await tx.policyVersion.findMany({ where: { orgId, id: { in: policies } } }),
		({ id }) => id,
	);
	const rows = byKey(await tx.conversationRow.findMany({ where: { orgId, id: conversations } }), ({ id }) => id);
	const transcripts = byKey(
		await tx.transcript.findMany({ where: { orgId, conversationId: conversations } }),
		({ conversationId }) => conversationId,
	);
	const reps = byKey(
		await tx.conversationRep.findMany({ where: { orgId, conversationId: conversations } }),
		({ conversationId }) => conversationId,
	);
	const readings = await tx.readingRow.findMany({
		where: { orgId, scorecardId: { in: scorecards.map(({ id }) => id) } },
	});
	return scorecards.map((scorecard) => ({
		...scorecard,
		labelling: labellings.get(scorecard.labellingId) ?? null,
		policy: policyVersions.get(scorecard.policyVersionId ?? "") ?? null,
		conversation: rows.get(scorecard.conversationId) ?? null,
		transcript: transcripts.get(scorecard.conversationId) ?? null,
		rep: reps.get(scorecard.conversationId) ?? null,
		readings: readings.filter(({ scorecardId }) => scorecardId === scorecard.id),
	}));
}

function byKey<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, T> {
	return new Map(rows.map((row) => [keyOf(row), row]));
}

type Row = Awaited<ReturnType<typeof readPage>>[number];

function recomputed(row: Row): Recomputed {
	const { id, conversationId, ordinal, rubricVersion } = row;
	const about = { id, conversationId, ordinal, rubricVersion };
	if (rubricVersion !== RUBRIC_VERSION) return { ...about, verdict: { kind: "other-rubric" } };
	if (row.policy === null) return { ...about, verdict: { kind: "unknown-policy" } };
	if (row.transcript === null) return { ...about, verdict: { kind: "no-transcript" } };
	try {
		if (row.labelling === null) throw new UnreadableDocument("labelling");
		const { bands } = readPolicy(row.policy.content);
		const conversation = readConversation(row.transcript, row.rep);
		const differences = differencesOf(row, conversation, readLabelling(row.labelling), bands);
		return { ...about, verdict: differences.length === 0 ? { kind: "equal" } : { kind: "different", differences } };
	} catch (error) {
		// What is damaged is a difference like any other, and must not end the count of all the rest. Only our own error is
		// quoted: that of a parser could carry words of the conversation.
		const stored = error instanceof UnreadableDocument ? error.message : "cannot be read or computed";
		return { ...about, verdict: { kind: "different", differences: [{ field: "", stored, recomputed: null }] } };
	}
}

function differencesOf(
	row: Row,
	conversation: Conversation,
	labelling: Labelling,
	bands: Bands,
): readonly Difference[] {
	const scorecard = scorecardOf(conversation, labelling, bands);
	const differences: Difference[] = [];
	compare("", row.content, toJson(scorecard), differences);
	compareReadings(row, scorecard, differences);
	// The row beside it holds what the current scorecard says.
	if (row.conversation?.currentScorecard === row.ordinal) {
		compare("/conversation/repTurns", row.conversation.repTurns, scorecard.repTurns, differences);
		compare("/conversation/repWords", row.conversation.repWords, scorecard.repWords, differences);
	}
	return differences;
}

function compareReadings(row: Row, scorecard: Scorecard, differences: Difference[]): void {
	const stored = new Map(
		row.readings.map(({ orgId: _, scorecardId: __, repId: ___, occurredAt: ____, signal, ...columns }) => [
			signal,
			columns,
		]),
	);
	for (const { signal, ...columns } of readingRowsOf(scorecard)) {
		compare(`/reading/${signal}`, stored.get(signal), columns, differences);
		stored.delete(signal);
	}
	for (const [signal, columns] of stored) compare(`/reading/${signal}`, columns, undefined, differences);
}

/** Every place at which two JSON values differ. Numbers are equal when they are the same number, to the last digit. */
function compare(field: string, stored: unknown, computed: unknown, differences: Difference[]): void {
	if (stored === computed) return;
	if (Array.isArray(stored) && Array.isArray(computed)) {
		for (let at = 0; at < Math.max(stored.length, computed.length); at++) {
			compare(`${field}/${at}`, stored[at], computed[at], differences);
		}
	} else if (isFields(stored) && isFields(computed)) {
		for (const name of new Set([...Object.keys(stored), ...Object.keys(computed)])) {
			compare(`${field}/${name}`, stored[name], computed[name], differences);
		}
	} else {
		differences.push({ field, stored: plain(stored), recomputed: plain(computed) });
	}
}

/** A value as a report can show it; what is not there is null. */
function plain(value: unknown): Difference["stored"] {
	switch (typeof value) {
		case "string":
		case "number":
		case "boolean":
			return value;
		default:
			return value === undefined || value === null ? null : JSON.stringify(value);
	}
}
