import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { type Api, startApi } from "../support/api.ts";
import { personOf } from "../support/company.ts";
import { companyOverApi, ordinary } from "../support/over-api.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { createTalks, LOW } from "../support/steered.ts";

// What changes the course of a cycle (product.md, section 4): pauses, more weeks, another policy, and people who come
// and go; through the API and the real workflow.

describe.concurrent("the course of a cycle", { timeout: 180_000 }, () => {
	let rig: Rig;
	let api: Api;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	const talk = createTalks();

	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers();
		api = await startApi({ records: rig.records, cycles: rig.cycles, now: () => new Date().toISOString() });
	});
	afterAll(async () => {
		await workers?.stop();
		await api?.close();
		await rig?.close();
	});

	/** A cycle behind its baseline. */
	const practising = async (more: object = {}) => {
		const of = await companyOverApi(rig, api, ordinary(personOf("other", "manager", "boss")));
		const cycle = await of.launch("rep", more);
		await cycle.baseline(() => talk(LOW));
		return { ...of, cycle };
	};

	it("a pause shifts everything after it: week, task and checkpoint; what is held in it is in no week", async () => {
		const { cycle, at, date, as } = await practising();
		const before = (await cycle.task("approve-focus")).dueAt;
		const pause = { do: "pause", from: date(5), until: date(12) } as const;
		expect((await cycle.change(pause, "rep", at(4))).status).toBe(403);
		expect([403, 404]).toContain((await cycle.change(pause, "other", at(4))).status);
		const backwards = await cycle.change({ ...pause, until: date(5) }, "manager", at(4));
		expect(backwards.body).toMatchObject({ reason: { code: "pause.ends-before-it-begins" } });
		expect((await cycle.change(pause, "manager", at(4))).status).toBe(200);
		expect((await cycle.cycle()).pauses).toEqual([{ from: date(5), to: date(12) }]);
		expect(await cycle.decision("pause")).toMatchObject({
			rule: "cycle.paused-by-a-person",
			by: as("manager").personId,
			reason: { code: "cycle.paused", params: { from: date(5), until: date(12) } },
		});
		for (const who of ["rep", "manager"]) expect(await cycle.told(who)).toContain("cycle.paused");
		const { dueAt } = await cycle.task("approve-focus");
		expect(dueAt > before && dueAt > at(12, "00:00")).toBe(true);

		// A practice dated inside the pause is scored and kept; the next one is there when the pause is over.
		await cycle.to(8);
		const inside = await cycle.practise(at(8), talk(LOW));
		expect((await cycle.cycle()).nextPractice).toBeNull();
		await cycle.to(12, "12:00");
		expect(await cycle.decision(`return:${date(12)}`)).toMatchObject({ rule: "cycle.goes-on-after-a-pause" });
		expect((await cycle.cycle()).nextPractice).toMatchObject({ week: 2 });
		expect(await cycle.told("rep")).toContain("cycle.returned");
		// Five active days before the pause and two after it are the seven of week 1: week 2 begins on day 14,
		// and with a pause of two days in it ends on day 22.
		await cycle.to(14);
		const within = await cycle.practise(at(14), talk(LOW));
		expect((await cycle.change({ do: "pause", from: date(16), until: date(18) }, "manager", at(14))).status).toBe(200);
		await cycle.to(16, "12:00");
		const insideWeek2 = await cycle.practise(at(16), talk(LOW));
		await cycle.to(23, "12:00");
		const week2 = await cycle.decision("week-end:w02");
		expect(week2).toMatchObject({ outcome: { done: 1, missed: 1 }, inputs: { conversations: [within] } });
		expect(JSON.stringify(week2.inputs)).not.toMatch(new RegExp(`${inside}|${insideWeek2}`));
		await cycle.to(36);
		expect((await cycle.decisions()).filter(({ name }) => name === "checkpoint:4")).toEqual([]);
		await cycle.to(37, "12:00");
		expect((await cycle.decision("checkpoint:4")).outcome.kind).toBe("not-enough-data");
	});

	it("a pause without an end stands still until somebody ends it, and the weeks go on where they were", async () => {
		const { cycle, at, date } = await practising();
		await cycle.to(8);
		const nobody = await cycle.change({ do: "resume", on: date(8) }, "lead", at(8));
		expect(nobody).toMatchObject({ status: 409, body: { reason: { code: "resume.not-paused" } } });
		expect((await cycle.change({ do: "pause", from: date(9), until: null }, "lead", at(8))).status).toBe(200);
		await cycle.to(60);
		const names = async () => (await cycle.decisions()).map(({ name }) => name);
		expect((await names()).filter((name) => /^(week|week-end|checkpoint|empty-weeks):/.test(name))).toEqual([]);
		expect((await cycle.change({ do: "resume", on: date(60) }, "manager", at(60))).status).toBe(200);
		expect(await cycle.decision("resume")).toMatchObject({ rule: "cycle.resumed-by-a-person" });
		expect((await cycle.cycle()).pauses).toEqual([{ from: date(9), to: date(60) }]);
		expect(await cycle.told("rep")).toContain("cycle.resumed");
		// Two days of week 2 were over: it ends five days after the return.
		await cycle.to(64);
		expect(await names()).not.toContain("week-end:w02");
		await cycle.to(65, "12:00");
		expect(await names()).toContain("week-end:w02");
	});

	it("a pause that nobody ends closes the cycle after the policy's days", async () => {
		const { cycle, at, date } = await practising({
			policy: { ...DEFAULT_POLICY, pause: { daysMax: 20, backDaysMax: 60 } },
		});
		expect((await cycle.change({ do: "pause", from: date(5), until: null }, "manager", at(4))).status).toBe(200);
		await cycle.to(24);
		expect((await cycle.cycle()).phase).toBe("practice");
		await cycle.to(26);
		expect(await cycle.cycle()).toMatchObject({ phase: "closed", closedBecause: "paused-too-long" });
	});

	it("a pause told late puts the cycle back: what the clock decided since is superseded and decided anew", async () => {
		const { cycle, at, date } = await practising();
		await cycle.to(22);
		const tooFar = await cycle.change({ do: "pause", from: date(-70), until: date(21) }, "lead", at(22));
		expect(tooFar).toMatchObject({ status: 409, body: { reason: { code: "pause.too-far-back" } } });
		expect((await cycle.change({ do: "pause", from: date(7), until: date(21) }, "lead", at(22))).status).toBe(200);
		const pause = await cycle.decision("pause");
		expect(pause.reason.code).toBe("cycle.paused-back-dated");
		const old = (await cycle.decisions()).filter(({ supersededBy }) => supersededBy === pause.id);
		expect(old.map(({ name }) => name).sort()).toEqual(
			expect.arrayContaining(["week-end:w02", "week-end:w03", "week:w02", "week:w03"]),
		);
		await cycle.to(22, "11:00");
		await cycle.practise(at(22, "11:00"), talk(LOW));
		await cycle.to(28, "12:00");
		// Week 2 is days 21 to 27 now.
		expect(await cycle.decision("week-end:w02")).toMatchObject({
			step: "week:w02:end/p1",
			outcome: { done: 1, missed: 1 },
		});
	});

	it("extending moves the checkpoint that comes next, and all later ones, but not beyond week 24", async () => {
		const { cycle, at, as } = await practising();
		await cycle.to(15);
		expect((await cycle.change({ do: "extend", weeks: 2 }, "manager", at(15))).status).toBe(200);
		expect(await cycle.decision("extend")).toMatchObject({
			rule: "cycle.extended-by-a-person",
			by: as("manager").personId,
			outcome: {
				weeks: 2,
				plan: [
					{ fromWeek: 2, toWeek: 6, checkpoint: "4" },
					{ fromWeek: 7, toWeek: 10, checkpoint: "8" },
					{ fromWeek: 11, toWeek: 14, checkpoint: "12" },
				],
			},
		});
		expect(await cycle.told("rep")).toContain("cycle.extended");
		const more = await cycle.change({ do: "extend", weeks: 12 }, "lead", at(15));
		expect(more.body).toMatchObject({ reason: { code: "deployment.extension-too-long", params: { atMost: 24 } } });
		const checkpoints = async () =>
			(await cycle.decisions()).filter(({ name }) => name.startsWith("checkpoint:")).length;
		await cycle.to(29);
		expect(await checkpoints()).toBe(0);
		await cycle.to(42, "12:00");
		expect(await checkpoints()).toBe(1);
	});

	it("a running cycle does not feel a policy change until it is moved: then what it decides follows the new one", async () => {
		const of = await companyOverApi(rig, api, ordinary(personOf("second", "rep", "manager")));
		const cycle = await of.launch("rep");
		await cycle.baseline(() => talk(LOW));
		const policy = { ...DEFAULT_POLICY, practice: { ...DEFAULT_POLICY.practice, perWeek: 3 } };
		const { id } = await of.launchCohort(["second"], { policy });
		const { policyVersionId: version } = await of.get<{ policyVersionId: string }>(`/v1/cohorts/${id}`, "lead");
		const planned = async (week: string) => (await cycle.decision(`week:${week}`)).reason.params.planned;
		await cycle.to(14);
		expect(await planned("w02")).toBe(2);
		const unknown = await cycle.change({ do: "move-policy", version: randomUUID() }, "lead", of.at(14));
		expect(unknown.body).toMatchObject({ reason: { code: "act.policy-unknown" } });
		expect((await cycle.change({ do: "move-policy", version }, "lead", of.at(14))).status).toBe(200);
		expect(await cycle.decision("move-policy")).toMatchObject({
			rule: "cycle.moved-by-a-person",
			outcome: { kind: "moved", to: version },
		});
		const again = await cycle.change({ do: "move-policy", version }, "lead", of.at(14));
		expect(again.body).toMatchObject({ reason: { code: "act.policy-is-the-same" } });
		await cycle.to(21);
		expect(await planned("w03")).toBe(3);
		expect(await planned("w02")).toBe(2);
	});

	it("a rep who leaves pauses, goes on when back, and a transfer moves the tasks: all by the list of people", async () => {
		const { cycle, at, date, as, key } = await practising();
		const put = async (more: object, since: string) => {
			const people = [{ ...personOf("rep", "rep", "manager"), ...more }];
			const answer = await api.ask("put", "/v1/organisation/people", { format: "json", people, since }, key("admin"));
			expect(answer.status, answer.text).toBe(200);
			expect(answer.body).toMatchObject({ refused: [], imported: [{ externalId: "rep" }] });
		};
		await cycle.to(4);
		expect((await cycle.task("approve-focus")).ownerId).toBe(as("manager").personId);
		await put({ active: false }, date(5));
		await eventually(cycle.cycle, ({ pauses }) => pauses.length === 1);
		expect((await cycle.cycle()).pauses).toEqual([{ from: date(5), to: null }]);
		expect(await cycle.decision("pause")).toMatchObject({ rule: "cycle.paused-since-the-rep-left", by: "engine" });
		await cycle.to(25);
		expect((await cycle.task("approve-focus")).state).toBe("open");
		await put({ active: true }, date(25));
		await eventually(cycle.cycle, ({ pauses }) => pauses[0]?.to === date(25));
		expect(await cycle.decision("resume")).toMatchObject({ rule: "cycle.resumed-since-the-rep-is-back" });
		for (const code of ["cycle.rep-left", "cycle.rep-returned"]) expect(await cycle.told("manager")).toContain(code);

		await put({ active: true, manager: "other" }, date(0));
		await eventually(cycle.decisions, (all) => all.some(({ name }) => name === "people"));
		const task = await cycle.task("approve-focus");
		expect(task.ownerId).toBe(as("other").personId);
		const signals = ["value-framing", "discovery-density"];
		expect((await cycle.answer(task, { signals }, "manager", at(25))).status).toBe(404);
		expect((await cycle.answer(task, { signals }, "other", at(25))).status).toBe(200);
		expect((await cycle.cycle()).focus).toEqual(signals);
	});
});
