import type { Cycles } from "../services/cycles.ts";
import type { Records } from "../services/records/types.ts";
import type { Scoring } from "../services/scoring/index.ts";
import { createErasureActivities } from "./erase-person.ts";
import { createLaunchActivities } from "./launch.ts";
import { createReconcileActivities } from "./reconcile.ts";
import { createRetentionActivities } from "./retention.ts";
import { createScoreActivities } from "./score-conversation.ts";
import { createStepActivities } from "./take-step.ts";
import { createTaskStepActivities } from "./take-task-step.ts";

export type ActivityDeps = {
	readonly records: Records;
	readonly scoring: Scoring;
	readonly cycles: Cycles;
};

/** All activities of a worker, bound to its services. */
export function createActivities(deps: ActivityDeps) {
	return {
		...createStepActivities(deps),
		...createTaskStepActivities(deps),
		...createScoreActivities(deps),
		...createLaunchActivities(deps),
		...createErasureActivities(deps),
		...createReconcileActivities(deps),
		...createRetentionActivities(deps),
	};
}

export type Activities = ReturnType<typeof createActivities>;
