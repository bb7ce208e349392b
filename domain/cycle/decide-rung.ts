import type { Instant } from "../time.ts";
import type { CycleFacts, LadderFacts, TaskFact } from "./facts.ts";
import { byRule, calendarOf, ladderOf, oneStepUp, ownerOf, takeBack, tell, weeklyReminder } from "./ladder.ts";
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
	// What was disputed is gone, with the consent for its call: there is nothing left to decide.
	const about = task.subject.dispute;
	if (about !== undefined && !facts.disputes.some(({ id, state }) => id === about && state === "open")) {
		return {
			result: { kind: "rung-done", open: false, more: [], turn: { kind: "goes-on" } },
			...withdrawn(task, facts),
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

/** What a task asked about is gone. */
export function withdrawn(
	task: TaskFact,
	facts: Pick<LadderFacts, "owners" | "named">,
): Pick<Climbed, "decisions" | "changes"> {
	return {
		decisions: [
			{
				name: `withdrawn:${task.name}`,
				rule: "task.subject-gone",
				outcome: { kind: "task-withdrawn" },
				reason: { code: "task.closed-as.withdrawn", params: { task: task.name, kind: task.kind } },
				inputs: { openedAt: task.openedAt },
				by: "engine",
			},
		],
		changes: takeBack(task, facts, "subject-gone"),
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
			return reminded(task, what, [], facts);
		case "remind-weekly":
			return remindedWeekly(task, facts, now);
		case "step-up":
			return steppedUp(task, facts, now);
	}
}

/** Whatever moved the task and brought it back: half time and full time are said once to a person while it is open. */
function reminded(task: TaskFact, what: RungDo, more: readonly Rung[], facts: LadderFacts): Climbed {
	const owner = ownerOf(task, facts);
	const isWeekly = what === "remind-weekly";
	if (!isWeekly && task.reminded.some((before) => before.to === owner?.id && before.what === what)) {
		return { more, decisions: [], changes: [] };
	}
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
		changes: [
			...tell(task, facts, reason),
			...(isWeekly || owner === null ? [] : [{ do: "mark-reminded" as const, task: task.name, to: owner.id, what }]),
		],
	};
}

function remindedWeekly(task: TaskFact, facts: LadderFacts, now: Instant): Climbed {
	const calendar = calendarOf(ownerOf(task, facts), facts);
	return reminded(task, "remind-weekly", weeklyReminder(now, calendar, facts), facts);
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
	const above = oneStepUp(task, facts);
	if (above === null) return remindedWeekly(task, facts, now);
	const owed = byRule(above, task.notOwner);
	const { dueAt, rungs } = ladderOf(task.kind, owed, now, facts, task.openedAt);
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
			{ do: "move-task", task: task.name, ownerRule: above, namedOwner: null, dueAt },
			...tell(owed, facts, reason),
		],
	};
}
