import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GERMAN_CODES, germanOf } from "../../api/words/de.ts";
import { ENGLISH_CODES } from "../../api/words/en.ts";
import type { HistoryEntry } from "../../services/records/types.ts";
import { SCORECARD_REASONS } from "../../services/scoring/words.ts";
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
	it("are there for all that a history can show, and for nothing else", () => {
		// What a scorecard says of a conversation is no decision: it is in English alone.
		const shown = ENGLISH_CODES.filter((code) => !Object.hasOwn(SCORECARD_REASONS, code) && !code.startsWith("next."));
		expect(shown.length).toBeGreaterThan(200);
		expect(new Set(GERMAN_CODES)).toEqual(new Set(shown));
	});

	it("are German whatever the parameters, with no name of the code left in them", () => {
		const english = /\b(the|is|of|none|nothing|undefined|NaN)\b|\[object/;
		for (const code of GERMAN_CODES) expect(germanOf({ code, params: {} }), code).not.toMatch(english);
		const stuck = { code: "cycle.closed", params: { because: "paused-too-long" } };
		expect(germanOf(stuck)).toBe("Der Zyklus ist geschlossen: die Pause dauerte zu lange");
		const params = {
			of: "close-attempts",
			is: 0.5,
			bound: "at-least",
			needed: 2,
			numerator: 4,
			denominator: 2,
			was: 1,
		};
		expect(germanOf({ code: "change.pooled-value", params })).toBe(
			"nach dem nächsten Schritt fragen: mindestens 2 (4 von 2) statt 0,5 (1 von 2)",
		);
	});

	it("are said to whoever asks for them, and English stands in for a code that has none", async () => {
		const lead = org.addPerson(["lead"]);
		const cycle = org.addCycle(org.addPerson(["rep"]).id);
		const unknown = { code: "summary.customer-led", params: { turns: 3 } };
		org.stories.set(cycle.id, [entry({}), entry({ reason: unknown })]);
		const answer = await api.get(`/v1/cycles/${cycle.id}/history?language=de`, records.keyFor(org, lead.id));
		const words = JSON.parse(answer.text).data.map((line: { words: string }) => line.words);
		const inEnglish =
			"The rep lost control here: 3 times in a row the customer asks or objects, and the rep only answers.";
		expect(words).toEqual(["Jemand hat verlangt, den Zyklus zu beenden", inEnglish]);
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
