import { fileURLToPath } from "node:url";
import { createActivities } from "./activities/index.ts";
import { dataConverterOf } from "./services/codec.ts";
import { loadServiceConfig } from "./services/config.ts";
import { createCycles } from "./services/cycles.ts";
import { keyEncryptionOf } from "./services/keys.ts";
import { createLogger } from "./services/logger.ts";
import { createNotifier } from "./services/notification/index.ts";
import { createMessageRelay } from "./services/notification/relay.ts";
import { onParentGone } from "./services/parent.ts";
import { createRecords } from "./services/records/index.ts";
import { createRelay } from "./services/relay.ts";
import { createScoring } from "./services/scoring/index.ts";
import { createLazyTemporalClient, processIdentity } from "./services/temporal.ts";
import { readWorkerVersion } from "./services/worker-version.ts";
import { createWorkers } from "./services/workers.ts";

const config = loadServiceConfig(["database", "relay", "temporal", "fingerprint"]);
const log = createLogger({ name: "worker", level: config.logLevel });
const records = createRecords({
	appUrl: config.databaseUrl,
	relayUrl: config.databaseRelayUrl,
	fingerprintKey: config.fingerprintKey,
	keyEncryption: keyEncryptionOf(config),
});
const dataConverter = dataConverterOf(records.keys, config.payloadCodec);
const cycles = createCycles(createLazyTemporalClient(config.temporalAddress, config.temporalNamespace, dataConverter));
const relay = createRelay({ records, cycles, log });
const messageRelay = createMessageRelay({
	outbox: records.outbox,
	notifier: createNotifier({
		email: config.email,
		publicUrl: config.publicUrl,
		unsubscribeKey: config.fingerprintKey,
		allowLoopback: config.webhooksToLoopback,
	}),
	log,
});
const workflowBundle = fileURLToPath(new URL("./workflow-bundle.js", import.meta.url));
const version =
	config.workerVersioning === "on"
		? await readWorkerVersion(fileURLToPath(new URL("../package.json", import.meta.url)), workflowBundle)
		: undefined;
const workers = await createWorkers({
	address: config.temporalAddress,
	namespace: config.temporalNamespace,
	workflowBundle,
	version,
	queues: config.workerQueues,
	activities: createActivities({ records, cycles, scoring: createScoring() }),
	dataConverter,
	onActivityFailure: ({ error, ...about }) => log.warn({ ...about, err: error }, "an activity failed"),
});

const stop = new AbortController();
const shutDown = () => {
	stop.abort();
	workers.shutdown();
};
// The Temporal runtime itself stops its workers on these signals; the relays have to be told.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
onParentGone(shutDown);

// Nothing waits for it: a worker that cannot put it down now leaves it to the next one that starts.
void cycles.scheduleRetention().catch((error: unknown) => log.warn({ err: error }, "retention is not scheduled yet"));
void cycles.scheduleReconcile().catch((error: unknown) => log.warn({ err: error }, "reconcile is not scheduled yet"));

log.info({ namespace: config.temporalNamespace, identity: processIdentity(), ...version }, "worker runs");
try {
	await Promise.all([workers.run(), relay.run(stop.signal), messageRelay.run(stop.signal)]);
} finally {
	stop.abort();
	await records.close();
	log.info({}, "worker stopped");
}
