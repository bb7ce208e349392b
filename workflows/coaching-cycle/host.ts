import { proxyActivities, proxyLocalActivities, setCurrentDetails, workflowInfo } from "@temporalio/workflow";
import type { Activities } from "../../activities/index.ts";
import { instantOf } from "../../domain/time.ts";
import { STEP_LOCALLY, STEP_REMOTELY } from "../activity-options.ts";
import { createAlarm } from "../alarm.ts";
import { locallyFirst, whyUndecidable } from "../locally-first.ts";
import { isNewVersionWaiting } from "../versions.ts";
import type { CycleState } from "./state.ts";
import type { Host } from "./story.ts";

const takeStep = locallyFirst(
	"takeStep",
	proxyLocalActivities<Pick<Activities, "takeStep">>(STEP_LOCALLY).takeStep,
	proxyActivities<Pick<Activities, "takeStep">>(STEP_REMOTELY).takeStep,
);

/** What people sent and the story has not yet taken. */
export type Inbox = { acts: { readonly actId: string }[]; lookWanted: boolean };

/** The story's host on Temporal: one alarm, steps as local activities first, the inbox filled by the handlers. */
export function createTemporalHost(state: CycleState, inbox: Inbox): Host {
	const alarm = createAlarm();
	return {
		now: () => instantOf(Date.now()),
		sleepUntil: (at) => alarm.sleepUntil(at, () => inbox.acts.length > 0 || inbox.lookWanted),
		takeAct: () => inbox.acts.shift(),
		takeLook: () => {
			const wanted = inbox.lookWanted;
			inbox.lookWanted = false;
			return wanted;
		},
		step: async (call) => {
			try {
				return await takeStep(
					{
						orgId: state.orgId,
						cycleId: state.cycleId,
						now: instantOf(Date.now()),
						historyLength: workflowInfo().historyLength,
					},
					call,
					// What is given to a local activity stands in no history.
					{ ...state, doneActs: [] },
				);
			} catch (error) {
				const because = whyUndecidable(error);
				if (because === null) throw error;
				return { kind: "stuck", because };
			}
		},
		continueAsNewSuggested: () => workflowInfo().continueAsNewSuggested || isNewVersionWaiting(),
		tell: (current) => setCurrentDetails(inOneLine(current)),
	};
}

/** Shown by the engine's own tools; ids and numbers only. */
function inOneLine(state: CycleState): string {
	const weeks = state.plan.at(-1)?.toWeek ?? 12;
	const open = state.tasks.length === 0 ? "no open task" : `open: ${state.tasks.map(({ name }) => name).join(", ")}`;
	if (state.flagged !== null) return `Waits for an administrator: ${state.flagged} could not be decided; ${open}`;
	switch (state.stage) {
		case "planned":
			return `Begins ${state.startsAt}`;
		case "baseline":
			return `Baseline, next look ${state.looks[0]?.at ?? "at the third conversation"}; ${open}`;
		case "practice":
			return `Week ${state.at.week} of ${weeks}; ${open}`;
		case "closed":
			return "Closed";
	}
}
