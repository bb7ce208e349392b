import type { CycleFacts } from "../cycle/facts.ts";
import { nothingToDo } from "../cycle/outcomes.ts";
import type { StepOutcome } from "../cycle/step.ts";
import type { Instant } from "../time.ts";
import { atRung, type Move, moveOn } from "./course.ts";
import { type DrillRungDo, isOpenDrill } from "./drill.ts";
import { planOf } from "./rungs.ts";

/** A rung of a drill. What came in meanwhile goes first: a lost "look now" costs time, never truth. */
export function decideDrillRung(facts: CycleFacts, name: string, what: DrillRungDo, now: Instant): StepOutcome {
	const drill = facts.drills.find((known) => known.name === name);
	if (drill === undefined || !isOpenDrill(drill)) {
		return looked([{ decisions: [], changes: [], opened: [], plan: { drill: name, open: false } }]);
	}
	const move = moveOn(facts, drill, now) ?? atRung(facts, drill, what, now);
	return looked([move ?? { decisions: [], changes: [], opened: [], plan: planOf(drill, facts, now) }]);
}

/** Something that an open drill waits for came in, or may have. */
export function decideDrillLook(facts: CycleFacts, now: Instant): StepOutcome {
	const moves = facts.drills.flatMap((drill) => moveOn(facts, drill, now) ?? []);
	return moves.length === 0 ? nothingToDo() : looked(moves);
}

function looked(moves: readonly Move[]): StepOutcome {
	return {
		result: {
			kind: "looked",
			opened: moves.flatMap(({ opened }) => opened),
			again: false,
			turn: { kind: "goes-on" },
			drills: moves.map(({ plan }) => plan),
		},
		decisions: moves.flatMap(({ decisions }) => decisions),
		changes: moves.flatMap(({ changes }) => changes),
		record: true,
	};
}
