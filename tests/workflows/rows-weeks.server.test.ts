import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, startApi } from "../support/api.ts";
import { type Company, companyOverApi } from "../support/over-api.ts";
import { type Rig, startRig } from "../support/rig.ts";
import { createTalks, LOW } from "../support/steered.ts";

// The weeks between the checkpoints (product.md, section 4), through the API and the real workflow.

describe.concurrent("the weeks of practice", { timeout: 180_000 }, () => {
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

	it("the next practice is picked from the last score, and is there at once", async () => {
		const { launch, at } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(() => talk(LOW));
		await cycle.to(8);
		const picked = async () => {
			const { nextPractice } = await cycle.cycle();
			return { week: nextPractice?.week, signal: nextPractice?.scenario.split("/")[0] };
		};
		// All three were low: of two that are equally far the first is practised.
		expect(await picked()).toEqual({ week: 2, signal: "objection-acknowledgment" });
		const first = await cycle.practise(at(8), talk({ ...LOW, acknowledgment: "target" }));
		expect(await picked()).toEqual({ week: 2, signal: "close-attempts" });
		const second = await cycle.practise(at(8, "11:00"), talk({ ...LOW, close: "target" }));
		expect(await picked()).toEqual({ week: 2, signal: "objection-acknowledgment" });
		const decisions = [await cycle.decision("practice:w02:2"), await cycle.decision("practice:w02:3")];
		expect(decisions).toMatchObject([
			{ rule: "practice.next-from-last-score", inputs: { conversation: first }, outcome: { signal: "close-attempts" } },
			{
				rule: "practice.next-from-last-score",
				inputs: { conversation: second },
				outcome: { signal: "objection-acknowledgment" },
			},
		]);
	});

	it("a practice not done in its week is missed, not made up; extra ones count", async () => {
		const { launch, at } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(() => talk(LOW));
		await cycle.to(7);
		await cycle.practise(at(7), talk(LOW));
		await cycle.to(14);
		expect((await cycle.cycle()).nextPractice).toMatchObject({ week: 3, ordinal: 1 });
		for (const time of ["10:00", "11:00", "12:00"]) await cycle.practise(at(14, time), talk(LOW));
		await cycle.to(29);
		const reminded = (await cycle.told("rep")).filter((code) => code === "week.practices-missing");
		const outcome = async (name: string) => (await cycle.decision(name)).outcome;
		expect(await outcome("week:w02")).toMatchObject({ kind: "practices-missing", done: 1, missing: 1 });
		expect(await outcome("week-end:w02")).toMatchObject({ done: 1, missed: 1 });
		expect(await outcome("week:w03")).toMatchObject({ kind: "practices-done", done: 3, missing: 0 });
		// Neither is the miss of week 2 made up, nor does the extra one of week 3 serve week 4.
		expect(await outcome("week:w04")).toMatchObject({ kind: "practices-missing", done: 0, missing: 2 });
		expect(await outcome("week-end:w04")).toMatchObject({ done: 0, missed: 2 });
		expect(reminded).toHaveLength(2);
	});

	it("the manager reviews the two scored sessions most worth it, in one task, and none of them twice", async () => {
		const { launch, at, as } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(() => talk(LOW));
		await cycle.to(7);
		const skills = [
			{ ...LOW, acknowledgment: "target", close: "target" },
			LOW,
			{ ...LOW, close: "target", acknowledgment: "middle" },
		] as const;
		const held: string[] = [];
		for (const [hour, skill] of skills.entries()) held.push(await cycle.practise(at(7, `1${hour}:00`), talk(skill)));
		const [best, worst, between] = held;
		await cycle.to(14);
		expect(await cycle.decision("review:w02")).toMatchObject({
			rule: "review.two-most-worth",
			outcome: { kind: "review-opened", conversations: [worst, between] },
		});
		const reviews = (await cycle.tasks()).filter(({ kind }) => kind === "review");
		expect(reviews).toMatchObject([
			{ ownerRule: "manager", ownerId: as("manager").personId, subject: { conversations: [worst, between] } },
		]);
		await cycle.to(21);
		expect((await cycle.decision("review:w03")).outcome).toMatchObject({ conversations: [best] });
	});

	/** A first week whose conversations have no moment, two practices in the second, and its end. */
	const firstGap = async (inWeek2: (of: Company, cycle: Awaited<ReturnType<Company["launch"]>>) => Promise<string>) => {
		const of = await companyOverApi(rig, api);
		const cycle = await of.launch();
		await cycle.baseline(() => talk({ ...LOW, gap: null }));
		await cycle.to(7);
		const named = await inWeek2(of, cycle);
		await cycle.to(14);
		const toldManager = (await cycle.told("manager")).includes("drill.first-gap-named");
		return { named, toldManager, decided: await cycle.decision("first-gap") };
	};

	it("by the end of week 2 a first named gap: of the newest moment, real calls first, and the manager hears of it", async () => {
		const { named, toldManager, decided } = await firstGap(async ({ at }, cycle) => {
			const call = await cycle.call(at(7), talk({ ...LOW, gap: "pricing-objection" }));
			await cycle.practise(at(7, "12:00"), talk({ ...LOW, gap: "missing-follow-up" }));
			return call;
		});
		expect(decided).toMatchObject({
			rule: "drill.first-gap-by-week-2",
			outcome: { kind: "drill-suggested", gap: "pricing-objection", conversation: named },
			reason: { code: "drill.first-gap-named", params: { week: 2 } },
		});
		expect(toldManager).toBe(true);
	});

	it("by the end of week 2 a first named gap; without real calls, of the newest practice", async () => {
		const { named, decided } = await firstGap(async ({ at }, cycle) => {
			await cycle.practise(at(7), talk({ ...LOW, gap: "pricing-objection" }));
			return await cycle.practise(at(7, "12:00"), talk({ ...LOW, gap: "missing-follow-up" }));
		});
		expect(decided.outcome).toMatchObject({ kind: "drill-suggested", gap: "missing-follow-up", conversation: named });
	});

	it("by the end of week 2, or why not: no conversation had a moment of the library", async () => {
		const { toldManager, decided } = await firstGap(async ({ at }, cycle) => {
			return await cycle.practise(at(7), talk({ ...LOW, gap: null }));
		});
		expect(decided).toMatchObject({
			outcome: { kind: "no-drill", because: "no-moment" },
			reason: { code: "drill.first-gap-none" },
		});
		expect(toldManager).toBe(false);
	});

	it("no drill on a signal that holds in target, except on the manager's word", async () => {
		const { launch, at, as, key } = await companyOverApi(rig, api);
		const cycle = await launch();
		const skill = { ...LOW, close: "target" } as const;
		await cycle.baseline(() => talk(skill));
		await cycle.to(12);
		const conversationId = await cycle.practise(at(12), talk(skill));
		const assign = (gap: string, more: object = {}) =>
			api.post(
				"/v1/drills",
				{
					repId: as("rep").personId,
					gap,
					conversationId,
					evidence: { utterance: 3 },
					schedule: { times: 3 },
					at: at(12),
					...more,
				},
				key("manager"),
			);
		expect(await assign("next-step")).toMatchObject({
			status: 409,
			body: { reason: { code: "drill.holds-in-target", params: { signal: "close-attempts" } } },
		});
		expect((await assign("pricing-objection")).status).toBe(200);
		expect((await assign("next-step", { insist: true })).status).toBe(200);
		const assigned = (await cycle.decisions()).filter(({ outcome }) => outcome.kind === "drill-assigned");
		expect(assigned.map(({ inputs }) => [inputs.holdsInTarget, inputs.insists])).toEqual([
			[false, false],
			[true, true],
		]);
	});
});
