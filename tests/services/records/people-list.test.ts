import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { peopleOfCsv, peopleOfJson } from "../../../services/records/people-list.ts";

const HEADER = "externalId,name,email,roles,zone,country,region,manager";

describe("a list of people in CSV", () => {
	it("is read with quotes, a byte order mark, several roles and empty cells, by comma, semicolon or tab", () => {
		const lines = [
			"\uFEFFexternalId,name,email,roles,zone,country,region,manager",
			'r1,"Lee, Ann",ann@example.org,rep,Europe/Berlin,DE,BY,m1',
			"",
			"m1,Bo,bo@example.org,manager rep,UTC,,,",
		];
		const { rows, faults } = peopleOfCsv(lines.join("\r\n"));
		expect(faults).toEqual([]);
		expect(rows.map(({ row, person }) => [row, person.name, person.roles, person.country, person.manager])).toEqual([
			[2, "Lee, Ann", ["rep"], "DE", "m1"],
			[3, "Bo", ["manager", "rep"], null, null],
		]);
		for (const mark of [";", "\t"]) {
			const other = ["externalId,name,email,roles,zone", "r1,Ann,ann@example.org,rep,UTC"]
				.join("\n")
				.replaceAll(",", mark);
			expect(peopleOfCsv(other).rows).toMatchObject([{ row: 2, person: { externalId: "r1", manager: null } }]);
		}
	});

	it("leaves what is known of a person where a column is not there", () => {
		const [row] = peopleOfCsv("externalId,name,email,roles,zone\nr1,Ann,ann@example.org,rep,UTC").rows;
		expect(row?.person).not.toHaveProperty("country");
	});

	it("reads where and in which shift somebody works, and refuses a name longer than 80 characters", () => {
		const list = (shift: string) =>
			peopleOfCsv(`externalId,name,email,roles,zone,location,shift\nr1,Ann,ann@example.org,rep,UTC,Leipzig,${shift}`);
		expect(list("early").rows[0]?.person).toMatchObject({ location: "Leipzig", shift: "early" });
		expect(list("").rows[0]?.person).toMatchObject({ location: "Leipzig", shift: null });
		expect(list("x".repeat(81)).faults).toMatchObject([
			{ row: 2, column: "shift", expected: "a shift in at most 80 characters, or nothing" },
		]);
	});

	it("names row, column, what was expected and what came, and keeps the good rows", () => {
		const { rows, faults } = peopleOfCsv(
			[
				HEADER,
				"r1,Ann,ann@example.org,rep,UTC,,,",
				"r2,,no address,boss,UTC,,,",
				"r3,Cy,cy@example.org,rep,UTC",
				"r4,Di,di@example.org,,UTC,,,",
				"r5,Ed,ed@example.org,rep,UTC,,,",
			].join("\n"),
		);
		expect(rows.map(({ row }) => row)).toEqual([2, 6]);
		expect(faults).toEqual([
			{ row: 3, column: "name", expected: "a name", came: "nothing" },
			{ row: 3, column: "email", expected: "an e-mail address", came: "no address" },
			{ row: 3, column: "roles", expected: "one of rep, manager, lead, head, admin, viewer", came: "boss" },
			{ row: 4, column: "", expected: "8 columns", came: "5" },
			{ row: 5, column: "roles", expected: "at least one of rep, manager, lead, head, admin, viewer", came: "[]" },
		]);
	});

	it("says of a header what is missing and what is too much, and takes nothing", () => {
		const { rows, faults } = peopleOfCsv("externalId,name,mail,roles,zone\nr1,Ann,ann@example.org,rep,UTC");
		expect(rows).toEqual([]);
		expect(faults.map(({ row, column }) => [row, column])).toEqual([
			[1, "mail"],
			[1, "email"],
		]);
	});

	it("of any text is read or refused, and never thrown at", () => {
		fc.assert(
			fc.property(
				fc.string({ unit: "grapheme", maxLength: 200 }),
				fc.constantFrom("", `${HEADER}\n`),
				(text, header) => {
					const { rows, faults } = peopleOfCsv(header + text);
					expect(Array.isArray(rows) && Array.isArray(faults)).toBe(true);
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe("a list of people in JSON", () => {
	it("names the bad ones and keeps the good ones", () => {
		const good = { externalId: "r1", name: "Ann", email: "ann@example.org", roles: ["rep"], zone: "UTC" };
		const { rows, faults } = peopleOfJson([good, { ...good, nickname: "x" }, 7, { ...good, email: 3 }]);
		expect(rows).toMatchObject([{ row: 1, person: { ...good, manager: null } }]);
		expect(faults.map(({ row, column }) => [row, column])).toEqual([
			[2, "nickname"],
			[3, ""],
			[4, "email"],
		]);
	});
});
