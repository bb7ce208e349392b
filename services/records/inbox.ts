import { kindOfMessages } from "../../domain/notification/message.ts";
import { type Database, Prisma } from "../database.ts";
import { instant } from "./dates.ts";
import { isReasonParams, isReasons, readDocument } from "./documents.ts";
import { isId } from "./ids.ts";
import type { InboxMessage, InboxPlace } from "./notification-types.ts";

/** What was told to a person, the newest first. What has been withdrawn meanwhile is not among it. */
export async function listInbox(
	database: Database,
	orgId: string,
	personId: string,
	{ after, limit }: { readonly after: InboxPlace | null; readonly limit: number },
): Promise<{ readonly items: readonly InboxMessage[]; readonly next: InboxPlace | null }> {
	if (!isId(personId) || (after !== null && !isId(after.id))) return { items: [], next: null };
	const behind =
		after === null ? Prisma.sql`true` : Prisma.sql`(o.at, o.id) < (${new Date(after.at)}, ${after.id}::uuid)`;
	const rows = await database.withOrg(
		orgId,
		(tx) => tx.$queryRaw<readonly InboxColumns[]>`
			select o.id, o.at, o.cycle_id, coalesce(o.task_id, t.id) as task_id, o.cohort_id, o.template_code, o.params, o.also
			from outbox o
			left join task t on t.org_id = o.org_id and t.cycle_id = o.cycle_id and t.name = o.params ->> 'task'
			where o.org_id = ${orgId}::uuid and o.person_id = ${personId}::uuid and o.channel = 'inbox' and o.state = 'sent'
				and ${behind}
			order by o.at desc, o.id desc
			limit ${limit + 1}::int`,
	);
	const items = rows.slice(0, limit).map((row): InboxMessage => {
		const about = {
			code: row.template_code,
			params: readDocument("reason", row.params, isReasonParams),
		};
		const also = readDocument("reasons", row.also, isReasons);
		return {
			id: row.id,
			at: instant(row.at),
			kind: kindOfMessages([about.code, ...also.map(({ code }) => code)]),
			cycleId: row.cycle_id,
			taskId: row.task_id,
			cohortId: row.cohort_id,
			about: [about, ...also],
		};
	});
	const last = items.at(-1);
	return { items, next: rows.length > limit && last !== undefined ? { at: last.at, id: last.id } : null };
}

type InboxColumns = {
	readonly id: string;
	readonly at: Date;
	readonly cycle_id: string | null;
	readonly task_id: string | null;
	readonly cohort_id: string | null;
	readonly template_code: string;
	readonly params: unknown;
	readonly also: unknown;
};
