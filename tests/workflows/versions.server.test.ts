import { randomUUID } from "node:crypto";
import type { temporal } from "@temporalio/proto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startTemporal } from "../../embedded/temporal.ts";
import { cycleWorkflowId } from "../../workflows/workflow-ids.ts";
import { launchOneRep, throughBaseline } from "../support/company.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { conversationSaying } from "../support/words.ts";

/** The number of the protocol, whose package is only for types here. */
const ROUTING_CONFIG_UPDATED: temporal.api.enums.v1.RoutingConfigUpdateState = 2;

describe("two builds of the worker", () => {
	let rig: Rig;
	const running: { stop(): Promise<void> }[] = [];
	const deploymentName = `coachloop-${randomUUID().slice(0, 8)}`;
	beforeAll(async () => {
		const servers = inject("servers");
		// Which build takes what is said per queue: a namespace of its own, so that no other test's workers are asked.
		const namespace = `versions-${randomUUID().slice(0, 8)}`;
		await startTemporal(
			{ kind: "address", address: servers.temporalAddress },
			{ folder: "", namespace, skippedTime: true, inMemory: true, durable: false },
		);
		rig = await startRig({ servers: { ...servers, namespace } });
	});
	afterAll(async () => {
		for (const workers of running) await workers.stop();
		await rig?.close();
	});

	/** Starts workers of a build, and makes it the one on which workflows begin. */
	async function deploy(buildId: string): Promise<void> {
		running.push(await rig.startWorkers(() => undefined, { deploymentName, buildId }));
		await eventually(
			async () => {
				try {
					await rig.client.workflowService.setWorkerDeploymentCurrentVersion({
						namespace: rig.namespace,
						deploymentName,
						buildId,
					});
					return true;
				} catch {
					// Not before the server has seen its first poll.
					return false;
				}
			},
			(done) => done,
			60_000,
		);
		// The queues hear of it later than the caller is answered.
		await eventually(
			async () => {
				const { workerDeploymentInfo: info } = await rig.client.workflowService.describeWorkerDeployment({
					namespace: rig.namespace,
					deploymentName,
				});
				return info?.routingConfigUpdateState === ROUTING_CONFIG_UPDATED;
			},
			(done) => done,
			60_000,
		);
	}

	async function buildOf(cycleId: string): Promise<string | null> {
		const { raw } = await rig.client.workflow.getHandle(cycleWorkflowId(cycleId)).describe();
		return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? null;
	}

	it("keep a cycle on the build that it began on until it continues as new, and then take it to the newest", async () => {
		await deploy("old");
		const company = await launchOneRep(rig, "rep");
		const { cycleId, at, org } = company;
		await eventually(
			() => buildOf(cycleId),
			(build) => build === "old",
		);
		await throughBaseline(rig, company, conversationSaying);
		await deploy("new");
		// Steps within a run stay where it began.
		expect(await buildOf(cycleId)).toBe("old");
		await rig.time.advanceTo(cycleId, at(12));
		await eventually(
			() => buildOf(cycleId),
			(build) => build === "new",
		);
		await rig.time.advanceTo(cycleId, at(19));
		const looks = await eventually(
			async () => (await org.history(cycleId)).filter(({ step }) => /^week:w0[23]:nudge$/.test(step)),
			(found) => new Set(found.map(({ step }) => step)).size === 2,
		);
		expect(new Set(looks.map(({ proof }) => proof?.runId)).size).toBe(2);
	}, 240_000);
});
