import type { Labelling } from "../../domain/signals/label.ts";
import type { Reading } from "../../domain/signals/reading.ts";
import type { Scorecard } from "../../domain/signals/scorecard.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import type { Database, Tx } from "../database.ts";
import { conversationView, nextFactSeq } from "./conversations.ts";
import { instant, wallNow } from "./dates.ts";
import { readDisputesOf } from "./disputes.ts";
import { isScorecard, readDocument, readLabelling, toJson } from "./documents.ts";
import { DISCOVERY_ON_WORDS } from "./facts.ts";
import { isId, newId } from "./ids.ts";
import { policyOfRep } from "./policies.ts";
import { readConversation } from "./speakers.ts";
import { afterScoreName, afterScoreOver, isWaiting } from "./step-run.ts";
import { cycleTables } from "./step-store.ts";
import type { ScorecardView, ScoringInput } from "./types.ts";

export type Scored = {
	readonly labelling: Labelling;
	readonly scorecard: Scorecard;
	/** The policy whose bands it was computed with, as `readForScoring` gave them; null where nobody knows. */
	readonly policyVersion: string | null;
};

export function readForScoring(
	database: Database,
	orgId: string,
	conversationId: string,
): Promise<ScoringInput | null> {
	if (!isId(conversationId)) return Promise.resolve(null);
	return database.withOrg(orgId, async (tx) => {
		const row = await tx.conversationRow.findUnique({
			where: { orgId_id: { orgId, id: conversationId } },
			select: {
				repId: true,
				rep: { select: { status: true } },
				state: true,
				transcript: { select: { document: true, speakers: true } },
				confirmedRep: { select: { speakers: true } },
				consent: { select: { state: true } },
			},
		});
		if (row === null || row.transcript === null || row.state === "awaiting-rep" || row.state === "awaiting-consent")
			return null;
		if (row.rep.status === "erasing") return null;
		const { id: policyVersion, policy } = await policyOfRep(tx, orgId, row.repId);
		return {
			conversation: readConversation(row.transcript, row.confirmedRep),
			bands: policy.bands,
			policyVersion,
			withdrawn: row.consent !== null && row.consent.state !== "given",
		};
	});
}

/**
 * Labelling, readings, scorecard, and what they change in the rep's running cycle, in one transaction under the cycle's
 * lock. The same labeller in the same version is kept once; a newer one adds a scorecard and both stay.
 */
export function recordScore(
	database: Database,
	orgId: string,
	conversationId: string,
	scored: Scored,
): Promise<{ readonly waitingCycleId: string | null }> {
	return database.withOrg(orgId, async (tx) => {
		const conversation = await tx.conversationRow.findUnique({
			where: { orgId_id: { orgId, id: conversationId } },
			select: { repId: true, rep: { select: { organisation: { select: { clock: true } } } } },
		});
		if (conversation === null) return NOBODY_WAITS;
		const { repId } = conversation;
		// The cycle first, then the person: every transaction that takes both takes them in this order.
		const [cycle] = await tx.$queryRaw<readonly { id: string }[]>`
			select id from cycle
			where org_id = ${orgId}::uuid and rep_id = ${repId}::uuid and phase <> 'closed'
			for no key update`;
		const [person] = await tx.$queryRaw<readonly { status: string; fact_seq: number }[]>`
			select status, fact_seq from person where org_id = ${orgId}::uuid and id = ${repId}::uuid for no key update`;
		if (person === undefined || person.status === "erasing") return NOBODY_WAITS;
		const withdrawn = await tx.consent.count({ where: { orgId, conversationId, state: { not: "given" } } });
		if (withdrawn > 0) return NOBODY_WAITS;
		if (await isLabelled(tx, orgId, conversationId, scored.labelling)) {
			return await answeredBefore(tx, orgId, repId, conversationId);
		}
		const occurredAt = await storeScore(tx, orgId, conversationId, scored, person.fact_seq);
		if (cycle === undefined) return NOBODY_WAITS;
		// On skipped time each cycle has its own clock, and only the caller knows what it showed.
		const now = conversation.rep.organisation.clock === "skipped" ? instant(occurredAt) : wallNow();
		const { waiting } = await afterScoreOver(cycleTables(tx, orgId, cycle.id), conversationId, now);
		return { waitingCycleId: waiting ? cycle.id : null };
	});
}

const NOBODY_WAITS = { waitingCycleId: null };

async function isLabelled(tx: Tx, orgId: string, conversationId: string, labelling: Labelling): Promise<boolean> {
	const { labeller, version } = labelling;
	return (await tx.labellingRow.count({ where: { orgId, conversationId, labeller, version } })) > 0;
}

/** A record repeated after its answer was lost gives the same answer. */
async function answeredBefore(tx: Tx, orgId: string, repId: string, conversationId: string) {
	const step = await tx.stepRecord.findFirst({
		where: { orgId, name: afterScoreName(conversationId), cycle: { repId } },
		select: { cycleId: true, result: true },
	});
	return step !== null && isWaiting(step.result) ? { waitingCycleId: step.cycleId } : NOBODY_WAITS;
}

async function storeScore(
	tx: Tx,
	orgId: string,
	conversationId: string,
	{ labelling, scorecard, policyVersion }: Scored,
	newestFact: number,
): Promise<Date> {
	const last = await tx.scorecardRow.aggregate({ where: { orgId, conversationId }, _max: { ordinal: true } });
	const ordinal = (last._max.ordinal ?? 0) + 1;
	const labellingId = newId();
	const scorecardId = newId();
	await tx.labellingRow.createMany({
		data: [
			{
				orgId,
				id: labellingId,
				conversationId,
				labeller: labelling.labeller,
				version: labelling.version,
				labels: toJson(labelling.labels),
				nearMisses: toJson(labelling.nearMisses),
				alsoIn: [...labelling.alsoIn],
				validatedOn: [...labelling.validatedOn],
			},
		],
	});
	await tx.scorecardRow.createMany({
		data: [
			{
				orgId,
				id: scorecardId,
				conversationId,
				ordinal,
				labellingId,
				rubricVersion: scorecard.rubricVersion,
				policyVersionId: policyVersion,
				content: toJson(scorecard),
			},
		],
	});
	const { repId, occurredAt, factSeq } = await tx.conversationRow.findUniqueOrThrow({
		where: { orgId_id: { orgId, id: conversationId } },
		select: { repId: true, occurredAt: true, factSeq: true },
	});
	await tx.conversationRow.update({
		where: { orgId_id: { orgId, id: conversationId } },
		data: {
			state: "scored",
			currentScorecard: ordinal,
			repTurns: scorecard.repTurns,
			repWords: scorecard.repWords,
			// A conversation becomes a fact when it is first scored: a decision made before then cannot have seen it. Where
			// nothing became known since it was submitted, the number that it was given then is still the newest.
			...(ordinal === 1 && factSeq < newestFact ? { factSeq: await nextFactSeq(tx, orgId, repId) } : {}),
		},
	});
	await tx.readingRow.createMany({
		data: readingRowsOf(scorecard).map((row) => ({ orgId, scorecardId, repId, occurredAt, ...row })),
	});
	return occurredAt;
}

/** The readings of a scorecard as rows: those that pools and trends read. */
export function readingRowsOf(scorecard: Scorecard) {
	return [
		...SIGNALS.map((signal) => readingRow(signal, scorecard.readings[signal])),
		readingRow(DISCOVERY_ON_WORDS, scorecard.discoveryOnWords),
	];
}

function readingRow(signal: string, reading: Reading) {
	if (reading.status === "not-applicable") {
		const nothing = { numerator: null, denominator: null, value: null, low: null, high: null, basis: null };
		return { signal, status: reading.status, ...nothing, lowConfidence: false };
	}
	return {
		signal,
		status: reading.status,
		numerator: reading.numerator,
		denominator: reading.denominator,
		value: reading.value,
		low: reading.interval.low,
		high: reading.interval.high,
		basis: reading.basis,
		lowConfidence: reading.lowConfidence !== null,
	};
}

export function findScorecard(
	database: Database,
	orgId: string,
	conversationId: string,
): Promise<ScorecardView | null> {
	if (!isId(conversationId)) return Promise.resolve(null);
	return database.withOrg(orgId, async (tx) => {
		const conversation = await tx.conversationRow.findUnique({
			where: { orgId_id: { orgId, id: conversationId } },
			include: { transcript: true, confirmedRep: true },
		});
		if (conversation === null || conversation.currentScorecard === null || conversation.transcript === null)
			return null;
		const row = await tx.scorecardRow.findUnique({
			where: {
				orgId_conversationId_ordinal: { orgId, conversationId, ordinal: conversation.currentScorecard },
			},
			include: { labelling: true },
		});
		if (row === null) return null;
		return {
			conversation: conversationView(conversation),
			ordinal: row.ordinal,
			scorecard: readDocument("scorecard", row.content, isScorecard),
			labelling: readLabelling(row.labelling),
			transcript: readConversation(conversation.transcript, conversation.confirmedRep),
			disputes: await readDisputesOf(tx, orgId, conversationId),
		};
	});
}
