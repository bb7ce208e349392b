import { describe, it } from "vitest";
import { assertAnyYear } from "../support/any-year.ts";

// Ten thousand organisations in two files: each runs on a core of its own.
describe("random years of random organisations, in memory (second half)", () => {
	it("hold every promise of a cycle", () => assertAnyYear(5_000, 5_000), 1_200_000);
});
