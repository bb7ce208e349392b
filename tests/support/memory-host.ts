import { randomUUID } from "node:crypto";
import { epochMs, type Instant, instantOf } from "../../domain/time.ts";
import type { MemoryCycles } from "../../services/records/memory.ts";
import { Undecidable } from "../../services/records/step-run.ts";
import { dueAfter } from "../../workflows/coaching-cycle/retell.ts";
import { type CycleState, newCycle } from "../../workflows/coaching-cycle/state.ts";
import { answerTheRest, coachingCycle, type Host } from "../../workflows/coaching-cycle/story.ts";

/** Something that happens to a cycle from outside, at an instant of its own time. */
export type Happening = {
	readonly at: Instant;
	/** Gives back what reaches the workflow: an act, a "look now", or nothing. */
	do(now: Instant): Promise<{ readonly act?: string; readonly look?: boolean }>;
};

export type MemoryRun = {
	readonly state: CycleState;
	/** Runs of the workflow that continue-as-new would have made. */
	readonly runs: number;
	readonly wakings: number;
	readonly endedAt: Instant;
};

const RUNS_MAX = 50;
const WAKINGS_MAX = 5_000;
const STEPS_MAX = 2_000;

/**
 * Tells the story of one cycle on a host in memory: the same story, the same steps over the memory store, a clock that
 * jumps to the next due. State goes through JSON at each continue-as-new, as it does on the engine.
 *
 * @param lateMs How late it wakes each time, as every real worker does: of two things that are due at once by the plan,
 * the one whose time was counted from a waking then comes second.
 */
export async function runInMemory(
	store: MemoryCycles,
	given: { readonly orgId: string; readonly cycleId: string; readonly startsAt: Instant },
	happenings: readonly Happening[],
	lateMs = 0,
): Promise<MemoryRun> {
	const coming = [...happenings].sort((a, b) => epochMs(a.at) - epochMs(b.at));
	let nowMs = epochMs(given.startsAt);
	let wakings = 0;
	let historyLength = 0;
	const acts: { actId: string }[] = [];
	let lookWanted = false;
	/** True where a step was taken since the story slept: the row then says when it wakes. */
	let hasStepped = false;
	const now = () => instantOf(nowMs);

	const host = (runId: string, state: CycleState): Host => ({
		now,
		async sleepUntil(at) {
			const { nextDue } = store.rows(given.cycleId);
			if (hasStepped && nextDue !== at) throw new Error(`the row says ${nextDue}, and the story waits for ${at}`);
			hasStepped = false;
			if (++wakings > WAKINGS_MAX) throw new Error(`the cycle woke ${WAKINGS_MAX} times and has not ended`);
			const wake = (ms: number) => {
				nowMs = Math.max(nowMs, ms) + lateMs;
			};
			while (acts.length === 0 && !lookWanted) {
				const [next] = coming;
				if (next === undefined && at === null) throw new Error("the cycle waits, and nothing comes any more");
				if (next === undefined || (at !== null && epochMs(next.at) > epochMs(at))) {
					wake(epochMs(at ?? now()));
					return;
				}
				coming.shift();
				nowMs = Math.max(nowMs, epochMs(next.at));
				const reached = await next.do(now());
				if (reached.act !== undefined) acts.push({ actId: reached.act });
				if (reached.look === true) lookWanted = true;
			}
			wake(nowMs);
		},
		takeAct: () => acts.shift(),
		takeLook() {
			const wanted = lookWanted;
			lookWanted = false;
			return wanted;
		},
		step: async (call) => {
			hasStepped = true;
			if (++historyLength > STEPS_MAX) throw new Error(`the cycle took ${STEPS_MAX} steps and has not ended`);
			const identity = { orgId: given.orgId, cycleId: given.cycleId, runId, historyLength, now: now() };
			try {
				return await store.runStep({ ...identity, dueAfter: (result) => dueAfter(state, call, result, now()) }, call);
			} catch (error) {
				if (error instanceof Undecidable) return { kind: "stuck", because: error.because };
				throw error;
			}
		},
		continueAsNewSuggested: () => false,
		tell: () => undefined,
	});

	let state = newCycle({ ...given, cohortId: "cohort" });
	for (let runs = 1; runs <= RUNS_MAX; runs++) {
		const current = host(randomUUID(), state);
		await coachingCycle(current, state);
		await answerTheRest(current, state);
		if (state.stage === "closed") return { state, runs, wakings, endedAt: now() };
		const carried: CycleState = JSON.parse(JSON.stringify(state));
		state = carried;
	}
	throw new Error(`the cycle continued ${RUNS_MAX} times and has not ended`);
}
