import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAtWork, localDateOf, type WorkCalendar } from "../../../domain/calendar.ts";
import { climb } from "../../../domain/cycle/decide-rung.ts";
import type { LadderFacts, PersonFact, TaskFact } from "../../../domain/cycle/facts.ts";
import { byRule, calendarOf, ladderOf } from "../../../domain/cycle/ladder.ts";
import { OWNER_RULES, TASK_KINDS } from "../../../domain/cycle/task.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { epochMs, instantOf } from "../../../domain/time.ts";
import { daysOffOf, yearsAround } from "../../../services/records/days-off.ts";

/** People where the calendar is hard: half-hour zones, both halves of the globe, and pairs that are 14 h and more apart. */
const PLACES = [
	{ zone: "Europe/Berlin", country: "DE", region: "BY" },
	{ zone: "America/Los_Angeles", country: "US", region: "CA" },
	{ zone: "Pacific/Auckland", country: "NZ", region: "AUK" },
	{ zone: "Pacific/Kiritimati", country: null, region: null },
	{ zone: "Asia/Kolkata", country: "IN", region: "MH" },
	{ zone: "America/St_Johns", country: "CA", region: "NL" },
	{ zone: "Australia/Lord_Howe", country: "AU", region: "NSW" },
	{ zone: "Asia/Tokyo", country: "JP", region: null },
] as const;

const place = fc.constantFrom(...PLACES);
const start = fc.oneof(
	fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) }).map(instantOf),
	// Near changes of clocks, leap days and the long feasts.
	fc
		.tuple(
			fc.constantFrom("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-09-27", "2028-02-29", "2026-12-24"),
			fc.integer({ min: -20 * 86_400_000, max: 86_400_000 }),
		)
		.map(([date, ms]) => instantOf(epochMs(`${date}T00:00:00.000Z`) + ms)),
);
const anyTask = fc.record({
	start,
	rep: place,
	owner: place,
	above: fc.option(place, { nil: null }),
	kind: fc.constantFrom(...TASK_KINDS),
	rule: fc.constantFrom(...OWNER_RULES),
	// Days that the organisation gives to everybody, also many in a row.
	shut: fc.record({ from: fc.integer({ min: 0, max: 30 }), days: fc.integer({ min: 0, max: 14 }) }),
});

describe("a task", () => {
	it("is never due and never reminds on a day off of its owner or outside of the owner's hours", () => {
		fc.assert(
			fc.property(anyTask, ({ start: at, rep, owner, above, kind, rule, shut }) => {
				const declared = Array.from({ length: shut.days }, (_, day) => ({
					date: instantOf(epochMs(at) + (shut.from + day) * 86_400_000).slice(0, 10),
					country: null,
					kind: "off" as const,
				}));
				const person = (id: string, where: (typeof PLACES)[number]): PersonFact => ({
					id,
					zone: where.zone,
					daysOff: daysOffOf(where, declared, yearsAround(localDateOf(at, rep.zone))),
				});
				const nobody = { manager: null, "managers-manager": null, lead: null, head: null };
				const facts: LadderFacts = {
					cycle: { zone: rep.zone },
					policy: DEFAULT_POLICY,
					named: [],
					owners: { ...nobody, head: above === null ? null : person("above", above), [rule]: person("owner", owner) },
				};
				const calendar = calendarOf(facts.owners[rule], facts);
				const { dueAt, rungs } = ladderOf(kind, byRule(rule), at, facts);
				for (const due of [dueAt, ...rungs.map((rung) => rung.at)]) expectAtWork(due, calendar);
				expect(epochMs(dueAt)).toBeGreaterThan(epochMs(at));
				expect(rungs.map((rung) => rung.at)).toEqual(rungs.map((rung) => rung.at).toSorted());

				const task: TaskFact = {
					id: "t",
					name: "t",
					kind,
					state: "open",
					ownerRule: rule,
					namedOwner: null,
					notOwner: null,
					reopened: 0,
					reminded: [],
					answer: null,
					openedAt: at,
					dueAt,
					subject: {},
				};
				for (const what of ["remind-weekly", "step-up"] as const) {
					const { more, changes } = climb(task, what, facts, dueAt);
					const moved = changes.find((change) => change.do === "move-task");
					const next = moved === undefined ? calendar : calendarOf(facts.owners[moved.ownerRule], facts);
					for (const rung of more) expectAtWork(rung.at, next);
					expect(more.length).toBeGreaterThan(0);
				}
			}),
			{ numRuns: 10_000 },
		);
	}, 180_000);

	it("of somebody 14 hours away is due by that person's clock and holidays, not by the rep's", () => {
		const facts: LadderFacts = {
			cycle: { zone: "Pacific/Kiritimati" },
			policy: DEFAULT_POLICY,
			named: [],
			owners: {
				manager: { id: "m", zone: "America/Los_Angeles", daysOff: ["2026-11-26"] },
				"managers-manager": null,
				lead: null,
				head: null,
			},
		};
		// Wednesday 25 November, 10:00 in Los Angeles: Thursday 08:00 on Kiritimati. Thursday is Thanksgiving.
		const { dueAt } = ladderOf("approve-focus", byRule("manager"), "2026-11-25T18:00:00.000Z", facts);
		expect(dueAt).toBe("2026-12-01T18:00:00.000Z");
		const alone = { ...facts, owners: { ...facts.owners, manager: null } };
		expect(ladderOf("approve-focus", byRule("manager"), "2026-11-25T18:00:00.000Z", alone).dueAt).toBe(
			"2026-11-30T19:00:00.000Z",
		);
	});
});

function expectAtWork(at: string, calendar: WorkCalendar): void {
	expect([at, isAtWork(at, calendar)]).toEqual([at, true]);
	expect(calendar.daysOff).not.toContain(localDateOf(at, calendar.zone));
}
