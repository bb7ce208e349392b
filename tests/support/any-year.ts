import fc from "fast-check";
import { createMemoryCycles } from "../../services/records/memory.ts";
import { anyOrganisation, ORGANISATIONS_SEED } from "./organisations.ts";
import { assertPromises } from "./promises.ts";
import { assertRetold } from "./retold.ts";
import { liveInMemory, namesInMemory } from "./years-in-memory.ts";

/** A leap year, in whose first weeks the clocks of the north go forward. */
const STARTS_ON = "2028-01-31";

/**
 * Lives random years of so many random organisations in memory, those of the seed behind the first `from`, and asserts
 * what must be true of each. One that fails is named by its number; nothing smaller is looked for, which may take hours.
 */
export async function assertAnyYear(from: number, organisations: number): Promise<void> {
	await fc.assert(
		fc.asyncProperty(anyOrganisation(STARTS_ON), async (organisation) => {
			const store = createMemoryCycles();
			for (const [n, rep] of organisation.reps.entries()) {
				const lived = await liveInMemory(organisation, rep, STARTS_ON, namesInMemory(n), store);
				assertPromises(lived, rep, organisation, STARTS_ON);
				await assertRetold(lived.rows, STARTS_ON, rep.zone);
			}
		}),
		{ seed: ORGANISATIONS_SEED, path: String(from), numRuns: organisations, endOnFailure: true },
	);
}
