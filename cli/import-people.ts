import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf } from "../embedded/errors.ts";
import { findRunning } from "../embedded/lock.ts";
import { databaseUrlsOf } from "../embedded/services.ts";
import { loadConfig } from "../services/config.ts";
import { createRecords } from "../services/records/index.ts";
import { type PeopleList, peopleOfCsv, peopleOfJson } from "../services/records/people-list.ts";
import type { Records } from "../services/records/types.ts";
import { createOutput } from "./progress.ts";

export type ImportPeopleOptions = {
	/** A list of people in CSV (by the end of its name) or JSON. */
	readonly file: string;
	/** API key of a lead or an administrator: it names the organisation. */
	readonly key: string;
	/** Data folder of the coachloop that runs on this machine. */
	readonly home: string | null;
	/** Also make an API key for each person. */
	readonly keys: boolean;
	/** Only say what would happen. */
	readonly dryRun: boolean;
	readonly json: boolean;
};

const DONE = 0;
const FAILED = 1;
const WRONG_USE = 2;

/**
 * Brings people into the organisation of the key, in the coachloop that runs on this machine: the good rows of the list,
 * with what is wrong with the others. The same file twice changes nothing. Gives 0, 1 when rows were refused, 2 on wrong
 * use.
 */
export async function run(options: ImportPeopleOptions): Promise<number> {
	const output = await createOutput(options);
	const wrong = (text: string) => {
		output.error(text);
		return WRONG_USE;
	};
	const people = await readPeople(options.file);
	if ("wrong" in people) return wrong(people.wrong);
	const config = loadConfig();
	const home = resolve(options.home ?? config.home);
	const records = await recordsOf(home);
	if (records === null) return wrong(`--home: expected the data folder of a running coachloop, came ${home}`);
	try {
		const caller = await records.findCaller(createHash("sha256").update(options.key).digest());
		if (caller === null || !caller.roles.some((role) => role === "lead" || role === "head" || role === "admin")) {
			return wrong("--key: expected the API key of a lead or an administrator, came another one");
		}
		const org = records.org(caller.orgId);
		const since = new Date().toISOString().slice(0, 10);
		const result = await org.importPeopleList(caller, people, { since, dryRun: options.dryRun });
		for (const { row, column, expected, came } of result.refused) {
			output.error(`row ${row}${column === "" ? "" : `, ${column}`}: expected ${expected}, came ${came}`);
		}
		const made: { readonly id: string | null; readonly externalId: string; readonly apiKey: string | null }[] = [];
		for (const { id, externalId } of result.imported) {
			const apiKey = options.keys && !options.dryRun && id !== null ? await org.createApiKey(id) : null;
			made.push({ id, externalId, apiKey });
		}
		for (const { id, externalId, apiKey } of made)
			output.line(`${externalId}  ${id ?? "new"}${apiKey === null ? "" : `  ${apiKey}`}`);
		const rows = new Set(result.refused.map(({ row }) => row)).size;
		output.line(
			`${made.length} people ${options.dryRun ? "would be" : "are"} in, ${rows} rows refused, ${result.leftOut.length} left out as erased${options.keys ? "; each key is shown this once" : ""}.`,
		);
		output.json({ people: made, refused: result.refused, leftOut: result.leftOut, dryRun: options.dryRun });
		if (result.refused.length > 0) return FAILED;
		return DONE;
	} finally {
		await records.close();
	}
}

/** By the end of the file's name: CSV, or else JSON. */
async function readPeople(file: string): Promise<PeopleList | { readonly wrong: string }> {
	try {
		const text = await readFile(file, "utf8");
		if (/\.(csv|tsv)$/i.test(file)) return peopleOfCsv(text);
		const list: unknown = JSON.parse(text);
		if (Array.isArray(list)) return peopleOfJson(list);
		return { wrong: `${file}: expected a JSON list of people, came something else` };
	} catch (error) {
		return { wrong: `${file}: expected a list of people in CSV or JSON, came: ${messageOf(error)}` };
	}
}

async function recordsOf(home: string): Promise<Records | null> {
	const port = (await findRunning(home))?.databasePort ?? null;
	if (port === null) return null;
	const urls = await databaseUrlsOf(home, port);
	return urls === null
		? null
		: createRecords({ appUrl: urls.app, relayUrl: urls.relay, fingerprintKey: "not used here" });
}
