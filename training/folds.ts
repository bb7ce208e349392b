import { hashOf } from "../services/scoring/embedded/model/tokens.ts";

export const FOLDS = 5;

/** The fold of a conversation: by its name alone, so that all its rows stay together and every run agrees. */
export function foldOf(conversation: string): number {
	let hash = hashOf(`fold ${conversation}`);
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 0x2c1b3c6d);
	hash ^= hash >>> 12;
	return (hash >>> 0) % FOLDS;
}
