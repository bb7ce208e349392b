import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Database, Tx } from "../database.ts";
import { packTranscript, unpackTranscript } from "./transcript-document.ts";

/** Few enough for a short transaction: a transcript can have a megabyte. */
const PAGE = 100;
/** Shorter names stand in too many words that mean something else. */
const NAME_LENGTH_MIN = 3;

/**
 * Takes a person's name, address and external id out of what others said and wrote, word for word and in any case. A
 * first name alone is left: it is many people's. Letters become x, one for one, so that labels still point at their lines
 * and the words of a call stay as many as they were. Done twice it finds nothing more.
 *
 * @returns How many texts were changed.
 */
export async function maskMentions(
	database: Database,
	orgId: string,
	{ id: erasureId, personId }: { readonly id: string; readonly personId: string },
	names: readonly string[],
): Promise<number> {
	const patterns = patternsOf(names);
	let changed = await database.withOrg(orgId, (tx) => maskRows(tx, erasureId, names));
	for (let after: string | null = null; ; ) {
		const page: { readonly last: string | null; readonly masked: number } = await database.withOrg(orgId, (tx) =>
			maskPage(tx, orgId, { id: erasureId, personId }, patterns, after),
		);
		changed += page.masked;
		if (page.last === null) return changed;
		after = page.last;
	}
}

async function maskRows(tx: Tx, erasureId: string, names: readonly string[]): Promise<number> {
	const [row] = await tx.$queryRaw<readonly { n: bigint }[]>`
		select erasure_mentions(${erasureId}::uuid, ${names.filter(isLong)}::text[]) as n`;
	return Number(row?.n ?? 0);
}

async function maskPage(
	tx: Tx,
	orgId: string,
	{ id: erasureId, personId }: { readonly id: string; readonly personId: string },
	patterns: readonly RegExp[],
	after: string | null,
): Promise<{ readonly last: string | null; readonly masked: number }> {
	// Two people who are erased at once may be named in one call.
	await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`mentions ${orgId}`}, 0))`;
	const rows = await tx.transcript.findMany({
		// The person's own go whole.
		where: {
			orgId,
			conversation: { repId: { not: personId } },
			...(after === null ? {} : { conversationId: { gt: after } }),
		},
		orderBy: { conversationId: "asc" },
		take: PAGE,
		select: { conversationId: true, document: true, speakers: true },
	});
	let masked = 0;
	for (const { conversationId, document, speakers } of rows) {
		const conversation = unpackTranscript(document);
		const without = maskedConversation(conversation, patterns);
		const others = speakers === null ? null : maskedJson(speakers, patterns);
		if (without === conversation && JSON.stringify(others) === JSON.stringify(speakers)) continue;
		const packed = Buffer.from(packTranscript(without));
		const said = others === null ? null : JSON.stringify(others);
		await tx.$executeRaw`
			select mask_transcript(${erasureId}::uuid, ${conversationId}::uuid, ${packed}, ${said}::jsonb)`;
		masked += 1;
	}
	return { last: rows.length < PAGE ? null : (rows.at(-1)?.conversationId ?? null), masked };
}

function isLong(name: string): boolean {
	return name.trim().length >= NAME_LENGTH_MIN;
}

export function patternsOf(names: readonly string[]): readonly RegExp[] {
	return names.filter(isLong).map((name) => {
		const words = name
			.trim()
			.split(/\s+/)
			.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
		return new RegExp(`(?<![\\p{L}\\p{N}])${words.join("\\s+")}(?![\\p{L}\\p{N}])`, "giu");
	});
}

/** The same length in UTF-16 units and the same words, without a letter of the name. */
export function maskedText(text: string, patterns: readonly RegExp[]): string {
	return patterns.reduce(
		(masked, pattern) =>
			masked.replace(pattern, (found) => found.replace(/[\p{L}\p{N}]/gu, (letter) => "x".repeat(letter.length))),
		text,
	);
}

function maskedConversation(conversation: Conversation, patterns: readonly RegExp[]): Conversation {
	let isChanged = false;
	const utterances = conversation.utterances.map((utterance) => {
		const text = maskedText(utterance.text, patterns);
		const speaker = maskedText(utterance.speaker, patterns);
		if (text === utterance.text && speaker === utterance.speaker) return utterance;
		isChanged = true;
		return { ...utterance, text, speaker };
	});
	return isChanged ? { ...conversation, utterances } : conversation;
}

/** Texts anywhere in a stored document. */
function maskedJson(value: unknown, patterns: readonly RegExp[]): unknown {
	if (typeof value === "string") return maskedText(value, patterns);
	if (Array.isArray(value)) return value.map((item) => maskedJson(item, patterns));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, maskedJson(part, patterns)]));
}
