import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { epochMs, type Instant, instantOf } from "../../domain/time.ts";
import { type Answer, type Api, startApi } from "../support/api.ts";
import { personOf } from "../support/company.ts";
import { historyToText } from "../support/replay.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";

const HOUR_MS = 3_600_000;

/** A call in which nothing says who sells: two names, and words of its own for each `subject`. */
function callOf(rep: string, customer: string, subject: string): string {
	return [
		`${rep}: Thanks for making time. What is the hardest part of ${subject} for you today?`,
		`${customer}: Honestly, it takes us two days every month, and we need that to become one day.`,
		`${rep}: How do you check the numbers of ${subject} before they go out?`,
		`${customer}: By hand. And I am worried that your product is too expensive for us.`,
		`${rep}: So the price worries you. Our reports take one hour, which gives you that second day back.`,
		`${customer}: That would help.`,
		`${rep}: Shall we meet on Tuesday at ten with your controller?`,
	].join("\n");
}

describe("who the rep is", () => {
	let rig: Rig;
	let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
	let api: Api;
	let superuser: pg.Client;

	beforeAll(async () => {
		rig = await startRig();
		workers = await rig.startWorkers();
		api = await startApi({ records: rig.records, cycles: rig.cycles, now: () => new Date().toISOString() });
		superuser = new pg.Client({ connectionString: rig.database.superuser });
		await superuser.connect();
	});
	afterAll(async () => {
		await superuser?.end();
		await api?.close();
		await workers?.stop();
		await rig?.close();
	});

	async function company() {
		const made = await rig.organisation(
			[
				personOf("head", "head", null),
				personOf("admin", "admin", null),
				personOf("lead", "lead", null),
				personOf("director", "manager", null),
				personOf("manager", "manager", "director"),
				personOf("other", "manager", null),
				personOf("rep", "rep", "manager"),
				personOf("colleague", "rep", "manager"),
			],
			"2026-01-01",
		);
		const keys = new Map<string, Promise<string>>();
		const keyOf = (externalId: string): Promise<string> => {
			const key = keys.get(externalId) ?? made.org.createApiKey(made.as(externalId).personId);
			keys.set(externalId, key);
			return key;
		};
		const submit = async (content: string, rep = "rep"): Promise<{ id: string; task: string | null }> => {
			const body = {
				repId: made.as(rep).personId,
				source: "live",
				kind: "customer-call",
				occurredAt: "2026-02-03T10:00:00Z",
				transcript: { content },
				consent: { purpose: "coaching", reference: "call", at: "2026-02-03T09:00:00Z" },
			};
			const answer = await api.post("/v1/conversations", body, await keyOf("lead"));
			expect(answer.status, answer.text).toBe(201);
			return JSON.parse(answer.text);
		};
		const inbox = async (of: string): Promise<readonly { id: string; kind: string; dueAt: Instant }[]> =>
			JSON.parse((await api.get("/v1/tasks", await keyOf(of))).text).data;
		const answer = async (by: string, task: string | null, speakers: readonly number[]): Promise<Answer> =>
			await api.post(`/v1/tasks/${task}/completion`, { answer: { kind: "confirm-rep", speakers } }, await keyOf(by));
		const asked = (of: string, task: string | null) =>
			eventually(
				() => inbox(of),
				(tasks) => tasks.some(({ id }) => id === task),
			);
		const scored = async (id: string) => {
			await eventually(
				() => made.org.findConversation(id),
				(conversation) => conversation?.state === "scored",
			);
			return await made.org.findScorecard(id);
		};
		return { ...made, keyOf, submit, inbox, answer, asked, scored };
	}

	async function histories(task: string | null, conversations: readonly string[]): Promise<string> {
		const ids = [`task:${task}`, ...conversations.map((id) => `score:${id}:1`)];
		const texts = await Promise.all(
			ids.map(async (id) => historyToText(await rig.client.workflow.getHandle(id).fetchHistory())),
		);
		// Payloads are bytes there: they are read as what they say.
		return texts.join("\n").replace(/"data":\s*"([^"]+)"/g, (_, data) => Buffer.from(data, "base64").toString());
	}

	it("is asked once of the manager, who sees how each speaker begins, and never again of the same speaker", async () => {
		const { org, orgId, keyOf, submit, inbox, answer, asked, scored } = await company();
		const first = await submit(callOf("Maya Chen", "Tom Berg", "reporting"));
		const second = await submit(callOf("Maya Chen", "Ida Holm", "billing"));
		expect(await org.findConversation(first.id)).toMatchObject({ state: "awaiting-rep" });
		await asked("manager", first.task);
		await asked("manager", second.task);
		const shown = await api.get(`/v1/tasks/${first.task}`, await keyOf("manager"));
		expect(shown.body).toMatchObject({
			kind: "confirm-rep",
			cycleId: null,
			ownerRule: "manager",
			subject: { conversations: [first.id] },
			reason: { code: "rep.not-named", params: { speakers: 2 } },
			words: "The transcript (plain-text) does not say who of its 2 speakers the rep is",
		});
		const speakers = await api.get(`/v1/conversations/${first.id}/speakers`, await keyOf("manager"));
		expect(speakers.body).toMatchObject({
			data: [
				{
					speaker: 0,
					label: "Maya Chen",
					role: "unknown",
					turns: 4,
					lines: [expect.stringMatching(/^Thanks/), {}, {}],
				},
				{ speaker: 1, label: "Tom Berg", role: "unknown", turns: 3 },
			].map((one) => ({ ...one, lines: expect.any(Array) })),
		});
		expect(await inbox("other")).toEqual([]);
		expect((await answer("other", first.task, [0])).status).toBe(404);
		expect((await api.get(`/v1/conversations/${first.id}/speakers`, await keyOf("other"))).status).toBe(404);
		for (const [wrong, code] of [
			[[7], "rep.no-such-speaker"],
			[[0, 1], "rep.nobody-left"],
		] as const) {
			const refused = await answer("manager", first.task, wrong);
			expect([refused.status, Object(refused.body).reason?.code]).toEqual([409, code]);
		}

		expect((await answer("manager", first.task, [0])).status).toBe(200);
		// One answer does for everything of that rep that waited for it.
		for (const { id } of [first, second]) {
			const card = await scored(id);
			expect(card?.transcript.utterances.map(({ role }) => role)).toEqual([
				"rep",
				"customer",
				"rep",
				"customer",
				"rep",
				"customer",
				"rep",
			]);
			expect(card?.scorecard.repTurns).toBe(4);
		}
		expect(await inbox("manager")).toEqual([]);
		expect(await org.findTask(second.task ?? "")).toMatchObject({ state: "done", answer: { speakers: [0] } });
		expect((await answer("manager", first.task, [1])).status).toBe(409);

		const third = await submit(callOf("maya  chen", "Leo Falk", "forecasts"));
		expect(third.task).toBeNull();
		expect((await scored(third.id))?.transcript.utterances[0]?.role).toBe("rep");
		expect(await inbox("manager")).toEqual([]);

		// What is known of one rep says nothing of another one's calls.
		const colleagues = await submit(callOf("Maya Chen", "Ann Wolf", "planning"), "colleague");
		expect(colleagues.task).not.toBeNull();

		// The task that was answered along finds itself closed at its next rung, and ends.
		const later = instantOf(Date.now() + 10 * 24 * HOUR_MS);
		expect(await rig.time.advanceTaskTo(second.task ?? "", later)).toBe("ended");
		// Who the rep is, is part of what a scorecard is computed again from.
		const verdicts = (await rig.records.recomputePage(orgId, null, 50)).map(({ verdict }) => verdict);
		expect(verdicts).toEqual([{ kind: "equal" }, { kind: "equal" }, { kind: "equal" }]);

		const recorded = await histories(first.task, [first.id, third.id]);
		expect(recorded).toContain(`"subjectId":"${first.id}"`);
		for (const name of ["Maya", "Chen", "Tom", "Berg", "hardest", "reporting"]) expect(recorded).not.toContain(name);
	});

	it("needs no task where the transcript calls the rep by the address or the name that the organisation knows", async () => {
		const { submit, scored } = await company();
		const named = await submit(callOf("Name of rep", "Tom Berg", "audits"));
		expect(named.task).toBeNull();
		expect((await scored(named.id))?.scorecard.repTurns).toBe(4);
	});

	it("reminds, goes one step up and stays, and the person above sees what it asks about", async () => {
		const { org, orgId, keyOf, submit, inbox, answer, asked } = await company();
		const { id, task } = await submit(callOf("Speaker 1", "Speaker 2", "stock"));
		const opened = (await asked("manager", task)).find((one) => one.id === task);
		const taskId = task ?? "";
		const codes = async () => {
			const { rows } = await superuser.query<{ template_code: string }>(
				"select template_code from outbox where org_id = $1 and task_id = $2 order by at, step",
				[orgId, taskId],
			);
			return rows.map(({ template_code }) => template_code);
		};
		expect(await codes()).toEqual(["task-opened.confirm-rep"]);
		const due = epochMs(opened?.dueAt ?? "");
		await rig.time.advanceTaskTo(taskId, instantOf(due - HOUR_MS));
		expect(await codes()).toEqual(["task-opened.confirm-rep", "task.remind"]);
		// The worker dies between two rungs: what was said is not said again.
		await workers.stop();
		workers = await rig.startWorkers();
		await rig.time.advanceTaskTo(taskId, instantOf(due + HOUR_MS));
		expect(await codes()).toEqual(["task-opened.confirm-rep", "task.remind", "task.remind-due"]);
		await rig.time.advanceTaskTo(taskId, instantOf(due + 5 * 24 * HOUR_MS));
		expect((await codes()).slice(3, 4)).toEqual(["task.stepped-up"]);
		expect(await inbox("manager")).toEqual([]);
		expect((await inbox("director")).map((one) => one.id)).toEqual([task]);
		expect((await api.get(`/v1/conversations/${id}/speakers`, await keyOf("director"))).status).toBe(200);

		await rig.time.advanceTaskTo(taskId, instantOf(due + 60 * 24 * HOUR_MS));
		expect((await inbox("head")).map((one) => one.id)).toEqual([task]);
		expect((await codes()).filter((code) => code === "task.remind-weekly").length).toBeGreaterThan(2);
		expect((await answer("head", task, [0])).status).toBe(200);
		expect(await rig.time.advanceTaskTo(taskId, instantOf(due + 90 * 24 * HOUR_MS))).toBe("ended");
		await eventually(
			() => org.findConversation(id),
			(conversation) => conversation?.state === "scored",
		);
		// A counter of the recogniser is somebody else in the next file: it is asked again.
		const next = await submit(callOf("Speaker 1", "Speaker 2", "hiring"));
		expect(next.task).not.toBeNull();
		await asked("manager", next.task);
		expect((await answer("manager", next.task, [])).status).toBe(200);
		expect(await org.findConversation(next.id)).toMatchObject({ state: "refused" });
		const card = await api.get(`/v1/conversations/${next.id}/scorecard`, await keyOf("lead"));
		expect(card.status).toBe(409);
	});

	it("tells the administrators once of a step that its facts stand in the way of, and goes on when they are mended", async () => {
		const { org, orgId, as, submit, asked } = await company();
		const { id, task } = await submit(callOf("Nils Borg", "Tom Berg", "invoices"));
		const taskId = task ?? "";
		await asked("manager", task);
		const setSubject = (conversations: unknown) =>
			superuser.query("update task set subject = jsonb_build_object('conversations', $2::jsonb) where id = $1", [
				taskId,
				JSON.stringify(conversations),
			]);
		const told = async () => {
			const { rows } = await superuser.query<{ external_id: string }>(
				`select p.external_id from outbox o join person p on p.org_id = o.org_id and p.id = o.person_id
				where o.org_id = $1 and o.task_id = $2 and o.template_code = 'task.step-stuck' and o.channel = 'inbox'`,
				[orgId, taskId],
			);
			return rows.map(({ external_id }) => external_id);
		};
		await setSubject("no list");
		const at = new Date().toISOString();
		const kind = "decide-task";
		const act = {
			kind,
			cycleId: null,
			taskId,
			answer: { kind: "confirm-rep", speakers: [0] },
			note: null,
			at,
		} as const;
		const written = await org.writeAct(as("manager"), act, onceOnly("/v1/acts"));
		if (!written.ok) throw new Error(JSON.stringify(written.error));
		expect(await rig.cycles.applyAct(null, { actId: written.value.id, kind, taskId })).toBe("pending");
		expect(await eventually(told, (people) => people.length > 0)).toEqual(["admin"]);
		await setSubject([id]);
		await eventually(
			() => org.findTask(taskId),
			(shown) => shown?.state === "done",
		);
		expect(await told()).toEqual(["admin"]);
	});

	it("is not asked any more of a call whose consent was withdrawn", async () => {
		const { org, submit, asked } = await company();
		const { id, task } = await submit(callOf("Kim Lund", "Tom Berg", "returns"));
		const opened = (await asked("manager", task)).find((one) => one.id === task);
		await superuser.query("update consent set state = 'withdrawn' where conversation_id = $1", [id]);
		await rig.time.advanceTaskTo(task ?? "", opened?.dueAt ?? "");
		expect(await org.findTask(task ?? "")).toMatchObject({ state: "withdrawn" });
		expect(await org.findConversation(id)).toMatchObject({ state: "awaiting-rep" });
	});
});
