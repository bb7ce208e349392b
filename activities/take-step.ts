import { activityInfo } from "@temporalio/activity";
import type { StepCall, StepResult } from "../domain/cycle/step.ts";
import type { Records, StepIdentity } from "../services/records/types.ts";
import { dueAfter } from "../workflows/coaching-cycle/retell.ts";
import type { CycleState } from "../workflows/coaching-cycle/state.ts";

export function createStepActivities({ records }: { readonly records: Records }) {
	return {
		/**
		 * One named step of a cycle in one transaction; a step that has happened gives back its stored result. `state` is the
		 * story's as it asks: by it the row is told when the cycle wakes next.
		 */
		takeStep(
			identity: Omit<StepIdentity, "runId" | "dueAfter">,
			call: StepCall,
			state: CycleState,
		): Promise<StepResult> {
			const runId = activityInfo().workflowExecution?.runId ?? "none";
			return records.runStep(
				{ ...identity, runId, dueAfter: (result) => dueAfter(state, call, result, identity.now) },
				call,
			);
		},
	};
}
