import { localDateOf } from "../calendar.ts";
import { decideCarryOverDrills } from "../drill/decide-carry-over-drills.ts";
import { poolsOf } from "../signals/pooling.ts";
import type { Signal } from "../signals/signal.ts";
import type { Instant } from "../time.ts";
import { decideCadenceCheckpoint } from "./decide-cadence.ts";
import { decideWeek6 } from "./decide-checkpoint-6.ts";
import { decideWeek24 } from "./decide-checkpoint-24.ts";
import { closeWeek, perWeek } from "./decide-week.ts";
import { leftOutOf } from "./dispute.ts";
import type { CycleFacts, PoolFacts } from "./facts.ts";
import { judgeWeek4, judgeWeek8, judgeWeek12 } from "./judge-checkpoint.ts";
import { hasPractice } from "./kind.ts";
import { openTask } from "./ladder.ts";
import { closingChanges, nothingToDo } from "./outcomes.ts";
import { askWeek8Again, type CheckpointName, isEight, type Segment } from "./plan.ts";
import { onwards } from "./position.ts";
import type { Reason } from "./reason.ts";
import { type Change, type Decision, inPass, type StepOutcome, type Turn } from "./step.ts";
import type { OpenTask, OwnerRule, TaskKind } from "./task.ts";
import { comingPauseLooks, practiceLooks, weekOfConversation, weekStartsOn } from "./weeks.ts";

/** A checkpoint, at the end of its week: closes the week in the same step, then judges. */
export function decideCheckpoint(facts: CycleFacts, checkpoint: CheckpointName, now: Instant): StepOutcome {
	const { cycle, past } = facts;
	const segment = cycle.plan.find((planned) => planned.checkpoint === checkpoint);
	const isPractising = cycle.phase === "practice" || cycle.phase === "habit";
	if (isPractising && segment !== undefined && !hasPractice(cycle)) {
		return decideCadenceCheckpoint(facts, checkpoint, segment, now);
	}
	if (!isPractising || cycle.focus === null || past.baseline === null || segment === undefined) return nothingToDo();
	switch (checkpoint) {
		case "4":
			return checkpoint4(facts, segment, now);
		case "6":
			return checkpoint6(facts, segment, now);
		case "12":
			return checkpoint12(facts, segment, now);
		case "24":
			return checkpoint24(facts, past.baseline.pools, segment, now);
		default:
			return checkpoint8(facts, segment, cycle.focus, now);
	}
}

const DAYS_PER_WEEK = 7;

function checkpoint4(facts: CycleFacts, segment: Segment, now: Instant): StepOutcome {
	const judged = judgeWeek4(facts, segment);
	if (judged === null) return nothingToDo();
	const { found } = judged;
	// A flat verdict changes the angle of practice: the next scenario is picked with it already in mind.
	const next: CycleFacts = {
		...facts,
		past: { ...facts.past, checkpoints: [...facts.past.checkpoints, { name: "4", at: now, verdict: found.verdict }] },
	};
	const closing = closeWeek(next, segment.toWeek, now, true);
	const task = taskFor(facts, "4", found.task, "manager", found.reason, now);
	return {
		result: {
			kind: "checked",
			verdict: found.verdict,
			opened: [...closing.opened, ...task.opened],
			turn: onwards(facts, "4", now),
		},
		decisions: [...closing.decisions, decision("4", "checkpoint.week-4", found.verdict, found.reason, judged)],
		changes: [...closing.changes, ...task.changes, told(found.reason)],
		record: true,
	};
}

/** Week 6 of a new hire: what was reached so far against earlier hires. Practice goes on as it is. */
function checkpoint6(facts: CycleFacts, { toWeek }: Segment, now: Instant): StepOutcome {
	const { cycle, policy, ramp } = facts;
	const today = weekStartsOn(cycle, toWeek + 1) ?? localDateOf(now, cycle.zone);
	const seen = ramp ?? { own: { hiredOn: null, reached: [] }, earlier: [] };
	const { verdict, reason, ...found } = decideWeek6(seen, cycle.startsOn, today, policy.ramp.hiresMin);
	const closing = closeWeek(facts, toWeek, now, true);
	return {
		result: { kind: "checked", verdict, opened: closing.opened, turn: onwards(facts, "6", now) },
		decisions: [
			...closing.decisions,
			decision("6", "checkpoint.week-6-milestones", verdict, reason, {
				outcome: found,
				inputs: {
					hiredOn: seen.own.hiredOn,
					startsOn: cycle.startsOn,
					today,
					reached: found.reached,
					earlier: found.n,
					needed: policy.ramp.hiresMin,
				},
			}),
		],
		changes: [...closing.changes, told(reason), { do: "notify", to: "manager", template: reason }],
		record: true,
	};
}

function checkpoint8(facts: CycleFacts, segment: Segment, focus: readonly [Signal, Signal], now: Instant): StepOutcome {
	const { checkpoint, toWeek } = segment;
	const judged = judgeWeek8(facts, segment, focus, now);
	const { found } = judged;
	const refocused = found.focus[0] !== focus[0] || found.focus[1] !== focus[1];
	const pool = facts.cycle.pool + (refocused ? 1 : 0);
	const next: CycleFacts = { ...facts, cycle: { ...facts.cycle, focus: found.focus, pool } };
	const closing = closeWeek(next, toWeek, now, true);
	const again = found.verdict === "not-enough-data" ? askedAgain(facts, checkpoint, now) : null;
	const owner: OwnerRule = found.task === "deployment-review" ? "head" : (again?.owner ?? "manager");
	const task = taskFor(facts, checkpoint, found.task, owner, found.reason, now);
	// Where a pause has put the cycle back, it goes on in the plan that it has from here.
	const course = again === null || again.plan === null ? facts.cycle : { ...facts.cycle, plan: again.plan };
	const onward = onwards({ ...facts, cycle: course }, checkpoint, now);
	return {
		result: {
			kind: "checked",
			verdict: found.verdict,
			opened: [...closing.opened, ...task.opened],
			turn: again === null || again.plan === null ? onward : planned(facts, again.plan, onward, now),
		},
		decisions: [
			...closing.decisions,
			decision(checkpoint, "checkpoint.week-8", found.verdict, found.reason, judged),
			...(again === null ? [] : [again.decision]),
		],
		changes: [
			...closing.changes,
			...(refocused ? [{ do: "set-cycle" as const, focus: found.focus, pool }] : []),
			...(again === null || again.plan === null ? [] : [{ do: "set-cycle" as const, plan: again.plan }]),
			...task.changes,
			told(found.reason),
		],
		record: true,
	};
}

/**
 * Week 8 with too little data: asked again after 14 active days, then the lead. Where the next checkpoint comes before
 * that, the lead looks after it at once.
 */
function askedAgain(
	facts: CycleFacts,
	checkpoint: CheckpointName,
	now: Instant,
): { readonly owner: OwnerRule; readonly plan: readonly Segment[] | null; readonly decision: Decision } {
	const { cycle, past, policy } = facts;
	const days = policy.checkpoints.week8AgainDays;
	const before = past.checkpoints.findLast(({ name }) => isEight({ checkpoint: name }));
	const wasAsked = before?.verdict === "not-enough-data";
	const plan = wasAsked ? null : askWeek8Again(cycle.plan, checkpoint, days / DAYS_PER_WEEK);
	return {
		owner: plan === null ? "lead" : "manager",
		plan: plan === cycle.plan ? null : plan,
		decision: {
			name: `week8-again:${checkpoint}`,
			rule: "checkpoint.week-8-asked-again",
			outcome: { kind: plan === null ? "lead-looks" : "asked-again", plan },
			reason:
				plan === null
					? { code: "week8.lead-looks", params: { days } }
					: { code: "week8.asked-again", params: { days } },
			inputs: { checkpoint, days, wasAsked, at: now, before: cycle.plan },
			by: "engine",
		},
	};
}

function planned(facts: CycleFacts, plan: readonly Segment[], onward: Turn, now: Instant): Turn {
	const { cycle, policy } = facts;
	return {
		kind: "replanned",
		plan,
		looks: [...practiceLooks(plan, cycle, policy), ...comingPauseLooks(cycle, policy, now)],
		at: onward.kind === "moved" ? onward.at : null,
		pass: cycle.pass,
		ladders: [],
	};
}

function checkpoint12(facts: CycleFacts, segment: Segment, now: Instant): StepOutcome {
	const week = segment.toWeek;
	const judged = judgeWeek12(facts, segment);
	const { found, calls } = judged;
	const checked = decision("12", "checkpoint.week-12", "carry-over", found.reason, {
		outcome: { ...judged.outcome, verdict: judged.verdict },
		inputs: judged.inputs,
	});
	const goesOn = facts.cycle.plan.some(({ fromWeek }) => fromWeek > week);
	const drilled = decideCarryOverDrills(facts, found.carryOver, calls, goesOn, now);
	if (!goesOn) return completed(facts, week, [checked, ...drilled.decisions], now, drilled.changes);
	const habit: CycleFacts = { ...facts, cycle: { ...facts.cycle, phase: "habit" } };
	const closing = closeWeek(facts, week, now, true);
	return {
		result: {
			kind: "checked",
			verdict: "carry-over",
			opened: closing.opened,
			turn: onwards(facts, "12", now),
			...(drilled.drills.length === 0 ? {} : { drills: drilled.drills }),
		},
		decisions: [
			...closing.decisions,
			checked,
			...drilled.decisions,
			{
				name: "habit",
				rule: "cycle.habit-after-week-12",
				outcome: { kind: "habit", perWeek: perWeek(habit) },
				reason: {
					code: "cycle.habit",
					params: { perWeek: perWeek(habit), untilWeek: facts.cycle.plan.at(-1)?.toWeek ?? 0 },
				},
				inputs: { plan: facts.cycle.plan },
				by: "engine",
			},
		],
		changes: [...closing.changes, { do: "set-cycle", phase: "habit" }, ...drilled.changes, told(found.reason)],
		record: true,
	};
}

/** The end of the habit, in week 24 or where the policy ends it: closed with a report. */
function checkpoint24(
	facts: CycleFacts,
	baseline: PoolFacts,
	{ fromWeek, toWeek }: Segment,
	now: Instant,
): StepOutcome {
	const practice = (from: number, to: number) =>
		facts.conversations.filter((conversation) => {
			const held = weekOfConversation(facts.cycle, conversation.occurredAt);
			return conversation.source === "practice" && held !== null && held >= from && held <= to;
		});
	const { weeks } = facts.policy.carryOver;
	const before = practice(fromWeek - weeks, fromWeek - 1);
	const last = practice(Math.max(fromWeek, toWeek - weeks + 1), toWeek);
	const done = practice(fromWeek, toWeek);
	const cadence = { planned: (toWeek - fromWeek + 1) * perWeek(facts), done: done.length };
	const pools = { baseline, week12: poolsOf(before, facts.policy.bands), now: poolsOf(last, facts.policy.bands) };
	const found = decideWeek24(pools, cadence, facts.policy);
	const checked = decision("24", "checkpoint.week-24", "report", found.reason, {
		outcome: { lift: found.lift, kept: found.kept, cadence, turnover: { left: !facts.cycle.repIsActive } },
		inputs: { pools, cadence, conversations: done.map(({ id }) => id), leftOut: leftOutOf([...before, ...done]) },
	});
	return completed(facts, toWeek, [checked], now);
}

/** Closes the last week and the cycle with it. */
function completed(
	facts: CycleFacts,
	week: number,
	checked: readonly [Decision, ...Decision[]],
	now: Instant,
	more: readonly Change[] = [],
): StepOutcome {
	const closing = closeWeek(facts, week, now, false);
	return {
		result: { kind: "checked", verdict: "closed", opened: [], turn: { kind: "closes", reason: "completed" } },
		decisions: [
			...closing.decisions,
			...checked,
			{
				name: "close",
				rule: "cycle.ends-after-its-last-week",
				outcome: { kind: "closed", because: "completed" },
				reason: { code: "cycle.completed", params: { week } },
				inputs: { plan: facts.cycle.plan },
				by: "engine",
			},
		],
		changes: [...closing.changes, told(checked[0].reason), ...more, ...closingChanges(facts, "completed")],
		record: true,
	};
}

function decision(
	checkpoint: CheckpointName,
	rule: string,
	verdict: string,
	reason: Reason,
	content: { readonly outcome: Decision["inputs"]; readonly inputs: Decision["inputs"] },
): Decision {
	return {
		name: `checkpoint:${checkpoint}`,
		rule,
		outcome: { ...content.outcome, kind: verdict },
		reason,
		inputs: content.inputs,
		by: "engine",
	};
}

function taskFor(
	facts: CycleFacts,
	checkpoint: CheckpointName,
	kind: TaskKind | null,
	ownerRule: OwnerRule,
	reason: Reason,
	now: Instant,
): { readonly changes: readonly Change[]; readonly opened: readonly OpenTask[] } {
	if (kind === null) return { changes: [], opened: [] };
	const name = inPass(`${kind}:checkpoint-${checkpoint}`, facts.cycle.pass);
	const task = openTask(
		{ name, kind, ownerRule, subject: { decision: `checkpoint:${checkpoint}` }, reason },
		facts,
		now,
	);
	return { changes: task.changes, opened: [task.open] };
}

function told(reason: Reason): Change {
	return { do: "notify", to: "rep", template: reason };
}
