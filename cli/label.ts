import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Fault } from "../domain/fault.ts";
import { createRowLabeller } from "../services/scoring/row-labels.ts";
import { parseLine, type SpokenRow, spokenRowOf } from "../services/scoring/rows.ts";

export type LabelOptions = {
	/** JSON Lines; null for stdin. */
	readonly file: string | null;
	/** Speakers who are the rep, with commas between them; null where nobody's side is known. */
	readonly rep: string | null;
	readonly input?: NodeJS.ReadableStream;
};

const DONE = 0;
const FAILED = 1;
const WRONG_USE = 2;

/**
 * Labels rows, conversation by conversation, and writes a row of labels for each. A file is checked whole before
 * anything is written, and its rows may stand in any order of conversations. Stdin is a stream: a conversation is
 * labelled and written when the next one begins, never in part. Gives 0, 1 where a conversation was refused or the file
 * cannot be read, 2 where the rows or the options are wrong.
 */
export async function run({ file, rep, input = process.stdin }: LabelOptions): Promise<number> {
	const wrong = (message: string) => {
		process.stderr.write(`${message}\n`);
		return WRONG_USE;
	};
	const reps =
		rep === null
			? null
			: new Set(
					rep
						.split(",")
						.map(named)
						.filter((name) => name !== ""),
				);
	if (reps?.size === 0) return wrong("--rep: expected names of speakers with commas between them, came nothing");
	process.stdout.off("error", onGone).on("error", onGone);
	const labeller = createRowLabeller();
	const speakers = new Set<string>();
	let refused = 0;
	try {
		for await (const rows of file === null ? conversationsIn(input) : conversationsOf(await readFile(file, "utf8"))) {
			for (const { speaker } of rows) speakers.add(named(speaker));
			const labelled = labeller.label(rows, reps);
			if (labelled.ok) {
				await write(labelled.value.map((row) => `${JSON.stringify(row)}\n`).join(""));
				continue;
			}
			refused += rows.length;
			const { field, expected, came } = labelled.error;
			process.stderr.write(`conversation ${rows[0]?.conv}: ${field}: expected ${expected}; came ${came}\n`);
		}
	} catch (error) {
		if (error instanceof WrongRow) return wrong(error.message);
		if (isPipeClosed(error)) return DONE;
		process.stderr.write(`${file ?? "stdin"}: ${error instanceof Error ? error.message : String(error)}\n`);
		return FAILED;
	}
	if (reps !== null && speakers.size > 0 && ![...reps].some((name) => speakers.has(name))) {
		return wrong(`--rep: expected a speaker of the rows (${[...speakers].slice(0, 10).join(", ")}), came ${rep}`);
	}
	if (refused === 0) return DONE;
	process.stderr.write(`${refused} rows have no labels\n`);
	return FAILED;
}

class WrongRow extends Error {
	override readonly name = "WrongRow";
	constructor({ field, expected, came }: Fault) {
		super(`${field}: expected ${expected}; came ${came}`);
	}
}

/** Every conversation of a file, in the order of their first rows, once all lines are known to be rows. */
function conversationsOf(content: string): SpokenRow[][] {
	const conversations = new Map<string, SpokenRow[]>();
	for (const [index, line] of content.split("\n").entries()) {
		const row = rowOf(line, index + 1);
		if (row === null) continue;
		const rows = conversations.get(row.conv);
		if (rows === undefined) conversations.set(row.conv, [row]);
		else rows.push(row);
	}
	return [...conversations.values()];
}

/** Conversations of a stream as they end. One that comes back has lost its beginning, so that is an error. */
async function* conversationsIn(input: NodeJS.ReadableStream): AsyncGenerator<SpokenRow[]> {
	const ended = new Set<string>();
	let rows: SpokenRow[] = [];
	let number = 0;
	for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
		number += 1;
		const row = rowOf(line, number);
		if (row === null) continue;
		const before = rows[0]?.conv;
		if (before !== undefined && before !== row.conv) {
			yield rows;
			ended.add(before);
			rows = [];
		}
		if (ended.has(row.conv)) {
			const expected = "rows of one conversation next to each other, or a file instead of a stream";
			throw new WrongRow({ field: `line ${number}: conv`, expected, came: `${row.conv} once more` });
		}
		rows.push(row);
	}
	if (rows.length > 0) yield rows;
}

function rowOf(line: string, number: number): SpokenRow | null {
	const text = number === 1 ? line.replace(/^\uFEFF/, "") : line;
	if (text.trim() === "") return null;
	const where = `line ${number}`;
	const value = parseLine(text, where);
	if (!value.ok) throw new WrongRow(value.error);
	const row = spokenRowOf(value.value, where);
	if (!row.ok) throw new WrongRow(row.error);
	return row.value;
}

/** Whoever read the output has enough, as `head` does. */
function isPipeClosed(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "EPIPE";
}

/** Without a listener a closed pipe ends the process with a trace. */
function onGone(error: Error): void {
	if (!isPipeClosed(error)) throw error;
}

function named(speaker: string): string {
	return speaker.trim().toLowerCase();
}

/** Waits where the reader is slower. */
async function write(text: string): Promise<void> {
	if (!process.stdout.write(text)) await once(process.stdout, "drain");
}
