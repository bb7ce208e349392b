import type { Instant } from "../time.ts";
import { stuckIn } from "./decide-checkpoint-8.ts";
import { withdrawn } from "./decide-rung.ts";
import { type DisputeFact, faultOfVerdict, markDisputed, verdictOn } from "./dispute.ts";
import type { ActFact, CycleFacts, LadderFacts, TaskFact } from "./facts.ts";
import { disputedAt, trendsOf } from "./judge-checkpoint.ts";
import { byRule, oneStepUp, openTask } from "./ladder.ts";
import { refused } from "./outcomes.ts";
import type { Change, Decision, StepOutcome } from "./step.ts";
import { inPass } from "./step.ts";
import type { OpenTask, OwnerRule, TaskAnswer } from "./task.ts";
import { weekEndsAt } from "./weeks.ts";

/** The task that decides a dispute: for the manager, unless the verdict that is disputed is the manager's own. */
export function openDispute(name: string, dispute: DisputeFact, facts: LadderFacts, now: Instant) {
	const { id, conversationId, signal, lines, verdictBy } = dispute;
	return openTask(
		{
			name,
			kind: "dispute",
			ownerRule: ruleFor(verdictBy, facts),
			notOwner: verdictBy,
			subject: { conversations: [conversationId], signals: [signal], dispute: id },
			reason: { code: "dispute.opened", params: { signal, lines: lines.length } },
		},
		facts,
		now,
	);
}

function ruleFor(verdictBy: string | null, facts: LadderFacts): OwnerRule {
	const isTheManagers = verdictBy !== null && facts.owners.manager?.id === verdictBy;
	return isTheManagers ? (oneStepUp(byRule("manager"), facts) ?? "manager") : "manager";
}

/** A rep's act: a task about a reading that the rep disputes. */
export function disputeOpened(facts: CycleFacts, act: ActFact, now: Instant): StepOutcome {
	const dispute = facts.disputes.find(({ id }) => id === act.opens?.disputeId);
	if (dispute === undefined) return refused({ code: "act.unknown", params: {} });
	const name = `dispute:${dispute.id}`;
	if (dispute.state !== "open" || facts.tasks.some((task) => task.name === name)) {
		const turn = { kind: "goes-on" } as const;
		return {
			result: { kind: "act-done", outcome: { kind: "already-decided" }, closedTask: null, turn },
			decisions: [],
			changes: [],
			record: true,
		};
	}
	const task = openDispute(name, dispute, facts, now);
	return {
		result: {
			kind: "act-done",
			outcome: { kind: "done" },
			closedTask: null,
			opened: [task.open],
			turn: { kind: "goes-on" },
		},
		decisions: [
			{
				name,
				rule: "dispute.somebody-else-decides",
				outcome: { kind: "task-opened" },
				reason: { code: "dispute.opened", params: { signal: dispute.signal, lines: dispute.lines.length } },
				inputs: {
					dispute: dispute.id,
					conversation: dispute.conversationId,
					signal: dispute.signal,
					lines: dispute.lines,
					verdictBy: dispute.verdictBy ?? "labeller",
				},
				by: act.by,
			},
		],
		changes: task.changes,
		record: true,
	};
}

/** Upheld or not, line by line; an escalation that waited for it comes now. */
export function disputeDecided(
	facts: CycleFacts,
	task: TaskFact,
	act: ActFact,
	answer: Extract<TaskAnswer, { kind: "dispute" }>,
	now: Instant,
): StepOutcome {
	const dispute = facts.disputes.find(({ id }) => id === task.subject.dispute);
	if (dispute === undefined || dispute.state !== "open") {
		// What was disputed is gone, with the consent for its call.
		const turn = { kind: "goes-on" } as const;
		return {
			result: { kind: "act-done", outcome: { kind: "already-decided" }, closedTask: task.name, turn },
			...withdrawn(task, facts),
			record: true,
		};
	}
	const fault = faultOfVerdict(dispute, act, answer);
	if (fault !== null) return refused(fault);
	const verdict = verdictOn(dispute, answer);
	const escalation = escalationAfter(facts, { ...dispute, state: answer.verdict }, now);
	return {
		result: {
			kind: "act-done",
			outcome: { kind: "done" },
			closedTask: task.name,
			...(escalation.opened.length === 0 ? {} : { opened: escalation.opened }),
			turn: { kind: "goes-on" },
		},
		decisions: [{ name: task.name, by: act.by, ...verdict }, ...escalation.decisions],
		changes: [
			{ do: "close-task", task: task.name, as: "done", answer, actId: act.id },
			...verdictChanges(dispute, answer, act),
			...escalation.changes,
		],
		record: true,
	};
}

/** What a verdict writes beside its task: the dispute's row, and word to the rep. */
export function verdictChanges(
	dispute: DisputeFact,
	{ verdict, lines }: Extract<TaskAnswer, { kind: "dispute" }>,
	act: Pick<ActFact, "id" | "by">,
) {
	return [
		{ do: "decide-dispute", dispute: dispute.id, verdict, lines, actId: act.id, by: act.by },
		{ do: "notify", to: "rep", template: { code: `dispute.${verdict}`, params: { signal: dispute.signal } } },
	] as const;
}

type Escalation = {
	readonly decisions: readonly Decision[];
	readonly changes: readonly Change[];
	readonly opened: readonly OpenTask[];
};

/**
 * The deployment review that week 8 held back while a dispute was open. Asked of the trends of that week's end, as they
 * are with this verdict; nothing comes of it where other disputes are still open, or the next checkpoint was taken.
 */
function escalationAfter(facts: CycleFacts, decided: DisputeFact, now: Instant): Escalation {
	const nothing = { decisions: [], changes: [], opened: [] };
	const last = facts.past.checkpoints.at(-1);
	const segment = facts.cycle.plan.find(({ checkpoint }) => checkpoint === last?.name);
	const isWeek8 = last !== undefined && /^8(?:\/\d+)?$/.test(last.name);
	const ends = isWeek8 && segment !== undefined ? weekEndsAt(facts.cycle, segment.toWeek) : null;
	if (!isWeek8 || ends === null) return nothing;
	const disputes = facts.disputes.map((dispute) => (dispute.id === decided.id ? decided : dispute));
	const after: CycleFacts = { ...facts, disputes, conversations: markDisputed(facts.conversations, disputes) };
	const { week8SignalsMin, week8StuckForReview } = facts.policy.checkpoints;
	const stuckOf = (seen: CycleFacts) => stuckIn(trendsOf(seen, ends), disputedAt(seen, ends));
	const trends = trendsOf(after, ends);
	const judged = Object.values(trends).filter(({ status }) => status === "measured").length;
	const stuck = stuckOf(after);
	const heldBack = stuckOf(facts).length < week8StuckForReview && stuck.length >= week8StuckForReview;
	const name = inPass(`deployment-review:checkpoint-${last.name}`, facts.cycle.pass);
	if (!heldBack || judged < week8SignalsMin || facts.tasks.some((task) => task.name === name)) return nothing;
	const reason = {
		code: "dispute.escalated",
		params: { signal: decided.signal, stuck: stuck.join(" "), stuckCount: stuck.length },
	};
	const subject = { decision: `checkpoint:${last.name}` };
	const task = openTask({ name, kind: "deployment-review", ownerRule: "head", subject, reason }, facts, now);
	return {
		decisions: [
			{
				name,
				rule: "checkpoint.week-8-waited-for-a-dispute",
				outcome: { kind: "task-opened", owner: "head" },
				reason,
				inputs: { checkpoint: last.name, dispute: decided.id, verdict: decided.state, trends },
				by: "engine",
			},
		],
		changes: task.changes,
		opened: [task.open],
	};
}
