import type { Citation } from "../../domain/signals/citation.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Moment } from "../../domain/signals/moment.ts";
import type { Tx } from "../database.ts";
import { isScorecard, readDocument } from "./documents.ts";
import type { Excerpt } from "./notification-types.ts";
import { readConversation } from "./speakers.ts";

/** As many conversations as one task names, and a person reads in an e-mail. */
const EXCERPTS_MAX = 4;

/** The lines that scorecards rest on. A call whose consent was withdrawn is quoted nowhere. */
export async function readExcerpts(
	tx: Tx,
	orgId: string,
	conversationIds: readonly string[],
): Promise<readonly Excerpt[]> {
	const excerpts: Excerpt[] = [];
	for (const conversationId of [...new Set(conversationIds)].slice(0, EXCERPTS_MAX)) {
		const row = await tx.conversationRow.findUnique({
			where: { orgId_id: { orgId, id: conversationId } },
			include: { transcript: true, confirmedRep: true, consent: { select: { state: true } } },
		});
		if (row === null || row.transcript === null || row.currentScorecard === null) continue;
		if (row.consent?.state === "withdrawn") continue;
		const card = await tx.scorecardRow.findUnique({
			where: { orgId_conversationId_ordinal: { orgId, conversationId, ordinal: row.currentScorecard } },
			select: { content: true },
		});
		if (card === null) continue;
		const { behaviours, moment } = readDocument("scorecard", card.content, isScorecard);
		const conversation = readConversation(row.transcript, row.confirmedRep);
		excerpts.push({
			conversationId,
			behaviours: behaviours.flatMap(({ signal, cites }) => {
				const quote = quoteOf(conversation, cites);
				return quote === null ? [] : [{ signal, quote }];
			}),
			moment: momentOf(conversation, moment),
		});
	}
	return excerpts;
}

function momentOf(conversation: Conversation, moment: Moment): Excerpt["moment"] {
	if (moment.status === "none") return null;
	const quote = quoteOf(conversation, moment.cites);
	return quote === null ? null : { kind: moment.kind, quote };
}

function quoteOf({ utterances }: Conversation, cites: Citation | null): string | null {
	if (cites === null) return null;
	const text = utterances
		.find(({ ordinal }) => ordinal === cites.utterance)
		?.text.slice(cites.start, cites.end)
		.trim();
	return text === undefined || text === "" ? null : text;
}
