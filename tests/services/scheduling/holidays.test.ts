import { describe, expect, it } from "vitest";
import { daysOffOf, yearsAround } from "../../../services/records/days-off.ts";
import { findHolidayFault, publicHolidays } from "../../../services/scheduling/holidays.ts";

describe("public holidays", () => {
	it("are those that the law of a country and of its region gives", () => {
		expect(publicHolidays("DE", null, 2026, 2026)).toEqual([
			"2026-01-01",
			"2026-04-03",
			"2026-04-06",
			"2026-05-01",
			"2026-05-14",
			"2026-05-25",
			"2026-10-03",
			"2026-12-25",
			"2026-12-26",
		]);
		expect(publicHolidays("DE", "BY", 2026, 2026)).toContain("2026-01-06");
		expect(publicHolidays("GB", "SCT", 2026, 2026)).toContain("2026-11-30");
		expect(publicHolidays("GB", null, 2026, 2026)).not.toContain("2026-11-30");
		// A holiday on a Saturday is kept on the Monday behind it.
		expect(publicHolidays("GB", null, 2026, 2026)).toContain("2026-12-28");
	});

	it("come in order for all years asked for, each date once", () => {
		const three = publicHolidays("NZ", null, 2026, 2028);
		expect(three).toEqual([2026, 2027, 2028].flatMap((year) => publicHolidays("NZ", null, year, year)));
		expect(three).toEqual([...new Set(three)].toSorted());
		expect(publicHolidays("NZ", null, 2028, 2026)).toEqual([]);
	});

	it("are whole days: all days of a long feast, none for an afternoon, one where the clocks change", () => {
		const kurban = publicHolidays("TR", null, 2026, 2026).filter((day) => day.startsWith("2026-05-2"));
		expect(kurban).toEqual(["2026-05-27", "2026-05-28", "2026-05-29"]);
		expect(publicHolidays("IS", null, 2026, 2026)).not.toContain("2026-12-24");
		// All Saints' Day on Saint-Pierre has 25 hours in 2026.
		const november = publicHolidays("PM", null, 2026, 2026).filter((day) => day.startsWith("2026-11-0"));
		expect(november).toEqual(["2026-11-01"]);
	});

	it("of a country or region that is not known are refused with what was expected and what came", () => {
		expect(() => publicHolidays("XX", null, 2026, 2026)).toThrow(
			new RangeError("country: expected a country whose public holidays are known, such as DE, came XX"),
		);
		for (const country of ["de", "DEU", "", "toString"]) expect(findHolidayFault(country, null)?.came).toBe(country);
		expect(() => publicHolidays("CH", "BY", 2026, 2026)).toThrow(/^region: expected one of ZH, BE, .*, came BY$/);
		expect(findHolidayFault("NO", "03")).toEqual({ field: "region", expected: "no region for NO", came: "03" });
		expect(findHolidayFault("DE", "BY")).toBeNull();
	});
});

describe("days off of a person", () => {
	const years = yearsAround("2026-05-20");
	const bavarian = { country: "DE", region: "BY" };

	it("are the public holidays of the country and region, of this year and the next", () => {
		expect(daysOffOf(bavarian, [], years)).toEqual(publicHolidays("DE", "BY", 2026, 2027));
		expect(daysOffOf({ country: null, region: null }, [], years)).toEqual([]);
	});

	it("are what the organisation says before what the law says, and for one country before everybody", () => {
		const everybody = { country: null, kind: "off" as const };
		const declared = [
			{ date: "2026-12-31", country: "DE", kind: "working" as const },
			{ ...everybody, date: "2026-12-24" },
			{ ...everybody, date: "2026-12-31" },
			{ date: "2026-10-03", country: null, kind: "working" as const },
			{ date: "2026-08-01", country: "CH", kind: "off" as const },
		];
		const off = daysOffOf(bavarian, declared, years);
		expect(off).toContain("2026-12-24");
		expect(off).not.toContain("2026-12-31");
		expect(off).not.toContain("2026-10-03");
		expect(off).not.toContain("2026-08-01");
		expect(daysOffOf({ country: null, region: null }, declared, years)).toEqual(["2026-12-24", "2026-12-31"]);
	});

	it("are the organisation's alone for a country that the library has forgotten", () => {
		const declared = [{ date: "2026-12-24", country: null, kind: "off" as const }];
		expect(daysOffOf({ country: "XX", region: null }, declared, years)).toEqual(["2026-12-24"]);
	});
});
