import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
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

/** Look now: something changed in the tables. Carries no fact; losing one costs time, never truth. */
export const lookSignal = defineSignal<[{ because: "baseline-complete" }]>("look");

export type CyclePosition = CycleState & { readonly now: string };

/** For admins, tests and reconcile. Lists and pages read PostgreSQL. */
export const positionQuery = defineQuery<CyclePosition>("position");
