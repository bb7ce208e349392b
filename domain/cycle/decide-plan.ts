import { addDays, instantAt, localDateOf } from "../calendar.ts";
import { baselineScenarios, scenarioSetOf } from "../practice/scenarios.ts";
import type { Instant, LocalDate } from "../time.ts";
import { activeDate, isPaused } from "./active-days.ts";
import { decidePauseLimit } from "./decide-change.ts";
import type { CycleFacts } from "./facts.ts";
import { hasPractice } from "./kind.ts";
import { planFor, type Segment } from "./plan.ts";
import type { StepOutcome } from "./step.ts";
import { baselineLooks, comingPauseLooks, practiceLooks } from "./weeks.ts";

/**
 * Opens the baseline: its practice conversations, its reminders, and the plan of the weeks after it. A cycle whose first
 * day falls into a pause begins when that is over, and until then its rep hears nothing of it.
 */
export function decidePlan(facts: CycleFacts, now: Instant): StepOutcome {
	const { cycle, policy } = facts;
	const today = localDateOf(now, cycle.zone);
	if (isPaused(today, cycle.pauses)) return postponed(facts, today);
	const plan = planFor(policy.lengthWeeks, cycle.kind);
	if (!hasPractice(cycle)) return planWithoutPractice(facts, plan, now);
	const looks = [...baselineLooks(cycle, policy), ...comingPauseLooks(cycle, policy, now)];
	const scenarios = baselineScenarios(policy.baseline.conversations, scenarioSetOf(cycle.kind));
	return {
		result: { kind: "planned", begins: "baseline", looks: looks.map(({ name, at }) => ({ name, at })), plan },
		decisions: [
			{
				name: "plan",
				rule: "plan.by-policy",
				outcome: { kind: "planned", of: cycle.kind, weeks: policy.lengthWeeks, startsOn: cycle.startsOn },
				reason: { code: "plan.launched", params: { startsOn: cycle.startsOn, weeks: policy.lengthWeeks } },
				inputs: { zone: cycle.zone, startsOn: cycle.startsOn },
				by: "engine",
			},
		],
		changes: [
			{ do: "set-cycle", phase: "baseline", week: 1, plan },
			...scenarios.map((scenario, index) => ({
				do: "plan-practice" as const,
				week: 1,
				ordinal: index + 1,
				scenario,
				pool: cycle.pool,
			})),
			{
				do: "notify",
				to: "rep",
				template: { code: "baseline.opened", params: { conversations: policy.baseline.conversations } },
			},
		],
		record: true,
	};
}

/** Without practice there is no baseline: week 1 passes, and the looks of the weeks begin. */
function planWithoutPractice(facts: CycleFacts, plan: readonly Segment[], now: Instant): StepOutcome {
	const { cycle, policy } = facts;
	const weekTwoOn = activeDate(cycle.startsOn, WEEK_DAYS, cycle.pauses) ?? addDays(cycle.startsOn, WEEK_DAYS);
	const course = { ...cycle, weekTwoOn };
	const looks = [...practiceLooks(plan, course, policy), ...comingPauseLooks(course, policy, now)];
	const reason = { code: "cadence.launched", params: { startsOn: cycle.startsOn, weeks: policy.lengthWeeks } };
	return {
		result: { kind: "planned", begins: "practice", looks, plan },
		decisions: [
			{
				name: "plan",
				rule: "plan.by-policy",
				outcome: { kind: "planned", of: cycle.kind, weeks: policy.lengthWeeks, startsOn: cycle.startsOn, weekTwoOn },
				reason,
				inputs: { zone: cycle.zone, startsOn: cycle.startsOn },
				by: "engine",
			},
		],
		changes: [
			{ do: "set-cycle", phase: "practice", week: 1, plan, weekTwoOn },
			{ do: "notify", to: "rep", template: reason },
		],
		record: true,
	};
}

const WEEK_DAYS = 7;
/** One that nobody begins is closed like every pause without an end. */
function postponed(facts: CycleFacts, today: LocalDate): StepOutcome {
	const { cycle, policy } = facts;
	const open = cycle.pauses.find(({ to }) => to === null);
	const begins = activeDate(today, 0, cycle.pauses) ?? addDays(open?.from ?? today, policy.pause.daysMax);
	if (open !== undefined && begins <= today) return decidePauseLimit(facts, open.from);
	const until = instantAt(begins, "00:00", cycle.zone);
	return { result: { kind: "waiting", until }, decisions: [], changes: [], record: false };
}
