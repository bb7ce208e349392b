import type { PayloadCodec } from "@temporalio/common";
import proto from "@temporalio/proto";
import { type Cycles, workflowIdOfCycle } from "./cycles.ts";
import type { Records, StepView } from "./records/types.ts";
import type { Replayer } from "./replay/index.ts";
import { type RawEvent, readable, unsealed, windowOf } from "./run-events.ts";
import { type CycleRunHistory, readCycleHistory, readCycleRun } from "./run-history.ts";
import { isTemporalAway, TemporalAwayError } from "./temporal.ts";

const { History } = proto.temporal.api.history.v1;

/** The raw events of a step, and where they were found; `gone` where neither the archive nor Temporal has the run. */
type StepEvents =
	| { readonly from: CycleRunHistory["from"]; readonly runId: string; readonly events: readonly RawEvent[] }
	| { readonly from: "gone"; readonly runId: string };

/** What came of replaying one run on the code of today. */
type ReplayedRun = {
	readonly runId: string;
	readonly from: CycleRunHistory["from"] | "gone";
	readonly events: number;
	readonly verdict: "agrees" | "differs" | "gone";
	/** The event at which the code goes another way, where the engine names it. */
	readonly atEvent: number | null;
	/** What the engine says of it. */
	readonly because: string | null;
};

/** The proof behind a cycle's story: what Temporal kept of its runs, and what was archived. */
export type Histories = {
	stepEvents(orgId: string, cycleId: string, step: StepView & { readonly runId: string }): Promise<StepEvents>;
	/** Every run of the cycle in order, replayed on the workflow code of this build. */
	replay(orgId: string, cycleId: string): Promise<readonly ReplayedRun[]>;
};

export function createHistories(deps: {
	readonly records: Pick<Records, "findRun" | "listRuns" | "archiveRun" | "readArchivedRun">;
	readonly cycles: Pick<Cycles, "readRun">;
	readonly codecs: readonly PayloadCodec[];
	readonly replayer: Replayer;
	/** For the message where Temporal is away. */
	readonly temporalAddress: string;
}): Histories {
	const { codecs, replayer, temporalAddress } = deps;
	const reach = async <T>(work: () => Promise<T>): Promise<T> => {
		try {
			return await work();
		} catch (error) {
			throw isTemporalAway(error) ? new TemporalAwayError(temporalAddress, error) : error;
		}
	};
	return {
		stepEvents: (orgId, cycleId, step) =>
			reach(async () => {
				const { runId } = step;
				const run = await readCycleRun(deps, orgId, cycleId, runId);
				if (run === null) return { from: "gone", runId };
				return { from: run.from, runId, events: await readable(windowOf(run.history, step), codecs) };
			}),
		replay: (orgId, cycleId) =>
			reach(async () => {
				const known = await deps.records.listRuns(orgId, cycleId);
				const found = await readCycleHistory(deps, orgId, cycleId);
				const workflowId = workflowIdOfCycle(cycleId);
				const runs = await Promise.all(
					found.map(async ({ history }) => ({
						workflowId,
						history: History.encode(await unsealed(history, codecs)).finish(),
					})),
				);
				const differences = await replayer(runs);
				return known.map(({ runId }): ReplayedRun => {
					const at = found.findIndex((run) => run.runId === runId);
					const run = found[at];
					if (run === undefined) {
						return { runId, from: "gone", events: 0, verdict: "gone", atEvent: null, because: null };
					}
					const because = differences[at] ?? null;
					const event = /\bid: (\d+)/.exec(because ?? "")?.[1];
					return {
						runId,
						from: run.from,
						events: run.history.events?.length ?? 0,
						verdict: because === null ? "agrees" : "differs",
						atEvent: event === undefined ? null : Number(event),
						because,
					};
				});
			}),
	};
}
