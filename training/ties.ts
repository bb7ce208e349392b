import type { HeardNeed } from "../services/scoring/embedded/heard.ts";
import { TIE_NUMBERS, type TieWeights, tieOf, tieScore } from "../services/scoring/embedded/tie.ts";
import type { Call } from "./calls.ts";
import { fitLinear } from "./logistic.ts";

type Judged = { readonly numbers: readonly number[]; readonly tied: boolean; readonly fold: number };

/**
 * Learns when a claim refers to an earlier need, from the needs and claims that the calls name. `stemsOf` and `wordsSay`
 * are those of the labeller, so that the numbers are made as they will be at work.
 */
export function trainTies(
	calls: readonly Call[],
	stemsOf: (text: string) => readonly number[],
	wordsSay: (call: number, turn: number, part: number) => number,
): { readonly ties: TieWeights; readonly f1: number } {
	const judged = calls.flatMap((call, index) => judgedOf(call, index, stemsOf, wordsSay));
	const held = new Float64Array(judged.length);
	for (const fold of new Set(judged.map((each) => each.fold))) {
		const weights = fitted(judged.filter((each) => each.fold !== fold));
		for (const [index, each] of judged.entries()) {
			if (each.fold === fold) held[index] = tieScore(each.numbers, weights);
		}
	}
	const positives = judged.filter(({ tied }) => tied).length;
	const order = [...held.keys()].sort((a, b) => (held[b] ?? 0) - (held[a] ?? 0));
	let hits = 0;
	let f1 = 0;
	let threshold = 0;
	for (const [index, at] of order.entries()) {
		if (judged[at]?.tied) hits += 1;
		const now = (2 * hits) / (index + 1 + positives);
		if (now > f1) {
			f1 = now;
			threshold = held[at] ?? 0;
		}
	}
	return { ties: { ...fitted(judged), threshold: round(threshold) }, f1 };
}

function judgedOf(
	call: Call,
	index: number,
	stemsOf: (text: string) => readonly number[],
	wordsSay: (call: number, turn: number, part: number) => number,
): Judged[] {
	const needs: HeardNeed[] = [];
	const found: Judged[] = [];
	for (const [turn, { role, parts }] of call.turns.entries()) {
		let restated = false;
		let claims = 0;
		let before: readonly number[] = [];
		for (const [part, { text, labels }] of parts.entries()) {
			const stems = stemsOf(text);
			const has = (pattern: RegExp) => labels.some((label) => pattern.test(label));
			if (role === "customer" && has(/^need\b/)) needs.push({ id: needs.length, turn, stems: new Set(stems) });
			if (role === "rep" && has(/^claim\b/)) {
				const { numbers } = tieOf(stems, before, needs, turn, {
					restated,
					claims,
					wordsSay: wordsSay(index, turn, part),
				});
				found.push({ numbers, tied: has(/^claim n/), fold: index % 5 });
				claims += 1;
			}
			if (role === "rep" && has(/^restate\b/)) restated = true;
			before = stems;
		}
	}
	return found;
}

function fitted(rows: readonly Judged[]): TieWeights {
	const width = TIE_NUMBERS.length;
	const begin = Int32Array.from({ length: rows.length + 1 }, (_, index) => index * width);
	const columns = Int32Array.from({ length: rows.length * width }, (_, index) => index % width);
	const values = Float64Array.from(rows.flatMap(({ numbers }) => numbers));
	const targets = Float64Array.from(rows, ({ tied }) => (tied ? 1 : 0));
	const { weights, bias } = fitLinear({ rows: rows.length, begin, columns, values, width }, targets, 1);
	return { bias: round(bias), weights: [...weights].map(round), threshold: 0 };
}

function round(value: number): number {
	return Math.round(value * 1000) / 1000;
}
