import { addDays, instantAt, localDateOf } from "../calendar.ts";
import { baselineScenarios } from "../practice/scenarios.ts";
import type { Instant, LocalDate } from "../time.ts";
import { activeDate, isPaused } from "./active-days.ts";
import { decidePauseLimit } from "./decide-change.ts";
import type { CycleFacts } from "./facts.ts";
import { planFor } from "./plan.ts";
import type { StepOutcome } from "./step.ts";
import { baselineLooks, comingPauseLooks } from "./weeks.ts";

/**
 * Opens the baseline: its practice conversations, its reminders, and the plan of the weeks after it. A cycle whose first
 * day falls into a pause begins when that is over, and until then its rep hears nothing of it.
 */
export function decidePlan(facts: CycleFacts, now: Instant): StepOutcome {
	const { cycle, policy } = facts;
	const today = localDateOf(now, cycle.zone);
	if (isPaused(today, cycle.pauses)) return postponed(facts, today);
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

/** One that nobody begins is closed like every pause without an end. */
function postponed(facts: CycleFacts, today: LocalDate): StepOutcome {
	const { cycle, policy } = facts;
	const open = cycle.pauses.find(({ to }) => to === null);
	const begins = activeDate(today, 0, cycle.pauses) ?? addDays(open?.from ?? today, policy.pause.daysMax);
	if (open !== undefined && begins <= today) return decidePauseLimit(facts, open.from);
	const until = instantAt(begins, "00:00", cycle.zone);
	return { result: { kind: "waiting", until }, decisions: [], changes: [], record: false };
}
