import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, inject, it } from "vitest";
import { startTemporal } from "../../embedded/temporal.ts";
import { type Rig, startRig } from "../support/rig.ts";
import { keepRuns, runsOf } from "./files.ts";
import { stopBuilds } from "./paths/builds.ts";
import { PATHS } from "./paths.ts";
import { createMischief, type Path } from "./stage.ts";

const mischief = createMischief();

async function recorded(rig: Rig, name: string, path: Path): Promise<void> {
	const kept = [];
	for (const workflowId of await path({ rig, mischief })) kept.push(...(await runsOf(rig.client, workflowId)));
	await keepRuns(name, kept);
}

describe("histories", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	beforeAll(async () => {
		rig = await startRig({ activities: mischief.activities });
		workers = await rig.startWorkers();
	});
	afterAll(async () => {
		await workers?.stop();
		await rig?.close();
	});

	// Before there is much to see.
	describe("of paths that see everything", () => {
		for (const [name, path] of Object.entries(PATHS.alone)) it(name, () => recorded(rig, name, path));
	});
	describe.concurrent("of paths that do not see each other", () => {
		for (const [name, path] of Object.entries(PATHS.together)) it(name, () => recorded(rig, name, path));
	});
});

describe("histories of versioned workers", () => {
	let rig: Rig;
	beforeAll(async () => {
		const servers = inject("servers");
		// Which build takes what is said per queue: a namespace of its own, where no other workers are.
		const namespace = `versions-${randomUUID().slice(0, 8)}`;
		await startTemporal(
			{ kind: "address", address: servers.temporalAddress },
			{ folder: "", namespace, skippedTime: true, inMemory: true, durable: false },
		);
		rig = await startRig({ servers: { ...servers, namespace }, activities: mischief.activities });
	});
	afterAll(async () => {
		await stopBuilds();
		await rig?.close();
	});

	for (const [name, path] of Object.entries(PATHS.versioned)) it(name, () => recorded(rig, name, path));
});
