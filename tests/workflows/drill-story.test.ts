import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, instantAt, localDateOf } from "../../domain/calendar.ts";
import type { CycleChange, DrillAsk } from "../../domain/cycle/facts.ts";
import { DRILL_GAPS, type DrillGap, type Occurrence } from "../../domain/drill/drill.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { epochMs, type Instant, instantOf } from "../../domain/time.ts";
import { createMemoryCycles } from "../../services/records/memory.ts";
import { conversation, type Level, LOW, MIDDLE, TARGET } from "../domain/cycle/facts.ts";
import { type Happening, runInMemory } from "../support/memory-host.ts";

const CYCLE = "0190a000-0000-7000-8000-000000000002";
const ZONE = "Europe/Berlin";
const STARTS_ON = "2026-01-05";
const GAP: DrillGap = "pricing-objection";

/** What happens in the rep's year, by hours after the start. */
type Event =
	| { readonly hour: number; readonly is: "practice"; readonly level?: Level }
	| {
			readonly hour: number;
			readonly is: "call";
			readonly wanted: 0 | 1 | null;
			readonly gap?: DrillGap;
			/** Its "look now" is lost on the way. */
			readonly lost?: boolean;
	  }
	/** At the newest open drill, if any. */
	| { readonly hour: number; readonly is: "attempt"; readonly level: Level; readonly wanted?: 0 | 1 }
	/** From the last call; nothing while there is none. */
	| { readonly hour: number; readonly is: "assign"; readonly ask?: Partial<Extract<DrillAsk, { do: "assign" }>> }
	| { readonly hour: number; readonly is: "submit" }
	| { readonly hour: number; readonly is: "change"; readonly change: CycleChange };

const day = (n: number, hour = 10) => n * 24 + hour;

/** The baseline, and two practices in every week behind it. */
const practising: readonly Event[] = Array.from({ length: 12 }, (_, week) => [
	{ hour: day(week * 7 + 1), is: "practice" as const },
	{ hour: day(week * 7 + 2), is: "practice" as const },
	...(week === 0 ? [{ hour: day(3), is: "practice" as const }] : []),
]).flat();

async function live(events: readonly Event[], lengthWeeks = 12) {
	const store = createMemoryCycles();
	const at = (id: string) => ({ id, zone: ZONE, daysOff: [] });
	store.addCycle({
		id: CYCLE,
		repId: "rep",
		zone: ZONE,
		startsOn: STARTS_ON,
		seed: 7,
		policy: { ...DEFAULT_POLICY, lengthWeeks },
		policyVersion: "policy-1",
		people: () => [at("coach")],
		places: () => ({ manager: at("manager"), "managers-manager": at("boss"), lead: at("lead"), head: at("head") }),
	});
	const startsAt = instantAt(STARTS_ON, "00:00", ZONE);
	let n = 0;
	let lastCall: string | null = null;
	const occurrence = (wanted: 0 | 1, gap: DrillGap): Occurrence => ({
		gap,
		occurred: 1,
		wanted,
		line: { utterance: 4, label: 1 },
		isMoment: true,
	});
	const add = async (now: Instant, level: Level, given: Parameters<typeof conversation>[3]) => {
		n += 1;
		const { factSeq: _, ...fact } = conversation(n, now, level, given);
		return { id: fact.id, look: (await store.addConversation(CYCLE, fact, now)).waiting };
	};
	const act = (id: string, now: Instant, by: string, more: { drill?: DrillAsk; change?: CycleChange }) => {
		const { drill, change = null } = more;
		const kind = change !== null ? "change-cycle" : drill?.do === "submit" ? "submit-drill" : "assign-drill";
		const asked = { id, by, byLead: by === "lead", at: now, taskId: null, answer: null, policy: null } as const;
		store.addAct(CYCLE, { ...asked, kind, change, ...(drill === undefined ? {} : { drill }) });
		return { act: id };
	};
	const doing = (event: Event, index: number): Happening["do"] => {
		return async (now) => {
			const { practices, drills, phase } = store.rows(CYCLE);
			const open = drills.findLast(({ closedAt }) => closedAt === null);
			if (phase === "closed") return {};
			switch (event.is) {
				case "practice": {
					const planned = practices.find(({ state }) => state === "planned");
					return { look: (await add(now, event.level ?? LOW, { practiceId: planned?.id ?? null })).look };
				}
				case "call": {
					const { wanted, gap = GAP, lost = false } = event;
					const occurrences = wanted === null ? [] : [occurrence(wanted, gap)];
					const { id, look } = await add(now, LOW, { source: "live", occurrences });
					lastCall = id;
					return { look: look && !lost };
				}
				case "attempt": {
					if (open === undefined) return {};
					const { wanted } = event;
					const occurrences = wanted === undefined ? [] : [occurrence(wanted, open.gap)];
					return { look: (await add(now, event.level, { source: "drill", drillId: open.id, occurrences })).look };
				}
				case "assign": {
					const ask: DrillAsk = {
						do: "assign",
						gap: GAP,
						conversation: lastCall,
						utterance: 4,
						times: 3,
						mornings: [],
						submitTo: null,
						insists: false,
						...event.ask,
					};
					return act(`act:${index}`, now, "manager", { drill: ask });
				}
				case "submit":
					if (open === undefined) return {};
					return act(`act:${index}`, now, "rep", { drill: { do: "submit", drill: open.id, attempt: null } });
				case "change":
					return act(`act:${index}`, now, "lead", { change: event.change });
			}
		};
	};
	const happenings = events.map((event, index) => ({
		at: instantOf(epochMs(startsAt) + event.hour * 3_600_000),
		do: doing(event, index),
	}));
	const run = await runInMemory(store, { orgId: "org", cycleId: CYCLE, startsAt }, happenings);
	const rows = store.rows(CYCLE);
	const outcomes = (drill: string) =>
		rows.decisions.filter(({ name }) => name === drill).map(({ outcome, reason }) => [outcome.kind, reason.code]);
	return { run, rows, outcomes };
}

const attempts = (fromDay: number, levels: readonly Level[]): readonly Event[] =>
	levels.map((level, i) => ({ hour: day(fromDay, 11 + i), is: "attempt", level }));

describe("a drill, told on the memory host", { timeout: 30_000 }, () => {
	it("goes from one moment of one call to its verdict in the next: practised, sent to its person, watched, changed", async () => {
		const { rows, run, outcomes } = await live([
			...practising,
			{ hour: day(16), is: "call", wanted: 0 },
			{ hour: day(17), is: "assign", ask: { submitTo: "coach" } },
			...attempts(18, [LOW, TARGET, MIDDLE]),
			{ hour: day(19), is: "submit" },
			{ hour: day(21), is: "call", wanted: null },
			{ hour: day(23), is: "call", wanted: 1 },
		]);
		expect(rows.drills).toMatchObject([
			{ name: "drill:01", gap: GAP, state: "closed", outcome: "changed", angle: 1, submitted: 2, submitTo: "coach" },
		]);
		expect(rows.drills[0]?.attempts.map(({ score }) => score)).toEqual([0, 1, 0.6]);
		expect(outcomes("drill:01").map(([kind]) => kind)).toEqual([
			"drill-assigned",
			"attempted",
			"attempted",
			"attempted",
			"watching",
			"changed",
		]);
		const verdict = rows.decisions.find(({ outcome }) => outcome.kind === "changed");
		expect(localDateOf(verdict?.at ?? "", ZONE)).toBe(addDays(STARTS_ON, 23));
		const heard = rows.notifications.filter(({ personId }) => personId === "coach");
		expect(heard.map(({ template }) => template.code)).toEqual(["drill.attempt-for-you"]);
		expect(run.state).toMatchObject({ drills: [], revision: rows.revision });
	});

	it("not changed twice becomes a live-coaching task of the manager", async () => {
		const { rows, run } = await live([
			...practising,
			{ hour: day(16), is: "call", wanted: 0 },
			{ hour: day(17), is: "assign" },
			// Nobody waits for it: the third attempt begins the watch by itself.
			...attempts(18, [LOW, LOW, LOW]),
			{ hour: day(20), is: "call", wanted: 0 },
			...attempts(21, [LOW, MIDDLE, LOW]),
			{ hour: day(24), is: "call", wanted: 0 },
		]);
		expect(rows.drills).toMatchObject([{ state: "closed", outcome: "live-coaching", angle: 2, submitted: 5 }]);
		expect(rows.tasks.filter(({ name }) => name === "live-coaching:drill:01")).toMatchObject([
			{ kind: "live-coaching", subject: { signals: ["objection-acknowledgment"] } },
		]);
		expect(run.state.revision).toBe(rows.revision);
	});

	it("that nobody practises, or whose moment never comes up, ends by itself", async () => {
		const idle = await live([...practising, { hour: day(16), is: "call", wanted: 0 }, { hour: day(17), is: "assign" }]);
		expect(idle.outcomes("drill:01")).toEqual([
			["drill-assigned", "drill.assigned-as-suggested"],
			["reminded", "drill.session"],
			["not-practised", "drill.not-practised"],
		]);
		const unseen = await live([
			...practising,
			{ hour: day(16), is: "call", wanted: 0 },
			{ hour: day(17), is: "assign" },
			...attempts(18, [LOW, LOW, LOW]),
		]);
		const days = unseen.rows.decisions
			.filter(({ name }) => name === "drill:01")
			.map(({ outcome, at }) => [
				outcome.kind,
				(epochMs(at) - epochMs(unseen.rows.decisions[0]?.at ?? at)) / 86_400_000,
			]);
		expect(days.slice(-3).map(([kind, after]) => [kind, Math.floor(Number(after))])).toEqual([
			["watching", 18],
			["live-practice", 48],
			["not-seen", 58],
		]);
	});

	it("is decided within a week though every word to the cycle is lost", async () => {
		const { rows } = await live([
			...practising,
			{ hour: day(16), is: "call", wanted: 0 },
			{ hour: day(17), is: "assign" },
			...attempts(18, [LOW, LOW, LOW]),
			{ hour: day(22), is: "call", wanted: 1, lost: true },
		]);
		expect(rows.drills).toMatchObject([{ outcome: "changed" }]);
		const verdict = rows.decisions.find(({ outcome }) => outcome.kind === "changed");
		expect(epochMs(verdict?.at ?? "")).toBeLessThan(epochMs(instantAt(addDays(STARTS_ON, 29), "12:00", ZONE)));
	});

	it("waits while the cycle does: a pause moves its mornings and its watch", async () => {
		const mornings = [18, 19, 20].map((n) => addDays(STARTS_ON, n));
		const { rows } = await live([
			...practising,
			{ hour: day(16), is: "call", wanted: 0 },
			{ hour: day(17), is: "assign", ask: { mornings } },
			{
				hour: day(18, 12),
				is: "change",
				change: { do: "pause", from: addDays(STARTS_ON, 19), until: addDays(STARTS_ON, 26) },
			},
		]);
		const told = rows.decisions
			.filter(({ reason }) => reason.code === "drill.session")
			.map(({ at }) => localDateOf(at, ZONE));
		expect(told).toEqual([18, 26, 27].map((n) => addDays(STARTS_ON, n)));
		const ended = rows.decisions.find(({ outcome }) => outcome.kind === "not-practised");
		expect(localDateOf(ended?.at ?? "", ZONE)).toBe(addDays(STARTS_ON, 28));
	});

	it("names a first gap by the end of week 2, and drills in week 12 what calls do not show, if the cycle goes on", async () => {
		const inTarget = practising.map((event) => ({ ...event, level: TARGET }));
		const calls: Event[] = [60, 66, 72].map((n) => ({ hour: day(n), is: "call", wanted: 0 }));
		const given: Event[] = [...inTarget, { hour: day(8), is: "call", wanted: 0 }, ...calls];
		const habit = await live(given, 24);
		expect(habit.rows.decisions.find(({ name }) => name === "first-gap")?.outcome).toMatchObject({ gap: GAP });
		expect(habit.rows.drills).toMatchObject([{ gap: GAP, assignedBy: null }]);
		expect(habit.outcomes("carry-over-drill:objection-acknowledgment")).toEqual([
			["drill-assigned", "drill.for-carry-over"],
		]);
		const ending = await live(given);
		expect(ending.rows.drills).toEqual([]);
		expect(ending.outcomes("carry-over-drill:objection-acknowledgment")).toEqual([
			["drill-suggested", "drill.suggested-at-the-end"],
		]);
	});

	it("holds its promises in any year", async () => {
		const hour = fc.integer({ min: 24, max: 24 * 110 });
		const date = fc.integer({ min: 0, max: 110 }).map((n) => addDays(STARTS_ON, n));
		const level = fc.constantFrom(LOW, MIDDLE, TARGET);
		const gap = fc.constantFrom(...DRILL_GAPS);
		const wanted = fc.constantFrom(0 as const, 1 as const);
		const anyEvent: fc.Arbitrary<Event> = fc.oneof(
			fc.record({
				hour,
				is: fc.constant("call" as const),
				wanted: fc.constantFrom(0 as const, 1 as const, null),
				gap,
				lost: fc.boolean(),
			}),
			fc.record({ hour, is: fc.constant("attempt" as const), level, wanted }),
			fc
				.record({
					hour,
					gap,
					times: fc.integer({ min: 1, max: 3 }),
					submitTo: fc.constantFrom(null, "coach"),
					insists: fc.boolean(),
					mornings: fc.integer({ min: 0, max: 3 }),
				})
				.map(({ hour: at, mornings, ...ask }) => ({
					hour: at,
					is: "assign" as const,
					ask: {
						...ask,
						mornings: Array.from({ length: mornings }, (_, i) => addDays(STARTS_ON, Math.floor(at / 24) + 1 + i)),
					},
				})),
			fc.record({ hour, is: fc.constant("submit" as const) }),
			fc.record({
				hour,
				is: fc.constant("change" as const),
				change: fc.oneof(
					fc.tuple(date, fc.option(fc.integer({ min: 1, max: 20 }), { nil: null, freq: 4 })).map(([from, days]) => ({
						do: "pause" as const,
						from,
						until: days === null ? null : addDays(from, days),
					})),
					date.map((on) => ({ do: "resume" as const, on })),
				),
			}),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(anyEvent, { maxLength: 60 }), fc.boolean(), async (events, isHabit) => {
				const { rows, run } = await live([...practising, ...events], isHabit ? 16 : 12);
				expect(rows.phase).toBe("closed");
				// Nothing stays open behind a cycle, and the story has counted what the table has.
				expect(rows.drills.filter(({ closedAt }) => closedAt === null)).toEqual([]);
				expect(run.state.drills).toEqual([]);
				expect(run.state.revision).toBe(rows.revision);
				for (const drill of rows.drills) {
					expect(drill.state === "closed").toBe(drill.outcome !== null);
					expect(drill.attempts.map(({ ordinal }) => ordinal)).toEqual(drill.attempts.map((_, i) => i + 1));
					// At most two at a time.
					const beside = rows.drills.filter(
						(other) =>
							epochMs(other.assignedAt) <= epochMs(drill.assignedAt) &&
							(other.closedAt === null || epochMs(other.closedAt) > epochMs(drill.assignedAt)),
					);
					expect(beside.length).toBeLessThanOrEqual(2);
					// A verdict rests on a conversation in which the moment came up, and none on an older one.
					const changed = rows.decisions.find(({ name, outcome }) => name === drill.name && outcome.kind === "changed");
					if (changed !== undefined) {
						const decisive = rows.conversations.find(({ id }) => id === changed.inputs.decisive);
						expect(decisive?.occurrences).toMatchObject([{ gap: drill.gap, wanted: 1 }]);
						expect(epochMs(decisive?.occurredAt ?? "")).toBeGreaterThan(epochMs(drill.assignedAt));
					}
					if (drill.outcome === "live-coaching") {
						expect(rows.tasks.map(({ name }) => name)).toContain(`live-coaching:${drill.name}`);
					}
				}
				for (const decision of rows.decisions) expect(decision.reason.code).not.toBe("");
			}),
			{ numRuns: 25 },
		);
	}, 120_000);
});
