import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launched } from "../api/schemas/cohort.ts";
import { cycle } from "../api/schemas/cycle.ts";
import type { Services } from "../embedded/services.ts";
import { startStack } from "../embedded/stack.ts";
import { loadConfig } from "../services/config.ts";
import { createRecords } from "../services/records/index.ts";
import { type ApiClient, createApiClient, eventually } from "./api-client.ts";
import type { Output } from "./progress.ts";

/** A throw-away coachloop with one rep in a running cycle, to see what it would say about one's own calls. */
export type Trial = {
	readonly client: ApiClient;
	/** External id of the rep. */
	readonly rep: string;
	readonly services: Services;
	/** Stops everything and removes the data. */
	stop(): Promise<void>;
};

const REP = "trial-rep";

export async function startTrial(output: Output): Promise<Trial> {
	const config = loadConfig();
	const home = await mkdtemp(join(tmpdir(), "coachloop-trial-"));
	const stack = await startStack({
		home,
		cacheFolder: config.cacheFolder,
		temporal: { skippedTime: false, inMemory: true, namespace: "coachloop" },
		durable: false,
		api: { host: "127.0.0.1", port: null },
		logLevel: "warn",
		fingerprintKey: null,
		keyEncryptionKey: null,
		payloadCodec: "off",
		progress: output,
	});
	const stop = async () => {
		await stack.stop();
		await rm(home, { recursive: true, force: true });
	};
	try {
		const key = await peopleOf(stack);
		const client = createApiClient({ url: stack.apiUrl, key, hopeless: stack.ended });
		const today = new Date().toISOString().slice(0, 10);
		const launch = { name: "Trial", startsOn: today, reps: [REP] };
		const { cycleIds } = await client.post("/v1/cohorts", "trial:launch", launch, launched);
		for (const id of cycleIds) {
			await eventually("the start of the trial's cycle", stack.ended, async () => {
				const { phase } = await client.get(`/v1/cycles/${id}`, cycle);
				return phase === "planned" ? null : phase;
			});
		}
		return { client, rep: REP, services: stack.services, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

async function peopleOf(stack: Awaited<ReturnType<typeof startStack>>): Promise<string> {
	const { app, relay } = stack.services.databaseUrls;
	const records = createRecords({
		appUrl: app,
		relayUrl: relay,
		fingerprintKey: stack.fingerprintKey,
	});
	try {
		const { orgId } = await records.createOrganisation({ name: "Trial", clock: "wall" });
		const org = records.org(orgId);
		const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
		const somebody = (externalId: string, role: "lead" | "manager" | "rep", manager: string | null) => ({
			externalId,
			name: externalId,
			email: `${externalId}@coachloop.invalid`,
			roles: [role],
			zone,
			manager,
		});
		const people = await org.importPeople(
			[
				somebody("trial-lead", "lead", null),
				somebody("trial-manager", "manager", null),
				somebody(REP, "rep", "trial-manager"),
			],
			"2026-01-01",
		);
		if (!people.ok) throw new Error(`the people of the trial were refused: ${JSON.stringify(people.error.faults)}`);
		const lead = people.value.find(({ externalId }) => externalId === "trial-lead");
		if (lead === undefined) throw new Error("the lead of the trial was not made");
		return await org.createApiKey(lead.id);
	} finally {
		await records.close();
	}
}
