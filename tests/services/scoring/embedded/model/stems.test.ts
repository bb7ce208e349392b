import { expect, test } from "vitest";
import { Stems } from "../../../../../services/scoring/embedded/model/stems.ts";
import { Tokens } from "../../../../../services/scoring/embedded/model/tokens.ts";
import { languages } from "../../../../../services/scoring/embedded/packs/languages.ts";

const known = languages.it;
if (known === undefined) throw new Error("it: expected a grammar, came none");
const stems = new Stems(known.grammar, {
	synonyms: [
		["prezzo", "costo"],
		["furgone", "camion"],
	],
	generalWords: ["giorno"],
});

function of(text: string): number[] {
	const tokens = new Tokens();
	tokens.take(text);
	return stems.of(tokens, { from: 0, to: tokens.length });
}

test("synonyms are one stem", () => {
	expect(of("costo")).toEqual(of("prezzo"));
	expect(of("camion")).toEqual(of("furgone"));
	expect(of("prezzo")).not.toEqual(of("furgone"));
});

test("words that say little, function words and marks have none", () => expect(of("non il giorno, che?")).toEqual([]));

test("each stem stands once, in the order of the words", () => {
	expect(of("furgone prezzo camion 42 costo")).toEqual([...of("furgone"), ...of("prezzo"), ...of("42")]);
});

test("numbers are told apart by their digits", () => expect(of("42")).not.toEqual(of("43")));
