import fc from "fast-check";
import { describe, it } from "vitest";
import { anyOrganisation, liveInMemory, namesInMemory } from "../support/organisations.ts";
import { assertPromises } from "../support/promises.ts";

const STARTS_ON = "2028-01-31";
const ORGANISATIONS = Number(process.env.ORGS ?? 500);

describe("random years of random organisations, in memory", () => {
	it("hold every promise of a cycle", async () => {
		await fc.assert(
			fc.asyncProperty(anyOrganisation(STARTS_ON), async (organisation) => {
				for (const [n, rep] of organisation.reps.entries()) {
					const lived = await liveInMemory(organisation, rep, STARTS_ON, namesInMemory(n));
					assertPromises(lived, rep, organisation, STARTS_ON);
				}
			}),
			{ numRuns: ORGANISATIONS },
		);
	}, 600_000);
});
