import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { page } from "../api/schemas/common.ts";
import { conversation, speaker, submitted } from "../api/schemas/conversation.ts";
import { cyclePage } from "../api/schemas/cycle.ts";
import { person } from "../api/schemas/person.ts";
import { scorecard } from "../api/schemas/scorecard.ts";
import { SIGNALS } from "../domain/signals/signal.ts";
import { messageOf } from "../embedded/errors.ts";
import { decode } from "../services/scoring/formats/index.ts";
import { TITLES } from "../services/scoring/render.ts";
import { type ApiClient, ApiRefusal, createApiClient, eventually } from "./api-client.ts";
import { createOutput, type Output } from "./progress.ts";
import { startTrial } from "./trial.ts";

export type ImportOptions = {
	readonly folder: string;
	/** Address of the API; null for a throw-away coachloop that is stopped again at the end. */
	readonly url: string | null;
	readonly key: string | null;
	/** External id of the rep whose calls these are; null in a throw-away coachloop. */
	readonly rep: string | null;
	readonly json: boolean;
};

const DONE = 0;
const FAILED = 1;
const WRONG_USE = 2;
const PATIENCE_MS = 30_000;

const manifestSchema = z.array(
	z.looseObject({
		file: z.string().regex(/^[^/\\]+$/, "the name of a file in the folder, without a path"),
		/** The rep as the file names them, where it does not say by itself who that is. */
		rep: z.string().min(1).optional(),
		/** Names by the file's own keys of speakers, or of segments where it has no speakers. */
		speakers: z.record(z.string(), z.string()).optional(),
		/** The format as the source calls it; for people only, since the format is seen from the content. */
		format: z.string().optional(),
		language: z.string().optional(),
		consent: z.boolean(),
		occurredAt: z.iso.datetime({ offset: true }).optional(),
	}),
);

type Entry = z.output<typeof manifestSchema>[number];
type Scorecard = z.output<typeof scorecard>;

type Imported =
	| { readonly file: string; readonly state: "scored"; readonly duplicate: boolean; readonly scorecard: Scorecard }
	| {
			readonly file: string;
			/** Kept, and not scored until somebody says who of the speakers the rep is. */
			readonly state: "awaiting-rep";
			readonly conversation: string;
			readonly task: string | null;
			readonly speakers: readonly string[];
	  }
	| { readonly file: string; readonly state: "refused"; readonly reason: string };

/**
 * Brings in the calls that a folder's manifest.json names, through the public API. Gives 0 when every file was scored
 * or refused with a reason, or waits for somebody to say who the rep is, 1 when the import broke off, 2 on wrong use.
 */
export async function run(options: ImportOptions, start: typeof startTrial = startTrial): Promise<number> {
	const output = await createOutput(options);
	const wrong = (text: string) => {
		output.error(text);
		return WRONG_USE;
	};
	if (options.key !== null && options.rep === null)
		return wrong("--rep: expected the external id of the rep whose calls these are, came nothing");
	if (options.key === null && options.url !== null) return wrong("--key: expected an API key for --url, came nothing");

	const manifest = await readManifest(options.folder);
	if ("wrong" in manifest) return wrong(manifest.wrong);

	const trial = options.key === null ? await start(output) : null;
	try {
		const client =
			trial?.client ??
			createApiClient({
				url: options.url ?? "http://127.0.0.1:4400",
				key: options.key ?? "",
				hopeless: () => null,
				patienceMs: PATIENCE_MS,
			});
		const rep = await findRep(client, trial?.rep ?? options.rep ?? "");
		if (rep === null) return wrong(`--rep: expected the external id of a rep, came ${options.rep}, who is nobody`);

		const results: Imported[] = [];
		const bar = output.bar("Importing calls", manifest.entries.length);
		for (const entry of manifest.entries) {
			results.push(await importOne(client, rep.id, options.folder, entry));
			bar.advance(entry.file);
		}
		bar.done(`Looked at ${results.length} calls`);

		const cycles = (await client.get(`/v1/cycles?repId=${rep.id}`, cyclePage)).data;
		const known = (await client.get(`/v1/reps/${rep.id}/conversations`, page(conversation))).data;
		const running = cycles.find(({ phase }) => phase !== "closed") ?? null;
		report(output, results, running, known.filter(({ state }) => state === "scored").length);
		return DONE;
	} catch (error) {
		output.error(messageOf(error));
		return FAILED;
	} finally {
		await trial?.stop();
	}
}

async function readManifest(
	folder: string,
): Promise<{ readonly entries: readonly Entry[] } | { readonly wrong: string }> {
	const path = join(folder, "manifest.json");
	let json: unknown;
	try {
		json = JSON.parse(await readFile(path, "utf8"));
	} catch (error) {
		return { wrong: `${path}: expected a JSON list of calls, came: ${messageOf(error)}` };
	}
	const parsed = manifestSchema.safeParse(json);
	if (parsed.success) return { entries: parsed.data };
	const faults = parsed.error.issues.map(({ path: at, message }) => `/${at.join("/")}: ${message}`);
	return { wrong: `${path}: ${faults.join("; ")}` };
}

async function findRep(client: ApiClient, externalId: string): Promise<z.output<typeof person> | null> {
	const path = `/v1/reps?externalId=${encodeURIComponent(externalId)}`;
	return (await client.get(path, page(person))).data[0] ?? null;
}

async function importOne(client: ApiClient, repId: string, folder: string, entry: Entry): Promise<Imported> {
	const { file } = entry;
	let bytes: Uint8Array;
	try {
		bytes = await readFile(join(folder, file));
	} catch (error) {
		return { file, state: "refused", reason: messageOf(error) };
	}
	const text = decode(bytes);
	if (!text.ok) return { file, state: "refused", reason: `expected ${text.error.expected}; came ${text.error.came}` };
	const content = text.value;
	const now = new Date().toISOString();
	const occurredAt = entry.occurredAt ?? now;
	const submission = {
		repId,
		source: "live",
		kind: "customer-call",
		occurredAt,
		...(entry.language === undefined ? {} : { language: entry.language }),
		transcript: {
			content,
			...(entry.rep === undefined ? {} : { rep: entry.rep }),
			...(entry.speakers === undefined ? {} : { speakers: entry.speakers }),
		},
		...(entry.consent ? { consent: { purpose: "coaching", reference: `manifest.json: ${file}`, at: occurredAt } } : {}),
	};
	// The same file sent again within one import is one call; its words are recognised ever after.
	const key = `import:${createHash("sha256").update(file).update(occurredAt).update(content).digest("hex")}`;
	try {
		const { id, duplicate, task } = await client.post("/v1/conversations", key, submission, submitted);
		const reached = await eventually(
			`the score of ${file}`,
			() => null,
			async () => {
				const { state } = await client.get(`/v1/conversations/${id}`, conversation);
				return state === "received" ? null : state;
			},
		);
		switch (reached) {
			case "scored": {
				const card = await client.get(`/v1/conversations/${id}/scorecard`, scorecard);
				return { file, state: reached, duplicate, scorecard: card };
			}
			case "awaiting-rep": {
				const { data } = await client.get(`/v1/conversations/${id}/speakers`, page(speaker));
				return { file, state: reached, conversation: id, task, speakers: data.map(({ label }) => label) };
			}
			case "awaiting-consent":
				return { file, state: "refused", reason: "nobody has recorded the customer's consent" };
			case "refused":
				return { file, state: reached, reason: "none of its speakers is the rep, as somebody said" };
		}
	} catch (error) {
		if (!(error instanceof ApiRefusal)) throw error;
		return { file, state: "refused", reason: error.faults };
	}
}

function report(
	output: Output,
	results: readonly Imported[],
	running: z.output<typeof cyclePage>["data"][number] | null,
	known: number,
): void {
	for (const result of results) for (const text of linesOf(result)) output.line(text);
	const count = (state: Imported["state"]) => results.filter((result) => result.state === state).length;
	const full = results.filter((result) => result.state === "scored" && result.scorecard.fullMeasurement).length;
	const open = count("awaiting-rep");
	output.line(
		`${count("scored")} scored (${full} with all four readings), ${count("refused")} refused${open === 0 ? "" : `, ${open} kept until somebody says who the rep is`}.`,
	);
	output.line(
		running === null
			? "The rep has no running cycle: the scores belong to the rep alone."
			: `The rep's cycle ${running.id} (${running.phase}, week ${running.week}) now knows ${known} scored conversations; calls count in the trend of customer calls, and in the carry-over of week 12, never in the baseline.`,
	);
	output.json({ results, cycle: running, scoredConversationsOfRep: known });
}

function linesOf(result: Imported): readonly string[] {
	switch (result.state) {
		case "refused":
			return [`${result.file}: refused. ${result.reason}`, ""];
		case "awaiting-rep":
			return [
				`${result.file}: kept, not scored: who of ${result.speakers.join(", ")} is the rep? The manager is asked (task ${result.task}); \`rep\` in manifest.json says it beforehand.`,
				"",
			];
		case "scored":
			return [
				`${result.file}: ${result.duplicate ? "known already" : "scored"}${result.scorecard.fullMeasurement ? "" : ", not a full measurement"}`,
				...SIGNALS.flatMap((signal) => readingLines(result.scorecard, signal)),
				`  Next: ${result.scorecard.nextAction.words}${quoteOf(result.scorecard.nextAction.cites)}`,
				"",
			];
	}
}

function readingLines({ readings }: Scorecard, signal: keyof Scorecard["readings"]): readonly string[] {
	const reading = readings[signal];
	if (reading.status === "not-applicable") return [`  ${TITLES[signal]}: not applicable, ${reading.words}`];
	const { value, numerator, denominator, unit, tier, interval, lowConfidence } = reading;
	const number = (n: number) => String(Math.round(n * 100) / 100);
	const low = lowConfidence === null ? "" : `, low confidence (${lowConfidence})`;
	return [
		`  ${TITLES[signal]}: ${number(value)} ${unit} (${numerator} of ${number(denominator)}; 95 % ${number(interval.low)} to ${number(interval.high)}), ${tier}${low}`,
		...reading.counted.map((line) => `    + ${lineOf(line)}`),
		...reading.notCounted.map((line) => `    - ${lineOf(line)}: ${line.words}`),
	];
}

type Line = Scorecard["readings"]["discovery-density"]["counted"][number];

function lineOf({ utterance, startMs, quote }: Line): string {
	const at = startMs === null ? `#${utterance}` : new Date(startMs).toISOString().slice(11, 19);
	return `[${at}] “${quote}”`;
}

function quoteOf(line: Line | null): string {
	return line === null ? "" : ` ${lineOf(line)}`;
}
