import { addDays } from "../calendar.ts";
import { baselineScenarios, scenarioSetOf } from "../practice/scenarios.ts";
import type { Instant } from "../time.ts";
import { activeDate } from "./active-days.ts";
import type { CycleFacts } from "./facts.ts";
import { hasPractice } from "./kind.ts";
import { planFor, type Segment } from "./plan.ts";
import type { StepOutcome } from "./step.ts";
import { baselineLooks, comingPauseLooks, practiceLooks } from "./weeks.ts";

/** Opens the baseline: its practice conversations, its reminders, and the plan of the weeks after it. */
export function decidePlan(facts: CycleFacts, now: Instant): StepOutcome {
	const { cycle, policy } = facts;
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
