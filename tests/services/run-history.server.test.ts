import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeDialogue } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import { keyEncryptionOf } from "../../services/keys.ts";
import { archiveClosedRun, readCycleHistory } from "../../services/run-history.ts";
import { cycleWorkflowId } from "../../workflows/workflow-ids.ts";
import { launchOneRep, type OneRep, throughBaseline } from "../support/company.ts";
import { replayHistories } from "../support/replay.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { conversationOf } from "../support/spoken.ts";
import { superuser } from "../support/superuser.ts";

const SKILL = { discovery: 0, acknowledgment: 0, value: 0, close: 0 };
const spoken = (seed: number) =>
	conversationOf(composeDialogue({ persona: PERSONAS[0], skill: SKILL, seed, withTimes: true }));

let rig: Rig;
let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
beforeAll(async () => {
	const keyEncryption = keyEncryptionOf({
		keyEncryptionKey: randomBytes(32).toString("base64"),
		olderKeyEncryptionKeys: [],
	});
	if (keyEncryption === null) throw new Error("no key");
	rig = await startRig({ keyEncryption });
	workers = await rig.startWorkers();
});
afterAll(async () => {
	await workers?.stop();
	await rig?.close();
});

async function stop({ org, as, cycleId, at }: OneRep, day: number): Promise<void> {
	const input = { kind: "stop-cycle", cycleId, taskId: null, answer: null, note: null, at: at(day) } as const;
	const written = await org.writeAct(as("lead"), input, onceOnly("/v1/cycles/stop"));
	if (!written.ok) throw new Error(JSON.stringify(written.error));
	const { id: actId, kind, taskId } = written.value;
	expect(await rig.cycles.applyAct(cycleId, { actId, kind, taskId })).toEqual({ kind: "done" });
}

const archived = ({ orgId, cycleId }: OneRep) =>
	eventually(
		() => rig.records.listRuns(orgId, cycleId),
		(runs) => runs.length === 2 && runs.every((run) => run.archived),
		30_000,
	);

describe("the archive of a cycle's runs", () => {
	it("has every closed run by itself, outlives Temporal's own, joins them in order, and still replays", async () => {
		const company = await launchOneRep(rig, "rep");
		const { orgId, cycleId, at } = company;
		await throughBaseline(rig, company, spoken);
		await rig.time.advanceTo(cycleId, at(33));
		// The checkpoint of week 4 continued it as new: the first run is closed, the second goes on.
		const before = await eventually(
			() => readCycleHistory(rig, orgId, cycleId),
			(runs) => runs[0]?.from === "archive",
			30_000,
		);
		expect(before.map(({ from }) => from)).toEqual(["archive", "temporal"]);
		await stop(company, 33);
		const runs = await archived(company);

		// The server deletes in its own time, which has been more than 20 s.
		const runIds = runs.map(({ runId }) => runId);
		await rig.cycles.eraseWorkflows({ cycles: [{ id: cycleId, runIds }], tasks: [], conversations: [] });
		for (const runId of runIds) expect(await rig.cycles.readRun(cycleId, runId)).toBeNull();
		const joined = await readCycleHistory(rig, orgId, cycleId);
		expect(joined.map(({ from, runId }) => [from, runId])).toEqual(runs.map(({ runId }) => ["archive", runId]));
		const [first, second] = joined.map(({ history }) => history.events ?? []);
		expect(first?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId).toBe(runs[1]?.runId);
		expect(second?.at(-1)?.workflowExecutionCompletedEventAttributes).toBeTruthy();
		const workflowId = cycleWorkflowId(cycleId);
		const given = joined.map(({ history }) => ({ workflowId, history }));
		expect(await replayHistories(rig.bundle, asyncOf(given))).toEqual({ replayed: 2, refused: [] });
	}, 120_000);

	it("keeps a run once, sealed, so that the database alone does not show it", async () => {
		const rows = await superuser<{ history: Buffer; run_id: string; org_id: string; data_key_id: string | null }>(
			rig.database.superuser,
			"select history, run_id, org_id, data_key_id from run_archive",
		);
		expect(rows.length).toBeGreaterThanOrEqual(2);
		for (const { history, run_id, org_id, data_key_id } of rows) {
			expect(data_key_id).not.toBeNull();
			expect(history.includes("coachingCycle")).toBe(false);
			expect(await archiveClosedRun(rig, org_id, run_id)).toBe("done");
			const kept = await rig.records.readArchivedRun(org_id, run_id);
			expect(Buffer.from(kept?.history ?? []).includes("coachingCycle")).toBe(true);
		}
		const again = await superuser(rig.database.superuser, "select 1 from run_archive");
		expect(again).toHaveLength(rows.length);
	});

	it("waits for a run that goes on, and leaves alone one that is unknown", async () => {
		const company = await launchOneRep(rig, "other");
		const { orgId, cycleId } = company;
		const [run] = await rig.records.listRuns(orgId, cycleId);
		expect(await archiveClosedRun(rig, orgId, run?.runId ?? "")).toBe("later");
		expect(await archiveClosedRun(rig, orgId, cycleId)).toBe("done");
	});

	it("keeps nothing of somebody who is being erased", async () => {
		const company = await launchOneRep(rig, "leaver");
		const { orgId, cycleId } = company;
		const [run] = await rig.records.listRuns(orgId, cycleId);
		const runId = run?.runId ?? "";
		await superuser(rig.database.superuser, "update person set status = 'erasing' where external_id = 'leaver'");
		const closedAt = "2026-01-01T00:00:00.000Z";
		await rig.records.archiveRun(orgId, { runId, cycleId, closedAt, history: new Uint8Array([1]) });
		expect(await rig.records.readArchivedRun(orgId, runId)).toBeNull();
	});
});

async function* asyncOf<T>(items: readonly T[]): AsyncGenerator<T> {
	yield* items;
}
