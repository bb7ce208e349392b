import ICAL from "ical.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Api, startApi } from "../support/api.ts";
import { createFakeRecords, type FakeOrg, type FakeRecords } from "../support/fake-records.ts";

let records: FakeRecords;
let org: FakeOrg;
let api: Api;
beforeAll(async () => {
	records = createFakeRecords();
	org = records.addOrg();
	api = await startApi({ records });
});
afterAll(() => api.close());

function urlOf({ body }: Answer): string | null {
	if (typeof body !== "object" || body === null || !("url" in body)) throw new Error("no url");
	return body.url === null ? null : String(body.url);
}

describe("a private calendar address", () => {
	it("is told once, opens without a key, and shows the meetings to a calendar program", async () => {
		const { id } = org.addPerson(["manager"]);
		const key = records.keyFor(org, id);
		const headers = { "Idempotency-Key": "calendar-1" };
		const url = urlOf(await api.post("/v1/me/calendar-feed", {}, key, headers)) ?? "";
		const again = await api.post("/v1/me/calendar-feed", {}, key, headers);
		expect([urlOf(again), again.headers.get("idempotent-replayed")]).toEqual([null, "true"]);

		org.invites.set(id, [
			{
				id: "5f0c9a52-6a55-5b0e-9d51-0c4c9f2a7b10",
				cycleId: "0190a000-0000-7000-8000-000000000001",
				kind: "checkpoint",
				allDay: false,
				startsAt: "2026-12-01T09:00:00.000Z",
				endsAt: "2026-12-01T09:30:00.000Z",
				sequence: 2,
				changedAt: "2026-11-20T09:00:00.000Z",
			},
		]);
		const feed = await api.get(url);
		expect(feed.status).toBe(200);
		expect(feed.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
		expect(feed.headers.get("cache-control")).toMatch(/^private\b/);
		const [event] = new ICAL.Component(ICAL.parse(feed.text)).getAllSubcomponents("vevent");
		expect(event?.getFirstPropertyValue("uid")).toBe("5f0c9a52-6a55-5b0e-9d51-0c4c9f2a7b10");
		expect(event?.getFirstPropertyValue("sequence")).toBe(2);
		expect((await fetch(api.url + url, { method: "HEAD" })).status).toBe(200);
	});

	it("stops working when it is renewed or shut, and stands in no log line", async () => {
		const key = records.keyFor(org, org.addPerson(["rep"]).id);
		const first = urlOf(await api.post("/v1/me/calendar-feed", {}, key)) ?? "";
		const second = urlOf(await api.post("/v1/me/calendar-feed", {}, key)) ?? "";
		expect((await api.get(first)).status).toBe(404);
		expect((await api.get(second)).status).toBe(200);
		expect((await api.delete("/v1/me/calendar-feed", key)).body).toEqual({ revoked: true });
		expect((await api.delete("/v1/me/calendar-feed", key)).body).toEqual({ revoked: false });
		expect((await api.get(second)).status).toBe(404);
		const lines = JSON.stringify(api.lines);
		for (const url of [first, second]) expect(lines).not.toContain(url.slice("/v1/calendar/".length, -".ics".length));
	});

	it("that nobody has, or that is none, is 404 and may be kept by nobody", async () => {
		for (const token of ["x".repeat(43), "x", "x".repeat(44), "..%2f", `${"x".repeat(42)}%00`]) {
			const answer = await api.get(`/v1/calendar/${token}.ics`);
			expect(answer.status).toBe(404);
			expect(answer.headers.get("cache-control")).toBe("no-store");
		}
		expect((await api.get(`/v1/calendar/${"x".repeat(43)}`)).status).toBe(404);
		expect((await api.get(`/v1/calendar/${"x".repeat(43)}.ics?full=1`)).status).toBe(400);
	});

	it("takes only the methods that it has", async () => {
		expect((await api.send("/v1/me/calendar-feed", { method: "PUT" })).headers.get("allow")).toBe("POST, DELETE");
		const post = await api.send(`/v1/calendar/${"x".repeat(43)}.ics`, { method: "POST" });
		expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
	});
});
