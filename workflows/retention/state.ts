export type RetentionState = {
	/** The organisation that was looked at last; null before the first. */
	readonly orgId: string | null;
	/** True where that one has more to remove. */
	readonly again: boolean;
};

export const RETENTION_BEGINS: RetentionState = { orgId: null, again: false };
