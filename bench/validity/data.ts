import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault, Result } from "../../domain/fault.ts";
import { parseLine, type SpokenRow, spokenRowOf } from "../../services/scoring/rows.ts";
import { WrongUse } from "../bench.ts";

/** A row as people labelled it. What they said is what to measure, never an input. */
export type LabelledRow = SpokenRow & {
	/** Task to label; a task that is not there is not scored in this row. */
	readonly labels: { readonly [task: string]: string };
	/** Graded label, null where there is none. */
	readonly score: number | null;
};

/**
 * All that a labeller may see of a row. The three fields that may not be there keep a labelled row from being taken for
 * one without labels: the compiler refuses it, and `withoutLabels` is the only way.
 */
export type Unlabelled = Pick<SpokenRow, "conv" | "speaker" | "text" | "lang" | "t"> & {
	readonly labels?: never;
	readonly score?: never;
	readonly raw?: never;
};

/** Values of one whole conversation by people's labels; null where the file says that there is none. */
type CallValues = { readonly conv: string; readonly values: { readonly [value: string]: number | null } };

export type Corpus = {
	/** The files' name up to its first dot. */
	readonly name: string;
	readonly files: readonly { readonly file: string; readonly sha256: string }[];
	readonly rows: readonly LabelledRow[];
	readonly calls: readonly CallValues[];
};

export function withoutLabels({ conv, speaker, text, lang, t }: LabelledRow): Unlabelled {
	return { conv, speaker, text, lang, t };
}

/** Reads every `*.jsonl` of a folder, in the order of the names; files with the same name up to the first dot are one corpus. */
export function readCorpora(folder: string): Corpus[] {
	const files = filesIn(
		folder,
		"--data",
		"a folder with *.jsonl files of labelled rows, as docs/validity.md describes them",
	);
	const corpora = new Map<string, Corpus>();
	for (const file of files) {
		const name = file.slice(0, file.indexOf("."));
		const read = readCorpus(join(folder, file), file);
		const before = corpora.get(name);
		corpora.set(name, {
			name,
			files: [...(before?.files ?? []), { file, sha256: read.sha256 }],
			rows: [...(before?.rows ?? []), ...read.rows],
			calls: [...(before?.calls ?? []), ...read.calls],
		});
	}
	return [...corpora.values()];
}

/** Names of the `*.jsonl` files of a folder, sorted. Throws what is missing, by the option that named the folder. */
export function filesIn(folder: string, option: string, expected: string): string[] {
	if (!existsSync(folder)) throw new WrongUse(`${option}: expected ${expected}; ${folder} is not there`);
	const files = readdirSync(folder)
		.filter((name) => name.endsWith(".jsonl"))
		.sort();
	if (files.length === 0) throw new WrongUse(`${option}: expected ${expected}; ${folder} has none`);
	return files;
}

function readCorpus(path: string, file: string) {
	const content = readFileSync(path, "utf8");
	const rows: LabelledRow[] = [];
	const calls: CallValues[] = [];
	for (const [index, line] of content.split("\n").entries()) {
		if (line.trim() === "") continue;
		const where = `${file}:${index + 1}`;
		const fields = new Map(Object.entries(Object(orWrongUse(parseLine(line, where)))));
		// A file of values per call has no texts.
		if (fields.has("text") || fields.has("labels")) rows.push(rowOf(fields, where));
		else calls.push(callOf(fields, where));
	}
	return { sha256: createHash("sha256").update(content).digest("hex"), rows, calls };
}

function rowOf(fields: ReadonlyMap<string, unknown>, where: string): LabelledRow {
	const spoken = orWrongUse(spokenRowOf(Object.fromEntries(fields), where));
	const labels: { [task: string]: string } = {};
	for (const [task, label] of Object.entries(Object(fields.get("labels")))) {
		if (typeof label !== "string")
			throw new WrongUse(`${where}: labels.${task}: expected a text, came ${typeof label}`);
		labels[task] = label;
	}
	const score = fields.get("score");
	return { ...spoken, labels, score: typeof score === "number" ? score : null };
}

function callOf(fields: ReadonlyMap<string, unknown>, where: string): CallValues {
	const conv = fields.get("conv");
	if (typeof conv !== "string") throw new WrongUse(`${where}: conv: expected a text, came ${typeof conv}`);
	const values: { [value: string]: number | null } = {};
	for (const [name, value] of fields) if (typeof value === "number" || value === null) values[name] = value;
	return { conv, values };
}

function orWrongUse<T>(result: Result<T, Fault>): T {
	if (result.ok) return result.value;
	const { field, expected, came } = result.error;
	throw new WrongUse(`${field}: expected ${expected}, came ${came}`);
}
