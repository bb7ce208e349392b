import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeDialogue, type Skill } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import { addDays, instantAt } from "../../domain/calendar.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { PersonInput } from "../../services/records/types.ts";
import { type Answer, type Api, startApi } from "../support/api.ts";
import { personOf } from "../support/company.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { superuser } from "../support/superuser.ts";

// Rows of the cycle's table (product.md, section 4) that no other test sees through the API and the real workflow.

const ZONE = "Europe/Berlin";
const LOW: Skill = { discovery: 0, acknowledgment: 0, value: 0, close: 0 };
const TARGET: Skill = { discovery: 3, acknowledgment: 3, value: 3, close: 3 };

type Json = { readonly [field: string]: unknown };
type Line = {
	readonly conversationId: string;
	readonly line: number;
	readonly engine: unknown;
	readonly said: unknown;
};
type Task = {
	readonly id: string;
	readonly kind: string;
	readonly state: string;
	readonly ownerRule: string;
	readonly subject: Json;
};
type Entry = {
	readonly what: string;
	readonly name: string;
	readonly outcome: Json;
	readonly inputs: Json;
	readonly by: string;
};
type Cycle = {
	readonly phase: string;
	readonly closedBecause: string | null;
	readonly guess: unknown;
	readonly pauses: readonly { readonly from: string; readonly to: string | null }[];
	readonly nextPractice: {
		readonly id: string;
		readonly scenario: string;
		readonly situation: string;
		readonly brief: string;
	} | null;
};

const listed = <T>({ status, body, text }: Answer): readonly T[] => {
	if (status !== 200) throw new Error(text);
	const { data }: { data: readonly T[] } = JSON.parse(JSON.stringify(body));
	return data;
};
const one = <T>({ status, body, text }: Answer): T => {
	if (status >= 300) throw new Error(text);
	const value: T = JSON.parse(JSON.stringify(body));
	return value;
};

/** Much is asked and told, nothing is claimed and nothing objected to: two of the four signals are not shown. */
function talkWithoutObjections(seed: number) {
	const topics = [
		"the routes",
		"the depot",
		"the night shift",
		"the returns",
		"the new site",
		"the drivers",
		"the invoices",
	];
	return topics.flatMap((topic, n) => [
		{
			role: "rep",
			speaker: "Rep",
			text: `Thank you, that is good to know, and it is the number ${seed * 10 + n} on my list for today. What does a normal week look like for ${topic} in your team, from Monday to Friday?`,
		},
		{
			role: "customer",
			speaker: "Customer",
			text: `On Monday somebody looks at ${topic} with a colleague and writes it down.`,
		},
	]);
}

describe("rows of the cycle's table", () => {
	let rig: Rig;
	let api: Api;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	const today = new Date().toISOString().slice(0, 10);
	const at = (day: number, time = "10:00") => instantAt(addDays(today, day), time, ZONE);
	let seed = 0;

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

	async function company(more: readonly PersonInput[]) {
		const people = [
			personOf("head", "head", null),
			personOf("lead", "lead", null),
			personOf("boss", "manager", null),
			personOf("manager", "manager", "boss"),
			personOf("other", "manager", "boss"),
			...more,
		];
		const made = await rig.organisation(people, "2026-01-01");
		const keys = new Map<string, string>();
		for (const { externalId } of people) {
			keys.set(externalId, await made.org.createApiKey(made.as(externalId).personId));
		}
		return { ...made, key: (externalId: string) => keys.get(externalId) ?? "" };
	}
	type Company = Awaited<ReturnType<typeof company>>;

	async function launch({ key }: Company, rep: string, more: object) {
		const launched = one<{ cycleIds: readonly string[] }>(
			await api.post("/v1/cohorts", { name: `Cohort of ${rep}`, startsOn: today, reps: [rep], ...more }, key("lead")),
		);
		const [id = ""] = launched.cycleIds;
		const cycle = async () => one<Cycle>(await api.get(`/v1/cycles/${id}`, key("lead")));
		const story = async () => listed<Entry>(await api.get(`/v1/cycles/${id}/history`, key("lead")));
		return {
			id,
			cycle,
			decision: async (name: string) => {
				const found = (await story()).find((entry) => entry.what === "decision" && entry.name === name);
				if (found === undefined) throw new Error(`no decision ${name}`);
				return found;
			},
			story,
			tasks: async () => listed<Task>(await api.get(`/v1/tasks?cycleId=${id}&state=all`, key("lead"))),
			/** The server holds a run back for a moment that continues one which was short: a clock moved then would leap over it. */
			to: async (day: number, time?: string) => {
				const answers = () =>
					rig.cycles.position(id).then(
						() => true,
						() => false,
					);
				await eventually(answers, (isThere) => isThere);
				return await rig.time.advanceTo(id, at(day, time));
			},
		};
	}
	type Launched = Awaited<ReturnType<typeof launch>>;

	async function practise(
		of: Company,
		cycle: Launched,
		rep: string,
		occurredAt: string,
		utterances: readonly object[],
	) {
		const practiceId = (await cycle.cycle()).nextPractice?.id;
		const { id } = one<{ id: string }>(
			await api.post(
				"/v1/conversations",
				{
					repId: of.as(rep).personId,
					source: "practice",
					kind: "role-play",
					...(practiceId === undefined ? {} : { practiceId }),
					occurredAt,
					language: "en",
					transcript: { utterances },
				},
				of.key(rep),
			),
		);
		await eventually(
			() => of.org.findConversation(id),
			(found) => found?.state === "scored",
		);
	}
	const spoken = (skill: Skill) => composeDialogue({ persona: PERSONAS[0], skill, seed: ++seed, withTimes: false });

	it("a new hire: guess, late baseline, review, supplement, week 6, week 8 asked again, and the report", async () => {
		const hires = Array.from({ length: 8 }, (_, n) => `hire-${n}`);
		const of = await company([
			personOf("rep", "rep", "manager"),
			...hires.map((hire) => personOf(hire, "rep", "manager")),
		]);
		const milestones = hires.flatMap((rep) => [
			{ rep, kind: "hired", on: "2025-03-03" },
			{ rep, kind: "first-deal", on: "2025-04-01" },
		]);
		expect(await api.post("/v1/milestones", { milestones }, of.key("lead"))).toMatchObject({ body: { stored: 16 } });
		expect(
			await api.post("/v1/milestones", { milestones: [{ rep: "nobody", kind: "hired", on: today }] }, of.key("lead")),
		).toMatchObject({ status: 422, body: { errors: [{ pointer: "/milestones/0/rep" }] } });
		const cycle = await launch(of, "rep", { kind: "new-hire", policy: { ...DEFAULT_POLICY, lengthWeeks: 13 } });
		await eventually(cycle.cycle, ({ phase }) => phase === "baseline");

		const tiers = {
			"objection-acknowledgment": "target",
			"close-attempts": "low",
			"value-framing": "low",
			"discovery-density": "low",
		};
		const guess = () => api.ask("put", `/v1/cycles/${cycle.id}/guess`, { tiers, at: at(0, "12:00") }, of.key("rep"));
		const middling = { tiers: { ...tiers, "close-attempts": "middle" }, at: at(0) };
		expect((await api.ask("put", `/v1/cycles/${cycle.id}/guess`, middling, of.key("rep"))).status).toBe(422);
		expect((await guess()).status).toBe(200);
		expect((await cycle.cycle()).guess).toEqual(tiers);
		for (const day of [1, 2, 3]) {
			await cycle.to(day);
			await practise(of, cycle, "rep", at(day), talkWithoutObjections(day));
		}
		await eventually(cycle.cycle, ({ phase }) => phase === "practice");
		expect((await guess()).status).toBe(409);
		expect((await cycle.decision("baseline")).outcome).toMatchObject({
			pools: { "objection-acknowledgment": { shown: false } },
			guess: {
				signals: {
					"objection-acknowledgment": { guessed: "target", verdict: "not-shown" },
					"close-attempts": { guessed: "low", measured: "low", verdict: "right" },
				},
			},
		});

		for (const week of [2, 3, 4]) {
			for (const day of [0, 1]) {
				const on = (week - 1) * 7 + day;
				await cycle.to(on);
				await practise(of, cycle, "rep", at(on), spoken(LOW));
			}
			await cycle.to(week * 7 - 1, "20:00");
		}
		const late = await cycle.decision("late-baseline:objection-acknowledgment");
		expect(late.inputs.conversations).toHaveLength(2);

		const review = (await cycle.tasks()).find(({ kind }) => kind === "review");
		const linesOf = async () => listed<Line>(await api.get(`/v1/tasks/${review?.id}/lines`, of.key("manager")));
		const lines = await linesOf();
		expect(review?.subject.worth).toHaveLength(
			Array.isArray(review?.subject.conversations) ? review.subject.conversations.length : 0,
		);
		expect(lines).toHaveLength(5);
		for (const { engine, said } of lines) expect([engine, said]).toEqual([null, null]);
		const complete = (labels: object) =>
			api.post(
				`/v1/tasks/${review?.id}/completion`,
				{ answer: { kind: "review", reviewed: true, ...labels }, at: at(27, "21:00") },
				of.key("manager"),
			);
		expect(await complete({})).toMatchObject({ status: 409, body: { code: "act-refused" } });
		const labels = lines.map(({ conversationId: conversation, line }) => ({
			conversation,
			line,
			signals: ["close-attempts"],
		}));
		expect((await complete({ lines: labels })).status).toBe(200);
		for (const { engine, said } of await linesOf()) {
			expect(said).toEqual(["close-attempts"]);
			expect(Array.isArray(engine)).toBe(true);
		}
		const kept = await superuser(
			rig.database.superuser,
			"select by_id, labeller, labeller_version, language from blind_line where task_id = $1",
			[review?.id],
		);
		expect(kept).toHaveLength(5);
		for (const row of kept) {
			expect(row).toMatchObject({
				by_id: of.as("manager").personId,
				language: "en",
				labeller_version: expect.any(String),
			});
		}

		await cycle.to(28, "12:00");
		const week4 = await cycle.decision("checkpoint:4");
		expect(week4.outcome).toMatchObject({
			kind: "flat",
			measured: expect.arrayContaining(["objection-acknowledgment"]),
		});
		for (const hour of ["12", "13", "14"]) await practise(of, cycle, "rep", at(22, `${hour}:00`), spoken(TARGET));
		await cycle.to(35, "12:00");
		const supplement = await cycle.decision("supplement:4");
		expect(supplement.outcome).toMatchObject({ checkpoint: "4", was: "flat", verdict: expect.any(String) });
		expect(supplement.inputs.late).toHaveLength(3);
		expect((await cycle.decision("checkpoint:4")).outcome).toEqual(week4.outcome);
		const coaching = (await cycle.tasks()).find(({ kind }) => kind === "live-coaching");
		expect(coaching?.subject).toEqual({ decision: "checkpoint:4", supplement: "supplement:4" });

		await cycle.to(42, "12:00");
		expect((await cycle.decision("checkpoint:6")).outcome).toMatchObject({
			kind: "compared",
			n: 8,
			day: 42,
			milestones: [{ kind: "first-deal", reached: false, earlier: { numerator: 8, denominator: 8 } }],
		});

		await cycle.to(56, "12:00");
		expect((await cycle.decision("checkpoint:8")).outcome.kind).toBe("not-enough-data");
		const oneToOnes = async () =>
			(await cycle.tasks())
				.filter(({ kind, subject }) => kind === "one-to-one" && String(subject.decision).startsWith("checkpoint:8"))
				.map(({ subject }) => subject.decision);
		expect(await oneToOnes()).toEqual(["checkpoint:8"]);
		await cycle.to(70, "12:00");
		expect((await cycle.decision("checkpoint:8/2")).outcome.kind).toBe("not-enough-data");
		expect((await cycle.decision("week8-again:8/2")).outcome.kind).toBe("lead-looks");
		const again = (await cycle.tasks()).find(({ subject }) => subject.decision === "checkpoint:8/2");
		expect(again).toMatchObject({ kind: "one-to-one", ownerRule: "lead" });

		await cycle.to(85, "12:00");
		expect((await cycle.cycle()).phase).toBe("habit");
		await cycle.to(92, "12:00");
		expect((await cycle.decision("checkpoint:24")).outcome).toMatchObject({
			kept: false,
			cadence: { planned: 2, done: 0 },
			turnover: { left: false },
		});
		expect(await cycle.cycle()).toMatchObject({ phase: "closed", closedBecause: "completed" });
	}, 240_000);

	it("a new product, a manager's cadence, somebody who leaves and comes back, and another team", async () => {
		const of = await company([personOf("rep", "rep", "manager")]);
		const body = { name: "x", startsOn: today, reps: ["rep"], kind: "tenured-new-product" };
		expect(await api.post("/v1/cohorts", body, of.key("lead"))).toMatchObject({
			status: 422,
			body: { errors: [{ pointer: "/product" }] },
		});
		const product = { name: "Route Planner 2", claims: ["saves a day a week"] };
		const cycle = await launch(of, "rep", { kind: "tenured-new-product", product });
		await eventually(cycle.cycle, ({ phase }) => phase === "baseline");
		const { nextPractice } = await cycle.cycle();
		expect(nextPractice?.scenario).toBe("product/baseline/01");
		expect(nextPractice?.situation).toContain("Route Planner 2");
		expect(nextPractice?.brief).toContain("saves a day a week");

		const cadence = await launch(of, "manager", { kind: "manager-cadence" });
		await eventually(cadence.cycle, ({ phase }) => phase === "practice");
		expect((await cadence.cycle()).nextPractice).toBeNull();
		expect((await api.get(`/v1/cycles/${cadence.id}`, of.key("manager"))).status).toBe(200);
		expect((await api.post("/v1/cohorts", { ...body, kind: "manager-cadence" }, of.key("lead"))).status).toBe(422);
		await cadence.to(28, "12:00");
		expect((await cadence.decision("week:w02")).outcome).toMatchObject({ kind: "reviews-done", opened: 0 });
		expect((await cadence.decision("checkpoint:4")).outcome).toMatchObject({ kind: "nothing-to-review", lines: 0 });

		const imported = async (more: Partial<PersonInput>, since: string) => {
			const result = await of.org.importPeople([{ ...personOf("rep", "rep", "manager"), ...more }], since);
			if (!result.ok) throw new Error(JSON.stringify(result.error));
		};
		const acts = async () => (await cycle.story()).filter(({ what }) => what === "act");
		await imported({}, today);
		expect(await acts()).toEqual([]);
		await imported({ active: false }, addDays(today, 2));
		await eventually(cycle.cycle, ({ pauses }) => pauses.length === 1);
		expect((await cycle.cycle()).pauses).toEqual([{ from: addDays(today, 2), to: null }]);
		expect(await cycle.decision("pause")).toMatchObject({ by: "engine" });
		await cycle.to(20, "12:00");
		expect((await cycle.story()).filter(({ name }) => name.startsWith("baseline-late"))).toEqual([]);
		await imported({ active: true }, addDays(today, 20));
		await eventually(cycle.cycle, ({ pauses }) => pauses[0]?.to === addDays(today, 20));
		await imported({ active: true, manager: "other" }, addDays(today, 21));
		await eventually(cycle.story, (story) => story.some(({ what, name }) => what === "decision" && name === "people"));
		await imported({ active: true, manager: "other" }, addDays(today, 21));
		expect(await acts()).toHaveLength(3);
		// Ten active days after the start: the task of the new manager.
		await cycle.to(29, "12:00");
		const [task] = await cycle.tasks();
		expect(task).toMatchObject({ kind: "baseline-late", ownerRule: "manager" });
		expect((await of.org.findTask(task?.id ?? ""))?.ownerId).toBe(of.as("other").personId);
	}, 180_000);
});
