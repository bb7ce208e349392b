import type { Look } from "../../domain/cycle/step.ts";
import { epochMs, type Instant } from "../../domain/time.ts";
import type { CycleState } from "./state.ts";

/** The open task whose next rung is due first, if any task is open. */
export function firstRung(state: CycleState): { readonly task: string; readonly at: Instant } | null {
	let first: { readonly task: string; readonly at: Instant } | null = null;
	for (const task of state.tasks) {
		const rung = task.rungs[task.next];
		if (rung !== undefined && (first === null || epochMs(rung.at) < epochMs(first.at))) {
			first = { task: task.name, at: rung.at };
		}
	}
	return first;
}

/** The open drill whose next rung is due first, if any drill is open. */
export function firstDrillRung(state: CycleState): { readonly drill: string; readonly at: Instant } | null {
	let first: { readonly drill: string; readonly at: Instant } | null = null;
	for (const drill of state.drills) {
		const rung = drill.rungs[drill.next];
		if (rung !== undefined && (first === null || epochMs(rung.at) < epochMs(first.at))) {
			first = { drill: drill.name, at: rung.at };
		}
	}
	return first;
}

/** The first of the looks that pauses bring: the end of one, or the day on which one has lasted too long. */
export function firstPauseLook(state: CycleState): Look | null {
	return state.looks.filter(({ name }) => isPauseLook(name)).sort((a, b) => epochMs(a.at) - epochMs(b.at))[0] ?? null;
}

/** The next day of the baseline on which the cycle looks; null where a pause without an end comes before it. */
export function nextBaselineDay(state: CycleState): Look | null {
	return state.looks.find(({ name }) => name.startsWith("baseline:")) ?? null;
}

/** When the cycle must wake while its story waits for `look`: then, or at a rung of a task or drill, or the end of a pause, before it. */
export function earliestDue(state: CycleState, look: Instant | null): Instant | null {
	const dues = [
		look,
		firstRung(state)?.at ?? null,
		firstDrillRung(state)?.at ?? null,
		firstPauseLook(state)?.at ?? null,
	];
	return dues.filter((at) => at !== null).sort((a, b) => epochMs(a) - epochMs(b))[0] ?? null;
}

/**
 * Instant of a planned look; null where it lies behind a pause without an end. Looks are planned by steps, so any other
 * one that is missing is a fault of the plan.
 */
export function lookAt(state: CycleState, name: string): Instant | null {
	const look = state.looks.find((planned) => planned.name === name);
	if (look === undefined && !state.looks.some((planned) => planned.name.startsWith(PAUSE_LIMIT))) {
		throw new Error(`the plan of the cycle has no look ${name}`);
	}
	return look?.at ?? null;
}

/** The looks that are still to come, and those of the week before them: what lies further back is history. */
export function looksToCome(state: CycleState): readonly Look[] {
	return state.looks.filter(({ name }) => {
		const week = /^w(\d+):/.exec(name)?.[1];
		return week === undefined || Number(week) >= state.at.week - 1;
	});
}

/** The date in the name of a look that a pause brings. */
export function dateIn(lookName: string): string {
	return lookName.slice(lookName.indexOf(":") + 1);
}

/** How the look is called that ends a pause without an end. */
export const PAUSE_LIMIT = "pause-limit:";

function isPauseLook(name: string): boolean {
	return name.startsWith("return:") || name.startsWith(PAUSE_LIMIT);
}
