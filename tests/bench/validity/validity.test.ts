import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WrongUse } from "../../../bench/bench.ts";
import { perCallOf } from "../../../bench/validity/calls.ts";
import { readCorpora, withoutLabels } from "../../../bench/validity/data.ts";
import { decide, marginsOfPacks } from "../../../bench/validity/judge.ts";
import { run } from "../../../bench/validity.ts";
import { callRows, counselRows, folderWith } from "./corpus.ts";

afterEach(() => vi.restoreAllMocks());

async function measured(...args: readonly string[]) {
	vi.spyOn(process.stderr, "write").mockReturnValue(true);
	const page = await run(args);
	if (!("results" in page)) throw new Error("expected a page");
	return { ...page, byName: new Map(page.results.map((result) => [result.name, result])) };
}

describe("what the labeller sees", () => {
	const folder = folderWith({ "annomi.dev.jsonl": counselRows(4) });
	const rows = readCorpora(folder)[0]?.rows ?? [];

	it("is text, speaker, conversation, language and time, and nothing else", () => {
		for (const row of rows)
			expect(Object.keys(withoutLabels(row)).sort()).toEqual(["conv", "lang", "speaker", "t", "text"]);
	});

	it("is never a labelled row: the compiler refuses it", () => {
		// @ts-expect-error a row with labels is no input
		expect(marginsOfPacks(rows, "none").size).toBe(0);
	});

	it("stays the same, and so does every prediction, whatever the labels, raw codes and scores say", () => {
		const label = fc.constantFrom("yes", "no", "open", "closed", "sustain", "anything");
		const tasks = fc.dictionary(fc.constantFrom("question", "restate", "talk", "ack_next"), label);
		const reading = {
			labels: [{ label: "open", head: "open-question", weight: 1 }],
			takes: "furthest",
			otherwise: "none",
			judges: "own-text",
		} as const;
		const predicted = (corpus: typeof rows) => {
			const spoken = corpus.map(withoutLabels);
			return decide(reading, spoken, marginsOfPacks(spoken, "en"));
		};
		const before = predicted(rows);
		fc.assert(
			fc.property(tasks, label, fc.double({ noNaN: true }), (labels, raw, score) => {
				const changed = counselRows(4).map((row) => ({ ...row, labels, raw, score }));
				const again = readCorpora(folderWith({ "annomi.other.jsonl": changed }))[0]?.rows ?? [];
				expect(again.map(withoutLabels)).toEqual(rows.map(withoutLabels));
				expect(predicted(again)).toEqual(before);
			}),
			{ numRuns: 15 },
		);
	});
});

describe("bench validity", () => {
	it("measures each label of each task, by the name of the file up to its first dot", async () => {
		const folder = folderWith({ "annomi.whatever.part.jsonl": counselRows(6) });
		const { byName, page } = await measured("--data", folder);
		for (const of of [
			"question.open",
			"question.closed",
			"restate.yes",
			"resist.yes",
			"talk.sustain",
			"ack_next.yes",
		]) {
			const f1 = byName.get(`annomi.${of}.f1`);
			expect(f1?.value).toBeGreaterThanOrEqual(0);
			expect(f1?.low).toBeLessThanOrEqual(f1?.value ?? 0);
			expect(f1?.high).toBeGreaterThanOrEqual(f1?.value ?? 1);
			expect(byName.has(`annomi.${of}.precision`) && byName.has(`annomi.${of}.recall`)).toBe(true);
			expect(page).toContain(`annomi.${of}.f1`);
		}
		expect(byName.get("annomi.question.open.f1")?.n).toBe(24);
	});

	it("gives the same numbers in every run", async () => {
		const folder = folderWith({ "annomi.a.jsonl": counselRows(5), "annomi_calls.a.jsonl": callRows(5) });
		expect((await measured("--data", folder)).results).toEqual((await measured("--data", folder)).results);
	});

	it("correlates values per call with those of the conversations of the same folder", async () => {
		const folder = folderWith({ "annomi.a.jsonl": counselRows(8), "annomi_calls.a.jsonl": callRows(8) });
		const { byName, notes } = await measured("--data", folder);
		expect(byName.get("annomi_calls.discovery_density.spearman")?.n).toBe(5);
		expect(byName.get("annomi_calls.ack_rate.spearman")?.n).toBe(6);
		const alone = await measured("--data", folderWith({ "annomi_calls.a.jsonl": callRows(8) }));
		expect(alone.results).toEqual([]);
		expect(alone.notes.join()).toContain("a file of the corpus annomi in the same folder");
		expect(notes.join()).not.toContain("annomi_calls");
	});

	it("reads a corpus of one's own by the names of its tasks, and says which it cannot read", async () => {
		const mine = counselRows(3).map((row) => ({ ...row, labels: { ask: "no", mood: "good" } }));
		const { byName, notes } = await measured("--data", folderWith({ "mine.v1.jsonl": mine }));
		expect(byName.has("mine.ask.no.f1")).toBe(true);
		expect(notes.join("\n")).toMatch(/mine\.mood: not read/);
		expect(notes.join("\n")).toMatch(/mine: a corpus of its own/);
	});

	it("trains and measures by folds, with a plain regression in the same folds beside", async () => {
		const graded = counselRows(10).map((row, index) => ({ ...row, labels: {}, score: (index % 5) - 2 }));
		const folder = folderWith({
			"annomi.a.jsonl": counselRows(10),
			"annomi_calls.a.jsonl": callRows(10),
			"uptake.a.jsonl": graded,
		});
		const { byName, page } = await measured("--data", folder, "--cross-validate");
		for (const of of ["annomi.question.open", "annomi.ack_next.yes"]) {
			expect(byName.has(`${of}.f1`) && byName.has(`${of}.tfidf`)).toBe(true);
		}
		for (const of of ["uptake.score", "annomi_calls.ack_rate"]) {
			expect(byName.has(`${of}.spearman`) && byName.has(`${of}.tfidf`)).toBe(true);
		}
		// The same eight texts in every conversation: whoever learns at all finds them again.
		expect(byName.get("annomi.question.open.f1")?.value).toBe(1);
		expect(page).toMatch(/TF-IDF \| difference/);
	}, 60_000);

	it.each([
		[
			["--data", "/nowhere/at/all"],
			/^--data: expected a folder with \*\.jsonl files .*\/nowhere\/at\/all is not there/,
		],
		[[], /^--data: expected a folder, came nothing/],
		[["--data"], /^--data: expected a folder, came nothing/],
		[
			["--sales", "/nowhere"],
			/^--sales: expected a folder with LANG\.jsonl and LANG\.labels\.jsonl.*\/nowhere is not there/,
		],
		[["--dota", "x"], /^--dota: expected --data DIR/],
	])("says for %j what is missing", async (args, message) => {
		await expect(run(args)).rejects.toThrow(WrongUse);
		await expect(run(args)).rejects.toThrow(message);
	});

	it.each([
		["{", /a\.jsonl:1: expected a JSON object on one line/],
		['{"id":"1","conv":"1","turn":0,"speaker":"a","labels":{}}', /a\.jsonl:1: text: expected a text, came nothing/],
		[
			'{"id":"1","conv":"1","turn":0,"speaker":"a","text":"b","labels":{"ask":1}}',
			/a\.jsonl:1: labels\.ask: expected a text/,
		],
	])("names file, line and field of a wrong row: %s", async (content, message) => {
		await expect(run(["--data", folderWith({ "a.jsonl": content })])).rejects.toThrow(message);
	});

	it("names a folder without any file", async () => {
		await expect(run(["--data", folderWith({})])).rejects.toThrow(/has none/);
	});
});

describe("values per call", () => {
	const spoken = (
		...said: readonly (readonly [speaker: string, t: number, labels?: { readonly [task: string]: string }])[]
	) =>
		said.map(([speaker, t, labels = {}], turn) => ({
			id: String(turn),
			conv: "1",
			turn,
			speaker,
			text: new Array(25).fill("word").join(" "),
			lang: "en",
			t,
			labels,
			score: null,
		}));

	it("counts open questions of the first half per minute of the rep's talk in it", () => {
		// Four texts of 10 s each: the half ends after 20 s, 10 of them are the rep's.
		const rows = spoken(["therapist", 0], ["client", 10], ["therapist", 20], ["client", 30]);
		const said = { asksOpenly: [true, true, true, false], reflects: [] };
		expect(perCallOf(rows, rows.map(withoutLabels), said).discovery_density).toBeCloseTo(6, 9);
	});

	it("takes the objections as people labelled them, and what follows as we read it", () => {
		const sustain = { talk: "sustain" };
		const rows = spoken(
			["client", 0, sustain],
			["therapist", 10],
			["client", 20, sustain],
			["therapist", 30],
			["client", 40, { talk: "change" }],
			["therapist", 50],
			["client", 60, sustain],
		);
		const said = { asksOpenly: [], reflects: [true, true, true, false, true, true, true] };
		expect(perCallOf(rows, rows.map(withoutLabels), said).ack_rate).toBe(1 / 2);
	});
});
