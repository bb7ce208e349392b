import {
	allHandlersFinished,
	condition,
	continueAsNew,
	proxyActivities,
	proxyLocalActivities,
	setCurrentDetails,
	setHandler,
	workflowInfo,
} from "@temporalio/workflow";
import type { Activities } from "../../activities/index.ts";
import type { ActOutcome } from "../../domain/cycle/step.ts";
import type { OpenTask } from "../../domain/cycle/task.ts";
import type { TaskStepCall } from "../../domain/human-task/step.ts";
import { epochMs, instantOf } from "../../domain/time.ts";
import { STEP_LOCALLY, STEP_REMOTELY } from "../activity-options.ts";
import { createAlarm } from "../alarm.ts";
import { applyActUpdate } from "../coaching-cycle/messages.ts";
import { locallyFirst } from "../locally-first.ts";
import type { HumanTaskState } from "./state.ts";

const takeTaskStep = locallyFirst(
	"takeTaskStep",
	proxyLocalActivities<Pick<Activities, "takeTaskStep">>(STEP_LOCALLY).takeTaskStep,
	proxyActivities<Pick<Activities, "takeTaskStep">>(STEP_REMOTELY).takeTaskStep,
);

const ACTS_REMEMBERED = 64;

/**
 * One task that belongs to no cycle: it is opened, people are reminded, it goes one step up, and it stays until somebody
 * has answered. One thing at a time, in order of arrival; what was answered stands in the table, not here.
 */
export async function humanTask(state: HumanTaskState): Promise<void> {
	const acts: string[] = [];
	const outcomeOf = (actId: string): ActOutcome | undefined => state.doneActs.find(({ id }) => id === actId)?.outcome;
	setHandler(applyActUpdate, async ({ actId }) => {
		const first = outcomeOf(actId);
		if (first !== undefined) return first;
		acts.push(actId);
		await condition(() => outcomeOf(actId) !== undefined);
		return outcomeOf(actId) ?? { kind: "already-decided" };
	});

	if (!state.opened) {
		const opened = await takeStep(state, { kind: "open" });
		state.opened = true;
		if (opened.kind === "opened") state.task = opened.task;
	}
	const alarm = createAlarm();
	while (state.task !== null && !workflowInfo().continueAsNewSuggested) {
		const rung = state.task.rungs[state.task.next];
		setCurrentDetails(`Open: ${state.task.name}, next at ${rung?.at ?? "an answer"}`);
		if (rung === undefined) await condition(() => acts.length > 0);
		else await alarm.sleepUntil(rung.at, () => acts.length > 0);
		await answerAll(state, acts);
		await climbWhatIsDue(state);
	}

	// An Update that was accepted is not carried on: whoever waits for an answer gets it in this run.
	do {
		await answerAll(state, acts);
		await condition(() => allHandlersFinished() || acts.length > 0);
	} while (acts.length > 0);
	if (state.task !== null) await continueAsNew<typeof humanTask>(state);
}

async function answerAll(state: HumanTaskState, acts: string[]): Promise<void> {
	for (let actId = acts.shift(); actId !== undefined; actId = acts.shift()) {
		const result = await takeStep(state, { kind: "act", actId });
		const outcome: ActOutcome = result.kind === "act-done" ? result.outcome : { kind: "already-decided" };
		state.doneActs = [...state.doneActs, { id: actId, outcome }].slice(-ACTS_REMEMBERED);
		if (result.kind !== "act-done" || !result.open) state.task = null;
		else if (state.task !== null && result.rungs !== undefined) state.task = onNewLadder(state.task, result.rungs);
	}
}

async function climbWhatIsDue(state: HumanTaskState): Promise<void> {
	for (let task = state.task; task !== null && isDue(task); task = state.task) {
		const rung = task.rungs[task.next];
		if (rung === undefined) return;
		const result = await takeStep(state, { kind: "rung", rung: task.next, do: rung.do });
		const stays = result.kind === "rung-done" && result.open;
		state.task = stays ? { ...task, rungs: [...task.rungs, ...result.more], next: task.next + 1 } : null;
	}
}

/** Rungs that were climbed keep their numbers: each is a step of its own. */
function onNewLadder(task: OpenTask, rungs: OpenTask["rungs"]): OpenTask {
	return { ...task, rungs: [...task.rungs.slice(0, task.next), ...rungs] };
}

function isDue(task: OpenTask): boolean {
	const rung = task.rungs[task.next];
	return rung !== undefined && epochMs(rung.at) <= Date.now();
}

function takeStep({ orgId, taskId, kind, subjectId }: HumanTaskState, call: TaskStepCall) {
	const { historyLength } = workflowInfo();
	return takeTaskStep({ orgId, taskId, kind, subjectId, now: instantOf(Date.now()), historyLength }, call);
}
