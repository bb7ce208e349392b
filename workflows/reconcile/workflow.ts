import { continueAsNew, proxyActivities } from "@temporalio/workflow";
import type { Activities } from "../../activities/index.ts";
import { RECONCILE } from "../activity-options.ts";
import type { ReconcileState } from "./state.ts";

const { reconcileNext } = proxyActivities<Pick<Activities, "reconcileNext">>(RECONCILE);

const PAGES_PER_RUN = 200;

/** Compares rows with workflows, a page at a time, and mends what differs. Interrupted, it goes on where it was. */
export async function reconcile(state: ReconcileState): Promise<void> {
	let place = state;
	for (let page = 0; page < PAGES_PER_RUN; page++) {
		const next = await reconcileNext(place);
		if (next === null) return;
		place = next;
	}
	await continueAsNew<typeof reconcile>(place);
}
