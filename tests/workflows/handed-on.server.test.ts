import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composeDialogue } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import { epochMs, instantOf } from "../../domain/time.ts";
import { type Api, startApi } from "../support/api.ts";
import { launchOneRep, throughBaseline } from "../support/company.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { conversationOf } from "../support/spoken.ts";
import { superuser } from "../support/superuser.ts";

const SKILL = { discovery: 0.6, acknowledgment: 0.6, value: 0.6, close: 0.6 };
const spoken = (seed: number) =>
	conversationOf(composeDialogue({ persona: PERSONAS[0], skill: SKILL, seed, withTimes: true }));

type Shown = {
	readonly id: string;
	readonly kind: string;
	readonly state: string;
	readonly ownerRule: string;
	readonly ownerId: string | null;
	readonly delegatedTo: string | null;
	readonly flags: readonly string[];
	readonly dueAt: string;
	readonly earlier: readonly { readonly answer: unknown }[];
	readonly subject: { readonly dispute?: string };
};

describe("tasks that people hand on, dispute and record", () => {
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

	async function company(rep: string) {
		const made = await launchOneRep(rig, rep);
		const keys = new Map<string, Promise<string>>();
		const keyOf = (externalId: string): Promise<string> => {
			const key = keys.get(externalId) ?? made.org.createApiKey(made.as(externalId).personId);
			keys.set(externalId, key);
			return key;
		};
		const post = async (by: string, path: string, body: object) => await api.post(path, body, await keyOf(by));
		const tasks = async (by: string, query = ""): Promise<readonly Shown[]> =>
			JSON.parse((await api.get(`/v1/tasks${query}`, await keyOf(by))).text).data;
		const task = async (by: string, id: string): Promise<Shown> =>
			JSON.parse((await api.get(`/v1/tasks/${id}`, await keyOf(by))).text);
		return { ...made, keyOf, post, tasks, task, idOf: (externalId: string) => made.as(externalId).personId };
	}

	it("go to somebody by name, up where they are nobody's, back where the delegate leaves, and open again", async () => {
		const on = await company("handed");
		const { cycleId, orgId, post, tasks, task, idOf, at } = on;
		await throughBaseline(rig, on, spoken);
		const [focus] = await tasks("manager", `?cycleId=${cycleId}&kind=approve-focus`);
		const id = focus?.id ?? "";
		const path = (what: string) => `/v1/tasks/${id}/${what}`;
		const now = at(3, "12:00");

		expect((await post("manager", path("delegation"), { to: idOf("handed"), at: now })).status).toBe(422);
		expect((await post("manager", path("not-mine"), { at: now })).status).toBe(422);
		expect(
			(await post("manager", path("delegation"), { to: idOf("head"), note: "you know them", at: now })).status,
		).toBe(200);
		expect(await task("head", id)).toMatchObject({
			ownerRule: "manager",
			ownerId: idOf("head"),
			delegatedTo: idOf("head"),
		});
		expect(await tasks("manager")).toEqual([]);
		expect((await post("head", path("delegation"), { to: idOf("head"), at: now })).body).toMatchObject({
			reason: { code: "delegate.has-it" },
		});

		// The delegate leaves: at once it is the manager's again, and somebody sees it.
		const setStatus = (status: string) =>
			superuser(rig.database.superuser, "update person set status = $2 where id = $1", [idOf("head"), status]);
		await setStatus("left");
		expect(await tasks("manager")).toMatchObject([
			{ id, ownerId: idOf("manager"), delegatedTo: null, flags: ["owner-away"] },
		]);
		expect(await tasks("lead", "?mine=false&flagged=true")).toMatchObject([{ id }]);
		await setStatus("active");

		// The delegate hands it back; the manager says that it is not theirs: there is no manager above, so the lead has it.
		expect((await post("head", path("not-mine"), { note: "never met them", at: now })).status).toBe(200);
		expect(await task("lead", id)).toMatchObject({ ownerRule: "manager", delegatedTo: null, ownerId: idOf("manager") });
		expect((await post("manager", path("not-mine"), { note: "no longer my team", at: now })).status).toBe(200);
		expect(await task("lead", id)).toMatchObject({ ownerRule: "managers-manager", ownerId: idOf("lead") });
		const late = await post("manager", path("completion"), {
			answer: { kind: "approve-focus", signals: ["close-attempts", "value-framing"] },
			at: now,
		});
		expect(late.status).toBe(403);

		const answer = { kind: "approve-focus", signals: ["close-attempts", "value-framing"] };
		expect((await post("lead", path("completion"), { answer, at: now })).status).toBe(200);
		expect((await post("lead", path("completion"), { answer, at: now })).status).toBe(409);
		expect((await post("lead", path("reopening"), { at: now })).status).toBe(200);
		const again = await task("lead", id);
		expect(again).toMatchObject({ state: "open", earlier: [{ state: "done", answer }] });
		// Its rungs are other steps: silence accepts it once more.
		await rig.time.advanceTo(cycleId, instantOf(epochMs(again.dueAt) + 3_600_000));
		expect(await task("lead", id)).toMatchObject({ state: "accepted" });
		expect((await on.org.findCycle(cycleId))?.focus).toEqual(answer.signals);

		const words = await superuser<{ note: string | null }>(
			rig.database.superuser,
			"select note from act where org_id = $1 and task_id = $2 order by id",
			[orgId, id],
		);
		expect(words.map(({ note }) => note)).toEqual([
			"you know them",
			null,
			"never met them",
			"no longer my team",
			null,
			null,
		]);
		const story = (await on.org.history(cycleId)).map(({ name }) => name);
		for (const name of ["delegated:approve-focus", "not-mine:approve-focus", "reopened:approve-focus"]) {
			expect(story).toContain(name);
		}
	});

	it("a rep disputes a reading, somebody decides it line by line, and both versions stay", async () => {
		const on = await company("disputing");
		const { cycleId, post, tasks, task, idOf, at, keyOf, org } = on;
		const [first = ""] = await throughBaseline(rig, on, spoken);
		const now = at(3, "12:00");
		const card = JSON.parse((await api.get(`/v1/conversations/${first}/scorecard`, await keyOf("disputing"))).text);
		const signal = "discovery-density";
		const [counted] = card.readings[signal].counted;
		const lines = [{ utterance: counted.utterance, counts: false }];
		const path = `/v1/conversations/${first}/disputes`;
		const body = { signal, lines, words: "that was small talk", at: now };
		expect((await post("manager", path, body)).status).toBe(403);
		expect((await post("disputing", path, { ...body, lines: [{ utterance: 99_999, counts: true }] })).status).toBe(422);
		const sent = await post("disputing", path, body);
		expect(sent.status, sent.text).toBe(201);
		expect((await post("disputing", path, body)).status).toBe(409);

		const marked = JSON.parse((await api.get(`/v1/conversations/${first}/scorecard`, await keyOf("manager"))).text);
		expect(marked.readings[signal].disputed).toBe("open");
		const [open] = await eventually(
			() => tasks("manager", "?kind=dispute"),
			(found) => found.length > 0,
		);
		const id = open?.id ?? "";
		expect(open).toMatchObject({ ownerId: idOf("manager"), subject: { dispute: Object(sent.body).id } });
		const decide = (by: string, verdict: string, counts: boolean) =>
			post(by, `/v1/tasks/${id}/completion`, {
				answer: { kind: "dispute", verdict, lines: [{ utterance: counted.utterance, counts }] },
				at: now,
			});
		expect((await decide("manager", "upheld", true)).body).toMatchObject({
			reason: { code: "dispute.verdict-does-not-fit" },
		});
		expect((await decide("manager", "not-upheld", true)).status).toBe(200);
		expect((await org.listDisputes(first))[0]).toMatchObject({
			state: "not-upheld",
			decidedBy: idOf("manager"),
			lines,
		});
		expect((await post("manager", `/v1/tasks/${id}/reopening`, { at: now })).body).toMatchObject({
			reason: { code: "reopen.dispute-anew" },
		});

		// Disputed once more, the verdict is the manager's: the person above decides, and is right to see the call.
		expect((await post("disputing", path, body)).status).toBe(201);
		const [second] = await eventually(
			() => tasks("lead", "?kind=dispute"),
			(found) => found.length > 0,
		);
		expect(await tasks("manager", "?kind=dispute")).toEqual([]);
		// The cycle ends and the dispute does not.
		expect((await post("lead", `/v1/cycles/${cycleId}/stop`, { at: now })).status).toBe(200);
		expect(await task("lead", second?.id ?? "")).toMatchObject({ state: "withdrawn" });
		const [carried] = await eventually(
			() => tasks("lead", "?kind=dispute"),
			(found) => found.length > 0,
		);
		expect(carried?.id).not.toBe(second?.id);
		const upheld = await post("lead", `/v1/tasks/${carried?.id}/completion`, {
			answer: { kind: "dispute", verdict: "upheld", lines },
			at: now,
		});
		expect(upheld.status, upheld.text).toBe(200);
		const after = JSON.parse((await api.get(`/v1/conversations/${first}/scorecard`, await keyOf("manager"))).text);
		expect(after.readings[signal]).toMatchObject({ disputed: "upheld", value: card.readings[signal].value });
		expect((await post("disputing", path, body)).status).toBe(409);
	});

	it("a customer call without consent waits for a lead: recorded it is scored, refused its words go", async () => {
		const { org, post, tasks, as, keyOf } = await company("calling");
		const submit = async (subject: string) => {
			const answer = await post("lead", "/v1/conversations", {
				repId: as("calling").personId,
				source: "live",
				kind: "customer-call",
				occurredAt: "2026-02-03T10:00:00Z",
				consent: "to-be-asked",
				transcript: {
					utterances: [
						{ role: "rep", speaker: "Ann", text: `What is the hardest part of ${subject} for you today?` },
						{ role: "customer", speaker: "Bo", text: "It takes us two days every month, and we need one." },
						{ role: "rep", speaker: "Ann", text: "Shall we meet on Tuesday at ten with your controller?" },
					],
				},
			});
			expect(answer.status, answer.text).toBe(201);
			return JSON.parse(answer.text);
		};
		const yes = await submit("reporting");
		const no = await submit("billing");
		expect(await org.findConversation(yes.id)).toMatchObject({ state: "awaiting-consent" });
		const asked = await eventually(
			() => tasks("lead", "?kind=consent"),
			(found) => found.length === 2,
		);
		expect(asked.map(({ id }) => id).toSorted()).toEqual([yes.task, no.task].toSorted());
		expect(await tasks("manager", "?kind=consent")).toEqual([]);
		const record = { kind: "consent", given: true, purpose: "coaching", reference: "mail of 3 February" };
		const at = new Date().toISOString();
		const given = await post("lead", `/v1/tasks/${yes.task}/completion`, {
			answer: { ...record, givenAt: "2026-02-03T09:00:00Z" },
			at,
		});
		expect(given.status, given.text).toBe(200);
		await eventually(
			() => org.findConversation(yes.id),
			(found) => found?.state === "scored",
		);
		const refused = await post("lead", `/v1/tasks/${no.task}/completion`, {
			answer: { kind: "consent", given: false },
			at,
		});
		expect(refused.status, refused.text).toBe(200);
		expect(await org.findConversation(no.id)).toMatchObject({ state: "refused" });
		expect((await api.get(`/v1/conversations/${no.id}/scorecard`, await keyOf("lead"))).status).toBe(409);
		const left = await superuser(rig.database.superuser, "select 1 from transcript where conversation_id = $1", [
			no.id,
		]);
		expect(left).toEqual([]);
	});
});
