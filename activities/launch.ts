import { heartbeat, sleep } from "@temporalio/activity";
import type { Instant } from "../domain/time.ts";
import type { Cycles } from "../services/cycles.ts";
import type { CohortLook, Records } from "../services/records/types.ts";

/** Calls to Temporal in flight at once: enough to be quick, few enough to stay under the server's rate for one namespace. */
const IN_FLIGHT = 20;
const HEARTBEAT_MS = 5_000;

type OfCohort = { readonly orgId: string; readonly cohortId: string };

/** What a cohort does. Each of these may be repeated, from wherever it was interrupted. */
export function createLaunchActivities({ records, cycles }: { readonly records: Records; readonly cycles: Cycles }) {
	return {
		/** What is to be done; asks for the outcomes that have come due. */
		async lookAtCohort({
			orgId,
			cohortId,
			since,
			now,
		}: OfCohort & { since: Instant; now: Instant }): Promise<CohortLook> {
			const look = await records.lookAtCohort(orgId, cohortId, { since, now });
			for (const week of look.outcomes) await cycles.askForOutcomes(orgId, cohortId, week);
			return look;
		},

		/** Starts the next cycles of a launch; one that runs already is left alone. False when none is left. */
		launchNextMembers: ({ orgId, cohortId }: OfCohort): Promise<boolean> =>
			alive(async () => {
				const { starts, perSecond, more } = await records.takeLaunchPage(orgId, cohortId);
				const afterMs = await records.reserveStarts(orgId, starts.length, perSecond);
				await paced(starts, { perSecond, afterMs }, ({ cycleId, startsAt }) =>
					cycles.startCycle({ orgId, cohortId, cycleId, startsAt }),
				);
				await records.markStarted(orgId, cohortId, starts);
				return more;
			}),

		/** Tells the next cycles of a change of their cohort. Null when all have been told. */
		tellNextCycles: ({
			orgId,
			cohortId,
			actId,
			after,
			now,
		}: OfCohort & { actId: string; after: string | null; now: Instant }): Promise<string | null> =>
			alive(async () => {
				const page = await records.takeTellPage(orgId, actId, after);
				const { perSecond } = page;
				const afterMs = await records.reserveStarts(orgId, page.cycles.length, perSecond);
				await paced(page.cycles, { perSecond, afterMs }, (cycle) => cycles.tellCycle({ orgId, cohortId, ...cycle }));
				if (page.after === null) await records.finishCohortChange(orgId, actId, now);
				return page.after;
			}),

		/** Puts down the digests of the next people. Null when all have theirs. */
		putNextDigests: ({
			orgId,
			cohortId,
			since,
			now,
			after,
		}: OfCohort & { since: Instant; now: Instant; after: string | null }): Promise<string | null> =>
			records.putDigests(orgId, cohortId, { since, now }, after),
	};
}

/** Says that it is alive while it works, so that a worker that died is noticed within seconds. */
async function alive<T>(work: () => Promise<T>): Promise<T> {
	const beat = setInterval(heartbeat, HEARTBEAT_MS);
	try {
		return await work();
	} finally {
		clearInterval(beat);
	}
}

/** Does the work for each item, in order, no faster than so many in a second, some of them at once. */
async function paced<T>(
	items: readonly T[],
	{ perSecond, afterMs }: { readonly perSecond: number; readonly afterMs: number },
	work: (item: T) => Promise<void>,
): Promise<void> {
	const begins = performance.now() + afterMs;
	let next = 0;
	let failed = false;
	const lane = async (): Promise<void> => {
		for (let at = next++; at < items.length && !failed; at = next++) {
			const item = items[at];
			if (item === undefined) return;
			const waitMs = begins + (at * 1000) / perSecond - performance.now();
			if (waitMs > 0) await sleep(waitMs);
			try {
				await work(item);
			} catch (error) {
				// The other lanes end what they have begun: the whole page is done again.
				failed = true;
				throw error;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, lane));
}
