import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, startApi } from "../support/api.ts";
import { companyOverApi, type Launched } from "../support/over-api.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { createTalks, LOW, ofLength, TARGET, withoutObjections } from "../support/steered.ts";

// Week 1 of the cycle's table (product.md, section 4), through the API and the real workflow.

describe.concurrent("week 1", { timeout: 180_000 }, () => {
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

	it("a baseline conversation is valid with at least 6 rep turns and 150 rep words, and it never closes on fewer than three", async () => {
		const { launch, at } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.to(1);
		const short = [await cycle.practise(at(1), ofLength(5, 160, 1)), await cycle.practise(at(1), ofLength(6, 149, 2))];
		const held = [await cycle.practise(at(1), ofLength(6, 150, 3)), await cycle.practise(at(1), talk(LOW))];
		expect((await cycle.cycle()).nextPractice).toMatchObject({
			week: 1,
			scenario: expect.stringMatching(/^baseline\//),
		});
		// The look of day 3 asks again, and still finds two.
		await cycle.to(4);
		expect((await cycle.cycle()).phase).toBe("baseline");
		expect((await cycle.decision("baseline-reminder:3")).reason.params).toMatchObject({ day: 3, done: 2, needed: 3 });
		held.push(await cycle.practise(at(4), talk(LOW)));
		await eventually(cycle.cycle, ({ phase }) => phase === "practice");
		const { inputs } = await cycle.decision("baseline");
		expect(inputs.conversations).toMatchObject(held.map((id) => ({ id })));
		const lengths = new Map(
			(await cycle.story())
				.filter(({ what }) => what === "conversation")
				.map(({ id, name, inputs: { repTurns, repWords } }) => [`${id} ${name}`, [repTurns, repWords]]),
		);
		expect([...lengths.values()].slice(0, 3)).toEqual([
			[5, 160],
			[6, 149],
			[6, 150],
		]);
		expect(JSON.stringify(inputs)).not.toMatch(new RegExp(short.join("|")));
		// Each that was too short used up a scenario, and another one was there at once.
		const another = (await cycle.decisions()).filter(({ rule }) => rule === "baseline.until-enough-are-valid");
		expect(another.map(({ reason }) => reason.params.valid)).toEqual([1, 2]);
	});

	const PROPOSALS = [
		[
			"all four are low: ties go acknowledgment, close attempts",
			() => talk(LOW),
			["objection-acknowledgment", "close-attempts"],
		],
		[
			"one is in target and one is half way: the two that are farthest",
			() => talk({ ...LOW, acknowledgment: "target", value: "middle" }),
			["close-attempts", "discovery-density"],
		],
		[
			"three are in target: the one outside first, then by the order of ties",
			() => talk({ ...TARGET, discovery: "middle" }),
			["discovery-density", "objection-acknowledgment"],
		],
		["none is outside", () => talk(TARGET), ["objection-acknowledgment", "close-attempts"]],
	] as const;
	it.each(PROPOSALS)("focus is the two largest distances outside target; %s", async (_, said, focus) => {
		const { launch } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(said);
		expect(await cycle.decision("focus")).toMatchObject({
			rule: "focus.two-largest-distances",
			outcome: { kind: "focus-proposed", focus },
			by: "engine",
		});
		const { nextPractice, focus: now } = await cycle.cycle();
		expect(now).toEqual(focus);
		// Practice starts on the proposal at once: nobody has answered yet.
		expect((await cycle.task("approve-focus")).state).toBe("open");
		expect(nextPractice).toMatchObject({ week: 2, ordinal: 1 });
		expect(focus).toContain(nextPractice?.scenario.split("/")[0]);
	});

	it("then not-shown ones come, before those in target: the baseline says which were not shown", async () => {
		const { launch } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(withoutObjections);
		const { outcome } = await cycle.decision("baseline");
		expect(outcome.pools).toMatchObject({
			"objection-acknowledgment": { shown: false },
			"value-framing": { shown: false },
			"close-attempts": { shown: true, value: 0, tier: "low", distance: 1 },
			"discovery-density": { shown: true, tier: "target", distance: 0 },
		});
		const order = ["close-attempts", "objection-acknowledgment", "value-framing", "discovery-density"];
		expect((await cycle.decision("focus")).inputs.order).toEqual(order);
		expect((await cycle.cycle()).focus).toEqual(order.slice(0, 2));
	});

	it("the manager may choose otherwise: both are kept, the rep hears of it, and the next practice follows", async () => {
		const { launch, at, as } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(() => talk(LOW));
		const before = (await cycle.cycle()).nextPractice?.scenario;
		const signals = ["value-framing", "discovery-density"];
		const task = await cycle.task("approve-focus");
		const twice = ["value-framing", "value-framing"];
		expect((await cycle.answer(task, { signals: twice }, "manager", at(4))).status).toBe(422);
		expect((await cycle.answer(task, { signals }, "manager", at(4))).status).toBe(200);
		expect(await cycle.decision("approve-focus")).toMatchObject({
			rule: "focus.manager-decides",
			outcome: { kind: "focus-changed", focus: signals },
			inputs: { proposed: ["objection-acknowledgment", "close-attempts"], chosen: signals },
			by: as("manager").personId,
		});
		expect((await cycle.decision("focus")).outcome.focus).toEqual(["objection-acknowledgment", "close-attempts"]);
		expect((await cycle.cycle()).focus).toEqual(signals);
		expect(await cycle.told("rep")).toContain("focus.chosen-otherwise");
		expect(await cycle.told("manager")).not.toContain("focus.chosen-otherwise");
		await cycle.to(8);
		expect((await cycle.cycle()).nextPractice?.scenario).toBe(before);
		await cycle.practise(at(8), talk({ ...LOW, discovery: "target" }));
		expect((await cycle.cycle()).nextPractice?.scenario).toMatch(/^value-framing\//);
	});

	it("a choice that the lead makes is told to the manager; the same pair approves the proposal and is told to nobody", async () => {
		const answered = async (signals: readonly string[]) => {
			const { launch, at } = await companyOverApi(rig, api);
			const cycle = await launch();
			await cycle.baseline(() => talk(LOW));
			expect((await cycle.answer(await cycle.task("approve-focus"), { signals }, "lead", at(4))).status).toBe(200);
			const told = (await Promise.all(["rep", "manager"].map(cycle.told))).flat();
			const { outcome } = await cycle.decision("approve-focus");
			return { kind: outcome.kind, told: told.filter((code) => code === "focus.chosen-otherwise") };
		};
		const [other, same] = await Promise.all([
			answered(["value-framing", "close-attempts"]),
			answered(["close-attempts", "objection-acknowledgment"]),
		]);
		expect(other).toEqual({ kind: "focus-changed", told: ["focus.chosen-otherwise", "focus.chosen-otherwise"] });
		expect(same).toEqual({ kind: "focus-approved", told: [] });
	});

	it("silence for 3 working days accepts", async () => {
		const { launch } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(() => talk(LOW));
		const task = await cycle.task("approve-focus");
		const dueDay = Math.round((Date.parse(task.dueAt) - Date.now()) / 86_400_000);
		await cycle.to(dueDay + 1, "23:00");
		const accepted = await cycle.decision("focus:accepted");
		expect(accepted).toMatchObject({
			rule: "focus.silence-accepts",
			outcome: { kind: "focus-accepted", focus: ["objection-acknowledgment", "close-attempts"] },
			reason: { code: "focus.accepted-by-silence", params: { days: 3 } },
			by: "engine",
		});
		expect(Math.abs(Date.parse(accepted.at) - Date.parse(task.dueAt))).toBeLessThan(60_000);
		expect((await cycle.task("approve-focus")).state).toBe("accepted");
	});

	const lateTask = async (cycle: Launched, owner: string) => {
		const found = (await cycle.tasks()).find(({ kind, reason, ownerRule }) => {
			return kind === "baseline-late" && reason.code === "baseline.late" && ownerRule === owner;
		});
		if (found === undefined) throw new Error(`no late baseline for the ${owner}`);
		return found;
	};

	it("reminders on days 3, 5, 7; the manager's task on day 10, the lead's on day 14; after 56 active days never started", async () => {
		const { launch, at, date } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.to(12);
		const forManager = await lateTask(cycle, "manager");
		// How it goes on is for the lead to say.
		const end = { done: true, decision: { kind: "end" } };
		expect(await cycle.answer(forManager, end, "manager", at(12))).toMatchObject({
			status: 409,
			body: { reason: { code: "baseline.the-lead-decides" } },
		});
		expect((await cycle.answer(forManager, { done: true }, "manager", at(12))).status).toBe(200);
		await cycle.to(15);
		const wait = { done: true, decision: { kind: "wait" } };
		expect((await cycle.answer(await lateTask(cycle, "lead"), wait, "lead", at(15))).status).toBe(200);
		expect(await cycle.decision("baseline-late:lead")).toMatchObject({
			outcome: { kind: "task-opened", owner: "lead" },
		});
		await cycle.to(57);
		const days = (await cycle.decisions()).filter(({ rule }) => rule?.startsWith("baseline."));
		const dayOf = (instant: string) =>
			Math.round((Date.parse(instant.slice(0, 10)) - Date.parse(date(0))) / 86_400_000);
		expect(days.map(({ rule, at: on, reason }) => [rule, dayOf(on), reason.params.day])).toEqual([
			["baseline.reminder", 3, 3],
			["baseline.reminder", 5, 5],
			["baseline.reminder", 7, 7],
			["baseline.late-task", 10, 10],
			["baseline.late-task", 14, 14],
			["baseline.never-started", 56, 56],
		]);
		expect((await cycle.story()).filter(({ reason }) => reason.code === "baseline.lead-waits")).toMatchObject([
			{ rule: "task.baseline-late", outcome: { kind: "waits" } },
		]);
		expect(await cycle.cycle()).toMatchObject({ phase: "closed", closedBecause: "never-started" });
		expect((await cycle.told("rep")).filter((code) => code === "baseline.reminded")).toHaveLength(3);
	});

	it("the lead on day 14 may end it, in the same step, and manager and rep hear of it", async () => {
		const { launch, at } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.to(15);
		const answer = { done: true, decision: { kind: "end" } };
		expect((await cycle.answer(await lateTask(cycle, "lead"), answer, "lead", at(15))).status).toBe(200);
		expect(await cycle.cycle()).toMatchObject({ phase: "closed", closedBecause: "never-started" });
		expect((await cycle.tasks()).map(({ state }) => state).sort()).toEqual(["done", "withdrawn"]);
		expect(await cycle.told("rep")).toContain("cycle.closed");
		expect(await cycle.told("manager")).toContain("baseline.lead-ends");
	});

	it("the lead on day 14 may pause it, in the same step: its days go on when the pause is over", async () => {
		const { launch, at, date, as } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.to(15);
		const pause = { kind: "pause", from: date(15), until: date(25) };
		const task = await lateTask(cycle, "lead");
		expect(
			(await cycle.answer(task, { done: true, decision: { ...pause, until: date(15) } }, "lead", at(15))).status,
		).toBe(409);
		expect((await cycle.answer(task, { done: true, decision: pause }, "lead", at(15))).status).toBe(200);
		expect((await cycle.cycle()).pauses).toEqual([{ from: date(15), to: date(25) }]);
		expect(await cycle.decision("pause")).toMatchObject({ by: as("lead").personId, outcome: { kind: "paused" } });
		expect((await cycle.tasks()).find(({ id }) => id === task.id)?.state).toBe("done");
		for (const who of ["rep", "manager"]) expect(await cycle.told(who)).toContain("cycle.paused");
		await cycle.to(64);
		expect((await cycle.cycle()).phase).toBe("baseline");
		await cycle.to(67);
		expect(await cycle.cycle()).toMatchObject({ phase: "closed", closedBecause: "never-started" });
	});
});
