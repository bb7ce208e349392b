import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { builtFile } from "../../../../embedded/guarded.ts";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import { parseTranscript } from "../../../../services/scoring/formats/index.ts";

const HOSTILE_BYTES = 5_000_000;
const LABELLED_BYTES = 200_000;
const SPENT_MS_MAX = 2000;
const MEMORY_MB_MAX = 200;
/** Three of these are the young generation, the rest of the 200 MB the old one. */
const SEMI_SPACE_MB = 16;
const PATIENCE_MS = 30_000;

/** The smaller of both clocks: a busy machine stretches the wall's, a garbage collector of several threads the processor's. */
function spentMs(work: () => void): number {
	const started = performance.now();
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return Math.min((user + system) / 1000, performance.now() - started);
}

type Hostile = readonly [name: string, content: string];

type Filled = (piece: string) => string;

const textsOf = (filled: Filled): Hostile[] => [
	["open voice tags", `WEBVTT\n\n00:01.000 --> 00:02.000\n${filled("<v ")}`],
	["open classes", `WEBVTT\n\n00:01.000 --> 00:02.000\n<v${filled(".a")}`],
	["voices in one cue", `WEBVTT\n\n00:01.000 --> 00:02.000\n${filled("<v A>a<v B>b")}`],
	["half times", `WEBVTT\n\n${filled("00:00:00.000 -->\n")}`],
	["times without text", `WEBVTT\n\n${filled("00:00:00.000 --> 00:00:01.000\n")}`],
	["times with settings", `WEBVTT\n\n00:00:00.000 --> 00:00:01.000 ${filled("a:b ")}x`],
	["arrows", `WEBVTT\n\n00:01.000 --> 00:02.000\n${filled("0:0 --> ")}`],
	["entities", `WEBVTT\n\n00:01.000 --> 00:02.000\n<v Rep>${filled("&amp")}</v>`],
	["numbered cues", filled("1\n00:00:00,000 --> 00:00:01,000\nRep: a\n\n")],
	["open objects in cues", `WEBVTT\n\n00:01.000 --> 00:02.000\n{"spokenText":${filled("[")}`],
	["colons", filled("a:")],
	["names", filled("Rep: hello\nAnn: well\n")],
	["brackets", filled("[00:00:01] (")],
	["spaces in front of a colon", `Rep${filled(" ")}: x`],
	["one line without spaces", `Rep: ${filled("x")}\nAnn: y`],
	["blank lines", `Rep: a\n${filled("\n")}Ann: b`],
	["one sentence of questions", `Rep: ${filled("so what do you what do you ")}\nAnn: ${filled("but i don't need ")}`],
	["repeated letters", `Rep: ${filled("i-i-i-i-i ")}\nAnn: no`],
	["commas", `Rep: ${filled(", what, how, so, ")}?\nAnn: no`],
	["dots", `Rep: hello ${filled(". ")}\nAnn: no${filled("...")}`],
];

const jsonOf = (filled: Filled, bytes: number): Hostile[] => [
	["nested lists", `{"segments":${filled("[")}`],
	["nested and closed lists", `{"segments":[${"[".repeat(bytes / 2)}${"]".repeat(bytes / 2)}]}`],
	["nested objects", `{"results":{"utterances":[${'{"a":'.repeat(bytes / 6)}0${"}".repeat(bytes / 6)}]}}`],
	["empty objects", `{"callTranscripts":[{"transcript":[${filled("{},")}{}]}]}`],
	["empty lists", `{"sentences":[${filled("[],")}[]]}`],
	["numbers", `{"utterances":[${filled("0,")}0]}`],
	["ids of twenty digits", `{"utterances":[${filled("12345678901234567890,")}0]}`],
	["quotation marks", `{"segments":[{"speaker":12345678901234567890,"text":"${filled('\\"')}"}]}`],
	["backslashes", `{"segments":[{"speaker":12345678901234567890,"text":"${filled("\\\\")}`],
	["one long word", `{"segments":[{"start":0,"end":1,"speaker":"A","text":"${filled("x")}"}]}`],
	["escaped line ends", `{"segments":[{"start":0,"end":1,"speaker":"A","text":"${filled("\\n")}"}]}`],
	["fields", `{"utterances":[{${Array.from({ length: bytes / 11 }, (_, i) => `"k${i}":1`).join()}}]}`],
	["small segments", `{"segments":[${filled('{"start":0,"end":0,"text":"a","speaker":"A"},')}{}]}`],
	["whisper's segments", `{"segments":[${filled('{"id":1,"start":0,"end":0,"text":"a"},')}{}]}`],
	["small elements", `{"monologues":[{"speaker":1,"elements":[${filled('{"value":"a"},')}{"value":"b"}]}]}`],
	["monologues", `{"monologues":[${filled('{"speaker":1,"elements":[]},')}{}]}`],
	["entries", `[${filled('{"participant":"a","startTime":"b"},')}{}]`],
	["pages", `[${filled('{"transcriptEntries":[]},')}{}]`],
	["calls", `[${filled('{"callTranscripts":[{}]},')}{}]`],
	["parties", `{"callTranscripts":[{"transcript":[]}],"parties":[${filled('{"speakerId":"a"},')}{}]}`],
	["attendees", `{"sentences":[],"meeting_attendees":[${filled('{"name":"a","email":"b"},')}{}]}`],
	["speakers", `{"segments":[],"speakers":{${filled('"a":"b",')}"c":"d"}}`],
	["a long duration", `{"segments":[],"duration":${filled("9")}}`],
];

const repeatedTo =
	(bytes: number): Filled =>
	(piece) =>
		piece.repeat(Math.ceil(bytes / piece.length));

/** Reads one file in a process of its own, which tells what that took. */
const CHILD = `
import { readFileSync } from "node:fs";
const { parseTranscript } = await import(process.argv[2]);
const bytes = readFileSync(process.argv[3]);
parseTranscript("Rep: Hello.", { kind: "customer-call" });
const rss = process.memoryUsage().rss;
const started = performance.now();
const before = process.cpuUsage();
const read = parseTranscript(bytes, { kind: "customer-call", language: "en" });
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({
	came: read.ok ? "utterances" : read.error.came,
	spentMs: Math.min((user + system) / 1000, performance.now() - started),
	grownMb: (process.resourceUsage().maxRSS * 1024 - rss) / 1e6,
}));
`;

const outcome = z.object({ came: z.string().min(1), spentMs: z.number(), grownMb: z.number() });

describe(`five hostile megabytes are read in two seconds and ${MEMORY_MB_MAX} MB`, () => {
	const cases = [...textsOf(repeatedTo(HOSTILE_BYTES)), ...jsonOf(repeatedTo(HOSTILE_BYTES), HOSTILE_BYTES)];
	const parser = pathToFileURL(builtFile("services/scoring/formats/index.js")).href;
	let folder = "";

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "coachloop-hostile-"));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	test.each(cases)(
		"%s",
		async (_name, content) => {
			const script = join(folder, "child.mjs");
			const file = join(folder, "hostile.txt");
			await writeFile(script, CHILD);
			await writeFile(file, content);
			const limits = [
				`--max-old-space-size=${MEMORY_MB_MAX - 3 * SEMI_SPACE_MB}`,
				`--max-semi-space-size=${SEMI_SPACE_MB}`,
			];
			const { stdout } = await promisify(execFile)(process.execPath, [...limits, script, parser, file]);
			const { spentMs, grownMb } = outcome.parse(JSON.parse(stdout));
			expect(spentMs).toBeLessThan(SPENT_MS_MAX);
			expect(grownMb).toBeLessThan(MEMORY_MB_MAX);
		},
		PATIENCE_MS,
	);
});

describe("labels of a hostile text cost no more than its length", () => {
	const labeller = createEmbeddedLabeller();

	test.each(textsOf(repeatedTo(LABELLED_BYTES)))("%s", (_name, content) => {
		const read = parseTranscript(content, { kind: "customer-call", language: "en" });
		const spent = spentMs(() => {
			if (read.ok) labeller.label(read.value.conversation);
		});
		expect(spent).toBeLessThan(SPENT_MS_MAX);
	});
});
