import { SIGNALS, type Signal } from "../signals/signal.ts";
import { trendOf } from "../signals/trend.ts";
import { epochMs, type Instant } from "../time.ts";
import { poolSinceCheckpoint } from "./checkpoint-pool.ts";
import { decideWeek4 } from "./decide-checkpoint-4.ts";
import { decideWeek8, type Trends } from "./decide-checkpoint-8.ts";
import { decideWeek12 } from "./decide-checkpoint-12.ts";
import { leftOutOf } from "./dispute.ts";
import type { ConversationFact, CycleFacts } from "./facts.ts";
import { isEight, type Segment } from "./plan.ts";
import type { Reason } from "./reason.ts";
import type { Decision } from "./step.ts";
import { activeDayOf, weekEndsAt, weekOfConversation } from "./weeks.ts";

/** What a checkpoint says of a rep, and on what it rests; what follows from it is for others to decide. */
type Judgement<Found> = {
	readonly found: Found;
	readonly verdict: string;
	readonly reason: Reason;
	readonly outcome: Decision["inputs"];
	readonly inputs: Decision["inputs"];
};

/** @param segment The stretch of weeks that the checkpoint ends. */
export function judgeWeek4(facts: CycleFacts, { toWeek }: Segment): Judgement<ReturnType<typeof decideWeek4>> | null {
	const baseline = facts.past.baseline?.pools;
	if (baseline === undefined) return null;
	const { pools, conversations } = poolSinceCheckpoint(facts, toWeek);
	const found = decideWeek4(baseline, pools, conversations.length, facts.policy);
	return {
		found,
		verdict: found.verdict,
		reason: found.reason,
		outcome: { moved: found.moved, fell: found.fell, measured: found.measured, pools },
		inputs: { baseline, pools, conversations, leftOut: leftOutAmong(facts, conversations) },
	};
}

/** @param focus The focus that the checkpoint looks at. */
export function judgeWeek8(
	facts: CycleFacts,
	{ toWeek }: Segment,
	focus: readonly [Signal, Signal],
	now: Instant,
): Judgement<ReturnType<typeof decideWeek8>> {
	const { pools, conversations } = poolSinceCheckpoint(facts, toWeek);
	// The look may come late; the trend is that of the week's end all the same, like the pool.
	const end = weekEndsAt(facts.cycle, toWeek) ?? now;
	const trends = trendsOf(facts, end);
	const { frozenSignals, past, policy } = facts;
	const weakest = past.focusChosen === null ? null : (past.baseline?.pools ?? null);
	const disputed = disputedAt(facts, end);
	const found = decideWeek8(trends, pools, focus, policy, { frozen: frozenSignals, weakestOf: weakest, disputed });
	return {
		found,
		verdict: found.verdict,
		reason: found.reason,
		outcome: {
			stuck: found.stuck,
			focus: found.focus,
			allRisingOrHolding: found.allRisingOrHolding,
			weakestAtBaseline: found.weakestAtBaseline,
			trends,
			pools,
		},
		inputs: {
			trends,
			pools,
			focus,
			conversations,
			trended: trendedAt(facts, end),
			frozen: frozenSignals,
			disputed,
			leftOut: leftOutAmong(facts, conversations),
		},
	};
}

export function judgeWeek12(
	facts: CycleFacts,
	{ toWeek }: Segment,
): Judgement<ReturnType<typeof decideWeek12>> & { readonly calls: readonly ConversationFact[] } {
	const { pools, conversations } = poolSinceCheckpoint(facts, toWeek);
	const last = facts.conversations.filter((conversation) => {
		const held = weekOfConversation(facts.cycle, conversation.occurredAt);
		return held !== null && held > toWeek - facts.policy.carryOver.weeks && held <= toWeek;
	});
	const practice = last.filter(({ source }) => source === "practice");
	const calls = last.filter(({ source }) => source === "live");
	const found = decideWeek12(practice, calls, facts.policy);
	return {
		calls,
		found,
		verdict: SIGNALS.map((signal) => found.carryOver[signal].kind).join(" "),
		reason: found.reason,
		outcome: { carryOver: found.carryOver, pools, baseline: facts.past.baseline?.pools ?? null },
		inputs: {
			practice: practice.map(asInput),
			calls: calls.map(asInput),
			conversations,
			leftOut: leftOutOf(last),
		},
	};
}

/** A conversation as an input: its readings, so that the decision can be asked again without it. */
function asInput({ id, readings, discoveryOnWords }: ConversationFact) {
	return { id, readings, discoveryOnWords };
}

/** A checkpoint over signals as it would be judged with these facts; null for one that judges something else. */
export function judgeAgain(
	facts: CycleFacts,
	segment: Segment,
	focus: readonly [Signal, Signal] | null,
	now: Instant,
): Judgement<unknown> | null {
	if (segment.checkpoint === "4") return judgeWeek4(facts, segment);
	if (segment.checkpoint === "12") return judgeWeek12(facts, segment);
	return isEight(segment) && focus !== null ? judgeWeek8(facts, segment, focus, now) : null;
}

/** Trend of every signal over the practices held up to `now`. */
export function trendsOf(facts: CycleFacts, now: Instant): Trends {
	const practices = practicesUpTo(facts, now);
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

/** Practices that the trends look at. */
function trendedAt(facts: CycleFacts, now: Instant): readonly string[] {
	const dayOf = activeDayOf(facts.cycle);
	return practicesUpTo(facts, now)
		.filter(({ occurredAt }) => dayOf(now) - dayOf(occurredAt) <= facts.policy.trend.days)
		.map(({ id }) => id);
}

function practicesUpTo(facts: CycleFacts, now: Instant) {
	return facts.conversations.filter(
		({ source, occurredAt }) => source === "practice" && epochMs(occurredAt) <= epochMs(now),
	);
}
