import { loadPack } from "../../services/scoring/embedded/packs/index.ts";
import { guidesOf } from "../../services/scoring/row-labels.ts";
import type { Unlabelled } from "./data.ts";
import { GRADED_HEAD, type TaskReading } from "./tasks.ts";

/**
 * For each head, how far each row's text is over its line, in log-odds: yes from 0. A graded head has no line: its
 * score itself.
 */
export type Margins = ReadonlyMap<string, Float64Array>;

/** Runs a language's pack as it stands over rows, each whole text by itself with what the other said before. */
export function marginsOfPacks(rows: readonly Unlabelled[], language: string): Margins {
	const margins = new Map<string, Float64Array>();
	const pack = loadPack(language);
	if (pack === null) return margins;
	const reader = guidesOf(pack);
	const { heads, thresholds } = reader.weights;
	for (const name of heads) margins.set(name, new Float64Array(rows.length));
	let conversation: string | null = null;
	for (const [index, { conv, speaker, text }] of rows.entries()) {
		if (conv !== conversation) reader.begin();
		conversation = conv;
		const scores = reader.text(text, speaker);
		for (const [head, name] of heads.entries()) {
			const over = margins.get(name);
			if (over !== undefined) over[index] = (scores[head] ?? 0) - (name === GRADED_HEAD ? 0 : (thresholds[head] ?? 0));
		}
	}
	return margins;
}

/** The label of each row by a task's reading. */
export function decide(reading: TaskReading, rows: readonly Unlabelled[], margins: Margins): string[] {
	return rows.map((_, index) => {
		const judged = judgedRow(reading, rows, index);
		const over = reading.labels.flatMap(({ label, head, weight }) => {
			const margin = judged === null ? undefined : margins.get(head)?.[judged];
			return margin === undefined || margin < 0 ? [] : [{ label, margin: margin * weight }];
		});
		return taken(reading.takes, over) ?? reading.otherwise;
	});
}

function taken(takes: TaskReading["takes"], over: readonly { readonly label: string; readonly margin: number }[]) {
	switch (takes) {
		case "first":
			return over[0]?.label;
		case "furthest":
			return over.toSorted((a, b) => b.margin - a.margin)[0]?.label;
	}
}

/** The row whose text answers a task for a row: itself, or the next one where another speaker says it; null for none. */
export function judgedRow(reading: TaskReading, rows: readonly Unlabelled[], index: number): number | null {
	switch (reading.judges) {
		case "own-text":
			return index;
		case "next-row": {
			const next = rows[index + 1];
			const row = rows[index];
			return next !== undefined && next.conv === row?.conv && next.speaker !== row.speaker ? index + 1 : null;
		}
	}
}
