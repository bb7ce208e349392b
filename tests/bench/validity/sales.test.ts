import { describe, expect, it } from "vitest";
import { run } from "../../../bench/validity.ts";
import { folderWith } from "./corpus.ts";

type Said = readonly [
	speaker: "rep" | "customer",
	text: string,
	labels: { readonly [label: string]: number | boolean | null },
];

const CALL: readonly Said[] = [
	["rep", "Hello. How do you plan the routes today?", { openDiscovery: 1 }],
	["customer", "By hand. It takes us two hours every night.", { needs: 1, objections: 0, acknowledged: null }],
	["rep", "So two hours every night by hand. Do you have a list?", { closed: 1, restates: true }],
	["customer", "Yes. But honestly, your tool is too expensive for us.", { needs: 0, objections: 1, acknowledged: 0 }],
	[
		"rep",
		"It saves you two hours every night. Could we meet on Thursday at ten?",
		{ claims: 1, claimsTied: 1, asks: 1 },
	],
	["customer", "Thursday could work.", { needs: 0, objections: 0, acknowledged: null }],
];

function calls(count: number) {
	const rows = Array.from({ length: count }, (_, conv) =>
		CALL.map(([speaker, text, labels], turn) => ({ conv: `c${conv}`, turn, speaker, text, labels })),
	).flat();
	const at = (turn: number) => ({ startMs: turn * 10_000, endMs: turn * 10_000 + 9_000 });
	return {
		"en.jsonl": rows.map(({ conv, turn, speaker, text }) => ({ conv, turn, speaker, text, ...at(turn) })),
		"en.labels.jsonl": rows.map(({ conv, turn, labels }) => ({ conv, turn, ...labels })),
	};
}

async function measured(folder: string) {
	const page = await run(["--sales", folder]);
	if (!("results" in page)) throw new Error("expected a page");
	return { ...page, byName: new Map(page.results.map((result) => [result.name, result])) };
}

describe("bench validity on sales calls", () => {
	it("measures every label per turn of its side, and every signal per call", async () => {
		const { byName } = await measured(folderWith(calls(3)));
		const labels = ["openDiscovery", "closed", "leading", "restates", "claim", "claimTied", "ask", "ownPromise"];
		for (const label of labels) expect(byName.get(`sales-en.${label}.f1`)?.n).toBe(9);
		for (const label of ["need", "objection"]) expect(byName.get(`sales-en.${label}.f1`)?.n).toBe(9);
		expect(byName.get("sales-en.acknowledged.f1")?.n).toBe(3);
		for (const signal of ["discovery-density", "objection-acknowledgment", "value-framing", "close-attempts"]) {
			expect(byName.get(`sales-en.${signal}.spearman`)?.n).toBe(3);
		}
	});

	it("finds what is plainly said", async () => {
		const { byName } = await measured(folderWith(calls(1)));
		for (const label of ["openDiscovery", "ask"]) expect(byName.get(`sales-en.${label}.f1`)?.value).toBe(1);
	});

	it("leaves out a language in which no pack scores conversations, and says so", async () => {
		const { "en.jsonl": rows, "en.labels.jsonl": labels } = calls(1);
		const { results, notes } = await measured(folderWith({ "it.jsonl": rows, "it.labels.jsonl": labels }));
		expect(results).toEqual([]);
		expect(notes.join()).toMatch(/sales-it: not read: no pack scores conversations in it/);
	});

	it("names the labels that are missing beside the calls", async () => {
		const folder = folderWith({ "en.jsonl": calls(1)["en.jsonl"] });
		await expect(run(["--sales", folder])).rejects.toThrow(/expected en\.labels\.jsonl beside en\.jsonl/);
	});
});
