import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { createActivities } from "../../activities/index.ts";
import { createCycles } from "../../services/cycles.ts";
import { createRecords } from "../../services/records/index.ts";
import { createScoring } from "../../services/scoring/index.ts";
import { createLazyTemporalClient } from "../../services/temporal.ts";
import { createWorkers } from "../../services/workers.ts";
import type { BareActivities } from "./bare-workflow.ts";
import type { WorkerState, WorkerTask } from "./installation.ts";

// A worker of the product beside one for the bare workflow. Told by its first argument what to work on, and by messages
// when to say how large it is and when to stop.

export const BARE_QUEUE = "bare";

Runtime.install({ logger: new DefaultLogger("ERROR") });

const task: WorkerTask = JSON.parse(process.argv[2] ?? "{}");
const { address, namespace, appUrl, relayUrl, fingerprintKey, cachedWorkflowsMax } = task;
const records = createRecords({ appUrl, relayUrl, fingerprintKey });
const cycles = createCycles(createLazyTemporalClient(address, namespace));
const workers = await createWorkers({
	address,
	namespace,
	workflowBundle: fileURLToPath(new URL("../../workflow-bundle.js", import.meta.url)),
	activities: createActivities({ records, cycles, scoring: createScoring() }),
	onActivityFailure: ({ activity, error }) => process.stderr.write(`${activity} failed: ${String(error)}\n`),
	...(cachedWorkflowsMax === undefined ? {} : { cachedWorkflowsMax }),
});
const connection = await NativeConnection.connect({ address });
const quiet = () => undefined;
const activities: BareActivities = { bareStep: async () => undefined };
const bare = await Worker.create({
	connection,
	namespace,
	taskQueue: BARE_QUEUE,
	workflowBundle: await bundleWorkflowCode({
		workflowsPath: fileURLToPath(new URL("./bare-workflow.js", import.meta.url)),
		logger: { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
	}),
	activities,
});
const running = Promise.all([workers.run(), bare.run()]);

process.on("message", (message) => {
	if (message === "stop") {
		workers.shutdown();
		bare.shutdown();
		return;
	}
	globalThis.gc?.();
	const state: WorkerState = { rssBytes: process.memoryUsage.rss(), cached: workers.cached() };
	process.send?.(state);
});
process.send?.("ready");
await running;
await connection.close();
await records.close();
if (process.connected) process.disconnect();
