import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import { Weights, type WeightsFile } from "../../../../services/scoring/embedded/model/weights.ts";
import { labelledLanguages, loadPack, scoredLanguages } from "../../../../services/scoring/embedded/packs/index.ts";
import { TIE_NUMBERS } from "../../../../services/scoring/embedded/tie.ts";
import { LABEL_HEADS } from "../../../../training/label-heads.ts";
import { talk } from "./spoken.ts";

const PACKS = fileURLToPath(new URL("../../../../services/scoring/embedded/packs/", import.meta.url));
/** How a scorecard calls the corpora that stand behind the weights by which conversations are scored. */
const NAMES: { readonly [corpus: string]: string } = {
	annomi: "AnnoMI",
	p4g: "PersuasionForGood",
	casino: "CaSiNo",
	uptake: "uptake",
	email: "Parakweet email",
	mrda: "MRDA",
	vm2: "VERBMOBIL 2",
};
const SHARE_ALIKE = "CC BY-SA 4.0";

function read(path: string): WeightsFile {
	return JSON.parse(readFileSync(PACKS + path, "utf8"));
}

const files = readdirSync(PACKS, { recursive: true, encoding: "utf8" })
	.filter((path) => path.endsWith(".weights.json"))
	.sort();

function packOf(language: string) {
	const pack = loadPack(language);
	if (pack === null) throw new Error(`${language}: expected a pack, came none`);
	return pack;
}

describe.each(files.map((path) => [path, read(path)] as const))("%s", (path, { features, heads, ...file }) => {
	test("holds the numbers that the trainer wrote", () => {
		const sum = createHash("sha256")
			.update(JSON.stringify([features, heads]))
			.digest("hex");
		expect(file.checksum).toBe(sum);
		expect(features.length).toBeGreaterThan(100);
		expect(heads.length).toBeGreaterThan(0);
		for (const { name, at, weights } of heads) {
			expect(weights.length, name).toBe(at.length);
			expect(Math.max(...at), name).toBeLessThan(features.length);
			expect(weights.every(Number.isInteger), name).toBe(true);
		}
	});

	test("stands in the folder of its language, and a pack reads it", () => {
		expect(path.startsWith(`${file.language}/`)).toBe(true);
		const { weights, guides } = packOf(file.language);
		expect([...weights, ...guides].map(({ checksum }) => checksum)).toContain(file.checksum);
	});

	test("names the data that made it, each with its hash, its origin and its licence", () => {
		expect(file.data.length).toBeGreaterThan(0);
		expect(file.licence).toMatch(/^(Apache-2\.0|CC BY-SA 4\.0)/);
		for (const { name, sha256, licence, origin } of file.data) {
			expect(sha256, name).toMatch(/^[0-9a-f]{64}$/);
			expect(licence, name).toMatch(/^(Public domain|Apache-2\.0|MIT|CC BY 4\.0|CC BY-SA 4\.0)/);
			expect(origin.length, name).toBeGreaterThan(10);
		}
	});

	test("is under the share-alike licence where any of its data is, and mixes it with nothing else", () => {
		const shared = file.data.filter(({ licence }) => licence === SHARE_ALIKE).length;
		expect(shared === 0 || shared === file.data.length).toBe(true);
		expect(file.licence === SHARE_ALIKE).toBe(shared > 0);
	});

	test("is named in the note on licences, with each of its data", () => {
		const note = readFileSync(`${PACKS}LICENCES.md`, "utf8");
		const section = note.split(/^## /m).find((part) => part.startsWith(`\`${path}\``)) ?? "";
		expect(section).toContain(file.licence);
		for (const { name } of file.data) expect(section).toContain(name);
	});
});

test("there are weights for every language in which texts are labelled", () => {
	expect([...new Set(files.map((path) => path.slice(0, 2)))]).toEqual(labelledLanguages.toSorted());
});

describe.each(scoredLanguages)("the pack %s", (language) => {
	const pack = packOf(language);

	test("has a model for every label that a scorecard needs, and one that ends sentences", () => {
		const { heads } = new Weights(pack.weights);
		expect(heads).toEqual(expect.arrayContaining([...LABEL_HEADS.map(({ name }) => name), "sentence-end"]));
		expect(new Set(heads).size).toBe(heads.length);
	});

	test("says what people labelled stands behind it: what its weights were learnt from, and nothing else", () => {
		const corpora = pack.weights.flatMap(({ data }) => data.map(({ name }) => name)).filter((name) => name in NAMES);
		expect(pack.validatedOn.toSorted()).toEqual(corpora.map((name) => NAMES[name]).toSorted());
	});

	test("knows when a claim refers to a need", () => {
		const [ties, ...others] = pack.weights.flatMap((file) => file.ties ?? []);
		expect(others).toEqual([]);
		expect(ties?.weights).toHaveLength(TIE_NUMBERS.length);
		for (const number of [ties?.bias, ties?.threshold, ...(ties?.weights ?? [])]) expect(number).toBeTypeOf("number");
	});

	test("is opened when its first conversation comes, and labels it", () => {
		const { labeller, labels } = createEmbeddedLabeller().label(talk(language, ["rep", "?"], ["customer", "…"]));
		expect([labeller, labels.length]).toEqual(["embedded", expect.any(Number)]);
	});
});
