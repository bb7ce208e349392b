import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";
import { inject } from "vitest";
import { type Activities, createActivities } from "../../activities/index.ts";
import { createSkippedTime } from "../../embedded/skipped-time.ts";
import { dataConverterOf } from "../../services/codec.ts";
import { createCycles } from "../../services/cycles.ts";
import type { KeyEncryption } from "../../services/keys.ts";
import { createRecords } from "../../services/records/index.ts";
import type { Caller, PersonInput, WriteKey } from "../../services/records/types.ts";
import { createRelay } from "../../services/relay.ts";
import { createScoring } from "../../services/scoring/index.ts";
import { createLazyTemporalClient } from "../../services/temporal.ts";
import { createWorkers, type WorkersOptions } from "../../services/workers.ts";
import { createTestDatabase } from "./database.ts";
import { replay, runsOf } from "./replay.ts";
import type { TestServers } from "./servers.ts";

/** The product in one process on the run's real servers: its own database, its own organisation on skipped time. */
export type Rig = Awaited<ReturnType<typeof startRig>>;

export type RigOptions = {
	/** Other servers than those of the whole run. */
	readonly servers?: TestServers;
	/** Keys for what is sealed at rest; with `codec`, payloads are sealed too. */
	readonly keyEncryption?: KeyEncryption;
	readonly codec?: "on" | "off";
	/** Activities as the worker is to have them: for one that dies on the way. */
	readonly activities?: (real: Activities) => Activities;
};

export async function startRig(options: RigOptions = {}) {
	const servers = options.servers ?? inject("servers");
	const { temporalAddress: address, namespace } = servers;
	const database = await createTestDatabase(servers);
	const fingerprintKey = "a key for tests, and for nothing else";
	const { keyEncryption = null, codec = "off" } = options;
	const records = createRecords({ appUrl: database.app, relayUrl: database.relay, fingerprintKey, keyEncryption });
	const dataConverter = dataConverterOf(records.keys, codec);
	const client = createLazyTemporalClient(address, namespace, dataConverter);
	const cycles = createCycles(client);
	const scratch = await mkdtemp(join(tmpdir(), "coachloop-bundle-"));
	const bundle = join(scratch, "workflows.js");
	const { code } = await bundleWorkflowCode({
		workflowsPath: fileURLToPath(new URL("../../workflows/index.ts", import.meta.url)),
		logger: new DefaultLogger("ERROR"),
	});
	await writeFile(bundle, code);
	const startWorkers = async (
		onActivityFailure: WorkersOptions["onActivityFailure"] = () => undefined,
		version?: WorkersOptions["version"],
	) => {
		const workers = await createWorkers({
			address,
			namespace,
			workflowBundle: bundle,
			activities: (options.activities ?? ((real) => real))(
				createActivities({ records, cycles, scoring: createScoring() }),
			),
			dataConverter,
			onActivityFailure,
			version,
		});
		const running = workers.run();
		return {
			async stop() {
				workers.shutdown();
				await running;
			},
		};
	};
	const relayStop = new AbortController();
	const relay = createRelay({ records, cycles, log: { warn: () => undefined } }).run(relayStop.signal);
	const time = await createSkippedTime({ address, namespace });
	return {
		database,
		records,
		cycles,
		client,
		namespace,
		time,
		bundle,
		startWorkers,
		/** A new organisation with these people; gives back the caller for each external id. */
		async organisation(people: readonly PersonInput[], since: string) {
			const { orgId } = await records.createOrganisation({ name: "Test", clock: "skipped" });
			const imported = await records.org(orgId).importPeople(people, since);
			if (!imported.ok) throw new Error(JSON.stringify(imported.error));
			const callers = new Map<string, Caller>(
				imported.value.map((person) => [
					person.externalId,
					{ orgId, personId: person.id, roles: person.roles, clock: "skipped" },
				]),
			);
			return {
				orgId,
				org: records.org(orgId),
				as(externalId: string): Caller {
					const caller = callers.get(externalId);
					if (caller === undefined) throw new Error(`nobody is called ${externalId}`);
					return caller;
				},
			};
		},
		/** Replays every run of every workflow that this rig has seen; throws where the code would now act otherwise. */
		async replayAll(): Promise<number> {
			const { replayed, refused } = await replay(client, bundle, await runsOf(database.superuser), dataConverter);
			if (refused.length > 0) throw new Error(`replay differs:\n${refused.join("\n")}`);
			return replayed;
		},
		async close() {
			relayStop.abort();
			await relay;
			await this.replayAll();
			await time.close();
			await records.close();
			await client.connection.close();
			await database.drop();
			await rm(scratch, { recursive: true, force: true });
		},
	};
}

/** A write that is done once. */
export function onceOnly(path: string): WriteKey {
	return { method: "POST", path, key: randomUUID(), requestHash: new Uint8Array([1]) };
}

/** Waits for what another process brings about; fails with what it saw last. Never a fixed sleep. */
export async function eventually<T>(
	look: () => Promise<T>,
	until: (seen: T) => boolean,
	withinMs = 20_000,
	everyMs = 25,
): Promise<T> {
	const end = Date.now() + withinMs;
	for (;;) {
		const seen = await look();
		if (until(seen)) return seen;
		if (Date.now() > end) throw new Error(`not within ${withinMs} ms; last seen: ${JSON.stringify(seen)}`);
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}
