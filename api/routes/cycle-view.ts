import { findScenario } from "../../domain/practice/scenarios.ts";
import type { CycleView } from "../../services/records/types.ts";

/** A practice says in two sentences what to try and how it is measured; the row holds the scenario's id alone. */
export function withBrief<T extends CycleView>(view: T) {
	const { nextPractice } = view;
	const scenario = nextPractice && findScenario(nextPractice.scenario);
	return {
		...view,
		nextPractice: nextPractice && {
			...nextPractice,
			situation: scenario?.situation ?? "This scenario is not in the library any more.",
			brief: scenario?.brief ?? "",
		},
	};
}
