import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { type Answer, type Api, createFakeCycles, NOW, startApi } from "../support/api.ts";
import { createFakeRecords, type FakeOrg, type FakeRecords } from "../support/fake-records.ts";
import { scorecardOf } from "../support/scorecards.ts";

let records: FakeRecords;
let org: FakeOrg;
let api: Api;
let lead: string;
let repId: string;
const cycles = createFakeCycles();

beforeAll(async () => {
	records = createFakeRecords();
	org = records.addOrg();
	lead = records.keyFor(org, org.addPerson(["lead"]).id);
	repId = org.addPerson(["rep"]).id;
	api = await startApi({ records, cycles });
});
afterAll(() => api.close());
beforeEach(() => {
	cycles.sent.length = 0;
	records.failWith(null);
});

function launch(more: object = {}) {
	return { name: "North", startsOn: "2026-11-23", reps: [org.addPerson(["rep"]).externalId], ...more };
}

function practice(more: object = {}) {
	return {
		repId,
		source: "practice",
		kind: "role-play",
		occurredAt: "2026-11-20T09:00:00Z",
		language: "en",
		transcript: {
			utterances: [
				{ role: "rep", speaker: "Ann", text: `What slows you down? ${randomUUID()}` },
				{ role: "customer", speaker: "Bo", text: "Reporting takes two days." },
			],
		},
		...more,
	};
}

function problemOf({ body }: Answer): { code: string; errors: { pointer: string; expected: string; came: string }[] } {
	if (typeof body !== "object" || body === null || !("code" in body) || !("errors" in body))
		throw new Error("no problem");
	return { code: String(body.code), errors: Array.isArray(body.errors) ? body.errors : [] };
}

/** The first fault as one line: status, code, pointer, what was expected, what came. */
function told(answer: Answer): string {
	const { code, errors } = problemOf(answer);
	const [first] = errors;
	return [answer.status, code, first?.pointer, first?.expected, first?.came]
		.filter((part) => part !== undefined)
		.join(" | ");
}

describe("bad requests", () => {
	it("answers 404 for a path that is not there, and 405 with Allow for a method that is not", async () => {
		expect((await api.get("/v1/nothing", lead)).status).toBe(404);
		expect((await api.get("/v1/cohorts/", lead)).status).toBe(404);
		expect((await api.get("/V1/cohorts", lead)).status).toBe(404);
		for (const method of ["DELETE", "PUT", "PATCH", "OPTIONS"]) {
			const answer = await api.send("/v1/cohorts", { method });
			expect(answer.status).toBe(405);
			expect(answer.headers.get("allow")).toBe("POST, GET, HEAD");
		}
		expect((await api.send("/v1/cycles", { method: "POST" })).headers.get("allow")).toBe("GET, HEAD");
	});

	it("answers HEAD like GET without the body", async () => {
		const response = await fetch(`${api.url}/healthz`, { method: "HEAD" });
		expect(response.status).toBe(200);
		expect(await response.text()).toBe("");
	});

	it("refuses an unknown or repeated query parameter by name", async () => {
		expect(told(await api.get("/v1/cycles?reppId=1", lead))).toBe(
			'400 | bad-parameter | /query/reppId | no such field | "1"',
		);
		expect(told(await api.get("/v1/cycles?phase=over", lead))).toBe(
			'400 | bad-parameter | /query/phase | one of "planned", "baseline", "practice", "habit", "closed" | "over"',
		);
		expect(told(await api.get("/v1/cycles?phase=closed&phase=closed", lead))).toContain("400 | bad-parameter");
		expect(told(await api.get("/v1/cycles?repId=12", lead))).toBe(
			'400 | bad-parameter | /query/repId | an id (UUID) | "12"',
		);
		expect(told(await api.get("/healthz?full=1"))).toContain("/query/full");
		expect((await api.get("/v1/reps?externalId=%00", lead)).status).toBe(400);
		expect((await api.get("/v1/cycles/%ff", lead)).status).toBe(400);
	});

	it("refuses a body that is not JSON, without quoting it", async () => {
		const send = (
			body: string | Uint8Array<ArrayBuffer>,
			type = "application/json",
			more: { [name: string]: string } = {},
		) =>
			api.send("/v1/cohorts", {
				method: "POST",
				headers: {
					Authorization: `Bearer ${lead}`,
					"Idempotency-Key": randomUUID(),
					...(type && { "Content-Type": type }),
					...more,
				},
				body,
			});
		for (const body of ["{", "", "{'a':1}", "nul", '{"secret word": tru', new Uint8Array([0x22, 0xff, 0x22])]) {
			const answer = await send(body);
			expect(problemOf(answer).code).toBe("malformed-json");
			expect(answer.status).toBe(400);
			expect(answer.text).not.toContain("secret word");
		}
		for (const type of ["text/plain", "", "application/xml", "application/json; charset=latin1"]) {
			const answer = await send("{}", type || "application/octet-stream");
			expect(answer.status).toBe(415);
			expect(answer.headers.get("accept-post")).toBe("application/json");
		}
		expect((await send("{}", "application/json", { "Content-Encoding": "gzip" })).status).toBe(415);
		expect((await send("{}", "application/json; charset=UTF-8")).status).toBe(422);
	});

	it("takes a body up to its limit and answers 413 one byte above, declared or not", async () => {
		const bodyOf = (bytes: number) => {
			const shell = JSON.stringify({ note: "" });
			return JSON.stringify({ note: "x".repeat(bytes - shell.length) });
		};
		const { id } = org.addCycle(repId);
		const post = async (path: string, body: string, chunked: boolean) => {
			const headers = {
				Authorization: `Bearer ${lead}`,
				"Idempotency-Key": randomUUID(),
				"Content-Type": "application/json",
			};
			const stream = new Blob([body]).stream();
			const init = chunked ? { body: stream, duplex: "half" as const } : { body };
			return (await fetch(api.url + path, { method: "POST", headers, ...init })).status;
		};
		for (const chunked of [false, true]) {
			expect(await post(`/v1/cycles/${id}/stop`, bodyOf(100_000), chunked)).toBe(422);
			expect(await post(`/v1/cycles/${id}/stop`, bodyOf(100_001), chunked)).toBe(413);
			expect(await post("/v1/conversations", bodyOf(2_000_000), chunked)).toBe(422);
			expect(await post("/v1/conversations", bodyOf(2_000_001), chunked)).toBe(413);
		}
	});

	it("refuses deep nesting, half surrogates, U+0000 and __proto__", async () => {
		const raw = async (text: string) => {
			const headers = {
				Authorization: `Bearer ${lead}`,
				"Idempotency-Key": randomUUID(),
				"Content-Type": "application/json",
			};
			return api.send("/v1/cohorts", { method: "POST", headers, body: text });
		};
		expect(told(await raw(`${"[".repeat(45_000)}${"]".repeat(45_000)}`))).toContain("422 | invalid");
		for (const name of ["\\u0000", "a\\ud800b", "\\udc00"]) {
			expect(told(await raw(`{"name":"${name}"}`))).toContain("422 | invalid | /name | text without");
		}
		expect(told(await raw('{"__proto__":{"roles":["lead"]}}'))).toContain("/__proto__");
		expect(told(await raw('{"a":{"\\u0000":1}}'))).toContain("422 | invalid");
	});

	it("survives broken HTTP", async () => {
		const port = Number(new URL(api.url).port);
		const text = await new Promise<string>((resolve) => {
			let received = "";
			const socket = connect(port, "127.0.0.1", () => socket.end("GARBAGE\r\n\r\n"));
			socket.on("data", (chunk) => {
				received += chunk.toString();
			});
			socket.on("close", () => resolve(received));
		});
		expect(text).toContain("400 Bad Request");
		expect((await api.get("/healthz")).status).toBe(200);
	});
});

describe("the Idempotency-Key", () => {
	it("is required on every POST and must be readable", async () => {
		for (const path of ["/v1/cohorts", "/v1/conversations"]) {
			for (const value of ["", " ", "a".repeat(256), "täglich"]) {
				const answer = await api
					.post(path, {}, lead, { "Idempotency-Key": value })
					.catch(() => "fetch itself refuses this header");
				if (typeof answer === "string") continue;
				expect(told(answer)).toContain("400 | idempotency-key-missing | /header/idempotency-key");
			}
		}
		const answer = await api.send("/v1/cohorts", {
			method: "POST",
			headers: { Authorization: `Bearer ${lead}`, "Content-Type": "application/json" },
			body: "{}",
		});
		expect(told(answer)).toContain("400 | idempotency-key-missing");
	});

	it("answers the same status and body again and starts nothing twice", async () => {
		const key = { "Idempotency-Key": "launch-1" };
		const body = launch();
		const first = await api.post("/v1/cohorts", body, lead, key);
		const second = await api.post(
			"/v1/cohorts",
			{ reps: body.reps, startsOn: body.startsOn, name: body.name },
			lead,
			key,
		);
		expect([first.status, second.status]).toEqual([201, 201]);
		expect(second.text).toBe(first.text);
		expect(second.headers.get("location")).toBe(first.headers.get("location"));
		expect([first, second].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
		expect(cycles.sent.filter(({ what }) => what === "startCohort")).toHaveLength(1);
	});

	it("refuses the same key with another body, and is a new key for another caller or path", async () => {
		const key = { "Idempotency-Key": "launch-2" };
		expect((await api.post("/v1/cohorts", launch(), lead, key)).status).toBe(201);
		const reused = await api.post("/v1/cohorts", launch(), lead, key);
		expect(told(reused)).toContain("422 | key-reused | /header/idempotency-key");
		const head = records.keyFor(org, org.addPerson(["head"]).id);
		expect((await api.post("/v1/cohorts", launch(), head, key)).status).toBe(201);
		expect((await api.post("/v1/conversations", practice(), lead, key)).status).toBe(201);
	});

	it("keeps nothing of a request that was refused", async () => {
		const key = { "Idempotency-Key": "launch-3" };
		expect((await api.post("/v1/cohorts", launch({ startsOn: "2026-02-30" }), lead, key)).status).toBe(422);
		expect((await api.post("/v1/cohorts", launch(), lead, key)).status).toBe(201);
	});
});

describe("a launch", () => {
	it("answers with the place of the cohort, and Temporal is asked to start it", async () => {
		const answer = await api.post("/v1/cohorts", launch({ policy: DEFAULT_POLICY }), lead);
		expect(answer.status).toBe(201);
		const location = answer.headers.get("location") ?? "";
		expect((await api.get(location, lead)).status).toBe(200);
		expect(cycles.sent).toEqual([{ what: "startCohort", args: [org.id, location.split("/").at(-1)] }]);
	});

	it("says of each wrong field which it is, what was expected and what came", async () => {
		const cases: [object, string][] = [
			[{ startsOn: "2026-02-30" }, '/startsOn | a calendar date that exists, YYYY-MM-DD | "2026-02-30"'],
			[{ startsOn: "2027-02-29" }, "/startsOn | a calendar date that exists, YYYY-MM-DD"],
			[{ startsOn: "2001-01-01" }, "/startsOn | a date from "],
			[{ startsOn: "1826-01-01" }, "/startsOn | a date between 2000 and 2100"],
			[{ reps: ["a", "b", "a"] }, '/reps/2 | each rep once (this one is /reps/0) | "a"'],
			[{ reps: [] }, "/reps | at least 1 entries | []"],
			[{ reps: ["nobody"] }, "/reps/0 | a rep | nobody"],
			[{ name: "  " }, '/name | text on one line, not empty | "  "'],
			[{ name: undefined }, "/name | a string | nothing"],
			[{ name: 7 }, "/name | a string | 7"],
			[{ owner: "me" }, '/owner | no such field | "me"'],
			[{ policy: { lengthWeeks: 12 } }, "/policy/bands | an object | nothing"],
			[
				{ policy: { ...DEFAULT_POLICY, baseline: { ...DEFAULT_POLICY.baseline, leadTaskDay: 10 } } },
				"/policy/baseline/leadTaskDay | a day after managerTaskDay | 10",
			],
			[{ policy: { ...DEFAULT_POLICY, lengthWeeks: 25 } }, "/policy/lengthWeeks | a whole number from 12 to 24 | 25"],
			[
				{ policy: { ...DEFAULT_POLICY, review: { ...DEFAULT_POLICY.review, sessionsPerWeek: 3 } } },
				"/policy/review/sessionsPerWeek | at most 2, the practices per week | 3",
			],
			[{ policy: { ...DEFAULT_POLICY, mood: 1 } }, "/policy/mood | no such field | 1"],
		];
		for (const [more, expected] of cases) {
			const answer = await api.post("/v1/cohorts", launch(more), lead);
			expect(told(answer)).toContain(`422 | invalid | ${expected}`);
		}
		expect(cycles.sent).toEqual([]);
	});

	it("takes the default policy", async () => {
		expect((await api.post("/v1/cohorts", launch({ policy: DEFAULT_POLICY }), lead)).status).toBe(201);
	});

	it("refuses by name a rep who already practises", async () => {
		const busy = org.addPerson(["rep"]);
		org.addCycle(busy.id);
		const answer = await api.post("/v1/cohorts", launch({ reps: [busy.externalId] }), lead);
		expect(told(answer)).toBe(
			`409 | already-practising | /reps/0 | a rep without a running cycle | ${busy.externalId}`,
		);
	});
});

describe("a submission", () => {
	it("stores utterances, and has them scored", async () => {
		const answer = await api.post("/v1/conversations", practice(), lead);
		expect(answer.status).toBe(201);
		const location = answer.headers.get("location") ?? "";
		expect((await api.get(location, lead)).body).toMatchObject({ repId, language: "en", state: "received" });
		expect(cycles.sent).toEqual([{ what: "startScoring", args: [org.id, location.split("/").at(-1)] }]);
		const waiting = await api.get(`${location}/scorecard`, lead);
		expect([waiting.status, waiting.headers.get("retry-after")]).toEqual([202, "1"]);
	});

	it("reads a file as its source wrote it, and finds out the language", async () => {
		const content = [
			"WEBVTT",
			"",
			"00:00:01.000 --> 00:00:04.000",
			"<v Ann Rep>What is it that you would like to have done by the end of the year?</v>",
			"",
			"00:00:05.000 --> 00:00:08.000",
			"<v Bo>We need the reports to be ready in one day and not in two.</v>",
			"",
		].join("\n");
		const body = practice({ language: undefined, transcript: { content, rep: "Ann Rep" } });
		expect((await api.post("/v1/conversations", body, lead)).status).toBe(201);
		const twice = await api.post("/v1/conversations", body, lead);
		expect(twice.status).toBe(200);
		expect(twice.body).toMatchObject({ duplicate: true });
	});

	it("says what is wrong with a transcript", async () => {
		const file = (content: string, rep?: string) => ({ transcript: { content, ...(rep && { rep }) } });
		const talk = (...lines: object[]) => ({ transcript: { utterances: lines } });
		const rep = { role: "rep", speaker: "Ann", text: "Hello there." };
		const customer = { role: "customer", speaker: "Bo", text: "Hello." };
		const cases: [object, string][] = [
			[file("%PDF-1.7"), "422 | transcript-unreadable | /transcript/content"],
			[file("  "), "422 | transcript-unreadable | /transcript/content"],
			[file("Ann: Hello there.\nAnn: Anybody?"), "422 | transcript-unreadable | /transcript/content"],
			[file("Ann: Hello there.\nBo: Hello.", "Carl"), "422 | transcript-unreadable | /transcript/rep"],
			[file(""), "422 | invalid | /transcript/content"],
			[{ transcript: { content: 5 } }, "422 | invalid | /transcript/content | a string | 5"],
			[{ transcript: {} }, "422 | invalid | /transcript/"],
			[talk(), "422 | invalid | /transcript/utterances | at least 1 entries"],
			[talk(rep), "422 | invalid | /transcript/utterances | a rep and at least one other speaker"],
			[talk(customer, customer), "422 | invalid | /transcript/utterances | at least one utterance of the rep"],
			[talk({ ...rep, text: "..." }, { ...customer, text: "?!" }), "at least one utterance with words"],
			[talk({ ...rep, startMs: -1 }, customer), "/transcript/utterances/0/startMs | at least 0 | -1"],
			[talk({ ...rep, startMs: 9, endMs: 3 }, customer), "/transcript/utterances/0/endMs | an end that is not before"],
			[talk({ ...rep, mood: "sad" }, customer), '/transcript/utterances/0/mood | no such field | "sad"'],
			[{ language: "nl" }, "422 | unsupported-language | /language"],
			[{ language: "english please" }, "422 | invalid | /language"],
		];
		for (const [more, expected] of cases) {
			expect(told(await api.post("/v1/conversations", practice(more), lead))).toContain(expected);
		}
		expect(cycles.sent).toEqual([]);
	});

	it("that leaves open who the rep is is kept, and names the task that asks", async () => {
		const transcript = { content: "Ann: Hello there, what brings you here today?\nBo: Hello, we need a new tool." };
		const answer = await api.post("/v1/conversations", practice({ transcript }), lead);
		expect(answer.status).toBe(201);
		const { id, task } = Object(answer.body);
		expect(task).toMatch(/^[0-9a-f-]{36}$/);
		const [sent] = cycles.sent;
		expect(sent).toMatchObject({ what: "openHumanTask", args: [expect.any(String), "confirm-rep", id] });
		const card = await api.get(`/v1/conversations/${id}/scorecard`, lead);
		expect([card.status, card.headers.get("retry-after")]).toEqual([202, "3600"]);
		expect(card.body).toMatchObject({ state: "awaiting-rep" });
	});

	it("needs consent for a real conversation, and keeps practice apart", async () => {
		const consent = { purpose: "coaching", reference: "call-17", at: "2026-11-19T09:00:00Z" };
		const live = { source: "live", kind: "customer-call" };
		const post = (more: object) => api.post("/v1/conversations", practice(more), lead);
		expect(told(await post(live))).toContain("422 | consent-missing | /consent");
		expect((await post({ ...live, consent })).status).toBe(201);
		expect(told(await post({ consent }))).toContain("422 | invalid | /consent");
		expect(told(await post({ ...live, consent, practiceId: randomUUID() }))).toContain("/practiceId");
		expect(told(await post({ kind: "customer-call" }))).toContain("/kind");
		expect(told(await post({ ...live, kind: "role-play", consent }))).toContain("/kind");
		expect(told(await post({ ...live, consent: { ...consent, at: "2027-01-01T00:00:00Z" } }))).toContain("/consent/at");
	});

	it("refuses the future, except where every cycle has its own clock", async () => {
		const body = practice({ occurredAt: "2027-01-01T09:00:00Z" });
		expect(told(await api.post("/v1/conversations", body, lead))).toBe(
			`422 | invalid | /occurredAt | an instant that is not in the future (it is ${NOW}) | 2027-01-01T09:00:00.000Z`,
		);
		for (const occurredAt of ["2026-11-20", "yesterday", "2026-11-20T09:00:00", "2026-02-30T09:00:00Z"]) {
			expect(told(await api.post("/v1/conversations", practice({ occurredAt }), lead))).toContain(
				"/occurredAt | an instant",
			);
		}
		const skipped = records.addOrg("skipped");
		const key = records.keyFor(skipped, skipped.addPerson(["lead"]).id);
		const rep = skipped.addPerson(["rep"]).id;
		expect((await api.post("/v1/conversations", { ...body, repId: rep }, key)).status).toBe(201);
	});
});

describe("a scorecard", () => {
	it("quotes the line of every label that counts and of every one that does not", async () => {
		const conversation = org.addConversation(repId, { state: "scored" });
		org.scorecards.set(conversation.id, scorecardOf(conversation));
		const { status, body } = await api.get(`/v1/conversations/${conversation.id}/scorecard`, lead);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			fullMeasurement: false,
			purpose: "coaching",
			readings: {
				"discovery-density": { counted: [{ quote: "What is slowing your team down today?", utterance: 0, label: 0 }] },
				"close-attempts": {
					notCounted: [
						{
							because: "own-promise",
							words: "the rep's own promise, not an ask",
							quote: "Shall we meet on Tuesday at ten with your controller?",
						},
					],
				},
				"value-framing": { status: "not-applicable", words: "the rep claimed no benefit" },
			},
			nextAction: { cites: { utterance: 1, quote: "Reporting takes two days every month." } },
		});
	});

	it("says that a refused conversation has none", async () => {
		const { id } = org.addConversation(repId, { state: "refused" });
		expect(told(await api.get(`/v1/conversations/${id}/scorecard`, lead))).toBe("409 | not-scored");
	});
});

describe("the history", () => {
	it("tells each line in words, with rule, inputs and reason", async () => {
		const cycle = org.addCycle(repId);
		org.stories.set(cycle.id, [
			{
				id: randomUUID(),
				at: NOW,
				week: 1,
				step: "baseline",
				kind: "decision",
				what: "decision",
				name: "focus",
				rule: "focus.two-largest-distances",
				reason: { code: "focus.proposed", params: { first: "close-attempts", second: "value-framing" } },
				inputs: { order: ["close-attempts"] },
				outcome: { kind: "focus-proposed" },
				by: "engine",
				policyVersionId: null,
				proof: { runId: "r", historyLength: 17 },
				supersededBy: null,
			},
		]);
		const { body } = await api.get(`/v1/cycles/${cycle.id}/history`, lead);
		expect(body).toMatchObject({
			data: [
				{
					rule: "focus.two-largest-distances",
					words: "Proposed focus: asking for a next step and tying value to needs, the two farthest from target",
					inputs: { order: ["close-attempts"] },
				},
			],
		});
	});
});

describe("health", () => {
	it("says that the process runs, whatever is away", async () => {
		records.failWith(away("DatabaseAway"));
		expect((await api.get("/healthz")).body).toEqual({ status: "ok" });
	});

	it("says which part is not ready", async () => {
		const ready = { name: "database", check: async () => ({ ready: true, detail: "answers" }) };
		const gone = { name: "temporal", check: () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7")) };
		const two = await startApi({ records, parts: [ready, gone] });
		const one = await startApi({ records, parts: [ready] });
		try {
			const answer = await two.get("/readyz");
			expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
			expect(answer.body).toMatchObject({
				ready: false,
				parts: { database: { ready: true }, temporal: { ready: false } },
			});
			expect(answer.text).not.toContain("10.0.0.7");
			expect((await one.get("/readyz")).body).toMatchObject({ ready: true });
		} finally {
			await Promise.all([one.close(), two.close()]);
		}
	});

	it("answers 503 with Retry-After while the database is away, and goes on when it is back", async () => {
		records.failWith(away("DatabaseAway"));
		for (const answer of [await api.get("/v1/cohorts", lead), await api.post("/v1/cohorts", launch(), lead)]) {
			expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
			expect(problemOf(answer).code).toBe("database-away");
		}
		records.failWith(null);
		expect((await api.get("/v1/cohorts", lead)).status).toBe(200);
	});

	it("tells nothing of an unexpected error but its request id, under which it is logged", async () => {
		records.failWith(new Error("duplicate key in table person, value Ann Smith"));
		const answer = await api.get("/v1/cohorts", lead);
		expect(answer.status).toBe(500);
		expect(answer.text).not.toContain("person");
		const id = answer.headers.get("x-request-id");
		expect(api.lines).toContainEqual(
			expect.objectContaining({ level: "error", fields: expect.objectContaining({ requestId: id }) }),
		);
	});

	it("sends headers that let nobody keep or frame an answer, and does not say what it is made of", async () => {
		const { headers } = await api.get("/v1/cohorts", lead);
		expect(headers.get("cache-control")).toBe("no-store");
		expect(headers.get("content-security-policy")).toContain("default-src 'none'");
		expect(headers.get("x-content-type-options")).toBe("nosniff");
		expect(headers.get("x-powered-by")).toBeNull();
	});

	it("writes no key, no body and no query into the log", async () => {
		const marker = `planted-${randomUUID()}`;
		await api.post("/v1/cohorts", launch({ name: marker, other: marker }), lead);
		await api.get(`/v1/reps?externalId=${marker}`, lead);
		await api.get(`/v1/cycles/${marker}`, lead);
		await api.get(`/${marker}`);
		await api.get("/v1/cohorts", `clk_${marker}`);
		expect(JSON.stringify(api.lines)).not.toContain(marker);
		expect(JSON.stringify(api.lines)).not.toContain(lead);
	});
});

function away(name: string): Error {
	return Object.assign(new Error("connect ECONNREFUSED"), { name });
}
