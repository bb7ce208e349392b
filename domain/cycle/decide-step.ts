import { decideDrillLook, decideDrillRung } from "../drill/decide-drill.ts";
import type { Instant } from "../time.ts";
import { decideAct } from "./decide-act.ts";
import { decideBaseline, decideBaselineDay } from "./decide-baseline.ts";
import { decidePauseLimit, decideReturn } from "./decide-change.ts";
import { decideCheckpoint } from "./decide-checkpoint.ts";
import { decidePlan } from "./decide-plan.ts";
import { decideRung } from "./decide-rung.ts";
import { decideWeekEnd, decideWeekNudge } from "./decide-week.ts";
import type { CycleFacts } from "./facts.ts";
import { withLateBaselines } from "./late-baseline.ts";
import type { DecidedCall, StepOutcome } from "./step.ts";
import { supplementsOf } from "./supplements.ts";

/**
 * Decides one step of a cycle from what is known at `now`, the cycle's own time. Pure: the same facts give the same
 * outcome. The store runs it inside the transaction that keeps the outcome.
 */
export function decideStep(call: DecidedCall, facts: CycleFacts, now: Instant): StepOutcome {
	return isLook(call) ? decideLook(call, facts, now) : decide(call, facts, now);
}

/** What became known since, and changes what was decided before, is seen at the next look, whichever it is. */
function decideLook(call: DecidedCall, facts: CycleFacts, now: Instant): StepOutcome {
	const late = withLateBaselines(facts);
	const outcome = decide(call, late.facts, now);
	if (!outcome.record) return outcome;
	const { result } = outcome;
	// Tasks that end with the cycle are offered nothing any more.
	const closes = "turn" in result && result.turn.kind === "closes";
	const supplements = supplementsOf(closes ? { ...late.facts, tasks: [] } : late.facts, now);
	return {
		...outcome,
		decisions: [...late.decisions, ...outcome.decisions, ...supplements.decisions],
		changes: [...outcome.changes, ...supplements.changes],
	};
}

function isLook({ kind }: DecidedCall): boolean {
	return kind === "week" || kind === "checkpoint" || kind === "return";
}

function decide(call: DecidedCall, facts: CycleFacts, now: Instant): StepOutcome {
	switch (call.kind) {
		case "plan":
			return decidePlan(facts, now);
		case "baseline":
			return decideBaseline(facts, now);
		case "baseline-day":
			return decideBaselineDay(facts, call.day, now);
		case "return":
			return decideReturn(facts, call.on, now);
		case "pause-limit":
			return decidePauseLimit(facts, call.from);
		case "week":
			return call.part === "nudge" ? decideWeekNudge(facts, call.week, now) : decideWeekEnd(facts, call.week, now);
		case "checkpoint":
			return decideCheckpoint(facts, call.checkpoint, now);
		case "rung":
			return decideRung(facts, call.task, call.do, now);
		case "drill":
			return decideDrillRung(facts, call.drill, call.do, now);
		case "drill-look":
			return decideDrillLook(facts, now);
		case "act":
			return decideAct(facts, now);
	}
}
