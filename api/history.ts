import type { CycleView, HistoryEntry, HistoryKind, RunView } from "../services/records/types.ts";
import { HISTORY_KINDS } from "../services/records/types.ts";
import { Problem, problemDetail } from "./problem.ts";
import type { Context } from "./route.ts";
import { LANGUAGES } from "./schemas/history.ts";
import { type Language, wordsIn } from "./words/languages.ts";

const LIMIT = 500;

/** A line as it is told: in words, and with a name where the reader may see names. */
export type ToldEntry = HistoryEntry & {
	readonly words: string;
	readonly who: { readonly id: string; readonly name: string | null } | null;
};

/** The language that was asked for, or else the one that the reader chose for messages. */
export async function languageOf(
	asked: Language | undefined,
	{ records, caller }: Pick<Context, "records" | "caller">,
): Promise<Language> {
	if (asked !== undefined) return asked;
	const { language } = await records.notification.settings(caller.personId);
	return LANGUAGES.find((known) => known === language) ?? "en";
}

/** The lines of a story in a language. A rep sees own decisions and by whom they are; names of others are not for reps. */
export async function told(
	story: readonly HistoryEntry[],
	language: Language,
	{ records, caller, scopes }: Pick<Context, "records" | "caller" | "scopes">,
): Promise<readonly ToldEntry[]> {
	const isNamed = scopes.has("all") || scopes.has("team");
	const people = story.map(({ by }) => by).filter((by) => by !== "engine");
	const names = await records.namesOf(isNamed ? people : people.filter((by) => by === caller.personId));
	return story.map((entry) => ({
		...entry,
		words: wordsIn(language, entry.reason),
		who: entry.by === "engine" ? null : { id: entry.by, name: names.get(entry.by) ?? null },
	}));
}

/** Lines of these kinds and of this week. */
export function filtered(
	story: readonly HistoryEntry[],
	{ kind, week }: { readonly kind?: string | undefined; readonly week?: number | undefined },
): readonly HistoryEntry[] {
	const wanted: readonly string[] = kind === undefined ? HISTORY_KINDS : kind.split(",");
	const isWanted = (of: HistoryKind) => wanted.includes(of);
	return story.filter((entry) => isWanted(entry.kind) && (week === undefined || entry.week === week));
}

/** A page behind the line that the cursor names. What came to the story meanwhile stands where it belongs. */
export function pageAfter<T extends { readonly id: string }>(
	lines: readonly T[],
	{ cursor, limit = LIMIT }: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
): { readonly data: readonly T[]; readonly nextCursor: string | null } {
	const after = cursor === undefined ? -1 : lines.findIndex(({ id }) => cursorOf(id) === cursor);
	if (cursor !== undefined && after < 0) throw badCursor(cursor);
	const data = lines.slice(after + 1, after + 1 + limit);
	const last = data.at(-1);
	const isMore = after + 1 + data.length < lines.length && last !== undefined;
	return { data, nextCursor: isMore ? cursorOf(last.id) : null };
}

/** Made of an id, and read by nobody but the API. */
export function cursorOf(text: string): string {
	return Buffer.from(text).toString("base64url");
}

export function badCursor(came: string): Problem {
	const error = problemDetail("/query/cursor", "the nextCursor of an earlier page of this list", came.slice(0, 80));
	return new Problem("bad-parameter", error.detail, { errors: [error] });
}

const PURPOSE = "For coaching only: this person's way through one coaching cycle.";

/** The whole story as one file; ids, numbers and reasons, and no word of any conversation. */
export function historyFile<Cycle extends CycleView>(
	cycle: Cycle,
	runs: readonly RunView[],
	entries: readonly ToldEntry[],
	{ exportedAt, language }: { readonly exportedAt: string; readonly language: Language },
) {
	return {
		format: "coachloop-cycle-history" as const,
		version: 1 as const,
		purpose: PURPOSE,
		exportedAt,
		language,
		cycle,
		runs: runs.map(({ runId, archived }) => ({
			runId,
			archived,
			steps: [...new Set(entries.filter(({ proof }) => proof?.runId === runId).map(({ step }) => step))],
		})),
		entries,
	};
}

/** The same file as people read it: week by week, one line for each entry. */
export function historyText({ cycle, runs, entries, exportedAt }: ReturnType<typeof historyFile>): string {
	const lines = [
		`Coaching cycle ${cycle.id}`,
		PURPOSE,
		`Rep ${cycle.repId}, cohort ${cycle.cohortId}; phase ${cycle.phase}, week ${cycle.week}, from ${cycle.startsOn} on`,
		`Exported ${exportedAt}; ${entries.length} lines`,
		"",
	];
	let week: number | null = null;
	for (const entry of entries) {
		if (entry.week !== week) {
			lines.push(...(week === null ? [] : [""]), `Week ${entry.week}`);
			week = entry.week;
		}
		const by = entry.who === null ? "" : ` [${entry.who.name ?? entry.who.id}]`;
		const superseded = entry.supersededBy === null ? "" : " (superseded)";
		lines.push(`  ${entry.at}  ${entry.kind.padEnd(12)}  ${entry.words}${by}${superseded}`);
		lines.push(`    step ${entry.step}${entry.rule === null ? "" : `, rule ${entry.rule}`}`);
	}
	lines.push("", "Runs of the workflow");
	for (const { runId, archived, steps } of runs) {
		lines.push(`  ${runId}${archived ? " (archived)" : ""}: ${steps.join(", ")}`);
	}
	return `${lines.join("\n")}\n`;
}
