import { describe, expect, test } from "vitest";
import { createEmbeddedLabeller } from "../../../services/scoring/embedded/index.ts";
import { labelledLanguages } from "../../../services/scoring/embedded/packs/index.ts";
import { languageOf } from "../../../services/scoring/language.ts";
import { only, talk } from "./embedded/spoken.ts";
import { otherLanguagesIn } from "./heard.ts";

const cues = (...texts: readonly string[]) => texts.map((text) => ({ text }));

const GERMAN = cues(
	"Guten Tag, vielen Dank für die Zeit. Wie planen Sie denn heute Ihre Touren?",
	"Ehrlich gesagt macht das alles die Frau Berger, und wenn sie krank ist, dann steht der Laden.",
);
const ENGLISH = cues(
	"Thanks for the time today. How do you plan the routes at the moment?",
	"To be honest, it is all in the head of one person, and when she is ill we are stuck.",
);
const ITALIAN = cues(
	"Buongiorno, grazie per il tempo. Come organizzate le consegne di oggi?",
	"Non è facile, perché una persona fa tutto e quando è malata non sappiamo come fare.",
);
const FRENCH = cues(
	"Bonjour, merci de prendre le temps. Comment est-ce que vous organisez les tournées ?",
	"Pour être franc, une personne fait tout, et quand elle est malade nous sommes perdus dans les papiers.",
);

describe("the language of a conversation", () => {
	test.each([
		["German", GERMAN, "de"],
		["English", ENGLISH, "en"],
	])("%s is told by its words", (_, said, language) => {
		expect(languageOf(said, undefined)).toEqual({ ok: true, value: language });
	});

	test("declared with a region, is the language of the region", () => {
		expect(languageOf(ENGLISH, "de-AT")).toEqual({ ok: true, value: "de" });
		expect(languageOf(GERMAN, "EN_us")).toEqual({ ok: true, value: "en" });
	});

	test.each([
		["French, which no pack knows", FRENCH, "fr"],
		["Italian, whose pack finds questions and refusals alone", ITALIAN, "it"],
	])("is refused for a scorecard in %s, with what was expected and what came", (_, said, language) => {
		expect(languageOf(said, undefined)).toMatchObject({
			ok: false,
			error: {
				code: "unsupported-language",
				expected: "a conversation in a language with a pack: en, de",
				came: `words that read like ${language}`,
			},
		});
		expect(languageOf(said, language)).toMatchObject({ ok: false, error: { came: `${language}, as declared` } });
	});

	test("may be Italian where texts are only marked", () => {
		expect(languageOf(ITALIAN, undefined, labelledLanguages)).toEqual({ ok: true, value: "it" });
	});

	test("is not guessed from another script", () => {
		expect(languageOf(cues("Добрый день, спасибо что нашли время для нас сегодня"), undefined)).toMatchObject({
			ok: false,
			error: { came: "words that read like another script" },
		});
	});
});

describe("a conversation in two languages", () => {
	test("is said to be mixed, the larger other one first", () => {
		expect(otherLanguagesIn([...GERMAN, ...ENGLISH], "de")).toEqual(["en"]);
		expect(otherLanguagesIn([...ENGLISH, ...GERMAN, ...GERMAN, ...FRENCH], "en")).toEqual(["de", "fr"]);
	});

	test("is not called mixed for a word or a name of another", () => {
		expect(
			otherLanguagesIn(
				[...GERMAN, ...cues("Okay.", "Das Meeting war sehr nice, aber wir sind noch nicht so weit.")],
				"de",
			),
		).toEqual([]);
	});

	test("says so in its labelling, and is labelled by the pack of its main language", () => {
		const [hello = "", answer = ""] = GERMAN.map(({ text }) => text);
		const [, english = ""] = ENGLISH.map(({ text }) => text);
		const { alsoIn, labels } = createEmbeddedLabeller().label(
			talk("de", ["rep", hello], ["customer", answer], ["customer", english]),
		);
		expect(alsoIn).toEqual(["en"]);
		expect(only(labels, "question")).toHaveLength(1);
	});
});
