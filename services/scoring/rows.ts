import { z } from "zod";
import { type Fault, failed, ok, type Result } from "../../domain/fault.ts";

/** One row of JSON Lines, as `coachloop label` and the validity data have them: one text of one speaker. */
export type SpokenRow = {
	readonly id: string;
	/** The conversation that it belongs to; rows of one conversation stand in its order. */
	readonly conv: string;
	/** Position as the source counts it; the order of the rows is what is used. */
	readonly turn: number;
	readonly speaker: string;
	readonly text: string;
	/** BCP 47 tag, as in `en`; null where the row says nothing. */
	readonly lang: string | null;
	/** Seconds from the start of the conversation; null where the row says nothing. */
	readonly t: number | null;
};

const spokenRow = z.object({
	id: z.string(),
	conv: z.string(),
	turn: z.number(),
	speaker: z.string(),
	text: z.string(),
	lang: z.string().nullish(),
	t: z.number().nonnegative().nullish(),
});

const EXPECTED: { readonly [field: string]: string } = {
	id: "a text",
	conv: "a text",
	turn: "a number",
	speaker: "a text",
	text: "a text",
	lang: "a language tag, or nothing",
	t: "seconds from 0, or nothing",
};

const LONGEST_SHOWN = 60;

/** A line as JSON; `where` names it in faults, as in `line 12`. */
export function parseLine(line: string, where: string): Result<unknown, Fault> {
	try {
		return ok(JSON.parse(line));
	} catch {
		return failed({ field: where, expected: "a JSON object on one line", came: shortened(line) });
	}
}

/** The row that a parsed line holds. Fields that are not listed above never come through. */
export function spokenRowOf(value: unknown, where: string): Result<SpokenRow, Fault> {
	const read = spokenRow.safeParse(value);
	if (read.success) {
		const { lang = null, t = null, ...row } = read.data;
		return ok({ ...row, lang, t });
	}
	const field = String(read.error.issues[0]?.path[0] ?? "");
	if (field === "") return failed({ field: where, expected: "a JSON object", came: cameAs(value) });
	const came = cameAs(new Map(Object.entries(Object(value))).get(field));
	return failed({ field: `${where}: ${field}`, expected: EXPECTED[field] ?? "another value", came });
}

function cameAs(value: unknown): string {
	return value === undefined ? "nothing" : shortened(JSON.stringify(value));
}

function shortened(text: string): string {
	return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
