import { fileURLToPath } from "node:url";
import type { ReplayWorkerOptions } from "@temporalio/worker";
import { replaying } from "../support/replay.ts";
import { type KeptRun, keptPaths, readRuns } from "./files.ts";

export type NamedRun = KeptRun & { readonly path: string };

/** As the build makes it: what runs is what is replayed. */
const BUILT: ReplayWorkerOptions = {
	workflowBundle: { codePath: fileURLToPath(new URL("../../dist/workflow-bundle.js", import.meta.url)) },
};

/** Replays at once: each waits for the engine most of the time. */
const AT_ONCE = 2;

/** Every run of every file. */
export async function allRuns(): Promise<readonly NamedRun[]> {
	const runs: NamedRun[] = [];
	for (const path of await keptPaths()) runs.push(...(await readRuns(path)).map((run) => ({ ...run, path })));
	return runs;
}

/** Which files were refused, and why. */
export async function refusedOf(
	runs: readonly NamedRun[],
	options: ReplayWorkerOptions = BUILT,
): Promise<readonly string[]> {
	const pathOf = new Map(runs.map((run) => [runIdOf(run), run.path]));
	const refused: string[] = [];
	let replayed = 0;
	const lane = async (given: readonly NamedRun[]) => {
		for await (const { runId, because } of replaying(options, given)) {
			replayed++;
			if (because !== null) refused.push(`${pathOf.get(runId)}: ${because}`);
		}
	};
	const lanes = Array.from({ length: AT_ONCE }, (_, n) => runs.filter((_run, at) => at % AT_ONCE === n));
	await Promise.all(lanes.filter((given) => given.length > 0).map(lane));
	if (replayed !== runs.length) throw new Error(`${replayed} of ${runs.length} runs were replayed`);
	return refused;
}

export function startOf({ history }: KeptRun) {
	const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
	if (started == null) throw new Error("a history that does not begin at its beginning");
	return started;
}

function runIdOf(run: KeptRun): string {
	return startOf(run).originalExecutionRunId ?? "";
}
