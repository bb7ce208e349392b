import type { Cycles } from "../services/cycles.ts";
import type { Records } from "../services/records/types.ts";
import type { EraseInput } from "../workflows/erase-person/input.ts";

export function createErasureActivities({ records, cycles }: { readonly records: Records; readonly cycles: Cycles }) {
	return {
		/** Jobs, messages, keys and idempotency entries of a person who is being erased. */
		withdrawWork: ({ orgId, erasureId }: EraseInput): Promise<void> => records.withdrawWork(orgId, erasureId),
		/** Ends and deletes every workflow about the person, run by run, until Temporal finds none. */
		async endWorkflows({ orgId, erasureId }: EraseInput): Promise<void> {
			await cycles.eraseWorkflows(await records.erasureTargets(orgId, erasureId));
		},
		eraseRows: ({ orgId, erasureId }: EraseInput): Promise<void> => records.eraseRows(orgId, erasureId),
		destroyKey: ({ orgId, erasureId }: EraseInput): Promise<void> => records.destroyKey(orgId, erasureId),
		certifyErasure: ({ orgId, erasureId }: EraseInput): Promise<void> => records.certifyErasure(orgId, erasureId),
	};
}
