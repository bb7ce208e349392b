import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasWords } from "../../../api/words/en.ts";
import { decideAct } from "../../../domain/cycle/decide-act.ts";
import { decideRung } from "../../../domain/cycle/decide-rung.ts";
import { decideStep } from "../../../domain/cycle/decide-step.ts";
import { type DisputeFact, markDisputed } from "../../../domain/cycle/dispute.ts";
import type { ActFact, CycleFacts, TaskFact } from "../../../domain/cycle/facts.ts";
import { ladderOf, ownerOf } from "../../../domain/cycle/ladder.ts";
import type { TaskMove } from "../../../domain/cycle/task.ts";
import { epochMs } from "../../../domain/time.ts";
import { conversation, factsInPractice, LOW, practicesFrom } from "./facts.ts";

const NOW = "2026-01-22T10:00:00.000Z";
const person = (id: string) => ({ id, zone: "Europe/Berlin", daysOff: [] });
const PEER = person("peer");

const task = (given: Partial<TaskFact> = {}): TaskFact => ({
	id: "t",
	name: "review:w03",
	kind: "review",
	state: "open",
	ownerRule: "manager",
	namedOwner: null,
	notOwner: null,
	reopened: 0,
	reminded: [],
	answer: null,
	openedAt: "2026-01-22T08:00:00.000Z",
	dueAt: "2026-01-29T08:00:00.000Z",
	subject: {},
	...given,
});
const act = (answer: ActFact["answer"], by = "manager", byLead = false): ActFact => ({
	id: "a",
	by,
	byLead,
	at: NOW,
	kind: "decide-task",
	taskId: "t",
	answer,
	change: null,
	policy: null,
});
const facts = (given: Partial<CycleFacts>): CycleFacts => factsInPractice({ tasks: [task()], named: [PEER], ...given });
const moved = (answer: TaskMove, given: Partial<CycleFacts> = {}, by = "manager", byLead = false) =>
	decideAct(facts({ act: act(answer, by, byLead), ...given }), NOW);
const refusal = (outcome: ReturnType<typeof moved>) =>
	outcome.result.kind === "act-done" && outcome.result.outcome.kind === "refused"
		? outcome.result.outcome.reason.code
		: null;

describe("a task that people hand on", () => {
	it("goes one step up when it is not theirs, with a whole ladder for the next person", () => {
		const outcome = moved({ kind: "not-mine" });
		const ladder = ladderOf(
			"review",
			{ ownerRule: "managers-manager", namedOwner: null, notOwner: null },
			NOW,
			facts({}),
		);
		expect(outcome.changes).toMatchObject([
			{ do: "move-task", ownerRule: "managers-manager", namedOwner: null, dueAt: ladder.dueAt },
			{ do: "notify", to: "managers-manager", template: { code: "task.handed-on" } },
		]);
		expect(outcome.result).toMatchObject({
			turn: { kind: "reladdered", ladders: [{ task: "review:w03", rungs: ladder.rungs }] },
		});
		expect(outcome.decisions[0]).toMatchObject({ by: "manager", reason: { code: "task.handed-on" } });
	});

	it("stays at the top and is flagged, with its ladder as it was", () => {
		const outcome = moved({ kind: "not-mine" }, { tasks: [task({ ownerRule: "head" })] }, "head");
		expect(outcome.changes).toMatchObject([{ do: "move-task", ownerRule: "head", flag: "declined-at-top" }]);
		expect(outcome.result).toMatchObject({ outcome: { kind: "done" }, turn: { kind: "goes-on" } });
	});

	it("is handed back by a delegate, and keeps the time that is left when it is given to one", () => {
		const back = moved({ kind: "not-mine" }, { tasks: [task({ namedOwner: "peer" })] }, "peer");
		expect(back.changes[0]).toMatchObject({ do: "move-task", ownerRule: "manager", namedOwner: null });
		const given = moved({ kind: "delegate", to: "peer" });
		expect(given.changes).toMatchObject([
			{ do: "move-task", ownerRule: "manager", namedOwner: "peer", dueAt: "2026-01-29T08:00:00.000Z" },
			{ do: "notify", to: { person: "peer" }, template: { code: "task.delegated" } },
		]);
	});

	it.each<[string, TaskMove, Partial<CycleFacts>, string, string]>([
		["to somebody who may not own one", { kind: "delegate", to: "nobody" }, {}, "manager", "delegate.not-possible"],
		["to the rep", { kind: "delegate", to: "rep" }, { named: [person("rep")] }, "manager", "delegate.is-the-rep"],
		[
			"to who has it",
			{ kind: "delegate", to: "manager" },
			{ named: [person("manager")] },
			"manager",
			"delegate.has-it",
		],
		[
			"to whose verdict it is about",
			{ kind: "delegate", to: "peer" },
			{ tasks: [task({ notOwner: "peer" })] },
			"manager",
			"dispute.own-verdict",
		],
		[
			"by somebody below",
			{ kind: "delegate", to: "peer" },
			{ tasks: [task({ ownerRule: "lead" })] },
			"manager",
			"act.not-theirs",
		],
		["as not theirs by somebody else", { kind: "not-mine" }, {}, "boss", "act.not-theirs"],
		["again while it is open", { kind: "reopen" }, {}, "manager", "reopen.is-open"],
		[
			"again when withdrawn",
			{ kind: "reopen" },
			{ tasks: [task({ state: "withdrawn" })] },
			"manager",
			"reopen.was-withdrawn",
		],
		[
			"again as a dispute",
			{ kind: "reopen" },
			{ tasks: [task({ state: "done", kind: "dispute" })] },
			"manager",
			"reopen.dispute-anew",
		],
		[
			"again by somebody below",
			{ kind: "reopen" },
			{ tasks: [task({ state: "done", ownerRule: "head" })] },
			"boss",
			"act.not-theirs",
		],
	])("does not go %s, and says why", (_, move, given, by, code) => {
		const outcome = moved(move, given, by);
		expect([refusal(outcome), outcome.changes]).toEqual([code, []]);
		expect(hasWords(code)).toBe(true);
	});

	it("is opened again with rungs of its own, but not a focus that a checkpoint has judged", () => {
		const outcome = moved({ kind: "reopen" }, { tasks: [task({ state: "done", reopened: 1 })] }, "boss");
		expect(outcome.result).toMatchObject({ opened: [{ name: "review:w03", next: 0, again: 2 }] });
		expect(outcome.changes[0]).toMatchObject({ do: "reopen-task", task: "review:w03" });
		const base = factsInPractice();
		const past = { ...base.past, checkpoints: [{ name: "4", at: "2026-02-02T00:07:00.000Z", verdict: "flat" }] };
		const focus = task({ state: "accepted", kind: "approve-focus" });
		expect(refusal(moved({ kind: "reopen" }, { tasks: [focus], past }))).toBe("reopen.had-consequences");
		expect(refusal(moved({ kind: "reopen" }, { tasks: [focus] }))).toBeNull();
		const extended = task({
			state: "done",
			kind: "deployment-review",
			answer: { kind: "deployment-review", decision: { kind: "extend", weeks: 2 } },
		});
		expect(refusal(moved({ kind: "reopen" }, { tasks: [extended] }, "lead", true))).toBe("reopen.had-consequences");
	});

	it("has its clock standing still while the cycle does", () => {
		const base = factsInPractice();
		const during = (to: string | null) => ({
			cycle: { ...base.cycle, pauses: [{ from: "2026-01-20", to }] },
			tasks: [task({ state: "done" })],
		});
		const until = moved({ kind: "reopen" }, during("2026-02-02"));
		const rungs = until.result.kind === "act-done" ? (until.result.opened?.[0]?.rungs ?? []) : [];
		expect(rungs.every(({ at }) => epochMs(at) > epochMs("2026-02-02T00:00:00Z"))).toBe(true);
		expect(rungs.length).toBe(3);
		const open = moved({ kind: "reopen" }, during(null));
		expect(open.result).toMatchObject({ opened: [{ rungs: [] }] });
	});

	it("reminds nobody twice of one thing while it is open, and nobody who left, whatever moves it", () => {
		const owners = fc.record({
			manager: fc.constantFrom(null, person("manager")),
			"managers-manager": fc.constantFrom(null, person("boss")),
			lead: fc.constantFrom(null, person("lead")),
			head: fc.constantFrom(null, person("head")),
		});
		const fold = (given: CycleFacts["owners"]): CycleFacts["owners"] => {
			const head = given.head;
			const lead = given.lead ?? head;
			const above = given["managers-manager"] ?? lead;
			return { manager: given.manager ?? above, "managers-manager": above, lead, head };
		};
		const event = fc.record({
			owners,
			isPeerThere: fc.boolean(),
			what: fc.constantFrom("remind", "remind-due", "step-up", "not-mine", "delegate", "reopen"),
			notOwner: fc.constantFrom(null, "manager"),
		});
		fc.assert(
			fc.property(fc.array(event, { minLength: 1, maxLength: 30 }), (events) => {
				let current = task();
				const told: string[] = [];
				for (const { owners: given, isPeerThere, what } of events) {
					const now = facts({
						tasks: [current],
						owners: fold(given),
						named: isPeerThere ? [PEER] : [],
						act: act(
							what === "delegate"
								? { kind: "delegate", to: "peer" }
								: { kind: what === "reopen" ? "reopen" : "not-mine" },
							"x",
							true,
						),
					});
					const there = [...Object.values(now.owners), ...now.named].flatMap((one) => one?.id ?? []);
					if (what === "reopen") current = { ...current, state: "done" };
					const seen = { ...now, tasks: [current] };
					const isRung = what === "remind" || what === "remind-due" || what === "step-up";
					const { changes } = isRung ? decideRung(seen, current.name, what, NOW) : decideAct(seen, NOW);
					for (const change of changes) {
						if (change.do === "notify") {
							const to =
								typeof change.to === "object"
									? change.to.person
									: now.owners[change.to === "rep" ? "head" : change.to]?.id;
							expect(there).toContain(to);
							if (isRung && what !== "step-up") told.push(`${to} ${change.template.code} ${current.reopened}`);
						}
						if (change.do === "mark-reminded") {
							current = { ...current, reminded: [...current.reminded, { to: change.to, what: change.what }] };
						}
						if (change.do === "move-task") {
							const { namedOwner = current.namedOwner, ownerRule, dueAt } = change;
							current = { ...current, namedOwner, ownerRule, dueAt };
						}
						if (change.do === "reopen-task") {
							current = { ...current, state: "open", reopened: current.reopened + 1, reminded: [] };
						}
					}
					// Somebody owes it, or there is nobody at all: then it is flagged where it is read.
					const owner = ownerOf(current, now);
					const isAnybody = now.owners[current.ownerRule] !== null || (current.namedOwner === "peer" && isPeerThere);
					expect(owner !== null).toBe(isAnybody);
					if (current.state !== "open") current = { ...current, state: "open" };
				}
				expect(told.filter((one) => !one.includes("weekly"))).toEqual(
					[...new Set(told)].filter((one) => !one.includes("weekly")),
				);
			}),
			{ numRuns: 100 },
		);
	});
});

describe("a disputed reading", () => {
	const dispute = (given: Partial<DisputeFact> = {}): DisputeFact => ({
		id: "d",
		conversationId: "conversation-5",
		signal: "value-framing",
		state: "open",
		verdictBy: null,
		lines: [
			{ utterance: 3, counts: true },
			{ utterance: 8, counts: false },
		],
		factSeq: 30,
		...given,
	});
	const ENDS = "2026-03-02T00:00:00.000Z";
	const atWeek8 = (disputes: readonly DisputeFact[], given: Partial<CycleFacts> = {}): CycleFacts => {
		const base = factsInPractice();
		const conversations = markDisputed(
			practicesFrom(2, 14, () => ({ ...LOW, acknowledged: 5 })),
			disputes,
		);
		return factsInPractice({ cycle: { ...base.cycle, week: 8 }, conversations, disputes, ...given });
	};
	const held = { conversationId: "conversation-16" };

	it("counts in no pool while it is open and when it is upheld, and as before when it is not", () => {
		const one = conversation(5, "2026-01-14T10:00:00.000Z", LOW);
		const marked = (state: DisputeFact["state"]) =>
			markDisputed([one], [dispute({ state })])[0]?.readings["value-framing"].status;
		expect([marked("open"), marked("upheld"), marked("not-upheld"), marked("withdrawn")]).toEqual([
			"disputed",
			"disputed",
			"measured",
			"measured",
		]);
	});

	it("calls in nobody at week 8 while the dispute is open, and says so; the verdict brings the review after all", () => {
		const now = atWeek8([dispute(held)]);
		const waits = decideStep({ kind: "checkpoint", checkpoint: "8" }, now, ENDS);
		const said = waits.decisions.find(({ name }) => name === "checkpoint:8");
		expect(said?.outcome.kind).not.toBe("stuck");
		expect(said?.reason.params.disputed).toBe("value-framing");
		expect(said?.inputs).toMatchObject({ disputed: ["value-framing"] });
		const undisputed = decideStep({ kind: "checkpoint", checkpoint: "8" }, atWeek8([]), ENDS);
		expect(undisputed.decisions.find(({ name }) => name === "checkpoint:8")?.outcome.kind).toBe("stuck");

		const past = { ...now.past, checkpoints: [{ name: "8", at: ENDS, verdict: "focus-stays" }] };
		const open = task({ id: "t", name: "dispute:d", kind: "dispute", subject: { dispute: "d" } });
		const lines = [
			{ utterance: 3, counts: false },
			{ utterance: 8, counts: true },
		];
		const decided = decideAct(
			{ ...now, past, tasks: [open], act: act({ kind: "dispute", verdict: "not-upheld", lines }) },
			ENDS,
		);
		expect(decided.result).toMatchObject({
			closedTask: "dispute:d",
			opened: [{ name: "deployment-review:checkpoint-8", kind: "deployment-review" }],
		});
		expect(decided.changes.map((change) => change.do)).toEqual([
			"close-task",
			"decide-dispute",
			"notify",
			"open-task",
			"notify",
		]);
	});

	it("is decided by somebody whose verdict is not the disputed one, with a verdict on each line", () => {
		const opens = { ...act(null, "rep"), kind: "open-task", opens: { kind: "dispute", disputeId: "d" } } as const;
		const opened = (verdictBy: string | null) =>
			decideAct(facts({ disputes: [dispute({ verdictBy })], tasks: [], act: opens }), NOW).changes[0];
		expect(opened(null)).toMatchObject({ task: { ownerRule: "manager", notOwner: null } });
		expect(opened("manager")).toMatchObject({ task: { ownerRule: "managers-manager", notOwner: "manager" } });
		const decide = (
			by: string,
			lines: readonly { utterance: number; counts: boolean }[],
			verdict: "upheld" | "not-upheld",
		) =>
			refusal(
				decideAct(
					facts({
						disputes: [dispute({ verdictBy: "manager" })],
						tasks: [
							task({ kind: "dispute", ownerRule: "managers-manager", notOwner: "manager", subject: { dispute: "d" } }),
						],
						act: act({ kind: "dispute", verdict, lines }, by, by === "manager"),
					}),
					NOW,
				),
			);
		const agreed = dispute().lines;
		expect(decide("manager", agreed, "upheld")).toBe("dispute.own-verdict");
		expect(decide("boss", agreed.slice(1), "upheld")).toBe("dispute.lines-do-not-fit");
		expect(decide("boss", agreed, "not-upheld")).toBe("dispute.verdict-does-not-fit");
		expect(decide("boss", agreed, "upheld")).toBeNull();
	});

	it("is withdrawn at its next rung where the call's consent is gone", () => {
		const gone = facts({
			disputes: [dispute({ state: "withdrawn" })],
			tasks: [task({ name: "dispute:d", kind: "dispute", subject: { dispute: "d" } })],
		});
		expect(decideRung(gone, "dispute:d", "remind", NOW)).toMatchObject({
			result: { open: false },
			changes: [
				{ do: "close-task", as: "withdrawn" },
				{ do: "notify", to: "manager", template: { code: "task.taken-back", params: { because: "subject-gone" } } },
			],
		});
	});
});
