import fc from "fast-check";
import { anyOrganisation, liveInMemory, namesInMemory } from "./organisations.ts";
import { assertPromises } from "./promises.ts";

/** A leap year, in whose first weeks the clocks of the north go forward. */
const STARTS_ON = "2028-01-31";

/** Lives random years of so many random organisations in memory, and asserts what must be true of each. */
export async function assertAnyYear(organisations: number): Promise<void> {
	await fc.assert(
		fc.asyncProperty(anyOrganisation(STARTS_ON), async (organisation) => {
			for (const [n, rep] of organisation.reps.entries()) {
				const lived = await liveInMemory(organisation, rep, STARTS_ON, namesInMemory(n));
				assertPromises(lived, rep, organisation, STARTS_ON);
			}
		}),
		{ numRuns: organisations },
	);
}
