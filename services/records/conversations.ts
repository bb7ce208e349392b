import type { Result } from "../../domain/fault.ts";
import { repAmong, withRep } from "../../domain/human-task/speakers.ts";
import { repShareOf } from "../../domain/signals/scorecard.ts";
import { epochMs } from "../../domain/time.ts";
import type { Database, Tx } from "../database.ts";
import { instant } from "./dates.ts";
import { oneOf, toJson } from "./documents.ts";
import { SOURCES } from "./facts.ts";
import { confirmRepTaskId, humanTaskId, isId, newId } from "./ids.ts";
import { readKnownSpeakers } from "./speakers.ts";
import { packTranscript } from "./transcript-document.ts";
import type { Caller, ConversationView, Refusal, SubmitInput, Submitted, WriteKey, Written } from "./types.ts";
import { fingerprintOf } from "./words.ts";
import { putRelayJob, refuse, writeAudit, writeOnce } from "./writes.ts";

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
			const first = await tx.fingerprint.findUnique({
				where: { orgId_repId_hash: { orgId, repId: input.repId, hash } },
				select: { conversationId: true },
			});
			if (first !== null) {
				return {
					made: { kind: "conversation", id: first.conversationId, status: 200 },
					value: await submitted(tx, orgId, first.conversationId, true),
				};
			}
			await checkPractice(tx, orgId, input);
			const conversationId = newId();
			const { conversation, speakers, rep } = await attributed(tx, orgId, input);
			const isRepKnown = speakers === null || rep.length > 0;
			const asksConsent = input.source === "live" && input.consent === "to-be-asked";
			await tx.conversationRow.createMany({
				data: [
					{
						orgId,
						id: conversationId,
						repId: input.repId,
						source: input.source,
						kind: input.kind,
						language: input.conversation.language,
						practiceId: input.practiceId,
						occurredAt: new Date(input.occurredAt),
						factSeq: await nextFactSeq(tx, orgId, input.repId),
						state: asksConsent ? "awaiting-consent" : isRepKnown ? "received" : "awaiting-rep",
						...repShareOf(conversation),
					},
				],
			});
			await tx.fingerprint.createMany({ data: [{ orgId, repId: input.repId, hash, conversationId }] });
			await tx.transcript.createMany({
				data: [
					{
						orgId,
						conversationId,
						format: input.format,
						document: packTranscript(input.conversation),
						...(speakers === null ? {} : { speakers: toJson(speakers) }),
					},
				],
			});
			if (rep.length > 0) {
				await tx.conversationRep.createMany({ data: [{ orgId, conversationId, speakers: [...rep] }] });
			}
			if (input.consent !== null && input.consent !== "to-be-asked") {
				const { purpose, reference, at } = input.consent;
				await tx.consent.createMany({
					data: [{ orgId, conversationId, state: "given", purpose, reference, at: new Date(at) }],
				});
			}
			const next = asksConsent ? "consent" : isRepKnown ? "score" : "confirm-rep";
			await putRelayJob(tx, orgId, next, conversationId);
			await writeAudit(tx, orgId, caller.personId, "conversation.submitted", conversationId);
			return {
				made: { kind: "conversation", id: conversationId, status: 201 },
				value: await submitted(tx, orgId, conversationId, false),
			};
		},
		(tx, made) => submitted(tx, orgId, made.id, made.status === 200),
	);
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

export async function nextFactSeq(tx: Tx, orgId: string, personId: string): Promise<number> {
	const { factSeq } = await tx.person.update({
		where: { orgId_id: { orgId, id: personId } },
		data: { factSeq: { increment: 1 } },
		select: { factSeq: true },
	});
	return factSeq;
}

async function checkPractice(tx: Tx, orgId: string, input: SubmitInput): Promise<void> {
	const { practiceId } = input;
	if (practiceId === null) return;
	if (input.source === "live") {
		throw refuse("invalid", "/practiceId", "no practice for a live conversation", practiceId);
	}
	const practice = isId(practiceId)
		? await tx.practice.findUnique({
				where: { orgId_id: { orgId, id: practiceId } },
				select: { state: true, cycle: { select: { repId: true, phase: true } } },
			})
		: null;
	if (practice === null || practice.cycle.repId !== input.repId) {
		throw refuse("invalid", "/practiceId", "a practice of this rep", practiceId);
	}
	if (practice.cycle.phase === "closed") {
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

export function conversationView(row: ConversationColumns): ConversationView {
	return {
		id: row.id,
		repId: row.repId,
		source: oneOf("source", SOURCES, row.source),
		kind: oneOf("conversation kind", CONVERSATION_KINDS, row.kind),
		language: row.language,
		practiceId: row.practiceId,
		occurredAt: instant(row.occurredAt),
		state: oneOf("conversation state", CONVERSATION_STATES, row.state),
	};
}

export async function findConversation(
	database: Database,
	orgId: string,
	id: string,
): Promise<ConversationView | null> {
	if (!isId(id)) return null;
	const row = await database.withOrg(orgId, (tx) =>
		tx.conversationRow.findUnique({ where: { orgId_id: { orgId, id } } }),
	);
	return row === null ? null : conversationView(row);
}

export async function listConversations(
	database: Database,
	orgId: string,
	filter: { readonly repId: string },
): Promise<readonly ConversationView[]> {
	if (!isId(filter.repId)) return [];
	const rows = await database.withOrg(orgId, (tx) =>
		tx.conversationRow.findMany({
			where: { orgId, repId: filter.repId },
			orderBy: [{ occurredAt: "asc" }, { id: "asc" }],
		}),
	);
	return rows.map(conversationView);
}
