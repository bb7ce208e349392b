import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { instantOf } from "../domain/time.ts";
import { dataConverterOf } from "../services/codec.ts";
import { loadServiceConfig } from "../services/config.ts";
import { createCycles } from "../services/cycles.ts";
import { createHistories } from "../services/histories.ts";
import { keyEncryptionOf } from "../services/keys.ts";
import { createLogger } from "../services/logger.ts";
import { onParentGone } from "../services/parent.ts";
import { createRecords } from "../services/records/index.ts";
import { createReplayer } from "../services/replay/index.ts";
import { createLazyTemporalClient } from "../services/temporal.ts";
import { createApp, type Part } from "./app.ts";

const READY_WAIT_MS = 1500;
const HEADERS_WAIT_MS = 10_000;
const REQUEST_WAIT_MS = 30_000;
/** What is being answered may end in this time; the supervisor ends the process a little later. */
const GRACE_MS = 8_000;

const config = loadServiceConfig(["database", "temporal", "fingerprint"]);
const log = createLogger({ name: "api", level: config.logLevel });
const records = createRecords({
	appUrl: config.databaseUrl,
	// The API leases no work. Should it ever try, the application's role finds none.
	relayUrl: config.databaseUrl,
	fingerprintKey: config.fingerprintKey,
	keyEncryption: keyEncryptionOf(config),
});
const dataConverter = dataConverterOf(records.keys, config.payloadCodec);
const temporal = createLazyTemporalClient(config.temporalAddress, config.temporalNamespace, dataConverter);

const parts: readonly Part[] = [
	{
		name: "database",
		async check() {
			const ready = await records.ready();
			return { ready, detail: ready ? "answers, every migration is applied" : "away, or migrations are missing" };
		},
	},
	{
		name: "temporal",
		async check() {
			const namespace = config.temporalNamespace;
			try {
				await temporal.withDeadline(Date.now() + READY_WAIT_MS, () =>
					temporal.workflowService.describeNamespace({ namespace }),
				);
			} catch (error) {
				log.warn({ err: error }, "Temporal is not ready");
				return { ready: false, detail: `away, or without the namespace ${namespace}` };
			}
			return { ready: true, detail: `answers, with the namespace ${namespace}` };
		},
	},
];

const cycles = createCycles(temporal);
const built = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const app = createApp({
	records,
	cycles,
	histories: createHistories({
		records,
		cycles,
		codecs: dataConverter?.payloadCodecs ?? [],
		replayer: createReplayer(built("../services/replay/process.js"), built("../workflow-bundle.js")),
		temporalAddress: config.temporalAddress,
	}),
	parts,
	log,
	now: () => instantOf(Date.now()),
	unsubscribeKey: config.fingerprintKey,
	publicUrl: config.publicUrl ?? ownUrl(),
	webhooksToLoopback: config.webhooksToLoopback,
});
const server = createServer({ headersTimeout: HEADERS_WAIT_MS, requestTimeout: REQUEST_WAIT_MS }, app);

/** On one machine the product is reached where it listens. Where everybody may come in, nobody knows by which name. */
function ownUrl(): string | null {
	const isOwn = config.apiHost === "127.0.0.1" || config.apiHost === "localhost";
	return isOwn ? `http://${config.apiHost}:${config.apiPort}` : null;
}

let stopping: Promise<void> | undefined;
function shutDown(): Promise<void> {
	stopping ??= (async () => {
		const ended = new Promise<void>((resolve) => server.close(() => resolve()));
		server.closeIdleConnections();
		const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
		await ended;
		clearTimeout(grace);
		await Promise.allSettled([records.close(), temporal.connection.close()]);
		log.info({}, "api stopped");
	})();
	return stopping;
}

server.on("error", (error) => {
	log.fatal({ err: error, host: config.apiHost, port: config.apiPort }, "api can not listen");
	process.exitCode = 1;
	void shutDown();
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void shutDown());
onParentGone(shutDown);
server.listen(config.apiPort, config.apiHost, () => {
	log.info({ host: config.apiHost, port: config.apiPort }, "api listens");
});
