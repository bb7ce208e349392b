import { readdir, readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideWeek4 } from "../../../domain/cycle/decide-checkpoint-4.ts";
import { decideWeek12 } from "../../../domain/cycle/decide-checkpoint-12.ts";
import { decideWeek24 } from "../../../domain/cycle/decide-checkpoint-24.ts";
import { mostWorth } from "../../../domain/cycle/decide-week.ts";
import type { DrillFact, PoolFacts } from "../../../domain/cycle/facts.ts";
import { TWELVE_WEEKS } from "../../../domain/cycle/plan.ts";
import type { Decision } from "../../../domain/cycle/step.ts";
import { isRuleKnown, type StoredDecision, type WhyNot, whyNot } from "../../../domain/cycle/why-not.ts";
import { decideCarryOverDrills } from "../../../domain/drill/decide-carry-over-drills.ts";
import { decideDrillLook, decideDrillRung } from "../../../domain/drill/decide-drill.ts";
import { decideFirstGap, decideSuggestion } from "../../../domain/drill/decide-suggestion.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { chooseFocus } from "../../../domain/signals/distance.ts";
import { poolFrom } from "../../../domain/signals/pooling.ts";
import { SIGNALS, type Signal } from "../../../domain/signals/signal.ts";
import { distanceToTarget, tierOf } from "../../../domain/signals/tiers.ts";
import { conversation, factsInPractice, LOW, MIDDLE, poolsAt, TARGET } from "./facts.ts";

const { bands } = DEFAULT_POLICY;
const AT = "2026-02-06T00:00:00.000Z";

/** As a JSON column gives it back. */
function stored(given: Partial<StoredDecision> & Pick<StoredDecision, "rule" | "inputs" | "outcome">): StoredDecision {
	const { policy = DEFAULT_POLICY, ...rest } = given;
	const plain = { name: "decision", reason: { code: "", params: {} }, at: AT, ...rest };
	return { ...JSON.parse(JSON.stringify(plain)), policy };
}

type Change = WhyNot["alternatives"][number]["changes"][number];

/** The value that a change names. */
function named(change: Change): number | string {
	const value = change.neededEqual ?? change.neededAtLeast ?? change.neededAtMost;
	if (value === undefined) throw new Error(`${change.what} names no value`);
	return value;
}

/** Both ends of what a change names: everything between them has to lead there. */
function ends(change: Change): readonly (number | string)[] {
	return [change.neededEqual, change.neededAtLeast, change.neededAtMost].filter((value) => value !== undefined);
}

const aPools: fc.Arbitrary<PoolFacts> = fc
	.tuple(
		...SIGNALS.map((signal) =>
			fc.record({
				shown: fc.boolean().map((no) => !no || signal === "close-attempts"),
				denominator: fc.integer({ min: 1, max: 25 }),
				part: fc.double({ min: 0, max: 1, noNaN: true }),
			}),
		),
	)
	.map((parts) => {
		const pool = (signal: Signal) => {
			const { shown, denominator, part } = parts[SIGNALS.indexOf(signal)] ?? { shown: false, denominator: 1, part: 0 };
			if (!shown) return { shown: false, conversations: 0 } as const;
			const most = signal === "close-attempts" ? 4 : signal === "discovery-density" ? 2 : 1;
			const numerator = Math.round(part * most * denominator);
			return poolFrom(signal, { numerator, denominator, conversations: 4 }, bands[signal]);
		};
		return {
			"objection-acknowledgment": pool("objection-acknowledgment"),
			"close-attempts": pool("close-attempts"),
			"value-framing": pool("value-framing"),
			"discovery-density": pool("discovery-density"),
		};
	});

/** The pools with one signal at another value, worked out by nothing of what is tested. */
function withValue(pools: PoolFacts, of: string | null, value: number | string): PoolFacts {
	const signal = SIGNALS.find((one) => one === of);
	if (signal === undefined || typeof value !== "number") throw new Error(`no value for ${of}`);
	const pool = pools[signal];
	const denominator = pool.shown ? pool.denominator : 20;
	const tier = tierOf(value, bands[signal]);
	const distance = distanceToTarget(value, bands[signal]);
	const interval = { low: 0, high: 1 };
	const shown = { shown: true, numerator: value * denominator, denominator, value, tier, distance, interval } as const;
	return { ...pools, [signal]: { ...shown, conversations: pool.conversations } };
}

/** Every combination of the ends of two changes at most. */
function combinations(changes: readonly Change[]): readonly (readonly (readonly [Change, number | string])[])[] {
	return changes.reduce<readonly (readonly (readonly [Change, number | string])[])[]>(
		(before, change) => before.flatMap((some) => ends(change).map((value) => [...some, [change, value] as const])),
		[[]],
	);
}

describe("why not week 4", () => {
	it("names changes that really lead there, and of one count none that is nearer", () => {
		fc.assert(
			fc.property(aPools, aPools, fc.integer({ min: 0, max: 9 }), (baseline, pools, practices) => {
				const { verdict } = decideWeek4(baseline, pools, practices, DEFAULT_POLICY);
				const conversations = Array.from({ length: practices }, (_, n) => `c${n}`);
				const answer = whyNot(
					stored({ rule: "checkpoint.week-4", inputs: { baseline, pools, conversations }, outcome: { kind: verdict } }),
				);
				expect(answer).toMatchObject({ status: "asked", agrees: true, asked: { whole: verdict } });
				const others = ["on-track", "holding", "partial", "flat", "not-enough-data"].filter((one) => one !== verdict);
				expect(new Set(answer.alternatives.map(({ outcome }) => outcome))).toEqual(new Set(others));
				type Given = { baseline: PoolFacts; pools: PoolFacts; practices: number };
				const changed = (given: Given, { what, of }: Change, to: number | string): Given => {
					if (what === "practices-since") return { ...given, practices: Number(to) };
					if (what === "pooled-value") return { ...given, pools: withValue(given.pools, of, to) };
					expect(what).toBe("baseline-value");
					return { ...given, baseline: withValue(given.baseline, of, to) };
				};
				const says = (given: Given) =>
					decideWeek4(given.baseline, given.pools, given.practices, DEFAULT_POLICY).verdict;
				for (const { outcome, changes } of answer.alternatives) {
					expect(changes.length).toBeLessThanOrEqual(2);
					if (changes.length === 0) continue;
					for (const way of combinations(changes)) {
						const given = way.reduce((some, [change, to]) => changed(some, change, to), { baseline, pools, practices });
						expect([outcome, changes, says(given)]).toEqual([outcome, changes, outcome]);
					}
					const [only, second] = changes;
					const pool = SIGNALS.filter((signal) => signal === only?.of).map((signal) => pools[signal])[0];
					if (only?.what !== "pooled-value" || second !== undefined || pool?.shown !== true) continue;
					const step = Number(named(only)) > pool.value ? -1 : 1;
					const near = only.neededAtLeast ?? only.neededEqual;
					const nearest =
						Number(named(only)) > pool.value ? Number(near) : Number(only.neededAtMost ?? only.neededEqual);
					// In counts: 5/15 + 1/15 is not 6/15 to the last digit.
					const count = Math.round(nearest * pool.denominator) + step;
					const nearer = { baseline, pools: withValue(pools, only.of, count / pool.denominator), practices };
					expect(says(nearer)).not.toBe(outcome);
				}
			}),
			{ numRuns: 40 },
		);
	}, 60_000);

	it("says in counts what would have moved a signal up", () => {
		const baseline = poolsAt(LOW);
		const pools = { ...poolsAt(LOW), "value-framing": poolsAt(MIDDLE)["value-framing"] };
		const conversations = ["a", "b", "c", "d"];
		const { alternatives } = whyNot(
			stored({ rule: "checkpoint.week-4", inputs: { baseline, pools, conversations }, outcome: { kind: "partial" } }),
		);
		const way = alternatives.find(
			({ outcome, changes }) => outcome === "on-track" && changes[0]?.of === "close-attempts",
		);
		expect(way?.changes).toEqual([
			{
				what: "pooled-value",
				of: "close-attempts",
				is: 0,
				neededAtLeast: 2,
				reason: {
					code: "change.pooled-value",
					params: { of: "close-attempts", is: 0, bound: "at-least", needed: 2, numerator: 2, denominator: 1, was: 0 },
				},
			},
		]);
	});
});

describe("why not another focus", () => {
	it("names readings that really make the other two the farthest", () => {
		fc.assert(
			fc.property(aPools, (pools) => {
				const name = (focus: readonly Signal[]) => SIGNALS.filter((signal) => focus.includes(signal)).join(" ");
				const focus = chooseFocus(pools);
				const { alternatives, agrees } = whyNot(
					stored({
						rule: "focus.two-largest-distances",
						inputs: { pools },
						outcome: { kind: "focus-proposed", focus },
					}),
				);
				expect(agrees).toBe(true);
				expect(new Set(alternatives.map(({ outcome }) => outcome)).size).toBe(5);
				for (const { outcome, changes } of alternatives) {
					if (changes.length === 0) continue;
					const given = changes.reduce((some, change) => withValue(some, change.of, named(change)), pools);
					expect(name(chooseFocus(given))).toBe(outcome);
				}
			}),
			{ numRuns: 40 },
		);
	}, 60_000);
});

describe("why not week 12", () => {
	const calls = (level: typeof LOW) =>
		[1, 2, 3].map((n) => conversation(n, AT, level, { id: `call-${n}`, source: "live" }));
	const decision = (practice: ReturnType<typeof calls>, heard: ReturnType<typeof calls>) =>
		stored({
			rule: "checkpoint.week-12",
			inputs: { practice, calls: heard },
			outcome: { kind: "carry-over", carryOver: decideWeek12(practice, heard, DEFAULT_POLICY).carryOver },
		});

	it("says how many more acknowledged objections on calls would have carried the signal over", () => {
		const practice = [4, 5, 6].map((n) => conversation(n, AT, TARGET));
		const { agrees, alternatives } = whyNot(decision(practice, calls(MIDDLE)));
		expect(agrees).toBe(true);
		const way = alternatives.find((one) => one.aspect === "objection-acknowledgment" && one.outcome === "carried");
		// 9 of 15 on calls beside 15 of 15 in practice: from 12 of 15 on it is 80 %.
		expect(way?.changes).toMatchObject([
			{ what: "live-value", of: "objection-acknowledgment", is: 0.6, neededAtLeast: 0.8 },
		]);
	});

	it("says that a third call was missing", () => {
		const practice = [4, 5, 6].map((n) => conversation(n, AT, TARGET));
		const { alternatives } = whyNot(decision(practice, calls(TARGET).slice(0, 2)));
		const way = alternatives.find((one) => one.aspect === "value-framing" && one.outcome === "carried");
		expect(way?.changes).toMatchObject([{ what: "calls", is: 2, neededAtLeast: 3 }]);
	});
});

describe("why not week 8", () => {
	const trend = (signal: Signal, changePer30Days: number, margin: number) => ({
		signal,
		practices: 8,
		spanDays: 25,
		pool: poolsAt(LOW)[signal],
		inTarget: false,
		status: "measured",
		verdict: "flat",
		stuck: true,
		changePer30Days,
		interval90: { low: -1, high: 1 },
		margin,
		chanceIfUnchanged: 0.5,
	});
	const trends = Object.fromEntries(SIGNALS.map((signal) => [signal, trend(signal, 0, 0.09)]));
	const focus = ["close-attempts", "value-framing"];

	it("needs two signals to move where four are stuck and three are enough for a review", () => {
		const { agrees, alternatives } = whyNot(
			stored({ rule: "checkpoint.week-8", inputs: { trends, pools: poolsAt(LOW), focus }, outcome: { kind: "stuck" } }),
		);
		expect(agrees).toBe(true);
		const stays = alternatives.find(({ outcome }) => outcome === "focus-stays");
		expect(stays?.changes).toHaveLength(2);
		for (const change of stays?.changes ?? []) {
			expect(change.what).toBe("change-per-30-days");
			// The margin itself is rising already.
			expect(change.neededAtLeast).toBeCloseTo(0.09, 6);
			expect(Number(change.neededAtLeast)).toBeGreaterThanOrEqual(0.09);
		}
	});

	it("names the focus signal that would have been replaced", () => {
		const rising = { ...trends };
		for (const signal of SIGNALS) rising[signal] = { ...trend(signal, 0.2, 0.09), verdict: "rising", stuck: false };
		const { alternatives } = whyNot(
			stored({
				rule: "checkpoint.week-8",
				inputs: { trends: rising, pools: poolsAt(LOW), focus },
				outcome: { kind: "focus-stays" },
			}),
		);
		const way = alternatives.find(
			({ outcome, changes }) => outcome === "one-replaced" && changes[0]?.of === "close-attempts",
		);
		expect(way?.changes).toMatchObject([{ what: "pooled-value", is: 0, neededAtLeast: 2 }]);
	});
});

describe("why not week 24", () => {
	it("says how many practices would have kept the cadence", () => {
		const pools = { baseline: poolsAt(LOW), week12: poolsAt(TARGET), now: poolsAt(MIDDLE) };
		const cadence = { planned: 24, done: 10 };
		const { kept, lift } = decideWeek24(pools, cadence, DEFAULT_POLICY);
		const { agrees, alternatives } = whyNot(
			stored({ rule: "checkpoint.week-24", inputs: { pools, cadence }, outcome: { kind: "report", kept, lift } }),
		);
		expect(agrees).toBe(true);
		expect(alternatives.find(({ aspect }) => aspect === "cadence")?.changes).toMatchObject([
			{ what: "practices-of-the-habit", is: 10, neededAtLeast: 18 },
		]);
	});
});

describe("why not another review", () => {
	it("names a distance from which a session is really picked", () => {
		const distance = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
		fc.assert(
			fc.property(fc.array(distance, { minLength: 3, maxLength: 8 }), (distances) => {
				const sessions = distances.map((far, n) => ({ id: `s${n}`, factSeq: n, worth: far }));
				const ranked = mostWorth(sessions, sessions.length);
				const conversations = mostWorth(ranked, 2).map(({ id }) => id);
				const { agrees, alternatives } = whyNot(
					stored({
						rule: "review.two-most-worth",
						inputs: { ranked },
						outcome: { kind: "review-opened", conversations },
					}),
				);
				expect(agrees).toBe(true);
				for (const { aspect, outcome, changes } of alternatives) {
					if (changes.length === 0 || aspect === "whole") continue;
					const given = ranked.map((session) => {
						const change = changes.find(({ of }) => of === session.id);
						return change === undefined ? session : { ...session, worth: Number(named(change)) };
					});
					const picked = mostWorth(given, 2).some(({ id }) => id === aspect);
					expect(picked ? "reviewed" : "left-out").toBe(outcome);
				}
			}),
			{ numRuns: 40 },
		);
	}, 60_000);
});

/** The ways to one outcome, each as what changes and to what. */
function waysTo({ alternatives }: WhyNot, outcome: string, aspect = "whole") {
	return alternatives
		.filter((way) => way.outcome === outcome && way.aspect === aspect)
		.map(({ changes }) =>
			changes.map(({ what, of, reason, ...change }) => [what, of, named({ what, of, reason, ...change })]),
		);
}

describe("why not a drill", () => {
	const line = { utterance: 3, label: 1 };
	const call = conversation(1, AT, LOW, {
		source: "live",
		occurrences: [{ gap: "pricing-objection", occurred: 1, wanted: 0, line, isMoment: true }],
	});
	const openDrill: DrillFact = {
		id: "drill-1",
		name: "drill:01",
		gap: "pricing-objection",
		state: "practising",
		angle: 1,
		conversationId: "conversation-0",
		evidence: line,
		times: 3,
		sessions: [],
		from: "2026-02-01",
		since: "2026-02-01T09:00:00.000Z",
		submitTo: null,
		submitted: null,
		attempts: [],
	};
	const ask = (decision: Decision | undefined, at = AT) => {
		if (decision === undefined) throw new Error("nothing was decided");
		return whyNot(stored({ ...decision, at }));
	};

	it("was suggested: by the drill that was open, and by the moment", () => {
		const facts = factsInPractice({ conversations: [call], drills: [openDrill] });
		const answer = ask(decideSuggestion(facts, call, AT));
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "already-drilled" } });
		expect(waysTo(answer, "drill-suggested")).toContainEqual([["open-drill", "pricing-objection", "none"]]);
		expect(decideSuggestion({ ...facts, drills: [] }, call, AT).outcome.kind).toBe("drill-suggested");
		expect(waysTo(answer, "no-moment")).toEqual([[["moment", null, "none"]]]);
	});

	it("was the first one: none of it hangs on conversations once there is one", () => {
		const facts = factsInPractice({ conversations: [call], drills: [openDrill] });
		const [decision] = decideFirstGap(facts, 2, AT).decisions;
		const answer = ask(decision);
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "drill-assigned" } });
		expect(waysTo(answer, "drill-suggested")).toEqual([[["first-drill", null, "none"]]]);
		const [without] = decideFirstGap({ ...facts, drills: [] }, 2, AT).decisions;
		expect(without?.outcome.kind).toBe("drill-suggested");
		expect(waysTo(ask(without), "no-moment")).toContainEqual([["conversations-with-a-moment", null, 0]]);
	});

	it("came from a real call after week 12: from the border on nothing comes of it", () => {
		const interval = { low: 0.4, high: 0.62, level: 0.95 } as const;
		const carried = { kind: "not", ratio: 0.5, interval, n: { live: 30, practice: 60 } } as const;
		const not = { kind: "not-measurable", because: "calls-not-shown" } as const;
		const carryOver = {
			"objection-acknowledgment": carried,
			"close-attempts": not,
			"value-framing": not,
			"discovery-density": not,
		};
		const facts = factsInPractice({ conversations: [call], drills: [] });
		const answer = ask(decideCarryOverDrills(facts, carryOver, [call], true, AT).decisions[0]);
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "drill-assigned" } });
		expect(waysTo(answer, "nothing-to-do")).toEqual([
			[["carry-over", "objection-acknowledgment", DEFAULT_POLICY.carryOver.carriedFrom]],
		]);
		expect(waysTo(answer, "drill-suggested")).toEqual([[["cycle-goes-on", null, "ends"]]]);
		expect(waysTo(answer, "no-moment")).toEqual([[["moment", null, "none"]]]);
	});

	it("sends another attempt: from a higher score on", () => {
		const attempts = [0.4, 0.6, 0.5].map((score, n) => ({
			ordinal: n + 1,
			angle: 1 as const,
			conversationId: `attempt-${n + 1}`,
			score,
		}));
		const facts = factsInPractice({ drills: [{ ...openDrill, attempts }] });
		const answer = ask(decideDrillLook(facts, AT).decisions[0]);
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "watching", attempt: "attempt-2" } });
		expect(waysTo(answer, "attempt-3", "attempt")).toContainEqual([["attempt-score", "3", 0.601]]);
		expect(waysTo(answer, "nothing-to-do")).toEqual([[["attempts", null, 2]]]);
	});

	it("has changed it: by the answers in the call that decided, and from the other angle by a person", () => {
		const calls = [0, 1].map((n) =>
			conversation(n + 10, `2026-02-0${n + 2}T10:00:00.000Z`, LOW, {
				source: "live",
				occurrences: n === 0 ? [] : [{ gap: "pricing-objection", occurred: 4, wanted: 1, line, isMoment: true }],
			}),
		);
		const watching: DrillFact = { ...openDrill, state: "watching" };
		const answer = ask(decideDrillLook(factsInPractice({ conversations: calls, drills: [watching] }), AT).decisions[0]);
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "not-changed" } });
		// Half of four.
		expect(waysTo(answer, "changed")).toContainEqual([["moments-wanted", "conversation-11", 2]]);
		expect(waysTo(answer, "live-coaching")).toEqual([[["drill-angle", null, "angle-2"]]]);
		expect(waysTo(answer, "nothing-to-do")).toEqual([[["moments", "conversation-11", 0]]]);
	});

	it("goes to live practice: by the moment, had it come up in a call", () => {
		const watching: DrillFact = { ...openDrill, state: "watching" };
		const facts = factsInPractice({ drills: [watching] });
		const answer = ask(decideDrillRung(facts, "drill:01", "watch-ends", AT).decisions[0]);
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "live-practice" } });
		expect(waysTo(answer, "changed")).toEqual([[["moment-in-a-call", null, "wanted"]]]);
	});

	it("ended without an attempt: one would have been enough; or calls for a session that is not run yet", () => {
		const facts = factsInPractice({ drills: [{ ...openDrill, state: "assigned" }] });
		const ended = ask(decideDrillRung(facts, "drill:01", "schedule-ends", AT).decisions[0]);
		expect(waysTo(ended, "watching")).toEqual([[["attempts", null, 1]]]);
		const mornings = factsInPractice({ drills: [{ ...openDrill, sessions: [0, 9] }] });
		const called = ask(decideDrillRung(mornings, "drill:01", "session", "2026-02-02T08:30:00.000Z").decisions[0]);
		expect(called).toMatchObject({ agrees: true, asked: { whole: "reminded" } });
		expect(waysTo(called, "nothing-to-do")).toEqual([[["attempts", null, 3]]]);
	});
});

describe("why not, of what comes late", () => {
	const { readings } = conversation(1, AT, MIDDLE);

	it("was there a late baseline, and in another tier", () => {
		const signal = "value-framing";
		const reading = readings[signal];
		const pool = poolsAt(MIDDLE)[signal];
		const inputs = { signal, conversations: ["a", "b"], readings: [reading, reading], needed: 2 };
		const rule = "baseline.late-for-a-signal-not-shown";
		const answer = whyNot(stored({ rule, inputs, outcome: { kind: "late-baseline", signal, pool } }));
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "late-baseline", tier: "middle" } });
		expect(waysTo(answer, "no-late-baseline")).toEqual([[["practices-that-show-it", signal, 1]]]);
		// 3 and 3 of 5 each are 60 %; below half from 4 of 10 on.
		expect(waysTo(answer, "low", "tier")).toContainEqual([["late-reading", "a", 0.2]]);
	});

	it("was week 8 asked again: only with time before the next checkpoint, and only once", () => {
		const inputs = { checkpoint: "8", days: 14, wasAsked: false, at: AT, before: TWELVE_WEEKS };
		const rule = "checkpoint.week-8-asked-again";
		const answer = whyNot(stored({ rule, inputs, outcome: { kind: "asked-again" } }));
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "asked-again" } });
		expect(waysTo(answer, "lead-looks")).toEqual([
			[["weeks-to-the-next-checkpoint", null, 2]],
			[["week-8-before", null, "not-enough-data"]],
		]);
	});

	it("would the checkpoint be another one now: its own judge says so", () => {
		const baseline = poolsAt(LOW);
		const pools = { ...poolsAt(LOW), "value-framing": poolsAt(MIDDLE)["value-framing"] };
		const inputs = { baseline, pools, conversations: ["a", "b", "c", "d"], late: ["d"], gone: [] };
		const outcome = { kind: "supplement", checkpoint: "4", was: "flat", verdict: "partial" };
		const then = whyNot(stored({ rule: "checkpoint.week-4", inputs, outcome: { kind: "partial" } }));
		const now = whyNot(stored({ rule: "checkpoint.supplement-for-late-or-withdrawn-facts", inputs, outcome }));
		expect(now.agrees).toBe(true);
		expect(now.alternatives).toEqual(then.alternatives);
		expect(now.alternatives.length).toBeGreaterThan(3);
	});
});

describe("why not, of one kind of cycle", () => {
	it("was a cadence kept: by the reviews that were done, of those that came in", () => {
		const inputs = { from: "2026-01-12", until: "2026-02-02", opened: 8, done: 6, onTime: 1, lines: 0 };
		const rule = "cadence.reviews-done-and-agreement";
		const answer = whyNot(stored({ rule, inputs, outcome: { kind: "kept" } }));
		expect(answer).toMatchObject({ agrees: true });
		expect(waysTo(answer, "dropped")).toEqual([[["reviews-opened", null, 9]], [["reviews-done", null, 5]]]);
		expect(waysTo(answer, "nothing-to-review")).toEqual([[["reviews-opened", null, 0]]]);
	});

	it("was a new hire compared: by how many were hired before", () => {
		const inputs = { hiredOn: null, startsOn: "2026-01-05", today: "2026-02-16", reached: [], earlier: 7, needed: 8 };
		const outcome = { kind: "nothing-to-compare-with" };
		const answer = whyNot(stored({ rule: "checkpoint.week-6-milestones", inputs, outcome }));
		expect(waysTo(answer, "compared")).toEqual([[["earlier-hires", null, 8]]]);
	});
});

describe("why not a meeting", () => {
	it("says which day off, which entry or which due date stood in its way", () => {
		const owner = { id: "owner", zone: "UTC", daysOff: ["2026-02-06"] };
		const rep = { id: "rep", zone: "UTC", daysOff: [] };
		const inputs = {
			from: "2026-02-06T09:00:00.000Z",
			until: "2026-02-06T17:00:00.000Z",
			minutes: 30,
			gridMinutes: 15,
			busy: [],
			owner,
			rep,
		};
		const rule = "meeting.first-common-time";
		const answer = whyNot(stored({ rule, inputs, outcome: { kind: "no-meeting", because: "owner-off" } }));
		expect(answer).toMatchObject({ agrees: true, asked: { whole: "owner-off" } });
		expect(waysTo(answer, "meeting-planned")).toEqual([
			// It is a Friday: Monday, half an hour after nine, is 65 hours later.
			[["meeting-until", null, "2026-02-09T10:00:00.000Z"]],
			[["day-off-of-the-owner", "2026-02-06", "at-work"]],
		]);
	});
});

describe("why not", () => {
	it("knows every rule by which a cycle, a drill, a task or a cohort decides", async () => {
		const rules = new Set<string>();
		const folders = ["domain/cycle", "domain/drill", "domain/cohort", "domain/human-task", "services/records"];
		for (const folder of folders) {
			for (const file of await readdir(folder)) {
				const text = await readFile(`${folder}/${file}`, "utf8");
				// What stands behind `rule` up to the end of the line, and what `decision(checkpoint, rule, ...)` is given.
				const named = text.matchAll(/\brule(?::| =)([^\n]+)|\bdecision\((?:"\d+"|checkpoint),([^,\n]+)/g);
				for (const [, value = "", given = ""] of named) {
					for (const [, rule] of `${value}${given}`.matchAll(/"([a-z0-9-]+\.[a-z0-9-]+)"/g)) if (rule) rules.add(rule);
				}
			}
		}
		for (const rule of [
			"checkpoint.week-6-milestones",
			"drill.verdict",
			"cohort.waves-at-random",
			"cycle.step-stuck",
		]) {
			expect([...rules]).toContain(rule);
		}
		expect(rules.size).toBeGreaterThan(60);
		expect([...rules].filter((rule) => !isRuleKnown(rule))).toEqual([]);
	});

	it("says honestly what it cannot ask: a rule of one outcome, one that nobody knows, inputs that were not kept", () => {
		const ask = (rule: string, inputs = {}) => whyNot(stored({ rule, inputs, outcome: { kind: "done" } }));
		expect(ask("cycle.stopped-by-a-person")).toMatchObject({ status: "one-outcome", alternatives: [] });
		expect(ask("rule.of-yesterday")).toMatchObject({
			status: "unanswerable",
			reason: { code: "why-not.rule-unknown" },
		});
		expect(ask("checkpoint.week-4")).toMatchObject({
			status: "unanswerable",
			reason: { code: "why-not.inputs-not-kept" },
		});
	});

	it("says where the rule of today would decide otherwise", () => {
		const inputs = { baseline: poolsAt(LOW), pools: poolsAt(LOW), conversations: ["a", "b", "c", "d"] };
		const answer = whyNot(stored({ rule: "checkpoint.week-4", inputs, outcome: { kind: "on-track" } }));
		expect(answer).toMatchObject({ agrees: false, asked: { whole: "flat" } });
		expect(answer.reason.code).toBe("why-not.decides-otherwise-today");
	});

	it("finds no way where there is none, and says so", () => {
		const decision = stored({
			rule: "baseline.until-enough-are-valid",
			inputs: { conversation: "short", repTurns: 1, repWords: 10, valid: 0 },
			outcome: { kind: "practice-planned" },
		});
		const [way] = whyNot(decision).alternatives;
		// One long conversation more is not three: turns and words would have had to be more, and others there too.
		expect(way).toMatchObject({ outcome: "no-further-practice" });
		expect(way?.changes.map(({ what }) => what)).toEqual(["valid-conversations"]);
	});
});
