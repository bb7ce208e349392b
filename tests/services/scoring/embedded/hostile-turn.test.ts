import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { builtFile } from "../../../../embedded/guarded.ts";

const HOSTILE_LETTERS = 5_000_000;
// Twice what a busy machine needs: a text that costs more than its length costs minutes.
const SPENT_MS_MAX = 4000;
const MEMORY_MB_MAX = 200;
/** Three of these are the young generation, the rest of the 200 MB the old one. */
const SEMI_SPACE_MB = 16;
const PATIENCE_MS = 30_000;

/** The processor's time or the clock's, whichever is smaller: a busy machine stretches the clock's. */
const CHILD = `
const [labeller, role, piece, letters] = process.argv.slice(2);
const { createEmbeddedLabeller } = await import(labeller);
const { label } = createEmbeddedLabeller();
const said = (...turns) => ({
	kind: "role-play",
	language: "en",
	utterances: turns.map(([role, text], ordinal) => ({
		ordinal, role, speaker: role, text, startMs: null, endMs: null, confidence: null,
	})),
});
const word = (n) => String.fromCharCode(97 + (n % 26), 97 + (Math.trunc(n / 26) % 26), 97 + (Math.trunc(n / 676) % 26), 97 + (Math.trunc(n / 17576) % 26));
label(said(["rep", "What do you need?"]));
let text = JSON.parse(piece);
if (text.includes("{word}")) {
	const parts = text.split("{word}");
	const made = [];
	for (let n = 0, length = 0; length < letters; n++) {
		const next = parts.join(word(n * 7919));
		length += next.length;
		made.push(next);
	}
	text = made.join("");
} else {
	text = text.repeat(Math.ceil(letters / text.length));
}
const rss = process.memoryUsage().rss;
const started = performance.now();
const before = process.cpuUsage();
const { labels } = label(said(["customer", "It is too expensive."], [role, text], ["rep", "So it is too expensive for you."]));
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({
	labels: labels.length,
	spentMs: Math.min((user + system) / 1000, performance.now() - started),
	grownMb: (process.resourceUsage().maxRSS * 1024 - rss) / 1e6,
}));
`;

const outcome = z.object({ labels: z.number(), spentMs: z.number(), grownMb: z.number() });

describe(`a turn of five million letters is labelled in four seconds and ${MEMORY_MB_MAX} MB`, () => {
	const labeller = pathToFileURL(builtFile("services/scoring/embedded/index.js")).href;
	let folder = "";

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "coachloop-turn-"));
		await writeFile(join(folder, "child.mjs"), CHILD);
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	const pieces = [
		["one endless word", "a"],
		["words without an end", "word "],
		["talk", "So what we need is a better way to plan the routes, because it is too expensive. "],
		["needs, each in other words", "We need {word}. "],
		["no word twice, no mark", "{word} "],
		["question marks", "?"],
		["dots", "."],
		["all marks", ". , ! ; : - "],
		["questions", "why? "],
		["line breaks", "\n"],
		["hyphens", "a-"],
		["quotes", "’"],
		["numbers", "1,"],
		["another script", "中"],
		["letters that get longer in lower case", "İ"],
		["words that nobody should say", "what I'm hearing "],
	] as const;
	// A customer's turn is read by the same models; what it is kept for afterwards differs.
	const kept = /talk|needs|no word twice|questions/;
	const cases = [
		...pieces.map(([name, piece]) => ["rep", name, piece] as const),
		...pieces.filter(([name]) => kept.test(name)).map(([name, piece]) => ["customer", name, piece] as const),
	];

	test.each(cases)(
		"from the %s: %s",
		async (role, _name, piece) => {
			const limits = [
				`--max-old-space-size=${MEMORY_MB_MAX - 3 * SEMI_SPACE_MB}`,
				`--max-semi-space-size=${SEMI_SPACE_MB}`,
			];
			const script = [join(folder, "child.mjs"), labeller, role, JSON.stringify(piece), String(HOSTILE_LETTERS)];
			const { stdout } = await promisify(execFile)(process.execPath, [...limits, ...script]);
			const { spentMs, grownMb } = outcome.parse(JSON.parse(stdout));
			expect(spentMs).toBeLessThan(SPENT_MS_MAX);
			expect(grownMb).toBeLessThan(MEMORY_MB_MAX);
		},
		PATIENCE_MS,
	);
});
