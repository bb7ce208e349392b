import { readFile } from "node:fs/promises";
import { z } from "zod";
import { DEFAULT_POLICY } from "../domain/policy.ts";
import { parseTranscript } from "../services/scoring/formats/index.ts";
import { createScoring } from "../services/scoring/index.ts";
import { renderScorecard } from "../services/scoring/render.ts";

export type ScoreOptions = {
	readonly file: string;
	readonly rep: string | null;
	/** A file with a JSON object of names, by the source's own keys; null where there is none. */
	readonly speakers: string | null;
	readonly json: boolean;
};

const DONE = 0;
const FAILED = 1;
const WRONG_USE = 2;

/** Scores one file and prints the scorecard. Gives 0, 1 where the file cannot be scored, 2 where the rep is not named. */
export async function run({ file, rep, speakers: map, json }: ScoreOptions): Promise<number> {
	const fail = (code: number, fault: { code: string; field: string; expected: string; came: string }) => {
		if (json) process.stdout.write(`${JSON.stringify({ file, error: fault }, null, 2)}\n`);
		process.stderr.write(`${file}: ${fault.field}: expected ${fault.expected}; came ${fault.came}\n`);
		return code;
	};
	let content: Uint8Array;
	try {
		content = await readFile(file);
	} catch (error) {
		const came = error instanceof Error ? error.message : String(error);
		return fail(FAILED, { code: "unreadable", field: "file", expected: "a file that can be read", came });
	}
	const names = map === null ? {} : await readNames(map);
	if (names === null) {
		const expected = "a file with a JSON object of names by speaker id";
		return fail(WRONG_USE, { code: "unreadable", field: "--speakers", expected, came: map ?? "nothing" });
	}
	const parsed = parseTranscript(content, {
		kind: "customer-call",
		speakers: names,
		...(rep === null ? {} : { rep }),
	});
	if (!parsed.ok) {
		const isAboutTheRep = parsed.error.code === "who-is-the-rep" || parsed.error.code === "no-rep";
		const code = fail(isAboutTheRep ? WRONG_USE : FAILED, parsed.error);
		if (isAboutTheRep) process.stderr.write("Name the rep with --rep NAME.\n");
		return code;
	}
	const { conversation, format, speakers } = parsed.value;
	const { bands } = DEFAULT_POLICY;
	const { labelling, scorecard } = createScoring().labelAndScore(conversation, bands);
	if (json) {
		const { value } = parsed;
		const { repFoundBy } = value;
		const report = {
			file,
			format,
			rep: value.rep,
			repFoundBy,
			speakers,
			language: conversation.language,
			scorecard,
			labelling,
		};
		process.stdout.write(`${JSON.stringify({ ...report, conversation }, null, 2)}\n`);
		return DONE;
	}
	const head = `${file} · ${format} · rep ${parsed.value.rep} · ${conversation.utterances.length} utterances`;
	process.stdout.write(`${head}\n\n${renderScorecard({ conversation, labelling, scorecard, bands })}`);
	return DONE;
}

async function readNames(path: string): Promise<{ readonly [key: string]: string } | null> {
	try {
		return z.record(z.string(), z.string()).parse(JSON.parse(await readFile(path, "utf8")));
	} catch {
		return null;
	}
}
