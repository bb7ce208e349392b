import type { CycleFacts } from "./facts.ts";
import type { Reason } from "./reason.ts";
import type { Change, Decision, StepOutcome, StepResult, Turn } from "./step.ts";

/** A look that found nothing: nothing is stored, so that the same name can be asked again. */
export function nothingToDo(): StepOutcome {
	return { result: { kind: "waiting" }, decisions: [], changes: [], record: false };
}

/** What every end of a cycle writes: open tasks and practices are withdrawn with it, the rep is told. */
export function closingChanges(facts: CycleFacts, because: string): readonly Change[] {
	return [
		...facts.tasks
			.filter((task) => task.state === "open")
			.flatMap((task): Change[] => [
				{ do: "close-task", task: task.name, as: "withdrawn", answer: null, actId: null },
				...(task.subject.dispute === undefined
					? []
					: [{ do: "carry-on-dispute" as const, dispute: task.subject.dispute }]),
			]),
		{ do: "withdraw-practices" },
		{ do: "set-cycle", phase: "closed", closedBecause: because },
		{ do: "notify", to: "rep", template: { code: "cycle.closed", params: { because } } },
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
		changes: [...(end.before ?? []), ...closingChanges(remaining, end.because)],
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
