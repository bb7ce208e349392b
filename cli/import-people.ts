import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { messageOf } from "../embedded/errors.ts";
import { findRunning } from "../embedded/lock.ts";
import { databaseUrlsOf } from "../embedded/services.ts";
import { loadConfig } from "../services/config.ts";
import { createRecords } from "../services/records/index.ts";
import { type Records, ROLES } from "../services/records/types.ts";
import { createOutput } from "./progress.ts";

export type ImportPeopleOptions = {
	/** A JSON file with a list of people. */
	readonly file: string;
	/** API key of a lead or an administrator: it names the organisation. */
	readonly key: string;
	/** Data folder of the coachloop that runs on this machine. */
	readonly home: string | null;
	/** Also make an API key for each person. */
	readonly keys: boolean;
	readonly json: boolean;
};

const DONE = 0;
const FAILED = 1;
const WRONG_USE = 2;

const peopleSchema = z.array(
	z.strictObject({
		externalId: z.string().min(1),
		name: z.string().min(1),
		email: z.email(),
		roles: z.array(z.enum(ROLES)).min(1),
		/** IANA time zone in which the person works. */
		zone: z.string().min(1),
		/** ISO 3166-1 alpha-2: whose public holidays are days off. */
		country: z.string().min(1).nullable().optional(),
		/** Region of that country, such as BY for Bavaria. */
		region: z.string().min(1).nullable().optional(),
		/** External id of the manager of record, from today on. */
		manager: z.string().min(1).nullable().default(null),
		/** False for somebody who has left. */
		active: z.boolean().default(true),
	}),
);

/**
 * Brings people into the organisation of the key, in the coachloop that runs on this machine. All or nothing; the same
 * file twice changes nothing. Gives 0, 1 when the people were refused, 2 on wrong use.
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
		const imported = await org.importPeople(people.list, new Date().toISOString().slice(0, 10));
		if (!imported.ok) {
			for (const { field, expected, came } of imported.error.faults) {
				output.error(`${field}: expected ${expected}, came ${came}`);
			}
			return FAILED;
		}
		const made: { readonly id: string; readonly externalId: string; readonly apiKey: string | null }[] = [];
		for (const { id, externalId } of imported.value) {
			made.push({ id, externalId, apiKey: options.keys ? await org.createApiKey(id) : null });
		}
		for (const { id, externalId, apiKey } of made)
			output.line(`${externalId}  ${id}${apiKey === null ? "" : `  ${apiKey}`}`);
		output.line(`${made.length} people are in${options.keys ? "; each key is shown this once" : ""}.`);
		output.json({ people: made });
		return DONE;
	} finally {
		await records.close();
	}
}

async function readPeople(
	file: string,
): Promise<{ readonly list: z.output<typeof peopleSchema> } | { readonly wrong: string }> {
	let json: unknown;
	try {
		json = JSON.parse(await readFile(file, "utf8"));
	} catch (error) {
		return { wrong: `${file}: expected a JSON list of people, came: ${messageOf(error)}` };
	}
	const parsed = peopleSchema.safeParse(json);
	if (parsed.success) return { list: parsed.data };
	return {
		wrong: parsed.error.issues.map(({ path, message }) => `${file}: /${path.join("/")}: ${message}`).join("\n"),
	};
}

async function recordsOf(home: string): Promise<Records | null> {
	const port = (await findRunning(home))?.databasePort ?? null;
	if (port === null) return null;
	const urls = await databaseUrlsOf(home, port);
	return urls === null
		? null
		: createRecords({ appUrl: urls.app, relayUrl: urls.relay, fingerprintKey: "not used here" });
}
