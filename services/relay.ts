import type { Cycles } from "./cycles.ts";
import { pause } from "./pause.ts";
import type { Records, RelayJobView } from "./records/types.ts";
import { archiveClosedRun } from "./run-history.ts";

export type RelayDeps = {
	readonly records: Records;
	readonly cycles: Cycles;
	readonly log: { warn(fields: object, message: string): void };
};

const BATCH = 50;
const LEASE_MS = 30_000;
const IDLE_MS = 500;
const RETRY_MAX_MS = 60_000;

/**
 * Does what a commit promised: starts scorings and launches, sends acts. Jobs are leased, so any number of relays may
 * run; one that dies loses nothing, its leases come back.
 */
export function createRelay({ records, cycles, log }: RelayDeps) {
	const deliver = async (job: RelayJobView): Promise<"done" | "later"> => {
		switch (job.kind) {
			case "score":
				await cycles.startScoring(job.orgId, job.target);
				return "done";
			case "confirm-rep":
			case "consent":
			case "dispute":
				await cycles.openHumanTask(job.orgId, job.kind, job.target);
				return "done";
			case "launch":
				await cycles.startCohort(job.orgId, job.target);
				return "done";
			case "erase":
				await cycles.startErasure(job.orgId, job.target);
				return "done";
			case "withdraw":
				await cycles.eraseWorkflows(await records.callTargets(job.orgId, job.target));
				return "done";
			case "archive":
				return await archiveClosedRun({ records, cycles }, job.orgId, job.target);
			case "act": {
				const act = await records.org(job.orgId).findAct(job.target);
				if (act === null || act.state !== "pending") return "done";
				const outcome = await cycles.applyAct(act.cycleId, { actId: act.id, kind: act.kind, taskId: act.taskId });
				if (outcome === "pending" || outcome === "away") return "later";
				await records.markActApplied(job.orgId, act.id, outcome);
				return "done";
			}
		}
	};

	const handle = async (job: RelayJobView): Promise<void> => {
		try {
			if ((await deliver(job)) === "done") {
				await records.finishRelayJob(job.orgId, job.id);
				return;
			}
		} catch (error) {
			log.warn({ job: job.id, kind: job.kind, attempts: job.attempts, err: error }, "relay job will be tried again");
		}
		await records.retryRelayJob(job.orgId, job.id, Math.min(RETRY_MAX_MS, 500 * 2 ** Math.min(job.attempts, 10)));
	};

	return {
		/** One pass; gives back how many jobs it took. */
		async once(): Promise<number> {
			const jobs = await records.leaseRelayJobs(BATCH, LEASE_MS);
			await Promise.all(jobs.map(handle));
			return jobs.length;
		},

		/** Passes until `stop` is aborted. A database that is away is waited for. */
		async run(stop: AbortSignal): Promise<void> {
			while (!stop.aborted) {
				let taken = 0;
				try {
					taken = await this.once();
				} catch (error) {
					log.warn({ err: error }, "relay waits for the database");
				}
				if (taken < BATCH) await pause(IDLE_MS, stop);
			}
		},
	};
}
