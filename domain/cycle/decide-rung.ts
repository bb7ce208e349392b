import type { Instant } from "../time.ts";
import type { CycleFacts, LadderFacts, TaskFact } from "./facts.ts";
import { calendarOf, ladderOf, oneStepUp, weeklyReminder } from "./ladder.ts";
import type { Decision, StepOutcome, TaskChange } from "./step.ts";
import type { Rung, RungDo } from "./task.ts";

/**
 * One rung of a task's ladder. A rung that finds its task closed says so, and the workflow forgets the task: the row,
 * not the workflow, knows whether it was decided.
 */
export function decideRung(facts: CycleFacts, taskName: string, what: RungDo, now: Instant): StepOutcome {
	const task = facts.tasks.find(({ name }) => name === taskName);
	if (task === undefined || task.state !== "open") {
		return {
			result: { kind: "rung-done", open: false, more: [], turn: { kind: "goes-on" } },
			decisions: [],
			changes: [],
			record: true,
		};
	}
	if (what === "accept") return acceptedBySilence(task, facts);
	const { more, decisions, changes } = climb(task, what, facts, now);
	return {
		result: { kind: "rung-done", open: true, more, turn: { kind: "goes-on" } },
		decisions,
		changes,
		record: true,
	};
}

export type Climbed = {
	/** Rungs that come behind those known so far. */
	readonly more: readonly Rung[];
	readonly decisions: readonly Decision[];
	readonly changes: readonly TaskChange[];
};

/** A rung of an open task that stays open: a reminder, or one step up. */
export function climb(task: TaskFact, what: Exclude<RungDo, "accept">, facts: LadderFacts, now: Instant): Climbed {
	switch (what) {
		case "remind":
		case "remind-due":
			return reminded(task, what, []);
		case "remind-weekly":
			return remindedWeekly(task, facts, now);
		case "step-up":
			return steppedUp(task, facts, now);
	}
}

function reminded(task: TaskFact, what: RungDo, more: readonly Rung[]): Climbed {
	const reason = { code: `task.${what}`, params: { task: task.name, kind: task.kind, dueAt: task.dueAt } };
	return {
		more,
		decisions: [
			{
				name: `reminder:${task.name}`,
				rule: "task.ladder",
				outcome: { kind: "reminded", owner: task.ownerRule },
				reason,
				inputs: { openedAt: task.openedAt, dueAt: task.dueAt },
				by: "engine",
			},
		],
		changes: [{ do: "notify", to: task.ownerRule, template: reason }],
	};
}

function remindedWeekly(task: TaskFact, facts: LadderFacts, now: Instant): Climbed {
	const calendar = calendarOf(facts.owners[task.ownerRule], facts);
	return reminded(task, "remind-weekly", [weeklyReminder(now, calendar)]);
}

function acceptedBySilence(task: TaskFact, facts: CycleFacts): StepOutcome {
	return {
		result: { kind: "rung-done", open: false, more: [], turn: { kind: "goes-on" } },
		decisions: [
			{
				name: "focus:accepted",
				rule: "focus.silence-accepts",
				outcome: { kind: "focus-accepted", focus: facts.cycle.focus },
				reason: { code: "focus.accepted-by-silence", params: { days: facts.policy.tasks.focusDays } },
				inputs: { openedAt: task.openedAt, dueAt: task.dueAt, focus: facts.cycle.focus },
				by: "engine",
			},
		],
		changes: [{ do: "close-task", task: task.name, as: "accepted", answer: null, actId: null }],
		record: true,
	};
}

function steppedUp(task: TaskFact, facts: LadderFacts, now: Instant): Climbed {
	const above = oneStepUp(task.ownerRule, facts.owners);
	if (above === null) return remindedWeekly(task, facts, now);
	const { dueAt, rungs } = ladderOf(task.kind, above, now, facts);
	const reason = {
		code: "task.stepped-up",
		params: { task: task.name, kind: task.kind, from: task.ownerRule, to: above, dueAt },
	};
	return {
		more: rungs,
		decisions: [
			{
				name: `step-up:${task.name}`,
				rule: "task.one-step-up-at-one-and-a-half",
				outcome: { kind: "stepped-up", from: task.ownerRule, to: above },
				reason,
				inputs: { openedAt: task.openedAt, dueAt: task.dueAt, owners: facts.owners },
				by: "engine",
			},
		],
		changes: [
			{ do: "move-task", task: task.name, ownerRule: above, dueAt },
			{ do: "notify", to: above, template: reason },
		],
	};
}
