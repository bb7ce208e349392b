import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashOf, MARK, NUMBER, Tokens, WORD } from "../../../../../services/scoring/embedded/model/tokens.ts";
import { normalised } from "../../../../../services/scoring/embedded/text.ts";

const tokens = new Tokens();

type Token = { readonly kind: number; readonly text: string; readonly hash: number; readonly stem: number };

function taken(text: string): Token[] {
	tokens.take(normalised(text));
	return Array.from({ length: tokens.length }, (_, at) => ({
		kind: tokens.kind[at] ?? 0,
		text: tokens.text.slice(tokens.start[at], tokens.end[at]),
		hash: tokens.hash[at] ?? 0,
		stem: tokens.stem[at] ?? 0,
	}));
}

const textsOf = (text: string) => taken(text).map((token) => token.text);

describe("tokens", () => {
	test.each([
		["It's Luis's co-worker.", ["it's", "luis's", "co-worker", "."]],
		["It’s “fine” – really…", ["it's", "fine", "–", "really", "…"]],
		["3,5 at 10:30, twice", ["3,5", "at", "10:30", ",", "twice"]],
		["Größe ändern?!", ["größe", "ändern", "?", "!"]],
		["rock'n' roll- on", ["rock'n", "roll", "-", "on"]],
		["a×b÷c", ["a", "b", "c"]],
		["", []],
		["  \t (*) ", []],
	])("are the words, numbers and marks of %j", (text, expected) => expect(textsOf(text)).toEqual(expected));

	test("address words in the text as it was said, in order", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
				const lower = normalised(text);
				expect(lower.length).toBe(text.length);
				let last = 0;
				for (const { kind, text: word, hash } of taken(text)) {
					const start = lower.indexOf(word, last);
					expect(start).toBeGreaterThanOrEqual(last);
					last = start + word.length;
					if (kind === WORD) expect(hash).toBe(hashOf(word));
				}
				for (let at = 0; at < tokens.length; at++) {
					const start = tokens.start[at] ?? -1;
					expect(start).toBeGreaterThanOrEqual(at === 0 ? 0 : (tokens.end[at - 1] ?? 0));
					expect(tokens.end[at] ?? 0).toBeGreaterThan(start);
					expect(tokens.end[at] ?? 0).toBeLessThanOrEqual(text.length);
				}
			}),
		);
	});

	test("share a stem where words begin alike, and never where they do not", () => {
		const [plan, planning, planned, plane] = taken("plann planning planned plane");
		expect(planning?.stem).toBe(plan?.stem);
		expect(planned?.stem).toBe(plan?.stem);
		expect(plane?.stem).not.toBe(plan?.stem);
	});

	test("tell how many digits a number has, not which", () => {
		const [one, other, longer, long, longest] = taken("42 17 420 12345 123456789");
		expect(one?.kind).toBe(NUMBER);
		expect(other?.hash).toBe(one?.hash);
		expect(longer?.hash).not.toBe(one?.hash);
		expect(longest?.hash).toBe(long?.hash);
	});

	test("take dashes for one mark, and a line break for a full stop", () => {
		const [hyphen, dash, stop, line] = taken("- — . \n");
		expect([hyphen?.kind, line?.kind]).toEqual([MARK, MARK]);
		expect(dash?.hash).toBe(hyphen?.hash);
		expect(line?.hash).toBe(stop?.hash);
	});

	test("of a text without end are bounded", () => {
		tokens.take("a ".repeat(100_000));
		const bound = tokens.length;
		expect(bound).toBeGreaterThan(50_000);
		tokens.take("a ".repeat(500_000));
		expect(tokens.length).toBe(bound);
		expect(textsOf("short again")).toEqual(["short", "again"]);
	});
});
