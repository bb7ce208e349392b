import { expect } from "vitest";
import { instantAt } from "../../domain/calendar.ts";
import { isStepResult, readDocument } from "../../services/records/documents.ts";
import { retold } from "../../workflows/coaching-cycle/retell.ts";
import { newCycle } from "../../workflows/coaching-cycle/state.ts";

type Step = { readonly name: string; readonly result: unknown; readonly at: string; readonly runId: string };

/** The stored steps as the story took them; what a scored conversation appended is none of them. */
export function takenSteps(steps: readonly Step[]) {
	return steps
		.filter(({ runId }) => runId !== "")
		.map(({ name, result, at }) => ({ name, result: readDocument("step result", result, isStepResult), at }));
}

/** A cycle as it is before its first step. */
export function unbegun(startsOn: string, zone: string) {
	return newCycle({ orgId: "org", cycleId: "cycle", cohortId: "cohort", startsAt: instantAt(startsOn, "00:00", zone) });
}

/** Asserts that the stored steps of a cycle tell its story without its facts. */
export async function assertRetold(
	rows: { readonly steps: readonly Step[]; readonly revision: number },
	startsOn: string,
	zone: string,
): Promise<void> {
	const steps = takenSteps(rows.steps);
	const { taken, state } = await retold(unbegun(startsOn, zone), steps);
	expect([taken, state.revision]).toEqual([steps.length, rows.revision]);
}
