import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { historyFromText, historyToText, replayHistories } from "../support/replay.ts";
import { type KeptRun, keptPaths, readRuns, readText } from "./files.ts";
import { PATHS } from "./paths.ts";

/** As the build makes it: what runs is what is replayed. */
const BUNDLE = fileURLToPath(new URL("../../dist/workflow-bundle.js", import.meta.url));

describe("kept histories", () => {
	let paths: readonly string[];
	const runs: KeptRun[] = [];
	beforeAll(async () => {
		paths = await keptPaths();
		for (const path of paths) runs.push(...(await readRuns(path)));
	});

	it("are there for every path, and for no other", () => {
		expect(paths.toSorted()).toEqual(Object.keys(PATHS).toSorted());
	});

	it("hold ids and numbers: no place on any machine, and nobody's name", async () => {
		for (const path of paths) {
			const text = await readText(path);
			expect(text, path).not.toMatch(/\/(?:home|root|tmp|work|Users|usr)\/|\.ts:\d/);
			const payloads = runs.flatMap(({ history }) => Buffer.from(historyToText(history)).toString());
			expect(payloads.join(), path).not.toMatch(/example\.test|Name of/);
		}
	});

	it("are replayed by the code of today, all of them", async () => {
		const { replayed, refused } = await replayHistories(BUNDLE, runs);
		expect(refused).toEqual([]);
		expect(replayed).toBe(runs.length);
	}, 60_000);

	it("would be refused if the code asked for something else", async () => {
		const wrong = runs.flatMap(({ workflowId, history }) => {
			const text = historyToText(history);
			const changed = text.replaceAll(/"timerId":"(\d+)"/g, '"timerId":"9$1"');
			// A timer that is still to ring says nothing yet.
			return changed === text || !text.includes("EVENT_TYPE_TIMER_FIRED")
				? []
				: [{ workflowId, history: historyFromText(changed) }];
		});
		expect(wrong.length).toBeGreaterThan(0);
		const { refused } = await replayHistories(BUNDLE, wrong);
		expect(refused).toHaveLength(wrong.length);
	}, 60_000);
});
