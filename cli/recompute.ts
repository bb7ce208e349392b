import { resolve } from "node:path";
import { z } from "zod";
import { RUBRIC_VERSION } from "../domain/signals/scorecard.ts";
import { findRunning } from "../embedded/lock.ts";
import { databaseUrlsOf } from "../embedded/services.ts";
import { ConfigError, loadConfig, loadServiceConfig } from "../services/config.ts";
import { createRecords } from "../services/records/index.ts";
import type { Difference, Recomputed, Records } from "../services/records/types.ts";
import { createOutput, type Output } from "./progress.ts";

export type RecomputeOptions = {
	/** Only this organisation; null for all. */
	readonly org: string | null;
	/** Data folder of a coachloop that runs on this machine, where no database is named by the settings. */
	readonly home: string | null;
	readonly json: boolean;
};

const ALL_EQUAL = 0;
const DIFFERENT = 1;
const WRONG_USE = 2;

/** Scorecards of one short transaction. A transcript can have megabytes, and a page of them is held at once. */
const PAGE = 25;
/** Differences in the one JSON document. On a terminal each is printed as it is found, and none is held. */
const IN_JSON_MAX = 10_000;

type Found = Difference & { readonly orgId: string; readonly conversationId: string; readonly scorecard: number };

/**
 * Computes everything that is stored again: transcript and labels in, the same numbers out, to the last digit. Gives 0
 * when all are equal, 1 when one differs, 2 on wrong use.
 */
export async function run(options: RecomputeOptions): Promise<number> {
	const output = await createOutput(options);
	const wrong = (text: string) => {
		output.error(text);
		return WRONG_USE;
	};
	if (options.org !== null && !z.uuid().safeParse(options.org).success) {
		return wrong(`--org: expected the id of an organisation, came ${options.org}`);
	}
	let records: Records | null;
	try {
		records = await recordsOf(options.home);
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		return wrong(error.message);
	}
	if (records === null) return wrong("--home: expected the data folder of a running coachloop, or DATABASE_URL");
	try {
		return await recompute(records, options.org, output);
	} finally {
		await records.close();
	}
}

/** The database that the settings name, else that of the coachloop which runs on this machine. */
async function recordsOf(home: string | null): Promise<Records | null> {
	const config = loadConfig();
	const fingerprintKey = "not used here";
	if (config.databaseUrl !== null && home === null) {
		const { databaseUrl, databaseRelayUrl } = loadServiceConfig(["database", "relay"], config);
		return createRecords({ appUrl: databaseUrl, relayUrl: databaseRelayUrl, fingerprintKey });
	}
	const folder = resolve(home ?? config.home);
	const port = (await findRunning(folder))?.databasePort ?? null;
	const urls = port === null ? null : await databaseUrlsOf(folder, port);
	return urls === null ? null : createRecords({ appUrl: urls.app, relayUrl: urls.relay, fingerprintKey });
}

/** All scorecards of all organisations, a page at a time: however much is stored, no more than a page is in memory. */
export async function recompute(records: Records, only: string | null, output: Output): Promise<number> {
	const counts = { organisations: 0, scorecards: 0, equal: 0, different: 0, unknownPolicy: 0, noTranscript: 0 };
	const otherRubrics = new Map<string, number>();
	const kept: Found[] = [];
	let differences = 0;

	const take = (orgId: string, { conversationId, ordinal, rubricVersion, verdict }: Recomputed): void => {
		counts.scorecards += 1;
		switch (verdict.kind) {
			case "equal":
				counts.equal += 1;
				return;
			case "other-rubric":
				otherRubrics.set(rubricVersion, (otherRubrics.get(rubricVersion) ?? 0) + 1);
				return;
			case "unknown-policy":
				counts.unknownPolicy += 1;
				return;
			case "no-transcript":
				counts.noTranscript += 1;
				return;
			case "different":
				counts.different += 1;
				for (const difference of verdict.differences) {
					differences += 1;
					const found = { orgId, conversationId, scorecard: ordinal, ...difference };
					output.line(lineOf(found));
					if (output.isJson && kept.length < IN_JSON_MAX) kept.push(found);
				}
		}
	};

	for await (const orgId of organisations(records, only)) {
		counts.organisations += 1;
		await records.auditRecompute(orgId);
		for (let after: string | null = null; ; ) {
			const page = await records.recomputePage(orgId, after, PAGE);
			for (const one of page) take(orgId, one);
			const last = page.at(-1);
			if (last === undefined) break;
			after = last.id;
		}
	}

	const { organisations: _, ...rest } = counts;
	output.line(
		`${rest.scorecards} scorecards in ${counts.organisations} organisations: ${rest.equal} equal to the last digit, ${rest.different} different (in ${differences} places).`,
	);
	for (const [version, count] of otherRubrics) {
		output.line(`Not compared: ${count} of rubric version ${version}; this is version ${RUBRIC_VERSION}.`);
	}
	if (rest.unknownPolicy > 0)
		output.line(`Not compared: ${rest.unknownPolicy}, of which the bands that they were computed with are not known.`);
	if (rest.noTranscript > 0) output.line(`Not compared: ${rest.noTranscript}, of which the words are gone.`);
	output.json({
		rubricVersion: RUBRIC_VERSION,
		...counts,
		otherRubrics: Object.fromEntries(otherRubrics),
		differences: kept,
		differencesLeftOut: differences - kept.length,
	});
	return rest.different === 0 ? ALL_EQUAL : DIFFERENT;
}

async function* organisations(records: Records, only: string | null): AsyncGenerator<string> {
	if (only !== null) {
		yield only;
		return;
	}
	for (let after: string | null = null; ; ) {
		const next = await records.nextOrganisation(after);
		if (next === null) return;
		yield next;
		after = next;
	}
}

function lineOf({ orgId, conversationId, scorecard, field, stored, recomputed }: Found): string {
	const where = field === "" ? "the stored documents" : field;
	return `${conversationId} (organisation ${orgId}, scorecard ${scorecard}) ${where}: stored ${JSON.stringify(stored)}, recomputed ${JSON.stringify(recomputed)}`;
}
