import type { WaitsBecause } from "../../domain/cycle/decide-after-score.ts";
import type { Occurrence } from "../../domain/drill/drill.ts";
import type { Labelling } from "../../domain/signals/label.ts";
import type { Reading } from "../../domain/signals/reading.ts";
import type { Scorecard } from "../../domain/signals/scorecard.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import type { Database, Tx } from "../database.ts";
import { supplementClosed } from "./after-the-end.ts";
import { conversationView, sharedAmong } from "./conversations.ts";
import { instant, wallNow } from "./dates.ts";
import { readDisputesOf } from "./disputes.ts";
import { isScorecard, readDocument, readLabelling, readPolicy } from "./documents.ts";
import { DISCOVERY_ON_WORDS } from "./facts.ts";
import { isId, newId } from "./ids.ts";
import { currentPolicy } from "./policies.ts";
import { readConversation } from "./speakers.ts";
import { afterScoreName, afterScoreOver, waitsBecause } from "./step-run.ts";
import { cycleTables } from "./step-store.ts";
import type { ScorecardView, ScoringInput } from "./types.ts";

export type Scored = {
	readonly labelling: Labelling;
	readonly scorecard: Scorecard;
	/** Moments of the library of drills that came up. */
	readonly occurrences: readonly Occurrence[];
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
		const [row] = await tx.$queryRaw<readonly ToScoreColumns[]>`
			select x.document, x.speakers, k.speakers as rep, w.state as consent, c.policy_version_id, p.content as policy
			from conversation v
			join person r on r.org_id = v.org_id and r.id = v.rep_id and r.status <> 'erasing'
			join transcript x on x.org_id = v.org_id and x.conversation_id = v.id
			left join conversation_rep k on k.org_id = v.org_id and k.conversation_id = v.id
			left join consent w on w.org_id = v.org_id and w.conversation_id = v.id
			left join cycle c on c.org_id = v.org_id and c.rep_id = v.rep_id and c.phase <> 'closed'
			left join policy_version p on p.org_id = c.org_id and p.id = c.policy_version_id
			where v.org_id = ${orgId}::uuid and v.id = ${conversationId}::uuid
				and v.state not in ('awaiting-rep', 'awaiting-consent')`;
		if (row === undefined) return null;
		const { id: policyVersion, policy } =
			row.policy_version_id === null
				? await currentPolicy(tx, orgId)
				: { id: row.policy_version_id, policy: readPolicy(row.policy) };
		return {
			conversation: readConversation(row, row.rep === null ? null : { speakers: row.rep }),
			bands: policy.bands,
			policyVersion,
			withdrawn: row.consent !== null && row.consent !== "given",
		};
	});
}

type ToScoreColumns = {
	readonly document: Uint8Array;
	readonly speakers: unknown;
	readonly rep: readonly number[] | null;
	readonly consent: string | null;
	readonly policy_version_id: string | null;
	readonly policy: unknown;
};

/**
 * Labelling, readings, scorecard, and what they change in the rep's running cycle, in one transaction under the cycle's
 * lock. The same labeller in the same version is kept once; a newer one adds a scorecard and both stay.
 */
export function recordScore(
	database: Database,
	orgId: string,
	conversationId: string,
	scored: Scored,
): Promise<Waiting> {
	return database.withOrg(orgId, async (tx) => {
		// The cycle first, then the person: every transaction that takes both takes them in this order.
		const [cycle] = await tx.$queryRaw<readonly { id: string }[]>`
			select id from cycle
			where org_id = ${orgId}::uuid and phase <> 'closed'
				and rep_id = (select rep_id from conversation where org_id = ${orgId}::uuid and id = ${conversationId}::uuid)
			for no key update`;
		const [person] = await tx.$queryRaw<readonly ScoredOf[]>`
			select r.id as "repId", r.status, v.occurred_at as "occurredAt", g.clock
			from person r
			join conversation v on v.org_id = r.org_id and v.rep_id = r.id
			join organisation g on g.id = r.org_id
			where v.org_id = ${orgId}::uuid and v.id = ${conversationId}::uuid
			for no key update of r`;
		if (person === undefined || person.status === "erasing") return NOBODY_WAITS;
		const { labeller, version } = scored.labelling;
		// Behind the locks: whoever withdrew the consent or recorded the same score before is seen.
		const [before] = await tx.$queryRaw<readonly { withdrawn: boolean; labelled: boolean; last: number }[]>`
			select
				exists (
					select from consent
					where org_id = ${orgId}::uuid and conversation_id = ${conversationId}::uuid and state <> 'given'
				) as withdrawn,
				exists (
					select from labelling
					where org_id = ${orgId}::uuid and conversation_id = ${conversationId}::uuid
						and labeller = ${labeller} and version = ${version}
				) as labelled,
				(
					select coalesce(max(ordinal), 0) from scorecard
					where org_id = ${orgId}::uuid and conversation_id = ${conversationId}::uuid
				) as last`;
		if (before === undefined || before.withdrawn) return NOBODY_WAITS;
		if (before.labelled) return await answeredBefore(tx, orgId, person.repId, conversationId);
		await storeScore(tx, orgId, conversationId, person, scored, before.last + 1);
		// On skipped time each cycle has its own clock, and only the caller knows what it showed.
		const now = person.clock === "skipped" ? instant(person.occurredAt) : wallNow();
		if (cycle === undefined) {
			await supplementClosed(tx, orgId, { id: conversationId, ...person }, "late", now);
			return NOBODY_WAITS;
		}
		return waitingFor(cycle.id, await afterScoreOver(cycleTables(tx, orgId, cycle.id), conversationId, now));
	});
}

type ScoredOf = {
	readonly repId: string;
	readonly status: string;
	readonly occurredAt: Date;
	readonly clock: string;
};

/** The cycle that wants to look because of a score, and why; null where none does. */
export type Waiting =
	| { readonly waitingCycleId: string; readonly because: WaitsBecause }
	| { readonly waitingCycleId: null };

const NOBODY_WAITS: Waiting = { waitingCycleId: null };

function waitingFor(cycleId: string, because: WaitsBecause | null): Waiting {
	return because === null ? NOBODY_WAITS : { waitingCycleId: cycleId, because };
}

/** A record repeated after its answer was lost gives the same answer. */
async function answeredBefore(tx: Tx, orgId: string, repId: string, conversationId: string) {
	const step = await tx.stepRecord.findFirst({
		where: { orgId, name: afterScoreName(conversationId), cycle: { repId } },
		select: { cycleId: true, result: true },
	});
	return step === null ? NOBODY_WAITS : waitingFor(step.cycleId, waitsBecause(step.result));
}

async function storeScore(
	tx: Tx,
	orgId: string,
	conversationId: string,
	{ repId, occurredAt }: ScoredOf,
	{ labelling, scorecard, occurrences, policyVersion }: Scored,
	ordinal: number,
): Promise<void> {
	const labellingId = newId();
	const scorecardId = newId();
	const moments = occurrences.map(({ line, ...occurrence }) => ({ ...occurrence, ...line }));
	await tx.$executeRaw`
		with
		labelled as (
			insert into labelling (
				org_id, id, conversation_id, labeller, version, labels, near_misses, also_in, validated_on
			)
			values (
				${orgId}::uuid, ${labellingId}::uuid, ${conversationId}::uuid, ${labelling.labeller}, ${labelling.version},
				${JSON.stringify(labelling.labels)}::jsonb, ${JSON.stringify(labelling.nearMisses)}::jsonb,
				${[...labelling.alsoIn]}::text[], ${[...labelling.validatedOn]}::text[]
			)
		),
		scored as (
			insert into scorecard (
				org_id, id, conversation_id, ordinal, labelling_id, rubric_version, policy_version_id, content
			)
			values (
				${orgId}::uuid, ${scorecardId}::uuid, ${conversationId}::uuid, ${ordinal}::int, ${labellingId}::uuid,
				${scorecard.rubricVersion}, ${policyVersion}::uuid, ${JSON.stringify(scorecard)}::jsonb
			)
		),
		-- A conversation becomes a fact when it is first scored, and is numbered then: a decision made before cannot have
		-- seen it, and names a lower number.
		numbered as (
			update person set fact_seq = fact_seq + 1
			where org_id = ${orgId}::uuid and id = ${repId}::uuid and ${ordinal === 1}::boolean
			returning fact_seq
		),
		known as (
			update conversation
			set state = 'scored', current_scorecard = ${ordinal}::int, rep_turns = ${scorecard.repTurns}::int,
				rep_words = ${scorecard.repWords}::int, fact_seq = coalesce((select n.fact_seq from numbered n), fact_seq)
			where org_id = ${orgId}::uuid and id = ${conversationId}::uuid
		),
		read as (
			insert into reading (
				org_id, scorecard_id, rep_id, occurred_at, signal, status, numerator, denominator, value, low, high, basis,
				low_confidence
			)
			select ${orgId}::uuid, ${scorecardId}::uuid, ${repId}::uuid, ${occurredAt}, g.signal, g.status, g.numerator,
				g.denominator, g.value, g.low, g.high, g.basis, g."lowConfidence"
			from jsonb_to_recordset(${JSON.stringify(readingRowsOf(scorecard))}::jsonb) as g(
				signal text, status text, numerator float8, denominator float8, value float8, low float8, high float8, basis text,
				"lowConfidence" boolean
			)
		)
		insert into occurrence (org_id, scorecard_id, rep_id, gap, occurred, wanted, utterance, label, is_moment)
		select ${orgId}::uuid, ${scorecardId}::uuid, ${repId}::uuid, o.gap, o.occurred, o.wanted, o.utterance, o.label,
			o."isMoment"
		from jsonb_to_recordset(${JSON.stringify(moments)}::jsonb) as o(
			gap text, occurred int, wanted int, utterance int, label int, "isMoment" boolean
		)`;
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
			conversation: conversationView(
				conversation,
				(await sharedAmong(tx, orgId, [conversationId])).has(conversationId),
			),
			ordinal: row.ordinal,
			scorecard: readDocument("scorecard", row.content, isScorecard),
			labelling: readLabelling(row.labelling),
			transcript: readConversation(conversation.transcript, conversation.confirmedRep),
			disputes: await readDisputesOf(tx, orgId, conversationId),
		};
	});
}
