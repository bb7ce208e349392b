import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedText, patternsOf } from "../../../services/records/mentions.ts";

const NAMES = ["Ann Lee", "ann.lee@example.org", "al-17"];
const masked = (text: string, names = NAMES) => maskedText(text, patternsOf(names));

describe("a name in what others said", () => {
	it("goes word for word and in any case, and nothing else does", () => {
		expect(masked("I met ANN LEE, Ann  Lee's desk, al-17.")).toBe("I met xxx xxx, xxx  xxx's desk, xx-xx.");
		expect(masked("write to Ann.Lee@example.org")).toBe("write to xxx.xxx@xxxxxxx.xxx");
		// A first name is many people's, and a part of a word is another word.
		for (const text of ["Ann said so", "Joann Leeds", "annleex", "al-170"]) expect(masked(text)).toBe(text);
		expect(masked("Al is tall", ["al"])).toBe("Al is tall");
	});

	it("leaves every offset and the number of words as they were, and is gone the first time", () => {
		const name = fc
			.string({ unit: "grapheme", minLength: 3, maxLength: 12 })
			.filter((text) => /^[\p{L}\p{N}]/u.test(text));
		fc.assert(
			fc.property(name, fc.lorem(), fc.lorem(), (called, before, after) => {
				const text = `${before} ${called} ${after}`;
				const without = masked(text, [called]);
				expect(without).toHaveLength(text.length);
				expect(without.split(/\s+/).length).toBe(text.split(/\s+/).length);
				expect(masked(without, [called])).toBe(without);
			}),
		);
	});
});
