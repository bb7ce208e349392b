import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, createFakeCycles, NOW, startApi } from "../support/api.ts";
import { createFakeRecords, type FakeOrg } from "../support/fake-records.ts";

let org: FakeOrg;
let api: Api;
let keys: { readonly manager: string; readonly lead: string; readonly both: string };
let managerId: string;
let teamId: string;

beforeAll(async () => {
	const records = createFakeRecords();
	org = records.addOrg();
	const manager = org.addPerson(["manager"]);
	managerId = manager.id;
	teamId = org.addPerson(["rep"], { managerId }).id;
	org.addPerson(["rep"]);
	keys = {
		manager: records.keyFor(org, managerId),
		lead: records.keyFor(org, org.addPerson(["lead"]).id),
		both: records.keyFor(org, org.addPerson(["manager", "lead"]).id),
	};
	api = await startApi({ records, cycles: createFakeCycles() });
});
afterAll(() => api.close());

async function askedWith(path: string, key: string) {
	const answer = await api.get(path, key);
	expect(answer.status, answer.text).toBe(200);
	return org.reportsAsked.at(-1);
}

describe("reports", () => {
	it("are about a manager's own lines, team and weeks, and about everybody for whoever is a lead too", async () => {
		for (const [path, own] of [
			["/v1/agreement", managerId],
			["/v1/reports/coaching-time", managerId],
			["/v1/reports/drills", [teamId]],
		] as const) {
			expect(await askedWith(path, keys.manager)).toMatchObject({ about: own });
			expect(await askedWith(path, keys.lead)).toMatchObject({ about: null });
			expect(await askedWith(path, keys.both)).toMatchObject({ about: null });
		}
	});

	it("look back twelve weeks from now, or as far as they are asked to up to the end of a day", async () => {
		const weeksBefore = (until: string, weeks: number) =>
			new Date(Date.parse(until) - weeks * 7 * 86_400_000).toISOString();
		for (const path of ["/v1/reports/drills", "/v1/reports/coaching-time"]) {
			expect((await askedWith(path, keys.lead))?.span).toEqual({ since: weeksBefore(NOW, 12), until: NOW });
			const until = "2026-11-01T00:00:00.000Z";
			expect((await askedWith(`${path}?weeks=104&until=2026-10-31`, keys.lead))?.span).toEqual({
				since: weeksBefore(until, 104),
				until,
			});
		}
	});

	it.each(["weeks=0", "weeks=105", "weeks=1.5", "weeks=x", "until=yesterday", "since=2026-01-01"])(
		"refuse %s and say what was expected",
		async (query) => {
			const [name = ""] = query.split("=");
			expect(await api.get(`/v1/reports/drills?${query}`, keys.lead)).toMatchObject({
				status: 400,
				body: {
					errors: expect.arrayContaining([
						expect.objectContaining({ pointer: `/query/${name}`, expected: expect.any(String) }),
					]),
				},
			});
		},
	);
});
