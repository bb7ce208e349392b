import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { germanOf } from "../../api/words/de.ts";
import { hasWords, wordsOf } from "../../api/words/en.ts";
import { type WhyNot, whyNot } from "../../domain/cycle/why-not.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { anyOrganisation, type OrganisationYear } from "../support/organisations.ts";
import { anyRichness, besidesOf } from "../support/rich-years.ts";
import { liveInMemory, namesInMemory } from "../support/years-in-memory.ts";

const STARTS_ON = "2026-01-05";
const SEED = 17;

type Rows = Awaited<ReturnType<typeof liveInMemory>>["rows"];
type Stored = Rows["decisions"][number];

const ABOVE_ALL_WORDS = /undefined|NaN|null|\[object|\{/;
const A_CODE = /\b(?!e-mail)[a-z]+(?:-[a-z]+)+\b|\b[a-z]+:[a-z]/;

function expectWords({ reason, alternatives }: WhyNot): void {
	const all = alternatives.flatMap((way) => [way.reason, ...way.changes.map((change) => change.reason)]);
	for (const said of [reason, ...all]) {
		expect(hasWords(said.code), said.code).toBe(true);
		expect(wordsOf(said)).not.toMatch(ABOVE_ALL_WORDS);
		const german = germanOf(said);
		expect(german, said.code).not.toBeNull();
		expect(german).not.toMatch(ABOVE_ALL_WORDS);
		// Tasks are named as the cycle names them; of everything else no code is left.
		if (said.code !== "change.task-state" && said.code !== "why-not.one-outcome") expect(german).not.toMatch(A_CODE);
	}
}

/** Asks every decision of a year again, at most so many of each rule, and gives the rules with the ways that were found. */
function askAll({ decisions }: Rows, { lengthWeeks }: OrganisationYear, perRule: number): ReadonlyMap<string, number> {
	const found = new Map<string, number>();
	const asked = new Map<string, number>();
	for (const decision of decisions) {
		const times = asked.get(decision.rule) ?? 0;
		if (times >= perRule) continue;
		asked.set(decision.rule, times + 1);
		const answer = whyNot(stored(decision, lengthWeeks));
		const { status, agrees, alternatives } = answer;
		const about = `${decision.step} ${decision.rule}`;
		expect([about, status, agrees]).toEqual([about, expect.stringMatching(/^(asked|one-outcome)$/), true]);
		expectWords(answer);
		const ways = alternatives.filter(({ changes }) => changes.length > 0).length;
		found.set(decision.rule, (found.get(decision.rule) ?? 0) + ways);
	}
	return found;
}

/** As a JSON column gives it back, with the policy of then. */
function stored(decision: Stored, lengthWeeks: number) {
	const weeks = decision.policyVersion === "policy" ? lengthWeeks : DEFAULT_POLICY.lengthWeeks;
	return JSON.parse(JSON.stringify({ ...decision, policy: { ...DEFAULT_POLICY, lengthWeeks: weeks } }));
}

function added(totals: Map<string, number>, found: ReadonlyMap<string, number>): void {
	for (const [rule, ways] of found) totals.set(rule, (totals.get(rule) ?? 0) + ways);
}

const sumOf = (totals: ReadonlyMap<string, number>) => [...totals.values()].reduce((sum, ways) => sum + ways, 0);

/** Each year has more than a hundred decisions, and each of them is asked again hundreds of times. */
const YEARS = 5;
const RICH_YEARS = 24;
const KINDS = ["standard", "standard", "new-hire", "standard", "manager-cadence"] as const;

/** Rules that years of practice, calls and tasks alone never meet, and that have more than one outcome. */
const RICH_RULES = [
	"baseline.late-for-a-signal-not-shown",
	"checkpoint.supplement-for-late-or-withdrawn-facts",
	"checkpoint.week-6-milestones",
	"checkpoint.week-8-asked-again",
	"cadence.reviews-of-the-week",
	"cadence.reviews-done-and-agreement",
	"meeting.first-common-time",
	"drill.engine-suggests",
	"drill.first-gap-by-week-2",
	"drill.carry-over-under-the-border",
	"drill.schedule",
	"drill.best-is-sent-then-watched",
	"drill.not-seen-then-live-practice",
	"drill.not-changed-other-angle",
	"drill.verdict",
];

describe("why not, of every decision of random years", () => {
	it("asks the rule again and gets what was stored, with words for all it says", async () => {
		const totals = new Map<string, number>();
		for (const organisation of fc.sample(anyOrganisation(STARTS_ON), { numRuns: YEARS, seed: SEED })) {
			const [rep] = organisation.reps;
			if (rep === undefined) continue;
			const { rows } = await liveInMemory(organisation, rep, STARTS_ON, namesInMemory(1));
			added(totals, askAll(rows, organisation, Number.POSITIVE_INFINITY));
		}
		expect(totals.size).toBeGreaterThan(15);
		expect(sumOf(totals)).toBeGreaterThan(500);
	}, 120_000);

	it("does so for drills, late baselines, supplements and every kind of cycle, too", async () => {
		const totals = new Map<string, number>();
		const organisations = fc.sample(anyOrganisation(STARTS_ON), { numRuns: RICH_YEARS, seed: SEED });
		const riches = fc.sample(anyRichness, { numRuns: RICH_YEARS, seed: SEED });
		for (const [n, organisation] of organisations.entries()) {
			const [rep] = organisation.reps;
			const rich = riches[n];
			if (rep === undefined || rich === undefined) continue;
			const names = namesInMemory(n);
			const besides = besidesOf({ ...rich, kind: KINDS[n % KINDS.length] ?? "standard" }, rep.zone, STARTS_ON, names);
			// Years that somebody stops early have nothing of all that.
			const whole = { ...rep, stopHour: null, changes: [] };
			const { rows } = await liveInMemory(organisation, whole, STARTS_ON, names, undefined, besides);
			added(totals, askAll(rows, organisation, 3));
		}
		expect(RICH_RULES.filter((rule) => (totals.get(rule) ?? 0) === 0)).toEqual([]);
	}, 120_000);
});
