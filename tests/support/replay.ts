import type { Client } from "@temporalio/client";
import type { DataConverter } from "@temporalio/common";
import proto from "@temporalio/proto";
import {
	DefaultLogger,
	type ReplayHistoriesIterable,
	type ReplayWorkerOptions,
	Runtime,
	Worker,
} from "@temporalio/worker";
import pg from "pg";
import { isWorkflowUnknown } from "../../services/temporal.ts";
import {
	cohortWorkflowId,
	cycleWorkflowId,
	eraseWorkflowId,
	scoreWorkflowId,
	taskWorkflowId,
} from "../../workflows/workflow-ids.ts";

// Once per process, before the first worker: what the engine says of each worker's state is noise in a test.
Runtime.install({ logger: new DefaultLogger("ERROR") });

export type Run = { readonly workflowId: string; readonly runId?: string };

/** Every run of every workflow that a database knows of: each run of each cycle and task, scorings, launches. */
export async function runsOf(superuserUrl: string): Promise<readonly Run[]> {
	const client = new pg.Client({ connectionString: superuserUrl });
	await client.connect();
	try {
		const ids = async (sql: string): Promise<readonly { id: string; run?: string }[]> => (await client.query(sql)).rows;
		const cycles = await ids("select cycle_id as id, run_id as run from cycle_run");
		const tasks = await ids("select distinct task_id as id, run_id as run from task_step");
		const conversations = await ids("select id from conversation where state = 'scored'");
		const cohorts = await ids("select id from cohort");
		const erasures = await ids("select id from erasure");
		return [
			...cycles.map(({ id, run }) => ({ workflowId: cycleWorkflowId(id), ...(run ? { runId: run } : {}) })),
			...tasks.map(({ id, run }) => ({ workflowId: taskWorkflowId(id), ...(run ? { runId: run } : {}) })),
			...conversations.map(({ id }) => ({ workflowId: scoreWorkflowId(id, 1) })),
			...cohorts.map(({ id }) => ({ workflowId: cohortWorkflowId(id) })),
			...erasures.map(({ id }) => ({ workflowId: eraseWorkflowId(id) })),
		];
	} finally {
		await client.end();
	}
}

/** Replays the runs on the code of the bundle; gives back how many were replayed, and what was refused. */
export async function replay(
	client: Client,
	bundle: string,
	runs: readonly Run[],
	dataConverter?: DataConverter,
): Promise<{ readonly replayed: number; readonly refused: readonly string[] }> {
	return replayHistories(bundle, histories(client, runs), dataConverter);
}

export async function replayHistories(
	bundle: string,
	given: ReplayHistoriesIterable,
	dataConverter?: DataConverter,
): Promise<{ readonly replayed: number; readonly refused: readonly string[] }> {
	const refused: string[] = [];
	let replayed = 0;
	const options = { workflowBundle: { codePath: bundle }, ...(dataConverter === undefined ? {} : { dataConverter }) };
	for await (const { workflowId, because } of replaying(options, given)) {
		replayed++;
		if (because !== null) refused.push(`${workflowId}: ${because}`);
	}
	return { replayed, refused };
}

type Replayed = {
	readonly workflowId: string;
	readonly runId: string;
	/** Why the run was refused, and no flood of it; null where the code of today does the same. */
	readonly because: string | null;
};

const BECAUSE_MAX = 300;

/** Replays run by run, in whatever order they end. */
export async function* replaying(
	options: ReplayWorkerOptions,
	given: ReplayHistoriesIterable,
): AsyncGenerator<Replayed, void> {
	for await (const { workflowId, runId, error } of Worker.runReplayHistories(options, given)) {
		yield { workflowId, runId, because: error === undefined ? null : error.message.slice(0, BECAUSE_MAX) };
	}
}

async function* histories(client: Client, runs: readonly Run[]): ReplayHistoriesIterable {
	for (const { workflowId, runId } of runs) {
		try {
			const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
			yield { workflowId, history };
		} catch (error) {
			// A launch that a test started by hand may have no workflow of its own; a run may be erased.
			if (!isWorkflowUnknown(error)) throw error;
		}
	}
}

const { History } = proto.temporal.api.history.v1;

/** A history as JSON that can be kept in a file and read by people. */
export function historyToText(history: proto.temporal.api.history.v1.IHistory): string {
	return JSON.stringify(History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String }));
}

export function historyFromText(text: string): proto.temporal.api.history.v1.History {
	return History.fromObject(JSON.parse(text));
}
