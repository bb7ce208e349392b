import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import proto from "@temporalio/proto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeDialogue } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import { dataConverterOf } from "../../services/codec.ts";
import { createHistories } from "../../services/histories.ts";
import { keyEncryptionOf } from "../../services/keys.ts";
import { createReplayer } from "../../services/replay/index.ts";
import { readCycleHistory } from "../../services/run-history.ts";
import { type Api, startApi } from "../support/api.ts";
import { launchOneRep, type OneRep, personOf, throughBaseline } from "../support/company.ts";
import { eventually, onceOnly, type Rig, startRig } from "../support/rig.ts";
import { conversationOf } from "../support/spoken.ts";
import { superuser } from "../support/superuser.ts";

const SKILL = { discovery: 0, acknowledgment: 0, value: 0, close: 0 };
const spoken = (seed: number) =>
	conversationOf(composeDialogue({ persona: PERSONAS[0], skill: SKILL, seed, withTimes: true }));

type Json = { readonly [field: string]: unknown };
const fields = (value: unknown): Json => {
	if (typeof value !== "object" || value === null) throw new Error(`expected an object, came ${String(value)}`);
	return { ...value };
};
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(fields) : []);

let rig: Rig;
let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
let api: Api;
let company: OneRep;
let keys: { readonly [externalId: string]: string };
const replayer = () =>
	createReplayer(fileURLToPath(new URL("../../dist/services/replay/process.js", import.meta.url)), rig.bundle);

beforeAll(async () => {
	const keyEncryption = keyEncryptionOf({
		keyEncryptionKey: randomBytes(32).toString("base64"),
		olderKeyEncryptionKeys: [],
	});
	if (keyEncryption === null) throw new Error("no key");
	rig = await startRig({ keyEncryption, codec: "on" });
	workers = await rig.startWorkers();
	const codecs = dataConverterOf(rig.records.keys, "on")?.payloadCodecs ?? [];
	api = await startApi({
		records: rig.records,
		cycles: rig.cycles,
		histories: createHistories({ ...rig, codecs, replayer: replayer(), temporalAddress: "the test's own" }),
	});
	company = await launchOneRep(rig, "rep", { name: "Wilhelmina Planted" });
	const key = async (externalId: string) => await company.org.createApiKey(company.as(externalId).personId);
	keys = { rep: await key("rep"), manager: await key("manager"), lead: await key("lead"), admin: await key("admin") };
	await throughBaseline(rig, company, spoken);
	await rig.time.advanceTo(company.cycleId, company.at(33));
	// The checkpoint of week 4 continued the cycle as new: the first run is archived, the second goes on.
	await eventually(
		() => readCycleHistory(rig, company.orgId, company.cycleId),
		(runs) => runs.length === 2 && runs[0]?.from === "archive",
		30_000,
	);
}, 180_000);
afterAll(async () => {
	await api?.close();
	await workers?.stop();
	await rig?.close();
});

const path = (rest: string) => `/v1/cycles/${company.cycleId}${rest}`;
const get = async (rest: string, as = "admin") => {
	const answer = await api.get(path(rest), keys[as]);
	return { ...answer, json: answer.status === 200 && answer.text.startsWith("{") ? fields(answer.body) : {} };
};

describe("the history of a real cycle", () => {
	it("is told a page at a time, every line once and in order, by kind and by week", async () => {
		const whole = list((await get("/history")).json.data);
		expect(whole.length).toBeGreaterThan(25);
		const paged: Json[] = [];
		for (let cursor: unknown = null; ; ) {
			const { json } = await get(`/history?limit=7${cursor === null ? "" : `&cursor=${String(cursor)}`}`);
			paged.push(...list(json.data));
			cursor = json.nextCursor;
			if (cursor === null) break;
		}
		expect(paged).toEqual(whole);
		expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
		const instants = whole.map(({ at }) => String(at));
		expect(instants).toEqual(instants.toSorted());
		expect(new Set(whole.map(({ kind }) => kind))).toEqual(new Set(["decision", "task", "conversation", "delivery"]));
		const tasks = list((await get("/history?kind=task,delivery&week=4")).json.data);
		expect(tasks.length).toBeGreaterThan(0);
		for (const line of tasks) {
			expect(["task", "delivery"]).toContain(line.kind);
			expect(line.week).toBe(4);
		}
		const bad = await get("/history?cursor=bm90aGluZw");
		expect([bad.status, bad.text]).toEqual([400, expect.stringContaining("/query/cursor")]);
		expect((await get("/history?kind=secret")).text).toContain("one or more of decision, act");
	});

	it("is told in the reader's language", async () => {
		const german = list((await get("/history?language=de&kind=decision", "rep")).json.data);
		expect(german.map(({ words }) => words)).toContainEqual(expect.stringMatching(/^Woche 4: /));
	});

	it("gives the raw events of a step with its payloads opened, to admins alone", async () => {
		const { json, text, status } = await get("/history/steps/checkpoint%3A4/events");
		expect([status, json.from]).toEqual([200, "archive"]);
		const types = list(json.events).map(({ type }) => type);
		expect(types).toContain("MARKER_RECORDED");
		expect(types.at(-1)).toBe("WORKFLOW_EXECUTION_CONTINUED_AS_NEW");
		expect(types).not.toContain("WORKFLOW_EXECUTION_STARTED");
		// What the step gave back, and the state that the cycle went on with, in clear.
		expect(text).toContain('"verdict":"');
		expect(text).toContain(company.cycleId);
		expect(text).not.toContain("can not be opened");
		expect(text).not.toContain("Wilhelmina");
		const open = await get("/history/steps/week%3Aw05%3Anudge/events");
		expect([open.status, open.json.from]).toEqual([200, "temporal"]);
		expect((await get("/history/steps/checkpoint%3A8/events")).status).toBe(404);
		expect((await get("/history/steps/checkpoint%3A4/events", "lead")).status).toBe(403);
	});

	it("leaves as one JSON file and as one that people read, without a word of any conversation", async () => {
		const file = (await get("/history/export?as=json", "lead")).json;
		expect(list(file.runs).map(({ archived }) => archived)).toEqual([true, false]);
		expect(list(file.entries).length).toBe(list((await get("/history")).json.data).length);
		const text = await get("/history/export?as=text", "lead");
		expect(text.headers.get("content-disposition")).toBe(`attachment; filename="cycle-history-${company.cycleId}.txt"`);
		expect(text.text).toContain("\nWeek 4\n");
		for (const { text: said } of spoken(1).utterances.filter((line) => line.text.length > 40)) {
			expect(text.text).not.toContain(said);
			expect(JSON.stringify(file)).not.toContain(said);
		}
	});

	it("agrees with the code of today, run by run", async () => {
		const answer = await api.post(path("/history/replay"), {}, keys.admin);
		expect(fields(answer.body)).toMatchObject({
			verdict: "agrees",
			runs: [
				{ from: "archive", verdict: "agrees", because: null },
				{ from: "temporal", verdict: "agrees", because: null },
			],
		});
	});

	it("says what would have had to be different at the checkpoint", async () => {
		const decisions = list((await get("/history?kind=decision")).json.data);
		let told = "";
		for (const { id, name } of decisions) {
			const answer = await api.get(`/v1/decisions/${String(id)}/why-not`, keys.manager);
			expect([name, answer.status, fields(answer.body).agrees]).toEqual([name, 200, true]);
			expect(fields(answer.body).status).not.toBe("unanswerable");
			told += answer.text;
		}
		const checkpoint = decisions.find(({ name }) => name === "checkpoint:4");
		const answer = fields((await api.get(`/v1/decisions/${String(checkpoint?.id)}/why-not`, keys.manager)).body);
		const outcomes = list(answer.alternatives).map(({ outcome }) => outcome);
		expect(outcomes).toContain("on-track");
		expect(told).toContain("instead of");
	});

	it("is refused by replay where it is not what the code does", async () => {
		const [run] = await readCycleHistory(rig, company.orgId, company.cycleId);
		if (run === undefined) throw new Error("no run");
		const { EventType } = proto.temporal.api.enums.v1;
		const events = (run.history.events ?? []).map((event) => {
			const timer = event.timerStartedEventAttributes;
			if (!timer) return event;
			const { timerStartedEventAttributes: _, ...rest } = event;
			return {
				...rest,
				eventType: EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
				activityTaskScheduledEventAttributes: {
					activityId: "1",
					activityType: { name: "somethingElse" },
					workflowTaskCompletedEventId: timer.workflowTaskCompletedEventId ?? null,
				},
			};
		});
		const changed = createHistories({
			records: {
				...rig.records,
				readArchivedRun: async () => null,
				listRuns: async () => [{ ...run, cycleId: company.cycleId, archived: false }],
			},
			cycles: { readRun: async () => ({ history: { events }, closedAt: null }) },
			codecs: dataConverterOf(rig.records.keys, "on")?.payloadCodecs ?? [],
			replayer: replayer(),
			temporalAddress: "none",
		});
		const [verdict] = await changed.replay(company.orgId, company.cycleId);
		expect(verdict).toMatchObject({
			verdict: "differs",
			because: expect.stringMatching(/[Nn]ondeterminism|TMPRL1100/),
		});
		expect(verdict?.atEvent).toBeGreaterThan(0);
	});
});

describe("the search over cycles", () => {
	const search = async (query: string, key: string | undefined) => {
		const { status, body } = await api.get(`/v1/cycles?${query}`, key);
		expect(status, query).toBe(200);
		return { found: list(fields(body).data), next: fields(body).nextCursor };
	};

	it("finds by state, flag, week, manager and next due, within the reader's reach", async () => {
		await superuser(rig.database.superuser, "update cycle set next_due = $1 where id = $2", [
			company.at(50),
			company.cycleId,
		]);
		const [cycle] = (await search("", keys.admin)).found;
		expect(cycle).toMatchObject({ id: company.cycleId, phase: "practice", managerId: company.as("manager").personId });
		const flags = Array.isArray(cycle?.flags) ? cycle.flags : [];
		expect(flags).not.toContain("paused");
		expect(flags.length).toBeGreaterThan(0);
		const week = Number(cycle?.week);
		const soon = new Date(Date.parse(String(cycle?.nextDue)) + 1000).toISOString();
		const hits = ["phase=practice", `weekFrom=${week}&weekTo=${week}`, `managerId=${String(cycle?.managerId)}`];
		for (const query of [...hits, `flag=${flags[0]}`, `dueBefore=${soon}`, `cohortId=${String(cycle?.cohortId)}`]) {
			expect((await search(query, keys.admin)).found, query).toHaveLength(1);
		}
		const misses = [
			"phase=habit",
			"flag=overdue",
			`weekFrom=${week + 1}`,
			`managerId=${company.as("lead").personId}`,
			"flag=paused",
		];
		for (const query of [...misses, "flag=put-back", `dueBefore=${String(cycle?.nextDue)}`]) {
			expect((await search(query, keys.admin)).found, query).toHaveLength(0);
		}
		expect((await search("", keys.manager)).found).toHaveLength(1);
		expect((await search("", keys.rep)).found).toHaveLength(1);
		await rig.records.org(company.orgId).importPeople([personOf("other-boss", "manager", null)], "2026-01-01");
		const other = (await company.org.listPeople({ externalId: "other-boss" }))[0]?.id ?? "";
		expect((await search("", await company.org.createApiKey(other))).found).toHaveLength(0);
		expect((await api.get("/v1/cycles?weekFrom=5&weekTo=4", keys.admin)).text).toContain("/query/weekTo");
		expect((await api.get("/v1/cycles?cursor=nonsense", keys.admin)).text).toContain("/query/cursor");
	});

	it("turns pages without losing or repeating a cycle", async () => {
		const reps = Array.from({ length: 5 }, (_, n) => `rep-${n}`);
		const { org, as } = await rig.organisation(
			[
				personOf("boss", "manager", null),
				personOf("head", "head", null),
				personOf("lead", "lead", null),
				...reps.map((rep) => personOf(rep, "rep", "boss")),
			],
			"2026-01-01",
		);
		const input = { name: "Autumn", startsOn: new Date().toISOString().slice(0, 10), reps, policy: null };
		const made = await org.launchCohort(as("lead"), input, onceOnly("/v1/cohorts"));
		if (!made.ok) throw new Error(JSON.stringify(made.error));
		const key = await org.createApiKey(as("boss").personId);
		const seen: unknown[] = [];
		for (let cursor: unknown = null; ; ) {
			const { found, next } = await search(`limit=2${cursor === null ? "" : `&cursor=${String(cursor)}`}`, key);
			expect(found.length).toBeLessThanOrEqual(2);
			seen.push(...found.map(({ id }) => id));
			cursor = next;
			if (cursor === null) break;
		}
		expect(seen.toSorted()).toEqual([...made.value.cycleIds].toSorted());
		expect((await search(`flag=no-manager`, key)).found).toHaveLength(0);
	});
});

describe("events that nobody has any more", () => {
	it("answers 410 for the step, and says of the replay that it is incomplete", async () => {
		const runIds = (await rig.records.listRuns(company.orgId, company.cycleId)).map(({ runId }) => runId);
		await superuser(rig.database.superuser, "delete from run_archive where cycle_id = $1", [company.cycleId]);
		await rig.cycles.eraseWorkflows({ cycles: [{ id: company.cycleId, runIds }], tasks: [], conversations: [] });
		const gone = await get("/history/steps/checkpoint%3A4/events");
		expect([gone.status, fields(gone.body).code]).toEqual([410, "history-gone"]);
		const replayed = fields((await api.post(path("/history/replay"), {}, keys.admin)).body);
		expect(replayed.verdict).toBe("incomplete");
		expect(list((await get("/history")).json.data).length).toBeGreaterThan(25);
	});
});
