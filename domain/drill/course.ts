import { addDays, localDateOf } from "../calendar.ts";
import { activeDaysBetween } from "../cycle/active-days.ts";
import type { ConversationFact, CycleFacts, DrillAttemptFact, DrillFact } from "../cycle/facts.ts";
import { openTask } from "../cycle/ladder.ts";
import type { Reason } from "../cycle/reason.ts";
import type { Change, Decision } from "../cycle/step.ts";
import type { OpenTask } from "../cycle/task.ts";
import { cutAtCap } from "../signals/tiers.ts";
import { epochMs, type Instant } from "../time.ts";
import { type DrillOutcome, type DrillPlan, type DrillRungDo, type Occurrence, SIGNAL_OF_GAP } from "./drill.ts";
import { planOf, workdaysFrom } from "./rungs.ts";

/** What one look changes of one drill. */
export type Move = {
	readonly decisions: readonly Decision[];
	readonly changes: readonly Change[];
	readonly opened: readonly OpenTask[];
	readonly plan: DrillPlan;
};

/** Attempts from the present angle, in order. */
export function attemptsOf({ attempts, angle }: DrillFact): readonly DrillAttemptFact[] {
	return attempts.filter((attempt) => attempt.angle === angle);
}

/** Attempts that the schedule asks for, over all its sessions. */
export function attemptsAsked({ times, sessions }: Pick<DrillFact, "times" | "sessions">): number {
	return times * Math.max(1, sessions.length);
}

/** What an attempt is compared by: the reading of the gap's signal, asks cut where more are no better. */
export function scoreOf(
	drill: Pick<DrillFact, "gap">,
	attempt: ConversationFact,
	{ policy }: CycleFacts,
): number | null {
	const signal = SIGNAL_OF_GAP[drill.gap];
	const reading = attempt.readings[signal];
	return reading.status === "measured" ? cutAtCap(reading.value, policy.bands[signal]) : null;
}

/**
 * The attempt from the present angle with the best score; where two are equal, the one whose moment was more often
 * answered as wanted, then the earlier one. Null before the first attempt.
 */
export function bestOf(drill: DrillFact, facts: CycleFacts): DrillAttemptFact | null {
	const wanted = (attempt: DrillAttemptFact) => wantedIn(attempt, drill, facts);
	const [best] = attemptsOf(drill).toSorted(
		(a, b) => (b.score ?? -1) - (a.score ?? -1) || wanted(b) - wanted(a) || a.ordinal - b.ordinal,
	);
	return best ?? null;
}

/** Share of an attempt's moments that were answered as wanted; 0 where there was none. */
function wantedIn({ conversationId }: DrillAttemptFact, drill: DrillFact, facts: CycleFacts): number {
	const occurrence = occurrenceIn(find(conversationId, facts), drill);
	return occurrence === undefined ? 0 : occurrence.wanted / occurrence.occurred;
}

/**
 * Whether what is known now moves a drill on, whatever woke the cycle: the schedule is done, a watched call brought the
 * moment, the watched calls are used up, or the live practice brought the moment. Null where it goes on waiting.
 */
export function moveOn(facts: CycleFacts, drill: DrillFact, now: Instant): Move | null {
	switch (drill.state) {
		case "assigned":
		case "practising": {
			// Somebody waits for it: the rep chooses which attempt to send, up to the end of the schedule.
			if (drill.submitTo !== null || attemptsOf(drill).length < attemptsAsked(drill)) return null;
			const best = bestOf(drill, facts);
			return best === null ? null : sent(facts, drill, best, { by: "engine" }, now);
		}
		case "watching": {
			const calls = watchedCalls(drill, facts);
			const decisive = calls.find((call) => occurrenceIn(call, drill) !== undefined);
			if (decisive !== undefined) return judged(facts, drill, decisive, calls, now);
			return calls.length < facts.policy.drill.watchCalls ? null : toLivePractice(facts, drill, calls, now);
		}
		case "live-practice": {
			const held = drill.attempts.flatMap(({ conversationId }) => find(conversationId, facts) ?? []);
			const since = held.filter(({ occurredAt }) => epochMs(occurredAt) > epochMs(drill.since));
			const decisive = since.find((attempt) => occurrenceIn(attempt, drill) !== undefined);
			return decisive === undefined ? null : judged(facts, drill, decisive, since, now);
		}
		case "closed":
		case "withdrawn":
			return null;
	}
}

/** What the time of a rung does to a drill that nothing else moves on; null where the rung is of another part. */
export function atRung(facts: CycleFacts, drill: DrillFact, what: DrillRungDo, now: Instant): Move | null {
	const isPractising = drill.state === "assigned" || drill.state === "practising";
	switch (what) {
		case "session":
			return isPractising ? calledFor(facts, drill, now) : null;
		case "schedule-ends": {
			if (!isPractising) return null;
			const best = bestOf(drill, facts);
			if (best !== null) return sent(facts, drill, best, { by: "engine" }, now);
			return closed(facts, drill, "not-practised", { code: "drill.not-practised", params: about(drill) }, {}, [
				"rep",
				"manager",
			]);
		}
		case "watch-ends":
			return drill.state === "watching" ? toLivePractice(facts, drill, watchedCalls(drill, facts), now) : null;
		case "live-practice-ends":
			if (drill.state !== "live-practice") return null;
			return closed(facts, drill, "not-seen", { code: "drill.not-seen", params: about(drill) }, {}, ["rep", "manager"]);
	}
}

/** The best attempt goes to whom the drill names, and the next real calls are watched. */
export function sent(
	facts: CycleFacts,
	drill: DrillFact,
	attempt: DrillAttemptFact,
	by: { readonly by: string; readonly act?: string },
	now: Instant,
): Move {
	const { watchCalls, watchDays } = facts.policy.drill;
	const best = bestOf(drill, facts);
	const from = localDateOf(now, facts.cycle.zone);
	const params = {
		...about(drill),
		attempt: attempt.ordinal,
		attempts: attemptsOf(drill).length,
		score: attempt.score,
	};
	return {
		decisions: [
			{
				name: drill.name,
				rule: "drill.best-is-sent-then-watched",
				outcome: {
					kind: "watching",
					attempt: attempt.ordinal,
					conversation: attempt.conversationId,
					to: drill.submitTo?.id ?? null,
				},
				reason: { code: attempt.ordinal === best?.ordinal ? "drill.best-sent" : "drill.other-sent", params },
				inputs: {
					...(by.act === undefined ? {} : { act: by.act }),
					angle: drill.angle,
					gap: drill.gap,
					asked: attemptsAsked(drill),
					attempts: attemptsOf(drill).map((one) => ({ ...one, wanted: wantedIn(one, drill, facts) })),
					best: best?.ordinal ?? null,
				},
				by: by.by,
			},
		],
		changes: [
			{ do: "move-drill", drill: drill.name, state: "watching", from, submitted: attempt.ordinal },
			...(drill.submitTo === null
				? []
				: [
						{
							do: "notify" as const,
							to: { person: drill.submitTo.id, zone: drill.submitTo.zone },
							template: { code: "drill.attempt-for-you", params },
						},
					]),
			{
				do: "notify",
				to: "rep",
				template: { code: "drill.watching", params: { ...about(drill), calls: watchCalls, days: watchDays } },
			},
		],
		opened: [],
		plan: planOf({ ...drill, state: "watching", from }, facts, now),
	};
}

/** The next real calls since the watch began, in order of time, no more than the policy watches. */
function watchedCalls(drill: DrillFact, { conversations, policy }: CycleFacts): readonly ConversationFact[] {
	return conversations
		.filter(({ source, occurredAt }) => source === "live" && epochMs(occurredAt) > epochMs(drill.since))
		.toSorted((a, b) => epochMs(a.occurredAt) - epochMs(b.occurredAt) || a.factSeq - b.factSeq)
		.slice(0, policy.drill.watchCalls);
}

/** Changed means: the moment occurred and its label is the wanted one. */
function judged(
	facts: CycleFacts,
	drill: DrillFact,
	decisive: ConversationFact,
	watched: readonly ConversationFact[],
	now: Instant,
): Move | null {
	const occurrence = occurrenceIn(decisive, drill);
	if (occurrence === undefined) return null;
	const isChanged = occurrence.wanted >= facts.policy.drill.wantedFrom * occurrence.occurred;
	const inputs = {
		gap: drill.gap,
		watched: watched.map(({ id }) => id),
		moments: watched.flatMap((conversation) => {
			const found = occurrenceIn(conversation, drill);
			if (found === undefined) return [];
			return [{ conversation: conversation.id, occurred: found.occurred, wanted: found.wanted }];
		}),
		decisive: decisive.id,
		occurrence,
		wantedFrom: facts.policy.drill.wantedFrom,
		since: drill.since,
		in: drill.state,
		angle: drill.angle,
	};
	const params = { ...about(drill), occurred: occurrence.occurred, wanted: occurrence.wanted };
	if (isChanged) {
		return closed(facts, drill, "changed", { code: "drill.changed", params }, inputs, ["rep", "manager"]);
	}
	return drill.angle < facts.policy.drill.anglesMax
		? fromTheOtherAngle(facts, drill, params, inputs, now)
		: toLiveCoaching(facts, drill, decisive, params, inputs, now);
}

function fromTheOtherAngle(
	facts: CycleFacts,
	drill: DrillFact,
	params: Reason["params"],
	inputs: Decision["inputs"],
	now: Instant,
): Move {
	const today = localDateOf(now, facts.cycle.zone);
	const hasMornings = drill.sessions.length > 0;
	const from = hasMornings ? addDays(today, 1) : today;
	const sessions = hasMornings ? workdaysFrom(from, drill.sessions.length, facts) : [];
	const reason = { code: "drill.other-angle", params: { ...params, times: drill.times, mornings: sessions.length } };
	return {
		decisions: [
			{
				name: drill.name,
				rule: "drill.not-changed-other-angle",
				outcome: { kind: "not-changed", angle: 2 },
				reason,
				inputs,
				by: "engine",
			},
		],
		changes: [
			{ do: "move-drill", drill: drill.name, state: "assigned", from, angle: 2, sessions },
			{ do: "notify", to: "rep", template: reason },
		],
		opened: [],
		plan: planOf({ ...drill, state: "assigned", from, sessions }, facts, now),
	};
}

function toLiveCoaching(
	facts: CycleFacts,
	drill: DrillFact,
	decisive: ConversationFact,
	params: Reason["params"],
	inputs: Decision["inputs"],
	now: Instant,
): Move {
	const reason = { code: "drill.to-live-coaching", params: { ...params, angles: facts.policy.drill.anglesMax } };
	const task = openTask(
		{
			name: `live-coaching:${drill.name}`,
			kind: "live-coaching",
			ownerRule: "manager",
			subject: {
				conversations: [...new Set([drill.conversationId, decisive.id])],
				signals: [SIGNAL_OF_GAP[drill.gap]],
			},
			reason,
		},
		facts,
		now,
	);
	const move = closed(facts, drill, "live-coaching", reason, inputs, ["rep"]);
	return { ...move, changes: [...move.changes, ...task.changes], opened: [task.open] };
}

/** The moment did not come up: the rep is asked to practise it live, and that attempt stands for the call. */
function toLivePractice(facts: CycleFacts, drill: DrillFact, watched: readonly ConversationFact[], now: Instant): Move {
	const from = localDateOf(now, facts.cycle.zone);
	const days = facts.policy.drill.livePracticeDays;
	const reason = { code: "drill.live-practice", params: { ...about(drill), calls: watched.length, days } };
	return {
		decisions: [
			{
				name: drill.name,
				rule: "drill.not-seen-then-live-practice",
				outcome: { kind: "live-practice" },
				reason,
				inputs: { gap: drill.gap, watched: watched.map(({ id }) => id), since: drill.since, angle: drill.angle },
				by: "engine",
			},
		],
		changes: [
			{ do: "move-drill", drill: drill.name, state: "live-practice", from },
			{ do: "notify", to: "rep", template: reason },
		],
		opened: [],
		plan: planOf({ ...drill, state: "live-practice", from }, facts, now),
	};
}

/** A session of the schedule: the rep is told, unless the attempts up to it are there already. */
function calledFor(facts: CycleFacts, drill: DrillFact, now: Instant): Move {
	const today = localDateOf(now, facts.cycle.zone);
	const day = activeDaysBetween(drill.from, today, facts.cycle.pauses);
	const session = Math.max(1, drill.sessions.filter((offset) => offset <= day).length);
	const done = attemptsOf(drill).length;
	const missing = Math.min(drill.times, drill.times * session - done);
	const plan = planOf(drill, facts, now);
	if (missing <= 0) return { decisions: [], changes: [], opened: [], plan };
	const reason = { code: "drill.session", params: { ...about(drill), session, missing, date: today } };
	return {
		decisions: [
			{
				name: drill.name,
				rule: "drill.schedule",
				outcome: { kind: "reminded", session },
				reason,
				inputs: {
					gap: drill.gap,
					times: drill.times,
					sessions: drill.sessions,
					from: drill.from,
					day,
					done,
					to: drill.submitTo?.id ?? null,
				},
				by: "engine",
			},
		],
		changes: [{ do: "notify", to: "rep", template: reason }],
		opened: [],
		plan,
	};
}

function closed(
	facts: CycleFacts,
	drill: DrillFact,
	outcome: DrillOutcome,
	reason: Reason,
	inputs: Decision["inputs"],
	told: readonly ("rep" | "manager")[],
): Move {
	return {
		decisions: [
			{
				name: drill.name,
				rule: "drill.verdict",
				outcome: { kind: outcome },
				reason,
				inputs: {
					gap: drill.gap,
					angle: drill.angle,
					asked: attemptsAsked(drill),
					attempts: attemptsOf(drill).length,
					pauses: facts.cycle.pauses,
					...inputs,
				},
				by: "engine",
			},
		],
		changes: [
			{ do: "close-drill", drill: drill.name, outcome },
			...told.map((to): Change => ({ do: "notify", to, template: reason })),
		],
		opened: [],
		plan: { drill: drill.name, open: false },
	};
}

function occurrenceIn(conversation: ConversationFact | undefined, { gap }: DrillFact): Occurrence | undefined {
	return conversation?.occurrences?.find((occurrence) => occurrence.gap === gap);
}

function find(id: string, { conversations }: CycleFacts): ConversationFact | undefined {
	return conversations.find((conversation) => conversation.id === id);
}

function about({ name, gap, angle }: DrillFact): Reason["params"] {
	return { drill: name, gap, angle };
}
