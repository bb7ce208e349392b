import { instantOf } from "../domain/time.ts";
import type { Records } from "../services/records/types.ts";
import type { RetentionState } from "../workflows/retention/state.ts";

export function createRetentionActivities({ records }: { readonly records: Records }) {
	return {
		/**
		 * Removes what is too old in the next organisation, a batch of each kind; where more is left there, the place stays.
		 * Null behind the last organisation.
		 */
		async deleteExpired(place: RetentionState): Promise<RetentionState | null> {
			const orgId = place.again ? place.orgId : await records.nextOrganisation(place.orgId);
			if (orgId === null) return null;
			const { more } = await records.deleteExpired(orgId, instantOf(Date.now()));
			return { orgId, again: more };
		},
	};
}
