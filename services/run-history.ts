import proto, { type temporal } from "@temporalio/proto";
import type { Cycles } from "./cycles.ts";
import type { Records } from "./records/types.ts";

const { History } = proto.temporal.api.history.v1;

type Deps = {
	readonly records: Pick<Records, "findRun" | "listRuns" | "archiveRun" | "readArchivedRun">;
	readonly cycles: Pick<Cycles, "readRun">;
};

/** Copies the history of one closed run into the archive. `later` while it still runs. */
export async function archiveClosedRun(
	{ records, cycles }: Deps,
	orgId: string,
	runId: string,
): Promise<"done" | "later"> {
	const run = await records.findRun(orgId, runId);
	if (run === null || run.archived) return "done";
	const found = await cycles.readRun(run.cycleId, runId);
	// Forgotten or erased meanwhile: there is nothing left to keep.
	if (found === null) return "done";
	if (found.closedAt === null) return "later";
	const history = History.encode(found.history).finish();
	await records.archiveRun(orgId, { runId, cycleId: run.cycleId, closedAt: found.closedAt, history });
	return "done";
}

/** One run of a cycle with all its events, its payloads as they were sent. */
export type CycleRunHistory = {
	readonly runId: string;
	readonly from: "archive" | "temporal";
	readonly history: temporal.api.history.v1.IHistory;
};

/**
 * All runs of a cycle in order, from the archive first and from Temporal for those that are not there yet. A run that
 * neither has any more is left out.
 */
export async function readCycleHistory(
	deps: Deps,
	orgId: string,
	cycleId: string,
): Promise<readonly CycleRunHistory[]> {
	const runs: CycleRunHistory[] = [];
	for (const { runId } of await deps.records.listRuns(orgId, cycleId)) {
		const run = await readCycleRun(deps, orgId, cycleId, runId);
		if (run !== null) runs.push(run);
	}
	return runs;
}

/** One run of a cycle; null where neither the archive nor Temporal has it any more. */
export async function readCycleRun(
	{ records, cycles }: Deps,
	orgId: string,
	cycleId: string,
	runId: string,
): Promise<CycleRunHistory | null> {
	const kept = await records.readArchivedRun(orgId, runId);
	if (kept !== null) return { runId, from: "archive", history: History.decode(kept.history) };
	const found = await cycles.readRun(cycleId, runId);
	return found === null ? null : { runId, from: "temporal", history: found.history };
}
