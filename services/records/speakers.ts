import { emailMark, type Mark, nameMark, type SpeakerFact, withRep } from "../../domain/human-task/speakers.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Database, Tx } from "../database.ts";
import { isSpeakers, oneOf, readDocument } from "./documents.ts";
import { isId } from "./ids.ts";
import { unpackTranscript } from "./transcript-document.ts";
import type { SpeakerView } from "./types.ts";

const MARKS = ["email", "name", "key"] as const satisfies readonly Mark["by"][];

/** A transcript as it came, with the roles that follow from what somebody has said about the rep since. */
export function readConversation(
	transcript: { readonly document: Uint8Array; readonly speakers: unknown },
	rep: { readonly speakers: readonly number[] } | null,
): Conversation {
	const conversation = unpackTranscript(transcript.document);
	if (transcript.speakers === null || rep === null) return conversation;
	return withRep(conversation, readSpeakers(transcript.speakers), rep.speakers);
}

export function readSpeakers(stored: unknown): readonly SpeakerFact[] {
	return readDocument("speakers", stored, isSpeakers);
}

/** By what the rep is known in transcripts: what somebody has said before, and the rep's own address and name. */
export async function readKnownSpeakers(tx: Tx, orgId: string, repId: string): Promise<readonly Mark[]> {
	const rep = await tx.person.findUnique({
		where: { orgId_id: { orgId, id: repId } },
		select: { name: true, email: true },
	});
	const rows = await tx.knownSpeaker.findMany({ where: { orgId, repId } });
	return [
		...(rep === null ? [] : [emailMark(rep.email), nameMark(rep.name)]),
		...rows.map(({ by, source, value }) => ({ by: oneOf("mark of a speaker", MARKS, by), source, value })),
	];
}

const LINES = 3;
const LINE_LENGTH_MAX = 200;

export function findSpeakers(
	database: Database,
	orgId: string,
	conversationId: string,
): Promise<readonly SpeakerView[] | null> {
	if (!isId(conversationId)) return Promise.resolve(null);
	return database.withOrg(orgId, async (tx) => {
		const row = await tx.conversationRow.findUnique({
			where: { orgId_id: { orgId, id: conversationId } },
			select: { transcript: true, confirmedRep: true },
		});
		if (row === null || row.transcript === null) return null;
		const { utterances } = readConversation(row.transcript, row.confirmedRep);
		const speakers: readonly { readonly label: string; readonly email: string | null }[] =
			row.transcript.speakers === null
				? [...new Set(utterances.map(({ speaker }) => speaker))].map((label) => ({ label, email: null }))
				: readSpeakers(row.transcript.speakers);
		return speakers.map(({ label, email }, speaker) => {
			const said = utterances.filter((utterance) => utterance.speaker === label);
			return {
				speaker,
				label,
				email,
				role: said[0]?.role ?? "unknown",
				turns: said.length,
				words: said.reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0), 0),
				lines: said.slice(0, LINES).map(({ text }) => shortened(text)),
			};
		});
	});
}

function shortened(text: string): string {
	return text.length > LINE_LENGTH_MAX ? `${text.slice(0, LINE_LENGTH_MAX - 1)}…` : text;
}
