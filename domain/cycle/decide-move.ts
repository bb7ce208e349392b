import { localDateOf } from "../calendar.ts";
import type { Instant } from "../time.ts";
import { isPaused } from "./active-days.ts";
import type { ActFact, CycleFacts, LadderFacts, TaskFact } from "./facts.ts";
import {
	byRule,
	ladderOf,
	type Owed,
	oneStepUp,
	ownerByRule,
	ownerOf,
	restOfLadder,
	rulesFrom,
	tell,
} from "./ladder.ts";
import type { Reason } from "./reason.ts";
import type { Decision, TaskChange } from "./step.ts";
import type { Rung, TaskMove } from "./task.ts";

type MoveFacts = LadderFacts & { readonly repId: string };

type Moved = {
	readonly decision: Decision;
	readonly changes: readonly TaskChange[];
	/** Rungs instead of those that were still to come; null where the ladder stays as it is. */
	readonly rungs: readonly Rung[] | null;
};

/** Who answers a task: its owner of today, or a lead. */
export function mayAnswer(task: TaskFact, act: Pick<ActFact, "by" | "byLead">, facts: LadderFacts): boolean {
	return act.byLead || ownerOf(task, facts)?.id === act.by;
}

/** Its owner, whoever stands behind its rule or above, or a lead. */
function isAtOrAbove(task: TaskFact, act: Pick<ActFact, "by" | "byLead">, facts: LadderFacts): boolean {
	return mayAnswer(task, act, facts) || rulesFrom(task.ownerRule).some((rule) => facts.owners[rule]?.id === act.by);
}

/** An open task that a person hands on instead of answering it; a reason where that cannot be. */
export function decideMove(
	task: TaskFact,
	act: ActFact,
	move: Exclude<TaskMove, { kind: "reopen" }>,
	facts: MoveFacts,
	now: Instant,
): Moved | Reason {
	switch (move.kind) {
		case "not-mine":
			return mayAnswer(task, act, facts) ? notTheirs(task, act, facts, now) : notAllowed(task);
		case "delegate":
			return isAtOrAbove(task, act, facts) ? delegated(task, act, move.to, facts, now) : notAllowed(task);
	}
}

function notAllowed(task: TaskFact): Reason {
	return { code: "act.not-theirs", params: { task: task.name } };
}

/**
 * "Not my task": a delegate hands it back to the rule, anybody else to the next person up, with a ladder of its own. At
 * the top it stays, and whoever looks over the tasks sees that nobody calls it theirs.
 */
function notTheirs(task: TaskFact, act: ActFact, facts: MoveFacts, now: Instant): Moved {
	const decision = (reason: Reason, outcome: Decision["outcome"]): Decision => ({
		name: `not-mine:${task.name}`,
		rule: "task.not-mine-goes-one-step-up",
		outcome,
		reason,
		inputs: { act: act.id, ownerRule: task.ownerRule, namedOwner: task.namedOwner, owners: facts.owners },
		by: act.by,
	});
	const owner = ownerOf(task, facts);
	const byTheRule = ownerByRule(task, facts.owners);
	const isDelegate = owner !== null && owner.id === task.namedOwner && byTheRule?.id !== owner.id;
	const to = isDelegate && byTheRule !== null ? task.ownerRule : oneStepUp(task, facts);
	if (to === null) {
		const reason = { code: "task.declined-at-top", params: { task: task.name, kind: task.kind } };
		const { ownerRule, dueAt } = task;
		return {
			decision: decision(reason, { kind: "declined-at-top" }),
			changes: [{ do: "move-task", task: task.name, ownerRule, dueAt, flag: "declined-at-top" }],
			rungs: null,
		};
	}
	const owed = byRule(to, task.notOwner);
	const { dueAt, rungs } = ladderOf(task.kind, owed, now, facts, task.openedAt);
	const params = { task: task.name, kind: task.kind, from: task.ownerRule, to, dueAt };
	const reason = isDelegate ? { code: "task.handed-back", params } : { code: "task.handed-on", params };
	return {
		decision: decision(reason, { kind: isDelegate ? "handed-back" : "handed-on", from: task.ownerRule, to }),
		changes: [
			{ do: "move-task", task: task.name, ownerRule: to, namedOwner: null, dueAt, flag: null },
			...tell(owed, facts, reason),
		],
		rungs,
	};
}

/**
 * Somebody else owes the task from here, by name, with the time that is left: handing on wins nobody time. Named to whom
 * the rule names anyway, it is back with the rule.
 */
function delegated(task: TaskFact, act: ActFact, to: string, facts: MoveFacts, now: Instant): Moved | Reason {
	const person = facts.named.find(({ id }) => id === to);
	if (person === undefined) return { code: "delegate.not-possible", params: { task: task.name } };
	if (to === facts.repId) return { code: "delegate.is-the-rep", params: { task: task.name } };
	if (to === task.notOwner) return { code: "dispute.own-verdict", params: {} };
	if (ownerOf(task, facts)?.id === to) return { code: "delegate.has-it", params: { task: task.name } };
	const isByRule = ownerByRule(task, facts.owners)?.id === to;
	const owed: Owed = { ...task, namedOwner: isByRule ? null : to };
	// While the cycle stands still its ladders are planned already, from the day on which it goes on.
	const standsStill = isPaused(localDateOf(now, facts.cycle.zone), facts.cycle.pauses ?? []);
	const rest = standsStill ? null : restOfLadder(task, owed, facts, now);
	const dueAt = rest?.dueAt ?? task.dueAt;
	const reason = { code: "task.delegated", params: { task: task.name, kind: task.kind, dueAt } };
	return {
		decision: {
			name: `delegated:${task.name}`,
			rule: "task.delegated-by-name",
			outcome: { kind: "delegated", to },
			reason,
			inputs: { act: act.id, ownerRule: task.ownerRule, from: ownerOf(task, facts)?.id ?? null, dueAt: task.dueAt },
			by: act.by,
		},
		changes: [
			{ do: "move-task", task: task.name, ownerRule: task.ownerRule, namedOwner: owed.namedOwner, dueAt, flag: null },
			...(act.by === to ? [] : tell(owed, facts, reason)),
		],
		rungs: rest?.rungs ?? null,
	};
}

export type Reopened = {
	readonly decision: Decision;
	readonly changes: readonly (
		| TaskChange
		| { readonly do: "reopen-task"; readonly task: string; readonly dueAt: Instant }
	)[];
	readonly open: {
		readonly name: string;
		readonly kind: TaskFact["kind"];
		readonly rungs: readonly Rung[];
		readonly next: 0;
		readonly again: number;
	};
};

/**
 * A task that was answered or accepted, opened again with a ladder of its own, for whoever owed it last. Not one whose
 * answer has had consequences that a second answer would not undo: a focus or a deployment that a checkpoint has since
 * judged, more weeks that are in the plan, a dispute, which is disputed again before somebody else.
 */
export function decideReopening(task: TaskFact, act: ActFact, facts: CycleFacts, now: Instant): Reopened | Reason {
	if (!isAtOrAbove(task, act, facts)) return notAllowed(task);
	const params = { task: task.name, kind: task.kind };
	if (task.state === "open") return { code: "reopen.is-open", params };
	if (task.state === "withdrawn") return { code: "reopen.was-withdrawn", params };
	if (task.kind === "dispute") return { code: "reopen.dispute-anew", params };
	if (hadConsequences(task, facts)) return { code: "reopen.had-consequences", params };
	const again = task.reopened + 1;
	const { dueAt, rungs } = ladderOf(task.kind, task, now, facts);
	const reason = { code: "task.reopened", params: { ...params, dueAt } };
	const owner = ownerOf(task, facts);
	return {
		decision: {
			name: `reopened:${task.name}`,
			rule: "task.reopened-by-a-person",
			outcome: { kind: "reopened", again },
			reason,
			inputs: { act: act.id, state: task.state, answer: task.answer, openedAt: task.openedAt },
			by: act.by,
		},
		changes: [
			{ do: "reopen-task", task: task.name, dueAt },
			...(owner?.id === act.by ? [] : tell(task, facts, reason)),
		],
		open: { name: task.name, kind: task.kind, rungs, next: 0, again },
	};
}

function hadConsequences(task: TaskFact, { past }: CycleFacts): boolean {
	// Instants of one form compare as text.
	const isJudged = past.checkpoints.some(({ at }) => at > task.openedAt);
	switch (task.kind) {
		case "approve-focus":
			return isJudged;
		case "one-to-one":
			return isJudged && task.answer?.kind === "one-to-one" && task.answer.signals !== undefined;
		case "deployment-review":
			return isJudged || (task.answer?.kind === "deployment-review" && task.answer.decision.kind === "extend");
		default:
			return false;
	}
}
