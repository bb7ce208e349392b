import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readingOf } from "../../training/readings.ts";

const FOLDER = fileURLToPath(new URL("../../training/real", import.meta.url));

describe.each(["annomi", "p4g"])("what was read in %s", (corpus) => {
	const reading = readingOf(corpus, FOLDER);

	test("names each sentence once, by turn and place, with codes that the page explains", () => {
		const page = readFileSync(new URL("../../training/real/README.md", import.meta.url), "utf8");
		const known = [...page.matchAll(/^\| `([A-Z])` \|/gm)].map(([, code]) => code ?? "");
		const codes = new Set(
			[...(reading?.conversations.values() ?? [])].flatMap((sentences) =>
				[...sentences.values()].flatMap((of) => [...of]),
			),
		);
		expect(codes.size).toBeGreaterThan(0);
		for (const code of codes) expect(known).toContain(code.toUpperCase());
	});

	test("holds no words of anybody", () => {
		const text = readFileSync(new URL(`../../training/real/${corpus}.txt`, import.meta.url), "utf8");
		for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^(?:# \w+|\d+\.\d+ [OoNnCcAaRrQq]{1,12})$/);
	});
});

test("a line that is neither a conversation nor a sentence is named", () => {
	const folder = mkdtempSync(join(tmpdir(), "coachloop-readings-"));
	writeFileSync(join(folder, "talk.txt"), "# 1\n0.0 O\nwhat is this\n");
	expect(() => readingOf("talk", folder)).toThrow(
		'talk.txt:3: expected "# conversation" or "turn.sentence codes", came what is this',
	);
	rmSync(folder, { recursive: true });
});

test("a corpus that nobody has read has no reading", () => {
	expect(readingOf("casino", FOLDER)).toBeNull();
});
