import { readFileSync } from "node:fs";
import type { WeightsFile } from "../model/weights.ts";
import type { LanguagePack } from "../pack.ts";
import { packFile } from "./files.ts";
import { languages } from "./languages.ts";

type Offer = {
	readonly weights: readonly string[];
	readonly guides: readonly string[];
	readonly validatedOn: readonly string[];
	readonly complete: boolean;
};

const OFFERED: { readonly [language: string]: Offer } = {
	en: {
		weights: ["uptake", "labels"],
		guides: ["guides"],
		validatedOn: ["AnnoMI", "PersuasionForGood", "CaSiNo", "uptake"],
		complete: true,
	},
	de: { weights: ["labels"], guides: ["vm2"], validatedOn: [], complete: true },
	it: { weights: [], guides: ["ilisten"], validatedOn: [], complete: false },
};

/** Languages in which whole conversations can be scored; known without loading a pack. */
export const scoredLanguages: readonly string[] = Object.keys(OFFERED).filter(
	(language) => OFFERED[language]?.complete,
);

/** Languages in which texts can be labelled at all. */
export const labelledLanguages: readonly string[] = Object.keys(OFFERED);

/** Reads one pack with its weights; null where there is none. */
export function loadPack(language: string): LanguagePack | null {
	const offer = OFFERED[language];
	const known = languages[language];
	if (offer === undefined || known === undefined) return null;
	const read = (file: string) => readWeights(packFile(language, `${file}.weights.json`));
	return {
		language,
		grammar: known.grammar,
		...known.words,
		weights: offer.weights.map(read),
		// Read when they are asked for: no conversation needs them.
		get guides() {
			return offer.guides.map(read);
		},
		validatedOn: offer.validatedOn,
		complete: offer.complete,
	};
}

function readWeights(url: URL): WeightsFile {
	return JSON.parse(readFileSync(url, "utf8"));
}
