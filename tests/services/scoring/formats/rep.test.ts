import { describe, expect, test } from "vitest";
import type { SpeakerFacts } from "../../../../services/scoring/formats/format.ts";
import { findRep, type RepHint, type Speaker } from "../../../../services/scoring/formats/rep.ts";

function speaker(key: string, facts: Partial<SpeakerFacts> & { label?: string } = {}): Speaker {
	const { name = null, email = null, side = null, channel = null, label = name ?? key } = facts;
	return { key, label, name, email, side, channel };
}

const maya = speaker("1", { name: "Maya Ortiz", email: "maya@acme.example", channel: 0 });
const phone = speaker("2", { name: "+49 30 1234567", channel: 0 });
const bo = speaker("3", { name: "Bo", email: "bo@customer.example", channel: 1 });
const all = [maya, phone, bo];

describe("the rep is found as the caller says", () => {
	test.each<[string, string | RepHint, string, string[]]>([
		["a key", "1", "speaker", ["1"]],
		["a label", "Maya Ortiz", "speaker", ["1"]],
		["a name in other letters", "  maya  ORTIZ ", "name", ["1"]],
		["an address", "Maya@ACME.example", "email", ["1"]],
		["a channel in words", "channel 1", "channel", ["3"]],
		["everybody on a channel", { channel: 0 }, "channel", ["1", "2"]],
		["every name of a person", { names: ["maya ortiz", "+49 30 1234567", "M."] }, "name", ["1", "2"]],
		["the address before the name", { names: ["Bo"], email: "maya@acme.example" }, "email", ["1"]],
		["the name, where the address is nobody's", { names: ["Maya Ortiz"], email: "m@acme.example" }, "name", ["1"]],
		["the key before everything", { speaker: "3", email: "maya@acme.example", channel: 0 }, "speaker", ["3"]],
	])("by %s", (_how, wanted, by, keys) => {
		expect(findRep(all, wanted)).toEqual({ found: true, by, keys });
	});

	test("and nobody else is taken where no clue fits, whatever the file says", () => {
		const ofCompany = { ...maya, side: "company" } satisfies Speaker;
		const finding = findRep([ofCompany, bo], { names: ["Lee"], email: "lee@acme.example" });
		expect(finding).toMatchObject({
			found: false,
			fault: { code: "no-rep", came: "email lee@acme.example, name Lee", speakers: ["Maya Ortiz", "Bo"] },
		});
	});

	test("and a question comes back where two have the name", () => {
		const twin = (key: string) => speaker(key, { name: "Alex", label: `Alex (${key})` });
		const finding = findRep([twin("7"), twin("8")], "alex");
		expect(finding).toMatchObject({
			found: false,
			fault: { code: "who-is-the-rep", expected: "the name of the rep, one of: Alex (7), Alex (8)" },
		});
		expect(findRep([twin("7"), twin("8")], "Alex (8)")).toMatchObject({ found: true, keys: ["8"] });
	});
});

describe("the rep is found as the file says", () => {
	const inside = (one: Speaker): Speaker => ({ ...one, side: "company" });

	test("by the only one of the company", () => {
		expect(findRep([inside(maya), bo], undefined)).toEqual({ found: true, by: "affiliation", keys: ["1"] });
	});

	test("by a name that is a role", () => {
		expect(findRep([speaker("Sales Rep"), bo], undefined)).toMatchObject({ found: true, by: "role-name" });
	});

	test("and never by a channel, a place in the file or a guess", () => {
		expect(findRep(all, undefined)).toMatchObject({ found: false, fault: { code: "who-is-the-rep" } });
		expect(findRep([inside(maya), inside(phone), bo], undefined)).toMatchObject({
			found: false,
			fault: { expected: "the name of the rep, one of: Maya Ortiz, +49 30 1234567" },
		});
	});

	test("and not at all where nobody, or one alone, speaks", () => {
		expect(findRep([], "Maya")).toMatchObject({ found: false, fault: { code: "no-speakers" } });
		expect(findRep([maya], "Maya Ortiz")).toMatchObject({ found: false, fault: { code: "one-speaker" } });
	});
});
