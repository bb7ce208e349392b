import { INVITE_KINDS, type InviteFact } from "../../domain/scheduling/invite.ts";
import type { Instant } from "../../domain/time.ts";
import type { Tx } from "../database.ts";
import { instant } from "./dates.ts";
import { oneOf } from "./documents.ts";
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
	readonly id: string;
	readonly cycleId: string;
	readonly name: string;
	readonly personId: string;
	readonly kind: string;
	readonly startsAt: Date;
	readonly endsAt: Date;
	readonly allDay: boolean;
	readonly state: string;
	readonly sequence: number;
	readonly changedAt: Date;
};

/** The entries of a cycle, by name, and when these people meet because of other cycles. */
export async function readCycleInvites(
	tx: Tx,
	orgId: string,
	cycleId: string,
	personIds: readonly string[],
	now: Instant,
): Promise<{
	readonly invites: readonly InviteFact[];
	readonly busy: readonly { readonly personId: string; readonly startsAt: Instant; readonly endsAt: Instant }[];
}> {
	const elsewhere = {
		personId: { in: [...personIds] },
		state: "planned",
		allDay: false,
		endsAt: { gt: new Date(now) },
	};
	const rows = await tx.invite.findMany({
		where: { orgId, OR: [{ cycleId }, elsewhere] },
		orderBy: [{ startsAt: "asc" }, { id: "asc" }],
	});
	const mine = rows.filter((row) => row.cycleId === cycleId);
	const others = rows.filter((row) => row.cycleId !== cycleId);
	return {
		invites: mine.map(factOf),
		busy: others.map(({ personId, startsAt, endsAt }) => ({
			personId,
			startsAt: instant(startsAt),
			endsAt: instant(endsAt),
		})),
	};
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
