import { describe, expect, it } from "vitest";
import { addDays, daysBetween, instantAt, localDateOf } from "../../domain/calendar.ts";
import type { LineRef } from "../../domain/cycle/facts.ts";
import type { TaskAnswer } from "../../domain/cycle/task.ts";
import { type CoachingPolicy, DEFAULT_POLICY } from "../../domain/policy.ts";
import { epochMs, instantOf } from "../../domain/time.ts";
import { UnreadableDocument } from "../../services/records/documents.ts";
import { createMemoryCycles } from "../../services/records/memory.ts";
import { retold } from "../../workflows/coaching-cycle/retell.ts";
import { conversation, type Level, LOW, MIDDLE, TARGET } from "../domain/cycle/facts.ts";
import { assertAnyYear } from "../support/any-year.ts";
import { type Happening, runInMemory } from "../support/memory-host.ts";
import { takenSteps, unbegun } from "../support/retold.ts";

const CYCLE = "0190a000-0000-7000-8000-000000000001";
const STARTS_ON = "2026-01-05";

type Rep = {
	readonly zone: string;
	/** Hours after the start at which a practice is held, and how well. */
	readonly practices: readonly { readonly hour: number; readonly level: Level }[];
	readonly calls: readonly { readonly hour: number; readonly level: Level }[];
	/** Hours after which a task is answered; null leaves it to its ladder. */
	readonly answersAfterHours: number | null;
	readonly decision: "continue" | "stop" | "extend" | "change-focus";
	readonly extendWeeks: number;
	readonly seed: number;
};

/** Lives one year of a rep on the memory host. People look into the inbox every few hours. */
async function live(rep: Rep, policy: CoachingPolicy = DEFAULT_POLICY) {
	const store = createMemoryCycles();
	const at = (id: string) => ({ id, zone: rep.zone, daysOff: [] });
	store.addCycle({
		id: CYCLE,
		repId: "rep",
		zone: rep.zone,
		startsOn: STARTS_ON,
		seed: rep.seed,
		policy,
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
	const answer = (kind: TaskAnswer["kind"], lines: readonly LineRef[]): TaskAnswer => {
		switch (kind) {
			case "approve-focus":
				return { kind, signals: ["value-framing", "discovery-density"] };
			case "review":
				return { kind, reviewed: true, lines: lines.map((line) => ({ ...line, signals: [] })) };
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
			case "consent":
			case "dispute":
			case "outcomes":
				throw new Error("this cycle has no such task");
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
					answer: answer(due.kind, due.subject.lines ?? []),
					change: null,
					policy: null,
				});
				return { act: id };
			},
		});
	}
	const run = await runInMemory(store, { orgId: "org", cycleId: CYCLE, startsAt }, [
		...rep.practices.map(({ hour: h, level }) => ({ at: hour(h), do: held("practice", level) })),
		...rep.calls.map(({ hour: h, level }) => ({ at: hour(h), do: held("live", level) })),
		...inbox,
	]);
	return { run, rows: store.rows(CYCLE) };
}

const twiceAWeek = (level: (week: number) => Level) =>
	Array.from({ length: 12 }, (_, week) => [
		{ hour: week * 168 + 34, level: level(week + 1) },
		{ hour: week * 168 + 58, level: level(week + 1) },
		...(week === 0 ? [{ hour: 82, level: level(1) }] : []),
	]).flat();

const rep = (given: Partial<Rep>): Rep => ({
	zone: "Europe/Berlin",
	practices: [],
	calls: [],
	answersAfterHours: 20,
	decision: "continue",
	extendWeeks: 3,
	seed: 7,
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

	it("does not extend what lies before week 12 once that was taken", async () => {
		const { rows, run } = await live(
			rep({ practices: twiceAWeek(() => LOW), decision: "extend", answersAfterHours: 24 * 29 }),
			{ ...DEFAULT_POLICY, lengthWeeks: 14 },
		);
		const said = rows.steps.filter(({ name }) => name === "act:act:deployment-review:checkpoint-8");
		expect(said.map(({ result }) => result)).toMatchObject([
			{ outcome: { kind: "refused", reason: { code: "deployment.extension-too-late" } } },
		]);
		expect(rows.decisions.filter(({ name }) => name === "checkpoint:12")).toHaveLength(1);
		expect(run.state.revision).toBe(rows.revision);
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

	it("waits for an administrator where a step cannot be decided, answers people meanwhile, and then goes on", async () => {
		const store = createMemoryCycles();
		const person = (id: string) => ({ id, zone: "Europe/Berlin", daysOff: [] });
		let broken = true;
		store.addCycle({
			id: CYCLE,
			repId: "rep",
			zone: "Europe/Berlin",
			startsOn: STARTS_ON,
			seed: 1,
			policy: DEFAULT_POLICY,
			policyVersion: "policy-1",
			places(on) {
				// Facts that contradict each other, from the first day of reminders on.
				if (broken && on >= addDays(STARTS_ON, 3)) throw new UnreadableDocument("manager");
				return {
					manager: person("manager"),
					"managers-manager": person("boss"),
					lead: person("lead"),
					head: person("head"),
				};
			},
			admins: [{ id: "admin", zone: "Europe/Berlin" }],
		});
		const startsAt = instantAt(STARTS_ON, "00:00", "Europe/Berlin");
		const asked = (
			day: number,
			id: string,
			kind: "retry-step" | "change-cycle" | "stop-cycle",
			mends = false,
		): Happening => ({
			at: instantOf(epochMs(startsAt) + day * 86_400_000),
			async do(now) {
				if (mends) broken = false;
				const change = kind === "change-cycle" ? ({ do: "resume", on: addDays(STARTS_ON, 5) } as const) : null;
				store.addAct(CYCLE, {
					id,
					by: "lead",
					byLead: true,
					at: now,
					kind,
					taskId: null,
					answer: null,
					opens: null,
					change,
					policy: null,
				});
				return { act: id };
			},
		});
		const run = await runInMemory(store, { orgId: "org", cycleId: CYCLE, startsAt }, [
			asked(1, "too-early", "retry-step"),
			asked(4, "pause", "change-cycle"),
			asked(5, "in-vain", "retry-step"),
			asked(6, "mended", "retry-step", true),
			asked(20, "stop", "stop-cycle"),
		]);
		const rows = store.rows(CYCLE);
		const answers = rows.acts.map(({ id, outcome }) => [
			id,
			outcome?.kind === "refused" ? outcome.reason.code : outcome?.kind,
		]);
		expect(answers).toEqual([
			["too-early", "act.nothing-to-retry"],
			["pause", "act.undecidable"],
			["in-vain", "done"],
			["mended", "done"],
			["stop", "done"],
		]);
		const codes = rows.decisions.map(({ reason }) => reason.code);
		expect(codes.filter((code) => code === "cycle.step-stuck")).toHaveLength(2);
		expect(codes.filter((code) => code === "cycle.step-retried")).toHaveLength(2);
		// What was due meanwhile is done once it can be decided.
		expect(codes.filter((code) => code === "baseline.reminded").length).toBeGreaterThan(0);
		expect(rows.flags).toEqual([]);
		expect(run.state.flagged).toBeNull();
		expect(rows).toMatchObject({ phase: "closed", closedBecause: "stopped", revision: run.state.revision });
		const toAdmin = rows.notifications
			.filter(({ personId }) => personId === "admin")
			.map(({ template }) => template.code);
		expect(toAdmin).toEqual(["cycle.step-stuck", "cycle.act-stuck", "cycle.step-stuck"]);
	});

	it("is told again, from its stored steps alone, to where it stood", async () => {
		const { run, rows } = await live(rep({ practices: twiceAWeek(() => LOW).slice(0, 9) }));
		const taken = takenSteps(rows.steps);
		const unbegunCycle = () => unbegun(STARTS_ON, "Europe/Berlin");
		const told = await retold(unbegunCycle(), taken);
		expect(told.taken).toBe(taken.length);
		expect(told.state.revision).toBe(run.state.revision);
		const half = await retold(unbegunCycle(), taken.slice(0, Math.floor(taken.length / 2)));
		expect(half.state.revision).toBe(Math.floor(taken.length / 2));
		// Steps of another story find no place in this one.
		expect((await retold(unbegunCycle(), taken.slice(1))).taken).toBe(0);
	});

	it("holds its promises in any year of any rep", () => assertAnyYear(0, 60), 60_000);
});
