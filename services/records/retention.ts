import type { Instant } from "../../domain/time.ts";
import { epochMs } from "../../domain/time.ts";
import type { Database } from "../database.ts";
import { currentPolicy } from "./policies.ts";

const DAY_MS = 86_400_000;
/** Few enough for a short transaction: a transcript can have a megabyte. */
const BATCH = 200;

/**
 * Removes a batch of each kind of data that has been kept for as long as the organisation's policy says, oldest first;
 * gives back whether more is left. Counted from the instant at which it was stored: that clock is the same for all.
 */
export function deleteExpired(database: Database, orgId: string, now: Instant): Promise<{ readonly more: boolean }> {
	return database.withOrg(orgId, async (tx) => {
		const { retention } = (await currentPolicy(tx, orgId)).policy;
		const before = (days: number) => new Date(epochMs(now) - days * DAY_MS);
		const [counts] = await tx.$queryRaw<readonly { [kind: string]: bigint }[]>`
			select expired_transcripts(${before(retention.transcriptDays)}::timestamptz, ${BATCH}::int) as transcripts,
				expired_archives(${before(retention.archiveDays)}::timestamptz, ${BATCH}::int) as archives,
				expired_messages(${before(retention.messageDays)}::timestamptz, ${BATCH}::int) as messages,
				expired_deliveries(${before(retention.deliveryDays)}::timestamptz, ${BATCH}::int) as deliveries,
				expired_invites(${before(retention.inviteDays)}::timestamptz, ${BATCH}::int) as invites`;
		// What a restored backup brought back of somebody who was erased does not stay either.
		await tx.$queryRaw`select reopened_erasures()`;
		return { more: Object.values(counts ?? {}).some((count) => Number(count) === BATCH) };
	});
}
