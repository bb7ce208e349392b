import type { BenchResult } from "../bench.ts";
import {
	type Counts,
	countsOf,
	f1Of,
	type Interval,
	intervalsOf,
	type Judged,
	kappaOf,
	precisionOf,
	recallOf,
	spearman,
} from "./metrics.ts";
import { REACH } from "./tasks.ts";

/** One measured label or value: a row of the page, and a few results. */
export type Line = {
	/** As in `annomi.question.open` or `uptake.score`. */
	readonly of: string;
	readonly metric: "f1" | "spearman";
	readonly value: number;
	readonly interval: Interval;
	/** Rows, turns or calls behind it. */
	readonly n: number;
	/** Rows that people gave the label; null for a rank correlation. */
	readonly gold: number | null;
	readonly precision: (Interval & { readonly value: number }) | null;
	readonly recall: (Interval & { readonly value: number }) | null;
	/** What a plain TF-IDF regression gets in the same folds. */
	readonly plain: number | null;
	/** What is asked of it, where something is. */
	readonly reach: number | null;
};

/** A row or turn, with the conversation that it stands in. */
export type JudgedRow = Judged & { readonly conv: string };
export type Pair = { readonly conv: string; readonly gold: number; readonly said: number };

const NONE: Counts = { hits: 0, said: 0, gold: 0 };

/** One line for each label that people gave, most of them first as `order` says. Intervals over whole conversations. */
export function labelLines(
	of: string,
	rows: readonly JudgedRow[],
	labels: readonly string[],
	plain: readonly JudgedRow[] | null,
): Line[] {
	return labels.map((label): Line => {
		const conversations = grouped(rows).map((inIt) => countsOf(inIt, label));
		const statistics = (drawn: readonly Counts[]) => {
			const counts = drawn.reduce(added, NONE);
			return [f1Of(counts), precisionOf(counts), recallOf(counts)];
		};
		const [f1, precision, recall] = intervalsOf(conversations, statistics);
		const counts = conversations.reduce(added, NONE);
		const name = `${of}.${label}`;
		return {
			of: name,
			metric: "f1",
			value: f1Of(counts),
			interval: f1 ?? NO_INTERVAL,
			n: rows.length,
			gold: counts.gold,
			precision: { value: precisionOf(counts), ...(precision ?? NO_INTERVAL) },
			recall: { value: recallOf(counts), ...(recall ?? NO_INTERVAL) },
			plain: plain === null ? null : f1Of(countsOf(plain, label)),
			reach: REACH[`${name}.f1`] ?? null,
		};
	});
}

export function rankLine(of: string, pairs: readonly Pair[], plain: readonly Pair[] | null): Line {
	const rho = (drawn: readonly (readonly Pair[])[]) => spearman(drawn.flat().map(({ gold, said }) => [gold, said]));
	const [interval] = intervalsOf(grouped(pairs), (drawn) => [rho(drawn)]);
	return {
		of,
		metric: "spearman",
		value: rho([pairs]),
		interval: interval ?? NO_INTERVAL,
		n: pairs.length,
		gold: null,
		precision: null,
		recall: null,
		plain: plain === null ? null : rho([plain]),
		reach: REACH[`${of}.spearman`] ?? null,
	};
}

/** Mean F1 of the labels that people gave, accuracy, and kappa of one task. */
export function taskResults(of: string, rows: readonly JudgedRow[]): BenchResult[] {
	const labels = [...new Set(rows.map(({ gold }) => gold))];
	const mean = labels.reduce((sum, label) => sum + f1Of(countsOf(rows, label)), 0) / labels.length;
	const agreed = rows.filter(({ gold, said }) => gold === said).length / rows.length;
	const result = (name: string, value: number): BenchResult => ({
		name: `${of}.${name}`,
		value,
		unit: name,
		n: rows.length,
	});
	return [result("macro-f1", mean), result("accuracy", agreed), result("kappa", kappaOf(rows))];
}

export function resultsOf({ of, metric, value, interval, n, precision, recall, plain }: Line): BenchResult[] {
	return [
		{ name: `${of}.${metric}`, value, unit: metric, n, ...interval },
		...(precision === null ? [] : [{ name: `${of}.precision`, unit: "precision", n, ...precision }]),
		...(recall === null ? [] : [{ name: `${of}.recall`, unit: "recall", n, ...recall }]),
		...(plain === null ? [] : [{ name: `${of}.tfidf`, value: plain, unit: metric, n }]),
	];
}

/** Below the plain regression by more than this is marked. */
const BELOW = 0.02;

/** The lines as a table of Markdown, as docs/validity.md shows them. */
export function tableOf(lines: readonly Line[]): string {
	const withPlain = lines.some(({ plain }) => plain !== null);
	const head = ["what", "precision", "recall", "F1 or Spearman [95 %]", "n (of people)"];
	if (withPlain) head.push("TF-IDF", "difference");
	head.push("to reach");
	const rows = lines.map(({ of, metric, value, interval, n, gold, precision, recall, plain, reach }) => {
		const cells = [
			`\`${of}.${metric}\``,
			precision === null ? "" : two(precision.value),
			recall === null ? "" : two(recall.value),
			`${three(value)} [${two(interval.low)}, ${two(interval.high)}]`,
			gold === null ? `${n}` : `${n} (${gold})`,
		];
		if (withPlain) cells.push(plain === null ? "" : three(plain), plain === null ? "" : differenceOf(value - plain));
		cells.push(reach === null ? "" : `${two(reach)}${value < reach ? ", missed" : ""}`);
		return cells;
	});
	const lineOf = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return `${[lineOf(head), lineOf(head.map(() => "---")), ...rows.map(lineOf)].join("\n")}\n`;
}

export function isBelowPlain({ value, plain }: Line): boolean {
	return plain !== null && value < plain - BELOW;
}

function differenceOf(difference: number): string {
	return `${difference < 0 ? "−" : "+"}${three(Math.abs(difference))}${difference < -BELOW ? " **below**" : ""}`;
}

const NO_INTERVAL: Interval = { low: Number.NaN, high: Number.NaN };

function added(a: Counts, b: Counts): Counts {
	return { hits: a.hits + b.hits, said: a.said + b.said, gold: a.gold + b.gold };
}

/** Rows of each conversation, in the order of their first rows. */
export function grouped<T extends { readonly conv: string }>(rows: readonly T[]): T[][] {
	const byConversation = new Map<string, T[]>();
	for (const row of rows) {
		const group = byConversation.get(row.conv);
		if (group === undefined) byConversation.set(row.conv, [row]);
		else group.push(row);
	}
	return [...byConversation.values()];
}

function two(value: number): string {
	return value.toFixed(2);
}

function three(value: number): string {
	return value.toFixed(3);
}
