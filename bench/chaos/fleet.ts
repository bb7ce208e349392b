import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { messageOf } from "../../embedded/errors.ts";
import { builtFile } from "../../embedded/guarded.ts";
import { migrate } from "../../embedded/migrate.ts";
import { findFreePorts } from "../../embedded/ports.ts";
import { type Postgres, prepareDatabase, startPostgres } from "../../embedded/postgres.ts";
import { silentProgress } from "../../embedded/progress.ts";
import { keepSecrets } from "../../embedded/secrets.ts";
import { type Supervised, supervise } from "../../embedded/supervisor.ts";
import { startTemporal } from "../../embedded/temporal.ts";
import { findTemporal } from "../../embedded/temporal-ladder.ts";
import { waitFor } from "../../embedded/wait.ts";
import { commandFolders, type DatabaseUrls } from "../../services/config.ts";

/** What may be killed. Each is a process of its own. */
export const PARTS = ["worker", "api", "postgres", "temporal"] as const;
export type Part = (typeof PARTS)[number];

type Server = { readonly pid: number | null; ended(): string | null; stop(): Promise<void> };

type Kept = {
	/** Null while it is down. */
	pid(): number | null;
	/** Why it is not started any more, or null. */
	givenUp(): string | null;
	stop(): Promise<void>;
};

const RESTART_AFTER_MS = 250;
/** A server whose last life's children still end refuses to start for a moment. */
const STARTS_MAX = 40;
const WATCH_EVERY_MS = 25;
const READY_WITHIN_MS = 90_000;
const NAMESPACE = "coachloop-chaos";

/** Starts a server again on the same data whenever it dies. */
function keepRunning(first: Server, start: () => Promise<Server>): Kept {
	let current: Server | null = first;
	let stopping = false;
	let givenUp: string | null = null;
	const watch = async () => {
		for (let failures = 0; !stopping; ) {
			if (current !== null && current.ended() === null) {
				await delay(WATCH_EVERY_MS);
				continue;
			}
			current = null;
			await delay(RESTART_AFTER_MS);
			try {
				current = await start();
				failures = 0;
			} catch (error) {
				failures += 1;
				if (failures === STARTS_MAX) {
					givenUp = messageOf(error);
					return;
				}
			}
		}
	};
	const watching = watch();
	return {
		pid: () => (current?.ended() === null ? current.pid : null),
		givenUp: () => givenUp,
		async stop() {
			stopping = true;
			await watching;
			await current?.stop();
		},
	};
}

/** PostgreSQL and Temporal, which outlive their own deaths: both keep what they were told on disk. */
export type Ground = {
	readonly temporalAddress: string;
	readonly fingerprintKey: string;
	superuserUrl(database: string): string;
	urls(database: string): DatabaseUrls;
	/** A migrated database; a copy of `like` where that is given, to which nobody may be connected then. */
	createDatabase(name: string, like: string | null): Promise<void>;
	/** Makes another namespace usable. */
	createNamespace(name: string): Promise<void>;
	pid(part: "postgres" | "temporal"): number | null;
	givenUp(): string | null;
	stop(): Promise<void>;
};

/** @param home A folder that is there, and for nothing else. */
export async function startGround(home: string, cacheFolder: string): Promise<Ground> {
	// Root runs PostgreSQL as another user, who has to pass through; what is secret in it has its own mode.
	await chmod(home, 0o711);
	const secrets = await keepSecrets(home);
	const [postgresPort, temporalPort] = await findFreePorts(2);
	if (postgresPort === undefined || temporalPort === undefined) throw new Error("no free ports were found");
	const source = await findTemporal({
		address: null,
		skippedTime: true,
		cacheFolder,
		commandFolders: commandFolders(),
		progress: silentProgress,
	});
	// What a commit promised must outlive kill -9, so PostgreSQL runs as in production.
	const startDatabase = () =>
		startPostgres({ folder: join(home, "postgres"), secrets, durable: true, port: postgresPort });
	// What SQLite has handed to the operating system outlives the process: only a power cut would need more.
	const temporalOptions = { folder: join(home, "temporal"), skippedTime: true, inMemory: false, durable: false };
	const startServer = () => startTemporal(source, { ...temporalOptions, namespace: NAMESPACE, port: temporalPort });

	const database: Postgres = await startDatabase();
	const postgres = keepRunning(database, startDatabase);
	const server = await startServer().catch(async (error: unknown) => {
		await postgres.stop();
		throw error;
	});
	const temporal = keepRunning(server, startServer);
	const urls = (name: string): DatabaseUrls => ({
		owner: database.url("owner", name),
		app: database.url("app", name),
		relay: database.url("relay", name),
	});
	const temporalAddress = `127.0.0.1:${temporalPort}`;
	return {
		temporalAddress,
		fingerprintKey: secrets.fingerprintKey,
		superuserUrl: database.superuserUrl,
		urls,
		async createDatabase(name, like) {
			if (like !== null) {
				const admin = new pg.Client({ connectionString: database.superuserUrl("postgres") });
				await admin.connect();
				try {
					await admin.query(`create database ${name} owner coachloop_owner template ${like}`);
				} finally {
					await admin.end();
				}
			}
			await prepareDatabase(database, secrets, name);
			await migrate(urls(name).owner);
		},
		async createNamespace(name) {
			const known = await startTemporal(
				{ kind: "address", address: temporalAddress },
				{ ...temporalOptions, namespace: name },
			);
			await known.stop();
		},
		pid: (part) => (part === "postgres" ? postgres.pid() : temporal.pid()),
		givenUp: () => postgres.givenUp() ?? temporal.givenUp(),
		async stop() {
			await temporal.stop();
			await postgres.stop();
		},
	};
}

/** A worker and the API over one database and one namespace of a ground. */
export type House = {
	readonly apiUrl: string;
	pid(part: Part): number | null;
	/** Why a part is not started any more, or null. */
	givenUp(): string | null;
	stop(): Promise<void>;
};

export type HouseOptions = {
	readonly ground: Ground;
	readonly home: string;
	readonly database: string;
	readonly namespace: string;
	readonly smtpUrl: string;
	/** Left out for an API alone, which then only writes down what a worker would do. */
	readonly withWorker: boolean;
	onWorkerDied?(): void;
};

export async function startHouse(options: HouseOptions): Promise<House> {
	const { ground, home, database, namespace } = options;
	const [port] = await findFreePorts(1);
	if (port === undefined) throw new Error("no free port was found");
	const urls = ground.urls(database);
	const settings = {
		DATABASE_URL: urls.app,
		DATABASE_RELAY_URL: urls.relay,
		DATABASE_OWNER_URL: "",
		TEMPORAL_ADDRESS: ground.temporalAddress,
		TEMPORAL_NAMESPACE: namespace,
		API_HOST: "127.0.0.1",
		API_PORT: String(port),
		LOG_LEVEL: "warn",
		COACHLOOP_HOME: home,
		FINGERPRINT_KEY: ground.fingerprintKey,
		COACHLOOP_KEY_ENCRYPTION_KEY: "",
		COACHLOOP_PAYLOAD_CODEC: "off",
		SMTP_URL: options.smtpUrl,
		MAIL_FROM: "coachloop <coaching@chaos.invalid>",
		PUBLIC_URL: "",
		WEBHOOKS_TO_LOOPBACK: "yes",
	};
	const start = (name: "worker" | "api", script: string) =>
		supervise({
			name,
			script: builtFile(script),
			settings,
			logFile: join(home, `${database}-${name}.log`),
			onEvent: (event) => {
				if (name === "worker" && event.kind === "died") options.onWorkerDied?.();
			},
		});
	const children = new Map<Part, Supervised>();
	const givenUp = (): string | null => {
		for (const [name, child] of children) {
			const why = child.givenUp();
			if (why !== null) return `the ${name} died too often, the last time with ${why}`;
		}
		return ground.givenUp();
	};
	const stop = async () => {
		await Promise.all([...children.values()].map((child) => child.stop()));
	};
	try {
		children.set("api", await start("api", "api/server.js"));
		if (options.withWorker) children.set("worker", await start("worker", "worker.js"));
		const apiUrl = `http://127.0.0.1:${port}`;
		await waitFor("the API is ready", () => isReady(apiUrl), {
			deadlineMs: READY_WITHIN_MS,
			everyMs: 100,
			giveUp: () => {
				const why = givenUp();
				return why === null ? undefined : new Error(why);
			},
		});
		return {
			apiUrl,
			pid: (part) =>
				part === "postgres" || part === "temporal" ? ground.pid(part) : (children.get(part)?.pid() ?? null),
			givenUp,
			stop,
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
