import fc from "fast-check";
import { expect, test } from "vitest";
import { otherLanguagesIn, said } from "./heard.ts";

const ENGLISH = "and that is what we do with it, but you know how they are";
const GERMAN = "und das ist auch nicht das, was wir mit den anderen haben";
const FRENCH = "et vous avez une question pour nous, mais ce est très bien";

test("no language is another where all of the talk is in one", () => {
	expect(otherLanguagesIn(said(ENGLISH, ENGLISH), "en")).toEqual([]);
});

test("languages of a tenth of the words and more are named, the one with the most words first", () => {
	const talk = said(ENGLISH, GERMAN, GERMAN, FRENCH, ENGLISH);
	expect(otherLanguagesIn(talk, "en")).toEqual(["de", "fr"]);
	expect(otherLanguagesIn(talk, "de")).toEqual(["en", "fr"]);
	expect(otherLanguagesIn(said(...Array.from({ length: 30 }, () => ENGLISH), GERMAN), "en")).toEqual([]);
});

test("a few words tell no language", () => {
	expect(otherLanguagesIn(said(ENGLISH, "und das ist es"), "en")).toEqual([]);
});

test("capitals, marks and digits between words do not matter, letters do", () => {
	const loud = GERMAN.toUpperCase().replaceAll(" ", " – 7\n");
	expect(otherLanguagesIn(said(loud), "en")).toEqual(["de"]);
	const words = "und der die das nicht ist wir ";
	expect(otherLanguagesIn(said(words.replaceAll(" ", "\ud800 ")), "en")).toEqual(["de"]);
	expect(otherLanguagesIn(said(words.replaceAll(" ", "x ")), "en")).toEqual([]);
});

test("what is asked first does not change what is found later", () => {
	const text = fc.oneof(fc.constantFrom(ENGLISH, GERMAN, FRENCH), fc.string({ unit: "binary", maxLength: 100 }));
	const talk = fc.array(text, { maxLength: 6 });
	fc.assert(
		fc.property(talk, talk, (one, other) => {
			const first = otherLanguagesIn(said(...one), "en");
			otherLanguagesIn(said(...other), "en");
			expect(otherLanguagesIn(said(...one), "en")).toEqual(first);
		}),
	);
});
