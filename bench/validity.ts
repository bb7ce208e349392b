import { labelledLanguages, loadPack } from "../services/scoring/embedded/packs/index.ts";
import { type Bench, WrongUse } from "./bench.ts";
import { type Measured, measureCorpora } from "./validity/corpora.ts";
import { type Corpus, readCorpora } from "./validity/data.ts";
import { isBelowPlain, tableOf } from "./validity/lines.ts";
import { measureSales } from "./validity/sales.ts";

const USAGE = `usage: npm run bench -- validity --data DIR [--cross-validate] [--json]
       npm run bench -- validity --sales DIR [--json]
--data DIR   a folder with *.jsonl files of conversations that people labelled
--sales DIR  a folder with LANG.jsonl and LANG.labels.jsonl of labelled sales calls
docs/validity.md has both formats.`;

/**
 * How far our labels agree with people's. With `--cross-validate`, the models are trained and measured by folds over
 * conversations, beside a plain TF-IDF regression in the same folds; without it the packs are measured as they stand.
 */
export const run: Bench = async (args) => {
	const { data, sales, crossValidate } = optionsOf(args);
	const say = (what: string) => {
		if (crossValidate) process.stderr.write(`${what}\n`);
	};
	const corpora = data === null ? [] : readCorpora(data);
	const measured: Measured[] = [];
	if (corpora.length > 0) measured.push(measureCorpora(corpora, { crossValidate, say }));
	if (sales !== null) measured.push(measureSales(sales));
	const lines = measured.flatMap((each) => each.lines);
	const notes = [...(crossValidate ? [] : seenNotes(corpora)), ...measured.flatMap((each) => each.notes)];
	const below = lines.filter(isBelowPlain).map(({ of }) => of);
	if (below.length > 0) notes.push(`more than 0.02 below TF-IDF in the same folds: ${below.join(", ")}`);
	const page = `${tableOf(lines)}\n${notes.map((note) => `- ${note}\n`).join("")}`;
	return { results: measured.flatMap((each) => each.results), page, notes };
};

function optionsOf(args: readonly string[]): {
	readonly data: string | null;
	readonly sales: string | null;
	readonly crossValidate: boolean;
} {
	const rest = [...args];
	let data: string | null = null;
	let sales: string | null = null;
	let crossValidate = false;
	for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
		if (option === "--cross-validate") crossValidate = true;
		else if (option === "--data") data = folderOf(option, rest.shift());
		else if (option === "--sales") sales = folderOf(option, rest.shift());
		else throw new WrongUse(`${option}: expected --data DIR, --sales DIR or --cross-validate\n${USAGE}`);
	}
	if (data === null && sales === null) throw new WrongUse(`--data: expected a folder, came nothing\n${USAGE}`);
	return { data, sales, crossValidate };
}

function folderOf(option: string, folder: string | undefined): string {
	if (folder === undefined || folder.startsWith("--"))
		throw new WrongUse(`${option}: expected a folder, came nothing\n${USAGE}`);
	return folder;
}

/** Files that the weights were learnt from say how well they were learnt, not how well they carry over. */
function seenNotes(corpora: readonly Corpus[]): string[] {
	const files = labelledLanguages.flatMap((language) => {
		const pack = loadPack(language);
		return pack === null ? [] : [...pack.weights, ...pack.guides];
	});
	const taught = new Set(files.flatMap(({ data }) => data.map(({ sha256 }) => sha256)));
	const seen = corpora.flatMap(({ files }) => files.filter(({ sha256 }) => taught.has(sha256)).map(({ file }) => file));
	return seen.length === 0
		? []
		: [`the weights were learnt from ${seen.join(", ")}: these numbers are too good; use --cross-validate`];
}
