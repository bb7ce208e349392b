import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { open, SealBroken, seal } from "../../services/seal.ts";

const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });

describe("sealed bytes", () => {
	it("open with the same key at the same place, and tell nothing of what is in them", () => {
		fc.assert(
			fc.property(bytes(32, 32), bytes(0, 400), fc.string(), (key, plain, place) => {
				const sealed = seal(key, plain, place);
				expect(Buffer.from(open(key, sealed, place))).toEqual(Buffer.from(plain));
				if (plain.length > 8) expect(Buffer.from(sealed).includes(Buffer.from(plain))).toBe(false);
			}),
		);
	});

	it("do not open after any one bit of them was changed, at another place, or with another key", () => {
		fc.assert(
			fc.property(bytes(32, 32), bytes(0, 60), fc.nat(), (key, plain, at) => {
				const sealed = seal(key, plain, "here");
				const changed = sealed.slice();
				const bit = at % (sealed.length * 8);
				changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
				expect(() => open(key, changed, "here")).toThrow(SealBroken);
				expect(() => open(key, sealed, "there")).toThrow(SealBroken);
				expect(() => open(randomBytes(32), sealed, "here")).toThrow(SealBroken);
				expect(() => open(key, sealed.subarray(0, at % sealed.length), "here")).toThrow(SealBroken);
			}),
		);
	});

	it("are never the same twice, though what is in them is", () => {
		const key = randomBytes(32);
		const all = Array.from({ length: 100 }, () => Buffer.from(seal(key, new Uint8Array(4), "here")).toString("hex"));
		expect(new Set(all).size).toBe(100);
	});
});
