import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Reader } from "../services/scoring/embedded/model/reader.ts";
import { Stems } from "../services/scoring/embedded/model/stems.ts";
import type { HeadFile, WeightsFile } from "../services/scoring/embedded/model/weights.ts";
import { languages } from "../services/scoring/embedded/packs/languages.ts";
import type { Corpus } from "./corpora.ts";
import { readCorpora } from "./corpora.ts";
import { type Example, Extractor } from "./examples.ts";
import { foldOf } from "./folds.ts";
import { GUIDES, type Guide } from "./guides.ts";
import { type Head, headFile, heldOut, type Labelled, trainHead } from "./heads.ts";
import { LABEL_HEADS } from "./label-heads.ts";
import { type DataNote, LICENCES } from "./licences.ts";
import { readingOf } from "./readings.ts";
import { realCalls, teachesLabels } from "./real.ts";
import { readSales } from "./sales.ts";
import { callsOf, judgedTurns, trainLabels, withLines } from "./train-labels.ts";

export const KEPT_PER_GUIDE = 2000;

/** Tried from 0 to 1 in the folds of docs/validity.md: all other guides lose by less than their full say. */
const NUMBERS_OF_WORDS = 0.35;

/**
 * Trains every model of the embedded labeller and writes the weights into the packs. `--data DIR` is a folder with the
 * corpora of docs/validity.md; their texts stay there. `--sales DIR` is a folder of labelled calls by which the lines of
 * the labels are drawn, together with the invented calls. The same data gives the same files, byte for byte.
 */
function main(args: readonly string[]): void {
	const folder = args[args.indexOf("--data") + 1];
	if (!args.includes("--data") || folder === undefined) {
		process.stderr.write(
			"usage: npm run train -- --data DIR\nDIR is a folder with the corpora that docs/validity.md names.\n",
		);
		process.exit(2);
	}
	const sales = args.includes("--sales") ? args[args.indexOf("--sales") + 1] : undefined;
	const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : undefined;
	const corpora = readCorpora(folder);
	for (const [language, { grammar, words }] of Object.entries(languages)) {
		if (only !== undefined && only !== language) continue;
		const extractor = new Extractor(grammar);
		for (const [file, made] of trainGuides(language, corpora, extractor)) write(language, file, made, extractor);
		const calls = args.includes("--guides-only") ? null : callsOf(language);
		if (calls === null) continue;
		const made = trainLabels(
			calls,
			extractor,
			{ calls: realCalls(corpora, language, extractor), data: corpora.filter(isTeaching(language)).flatMap(notesOf) },
			new Stems(grammar, words),
		);
		const labelled = sales === undefined ? null : readSales(sales, language);
		const reader = new Reader({ grammar, ...words, weights: [fileOf(language, made, extractor)] });
		write(language, "labels", withLines(made, labelled === null ? [] : judgedTurns(labelled, reader)), extractor);
	}
}

type Made = {
	readonly heads: readonly (readonly [name: string, head: Head])[];
	readonly data: readonly DataNote[];
	readonly licence: string;
};

/** Guides of one language, in one file per licence: what came from share-alike data stays under its licence. */
function trainGuides(language: string, corpora: readonly Corpus[], extractor: Extractor) {
	const files = new Map<string, Made>();
	for (const corpus of corpora) {
		const guides = GUIDES.filter((guide) => guide.corpus === corpus.name);
		if (corpus.rows[0]?.lang !== language || guides.length === 0) continue;
		const { file, fileLicence } = licenceOf(corpus);
		const rows = rowsOf(corpus, extractor);
		const made = guides.map((guide): [string, Head] => {
			const labelled = labelledFor(guide, corpus, rows);
			const head = trainHead(labelled, extractor.names, { keep: KEPT_PER_GUIDE, ...optionsOf(guide) });
			report(language, guide.name, labelled, head, extractor, { keep: KEPT_PER_GUIDE, ...optionsOf(guide) });
			return [guide.name, head];
		});
		const before = files.get(file);
		files.set(file, {
			heads: [...(before?.heads ?? []), ...made],
			data: [...(before?.data ?? []), noteOf(corpus)],
			licence: fileLicence,
		});
	}
	return files;
}

function licenceOf({ name, file }: Corpus) {
	const licence = LICENCES[name];
	if (licence === undefined) throw new Error(`${file}: no licence is known for it (training/licences.ts)`);
	return licence;
}

function noteOf(corpus: Corpus): DataNote {
	const { licence, origin } = licenceOf(corpus);
	return { name: corpus.name, sha256: corpus.sha256, licence, origin };
}

/** A corpus, and what was read in it. */
function notesOf(corpus: Corpus): DataNote[] {
	const reading = readingOf(corpus.name);
	return [noteOf(corpus), ...(reading === null ? [] : [reading.note])];
}

function isTeaching(language: string): (corpus: Corpus) => boolean {
	return (corpus) => corpus.rows[0]?.lang === language && teachesLabels(corpus);
}

export function rowsOf(corpus: Corpus, extractor: Extractor): Example[] {
	return extractor.texts(corpus.rows.map(({ conv, speaker, text }) => ({ conversation: conv, speaker, text })));
}

export function optionsOf({ graded, inWords }: Guide) {
	if (graded === true) return { exact: true, loss: "squared", strength: 12 } as const;
	return inWords === true ? ({ exact: true, numbersShare: NUMBERS_OF_WORDS } as const) : ({ exact: true } as const);
}

/** The rows that say anything about a guide's task, with what they say. */
export function labelledFor(guide: Guide, corpus: Corpus, examples: readonly Example[]): Labelled[] {
	return corpus.rows.flatMap((row, index) => {
		const label = row.labels[guide.task];
		const example = examples[index];
		if (label === undefined || example === undefined || (guide.graded === true && row.score === null)) return [];
		const target = guide.graded === true ? (row.score ?? 0) : label === guide.label ? 1 : 0;
		return [{ example, target, fold: foldOf(row.conv) }];
	});
}

function report(
	language: string,
	name: string,
	rows: readonly Labelled[],
	head: Head,
	extractor: Extractor,
	options: Parameters<typeof heldOut>[2],
): void {
	if (!process.argv.includes("--report")) return;
	const held = heldOut(rows, extractor.names, options);
	let hits = 0;
	let said = 0;
	let gold = 0;
	for (const [index, { target }] of rows.entries()) {
		const yes = (held[index] ?? 0) >= head.threshold;
		if (yes) said += 1;
		if (target > 0) gold += 1;
		if (yes && target > 0) hits += 1;
	}
	const f1 = said + gold === 0 ? 0 : (2 * hits) / (said + gold);
	process.stdout.write(`${language} ${name}: F1 ${f1.toFixed(3)} held out (n = ${rows.length}, ${gold} yes)\n`);
}

/** Strength is asked for where the rep says something back; the other guides judge whole texts of anybody. */
export function askedOf(name: string): Pick<HeadFile, "role" | "onDemand"> {
	if (name === "uptake") return { role: "rep", onDemand: true };
	if (name === "uptake-high") return { role: null, onDemand: true };
	const label = LABEL_HEADS.find((head) => head.name === name);
	// Kinds of a label are told apart where the label is.
	return { role: label?.role ?? null, ...(label?.among === undefined ? {} : { onDemand: true }) };
}

function fileOf(
	language: string,
	made: Made & { readonly ties?: WeightsFile["ties"] },
	extractor: Extractor,
): WeightsFile {
	const keys = [...new Set(made.heads.flatMap(([, head]) => [...head.keys]))].sort((a, b) => a - b);
	const position = new Map(keys.map((key, index) => [key, index]));
	const features = keys.map((key): readonly [number, string] => [key, extractor.names.get(key) ?? ""]);
	const heads = made.heads.map(
		([name, head]): HeadFile => headFile(name, askedOf(name), head, (key) => position.get(key) ?? 0),
	);
	const checksum = createHash("sha256")
		.update(JSON.stringify([features, heads]))
		.digest("hex");
	const { data, licence, ties } = made;
	return { language, licence, data, checksum, ...(ties === undefined ? {} : { ties }), features, heads };
}

function write(
	language: string,
	file: string,
	made: Made & { readonly ties?: WeightsFile["ties"] },
	extractor: Extractor,
): void {
	const weights = fileOf(language, made, extractor);
	const path = fileURLToPath(
		new URL(`../../services/scoring/embedded/packs/${language}/${file}.weights.json`, import.meta.url),
	);
	writeFileSync(path, layout(weights));
	process.stdout.write(
		`${path}: ${made.heads.length} models, ${weights.features.length} features, checksum ${weights.checksum.slice(0, 12)}\n`,
	);
}

/** One line for each part, so that a change shows where it is. */
function layout({ features, heads, ...head }: WeightsFile): string {
	const opening = JSON.stringify(head, null, "\t").replace(/\n}$/, "");
	const lines = (items: readonly unknown[]) => items.map((item) => `\t\t${JSON.stringify(item)}`).join(",\n");
	return `${opening},\n\t"features": [\n${lines(features)}\n\t],\n\t"heads": [\n${lines(heads)}\n\t]\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
