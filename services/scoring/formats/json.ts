import { z } from "zod";
import type { Result } from "../../../domain/fault.ts";
import { failed, ok } from "../../../domain/fault.ts";
import type { TranscriptFault } from "./format.ts";
import { CUES_MAX, tooManyCues, transcriptFault } from "./format.ts";
import { tidy } from "./text.ts";

/** The value of a JSON text, in which integers that a number cannot hold are strings of their digits. */
export function parseJson(text: string): Result<unknown, TranscriptFault> {
	try {
		return ok(JSON.parse(/[1-9]\d{15}/.test(text) ? quoteLongIntegers(text) : text));
	} catch (error) {
		const came = error instanceof SyntaxError ? error.message : text.slice(0, 60);
		return failed(transcriptFault("unreadable", "file", "valid JSON", came));
	}
}

const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;

/**
 * Puts integers beyond 2^53 between quotation marks, so that an id of 20 digits stays whole. Readers of JSON that keep
 * numbers whole build a text character by character: some 190 MB for one text of 5 MB.
 */
function quoteLongIntegers(json: string): string {
	const parts: string[] = [];
	const next = /["\-\d]/g;
	let kept = 0;
	for (let found = next.exec(json); found !== null; found = next.exec(json)) {
		if (found[0] === '"') {
			next.lastIndex = endOfString(json, found.index);
			continue;
		}
		NUMBER.lastIndex = found.index;
		const [digits, fraction, exponent] = NUMBER.exec(json) ?? [];
		if (digits === undefined) continue;
		next.lastIndex = found.index + digits.length;
		const isInteger = fraction === undefined && exponent === undefined && !/^-?0/.test(digits);
		if (!isInteger || Number.isSafeInteger(Number(digits))) continue;
		parts.push(json.slice(kept, found.index), `"${digits}"`);
		kept = next.lastIndex;
	}
	parts.push(json.slice(kept));
	return parts.join("");
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
export const maybeRows = z.array(z.unknown()).catch([]);

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
