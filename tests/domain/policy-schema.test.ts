import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../domain/fault.ts";
import { type CoachingPolicy, DEFAULT_POLICY } from "../../domain/policy.ts";
import { parsePolicy } from "../../domain/policy-schema.ts";

type Section = keyof CoachingPolicy;

/** The default policy with some fields of one section changed, as somebody might send it. */
function changed(section: Section, fields: { readonly [field: string]: unknown }): unknown {
	return JSON.parse(
		JSON.stringify({ ...DEFAULT_POLICY, [section]: { ...Object(DEFAULT_POLICY[section]), ...fields } }),
	);
}

function faultsOf(input: unknown): readonly Fault[] {
	const parsed = parsePolicy(input);
	if (parsed.ok) throw new Error("expected faults, came a policy");
	return parsed.error;
}

describe("parsePolicy", () => {
	it("takes the default policy as it is", () => {
		expect(parsePolicy(JSON.parse(JSON.stringify(DEFAULT_POLICY)))).toEqual({ ok: true, value: DEFAULT_POLICY });
	});

	it.each<[what: string, section: Section, fields: { readonly [field: string]: unknown }, Fault]>([
		[
			"half a review",
			"review",
			{ sessionsPerWeek: 1.5 },
			{ field: "/review/sessionsPerWeek", expected: "a whole number from 0 to 14", came: "1.5" },
		],
		[
			"the lead before the manager",
			"baseline",
			{ managerTaskDay: 14 },
			{ field: "/baseline/leadTaskDay", expected: "a day after managerTaskDay", came: "14" },
		],
		[
			"the end before the lead",
			"baseline",
			{ neverStartedDays: 14 },
			{ field: "/baseline/neverStartedDays", expected: "a day after leadTaskDay", came: "14" },
		],
		[
			"reminders out of order",
			"baseline",
			{ reminderDays: [3, 3] },
			{ field: "/baseline/reminderDays", expected: "days in rising order, each once", came: "[3,3]" },
		],
		[
			"reminders after the end",
			"baseline",
			{ reminderDays: [3, 56] },
			{ field: "/baseline/reminderDays", expected: "days before neverStartedDays", came: "[3,56]" },
		],
		[
			"a reminder that is no day",
			"baseline",
			{ reminderDays: [0] },
			{ field: "/baseline/reminderDays/0", expected: "a whole number from 1 to 365", came: "0" },
		],
		[
			"a pool smaller than a week",
			"practice",
			{ poolSize: 1 },
			{ field: "/practice/poolSize", expected: "a whole number from perWeek up", came: "1" },
		],
		[
			"empty weeks that reach the lead first",
			"practice",
			{ emptyWeeksLead: 2 },
			{ field: "/practice/emptyWeeksLead", expected: "a number of weeks above emptyWeeksManager", came: "2" },
		],
		[
			"more reviews than practices",
			"review",
			{ sessionsPerWeek: 3 },
			{ field: "/review/sessionsPerWeek", expected: "at most 2, the practices per week", came: "3" },
		],
		[
			"a fifth signal that moved",
			"checkpoints",
			{ week4MovedMin: 5 },
			{ field: "/checkpoints/week4MovedMin", expected: "a whole number from 1 to 4", came: "5" },
		],
		[
			"more practices by week 4 than there are",
			"checkpoints",
			{ week4PracticesMin: 7 },
			{
				field: "/checkpoints/week4PracticesMin",
				expected: "at most 6, the practices of weeks 2 to 4 (week 4 could never decide otherwise)",
				came: "7",
			},
		],
		[
			"a span longer than the window",
			"trend",
			{ spanDaysMin: 31 },
			{ field: "/trend/spanDaysMin", expected: "a number of days up to days", came: "31" },
		],
		[
			"a margin of nothing",
			"trend",
			{ bandShare: 0 },
			{ field: "/trend/bandShare", expected: "a number above 0, at most 1", came: "0" },
		],
		[
			"partly above carried",
			"carryOver",
			{ partlyFrom: 0.8 },
			{ field: "/carryOver/partlyFrom", expected: "a number below carriedFrom", came: "0.8" },
		],
		[
			"an eighth weekday",
			"nudge",
			{ weekday: 8 },
			{ field: "/nudge/weekday", expected: "a whole number from 1 to 7", came: "8" },
		],
		[
			"a time that no clock shows",
			"nudge",
			{ time: "24:00" },
			{ field: "/nudge/time", expected: "a time of day, HH:MM", came: '"24:00"' },
		],
		["a time as a number", "nudge", { time: 9 }, { field: "/nudge/time", expected: "a time of day, HH:MM", came: "9" }],
		[
			"a day that ends before it begins",
			"workingHours",
			{ to: "09:00" },
			{ field: "/workingHours/to", expected: "a time after from", came: '"09:00"' },
		],
		[
			"a week without work",
			"workingHours",
			{ weekdays: [] },
			{ field: "/workingHours/weekdays", expected: "at least one weekday", came: "[]" },
		],
		[
			"a weekday twice",
			"workingHours",
			{ weekdays: [1, 1] },
			{ field: "/workingHours/weekdays", expected: "each weekday once", came: "[1,1]" },
		],
		["a field that nobody knows", "nudge", { hour: 9 }, { field: "/nudge/hour", expected: "no such field", came: "9" }],
		[
			"a field left out",
			"tasks",
			{ focusDays: undefined },
			{ field: "/tasks/focusDays", expected: "a whole number from 1 to 60", came: "nothing" },
		],
		[
			"bands out of order",
			"bands",
			{ "value-framing": { kind: "three", middleFrom: 0.8, targetAbove: 0.8 } },
			{ field: "/bands/value-framing/targetAbove", expected: "a number above middleFrom", came: "0.8" },
		],
		[
			"a share that cannot be reached",
			"bands",
			{ "value-framing": { kind: "three", middleFrom: 0.8, targetAbove: 1 } },
			{ field: "/bands/value-framing/targetAbove", expected: "a number above 0 and below 1", came: "1" },
		],
		[
			"a middle band for close attempts",
			"bands",
			{ "close-attempts": { kind: "three", targetFrom: 2, cap: 4 } },
			{
				field: "/bands/close-attempts/kind",
				expected: 'kind "two": close attempts have no middle band',
				came: '"three"',
			},
		],
		[
			"a cap under the target",
			"bands",
			{ "close-attempts": { kind: "two", targetFrom: 3, cap: 2 } },
			{
				field: "/bands/close-attempts/cap",
				expected: "a whole number from targetFrom up: no average of cut counts could reach target otherwise",
				came: "2",
			},
		],
		[
			"no middle band for discovery",
			"bands",
			{ "discovery-density": { kind: "two", middleFrom: 0.6, targetAbove: 1.2 } },
			{
				field: "/bands/discovery-density/kind",
				expected: 'kind "three": this signal has a low, a middle and a target band',
				came: '"two"',
			},
		],
	])("names the field, what was expected and what came: %s", (_what, section, fields, fault) => {
		expect(faultsOf(changed(section, fields))).toEqual([fault]);
	});

	it("takes 12 to 24 weeks", () => {
		for (const lengthWeeks of [12, 13, 24]) expect(parsePolicy({ ...DEFAULT_POLICY, lengthWeeks }).ok).toBe(true);
		for (const lengthWeeks of [11, 25]) {
			expect(faultsOf({ ...DEFAULT_POLICY, lengthWeeks })).toEqual([
				{ field: "/lengthWeeks", expected: "a whole number from 12 to 24", came: String(lengthWeeks) },
			]);
		}
	});

	it("finds every fault at once, contradictions across sections included", () => {
		const input = {
			...DEFAULT_POLICY,
			lengthWeeks: 52,
			surprise: { "a/b": 1 },
			review: { ...DEFAULT_POLICY.review, sessionsPerWeek: 9 },
			nudge: { weekday: 0, time: "9:00" },
			tasks: undefined,
		};
		expect(
			faultsOf(input)
				.map(({ field }) => field)
				.toSorted(),
		).toEqual(["/lengthWeeks", "/nudge/time", "/nudge/weekday", "/review/sessionsPerWeek", "/surprise", "/tasks"]);
	});

	it("shortens what came, and escapes pointers", () => {
		const [fault] = faultsOf({ ...DEFAULT_POLICY, "a/b~c": "x".repeat(500) });
		expect(fault?.field).toBe("/a~1b~0c");
		expect(fault?.came).toHaveLength(83);
		expect(fault?.came.endsWith("...")).toBe(true);
	});

	it("says that the whole is no policy where it is none", () => {
		expect(faultsOf("twelve weeks")).toEqual([{ field: "", expected: "an object", came: '"twelve weeks"' }]);
		expect(faultsOf(null)).toEqual([{ field: "", expected: "an object", came: "null" }]);
		expect(faultsOf(undefined)).toEqual([{ field: "", expected: "an object", came: "nothing" }]);
	});

	it("never throws, and gives back a policy or at least one fault", () => {
		fc.assert(
			fc.property(fc.anything(), fc.constantFrom(...Object.keys(DEFAULT_POLICY)), (value, key) => {
				for (const input of [value, { ...DEFAULT_POLICY, [key]: value }]) {
					const parsed = parsePolicy(input);
					if (!parsed.ok) expect(parsed.error.length).toBeGreaterThan(0);
				}
			}),
		);
	});
});
