import type { CycleFacts } from "../cycle/facts.ts";
import { type Change, drillName, type NewDrill } from "../cycle/step.ts";
import type { Instant } from "../time.ts";
import { type DrillPlan, isOpenDrill, SIGNAL_OF_GAP } from "./drill.ts";
import { planOf } from "./rungs.ts";

/** Opens a drill: the changes that write it and tell the rep, and what the workflow carries of it. */
export function opened(
	drill: Omit<NewDrill, "name">,
	facts: CycleFacts,
	now: Instant,
	/** Drills that the same step opens before this one. */
	before = 0,
): { readonly name: string; readonly changes: readonly Change[]; readonly plan: DrillPlan } {
	const name = drillName(facts.drills.length + 1 + before);
	const { gap, times, sessions } = drill;
	const params = { drill: name, gap, signal: SIGNAL_OF_GAP[gap], times, mornings: sessions.length };
	return {
		name,
		changes: [
			{ do: "open-drill", drill: { name, ...drill } },
			{ do: "notify", to: "rep", template: { code: "drill.assigned", params } },
		],
		plan: planOf({ ...drill, name, state: "assigned" }, facts, now),
	};
}

export function openCount({ drills }: CycleFacts): number {
	return drills.filter(isOpenDrill).length;
}
