/** Where a round of reconcile stands: one shard of all cycles, organisation by organisation. */
export type ReconcileState = {
	/** From 0; `of` shards part the ids of cycles among them. */
	readonly shard: number;
	readonly of: number;
	/** The organisation that is looked at; null before the first. */
	readonly orgId: string | null;
	/** The cycle that was looked at last there; null before the first. */
	readonly after: string | null;
	/** What was seen in this organisation so far. */
	readonly cycles: number;
	readonly differences: number;
};

export function reconcileBegins(shard: number, of: number): ReconcileState {
	return { shard, of, orgId: null, after: null, cycles: 0, differences: 0 };
}
