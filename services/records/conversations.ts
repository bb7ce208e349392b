import type { Result } from "../../domain/fault.ts";
import { repAmong, withRep } from "../../domain/human-task/speakers.ts";
import { repShareOf } from "../../domain/signals/scorecard.ts";
import { epochMs } from "../../domain/time.ts";
import type { Database, Tx } from "../database.ts";
import { instant } from "./dates.ts";
import { oneOf } from "./documents.ts";
import { SOURCES } from "./facts.ts";
import { confirmRepTaskId, humanTaskId, isId, newId } from "./ids.ts";
import { readKnownSpeakers } from "./speakers.ts";
import { packTranscript } from "./transcript-document.ts";
import type { Caller, ConversationView, Refusal, SubmitInput, Submitted, WriteKey, Written } from "./types.ts";
import { fingerprintOf } from "./words.ts";
import { refuse, writeOnce } from "./writes.ts";

const CONVERSATION_KINDS = ["role-play", "customer-call", "email-exchange"] as const;
const CONVERSATION_STATES = ["awaiting-consent", "awaiting-rep", "received", "scored", "refused"] as const;

/** Clocks of callers may be a little ahead of ours. */
const AHEAD_MS_MAX = 5 * 60_000;

/** Keeps a conversation, once. The same words of one rep are the same conversation, whoever sends them again. */
export function submitConversation(
	database: Database,
	fingerprintKey: Uint8Array,
	caller: Caller,
	input: SubmitInput,
	key: WriteKey,
): Promise<Result<Written<Submitted>, Refusal>> {
	const { orgId } = caller;
	return writeOnce<Submitted>(
		database,
		caller,
		key,
		async (tx) => {
			if (input.source === "live" && input.consent === null) {
				throw refuse("consent-missing", "/consent", "the customer's consent for a live conversation", "nothing");
			}
			if (caller.clock === "wall" && epochMs(input.occurredAt) > Date.now() + AHEAD_MS_MAX) {
				throw refuse("invalid", "/occurredAt", "an instant that has passed", input.occurredAt);
			}
			await lockPerson(tx, orgId, input.repId);
			const hash = fingerprintOf(input.conversation, fingerprintKey);
			const found = await readWhatItIsAbout(tx, orgId, input, hash);
			if (found.first !== null) {
				return {
					made: { kind: "conversation", id: found.first, status: 200 },
					value: await submitted(tx, orgId, found.first, true),
				};
			}
			checkPractice(input, found.practice);
			checkDrill(input, found.drill);
			const id = newId();
			const asks = await storeConversation(tx, caller, input, { id, hash });
			const asked = { consent: humanTaskId("consent", id), "confirm-rep": confirmRepTaskId(id) };
			return {
				made: { kind: "conversation", id, status: 201 },
				value: { conversationId: id, duplicate: false, askedIn: asks === null ? null : asked[asks], asks },
			};
		},
		(tx, made) => submitted(tx, orgId, made.id, made.status === 200),
	);
}

/** What somebody is asked before a conversation can be scored. */
type Asked = "consent" | "confirm-rep";

/** All that is kept of a conversation, in one statement; says what has to be asked before it can be scored. */
async function storeConversation(
	tx: Tx,
	{ orgId, personId }: Caller,
	input: SubmitInput,
	{ id, hash }: { readonly id: string; readonly hash: Uint8Array },
): Promise<Asked | null> {
	const { repId, consent, practiceId } = input;
	const { conversation, speakers, rep } = await attributed(tx, orgId, input);
	const asksConsent = input.source === "live" && consent === "to-be-asked";
	const asks = asksConsent ? "consent" : speakers === null || rep.length > 0 ? null : "confirm-rep";
	const state = asksConsent ? "awaiting-consent" : asks === null ? "received" : "awaiting-rep";
	const { repTurns, repWords } = repShareOf(conversation);
	const given = consent === null || consent === "to-be-asked" ? null : consent;
	await tx.$executeRaw`
		with
		numbered as (
			update person set fact_seq = fact_seq + 1
			where org_id = ${orgId}::uuid and id = ${repId}::uuid
			returning fact_seq
		),
		conversation_kept as (
			insert into conversation (
				org_id, id, rep_id, source, kind, language, practice_id, drill_id, occurred_at, fact_seq, state, rep_turns, rep_words
			)
			select ${orgId}::uuid, ${id}::uuid, ${repId}::uuid, ${input.source}, ${input.kind}, ${input.conversation.language},
				${practiceId}::uuid, ${input.drillId ?? null}::uuid, ${new Date(input.occurredAt)}, n.fact_seq, ${state}, ${repTurns}::int,
				${repWords}::int
			from numbered n
		),
		fingerprint_kept as (
			insert into fingerprint (org_id, rep_id, hash, conversation_id)
			values (${orgId}::uuid, ${repId}::uuid, ${hash}, ${id}::uuid)
		),
		transcript_kept as (
			insert into transcript (org_id, conversation_id, format, document, speakers)
			values (
				${orgId}::uuid, ${id}::uuid, ${input.format}, ${packTranscript(input.conversation)},
				${speakers === null ? null : JSON.stringify(speakers)}::jsonb
			)
		),
		rep_kept as (
			insert into conversation_rep (org_id, conversation_id, speakers)
			select ${orgId}::uuid, ${id}::uuid, ${[...rep]}::int[]
			where ${rep.length > 0}::boolean
		),
		consent_kept as (
			insert into consent (org_id, conversation_id, state, purpose, reference, at)
			select ${orgId}::uuid, ${id}::uuid, 'given', ${given?.purpose ?? ""}, ${given?.reference ?? ""},
				${new Date(given?.at ?? input.occurredAt)}
			where ${given !== null}::boolean
		),
		told as (
			insert into relay_job (org_id, kind, target) values (${orgId}::uuid, ${asks ?? "score"}, ${id}::uuid)
		)
		insert into audit (org_id, actor_id, action, target)
		values (${orgId}::uuid, ${personId}::uuid, 'conversation.submitted', ${id})`;
	return asks;
}

/** Who the rep is: as the source says, else as somebody said before of the same speaker, else nobody knows yet. */
async function attributed(tx: Tx, orgId: string, { conversation, speakers, format, repId }: SubmitInput) {
	if (speakers === undefined) return { conversation, speakers: null, rep: [] };
	const rep = repAmong(speakers, format, await readKnownSpeakers(tx, orgId, repId));
	return { conversation: rep.length === 0 ? conversation : withRep(conversation, speakers, rep), speakers, rep };
}

/** The same for every repetition of a submission, whatever has been answered since: it was asked for, or it was not. */
async function submitted(tx: Tx, orgId: string, conversationId: string, duplicate: boolean): Promise<Submitted> {
	const asked = await tx.relayJob.count({ where: { orgId, kind: "consent", target: conversationId } });
	if (asked > 0) {
		return { conversationId, duplicate, askedIn: humanTaskId("consent", conversationId), asks: "consent" };
	}
	const row = await tx.transcript.findUnique({
		where: { orgId_conversationId: { orgId, conversationId } },
		select: { speakers: true, conversation: { select: { confirmedRep: { select: { actId: true } } } } },
	});
	const wasKnown = row === null || row.speakers === null || row.conversation.confirmedRep?.actId === null;
	if (wasKnown) return { conversationId, duplicate, askedIn: null, asks: null };
	return { conversationId, duplicate, askedIn: confirmRepTaskId(conversationId), asks: "confirm-rep" };
}

/** Facts about a person are numbered one after the other; whoever holds this lock takes the next number. */
async function lockPerson(tx: Tx, orgId: string, personId: string): Promise<void> {
	const rows = isId(personId)
		? await tx.$queryRaw<readonly { status: string }[]>`
			select status from person
			where org_id = ${orgId}::uuid and id = ${personId}::uuid
			for no key update`
		: [];
	if (rows[0]?.status !== "active") throw refuse("not-found", "/repId", "an active person", personId);
}

type PracticeFound = { readonly state: string; readonly repId: string; readonly phase: string };
type DrillFound = { readonly state: string; readonly repId: string };

/** What a submission names: the conversation of the same words, if there is one, its practice and its drill. */
async function readWhatItIsAbout(
	tx: Tx,
	orgId: string,
	{ repId, practiceId, drillId }: SubmitInput,
	hash: Uint8Array,
): Promise<{
	readonly first: string | null;
	readonly practice: PracticeFound | null;
	readonly drill: DrillFound | null;
}> {
	const [row] = await tx.$queryRaw<
		readonly { first: string | null; practice: PracticeFound | null; drill: DrillFound | null }[]
	>`
		select
			(
				select f.conversation_id from fingerprint f
				where f.org_id = ${orgId}::uuid and f.rep_id = ${repId}::uuid and f.hash = ${hash}
			) as first,
			(
				select jsonb_build_object('state', p.state, 'repId', c.rep_id, 'phase', c.phase)
				from practice p
				join cycle c on c.org_id = p.org_id and c.id = p.cycle_id
				where p.org_id = ${orgId}::uuid and p.id = ${idOrNone(practiceId)}::uuid
			) as practice,
			(
				select jsonb_build_object('state', d.state, 'repId', d.rep_id)
				from drill d
				where d.org_id = ${orgId}::uuid and d.id = ${idOrNone(drillId ?? null)}::uuid
			) as drill`;
	return row ?? { first: null, practice: null, drill: null };
}

function idOrNone(id: string | null): string | null {
	return id !== null && isId(id) ? id : null;
}

function checkPractice({ practiceId, source, repId }: SubmitInput, practice: PracticeFound | null): void {
	if (practiceId === null) return;
	if (source === "live") throw refuse("invalid", "/practiceId", "no practice for a live conversation", practiceId);
	if (practice === null || practice.repId !== repId) {
		throw refuse("invalid", "/practiceId", "a practice of this rep", practiceId);
	}
	if (practice.phase === "closed") {
		throw refuse("cycle-closed", "/practiceId", "a practice of a running cycle", practiceId);
	}
	// Held on the last day of its week and sent the day after: the week's end has called it missed meanwhile.
	if (practice.state !== "planned" && practice.state !== "missed") {
		throw refuse(
			"invalid",
			"/practiceId",
			"a practice that is not done yet",
			`${practiceId}, which is ${practice.state}`,
		);
	}
}

function checkDrill({ drillId, source, practiceId, repId }: SubmitInput, drill: DrillFound | null): void {
	if (drillId === undefined) return;
	if (source === "live") throw refuse("invalid", "/drillId", "no drill for a live conversation", drillId);
	if (practiceId !== null) throw refuse("invalid", "/drillId", "a practice or a drill, not both", drillId);
	if (drill === null || drill.repId !== repId) throw refuse("invalid", "/drillId", "a drill of this rep", drillId);
	if (drill.state === "closed" || drill.state === "withdrawn") {
		throw refuse("invalid", "/drillId", "an open drill", `${drillId}, which is ${drill.state}`);
	}
}

type ConversationColumns = {
	readonly id: string;
	readonly repId: string;
	readonly source: string;
	readonly kind: string;
	readonly language: string;
	readonly practiceId: string | null;
	readonly occurredAt: Date;
	readonly state: string;
};

/** @param shared As `sharedAmong` found it for this conversation. */
export function conversationView(row: ConversationColumns, shared: boolean): ConversationView {
	return {
		id: row.id,
		repId: row.repId,
		source: oneOf("source", SOURCES, row.source),
		kind: oneOf("conversation kind", CONVERSATION_KINDS, row.kind),
		language: row.language,
		practiceId: row.practiceId,
		occurredAt: instant(row.occurredAt),
		state: oneOf("conversation state", CONVERSATION_STATES, row.state),
		sharedWords: shared,
	};
}

/** Those of these conversations whose words were sent for another rep too. Asked when read: either may come first. */
export async function sharedAmong(tx: Tx, orgId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
	const rows = await tx.$queryRaw<readonly { id: string }[]>`
		select v.id
		from conversation v
		join fingerprint f on f.org_id = v.org_id and f.rep_id = v.rep_id and f.conversation_id = v.id
		where v.org_id = ${orgId}::uuid and v.id = any(${[...ids]}::uuid[]) and exists (
			select from fingerprint g
			where g.org_id = f.org_id and g.hash = f.hash and g.rep_id <> f.rep_id
		)`;
	return new Set(rows.map(({ id }) => id));
}

export async function findConversation(
	database: Database,
	orgId: string,
	id: string,
): Promise<ConversationView | null> {
	if (!isId(id)) return null;
	return await database.withOrg(orgId, async (tx) => {
		const row = await tx.conversationRow.findUnique({ where: { orgId_id: { orgId, id } } });
		return row === null ? null : conversationView(row, (await sharedAmong(tx, orgId, [id])).has(id));
	});
}

export async function listConversations(
	database: Database,
	orgId: string,
	filter: { readonly repId: string },
): Promise<readonly ConversationView[]> {
	if (!isId(filter.repId)) return [];
	return await database.withOrg(orgId, async (tx) => {
		const rows = await tx.conversationRow.findMany({
			where: { orgId, repId: filter.repId },
			orderBy: [{ occurredAt: "asc" }, { id: "asc" }],
		});
		const shared = await sharedAmong(
			tx,
			orgId,
			rows.map(({ id }) => id),
		);
		return rows.map((row) => conversationView(row, shared.has(row.id)));
	});
}
