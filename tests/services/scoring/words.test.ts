import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { hasWords, wordsOf } from "../../../api/words/en.ts";
import {
	lowConfidenceInWords,
	NEXT_WORDS,
	SCORECARD_REASONS,
	scorecardReasonInWords,
} from "../../../services/scoring/words.ts";

const CODE = /"((?:next|behaviour|counts|moment|summary|gaming)\.[a-z-]+)"/g;

async function codesOfTheDomain(): Promise<ReadonlySet<string>> {
	const files = await readdir("domain/signals");
	const texts = await Promise.all(files.map((file) => readFile(`domain/signals/${file}`, "utf8")));
	return new Set(texts.flatMap((text) => [...text.matchAll(CODE)].flatMap(([, code]) => code ?? [])));
}

describe("the words of a scorecard", () => {
	it("are there for every code of the domain, and for no other", async () => {
		const codes = await codesOfTheDomain();
		expect(codes.size).toBeGreaterThan(40);
		expect([...codes].filter((code) => !hasWords(code))).toEqual([]);
		const told = [...Object.keys(SCORECARD_REASONS), ...Object.keys(NEXT_WORDS)];
		expect(told.filter((code) => !codes.has(code))).toEqual([]);
	});

	it("are whole sentences whatever the parameters, and name no inner state of the rep", () => {
		const counts = {
			signal: "value-framing",
			because: "no-claims",
			candidates: 3,
			measured: 4,
			inTarget: 2,
			times: 3,
			turns: 3,
			words: 210,
			before: 9,
			after: 3,
		};
		const params = [
			{},
			{ because: "closed", signal: "value-framing", lowConfidence: "speakers-unknown" },
			{ after: "shorter", agreed: true, cameBack: true, askedLater: true, again: true, openedUp: true, pitched: true },
			{
				after: "refused",
				agreed: false,
				asked: true,
				returned: true,
				measured: 4,
				inTarget: 1,
				farthest: "close-attempts",
			},
			{ after: "silent", measured: 0, topic: "refusal" },
		];
		for (const code of Object.keys(SCORECARD_REASONS)) {
			for (const each of params) {
				const words = scorecardReasonInWords({ code, params: { ...counts, ...each } });
				expect(words, code).toMatch(/^[A-Z\d].*[.)]$/su);
				expect(words, code).not.toMatch(/\b(feel|feels|feeling|sentiment|emotion|mood|undefined|null|NaN)\b|\{/i);
				expect(words.split(" ").length, code).toBeLessThanOrEqual(60);
			}
		}
	});

	it("are the same over the API and on the command line", () => {
		const reason = { code: "summary.customer-led", params: { turns: 3 } };
		expect(wordsOf(reason)).toBe(scorecardReasonInWords(reason));
		expect(wordsOf(reason)).toBe(
			"The rep lost control here: 3 times in a row the customer asks or objects, and the rep only answers.",
		);
	});

	it("say why a moment is one, by what followed", () => {
		const words = (params: { readonly [name: string]: string | boolean | null }) =>
			scorecardReasonInWords({ code: "moment.weak-objection-response", params });
		expect(words({ cameBack: true, after: "refused", agreed: false, asked: true })).toBe(
			"The rep answers this objection without saying it back first, and it comes up again. The customer then says no or puts it off. No next step was agreed.",
		);
		expect(words({ cameBack: false, after: null, agreed: true })).toBe(
			"The rep answers this objection without saying it back first. A next step was agreed all the same.",
		);
	});

	it("say that no ask was found where there was none, and not that the customer did not agree to it", () => {
		const params = { cameBack: false, after: null, agreed: false, asked: false };
		expect(scorecardReasonInWords({ code: "moment.weak-objection-response", params })).toBe(
			"The rep answers this objection without saying it back first. No ask for a next step was found.",
		);
	});

	it("say what is of low confidence, and what it is left out of", () => {
		expect(
			lowConfidenceInWords({
				of: "discovery-density",
				because: "rep-talk-under-30-seconds",
				leftOutOf: ["trend", "verdict"],
			}),
		).toBe(
			"Discovery questions: less than 30 seconds of rep talk in the first half; left out of the trend and verdicts on this conversation alone.",
		);
		expect(lowConfidenceInWords({ of: "warmth", because: "speakers-unknown", leftOutOf: [] })).toBe(
			"Warmth: it is not known who said what.",
		);
	});

	it("show a code that is not known as it is", () => {
		expect(scorecardReasonInWords({ code: "moment.of-tomorrow", params: {} })).toBe("moment.of-tomorrow");
		expect(scorecardReasonInWords({ code: "toString", params: {} })).toBe("toString");
	});
});
