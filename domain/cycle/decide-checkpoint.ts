import { poolsOf } from "../signals/pooling.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import { trendOf } from "../signals/trend.ts";
import { epochMs, type Instant } from "../time.ts";
import { poolSinceCheckpoint } from "./checkpoint-pool.ts";
import { decideWeek4 } from "./decide-checkpoint-4.ts";
import { decideWeek8, type Trends } from "./decide-checkpoint-8.ts";
import { decideWeek12 } from "./decide-checkpoint-12.ts";
import { decideWeek24 } from "./decide-checkpoint-24.ts";
import { closeWeek, perWeek } from "./decide-week.ts";
import { leftOutOf } from "./dispute.ts";
import type { ConversationFact, CycleFacts, PoolFacts } from "./facts.ts";
import { openTask } from "./ladder.ts";
import { closingChanges, nothingToDo } from "./outcomes.ts";
import type { CheckpointName, Segment } from "./plan.ts";
import { onwards } from "./position.ts";
import type { Reason } from "./reason.ts";
import { type Change, type Decision, inPass, type StepOutcome } from "./step.ts";
import type { OpenTask, OwnerRule, TaskKind } from "./task.ts";
import { activeDayOf, weekEndsAt, weekOfConversation } from "./weeks.ts";

/** A checkpoint, at the end of its week: closes the week in the same step, then judges. */
export function decideCheckpoint(facts: CycleFacts, checkpoint: CheckpointName, now: Instant): StepOutcome {
	const { cycle, past } = facts;
	const segment = cycle.plan.find((planned) => planned.checkpoint === checkpoint);
	const isPractising = cycle.phase === "practice" || cycle.phase === "habit";
	if (!isPractising || cycle.focus === null || past.baseline === null || segment === undefined) return nothingToDo();
	switch (checkpoint) {
		case "4":
			return checkpoint4(facts, past.baseline.pools, segment.toWeek, now);
		case "12":
			return checkpoint12(facts, segment.toWeek, now);
		case "24":
			return checkpoint24(facts, past.baseline.pools, segment, now);
		default:
			return checkpoint8(facts, checkpoint, cycle.focus, segment.toWeek, now);
	}
}

function checkpoint4(
	facts: CycleFacts,
	baseline: NonNullable<CycleFacts["past"]["baseline"]>["pools"],
	week: number,
	now: Instant,
): StepOutcome {
	const { pools, conversations } = poolSinceCheckpoint(facts, week);
	const found = decideWeek4(baseline, pools, conversations.length, facts.policy);
	// A flat verdict changes the angle of practice: the next scenario is picked with it already in mind.
	const next: CycleFacts = {
		...facts,
		past: { ...facts.past, checkpoints: [...facts.past.checkpoints, { name: "4", at: now, verdict: found.verdict }] },
	};
	const closing = closeWeek(next, week, now, true);
	const task = taskFor(facts, "4", found.task, "manager", found.reason, now);
	return {
		result: {
			kind: "checked",
			verdict: found.verdict,
			opened: [...closing.opened, ...task.opened],
			turn: onwards(facts, "4", now),
		},
		decisions: [
			...closing.decisions,
			decision("4", "checkpoint.week-4", found.verdict, found.reason, {
				outcome: { moved: found.moved, fell: found.fell, measured: found.measured, pools },
				inputs: { baseline, pools, conversations, leftOut: leftOutAmong(facts, conversations) },
			}),
		],
		changes: [...closing.changes, ...task.changes, told(found.reason)],
		record: true,
	};
}

function checkpoint8(
	facts: CycleFacts,
	checkpoint: CheckpointName,
	focus: readonly [Signal, Signal],
	week: number,
	now: Instant,
): StepOutcome {
	const { pools, conversations } = poolSinceCheckpoint(facts, week);
	// The look may come late; the trend is that of the week's end all the same, like the pool.
	const ends = weekEndsAt(facts.cycle, week) ?? now;
	const trends = trendsOf(facts, ends);
	const disputed = disputedAt(facts, ends);
	const found = decideWeek8(trends, pools, focus, facts.policy, disputed);
	const next: CycleFacts = { ...facts, cycle: { ...facts.cycle, focus: found.focus } };
	const closing = closeWeek(next, week, now, true);
	const owner: OwnerRule = found.task === "deployment-review" ? "head" : "manager";
	const task = taskFor(facts, checkpoint, found.task, owner, found.reason, now);
	const refocused = found.focus[0] !== focus[0] || found.focus[1] !== focus[1];
	return {
		result: {
			kind: "checked",
			verdict: found.verdict,
			opened: [...closing.opened, ...task.opened],
			turn: onwards(facts, checkpoint, now),
		},
		decisions: [
			...closing.decisions,
			decision(checkpoint, "checkpoint.week-8", found.verdict, found.reason, {
				outcome: {
					stuck: found.stuck,
					focus: found.focus,
					allRisingOrHolding: found.allRisingOrHolding,
					trends,
					pools,
				},
				inputs: { trends, pools, focus, conversations, disputed, leftOut: leftOutAmong(facts, conversations) },
			}),
		],
		changes: [
			...closing.changes,
			...(refocused ? [{ do: "set-cycle" as const, focus: found.focus }] : []),
			...task.changes,
			told(found.reason),
		],
		record: true,
	};
}

function checkpoint12(facts: CycleFacts, week: number, now: Instant): StepOutcome {
	const { pools, conversations } = poolSinceCheckpoint(facts, week);
	const last = facts.conversations.filter((conversation) => {
		const held = weekOfConversation(facts.cycle, conversation.occurredAt);
		return held !== null && held > week - facts.policy.carryOver.weeks && held <= week;
	});
	const practice = last.filter(({ source }) => source === "practice");
	const calls = last.filter(({ source }) => source === "live");
	const found = decideWeek12(practice, calls, facts.policy);
	const checked = decision("12", "checkpoint.week-12", "carry-over", found.reason, {
		outcome: { carryOver: found.carryOver, pools, baseline: facts.past.baseline?.pools ?? null },
		inputs: {
			practice: practice.map(asInput),
			calls: calls.map(asInput),
			conversations,
			leftOut: leftOutOf(last),
		},
	});
	const goesOn = facts.cycle.plan.some(({ fromWeek }) => fromWeek > week);
	if (!goesOn) return completed(facts, week, checked, now);
	const habit: CycleFacts = { ...facts, cycle: { ...facts.cycle, phase: "habit" } };
	const closing = closeWeek(facts, week, now, true);
	return {
		result: { kind: "checked", verdict: "carry-over", opened: closing.opened, turn: onwards(facts, "12", now) },
		decisions: [
			...closing.decisions,
			checked,
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
		changes: [...closing.changes, { do: "set-cycle", phase: "habit" }, told(found.reason)],
		record: true,
	};
}

/** A conversation as an input: its readings, so that the decision can be asked again without it. */
function asInput({ id, readings, discoveryOnWords }: ConversationFact) {
	return { id, readings, discoveryOnWords };
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
		outcome: { lift: found.lift, kept: found.kept, cadence },
		inputs: { pools, cadence, conversations: done.map(({ id }) => id), leftOut: leftOutOf([...before, ...done]) },
	});
	return completed(facts, toWeek, checked, now);
}

/** Closes the last week and the cycle with it. */
function completed(facts: CycleFacts, week: number, checked: Decision, now: Instant): StepOutcome {
	const closing = closeWeek(facts, week, now, false);
	return {
		result: { kind: "checked", verdict: "closed", opened: [], turn: { kind: "closes", reason: "completed" } },
		decisions: [
			...closing.decisions,
			checked,
			{
				name: "close",
				rule: "cycle.ends-after-its-last-week",
				outcome: { kind: "closed", because: "completed" },
				reason: { code: "cycle.completed", params: { week } },
				inputs: { plan: facts.cycle.plan },
				by: "engine",
			},
		],
		changes: [...closing.changes, told(checked.reason), ...closingChanges(facts, "completed")],
		record: true,
	};
}

/** Trend of every signal over the practices held up to `now`. */
export function trendsOf(facts: CycleFacts, now: Instant): Trends {
	const practices = facts.conversations.filter(
		(conversation) => conversation.source === "practice" && epochMs(conversation.occurredAt) <= epochMs(now),
	);
	const of = (signal: Signal) =>
		trendOf(
			signal,
			practices.map(({ occurredAt, readings }) => ({ at: occurredAt, reading: readings[signal] })),
			facts.policy,
			now,
			activeDayOf(facts.cycle),
		);
	return {
		"objection-acknowledgment": of(SIGNALS[0]),
		"close-attempts": of(SIGNALS[1]),
		"value-framing": of(SIGNALS[2]),
		"discovery-density": of(SIGNALS[3]),
	};
}

/** Signals about which a dispute is open that keeps a practice out of the trend up to `now`. */
export function disputedAt({ cycle, conversations, policy }: CycleFacts, now: Instant): readonly Signal[] {
	const dayOf = activeDayOf(cycle);
	const window = conversations.filter(({ source, occurredAt }) => {
		const daysAgo = dayOf(now) - dayOf(occurredAt);
		return source === "practice" && daysAgo >= 0 && daysAgo <= policy.trend.days;
	});
	const open = leftOutOf(window).filter(({ state }) => state === "open");
	return SIGNALS.filter((signal) => open.some((reading) => reading.signal === signal));
}

function leftOutAmong({ conversations }: CycleFacts, ids: readonly string[]) {
	return leftOutOf(conversations.filter(({ id }) => ids.includes(id)));
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
