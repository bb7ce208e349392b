import { isOpenDrill } from "../drill/drill.ts";
import type { CycleFacts, TaskFact } from "./facts.ts";
import { takeBack } from "./ladder.ts";
import type { Reason } from "./reason.ts";
import type { Change, Decision, StepOutcome, StepResult, Turn } from "./step.ts";

/** A look that found nothing: nothing is stored, so that the same name can be asked again. */
export function nothingToDo(): StepOutcome {
	return { result: { kind: "waiting" }, decisions: [], changes: [], record: false };
}

/** What every end of a cycle writes: open tasks, drills and practices are withdrawn with it, owners and rep are told. */
export function closingChanges(facts: CycleFacts, because: string, by = "engine"): readonly Change[] {
	return [
		...facts.tasks
			.filter((task) => task.state === "open")
			.flatMap((task): readonly Change[] => takenAlong(task, facts, because, by)),
		...facts.drills
			.filter(isOpenDrill)
			.map((drill): Change => ({ do: "close-drill", drill: drill.name, outcome: null })),
		{ do: "withdraw-practices" },
		{ do: "set-cycle", phase: "closed", closedBecause: because },
		{ do: "notify", to: "rep", template: { code: "cycle.closed", params: { because } } },
	];
}

/** A dispute is not over with the cycle: it goes on as a task of its own, of which its owner is told then. */
function takenAlong(task: TaskFact, facts: CycleFacts, because: string, by: string): readonly Change[] {
	const { dispute } = task.subject;
	if (dispute === undefined) return takeBack(task, facts, because, by);
	return [
		{ do: "close-task", task: task.name, as: "withdrawn", answer: null, actId: null },
		{ do: "carry-on-dispute", dispute },
	];
}

/** Ends the cycle by one decision. */
export function closeCycle(
	facts: CycleFacts,
	end: {
		readonly because: string;
		readonly decision: Omit<Decision, "outcome" | "by"> & { readonly by?: string };
		readonly result: (turn: Turn) => StepResult;
		/** Changes that belong before the end, such as the answer that brought it. */
		readonly before?: readonly Change[];
		/** Tasks that `before` already closes. */
		readonly except?: string;
	},
): StepOutcome {
	const remaining = { ...facts, tasks: facts.tasks.filter((task) => task.name !== end.except) };
	return {
		result: end.result({ kind: "closes", reason: end.because }),
		decisions: [{ by: "engine", ...end.decision, outcome: { kind: "closed", because: end.because } }],
		changes: [...(end.before ?? []), ...closingChanges(remaining, end.because, end.decision.by)],
		record: true,
	};
}

/** Recorded, so that the same act sent again is refused for the same reason. */
export function refused(reason: Reason): StepOutcome {
	return {
		result: {
			kind: "act-done",
			outcome: { kind: "refused", reason },
			closedTask: null,
			turn: { kind: "goes-on" },
		},
		decisions: [],
		changes: [],
		record: true,
	};
}
