import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedServiceError } from "./errors.ts";
import { builtFile } from "./guarded.ts";
import { migrate } from "./migrate.ts";
import { findFreePorts, isPortFree } from "./ports.ts";
import { type Services, type ServicesOptions, startServices } from "./services.ts";
import { type Supervised, type SupervisorEvent, supervise } from "./supervisor.ts";
import { waitFor } from "./wait.ts";

const READY_TIMEOUT_MS = 90_000;

export type StackOptions = ServicesOptions & {
	readonly api: {
		readonly host: string;
		/** Null for any free port. */
		readonly port: number | null;
	};
	readonly logLevel: string;
	/** FINGERPRINT_KEY, which the children inherit; null for the key that is kept in the data folder. */
	readonly fingerprintKey: string | null;
	/** COACHLOOP_KEY_ENCRYPTION_KEY, which the children inherit; null for the key that is kept in the data folder. */
	readonly keyEncryptionKey: string | null;
	/** Whether what workflows send to Temporal is sealed. */
	readonly payloadCodec: "on" | "off";
	/** Tells when a child has died and is started again. */
	onChildEvent?(child: "api" | "worker", event: SupervisorEvent): void;
};

/** Everything of one machine: PostgreSQL, Temporal, the API and a worker. */
export type Stack = {
	readonly services: Services;
	readonly apiUrl: string;
	readonly api: Supervised;
	readonly worker: Supervised;
	/** Names of the migrations that this start applied. */
	readonly migrated: readonly string[];
	/** The key of fingerprints that API and worker use. */
	readonly fingerprintKey: string;
	/** The folder with a log file for each process. */
	readonly logFolder: string;
	/** Why a part has ended for good, or null while all run. */
	ended(): string | null;
	/** Children first, then the servers. Safe to call twice. */
	stop(): Promise<void>;
};

async function chooseApiPort({ host, port }: StackOptions["api"]): Promise<number> {
	if (port === null) {
		const [free] = await findFreePorts(1);
		if (free === undefined) throw new EmbeddedServiceError("API", "no free port was found");
		return free;
	}
	if (!(await isPortFree(port, host))) {
		throw new EmbeddedServiceError("API", `API_PORT: expected a free port of ${host}, came ${port}, which is in use`);
	}
	return port;
}

function urlOf(host: string, port: number): string {
	const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
	return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

/** Starts all of it and waits until the API says that it is ready. What was started is stopped again on failure. */
export async function startStack(options: StackOptions): Promise<Stack> {
	const { api, logLevel, progress, onChildEvent } = options;
	const port = await chooseApiPort(api);
	const services = await startServices(options);
	const children: Supervised[] = [];
	const logFolder = join(options.home, "logs");
	const stop = async () => {
		await Promise.all(children.map((child) => child.stop()));
		await services.stop();
	};
	try {
		await mkdir(logFolder, { recursive: true });
		const migrating = progress.step("Bringing the database up to date");
		let migrated: readonly string[];
		try {
			migrated = await migrate(services.databaseUrls.owner);
			migrating.done(migrated.length === 0 ? "The database is up to date" : `Migrations applied: ${migrated.length}`);
		} catch (error) {
			migrating.failed("The database could not be brought up to date");
			throw error;
		}
		const settings = {
			DATABASE_URL: services.databaseUrls.app,
			DATABASE_RELAY_URL: services.databaseUrls.relay,
			// Neither child may change tables: the owner's URL is for migrations only.
			DATABASE_OWNER_URL: "",
			TEMPORAL_ADDRESS: services.temporalAddress,
			TEMPORAL_NAMESPACE: services.namespace,
			API_HOST: api.host,
			API_PORT: String(port),
			LOG_LEVEL: logLevel,
			COACHLOOP_HOME: options.home,
			...(options.fingerprintKey === null ? { FINGERPRINT_KEY: services.fingerprintKey } : {}),
			...(options.keyEncryptionKey === null ? { COACHLOOP_KEY_ENCRYPTION_KEY: services.keyEncryptionKey } : {}),
			COACHLOOP_PAYLOAD_CODEC: options.payloadCodec,
		};
		const start = async (name: "api" | "worker", script: string) => {
			const child = await supervise({
				name,
				script: builtFile(script),
				settings,
				logFile: join(logFolder, `${name}.log`),
				onEvent: (event) => onChildEvent?.(name, event),
			});
			children.push(child);
			return child;
		};
		const starting = progress.step("Starting the API and a worker (a few seconds)");
		const url = urlOf(api.host, port);
		let apiChild: Supervised;
		let workerChild: Supervised;
		const ended = () => {
			for (const child of children) {
				const why = child.givenUp();
				if (why !== null) return `a process died too often, the last time with ${why}; see ${logFolder}`;
			}
			return services.ended();
		};
		try {
			apiChild = await start("api", "api/server.js");
			workerChild = await start("worker", "worker.js");
			await waitFor("the API is ready", () => isReady(url), {
				deadlineMs: READY_TIMEOUT_MS,
				everyMs: 100,
				giveUp: () => {
					const why = ended();
					return why === null ? undefined : new EmbeddedServiceError("API", why);
				},
			});
			starting.done(`The API answers at ${url}`);
		} catch (error) {
			starting.failed(`The API or the worker did not start; see ${logFolder}`);
			throw error;
		}
		services.publish({ state: "running", apiUrl: url });
		let stopping: Promise<void> | null = null;
		return {
			services,
			apiUrl: url,
			api: apiChild,
			worker: workerChild,
			migrated,
			fingerprintKey: options.fingerprintKey ?? services.fingerprintKey,
			logFolder,
			ended,
			stop: () => {
				stopping ??= stop();
				return stopping;
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function isReady(url: string): Promise<true | undefined> {
	const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) });
	await response.body?.cancel();
	return response.ok ? true : undefined;
}
