import { defineSignal } from "@temporalio/workflow";

/** Look now: somebody asked for a change, or may have joined. Carries no fact; losing one costs time, never truth. */
export const cohortLookSignal = defineSignal<[{ because: "changed" }]>("look");
