import { createHash, randomBytes } from "node:crypto";
import type { Result } from "../../domain/fault.ts";
import type { Instant } from "../../domain/time.ts";
import { type Database, nameOrg } from "../database.ts";
import { isErased } from "./erasure.ts";
import { readInvites } from "./invites.ts";
import type { CalendarFeedView, Caller, Refusal, WriteKey, Written } from "./types.ts";
import { refuse, writeAudit, writeOnce } from "./writes.ts";

/**
 * Makes the caller's feed, or gives it a new address and shuts the old one. The token is 256 random bits and is told
 * once: the table keeps its SHA-256 alone, so that the same key asked again can only answer that it was made.
 */
export function createCalendarFeed(
	database: Database,
	caller: Caller,
	key: WriteKey,
): Promise<Result<Written<{ readonly token: string | null }>, Refusal>> {
	const { orgId, personId } = caller;
	return writeOnce<{ readonly token: string | null }>(
		database,
		caller,
		key,
		async (tx) => {
			if (await isErased(tx, orgId, personId)) throw refuse("not-found", "/personId", "an active person", personId);
			const token = randomBytes(32).toString("base64url");
			const tokenHash = hashOf(token);
			const createdAt = new Date();
			const renewed = await tx.calendarFeed.updateMany({ where: { orgId, personId }, data: { tokenHash, createdAt } });
			if (renewed.count === 0) {
				await tx.calendarFeed.createMany({ data: [{ orgId, personId, tokenHash, createdAt }] });
			}
			await writeAudit(tx, orgId, personId, "calendar-feed.created", personId);
			return { made: { kind: "calendar-feed", id: personId, status: 201 }, value: { token } };
		},
		async () => ({ token: null }),
	);
}

/** Shuts the person's feed; false where there was none. */
export function revokeCalendarFeed(database: Database, orgId: string, personId: string): Promise<boolean> {
	return database.withOrg(orgId, async (tx) => {
		const { count } = await tx.calendarFeed.deleteMany({ where: { orgId, personId } });
		if (count > 0) await writeAudit(tx, orgId, personId, "calendar-feed.revoked", personId);
		return count > 0;
	});
}

/** The invites behind an address, from an instant on; null where nobody active has it. */
export function readCalendarFeed(database: Database, token: string, since: Instant): Promise<CalendarFeedView | null> {
	return database.withoutOrg(async (tx) => {
		const [found] = await tx.$queryRaw<readonly { org_id: string; person_id: string }[]>`
			select org_id, person_id from find_calendar_feed(${Buffer.from(hashOf(token))})`;
		if (found === undefined) return null;
		const { org_id: orgId, person_id: id } = found;
		await nameOrg(tx, orgId);
		const person = await tx.person.findUnique({
			where: { orgId_id: { orgId, id } },
			select: { status: true, language: true },
		});
		if (person?.status !== "active") return null;
		return { language: person.language, invites: await readInvites(tx, orgId, id, since) };
	});
}

function hashOf(token: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(createHash("sha256").update(token).digest());
}
