import { featureInWords } from "../rules.ts";
import { NUMBERS } from "./features.ts";

/** One small linear model: what it looks for, and where it draws the line. */
export type HeadFile = {
	readonly name: string;
	readonly bias: number;
	/** Score from which it says yes. */
	readonly threshold: number;
	/** One weight for each of NUMBERS, in thousandths. */
	readonly numbers: readonly number[];
	/** Positions in `features`, and the weight of each in thousandths. */
	readonly at: readonly number[];
	readonly weights: readonly number[];
	/** What the score of each guide adds, in thousandths; guides stand before the heads that listen to them. */
	readonly guides: readonly (readonly [guide: string, weight: number])[];
	/** One weight, in thousandths, for each number of what the other side did before (context.ts); empty for a guide. */
	readonly context: readonly number[];
};

/** A file of weights: which data made it, under which licence, and the models. */
export type WeightsFile = {
	readonly language: string;
	/** Name and hash of each data file, with its licence and how it was changed. */
	readonly data: readonly {
		readonly name: string;
		readonly sha256: string;
		readonly licence: string;
		readonly origin: string;
	}[];
	readonly licence: string;
	/** SHA-256 of the JSON of `features` and `heads`. */
	readonly checksum: string;
	/** What each key stands for, for people. */
	readonly features: readonly (readonly [key: number, name: string])[];
	readonly heads: readonly HeadFile[];
	/** When a claim refers to an earlier need, see tie.ts. */
	readonly ties?: { readonly bias: number; readonly weights: readonly number[]; readonly threshold: number };
};

const K = 5;

/** By what the weights of `n` features are multiplied, so that long texts do not shout. */
export function scaleOf(n: number): number {
	return K / Math.sqrt(Math.max(4, n));
}

/** Weights of all heads of one language in one hash table: each key is looked up once for all heads. */
export class Weights {
	readonly heads: readonly string[];
	readonly thresholds: Float64Array;
	readonly #bias: Float64Array;
	readonly #numbers: Float64Array;
	readonly #slots: Int32Array;
	readonly #keys: Int32Array;
	readonly #mask: number;
	readonly #begin: Int32Array;
	readonly #head: Uint8Array;
	readonly #weight: Float64Array;
	readonly #words: readonly (string | null)[];
	readonly #seen: Int32Array;
	/** Weights of the context's numbers, by head; none for guides. */
	readonly #context: readonly (readonly number[])[];
	readonly #guides: readonly (readonly { readonly from: number; readonly weight: number }[])[];
	#time = 0;

	constructor(files: readonly WeightsFile[]) {
		const heads = files.flatMap((file) => file.heads);
		this.heads = heads.map(({ name }) => name);
		this.thresholds = Float64Array.from(heads, ({ threshold }) => threshold);
		this.#bias = Float64Array.from(heads, ({ bias }) => bias);
		this.#numbers = new Float64Array(heads.length * NUMBERS.length);
		const rowOf = new Map<number, number>();
		const names: (string | null)[] = [];
		let entries = 0;
		for (const file of files) {
			for (const [key, name] of file.features) {
				if (rowOf.has(key)) continue;
				rowOf.set(key, rowOf.size);
				names.push(featureInWords(name));
			}
			for (const head of file.heads) entries += head.at.length;
		}
		this.#words = names;
		const rows = rowOf.size;
		const counts = new Int32Array(rows + 1);
		for (const file of files) {
			const row = file.features.map(([key]) => rowOf.get(key) ?? 0);
			for (const head of file.heads) for (const at of head.at) bump(counts, (row[at] ?? 0) + 1, 1);
		}
		for (let i = 0; i < rows; i++) bump(counts, i + 1, counts[i] ?? 0);
		this.#begin = counts;
		this.#head = new Uint8Array(entries);
		this.#weight = new Float64Array(entries);
		const next = counts.slice();
		let index = 0;
		for (const file of files) {
			const row = file.features.map(([key]) => rowOf.get(key) ?? 0);
			for (const head of file.heads) {
				for (const [i, at] of head.at.entries()) {
					const to = next[row[at] ?? 0] ?? 0;
					this.#head[to] = index;
					this.#weight[to] = (head.weights[i] ?? 0) / 1000;
					next[row[at] ?? 0] = to + 1;
				}
				for (const [i, weight] of head.numbers.entries()) this.#numbers[index * NUMBERS.length + i] = weight / 1000;
				index += 1;
			}
		}
		this.#context = heads.map(({ context }) => context.map((weight) => weight / 1000));
		this.#guides = heads.map((head) =>
			head.guides.map(([guide, weight]) => ({ from: this.indexOf(guide), weight: weight / 1000 })),
		);
		let size = 1024;
		while (size < rows * 2) size *= 2;
		this.#mask = size - 1;
		this.#slots = new Int32Array(size).fill(-1);
		this.#keys = new Int32Array(size);
		this.#seen = new Int32Array(rows);
		for (const [key, row] of rowOf) {
			let slot = key & this.#mask;
			while (this.#slots[slot] !== -1) slot = (slot + 1) & this.#mask;
			this.#slots[slot] = row;
			this.#keys[slot] = key;
		}
	}

	/** Position of a head, which must be there. */
	indexOf(name: string): number {
		const index = this.heads.indexOf(name);
		if (index < 0) throw new RangeError(`weights: expected a head named ${name}, came ${this.heads.join(", ")}`);
		return index;
	}

	#row(key: number): number {
		let slot = key & this.#mask;
		for (;;) {
			const row = this.#slots[slot] ?? -1;
			if (row === -1 || this.#keys[slot] === key) return row;
			slot = (slot + 1) & this.#mask;
		}
	}

	/** Adds the weights of keys to each head's sum, a key once, however often it stands there. */
	add(keys: Int32Array, count: number, sums: Float64Array): void {
		this.#time += 1;
		const time = this.#time;
		const seen = this.#seen;
		for (let i = 0; i < count; i++) {
			const row = this.#row(keys[i] ?? 0);
			if (row < 0 || seen[row] === time) continue;
			seen[row] = time;
			const to = this.#begin[row + 1] ?? 0;
			for (let at = this.#begin[row] ?? 0; at < to; at++) {
				const head = this.#head[at] ?? 0;
				sums[head] = (sums[head] ?? 0) + (this.#weight[at] ?? 0);
			}
		}
	}

	/** Log-odds of every head, from the sums of the keys' weights, the number of keys, and the numbers. */
	finish(sums: Float64Array, keys: number, numbers: Float64Array, context: Float64Array, scores: Float64Array): void {
		const scale = scaleOf(keys);
		const width = NUMBERS.length;
		for (let head = 0; head < this.heads.length; head++) {
			let score = (this.#bias[head] ?? 0) + (sums[head] ?? 0) * scale;
			const base = head * width;
			for (let i = 0; i < width; i++) {
				const x = numbers[i] ?? 0;
				if (x !== 0) score += x * (this.#numbers[base + i] ?? 0);
			}
			for (const { from, weight } of this.#guides[head] ?? []) score += cut(scores[from] ?? 0) * weight;
			scores[head] = score + (context[head] ?? 0);
		}
	}

	/** What each head adds for what the other side did before: the same for every sentence of a turn. */
	context(numbers: Float64Array, added: Float64Array): void {
		for (const [head, weights] of this.#context.entries()) {
			let sum = 0;
			for (const [index, weight] of weights.entries()) sum += weight * (numbers[index] ?? 0);
			added[head] = sum;
		}
	}

	/** Score of one head that looks at keys alone. */
	one(head: number, keys: Int32Array, count: number): number {
		let sum = 0;
		for (let i = 0; i < count; i++) {
			const row = this.#row(keys[i] ?? 0);
			if (row < 0) continue;
			for (let at = this.#begin[row] ?? 0; at < (this.#begin[row + 1] ?? 0); at++) {
				if (this.#head[at] === head) sum += this.#weight[at] ?? 0;
			}
		}
		return (this.#bias[head] ?? 0) + sum * scaleOf(count);
	}

	/** What spoke most for a head among the keys, strongest first, as far as it can be said in words. */
	strongest(head: number, keys: Int32Array, count: number, most: number): string[] {
		const found: { readonly words: string; readonly weight: number }[] = [];
		for (let i = 0; i < count; i++) {
			const row = this.#row(keys[i] ?? 0);
			const words = row < 0 ? null : (this.#words[row] ?? null);
			if (words === null) continue;
			for (let at = this.#begin[row] ?? 0; at < (this.#begin[row + 1] ?? 0); at++) {
				const weight = this.#weight[at] ?? 0;
				if (this.#head[at] === head && weight > 0) found.push({ words, weight });
			}
		}
		found.sort((a, b) => b.weight - a.weight || (a.words < b.words ? -1 : a.words > b.words ? 1 : 0));
		const said: string[] = [];
		for (const { words } of found) {
			if (said.length === most) break;
			if (!said.includes(words)) said.push(words);
		}
		return said;
	}
}

/** A guide's score as other heads hear it: very sure is not surer than sure. */
export function cut(score: number): number {
	return Math.max(-6, Math.min(6, score));
}

function bump(counts: Int32Array, at: number, by: number): void {
	counts[at] = (counts[at] ?? 0) + by;
}
