import type { LineRef } from "../../domain/cycle/facts.ts";
import type { BlindLabel } from "../../domain/cycle/task.ts";
import type { Label } from "../../domain/signals/label.ts";
import { type RepTurn, repTurnsOf, shownInTurn } from "../../domain/signals/shown-in-turn.ts";
import { SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import type { Instant } from "../../domain/time.ts";
import type { Database, Tx } from "../database.ts";
import { CURRENT_SCORECARD } from "./current-scorecard.ts";
import { isTaskSubject, oneOf, readDocument, readLabelling } from "./documents.ts";
import { isId } from "./ids.ts";
import { readConversation } from "./speakers.ts";
import type { BlindLineView } from "./types.ts";

/** The lines that a review asks to label; with what the engine says of each only once the review is answered. */
export function findBlindLines(database: Database, orgId: string, taskId: string): Promise<readonly BlindLineView[]> {
	if (!isId(taskId)) return Promise.resolve([]);
	return database.withOrg(orgId, async (tx) => {
		const task = await tx.task.findUnique({
			where: { orgId_id: { orgId, id: taskId } },
			select: { subject: true, blindLines: true },
		});
		if (task === null) return [];
		const { lines = [] } = readDocument("task subject", task.subject, isTaskSubject);
		const answered = new Map(
			task.blindLines.map((row) => [keyOf({ conversation: row.conversationId, line: row.line }), row]),
		);
		const turns = await readTurns(tx, orgId, lines);
		return lines.flatMap((ref): readonly BlindLineView[] => {
			const turn = turns.get(ref.conversation)?.turns[ref.line];
			// Words that are not kept any more can not be shown.
			if (turn === undefined) return [];
			const row = answered.get(keyOf(ref));
			return [
				{
					conversationId: ref.conversation,
					line: ref.line,
					before: turn.before,
					text: turn.text,
					said: row === undefined ? null : signalsIn(row.said),
					engine: row === undefined ? null : signalsIn(row.engine),
				},
			];
		});
	});
}

/** Keeps what a person said of lines, with what the engine's labels of today say of the same ones beside it. */
export async function putBlindLines(
	tx: Tx,
	orgId: string,
	given: { readonly taskId: string; readonly by: string; readonly lines: readonly BlindLabel[]; readonly at: Instant },
): Promise<void> {
	const turns = await readTurns(tx, orgId, given.lines);
	await tx.blindLine.createMany({
		data: given.lines.flatMap(({ conversation, line, signals }) => {
			const read = turns.get(conversation);
			const turn = read?.turns[line];
			if (read === undefined || turn === undefined) return [];
			const { labeller, version, language, labels } = read;
			return [
				{
					orgId,
					taskId: given.taskId,
					conversationId: conversation,
					line,
					byId: given.by,
					said: SIGNALS.filter((signal) => signals.includes(signal)),
					engine: [...shownInTurn(labels, turn)],
					labeller,
					labellerVersion: version,
					language,
					at: new Date(given.at),
				},
			];
		}),
		skipDuplicates: true,
	});
}

type Read = {
	readonly turns: readonly RepTurn[];
	readonly labels: readonly Label[];
	readonly labeller: string;
	readonly version: string;
	readonly language: string;
};

async function readTurns(tx: Tx, orgId: string, lines: readonly LineRef[]): Promise<ReadonlyMap<string, Read>> {
	const ids = [...new Set(lines.map(({ conversation }) => conversation))];
	if (ids.length === 0) return new Map();
	const rows = await tx.$queryRaw<readonly TurnsColumns[]>`
		select v.id, v.language, x.document, x.speakers, k.speakers as rep, l.labeller, l.version, l.labels,
			l.near_misses as "nearMisses", l.also_in as "alsoIn", l.validated_on as "validatedOn"
		from conversation v
		join transcript x on x.org_id = v.org_id and x.conversation_id = v.id
		${CURRENT_SCORECARD}
		join labelling l on l.org_id = s.org_id and l.id = s.labelling_id
		left join conversation_rep k on k.org_id = v.org_id and k.conversation_id = v.id
		where v.org_id = ${orgId}::uuid and v.id = any(${ids}::uuid[])
			and not exists (
				select from consent w where w.org_id = v.org_id and w.conversation_id = v.id and w.state = 'withdrawn'
			)`;
	return new Map(
		rows.map((row) => {
			const { labels, labeller, version } = readLabelling(row);
			const { utterances } = readConversation(row, row.rep === null ? null : { speakers: row.rep });
			return [row.id, { turns: repTurnsOf(utterances), labels, labeller, version, language: row.language }];
		}),
	);
}

type TurnsColumns = Parameters<typeof readLabelling>[0] & {
	readonly id: string;
	readonly language: string;
	readonly document: Uint8Array;
	readonly speakers: unknown;
	readonly rep: readonly number[] | null;
};

function keyOf({ conversation, line }: LineRef): string {
	return `${conversation} ${line}`;
}

function signalsIn(names: readonly string[]): readonly Signal[] {
	return names.map((name) => oneOf("signal", SIGNALS, name));
}
