import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GERMAN_CODES } from "../../api/words/de.ts";
import { hasWords } from "../../api/words/en.ts";
import type { HistoryEntry } from "../../services/records/types.ts";
import { type Api, NOW, startApi } from "../support/api.ts";
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

function entry(given: Partial<HistoryEntry>): HistoryEntry {
	return {
		id: randomUUID(),
		at: NOW,
		week: 1,
		step: "act:1",
		kind: "act",
		what: "act",
		name: "stop-cycle",
		rule: null,
		reason: { code: "act.stop-cycle", params: {} },
		inputs: {},
		outcome: { kind: "done" },
		by: "engine",
		policyVersionId: null,
		proof: null,
		supersededBy: null,
		...given,
	};
}

describe("who stands in a story", () => {
	it("is named to managers, leads and admins; to a rep only the rep", async () => {
		const manager = org.addPerson(["manager"]);
		const rep = org.addPerson(["rep"], { managerId: manager.id });
		const cycle = org.addCycle(rep.id);
		org.stories.set(cycle.id, [entry({ by: manager.id }), entry({ by: rep.id }), entry({})]);
		const whoFor = async (personId: string) => {
			const answer = await api.get(`/v1/cycles/${cycle.id}/history`, records.keyFor(org, personId));
			const body = JSON.parse(answer.text);
			return body.data.map(({ who }: { who: { name: string | null } | null }) => who?.name ?? null);
		};
		const named = [manager.name, rep.name, null];
		expect(await whoFor(rep.id)).toEqual([null, rep.name, null]);
		for (const reader of [manager, org.addPerson(["lead"]), org.addPerson(["admin"])]) {
			expect(await whoFor(reader.id)).toEqual(named);
		}
		const file = await api.get(`/v1/cycles/${cycle.id}/history/export?as=text`, records.keyFor(org, rep.id));
		expect(file.text).toContain(manager.id);
		expect(file.text).not.toContain(manager.name);
	});

	it("is marked where a later decision took its place, in the file too", async () => {
		const lead = org.addPerson(["lead"]);
		const cycle = org.addCycle(org.addPerson(["rep"]).id);
		org.stories.set(cycle.id, [entry({ supersededBy: randomUUID() }), entry({ week: 2 })]);
		const text = (await api.get(`/v1/cycles/${cycle.id}/history/export?as=text`, records.keyFor(org, lead.id))).text;
		expect(text.match(/\(superseded\)/g)).toHaveLength(1);
		expect(text.indexOf("Week 1")).toBeLessThan(text.indexOf("Week 2"));
	});
});

describe("German words", () => {
	it("are there for codes that English has, and English stands in for what is missing", async () => {
		expect(GERMAN_CODES.length).toBeGreaterThan(60);
		expect(GERMAN_CODES.filter((code) => !hasWords(code))).toEqual([]);
		const lead = org.addPerson(["lead"]);
		const cycle = org.addCycle(org.addPerson(["rep"]).id);
		const unknown = { code: "act.policy-unknown", params: {} };
		org.stories.set(cycle.id, [entry({}), entry({ reason: unknown })]);
		const answer = await api.get(`/v1/cycles/${cycle.id}/history?language=de`, records.keyFor(org, lead.id));
		const words = JSON.parse(answer.text).data.map((line: { words: string }) => line.words);
		expect(words).toEqual(["Jemand hat verlangt, den Zyklus zu beenden", "There is no such version of a policy"]);
	});
});

describe("why not", () => {
	it("says for a weekly look how many practices would have been needed, in words", async () => {
		const rep = org.addPerson(["rep"]);
		const decision = org.addDecision(rep.id);
		const answer = await api.get(`/v1/decisions/${decision.id}/why-not`, records.keyFor(org, rep.id));
		expect(JSON.parse(answer.text)).toMatchObject({
			status: "asked",
			agrees: true,
			alternatives: [
				{
					outcome: "practices-missing",
					words: "practices missing, had one thing been different",
					changes: [{ is: 2, neededAtMost: 1, words: "Practices in the week: at most 1 instead of 2" }],
				},
			],
		});
	});
});
