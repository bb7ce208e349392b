import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import type { Grammar } from "../../../../services/scoring/embedded/model/grammar.ts";
import { Stems } from "../../../../services/scoring/embedded/model/stems.ts";
import type { WeightsFile } from "../../../../services/scoring/embedded/model/weights.ts";
import type { LanguagePack, PackWords } from "../../../../services/scoring/embedded/pack.ts";
import { loadPack } from "../../../../services/scoring/embedded/packs/index.ts";
import { guidesOf } from "../../../../services/scoring/row-labels.ts";
import { readCalls } from "../../../../training/calls.ts";
import { Extractor } from "../../../../training/examples.ts";
import { headFile } from "../../../../training/heads.ts";
import { askedOf } from "../../../../training/main.ts";
import { trainLabels } from "../../../../training/train-labels.ts";
import { only, talk } from "./spoken.ts";

/** Where packs are listed is data too: a row more is all that a language needs beside its folder. */
vi.mock(import("../../../../services/scoring/embedded/packs/index.ts"), async (original) => {
	const packs = await original();
	return {
		...packs,
		scoredLanguages: [...packs.scoredLanguages, "eo"],
		loadPack: (language: string) => (language === "eo" ? esperanto() : packs.loadPack(language)),
	};
});

const list = (words: string): readonly string[] => words.split(" ");

const grammar: Grammar = {
	language: "eo",
	questionWords: [list("kio kion"), list("kiel"), list("kial"), list("kiu kiuj"), list("kiam"), list("kie")],
	quantities: list("multe ofte longe"),
	auxiliaries: [list("ĉu"), list("estas estis"), list("povas povus"), list("devas")],
	subjects: [list("vi viaj via"), list("mi"), list("ni niaj"), list("ĝi tio"), list("ili li ŝi")],
	requests: list("rakontu klarigu"),
	negations: list("ne neniam neniu"),
	fillers: list("do nu bone"),
	tags: list("ĉu"),
	alternatives: list("aŭ"),
	functionWords: list("la kaj sed por el de en al ke pri kun tro jam"),
	abbreviations: list("ktp"),
	groups: [],
};
const words: PackWords = {
	synonyms: [list("prezo multekosta multekostas")],
	generalWords: list("tago tagoj"),
	doubtWords: [],
	assentWords: [],
	contrastWords: [],
	answerOpenings: [],
	magicWords: [String.raw`\bmi aŭdas\b`],
};

/** Invented calls about invented trades: one sentence of a kind, with things and days that change. */
function calls(): string {
	const things = list("mendoj fakturoj rutoj listoj riparoj kontraktoj leteroj bildoj skatoloj biletoj");
	const days = list("lundo mardo merkredo ĵaŭdo vendredo");
	return things
		.flatMap((thing, index) => {
			const day = days[index % days.length] ?? "";
			return [
				`R: Kiel vi planas la ${thing} hodiaŭ? {open}`,
				`C: Ni perdas multajn ${thing} ĉiun monaton. {need n1}`,
				`R: Vi do perdas multajn ${thing} ĉiun monaton. {restate} | Nia programo trovas la ${thing} tuj, do vi ŝparas tempon. {claim n1}`,
				`C: Tio estas tro multekosta por ni. {obj o1 price}`,
				`R: Ĝi do estas tro multekosta por vi. {restate o1} | La malgranda plano kostas dek. | Ĉu ni renkontiĝu ${day}n je la deka? {ask meeting}`,
				`C: Bone, ${day} estas bona.`,
				`R: Ĉu vi havas ${thing} en la oficejo? {closed}`,
				"C: Jes.",
				`R: Mi sendos al vi la dosieron pri la ${thing} morgaŭ. {promise}`,
				"C: Dankon.",
				"---",
			];
		})
		.join("\n");
}

let pack: LanguagePack | null = null;

/** Function words, a few words more, and weights that the trainer of every other language makes. */
function esperanto(): LanguagePack {
	pack ??= { language: "eo", grammar, ...words, weights: [trained()], guides: [], validatedOn: [], complete: true };
	return pack;
}

function trained(): WeightsFile {
	const folder = mkdtempSync(join(tmpdir(), "coachloop-calls-"));
	try {
		for (const name of ["a", "b", "c"]) writeFileSync(join(folder, `${name}.call`), calls());
		const extractor = new Extractor(grammar);
		const data = { name: "invented", sha256: "0".repeat(64), licence: "Apache-2.0", origin: "this test" };
		const made = trainLabels(
			{ calls: readCalls(folder), data },
			extractor,
			{ calls: [], data: [] },
			new Stems(grammar, words),
		);
		const keys = [...new Set(made.heads.flatMap(([, head]) => [...head.keys]))];
		const position = new Map(keys.map((key, index) => [key, index]));
		const features = keys.map((key): readonly [number, string] => [key, extractor.names.get(key) ?? ""]);
		const heads = made.heads.map(([name, head]) =>
			headFile(name, askedOf(name), head, (key) => position.get(key) ?? 0),
		);
		const checksum = createHash("sha256")
			.update(JSON.stringify([features, heads]))
			.digest("hex");
		return { language: "eo", licence: made.licence, data: made.data, checksum, ties: made.ties, features, heads };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

describe("a third language", () => {
	test("is a matter of data: function words, calls with labels, and the trainer", () => {
		const told = vi.spyOn(process.stdout, "write").mockReturnValue(true);
		const { labels, validatedOn } = createEmbeddedLabeller().label(
			talk(
				"eo",
				["rep", "Kiel vi planas la horarojn hodiaŭ?"],
				["customer", "Ni perdas multajn horarojn ĉiun monaton."],
				[
					"rep",
					"Vi do perdas multajn horarojn ĉiun monaton. Nia programo trovas la horarojn tuj, do vi ŝparas tempon.",
				],
				["customer", "Tio estas tro multekosta por ni."],
				[
					"rep",
					"Ĝi do estas tro multekosta por vi. La malgranda plano kostas dek. Ĉu ni renkontiĝu sabaton je la dua?",
				],
			),
		);
		told.mockRestore();
		expect(labels.map(({ kind }) => kind)).toEqual([
			"question",
			"need",
			"restatement",
			"claim",
			"objection",
			"restatement",
			"answer",
			"ask",
		]);
		expect(only(labels, "question")).toMatchObject([{ form: "open", discovery: true, leading: false }]);
		expect(only(labels, "claim")).toMatchObject([{ need: only(labels, "need")[0]?.id }]);
		expect(only(labels, "restatement").at(-1)).toMatchObject({ objection: only(labels, "objection")[0]?.id });
		expect(validatedOn).toEqual([]);
	});

	test("without a pack is refused with the languages that have one", () => {
		const conversation = talk("fi", ["rep", "Mitä kuuluu?"], ["customer", "Hyvää."]);
		expect(() => createEmbeddedLabeller().label(conversation)).toThrow(
			"language: expected one with a pack (en, de, eo), came fi",
		);
	});
});

describe("Italian", () => {
	const italian = loadPack("it");

	test("marks questions", () => {
		if (italian === null) throw new Error("it: expected a pack, came none");
		const reader = guidesOf(italian);
		const head = reader.weights.indexOf("information-question");
		const asks = (text: string) => {
			reader.begin();
			return (reader.text(text, "user")[head] ?? 0) >= (reader.weights.thresholds[head] ?? 0);
		};
		expect(["Quante calorie ha una mela?", "Cosa posso mangiare a cena?"].map(asks)).toEqual([true, true]);
		expect(["Va bene, grazie.", "Non mi piace la verdura."].map(asks)).toEqual([false, false]);
	});

	test("scores no conversation, since it finds no need, objection or claim", () => {
		expect(italian?.complete).toBe(false);
		const conversation = talk("it", ["rep", "Come va?"], ["customer", "Bene, grazie."]);
		expect(() => createEmbeddedLabeller().label(conversation)).toThrow(
			"language: expected one with a pack (en, de, eo), came it",
		);
	});
});
