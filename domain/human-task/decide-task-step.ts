import { openDispute, verdictChanges } from "../cycle/decide-dispute.ts";
import { decideMove, mayAnswer } from "../cycle/decide-move.ts";
import { climb, withdrawn } from "../cycle/decide-rung.ts";
import { faultOfVerdict, verdictOn } from "../cycle/dispute.ts";
import type { ActFact, LadderFacts, TaskFact } from "../cycle/facts.ts";
import { openTask } from "../cycle/ladder.ts";
import type { Reason } from "../cycle/reason.ts";
import type { Decision } from "../cycle/step.ts";
import type { RungDo, TaskAnswer } from "../cycle/task.ts";
import { epochMs, type Instant } from "../time.ts";
import { marksOf, repAmong } from "./speakers.ts";
import type { HumanTaskChange, HumanTaskFacts, HumanTaskSubject, TaskStepCall, TaskStepOutcome } from "./step.ts";

const MOOT: TaskStepOutcome = { result: { kind: "moot" }, decisions: [], changes: [], record: false };

/** Decides one step of a task that belongs to no cycle. Pure, as the steps of a cycle are. */
export function decideTaskStep(call: TaskStepCall, facts: HumanTaskFacts, now: Instant): TaskStepOutcome {
	switch (call.kind) {
		case "open":
			return decideOpen(facts, now);
		case "rung":
			return decideTaskRung(facts, call.do, now);
		case "act":
			return decideAnswer(facts, now);
	}
}

function ladderFacts({ owners, named, policy, rep }: HumanTaskFacts): LadderFacts {
	return { owners, named, policy, cycle: { zone: rep.zone } };
}

function decideOpen(facts: HumanTaskFacts, now: Instant): TaskStepOutcome {
	const { subject, task } = facts;
	if (subject === null || task !== null) return MOOT;
	const { opening, rule, reason, inputs } = asked(subject, facts, now);
	return {
		result: { kind: "opened", task: opening.open },
		decisions: [{ name: subject.kind, rule, outcome: { kind: "task-opened" }, reason, inputs, by: "engine" }],
		changes: opening.changes,
		record: true,
	};
}

type Asked = Pick<Decision, "rule" | "reason" | "inputs"> & { readonly opening: ReturnType<typeof openTask> };

/** How each kind of task is opened. A customer's consent is asked for by whoever brings the calls in: the lead. */
function asked(subject: HumanTaskSubject, facts: HumanTaskFacts, now: Instant): Asked {
	switch (subject.kind) {
		case "confirm-rep": {
			const { conversationId, format, speakers } = subject.call;
			const reason = { code: "rep.not-named", params: { format, speakers: speakers.length } };
			const about = { name: subject.kind, kind: subject.kind, subject: { conversations: [conversationId] }, reason };
			return {
				opening: openTask({ ...about, ownerRule: "manager" }, ladderFacts(facts), now),
				rule: "rep.a-person-is-asked-once",
				reason,
				inputs: { conversation: conversationId, speakers: speakers.length, known: subject.known.length },
			};
		}
		case "consent": {
			const { conversationId } = subject;
			const reason = { code: "consent.not-recorded", params: {} };
			const about = { name: subject.kind, kind: subject.kind, subject: { conversations: [conversationId] }, reason };
			return {
				opening: openTask({ ...about, ownerRule: "lead" }, ladderFacts(facts), now),
				rule: "consent.nothing-is-scored-without",
				reason,
				inputs: { conversation: conversationId },
			};
		}
		case "dispute": {
			const { id, conversationId, signal, lines, verdictBy } = subject.dispute;
			return {
				opening: openDispute(subject.kind, subject.dispute, ladderFacts(facts), now),
				rule: "dispute.somebody-else-decides",
				reason: { code: "dispute.opened", params: { signal, lines: lines.length } },
				inputs: { dispute: id, conversation: conversationId, signal, lines, verdictBy: verdictBy ?? "labeller" },
			};
		}
	}
}

function decideTaskRung(facts: HumanTaskFacts, what: RungDo, now: Instant): TaskStepOutcome {
	const { task, subject } = facts;
	const closed = { kind: "rung-done", open: false, more: [] } as const;
	if (task === null || task.state !== "open") return { result: closed, decisions: [], changes: [], record: true };
	if (subject === null) return { ...withdrawn(task, ladderFacts(facts)), record: true, result: closed };
	// Silence accepts nothing here: nobody may be guessed to be the rep.
	const { more, decisions, changes } = climb(task, what === "accept" ? "remind-due" : what, ladderFacts(facts), now);
	return { result: { kind: "rung-done", open: true, more }, decisions, changes, record: true };
}

function decideAnswer(facts: HumanTaskFacts, now: Instant): TaskStepOutcome {
	const { act, task, subject } = facts;
	if (act === null) return refused({ code: "act.unknown", params: {} });
	if (task === null || act.taskId !== task.id) return refused({ code: "act.task-unknown", params: {} });
	const { answer } = act;
	if (task.state !== "open") {
		const result = { kind: "act-done", outcome: { kind: "already-decided" }, open: false } as const;
		return { result, decisions: [], changes: [], record: true };
	}
	if (subject === null) {
		const gone = { kind: "act-done", outcome: { kind: "already-decided" }, open: false } as const;
		return { ...withdrawn(task, ladderFacts(facts)), record: true, result: gone };
	}
	if (answer?.kind === "reopen") {
		return refused({ code: "reopen.is-open", params: { task: task.name, kind: task.kind } });
	}
	if (answer?.kind === "not-mine" || answer?.kind === "delegate") {
		const moved = decideMove(task, act, answer, { ...ladderFacts(facts), repId: facts.rep.id }, now);
		if ("code" in moved) return refused(moved);
		const { decision, changes, rungs } = moved;
		const done = { kind: "act-done", outcome: { kind: "done" }, open: true } as const;
		return { result: rungs === null ? done : { ...done, rungs }, decisions: [decision], changes, record: true };
	}
	// The API asked the same; a manager may have changed between the two.
	if (!mayAnswer(task, act, ladderFacts(facts))) {
		return refused({ code: "act.not-theirs", params: { task: task.name } });
	}
	if (answer?.kind === "confirm-rep" && subject.kind === "confirm-rep") {
		return repNamed(task, act, answer, subject);
	}
	if (answer?.kind === "consent" && subject.kind === "consent") {
		return consentAnswered(task, act, answer, subject, now);
	}
	if (answer?.kind === "dispute" && subject.kind === "dispute") {
		return disputeDecided(task, act, answer, subject);
	}
	return refused({
		code: "act.answer-does-not-fit",
		params: { expected: task.kind, came: answer?.kind ?? "nothing" },
	});
}

const DONE = { kind: "act-done", outcome: { kind: "done" }, open: false } as const;

function closedBy(task: TaskFact, answer: TaskAnswer, act: ActFact): HumanTaskChange {
	return { do: "close-task", task: task.name, as: "done", answer, actId: act.id };
}

/** Recorded, the call goes the way of every other; refused, its words go. */
function consentAnswered(
	task: TaskFact,
	act: ActFact,
	answer: Extract<TaskAnswer, { kind: "consent" }>,
	{ conversationId }: Extract<HumanTaskSubject, { kind: "consent" }>,
	now: Instant,
): TaskStepOutcome {
	if (answer.given && epochMs(answer.givenAt) > epochMs(now)) {
		return refused({ code: "consent.in-the-future", params: { came: answer.givenAt } });
	}
	const { purpose, reference, at } = answer.given
		? { purpose: answer.purpose, reference: answer.reference, at: answer.givenAt }
		: { purpose: "", reference: "", at: now };
	return {
		result: DONE,
		decisions: [
			{
				name: task.name,
				rule: "consent.a-person-records-it",
				outcome: { kind: answer.given ? "consent-recorded" : "consent-refused" },
				reason: { code: answer.given ? "consent.recorded" : "consent.refused", params: {} },
				inputs: { conversation: conversationId, openedAt: task.openedAt, dueAt: task.dueAt },
				by: act.by,
			},
		],
		changes: [
			closedBy(task, answer, act),
			answer.given
				? { do: "record-consent", conversation: conversationId, purpose, reference, at }
				: { do: "refuse-consent", conversation: conversationId },
		],
		record: true,
	};
}

function disputeDecided(
	task: TaskFact,
	act: ActFact,
	answer: Extract<TaskAnswer, { kind: "dispute" }>,
	{ dispute }: Extract<HumanTaskSubject, { kind: "dispute" }>,
): TaskStepOutcome {
	const fault = faultOfVerdict(dispute, act, answer);
	if (fault !== null) return refused(fault);
	return {
		result: DONE,
		decisions: [{ name: task.name, by: act.by, ...verdictOn(dispute, answer) }],
		changes: [closedBy(task, answer, act), ...verdictChanges(dispute, answer, act)],
		record: true,
	};
}

type RepAnswer = Extract<TaskAnswer, { kind: "confirm-rep" }>;

function repNamed(
	task: TaskFact,
	act: ActFact,
	answer: RepAnswer,
	{ call: subject, others, known: knownBefore }: Extract<HumanTaskSubject, { kind: "confirm-rep" }>,
): TaskStepOutcome {
	const count = subject.speakers.length;
	const chosen = [...new Set(answer.speakers)].toSorted((a, b) => a - b);
	const unknown = chosen.find((at) => subject.speakers[at] === undefined);
	if (unknown !== undefined) {
		return refused({ code: "rep.no-such-speaker", params: { came: unknown, last: count - 1 } });
	}
	if (chosen.length === count) return refused({ code: "rep.nobody-left", params: { speakers: count } });

	const close = closedBy(task, answer, act);
	const inputs = { conversation: subject.conversationId, speakers: count, openedAt: task.openedAt, dueAt: task.dueAt };
	const decided = (outcome: { readonly kind: string; readonly [field: string]: unknown }, reason: Reason) => [
		{ name: task.name, rule: "rep.a-person-says-who", outcome, reason, inputs, by: act.by },
	];
	if (chosen.length === 0) {
		return {
			result: DONE,
			decisions: decided({ kind: "rep-not-there" }, { code: "rep.not-there", params: { speakers: count } }),
			changes: [close, { do: "refuse-conversation", conversation: subject.conversationId }],
			record: true,
		};
	}

	const marks = chosen.flatMap((at) => {
		const speaker = subject.speakers[at];
		return speaker === undefined ? [] : marksOf(speaker, subject.format);
	});
	const known = [...knownBefore, ...marks];
	const settled = others.flatMap(({ conversationId, format, speakers }) => {
		const rep = repAmong(speakers, format, known);
		return rep.length === 0 ? [] : [{ conversation: conversationId, speakers: rep, actId: act.id }];
	});
	return {
		result: DONE,
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
