import { climb } from "../cycle/decide-rung.ts";
import type { ActFact, LadderFacts, TaskFact } from "../cycle/facts.ts";
import { openTask } from "../cycle/ladder.ts";
import type { Reason } from "../cycle/reason.ts";
import type { RungDo, TaskAnswer } from "../cycle/task.ts";
import type { Instant } from "../time.ts";
import { marksOf, repAmong } from "./speakers.ts";
import {
	CONFIRM_REP,
	type HumanTaskChange,
	type HumanTaskFacts,
	type TaskStepCall,
	type TaskStepOutcome,
	type Unattributed,
} from "./step.ts";

const MOOT: TaskStepOutcome = { result: { kind: "moot" }, decisions: [], changes: [], record: false };

/** Decides one step of a task that belongs to no cycle. Pure, as the steps of a cycle are. */
export function decideTaskStep(call: TaskStepCall, facts: HumanTaskFacts, now: Instant): TaskStepOutcome {
	switch (call.kind) {
		case "open":
			return decideOpen(facts, now);
		case "rung":
			return decideTaskRung(facts, call.do, now);
		case "act":
			return decideAnswer(facts);
	}
}

function ladderFacts({ owners, policy, rep }: HumanTaskFacts): LadderFacts {
	return { owners, policy, cycle: { zone: rep.zone } };
}

function decideOpen(facts: HumanTaskFacts, now: Instant): TaskStepOutcome {
	const { subject, task } = facts;
	if (subject === null || task !== null) return MOOT;
	const reason: Reason = {
		code: "rep.not-named",
		params: { format: subject.format, speakers: subject.speakers.length },
	};
	const { changes, open } = openTask(
		{
			name: CONFIRM_REP,
			kind: "confirm-rep",
			ownerRule: "manager",
			subject: { conversations: [subject.conversationId] },
			reason,
		},
		ladderFacts(facts),
		now,
	);
	return {
		result: { kind: "opened", task: open },
		decisions: [
			{
				name: CONFIRM_REP,
				rule: "rep.a-person-is-asked-once",
				outcome: { kind: "task-opened" },
				reason,
				inputs: { conversation: subject.conversationId, speakers: subject.speakers.length, known: facts.known.length },
				by: "engine",
			},
		],
		changes,
		record: true,
	};
}

function decideTaskRung(facts: HumanTaskFacts, what: RungDo, now: Instant): TaskStepOutcome {
	const { task, subject } = facts;
	const closed = { kind: "rung-done", open: false, more: [] } as const;
	if (task === null || task.state !== "open") return { result: closed, decisions: [], changes: [], record: true };
	if (subject === null) return { ...withdrawn(task), result: closed };
	// Silence accepts nothing here: nobody may be guessed to be the rep.
	const { more, decisions, changes } = climb(task, what === "accept" ? "remind-due" : what, ladderFacts(facts), now);
	return { result: { kind: "rung-done", open: true, more }, decisions, changes, record: true };
}

/** What was asked about is gone: the call's consent was withdrawn, say. */
function withdrawn(task: TaskFact): Omit<TaskStepOutcome, "result"> {
	return {
		decisions: [
			{
				name: `withdrawn:${task.name}`,
				rule: "task.subject-gone",
				outcome: { kind: "task-withdrawn" },
				reason: { code: "task.closed-as.withdrawn", params: { task: task.name, kind: task.kind } },
				inputs: { openedAt: task.openedAt },
				by: "engine",
			},
		],
		changes: [{ do: "close-task", task: task.name, as: "withdrawn", answer: null, actId: null }],
		record: true,
	};
}

function decideAnswer(facts: HumanTaskFacts): TaskStepOutcome {
	const { act, task, subject } = facts;
	if (act === null) return refused({ code: "act.unknown", params: {} });
	if (task === null || act.taskId !== task.id) return refused({ code: "act.task-unknown", params: {} });
	if (task.state !== "open") {
		const result = { kind: "act-done", outcome: { kind: "already-decided" }, open: false } as const;
		return { result, decisions: [], changes: [], record: true };
	}
	// The API asked the same; a manager may have changed between the two.
	if (!act.byLead && facts.owners[task.ownerRule]?.id !== act.by) {
		return refused({ code: "act.not-theirs", params: { task: task.name } });
	}
	const { answer } = act;
	if (answer === null || answer.kind !== "confirm-rep") {
		return refused({
			code: "act.answer-does-not-fit",
			params: { expected: task.kind, came: answer?.kind ?? "nothing" },
		});
	}
	if (subject === null) {
		const gone = { kind: "act-done", outcome: { kind: "already-decided" }, open: false } as const;
		return { ...withdrawn(task), result: gone };
	}
	return repNamed(facts, task, act, answer, subject);
}

type RepAnswer = Extract<TaskAnswer, { kind: "confirm-rep" }>;

function repNamed(
	facts: HumanTaskFacts,
	task: TaskFact,
	act: ActFact,
	answer: RepAnswer,
	subject: Unattributed,
): TaskStepOutcome {
	const count = subject.speakers.length;
	const chosen = [...new Set(answer.speakers)].toSorted((a, b) => a - b);
	const unknown = chosen.find((at) => subject.speakers[at] === undefined);
	if (unknown !== undefined) {
		return refused({ code: "rep.no-such-speaker", params: { came: unknown, last: count - 1 } });
	}
	if (chosen.length === count) return refused({ code: "rep.nobody-left", params: { speakers: count } });

	const close: HumanTaskChange = { do: "close-task", task: task.name, as: "done", answer, actId: act.id };
	const inputs = { conversation: subject.conversationId, speakers: count, openedAt: task.openedAt, dueAt: task.dueAt };
	const decided = (outcome: { readonly kind: string; readonly [field: string]: unknown }, reason: Reason) => [
		{ name: task.name, rule: "rep.a-person-says-who", outcome, reason, inputs, by: act.by },
	];
	const result = { kind: "act-done", outcome: { kind: "done" }, open: false } as const;
	if (chosen.length === 0) {
		return {
			result,
			decisions: decided({ kind: "rep-not-there" }, { code: "rep.not-there", params: { speakers: count } }),
			changes: [close, { do: "refuse-conversation", conversation: subject.conversationId }],
			record: true,
		};
	}

	const marks = chosen.flatMap((at) => {
		const speaker = subject.speakers[at];
		return speaker === undefined ? [] : marksOf(speaker, subject.format);
	});
	const known = [...facts.known, ...marks];
	const settled = facts.others.flatMap(({ conversationId, format, speakers }) => {
		const rep = repAmong(speakers, format, known);
		return rep.length === 0 ? [] : [{ conversation: conversationId, speakers: rep, actId: act.id }];
	});
	return {
		result,
		decisions: decided(
			{ kind: "rep-named", speakers: chosen, along: settled.map(({ conversation }) => conversation) },
			{
				code: marks.length === 0 ? "rep.named-for-once" : "rep.named",
				params: { speakers: chosen.length, along: settled.length },
			},
		),
		changes: [
			close,
			{ do: "name-rep", conversation: subject.conversationId, speakers: chosen, actId: act.id },
			...(marks.length === 0 ? [] : [{ do: "remember" as const, marks, conversation: subject.conversationId }]),
			...settled.flatMap((other): readonly HumanTaskChange[] => [
				{ do: "name-rep", ...other },
				{ do: "close-task-of", ...other },
			]),
		],
		record: true,
	};
}

/** Recorded, so that the same act sent again is refused for the same reason. The task stays open. */
function refused(reason: Reason): TaskStepOutcome {
	return {
		result: { kind: "act-done", outcome: { kind: "refused", reason }, open: true },
		decisions: [],
		changes: [],
		record: true,
	};
}
