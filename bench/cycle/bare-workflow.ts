import { condition, defineUpdate, proxyLocalActivities, setHandler, sleep } from "@temporalio/workflow";
import { STEP_LOCALLY } from "../../workflows/activity-options.ts";

/** The same waits as a cycle's, and nothing else: no facts, no decision, no state. */
export type BareInput = {
	/** Epoch milliseconds at which it wakes, in order. */
	readonly wakesAt: readonly number[];
	/** How many Updates come from outside; each takes one step. */
	readonly updates: number;
};

export type BareActivities = { bareStep(): Promise<void> };

const { bareStep } = proxyLocalActivities<BareActivities>(STEP_LOCALLY);

export const bareUpdate = defineUpdate<void, [string]>("bareUpdate");

export async function bare({ wakesAt, updates }: BareInput): Promise<void> {
	let updated = 0;
	setHandler(bareUpdate, async () => {
		await bareStep();
		updated += 1;
	});
	for (const at of wakesAt) {
		await sleep(Math.max(1, at - Date.now()));
		await bareStep();
	}
	await condition(() => updated === updates);
}
