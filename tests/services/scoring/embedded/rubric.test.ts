import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PACK_LABELS, readSentences } from "./pack-sentences.ts";
import { blocksOf, measure } from "./rubric-page.ts";

/** `npx vitest run --project fast tests/services/scoring/embedded/rubric.test.ts -u` writes the examples anew. */
describe.each([
	["rubric.md", "en"],
	["rubric.de.md", "de"],
] as const)("docs/%s", (file, language) => {
	const path = fileURLToPath(new URL(`../../../../docs/${file}`, import.meta.url));
	const page = readFileSync(path, "utf8");
	const blocks = blocksOf(language);
	const places = [...page.matchAll(/<!-- ([a-z-]+): begin -->/g)].flatMap(([, name]) => name ?? []);

	test("shows only sentences that the labeller reads so today, and near misses that it leaves alone", async () => {
		const shown = page.replace(
			/<!-- ([a-z-]+): begin -->[\s\S]*?<!-- \1: end -->/g,
			(_, name: string) => `<!-- ${name}: begin -->\n${blocks.get(name)}\n<!-- ${name}: end -->`,
		);
		await expect(shown).toMatchFileSnapshot(path);
	});

	test("shows three examples of each label, or all that are found, and three near misses", () => {
		const rows = (name: string, kind: "yes" | "no") =>
			blocks.get(name)?.match(new RegExp(`^\\| ${kind} `, "gm"))?.length;
		for (const label of readSentences(language)) {
			const { found } = measure(language, label);
			expect([rows(label.name, "yes"), rows(label.name, "no")], label.name).toEqual([Math.min(3, found), 3]);
			expect(found, label.name).toBeGreaterThan(0);
		}
		expect([rows("answer", "yes"), rows("answer", "no")]).toEqual([3, 3]);
	});

	test("has a section with examples for every label, under an anchor of its name", () => {
		expect(places.toSorted()).toEqual(
			[...blocks.keys()].filter((name) => file === "rubric.md" || name !== "measured").sort(),
		);
		const anchors = [...page.matchAll(/^##+ (.+)$/gm)].map(([, title]) => title?.toLowerCase().replaceAll(" ", "-"));
		for (const name of [...PACK_LABELS, "answer"]) expect(anchors, name).toContain(name);
	});
});
