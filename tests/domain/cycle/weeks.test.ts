import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localDateOf } from "../../../domain/calendar.ts";
import { decideAfterScore } from "../../../domain/cycle/decide-after-score.ts";
import { decideStep } from "../../../domain/cycle/decide-step.ts";
import { emptyWeeksUpTo } from "../../../domain/cycle/decide-week.ts";
import type { CycleFacts, PracticeFact, TaskFact } from "../../../domain/cycle/facts.ts";
import { byRule, ladderOf, oneStepUp } from "../../../domain/cycle/ladder.ts";
import { extendAfterWeek8, TWELVE_WEEKS } from "../../../domain/cycle/plan.ts";
import type { Change, StepOutcome } from "../../../domain/cycle/step.ts";
import { practiceLooks, weekOfDate, weekStartsOn } from "../../../domain/cycle/weeks.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { findScenario, poolOfScenarios, scenarioOrder } from "../../../domain/practice/scenarios.ts";
import { SIGNALS } from "../../../domain/signals/signal.ts";
import { epochMs } from "../../../domain/time.ts";
import { conversation, factsInBaseline, factsInPractice, LOW, practicesFrom, TARGET } from "./facts.ts";

const changesOf = <D extends Change["do"]>(outcome: { changes: readonly Change[] }, what: D) =>
	outcome.changes.filter((change): change is Extract<Change, { do: D }> => change.do === what);

const openedOf = (outcome: StepOutcome) => ("opened" in outcome.result ? outcome.result.opened : []);

const practice = (week: number, ordinal: number, given: Partial<PracticeFact> = {}): PracticeFact => ({
	id: `practice-${week}-${ordinal}`,
	week,
	ordinal,
	scenario: `objection-acknowledgment/${String(ordinal).padStart(2, "0")}`,
	pool: 1,
	state: "planned",
	conversationId: null,
	...given,
});

const task = (given: Partial<TaskFact> = {}): TaskFact => ({
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
	openedAt: "2026-01-22T08:07:00.000Z",
	dueAt: "2026-01-29T08:07:00.000Z",
	subject: { conversations: ["conversation-4"] },
	...given,
});

describe("the plan", () => {
	it("opens the baseline with three generic conversations and reminders on days 3, 5 and 7", () => {
		const outcome = decideStep({ kind: "plan" }, factsInBaseline(), "2026-01-05T00:00:00.000Z");
		expect(changesOf(outcome, "plan-practice").map(({ week, ordinal }) => [week, ordinal])).toEqual([
			[1, 1],
			[1, 2],
			[1, 3],
		]);
		const looks = outcome.result.kind === "planned" ? outcome.result.looks : [];
		expect(looks.slice(0, 5).map(({ name }) => name)).toEqual([
			"baseline:d03",
			"baseline:d05",
			"baseline:d07",
			"baseline:d10",
			"baseline:d14",
		]);
		expect(looks.at(-1)?.name).toBe("baseline:d56");
	});
});

describe("the baseline", () => {
	const held = (count: number, given = {}) =>
		Array.from({ length: count }, (_, i) => conversation(i + 1, `2026-01-0${6 + i}T10:00:00.000Z`, LOW, given));
	const now = "2026-01-09T12:00:00.000Z";

	it("never closes on fewer than three valid conversations", () => {
		for (const count of [0, 1, 2]) {
			const outcome = decideStep({ kind: "baseline" }, factsInBaseline({ conversations: held(count) }), now);
			expect(outcome.result.kind).toBe("waiting");
			expect(outcome.record).toBe(false);
		}
		expect(decideStep({ kind: "baseline" }, factsInBaseline({ conversations: held(3) }), now).result.kind).toBe(
			"baseline-closed",
		);
	});

	it("does not count a conversation of five turns, of 149 words, of a customer, or from before the start", () => {
		const short = [
			held(3, { repTurns: 5 }),
			held(3, { repWords: 149 }),
			held(3, { source: "live" }),
			held(3).map((c) => ({ ...c, occurredAt: "2026-01-04T10:00:00.000Z" })),
		];
		for (const conversations of short) {
			expect(decideStep({ kind: "baseline" }, factsInBaseline({ conversations }), now).result.kind).toBe("waiting");
		}
	});

	it("takes back what people were asked for while it was late, which nobody needs to answer any more", () => {
		const conversations = held(3);
		const late = task({ name: "baseline-late:lead", kind: "baseline-late", ownerRule: "lead", subject: {} });
		const tasks = [late, { ...late, id: "task-2", name: "baseline-late:manager", state: "done" as const }];
		const outcome = decideStep({ kind: "baseline" }, factsInBaseline({ conversations, tasks }), now);
		expect(changesOf(outcome, "close-task")).toEqual([
			{ do: "close-task", task: "baseline-late:lead", as: "withdrawn", answer: null, actId: null },
		]);
		expect(changesOf(outcome, "notify")).toContainEqual({
			do: "notify",
			to: "lead",
			template: {
				code: "task.taken-back",
				params: { task: "baseline-late:lead", kind: "baseline-late", because: "baseline-complete" },
			},
		});
	});

	it("proposes the two signals farthest from target and starts practice on them at once", () => {
		const outcome = decideStep({ kind: "baseline" }, factsInBaseline({ conversations: held(3) }), now);
		const [cycle] = changesOf(outcome, "set-cycle");
		expect(cycle).toMatchObject({ phase: "practice", focus: ["objection-acknowledgment", "close-attempts"] });
		expect(changesOf(outcome, "plan-practice")).toHaveLength(1);
		expect(openedOf(outcome).map(({ kind }) => kind)).toEqual(["approve-focus"]);
		expect(openedOf(outcome)[0]?.rungs.map((rung) => rung.do)).toEqual(["remind", "accept"]);
	});

	it("begins week 2 on the eighth day, or on the day after a late baseline", () => {
		const weekTwo = (at: string) => {
			const outcome = decideStep({ kind: "baseline" }, factsInBaseline({ conversations: held(3) }), at);
			return changesOf(outcome, "set-cycle")[0]?.weekTwoOn;
		};
		expect(weekTwo("2026-01-09T12:00:00.000Z")).toBe("2026-01-12");
		expect(weekTwo("2026-01-20T12:00:00.000Z")).toBe("2026-01-21");
	});

	it("calls the manager in on day 10, the lead on day 14, and ends on day 56 as never started", () => {
		const on = (day: number) => decideStep({ kind: "baseline-day", day }, factsInBaseline(), now);
		expect(changesOf(on(3), "notify").map(({ to }) => to)).toEqual(["rep"]);
		expect(changesOf(on(10), "open-task")[0]?.task.ownerRule).toBe("manager");
		expect(changesOf(on(14), "open-task")[0]?.task.ownerRule).toBe("lead");
		expect(on(21).record).toBe(false);
		expect(changesOf(on(56), "set-cycle")[0]).toMatchObject({ phase: "closed", closedBecause: "never-started" });
	});

	it("calls nobody late, and ends nothing, when the third conversation was scored a moment before the day's step", () => {
		for (const day of [3, 10, 14, 56]) {
			const outcome = decideStep({ kind: "baseline-day", day }, factsInBaseline({ conversations: held(3) }), now);
			expect([day, outcome.record, outcome.changes]).toEqual([day, false, []]);
		}
	});
});

describe("a week of practice", () => {
	const nudge = "2026-01-15T08:07:00.000Z";

	it("reminds and looks again at its end only when practices are missing", () => {
		const none = decideStep({ kind: "week", week: 2, part: "nudge" }, factsInPractice(), nudge);
		expect(none.result).toMatchObject({ again: true });
		expect(changesOf(none, "notify").some(({ template }) => template.code === "week.practices-missing")).toBe(true);
		const both = factsInPractice({ conversations: practicesFrom(2, 2, () => LOW) });
		const done = decideStep({ kind: "week", week: 2, part: "nudge" }, both, nudge);
		expect(done.result).toMatchObject({ again: false });
		expect(changesOf(done, "notify").some(({ template }) => template.code === "week.practices-missing")).toBe(false);
	});

	it("gives the manager the two sessions farthest from target, none of them twice", () => {
		const conversations = practicesFrom(2, 3, (n) => (n === 1 ? TARGET : LOW));
		const first = decideStep({ kind: "week", week: 3, part: "nudge" }, factsInPractice({ conversations }), nudge);
		expect(changesOf(first, "open-task")[0]?.task.subject.conversations).toEqual(["conversation-6", "conversation-4"]);
		const reviewed = factsInPractice({
			conversations,
			tasks: [task({ subject: { conversations: ["conversation-6", "conversation-4"] } })],
		});
		const second = decideStep({ kind: "week", week: 3, part: "nudge" }, reviewed, nudge);
		expect(changesOf(second, "open-task")[0]?.task.subject.conversations).toEqual(["conversation-5"]);
	});

	it("misses what was not done, and plans the next week's practice", () => {
		const facts = factsInPractice({ practices: [practice(2, 1)] });
		const outcome = decideStep({ kind: "week", week: 2, part: "end" }, facts, "2026-01-19T00:07:00.000Z");
		expect(changesOf(outcome, "miss-practice")).toHaveLength(1);
		expect(changesOf(outcome, "plan-practice")[0]).toMatchObject({ week: 3, ordinal: 1 });
	});

	it("calls the manager in after two empty weeks in a row, the lead after four, each once", () => {
		const owner = (week: number) => {
			const outcome = decideStep({ kind: "week", week, part: "end" }, factsInPractice(), "2026-02-16T00:07:00.000Z");
			return changesOf(outcome, "open-task").map(({ task: opened }) => opened.ownerRule);
		};
		expect([2, 3, 4, 5, 6].map(owner)).toEqual([[], ["manager"], [], ["lead"], []]);
	});

	it("calls nobody in by the step that ends the cycle, and does not say that it did", () => {
		const facts = factsInPractice({ conversations: practicesFrom(10, 1, () => LOW) });
		const outcome = decideStep({ kind: "checkpoint", checkpoint: "12" }, facts, "2026-03-29T22:07:00.000Z");
		expect(emptyWeeksUpTo(facts, 12)).toBe(2);
		expect(outcome.decisions.map(({ name }) => name)).toEqual(["week-end:w12", "checkpoint:12", "close"]);
		expect(changesOf(outcome, "open-task")).toEqual([]);
	});

	it("counts empty weeks back from now, and one practice ends the count", () => {
		const facts = factsInPractice({ conversations: practicesFrom(4, 1, () => LOW) });
		expect(emptyWeeksUpTo(facts, 3)).toBe(2);
		expect(emptyWeeksUpTo(facts, 4)).toBe(0);
		expect(emptyWeeksUpTo(facts, 6)).toBe(2);
	});

	const course = { ...factsInPractice().cycle, zone: "America/New_York", weekTwoOn: "2026-02-26", seed: 0 };

	it("puts each date in the week in which it lies, for any start", () => {
		fc.assert(
			fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 6 }), (week, day) => {
				const start = weekStartsOn(course, week);
				const date = new Date(Date.parse(`${start}T00:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);
				expect(weekOfDate(course, date)).toBe(week);
			}),
		);
	});

	it("looks on Thursday at nine by the rep's own clock, and at the last midnight of the week, across the change of clocks", () => {
		for (const look of practiceLooks(TWELVE_WEEKS, course, DEFAULT_POLICY)) {
			const local = new Intl.DateTimeFormat("en-GB", {
				timeZone: "America/New_York",
				weekday: "short",
				hour: "2-digit",
				minute: "2-digit",
			});
			const said = local.format(new Date(look.at));
			expect(said).toMatch(look.name.endsWith("nudge") ? /^Thu.* 09:00$/ : /^Thu.* 00:00$/);
			expect(localDateOf(look.at, "America/New_York") >= "2026-02-26").toBe(true);
		}
	});
});

describe("after a score", () => {
	it("finishes the practice and has the next one there at once", () => {
		const practices = [practice(2, 1)];
		const conversations = [conversation(4, "2026-01-13T10:00:00.000Z", LOW, { practiceId: "practice-2-1" })];
		const after = decideAfterScore(
			factsInPractice({ practices, conversations }),
			"conversation-4",
			"2026-01-13T10:00:00.000Z",
		);
		expect(after.changes).toMatchObject([
			{ do: "finish-practice", practice: "practice-2-1", conversation: "conversation-4" },
			{ do: "plan-practice", week: 2, ordinal: 2 },
		]);
		expect(after.decisions[0]?.reason.params).toMatchObject({ signal: "objection-acknowledgment" });
	});

	it("takes a practice that was held in its week and sent after it as done, and one held later as missed", () => {
		const missed = practice(2, 1, { state: "missed" });
		const sent = (occurredAt: string) => {
			const held = conversation(4, occurredAt, LOW, { practiceId: missed.id });
			const facts = factsInPractice({ practices: [missed, practice(3, 1)], conversations: [held] });
			return decideAfterScore(facts, held.id, "2026-01-19T09:00:00.000Z").changes.map((change) => change.do);
		};
		expect(sent("2026-01-18T20:00:00.000Z")).toEqual(["finish-practice"]);
		expect(sent("2026-01-19T08:00:00.000Z")).toEqual([]);
	});

	it("aims the next practice at the focus signal that the last score showed weaker", () => {
		const last = conversation(4, "2026-01-13T10:00:00.000Z", { ...TARGET, asks: 0 });
		const after = decideAfterScore(factsInPractice({ conversations: [last] }), "conversation-4", last.occurredAt);
		expect(after.decisions[0]?.outcome).toMatchObject({ signal: "close-attempts" });
	});

	it("says that the cycle waits only for the conversation that completes the baseline", () => {
		const conversations = [1, 2, 3].map((n) => conversation(n, `2026-01-0${5 + n}T10:00:00.000Z`, LOW));
		const at = "2026-01-08T10:00:00.000Z";
		expect(
			decideAfterScore(factsInBaseline({ conversations: conversations.slice(0, 2) }), "conversation-2", at)
				.waitsBecause,
		).toBeNull();
		expect(decideAfterScore(factsInBaseline({ conversations }), "conversation-3", at).waitsBecause).toBe(
			"baseline-complete",
		);
	});

	it("gives the rep another baseline scenario when the last one was spent on a conversation too short to count", () => {
		const practices = [1, 2, 3].map((n) => practice(1, n, { state: n < 3 ? "done" : "planned" }));
		const held = (repWords: number) =>
			[1, 2, 3].map((n) =>
				conversation(n, `2026-01-0${5 + n}T10:00:00.000Z`, LOW, {
					practiceId: `practice-1-${n}`,
					repWords: n < 3 ? 400 : repWords,
				}),
			);
		const scored = (repWords: number) =>
			decideAfterScore(
				factsInBaseline({ practices, conversations: held(repWords) }),
				"conversation-3",
				"2026-01-08T10:00:00.000Z",
			);
		expect(scored(149)).toMatchObject({
			waitsBecause: null,
			changes: [{ do: "finish-practice" }, { do: "plan-practice", week: 1, ordinal: 4, scenario: "baseline/01" }],
			decisions: [{ reason: { code: "practice.for-the-baseline", params: { valid: 2, needed: 3 } } }],
		});
		expect(scored(150)).toMatchObject({
			waitsBecause: "baseline-complete",
			changes: [{ do: "finish-practice" }],
			decisions: [],
		});
	});

	it("never repeats a scenario until the pool of 20 is used up", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
				let practices: PracticeFact[] = [];
				const base = factsInPractice();
				for (let n = 0; n < 20; n++) {
					const facts: CycleFacts = {
						...base,
						cycle: { ...base.cycle, seed },
						practices,
						conversations: [conversation(4, "2026-01-13T10:00:00.000Z", LOW)],
					};
					const [planned] = changesOf(
						decideAfterScore(facts, "conversation-4", "2026-01-13T10:00:00.000Z"),
						"plan-practice",
					);
					practices = [...practices, practice(2, n + 1, { scenario: planned?.scenario ?? "none", state: "done" })];
				}
				expect(new Set(practices.map(({ scenario }) => scenario)).size).toBe(20);
			}),
			{ numRuns: 25 },
		);
	});

	it("finds the words of every scenario of every pool", () => {
		for (const a of SIGNALS) {
			for (const b of SIGNALS.filter((other) => other !== a)) {
				const pool = poolOfScenarios([a, b]);
				expect(pool).toHaveLength(20);
				expect(
					scenarioOrder(pool, 11)
						.map(({ id }) => id)
						.sort(),
				).toEqual(pool.map(({ id }) => id).sort());
				for (const scenario of pool) expect(findScenario(scenario.id)).toEqual(scenario);
			}
		}
	});
});

describe("a task's ladder", () => {
	const facts = factsInPractice();

	it("reminds at half and full time and steps up at one and a half, all in working hours", () => {
		const { rungs, dueAt } = ladderOf("review", byRule("manager"), "2026-01-22T08:00:00.000Z", facts);
		expect(rungs.map((rung) => rung.do)).toEqual(["remind", "remind-due", "step-up"]);
		expect(dueAt).toBe(rungs[1]?.at);
		expect(localDateOf(dueAt, "Europe/Berlin")).toBe("2026-01-29");
		const times = rungs.map(({ at }) => epochMs(at));
		expect([...times].sort((a, b) => a - b)).toEqual(times);
	});

	it("carries half a day that does not fit into the afternoon over to the next working day", () => {
		// Thursday 16:00 in Berlin. Of half a day, four hours, one is left on Monday and three on Tuesday.
		const { rungs } = ladderOf("review", byRule("manager"), "2026-01-22T15:00:00.000Z", facts);
		expect(rungs).toEqual([
			{ at: "2026-01-27T11:00:00.000Z", do: "remind" },
			{ at: "2026-01-29T15:00:00.000Z", do: "remind-due" },
			{ at: "2026-02-03T11:00:00.000Z", do: "step-up" },
		]);
	});

	it("goes to the manager's manager, else the lead, else the head, and never to the same person again", () => {
		expect(oneStepUp(byRule("manager"), facts)).toBe("managers-manager");
		expect(oneStepUp(byRule("manager"), { ...facts, owners: { ...facts.owners, "managers-manager": null } })).toBe(
			"lead",
		);
		expect(
			oneStepUp(byRule("manager"), {
				...facts,
				owners: { ...facts.owners, "managers-manager": null, lead: facts.owners.manager },
			}),
		).toBe("head");
		expect(oneStepUp(byRule("head"), facts)).toBeNull();
	});

	it("moves the task one step up and begins a new ladder there", () => {
		const outcome = decideStep(
			{ kind: "rung", task: "review:w03", rung: 2, do: "step-up" },
			{ ...facts, tasks: [task()] },
			"2026-02-02T12:00:00.000Z",
		);
		expect(changesOf(outcome, "move-task")[0]).toMatchObject({ ownerRule: "managers-manager" });
		expect(outcome.result).toMatchObject({
			kind: "rung-done",
			open: true,
			more: [{ do: "remind" }, { do: "remind-due" }, { do: "step-up" }],
		});
	});

	it("keeps a task at the top, with a reminder every week", () => {
		const top = task({ name: "deployment-review:checkpoint-8", kind: "deployment-review", ownerRule: "head" });
		const outcome = decideStep(
			{ kind: "rung", task: top.name, rung: 2, do: "remind-weekly" },
			{ ...facts, tasks: [top] },
			"2026-03-02T12:00:00.000Z",
		);
		expect(outcome.result).toMatchObject({ open: true, more: [{ do: "remind-weekly" }] });
		expect(changesOf(outcome, "close-task")).toHaveLength(0);
	});

	it("heals the workflow when the task was decided before the rung came", () => {
		const outcome = decideStep(
			{ kind: "rung", task: "review:w03", rung: 0, do: "remind" },
			{ ...facts, tasks: [task({ state: "done" })] },
			"2026-01-26T12:00:00.000Z",
		);
		expect(outcome.result).toMatchObject({ kind: "rung-done", open: false });
		expect(outcome.changes).toEqual([]);
	});

	it("accepts the proposed focus when the manager says nothing for three working days", () => {
		const proposal = task({ name: "approve-focus", kind: "approve-focus" });
		const outcome = decideStep(
			{ kind: "rung", task: "approve-focus", rung: 1, do: "accept" },
			{ ...facts, tasks: [proposal] },
			"2026-01-14T12:00:00.000Z",
		);
		expect(changesOf(outcome, "close-task")[0]).toMatchObject({ as: "accepted" });
		expect(outcome.decisions[0]?.reason.code).toBe("focus.accepted-by-silence");
	});
});

describe("an act", () => {
	const act = (given: Partial<NonNullable<CycleFacts["act"]>>) =>
		({
			id: "act-1",
			by: "manager",
			byLead: false,
			at: "2026-01-13T10:00:00.000Z",
			kind: "decide-task",
			taskId: "task-1",
			answer: null,
			change: null,
			policy: null,
			...given,
		}) as const;
	const now = "2026-01-13T10:00:00.000Z";

	it("lets the manager choose otherwise and keeps the proposal beside the choice", () => {
		const facts = factsInPractice({
			tasks: [task({ name: "approve-focus", kind: "approve-focus" })],
			act: act({ answer: { kind: "approve-focus", signals: ["value-framing", "discovery-density"] } }),
		});
		const outcome = decideStep({ kind: "act", actId: "act-1" }, facts, now);
		expect(outcome.decisions[0]).toMatchObject({
			by: "manager",
			outcome: { kind: "focus-changed" },
			inputs: {
				proposed: ["objection-acknowledgment", "close-attempts"],
				chosen: ["value-framing", "discovery-density"],
			},
		});
		expect(changesOf(outcome, "set-cycle")[0]?.focus).toEqual(["value-framing", "discovery-density"]);
	});

	it("answers a task done twice as already decided, and changes nothing", () => {
		const facts = factsInPractice({
			tasks: [task({ state: "done" })],
			act: act({ answer: { kind: "review", reviewed: true } }),
		});
		const outcome = decideStep({ kind: "act", actId: "act-1" }, facts, now);
		expect(outcome.result).toMatchObject({ outcome: { kind: "already-decided" } });
		expect(outcome.changes).toEqual([]);
	});

	it("refuses an answer that does not fit the kind of task, with what was expected and what came", () => {
		const facts = factsInPractice({ tasks: [task()], act: act({ answer: { kind: "one-to-one", done: true } }) });
		expect(decideStep({ kind: "act", actId: "act-1" }, facts, now).result).toMatchObject({
			outcome: { kind: "refused", reason: { params: { expected: "review", came: "one-to-one" } } },
		});
	});

	it("refuses somebody who does not own the task any more, and a stop by anybody but a lead", () => {
		const answer = { kind: "review", reviewed: true } as const;
		const by = (who: string, byLead = false) =>
			decideStep(
				{ kind: "act", actId: "act-1" },
				factsInPractice({ tasks: [task()], act: act({ answer, by: who, byLead }) }),
				now,
			).result;
		expect(by("former-manager")).toMatchObject({ outcome: { kind: "refused", reason: { code: "act.not-theirs" } } });
		expect(by("manager")).toMatchObject({ outcome: { kind: "done" } });
		expect(by("any-lead", true)).toMatchObject({ outcome: { kind: "done" } });
		const stop = factsInPractice({ act: act({ kind: "stop-cycle", taskId: null }) });
		expect(decideStep({ kind: "act", actId: "act-1" }, stop, now).result).toMatchObject({
			outcome: { reason: { code: "act.not-theirs" } },
		});
	});

	it("extends: later checkpoints move, and week 8 is asked again", () => {
		expect(extendAfterWeek8(TWELVE_WEEKS, 3)).toEqual([
			{ fromWeek: 2, toWeek: 4, checkpoint: "4" },
			{ fromWeek: 5, toWeek: 8, checkpoint: "8" },
			{ fromWeek: 9, toWeek: 11, checkpoint: "8/2" },
			{ fromWeek: 12, toWeek: 15, checkpoint: "12" },
		]);
	});

	it("refuses an extension whose weeks are over, even before the next week's first look", () => {
		const review = task({ name: "deployment-review:checkpoint-8", kind: "deployment-review", ownerRule: "head" });
		const facts = factsInPractice({
			tasks: [review],
			act: act({
				by: "head",
				byLead: true,
				answer: { kind: "deployment-review", decision: { kind: "extend", weeks: 2 } },
			}),
		});
		const inWeek10 = { ...facts, cycle: { ...facts.cycle, week: 10 } };
		const answered = (at: string) => decideStep({ kind: "act", actId: "act-1" }, inWeek10, at).result;
		// Week 10 ends with Sunday 15 March, by the clocks of Berlin.
		expect(answered("2026-03-15T22:59:00.000Z")).toMatchObject({ outcome: { kind: "done" } });
		expect(answered("2026-03-15T23:01:00.000Z")).toMatchObject({
			outcome: { kind: "refused", reason: { code: "deployment.extension-too-short", params: { week: 11 } } },
		});
	});

	it("ends the cycle with everything that is open withdrawn", () => {
		const facts = factsInPractice({
			tasks: [task()],
			practices: [practice(2, 1)],
			act: act({ kind: "stop-cycle", taskId: null, by: "lead", byLead: true }),
		});
		const outcome = decideStep({ kind: "act", actId: "act-1" }, facts, now);
		expect(outcome.result).toMatchObject({ turn: { kind: "closes" } });
		expect(changesOf(outcome, "close-task")[0]).toMatchObject({ as: "withdrawn" });
		expect(changesOf(outcome, "withdraw-practices")).toHaveLength(1);
		expect(changesOf(outcome, "set-cycle")[0]).toMatchObject({ phase: "closed", closedBecause: "stopped" });
	});

	it("tells who owes something that it is not asked for any more, but not whoever ended the cycle", () => {
		const owed = [task(), task({ id: "task-2", name: "empty-weeks:w03", kind: "empty-weeks", ownerRule: "lead" })];
		const toldOf = (by: string, tasks: readonly TaskFact[]) =>
			changesOf(
				decideStep(
					{ kind: "act", actId: "act-1" },
					factsInPractice({ tasks, act: act({ kind: "stop-cycle", taskId: null, by, byLead: true }) }),
					now,
				),
				"notify",
			)
				.filter(({ template }) => template.code === "task.taken-back")
				.map(({ to, template }) => [to, template.params]);
		const review = ["manager", { task: owed[0]?.name, kind: owed[0]?.kind, because: "stopped" }];
		const empty = ["lead", { task: "empty-weeks:w03", kind: "empty-weeks", because: "stopped" }];
		expect(toldOf("head", owed)).toEqual([review, empty]);
		expect(toldOf("lead", owed)).toEqual([review]);
		// A dispute goes on without the cycle, and is not taken back.
		const dispute = task({ name: "dispute:d", kind: "dispute", subject: { dispute: "d" } });
		expect(toldOf("head", [dispute])).toEqual([]);
	});

	it("gives every decision a rule, inputs and a reason", () => {
		const conversations = practicesFrom(2, 6, () => LOW);
		const facts = factsInPractice({ conversations });
		for (const call of [
			{ kind: "plan" },
			{ kind: "week", week: 2, part: "nudge" },
			{ kind: "week", week: 2, part: "end" },
			{ kind: "checkpoint", checkpoint: "4" },
			{ kind: "checkpoint", checkpoint: "8" },
			{ kind: "checkpoint", checkpoint: "12" },
		] as const) {
			const { decisions } = decideStep(call, facts, "2026-02-02T00:07:00.000Z");
			expect(decisions.length).toBeGreaterThan(0);
			for (const decision of decisions) {
				expect(decision.rule).not.toBe("");
				expect(decision.reason.code).toMatch(/^[a-z0-9]+\.[a-z0-9.-]+$/);
				expect(Object.keys(decision)).toContain("inputs");
			}
		}
	});
});
