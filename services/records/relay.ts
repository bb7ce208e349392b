import type { Database } from "../database.ts";
import { oneOf } from "./documents.ts";
import type { RelayJobView } from "./types.ts";

const JOB_KINDS = [
	"score",
	"launch",
	"act",
	"confirm-rep",
	"consent",
	"dispute",
	"archive",
	"erase",
	"withdraw",
] as const;

// The relay works across organisations under its own role, which sees of them only which job is due. Leases run on the
// database's clock: it is the one clock that all relays share, and nothing is decided by it.

/** Leases due jobs, oldest first, none of them twice at a time. A lease that is not finished comes back by itself. */
export async function leaseRelayJobs(
	relay: Database,
	limit: number,
	leaseMs: number,
): Promise<readonly RelayJobView[]> {
	const rows = await relay.withoutOrg(
		(tx) => tx.$queryRaw<readonly { org_id: string; id: string; kind: string; target: string; attempts: number }[]>`
			with due as (
				select org_id, id from relay_job
				where done_at is null and due_at <= now() and (leased_until is null or leased_until <= now())
				order by due_at
				limit ${limit}
				for update skip locked
			)
			update relay_job j
			set leased_until = now() + ${leaseMs}::int * interval '1 millisecond', attempts = j.attempts + 1
			from due
			where j.org_id = due.org_id and j.id = due.id
			returning j.org_id, j.id, j.kind, j.target, j.attempts`,
	);
	return rows.map((row) => ({
		orgId: row.org_id,
		id: row.id,
		kind: oneOf("relay job", JOB_KINDS, row.kind),
		target: row.target,
		attempts: row.attempts,
	}));
}

export async function finishRelayJob(relay: Database, orgId: string, id: string): Promise<void> {
	await relay.withoutOrg(
		(tx) => tx.$executeRaw`
			update relay_job set done_at = now(), leased_until = null
			where org_id = ${orgId}::uuid and id = ${id}::uuid and done_at is null`,
	);
}

export async function retryRelayJob(relay: Database, orgId: string, id: string, afterMs: number): Promise<void> {
	await relay.withoutOrg(
		(tx) => tx.$executeRaw`
			update relay_job set due_at = now() + ${afterMs}::int * interval '1 millisecond', leased_until = null
			where org_id = ${orgId}::uuid and id = ${id}::uuid and done_at is null`,
	);
}
