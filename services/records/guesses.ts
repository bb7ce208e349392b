import type { TierGuess } from "../../domain/cycle/guess.ts";
import type { Result } from "../../domain/fault.ts";
import { failed, ok } from "../../domain/fault.ts";
import type { Instant } from "../../domain/time.ts";
import { type Database, Prisma } from "../database.ts";
import { isTierGuess, readDocument, toJson } from "./documents.ts";
import { isId } from "./ids.ts";
import type { Reads } from "./read-together.ts";
import type { Caller, GuessView, Refusal } from "./types.ts";
import { nextFactSeq, Refused, refuse, writeAudit } from "./writes.ts";

/**
 * Keeps where a rep believes to stand, until the baseline closes. Given again, the later one counts: nobody has seen the
 * readings yet.
 */
export async function saveGuess(
	database: Database,
	caller: Caller,
	cycleId: string,
	tiers: TierGuess,
	at: Instant,
): Promise<Result<GuessView, Refusal>> {
	const { orgId } = caller;
	try {
		return ok(
			await database.withOrg(orgId, async (tx) => {
				// The cycle first, then the person: every transaction that takes both takes them in this order.
				const [cycle] = isId(cycleId)
					? await tx.$queryRaw<readonly { rep_id: string; phase: string; kind: string }[]>`
						select rep_id, phase, kind from cycle
						where org_id = ${orgId}::uuid and id = ${cycleId}::uuid
						for no key update`
					: [];
				if (cycle === undefined) throw refuse("not-found", "/id", "a cycle", cycleId);
				if (cycle.kind === "manager-cadence") {
					throw refuse("invalid", "/id", "a cycle with a baseline", "one of the kind manager-cadence");
				}
				if (cycle.phase !== "planned" && cycle.phase !== "baseline") {
					throw refuse("baseline-closed", "/id", "a cycle whose baseline is open", `one in the phase ${cycle.phase}`);
				}
				const row = {
					tiers: toJson(tiers),
					factSeq: await nextFactSeq(tx, orgId, cycle.rep_id),
					at: new Date(at),
				};
				const changed = await tx.tierGuess.updateMany({ where: { orgId, cycleId }, data: row });
				if (changed.count === 0) {
					await tx.tierGuess.createMany({ data: [{ orgId, cycleId, repId: cycle.rep_id, ...row }] });
				}
				await writeAudit(tx, orgId, caller.personId, "baseline.guessed", cycleId);
				return { cycleId, tiers, at };
			}),
		);
	} catch (error) {
		if (error instanceof Refused) return failed(error.refusal);
		throw error;
	}
}

export async function readGuess(reads: Reads, orgId: string, cycleId: string): Promise<TierGuess | null> {
	const [row] = await reads.rows<{ readonly tiers: unknown }>(Prisma.sql`
		select g.tiers from tier_guess g where g.org_id = ${orgId}::uuid and g.cycle_id = ${cycleId}::uuid`);
	return row === undefined ? null : readDocument("guess", row.tiers, isTierGuess);
}
