import { proxyActivities, sleep } from "@temporalio/workflow";
import type { Activities } from "../../activities/index.ts";
import { ERASE } from "../activity-options.ts";
import type { EraseInput } from "./input.ts";

const { withdrawWork, endWorkflows, eraseRows, destroyKey, certifyErasure } =
	proxyActivities<Pick<Activities, "withdrawWork" | "endWorkflows" | "eraseRows" | "destroyKey" | "certifyErasure">>(
		ERASE,
	);

/** Longer than any lease of the relay and any start under way: what was begun before the request has come to light. */
const STRAGGLERS = "1 minute";

/**
 * Erases one person everywhere, in the one order in which nothing comes back: what is still to be done is withdrawn,
 * then every workflow ends and is deleted while its ids are known, then the rows go, then the key. What was under way at
 * the request goes in a second round. Each part may be repeated, so whatever dies, it goes on.
 */
export async function erasePerson(input: EraseInput): Promise<void> {
	await takeAway(input);
	await destroyKey(input);
	await sleep(STRAGGLERS);
	await takeAway(input);
	await certifyErasure(input);
}

async function takeAway(input: EraseInput): Promise<void> {
	await withdrawWork(input);
	await endWorkflows(input);
	await eraseRows(input);
}
