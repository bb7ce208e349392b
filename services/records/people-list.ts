import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { type PersonInput, ROLES } from "./types.ts";

/** One thing that is wrong with one row of a list. */
export type RowFault = {
	/** As a person counts: in CSV the header is row 1, in JSON the first of the list is. */
	readonly row: number;
	/** The column, or empty where it is the row as a whole. */
	readonly column: string;
	readonly expected: string;
	readonly came: string;
};

/** A list of people as it was read: what can be used of it, and what is wrong with the rest. */
export type PeopleList = {
	readonly rows: readonly { readonly row: number; readonly person: PersonInput }[];
	readonly faults: readonly RowFault[];
};

const text = (expected: string) => z.string({ error: expected }).trim().min(1, { error: expected });
const optional = (expected: string) => text(expected).nullable().optional();

const words = (expected: string) => text(expected).max(80, { error: expected }).nullable().optional();

const personSchema = z.strictObject({
	externalId: text("an id"),
	name: text("a name"),
	email: z.email({ error: "an e-mail address" }),
	roles: z
		.array(z.enum(ROLES, { error: `one of ${ROLES.join(", ")}` }), { error: "a list of roles" })
		.min(1, { error: `at least one of ${ROLES.join(", ")}` }),
	/** IANA time zone in which the person works. */
	zone: text("an IANA time zone such as Europe/Berlin"),
	/** ISO 3166-1 alpha-2: whose public holidays are days off. */
	country: optional("a country such as DE, or nothing"),
	/** Region of that country, such as BY for Bavaria. */
	region: optional("a region of the country such as BY, or nothing"),
	/** Where and in which shift the person works, in the organisation's own words: reports are grouped by them. */
	location: words("a place in at most 80 characters, or nothing"),
	shift: words("a shift in at most 80 characters, or nothing"),
	/** External id of the manager of record. */
	manager: text("the external id of a person, or nothing").nullable().default(null),
	/** False for somebody who has left. */
	active: z
		.union([z.boolean(), z.stringbool()], { error: "true or false" })
		.nullable()
		.optional()
		.transform((active) => active ?? undefined),
});

const COLUMNS = Object.keys(personSchema.shape);
const REQUIRED = COLUMNS.filter(
	(column) => !["country", "region", "location", "shift", "manager", "active"].includes(column),
);
const SHOWN_MAX = 80;

/** A list of people in JSON. Rows that break a rule are told by name; the others can be used all the same. */
export function peopleOfJson(list: readonly unknown[]): PeopleList {
	return gathered(list.map((value, index) => rowOf(index + 1, value)));
}

/**
 * A list of people in CSV (RFC 4180), with a header. Comma, semicolon and tab all separate, since spreadsheets write one
 * or another by the language of their user. Several roles in one cell are separated by spaces. A column that is not there
 * leaves what is known of a person as it is; an empty cell of country, region, location or shift forgets it.
 */
export function peopleOfCsv(csv: string): PeopleList {
	const broken: RowFault[] = [];
	let records: string[][];
	try {
		records = parse(csv, {
			bom: true,
			delimiter: delimiterOf(csv),
			trim: true,
			relax_column_count: true,
			skip_empty_lines: true,
			skip_records_with_error: true,
			on_skip: (error) => {
				broken.push(fault(Number(error?.records ?? 0) + 1, "", "a row of CSV", error?.code ?? "something else"));
				return undefined;
			},
		});
	} catch (error) {
		// What no row survives, such as a quotation mark that nothing closes.
		const came = error instanceof CsvError ? error.code : "something else";
		return { rows: [], faults: [fault(1, "", "CSV with a header", came)] };
	}
	const [header = [], ...lines] = records;
	const wrong = headerFaults(header);
	if (wrong.length > 0) return { rows: [], faults: wrong };
	const read = gathered(
		lines.map((cells, index) =>
			cells.length === header.length
				? rowOf(index + 2, cellsOf(header, cells))
				: { faults: [fault(index + 2, "", `${header.length} columns`, String(cells.length))] },
		),
	);
	return { rows: read.rows, faults: [...broken, ...read.faults] };
}

function delimiterOf(csv: string): string {
	const [first = ""] = csv.split(/\r?\n/, 1);
	const count = (mark: string) => first.split(mark).length;
	return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function headerFaults(header: readonly string[]): readonly RowFault[] {
	return [
		...header
			.filter((column, at) => !COLUMNS.includes(column) || header.indexOf(column) !== at)
			.map((column) => fault(1, column, `each of ${COLUMNS.join(", ")} once at most`, column)),
		...REQUIRED.filter((column) => !header.includes(column)).map((column) =>
			fault(1, column, "this column", "nothing"),
		),
	];
}

function cellsOf(header: readonly string[], cells: readonly string[]): { readonly [column: string]: unknown } {
	return Object.fromEntries(
		header.map((column, at) => {
			const cell = cells[at] ?? "";
			if (column === "roles") return [column, cell.split(/\s+/).filter((role) => role !== "")];
			return [column, cell === "" && !REQUIRED.includes(column) ? null : cell];
		}),
	);
}

type Row = { readonly row: number; readonly person: PersonInput } | { readonly faults: readonly RowFault[] };

function rowOf(row: number, value: unknown): Row {
	const parsed = personSchema.safeParse(value);
	if (parsed.success) return { row, person: parsed.data };
	return {
		faults: parsed.error.issues.flatMap((issue) => {
			if (issue.code === "unrecognized_keys") return issue.keys.map((key) => fault(row, key, "no such column", key));
			const column = String(issue.path[0] ?? "");
			const expected = issue.path.length === 0 ? "an object" : issue.message;
			return [fault(row, column, expected, shownAt(value, issue.path))];
		}),
	};
}

function gathered(rows: readonly Row[]): PeopleList {
	return {
		rows: rows.flatMap((row) => ("person" in row ? [row] : [])),
		faults: rows.flatMap((row) => ("faults" in row ? row.faults : [])),
	};
}

function shownAt(value: unknown, path: readonly PropertyKey[]): string {
	const found = path.reduce<unknown>(
		(at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
		value,
	);
	if (found === undefined || found === null || found === "") return "nothing";
	return typeof found === "string" ? found : (JSON.stringify(found) ?? typeof found);
}

function fault(row: number, column: string, expected: string, came: string): RowFault {
	return { row, column, expected, came: came.length > SHOWN_MAX ? `${came.slice(0, SHOWN_MAX)}...` : came };
}
