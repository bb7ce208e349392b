import { randomUUID } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRecords } from "../../services/records/index.ts";
import type { Records } from "../../services/records/types.ts";
import { createScoring } from "../../services/scoring/index.ts";
import { type Answer, type Api, createFakeCycles, startApi } from "../support/api.ts";
import { personOf } from "../support/company.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

/** A way to the database that can be cut and opened again, as a network is. */
async function startLink(target: URL) {
	const sockets = new Set<Socket>();
	let server: Server | undefined;
	let port = 0;
	const open = () =>
		new Promise<void>((resolve) => {
			server = createServer((near) => {
				const far = connect(Number(target.port), target.hostname);
				for (const socket of [near, far]) {
					sockets.add(socket);
					socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
				}
				near.pipe(far).pipe(near);
			});
			server.listen(port, "127.0.0.1", () => {
				const address = server?.address();
				if (typeof address === "object" && address !== null) port = address.port;
				resolve();
			});
		});
	const cut = () =>
		new Promise<void>((resolve) => {
			for (const socket of sockets) socket.destroy();
			server?.close(() => resolve());
		});
	await open();
	return { open, cut, url: (url: string) => Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href };
}

let database: TestDatabase;
let link: Awaited<ReturnType<typeof startLink>>;
let records: Records;
const STARTS_ON = new Date().toISOString().slice(0, 10);

let api: Api;
const cycles = createFakeCycles();

beforeAll(async () => {
	database = await createTestDatabase();
	link = await startLink(new URL(database.app));
	records = createRecords({
		appUrl: link.url(database.app),
		relayUrl: link.url(database.relay),
		fingerprintKey: "a key for tests, and for nothing else",
	});
	const check = async () => ({ ready: await records.ready(), detail: "" });
	api = await startApi({ records, cycles, parts: [{ name: "database", check }], now: () => new Date().toISOString() });
});
afterAll(async () => {
	await api.close();
	await records.close();
	await link.cut();
	await database.drop();
});

async function organisation(reps: number) {
	const { orgId } = await records.createOrganisation({ name: "Test", clock: "wall" });
	const people = [
		personOf("lead", "lead", null),
		personOf("m1", "manager", null),
		personOf("m2", "manager", null),
		...Array.from({ length: reps }, (_, n) => personOf(`rep-${n}`, "rep", n % 2 === 0 ? "m1" : "m2")),
	];
	const org = records.org(orgId);
	const imported = await org.importPeople(people, "2026-01-01");
	if (!imported.ok) throw new Error(JSON.stringify(imported.error));
	const ids = new Map(imported.value.map(({ externalId, id }) => [externalId, id]));
	const idOf = (externalId: string) => ids.get(externalId) ?? "";
	return { orgId, org, idOf, keyOf: (externalId: string) => org.createApiKey(idOf(externalId)) };
}

function launchOf(...reps: string[]) {
	return { name: "North", startsOn: STARTS_ON, reps };
}

function practiceOf(repId: string, words: string = randomUUID()) {
	return {
		repId,
		source: "practice",
		kind: "role-play",
		occurredAt: "2026-11-20T09:00:00Z",
		transcript: {
			utterances: [
				{ role: "rep", speaker: "Ann", text: `What is slowing you down in the team today? ${words}` },
				{ role: "customer", speaker: "Bo", text: "The reports take us two days of every month." },
			],
		},
	};
}

function field(answer: Answer, name: string): unknown {
	const { body } = answer;
	return typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
}

describe("the API on PostgreSQL", () => {
	it("makes one cohort of 50 identical POSTs at once, and all are told the same", async () => {
		const { org, keyOf } = await organisation(2);
		const lead = await keyOf("lead");
		const key = { "Idempotency-Key": "fifty-at-once" };
		cycles.sent.length = 0;
		const answers = await Promise.all(
			Array.from({ length: 50 }, () => api.post("/v1/cohorts", launchOf("rep-0", "rep-1"), lead, key)),
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
		expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
		expect(answers.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);
		expect(await org.listCohorts()).toHaveLength(1);
		expect(await org.listCycles({})).toHaveLength(2);
		expect(cycles.sent.filter(({ what }) => what === "startCohort")).toHaveLength(1);
	});

	it("refuses a key that comes back with another body, and makes nothing of it", async () => {
		const { org, keyOf } = await organisation(2);
		const lead = await keyOf("lead");
		const key = { "Idempotency-Key": "twice" };
		expect((await api.post("/v1/cohorts", launchOf("rep-0"), lead, key)).status).toBe(201);
		const other = await api.post("/v1/cohorts", launchOf("rep-1"), lead, key);
		expect([other.status, field(other, "code")]).toEqual([422, "key-reused"]);
		expect(await org.listCohorts()).toHaveLength(1);
	});

	it("does each thing once under random mixes of keys and bodies", async () => {
		const { org, idOf, keyOf } = await organisation(1);
		const lead = await keyOf("lead");
		const seed = Math.floor(Math.random() * 1e9);
		let state = seed;
		const below = (n: number) => {
			// The high bits: the low ones of such a generator repeat after a few draws, and would tie bodies to keys.
			state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
			return Math.floor((state / 2 ** 32) * n);
		};
		const keys = Array.from({ length: 12 }, () => randomUUID());
		const bodies = Array.from({ length: 8 }, (_, n) => practiceOf(idOf("rep-0"), `words ${n}`));
		const answers = await Promise.all(
			Array.from({ length: 200 }, () => {
				const key = keys[below(keys.length)] ?? "";
				return api.post("/v1/conversations", bodies[below(bodies.length)], lead, { "Idempotency-Key": key });
			}),
		);
		const made = answers.filter(({ status, headers }) => status === 201 && !headers.has("idempotent-replayed"));
		const stored = await org.listConversations({ repId: idOf("rep-0") });
		expect(stored.length, `seed ${seed}`).toBe(made.length);
		expect(stored.length, `seed ${seed}`).toBeLessThanOrEqual(bodies.length);
		expect(new Set(answers.map(({ status }) => status)), `seed ${seed}`).toEqual(new Set([200, 201, 422]));
	});

	it("launches, refuses by name a rep who already has a cycle, and lets each see their own", async () => {
		const { idOf, keyOf } = await organisation(3);
		const [lead, m1, rep0] = await Promise.all([keyOf("lead"), keyOf("m1"), keyOf("rep-0")]);
		const launched = await api.post("/v1/cohorts", launchOf("rep-0", "rep-1"), lead);
		expect(launched.status).toBe(201);
		const again = await api.post("/v1/cohorts", launchOf("rep-2", "rep-0"), lead);
		expect([again.status, field(again, "code")]).toEqual([409, "already-practising"]);
		expect(again.text).toContain("/reps/1");
		const nobody = await api.post("/v1/cohorts", launchOf("rep-2", "nobody"), lead);
		expect([nobody.status, field(nobody, "code")]).toEqual([422, "invalid"]);

		const cohort = await api.get(launched.headers.get("location") ?? "", lead);
		expect(cohort.body).toMatchObject({ name: "North", startsOn: STARTS_ON, cycles: { planned: 2 } });
		const repsIn = async (key: string) => {
			const data = field(await api.get("/v1/cycles", key), "data");
			return Array.isArray(data) ? data.map((cycle) => Reflect.get(Object(cycle), "repId")).toSorted() : [];
		};
		expect(await repsIn(lead)).toEqual([idOf("rep-0"), idOf("rep-1")].toSorted());
		expect(await repsIn(m1)).toEqual([idOf("rep-0")]);
		expect(await repsIn(rep0)).toEqual([idOf("rep-0")]);
		const ids = field(launched, "cycleIds");
		const [own, other] = Array.isArray(ids) ? ids.map(String) : [];
		expect((await api.get(`/v1/cycles/${own}/history`, rep0)).status).toBe(200);
		expect((await api.get(`/v1/cycles/${other}`, rep0)).status).toBe(404);
	});

	it("stops a cycle by an act that is stored first", async () => {
		const { org, keyOf } = await organisation(1);
		const lead = await keyOf("lead");
		const launched = await api.post("/v1/cohorts", launchOf("rep-0"), lead);
		const ids = field(launched, "cycleIds");
		const cycleId = Array.isArray(ids) ? String(ids[0]) : "";
		const answer = await api.post(`/v1/cycles/${cycleId}/stop`, { note: "Changed jobs" }, lead);
		expect([answer.status, field(answer, "state")]).toEqual([200, "applied"]);
		const stored = await org.findAct(String(field(answer, "id")));
		expect(stored).toMatchObject({ kind: "stop-cycle", cycleId, state: "pending" });
		const story = await api.get(`/v1/cycles/${cycleId}/history`, lead);
		expect(story.text).toContain("Somebody asked to stop the cycle");
		expect(story.text).not.toContain("Changed jobs");
	});

	it("keeps the same words of a rep once, whoever sends them under whatever key", async () => {
		const { idOf, keyOf } = await organisation(2);
		const [lead, rep] = await Promise.all([keyOf("lead"), keyOf("rep-0")]);
		const body = practiceOf(idOf("rep-0"), "the same words");
		const first = await api.post("/v1/conversations", body, rep);
		const second = await api.post("/v1/conversations", body, lead);
		expect([first.status, second.status]).toEqual([201, 200]);
		expect(field(second, "id")).toBe(field(first, "id"));
		expect((await api.get(`/v1/conversations/${field(first, "id")}/scorecard`, rep)).status).toBe(202);
	});

	it("shows a scored conversation with every count on its lines", async () => {
		const { orgId, idOf, keyOf } = await organisation(1);
		const rep = await keyOf("rep-0");
		const words = [
			["rep", "Thanks for your time today. What takes most of your team's time at the end of a month?"],
			["customer", "Reporting. It takes two people two days, and we need that to become one day."],
			["rep", "How do you check the numbers before they go out?"],
			["customer", "By hand. Honestly, I am worried that your product is too expensive for us."],
			["rep", "So the price worries you. Our reports take one hour, which gives you that second day back."],
			["customer", "That would help."],
			["rep", "Shall we meet on Tuesday at ten with your controller?"],
		] as const;
		const utterances = words.map(([role, text]) => ({ role, speaker: role, text }));
		const sent = await api.post("/v1/conversations", { ...practiceOf(idOf("rep-0")), transcript: { utterances } }, rep);
		const id = String(field(sent, "id"));
		const input = await records.readForScoring(orgId, id);
		if (input === null) throw new Error("nothing to score");
		const scored = createScoring().labelAndScore(input.conversation, input.bands);
		await records.recordScore(orgId, id, { ...scored, policyVersion: input.policyVersion });
		const card = await api.get(`/v1/conversations/${id}/scorecard`, rep);
		expect(card.status).toBe(200);
		const readings = Object(field(card, "readings"));
		const asks = Object(Reflect.get(readings, "close-attempts"));
		expect(asks).toMatchObject({
			status: "measured",
			numerator: scored.scorecard.readings["close-attempts"].counted.length,
		});
		const quotes: unknown[] = JSON.parse(JSON.stringify(card.body)).readings["discovery-density"].counted;
		expect(quotes.length).toBeGreaterThan(0);
		for (const line of quotes) {
			const { utterance, quote } = Object(line);
			expect(utterances[utterance]?.text).toContain(quote);
		}
	});

	it("answers an id of another organisation like one that nobody has, byte for byte", async () => {
		const [here, there] = [await organisation(1), await organisation(1)];
		const [lead, foreign] = [await here.keyOf("lead"), await there.keyOf("lead")];
		const launched = await api.post("/v1/cohorts", launchOf("rep-0"), foreign);
		const ids = field(launched, "cycleIds");
		const sent = await api.post("/v1/conversations", practiceOf(there.idOf("rep-0")), foreign);
		const pairs = [
			["/v1/cohorts/{id}", String(field(launched, "id"))],
			["/v1/cycles/{id}", Array.isArray(ids) ? String(ids[0]) : ""],
			["/v1/cycles/{id}/history", Array.isArray(ids) ? String(ids[0]) : ""],
			["/v1/reps/{id}/conversations", there.idOf("rep-0")],
			["/v1/conversations/{id}", String(field(sent, "id"))],
			["/v1/conversations/{id}/scorecard", String(field(sent, "id"))],
		] as const;
		for (const [path, id] of pairs) {
			const texts = await Promise.all(
				[id, randomUUID()].map(async (asked) => {
					const answer = await api.get(path.replace("{id}", asked), lead);
					expect(answer.status, path).toBe(404);
					return answer.text.replaceAll(answer.headers.get("x-request-id") ?? "", "");
				}),
			);
			expect(texts[0], path).toBe(texts[1]);
			expect((await api.get(path.replace("{id}", id), foreign)).status, path).toBeLessThan(300);
		}
	});

	it("answers 503 with Retry-After while the database is away, loses nothing, and goes on by itself", async () => {
		const { org, idOf, keyOf } = await organisation(1);
		const lead = await keyOf("lead");
		const key = { "Idempotency-Key": "through-the-outage" };
		const body = practiceOf(idOf("rep-0"));
		expect((await api.get("/readyz")).status).toBe(200);
		await link.cut();
		try {
			for (const answer of [
				await api.get("/v1/cohorts", lead),
				await api.post("/v1/conversations", body, lead, key),
				await api.get("/readyz"),
			]) {
				expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
			}
			expect((await api.get("/healthz")).status).toBe(200);
		} finally {
			await link.open();
		}
		const after = await api.post("/v1/conversations", body, lead, key);
		expect(after.status).toBe(201);
		expect((await api.post("/v1/conversations", body, lead, key)).text).toBe(after.text);
		expect(await org.listConversations({ repId: idOf("rep-0") })).toHaveLength(1);
		expect((await api.get("/readyz")).status).toBe(200);
	});
});
