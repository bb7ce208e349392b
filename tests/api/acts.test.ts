import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cycles } from "../../api/app.ts";
import { type Answer, type Api, createFakeCycles, NOW, startApi } from "../support/api.ts";
import { createFakeRecords, type FakeOrg, type FakeRecords } from "../support/fake-records.ts";

let records: FakeRecords;
let org: FakeOrg;
let api: Api;
let answerOfCycle: Cycles["applyAct"];
const cycles = createFakeCycles((...args) => answerOfCycle(...args));
let manager: { id: string; key: string };

beforeAll(async () => {
	records = createFakeRecords();
	org = records.addOrg();
	const { id } = org.addPerson(["manager"]);
	manager = { id, key: records.keyFor(org, id) };
	api = await startApi({ records, cycles, actWaitMs: 50 });
});
afterAll(() => api.close());

const REVIEWED = { answer: { kind: "review", reviewed: true } };

function complete(taskId: string, body: object = REVIEWED, headers?: { [name: string]: string }) {
	return api.post(`/v1/tasks/${taskId}/completion`, body, manager.key, headers);
}

function openTask(more: Parameters<FakeOrg["addTask"]>[2] = {}) {
	return org.addTask(org.addPerson(["rep"]).id, manager.id, more);
}

function stateOf({ body }: Answer): unknown {
	return typeof body === "object" && body !== null && "state" in body ? body.state : undefined;
}

describe("an act", () => {
	it("is stored before the cycle hears of it, and answered with the outcome", async () => {
		const task = openTask();
		let storedBefore = false;
		answerOfCycle = async (cycleId, { actId, kind, taskId }) => {
			storedBefore = org.acts.get(actId)?.state === "pending";
			expect({ cycleId, kind, taskId }).toEqual({ cycleId: task.cycleId, kind: "decide-task", taskId: task.id });
			return { kind: "done" };
		};
		const answer = await complete(task.id, { ...REVIEWED, note: "Well prepared" });
		expect(storedBefore).toBe(true);
		expect(answer.status).toBe(200);
		expect(answer.body).toMatchObject({ state: "applied", outcome: { kind: "done" }, actorId: manager.id, at: NOW });
		expect(org.notes.at(-1)).toBe("Well prepared");
		expect(answer.text).not.toContain("Well prepared");
	});

	it("keeps the minutes that a coaching took, and refuses them with an answer that is no coaching", async () => {
		answerOfCycle = async () => ({ kind: "done" });
		expect((await complete(openTask().id, { ...REVIEWED, minutes: 25 })).status).toBe(200);
		expect(org.minutes.at(-1)).toBe(25);
		const more = (minutes: unknown) => complete(openTask().id, { ...REVIEWED, minutes });
		for (const wrong of [-1, 481, 2.5, "30"]) {
			expect(await more(wrong)).toMatchObject({ status: 422, body: { errors: [{ pointer: "/minutes" }] } });
		}
		const weeks = openTask({ kind: "empty-weeks" });
		expect(await complete(weeks.id, { answer: { kind: "empty-weeks", done: true }, minutes: 25 })).toMatchObject({
			status: 422,
			body: { errors: [{ pointer: "/minutes" }] },
		});
	});

	it.each([
		["gives no answer in time", () => new Promise<never>(() => undefined)],
		["is pending", async () => "pending" as const],
		["is away", async () => "away" as const],
		["fails in any other way", () => Promise.reject(new Error("gRPC 14"))],
	])("is 202 with its place when Temporal %s", async (_, answers) => {
		answerOfCycle = answers;
		const answer = await complete(openTask().id);
		expect(answer.status).toBe(202);
		expect(answer.headers.get("retry-after")).toBe("5");
		const act = await api.get(answer.headers.get("location") ?? "", manager.key);
		expect(stateOf(act)).toBe("pending");
	});

	it("sent again with its key is the same act, and then has its outcome", async () => {
		const task = openTask();
		const key = { "Idempotency-Key": `complete-${task.id}` };
		const ids: string[] = [];
		answerOfCycle = async (_, { actId }) => {
			ids.push(actId);
			return ids.length === 1 ? "away" : { kind: "done" };
		};
		const first = await complete(task.id, REVIEWED, key);
		const second = await complete(task.id, REVIEWED, key);
		expect([first.status, second.status]).toEqual([202, 200]);
		expect(second.headers.get("idempotent-replayed")).toBe("true");
		expect(new Set(ids).size).toBe(1);
		expect(first.headers.get("location")).toBe(second.headers.get("location"));
	});

	it("is 409 with the reason in words when the cycle refuses it", async () => {
		answerOfCycle = async () => ({
			kind: "refused",
			reason: { code: "deployment.extension-too-short", params: { weeks: 1, week: 11 } },
		});
		const task = openTask({ kind: "deployment-review" });
		const body = { answer: { kind: "deployment-review", decision: { kind: "extend", weeks: 1 } } };
		const answer = await complete(task.id, body);
		expect(answer.status).toBe(409);
		expect(answer.body).toMatchObject({
			code: "act-refused",
			detail: "1 more week would already have ended: the cycle is in week 11",
			reason: { code: "deployment.extension-too-short" },
		});
		answerOfCycle = async () => ({ kind: "refused", reason: { code: "act.cycle-closed", params: {} } });
		expect((await complete(openTask().id)).body).toMatchObject({ code: "cycle-closed", status: 409 });
	});

	it("on a task that is done is 409, whoever finds out first", async () => {
		answerOfCycle = async () => ({ kind: "already-decided" });
		expect((await complete(openTask().id)).body).toMatchObject({ code: "task-closed", status: 409 });
		expect((await complete(openTask({ state: "done" }).id)).body).toMatchObject({ code: "task-closed", status: 409 });
	});

	it("must answer what the task asks", async () => {
		const cases: [Parameters<FakeOrg["addTask"]>[2], object, string][] = [
			[{ kind: "one-to-one" }, REVIEWED, "/answer/kind"],
			[{}, { answer: { kind: "review", reviewed: false } }, "/answer/reviewed"],
			[{}, { answer: { kind: "dance" } }, "/answer/kind"],
			[{}, {}, "/answer"],
			[
				{ kind: "approve-focus" },
				{ answer: { kind: "approve-focus", signals: ["close-attempts", "close-attempts"] } },
				"/answer/signals",
			],
			[
				{ kind: "approve-focus" },
				{ answer: { kind: "approve-focus", signals: ["charm", "wit"] } },
				"/answer/signals/0",
			],
			[
				{ kind: "deployment-review" },
				{ answer: { kind: "deployment-review", decision: { kind: "extend", weeks: 0 } } },
				"/answer/decision/weeks",
			],
		];
		for (const [more, body, pointer] of cases) {
			const answer = await complete(openTask(more).id, body);
			expect(answer.status).toBe(422);
			expect(answer.body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ pointer })]) });
		}
	});

	it("starts what it can after the commit, and leaves to the relay what Temporal does not take", async () => {
		const failing = { ...cycles, startScoring: () => Promise.reject(new Error("gRPC 14")) };
		const other = await startApi({ records, cycles: failing });
		try {
			const rep = org.addPerson(["rep"]);
			const answer = await other.post(
				"/v1/conversations",
				{
					repId: rep.id,
					source: "practice",
					kind: "role-play",
					occurredAt: "2026-11-20T09:00:00Z",
					language: "en",
					transcript: {
						utterances: [
							{ role: "rep", speaker: "Ann", text: "What slows you down?" },
							{ role: "customer", speaker: "Bo", text: "Reports." },
						],
					},
				},
				records.keyFor(org, rep.id),
			);
			expect(answer.status).toBe(201);
			expect(other.lines).toContainEqual(expect.objectContaining({ message: "a scoring is left to the relay" }));
		} finally {
			await other.close();
		}
	});

	it("says when it happened only where time is skipped", async () => {
		answerOfCycle = async () => ({ kind: "done" });
		const refused = await complete(openTask().id, { ...REVIEWED, at: "2026-01-01T09:00:00Z" });
		expect(refused.body).toMatchObject({ status: 422, errors: [{ pointer: "/at" }] });

		const skipped = records.addOrg("skipped");
		const key = records.keyFor(skipped, skipped.addPerson(["lead"]).id);
		const { id } = skipped.addCycle(skipped.addPerson(["rep"]).id);
		const answer = await api.post(`/v1/cycles/${id}/stop`, { at: "2027-03-01T10:00:00+01:00" }, key);
		expect(answer.body).toMatchObject({ at: "2027-03-01T09:00:00.000Z", kind: "stop-cycle", state: "applied" });
	});
});
