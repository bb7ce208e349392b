import { activityInfo } from "@temporalio/activity";
import type { TaskStepCall, TaskStepResult } from "../domain/human-task/step.ts";
import type { Records, TaskIdentity } from "../services/records/types.ts";

export function createTaskStepActivities({ records }: { readonly records: Records }) {
	return {
		/** One named step of a task of no cycle in one transaction; one that has happened gives back its stored result. */
		takeTaskStep(identity: Omit<TaskIdentity, "runId">, call: TaskStepCall): Promise<TaskStepResult> {
			return records.runTaskStep({ ...identity, runId: activityInfo().workflowExecution?.runId ?? "none" }, call);
		},
	};
}
