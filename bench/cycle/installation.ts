import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Client } from "@temporalio/client";
import { addDays } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/time.ts";
import { migrate } from "../../embedded/migrate.ts";
import { silentProgress } from "../../embedded/progress.ts";
import { startServices } from "../../embedded/services.ts";
import { createSkippedTime } from "../../embedded/skipped-time.ts";
import { loadConfig } from "../../services/config.ts";
import { createCycles } from "../../services/cycles.ts";
import { createRecords } from "../../services/records/index.ts";
import type { Caller, OrgRecords, PersonInput } from "../../services/records/types.ts";
import { createLazyTemporalClient } from "../../services/temporal.ts";

/** PostgreSQL and a Temporal server that keeps everything in memory, for one bench; thrown away at its end. */
export type Installation = Awaited<ReturnType<typeof startInstallation>>;

/** The organisation of a bench: a lead, a manager, and any number of reps. */
export type BenchOrganisation = {
	readonly orgId: string;
	readonly org: OrgRecords;
	as(externalId: string): Caller;
};

export const ZONE = "Europe/Berlin";
const FINGERPRINT_KEY = "a key for benches, and for nothing else";
const NAMESPACE = "coachloop-bench";
const PEOPLE_PER_IMPORT = 1_000;

export async function startInstallation() {
	const home = await mkdtemp(join(tmpdir(), "coachloop-bench-"));
	const services = await startServices({
		home,
		cacheFolder: loadConfig().cacheFolder,
		temporal: { skippedTime: true, inMemory: true, namespace: NAMESPACE },
		durable: false,
		progress: silentProgress,
	});
	await migrate(services.databaseUrls.owner);
	const { app: appUrl, relay: relayUrl } = services.databaseUrls;
	const records = createRecords({ appUrl, relayUrl, fingerprintKey: FINGERPRINT_KEY });
	const client: Client = createLazyTemporalClient(services.temporalAddress, services.namespace);
	// A driver with fifty cycles in hand waits longer than a person would.
	const cycles = createCycles(client, 60_000);
	const time = await createSkippedTime({ address: services.temporalAddress, namespace: services.namespace });
	return {
		client,
		cycles,
		records,
		time,
		/** A worker in a process of its own, as in production. */
		startWorker: (cachedWorkflowsMax?: number) =>
			startWorker({
				address: services.temporalAddress,
				namespace: services.namespace,
				appUrl,
				relayUrl,
				fingerprintKey: FINGERPRINT_KEY,
				...(cachedWorkflowsMax === undefined ? {} : { cachedWorkflowsMax }),
			}),
		async organisation(reps: readonly string[], since: LocalDate): Promise<BenchOrganisation> {
			const { orgId } = await records.createOrganisation({ name: "Bench", clock: "skipped" });
			const org = records.org(orgId);
			const people = [
				person("head", "head", null),
				person("lead", "lead", null),
				person("manager", "manager", null),
				...reps.map((rep) => person(rep, "rep", "manager")),
			];
			const callers = new Map<string, Caller>();
			for (let at = 0; at < people.length; at += PEOPLE_PER_IMPORT) {
				const imported = await org.importPeople(people.slice(at, at + PEOPLE_PER_IMPORT), addDays(since, -30));
				if (!imported.ok) throw new Error(`the people of the bench were refused: ${JSON.stringify(imported.error)}`);
				for (const { id, externalId, roles } of imported.value) {
					callers.set(externalId, { orgId, personId: id, roles, clock: "skipped" });
				}
			}
			return {
				orgId,
				org,
				as(externalId) {
					const caller = callers.get(externalId);
					if (caller === undefined) throw new Error(`nobody in the bench is called ${externalId}`);
					return caller;
				},
			};
		},
		async stop() {
			await time.close();
			await records.close();
			await client.connection.close();
			await services.stop();
			await rm(home, { recursive: true, force: true });
		},
	};
}

function person(externalId: string, role: PersonInput["roles"][number], manager: string | null): PersonInput {
	return {
		externalId,
		name: externalId,
		email: `${externalId}@bench.invalid`,
		roles: [role],
		zone: ZONE,
		manager,
	};
}

/** What the worker's process is told at its start, as JSON. */
export type WorkerTask = {
	readonly address: string;
	readonly namespace: string;
	readonly appUrl: string;
	readonly relayUrl: string;
	readonly fingerprintKey: string;
	readonly cachedWorkflowsMax?: number;
};

export type WorkerState = { readonly rssBytes: number; readonly cached: number };

async function startWorker(task: WorkerTask) {
	const child = fork(fileURLToPath(new URL("./worker.js", import.meta.url)), [JSON.stringify(task)], {
		stdio: ["ignore", "ignore", "inherit", "ipc"],
		execArgv: ["--expose-gc"],
	});
	await answer(child);
	return {
		/** What it holds now, after a collection of garbage. */
		async state(): Promise<WorkerState> {
			const answered = answer(child);
			child.send("state");
			const state: unknown = await answered;
			if (!isWorkerState(state)) throw new Error("the worker of the bench answered something else");
			return state;
		},
		async stop(): Promise<void> {
			const ended = once(child, "exit");
			child.send("stop");
			await ended;
		},
	};
}

function isWorkerState(value: unknown): value is WorkerState {
	return typeof value === "object" && value !== null && "rssBytes" in value && "cached" in value;
}

async function answer(child: ChildProcess): Promise<unknown> {
	const ended = new AbortController();
	try {
		return await Promise.race([
			once(child, "message", { signal: ended.signal }).then(([message]: unknown[]) => message),
			once(child, "exit", { signal: ended.signal }).then(() => {
				throw new Error("the worker of the bench has ended");
			}),
		]);
	} finally {
		ended.abort();
	}
}
