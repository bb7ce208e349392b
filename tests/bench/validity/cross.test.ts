import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossValidated } from "../../../bench/validity/cross.ts";
import { fitTfIdf, gramsOf } from "../../../bench/validity/tfidf.ts";

type Taught = { readonly example: number; readonly target: number; readonly fold: number };

/** The mean of the targets of the nearest examples: learns much from single rows, so that a leak shows. */
const train = (rows: readonly { readonly example: number; readonly target: number }[]) => (example: number) => {
	const near = rows.filter((row) => Math.abs(row.example - example) <= 2);
	return near.reduce((sum, { target }) => sum + target, 0) / Math.max(1, near.length);
};

const rows = fc.array(
	fc.record({ example: fc.integer({ min: 0, max: 20 }), target: fc.constantFrom(0, 1), fold: fc.nat({ max: 4 }) }),
	{ minLength: 5, maxLength: 60 },
);

describe("cross-validation", () => {
	it("judges no fold by a model or a line that has seen its labels", () => {
		fc.assert(
			fc.property(rows, fc.nat({ max: 4 }), (all: readonly Taught[], fold) => {
				const margins = crossValidated(all, all, train, false);
				const turned = all.map((row) => (row.fold === fold ? { ...row, target: 1 - row.target } : row));
				const again = crossValidated(all, turned, train, false);
				for (const [index, row] of all.entries()) if (row.fold === fold) expect(again[index]).toBe(margins[index]);
			}),
		);
	});

	it("draws no line where grades are learnt", () => {
		const all = [0, 1, 2, 3, 4].map((fold) => ({ example: 5, target: fold, fold }));
		expect([...crossValidated(all, all, train, true)]).toEqual([2.5, 2.25, 2, 1.75, 1.5]);
	});
});

describe("the plain regression", () => {
	it("sees words, marks and pairs of neighbours", () => {
		expect(gramsOf("Why not, Ann?")).toEqual(["why", "not", ",", "ann", "?", "why not", "not ,", ", ann", "ann ?"]);
	});

	it("learns which words make a label, and knows nothing of words that it never saw", () => {
		const texts = ["what is it?", "what else?", "that is it.", "nothing else."];
		const taught = texts.map((text) => ({ example: gramsOf(text), target: text.endsWith("?") ? 1 : 0 }));
		const score = fitTfIdf(taught, "logistic");
		expect(score(gramsOf("what now?"))).toBeGreaterThan(score(gramsOf("that now.")));
		expect(score(gramsOf("zzz"))).toBe(score(gramsOf("yyy xxx")));
	});
});
