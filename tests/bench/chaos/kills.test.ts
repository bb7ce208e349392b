import { describe, expect, it } from "vitest";
import { PARTS } from "../../../bench/chaos/fleet.ts";
import { planKills } from "../../../bench/chaos/kills.ts";
import { createRandom } from "../../../cli/demo/dialogues/random.ts";

describe("a plan of deaths", () => {
	it("is the same for the same seed, and another for another", () => {
		const plan = (seed: number) => planKills(createRandom(seed), 30, 1000);
		expect(plan(1)).toEqual(plan(1));
		expect(plan(1)).not.toEqual(plan(2));
	});

	it("lets every process die, and nobody behind the end of the story", () => {
		const plan = planKills(createRandom(3), 30, 1000);
		expect(plan).toHaveLength(30);
		expect(new Set(plan.map(({ part }) => part))).toEqual(new Set(PARTS));
		for (const { atEvent } of plan) {
			expect(atEvent).toBeGreaterThanOrEqual(1);
			expect(atEvent).toBeLessThanOrEqual(950);
		}
	});
});
