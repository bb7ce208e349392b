import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A turn of a labelled sales call; `labels` are counts per turn, `acknowledged` may be unknown. */
export type SalesTurn = {
	readonly role: "rep" | "customer";
	readonly text: string;
	readonly startMs: number | null;
	readonly endMs: number | null;
	readonly labels: { readonly [label: string]: number };
	/** Which heads should say yes somewhere in the turn. */
	readonly says: { readonly [head: string]: boolean };
};
export type SalesCall = { readonly name: string; readonly turns: readonly SalesTurn[] };

const HEADS = {
	rep: {
		open: "openDiscovery",
		closed: "closed",
		leading: "leading",
		restatement: "restates",
		claim: "claims",
		ask: "asks",
		"own-promise": "ownPromise",
	},
	customer: { need: "needs", objection: "objections" },
} as const;

/** Reads `LANG.jsonl` with `LANG.labels.jsonl` of a folder; null where that language is not there. */
export function readSales(folder: string, language: string): SalesCall[] | null {
	const path = join(folder, `${language}.jsonl`);
	if (!existsSync(path)) return null;
	const labels = new Map(
		readRows(join(folder, `${language}.labels.jsonl`)).map((row) => [`${row.conv} ${row.turn}`, row]),
	);
	const calls = new Map<string, SalesTurn[]>();
	for (const row of readRows(path)) {
		const name = String(row.conv);
		const judged = labels.get(`${row.conv} ${row.turn}`);
		if (judged === undefined)
			throw new Error(`${language}.labels.jsonl: expected a row for ${row.conv}, turn ${row.turn}`);
		const role = row.speaker === "rep" ? "rep" : "customer";
		const counts: { [label: string]: number } = {};
		for (const [label, value] of Object.entries(judged)) {
			if (typeof value === "number") counts[label] = value;
			if (typeof value === "boolean") counts[label] = value ? 1 : 0;
		}
		const turn: SalesTurn = {
			role,
			text: String(row.text),
			startMs: typeof row.startMs === "number" ? row.startMs : null,
			endMs: typeof row.endMs === "number" ? row.endMs : null,
			labels: counts,
			says: Object.fromEntries(Object.entries(HEADS[role]).map(([head, label]) => [head, (counts[label] ?? 0) > 0])),
		};
		calls.set(name, [...(calls.get(name) ?? []), turn]);
	}
	return [...calls].map(([name, turns]) => ({ name, turns }));
}

function readRows(path: string): { readonly [field: string]: unknown }[] {
	return readFileSync(path, "utf8")
		.split("\n")
		.filter((line) => line.trim() !== "")
		.map((line) => JSON.parse(line));
}
