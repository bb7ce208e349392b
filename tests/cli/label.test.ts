import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { run } from "../../cli/label.ts";

const rowSchema = z.strictObject({
	id: z.string(),
	labels: z.array(
		z.strictObject({
			label: z.string(),
			kind: z.string().optional(),
			value: z.number().optional(),
			span: z.tuple([z.number(), z.number()]),
			confidence: z.number().min(0).max(1),
		}),
	),
});

const SAID = [
	["Ann", "How do you plan the routes today?"],
	["Bo", "By hand, and it takes us two hours every night."],
	["Ann", "So two hours every night, by hand. Could we meet on Thursday at ten?"],
] as const;

const rows = (conv: string, lang?: string) =>
	SAID.map(([speaker, text], turn) => ({
		id: `${conv}:${turn}`,
		conv,
		turn,
		speaker,
		text,
		...(lang === undefined ? {} : { lang }),
	}));

const linesOf = (all: readonly object[]) => all.map((row) => `${JSON.stringify(row)}\n`).join("");

describe("coachloop label", () => {
	let folder = "";
	let out = "";
	let err = "";

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "coachloop-label-"));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));
	beforeEach(() => {
		out = "";
		err = "";
		vi.spyOn(process.stdout, "write").mockImplementation((text) => {
			out += text;
			return true;
		});
		vi.spyOn(process.stderr, "write").mockImplementation((text) => {
			err += text;
			return true;
		});
		return () => vi.restoreAllMocks();
	});

	const piped = (content: string, rep: string | null = null) =>
		run({ file: null, rep, input: Readable.from([content]) });
	const written = () =>
		out
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => rowSchema.parse(JSON.parse(line)));
	const labelsOf = (id: string) => written().find((row) => row.id === id)?.labels ?? [];

	it("labels a conversation between the rep and the customer, with kinds, strengths and spans", async () => {
		expect(await piped(linesOf(rows("a")), "ann")).toBe(0);
		expect(written().map(({ id }) => id)).toEqual(["a:0", "a:1", "a:2"]);
		expect(labelsOf("a:0")).toContainEqual(
			expect.objectContaining({ label: "question", kind: "open", span: [0, SAID[0][1].length] }),
		);
		expect(labelsOf("a:1")).toContainEqual(expect.objectContaining({ label: "need" }));
		expect(labelsOf("a:2")).toContainEqual(
			expect.objectContaining({ label: "restatement", value: expect.any(Number), span: [0, 34] }),
		);
		expect(labelsOf("a:2")).toContainEqual(expect.objectContaining({ label: "ask", kind: "meeting" }));
		// The customer asks nothing that a rep could be counted for.
		expect(labelsOf("a:1").map(({ label }) => label)).not.toContain("ask");
	});

	it("gives what the labelling guides say of each whole text, named by guide", async () => {
		await piped(linesOf(rows("a")));
		const guide = labelsOf("a:0").find(({ label }) => label === "guide: open-question");
		expect(guide?.span).toEqual([0, SAID[0][1].length]);
		expect(guide?.value).toBeTypeOf("number");
	});

	it("marks every text for both sides where nobody is named as rep", async () => {
		const all = rows("a").map((row) => ({ ...row, speaker: "Ann" }));
		expect(await piped(linesOf(all))).toBe(0);
		const sideOfCustomer = labelsOf("a:1").filter(({ label }) => ["need", "difficulty", "objection"].includes(label));
		expect(sideOfCustomer).not.toEqual([]);
		expect(labelsOf("a:0")).toContainEqual(expect.objectContaining({ label: "question", kind: "open" }));
	});

	it("takes several reps, in any letters", async () => {
		expect(await piped(linesOf(rows("a")), "Somebody Else, ANN")).toBe(0);
		expect(labelsOf("a:2")).toContainEqual(expect.objectContaining({ label: "ask" }));
	});

	it("says so where no row is by a named rep", async () => {
		expect(await piped(linesOf(rows("a")), "Maya")).toBe(2);
		expect(err).toContain("--rep: expected a speaker of the rows (ann, bo), came Maya");
	});

	it("looks at nothing but text, speaker, order, language and time", async () => {
		await piped(linesOf(rows("a")));
		const before = out;
		out = "";
		await piped(
			linesOf(rows("a").map((row) => ({ ...row, labels: { ask: "yes" }, raw: "x", score: 3, split: "dev" }))),
		);
		expect(out).toBe(before);
	});

	it("writes a conversation of a stream as soon as the next one begins", async () => {
		const input = new PassThrough();
		const running = run({ file: null, rep: null, input });
		input.write(linesOf(rows("a")));
		expect(out).toBe("");
		input.write(linesOf(rows("b").slice(0, 1)));
		await vi.waitFor(() => expect(written().map(({ id }) => id)).toEqual(["a:0", "a:1", "a:2"]));
		input.end();
		expect(await running).toBe(0);
		expect(written().at(-1)?.id).toBe("b:0");
	});

	it("refuses a conversation of a stream that comes back, since its beginning is gone", async () => {
		expect(await piped(linesOf([...rows("a"), ...rows("b"), ...rows("a")]))).toBe(2);
		expect(err).toContain("line 7: conv: expected rows of one conversation next to each other");
	});

	it("puts the rows of a file together, wherever they stand", async () => {
		const file = join(folder, "mixed.jsonl");
		const [a, b] = [rows("a"), rows("b")];
		await writeFile(file, linesOf(a.flatMap((row, index) => [row, b[index] ?? row])));
		expect(await run({ file, rep: "ann" })).toBe(0);
		expect(written().map(({ id }) => id)).toEqual(["a:0", "a:1", "a:2", "b:0", "b:1", "b:2"]);
	});

	it.each([
		['{"id":"x","conv":"a","turn":0,"speaker":"Ann"}', "line 2: text: expected a text; came nothing"],
		['{"id":"x","conv":"a","turn":0,"speaker":7,"text":"Hello."}', "line 2: speaker: expected a text; came 7"],
		['{"id":"x","conv":"a","turn":0,"speaker":"Ann","text":"Hi.","t":-1}', "line 2: t: expected seconds from 0"],
		["{", "line 2: expected a JSON object on one line; came {"],
		["[1]", "line 2: expected a JSON object; came [1]"],
		['"text"', "line 2: expected a JSON object"],
	])("names line and field of %s, and writes no part of its conversation", async (line, message) => {
		const content = `${JSON.stringify(rows("a")[0])}\n${line}\n`;
		expect(await piped(content)).toBe(2);
		expect(err).toContain(message);
		expect(out).toBe("");
	});

	it("writes nothing of a file with a wrong line at its end", async () => {
		const file = join(folder, "wrong.jsonl");
		await writeFile(file, `${linesOf([...rows("a"), ...rows("b")])}nothing\n`);
		expect(await run({ file, rep: null })).toBe(2);
		expect(err).toContain("line 7: expected a JSON object");
		expect(out).toBe("");
	});

	it("refuses a language without a pack with the reason, and labels the rest", async () => {
		expect(await piped(linesOf([...rows("a", "fr"), ...rows("b", "en")]))).toBe(1);
		expect(err).toMatch(/conversation a: language: expected .*en, de, it; came fr/);
		expect(written().map(({ id }) => id)).toEqual(["b:0", "b:1", "b:2"]);
	});

	it("refuses a conversation that is declared to be in two languages", async () => {
		const [first, second] = rows("a", "en");
		expect(await piped(linesOf([{ ...first }, { ...second, lang: "de" }]))).toBe(1);
		expect(err).toContain("lang: expected one language in a conversation; came en, de");
	});

	it("marks Italian texts by the one guide that it has, and scores nothing", async () => {
		const italian = [
			{ id: "i:0", conv: "i", turn: 0, speaker: "Ann", text: "Che cosa posso mangiare la sera?", lang: "it" },
			{ id: "i:1", conv: "i", turn: 1, speaker: "Bo", text: "Non lo so.", lang: "it" },
		];
		expect(await piped(linesOf(italian), "bo")).toBe(0);
		expect(labelsOf("i:0").map(({ label }) => label)).toContain("guide: information-question");
		for (const { labels } of written()) for (const { label } of labels) expect(label).toMatch(/^guide: /);
	});

	it("names a file that cannot be read", async () => {
		expect(await run({ file: join(folder, "nowhere.jsonl"), rep: null })).toBe(1);
		expect(err).toContain("nowhere.jsonl");
	});

	it("keeps every span inside its text, whatever is said by whom", async () => {
		const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(...SAID.map(([, said]) => said)));
		const speaker = fc.constantFrom("Ann", "Bo", "rep", "customer", "constructor", "__proto__", "");
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.record({ speaker, text }), { minLength: 1, maxLength: 8 }),
				fc.boolean(),
				async (said, named) => {
					out = "";
					const all = said.map((row, turn) => ({ id: String(turn), conv: "a", turn, lang: "en", ...row }));
					await piped(linesOf(all), named ? "ann,rep" : null);
					expect(written()).toHaveLength(said.length);
					for (const [index, { labels }] of written().entries()) {
						for (const { span } of labels) {
							expect(span[0]).toBeGreaterThanOrEqual(0);
							expect(span[0]).toBeLessThanOrEqual(span[1]);
							expect(span[1]).toBeLessThanOrEqual(said[index]?.text.length ?? 0);
						}
					}
				},
			),
			{ numRuns: 40 },
		);
	});
});
