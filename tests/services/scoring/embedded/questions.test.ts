import fc from "fast-check";
import { expect, test } from "vitest";
import { Questions } from "../../../../services/scoring/embedded/questions.ts";

const REMEMBERED = 60;
const stems = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 5 });

/** Every remembered question compared with the new one, word by word. */
function repeatedOf(asked: readonly (readonly number[])[], now: readonly number[]): number | null {
	const first = Math.max(0, asked.length - REMEMBERED);
	for (let at = first; at < asked.length; at++) {
		const words = asked[at] ?? [];
		const most = Math.max(words.length, now.length);
		const both = now.filter((stem) => words.includes(stem)).length;
		if (both > 0 && both >= (most === 1 ? 1 : Math.max(2, most / 2))) return at;
	}
	return null;
}

test("a question repeats the first of the last 60 that shares half of its words, and two at least", () => {
	fc.assert(
		fc.property(fc.array(stems, { maxLength: 90 }), (talk) => {
			const questions = new Questions();
			for (const [at, said] of talk.entries()) {
				expect(questions.repeated(said)).toBe(repeatedOf(talk.slice(0, at), said));
				questions.add(at, said);
			}
		}),
	);
});
