import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Connection } from "@temporalio/client";
import { msToTs } from "@temporalio/common/lib/time.js";
import type { temporal } from "@temporalio/proto";
import { connectTemporal } from "../services/temporal.ts";
import { EmbeddedServiceError, messageOf } from "./errors.ts";
import { type Guarded, startGuarded } from "./guarded.ts";
import { stopLeftOverProcess } from "./left-over.ts";
import { findFreePorts, keepPorts, readPorts } from "./ports.ts";
import type { TemporalSource } from "./temporal-ladder.ts";
import { waitFor } from "./wait.ts";

const NAME = "Temporal";
const START_TIMEOUT_MS = 90_000;
const USABLE_TIMEOUT_MS = 90_000;
const STOP_GRACE_MS = 15_000;
const RETENTION_DAYS = 30;
/** Can never be changed for data that exists. Enough for one machine. */
const HISTORY_SHARDS = 4;

/** The numbers of the protocol: its package is only for types here, since loading it costs a tenth of a second. */
const INDEXED_VALUE_TYPE_KEYWORD: temporal.api.enums.v1.IndexedValueType = 2;
const INDEXED_VALUE_TYPE_KEYWORD_LIST: temporal.api.enums.v1.IndexedValueType = 7;

/** What operators search cycles by. Ids and codes only: search attributes are never encrypted. */
const SEARCH_ATTRIBUTES = {
	CoachOrg: "Keyword",
	CoachCohort: "Keyword",
	CoachPhase: "Keyword",
	CoachFlags: "KeywordList",
} as const;

export type TemporalRunOptions = {
	/** Its files: configuration, log, database. */
	readonly folder: string;
	readonly namespace: string;
	/** Lets workflows that ask for it skip time. For the demo and for tests; no setting leads here. */
	readonly skippedTime: boolean;
	/** Keeps nothing on disk; everything is lost when it stops. */
	readonly inMemory: boolean;
	/** False for data that will be thrown away: a power cut may spoil it. */
	readonly durable: boolean;
	readonly port?: number;
};

export type TemporalServer = {
	readonly address: string;
	readonly namespace: string;
	/** Null for a server that somebody else runs. */
	readonly pid: number | null;
	ended(): string | null;
	stop(): Promise<void>;
};

type DynamicValue = boolean | number | string;

function dynamicConfig(options: TemporalRunOptions): { readonly [key: string]: DynamicValue } {
	if (!options.skippedTime) return {};
	return {
		"frontend.WorkflowTimeSkippingEnabled": true,
		"frontend.WorkflowTimeSkippingMaxSkipPerSession": 2000,
		// A skipped timer is found at the next look of the timer queue: with the default of 1 s each would cost a second.
		"history.timerProcessorMaxTimeShift": "5ms",
		// Else a run that continues another on skipped time is kept waiting for a second, and its time skips over that: it
		// would begin days late. The server takes the start of a continued run for one in the future.
		"history.workflowIdReuseMinimalInterval": "0s",
		// And four weeks pass within a second: a cycle that continues as new is not one that runs wild.
		"history.continueAsNewMinInterval": "1ms",
	};
}

/** JSON is YAML, so what the server reads as YAML is written without a writer of our own. */
function asYaml(value: unknown): string {
	return `${JSON.stringify(value, null, 2)}\n`;
}

type Ports = { readonly frontend: number; readonly others: readonly number[] };

function serverConfig(options: TemporalRunOptions, ports: Ports, files: { database: string; dynamic: string }): object {
	const [
		frontendMember = 0,
		history = 0,
		historyMember = 0,
		matching = 0,
		matchingMember = 0,
		worker = 0,
		workerMember = 0,
	] = ports.others;
	const service = (grpcPort: number, membershipPort: number) => ({
		rpc: { grpcPort, membershipPort, bindOnIP: "127.0.0.1" },
	});
	const connectAttributes = options.inMemory
		? { mode: "memory", cache: "private" }
		: {
				cache: "private",
				// The server compares with this string; a boolean would leave the tables out.
				setup: "true",
				journal_mode: "wal",
				synchronous: options.durable ? "2" : "0",
				busy_timeout: "10000",
			};
	const store = {
		sql: {
			user: "",
			password: "",
			pluginName: "sqlite",
			databaseName: options.inMemory ? "coachloop" : files.database,
			connectAddr: "localhost",
			connectProtocol: "tcp",
			connectAttributes,
			maxConns: 1,
			maxIdleConns: 1,
		},
	};
	return {
		log: { stdout: true, level: "warn" },
		persistence: {
			defaultStore: "main",
			visibilityStore: "main",
			numHistoryShards: HISTORY_SHARDS,
			datastores: { main: store },
		},
		global: { membership: { maxJoinDuration: "30s", broadcastAddress: "127.0.0.1" } },
		services: {
			frontend: service(ports.frontend, frontendMember),
			history: service(history, historyMember),
			matching: service(matching, matchingMember),
			worker: service(worker, workerMember),
		},
		clusterMetadata: {
			enableGlobalNamespace: false,
			failoverVersionIncrement: 10,
			masterClusterName: "active",
			currentClusterName: "active",
			clusterInformation: {
				active: {
					enabled: true,
					initialFailoverVersion: 1,
					rpcName: "frontend",
					rpcAddress: `127.0.0.1:${ports.frontend}`,
				},
			},
		},
		dcRedirectionPolicy: { policy: "noop" },
		archival: { history: { state: "disabled" }, visibility: { state: "disabled" } },
		publicClient: { hostPort: `127.0.0.1:${ports.frontend}` },
		dynamicConfigClient: { filepath: files.dynamic, pollInterval: "10s" },
	};
}

async function writeServerFiles(options: TemporalRunOptions, ports: Ports): Promise<readonly string[]> {
	const files = { database: join(options.folder, "temporal.db"), dynamic: join(options.folder, "dynamic.yaml") };
	const config = join(options.folder, "server.yaml");
	const values = Object.entries(dynamicConfig(options)).map(([key, value]) => [key, [{ value }]]);
	await writeFile(files.dynamic, asYaml(Object.fromEntries(values)));
	await writeFile(config, asYaml(serverConfig(options, ports, files)));
	return ["--config-file", config, "--allow-no-auth", "start"];
}

function cliArguments(options: TemporalRunOptions, ports: Ports): readonly string[] {
	return [
		"server",
		"start-dev",
		"--headless",
		"--ip",
		"127.0.0.1",
		"--port",
		String(ports.frontend),
		"--log-level",
		"warn",
		...(options.inMemory
			? []
			: [
					"--db-filename",
					join(options.folder, "temporal-cli.db"),
					"--sqlite-pragma",
					"journal_mode=WAL",
					"--sqlite-pragma",
					`synchronous=${options.durable ? "2" : "0"}`,
				]),
		...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ["--search-attribute", `${name}=${type}`]),
		...Object.entries(dynamicConfig(options)).flatMap(([key, value]) => [
			"--dynamic-config-value",
			`${key}=${JSON.stringify(value)}`,
		]),
	];
}

const GRPC_ALREADY_EXISTS = 6;

function isAlreadyThere(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === GRPC_ALREADY_EXISTS;
}

/**
 * Registers the namespace and its search attributes as far as they are missing, and waits until the server uses them:
 * it reads both through caches. Throws EmbeddedServiceError when that takes too long.
 */
async function prepareNamespace(connection: Connection, namespace: string): Promise<void> {
	const { workflowService, operatorService } = connection;
	await waitFor(
		`the namespace ${namespace} can be registered`,
		async () => {
			try {
				await workflowService.registerNamespace({
					namespace,
					workflowExecutionRetentionPeriod: msToTs(`${RETENTION_DAYS} days`),
				});
			} catch (error) {
				if (!isAlreadyThere(error)) throw error;
			}
			return true;
		},
		{ deadlineMs: USABLE_TIMEOUT_MS },
	);
	const names = Object.keys(SEARCH_ATTRIBUTES);
	await waitFor(
		"the search attributes can be registered",
		async () => {
			const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
			const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => customAttributes[name] === undefined);
			if (missing.length === 0) return true;
			await operatorService.addSearchAttributes({
				namespace,
				searchAttributes: Object.fromEntries(
					missing.map(([name, type]) => [
						name,
						type === "Keyword" ? INDEXED_VALUE_TYPE_KEYWORD : INDEXED_VALUE_TYPE_KEYWORD_LIST,
					]),
				),
			});
			return undefined;
		},
		{ deadlineMs: USABLE_TIMEOUT_MS, everyMs: 100 },
	);
	await waitFor(
		"the namespace and its search attributes are usable",
		async () => {
			await workflowService.countWorkflowExecutions({
				namespace,
				query: names.map((name) => `${name} = "none"`).join(" AND "),
			});
			return true;
		},
		{ deadlineMs: USABLE_TIMEOUT_MS, everyMs: 100 },
	);
}

/**
 * Runs a Temporal server from its source and makes its namespace ready for use. A server of our own listens on the
 * loopback address only and ends when this process ends in any way. Throws EmbeddedServiceError or TemporalAwayError.
 */
export async function startTemporal(source: TemporalSource, options: TemporalRunOptions): Promise<TemporalServer> {
	const { folder, namespace } = options;
	if (source.kind === "address") {
		const connection = await connectTemporal(source.address);
		try {
			await prepareNamespace(connection, namespace);
		} finally {
			await connection.close();
		}
		return { address: source.address, namespace, pid: null, ended: () => null, stop: async () => {} };
	}
	await mkdir(folder, { recursive: true });
	const pidFile = join(folder, "server.pid");
	await stopLeftOverProcess(pidFile, folder);
	const portsFile = join(folder, "ports.json");
	const remembered = await readPorts(portsFile);
	const numbers = await findFreePorts(
		8,
		options.port === undefined ? remembered : [options.port, ...remembered.slice(1)],
	);
	const [frontend, ...others] = numbers;
	if (frontend === undefined || (options.port !== undefined && frontend !== options.port)) {
		throw new EmbeddedServiceError(NAME, `the port ${options.port} is in use; choose another`);
	}
	const ports: Ports = { frontend, others };
	const args = source.kind === "server" ? await writeServerFiles(options, ports) : cliArguments(options, ports);
	const guarded: Guarded = await startGuarded(NAME, {
		command: source.program,
		args,
		cwd: folder,
		user: null,
		logFile: join(folder, "server.log"),
		stopSignal: "SIGTERM",
		graceMs: STOP_GRACE_MS,
	});
	const address = `127.0.0.1:${frontend}`;
	try {
		await writeFile(pidFile, String(guarded.pid));
		const connection = await waitFor("Temporal starts", () => connectTemporal(address, 2000), {
			deadlineMs: START_TIMEOUT_MS,
			giveUp: () => {
				const end = guarded.ended();
				return end === null ? undefined : new EmbeddedServiceError(NAME, end);
			},
		});
		try {
			await prepareNamespace(connection, namespace);
		} finally {
			await connection.close();
		}
		await keepPorts(portsFile, numbers);
	} catch (error) {
		await guarded.stop();
		if (error instanceof EmbeddedServiceError) throw error;
		const log = await readFile(join(folder, "server.log"), "utf8").catch(() => "");
		throw new EmbeddedServiceError(
			NAME,
			`${messageOf(error)}${error instanceof Error && error.cause !== undefined ? ` (${messageOf(error.cause)})` : ""}\n${log.split("\n").slice(-8).join("\n")}`,
			error,
		);
	}
	return {
		address,
		namespace,
		pid: guarded.pid,
		ended: guarded.ended,
		stop: async () => {
			await guarded.stop();
			await rm(pidFile, { force: true });
		},
	};
}
