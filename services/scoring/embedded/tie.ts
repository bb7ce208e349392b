import { countShared, type HeardNeed } from "./heard.ts";

/** The numbers by which a claim is tied to an earlier need, in the order of a pack's tie weights. */
export const TIE_NUMBERS = [
	"share of the claim's words that the need has",
	"words shared with the need",
	"share of the need's words",
	"a need in the customer's last turn",
	"how long ago the last need was",
	"needs so far",
	"words of the sentence before shared with a need",
	"said back before, in this turn",
	"claims before, in this turn",
	"what the words say",
] as const;

/** A tie: the need that shares most with the claim, or the latest one; and the numbers that say whether it holds. */
export function tieOf(
	stems: readonly number[],
	before: readonly number[],
	needs: readonly HeardNeed[],
	turn: number,
	inTurn: { readonly restated: boolean; readonly claims: number; readonly wordsSay: number },
): { readonly need: HeardNeed | null; readonly numbers: readonly number[] } {
	let best: HeardNeed | null = null;
	let most = 0;
	let led = 0;
	for (const need of needs) {
		const shared = countShared(stems, need.stems);
		if (shared > 0 && shared >= most) {
			most = shared;
			best = need;
		}
		led = Math.max(led, countShared(before, need.stems));
	}
	const last = needs.at(-1) ?? null;
	const age = last === null ? 20 : turn - last.turn;
	return {
		need: best ?? last,
		numbers: [
			stems.length === 0 ? 0 : most / stems.length,
			Math.min(3, most) / 2,
			best === null || best.stems.size === 0 ? 0 : most / best.stems.size,
			age <= 1 ? 1 : 0,
			Math.min(20, age) / 10,
			Math.min(6, needs.length) / 4,
			Math.min(3, led) / 2,
			inTurn.restated ? 1 : 0,
			Math.min(3, inTurn.claims) / 2,
			Math.max(-4, Math.min(4, inTurn.wordsSay)) / 2,
		],
	};
}

export type TieWeights = { readonly bias: number; readonly weights: readonly number[]; readonly threshold: number };

/** Log-odds that the claim refers to the need. */
export function tieScore(numbers: readonly number[], { bias, weights }: TieWeights): number {
	return numbers.reduce((score, value, index) => score + value * (weights[index] ?? 0), bias);
}
