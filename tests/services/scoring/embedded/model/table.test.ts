import fc from "fast-check";
import { expect, test } from "vitest";
import { IntTable } from "../../../../../services/scoring/embedded/model/table.ts";

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
// Keys with equal lower bits meet in one slot.
const key = fc.oneof(
	int,
	fc.integer({ min: 0, max: 20 }),
	int.map((n) => n << 16),
);

test("gives back what was set last for each key, and 0 for every other", () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.tuple(
					key,
					int.filter((value) => value !== 0),
				),
				{ maxLength: 200 },
			),
			fc.array(key),
			(entries, others) => {
				const table = new IntTable(entries.length);
				for (const [of, value] of entries) table.set(of, value);
				const expected = new Map(entries);
				for (const of of [...expected.keys(), ...others]) expect(table.get(of)).toBe(expected.get(of) ?? 0);
			},
		),
	);
});
