import { describe, expect, it } from "vitest";
import { hasWords } from "../../../api/words/en.ts";
import type { ActFact, TaskFact } from "../../../domain/cycle/facts.ts";
import type { TaskAnswer } from "../../../domain/cycle/task.ts";
import { decideTaskStep } from "../../../domain/human-task/decide-task-step.ts";
import { nameMark, type SpeakerFact } from "../../../domain/human-task/speakers.ts";
import type {
	HumanTaskFacts,
	HumanTaskSubject,
	TaskStepCall,
	TaskStepOutcome,
	Unattributed,
} from "../../../domain/human-task/step.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";

const NOW = "2026-03-02T09:00:00.000Z";
const ZONE = "Europe/Berlin";
const person = (id: string) => ({ id, zone: ZONE, daysOff: [] });

const named = (name: string): SpeakerFact => ({ key: name, label: name, name, email: null, side: null, channel: null });
const call = (conversationId: string, ...names: readonly string[]): Unattributed => ({
	conversationId,
	format: "webvtt",
	speakers: names.map(named),
});

const about = (asked: Unattributed, others: readonly Unattributed[] = []): HumanTaskSubject => ({
	kind: "confirm-rep",
	call: asked,
	others,
	known: [],
});

const TASK: TaskFact = {
	id: "t",
	name: "confirm-rep",
	kind: "confirm-rep",
	state: "open",
	ownerRule: "manager",
	namedOwner: null,
	notOwner: null,
	reopened: 0,
	reminded: [],
	answer: null,
	openedAt: NOW,
	dueAt: NOW,
	subject: { conversations: ["c1"] },
};

function facts(more: Partial<HumanTaskFacts> = {}): HumanTaskFacts {
	return {
		rep: person("rep"),
		policy: DEFAULT_POLICY,
		policyVersion: "p1",
		owners: { manager: person("m"), "managers-manager": person("d"), lead: person("l"), head: person("h") },
		task: TASK,
		named: [],
		subject: about(call("c1", "Maya", "Tom")),
		act: null,
		factsUpTo: 3,
		...more,
	};
}

const acted = (answer: TaskAnswer | null, more: Partial<ActFact> = {}): ActFact => ({
	id: "a",
	by: "m",
	byLead: false,
	at: NOW,
	kind: "decide-task",
	taskId: "t",
	answer,
	change: null,
	policy: null,
	...more,
});
const ACT: TaskStepCall = { kind: "act", actId: "a" };
const answered = (speakers: readonly number[], more: Partial<HumanTaskFacts> = {}): TaskStepOutcome =>
	decideTaskStep(ACT, facts({ act: acted({ kind: "confirm-rep", speakers }), ...more }), NOW);
const done = ({ changes }: TaskStepOutcome) => changes.map((change) => change.do);

describe("the task that asks who the rep is", () => {
	it("is opened for the manager with three working days, and not where nothing is left to ask", () => {
		const opened = decideTaskStep({ kind: "open" }, facts({ task: null }), NOW);
		expect(opened.changes[0]).toMatchObject({
			do: "open-task",
			task: { ownerRule: "manager", dueAt: "2026-03-05T09:00:00.000Z", subject: { conversations: ["c1"] } },
		});
		expect(opened.result).toMatchObject({
			kind: "opened",
			task: { rungs: [{ do: "remind" }, { do: "remind-due" }, { do: "step-up" }] },
		});
		for (const nothing of [{ subject: null, task: null }, {}]) {
			const moot = decideTaskStep({ kind: "open" }, facts(nothing), NOW);
			expect(moot).toEqual({ result: { kind: "moot" }, decisions: [], changes: [], record: false });
		}
	});

	it("is never accepted by silence: nobody is guessed to be the rep", () => {
		const rung = decideTaskStep({ kind: "rung", rung: 1, do: "accept" }, facts(), NOW);
		expect([rung.result, done(rung)]).toEqual([
			{ kind: "rung-done", open: true, more: [] },
			["notify", "mark-reminded"],
		]);
	});

	it("is left alone once it is closed, and withdrawn where what it asks about is gone, of which its owner is told", () => {
		const rung: TaskStepCall = { kind: "rung", rung: 0, do: "remind" };
		const closed = facts({ task: { ...TASK, state: "done" } });
		expect(decideTaskStep(rung, closed, NOW)).toMatchObject({ result: { open: false }, changes: [] });
		for (const outcome of [decideTaskStep(rung, facts({ subject: null }), NOW), answered([0], { subject: null })]) {
			expect(outcome.result).toMatchObject({ open: false });
			expect(outcome.changes).toEqual([
				{ do: "close-task", task: "confirm-rep", as: "withdrawn", answer: null, actId: null },
				{
					do: "notify",
					to: "manager",
					template: {
						code: "task.taken-back",
						params: { task: "confirm-rep", kind: "confirm-rep", because: "subject-gone" },
					},
				},
			]);
		}
	});

	it("names the rep, keeps what tells the speaker again, and answers along whatever that decides", () => {
		const others = [call("c2", "Ida", "maya"), call("c3", "Ida", "Leo")];
		const outcome = answered([0, 0], { subject: about(call("c1", "Maya", "Tom"), others) });
		expect(outcome.changes).toEqual([
			{
				do: "close-task",
				task: "confirm-rep",
				as: "done",
				answer: { kind: "confirm-rep", speakers: [0, 0] },
				actId: "a",
			},
			{ do: "name-rep", conversation: "c1", speakers: [0], actId: "a" },
			{ do: "remember", marks: [nameMark("Maya")], conversation: "c1" },
			{ do: "name-rep", conversation: "c2", speakers: [1], actId: "a" },
			{ do: "close-task-of", conversation: "c2", speakers: [1], actId: "a" },
		]);
		// A decision is kept for good and goes into reports: no name may stand in it.
		expect(JSON.stringify(outcome.decisions)).not.toMatch(/maya|tom|ida/i);
		expect(outcome.decisions[0]).toMatchObject({ by: "m", outcome: { kind: "rep-named", along: ["c2"] } });
	});

	it("keeps nothing where the source has but a counter, and refuses the conversation where none is the rep", () => {
		const counted = answered([1], { subject: about(call("c1", "Speaker 1", "Speaker 2")) });
		expect(done(counted)).toEqual(["close-task", "name-rep"]);
		expect(counted.decisions[0]?.reason.code).toBe("rep.named-for-once");
		expect(done(answered([]))).toEqual(["close-task", "refuse-conversation"]);
	});

	it.each<[string, Partial<HumanTaskFacts>, string]>([
		["that nobody wrote", { act: null }, "act.unknown"],
		["on another task", { act: acted({ kind: "confirm-rep", speakers: [0] }, { taskId: "x" }) }, "act.task-unknown"],
		[
			"of somebody who is not its owner",
			{ act: acted({ kind: "confirm-rep", speakers: [0] }, { by: "d" }) },
			"act.not-theirs",
		],
		["without an answer", { act: acted(null) }, "act.answer-does-not-fit"],
		["with the answer of another task", { act: acted({ kind: "review", reviewed: true }) }, "act.answer-does-not-fit"],
		[
			"that names a speaker who is not there",
			{ act: acted({ kind: "confirm-rep", speakers: [2] }) },
			"rep.no-such-speaker",
		],
		["that leaves nobody to talk with", { act: acted({ kind: "confirm-rep", speakers: [1, 0] }) }, "rep.nobody-left"],
	])("refuses an act %s, in words, and stays open", (_, more, code) => {
		const outcome = decideTaskStep(ACT, facts(more), NOW);
		expect(outcome).toMatchObject({
			result: { kind: "act-done", open: true, outcome: { kind: "refused", reason: { code } } },
			changes: [],
			record: true,
		});
		expect(hasWords(code)).toBe(true);
	});

	it("takes the answer of a lead too, and tells whoever comes second that it is decided", () => {
		const lead = acted({ kind: "confirm-rep", speakers: [0] }, { by: "l", byLead: true });
		expect(decideTaskStep(ACT, facts({ act: lead }), NOW).result).toMatchObject({ outcome: { kind: "done" } });
		const second = answered([1], { task: { ...TASK, state: "done" } });
		expect(second).toMatchObject({ result: { outcome: { kind: "already-decided" }, open: false }, changes: [] });
	});

	it("has words for everything that it tells", () => {
		const codes = [
			"rep.not-named",
			"rep.named",
			"rep.named-for-once",
			"rep.not-there",
			"task-opened.confirm-rep",
			"task.closed-as.withdrawn",
		];
		for (const code of codes) expect(hasWords(code), code).toBe(true);
	});
});
