import { chmod, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { commandFolders, type DatabaseUrls } from "../services/config.ts";
import { EmbeddedServiceError } from "./errors.ts";
import { lockHome, type RunningInfo } from "./lock.ts";
import { loopbackUrl, type Postgres, prepareDatabase, startPostgres } from "./postgres.ts";
import type { Progress } from "./progress.ts";
import { keepSecrets, readSecrets, type Secrets } from "./secrets.ts";
import { startTemporal, type TemporalServer } from "./temporal.ts";
import { findTemporal } from "./temporal-ladder.ts";

export const DATABASE = "coachloop";

export type ServicesOptions = {
	/** The data folder; made if missing. One process at a time may use it. */
	readonly home: string;
	readonly cacheFolder: string;
	readonly temporal: {
		/** True only for the demo and for tests. */
		readonly skippedTime: boolean;
		readonly inMemory?: boolean;
		/** TEMPORAL_ADDRESS; not used when time is to be skipped. */
		readonly address?: string | null;
		readonly namespace: string;
	};
	readonly ports?: { readonly postgres?: number; readonly temporal?: number };
	/** False for data that will be thrown away: faster, but a power cut may spoil it. */
	readonly durable?: boolean;
	/** URLs of a database that somebody else runs; null or missing for one of our own. */
	readonly databaseUrls?: DatabaseUrls | null;
	readonly progress: Progress;
};

export type Services = {
	readonly databaseUrls: DatabaseUrls;
	/** URL of a database as the superuser; null where somebody else runs PostgreSQL. */
	superuserUrl(database: string): string | null;
	readonly temporalAddress: string;
	readonly namespace: string;
	/** Key of conversation fingerprints that belongs to this data folder. */
	readonly fingerprintKey: string;
	/** Key encryption key that belongs to this data folder: base64 of 32 bytes. */
	readonly keyEncryptionKey: string;
	/** Process numbers of the servers that were started here. */
	readonly pids: readonly number[];
	/** Changes what a second start is told. */
	publish(info: Partial<RunningInfo>): void;
	/** Why a service has ended by itself, or null while all run. */
	ended(): string | null;
	/** Stops Temporal, then PostgreSQL, then lets go of the data folder. Safe to call twice. */
	stop(): Promise<void>;
};

/** The server's user has to pass through the data folder; what is secret in it has its own mode. */
async function openForServerUser(home: string): Promise<void> {
	await mkdir(home, { recursive: true });
	if (process.getuid?.() !== 0) return;
	const { mode } = await stat(home);
	if ((mode & 0o001) === 0) await chmod(home, (mode & 0o777) | 0o011);
}

async function startDatabase(options: ServicesOptions, secrets: Secrets): Promise<Postgres | null> {
	if (options.databaseUrls) return null;
	const step = options.progress.step("Starting PostgreSQL (a few seconds)");
	try {
		const postgres = await startPostgres({
			folder: join(options.home, "postgres"),
			secrets,
			durable: options.durable ?? true,
			...(options.ports?.postgres === undefined ? {} : { port: options.ports.postgres }),
		});
		try {
			await prepareDatabase(postgres, secrets, DATABASE);
		} catch (error) {
			await postgres.stop();
			throw error;
		}
		step.done(`PostgreSQL listens on port ${postgres.port}`);
		return postgres;
	} catch (error) {
		step.failed("PostgreSQL did not start");
		throw error;
	}
}

async function startServer({ home, cacheFolder, temporal, ports, durable, progress }: ServicesOptions) {
	const source = await findTemporal({
		address: temporal.address ?? null,
		skippedTime: temporal.skippedTime,
		cacheFolder,
		commandFolders: commandFolders(),
		progress,
	});
	const step = progress.step("Starting Temporal (about 10 seconds)");
	try {
		const server = await startTemporal(source, {
			folder: join(home, "temporal"),
			namespace: temporal.namespace,
			skippedTime: temporal.skippedTime,
			inMemory: temporal.inMemory ?? false,
			durable: durable ?? true,
			...(ports?.temporal === undefined ? {} : { port: ports.temporal }),
		});
		step.done(`Temporal answers at ${server.address}`);
		return server;
	} catch (error) {
		step.failed("Temporal did not start");
		throw error;
	}
}

/** Waits for both to end, so that neither is left starting when the other has failed. */
async function startBoth(
	options: ServicesOptions,
	secrets: Secrets,
): Promise<{ readonly postgres: Postgres | null; readonly server: TemporalServer }> {
	const [postgres, server] = await Promise.allSettled([startDatabase(options, secrets), startServer(options)]);
	if (postgres.status === "fulfilled" && server.status === "fulfilled") {
		return { postgres: postgres.value, server: server.value };
	}
	if (postgres.status === "fulfilled") await postgres.value?.stop();
	if (server.status === "fulfilled") await server.value.stop();
	const reasons = [postgres, server].flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
	throw reasons.length === 1 ? reasons[0] : new AggregateError(reasons, "neither PostgreSQL nor Temporal started");
}

function databaseUrls(postgres: Postgres | null, given: DatabaseUrls | null): DatabaseUrls {
	if (given !== null) return given;
	if (postgres === null) throw new EmbeddedServiceError("PostgreSQL", "neither started nor given");
	return {
		owner: postgres.url("owner", DATABASE),
		app: postgres.url("app", DATABASE),
		relay: postgres.url("relay", DATABASE),
	};
}

/** The ways into the database of a coachloop that already runs on `home`, or null where the folder has no secrets. */
export async function databaseUrlsOf(home: string, port: number): Promise<DatabaseUrls | null> {
	const secrets = await readSecrets(home);
	if (secrets === null) return null;
	const url = (role: "owner" | "app" | "relay") => loopbackUrl(`coachloop_${role}`, secrets[role], port, DATABASE);
	return { owner: url("owner"), app: url("app"), relay: url("relay") };
}

/**
 * Starts PostgreSQL and Temporal on a data folder, side by side, with the database, its roles and the namespace. When
 * one cannot be started the other is stopped again. Throws AlreadyRunningError, EmbeddedServiceError, NoTemporalError
 * or TemporalAwayError, or an AggregateError of two of them.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
	await openForServerUser(options.home);
	const lock = await lockHome(options.home);
	try {
		const secrets = await keepSecrets(options.home);
		const { postgres, server } = await startBoth(options, secrets);
		lock.publish({ temporalAddress: server.address, databasePort: postgres?.port ?? null });
		let stopping: Promise<void> | null = null;
		return {
			databaseUrls: databaseUrls(postgres, options.databaseUrls ?? null),
			superuserUrl: (name) => postgres?.superuserUrl(name) ?? null,
			temporalAddress: server.address,
			namespace: server.namespace,
			fingerprintKey: secrets.fingerprintKey,
			keyEncryptionKey: Buffer.from(secrets.keyEncryptionKey, "hex").toString("base64"),
			pids: [postgres?.pid ?? null, server.pid].filter((pid) => pid !== null),
			publish: lock.publish,
			ended: () => {
				const database = postgres?.ended() ?? null;
				if (database !== null) return `PostgreSQL ${database}`;
				const temporal = server.ended();
				return temporal === null ? null : `Temporal ${temporal}`;
			},
			stop: () => {
				stopping ??= (async () => {
					lock.publish({ state: "stopping" });
					await server.stop();
					await postgres?.stop();
					await lock.release();
				})();
				return stopping;
			},
		};
	} catch (error) {
		await lock.release();
		throw error;
	}
}
