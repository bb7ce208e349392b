import { fitLinear, type Rows } from "../../training/logistic.ts";
import type { Taught } from "./cross.ts";

/** Inverse of the penalty, as C elsewhere; for grades, a ridge of 1. */
const C = 10;
const RIDGE = 1;

/** Words and marks in lower case, and pairs of neighbours. */
export function gramsOf(text: string): readonly string[] {
	const words = text.toLowerCase().match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
	return [...words, ...words.slice(1).map((word, index) => `${words[index] ?? ""} ${word}`)];
}

/**
 * A plain TF-IDF regression, to compare with: count times ln((1 + n) / (1 + df)) + 1, each text of length 1 (L2), L2
 * penalty. Nothing in it was tuned to any task.
 */
export function fitTfIdf(
	rows: readonly Taught<readonly string[]>[],
	loss: "logistic" | "squared",
): (grams: readonly string[]) => number {
	const df = new Map<string, number>();
	for (const { example } of rows) for (const gram of new Set(example)) df.set(gram, (df.get(gram) ?? 0) + 1);
	const column = new Map([...df.keys()].map((gram, index) => [gram, index]));
	const idf = Float64Array.from(df.values(), (count) => Math.log((1 + rows.length) / (1 + count)) + 1);
	const vectorOf = (grams: readonly string[]): ReadonlyMap<number, number> => {
		const values = new Map<number, number>();
		for (const gram of grams) {
			const at = column.get(gram);
			if (at !== undefined) values.set(at, (values.get(at) ?? 0) + (idf[at] ?? 0));
		}
		const length = Math.sqrt([...values.values()].reduce((sum, value) => sum + value * value, 0)) || 1;
		for (const [at, value] of values) values.set(at, value / length);
		return values;
	};
	const targets = Float64Array.from(rows, ({ target }) => target);
	const matrix = matrixOf(
		rows.map(({ example }) => vectorOf(example)),
		column.size,
	);
	const { weights, bias } = fitLinear(matrix, targets, loss === "logistic" ? 1 / C : RIDGE, loss);
	return (grams) => {
		let score = bias;
		for (const [at, value] of vectorOf(grams)) score += value * (weights[at] ?? 0);
		return score;
	};
}

function matrixOf(vectors: readonly ReadonlyMap<number, number>[], width: number): Rows {
	const begin = new Int32Array(vectors.length + 1);
	const columns: number[] = [];
	const values: number[] = [];
	for (const [index, vector] of vectors.entries()) {
		for (const [at, value] of vector) {
			columns.push(at);
			values.push(value);
		}
		begin[index + 1] = columns.length;
	}
	return { rows: vectors.length, begin, columns: Int32Array.from(columns), values: Float64Array.from(values), width };
}
