import pg from "pg";
import { idIn, outboxId } from "../../services/records/ids.ts";

// Two runs of one story over copies of one database: cycles, people, tasks and practices have the same ids in both. What
// was submitted has ids of its own in each, and is called here by the key under which it was.

type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };
type Row = { readonly [column: string]: Json };

export type State = { readonly tables: ReadonlyMap<string, ReadonlyMap<string, Row>>; readonly meanings: Meanings };

/** Meaning of the ids that differ between two runs. */
type Meanings = ReadonlyMap<string, string>;

type TableRule = {
	/** What a row is called in both runs. */
	key(row: Row, meant: (text: Json) => string): string;
	/** Columns that say when or how often something was tried, not what came of it, each with the reason. */
	readonly leftOut: { readonly [column: string]: string };
};

const text = (value: Json | undefined): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
const WALL = "by the clock on the wall";

const TABLES: { readonly [table: string]: TableRule } = {
	cycle: { key: (row) => text(row.id), leftOut: { created_at: WALL } },
	decision: {
		key: (row, meant) => `${text(row.cycle_id)} ${meant(row.step ?? null)} ${text(row.ordinal)}`,
		leftOut: {},
	},
	task: { key: (row) => text(row.id), leftOut: {} },
	practice: { key: (row) => text(row.id), leftOut: {} },
	step_record: {
		key: (row, meant) => `${text(row.cycle_id)} ${meant(row.name ?? null)}`,
		leftOut: {
			run_id: "Temporal names runs by chance",
			history_length: "a workflow task whose worker died stands in the history as well",
			recorded_at: WALL,
		},
	},
	act: { key: (row, meant) => meant(row.id ?? null), leftOut: {} },
	conversation: { key: (row, meant) => meant(row.id ?? null), leftOut: { recorded_at: WALL } },
	reading: {
		key: (row, meant) => `${meant(row.conversation_id ?? null)} ${text(row.ordinal)} ${text(row.signal)}`,
		leftOut: { scorecard_id: "by chance; the row is found by its conversation and ordinal" },
	},
	outbox: {
		key: (row, meant) =>
			[row.cycle_id ?? row.task_id ?? row.endpoint_id ?? null, row.step, row.person_id, row.channel]
				.map((part) => meant(part ?? null))
				.join(" "),
		leftOut: {
			attempts: "a message whose worker died is tried again",
			leased_until: WALL,
			retry_at: WALL,
		},
	},
};

/** Reads what a run left behind. @param url As the superuser, who sees every organisation. */
export async function readState(url: string, orgId: string): Promise<State> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		const rowsOf = async (table: string): Promise<readonly Row[]> => {
			const joined =
				table === "reading"
					? "select to_jsonb(r) || jsonb_build_object('conversation_id', s.conversation_id, 'ordinal', s.ordinal) as row from reading r join scorecard s on s.org_id = r.org_id and s.id = r.scorecard_id where r.org_id = $1"
					: `select to_jsonb(t) as row from ${table} t where org_id = $1`;
			return (await client.query<{ row: Row }>(joined, [orgId])).rows.map(({ row }) => row);
		};
		const submitted = await client.query<{ target_kind: string; target_id: string; path: string; key: string }>(
			"select target_kind, target_id, path, key from idempotency where org_id = $1",
			[orgId],
		);
		const meanings = new Map(
			submitted.rows.map((row) => [row.target_id, `<${row.target_kind} of ${row.path} ${row.key}>`]),
		);
		const read = new Map<string, readonly Row[]>();
		for (const table of Object.keys(TABLES)) read.set(table, await rowsOf(table));
		// Ids of meaning: they differ where the name of a step holds the id of a conversation, and nowhere else.
		for (const row of read.get("decision") ?? []) {
			const { id, cycle_id: cycle, step, ordinal } = row;
			if (id === idIn(text(cycle), `decision:${text(step)}:${text(ordinal)}`)) {
				meanings.set(id, meantBy(`<decision ${text(cycle)} ${text(step)} ${text(ordinal)}>`, meanings));
			}
		}
		for (const { id, cycle_id: cycle, step, person_id: person, channel } of read.get("outbox") ?? []) {
			if (id === outboxId(text(cycle), text(step), text(person), text(channel))) {
				meanings.set(id, meantBy(`<message ${text(cycle)} ${text(step)} ${text(person)} ${text(channel)}>`, meanings));
			}
		}
		const tables = new Map(
			Object.entries(TABLES).map(([table, { key }]) => [
				table,
				new Map((read.get(table) ?? []).map((row) => [key(row, (part) => meantBy(text(part), meanings)), row])),
			]),
		);
		return { tables, meanings };
	} finally {
		await client.end();
	}
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A text with the ids in it put into what they mean. */
export function meantBy(words: string, meanings: Meanings): string {
	return words.replaceAll(UUID, (id) => meanings.get(id) ?? id);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Between two skips a cycle's clock runs with the wall's, and while a step is tried again it runs by the waits between
 * the tries: what a step calls "now" comes later after an outage. Every look and every act of the story lies an hour and
 * more from the next, so that an instant may move by this much and no more without anything happening in another order.
 */
export const CLOCK_MOVES_MS_MAX = 45 * 60_000;

export type Compared = {
	/** Each as `table key column: one, other`. */
	readonly differences: readonly string[];
	/** Fields that were compared. */
	readonly fields: number;
	/** How far apart two instants of the same meaning were at most, in milliseconds. */
	readonly clockMovedMsMax: number;
};

/** Compares field by field. */
export function compareStates(one: State, other: State): Compared {
	const differences: string[] = [];
	let fields = 0;
	let clockMovedMsMax = 0;
	const compare = (at: string, a: Json | undefined, b: Json | undefined): void => {
		if (isObject(a) && isObject(b)) {
			for (const field of new Set([...Object.keys(a), ...Object.keys(b)]))
				compare(`${at} ${field}`, a[field], b[field]);
			return;
		}
		if (isList(a) && isList(b) && a.length === b.length) {
			a.forEach((item, index) => void compare(`${at}[${index}]`, item, b[index]));
			return;
		}
		fields += 1;
		if (typeof a === "string" && typeof b === "string") {
			if (meantBy(a, one.meanings) === meantBy(b, other.meanings)) return;
			if (INSTANT.test(a) && INSTANT.test(b)) {
				const moved = Math.abs(Date.parse(a) - Date.parse(b));
				if (moved <= CLOCK_MOVES_MS_MAX) {
					clockMovedMsMax = Math.max(clockMovedMsMax, moved);
					return;
				}
			}
		} else if (JSON.stringify(a) === JSON.stringify(b)) return;
		differences.push(`${at}: ${shown(a)}, ${shown(b)}`);
	};
	for (const [table, rule] of Object.entries(TABLES)) {
		const [rows, others] = [one.tables.get(table), other.tables.get(table)];
		for (const key of new Set([...(rows?.keys() ?? []), ...(others?.keys() ?? [])])) {
			const [a, b] = [rows?.get(key), others?.get(key)];
			if (a === undefined || b === undefined) {
				differences.push(`${table} ${key}: ${a === undefined ? "missing, there" : "there, missing"}`);
				continue;
			}
			for (const column of new Set([...Object.keys(a), ...Object.keys(b)])) {
				if (rule.leftOut[column] === undefined) compare(`${table} ${key} ${column}`, a[column], b[column]);
			}
		}
	}
	return { differences, fields, clockMovedMsMax };
}

function isList(value: Json | undefined): value is readonly Json[] {
	return Array.isArray(value);
}

function isObject(value: Json | undefined): value is { readonly [field: string]: Json } {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: Json | undefined): string {
	return (JSON.stringify(value) ?? "nothing").slice(0, 120);
}
