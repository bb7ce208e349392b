import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchOneRep } from "../support/company.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { superuser } from "../support/superuser.ts";

describe("a step that no retry mends", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	const failed: string[] = [];
	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers(({ error }) => failed.push(String(error)));
	});
	afterAll(async () => {
		await workers?.stop();
		await rig?.close();
	});

	it("flags the cycle, tells the administrator, and is taken once the administrator has it tried again", async () => {
		const company = await launchOneRep(rig, "rep");
		const { org, cycleId, at, as } = company;
		const plan = (text: string) =>
			superuser(rig.database.superuser, "update cycle set plan = $2 where id = $1", [cycleId, text]);
		const [row] = await superuser<{ plan: unknown }>(rig.database.superuser, "select plan from cycle where id = $1", [
			cycleId,
		]);
		const whole = JSON.stringify(row?.plan);
		await plan('"not a plan"');
		await rig.time.advanceTo(cycleId, at(4));
		await eventually(
			() => org.findCycle(cycleId),
			(cycle) => cycle?.flags.includes("step-stuck") === true,
		);
		// A worker takes what other tests left on the server, too: their cycles are in no table of this one.
		const here = failed.filter((error) => !error.startsWith("UnknownCycle"));
		expect(here).toEqual([expect.stringContaining("Undecidable")]);
		const position = await rig.cycles.position(cycleId);
		expect(position.flagged).toBe("baseline");
		const messages = await superuser(
			rig.database.superuser,
			"select person_id from outbox where cycle_id = $1 and template_code = 'cycle.step-stuck'",
			[cycleId],
		);
		expect(messages).toEqual([{ person_id: as("admin").personId }]);

		await plan(whole);
		const act = { kind: "retry-step", cycleId, taskId: null, answer: null, note: null, at: at(5) } as const;
		const written = await org.writeAct(as("admin"), act, onceOnly("/v1/acts"));
		if (!written.ok) throw new Error(JSON.stringify(written.error));
		const message = { actId: written.value.id, kind: act.kind, taskId: null };
		expect(await rig.cycles.applyAct(cycleId, message)).toEqual({ kind: "done" });
		expect((await org.findCycle(cycleId))?.flags).toEqual([]);
		await rig.time.advanceTo(cycleId, at(6));
		const told = await eventually(
			async () =>
				(await org.history(cycleId)).filter(({ what }) => what === "decision").map(({ reason }) => reason.code),
			(codes) => codes.includes("baseline.reminded"),
		);
		expect(told.filter((code) => code.startsWith("cycle.step"))).toEqual(["cycle.step-stuck", "cycle.step-retried"]);
		expect(await rig.replayAll()).toBeGreaterThanOrEqual(3);
	}, 120_000);
});
