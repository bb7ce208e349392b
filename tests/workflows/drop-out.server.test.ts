import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays } from "../../domain/calendar.ts";
import { cycleWorkflowId } from "../../workflows/workflow-ids.ts";
import { personOf } from "../support/company.ts";
import { historyFromText, historyToText, replayHistories } from "../support/replay.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";

describe("a rep who never starts", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;

	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers();
	});
	afterAll(async () => {
		await workers?.stop();
		await rig?.close();
	});

	it("is reminded, then the manager and the lead are called in, and the cycle ends as never started", async () => {
		const today = new Date().toISOString().slice(0, 10);
		const { org, orgId, as } = await rig.organisation(
			[
				personOf("head", "head", null),
				personOf("lead", "lead", null),
				personOf("manager", "manager", null),
				personOf("rep", "rep", "manager"),
			],
			"2026-01-01",
		);
		const launched = await org.launchCohort(
			as("lead"),
			{ name: "Autumn", startsOn: today, reps: ["rep"], policy: null },
			onceOnly("/v1/cohorts"),
		);
		if (!launched.ok) throw new Error(JSON.stringify(launched.error));
		const [cycleId = ""] = launched.value.cycleIds;
		await rig.cycles.startCohort(orgId, launched.value.cohortId);
		await eventually(
			() => org.findCycle(cycleId),
			(cycle) => cycle?.phase === "baseline",
		);

		await rig.time.advanceTo(cycleId, `${addDays(today, 11)}T12:00:00.000Z`);
		const atManager = await org.listTasks({ cycleId, state: "open" });
		expect(atManager).toMatchObject([{ kind: "baseline-late", ownerRule: "manager", ownerId: as("manager").personId }]);

		const end = await rig.time.advanceTo(cycleId, `${addDays(today, 60)}T12:00:00.000Z`);
		expect(end).toBe("ended");
		expect(await org.findCycle(cycleId)).toMatchObject({ phase: "closed", closedBecause: "never-started" });
		const story = await org.history(cycleId);
		const decisions = story.filter(({ what }) => what === "decision").map(({ reason }) => reason.code);
		expect(decisions.filter((code) => code === "baseline.reminded")).toHaveLength(3);
		expect(decisions.filter((code) => code === "baseline.late")).toHaveLength(2);
		expect(decisions).toContain("task.stepped-up");
		expect(decisions.at(-1)).toBe("baseline.never-started");

		expect(await rig.replayAll()).toBeGreaterThanOrEqual(2);
		const history = await rig.client.workflow.getHandle(cycleWorkflowId(cycleId)).fetchHistory();
		const json = historyToText(history).replaceAll(/"timerId": *"(\d+)"/g, '"timerId":"9$1"');
		const changed = historyFromText(json);
		const wrong = await replayHistories(rig.bundle, [{ workflowId: "changed", history: changed }]);
		expect(wrong.refused).toHaveLength(1);
	});
});
