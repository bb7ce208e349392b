import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CONTEXT_NUMBERS } from "../../../../../services/scoring/embedded/context.ts";
import { NUMBERS } from "../../../../../services/scoring/embedded/model/features.ts";
import {
	ASKED,
	type HeadFile,
	scaleOf,
	Weights,
	type WeightsFile,
} from "../../../../../services/scoring/embedded/model/weights.ts";

const thousandths = fc.integer({ min: -3000, max: 3000 });
// Few keys, and keys with equal lower or upper bits, so that they meet in the table.
const key = fc.oneof(
	fc.integer({ min: 0, max: 30 }),
	fc.integer({ min: -8, max: 8 }).map((n) => n << 20),
	fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
);

const file = (name: string, isOfTalk: boolean): fc.Arbitrary<WeightsFile> =>
	fc.uniqueArray(key, { minLength: 1, maxLength: 30 }).chain((keys) =>
		fc
			.array(
				fc.record({
					weights: fc.array(thousandths, { minLength: keys.length, maxLength: keys.length }),
					there: fc.array(fc.boolean(), { minLength: keys.length, maxLength: keys.length }),
					numbers: fc.array(thousandths, { minLength: NUMBERS.length, maxLength: NUMBERS.length }),
					context: fc.array(thousandths, { minLength: CONTEXT_NUMBERS, maxLength: CONTEXT_NUMBERS }),
					role: fc.constantFrom("rep" as const, "customer" as const, null),
					onDemand: fc.boolean(),
				}),
				{ minLength: 1, maxLength: 6 },
			)
			.map((heads) => ({
				language: "en",
				data: [],
				licence: "",
				checksum: "",
				features: keys.map((of, at) => [of, `word: w${at % 7}`] as const),
				heads: heads.map(({ weights, there, numbers, context, role, onDemand }, index): HeadFile => {
					const at = keys.flatMap((_, position) => (there[position] ? [position] : []));
					return {
						name: `${name}${index}`,
						role,
						onDemand,
						bias: index / 8,
						threshold: 0,
						numbers,
						at,
						weights: at.map((position) => weights[position] ?? 0),
						context: isOfTalk ? context : [],
					};
				}),
			})),
	);

const files = fc.tuple(file("text", false), file("talk", true));

/** What the weights of a key are, read from the files as they stand. */
function weightIn(all: readonly WeightsFile[], head: HeadFile, of: number): number {
	for (const { features, heads } of all) {
		if (!heads.includes(head)) continue;
		const place = features.findIndex(([known]) => known === of);
		const at = place < 0 ? -1 : head.at.indexOf(place);
		return at < 0 ? 0 : (head.weights[at] ?? 0);
	}
	return 0;
}

describe("weights", () => {
	const numbers = fc.array(fc.constantFrom(0, 0, 1, 0.25), { minLength: NUMBERS.length, maxLength: NUMBERS.length });
	const context = fc.array(fc.constantFrom(0, 0.5, 1), { minLength: CONTEXT_NUMBERS, maxLength: CONTEXT_NUMBERS });

	const sides = fc.constantFrom("rep" as const, "customer" as const, "any" as const);

	test("score as the files say, each key once, the heads of the side that speaks, some of them on demand", () => {
		fc.assert(
			fc.property(files, fc.array(key, { maxLength: 40 }), numbers, context, sides, (all, keys, x, did, side) => {
				const weights = new Weights(all);
				const heads = all.flatMap((one) => one.heads);
				const given = Int32Array.from([...keys, ...keys]);
				const sums = new Int32Array(heads.length);
				const added = new Float64Array(heads.length);
				const scores = new Float64Array(heads.length);
				const found = new Int32Array(given.length);
				const count = weights.add(given, given.length, sums, found, ASKED.always[side]);
				weights.context(Float64Array.from(did), added);
				weights.finish(sums, given.length, Float64Array.from(x), added, scores, ASKED.always[side]);
				const always = scores.slice();
				weights.addMore(found, count, sums, ASKED.onDemand[side]);
				weights.finish(sums, given.length, Float64Array.from(x), added, scores, ASKED.onDemand[side]);
				for (const head of heads) {
					const words = [...new Set(keys)].reduce((sum, of) => sum + weightIn(all, head, of), 0) / 1000;
					let score = head.bias + words * scaleOf(given.length);
					for (const [at, value] of x.entries()) score += (value * (head.numbers[at] ?? 0)) / 1000;
					for (const [at, value] of did.entries()) score += (value * (head.context[at] ?? 0)) / 1000;
					// What the other side's heads would say is not asked for.
					const isAsked = side === "any" || side === (head.role ?? "rep");
					const index = weights.indexOf(head.name);
					expect(scores[index]).toBeCloseTo(isAsked ? score : 0, 9);
					expect(always[index]).toBeCloseTo(isAsked && (side === "any" || head.onDemand !== true) ? score : 0, 9);
					const once = Int32Array.from(new Set(keys));
					const alone = weights.one(weights.indexOf(head.name), once, once.length);
					expect(alone).toBeCloseTo(head.bias + words * scaleOf(once.length), 9);
				}
			}),
		);
	});

	test("say what spoke most for a head: strongest first, no words twice, nothing that spoke against it", () => {
		fc.assert(
			fc.property(files, fc.array(key, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (all, keys, most) => {
				const weights = new Weights(all);
				const heads = all.flatMap((one) => one.heads);
				const found = new Int32Array(keys.length);
				const count = weights.add(
					Int32Array.from(keys),
					keys.length,
					new Int32Array(heads.length),
					found,
					ASKED.all.any,
				);
				const names = new Map(all.toReversed().flatMap((one) => one.features));
				for (const head of heads) {
					const spoke = keys
						.map((of) => ({ words: names.get(of)?.replace("word: ", "") ?? "", weight: weightIn(all, head, of) }))
						.filter(({ weight }) => weight > 0)
						.sort((a, b) => b.weight - a.weight || (a.words < b.words ? -1 : 1));
					const expected = [...new Set(spoke.map(({ words }) => `“${words}”`))].slice(0, most);
					expect(weights.strongest(weights.indexOf(head.name), found, count, most)).toEqual(expected);
				}
			}),
		);
	});

	const [one] = fc.sample(files, { numRuns: 1, seed: 1 });
	const withWeight = (weight: number): readonly WeightsFile[] =>
		(one ?? []).map((given) => ({
			...given,
			heads: given.heads.map((head) => ({ ...head, at: [0], weights: [weight] })),
		}));

	test.each([0.5, 40_000, -40_000])("refuse %s, which is no thousandth that they can keep", (weight) => {
		expect(() => new Weights(withWeight(weight))).toThrow(`came ${weight}`);
	});

	test("name the heads that there are where one is missing", () => {
		expect(() => new Weights(withWeight(1)).indexOf("nobody")).toThrow("expected a head named nobody, came ");
	});
});
