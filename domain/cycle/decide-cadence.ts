import { addDays, localDateOf } from "../calendar.ts";
import { agreedOn, type Kappa, kappaOf, linesOf } from "../outcomes/agreement.ts";
import { wilson } from "../signals/intervals.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import { epochMs, type Instant, type LocalDate } from "../time.ts";
import type { CycleFacts, ManagerCadenceFacts } from "./facts.ts";
import { openTask } from "./ladder.ts";
import { closingChanges, nothingToDo } from "./outcomes.ts";
import type { CheckpointName, Segment } from "./plan.ts";
import { onwards } from "./position.ts";
import type { Reason } from "./reason.ts";
import { type Change, type Decision, inPass, type StepOutcome, weekName } from "./step.ts";
import { weekStartsOn } from "./weeks.ts";

// A manager who builds a cadence practises nothing. What is measured is reviews done, and how far the manager and the
// engine agree on lines that were labelled blind.

type Cadence = {
	/** Reviews that came in between, and how many of them were done, and done by their due time. */
	readonly opened: number;
	readonly done: number;
	readonly onTime: number;
	/** Lines labelled blind, and for each signal the share on which both said the same, and kappa. */
	readonly lines: number;
	readonly agreement: { readonly [S in Signal]: Agreement | null };
};
type Agreement = {
	readonly agreed: number;
	readonly of: number;
	readonly share: number;
	readonly low: number;
	readonly high: number;
	/** Null where both said the same of every line: then chance alone explains it all. */
	readonly kappa: Kappa | null;
};

/** Reviews and lines from one local date of the manager up to and without another. */
export function cadenceBetween(facts: ManagerCadenceFacts, zone: string, from: LocalDate, until: LocalDate): Cadence {
	const isWithin = (at: Instant) => {
		const date = localDateOf(at, zone);
		return date >= from && date < until;
	};
	const reviews = facts.reviews.filter(({ openedAt }) => isWithin(openedAt));
	const done = reviews.flatMap(({ doneAt, dueAt }) => (doneAt === null ? [] : [{ doneAt, dueAt }]));
	const lines = facts.lines.filter(({ at }) => isWithin(at));
	const of = (signal: Signal): Agreement | null => {
		if (lines.length === 0) return null;
		const counts = agreedOn(signal, lines);
		const of = linesOf(counts);
		const agreed = counts.both + counts.neither;
		return { agreed, of, share: agreed / of, ...wilson(agreed, of), kappa: kappaOf(counts) };
	};
	return {
		opened: reviews.length,
		done: done.length,
		onTime: done.filter(({ doneAt, dueAt }) => epochMs(doneAt) <= epochMs(dueAt)).length,
		lines: lines.length,
		agreement: {
			"objection-acknowledgment": of(SIGNALS[0]),
			"close-attempts": of(SIGNALS[1]),
			"value-framing": of(SIGNALS[2]),
			"discovery-density": of(SIGNALS[3]),
		},
	};
}

/** The weekly look at a manager who builds a cadence: reviews of this week that are still open are named. */
export function decideCadenceWeek(facts: CycleFacts, week: number, now: Instant): StepOutcome {
	const { cycle, managerCadence } = facts;
	const from = weekStartsOn(cycle, week);
	// A pause without an end that is known already hides the last days of the week, and not what came in before it.
	const until = weekStartsOn(cycle, week + 1) ?? addDays(localDateOf(now, cycle.zone), 1);
	if (managerCadence === null || from === null) return nothingToDo();
	const cadence = cadenceBetween(managerCadence, cycle.zone, from, until);
	const open = cadence.opened - cadence.done;
	const params = { week, done: cadence.done, open };
	const reason: Reason = open > 0 ? { code: "cadence.reviews-open", params } : { code: "cadence.reviews-done", params };
	return {
		result: { kind: "looked", opened: [], again: false, turn: { kind: "goes-on" } },
		decisions: [
			{
				name: `week:${weekName(week)}`,
				rule: "cadence.reviews-of-the-week",
				outcome: { kind: open > 0 ? "reviews-open" : "reviews-done", ...cadence },
				reason,
				inputs: { from, until, opened: cadence.opened, done: cadence.done },
				by: "engine",
			},
		],
		changes: [
			{ do: "set-cycle", week },
			...(open > 0 ? [{ do: "notify" as const, to: "rep" as const, template: reason }] : []),
		],
		record: true,
	};
}

/** A checkpoint of a manager's cadence: kept, dropped, or nothing came in. Dropped: the person above talks it over. */
export function decideCadenceCheckpoint(
	facts: CycleFacts,
	checkpoint: CheckpointName,
	segment: Segment,
	now: Instant,
): StepOutcome {
	const { cycle, managerCadence, policy } = facts;
	const from = weekStartsOn(cycle, segment.fromWeek);
	const until = weekStartsOn(cycle, segment.toWeek + 1);
	if (managerCadence === null || from === null || until === null) return nothingToDo();
	const cadence = cadenceBetween(managerCadence, cycle.zone, from, until);
	const verdict =
		cadence.opened === 0
			? "nothing-to-review"
			: cadence.done >= policy.managerCadence.keptFrom * cadence.opened
				? "kept"
				: "dropped";
	const params = {
		checkpoint,
		done: cadence.done,
		opened: cadence.opened,
		onTime: cadence.onTime,
		lines: cadence.lines,
	};
	const reason: Reason = { code: `cadence.${verdict}`, params };
	const decided: Decision = {
		name: `checkpoint:${checkpoint}`,
		rule: "cadence.reviews-done-and-agreement",
		outcome: { ...cadence, kind: verdict },
		reason,
		inputs: { from, until, opened: cadence.opened, done: cadence.done, onTime: cadence.onTime, lines: cadence.lines },
		by: "engine",
	};
	const told: Change = { do: "notify", to: "rep", template: reason };
	if (!cycle.plan.some(({ fromWeek }) => fromWeek > segment.toWeek)) {
		return {
			result: { kind: "checked", verdict: "closed", opened: [], turn: { kind: "closes", reason: "completed" } },
			decisions: [
				decided,
				{
					name: "close",
					rule: "cycle.ends-after-its-last-week",
					outcome: { kind: "closed", because: "completed" },
					reason: { code: "cycle.completed", params: { week: segment.toWeek } },
					inputs: { plan: cycle.plan },
					by: "engine",
				},
			],
			changes: [told, ...closingChanges(facts, "completed")],
			record: true,
		};
	}
	const task =
		verdict === "dropped"
			? openTask(
					{
						name: inPass(`one-to-one:checkpoint-${checkpoint}`, cycle.pass),
						kind: "one-to-one",
						ownerRule: "manager",
						subject: { decision: decided.name },
						reason,
					},
					facts,
					now,
				)
			: null;
	return {
		result: {
			kind: "checked",
			verdict,
			opened: task === null ? [] : [task.open],
			turn: onwards(facts, checkpoint, now),
		},
		decisions: [decided],
		changes: [
			...(checkpoint === "12" ? [{ do: "set-cycle" as const, phase: "habit" as const }] : []),
			...(task?.changes ?? []),
			told,
		],
		record: true,
	};
}
