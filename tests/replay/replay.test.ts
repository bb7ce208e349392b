import { beforeAll, describe, expect, it } from "vitest";
import { keptPaths, readText } from "./files.ts";
import { PATH_NAMES } from "./paths.ts";
import { allRuns, type NamedRun, refusedOf } from "./refused.ts";
import { PLANTED } from "./stage.ts";

const PATHS_MIN = 50;

/** What kind of workflow it is, for people who look at the engine. */
const SUMMARIES: ReadonlySet<string> = new Set(
	["Coaching cycle", "Erasure of a person", "Scoring of a conversation", "Task of no cycle"].map(
		(words) => `"${words}"`,
	),
);

/** What the payloads of a text say: they stand there as bytes. */
function payloadsIn(text: string): readonly string[] {
	return [...text.matchAll(/"data":"([^"]*)"/g)].map(([, data]) => Buffer.from(data ?? "", "base64").toString());
}

describe("kept histories", () => {
	let paths: readonly string[];
	let runs: readonly NamedRun[];
	beforeAll(async () => {
		paths = await keptPaths();
		runs = await allRuns();
	});

	it("are there for every path, and for no other", () => {
		expect(paths.toSorted()).toEqual(PATH_NAMES.toSorted());
		expect(paths.length).toBeGreaterThanOrEqual(PATHS_MIN);
		expect([...new Set(runs.map(({ path }) => path))]).toHaveLength(paths.length);
	});

	it("hold ids and numbers: no place on any machine, no name, and nothing that anybody said", async () => {
		for (const path of paths) {
			const text = await readText(path);
			expect(text.match(/\/(?:home|root|tmp|work|Users|usr)\/|\.ts:\d|"identity":"[^"]/)?.[0], path).toBeUndefined();
			const said = payloadsIn(text);
			expect(said.length, path).toBeGreaterThan(0);
			for (const payload of said) {
				expect(payload.toLowerCase().includes(PLANTED), path).toBe(false);
				// Ids, codes and instants have no blanks; sentences and names do.
				const spaced = payload.match(/"[^"]* [^"]*"/)?.[0] ?? null;
				expect(spaced === null || SUMMARIES.has(spaced), `${path}: ${spaced}`).toBe(true);
			}
		}
	});

	it("are replayed by the code of today, all of them", async () => {
		expect(await refusedOf(runs)).toEqual([]);
	}, 120_000);
});
