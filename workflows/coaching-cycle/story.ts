import type { Segment } from "../../domain/cycle/plan.ts";
import {
	type ActOutcome,
	type Look,
	lookName,
	type StepCall,
	type StepResult,
	type Turn,
} from "../../domain/cycle/step.ts";
import type { OpenTask } from "../../domain/cycle/task.ts";
import { epochMs, type Instant } from "../../domain/time.ts";
import { dateIn, earliestDue, firstPauseLook, firstRung, lookAt, nextBaselineDay, PAUSE_LIMIT } from "./agenda.ts";
import type { CycleState } from "./state.ts";

/** What the story needs of the engine that it runs on: Temporal in production, memory in tests and rehearsals. */
export interface Host {
	now(): Instant;
	/** Sleeps until the instant, or until a person's act or a look comes in; only until the latter where it is null. */
	sleepUntil(at: Instant | null): Promise<void>;
	/** The next act that waits for an answer, oldest first. */
	takeAct(): { readonly actId: string } | undefined;
	/** True once after somebody said "look now". */
	takeLook(): boolean;
	/** One activity in one transaction, done once per name. */
	step(call: StepCall): Promise<StepResult>;
	/** True where the history grows long or a new version of the code waits for the cycle. */
	continueAsNewSuggested(): boolean;
	/** Says in one line where the cycle stands, for whoever looks at the engine. */
	tell(state: CycleState): void;
}

/** Thrown inside the story when an act, a rung or a look ended the cycle while the story waited. */
class CycleClosed extends Error {}

const ACTS_REMEMBERED = 64;

/**
 * One rep's coaching cycle, as a manager would tell it: a baseline, weeks of practice, a checkpoint, more weeks, the
 * next checkpoint. Each call runs one stretch of it, up to the next checkpoint; `state` is carried on, and the cycle
 * has ended when `state.stage` is `closed`.
 */
export async function coachingCycle(host: Host, state: CycleState): Promise<void> {
	await untilClosed(async () => {
		if (state.stage === "planned") await planTheCycle(host, state);
		if (state.stage === "baseline") await holdTheBaseline(host, state);
		if (state.stage === "practice") await practiseUpToTheCheckpoint(host, state);
	});
}

/** Answers what still lies on the desk when a stretch is over, so that nothing is lost at continue-as-new. */
export async function answerTheRest(host: Host, state: CycleState): Promise<void> {
	await untilClosed(() => workTheDesk(host, state));
}

async function untilClosed(stretch: () => Promise<void>): Promise<void> {
	try {
		await stretch();
	} catch (end) {
		if (!(end instanceof CycleClosed)) throw end;
	}
}

async function planTheCycle(host: Host, state: CycleState): Promise<void> {
	await waitUntil(host, state, state.startsAt);
	const planned = await takeStep(host, state, { kind: "plan" });
	if (planned.kind !== "planned") return;
	state.plan = planned.plan;
	state.looks = planned.looks;
	state.stage = "baseline";
}

/** Waits for three practice conversations; on the days between, people are reminded and called in. */
async function holdTheBaseline(host: Host, state: CycleState): Promise<void> {
	while (state.stage === "baseline") {
		const { looks } = state;
		const day = nextBaselineDay(state);
		await waitUntil(host, state, day?.at ?? null, () => state.lookWanted || state.looks !== looks);
		state.lookWanted = false;
		const found = await takeStep(host, state, { kind: "baseline" });
		if (found.kind === "baseline-closed") {
			state.looks = found.looks;
			state.tasks.push(...found.opened);
			state.stage = "practice";
			state.at = { segment: 0, week: 2, part: "nudge" };
		} else if (day !== null && state.looks === looks && isReached(host, day.at)) {
			await look(host, state, { kind: "baseline-day", day: dayOf(day.name), ...passOf(state) });
			// The last day ends the cycle, or finds that the baseline is complete after all: it stays until one is done.
			const later = state.looks.filter((planned) => planned !== day);
			// Behind a pause without an end no day is planned yet, and this one is over.
			if (later.some(({ name }) => name.startsWith("baseline:") || name.startsWith(PAUSE_LIMIT))) state.looks = later;
		}
	}
}

/** The weeks of a segment, and the checkpoint that ends it. */
async function practiseUpToTheCheckpoint(host: Host, state: CycleState): Promise<void> {
	do {
		await practiseTheWeeks(host, state);
		if (state.at.week <= lastWeek(state)) return;
	} while (!(await holdTheCheckpoint(host, state)));
}

/**
 * Two practices a week, looked at once in the week and once more at its end where practices are missing. While the
 * story waits, a person may extend the weeks, or a pause put the story back: where it stands is asked again after each
 * wait.
 */
async function practiseTheWeeks(host: Host, state: CycleState): Promise<void> {
	while (state.at.week <= lastWeek(state)) {
		const { at } = state;
		const { week, part } = at;
		const hasMoved = () => state.at !== at || week > lastWeek(state);
		await waitUntil(host, state, () => lookAt(state, lookName(week, part)), hasMoved);
		if (hasMoved()) continue;
		// The checkpoint closes the last week of its segment in the same step.
		const isLast = week === lastWeek(state);
		const found =
			part === "end" && isLast
				? { again: false }
				: await look(host, state, { kind: "week", week, part, ...passOf(state) });
		state.at = found.again && !isLast ? { ...at, part: "end" } : { ...at, week: week + 1, part: "nudge" };
		if (host.continueAsNewSuggested() && state.at.week <= lastWeek(state)) return;
	}
}

/** False where somebody put more weeks before the checkpoint while the story waited for it. */
async function holdTheCheckpoint(host: Host, state: CycleState): Promise<boolean> {
	const { at } = state;
	const hasMoved = () => state.at !== at || state.at.week <= lastWeek(state);
	await waitUntil(host, state, () => lookAt(state, lookName(lastWeek(state), "end")), hasMoved);
	if (hasMoved()) return false;
	const { checkpoint } = currentSegment(state);
	const checked = await takeStep(host, state, { kind: "checkpoint", checkpoint, ...passOf(state) });
	state.at = { ...state.at, segment: state.at.segment + 1 };
	if (checked.kind !== "checked") return true;
	state.tasks.push(...checked.opened);
	follow(state, checked.turn);
	return true;
}

async function look(host: Host, state: CycleState, call: StepCall): Promise<{ readonly again: boolean }> {
	const found = await takeStep(host, state, call);
	if (found.kind !== "looked") return { again: false };
	state.tasks.push(...found.opened);
	follow(state, found.turn);
	return found;
}

/**
 * While the story waits, the desk works: acts of people in order of arrival, ends of pauses, and the rungs of open tasks.
 * What the story waits for may be planned anew meanwhile; null is waited for until somebody plans it.
 */
async function waitUntil(
	host: Host,
	state: CycleState,
	due: Instant | null | (() => Instant | null),
	or: () => boolean = () => false,
): Promise<void> {
	for (;;) {
		await workTheDesk(host, state);
		if (or()) return;
		const at = typeof due === "function" ? due() : due;
		if (at !== null && isReached(host, at)) return;
		host.tell(state);
		await host.sleepUntil(earliestDue(state, at));
	}
}

async function workTheDesk(host: Host, state: CycleState): Promise<void> {
	if (host.takeLook()) state.lookWanted = true;
	for (let act = host.takeAct(); act !== undefined; act = host.takeAct()) {
		await applyAct(host, state, act.actId);
	}
	for (let pause = firstPauseLook(state); pause !== null && isReached(host, pause.at); pause = firstPauseLook(state)) {
		await endThePause(host, state, pause);
	}
	for (let rung = firstRung(state); rung !== null && isReached(host, rung.at); rung = firstRung(state)) {
		await climb(host, state, rung.task);
	}
}

async function endThePause(host: Host, state: CycleState, pause: Look): Promise<void> {
	state.looks = state.looks.filter((planned) => planned !== pause);
	const date = dateIn(pause.name);
	const isReturn = pause.name.startsWith("return:");
	await look(host, state, isReturn ? { kind: "return", on: date } : { kind: "pause-limit", from: date });
}

async function applyAct(host: Host, state: CycleState, actId: string): Promise<void> {
	// Delivered once more: the step would give its first result, and the story would count it twice.
	if (state.doneActs.some(({ id }) => id === actId)) return;
	const result = await host.step({ kind: "act", actId });
	if (result.kind === "refused") {
		remember(state, actId, { kind: "refused", reason: { code: "act.cycle-closed", params: {} } });
		return;
	}
	if (result.kind !== "act-done") return;
	state.revision += 1;
	remember(state, actId, result.outcome);
	const opened = result.opened ?? [];
	const gone = [result.closedTask, ...opened.map(({ name }) => name)];
	state.tasks = [...state.tasks.filter(({ name }) => !gone.includes(name)), ...opened];
	follow(state, result.turn);
}

async function climb(host: Host, state: CycleState, name: string): Promise<void> {
	const task = state.tasks.find((open) => open.name === name);
	const rung = task?.rungs[task.next];
	if (task === undefined || rung === undefined) return;
	const again = task.again === undefined ? {} : { again: task.again };
	const result = await takeStep(host, state, { kind: "rung", task: name, rung: task.next, do: rung.do, ...again });
	if (result.kind !== "rung-done") return;
	const climbed: OpenTask = { ...task, rungs: [...task.rungs, ...result.more], next: task.next + 1 };
	state.tasks = result.open
		? state.tasks.map((open) => (open.name === name ? climbed : open))
		: state.tasks.filter((open) => open.name !== name);
	follow(state, result.turn);
}

async function takeStep(host: Host, state: CycleState, call: StepCall): Promise<StepResult> {
	const result = await host.step(call);
	if (result.kind === "refused") follow(state, { kind: "closes", reason: result.because });
	// A look that found nothing is no step: the table does not count it either.
	if (result.kind !== "waiting") state.revision += 1;
	return result;
}

function follow(state: CycleState, turn: Turn): void {
	switch (turn.kind) {
		case "goes-on":
			return;
		case "moved":
			state.at = turn.at;
			return;
		case "replanned":
			state.plan = turn.plan;
			state.looks = turn.looks;
			state.pass = turn.pass;
			if (turn.at !== null) state.at = turn.at;
			state.tasks = state.tasks.map((task) => onNewLadder(task, turn.ladders));
			return;
		case "reladdered":
			state.tasks = state.tasks.map((task) => onNewLadder(task, turn.ladders));
			return;
		case "closes":
			state.stage = "closed";
			state.tasks = [];
			throw new CycleClosed(turn.reason);
	}
}

/** Rungs that were climbed keep their numbers: each is a step of its own. */
function onNewLadder(task: OpenTask, ladders: Extract<Turn, { kind: "replanned" }>["ladders"]): OpenTask {
	const ladder = ladders.find((planned) => planned.task === task.name);
	return ladder === undefined ? task : { ...task, rungs: [...task.rungs.slice(0, task.next), ...ladder.rungs] };
}

function remember(state: CycleState, id: string, outcome: ActOutcome): void {
	state.doneActs = [...state.doneActs, { id, outcome }].slice(-ACTS_REMEMBERED);
}

/** Left out of a step's call while nothing was put back: histories are paid for by the byte. */
function passOf({ pass }: CycleState): { readonly pass?: number } {
	return pass === 0 ? {} : { pass };
}

function currentSegment(state: CycleState): Segment {
	const segment = state.plan[state.at.segment];
	if (segment === undefined) throw new Error(`the plan of the cycle has no segment ${state.at.segment}`);
	return segment;
}

function lastWeek(state: CycleState): number {
	return currentSegment(state).toWeek;
}

function isReached(host: Host, at: Instant): boolean {
	return epochMs(host.now()) >= epochMs(at);
}

function dayOf(lookName: string): number {
	return Number(lookName.slice(lookName.indexOf(":d") + 2));
}
