import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawLines } from "../../../domain/cycle/blind-lines.ts";
import { cadenceBetween } from "../../../domain/cycle/decide-cadence.ts";
import { decideWeek6 } from "../../../domain/cycle/decide-checkpoint-6.ts";
import { decideWeek8 } from "../../../domain/cycle/decide-checkpoint-8.ts";
import { decideWeek24 } from "../../../domain/cycle/decide-checkpoint-24.ts";
import { decideStep } from "../../../domain/cycle/decide-step.ts";
import type {
	ConversationFact,
	CycleFacts,
	Judged,
	PoolFacts,
	PracticeFact,
	TaskFact,
} from "../../../domain/cycle/facts.ts";
import { againstGuess } from "../../../domain/cycle/guess.ts";
import { trendsOf } from "../../../domain/cycle/judge-checkpoint.ts";
import { CYCLE_KINDS } from "../../../domain/cycle/kind.ts";
import { askWeek8Again, planFor, TWELVE_WEEKS } from "../../../domain/cycle/plan.ts";
import type { Change, StepOutcome } from "../../../domain/cycle/step.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { findScenario, poolOfScenarios, scenarioSetOf } from "../../../domain/practice/scenarios.ts";
import { SIGNALS } from "../../../domain/signals/signal.ts";
import {
	conversation,
	factsInBaseline,
	factsInPractice,
	LOW,
	MIDDLE,
	poolsAt,
	practicesFrom,
	TARGET,
} from "./facts.ts";

/** A task that nobody has handed on, opened again or been reminded of. */
const UNTOUCHED = { namedOwner: null, notOwner: null, reopened: 0, reminded: [], answer: null } as const;
const HIDDEN = { shown: false, conversations: 0 } as const;
const END_OF_WEEK_4 = "2026-02-01T23:37:00.000Z";
const END_OF_WEEK_8 = "2026-03-01T23:37:00.000Z";

const named = ({ decisions }: StepOutcome, name: string) => decisions.find((decision) => decision.name === name);
const changesOf = <D extends Change["do"]>({ changes }: StepOutcome, what: D) =>
	changes.filter((change): change is Extract<Change, { do: D }> => change.do === what);
const openedBy = (outcome: StepOutcome) =>
	changesOf(outcome, "open-task").map(({ task: { kind, ownerRule } }) => [kind, ownerRule]);

const without = (fact: ConversationFact): ConversationFact => ({
	...fact,
	readings: { ...fact.readings, "value-framing": { status: "not-applicable" } },
});

describe("the rep's guess", () => {
	const guess = {
		"objection-acknowledgment": "target",
		"close-attempts": "low",
		"value-framing": "low",
		"discovery-density": "middle",
	} as const;

	it("stands beside value, tier and distance of the baseline, and the rep hears how much of it was right", () => {
		const conversations = [1, 2, 3].map((n) => conversation(n, `2026-01-0${5 + n}T10:00:00.000Z`, LOW));
		const outcome = decideStep(
			{ kind: "baseline" },
			factsInBaseline({ conversations, guess }),
			"2026-01-09T12:00:00.000Z",
		);
		expect(named(outcome, "baseline")).toMatchObject({
			outcome: {
				guess: {
					right: 2,
					of: 4,
					signals: {
						"objection-acknowledgment": { guessed: "target", measured: "low", verdict: "too-high" },
						"close-attempts": { verdict: "right" },
						"discovery-density": { verdict: "too-high" },
					},
				},
			},
			reason: { params: { right: 2, of: 4 } },
		});
		const told = changesOf(outcome, "notify").find(({ template }) => template.code === "baseline.closed");
		expect(told).toMatchObject({ to: "rep", template: { params: { right: 2, of: 4 } } });
	});

	it("is nothing where the rep said nothing, and says nothing of a signal that was not shown", () => {
		expect(againstGuess(poolsAt(LOW), null)).toBeNull();
		const pools = { ...poolsAt(MIDDLE), "discovery-density": HIDDEN };
		expect(againstGuess(pools, guess)).toMatchObject({
			of: 3,
			right: 1,
			signals: {
				"discovery-density": { measured: null, verdict: "not-shown" },
				"value-framing": { verdict: "too-low" },
			},
		});
	});
});

describe("a signal that the baseline did not show", () => {
	const facts = factsInPractice();
	const baseline = {
		at: "2026-01-09T12:00:00.000Z",
		factsUpTo: 3,
		late: [],
		pools: { ...poolsAt(LOW), "value-framing": HIDDEN },
	};
	const withHidden = (conversations: readonly ConversationFact[]): CycleFacts => ({
		...facts,
		conversations,
		past: { ...facts.past, baseline },
	});
	const nudge = (conversations: readonly ConversationFact[]) =>
		decideStep({ kind: "week", week: 3, part: "nudge" }, withHidden(conversations), "2026-01-22T08:07:00.000Z");

	it("gets a late baseline from the first two practices in which it applies, and not from one", () => {
		const [a, b, c, d] = practicesFrom(2, 4, () => MIDDLE);
		if (!a || !b || !c || !d) throw new Error("four practices");
		expect(named(nudge([without(a), b]), "late-baseline:value-framing")).toBeUndefined();
		const found = named(nudge([without(a), b, c, d]), "late-baseline:value-framing");
		expect(found).toMatchObject({
			inputs: { conversations: [b.id, c.id], needed: 2 },
			outcome: { pool: { shown: true, numerator: 6, denominator: 10 } },
		});
	});

	it("is compared with it in week 4, without the two practices that make it", () => {
		const practices = practicesFrom(2, 6, (n) => (n < 2 ? LOW : TARGET));
		const outcome = decideStep({ kind: "checkpoint", checkpoint: "4" }, withHidden(practices), END_OF_WEEK_4);
		expect(named(outcome, "late-baseline:value-framing")).toBeDefined();
		expect(named(outcome, "checkpoint:4")).toMatchObject({
			outcome: {
				measured: expect.arrayContaining(["value-framing"]),
				moved: expect.arrayContaining(["value-framing"]),
				pools: { "value-framing": { conversations: 4, value: 1 }, "close-attempts": { conversations: 6 } },
			},
		});
		// Nothing later shows it: it is not measured now.
		const early = decideStep(
			{ kind: "checkpoint", checkpoint: "4" },
			withHidden(practices.map((practice, n) => (n < 2 ? practice : without(practice)))),
			END_OF_WEEK_4,
		);
		expect(named(early, "checkpoint:4")?.outcome.measured).not.toContain("value-framing");
	});

	it("has one late baseline, whatever comes after", () => {
		const [first, ...rest] = practicesFrom(2, 5, () => LOW);
		const outcome = nudge([first, ...rest].flatMap((practice) => practice ?? []));
		const pool = named(outcome, "late-baseline:value-framing")?.outcome.pool;
		expect(pool).toBeDefined();
		const given: CycleFacts = {
			...withHidden(practicesFrom(2, 5, () => LOW)),
			past: {
				...facts.past,
				baseline: { ...baseline, pools: poolsAt(LOW), late: [] },
			},
		};
		const again = decideStep({ kind: "week", week: 3, part: "nudge" }, given, "2026-01-22T08:07:00.000Z");
		expect(named(again, "late-baseline:value-framing")).toBeUndefined();
	});
});

describe("a review", () => {
	const conversations = practicesFrom(2, 3, (n) => (n === 1 ? TARGET : { ...LOW, asks: 1 }));
	const nudge = (given: Partial<CycleFacts> = {}) =>
		decideStep(
			{ kind: "week", week: 3, part: "nudge" },
			factsInPractice({ conversations, ...given }),
			"2026-01-22T08:07:00.000Z",
		);

	it("says of each session which focus signal is how far from target", () => {
		expect(named(nudge(), "review:w03")?.outcome.worth).toEqual([
			{ conversation: "conversation-6", signal: "objection-acknowledgment", distance: 1 },
			{ conversation: "conversation-4", signal: "objection-acknowledgment", distance: 1 },
		]);
		expect(named(nudge(), "review:w03")?.reason.params).toMatchObject({
			signal: "objection-acknowledgment",
			distance: 1,
		});
	});

	it("draws five lines of its sessions, the same for the same seed, and keeps them with the decision and the task", () => {
		const lines = named(nudge(), "review:w03")?.outcome.lines;
		expect(lines).toHaveLength(5);
		expect(changesOf(nudge(), "open-task")[0]?.task.subject.lines).toEqual(lines);
		expect(named(nudge(), "review:w03")?.outcome.lines).toEqual(lines);
	});

	it("draws each line at most once, from the sessions alone, and all where there are fewer", () => {
		const session = fc.record({ id: fc.uuid(), repTurns: fc.integer({ min: 0, max: 30 }) });
		fc.assert(
			fc.property(
				fc.uniqueArray(session, { selector: ({ id }) => id, maxLength: 3 }),
				fc.integer({ min: 0, max: 8 }),
				fc.integer({ min: 0, max: 2 ** 31 }),
				(sessions, count, seed) => {
					const drawn = drawLines(sessions, count, seed);
					const total = sessions.reduce((sum, { repTurns }) => sum + repTurns, 0);
					expect(drawn).toHaveLength(Math.min(count, total));
					expect(new Set(drawn.map(({ conversation: id, line }) => `${id} ${line}`)).size).toBe(drawn.length);
					for (const { conversation: id, line } of drawn) {
						expect(line).toBeGreaterThanOrEqual(0);
						expect(line).toBeLessThan(sessions.find((one) => one.id === id)?.repTurns ?? 0);
					}
				},
			),
		);
	});

	it("draws every line about as often as any other", () => {
		const times = new Map<number, number>();
		for (let seed = 0; seed < 2_000; seed++) {
			for (const { line } of drawLines([{ id: "a", repTurns: 20 }], 5, seed))
				times.set(line, (times.get(line) ?? 0) + 1);
		}
		for (let line = 0; line < 20; line++) {
			expect(times.get(line)).toBeGreaterThan(400);
			expect(times.get(line)).toBeLessThan(600);
		}
	});

	it("is done only with every line labelled that can still be shown, each once", () => {
		const lines = [
			{ conversation: "conversation-4", line: 2 },
			{ conversation: "withdrawn", line: 1 },
			{ conversation: "conversation-6", line: 0 },
		];
		const task: TaskFact = {
			id: "task-1",
			name: "review:w03",
			kind: "review",
			state: "open",
			ownerRule: "manager",
			...UNTOUCHED,
			openedAt: "2026-01-22T08:07:00.000Z",
			dueAt: "2026-01-29T08:07:00.000Z",
			subject: { conversations: ["conversation-4"], lines },
			namedOwner: null,
			notOwner: null,
			reopened: 0,
			reminded: [],
			answer: null,
		};
		const answered = (labels: readonly { conversation: string; line: number }[] | undefined, of: TaskFact = task) =>
			decideStep(
				{ kind: "act", actId: "act-1" },
				factsInPractice({
					conversations,
					tasks: [of],
					act: {
						id: "act-1",
						by: "manager",
						byLead: false,
						at: "2026-01-23T10:00:00.000Z",
						kind: "decide-task",
						taskId: "task-1",
						answer: {
							kind: "review",
							reviewed: true,
							...(labels === undefined ? {} : { lines: labels.map((label) => ({ ...label, signals: [] })) }),
						},
						change: null,
						policy: null,
					},
				}),
				"2026-01-23T10:00:00.000Z",
			);
		const [a, , c] = lines;
		if (!a || !c) throw new Error("three lines");
		const refusal = {
			outcome: { kind: "refused", reason: { code: "review.lines-to-label", params: { expected: 2 } } },
		};
		expect(answered(undefined).result).toMatchObject(refusal);
		expect(answered([a]).result).toMatchObject(refusal);
		expect(answered([a, a]).result).toMatchObject(refusal);
		expect(answered([a, c, { conversation: "conversation-5", line: 0 }]).result).toMatchObject(refusal);
		expect(answered([c, a]).result).toMatchObject({ outcome: { kind: "done" } });
		expect(changesOf(answered([c, a]), "keep-blind-lines")).toMatchObject([{ by: "manager", lines: [c, a] }]);
		// Without drawn lines nothing is to be labelled.
		expect(answered(undefined, { ...task, subject: {} }).result).toMatchObject({ outcome: { kind: "done" } });
		expect(answered([a], { ...task, subject: {} }).result).toMatchObject({ outcome: { kind: "refused" } });
	});
});

describe("week 4", () => {
	it("changes the angle of practice where nothing moved, and not where something did", () => {
		const sideways = (level: typeof LOW) => {
			const facts = factsInPractice({ conversations: practicesFrom(2, 6, () => level) });
			const outcome = decideStep({ kind: "checkpoint", checkpoint: "4" }, facts, END_OF_WEEK_4);
			const [planned] = changesOf(outcome, "plan-practice");
			return [named(outcome, "checkpoint:4")?.outcome.kind, findScenario(planned?.scenario ?? "")?.angle];
		};
		expect(sideways(LOW)).toEqual(["flat", 2]);
		expect(sideways(MIDDLE)).toEqual(["on-track", 1]);
	});
});

describe("week 8 with too little data", () => {
	const few = practicesFrom(5, 2, () => LOW);
	const four = { name: "4", at: END_OF_WEEK_4, verdict: "on-track" };
	const facts = (given: Partial<CycleFacts> = {}): CycleFacts => {
		const base = factsInPractice({ conversations: few, ...given });
		return { ...base, past: { ...base.past, checkpoints: [four] } };
	};

	it("calls the manager, and is asked again 14 active days later: no later checkpoint moves", () => {
		const outcome = decideStep({ kind: "checkpoint", checkpoint: "8" }, facts(), END_OF_WEEK_8);
		expect(openedBy(outcome)).toContainEqual(["one-to-one", "manager"]);
		expect(outcome.result).toMatchObject({
			turn: {
				kind: "replanned",
				plan: [
					{ checkpoint: "4" },
					{ checkpoint: "8", toWeek: 8 },
					{ checkpoint: "8/2", fromWeek: 9, toWeek: 10 },
					{ checkpoint: "12", fromWeek: 11, toWeek: 12 },
				],
			},
		});
		expect(named(outcome, "week8-again:8")?.reason).toEqual({ code: "week8.asked-again", params: { days: 14 } });
	});

	it("goes on in the plan that asks again, where a pause told late has put the cycle back", () => {
		const base = facts();
		const late = { ...base, cycle: { ...base.cycle, pass: 1 } };
		// Asked again two weeks behind week 8, and that is over as well: it is taken at once.
		const outcome = decideStep({ kind: "checkpoint", checkpoint: "8", pass: 1 }, late, "2026-03-18T12:00:00.000Z");
		expect(outcome.result).toMatchObject({
			turn: { plan: { 2: { checkpoint: "8/2" } }, at: { segment: 2, week: 11, part: "nudge" } },
		});
		// Told in time, it is the week that comes.
		const soon = decideStep({ kind: "checkpoint", checkpoint: "8", pass: 1 }, late, "2026-03-03T12:00:00.000Z");
		expect(soon.result).toMatchObject({ turn: { at: { segment: 2, week: 9 } } });
	});

	it("calls the lead when it is asked again and still has too little, and is not asked a third time", () => {
		const plan = askWeek8Again(TWELVE_WEEKS, "8", 2) ?? [];
		const base = facts();
		const asked: CycleFacts = {
			...base,
			cycle: { ...base.cycle, plan },
			past: {
				...base.past,
				checkpoints: [four, { name: "8", at: END_OF_WEEK_8, verdict: "not-enough-data" }],
			},
		};
		const outcome = decideStep({ kind: "checkpoint", checkpoint: "8/2" }, asked, "2026-03-15T23:37:00.000Z");
		expect(openedBy(outcome)).toContainEqual(["one-to-one", "lead"]);
		expect(outcome.result).toMatchObject({ turn: { kind: "goes-on" } });
		expect(named(outcome, "week8-again:8/2")?.reason.code).toBe("week8.lead-looks");
	});

	it("calls the lead at once where the next checkpoint comes before it could be asked again", () => {
		expect(askWeek8Again(TWELVE_WEEKS, "8", 4)).toBeNull();
		expect(askWeek8Again(TWELVE_WEEKS, "8", 3)?.map(({ toWeek }) => toWeek)).toEqual([4, 8, 11, 12]);
		const again = askWeek8Again(TWELVE_WEEKS, "8", 2) ?? [];
		expect(askWeek8Again(again, "8", 2)).toBe(again);
	});

	it("counts a frozen signal neither as judged nor as stuck nor as in target", () => {
		const trends = trendsOf(factsInPractice({ conversations: practicesFrom(2, 14, () => LOW) }), END_OF_WEEK_8);
		const focus = ["close-attempts", "value-framing"] as const;
		const judge = (pools: PoolFacts, frozen: (typeof SIGNALS)[number][]) =>
			decideWeek8(trends, pools, focus, DEFAULT_POLICY, { frozen, weakestOf: null });
		expect(judge(poolsAt(LOW), []).stuck).toHaveLength(4);
		expect(judge(poolsAt(LOW), ["discovery-density"])).toMatchObject({ verdict: "stuck" });
		expect(judge(poolsAt(LOW), ["discovery-density"]).stuck).not.toContain("discovery-density");
		expect(judge(poolsAt(LOW), ["discovery-density", "value-framing"])).toMatchObject({
			verdict: "not-enough-data",
			reason: { params: { judged: 2 } },
		});
		const rising = trendsOf(factsInPractice({ conversations: practicesFrom(2, 14, () => TARGET) }), END_OF_WEEK_8);
		const inTarget = { ...poolsAt(LOW), "close-attempts": poolsAt(TARGET)["close-attempts"] };
		const with_ = (frozen: (typeof SIGNALS)[number][]) =>
			decideWeek8(rising, inTarget, focus, DEFAULT_POLICY, { frozen, weakestOf: null }).verdict;
		expect(with_([])).toBe("one-replaced");
		expect(with_(["close-attempts"])).toBe("focus-stays");
	});

	it("reports the two weakest at the baseline where the manager chose another focus, and only there", () => {
		const practised = factsInPractice({ conversations: practicesFrom(2, 14, () => LOW) });
		const chosen: CycleFacts = {
			...practised,
			cycle: { ...practised.cycle, focus: ["value-framing", "discovery-density"] },
			past: { ...practised.past, checkpoints: [four], focusChosen: ["value-framing", "discovery-density"] },
		};
		const weakest = (given: CycleFacts) =>
			named(decideStep({ kind: "checkpoint", checkpoint: "8" }, given, END_OF_WEEK_8), "checkpoint:8")?.outcome
				.weakestAtBaseline;
		expect(weakest(chosen)).toMatchObject([{ signal: "objection-acknowledgment" }, { signal: "close-attempts" }]);
		expect(weakest(practised)).toBeNull();
	});
});

describe("a change of focus", () => {
	it("begins a new pool of 20 scenarios, of which none is repeated before all were had", () => {
		const focus = ["close-attempts", "discovery-density"] as const;
		const had: PracticeFact[] = poolOfScenarios(["objection-acknowledgment", "close-attempts"]).map(({ id }, n) => ({
			id: `old-${n}`,
			week: 2,
			ordinal: n + 1,
			scenario: id,
			pool: 1,
			state: "done",
			conversationId: null,
		}));
		const base = factsInPractice();
		const picked: PracticeFact[] = [];
		for (let n = 0; n < 20; n++) {
			const facts: CycleFacts = {
				...base,
				cycle: { ...base.cycle, focus, pool: 2 },
				practices: [...had, ...picked],
				conversations: practicesFrom(2, 2, () => LOW),
			};
			const outcome = decideStep({ kind: "week", week: 2, part: "end" }, facts, "2026-01-19T00:07:00.000Z");
			const [planned] = changesOf(outcome, "plan-practice");
			picked.push({
				id: `new-${n}`,
				week: 3,
				ordinal: n + 1,
				scenario: planned?.scenario ?? "",
				pool: planned?.pool ?? 0,
				state: "done",
				conversationId: null,
			});
		}
		expect(new Set(picked.map(({ scenario }) => scenario)).size).toBe(20);
		expect(picked.every(({ pool }) => pool === 2)).toBe(true);
	});
});

describe("week 6 of a new hire", () => {
	const hire = (hiredOn: string, reached: readonly [string, string][] = []) => ({
		hiredOn,
		reached: reached.map(([kind, on]) => ({ kind, on })),
	});
	const own = hire("2026-01-05", [
		["first-call", "2026-01-12"],
		["first-deal", "2026-02-20"],
	]);
	const earlier = (count: number) =>
		Array.from({ length: count }, (_, n) => hire("2025-06-02", n < 4 ? [["first-call", "2025-06-20"]] : []));

	it("says with eight earlier hires who had reached what by the same day, with n and interval", () => {
		const found = decideWeek6({ own, earlier: earlier(8) }, "2026-01-05", "2026-02-16", 8);
		expect(found).toMatchObject({
			verdict: "compared",
			day: 42,
			n: 8,
			// The deal came on day 46.
			reached: ["first-call"],
			milestones: [{ kind: "first-call", reached: true, earlier: { numerator: 4, denominator: 8, value: 0.5 } }],
			noMoreThan: { numerator: 8, denominator: 8 },
		});
		expect(found.milestones[0]?.earlier.interval.low).toBeCloseTo(0.215, 3);
	});

	it("compares with nothing where there are seven, and counts nobody who came later or has not been there as long", () => {
		expect(decideWeek6({ own, earlier: earlier(7) }, "2026-01-05", "2026-02-16", 8)).toMatchObject({
			verdict: "nothing-to-compare-with",
			n: 7,
			milestones: [],
		});
		const others = [hire("2026-01-05"), hire("2026-01-20"), { hiredOn: null, reached: [] }];
		expect(decideWeek6({ own, earlier: [...earlier(7), ...others] }, "2026-01-05", "2026-02-16", 8).n).toBe(7);
	});

	it("does not look at what earlier hires reached after that day", () => {
		const late = Array.from({ length: 8 }, () => hire("2025-06-02", [["first-call", "2025-12-01"]]));
		const found = decideWeek6({ own, earlier: late }, "2026-01-05", "2026-02-16", 8);
		expect(found.milestones).toMatchObject([{ kind: "first-call", earlier: { numerator: 0 } }]);
	});

	it("is in the plan of a new hire alone, and begins no new stretch of practice", () => {
		for (const kind of CYCLE_KINDS) {
			expect(planFor(12, kind).some(({ checkpoint }) => checkpoint === "6")).toBe(kind === "new-hire");
		}
		const base = factsInPractice({ conversations: practicesFrom(5, 8, () => LOW) });
		const facts: CycleFacts = {
			...base,
			cycle: { ...base.cycle, kind: "new-hire", plan: planFor(12, "new-hire") },
			ramp: { own, earlier: earlier(8) },
		};
		const six = decideStep({ kind: "checkpoint", checkpoint: "6" }, facts, "2026-02-15T23:37:00.000Z");
		expect(named(six, "checkpoint:6")).toMatchObject({ outcome: { kind: "compared", day: 42, n: 8 } });
		const after: CycleFacts = {
			...facts,
			past: {
				...facts.past,
				checkpoints: [
					{ name: "4", at: END_OF_WEEK_4, verdict: "flat" },
					{ name: "6", at: "2026-02-15T23:37:00.000Z", verdict: "compared" },
				],
			},
		};
		const eight = decideStep({ kind: "checkpoint", checkpoint: "8" }, after, END_OF_WEEK_8);
		expect(named(eight, "checkpoint:8")?.inputs.conversations).toHaveLength(8);
	});
});

describe("kinds of cycle", () => {
	it("a new product and a service team practise scenarios of their own, 20 for each pair", () => {
		for (const kind of ["tenured-new-product", "service-team"] as const) {
			const set = scenarioSetOf(kind);
			const all = SIGNALS.flatMap((a) =>
				SIGNALS.filter((b) => b !== a).flatMap((b) => poolOfScenarios([a, b], set).map((scenario) => scenario)),
			);
			expect(new Set(all.map(({ id }) => id)).size).toBe(40);
			expect(new Set(all.map(({ situation }) => situation)).size).toBe(40);
			for (const scenario of all) expect(findScenario(scenario.id)).toEqual(scenario);
			const facts = factsInBaseline();
			const cycle = { ...facts.cycle, kind };
			const plan = decideStep({ kind: "plan" }, { ...facts, cycle }, "2026-01-05T00:00:00.000Z");
			for (const { scenario } of changesOf(plan, "plan-practice")) {
				expect(scenario.startsWith(`${set}/baseline/`)).toBe(true);
				expect(findScenario(scenario)?.signal).toBeNull();
			}
		}
	});

	it("a manager who builds a cadence has no baseline and no practice: weeks begin on the eighth day", () => {
		const facts = factsInBaseline();
		const cycle = { ...facts.cycle, kind: "manager-cadence" as const, phase: "planned" as const };
		const outcome = decideStep({ kind: "plan" }, { ...facts, cycle }, "2026-01-05T00:00:00.000Z");
		expect(outcome.result).toMatchObject({ kind: "planned", begins: "practice" });
		expect("looks" in outcome.result && outcome.result.looks[0]?.name).toBe("w02:nudge");
		expect(changesOf(outcome, "plan-practice")).toEqual([]);
		expect(changesOf(outcome, "set-cycle")[0]).toMatchObject({ phase: "practice", weekTwoOn: "2026-01-12" });
	});

	const review = (openedAt: string, doneAt: string | null) => ({ openedAt, dueAt: "2026-01-22T16:00:00.000Z", doneAt });

	it("measures reviews done, in time, and agreement on blind lines, by the manager's own dates", () => {
		const found = cadenceBetween(
			{
				reviews: [
					review("2026-01-11T22:59:00.000Z", null),
					review("2026-01-12T08:00:00.000Z", "2026-01-20T08:00:00.000Z"),
					review("2026-01-13T08:00:00.000Z", "2026-01-23T08:00:00.000Z"),
					review("2026-01-14T08:00:00.000Z", null),
				],
				lines: [
					{ at: "2026-01-15T08:00:00.000Z", said: ["close-attempts"], engine: ["close-attempts", "value-framing"] },
					{ at: "2026-01-15T08:00:00.000Z", said: [], engine: [] },
				],
			},
			"Europe/Berlin",
			"2026-01-12",
			"2026-02-02",
		);
		expect(found).toMatchObject({
			opened: 3,
			done: 2,
			onTime: 1,
			lines: 2,
			agreement: {
				"close-attempts": { agreed: 2, of: 2, kappa: { kappa: 1, lines: 2 } },
				"value-framing": { agreed: 1, of: 2, share: 0.5, kappa: { kappa: 0, lines: 2 } },
				// Nobody saw any: of that, chance alone explains that both say the same.
				"discovery-density": { agreed: 2, of: 2, kappa: null },
			},
		});
	});

	it("looks at a week whose last days lie behind a pause without an end", () => {
		const base = factsInPractice();
		const cycle = {
			...base.cycle,
			kind: "manager-cadence" as const,
			focus: null,
			pauses: [{ from: "2026-01-16", to: null }],
		};
		const managerCadence = { reviews: [review("2026-01-14T08:00:00.000Z", null)], lines: [] };
		const outcome = decideStep(
			{ kind: "week", week: 2, part: "nudge" },
			{ ...base, cycle, managerCadence },
			"2026-01-15T08:07:00.000Z",
		);
		expect(named(outcome, "week:w02")).toMatchObject({ outcome: { kind: "reviews-open", opened: 1 } });
	});

	it("is kept from three of four reviews on, else dropped with a one-to-one, and ends with its last week", () => {
		const base = factsInPractice();
		const at = (done: number, checkpoint: "4" | "12" = "4") =>
			decideStep(
				{ kind: "checkpoint", checkpoint },
				{
					...base,
					cycle: { ...base.cycle, kind: "manager-cadence", focus: null },
					past: { ...base.past, baseline: null },
					managerCadence: {
						reviews: Array.from({ length: 4 }, (_, n) =>
							review(
								checkpoint === "4" ? "2026-01-14T08:00:00.000Z" : "2026-03-10T08:00:00.000Z",
								n < done ? END_OF_WEEK_4 : null,
							),
						),
						lines: [],
					},
				},
				checkpoint === "4" ? END_OF_WEEK_4 : "2026-03-29T22:07:00.000Z",
			);
		expect(named(at(3), "checkpoint:4")?.outcome.kind).toBe("kept");
		expect(openedBy(at(3))).toEqual([]);
		expect(named(at(2), "checkpoint:4")?.outcome.kind).toBe("dropped");
		expect(openedBy(at(2))).toEqual([["one-to-one", "manager"]]);
		expect(at(4, "12").result).toMatchObject({ turn: { kind: "closes", reason: "completed" } });
	});
});

describe("the end of the habit", () => {
	it("calls a cadence kept from 75 % of the planned practices on", () => {
		const pools = { baseline: poolsAt(LOW), week12: poolsAt(MIDDLE), now: poolsAt(MIDDLE) };
		expect(decideWeek24(pools, { planned: 24, done: 18 }, DEFAULT_POLICY)).toMatchObject({
			kept: true,
			reason: { code: "week24.kept" },
		});
		expect(decideWeek24(pools, { planned: 24, done: 17 }, DEFAULT_POLICY)).toMatchObject({
			kept: false,
			reason: { code: "week24.dropped" },
		});
	});
});

describe("a supplement", () => {
	const decided = practicesFrom(2, 4, () => LOW);
	const judged: Judged = {
		checkpoint: "4",
		decisionId: "decision-of-week-4",
		verdict: "flat",
		focus: null,
		factsUpTo: 7,
		conversations: decided.map(({ id }) => id),
		supplements: 0,
	};
	const task: TaskFact = {
		id: "task-1",
		name: "live-coaching:checkpoint-4",
		kind: "live-coaching",
		state: "open",
		ownerRule: "manager",
		...UNTOUCHED,
		openedAt: END_OF_WEEK_4,
		dueAt: "2026-02-09T08:00:00.000Z",
		subject: { decision: "checkpoint:4" },
		namedOwner: null,
		notOwner: null,
		reopened: 0,
		reminded: [],
		answer: null,
	};
	const look = (
		more: readonly ConversationFact[],
		given: Partial<Judged> = {},
		people: Partial<Pick<CycleFacts, "tasks" | "named">> = {},
	) => {
		const base = factsInPractice({ conversations: [...decided, ...more], tasks: [task], ...people });
		const facts: CycleFacts = {
			...base,
			past: {
				...base.past,
				checkpoints: [{ name: "4", at: END_OF_WEEK_4, verdict: "flat" }],
				judged: [{ ...judged, ...given }],
			},
		};
		return decideStep({ kind: "week", week: 5, part: "nudge" }, facts, "2026-02-05T08:07:00.000Z");
	};
	const late = [
		conversation(20, "2026-01-28T10:00:00.000Z", TARGET),
		conversation(21, "2026-01-29T10:00:00.000Z", TARGET),
		conversation(22, "2026-01-30T10:00:00.000Z", TARGET),
	];

	it("says what week 4 would be with what came late, beside what it was, and offers it to whoever has the task", () => {
		const outcome = look(late);
		expect(named(outcome, "supplement:4")).toMatchObject({
			supersedes: "decision-of-week-4",
			outcome: { checkpoint: "4", was: "flat", verdict: "on-track" },
			reason: { code: "supplement.other-verdict", params: { late: 3, gone: 0 } },
			inputs: { late: ["conversation-20", "conversation-21", "conversation-22"] },
		});
		expect(changesOf(outcome, "offer-supplement")).toEqual([
			{
				do: "offer-supplement",
				task: "live-coaching:checkpoint-4",
				subject: { decision: "checkpoint:4", supplement: "supplement:4" },
			},
		]);
		// Practice goes on as it was decided: no focus, no task, no phase is changed by it.
		expect(changesOf(outcome, "set-cycle")).toEqual([{ do: "set-cycle", week: 5 }]);
		expect(changesOf(outcome, "close-task")).toEqual([]);
	});

	it("is told to whoever owes the task by name, where it was delegated", () => {
		const zone = "Europe/Berlin";
		const tasks = [{ ...task, namedOwner: "delegate" }];
		const outcome = look(late, {}, { tasks, named: [{ id: "delegate", zone, daysOff: [] }] });
		const told = changesOf(outcome, "notify").filter(({ template }) => template.code.startsWith("supplement."));
		expect(told.map(({ to }) => to)).toEqual([{ person: "delegate", zone }]);
	});

	it("is not made for what was held after the checkpoint, or was known to it", () => {
		expect(named(look([conversation(23, "2026-02-03T10:00:00.000Z", TARGET)]), "supplement:4")).toBeUndefined();
		expect(named(look(late, { factsUpTo: 30 }), "supplement:4")).toBeUndefined();
		expect(
			named(look([conversation(20, "2026-01-28T10:00:00.000Z", TARGET, { source: "live" })]), "supplement:4"),
		).toBeUndefined();
	});

	it("is made for a conversation that is gone, once, and counted on from the last one", () => {
		const gone = { conversations: [...judged.conversations, "conversation-gone"] };
		expect(named(look([], gone), "supplement:4")).toMatchObject({
			reason: { code: "supplement.same-verdict", params: { late: 0, gone: 1 } },
		});
		expect(named(look([], { supplements: 1 }), "supplement:4:2")).toBeUndefined();
		expect(named(look(late, { supplements: 1 }), "supplement:4:2")).toBeDefined();
	});
});

describe("somebody who has left", () => {
	const act = (change: NonNullable<CycleFacts["act"]>["change"], by = "engine"): CycleFacts["act"] => ({
		id: "act-1",
		by,
		byLead: by !== "engine",
		at: "2026-01-21T09:30:00.000Z",
		kind: "change-cycle",
		taskId: null,
		answer: null,
		change,
		policy: null,
	});
	const decided = (given: Partial<CycleFacts>) =>
		decideStep({ kind: "act", actId: "act-1" }, factsInPractice(given), "2026-01-21T09:30:00.000Z");

	it("makes the cycle rest from that day, until it closes or they are back", () => {
		const left = decided({ act: act({ do: "rep-left", on: "2026-01-20" }) });
		expect(named(left, "pause")).toMatchObject({
			by: "engine",
			reason: { code: "cycle.rep-left", params: { days: 180 } },
		});
		expect(changesOf(left, "set-cycle")[0]?.pauses).toEqual([{ from: "2026-01-20", to: null }]);
		expect(left.result).toMatchObject({
			turn: {
				kind: "replanned",
				looks: expect.arrayContaining([expect.objectContaining({ name: "pause-limit:2026-01-20" })]),
			},
		});
		const paused = { ...factsInPractice().cycle, pauses: [{ from: "2026-01-10", to: null }] };
		const back = decided({ cycle: paused, act: act({ do: "rep-returned", on: "2026-01-21" }) });
		expect(named(back, "resume")?.reason.code).toBe("cycle.rep-returned");
		expect(changesOf(back, "set-cycle")[0]?.pauses).toEqual([{ from: "2026-01-10", to: "2026-01-21" }]);
	});

	it("is told by the people table alone: no person may ask for it", () => {
		expect(decided({ act: act({ do: "rep-left", on: "2026-01-20" }, "lead") }).result).toMatchObject({
			outcome: { kind: "refused", reason: { code: "act.not-theirs" } },
		});
	});
});
