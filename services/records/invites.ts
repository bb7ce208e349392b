import type { Instant } from "../../domain/time.ts";
import type { Tx } from "../database.ts";
import { INVITE_KINDS, type InviteKind } from "../scheduling/invites.ts";
import { instant } from "./dates.ts";
import { oneOf } from "./documents.ts";
import { isErased } from "./erasure.ts";
import { idIn } from "./ids.ts";
import type { InviteView } from "./types.ts";

export type PlannedInvite = {
	readonly cycleId: string;
	/** By its meaning, unique within the cycle and for one person: `one-to-one:checkpoint-4:manager`. */
	readonly name: string;
	readonly personId: string;
	readonly kind: InviteKind;
	readonly startsAt: Instant;
	readonly endsAt: Instant;
};

/** What a change of an invite is to be told to whom. The invite's id is the UID. */
export type InviteChange = InviteView & {
	readonly method: "request" | "cancel";
	readonly personId: string;
};

/** UID of an invite. Opaque, and the same however often the step that plans it runs. */
function inviteId(cycleId: string, name: string): string {
	return idIn(cycleId, `invite:${name}`);
}

/**
 * Puts a meeting into a person's calendar, or moves it there, inside the transaction of the step that plans it. The
 * number rises by one with each change; the same plan again changes nothing and tells nobody. A meeting that goes to
 * somebody else is cancelled for the one before. For a person who is being erased nothing is planned.
 *
 * @param now The cycle's own time.
 */
export async function planInvite(
	tx: Tx,
	orgId: string,
	plan: PlannedInvite,
	now: Instant,
): Promise<readonly InviteChange[]> {
	const { cycleId, name, personId, kind } = plan;
	if (await isErased(tx, orgId, personId)) return [];
	const id = inviteId(cycleId, name);
	const times = { startsAt: new Date(plan.startsAt), endsAt: new Date(plan.endsAt) };
	const before = await tx.invite.findUnique({ where: { orgId_id: { orgId, id } } });
	if (before === null) {
		const row = { orgId, id, cycleId, name, personId, kind, ...times, sequence: 0, changedAt: new Date(now) };
		await tx.invite.createMany({ data: [row] });
		return [{ ...viewOf(row), personId, method: "request" }];
	}
	const planned = before.state === "planned";
	const same =
		before.personId === personId &&
		before.kind === kind &&
		before.startsAt.getTime() === times.startsAt.getTime() &&
		before.endsAt.getTime() === times.endsAt.getTime();
	if (planned && same) return [];
	const changed = { personId, kind, ...times, sequence: before.sequence + 1, changedAt: new Date(now) };
	await tx.invite.updateMany({ where: { orgId, id }, data: { ...changed, state: "planned" } });
	const told: InviteChange = { ...viewOf({ id, ...changed }), personId, method: "request" };
	if (!planned || before.personId === personId) return [told];
	const { sequence, changedAt } = changed;
	return [{ ...viewOf({ ...before, sequence, changedAt }), personId: before.personId, method: "cancel" }, told];
}

/**
 * Calls off what is planned in a cycle from `from` on, all of it or one meeting, as at a pause or a stop. What was
 * cancelled before stays as it is.
 *
 * @param now The cycle's own time.
 */
export async function cancelInvites(
	tx: Tx,
	orgId: string,
	which: { readonly cycleId: string; readonly name?: string; readonly from: Instant },
	now: Instant,
): Promise<readonly InviteChange[]> {
	const { cycleId, name, from } = which;
	const rows = await tx.invite.findMany({
		where: { orgId, cycleId, ...(name !== undefined && { name }), state: "planned", startsAt: { gte: new Date(from) } },
		orderBy: [{ startsAt: "asc" }, { name: "asc" }],
	});
	const changes: InviteChange[] = [];
	for (const row of rows) {
		const changed = { sequence: row.sequence + 1, changedAt: new Date(now) };
		await tx.invite.updateMany({ where: { orgId, id: row.id }, data: { ...changed, state: "cancelled" } });
		changes.push({ ...viewOf({ ...row, ...changed }), personId: row.personId, method: "cancel" });
	}
	return changes;
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
	return rows.map(viewOf);
}

function viewOf(row: {
	readonly id: string;
	readonly kind: string;
	readonly startsAt: Date;
	readonly endsAt: Date;
	readonly sequence: number;
	readonly changedAt: Date;
}): InviteView {
	return {
		id: row.id,
		kind: oneOf("invite kind", INVITE_KINDS, row.kind),
		startsAt: instant(row.startsAt),
		endsAt: instant(row.endsAt),
		sequence: row.sequence,
		changedAt: instant(row.changedAt),
	};
}
