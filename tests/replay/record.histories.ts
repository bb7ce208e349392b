import { afterAll, beforeAll, describe, it } from "vitest";
import { type Rig, startRig } from "../support/rig.ts";
import { keepRuns } from "./files.ts";
import { PATHS } from "./paths.ts";

describe("histories", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers();
	});
	afterAll(async () => {
		await workers?.stop();
		await rig?.close();
	});

	for (const [name, path] of Object.entries(PATHS)) {
		it(name, async () => {
			const runs = await path(rig);
			const kept = await Promise.all(
				runs.map(async ({ workflowId, runId }) => ({
					workflowId,
					history: await rig.client.workflow.getHandle(workflowId, runId).fetchHistory(),
				})),
			);
			await keepRuns(name, kept);
		});
	}
});
