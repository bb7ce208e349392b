import { localDateOf } from "../calendar.ts";
import { decideDrillAct } from "../drill/decide-drill-act.ts";
import type { Signal } from "../signals/signal.ts";
import type { Instant } from "../time.ts";
import { coversLines, linesToLabel } from "./blind-lines.ts";
import { isForTheLead } from "./decide-baseline.ts";
import { decideChange, decidePause } from "./decide-change.ts";
import { disputeDecided, disputeOpened } from "./decide-dispute.ts";
import { decideMove, decideReopening, mayAnswer } from "./decide-move.ts";
import type { ActFact, CycleFacts, TaskFact } from "./facts.ts";
import { closeCycle, refused } from "./outcomes.ts";
import { CYCLE_WEEKS_MAX, extendAfterWeek8, isEight } from "./plan.ts";
import type { Reason } from "./reason.ts";
import type { Change, StepOutcome, Turn } from "./step.ts";
import type { BlindLabel, DeploymentDecision, LateBaselineDecision, TaskAnswer } from "./task.ts";
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
			// What is planned anew would be planned over a step that is still to be taken.
			if (facts.cycle.flags.includes("step-stuck")) return refused({ code: "act.cycle-stuck", params: {} });
			return decideChange(facts, act, act.change, now);
		case "assign-drill":
		case "submit-drill":
		case "withdraw-drill":
			if (act.drill === undefined) return refused({ code: "act.unknown", params: {} });
			return decideDrillAct(facts, act, act.drill, now);
		case "retry-step":
			// With the flag it is answered before any fact is read, since the facts may be what is wrong.
			return refused({ code: "act.nothing-to-retry", params: {} });
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
		case "outcomes":
			// Such a task belongs to no cycle: it is decided where it lives.
			return refused({ code: "act.task-unknown", params: {} });
		case "review":
			return reviewed(facts, task, act, answer.lines ?? []);
		case "one-to-one":
			return answer.signals === undefined
				? takenPlace(task, act)
				: focusChosenAtWeek8(facts, task, act, answer.signals);
		case "baseline-late":
			return answer.decision === undefined
				? takenPlace(task, act)
				: lateBaselineDecided(facts, task, act, answer.decision, now);
		case "live-coaching":
		case "empty-weeks":
			return takenPlace(task, act);
	}
}

/** What was to be done was done; nothing else follows. */
function takenPlace(task: TaskFact, act: ActFact): StepOutcome {
	return done(task, act, {
		rule: `task.${task.kind}`,
		reason: { code: `task.done.${task.kind}`, params: { task: task.name } },
		outcome: { kind: "task-done" },
		inputs: asTaskInput(task),
	});
}

function asTaskInput({ subject, openedAt, dueAt }: TaskFact) {
	return { subject, openedAt, dueAt };
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
		same ? [] : newFocus(facts, act, signals, "focus.chosen-otherwise"),
	);
}

/** Another focus begins another pool of scenarios, and whoever works with it hears of it. */
function newFocus(facts: CycleFacts, act: ActFact, focus: readonly [Signal, Signal], code: string): readonly Change[] {
	const [first, second] = focus;
	return [
		{ do: "set-cycle", focus, pool: facts.cycle.pool + 1 },
		...toRepAndManager(facts, act, { code, params: { first, second } }),
	];
}

/** Word of what a person decided: to the rep, and to the manager where it was somebody else who decided. */
function toRepAndManager(facts: CycleFacts, act: ActFact, template: Reason): readonly Change[] {
	return [{ do: "notify", to: "rep", template }, ...toManager(facts, act, template)];
}

function toManager({ owners }: CycleFacts, act: ActFact, template: Reason): readonly Change[] {
	return owners.manager === null || owners.manager.id === act.by ? [] : [{ do: "notify", to: "manager", template }];
}

/** The one-to-one to which the last week-8 checkpoint left the choice brings it; any other one has no focus to choose. */
function focusChosenAtWeek8(
	facts: CycleFacts,
	task: TaskFact,
	act: ActFact,
	signals: readonly [Signal, Signal],
): StepOutcome {
	const last = facts.past.checkpoints.findLast(({ name }) => isEight({ checkpoint: name }));
	const isAsked = last?.verdict === "manager-chooses" && task.subject.decision === `checkpoint:${last.name}`;
	if (!isAsked) return refused({ code: "focus.not-asked-for", params: { task: task.name } });
	return focusChosen(facts, task, act, signals);
}

/**
 * The lead's word on a baseline that does not come together: one waits, the cycle stands still, or it ends as one that
 * never started. The manager's task before it leaves that to the lead.
 */
function lateBaselineDecided(
	facts: CycleFacts,
	task: TaskFact,
	act: ActFact,
	decision: LateBaselineDecision,
	now: Instant,
): StepOutcome {
	if (!isForTheLead(task)) return refused({ code: "baseline.the-lead-decides", params: { task: task.name } });
	const said = {
		rule: "task.baseline-late",
		inputs: { ...asTaskInput(task), answer: decision },
	};
	if (decision.kind === "wait") {
		const reason = { code: "baseline.lead-waits", params: {} };
		return done(task, act, { ...said, reason, outcome: { kind: "waits" } });
	}
	if (facts.cycle.phase !== "baseline") return refused({ code: "baseline.is-closed", params: { task: task.name } });
	if (decision.kind === "end") {
		const reason = { code: "baseline.lead-ends", params: {} };
		return closeCycle(facts, {
			because: "never-started",
			decision: { name: task.name, ...said, reason, by: act.by },
			result: (turn) => ({ kind: "act-done", outcome: { kind: "done" }, closedTask: task.name, turn }),
			before: [closed(task, act), ...toManager(facts, act, reason)],
			except: task.name,
		});
	}
	const { from, until } = decision;
	const paused = decidePause({ ...facts, tasks: facts.tasks.filter((other) => other !== task) }, act, decision, now);
	if (!paused.decisions.some(({ name }) => name === "pause")) return paused;
	const reason = { code: "baseline.lead-pauses", params: { from, until: until ?? "open" } };
	return {
		...paused,
		result: paused.result.kind === "act-done" ? { ...paused.result, closedTask: task.name } : paused.result,
		decisions: [{ name: task.name, by: act.by, ...said, reason, outcome: { kind: "pauses" } }, ...paused.decisions],
		changes: [closed(task, act), ...paused.changes],
	};
}

/** A review is done once its lines are labelled: what people say of them before they see the engine's labels is what counts. */
function reviewed(facts: CycleFacts, task: TaskFact, act: ActFact, labels: readonly BlindLabel[]): StepOutcome {
	const lines = linesToLabel(task.subject.lines ?? [], facts);
	if (!coversLines(lines, labels)) {
		return refused({ code: "review.lines-to-label", params: { expected: lines.length, came: labels.length } });
	}
	return done(
		task,
		act,
		{
			rule: "task.review",
			reason: { code: "task.done.review", params: { task: task.name } },
			outcome: { kind: "task-done", lines: labels.length },
			inputs: { subject: task.subject, openedAt: task.openedAt, dueAt: task.dueAt, labels },
		},
		labels.length === 0 ? [] : [{ do: "keep-blind-lines", task: task.name, by: act.by, lines: labels }],
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
			return done(
				task,
				act,
				{
					rule,
					reason: { code: "deployment.continued", params: {} },
					outcome: { kind: "continued" },
					inputs,
				},
				toRepAndManager(facts, act, { code: "deployment.continued", params: {} }),
			);
		case "stop":
			return closeCycle(facts, {
				because: "deployment-stopped",
				decision: { name: task.name, rule, reason: { code: "deployment.stopped", params: {} }, inputs, by: act.by },
				result: (turn) => ({ kind: "act-done", outcome: { kind: "done" }, closedTask: task.name, turn }),
				before: [closed(task, act), ...toManager(facts, act, { code: "deployment.stopped", params: {} })],
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
				newFocus(facts, act, decision.signals, "deployment.focus-changed"),
			);
		case "extend":
			return extended(facts, task, act, decision.weeks, now);
	}
}

/** Extending moves all later checkpoints; the week-8 checkpoint is repeated at the end of the extension. */
function extended(facts: CycleFacts, task: TaskFact, act: ActFact, weeks: number, now: Instant): StepOutcome {
	const { cycle, policy } = facts;
	if (cycle.weekTwoOn === null) return refused({ code: "act.cycle-not-practising", params: {} });
	// Week 12 was taken: what lies before it cannot be made longer any more.
	if (cycle.phase === "habit") return refused({ code: "deployment.extension-too-late", params: { weeks } });
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
		[
			{ do: "set-cycle", plan },
			...toRepAndManager(facts, act, { code: "deployment.extended", params: { weeks, untilWeek } }),
		],
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
