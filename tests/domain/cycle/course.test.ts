import { describe, expect, it } from "vitest";
import { instantAt, workingDaysBetween } from "../../../domain/calendar.ts";
import { decideStep } from "../../../domain/cycle/decide-step.ts";
import type { CycleChange, CycleFacts, PastDecision, TaskFact } from "../../../domain/cycle/facts.ts";
import { calendarOf } from "../../../domain/cycle/ladder.ts";
import { planFor } from "../../../domain/cycle/plan.ts";
import type { Change, StepOutcome } from "../../../domain/cycle/step.ts";
import { practiceLooks, weekOfConversation } from "../../../domain/cycle/weeks.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { conversation, factsInPractice, LOW, TARGET } from "./facts.ts";

/** Wednesday of week 3, half past ten in Berlin. */
const NOW = "2026-01-21T09:30:00.000Z";

const asked = (change: CycleChange, more: Partial<CycleFacts> = {}, by = "manager"): StepOutcome =>
	decideStep(
		{ kind: "act", actId: "act-1" },
		factsInPractice({
			...more,
			act: {
				id: "act-1",
				by,
				byLead: false,
				at: NOW,
				kind: "change-cycle",
				taskId: null,
				answer: null,
				change,
				policy:
					change.do === "move-policy"
						? { version: change.version, content: { ...DEFAULT_POLICY, lengthWeeks: 16 } }
						: null,
			},
		}),
		NOW,
	);

const turnOf = ({ result }: StepOutcome) => {
	if (result.kind !== "act-done" || result.turn.kind !== "replanned") throw new Error("expected a course planned anew");
	return result.turn;
};

const refusalOf = ({ result }: StepOutcome) =>
	result.kind === "act-done" && result.outcome.kind === "refused" ? result.outcome.reason.code : null;

const cycleChange = (outcome: StepOutcome) =>
	outcome.changes.find((change): change is Extract<Change, { do: "set-cycle" }> => change.do === "set-cycle");

const lookNamed = (outcome: StepOutcome, name: string) => turnOf(outcome).looks.find((look) => look.name === name)?.at;

const review: TaskFact = {
	id: "task-1",
	name: "review:w03",
	kind: "review",
	state: "open",
	ownerRule: "manager",
	namedOwner: null,
	notOwner: null,
	reopened: 0,
	reminded: [],
	answer: null,
	openedAt: "2026-01-19T08:00:00.000Z",
	dueAt: "2026-01-26T08:00:00.000Z",
	subject: {},
};

describe("a pause", () => {
	it("moves everything after it by its days, by the rep's own clock", () => {
		const before = practiceLooks(planFor(12), factsInPractice().cycle, DEFAULT_POLICY);
		const outcome = asked({ do: "pause", from: "2026-01-26", until: "2026-02-02" });
		const at = (name: string) => before.find((look) => look.name === name)?.at ?? "";
		expect(lookNamed(outcome, "w03:nudge")).toBe(at("w03:nudge"));
		expect(lookNamed(outcome, "w04:nudge")).toBe(at("w05:nudge"));
		expect(lookNamed(outcome, "w12:end")).toBe(instantAt("2026-04-06", "00:07", "Europe/Berlin"));
		expect(lookNamed(outcome, "return:2026-02-02")).toBe(instantAt("2026-02-02", "09:07", "Europe/Berlin"));
		expect(turnOf(outcome)).toMatchObject({ at: null, pass: 0 });
		expect(cycleChange(outcome)).toMatchObject({ pauses: [{ from: "2026-01-26", to: "2026-02-02" }] });
	});

	it("gives open tasks the working time that was left, from the day on which the cycle goes on", () => {
		const outcome = asked({ do: "pause", from: "2026-01-22", until: "2026-02-02" }, { tasks: [review] });
		const [ladder] = turnOf(outcome).ladders;
		const calendar = calendarOf(null, factsInPractice());
		const goesOn = instantAt("2026-02-02", "00:00", "Europe/Berlin");
		const left = workingDaysBetween(instantAt("2026-01-22", "00:00", "Europe/Berlin"), review.dueAt, calendar);
		expect(left).toBeGreaterThan(1);
		const moved = outcome.changes.find(
			(change): change is Extract<Change, { do: "move-task" }> => change.do === "move-task",
		);
		expect(workingDaysBetween(goesOn, moved?.dueAt ?? "", calendar)).toBeCloseTo(left, 9);
		expect(ladder?.rungs.map(({ do: what }) => what)).toEqual(["remind", "remind-due", "step-up"]);
		for (const { at } of ladder?.rungs.slice(1) ?? []) expect(at > goesOn).toBe(true);
	});

	it("without an end leaves nothing due but the day on which it has lasted too long", () => {
		const outcome = asked({ do: "pause", from: "2026-01-22", until: null }, { tasks: [review] });
		const { looks, ladders } = turnOf(outcome);
		expect(looks.map(({ name }) => name).filter((name) => !/^w0[23]:/.test(name))).toEqual(["pause-limit:2026-01-22"]);
		expect(ladders.flatMap(({ rungs }) => rungs).map(({ do: what }) => what)).toEqual(["remind"]);
		const paused = { ...factsInPractice().cycle, pauses: [{ from: "2026-01-22", to: null }] };
		const limit = decideStep({ kind: "pause-limit", from: "2026-01-22" }, factsInPractice({ cycle: paused }), NOW);
		expect(limit.result).toMatchObject({ turn: { kind: "closes", reason: "paused-too-long" } });
	});

	it("that began in the past supersedes what was decided in it because its time had come, and nothing else", () => {
		const past = (name: string, at: string, focus: PastDecision["focus"] = null): PastDecision => ({
			id: `id of ${name}`,
			name,
			step: "step",
			at,
			focus,
		});
		const decisions = [
			past("week:w02", "2026-01-15T08:00:00.000Z"),
			past("week-end:w02", "2026-01-19T00:07:00.000Z"),
			past("practice:w02:2", "2026-01-19T10:00:00.000Z"),
			past("checkpoint:8", "2026-01-20T00:00:00.000Z", ["value-framing", "close-attempts"]),
		];
		const facts = factsInPractice();
		const outcome = asked({ do: "pause", from: "2026-01-17", until: null }, { past: { ...facts.past, decisions } });
		expect(outcome.decisions[0]?.outcome.superseded).toEqual(["id of week-end:w02", "id of checkpoint:8"]);
		expect(turnOf(outcome)).toMatchObject({ pass: 1, at: { week: 2 } });
		expect(cycleChange(outcome)).toMatchObject({ pass: 1, focus: ["value-framing", "close-attempts"] });
	});

	it("counts a conversation held in it in no week", () => {
		const cycle = { ...factsInPractice().cycle, pauses: [{ from: "2026-01-20", to: "2026-01-27" }] };
		expect(weekOfConversation(cycle, "2026-01-19T10:00:00.000Z")).toBe(3);
		expect(weekOfConversation(cycle, "2026-01-22T10:00:00.000Z")).toBe(null);
		expect(weekOfConversation(cycle, "2026-01-27T10:00:00.000Z")).toBe(3);
	});

	it("is refused where it ends before it begins, begins too long ago, or is asked for by somebody else", () => {
		expect(refusalOf(asked({ do: "pause", from: "2026-01-26", until: "2026-01-26" }))).toBe(
			"pause.ends-before-it-begins",
		);
		expect(refusalOf(asked({ do: "pause", from: "2025-11-01", until: null }))).toBe("pause.too-far-back");
		expect(refusalOf(asked({ do: "pause", from: "2026-01-26", until: null }, {}, "somebody"))).toBe("act.not-theirs");
		expect(refusalOf(asked({ do: "pause", from: "2026-01-26", until: null }, {}, "boss"))).toBe(null);
	});
});

describe("going on", () => {
	const paused = { ...factsInPractice().cycle, pauses: [{ from: "2026-01-19", to: null }] };

	it("plans the weeks again and gives the rep the next practice at once", () => {
		const outcome = asked({ do: "resume", on: "2026-01-21" }, { cycle: paused });
		expect(lookNamed(outcome, "w03:nudge")).toBe(instantAt("2026-01-22", "09:07", "Europe/Berlin"));
		expect(outcome.changes.some((change) => change.do === "plan-practice" && change.week === 3)).toBe(true);
	});

	it("is refused where nothing is paused, or the pause ends before", () => {
		expect(refusalOf(asked({ do: "resume", on: "2026-01-22" }))).toBe("resume.not-paused");
		const known = { ...paused, pauses: [{ from: "2026-01-19", to: "2026-01-30" }] };
		expect(refusalOf(asked({ do: "resume", on: "2026-02-02" }, { cycle: known }))).toBe("resume.later-than-the-pause");
	});
});

describe("another course", () => {
	it("extends the weeks before the next checkpoint, up to week 24", () => {
		expect(turnOf(asked({ do: "extend", weeks: 2 })).plan.map(({ toWeek }) => toWeek)).toEqual([6, 10, 14]);
		expect(refusalOf(asked({ do: "extend", weeks: 13 }))).toBe("deployment.extension-too-long");
	});

	it("follows another policy from here on", () => {
		const outcome = asked({ do: "move-policy", version: "policy-2" });
		expect(turnOf(outcome).plan.map(({ checkpoint, toWeek }) => [checkpoint, toWeek])).toEqual([
			["4", 4],
			["8", 8],
			["12", 12],
			["24", 16],
		]);
		expect(cycleChange(outcome)).toMatchObject({ policyVersion: "policy-2" });
		expect(refusalOf(asked({ do: "move-policy", version: "policy" }))).toBe("act.policy-is-the-same");
	});
});

describe("the habit", () => {
	const facts = (held: readonly ReturnType<typeof conversation>[], week: number, phase: "practice" | "habit") =>
		factsInPractice({
			cycle: { ...factsInPractice().cycle, plan: planFor(16), phase, week },
			conversations: held,
		});

	it("begins after week 12 where the policy goes on, and the cycle stays open", () => {
		const outcome = decideStep(
			{ kind: "checkpoint", checkpoint: "12" },
			facts([], 12, "practice"),
			"2026-03-30T00:10:00.000Z",
		);
		expect(outcome.result).toMatchObject({ kind: "checked", turn: { kind: "goes-on" } });
		expect(outcome.changes).toContainEqual({ do: "set-cycle", phase: "habit" });
	});

	it("ends with a report: whether the cadence was kept, and which lift was sustained or lost", () => {
		const inWeek = (n: number, week: number, level: typeof LOW) =>
			conversation(n, new Date(Date.UTC(2026, 0, 12 + (week - 2) * 7 + 1, 10)).toISOString(), level, {
				source: "practice",
			});
		const twelve = [9, 10, 11, 12].map((week, n) => inWeek(10 + n, week, TARGET));
		const kept = [13, 13, 14, 14, 15, 15].map((week, n) => inWeek(20 + n, week, TARGET));
		const end = "2026-04-27T00:10:00.000Z";
		const report = (held: readonly ReturnType<typeof conversation>[]) =>
			decideStep({ kind: "checkpoint", checkpoint: "24" }, facts(held, 16, "habit"), end).decisions.find(
				({ name }) => name === "checkpoint:24",
			);
		expect(report([...twelve, ...kept])).toMatchObject({
			outcome: {
				kind: "report",
				kept: true,
				cadence: { planned: 8, done: 6 },
				lift: { "value-framing": { kind: "sustained" } },
			},
			reason: { code: "week24.kept" },
		});
		const fallen = [13, 16].map((week, n) => inWeek(30 + n, week, LOW));
		expect(report([...twelve, ...fallen])).toMatchObject({
			outcome: { kept: false, lift: { "value-framing": { kind: "lost" } } },
			reason: { code: "week24.dropped", params: { done: 2, planned: 8 } },
		});
	});
});
