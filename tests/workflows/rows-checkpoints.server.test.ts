import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, startApi } from "../support/api.ts";
import { companyOverApi } from "../support/over-api.ts";
import { type Rig, startRig } from "../support/rig.ts";
import {
	byDiscovery,
	createTalks,
	LOW,
	monologue,
	TARGET,
	type Wanted,
	withoutObjections,
} from "../support/steered.ts";

// Weeks 4 and 8 of the cycle's table (product.md, section 4), through the API and the real workflow.

describe.concurrent("checkpoints", { timeout: 180_000 }, () => {
	let rig: Rig;
	let api: Api;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	const talk = createTalks();
	const byRule = <Row extends { readonly rule: string }>(rows: readonly Row[]) =>
		rows.map((row) => [row.rule, row] as const);

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

	type Week4 = {
		readonly rule: string;
		readonly before: Wanted;
		readonly after: Wanted;
		readonly practices?: number;
		readonly outcome: object;
		readonly params: object;
		readonly task: "one-to-one" | "live-coaching" | null;
	};
	const ALL = ["objection-acknowledgment", "close-attempts", "value-framing", "discovery-density"];
	const WEEK_4: readonly Week4[] = [
		{
			rule: "k = 0 and all still hold: holding",
			before: TARGET,
			after: TARGET,
			outcome: { kind: "holding", moved: [], fell: [], measured: ALL },
			params: { outside: 0, needed: 0 },
			task: null,
		},
		{
			rule: "k = 0 and one does not hold: partial, a one-to-one task, and the fall is named",
			before: TARGET,
			after: { ...TARGET, value: "middle" },
			outcome: { kind: "partial", moved: [], fell: ["value-framing"] },
			params: { outside: 0, fell: "value-framing" },
			task: "one-to-one",
		},
		{
			rule: "two of four moved up a tier: on track",
			before: LOW,
			after: { ...LOW, close: "target", discovery: "middle" },
			outcome: { kind: "on-track", moved: ["close-attempts", "discovery-density"], fell: [] },
			params: { outside: 4, moved: 2, needed: 2 },
			task: null,
		},
		{
			rule: "k = 1 and that one moved up: on track, since min(2, k) are needed",
			before: { ...TARGET, value: "low" },
			after: { ...TARGET, value: "middle" },
			outcome: { kind: "on-track", moved: ["value-framing"] },
			params: { outside: 1, moved: 1, needed: 1 },
			task: null,
		},
		{
			rule: "a fall of a tier is named, on track as well",
			before: { ...LOW, discovery: "target" },
			after: { ...LOW, close: "target", value: "middle" },
			outcome: {
				kind: "on-track",
				moved: ["close-attempts", "value-framing"],
				fell: ["discovery-density"],
			},
			params: { outside: 3, fell: "discovery-density" },
			task: null,
		},
		{
			rule: "fewer than needed but one moved: partial, a one-to-one task",
			before: LOW,
			after: { ...LOW, close: "target" },
			outcome: { kind: "partial", moved: ["close-attempts"] },
			params: { outside: 4, moved: 1, needed: 2, uncertain: false },
			task: "one-to-one",
		},
		{
			rule: "acknowledgment alone speaks for it: partial, and a person looks",
			before: { ...TARGET, acknowledgment: "low" },
			after: TARGET,
			outcome: { kind: "partial", moved: ["objection-acknowledgment"] },
			params: { outside: 1, needed: 1, uncertain: true },
			task: "one-to-one",
		},
		{
			rule: "none moved: flat, a live-coaching task",
			before: LOW,
			after: LOW,
			outcome: { kind: "flat", moved: [], fell: [] },
			params: { outside: 4, moved: 0 },
			task: "live-coaching",
		},
		{
			rule: "fewer than 4 practices since the baseline: not enough data, a one-to-one task",
			before: LOW,
			after: TARGET,
			practices: 3,
			outcome: { kind: "not-enough-data" },
			params: { practices: 3 },
			task: "one-to-one",
		},
	];
	it.each(byRule(WEEK_4))("week 4: %s", async (_, { before, after, practices = 4, outcome, params, task }) => {
		const { launch, at } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(() => talk(before));
		for (const day of [8, 9, 15, 16].slice(0, practices)) {
			await cycle.to(day);
			await cycle.practise(at(day), talk(after));
		}
		await cycle.to(28, "12:00");
		const decided = await cycle.decision("checkpoint:4");
		expect(decided).toMatchObject({ rule: "checkpoint.week-4", outcome, reason: { params } });
		const { kind } = decided.outcome;
		const opened = (await cycle.tasks()).filter(({ subject }) => subject.decision === "checkpoint:4");
		expect(opened.map((one) => [one.kind, one.ownerRule])).toEqual(task === null ? [] : [[task, "manager"]]);
		expect(await cycle.told("rep")).toContain(`week4.${kind}`);
		// After a flat month practice changes its angle: the customer then raises the same thing sideways.
		const next = await cycle.decision("practice:w05:1");
		expect(next.reason.params).toMatchObject({ angle: kind === "flat" ? 2 : 1 });
		if (kind === "flat") expect(Number(String(next.outcome.scenario).split("/")[1])).toBeGreaterThan(5);
	});

	it("week 4: fewer than two measured signals: not enough data, however many practices", async () => {
		const { launch, at } = await companyOverApi(rig, api);
		const cycle = await launch();
		await cycle.baseline(() => talk(LOW));
		for (const day of [8, 9, 15, 16]) {
			await cycle.to(day);
			await cycle.practise(at(day), monologue(day));
		}
		await cycle.to(28, "12:00");
		expect(await cycle.decision("checkpoint:4")).toMatchObject({
			outcome: { kind: "not-enough-data", measured: ["close-attempts"] },
			reason: { params: { practices: 4, measured: 1 } },
		});
	});

	type Week8 = {
		readonly rule: string;
		/** What the manager chose at the baseline instead of acknowledgment and close attempts. */
		readonly chosen?: readonly [string, string];
		readonly said: Wanted | ((nth: number) => ReturnType<typeof withoutObjections>);
		readonly outcome: object;
		readonly task: readonly [string, string] | null;
		/** Signals of which one is the next practice's. */
		readonly next: readonly string[];
	};
	const FOCUS = ["objection-acknowledgment", "close-attempts"];
	const improving = byDiscovery(Array.from({ length: 4 }, () => talk(TARGET)));
	const WEEK_8: readonly Week8[] = [
		{
			rule: "both focus signals in target: focus rotates to the other two, whatever they do",
			said: { ...LOW, acknowledgment: "target", close: "target" },
			outcome: {
				kind: "rotated",
				focus: ["value-framing", "discovery-density"],
				stuck: ["value-framing", "discovery-density"],
				allRisingOrHolding: false,
				weakestAtBaseline: null,
			},
			task: null,
			next: ["value-framing", "discovery-density"],
		},
		{
			rule: "all four rising or holding is shown, never a gate: without a focus signal in target nothing rotates",
			said: { ...TARGET, acknowledgment: "low", close: "low" },
			outcome: { kind: "focus-stays", focus: FOCUS, stuck: FOCUS, allRisingOrHolding: false },
			task: null,
			next: FOCUS,
		},
		{
			rule: "all four holding: that is shown, and the focus rotates because its two are in target",
			said: (nth) => improving[nth] ?? [],
			outcome: { kind: "rotated", focus: ["value-framing", "discovery-density"], stuck: [], allRisingOrHolding: true },
			task: null,
			next: ["value-framing", "discovery-density"],
		},
		{
			rule: "else only the one in target is replaced, by the farthest outside the focus",
			said: { ...LOW, close: "target", value: "target" },
			outcome: { kind: "one-replaced", focus: ["objection-acknowledgment", "discovery-density"] },
			task: null,
			next: ["objection-acknowledgment", "discovery-density"],
		},
		{
			rule: "three or more stuck: a deployment review for the head of enablement, though one is in target",
			said: { ...LOW, close: "target" },
			outcome: {
				kind: "stuck",
				focus: FOCUS,
				stuck: ["objection-acknowledgment", "value-framing", "discovery-density"],
			},
			task: ["deployment-review", "head"],
			next: FOCUS,
		},
		{
			rule: "fewer than three signals with enough data: a one-to-one task",
			said: withoutObjections,
			outcome: { kind: "not-enough-data", focus: FOCUS },
			task: ["one-to-one", "manager"],
			next: FOCUS,
		},
		{
			rule: "the two weakest at baseline are reported too where the manager chose other focus",
			chosen: ["value-framing", "discovery-density"],
			said: { ...LOW, value: "target", discovery: "target" },
			outcome: {
				kind: "rotated",
				focus: FOCUS,
				weakestAtBaseline: [
					{ signal: "objection-acknowledgment", pool: { value: 0 }, trend: { verdict: "flat" } },
					{ signal: "close-attempts", pool: { value: 0 }, trend: { verdict: "flat" } },
				],
			},
			task: null,
			next: FOCUS,
		},
	];
	/** Four practices of the weeks 6 and 7, and the end of week 8. */
	const untilWeek8 = async (
		said: (nth: number) => ReturnType<typeof withoutObjections>,
		chosen?: readonly [string, string],
	) => {
		const of = await companyOverApi(rig, api);
		const { launch, at } = of;
		const cycle = await launch();
		await cycle.baseline(() => talk(LOW));
		if (chosen !== undefined) {
			const answer = { signals: chosen };
			expect((await cycle.answer(await cycle.task("approve-focus"), answer, "manager", at(4))).status).toBe(200);
		}
		for (const [nth, day] of [36, 40, 44, 48].entries()) {
			await cycle.to(day);
			await cycle.practise(at(day), said(nth));
		}
		await cycle.to(56, "12:00");
		return { ...of, cycle };
	};
	it.each(byRule(WEEK_8))("week 8: %s", async (_, { said, chosen, outcome, task, next }) => {
		const { cycle } = await untilWeek8(typeof said === "function" ? said : () => talk(said), chosen);
		const decided = await cycle.decision("checkpoint:8");
		expect(decided).toMatchObject({ rule: "checkpoint.week-8", outcome });
		const opened = (await cycle.tasks()).filter(({ subject }) => subject.decision === "checkpoint:8");
		expect(opened.map(({ kind, ownerRule }) => [kind, ownerRule])).toEqual(task === null ? [] : [task]);
		expect((await cycle.cycle()).focus).toEqual(decided.outcome.focus);
		expect(await cycle.told("rep")).toContain(`week8.${decided.outcome.kind}`);
		expect(next).toContain((await cycle.cycle()).nextPractice?.scenario.split("/")[0]);
	});

	it("week 8: acknowledgment alone in target: the focus stays, and its manager chooses in the one-to-one", async () => {
		const said = { ...LOW, acknowledgment: "target", discovery: "target" } as const;
		const { cycle, at, as } = await untilWeek8(() => talk(said));
		expect((await cycle.decision("checkpoint:8")).outcome).toMatchObject({ kind: "manager-chooses", focus: FOCUS });
		const signals = ["close-attempts", "value-framing"];
		// The one-to-one of week 4 leaves no focus to choose.
		const tasks = (await cycle.tasks()).filter(({ kind }) => kind === "one-to-one");
		const [ofWeek4, ofWeek8] = ["checkpoint:4", "checkpoint:8"].map((name) =>
			tasks.find(({ subject }) => subject.decision === name),
		);
		if (ofWeek4 === undefined || ofWeek8 === undefined) throw new Error("two one-to-ones");
		expect(await cycle.answer(ofWeek4, { done: true, signals }, "lead", at(56))).toMatchObject({
			status: 409,
			body: { reason: { code: "focus.not-asked-for" } },
		});
		expect((await cycle.answer(ofWeek8, { done: true, signals }, "manager", at(56))).status).toBe(200);
		expect((await cycle.cycle()).focus).toEqual(signals);
		expect(await cycle.decision("one-to-one:checkpoint-8")).toMatchObject({
			rule: "focus.manager-decides",
			outcome: { kind: "focus-changed", focus: signals },
			inputs: { proposed: FOCUS, chosen: signals },
			by: as("manager").personId,
		});
		expect(await cycle.told("rep")).toContain("focus.chosen-otherwise");
		await cycle.to(57);
		await cycle.practise(at(57), talk({ ...LOW, close: "target" }));
		expect((await cycle.cycle()).nextPractice?.scenario).toMatch(/^value-framing\//);
	});

	type Review = {
		readonly decision: { readonly kind: string; readonly [field: string]: unknown };
		readonly code: string;
	};
	const REVIEWS: readonly (Review & { readonly outcome: object })[] = [
		{ decision: { kind: "continue" }, code: "deployment.continued", outcome: { kind: "continued" } },
		{
			decision: { kind: "extend", weeks: 2 },
			code: "deployment.extended",
			outcome: {
				kind: "extended",
				weeks: 2,
				plan: [
					{ fromWeek: 2, toWeek: 4, checkpoint: "4" },
					{ fromWeek: 5, toWeek: 8, checkpoint: "8" },
					{ fromWeek: 9, toWeek: 10, checkpoint: "8/2" },
					{ fromWeek: 11, toWeek: 14, checkpoint: "12" },
				],
			},
		},
		{
			decision: { kind: "change-focus", signals: ["value-framing", "discovery-density"] },
			code: "deployment.focus-changed",
			outcome: { kind: "focus-changed", focus: ["value-framing", "discovery-density"] },
		},
		{
			decision: { kind: "stop" },
			code: "deployment.stopped",
			outcome: { kind: "closed", because: "deployment-stopped" },
		},
	];
	it.each(REVIEWS.map((review) => [review.decision.kind, review] as const))(
		"the head of enablement answers %s: it takes effect, and rep and manager hear of it",
		async (_, review) => {
			const { decision, code, outcome } = review;
			const { cycle, at, as } = await untilWeek8(() => talk(LOW));
			const task = await cycle.task("deployment-review");
			expect(task.ownerId).toBe(as("head").personId);
			expect((await cycle.answer(task, { decision }, "manager", at(56))).status).toBe(403);
			expect((await cycle.answer(task, { decision }, "head", at(56))).status).toBe(200);
			expect(await cycle.decision("deployment-review:checkpoint-8")).toMatchObject({
				rule: "deployment.head-decides",
				outcome,
				reason: { code },
				by: as("head").personId,
			});
			expect(await cycle.told("manager")).toContain(code);
			const isStopped = decision.kind === "stop";
			expect(await cycle.told("rep")).toContain(isStopped ? "cycle.closed" : code);
			const { focus, phase, closedBecause } = await cycle.cycle();
			expect(focus).toEqual(decision.kind === "change-focus" ? decision.signals : FOCUS);
			expect([phase, closedBecause]).toEqual(isStopped ? ["closed", "deployment-stopped"] : ["practice", null]);
			if (isStopped) return;
			await cycle.to(71);
			const names = (await cycle.decisions()).map(({ name }) => name);
			expect(names.includes("checkpoint:8/2")).toBe(decision.kind === "extend");
			await cycle.to(85);
			expect((await cycle.cycle()).phase).toBe(decision.kind === "extend" ? "practice" : "closed");
		},
	);
});
