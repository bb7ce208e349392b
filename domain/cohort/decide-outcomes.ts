import { decideMove, mayAnswer } from "../cycle/decide-move.ts";
import { climb } from "../cycle/decide-rung.ts";
import type { CycleFacts, LadderFacts, TaskFact } from "../cycle/facts.ts";
import { openTask } from "../cycle/ladder.ts";
import type { Reason } from "../cycle/reason.ts";
import type { Decision, TaskChange } from "../cycle/step.ts";
import type { RungDo } from "../cycle/task.ts";
import type { TaskStepCall, TaskStepResult } from "../human-task/step.ts";
import type { Instant, ZoneId } from "../time.ts";

/** `outcomes:12`, name of the task that asks for the outcomes of a week. */
export function outcomesName(week: number): string {
	return `outcomes:${week}`;
}

/** Everything that a decision of such a task may look at. */
export type OutcomesFacts = Pick<CycleFacts, "policy" | "policyVersion" | "owners" | "named" | "act"> & {
	readonly week: number;
	/** Of the cohort's lead. */
	readonly zone: ZoneId;
	/** Null until it is opened. */
	readonly task: TaskFact | null;
};

export type OutcomesChange = TaskChange | { readonly do: "answer-outcomes"; readonly there: boolean };

export type OutcomesStep = {
	readonly result: TaskStepResult;
	readonly decisions: readonly Decision[];
	readonly changes: readonly OutcomesChange[];
	/** False where nothing was done, so that the same name can be asked again. */
	readonly record: boolean;
};

/** A cohort is nobody: whoever is asked may give the task to anybody who may have tasks. */
const NO_REP = "";

const MOOT: OutcomesStep = { result: { kind: "moot" }, decisions: [], changes: [], record: false };

/** Decides one step of the task that asks whether the outcomes of a cohort are there. */
export function decideOutcomesStep(call: TaskStepCall, facts: OutcomesFacts, now: Instant): OutcomesStep {
	switch (call.kind) {
		case "open":
			return decideOpen(facts, now);
		case "rung":
			return decideRung(facts, call.do, now);
		case "act":
			return decideAnswer(facts, now);
	}
}

function ladderFacts({ owners, named, policy, zone }: OutcomesFacts): LadderFacts {
	return { owners, named, policy, cycle: { zone } };
}

function decideOpen(facts: OutcomesFacts, now: Instant): OutcomesStep {
	if (facts.task !== null) return MOOT;
	const name = outcomesName(facts.week);
	const reason: Reason = { code: "outcomes.missing", params: { week: facts.week } };
	const { changes, open } = openTask(
		{ name, kind: "outcomes", ownerRule: "lead", subject: {}, reason },
		ladderFacts(facts),
		now,
	);
	return {
		result: { kind: "opened", task: open },
		decisions: [
			{
				name,
				rule: "outcomes.asked-for-when-the-week-is-over",
				outcome: { kind: "task-opened" },
				reason,
				inputs: { week: facts.week },
				by: "engine",
			},
		],
		changes,
		record: true,
	};
}

function decideRung(facts: OutcomesFacts, what: RungDo, now: Instant): OutcomesStep {
	const { task } = facts;
	const closed = { kind: "rung-done", open: false, more: [] } as const;
	if (task === null || task.state !== "open") return { result: closed, decisions: [], changes: [], record: true };
	// Silence says nothing about outcomes.
	const { more, decisions, changes } = climb(task, what === "accept" ? "remind-due" : what, ladderFacts(facts), now);
	return { result: { kind: "rung-done", open: true, more }, decisions, changes, record: true };
}

function decideAnswer(facts: OutcomesFacts, now: Instant): OutcomesStep {
	const { act, task, week } = facts;
	if (act === null) return refused({ code: "act.unknown", params: {} });
	if (task === null || act.taskId !== task.id) return refused({ code: "act.task-unknown", params: {} });
	if (task.state !== "open") {
		const result = { kind: "act-done", outcome: { kind: "already-decided" }, open: false } as const;
		return { result, decisions: [], changes: [], record: true };
	}
	const { answer } = act;
	if (answer?.kind === "reopen") {
		return refused({ code: "reopen.is-open", params: { task: task.name, kind: task.kind } });
	}
	if (answer?.kind === "not-mine" || answer?.kind === "delegate") {
		const moved = decideMove(task, act, answer, { ...ladderFacts(facts), repId: NO_REP }, now);
		if ("code" in moved) return refused(moved);
		const { decision, changes, rungs } = moved;
		const done = { kind: "act-done", outcome: { kind: "done" }, open: true } as const;
		return { result: rungs === null ? done : { ...done, rungs }, decisions: [decision], changes, record: true };
	}
	if (!mayAnswer(task, act, ladderFacts(facts))) {
		return refused({ code: "act.not-theirs", params: { task: task.name } });
	}
	if (answer === null || answer.kind !== "outcomes") {
		return refused({
			code: "act.answer-does-not-fit",
			params: { expected: task.kind, came: answer?.kind ?? "nothing" },
		});
	}
	const { there } = answer;
	return {
		result: { kind: "act-done", outcome: { kind: "done" }, open: false },
		decisions: [
			{
				name: task.name,
				rule: "outcomes.a-person-says-whether-they-are-there",
				outcome: { kind: there ? "there" : "none" },
				reason: { code: there ? "outcomes.there" : "outcomes.none", params: { week } },
				inputs: { openedAt: task.openedAt, dueAt: task.dueAt },
				by: act.by,
			},
		],
		changes: [
			{ do: "close-task", task: task.name, as: "done", answer, actId: act.id },
			{ do: "answer-outcomes", there },
		],
		record: true,
	};
}

/** Recorded, so that the same act sent again is refused for the same reason. The task stays open. */
function refused(reason: Reason): OutcomesStep {
	return {
		result: { kind: "act-done", outcome: { kind: "refused", reason }, open: true },
		decisions: [],
		changes: [],
		record: true,
	};
}
