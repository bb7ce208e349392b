import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import winkModel from "wink-eng-lite-web-model";
import winkNlp from "wink-nlp";
import { z } from "zod";
import type { Conversation } from "../domain/signals/conversation.ts";
import { createEmbeddedLabeller } from "../services/scoring/embedded/index.ts";
import { parseTranscript } from "../services/scoring/formats/index.ts";
import type { Bench, BenchResult } from "./bench.ts";
import { spreadOf, WrongUse } from "./bench.ts";
import { TALK } from "./talk.ts";

const THOUSAND = 1000;
/** Thousands of utterances before the numbers count: the engine compiles what it sees often. */
const WARM_UP = 10;
/** As many samples as a 99th percentile needs to be one of them. */
const THOUSANDS = 120;
const THOUSANDS_BESIDE_WINK = 15;
const STARTS = 7;

/**
 * Labelling per utterance and per thousand utterances, its rate beside wink-nlp on the same text, loading of the English
 * pack, memory, and the whole command on an 8-minute call. With `--data DIR`, the transcripts of that folder are labelled
 * instead of the built-in talk; its manifest.json may name the rep of each.
 */
export const run: Bench = async (args) => {
	const folder = args.includes("--data") ? args[args.indexOf("--data") + 1] : undefined;
	const conversations = args.includes("--data") ? conversationsOf(folder) : [builtIn()];
	const perThousand = thousands(conversations, THOUSANDS, (batch) => spentMs(() => batch.forEach(label)));
	const perUtterance = perThousand.map((ms) => (ms * 1000) / THOUSAND);
	return [
		spreadOf("us-per-utterance", "us", perUtterance),
		percentile("ms-per-1000-utterances-p99", "ms", perThousand, 0.99),
		spreadOf("sentence-rate-over-wink", "times", overWink(conversations)),
		spreadOf("load-ms", "ms", repeated(STARTS, loadOnce)),
		spreadOf("memory-mb", "MB", repeated(STARTS, memoryOnce)),
		spreadOf("score-8min-call-ms", "ms", scoreEightMinutes()),
	];
};

const labeller = createEmbeddedLabeller();

function label(conversation: Conversation): void {
	labeller.label(conversation);
}

/**
 * Both read the same English conversations in turn; wink-nlp hands out its tokens, sentences and tags, as the labeller its
 * labels. A sentence is what either calls one, as long as it is the same for both: the ratio of the rates is the ratio of
 * the times.
 */
function overWink(conversations: readonly Conversation[]): number[] {
	const wink = winkNlp(winkModel, ["sbd", "pos"]);
	const english = conversations.filter(({ language }) => language === "en");
	const ratios: number[] = [];
	thousands(english, THOUSANDS_BESIDE_WINK, (batch) => {
		const texts = batch.flatMap(({ utterances }) => utterances.map(({ text }) => text));
		const ours = spentMs(() => batch.forEach(label));
		const theirs = spentMs(() => {
			for (const text of texts) {
				const document = wink.readDoc(text);
				document.sentences().out();
				document.tokens().out();
				document.tokens().out(wink.its.pos);
			}
		});
		ratios.push(theirs / ours);
		return ours;
	});
	return ratios.slice(WARM_UP);
}

/** Milliseconds for a thousand utterances, again and again; conversations are taken in turn and never cut. */
function thousands(
	conversations: readonly Conversation[],
	samples: number,
	spent: (batch: readonly Conversation[]) => number,
): number[] {
	let at = 0;
	const measured = repeated(conversations.length === 0 ? 0 : WARM_UP + samples, () => {
		const batch: Conversation[] = [];
		let utterances = 0;
		while (utterances < THOUSAND) {
			const conversation = conversations[at % conversations.length];
			at += 1;
			if (conversation === undefined) break;
			batch.push(conversation);
			utterances += conversation.utterances.length;
		}
		return (spent(batch) * THOUSAND) / utterances;
	});
	return measured.slice(WARM_UP);
}

function percentile(name: string, unit: string, samples: readonly number[], share: number): BenchResult {
	const sorted = [...samples].sort((a, b) => a - b);
	return { ...spreadOf(name, unit, samples), value: sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN };
}

/** What one core spent: the processor's time, or the clock's where threads of the engine ran beside. */
function spentMs(work: () => void): number {
	const before = process.cpuUsage();
	const ms = msOf(work);
	const { user, system } = process.cpuUsage(before);
	return Math.min(ms, (user + system) / 1000);
}

function msOf(work: () => void): number {
	const started = performance.now();
	work();
	return performance.now() - started;
}

/** Runs code in a process of its own, where nothing is loaded yet; it prints one number. */
function alone(code: string): number {
	const { stdout, status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(`a process of the bench failed: ${stderr}`);
	return Number(stdout);
}

const LABELLER = JSON.stringify(new URL("../services/scoring/embedded/index.js", import.meta.url).href);

function loadOnce(): number {
	return alone(`
		const at = performance.now();
		const { createEmbeddedLabeller } = await import(${LABELLER});
		createEmbeddedLabeller().label({ kind: "role-play", language: "en", utterances: [] });
		console.log(performance.now() - at);
	`);
}

/** The most memory that a process had which labelled some thousand utterances, without what Node takes for itself. */
function memoryOnce(): number {
	const most = "console.log(process.resourceUsage().maxRSS / 1024);";
	const labelled = alone(`
		const { createEmbeddedLabeller } = await import(${LABELLER});
		const labeller = createEmbeddedLabeller();
		const conversation = ${JSON.stringify(builtIn())};
		for (let i = 0; i < 50; i++) labeller.label(conversation);
		${most}
	`);
	return labelled - alone(most);
}

function scoreEightMinutes(): number[] {
	const folder = mkdtempSync(join(tmpdir(), "coachloop-bench-"));
	try {
		const file = join(folder, "call.txt");
		const stamp = (ms: number | null) => new Date(ms ?? 0).toISOString().slice(11, 19);
		const lines = builtIn().utterances.map(({ startMs, speaker, text }) => `[${stamp(startMs)}] ${speaker}: ${text}`);
		writeFileSync(file, lines.join("\n"));
		const main = fileURLToPath(new URL("../cli/main.js", import.meta.url));
		return repeated(STARTS, () =>
			msOf(() => {
				const { status, stderr } = spawnSync(process.execPath, [main, "score", file], { encoding: "utf8" });
				if (status !== 0) throw new Error(`coachloop score failed: ${stderr}`);
			}),
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function repeated(times: number, once: () => number): number[] {
	return Array.from({ length: times }, once);
}

const manifest = z.array(z.object({ file: z.string(), rep: z.string().optional() }));

function repsOf(folder: string): ReadonlyMap<string, string | undefined> {
	const path = join(folder, "manifest.json");
	if (!existsSync(path)) return new Map();
	const read = manifest.safeParse(JSON.parse(readFileSync(path, "utf8")));
	if (!read.success) throw new WrongUse(`manifest.json: expected [{ file, rep }], came ${z.prettifyError(read.error)}`);
	return new Map(read.data.map(({ file, rep }) => [file, rep]));
}

/** Where no manifest names the rep, it is whoever speaks first. */
function conversationsOf(folder: string | undefined): Conversation[] {
	const found: Conversation[] = [];
	if (folder === undefined || !existsSync(folder)) {
		throw new WrongUse(`--data: expected a folder with transcripts, came ${folder ?? "nothing"}`);
	}
	const reps = repsOf(folder);
	for (const name of readdirSync(folder).sort()) {
		if (!/\.(?:vtt|srt|txt|json)$/.test(name) || name === "manifest.json") continue;
		const content = readFileSync(join(folder, name));
		const named = reps.get(name);
		const first = parseTranscript(content, { kind: "customer-call", ...(named === undefined ? {} : { rep: named }) });
		const [rep] = first.ok ? [] : first.error.speakers;
		const read = rep === undefined ? first : parseTranscript(content, { kind: "customer-call", rep });
		if (read.ok) found.push(read.value.conversation);
	}
	if (found.length === 0) throw new WrongUse(`--data: expected a folder with transcripts, came ${folder}`);
	return found;
}

const WORDS_PER_MINUTE = 150;

function builtIn(): Conversation {
	let at = 0;
	const utterances = TALK.map(([speaker, text], ordinal) => {
		const startMs = at;
		at += (text.split(" ").length * 60_000) / WORDS_PER_MINUTE;
		const role = speaker === "Rep" ? ("rep" as const) : ("customer" as const);
		return { ordinal, role, speaker, text, startMs, endMs: at, confidence: null };
	});
	return { kind: "role-play", language: "en", utterances };
}
