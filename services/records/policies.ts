import { createHash } from "node:crypto";
import type { CoachingPolicy } from "../../domain/policy.ts";
import type { Tx } from "../database.ts";
import { readPolicy, toJson, UnreadableDocument } from "./documents.ts";
import { newId } from "./ids.ts";

export type PolicyVersion = { readonly id: string; readonly policy: CoachingPolicy };

const NAME = "default";

/** The version with this very content, stored now if it is new. A version never changes. */
export async function storePolicy(tx: Tx, orgId: string, policy: CoachingPolicy): Promise<PolicyVersion> {
	const contentHash = createHash("sha256").update(sortedJson(policy)).digest("hex");
	// Two launches at once could both be the next number.
	await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`policy ${orgId}`}, 0))`;
	const known = await tx.policyVersion.findUnique({ where: { orgId_contentHash: { orgId, contentHash } } });
	if (known !== null) return { id: known.id, policy: readPolicy(known.content) };
	const last = await tx.policyVersion.aggregate({ where: { orgId, name: NAME }, _max: { number: true } });
	const id = newId();
	await tx.policyVersion.createMany({
		data: [{ orgId, id, name: NAME, number: (last._max.number ?? 0) + 1, contentHash, content: toJson(policy) }],
	});
	return { id, policy };
}

/** The organisation's current policy: the version with the highest number. */
export async function currentPolicy(tx: Tx, orgId: string): Promise<PolicyVersion> {
	const row = await tx.policyVersion.findFirst({ where: { orgId, name: NAME }, orderBy: { number: "desc" } });
	if (row === null) throw new UnreadableDocument("policy");
	return { id: row.id, policy: readPolicy(row.content) };
}

/** The policy of the rep's running cycle; where there is none, that of the organisation. */
export async function policyOfRep(tx: Tx, orgId: string, repId: string): Promise<PolicyVersion> {
	const cycle = await tx.cycle.findFirst({
		where: { orgId, repId, phase: { not: "closed" } },
		select: { policyVersion: { select: { id: true, content: true } } },
	});
	if (cycle === null) return await currentPolicy(tx, orgId);
	return { id: cycle.policyVersion.id, policy: readPolicy(cycle.policyVersion.content) };
}

/** The same content gives the same text, in whatever order its fields were written. */
function sortedJson(value: unknown): string {
	return JSON.stringify(value, (_, inner: unknown) =>
		typeof inner === "object" && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
}
