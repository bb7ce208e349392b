import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Client } from "@temporalio/client";
import type { temporal } from "@temporalio/proto";
import { historyFromText, historyToText } from "../support/replay.ts";

type History = temporal.api.history.v1.IHistory;

/** One run of a workflow, as it is kept. */
export type KeptRun = { readonly workflowId: string; readonly history: History };

const FOLDER = fileURLToPath(new URL("./histories/", import.meta.url));
const ENDING = ".json.gz";

/** Names of the paths of which histories are kept. */
export async function keptPaths(): Promise<readonly string[]> {
	const files = await readdir(FOLDER);
	return files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length));
}

export async function readRuns(path: string): Promise<readonly KeptRun[]> {
	const kept: { workflowId: string; history: unknown }[] = JSON.parse(await readText(path));
	return kept.map(({ workflowId, history }) => ({ workflowId, history: historyFromText(JSON.stringify(history)) }));
}

/** The text of a file, for what must not be in it. */
export async function readText(path: string): Promise<string> {
	return gunzipSync(await readFile(`${FOLDER}${path}${ENDING}`)).toString("utf8");
}

/** All runs of a workflow as the server has them, oldest first. */
export async function runsOf(client: Client, workflowId: string): Promise<readonly KeptRun[]> {
	const runs: KeptRun[] = [];
	let { runId } = await client.workflow.getHandle(workflowId).describe();
	while (runId !== "") {
		const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
		runs.unshift({ workflowId, history });
		runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? "";
	}
	return runs;
}

/** What says where a run took place, and nothing of what it did. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(["stackTrace", "identity"]);

/** Keeps runs without where their code stood: a stack names folders of the machine that ran it. */
export async function keepRuns(path: string, runs: readonly KeptRun[]): Promise<void> {
	const text = JSON.stringify(
		runs.map(({ workflowId, history }) => ({ workflowId, history: JSON.parse(historyToText(history)) })),
		(key, value: unknown) => (OF_THE_MACHINE.has(key) ? "" : value),
	);
	await writeFile(`${FOLDER}${path}${ENDING}`, gzipSync(text, { level: 9 }));
}
