import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
import type { WaitsBecause } from "../../domain/cycle/decide-after-score.ts";
import type { ActKind } from "../../domain/cycle/facts.ts";
import type { ActOutcome } from "../../domain/cycle/step.ts";
import type { CycleState } from "./state.ts";

/** Ids only: what the person said, and why, is in the act's row. */
export type ActMessage = {
	readonly actId: string;
	readonly kind: ActKind;
	readonly taskId: string | null;
};

/** A person's act. The act's row is written before, and the update id is the act's id. */
export const applyActUpdate = defineUpdate<ActOutcome, [ActMessage]>("applyAct");

/** Look now: something changed in the tables. Carries no fact; losing one costs time, never truth. */
export const lookSignal = defineSignal<[{ because: WaitsBecause }]>("look");

/** A change of the whole cohort, as the act of this one cycle: sent to thousands, so nobody waits for the answer. */
export const applySignal = defineSignal<[{ actId: string }]>("apply");

export type CyclePosition = CycleState & { readonly now: string };

/** For admins, tests and reconcile. Lists and pages read PostgreSQL. */
export const positionQuery = defineQuery<CyclePosition>("position");
