import { baselineScenarios } from "../practice/scenarios.ts";
import type { Instant } from "../time.ts";
import type { CycleFacts } from "./facts.ts";
import { planFor } from "./plan.ts";
import type { StepOutcome } from "./step.ts";
import { baselineLooks, comingPauseLooks } from "./weeks.ts";

/** Opens the baseline: its practice conversations, its reminders, and the plan of the weeks after it. */
export function decidePlan(facts: CycleFacts, now: Instant): StepOutcome {
	const { cycle, policy } = facts;
	const looks = [...baselineLooks(cycle, policy), ...comingPauseLooks(cycle, policy, now)];
	const plan = planFor(policy.lengthWeeks);
	const scenarios = baselineScenarios(policy.baseline.conversations);
	return {
		result: { kind: "planned", looks: looks.map(({ name, at }) => ({ name, at })), plan },
		decisions: [
			{
				name: "plan",
				rule: "plan.by-policy",
				outcome: { kind: "planned", weeks: policy.lengthWeeks, startsOn: cycle.startsOn },
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
