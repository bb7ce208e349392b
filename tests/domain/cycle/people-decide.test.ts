import { describe, expect, it } from "vitest";
import { hasWords } from "../../../api/words/en.ts";
import { decideAct } from "../../../domain/cycle/decide-act.ts";
import type { ActFact, CycleFacts, TaskFact } from "../../../domain/cycle/facts.ts";
import type { StepOutcome } from "../../../domain/cycle/step.ts";
import { conversationsIn } from "../../../domain/cycle/supplements.ts";
import { DE } from "../../../services/notification/words/de.ts";
import { EN } from "../../../services/notification/words/en.ts";
import { factsInBaseline, factsInPractice } from "./facts.ts";

const NOW = "2026-03-03T10:00:00.000Z";
const PAIR = ["value-framing", "discovery-density"] as const;

const task = (given: Pick<TaskFact, "name" | "kind"> & Partial<TaskFact>): TaskFact => ({
	id: "t",
	state: "open",
	ownerRule: "manager",
	namedOwner: null,
	notOwner: null,
	reopened: 0,
	reminded: [],
	answer: null,
	openedAt: "2026-03-02T08:00:00.000Z",
	dueAt: "2026-03-09T08:00:00.000Z",
	subject: {},
	...given,
});
const answered = (facts: CycleFacts, answer: ActFact["answer"], by = "lead"): StepOutcome => {
	const act: ActFact = {
		id: "a",
		by,
		byLead: by === "lead",
		at: NOW,
		kind: "decide-task",
		taskId: "t",
		answer,
		change: null,
		policy: null,
	};
	return decideAct({ ...facts, act }, NOW);
};
const told = ({ changes }: StepOutcome) =>
	changes.flatMap((change) => (change.do === "notify" ? [[change.to, change.template.code]] : []));
const refusal = ({ result }: StepOutcome) =>
	result.kind === "act-done" && result.outcome.kind === "refused" ? result.outcome.reason.code : null;

describe("what people decide", () => {
	const review = task({ name: "deployment-review:checkpoint-8", kind: "deployment-review", ownerRule: "head" });
	const focus = task({ name: "approve-focus", kind: "approve-focus" });
	it.each([
		["continue", review, { kind: "deployment-review", decision: { kind: "continue" } }, "deployment.continued"],
		[
			"more weeks",
			review,
			{ kind: "deployment-review", decision: { kind: "extend", weeks: 4 } },
			"deployment.extended",
		],
		[
			"another focus",
			review,
			{ kind: "deployment-review", decision: { kind: "change-focus", signals: PAIR } },
			"deployment.focus-changed",
		],
		["a chosen focus", focus, { kind: "approve-focus", signals: PAIR }, "focus.chosen-otherwise"],
	] as const)(
		"%s is told to the rep, and to the manager where it was somebody else, in both languages",
		(_, of, answer, code) => {
			const facts = factsInPractice({ tasks: [of] });
			expect(told(answered(facts, answer))).toEqual([
				["rep", code],
				["manager", code],
			]);
			const byManager = answered({ ...facts, tasks: [{ ...of, ownerRule: "manager" }] }, answer, "manager");
			expect(told(byManager)).toEqual([["rep", code]]);
			for (const words of [EN, DE]) expect(words.messages[code]).toBeDefined();
		},
	);

	it("a one-to-one chooses the focus only where the last checkpoint of week 8 left its choice to it", () => {
		const oneToOne = task({
			name: "one-to-one:checkpoint-8",
			kind: "one-to-one",
			subject: { decision: "checkpoint:8" },
		});
		const base = factsInPractice({ tasks: [oneToOne] });
		const choose = (...checkpoints: CycleFacts["past"]["checkpoints"]) =>
			answered({ ...base, past: { ...base.past, checkpoints } }, { kind: "one-to-one", done: true, signals: PAIR });
		const asked = { name: "8", at: "2026-03-02T00:00:00.000Z", verdict: "manager-chooses" };
		expect(choose(asked).changes).toContainEqual({ do: "set-cycle", focus: PAIR, pool: base.cycle.pool + 1 });
		for (const found of [
			choose(),
			choose({ ...asked, verdict: "not-enough-data" }),
			choose(asked, { ...asked, name: "8/2", verdict: "focus-stays" }),
		]) {
			expect([refusal(found), found.changes]).toEqual(["focus.not-asked-for", []]);
		}
		const answer = { kind: "one-to-one", done: true, signals: PAIR } as const;
		const reopen = (checkpoints: CycleFacts["past"]["checkpoints"]) =>
			answered(
				{ ...base, tasks: [{ ...oneToOne, state: "done", answer }], past: { ...base.past, checkpoints } },
				{ kind: "reopen" },
			);
		expect(refusal(reopen([asked]))).toBeNull();
		const later = { name: "12", at: "2026-03-30T00:00:00.000Z", verdict: "carry-over" };
		expect(refusal(reopen([asked, later]))).toBe("reopen.had-consequences");
	});

	it("a late baseline ends or rests on the lead's word while it is open, and not once it has closed", () => {
		const late = task({ name: "baseline-late:lead/p1", kind: "baseline-late", ownerRule: "lead" });
		const decided = (facts: CycleFacts, kind: "pause" | "end") =>
			answered(
				{ ...facts, tasks: [late] },
				{
					kind: "baseline-late",
					done: true,
					decision: kind === "end" ? { kind } : { kind, from: "2026-03-03", until: null },
				},
			);
		expect(decided(factsInBaseline(), "end").result).toMatchObject({ turn: { kind: "closes" }, closedTask: late.name });
		expect(told(decided(factsInBaseline(), "end"))).toEqual([
			["manager", "baseline.lead-ends"],
			["rep", "cycle.closed"],
		]);
		const paused = decided(factsInBaseline(), "pause");
		expect(paused.decisions.map(({ name }) => name)).toEqual([late.name, "pause"]);
		expect(paused.result).toMatchObject({ closedTask: late.name, turn: { kind: "replanned", ladders: [] } });
		for (const kind of ["pause", "end"] as const) {
			expect(refusal(decided(factsInPractice(), kind))).toBe("baseline.is-closed");
		}
		const codes = ["lead-waits", "lead-pauses", "lead-ends", "the-lead-decides", "is-closed"];
		for (const code of codes) expect(hasWords(`baseline.${code}`)).toBe(true);
	});

	it("a call that week 12 keeps with its readings is a conversation that it rests on", () => {
		const inputs = {
			conversations: ["a"],
			practice: [{ id: "a", readings: {} }],
			calls: [{ id: "b" }, { id: 1 }, null],
		};
		expect(conversationsIn(inputs)).toEqual(["a", "b"]);
	});
});
