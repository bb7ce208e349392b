import { randomUUID } from "node:crypto";
import { addDays } from "../../../domain/calendar.ts";
import { cohortWorkflowId } from "../../../workflows/workflow-ids.ts";
import { eventually } from "../../support/rig.ts";
import { coached, FIRST_DAY, type Paths, type Stage } from "../stage.ts";
import { askedWhoTheRepIs } from "./tasks.ts";

const deploymentName = `coachloop-${randomUUID().slice(0, 8)}`;
const running: { stop(): Promise<void> }[] = [];

/** Starts workers of a build, and makes it the one on which workflows begin. */
async function deploy({ rig }: Stage): Promise<void> {
	const buildId = randomUUID().slice(0, 8);
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
}

/** All workers that paths of this kind have started. */
export async function stopBuilds(): Promise<void> {
	for (const workers of running.splice(0)) await workers.stop();
}

/** How many runs a workflow has had. */
const hasContinued = ({ rig }: Stage, workflowId: string, from: string) =>
	eventually(
		async () => (await rig.client.workflow.getHandle(workflowId).describe()).runId,
		(runId) => runId !== from,
		60_000,
	);

const runOf = async ({ rig }: Stage, workflowId: string) =>
	(await rig.client.workflow.getHandle(workflowId).describe()).runId;

/** A newer build of the worker takes over; on workers that say which build they are. */
export const BUILDS: Paths = {
	"cycle-goes-on-with-a-newer-build": async (stage) => {
		await deploy(stage);
		const on = await coached(stage);
		await on.baseline("low");
		await deploy(stage);
		const before = await runOf(stage, on.kept[0] ?? "");
		await on.to(12);
		await hasContinued(stage, on.kept[0] ?? "", before);
		await on.to(15);
		await on.stop();
		return on.kept;
	},
	"cohort-goes-on-with-a-newer-build": async (stage) => {
		await deploy(stage);
		const { cohortId, org } = await coached(stage);
		await eventually(
			() => org.findCohort(cohortId),
			(found) => found?.state === "running",
			60_000,
		);
		await deploy(stage);
		const workflowId = cohortWorkflowId(cohortId);
		const before = await runOf(stage, workflowId);
		await stage.rig.time.advanceCohortTo(cohortId, `${addDays(FIRST_DAY, 15)}T12:00:00.000Z`);
		await hasContinued(stage, workflowId, before);
		return [workflowId];
	},
	"task-goes-on-with-a-newer-build": async (stage) => {
		await deploy(stage);
		const task = await askedWhoTheRepIs(stage);
		const wrong = await task.asks("manager", { kind: "confirm-rep", speakers: [7] });
		await deploy(stage);
		const [workflowId = ""] = task.kept;
		const before = await runOf(stage, workflowId);
		// Some rungs later: the server may need a moment to tell of the newer one.
		await task.to(await task.due(), 20);
		await hasContinued(stage, workflowId, before);
		// Sent once more, to another run than the first time: it is given its first result.
		const again = await wrong.again();
		if (typeof again !== "object" || again.kind !== "refused") throw new Error(JSON.stringify(again));
		await task.done("lead", { kind: "confirm-rep", speakers: [0] });
		await task.over();
		return task.kept;
	},
};
