import { continueAsNew, proxyActivities } from "@temporalio/workflow";
import type { Activities } from "../../activities/index.ts";
import { RETENTION } from "../activity-options.ts";
import type { RetentionState } from "./state.ts";

const { deleteExpired } = proxyActivities<Pick<Activities, "deleteExpired">>(RETENTION);

const BATCHES_PER_RUN = 500;

/** Goes through all organisations and removes what their policies keep no longer. Interrupted, it goes on where it was. */
export async function retention(state: RetentionState): Promise<void> {
	let place = state;
	for (let batch = 0; batch < BATCHES_PER_RUN; batch++) {
		const next = await deleteExpired(place);
		if (next === null) return;
		place = next;
	}
	await continueAsNew<typeof retention>(place);
}
