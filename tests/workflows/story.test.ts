import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasWords, wordsOf } from "../../api/words/en.ts";
import { addDays, daysBetween, instantAt, isAtWork, localDateOf } from "../../domain/calendar.ts";
import { activeDaysBetween } from "../../domain/cycle/active-days.ts";
import type { CycleChange } from "../../domain/cycle/facts.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import type { TaskAnswer } from "../../domain/cycle/task.ts";
import { whyNot } from "../../domain/cycle/why-not.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import { epochMs, instantOf } from "../../domain/time.ts";
import { createMemoryCycles } from "../../services/records/memory.ts";
import { conversation, type Level, LOW, MIDDLE, TARGET } from "../domain/cycle/facts.ts";
import { type Happening, runInMemory } from "../support/memory-host.ts";

const CYCLE = "0190a000-0000-7000-8000-000000000001";
const STARTS_ON = "2026-01-05";

type Rep = {
	readonly zone: string;
	readonly daysOff: readonly string[];
	/** Hours after the start at which a practice is held, and how well. */
	readonly practices: readonly { readonly hour: number; readonly level: Level }[];
	readonly calls: readonly { readonly hour: number; readonly level: Level }[];
	/** Hours after which a task is answered; null leaves it to its ladder. */
	readonly answersAfterHours: number | null;
	readonly decision: "continue" | "stop" | "extend" | "change-focus";
	readonly extendWeeks: number;
	readonly stopHour: number | null;
	readonly seed: number;
	readonly lengthWeeks: number;
	/** What the lead asks of the course of the cycle, and when. */
	readonly changes: readonly { readonly hour: number; readonly change: CycleChange }[];
};

/** Lives one year of a rep on the memory host. People look into the inbox every few hours. */
async function live(rep: Rep) {
	const store = createMemoryCycles();
	const at = (id: string) => ({ id, zone: rep.zone, daysOff: rep.daysOff });
	store.addCycle({
		id: CYCLE,
		repId: "rep",
		zone: rep.zone,
		startsOn: STARTS_ON,
		seed: rep.seed,
		policy: { ...DEFAULT_POLICY, lengthWeeks: rep.lengthWeeks },
		policyVersion: "policy-1",
		places: () => ({ manager: at("manager"), "managers-manager": at("boss"), lead: at("lead"), head: at("head") }),
	});
	const startsAt = instantAt(STARTS_ON, "00:00", rep.zone);
	const hour = (hours: number) => instantOf(epochMs(startsAt) + hours * 3_600_000);
	let n = 0;
	const held =
		(source: "practice" | "live", level: Level): Happening["do"] =>
		async (now) => {
			n += 1;
			const rows = store.rows(CYCLE);
			const open = rows.practices.find(({ state }) => state === "planned");
			const { factSeq: _, ...fact } = conversation(n, now, level, {
				source,
				practiceId: source === "practice" ? (open?.id ?? null) : null,
			});
			const { waiting } = await store.addConversation(CYCLE, fact, now);
			return { look: waiting };
		};
	let extended = false;
	const answer = (kind: TaskAnswer["kind"]): TaskAnswer => {
		switch (kind) {
			case "approve-focus":
				return { kind, signals: ["value-framing", "discovery-density"] };
			case "review":
				return { kind, reviewed: true };
			case "deployment-review": {
				if (rep.decision === "change-focus") {
					return { kind, decision: { kind: "change-focus", signals: ["close-attempts", "value-framing"] } };
				}
				if (rep.decision !== "extend") return { kind, decision: { kind: rep.decision } };
				const first = !extended;
				extended = true;
				return { kind, decision: first ? { kind: "extend", weeks: rep.extendWeeks } : { kind: "continue" } };
			}
			case "confirm-rep":
				throw new Error("a cycle has no such task");
			default:
				return { kind, done: true };
		}
	};
	const inbox: Happening[] = [];
	for (let hours = 6; hours < 24 * 400; hours += 6) {
		inbox.push({
			at: hour(hours),
			async do(now) {
				const { answersAfterHours } = rep;
				if (answersAfterHours === null) return {};
				const due = store
					.rows(CYCLE)
					.tasks.find(
						(task) => task.state === "open" && epochMs(now) >= epochMs(task.openedAt) + answersAfterHours * 3_600_000,
					);
				if (due === undefined) return {};
				const id = `act:${due.name}`;
				store.addAct(CYCLE, {
					id,
					by: "lead",
					byLead: true,
					at: now,
					kind: "decide-task",
					taskId: due.id,
					answer: answer(due.kind),
					change: null,
					policy: null,
				});
				return { act: id };
			},
		});
	}
	const stop: Happening[] =
		rep.stopHour === null
			? []
			: [
					{
						at: hour(rep.stopHour),
						async do(now) {
							store.addAct(CYCLE, {
								id: "act:stop",
								by: "lead",
								byLead: true,
								at: now,
								kind: "stop-cycle",
								taskId: null,
								answer: null,
								change: null,
								policy: null,
							});
							return { act: "act:stop" };
						},
					},
				];
	const changes: Happening[] = rep.changes.map(({ hour: h, change }, index) => ({
		at: hour(h),
		async do(now) {
			const id = `act:change-${index}`;
			const act = { id, by: "lead", byLead: true, at: now, taskId: null, answer: null } as const;
			const policy = { version: "policy-2", content: { ...DEFAULT_POLICY, lengthWeeks: 14 } };
			store.addAct(CYCLE, {
				...act,
				kind: "change-cycle",
				change,
				policy: change.do === "move-policy" ? policy : null,
			});
			return { act: id };
		},
	}));
	const run = await runInMemory(store, { orgId: "org", cycleId: CYCLE, startsAt }, [
		...rep.practices.map(({ hour: h, level }) => ({ at: hour(h), do: held("practice", level) })),
		...rep.calls.map(({ hour: h, level }) => ({ at: hour(h), do: held("live", level) })),
		...inbox,
		...stop,
		...changes,
	]);
	return { run, rows: store.rows(CYCLE) };
}

/** Parameters that a reason's words read and do not find. */
function askedInVain({ code, params }: Reason): readonly string[] {
	const missing: string[] = [];
	wordsOf({
		code,
		params: new Proxy(params, {
			get(target, name) {
				if (typeof name === "string" && !Object.hasOwn(target, name)) missing.push(name);
				return Reflect.get(target, name);
			},
		}),
	});
	// Told to the rep, the same code speaks of the focus and not of the conversations.
	return missing.filter((name) => code !== "baseline.closed" || name !== "conversations");
}

const twiceAWeek = (level: (week: number) => Level) =>
	Array.from({ length: 12 }, (_, week) => [
		{ hour: week * 168 + 34, level: level(week + 1) },
		{ hour: week * 168 + 58, level: level(week + 1) },
		...(week === 0 ? [{ hour: 82, level: level(1) }] : []),
	]).flat();

const rep = (given: Partial<Rep>): Rep => ({
	zone: "Europe/Berlin",
	daysOff: [],
	practices: [],
	calls: [],
	answersAfterHours: 20,
	decision: "continue",
	extendWeeks: 3,
	stopHour: null,
	seed: 7,
	lengthWeeks: 12,
	changes: [],
	...given,
});

const CALLS = [9, 10, 11].map((week) => ({ hour: week * 168 + 40, level: TARGET }));

describe("twelve weeks, told on the memory host", () => {
	it("brings an improver through three checkpoints to a measured carry-over", async () => {
		const { run, rows } = await live(
			rep({ practices: twiceAWeek((week) => (week < 3 ? LOW : week < 6 ? MIDDLE : TARGET)), calls: CALLS }),
		);
		expect(rows.closedBecause).toBe("completed");
		expect(run.runs).toBe(3);
		const checkpoints = rows.decisions.filter(({ name }) => name.startsWith("checkpoint:"));
		expect(checkpoints.map(({ name, outcome }) => [name, outcome.kind])).toEqual([
			["checkpoint:4", "on-track"],
			["checkpoint:8", expect.stringMatching(/^(rotated|one-replaced|focus-stays)$/)],
			["checkpoint:12", "carry-over"],
		]);
		expect(checkpoints[2]?.outcome.carryOver).toMatchObject({ "value-framing": { kind: "carried" } });
	});

	it("brings a flat rep to the head of enablement in week 8, because four signals are stuck", async () => {
		const { rows } = await live(rep({ practices: twiceAWeek(() => LOW) }));
		const review = rows.tasks.find(({ kind }) => kind === "deployment-review");
		expect(review).toMatchObject({ ownerRule: "head", reason: { code: "week8.stuck", params: { stuckCount: 4 } } });
		expect(rows.decisions.find(({ name }) => name === "checkpoint:4")?.outcome.kind).toBe("flat");
	});

	it("calls the manager and then the lead for a drop-out", async () => {
		const { rows } = await live(rep({ practices: twiceAWeek(() => LOW).slice(0, 5) }));
		expect(rows.tasks.filter(({ kind }) => kind === "empty-weeks").map(({ ownerRule }) => ownerRule)).toEqual([
			"manager",
			"lead",
		]);
	});

	it("repeats week 8 and moves week 12 when the head extends by three weeks", async () => {
		const { rows } = await live(rep({ practices: twiceAWeek(() => LOW), decision: "extend" }));
		const days = rows.decisions
			.filter(({ name }) => name.startsWith("checkpoint:"))
			.map(({ name, at }) => [name, daysBetween(rows.weekTwoOn ?? STARTS_ON, localDateOf(at, "Europe/Berlin")) / 7]);
		expect(days).toEqual([
			["checkpoint:4", 3],
			["checkpoint:8", 7],
			["checkpoint:8/2", 10],
			["checkpoint:12", 14],
		]);
	});

	it("asks week 8 again on time when the head extends late, into the week that is nearly over", async () => {
		// The review opens with week 9. Two weeks later, week 10's practices are done and the story waits for week 11.
		for (const [answersAfterHours, extendWeeks, asked] of [
			[24 * 12, 2, 10],
			[24 * 5, 1, 9],
			[24 * 10, 3, 11],
		] as const) {
			const practices = twiceAWeek(() => LOW);
			for (const given of [practices, practices.filter(({ hour }) => hour < 8 * 168)]) {
				const { rows, run } = await live(rep({ practices: given, decision: "extend", extendWeeks, answersAfterHours }));
				const day = (name: string) => {
					const decision = rows.decisions.find((made) => made.name === name);
					return decision && daysBetween(rows.weekTwoOn ?? STARTS_ON, localDateOf(decision.at, "Europe/Berlin"));
				};
				expect(day("checkpoint:8/2")).toBe((asked - 1) * 7);
				expect(day("checkpoint:12")).toBe((asked + 3) * 7);
				const closings = rows.decisions.filter(({ name }) => name.startsWith("week-end:")).map(({ name }) => name);
				expect(new Set(closings).size).toBe(closings.length);
				expect(run.state.revision).toBe(rows.revision);
			}
		}
	});

	it("counts an act that is delivered again and again once, as the table does", async () => {
		// An extension too short is refused and its task stays open: the inbox sends the same act every six hours.
		const hours = [1, 1, 624, 624, 1, 624, 864];
		const practices = hours.map((hour) => ({ hour, level: LOW }));
		const { rows, run } = await live(rep({ practices, decision: "extend", extendWeeks: 1, answersAfterHours: 157 }));
		const refused = rows.steps.filter(({ name }) => name === "act:act:deployment-review:checkpoint-8");
		expect(refused.map(({ result }) => result)).toMatchObject([{ outcome: { kind: "refused" } }]);
		expect(run.state.revision).toBe(rows.revision);
	});

	it("lets an unanswered task climb to the top and stay there until the cycle ends", async () => {
		const { rows } = await live(rep({ practices: twiceAWeek(() => LOW), answersAfterHours: null }));
		const steps = rows.decisions.filter(({ name }) => name === "step-up:live-coaching:checkpoint-4");
		expect(steps.map(({ outcome }) => outcome.to)).toEqual(["managers-manager", "lead", "head"]);
		expect(rows.tasks.find(({ name }) => name === "live-coaching:checkpoint-4")?.state).toBe("withdrawn");
		expect(rows.tasks.find(({ name }) => name === "approve-focus")?.state).toBe("accepted");
	});

	it("holds its promises in any year of any rep", async () => {
		const level = fc.constantFrom(LOW, MIDDLE, TARGET);
		const hours = (max: number) => fc.integer({ min: 1, max });
		const date = fc.integer({ min: -10, max: 150 }).map((n) => addDays(STARTS_ON, n));
		const anyChange = fc.oneof(
			fc.tuple(date, fc.option(fc.integer({ min: 1, max: 30 }), { nil: null, freq: 3 })).map(([from, days]) => ({
				do: "pause" as const,
				from,
				until: days === null ? null : addDays(from, days),
			})),
			date.map((on) => ({ do: "resume" as const, on })),
			fc.integer({ min: 1, max: 6 }).map((weeks) => ({ do: "extend" as const, weeks })),
			fc.constant({ do: "move-policy" as const, version: "policy-2" }),
			fc.constant({ do: "people-changed" as const }),
		);
		const anyRep = fc.record({
			zone: fc.constantFrom("Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"),
			daysOff: fc.array(
				fc.integer({ min: 0, max: 120 }).map((n) => addDays(STARTS_ON, n)),
				{ maxLength: 20 },
			),
			practices: fc.array(fc.record({ hour: hours(24 * 100), level }), { maxLength: 40 }),
			calls: fc.array(fc.record({ hour: hours(24 * 100), level }), { maxLength: 6 }),
			answersAfterHours: fc.option(hours(400), { nil: null }),
			decision: fc.constantFrom("continue", "stop", "extend", "change-focus"),
			extendWeeks: fc.integer({ min: 1, max: 8 }),
			stopHour: fc.option(hours(24 * 100), { nil: null, freq: 4 }),
			seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
			lengthWeeks: fc.integer({ min: 12, max: 24 }),
			changes: fc.array(fc.record({ hour: hours(24 * 120), change: anyChange }), { maxLength: 5 }),
		});
		await fc.assert(
			fc.asyncProperty(anyRep, async (any) => {
				const { run, rows } = await live(any);
				// Every cycle ends, and nothing stays open behind it.
				expect(rows.phase).toBe("closed");
				expect(rows.tasks.filter(({ state }) => state === "open")).toEqual([]);
				expect(rows.practices.filter(({ state }) => state === "planned")).toEqual([]);
				// The story and the table have counted the same steps.
				expect(run.state.revision).toBe(rows.revision);
				for (const decision of rows.decisions) {
					expect(decision.rule).not.toBe("");
					expect(decision.reason.code).not.toBe("");
					// Who is said to have been called in has a task.
					if (decision.outcome.kind === "task-opened") {
						expect(rows.tasks.map(({ name }) => name)).toContain(decision.name);
					}
				}
				// Words ask for no parameter that the reason does not have: a gap would read "none".
				const reasons = [...rows.decisions, ...rows.tasks].map(({ reason }) => reason);
				for (const { code, params } of [...reasons, ...rows.notifications.map(({ template }) => template)]) {
					expect([code, askedInVain({ code, params })]).toEqual([code, []]);
				}
				// Nobody is reminded twice for one thing: each reminder of a task and each missing practice is said once.
				const once = ["task.remind", "task.remind-due", "week.practices-missing"];
				const told = rows.notifications
					.filter(({ template }) => once.includes(template.code))
					// A week that a pause has put off is another week.
					.map(({ personId, step, template: { code, params } }) =>
						[personId, code, params.task, params.week, params.dueAt, /\/p\d+$/.exec(step)].join(),
					);
				expect(new Set(told).size).toBe(told.length);
				for (const task of rows.tasks) {
					const calendar = { zone: any.zone, hours: DEFAULT_POLICY.workingHours, daysOff: any.daysOff };
					expect(isAtWork(task.dueAt, calendar)).toBe(true);
				}
				const { weekTwoOn } = rows;
				if (weekTwoOn !== null) {
					expect(weekTwoOn >= addDays(STARTS_ON, 7)).toBe(true);
					const isTold = (what: CycleChange["do"]) => any.changes.some(({ change }) => change.do === what);
					// What was decided before a pause in the past was told, and does not lie in it, stays as it was.
					const isBackDated = any.changes.some(
						({ hour, change }) => change.do === "pause" && change.from <= addDays(STARTS_ON, Math.ceil(hour / 24)),
					);
					const superseded = new Set(rows.decisions.flatMap(({ outcome }) => outcome.superseded ?? []));
					const stands = rows.decisions.filter(({ id, name }) => name.startsWith("checkpoint:") && !superseded.has(id));
					// Each checkpoint is taken once, at the end of its week of active days, however late anything moved it. The
					// end of a pause may be told after the day: then a checkpoint that is overdue by it comes at once.
					expect(new Set(stands.map(({ name }) => name)).size).toBe(stands.length);
					for (const { name, at } of stands) {
						const segment = rows.plan.find(({ checkpoint }) => name === `checkpoint:${checkpoint}`);
						const days = activeDaysBetween(weekTwoOn, localDateOf(at, any.zone), rows.pauses);
						const ends = ((segment?.toWeek ?? 0) - 1) * 7;
						if (isBackDated) continue;
						if (isTold("resume") || isTold("move-policy")) expect(days, name).toBeGreaterThanOrEqual(ends);
						else expect([name, days]).toEqual([name, ends]);
					}
					// Weeks are looked at in order, each once in a pass; only a checkpoint that is taken anew late leads past some.
					for (let pass = 0; pass <= rows.pass; pass++) {
						const nudge = new RegExp(`^week:w(\\d+):nudge${pass === 0 ? "" : `/p${pass}`}$`);
						const weeks = rows.steps.flatMap(({ name }) => nudge.exec(name)?.[1] ?? []).map(Number);
						expect(weeks).toEqual(
							pass === 0
								? weeks.map((_, index) => (weeks[0] ?? 0) + index)
								: [...new Set(weeks)].toSorted((a, b) => a - b),
						);
					}
				}
			}),
			{ numRuns: 60 },
		);
	}, 60_000);
});

describe("why not, of every decision of a life", () => {
	const policies = { "policy-1": DEFAULT_POLICY, "policy-2": { ...DEFAULT_POLICY, lengthWeeks: 14 } };
	const day = (hour: number) => addDays(STARTS_ON, Math.floor(hour / 24));
	const lives: { readonly [name: string]: Rep } = {
		improver: rep({ practices: twiceAWeek((week) => (week < 3 ? LOW : week < 6 ? MIDDLE : TARGET)), calls: CALLS }),
		"flat, and extended": rep({ practices: twiceAWeek(() => LOW), decision: "extend", calls: CALLS }),
		"flat, and stopped": rep({ practices: twiceAWeek(() => LOW), decision: "stop" }),
		"drop-out": rep({ practices: twiceAWeek(() => MIDDLE).slice(0, 5) }),
		"never answered": rep({ practices: twiceAWeek(() => MIDDLE), answersAfterHours: null }),
		"never started": rep({ practices: [] }),
		"on leave, twice, and extended": rep({
			practices: twiceAWeek(() => MIDDLE),
			calls: CALLS,
			lengthWeeks: 16,
			changes: [
				{ hour: 600, change: { do: "pause", from: day(500), until: day(620) } },
				{ hour: 900, change: { do: "pause", from: day(920), until: day(1200) } },
				{ hour: 1000, change: { do: "resume", on: day(1080) } },
				{ hour: 1200, change: { do: "extend", weeks: 2 } },
				{ hour: 1300, change: { do: "people-changed" } },
				{ hour: 1400, change: { do: "move-policy", version: "policy-2" } },
			],
		}),
		"paused for ever": rep({
			practices: twiceAWeek(() => MIDDLE).slice(0, 9),
			changes: [{ hour: 700, change: { do: "pause", from: day(700), until: null } }],
		}),
	};
	for (const [name, life] of Object.entries(lives)) {
		it(`asks the rule again and gets what was stored, with words for all it says: ${name}`, async () => {
			const { rows } = await live(life);
			expect(rows.decisions.length).toBeGreaterThan(3);
			for (const decision of rows.decisions) {
				const policy = { ...policies[decision.policyVersion === "policy-2" ? "policy-2" : "policy-1"] };
				const lengthWeeks = decision.policyVersion === "policy-2" ? 14 : life.lengthWeeks;
				// As a JSON column gives it back.
				const stored = JSON.parse(JSON.stringify({ ...decision, policy: { ...policy, lengthWeeks } }));
				const { status, agrees, alternatives, reason } = whyNot(stored);
				const about = `${decision.step} ${decision.rule}`;
				expect([about, status, agrees]).toEqual([about, expect.stringMatching(/^(asked|one-outcome)$/), true]);
				for (const said of [
					reason,
					...alternatives.flatMap((way) => [way.reason, ...way.changes.map((c) => c.reason)]),
				]) {
					expect(hasWords(said.code), said.code).toBe(true);
					expect(wordsOf(said)).not.toMatch(/undefined|NaN|\[object/);
				}
			}
		}, 60_000);
	}
});
