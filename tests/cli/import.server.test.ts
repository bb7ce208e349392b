import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { run as importCalls } from "../../cli/import-calls.ts";
import { startTrial } from "../../cli/trial.ts";
import { builtFile } from "../../embedded/guarded.ts";
import { createLazyTemporalClient } from "../../services/temporal.ts";
import { replay, runsOf } from "../support/replay.ts";
import { eventually } from "../support/rig.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

function coachloop(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
	return new Promise((resolve) => {
		execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
			resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
		});
	});
}

const CALL = `[00:00:02] Ada: What made you look at this now?
[00:00:08] Kim: Our planner loses two hours a day on returns.
[00:00:15] Ada: So two hours a day go into returns. How do you handle them today?
[00:00:24] Kim: By hand. But honestly, your price is too high for us.
[00:00:31] Ada: The price is too high for you, I hear that. Could we meet on Thursday at ten?
[00:00:40] Kim: Thursday works.
`;

describe("coachloop import calls, into a throw-away coachloop", () => {
	let folder: string;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "coachloop-calls-"));
		await writeFile(join(folder, "one.txt"), CALL);
		await writeFile(join(folder, "two.txt"), CALL.replaceAll("Thursday", "Friday"));
		await writeFile(join(folder, "five.txt"), CALL.replaceAll("Thursday", "Monday"));
		await writeFile(join(folder, "three.txt"), "Ada: Hello?\nAda: Anybody there?\n");
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	it("scores what is consented, refuses the rest with its reason, and feeds the rep of a running cycle", async () => {
		await writeFile(
			join(folder, "manifest.json"),
			JSON.stringify([
				{ file: "one.txt", rep: "Ada", language: "en", consent: true },
				{ file: "two.txt", rep: "Ada", language: "en", consent: false },
				{ file: "three.txt", rep: "Ada", language: "en", consent: true },
				{ file: "four.txt", rep: "Ada", language: "en", consent: true },
				{ file: "five.txt", language: "en", consent: true },
			]),
		);
		let replayed = 0;
		// Every workflow that ran must replay on the code of today; after the import its server is gone.
		const startWatched: typeof startTrial = async (output) => {
			const trial = await startTrial(output);
			return {
				...trial,
				async stop() {
					const { temporalAddress, namespace, superuserUrl } = trial.services;
					const client = createLazyTemporalClient(temporalAddress, namespace);
					// The task that asks who the rep is opens beside the import.
					const runs = await eventually(
						() => runsOf(superuserUrl("coachloop") ?? ""),
						(all) => all.some(({ workflowId }) => workflowId.startsWith("task:")),
					);
					const found = await replay(client, builtFile("workflow-bundle.js"), runs);
					await client.connection.close();
					await trial.stop();
					expect(found.refused).toEqual([]);
					replayed = found.replayed;
				},
			};
		};
		let said = "";
		const written = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
			said += String(text);
			return true;
		});
		const options = { folder, url: null, key: null, rep: null, json: true };
		const code = await importCalls(options, startWatched).finally(() => written.mockRestore());
		expect([code, replayed]).toEqual([0, 4]);
		const { results, cycle, scoredConversationsOfRep } = JSON.parse(said);
		expect(results.map(({ file, state }: { file: string; state: string }) => [file, state])).toEqual([
			["one.txt", "scored"],
			["two.txt", "refused"],
			["three.txt", "refused"],
			["four.txt", "refused"],
			["five.txt", "awaiting-rep"],
		]);
		const [one, two, three, four, five] = results;
		const acknowledged = one.scorecard.readings["objection-acknowledgment"];
		expect(acknowledged).toMatchObject({ numerator: 1, denominator: 1 });
		// Every count cites its lines, word for word.
		expect(acknowledged.counted).toHaveLength(1);
		for (const line of acknowledged.outOf) expect(CALL).toContain(line.quote);
		expect(two.reason).toContain("consent");
		expect(three.reason).toContain("at least one customer");
		expect(four.reason).toContain("four.txt");
		expect(five).toMatchObject({ speakers: ["Ada", "Kim"], task: expect.any(String) });
		expect(cycle.phase).toBe("baseline");
		expect(scoredConversationsOfRep).toBe(1);
	});

	it("names the field of a manifest that is wrong, and starts nothing", async () => {
		await writeFile(
			join(folder, "manifest.json"),
			JSON.stringify([{ file: "../one.txt", rep: "Ada", consent: "yes" }]),
		);
		const { code, stderr } = await coachloop("import", "calls", folder);
		expect(code).toBe(2);
		expect(stderr).toContain("/0/file");
		expect(stderr).toContain("/0/consent");
	});
});
