import { describe, it } from "vitest";
import { assertAnyYear } from "../support/any-year.ts";

// Ten thousand organisations in two files: each runs on a core of its own.
describe("random years of random organisations, in memory (first half)", () => {
	it("hold every promise of a cycle", () => assertAnyYear(0, 5_000), 1_200_000);
});
