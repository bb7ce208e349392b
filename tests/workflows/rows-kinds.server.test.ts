import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import { type Api, startApi } from "../support/api.ts";
import { personOf } from "../support/company.ts";
import { companyOverApi, ordinary } from "../support/over-api.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { createTalks, LOW } from "../support/steered.ts";

// Kinds of cycles, the ladder of a task up to the top, and what a cohort asks for (product.md, section 4), through the
// API and the real workflow.

type Line = {
	readonly conversationId: string;
	readonly line: number;
	readonly engine: readonly string[] | null;
	readonly said: readonly string[] | null;
};

describe.concurrent("kinds, ladders and cohorts", { timeout: 180_000 }, () => {
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

	it("a service team has a scenario set of its own, in the baseline and behind it", async () => {
		const { launch } = await companyOverApi(rig, api);
		const cycle = await launch("rep", { kind: "service-team" });
		expect((await cycle.cycle()).nextPractice?.scenario).toBe("service/baseline/01");
		await cycle.baseline(() => talk(LOW));
		const { nextPractice } = await cycle.cycle();
		expect(nextPractice?.scenario).toMatch(/^service\/objection-acknowledgment\/\d\d$/);
		expect(nextPractice?.situation).not.toBe("");
		expect((await cycle.decision("practice:w02:1")).inputs.kind).toBe("service-team");
	});

	const CADENCES = [
		["reviews done in time: kept", true, { kind: "kept", done: 2, onTime: 2 }, null],
		[
			"reviews left open: dropped, and the person above talks it over",
			false,
			{ kind: "dropped", done: 0, lines: 0 },
			"boss",
		],
	] as const;
	it.each(CADENCES)(
		"a manager building a cadence has no practice, and is measured by reviews and blind lines; %s",
		async (_, reviews, outcome, talksItOver) => {
			const { launch, at, as, list } = await companyOverApi(rig, api);
			const [cadence, cycle] = await Promise.all([launch("manager", { kind: "manager-cadence" }), launch()]);
			expect(await cadence.cycle()).toMatchObject({ phase: "practice", nextPractice: null });
			await cycle.baseline(() => talk(LOW));
			const answered: Line[] = [];
			for (const week of [2, 3]) {
				const day = (week - 1) * 7;
				await cycle.to(day);
				for (const time of ["10:00", "11:00"]) await cycle.practise(at(day, time), talk(LOW));
				await cycle.to(day + 7, "07:00");
				if (!reviews) continue;
				const review = await cycle.task("review");
				const linesOf = () => list<Line>(`/v1/tasks/${review.id}/lines`, "manager");
				const drawn = await linesOf();
				expect(drawn).toHaveLength(5);
				const labels = drawn.map(({ conversationId: conversation, line }) => ({ conversation, line, signals: [] }));
				// In the working hours behind the look that opened it.
				expect(
					(await cycle.answer(review, { reviewed: true, lines: labels }, "manager", at(day + 7, "07:00"))).status,
				).toBe(200);
				answered.push(...(await linesOf()));
			}
			await cadence.to(28, "12:00");
			const checkpoint = await cadence.decision("checkpoint:4");
			expect(checkpoint).toMatchObject({
				rule: "cadence.reviews-done-and-agreement",
				outcome: { opened: 2, ...outcome },
			});
			const agreed = (signal: string) =>
				answered.filter(({ said, engine }) => said?.includes(signal) === engine?.includes(signal)).length;
			expect(checkpoint.outcome.agreement).toEqual(
				Object.fromEntries(
					SIGNALS.map((signal) => [
						signal,
						answered.length === 0
							? null
							: expect.objectContaining({ agreed: agreed(signal), of: 10, share: agreed(signal) / 10 }),
					]),
				),
			);
			const tasks = await cadence.tasks();
			expect(tasks.map(({ kind, ownerId }) => [kind, ownerId])).toEqual(
				talksItOver === null ? [] : [["one-to-one", as(talksItOver).personId]],
			);
			expect(await cadence.told("manager")).toContain(`cadence.${outcome.kind}`);
		},
	);

	it("a new hire in week 6, with fewer than 8 earlier hires: nothing to compare with", async () => {
		const hires = Array.from({ length: 7 }, (_, n) => `hire-${n}`);
		const { launch, key } = await companyOverApi(
			rig,
			api,
			ordinary(...hires.map((hire) => personOf(hire, "rep", "manager"))),
		);
		const milestones = hires.flatMap((rep) => [
			{ rep, kind: "hired", on: "2025-03-03" },
			{ rep, kind: "first-deal", on: "2025-04-01" },
		]);
		expect((await api.post("/v1/milestones", { milestones }, key("lead"))).status).toBe(200);
		const cycle = await launch("rep", { kind: "new-hire" });
		await cycle.baseline(() => talk(LOW));
		await cycle.to(42, "12:00");
		expect(await cycle.decision("checkpoint:6")).toMatchObject({
			rule: "checkpoint.week-6-milestones",
			outcome: { kind: "nothing-to-compare-with", n: 7, milestones: [], noMoreThan: null },
			reason: { params: { needed: 8 } },
		});
	});

	it("a task climbs: reminders at half and full time, one step up at one and a half; at the top it stays, with a weekly reminder", async () => {
		const people = [
			personOf("head", "head", null),
			personOf("manager", "manager", null),
			personOf("rep", "rep", "manager"),
		];
		const { launch, as } = await companyOverApi(rig, api, people);
		const cycle = await launch("rep", {}, "head");
		await cycle.to(11);
		const [task] = await cycle.tasks();
		expect(task).toMatchObject({ kind: "baseline-late", ownerId: as("manager").personId });
		// Neither a manager's manager nor a lead stands between them: the head stands in.
		await cycle.to(55);
		expect((await cycle.tasks()).find(({ id }) => id === task?.id)).toMatchObject({
			state: "open",
			ownerRule: "managers-manager",
			ownerId: as("head").personId,
		});
		const climbed = (await cycle.decisions()).filter(({ name }) =>
			/^(reminder|step-up):baseline-late:manager$/.test(name),
		);
		const weekly = climbed.slice(5).map(({ at }) => Date.parse(at));
		expect(climbed.map(({ reason, outcome }) => [reason.code, outcome.owner ?? outcome.to])).toEqual([
			["task.remind", "manager"],
			["task.remind-due", "manager"],
			["task.stepped-up", "managers-manager"],
			["task.remind", "managers-manager"],
			["task.remind-due", "managers-manager"],
			...weekly.map(() => ["task.remind-weekly", "managers-manager"]),
		]);
		expect(weekly.length).toBeGreaterThanOrEqual(3);
		// A working week apart; a day off makes it longer.
		const days = weekly.slice(1).map((ms, n) => Math.round((ms - (weekly[n] ?? 0)) / 86_400_000));
		for (const apart of days) expect(apart).toBeGreaterThanOrEqual(7);
		expect(Math.min(...days)).toBe(7);
		const told = (await cycle.told("head")).filter((code) => code === "task.remind-weekly");
		expect(told.length).toBeGreaterThanOrEqual(weekly.length);
	});

	it("a cohort asks for outcomes when week 12 is over, and again when week 24 is", async () => {
		const { launchCohort, get, list, at, as, key } = await companyOverApi(rig, api);
		const { id } = await launchCohort(["rep"], { policy: { ...DEFAULT_POLICY, lengthWeeks: 24 } });
		type Cohort = {
			readonly cycles: { readonly baseline: number };
			readonly outcomes: readonly { readonly state: string }[];
		};
		const cohort = () => get<Cohort>(`/v1/cohorts/${id}`, "lead");
		await eventually(cohort, ({ cycles }) => cycles.baseline === 1, 60_000);
		const states = async () => (await cohort()).outcomes.map((outcome) => JSON.stringify(outcome)).join();
		const asked = () => list<{ id: string; kind: string; ownerId: string }>("/v1/tasks?kind=outcomes", "lead");
		const answer = async () => {
			const [task] = await eventually(asked, (tasks) => tasks.length === 1, 60_000);
			expect(task?.ownerId).toBe(as("lead").personId);
			const done = await api.post(
				`/v1/tasks/${task?.id}/completion`,
				{ answer: { kind: "outcomes", there: true } },
				key("lead"),
			);
			expect(done.status, done.text).toBe(200);
		};
		await rig.time.advanceCohortTo(id, at(80));
		expect(await cohort()).toMatchObject({
			outcomes: [
				{ week: 12, state: "not-due" },
				{ week: 24, state: "not-due" },
			],
		});
		await rig.time.advanceCohortTo(id, at(90));
		await answer();
		expect(await cohort(), await states()).toMatchObject({
			outcomes: [
				{ week: 12, state: "there" },
				{ week: 24, state: "not-due" },
			],
		});
		await rig.time.advanceCohortTo(id, at(175));
		await answer();
		expect(await cohort(), await states()).toMatchObject({
			outcomes: [
				{ week: 12, state: "there" },
				{ week: 24, state: "there" },
			],
		});
	});
});
