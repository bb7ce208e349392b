import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, DatabaseAway } from "../../../services/database.ts";
import {
	type Company,
	callerOf,
	createCompany,
	launch,
	newKey,
	personOf,
	practise,
	type Rig,
	scoredWith,
	startRig,
	step,
	throughBaseline,
	value,
} from "./rig.ts";

let rig: Rig;
let company: Company;
beforeAll(async () => {
	rig = await startRig();
	company = await createCompany(rig.records, { reps: 12 });
});
afterAll(() => rig.close());

const count = async (table: string, cycleId: string) =>
	Number((await rig.look<{ n: string }>(`select count(*) n from ${table} where cycle_id = $1`, [cycleId]))[0]?.n);

async function launched(rep: string): Promise<string> {
	const [cycleId] = await launch(rig.records, company, [rep]);
	if (cycleId === undefined) throw new Error("not launched");
	return cycleId;
}

describe("a step", () => {
	it("gives the first result again, whatever the clock says by then, and decides once", async () => {
		const cycleId = await launched("r0");
		const first = await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		const rows = await count("decision", cycleId);
		const again = await rig.records.runStep(step(company.orgId, cycleId, "2026-03-01T08:00:00.000Z", "run-2"), {
			kind: "plan",
		});
		expect(first.kind).toBe("planned");
		expect(again).toEqual(first);
		expect(rows).toBeGreaterThan(0);
		expect(await count("decision", cycleId)).toBe(rows);
		expect(await count("step_record", cycleId)).toBe(1);
	});

	it("has one effect when two workers run it at the same time", async () => {
		const cycleId = await launched("r1");
		const results = await Promise.all(
			Array.from({ length: 6 }, (_, index) =>
				rig.records.runStep(step(company.orgId, cycleId, `2026-01-05T08:00:0${index}.000Z`), { kind: "plan" }),
			),
		);
		for (const result of results) expect(result).toEqual(results[0]);
		expect(await count("step_record", cycleId)).toBe(1);
		expect(await count("practice", cycleId)).toBe(3);
		const [row] = await rig.look<{ revision: number }>("select revision from cycle where id = $1", [cycleId]);
		expect(row?.revision).toBe(1);
	});

	it("stores nothing when it found nothing to do, so that the same name can be asked again", async () => {
		const cycleId = await launched("r2");
		await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		const early = await rig.records.runStep(step(company.orgId, cycleId, "2026-01-06T08:00:00.000Z"), {
			kind: "baseline",
		});
		expect(early).toEqual({ kind: "waiting" });
		expect(await count("step_record", cycleId)).toBe(1);
	});

	it("closes the baseline on the third practice, opens the manager's task, and tells both", async () => {
		const cycleId = await launched("r3");
		await throughBaseline(rig.records, company, "r3", cycleId);
		const org = rig.records.org(company.orgId);
		const cycle = await org.findCycle(cycleId);
		expect(cycle).toMatchObject({ phase: "practice", nextPractice: { week: 2, ordinal: 1, state: "planned" } });
		expect(cycle?.focus).toHaveLength(2);
		const [task] = await org.listTasks({ cycleId, state: "open" });
		expect(task).toMatchObject({ kind: "approve-focus", ownerRule: "manager", ownerId: personOf(company, "m1").id });
		const told = await rig.look<{ person_id: string }>(
			"select person_id from outbox where cycle_id = $1 and step = 'baseline'",
			[cycleId],
		);
		expect(told.map((row) => row.person_id).sort()).toEqual(
			[personOf(company, "m1").id, personOf(company, "r3").id].sort(),
		);
	});

	it("answers an act once, in the transaction that closes its task", async () => {
		const cycleId = await launched("r4");
		await throughBaseline(rig.records, company, "r4", cycleId);
		const org = rig.records.org(company.orgId);
		const [task] = await org.listTasks({ cycleId, state: "open" });
		if (task === undefined) throw new Error("no task");
		const manager = callerOf(company, "m1");
		const input = {
			kind: "decide-task",
			cycleId,
			taskId: task.id,
			answer: { kind: "approve-focus", signals: ["close-attempts", "value-framing"] },
			note: "Her own words.",
			at: "2026-01-09T09:00:00.000Z",
		} as const;
		const key = newKey(input);
		const act = value(await org.writeAct(manager, input, key));
		expect(act).toMatchObject({ state: "pending", replayed: false });
		const result = await rig.records.runStep(step(company.orgId, cycleId, "2026-01-09T09:00:01.000Z"), {
			kind: "act",
			actId: act.id,
		});
		expect(result).toMatchObject({ kind: "act-done", outcome: { kind: "done" }, closedTask: "approve-focus" });
		expect(await org.findAct(act.id)).toMatchObject({ state: "applied", outcome: { kind: "done" } });
		expect(await org.findTask(task.id)).toMatchObject({ state: "done", answer: input.answer });
		expect((await org.findCycle(cycleId))?.focus).toEqual(["close-attempts", "value-framing"]);

		// The same key gives the same act back, now with its answer; a new one finds the task closed.
		expect(value(await org.writeAct(manager, input, key))).toMatchObject({
			id: act.id,
			replayed: true,
			state: "applied",
		});
		expect(await org.writeAct(manager, input, newKey(input))).toMatchObject({
			ok: false,
			error: { code: "task-closed", faults: [{ field: "/taskId" }] },
		});
	});

	it("is refused for a closed cycle, and an act that came too late is answered all the same", async () => {
		const cycleId = await launched("r5");
		await throughBaseline(rig.records, company, "r5", cycleId);
		const org = rig.records.org(company.orgId);
		const stop = { kind: "stop-cycle", cycleId, taskId: null, answer: null, note: null } as const;
		const at = "2026-01-09T09:00:00.000Z";
		const first = value(await org.writeAct(company.lead, { ...stop, at }, newKey(1)));
		const second = value(await org.writeAct(company.lead, { ...stop, at }, newKey(2)));
		const stopped = await rig.records.runStep(step(company.orgId, cycleId, at), { kind: "act", actId: first.id });
		expect(stopped).toMatchObject({ turn: { kind: "closes" } });
		expect(await rig.records.runStep(step(company.orgId, cycleId, at), { kind: "act", actId: first.id })).toEqual(
			stopped,
		);
		expect(await rig.records.runStep(step(company.orgId, cycleId, at), { kind: "act", actId: second.id })).toEqual({
			kind: "refused",
			because: "cycle-closed",
		});
		expect(await org.findAct(second.id)).toMatchObject({
			state: "refused",
			outcome: { reason: { code: "act.cycle-closed" } },
		});
		expect(await org.listTasks({ cycleId, state: "open" })).toEqual([]);
		expect(await org.writeAct(company.lead, { ...stop, at }, newKey(3))).toMatchObject({
			error: { code: "cycle-closed" },
		});
	});

	it("leaves nothing half done when its transaction fails", async () => {
		const cycleId = await launched("r6");
		// The step record is the last row that a step writes: everything else stands in the transaction by then.
		await rig.look(
			`create function break_it() returns trigger language plpgsql as $$ begin raise exception 'broken by the test'; end $$`,
		);
		await rig.look("create trigger break_it before insert on step_record for each row execute function break_it()");
		const failing = rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		await expect(failing).rejects.toThrow(/broken by the test/);
		await rig.look("drop trigger break_it on step_record");
		for (const table of ["decision", "practice", "outbox", "step_record", "cycle_run"]) {
			expect(await count(table, cycleId), table).toBe(0);
		}
		expect(await rig.records.org(company.orgId).findCycle(cycleId)).toMatchObject({ phase: "planned" });
		const after = await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		expect(after.kind).toBe("planned");
	});
});

describe("a scored conversation", () => {
	it("finishes its practice and plans the next one without touching the cycle's revision", async () => {
		const cycleId = await launched("r7");
		await throughBaseline(rig.records, company, "r7", cycleId);
		const org = rig.records.org(company.orgId);
		const before = await org.findCycle(cycleId);
		const practiceId = before?.nextPractice?.id ?? null;
		const [revision] = await rig.look<{ revision: number }>("select revision from cycle where id = $1", [cycleId]);
		const { conversationId } = await practise(rig.records, company, "r7", "2026-01-13T10:00:00.000Z", { practiceId });
		const [row] = await rig.look<{ state: string; conversation_id: string }>(
			"select state, conversation_id from practice where id = $1",
			[practiceId],
		);
		expect(row).toEqual({ state: "done", conversation_id: conversationId });
		const after = await org.findCycle(cycleId);
		expect(after?.nextPractice?.id).not.toBe(practiceId);
		expect(after?.nextPractice).toMatchObject({ state: "planned", week: 2, ordinal: 2 });
		const [now] = await rig.look<{ revision: number }>("select revision from cycle where id = $1", [cycleId]);
		expect(now).toEqual(revision);
	});

	it("tells on its third valid one that the cycle waits, and says so again when asked again", async () => {
		const cycleId = await launched("r8");
		await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		const answers = [];
		for (const day of ["06", "07", "08"]) {
			answers.push(await practise(rig.records, company, "r8", `2026-01-${day}T10:00:00.000Z`));
		}
		expect(answers.map(({ waitingCycleId }) => waitingCycleId)).toEqual([null, null, cycleId]);
		const last = answers[2]?.conversationId ?? "";
		expect(await rig.records.recordScore(company.orgId, last, scoredWith())).toEqual({
			waitingCycleId: cycleId,
			because: "baseline-complete",
		});
		const scorecards = await rig.look("select 1 from scorecard where conversation_id = $1", [last]);
		expect(scorecards).toHaveLength(1);
	});

	it("keeps both scorecards when a newer labeller scores it again, and points at the newer", async () => {
		const { conversationId } = await practise(rig.records, company, "r9", "2026-01-06T10:00:00.000Z");
		await rig.records.recordScore(company.orgId, conversationId, scoredWith(2, "2"));
		const view = await rig.records.org(company.orgId).findScorecard(conversationId);
		expect(view).toMatchObject({ ordinal: 2, labelling: { version: "2" }, conversation: { state: "scored" } });
		expect(await rig.look("select 1 from scorecard where conversation_id = $1", [conversationId])).toHaveLength(2);
	});
});

describe("the history of a cycle", () => {
	it("tells every decision, task, conversation and message in order of its steps, each with its proof", async () => {
		const cycleId = await launched("r10");
		await throughBaseline(rig.records, company, "r10", cycleId);
		const lines = await rig.records.org(company.orgId).history(cycleId);
		expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort());
		expect(lines[0]).toMatchObject({ what: "decision", name: "plan", proof: { runId: "run-1", historyLength: 8 } });
		expect(lines.filter(({ what }) => what === "conversation")).toHaveLength(3);
		const baseline = lines.filter((line) => line.step === "baseline").map(({ what, name }) => `${what} ${name}`);
		expect(baseline.slice(0, 4)).toEqual([
			"decision baseline",
			"decision focus",
			"decision practice:w02:1",
			"task-opened approve-focus",
		]);
		for (const line of lines.filter(({ what }) => what === "decision")) {
			expect(line.rule, line.name).not.toBeNull();
			expect(line.policyVersionId, line.name).not.toBeNull();
		}
	});
});

describe("a database that is away", () => {
	it("is one typed error, not a hundred messages", async () => {
		const nowhere = createDatabase("postgresql://nobody:x@127.0.0.1:1/none", { waitMsMax: 500 });
		await expect(nowhere.withOrg(company.orgId, (tx) => tx.person.count())).rejects.toBeInstanceOf(DatabaseAway);
		await nowhere.close();
	});

	it("comes back by itself after every connection was cut", async () => {
		const org = rig.records.org(company.orgId);
		await org.listCohorts();
		await rig.look(
			"select pg_terminate_backend(pid) from pg_stat_activity where usename = 'coachloop_app' and datname = current_database()",
		);
		let cohorts: unknown = null;
		for (let attempt = 0; attempt < 20 && cohorts === null; attempt++) {
			cohorts = await org.listCohorts().catch((error: unknown) => {
				expect(error).toBeInstanceOf(DatabaseAway);
				return null;
			});
		}
		expect(cohorts).not.toBeNull();
	});
});
