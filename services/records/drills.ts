import type { DrillAsk } from "../../domain/cycle/facts.ts";
import { DRILL_GAPS, DRILL_OUTCOMES, DRILL_STATES, SIGNAL_OF_GAP } from "../../domain/drill/drill.ts";
import type { Database, Tx } from "../database.ts";
import { instant, localDate } from "./dates.ts";
import { isFields, isReasonParams, oneOf, readDocument } from "./documents.ts";
import { angleOf } from "./facts.ts";
import { isId } from "./ids.ts";
import { readConversation } from "./speakers.ts";
import type { DrillSuggestionView, DrillView } from "./types.ts";
import { refuse } from "./writes.ts";

async function readDrills(
	tx: Tx,
	orgId: string,
	where: { readonly id?: string; readonly repId?: string; readonly closedAt?: null },
): Promise<readonly DrillView[]> {
	const rows = await tx.drill.findMany({
		where: { orgId, ...where },
		orderBy: [{ assignedAt: "asc" }, { name: "asc" }],
	});
	const attempts = await tx.drillAttempt.findMany({
		where: { orgId, drillId: { in: rows.map(({ id }) => id) } },
		orderBy: { ordinal: "asc" },
	});
	return rows.map((row) => ({
		id: row.id,
		cycleId: row.cycleId,
		repId: row.repId,
		gap: oneOf("gap", DRILL_GAPS, row.gap),
		state: oneOf("drill state", DRILL_STATES, row.state),
		outcome: row.outcome === null ? null : oneOf("drill outcome", DRILL_OUTCOMES, row.outcome),
		angle: angleOf(row.angle),
		conversationId: row.conversationId,
		evidence: { utterance: row.evidenceUtterance, label: row.evidenceLabel },
		times: row.times,
		sessions: row.sessions,
		from: localDate(row.fromDate),
		submitTo: row.submitTo,
		submitted: row.submitted,
		assignedBy: row.assignedBy,
		assignedAt: instant(row.assignedAt),
		closedAt: row.closedAt === null ? null : instant(row.closedAt),
		attempts: attempts
			.filter(({ drillId }) => drillId === row.id)
			.map(({ ordinal, angle, conversationId, score, at }) => ({
				ordinal,
				angle: angleOf(angle),
				conversationId,
				score,
				at: instant(at),
			})),
	}));
}

export async function findDrill(database: Database, orgId: string, id: string): Promise<DrillView | null> {
	if (!isId(id)) return null;
	const [drill] = await database.withOrg(orgId, (tx) => readDrills(tx, orgId, { id }));
	return drill ?? null;
}

export function listDrills(
	database: Database,
	orgId: string,
	{ repId, state }: { readonly repId?: string; readonly state?: "open" },
): Promise<readonly DrillView[]> {
	if (repId !== undefined && !isId(repId)) return Promise.resolve([]);
	const where = { ...(repId === undefined ? {} : { repId }), ...(state === undefined ? {} : { closedAt: null }) };
	return database.withOrg(orgId, (tx) => readDrills(tx, orgId, where));
}

/** Suggestions are decisions of the engine; the same gap of the same conversation is shown once. */
export async function listDrillSuggestions(
	database: Database,
	orgId: string,
	repId: string,
): Promise<readonly DrillSuggestionView[]> {
	if (!isId(repId)) return [];
	return await database.withOrg(orgId, async (tx) => {
		const rows = await tx.decisionRow.findMany({
			where: {
				orgId,
				cycle: { repId },
				// What the last week suggests is for the time behind it.
				OR: [{ cycle: { phase: { not: "closed" } } }, { reasonCode: "drill.suggested-at-the-end" }],
				rule: { startsWith: "drill." },
				outcome: { path: ["kind"], equals: "drill-suggested" },
			},
			orderBy: [{ at: "desc" }, { ordinal: "asc" }],
			select: { cycleId: true, at: true, outcome: true, reasonCode: true, reasonParams: true },
		});
		const drills = await tx.drill.findMany({
			where: { orgId, repId },
			select: { id: true, gap: true, conversationId: true },
		});
		const shown = new Set<string>();
		return rows.flatMap((row): readonly DrillSuggestionView[] => {
			const { gap, conversation, evidence } = readDocument("suggestion", row.outcome, isSuggested);
			const key = `${conversation} ${gap}`;
			if (row.cycleId === null || shown.has(key)) return [];
			shown.add(key);
			const known = oneOf("gap", DRILL_GAPS, gap);
			return [
				{
					cycleId: row.cycleId,
					at: instant(row.at),
					gap: known,
					signal: SIGNAL_OF_GAP[known],
					conversationId: conversation,
					evidence,
					reason: { code: row.reasonCode, params: readDocument("reason", row.reasonParams, isReasonParams) },
					drillId: drills.find((drill) => drill.gap === gap && drill.conversationId === conversation)?.id ?? null,
				},
			];
		});
	});
}

type Suggested = {
	readonly gap: string;
	readonly conversation: string;
	readonly evidence: { readonly utterance: number; readonly label: number | null };
};

function isSuggested(value: unknown): value is Suggested {
	return (
		isFields(value) &&
		typeof value.gap === "string" &&
		typeof value.conversation === "string" &&
		isFields(value.evidence) &&
		typeof value.evidence.utterance === "number" &&
		(value.evidence.label === null || typeof value.evidence.label === "number")
	);
}

/** What is asked of a drill names things that are there: the call and its line, the person, the drill. */
export async function checkDrillAsk(
	tx: Tx,
	orgId: string,
	cycle: { readonly id: string; readonly repId: string },
	ask: DrillAsk,
): Promise<void> {
	if (ask.do !== "assign") {
		const drill = isId(ask.drill)
			? await tx.drill.findUnique({ where: { orgId_id: { orgId, id: ask.drill } }, select: { cycleId: true } })
			: null;
		if (drill?.cycleId !== cycle.id) throw refuse("not-found", "/drill", "a drill of this cycle", ask.drill);
		return;
	}
	const { conversation, utterance, submitTo } = ask;
	// A mere category: the cycle says what is missing.
	if (conversation === null || utterance === null) return;
	const call = isId(conversation)
		? await tx.conversationRow.findUnique({
				where: { orgId_id: { orgId, id: conversation } },
				include: { transcript: true, confirmedRep: true },
			})
		: null;
	if (call === null || call.repId !== cycle.repId || call.state !== "scored" || call.drillId !== null) {
		throw refuse("invalid", "/conversationId", "a scored call or practice of this rep", conversation);
	}
	if (call.transcript === null) {
		throw refuse("invalid", "/conversationId", "a conversation whose words are still kept", conversation);
	}
	const { utterances } = readConversation(call.transcript, call.confirmedRep);
	if (!utterances.some(({ ordinal }) => ordinal === utterance)) {
		throw refuse("invalid", "/evidence/utterance", "the number of an utterance of the conversation", String(utterance));
	}
	if (submitTo === null) return;
	const hearer = isId(submitTo)
		? await tx.person.findUnique({ where: { orgId_id: { orgId, id: submitTo } }, select: { status: true } })
		: null;
	if (hearer?.status !== "active") throw refuse("invalid", "/submitTo", "an active person", submitTo);
}
