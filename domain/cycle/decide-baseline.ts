import { addDays, localDateOf } from "../calendar.ts";
import { byDistance, chooseFocus } from "../signals/distance.ts";
import { poolsOf } from "../signals/pooling.ts";
import type { Instant } from "../time.ts";
import { activeDate } from "./active-days.ts";
import { nextPractice } from "./decide-next-practice.ts";
import type { ConversationFact, CycleFacts } from "./facts.ts";
import { againstGuess } from "./guess.ts";
import { openTask, takeBack } from "./ladder.ts";
import { closeCycle, nothingToDo } from "./outcomes.ts";
import { type Change, inPass, type StepOutcome } from "./step.ts";
import { comingPauseLooks, practiceLooks } from "./weeks.ts";

/** A practice conversation that is long enough to measure anything. Never the language: what is stored was supported. */
function isValidForBaseline(conversation: ConversationFact, facts: CycleFacts): boolean {
	const { repTurnsMin, repWordsMin } = facts.policy.baseline;
	return (
		conversation.source === "practice" &&
		conversation.repTurns >= repTurnsMin &&
		conversation.repWords >= repWordsMin &&
		localDateOf(conversation.occurredAt, facts.cycle.zone) >= facts.cycle.startsOn
	);
}

/** Valid practice conversations so far, in the order in which they became known. */
export function validForBaseline(facts: CycleFacts): readonly ConversationFact[] {
	return facts.conversations.filter((conversation) => isValidForBaseline(conversation, facts));
}

/**
 * Closes the baseline on its third valid conversation, never on fewer: pooled readings, the focus that they propose,
 * and the weeks from here. Practice starts on the proposal at once; the manager may choose otherwise.
 */
export function decideBaseline(facts: CycleFacts, now: Instant): StepOutcome {
	const { cycle, policy } = facts;
	const valid = validForBaseline(facts).slice(0, policy.baseline.conversations);
	if (facts.past.baseline !== null || valid.length < policy.baseline.conversations) return nothingToDo();

	const pools = poolsOf(valid, policy.bands);
	const focus = chooseFocus(pools);
	const guess = againstGuess(pools, facts.guess);
	const guessed = { right: guess?.right ?? null, of: guess?.of ?? null };
	const today = localDateOf(now, cycle.zone);
	const dayAfter = addDays(today, 1);
	// Week 1 has seven active days. Where a pause without an end hides the eighth, its end plans it anew.
	const eighthDay = activeDate(cycle.startsOn, 7, cycle.pauses) ?? addDays(cycle.startsOn, 7);
	// Dates of one form compare as text.
	const weekTwoOn = [dayAfter, eighthDay].sort().at(-1) ?? eighthDay;
	const course = { ...cycle, weekTwoOn };
	const looks = [...practiceLooks(cycle.plan, course, policy), ...comingPauseLooks(course, policy, now)];
	const task = openTask(
		{
			name: "approve-focus",
			kind: "approve-focus",
			ownerRule: "manager",
			subject: { signals: focus, conversations: valid.map(({ id }) => id) },
			reason: { code: "focus.proposed", params: { first: focus[0], second: focus[1] } },
		},
		facts,
		now,
	);
	const first = nextPractice({ ...facts, cycle: { ...course, focus } }, null, 2);
	return {
		result: { kind: "baseline-closed", looks, opened: [task.open] },
		decisions: [
			{
				name: "baseline",
				rule: "baseline.three-valid-conversations",
				outcome: { kind: "baseline-closed", pools, weekTwoOn, guess },
				reason: {
					code: "baseline.closed",
					params: { conversations: valid.length, weekTwoOn, ...guessed },
				},
				inputs: {
					guess: facts.guess,
					conversations: valid.map(({ id, factSeq, repTurns, repWords }) => ({ id, factSeq, repTurns, repWords })),
				},
				by: "engine",
			},
			{
				name: "focus",
				rule: "focus.two-largest-distances",
				outcome: { kind: "focus-proposed", focus },
				reason: { code: "focus.proposed", params: { first: focus[0], second: focus[1] } },
				inputs: { pools, order: byDistance(pools) },
				by: "engine",
			},
			first.decision,
		],
		changes: [
			{ do: "set-cycle", phase: "practice", week: 1, focus, weekTwoOn },
			// Baseline scenarios that are still open measure nothing any more.
			{ do: "withdraw-practices" },
			// Nobody is late any more.
			...facts.tasks
				.filter(({ kind, state }) => kind === "baseline-late" && state === "open")
				.flatMap((task): readonly Change[] => takeBack(task, facts, "baseline-complete")),
			first.change,
			...task.changes,
			{
				do: "notify",
				to: "rep",
				template: { code: "baseline.closed", params: { first: focus[0], second: focus[1], ...guessed } },
			},
		],
		record: true,
	};
}

/** Is this the task of the day on which the lead is called in to say how a late baseline goes on? */
export function isForTheLead({ name }: { readonly name: string }): boolean {
	return inPass(LATE_TASK.lead) === name || name.startsWith(`${LATE_TASK.lead}/`);
}

const LATE_TASK = { manager: "baseline-late:manager", lead: "baseline-late:lead" } as const;

/** A day of the baseline on which people are reminded, called in, or the wait ends. */
export function decideBaselineDay(facts: CycleFacts, day: number, now: Instant): StepOutcome {
	const { policy, cycle } = facts;
	const { conversations, reminderDays, managerTaskDay, leadTaskDay, neverStartedDays } = policy.baseline;
	const done = validForBaseline(facts).length;
	// The last one became known since the baseline was asked for: nobody is late, and the next look closes it.
	if (cycle.phase !== "baseline" || done >= conversations) return nothingToDo();
	const params = { day, done, needed: conversations };
	if (day >= neverStartedDays) {
		return closeCycle(facts, {
			because: "never-started",
			decision: {
				name: "close",
				rule: "baseline.never-started",
				reason: { code: "baseline.never-started", params },
				inputs: params,
			},
			result: (turn) => ({ kind: "looked", opened: [], again: false, turn }),
		});
	}
	if (day === managerTaskDay || day === leadTaskDay) {
		const ownerRule = day === managerTaskDay ? "manager" : "lead";
		const reason = { code: "baseline.late", params };
		const name = inPass(LATE_TASK[ownerRule], cycle.pass);
		const task = openTask({ name, kind: "baseline-late", ownerRule, subject: {}, reason }, facts, now);
		return {
			result: { kind: "looked", opened: [task.open], again: false, turn: { kind: "goes-on" } },
			decisions: [
				{
					name,
					rule: "baseline.late-task",
					outcome: { kind: "task-opened", owner: ownerRule },
					reason,
					inputs: params,
					by: "engine",
				},
			],
			changes: task.changes,
			record: true,
		};
	}
	if (reminderDays.includes(day)) {
		return {
			result: { kind: "looked", opened: [], again: false, turn: { kind: "goes-on" } },
			decisions: [
				{
					name: `baseline-reminder:${day}`,
					rule: "baseline.reminder",
					outcome: { kind: "reminded" },
					reason: { code: "baseline.reminded", params },
					inputs: params,
					by: "engine",
				},
			],
			changes: [{ do: "notify", to: "rep", template: { code: "baseline.reminded", params } }],
			record: true,
		};
	}
	return nothingToDo();
}
