import { defineSearchAttributeKey, type SearchAttributePair } from "@temporalio/common";
import type { CycleState } from "./coaching-cycle/state.ts";

const ORG = defineSearchAttributeKey("CoachOrg", "KEYWORD");
const COHORT = defineSearchAttributeKey("CoachCohort", "KEYWORD");
const FLAGS = defineSearchAttributeKey("CoachFlags", "KEYWORD_LIST");
const PHASE = defineSearchAttributeKey("CoachPhase", "KEYWORD");

/**
 * Ids and phase, for operators. Given at the start and at continue-as-new, where they cost nothing, and never changed
 * in between. Search attributes are not encrypted: no name may enter one.
 */
export function searchAttributesOf(
	state: Pick<CycleState, "orgId" | "cohortId" | "stage" | "flagged">,
): readonly SearchAttributePair[] {
	return [
		{ key: ORG, value: state.orgId },
		{ key: COHORT, value: state.cohortId },
		{ key: PHASE, value: state.stage },
		...(state.flagged === null ? [] : [{ key: FLAGS, value: ["step-stuck"] }]),
	];
}
