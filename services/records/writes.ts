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
			const earlier = await tx.idempotency.findUnique({
				where: { orgId_actorId_method_path_key: { orgId, actorId, method, path, key: key.key } },
			});
			if (earlier !== null) {
				if (!Buffer.from(earlier.requestHash).equals(Buffer.from(key.requestHash))) {
					throw refuse("key-reused", "/header/idempotency-key", "a new key for a new request", key.key);
				}
				const made: Made = {
					kind: earlier.targetKind,
					id: earlier.targetId,
					status: earlier.status === 200 ? 200 : 201,
				};
				return ok({ ...(await again(tx, made)), replayed: true });
			}
			const { made, value } = await write(tx);
			await tx.idempotency.createMany({
				data: [
					{
						orgId,
						actorId,
						method,
						path,
						key: key.key,
						requestHash: new Uint8Array(key.requestHash),
						status: made.status,
						targetKind: made.kind,
						targetId: made.id,
					},
				],
			});
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
	await tx.audit.createMany({ data: [{ orgId, actorId, action, target }] });
}

/** Work for after the commit. The same work is put down once. */
export async function putRelayJob(tx: Tx, orgId: string, kind: RelayJobView["kind"], target: string) {
	await tx.relayJob.createMany({ data: [{ orgId, kind, target }], skipDuplicates: true });
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
