import { z } from "zod";
import type { Result } from "../../../domain/fault.ts";
import { failed, ok } from "../../../domain/fault.ts";
import type { TranscriptFault } from "./format.ts";
import { CUES_MAX, tooManyCues, transcriptFault } from "./format.ts";
import { tidy } from "./text.ts";

/** No source nests deeper than ten. The runtime's reader takes some 100 bytes for each level, outside of its heap. */
const DEPTH_MAX = 100;
/** A working day of talk with every word in an object of its own, twice, is half of this. */
const OBJECTS_MAX = 500_000;

/** The value of a JSON text, in which integers that a number cannot hold are strings of their digits. */
export function parseJson(text: string): Result<unknown, TranscriptFault> {
	const fault = (expected: string, came: string) => failed(transcriptFault("unreadable", "file", expected, came));
	const prepared = withWholeIds(text);
	if (prepared === null) return fault(`JSON of at most ${OBJECTS_MAX} objects in ${DEPTH_MAX} levels`, "more");
	try {
		return ok(JSON.parse(prepared));
	} catch (error) {
		return fault("valid JSON", error instanceof SyntaxError ? error.message : text.slice(0, 60));
	}
}

/**
 * The text with integers beyond 2^53 between quotation marks, so that an id of 20 digits stays whole; null where it is
 * too large to be a transcript. Libraries that keep numbers whole build texts character by character: one of 5 MB
 * takes 190 MB.
 */
function withWholeIds(json: string): string | null {
	const parts: string[] = [];
	const next = /["[\]{}]|-?[1-9]\d{15,}/g;
	let kept = 0;
	let depth = 0;
	let objects = 0;
	for (let found = next.exec(json); found !== null; found = next.exec(json)) {
		const [token] = found;
		if (token === '"') {
			next.lastIndex = endOfString(json, found.index);
		} else if (token === "[" || token === "{") {
			depth++;
			objects++;
			if (depth > DEPTH_MAX || objects > OBJECTS_MAX) return null;
		} else if (token === "]" || token === "}") {
			depth--;
		} else if (isWholeNumber(json, found.index, next.lastIndex) && !Number.isSafeInteger(Number(token))) {
			parts.push(json.slice(kept, found.index), `"${token}"`);
			kept = next.lastIndex;
		}
	}
	if (kept === 0) return json;
	parts.push(json.slice(kept));
	return parts.join("");
}

/** Whether digits are a number by themselves, and not the decimals or the exponent of one, or before them. */
function isWholeNumber(json: string, from: number, to: number): boolean {
	return !/[\d.eE+-]/.test(json[from - 1] ?? "") && !/[\d.eE]/.test(json[to] ?? "");
}

/** Where the text goes on after the string that begins at `start`. */
function endOfString(json: string, start: number): number {
	for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
		let backslashes = 0;
		while (json[at - 1 - backslashes] === "\\") backslashes++;
		if (backslashes % 2 === 0) return at + 1;
	}
	return json.length;
}

/** Numbers are ids here, so they are strings from the first moment. An empty one names nobody. */
export const speakerKey = z
	.union([z.string(), z.number().transform(String)], "a speaker's name, id or null")
	.nullish()
	.transform((key) => tidy(key ?? "") || null);

export const words = z.string("a text").transform(tidy);

/** Facts beside the words are taken where they are what they should be, and never refuse a file. */
export const maybeText = z
	.string()
	.nullish()
	.catch(null)
	.transform((text) => tidy(text ?? "") || null);
export const maybeConfidence = z.number().min(0).max(1).nullable().catch(null);
export const maybeNumber = z.number().nullable().catch(null);

/** A list, whose rows are read one by one up to the first fault: a hostile file has millions. */
export function rowsOf(expected: string): z.ZodType<readonly unknown[]> {
	return z.custom<readonly unknown[]>((value) => Array.isArray(value), expected);
}

const PEOPLE_MAX = 1000;

/** People that a file names beside the words; nobody holds a sales call with a thousand. */
export function peopleIn(value: unknown, field: string): readonly unknown[] {
	const rows = fieldOf(value, field);
	return Array.isArray(rows) ? rows.slice(0, PEOPLE_MAX) : [];
}

/** The first fault of a value against a schema, with the JSON pointer of the field. */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, where: string): Result<T, TranscriptFault> {
	const read = schema.safeParse(value);
	if (read.success) return ok(read.data);
	const issue = read.error.issues[0];
	const path = issue?.path ?? [];
	const field = [where, ...path.map((step) => String(step).replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");
	return failed(
		transcriptFault("unreadable", field || "/", issue?.message ?? "another shape", shown(valueAt(value, path))),
	);
}

/** Each row of a list read by `read`, up to the first fault. */
export function readEach<Row, T>(
	rows: readonly Row[],
	where: string,
	read: (row: Row, where: string) => Result<T, TranscriptFault>,
): Result<T[], TranscriptFault> {
	if (rows.length > CUES_MAX) return failed(tooManyCues(where, rows.length));
	const values: T[] = [];
	for (const [index, row] of rows.entries()) {
		const value = read(row, `${where}/${index}`);
		if (!value.ok) return value;
		values.push(value.value);
	}
	return ok(values);
}

/** The field of an object, own fields only; undefined where there is none. */
export function fieldOf(value: unknown, field: PropertyKey): unknown {
	return typeof value === "object" && value !== null && Object.hasOwn(value, field)
		? Reflect.get(value, field)
		: undefined;
}

/** A response and what was fetched beside it may be one object, or a list of the responses as they came. */
export function partsOf(value: unknown): readonly { readonly part: unknown; readonly at: string }[] {
	if (!Array.isArray(value)) return [{ part: value, at: "" }];
	return value.map((part: unknown, index) => ({ part, at: `/${index}` }));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce(fieldOf, value);
}

const SHOWN_ROWS = 3;

/** A value for a message, a few rows of two levels: what came may be millions of lists in each other. */
export function shown(value: unknown, depth = 2): string {
	if (value === undefined) return "nothing";
	if (typeof value === "string") return JSON.stringify(value.slice(0, 200));
	if (typeof value !== "object" || value === null) return String(value);
	const open = Array.isArray(value) ? "[" : "{";
	const close = Array.isArray(value) ? "]" : "}";
	const parts: string[] = [];
	for (const key in value) {
		if (depth === 0 || parts.length === SHOWN_ROWS) {
			parts.push("…");
			break;
		}
		const item = shown(fieldOf(value, key), depth - 1);
		parts.push(Array.isArray(value) ? item : `${JSON.stringify(key)}:${item}`);
	}
	return `${open}${parts.join(",")}${close}`;
}
