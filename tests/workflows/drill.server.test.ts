import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeDialogue, type Skill } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import type { Instant } from "../../domain/time.ts";
import { type Api, startApi } from "../support/api.ts";
import { launchOneRep, type OneRep, throughBaseline } from "../support/company.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { conversationOf } from "../support/spoken.ts";

const SKILL: Skill = { discovery: 1, acknowledgment: 1, value: 1, close: 0 };

let rig: Rig;
let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
let api: Api;

beforeAll(async () => {
	rig = await startRig();
	workers = await rig.startWorkers();
	api = await startApi({ records: rig.records, cycles: rig.cycles, now: () => new Date().toISOString() });
});
afterAll(async () => {
	await api?.close();
	await workers?.stop();
	await rig?.close();
});

/** A talk in which the rep asks for so many next steps; another seed, other words. */
function talk(asks: number, seed: number) {
	return composeDialogue({ persona: PERSONAS[0], skill: { ...SKILL, close: asks }, seed, withTimes: true });
}

function field(body: unknown, name: string): unknown {
	return typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
}

async function onItsWay(company: OneRep) {
	const { org, as, repId } = company;
	const keys = {
		rep: await org.createApiKey(as(repId).personId),
		manager: await org.createApiKey(as("manager").personId),
	};
	let seed = 100;
	const say = async (at: Instant, asks: number, more: object): Promise<string> => {
		seed += 1;
		const answer = await api.post(
			"/v1/conversations",
			{
				repId: as(repId).personId,
				occurredAt: at,
				language: "en",
				transcript: { utterances: talk(asks, seed) },
				...more,
			},
			keys.rep,
		);
		expect(answer.status, answer.text).toBe(201);
		const id = String(field(answer.body, "id"));
		await eventually(
			() => org.findConversation(id),
			(found) => found?.state === "scored",
		);
		return id;
	};
	return {
		keys,
		call: (at: Instant, asks: number) =>
			say(at, asks, {
				source: "live",
				kind: "customer-call",
				consent: { purpose: "coaching", reference: `paper-${at}`, at },
			}),
		attempt: (at: Instant, asks: number, drillId: string) =>
			say(at, asks, { source: "practice", kind: "role-play", drillId }),
		assign: async (at: Instant, conversationId: string, more: object = {}) => {
			const body = {
				repId: as(repId).personId,
				gap: "next-step",
				conversationId,
				evidence: { utterance: 3 },
				schedule: { times: 3 },
				at,
				...more,
			};
			return await api.post("/v1/drills", body, keys.manager);
		},
		drills: async () => {
			const { body } = await api.get(`/v1/drills?repId=${as(repId).personId}&state=all`, keys.manager);
			const data = field(body, "data");
			return Array.isArray(data) ? data : [];
		},
		drillIs: (id: string, state: string) =>
			eventually(
				async () => (await api.get(`/v1/drills/${id}`, keys.rep)).body,
				(body) => field(body, "state") === state,
			),
	};
}

describe("a drill on the real engine, through the API", () => {
	it("goes from a call to its verdict; and after two angles without change to live coaching", async () => {
		const company = await launchOneRep(rig, "rep");
		const { org, as, at, cycleId } = company;
		await throughBaseline(rig, company, (number) => conversationOf(talk(0, number)));
		const { keys, call, attempt, assign, drills, drillIs } = await onItsWay(company);
		const to = (day: number) => rig.time.advanceTo(cycleId, at(day));
		const story = async () => (await org.history(cycleId)).filter(({ what }) => what === "decision");

		await to(8);
		const first = await call(at(8), 0);
		// What the engine suggests of it, or why nothing, is there for the manager, and opens nothing.
		expect((await story()).filter(({ name }) => name === "drill-suggestion")).toHaveLength(1);
		const suggestions = await api.get(`/v1/reps/${as("rep").personId}/drill-suggestions`, keys.manager);
		expect(suggestions.status).toBe(200);
		expect(await drills()).toEqual([]);

		// A mere category is refused, and so is what names nothing.
		const nothing = await api.post("/v1/drills", { repId: as("rep").personId, gap: "next-step" }, keys.manager);
		expect(nothing.status).toBe(422);
		expect(field(nothing.body, "errors")).toEqual(
			expect.arrayContaining(
				["/conversationId", "/evidence", "/schedule"].map((pointer) => expect.objectContaining({ pointer })),
			),
		);
		expect((await assign(at(8), first, { evidence: { utterance: 9999 } })).body).toMatchObject({
			errors: [{ pointer: "/evidence/utterance" }],
		});
		const assigned = await assign(at(8), first, { submitTo: as("manager").personId });
		expect(assigned.status, assigned.text).toBe(200);
		const [drill] = await drills();
		const drillId = String(field(drill, "id"));
		expect(drill).toMatchObject({ gap: "next-step", state: "assigned", conversationId: first, times: 3, angle: 1 });
		expect((await assign(at(8), first)).body).toMatchObject({ reason: { code: "drill.already-open" } });

		await to(9);
		const held = [
			await attempt(at(9, "10:10"), 0, drillId),
			await attempt(at(9, "10:20"), 3, drillId),
			await attempt(at(9, "10:30"), 1, drillId),
		];
		const practised = await drillIs(drillId, "practising");
		expect(field(practised, "attempts")).toMatchObject(held.map((conversationId) => ({ conversationId })));
		expect(field(field(practised, "evidence"), "quote")).toMatch(/\w/);
		await to(10);
		const sent = await api.post(`/v1/drills/${drillId}/submission`, { at: at(10) }, keys.rep);
		expect(sent.status, sent.text).toBe(200);
		expect(await drillIs(drillId, "watching")).toMatchObject({ submitted: 2 });
		expect((await api.post(`/v1/drills/${drillId}/submission`, { at: at(10) }, keys.rep)).body).toMatchObject({
			reason: { code: "drill.not-practising" },
		});

		await to(11);
		const changed = await call(at(11), 3);
		expect(await drillIs(drillId, "closed")).toMatchObject({ outcome: "changed", angle: 1 });
		const verdict = (await story()).find(({ reason }) => reason.code === "drill.changed");
		expect(verdict).toMatchObject({ rule: "drill.verdict", inputs: { decisive: changed } });
		// By the end of week 2 a first gap is named, and here it has its drill.
		await to(15);
		expect((await story()).find(({ name }) => name === "first-gap")).toMatchObject({
			reason: { code: "drill.first-gap-drilled", params: { gap: "next-step" } },
		});

		const again = await call(at(15), 0);
		expect((await assign(at(15), again)).status).toBe(200);
		const second = String(field((await drills()).at(-1), "id"));
		for (const [angle, from] of [
			[1, 16],
			[2, 19],
		] as const) {
			await to(from);
			// Nobody waits for it: the third attempt begins the watch by itself.
			for (const minute of ["10", "20", "30"]) await attempt(at(from, `10:${minute}`), 1, second);
			expect(await drillIs(second, "watching")).toMatchObject({ angle });
			await to(from + 2);
			await call(at(from + 2), 0);
			await drillIs(second, angle === 1 ? "assigned" : "closed");
		}
		expect(await drillIs(second, "closed")).toMatchObject({ outcome: "live-coaching", angle: 2 });
		const tasks = await org.listTasks({ cycleId, state: "open" });
		expect(tasks.filter(({ kind }) => kind === "live-coaching")).toMatchObject([
			{ ownerRule: "manager", reason: { code: "drill.to-live-coaching" } },
		]);
		// Attempts are no practices of a week.
		const weeks = (await story()).filter(({ name }) => name === "week-end:w03");
		expect(weeks.every(({ outcome }) => outcome.done === 0)).toBe(true);

		// What nobody practises is taken back, or ends by its own clock.
		const last = await call(at(22), 0);
		expect((await assign(at(22), last)).status).toBe(200);
		const third = String(field((await drills()).at(-1), "id"));
		await to(31);
		expect(await drillIs(third, "closed")).toMatchObject({ outcome: "not-practised" });
		expect((await assign(at(31), last)).status).toBe(200);
		const fourth = String(field((await drills()).at(-1), "id"));
		const back = await api.post(`/v1/drills/${fourth}/withdrawal`, { at: at(31) }, keys.manager);
		expect(back.status, back.text).toBe(200);
		expect(await drillIs(fourth, "withdrawn")).toMatchObject({ outcome: null });
		const position = await rig.cycles.position(cycleId);
		expect(position.drills).toEqual([]);
	}, 280_000);
});
