import { MESSAGE_KINDS, OUTER_CHANNELS } from "../../domain/notification/message.ts";
import type { Reach, Recipient, Silenced } from "../../domain/notification/reach.ts";
import { Prisma, type Tx } from "../database.ts";
import { oneOf } from "./documents.ts";
import type { MessageRow } from "./messages.ts";

type ReachColumns = {
	readonly id: string;
	readonly zone: string;
	readonly silenced: readonly string[];
	readonly channels: readonly string[];
	readonly slack_is_shared: boolean;
	readonly webhooks: readonly string[];
};

/** How these people are reached, in one query: what they silenced, and what their organisation has set up. */
export async function readReach(tx: Tx, orgId: string, personIds: readonly string[]): Promise<Reach> {
	const rows = await tx.$queryRaw<readonly ReachColumns[]>`
		select p.id, p.zone,
			array(
				select s.kind || ' ' || s.channel from notification_setting s
				where s.org_id = p.org_id and s.person_id = p.id and not s.enabled order by 1
			) as silenced,
			array(
				select c.channel from channel_config c where c.org_id = p.org_id and c.enabled order by 1
			) as channels,
			exists (
				select from channel_config c
				where c.org_id = p.org_id and c.channel = 'slack' and c.settings ->> 'kind' = 'webhook'
			) as slack_is_shared,
			array(
				select w.id::text || ' ' || array_to_string(w.events, ' ') from webhook_endpoint w
				where w.org_id = p.org_id and w.state = 'active' order by w.id
			) as webhooks
		from person p
		where p.org_id = ${orgId}::uuid and p.id = any(${[...personIds]}::uuid[])`;
	const [first] = rows;
	return {
		channels: (first?.channels ?? []).map((channel) => oneOf("channel", OUTER_CHANNELS, channel)),
		slackIsShared: first?.slack_is_shared ?? false,
		webhooks: (first?.webhooks ?? []).map((text) => {
			const [id = "", ...kinds] = text.split(" ");
			return { id, kinds: kinds.map((kind) => oneOf("message kind", MESSAGE_KINDS, kind)) };
		}),
		people: new Map(rows.map((row): [string, Recipient] => [row.id, recipientFrom(row)])),
	};
}

function recipientFrom({ id, zone, silenced }: ReachColumns): Recipient {
	return { id, zone, silenced: silenced.map(silencedFrom) };
}

function silencedFrom(text: string): Silenced {
	const [kind = "", channel = ""] = text.split(" ");
	return { kind: oneOf("message kind", MESSAGE_KINDS, kind), channel: oneOf("channel", OUTER_CHANNELS, channel) };
}

/** Whoever looks after the installation of an organisation. */
export function readAdmins(tx: Tx, orgId: string): Promise<readonly { readonly id: string; readonly zone: string }[]> {
	return tx.person.findMany({
		where: { orgId, status: "active", roles: { has: "admin" } },
		orderBy: { externalId: "asc" },
		select: { id: true, zone: true },
	});
}

/** What the rows of a message hang on. */
type Place =
	| { readonly cycleId: string }
	| { readonly cohortId: string }
	| { readonly taskId: string }
	| { readonly endpointId: string };

/** Puts messages down, each once. What goes to the inbox has arrived with that: the relay never sees it. */
export async function putMessages(tx: Tx, orgId: string, place: Place, rows: readonly MessageRow[]): Promise<void> {
	if (rows.length > 0) await tx.$executeRaw(insertMessages(orgId, place, rows));
}

/** The same as a statement, which may be part of another. */
export function insertMessages(orgId: string, place: Place, rows: readonly MessageRow[]): Prisma.Sql {
	const of = { cycleId: null, taskId: null, cohortId: null, endpointId: null, ...place };
	return Prisma.sql`
		insert into outbox (
			org_id, id, cycle_id, task_id, cohort_id, endpoint_id, step, person_id, channel, template_code, params, also, at,
			deliver_at, state, sent_at
		)
		select ${orgId}::uuid, m.id, ${of.cycleId}::uuid, ${of.taskId}::uuid, ${of.cohortId}::uuid, ${of.endpointId}::uuid,
			m.step, m."personId", m.channel, m.template ->> 'code', m.template -> 'params', m.also, m.at, m."deliverAt",
			case when m.channel = 'inbox' then 'sent' else 'pending' end, case when m.channel = 'inbox' then m.at end
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(
			id uuid, step text, "personId" uuid, channel text, template jsonb, also jsonb, at timestamptz,
			"deliverAt" timestamptz
		)
		on conflict do nothing`;
}
