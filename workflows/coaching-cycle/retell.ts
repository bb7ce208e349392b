import { type StepCall, type StepResult, stepName } from "../../domain/cycle/step.ts";
import { epochMs, type Instant } from "../../domain/time.ts";
import type { CycleState } from "./state.ts";
import { answerTheRest, coachingCycle, type Host } from "./story.ts";

// The story, told once more over results that are known already. Nothing happens in it: it says where a cycle stands, and
// what it waits for next, without a second copy of the story's rules.

/** A step that was taken: its name, what came of it, and when it was, by the cycle's own clock. */
export type TakenStep = { readonly name: string; readonly result: StepResult; readonly at: Instant };

type Told = {
	readonly state: CycleState;
	/** When it wakes next; null where it waits for somebody, or is closed. */
	readonly due: Instant | null;
	/** How many of the steps found their place; fewer than there are where the record belongs to another story. */
	readonly taken: number;
};

/** When the cycle wakes next, should this call of the story come to this result. `before` is its state as it calls. */
export async function dueAfter(
	before: CycleState,
	call: StepCall,
	result: StepResult,
	now: Instant,
): Promise<Instant | null> {
	const { due } = await retold(before, [{ name: stepName(call), result, at: now }]);
	return due;
}

/** Where the story stands behind these steps, in the order in which they were taken. */
export async function retold(from: CycleState, steps: readonly TakenStep[]): Promise<Told> {
	// The one list that the story adds to in place; everything else in its state is replaced.
	const state = { ...from, tasks: [...from.tasks] };
	const [first] = steps;
	let now = first?.at ?? state.startsAt;
	let taken = 0;
	let asked = -1;
	let actGiven = -1;
	let misses = 0;
	let due: Instant | null = null;
	const isNext = (name: string) => steps[taken]?.name === name;
	const host: Host = {
		now: () => now,
		async sleepUntil(at) {
			const next = steps[taken];
			// Asked for the same step once more: the story has no place for it.
			if (next === undefined || asked === taken) {
				due = at;
				throw PAUSED;
			}
			asked = taken;
			if (epochMs(next.at) > epochMs(now)) now = next.at;
		},
		takeAct() {
			const name = steps[taken]?.name ?? "";
			if (!name.startsWith(ACT) || actGiven === taken) return undefined;
			actGiven = taken;
			return { actId: name.slice(ACT.length) };
		},
		takeLook: () => isNext("baseline") || steps[taken]?.name.startsWith("drill-look:") === true,
		async step(call) {
			const next = steps[taken];
			if (next === undefined) {
				due = now;
				throw PAUSED;
			}
			// A step that could not be decided left its flag alone.
			const wasFlagged = /^flag:\d+:(.+)$/.exec(next.name)?.[1];
			if (wasFlagged === stepName(call)) return { kind: "stuck", because: "undecidable" };
			// A look that found nothing was not put down.
			if (!isNext(stepName(call))) {
				misses += 1;
				if (misses > MISSES_MAX) throw PAUSED;
				return { kind: "waiting" };
			}
			misses = 0;
			taken += 1;
			if (epochMs(next.at) > epochMs(now)) now = next.at;
			return next.result;
		},
		continueAsNewSuggested: () => false,
		tell: () => undefined,
	};
	try {
		while (state.stage !== "closed") {
			await coachingCycle(host, state);
			await answerTheRest(host, state);
		}
	} catch (end) {
		if (end !== PAUSED) throw end;
	}
	return { state, due, taken };
}

const ACT = "act:";
/** More looks in a row than any cycle can take and find nothing: the steps belong to another story. */
const MISSES_MAX = 100;

/** Thrown at each wait of each story that is told: made once, since a trace of its place would say nothing. */
const PAUSED = new Error("the story waits");
