import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	citeLabel,
	citeStretch,
	citeUtterance,
	QUOTE_UNITS_MAX,
	QUOTE_WORDS_MAX,
} from "../../../domain/signals/citation.ts";
import type { Utterance } from "../../../domain/signals/conversation.ts";
import { countWords } from "../../../domain/signals/words.ts";
import { conversationOf, words } from "./factories.ts";

function utteranceOf(text: string): Utterance {
	const [utterance] = conversationOf(["rep", text]).utterances;
	if (utterance === undefined) throw new Error("expected an utterance");
	return utterance;
}

function label(start: number, end: number) {
	return { id: 4, utterance: 0, start, end, confidence: 1, rule: "test", features: [] };
}

describe("a citation", () => {
	it("quotes the words that the label marks", () => {
		expect(citeLabel(utteranceOf("One. Two words. Three."), label(5, 15))).toEqual({
			utterance: 0,
			label: 4,
			start: 5,
			end: 15,
		});
	});

	it("keeps within the text, and quotes the utterance where nothing is marked", () => {
		const utterance = utteranceOf("One two");
		expect(citeLabel(utterance, label(4, 99))).toMatchObject({ start: 4, end: 7 });
		expect(citeLabel(utterance, label(-3, 2))).toMatchObject({ start: 0, end: 2 });
		for (const [from, to] of [
			[3, 3],
			[5, 2],
			[9, 12],
		] as const) {
			expect(citeLabel(utterance, label(from, to))).toEqual({ utterance: 0, label: 4, start: 0, end: 7 });
			expect(citeStretch(utterance, from, to)).toEqual({ utterance: 0, label: null, start: 0, end: 7 });
		}
		expect(citeStretch(utterance, 4, 7)).toEqual({ utterance: 0, label: null, start: 4, end: 7 });
	});

	it("ends after thirty words, and not before", () => {
		const text = words(31);
		expect(citeUtterance(utteranceOf(text))).toEqual({ utterance: 0, label: null, start: 0, end: words(30).length });
		expect(citeUtterance(utteranceOf(words(30)))).toMatchObject({ end: words(30).length });
		expect(citeUtterance(utteranceOf(`... ${words(31)}`))).toMatchObject({ end: 4 + words(30).length });
		const later = citeStretch(utteranceOf(`${words(5)} ${text}`), words(5).length + 1, 999);
		expect(later.end - later.start).toBe(words(30).length);
	});

	it("ends after 240 units where no spaces part the words, never inside a character", () => {
		expect(citeUtterance(utteranceOf("字".repeat(240))).end).toBe(240);
		expect(citeUtterance(utteranceOf("字".repeat(241))).end).toBe(240);
		expect(citeUtterance(utteranceOf(`a${"𠮷".repeat(130)}`)).end).toBe(239);
		expect(citeUtterance(utteranceOf("𠮷".repeat(130))).end).toBe(240);
		// The two ends of the second half of a pair, and a character just above it.
		expect(citeUtterance(utteranceOf(`a${"\u{10000}".repeat(130)}`)).end).toBe(239);
		expect(citeUtterance(utteranceOf(`a${"\u{103ff}".repeat(130)}`)).end).toBe(239);
		expect(citeUtterance(utteranceOf("ﬀ".repeat(300))).end).toBe(240);
		const far = `${"字".repeat(300)} ${"字".repeat(100)}`;
		expect(citeStretch(utteranceOf(far), 301, 401)).toMatchObject({ start: 301, end: 401 });
	});

	it("never holds more than thirty words or 240 units, of whatever text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 500 }), fc.integer(), fc.integer(), (text, start, end) => {
				const found = citeLabel(utteranceOf(text), label(start, end));
				const quote = text.slice(found.start, found.end);
				expect(found.start).toBeGreaterThanOrEqual(0);
				expect(found.end).toBeLessThanOrEqual(text.length);
				expect(countWords(quote)).toBeLessThanOrEqual(QUOTE_WORDS_MAX);
				expect(quote.length).toBeLessThanOrEqual(QUOTE_UNITS_MAX);
				expect(quote === "").toBe(text === "");
			}),
		);
	});
});
