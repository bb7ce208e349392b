import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasWords, wordsOf } from "../../api/words/en.ts";
import { whyNot } from "../../domain/cycle/why-not.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { anyOrganisation } from "../support/organisations.ts";
import { liveInMemory, namesInMemory } from "../support/years-in-memory.ts";

const STARTS_ON = "2026-01-05";
/** Each year has more than a hundred decisions, and each of them is asked again hundreds of times. */
const YEARS = 5;
const SEED = 17;

describe("why not, of every decision of random years", () => {
	it("asks the rule again and gets what was stored, with words for all it says", async () => {
		const organisations = fc.sample(anyOrganisation(STARTS_ON), { numRuns: YEARS, seed: SEED });
		const rules = new Set<string>();
		let found = 0;
		for (const organisation of organisations) {
			const [rep] = organisation.reps;
			if (rep === undefined) continue;
			const { rows } = await liveInMemory(organisation, rep, STARTS_ON, namesInMemory(1));
			for (const decision of rows.decisions) {
				const lengthWeeks = decision.policyVersion === "policy" ? organisation.lengthWeeks : DEFAULT_POLICY.lengthWeeks;
				// As a JSON column gives it back.
				const stored = JSON.parse(JSON.stringify({ ...decision, policy: { ...DEFAULT_POLICY, lengthWeeks } }));
				const { status, agrees, alternatives, reason } = whyNot(stored);
				const about = `${decision.step} ${decision.rule}`;
				expect([about, status, agrees]).toEqual([about, expect.stringMatching(/^(asked|one-outcome)$/), true]);
				for (const way of alternatives) {
					for (const said of [way.reason, ...way.changes.map((change) => change.reason)]) {
						expect(hasWords(said.code), said.code).toBe(true);
						expect(wordsOf(said)).not.toMatch(/undefined|NaN|\[object/);
					}
				}
				expect(hasWords(reason.code), reason.code).toBe(true);
				rules.add(decision.rule);
				found += alternatives.filter(({ changes }) => changes.length > 0).length;
			}
		}
		expect(rules.size).toBeGreaterThan(15);
		expect(found).toBeGreaterThan(500);
	}, 120_000);
});
