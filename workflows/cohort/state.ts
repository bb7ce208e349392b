import type { Instant } from "../../domain/time.ts";

/** One plain JSON value, carried whole by continue-as-new. Ids and instants only: what a cohort is stands in its rows. */
export type CohortWorkflowState = {
	readonly v: 1;
	readonly orgId: string;
	readonly cohortId: string;
	/** The change that its cycles are being told of, and the cycle behind which it goes on. */
	telling: { readonly actId: string; readonly after: string | null } | null;
	/** The digests that are being put down, and the person behind whom it goes on. */
	digests: { readonly since: Instant; readonly now: Instant; readonly after: string | null } | null;
	/** Instant of the last look; what came due since is done at the next. Null before the first. */
	lookedAt: Instant | null;
};

export function newCohort(given: Pick<CohortWorkflowState, "orgId" | "cohortId">): CohortWorkflowState {
	return { v: 1, ...given, telling: null, digests: null, lookedAt: null };
}
