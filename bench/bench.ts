/** One measured number. `low` and `high` are the ends of its spread in this run, in the same unit. */
export type BenchResult = {
	/** Stable: listed in docs/benchmarks.md with its last value. */
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	/** How many samples stand behind it. */
	readonly n: number;
	readonly low?: number;
	readonly high?: number;
	/** What the number has to keep, and what it is meant to reach; in the same unit. */
	readonly goal?: { readonly kind: "at-most" | "at-least"; readonly limit: number; readonly reach: number };
	/** Raw samples; kept beside the report, not in it. */
	readonly samples?: readonly number[];
};

/** Numbers with a page of their own, where a line for each is not enough, and what could not be measured. */
type BenchPage = {
	readonly results: readonly BenchResult[];
	readonly page: string;
	readonly notes: readonly string[];
};

/** A bench runs the product's own work and gives back numbers. It says what it needs where an argument is missing. */
export type Bench = (args: readonly string[]) => Promise<readonly BenchResult[] | BenchPage>;

/** What a user has to change: an argument, or a file that it names. Ends the command with 2. */
export class WrongUse extends Error {
	override readonly name = "WrongUse";
}

/** Median of the samples, with the smallest and the largest beside it. */
export function spreadOf(name: string, unit: string, samples: readonly number[]): BenchResult {
	const sorted = [...samples].sort((a, b) => a - b);
	const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
	return {
		name,
		value: middle,
		unit,
		n: sorted.length,
		low: sorted[0] ?? Number.NaN,
		high: sorted.at(-1) ?? Number.NaN,
		samples,
	};
}
