import { INVITE_KINDS, type InviteFact } from "../../domain/scheduling/invite.ts";
import type { Instant } from "../../domain/time.ts";
import { Prisma, type Tx } from "../database.ts";
import { instant } from "./dates.ts";
import { oneOf } from "./documents.ts";
import type { Reads } from "./read-together.ts";
import type { InviteView } from "./types.ts";

const INVITE_STATES = ["planned", "cancelled"] as const;

/** Writes an entry as a step left it. Its id is the UID by which calendars know it, for good. */
export async function putInvite(
	tx: Tx,
	orgId: string,
	cycleId: string,
	row: InviteFact & { readonly id: string; readonly changedAt: Instant },
): Promise<void> {
	const { id, name } = row;
	const fields = {
		personId: row.personId,
		kind: row.kind,
		startsAt: new Date(row.startsAt),
		endsAt: new Date(row.endsAt),
		allDay: row.allDay,
		sequence: row.sequence,
		state: row.state,
		changedAt: new Date(row.changedAt),
	};
	const updated = await tx.invite.updateMany({ where: { orgId, id }, data: fields });
	if (updated.count === 0) await tx.invite.createMany({ data: [{ orgId, id, cycleId, name, ...fields }] });
}

type InviteColumns = {
	readonly name: string;
	readonly personId: string;
	readonly kind: string;
	readonly startsAt: Date;
	readonly endsAt: Date;
	readonly allDay: boolean;
	readonly state: string;
	readonly sequence: number;
};

type CycleInviteColumns = {
	readonly name: string;
	readonly person_id: string;
	readonly kind: string;
	readonly starts_at: string;
	readonly ends_at: string;
	readonly all_day: boolean;
	readonly state: string;
	readonly sequence: number;
};

/** The entries of a cycle, by name, and when these people meet because of other cycles. */
export async function readCycleInvites(
	reads: Reads,
	orgId: string,
	cycleId: string,
	people: Prisma.Sql,
	now: Instant,
): Promise<{ readonly invites: readonly InviteFact[]; readonly busy: readonly Busy[] }> {
	const [rows, busy] = await Promise.all([
		reads.rows<CycleInviteColumns>(Prisma.sql`
			select i.name, i.person_id, i.kind, i.starts_at, i.ends_at, i.all_day, i.state, i.sequence
			from invite i
			where i.org_id = ${orgId}::uuid and i.cycle_id = ${cycleId}::uuid
			order by i.starts_at, i.id`),
		readBusy(reads, orgId, cycleId, people, now),
	]);
	const invites = rows.map(({ person_id, starts_at, ends_at, all_day, ...row }) =>
		factOf({
			...row,
			personId: person_id,
			startsAt: new Date(starts_at),
			endsAt: new Date(ends_at),
			allDay: all_day,
		}),
	);
	return { invites, busy };
}

type Busy = { readonly personId: string; readonly startsAt: Instant; readonly endsAt: Instant };

/**
 * When people are in meetings of other cycles, from `now` on.
 *
 * @param people A query for their ids.
 */
export async function readBusy(
	reads: Reads,
	orgId: string,
	cycleId: string,
	people: Prisma.Sql,
	now: Instant,
): Promise<readonly Busy[]> {
	const rows = await reads.rows<{ person_id: string; starts_at: string; ends_at: string }>(Prisma.sql`
		select i.person_id, i.starts_at, i.ends_at
		from invite i
		where i.org_id = ${orgId}::uuid and i.person_id in (select p.id from (${people}) p) and i.cycle_id <> ${cycleId}::uuid
			and i.state = 'planned' and not i.all_day and i.ends_at > ${new Date(now)}
		order by i.starts_at, i.id`);
	return rows.map(({ person_id, starts_at, ends_at }) => ({
		personId: person_id,
		startsAt: instant(new Date(starts_at)),
		endsAt: instant(new Date(ends_at)),
	}));
}

function factOf(row: InviteColumns): InviteFact {
	return {
		name: row.name,
		kind: oneOf("invite kind", INVITE_KINDS, row.kind),
		personId: row.personId,
		startsAt: instant(row.startsAt),
		endsAt: instant(row.endsAt),
		allDay: row.allDay,
		state: oneOf("invite state", INVITE_STATES, row.state),
		sequence: row.sequence,
	};
}

/** What stands in a person's calendar from an instant on, in order. */
export async function readInvites(
	tx: Tx,
	orgId: string,
	personId: string,
	since: Instant,
): Promise<readonly InviteView[]> {
	const rows = await tx.invite.findMany({
		where: { orgId, personId, state: "planned", startsAt: { gte: new Date(since) } },
		orderBy: [{ startsAt: "asc" }, { id: "asc" }],
	});
	return rows.map((row) => {
		const { kind, startsAt, endsAt, allDay, sequence } = factOf(row);
		const { id, cycleId } = row;
		return { id, cycleId, kind, startsAt, endsAt, allDay, sequence, changedAt: instant(row.changedAt) };
	});
}
