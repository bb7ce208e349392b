import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unsubscribeToken } from "../../services/notification/unsubscribe.ts";
import { type Api, startApi, UNSUBSCRIBE_KEY } from "../support/api.ts";
import { createFakeRecords, type FakeOrg, type FakeRecords } from "../support/fake-records.ts";

let records: FakeRecords;
let org: FakeOrg;
let api: Api;
let admin: string;
const unsubscribed: unknown[] = [];
beforeAll(async () => {
	records = createFakeRecords();
	org = records.addOrg();
	admin = records.keyFor(org, org.addPerson(["admin"]).id);
	const watched = {
		...records,
		org: (orgId: string) => {
			const real = records.org(orgId);
			const unsubscribe = async (...args: unknown[]) => void unsubscribed.push([orgId, ...args]);
			return { ...real, notification: { ...real.notification, unsubscribe } };
		},
	};
	api = await startApi({ records: watched });
});
afterAll(() => api.close());

describe("one click in an e-mail", () => {
	const personId = randomUUID();
	const tokenOf = () =>
		unsubscribeToken(UNSUBSCRIBE_KEY, { orgId: org.id, personId, channel: "email", kinds: ["coaching"] });
	// What a mail provider sends (RFC 8058): a form, no key, no login.
	const oneClick = {
		method: "POST",
		headers: { "Content-Type": "application/x-www-form-urlencoded" },
		body: "List-Unsubscribe=One-Click",
	};

	it("switches off what the e-mail was of, without a login and as often as it is sent", async () => {
		for (let again = 0; again < 2; again++) {
			const answer = await api.send(`/v1/unsubscribe/${tokenOf()}`, oneClick);
			expect(answer).toMatchObject({ status: 200, body: { channel: "email", kinds: ["coaching"] } });
		}
		expect(unsubscribed).toEqual([
			[org.id, personId, "email", ["coaching"]],
			[org.id, personId, "email", ["coaching"]],
		]);
	});

	it("does nothing with a token that nobody signed, nor when a scanner only looks at it", async () => {
		const before = unsubscribed.length;
		expect((await api.send(`/v1/unsubscribe/${tokenOf()}x`, oneClick)).status).toBe(404);
		expect((await api.send(`/v1/unsubscribe/${randomUUID()}`, oneClick)).status).toBe(404);
		expect((await api.send(`/v1/unsubscribe/${tokenOf()}`, {})).status).toBe(405);
		expect(unsubscribed).toHaveLength(before);
	});
});

describe("a receiver of webhooks", () => {
	it.each([
		["http://hooks.example.com/", "a URL that begins with https://"],
		["https://127.0.0.1/", "a public address"],
		["https://[::ffff:10.0.0.1]/", "a public address"],
		["https://2852039166/", "a public address"],
		["https://user:word@hooks.example.com/", "a URL without user and password"],
	])("at %s is refused with what was expected, and without what may be secret in it", async (url, expected) => {
		const answer = await api.post("/v1/webhooks", { url: `${url}secret-path`, events: ["task"] }, admin);
		expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: "/url", expected }] } });
		expect(answer.text).not.toMatch(/secret-path|word@/);
	});

	it("shows its secret when it is made, and never again", async () => {
		const made = await api.post("/v1/webhooks", { url: "https://hooks.example.com/a", events: ["task"] }, admin);
		expect(made).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^whsec_/) } });
		expect((await api.get("/v1/webhooks", admin)).text).not.toContain("whsec_");
	});

	it.each([[[]], [["task", "task"]], [["everything"]]])("is refused with the events %j", async (events) => {
		const answer = await api.post("/v1/webhooks", { url: "https://hooks.example.com/a", events }, admin);
		expect(answer.status).toBe(422);
	});
});

describe("Slack", () => {
	it("is set up for Slack alone, at a public address", async () => {
		const slack = { kind: "webhook", url: "https://10.0.0.1/services/x" };
		expect(await api.ask("put", "/v1/notification-channels/slack", { enabled: true, slack }, admin)).toMatchObject({
			status: 422,
			body: { errors: [{ pointer: "/slack/url" }] },
		});
		const app = { kind: "app", token: "xoxb-12345678" };
		expect((await api.ask("put", "/v1/notification-channels/email", { enabled: true, slack: app }, admin)).status).toBe(
			422,
		);
		expect((await api.ask("put", "/v1/notification-channels/slack", { enabled: true, slack: app }, admin)).status).toBe(
			200,
		);
		expect((await api.ask("put", "/v1/notification-channels/fax", { enabled: true }, admin)).status).toBe(404);
	});
});
