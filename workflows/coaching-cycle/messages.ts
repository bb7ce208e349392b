import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
import type { WaitsBecause } from "../../domain/cycle/decide-after-score.ts";
import type { ActKind } from "../../domain/cycle/facts.ts";
import type { ActOutcome } from "../../domain/cycle/step.ts";
import type { CycleState } from "./state.ts";

/** An act on its way to where it is applied. What the person said, and why, is in the act's row. */
export type ActMessage = {
	readonly actId: string;
	readonly kind: ActKind;
	readonly taskId: string | null;
};

/** A person's act. The act's row is written before; the update id is the act's id, and all that is sent. */
export const applyActUpdate = defineUpdate<ActOutcome>("applyAct");

/** A scored conversation that the cycle waits for, or rows and workflow that did not agree. */
export type LookBecause = WaitsBecause | "reconcile";

/** Look now: something changed in the tables. Carries no fact; losing one costs time, never truth. */
export const lookSignal = defineSignal<[{ because: LookBecause }]>("look");

/** A change of the whole cohort, as the act of this one cycle: sent to thousands, so nobody waits for the answer. */
export const applySignal = defineSignal<[{ actId: string }]>("apply");

export type CyclePosition = CycleState & { readonly now: string };

/** For admins, tests and reconcile. Lists and pages read PostgreSQL. */
export const positionQuery = defineQuery<CyclePosition>("position");
