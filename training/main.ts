import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Reader } from "../services/scoring/embedded/model/reader.ts";
import { Stems } from "../services/scoring/embedded/model/stems.ts";
import { Tokens } from "../services/scoring/embedded/model/tokens.ts";
import { cut, type HeadFile, type WeightsFile } from "../services/scoring/embedded/model/weights.ts";
import { languages } from "../services/scoring/embedded/packs/languages.ts";
import { normalised } from "../services/scoring/embedded/text.ts";
import { asRecognised, type Call, readCalls } from "./calls.ts";
import { type Corpus, readCorpora } from "./corpora.ts";
import { type Example, Extractor } from "./examples.ts";
import { foldOf } from "./folds.ts";
import { GUIDES, type Guide } from "./guides.ts";
import {
	bestThreshold,
	fitHead,
	GUIDE_SHARE,
	type Head,
	headFile,
	heldOut,
	type Labelled,
	scoreOf,
	trainHead,
} from "./heads.ts";
import { LABEL_HEADS } from "./label-heads.ts";
import { type DataNote, LICENCES } from "./licences.ts";
import { readSales, type SalesCall } from "./sales.ts";
import { trainTies } from "./ties.ts";

const KEPT_PER_GUIDE = 2000;
const KEPT_PER_LABEL = 1000;
const KEPT_PER_KIND = 400;
const KEPT_OF_GAPS = 4000;
const CALLS_FOLDS = 5;

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
		const guides = trainGuides(language, corpora, extractor);
		for (const [file, made] of guides.files) write(language, file, made, extractor);
		const calls = callsOf(language);
		if (calls.calls.length === 0) continue;
		const made = trainLabels(language, calls, extractor, guides.heads, new Stems(grammar, words));
		const labelled = sales === undefined ? null : readSales(sales, language);
		const files = [...guides.files.values(), made].map((each) => fileOf(language, each, extractor));
		const reader = new Reader({ language, grammar, ...words, weights: files, validatedOn: [], complete: true });
		write(language, "labels", withLines(made, labelled === null ? [] : turnsOf(labelled, reader)), extractor);
	}
}

type Made = {
	readonly heads: readonly (readonly [name: string, head: Head])[];
	readonly data: readonly DataNote[];
	readonly licence: string;
	readonly guides: readonly string[];
};

/** Guides of one language, in one file per licence: what came from share-alike data stays under its licence. */
function trainGuides(language: string, corpora: readonly Corpus[], extractor: Extractor) {
	const heads: [string, Head][] = [];
	const files = new Map<string, Made>();
	for (const corpus of corpora) {
		const guides = GUIDES.filter((guide) => guide.corpus === corpus.name);
		if (corpus.rows[0]?.lang !== language || guides.length === 0) continue;
		const note = LICENCES[corpus.name];
		if (note === undefined) throw new Error(`${corpus.file}: no licence is known for it (training/licences.ts)`);
		const rows = rowsOf(corpus, extractor);
		const made = guides.map((guide): [string, Head] => {
			const labelled = labelledFor(guide, corpus, rows);
			const head = trainHead(labelled, extractor.names, { keep: KEPT_PER_GUIDE, ...optionsOf(guide) });
			report(language, guide.name, labelled, head, extractor, { keep: KEPT_PER_GUIDE, ...optionsOf(guide) });
			return [guide.name, head];
		});
		heads.push(...made);
		const data: DataNote = { name: corpus.name, sha256: corpus.sha256, licence: note.licence, origin: note.origin };
		const before = files.get(note.file);
		files.set(note.file, {
			heads: [...(before?.heads ?? []), ...made],
			data: [...(before?.data ?? []), data],
			licence: note.fileLicence,
			guides: [],
		});
	}
	return { heads, files };
}

export function rowsOf(corpus: Corpus, extractor: Extractor): Example[] {
	return extractor.texts(corpus.rows.map(({ conv, speaker, text }) => ({ conversation: conv, speaker, text })));
}

export function optionsOf({ graded }: Guide) {
	return graded === true ? ({ loss: "squared", strength: 12 } as const) : {};
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

function callsOf(language: string): { readonly calls: readonly Call[]; readonly data: DataNote } {
	const folder = fileURLToPath(new URL(`../../training/calls/${language}`, import.meta.url));
	const hash = createHash("sha256");
	const names = readdirSync(join(folder, "..")).includes(language) ? readdirSync(folder).sort() : [];
	for (const name of names) hash.update(readFileSync(join(folder, name)));
	return {
		calls: names.length === 0 ? [] : readCalls(folder),
		data: {
			name: `training/calls/${language}`,
			sha256: hash.digest("hex"),
			licence: "Apache-2.0",
			origin: "invented for this project",
		},
	};
}

function trainLabels(
	language: string,
	{ calls, data }: ReturnType<typeof callsOf>,
	extractor: Extractor,
	guides: readonly (readonly [name: string, head: Head])[],
	stems: Stems,
): Made & { readonly ties: WeightsFile["ties"]; readonly turns: readonly JudgedTurn[] } {
	const listening = guides.filter(([name]) => name !== "leading-form");
	const hear = (example: Example): Example => ({
		...example,
		numbers: Float64Array.from([
			...example.numbers,
			...listening.map(([, head]) => cut(scoreOf(head, example)) * GUIDE_SHARE),
		]),
	});
	const parts = calls.flatMap((call, index) =>
		[call, asRecognised(call)].flatMap((version, style) =>
			extractor
				.parts(version)
				.map((part) => ({ ...part, example: hear(part.example), call: index, written: style === 0 })),
		),
	);
	const turns: JudgedTurn[] = [];
	const heads = LABEL_HEADS.map(({ name, role, says, among, unknown }): [string, Head] => {
		const rows = parts
			.filter((part) => part.role === role)
			.filter(({ labels }) => among === undefined || labels.some((label) => among.test(label)))
			.filter(({ labels }) => unknown === undefined || !labels.some((label) => unknown.test(label)))
			.map(({ example, labels, call, turn, written }) => ({
				example,
				target: labels.some((label) => says.test(label)) ? 1 : 0,
				fold: call % CALLS_FOLDS,
				call,
				turn,
				written,
			}));
		const options = { keep: among === undefined ? KEPT_PER_LABEL : KEPT_PER_KIND };
		const held = heldOut(rows, extractor.names, options);
		const byTurn = new Map<string, JudgedTurn>();
		for (const [index, row] of rows.entries()) {
			const key = `${row.call} ${row.turn}`;
			const before = byTurn.get(key);
			if (!row.written) continue;
			const score = Math.max(before?.score ?? Number.NEGATIVE_INFINITY, held[index] ?? 0);
			byTurn.set(key, { head: name, score, target: Math.max(before?.target ?? 0, row.target) });
		}
		turns.push(...byTurn.values());
		return [name, { ...fitHead(rows, extractor.names, options), threshold: bestThreshold(held, rows) }];
	});
	const gaps = calls.flatMap((call, index) =>
		extractor.gaps(call).map(({ example, ends }) => ({ example, target: ends ? 1 : 0, fold: index % CALLS_FOLDS })),
	);
	const gap = trainHead(gaps, extractor.names, { keep: KEPT_OF_GAPS });
	report(language, "sentence-end", gaps, gap, extractor, { keep: KEPT_OF_GAPS });
	heads.push(["sentence-end", gap]);
	const written = parts.filter((part) => part.written);
	const at = new Map<string, Example>();
	for (const [index] of calls.entries()) {
		let turn = -1;
		let place = 0;
		for (const part of written.filter(({ call }) => call === index)) {
			place = part.turn === turn ? place + 1 : 0;
			turn = part.turn;
			at.set(`${index} ${turn} ${place}`, part.example);
		}
	}
	// What the words say of a tie is taken from heads that did not see the call: else it would be trusted too much.
	const words = new Map<number, Head>();
	for (let fold = 0; fold < CALLS_FOLDS; fold++) {
		const rows = parts
			.filter(({ call, labels }) => call % CALLS_FOLDS !== fold && labels.some((label) => /^claim\b/.test(label)))
			.map(({ example, labels, call }) => ({
				example,
				target: labels.some((label) => /^claim n/.test(label)) ? 1 : 0,
				fold: call,
			}));
		words.set(fold, fitHead(rows, extractor.names, { keep: KEPT_PER_LABEL }));
	}
	const tokens = new Tokens();
	const stemsOf = (text: string) => {
		tokens.take(normalised(text));
		return stems.of(tokens, { from: 0, to: tokens.length });
	};
	const { ties, f1 } = trainTies(calls, stemsOf, (call, turn, part) => {
		const example = at.get(`${call} ${turn} ${part}`);
		const head = words.get(call % CALLS_FOLDS);
		return example === undefined || head === undefined ? 0 : scoreOf(head, example);
	});
	process.stdout.write(`${language} tie: F1 ${f1.toFixed(3)} of claims, held out\n`);
	return { heads, data: [data], licence: "Apache-2.0", guides: listening.map(([name]) => name), ties, turns };
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

/** A turn of a call: the highest score of its sentences, and whether people found the label in it. */
type JudgedTurn = { readonly head: string; readonly score: number; readonly target: number };

/** Draws the line of each label where turns are told apart best: a rep reads turns, not sentences. */
function withLines(
	made: ReturnType<typeof trainLabels>,
	others: readonly JudgedTurn[],
): Made & { readonly ties: WeightsFile["ties"] } {
	const all = [...made.turns, ...others];
	const heads = made.heads.map(([name, head]): [string, Head] => {
		const turns = all.filter((turn) => turn.head === name);
		if (turns.length === 0) return [name, head];
		const threshold = bestThreshold(
			turns.map(({ score }) => score),
			turns,
		);
		const f1 = f1Of(turns, threshold);
		process.stdout.write(
			`${name}: F1 ${f1.toFixed(3)} per turn, held out (${turns.filter(({ target }) => target > 0).length} yes)\n`,
		);
		return [name, { ...head, threshold }];
	});
	return { ...made, heads };
}

function f1Of(turns: readonly JudgedTurn[], threshold: number): number {
	const said = turns.filter(({ score }) => score >= threshold);
	const hits = said.filter(({ target }) => target > 0).length;
	const gold = turns.filter(({ target }) => target > 0).length;
	return said.length + gold === 0 ? 0 : (2 * hits) / (said.length + gold);
}

function turnsOf(calls: readonly SalesCall[], reader: Reader): JudgedTurn[] {
	return calls.flatMap(({ turns }) => {
		reader.begin();
		return turns.flatMap(({ role, text, says }, index) => {
			const best = new Float64Array(reader.weights.heads.length).fill(Number.NEGATIVE_INFINITY);
			reader.read(text, role, Math.floor((10 * index) / turns.length), ({ scores }) => {
				for (const [head, score] of scores.entries()) best[head] = Math.max(best[head] ?? score, score);
			});
			return Object.entries(says).map(([head, present]) => ({
				head,
				score: best[reader.weights.indexOf(head)] ?? 0,
				target: present ? 1 : 0,
			}));
		});
	});
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
		([name, head]): HeadFile => headFile(name, head, (key) => position.get(key) ?? 0, made.guides),
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
