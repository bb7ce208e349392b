import type { Instant } from "../../domain/time.ts";
import type { Tx } from "../database.ts";
import { supplementOver } from "./step-run.ts";
import { cycleTables } from "./step-store.ts";

/**
 * A conversation came late, or its consent was withdrawn, after the cycle that it was held in had ended. Cycles that run
 * find that out by themselves, at their next look.
 *
 * @param what Part of the step's name: each happens to a conversation once.
 */
export async function supplementClosed(
	tx: Tx,
	orgId: string,
	conversation: { readonly id: string; readonly repId: string; readonly occurredAt: Date },
	what: "late" | "gone",
	now: Instant,
): Promise<void> {
	// A day to spare for zones: which week it was held in is for the decision to say.
	const [cycle] = await tx.$queryRaw<readonly { id: string }[]>`
		select id from cycle
		where org_id = ${orgId}::uuid and rep_id = ${conversation.repId}::uuid and phase = 'closed'
			and starts_on <= (${conversation.occurredAt}::timestamptz + interval '1 day')::date
		order by starts_on desc
		limit 1`;
	if (cycle === undefined) return;
	await supplementOver(cycleTables(tx, orgId, cycle.id), `supplement-${what}:${conversation.id}`, now);
}
