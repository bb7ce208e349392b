import type { Fault, Result } from "../../domain/fault.ts";
import { failed, ok } from "../../domain/fault.ts";
import type { Database, Tx } from "../database.ts";
import type { Caller, Refusal, RelayJobView, WriteKey, Written } from "./types.ts";

/** Ends a transaction without writing anything, with the reason for the caller. */
export class Refused extends Error {
	override readonly name = "Refused";
	readonly refusal: Refusal;
	constructor(code: Refusal["code"], faults: readonly Fault[]) {
		super(code);
		this.refusal = { code, faults };
	}
}

export function refuse(code: Refusal["code"], field: string, expected: string, came: string): Refused {
	return new Refused(code, [{ field, expected, came: came.length > 120 ? `${came.slice(0, 117)}...` : came }]);
}

/** What a key made, as the table of keys holds it: a pointer, never a body. */
export type Made = {
	readonly kind: string;
	readonly id: string;
	/** 201 where something was made, 200 where it was there already. */
	readonly status: 200 | 201;
};

type EarlierWrite = {
	readonly request_hash: Uint8Array;
	readonly status: number;
	readonly target_kind: string;
	readonly target_id: string;
};

/**
 * A write that is done once per key, whole or not at all. The same key with the same request gives the first answer
 * back; two at the same time wait for each other. A refusal is not stored: what was wrong may be right later.
 */
export async function writeOnce<T>(
	database: Database,
	caller: Caller,
	key: WriteKey,
	write: (tx: Tx) => Promise<{ readonly made: Made; readonly value: T }>,
	again: (tx: Tx, made: Made) => Promise<T>,
): Promise<Result<Written<T>, Refusal>> {
	const { orgId, personId: actorId } = caller;
	const { method, path } = key;
	try {
		return await database.withOrg(orgId, async (tx) => {
			await tx.$executeRaw`
				select pg_advisory_xact_lock(hashtextextended(${`${orgId} ${actorId} ${method} ${path} ${key.key}`}, 0))`;
			const [earlier] = await tx.$queryRaw<readonly EarlierWrite[]>`
				select request_hash, status, target_kind, target_id from idempotency
				where org_id = ${orgId}::uuid and actor_id = ${actorId}::uuid and method = ${method} and path = ${path}
					and key = ${key.key}`;
			if (earlier !== undefined) {
				if (!Buffer.from(earlier.request_hash).equals(Buffer.from(key.requestHash))) {
					throw refuse("key-reused", "/header/idempotency-key", "a new key for a new request", key.key);
				}
				const made: Made = {
					kind: earlier.target_kind,
					id: earlier.target_id,
					status: earlier.status === 200 ? 200 : 201,
				};
				return ok({ ...(await again(tx, made)), replayed: true });
			}
			const { made, value } = await write(tx);
			await tx.$executeRaw`
				insert into idempotency (
					org_id, actor_id, method, path, key, request_hash, status, target_kind, target_id
				)
				values (
					${orgId}::uuid, ${actorId}::uuid, ${method}, ${path}, ${key.key}, ${new Uint8Array(key.requestHash)},
					${made.status}::int, ${made.kind}, ${made.id}::uuid
				)`;
			return ok({ ...value, replayed: false });
		});
	} catch (error) {
		if (error instanceof Refused) return failed(error.refusal);
		throw error;
	}
}

/** Held until the transaction ends: who is there and who manages whom changes in one transaction at a time. */
export async function lockPeople(tx: Tx, orgId: string): Promise<void> {
	await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`people ${orgId}`}, 0))`;
}

export async function writeAudit(tx: Tx, orgId: string, actorId: string | null, action: string, target: string) {
	await tx.$executeRaw`
		insert into audit (org_id, actor_id, action, target)
		values (${orgId}::uuid, ${actorId}::uuid, ${action}, ${target})`;
}

/** Work for after the commit, or for an instant after it. The same work is put down once. */
export async function putRelayJob(tx: Tx, orgId: string, kind: RelayJobView["kind"], target: string, dueAt?: Date) {
	await tx.$executeRaw`
		insert into relay_job (org_id, kind, target, due_at)
		values (${orgId}::uuid, ${kind}, ${target}::uuid, coalesce(${dueAt ?? null}::timestamptz, now()))
		on conflict do nothing`;
}

/** The next number of a fact about a person, taken under the lock of the person's row. */
export async function nextFactSeq(tx: Tx, orgId: string, personId: string): Promise<number> {
	const { factSeq } = await tx.person.update({
		where: { orgId_id: { orgId, id: personId } },
		data: { factSeq: { increment: 1 } },
		select: { factSeq: true },
	});
	return factSeq;
}

/**
 * Says to a cohort that somebody may have joined. Unlike other work it is done again as often as it is put down; one that
 * is put down while an earlier one is being finished may be lost, and found at the cohort's next look.
 */
export async function putCohortJob(tx: Tx, orgId: string, cohortId: string): Promise<void> {
	await tx.$executeRaw`
		insert into relay_job (org_id, kind, target) values (${orgId}::uuid, 'cohort', ${cohortId}::uuid)
		on conflict (org_id, kind, target) do update
			set done_at = null, due_at = now(), leased_until = null, attempts = 0`;
}
