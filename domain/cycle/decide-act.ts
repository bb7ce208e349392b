import { localDateOf } from "../calendar.ts";
import type { Signal } from "../signals/signal.ts";
import type { Instant } from "../time.ts";
import { decideChange } from "./decide-change.ts";
import { disputeDecided, disputeOpened } from "./decide-dispute.ts";
import { decideMove, decideReopening, mayAnswer } from "./decide-move.ts";
import type { ActFact, CycleFacts, TaskFact } from "./facts.ts";
import { closeCycle, refused } from "./outcomes.ts";
import { CYCLE_WEEKS_MAX, extendAfterWeek8 } from "./plan.ts";
import type { Reason } from "./reason.ts";
import type { Change, StepOutcome, Turn } from "./step.ts";
import type { DeploymentDecision, TaskAnswer } from "./task.ts";
import { comingPauseLooks, practiceLooks, weekAround } from "./weeks.ts";

/** A person's act, decided against the rows as they are now; what was asked is kept whatever the answer. */
export function decideAct(facts: CycleFacts, now: Instant): StepOutcome {
	const { act } = facts;
	if (act === null) return refused({ code: "act.unknown", params: {} });
	switch (act.kind) {
		case "stop-cycle":
			if (!act.byLead) return refused({ code: "act.not-theirs", params: {} });
			return closeCycle(facts, {
				because: "stopped",
				decision: {
					name: "stop",
					rule: "cycle.stopped-by-a-person",
					reason: { code: "cycle.stopped", params: { week: facts.cycle.week } },
					inputs: { act: act.id },
					by: act.by,
				},
				result: (turn) => ({ kind: "act-done", outcome: { kind: "done" }, closedTask: null, turn }),
			});
		case "decide-task":
			return decideTask(facts, act, now);
		case "change-cycle":
			if (act.change === null) return refused({ code: "act.unknown", params: {} });
			return decideChange(facts, act, act.change, now);
		case "open-task":
			return disputeOpened(facts, act, now);
	}
}

function decideTask(facts: CycleFacts, act: ActFact, now: Instant): StepOutcome {
	const task = facts.tasks.find(({ id }) => id === act.taskId);
	if (task === undefined) return refused({ code: "act.task-unknown", params: {} });
	const { answer } = act;
	if (answer?.kind === "reopen") return reopened(facts, task, act, now);
	if (task.state !== "open") {
		return {
			result: {
				kind: "act-done",
				outcome: { kind: "already-decided" },
				closedTask: task.name,
				turn: { kind: "goes-on" },
			},
			decisions: [],
			changes: [],
			record: true,
		};
	}
	if (answer?.kind === "not-mine" || answer?.kind === "delegate") {
		const moved = decideMove(task, act, answer, { ...facts, repId: facts.cycle.repId }, now);
		if ("code" in moved) return refused(moved);
		const { decision, changes, rungs } = moved;
		const turn: Turn =
			rungs === null ? { kind: "goes-on" } : { kind: "reladdered", ladders: [{ task: task.name, rungs }] };
		return {
			result: { kind: "act-done", outcome: { kind: "done" }, closedTask: null, turn },
			decisions: [decision],
			changes,
			record: true,
		};
	}
	// The API asked the same; a manager may have changed between the two.
	if (!mayAnswer(task, act, facts)) return refused({ code: "act.not-theirs", params: { task: task.name } });
	if (answer === null || answer.kind !== task.kind) {
		return refused({
			code: "act.answer-does-not-fit",
			params: { expected: task.kind, came: answer?.kind ?? "nothing" },
		});
	}
	switch (answer.kind) {
		case "approve-focus":
			return focusChosen(facts, task, act, answer.signals);
		case "deployment-review":
			return deploymentDecided(facts, task, act, answer.decision, now);
		case "dispute":
			return disputeDecided(facts, task, act, answer, now);
		case "confirm-rep":
		case "consent":
			// Such a task belongs to no cycle: it is decided where it lives.
			return refused({ code: "act.task-unknown", params: {} });
		case "review":
		case "one-to-one":
		case "live-coaching":
		case "baseline-late":
		case "empty-weeks":
			return done(task, act, {
				rule: `task.${answer.kind}`,
				reason: { code: `task.done.${answer.kind}`, params: { task: task.name } },
				outcome: { kind: "task-done" },
				inputs: { subject: task.subject, openedAt: task.openedAt, dueAt: task.dueAt },
			});
	}
}

function reopened(facts: CycleFacts, task: TaskFact, act: ActFact, now: Instant): StepOutcome {
	const again = decideReopening(task, act, facts, now);
	if ("code" in again) return refused(again);
	return {
		result: {
			kind: "act-done",
			outcome: { kind: "done" },
			closedTask: null,
			opened: [again.open],
			turn: { kind: "goes-on" },
		},
		decisions: [again.decision],
		changes: again.changes,
		record: true,
	};
}

/** The manager's choice wins; the engine's proposal stays beside it in the inputs. */
function focusChosen(facts: CycleFacts, task: TaskFact, act: ActFact, signals: readonly [Signal, Signal]): StepOutcome {
	const proposed = facts.cycle.focus;
	if (signals[0] === signals[1]) return refused({ code: "focus.needs-two-signals", params: { came: signals[0] } });
	const same = proposed !== null && signals.every((signal) => proposed.includes(signal));
	return done(
		task,
		act,
		{
			rule: "focus.manager-decides",
			reason: {
				code: same ? "focus.approved" : "focus.chosen-otherwise",
				params: { first: signals[0], second: signals[1] },
			},
			outcome: { kind: same ? "focus-approved" : "focus-changed", focus: signals },
			inputs: { proposed, chosen: signals },
		},
		same ? [] : [{ do: "set-cycle", focus: signals }],
	);
}

function deploymentDecided(
	facts: CycleFacts,
	task: TaskFact,
	act: ActFact,
	decision: DeploymentDecision,
	now: Instant,
): StepOutcome {
	const rule = "deployment.head-decides";
	const inputs = { answer: decision, task: task.name };
	switch (decision.kind) {
		case "continue":
			return done(task, act, {
				rule,
				reason: { code: "deployment.continued", params: {} },
				outcome: { kind: "continued" },
				inputs,
			});
		case "stop":
			return closeCycle(facts, {
				because: "deployment-stopped",
				decision: { name: task.name, rule, reason: { code: "deployment.stopped", params: {} }, inputs, by: act.by },
				result: (turn) => ({ kind: "act-done", outcome: { kind: "done" }, closedTask: task.name, turn }),
				before: [closed(task, act)],
				except: task.name,
			});
		case "change-focus":
			if (decision.signals[0] === decision.signals[1]) {
				return refused({ code: "focus.needs-two-signals", params: { came: decision.signals[0] } });
			}
			return done(
				task,
				act,
				{
					rule,
					reason: {
						code: "deployment.focus-changed",
						params: { first: decision.signals[0], second: decision.signals[1] },
					},
					outcome: { kind: "focus-changed", focus: decision.signals },
					inputs: { ...inputs, before: facts.cycle.focus },
				},
				[{ do: "set-cycle", focus: decision.signals }],
			);
		case "extend":
			return extended(facts, task, act, decision.weeks, now);
	}
}

/** Extending moves all later checkpoints; the week-8 checkpoint is repeated at the end of the extension. */
function extended(facts: CycleFacts, task: TaskFact, act: ActFact, weeks: number, now: Instant): StepOutcome {
	const { cycle, policy } = facts;
	if (cycle.weekTwoOn === null) return refused({ code: "act.cycle-not-practising", params: {} });
	const plan = extendAfterWeek8(cycle.plan, weeks);
	const extension = plan.findLast((segment) => segment.checkpoint.startsWith("8/"));
	// By the calendar: the row names a week only from its first look on.
	const week = weekAround(cycle, localDateOf(now, cycle.zone));
	if (extension === undefined || extension.toWeek < week) {
		return refused({ code: "deployment.extension-too-short", params: { weeks, week } });
	}
	const untilWeek = plan.at(-1)?.toWeek ?? 0;
	if (untilWeek > CYCLE_WEEKS_MAX) {
		return refused({ code: "deployment.extension-too-long", params: { weeks, untilWeek, atMost: CYCLE_WEEKS_MAX } });
	}
	const looks = [...practiceLooks(plan, cycle, policy), ...comingPauseLooks(cycle, policy, now)];
	return done(
		task,
		act,
		{
			rule: "deployment.head-decides",
			reason: { code: "deployment.extended", params: { weeks, untilWeek } },
			outcome: { kind: "extended", weeks, plan },
			inputs: { before: cycle.plan, weeks },
		},
		[{ do: "set-cycle", plan }],
		{ kind: "replanned", plan, looks, at: null, pass: cycle.pass, ladders: [] },
	);
}

function done(
	task: TaskFact,
	act: ActFact,
	decision: {
		readonly rule: string;
		readonly reason: Reason;
		readonly outcome: { readonly kind: string; readonly [field: string]: unknown };
		readonly inputs: { readonly [field: string]: unknown };
	},
	more: readonly Change[] = [],
	turn: Turn = { kind: "goes-on" },
): StepOutcome {
	return {
		result: { kind: "act-done", outcome: { kind: "done" }, closedTask: task.name, turn },
		decisions: [{ name: task.name, by: act.by, ...decision }],
		changes: [closed(task, act), ...more],
		record: true,
	};
}

function closed(task: TaskFact, act: ActFact): Change {
	return { do: "close-task", task: task.name, as: "done", answer: answerIn(act), actId: act.id };
}

function answerIn({ answer }: ActFact): TaskAnswer | null {
	return answer === null || answer.kind === "not-mine" || answer.kind === "delegate" || answer.kind === "reopen"
		? null
		: answer;
}
