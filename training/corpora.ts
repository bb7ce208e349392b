import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A row of a labelled corpus, as far as it is read here. Labels are what to learn or to measure, never an input. */
export type Row = {
	readonly id: string;
	readonly lang: string;
	readonly conv: string;
	/** Where it stands in its conversation, as the file says. */
	readonly turn: number | null;
	readonly speaker: string;
	readonly text: string;
	readonly labels: { readonly [task: string]: string };
	readonly score: number | null;
	readonly t: number | null;
};

export type Corpus = {
	/** The file's name up to its first dot. */
	readonly name: string;
	readonly file: string;
	readonly sha256: string;
	readonly rows: readonly Row[];
};

/** What a folder of corpora lacks; says what was expected. */
class CorporaMissing extends Error {
	override readonly name = "CorporaMissing";
}

/** Reads every `*.jsonl` of a folder that holds rows of texts, in the order of their names. */
export function readCorpora(folder: string): Corpus[] {
	if (!existsSync(folder))
		throw new CorporaMissing(`--data: expected a folder with *.jsonl files, and ${folder} is not there`);
	const files = readdirSync(folder)
		.filter((name) => name.endsWith(".jsonl"))
		.sort();
	if (files.length === 0)
		throw new CorporaMissing(`--data: expected a folder with *.jsonl files, and ${folder} has none`);
	return files.map((file) => readCorpus(join(folder, file)));
}

function readCorpus(path: string): Corpus {
	const content = readFileSync(path, "utf8");
	const file = basename(path);
	const rows = content
		.split("\n")
		.filter((line) => line.trim() !== "")
		.map((line, index) => rowOf(JSON.parse(line), `${file}:${index + 1}`));
	return {
		name: file.slice(0, file.indexOf(".")),
		file,
		sha256: createHash("sha256").update(content).digest("hex"),
		rows: rows.filter((row) => row !== null),
	};
}

function rowOf(value: unknown, where: string): Row | null {
	if (typeof value !== "object" || value === null) throw new Error(`${where}: expected an object`);
	const fields: { readonly [field: string]: unknown } = { ...value };
	// A file of values per call has no texts.
	if (fields.text === undefined) return null;
	const text = (name: string): string => {
		const field = fields[name];
		if (typeof field !== "string") throw new Error(`${where}: ${name}: expected a text, came ${typeof field}`);
		return field;
	};
	const labels: { [task: string]: string } = {};
	if (typeof fields.labels === "object" && fields.labels !== null) {
		for (const [task, label] of Object.entries(fields.labels)) labels[task] = String(label);
	}
	return {
		id: text("id"),
		lang: text("lang"),
		conv: text("conv"),
		turn: typeof fields.turn === "number" ? fields.turn : null,
		speaker: text("speaker"),
		text: text("text"),
		labels,
		score: typeof fields.score === "number" ? fields.score : null,
		t: typeof fields.t === "number" ? fields.t : null,
	};
}
