import {
	condition,
	makeContinueAsNewFunc,
	proxyActivities,
	setCurrentDetails,
	setHandler,
	workflowInfo,
} from "@temporalio/workflow";
import type { Activities } from "../../activities/index.ts";
import { epochMs, instantOf } from "../../domain/time.ts";
import { LAUNCH } from "../activity-options.ts";
import { createAlarm } from "../alarm.ts";
import { isNewVersionWaiting, movesToNewestVersion } from "../versions.ts";
import { cohortLookSignal } from "./messages.ts";
import type { CohortWorkflowState } from "./state.ts";

const { lookAtCohort, launchNextMembers, tellNextCycles, putNextDigests } =
	proxyActivities<Pick<Activities, "lookAtCohort" | "launchNextMembers" | "tellNextCycles" | "putNextDigests">>(LAUNCH);

/** Far below what the server bears; a run of it replays in a moment. */
const EVENTS_MAX = 2_000;

/**
 * A cohort, from its launch to its last outcome: it starts the cycles of its reps, tells them of what is asked of all,
 * takes in who joins, and once a week tells managers and leads how it goes. It is no parent: a cycle lives on without it.
 * What is to be done stands in the tables; this asks for it, one thing after the other.
 */
export async function cohort(state: CohortWorkflowState): Promise<void> {
	const { orgId, cohortId } = state;
	let lookWanted = false;
	setHandler(cohortLookSignal, () => {
		lookWanted = true;
	});
	const alarm = createAlarm();

	while (workflowInfo().historyLength < EVENTS_MAX && !isNewVersionWaiting()) {
		lookWanted = false;
		if (state.telling !== null) {
			await tellTheCycles(state);
			continue;
		}
		if (state.digests !== null) {
			await putDigests(state);
			continue;
		}
		const now = instantOf(Date.now());
		const since = state.lookedAt ?? now;
		const look = await lookAtCohort({ orgId, cohortId, since, now });
		if (look.change !== null) {
			state.telling = { actId: look.change, after: null };
			continue;
		}
		if (look.launch) {
			setCurrentDetails("Launching");
			while ((await launchNextMembers({ orgId, cohortId })) && !lookWanted && !isLong());
			continue;
		}
		state.lookedAt = now;
		if (look.digest) {
			state.digests = { since, now, after: null };
			continue;
		}
		if (look.ended) return;
		setCurrentDetails(`Next look at ${look.next ?? "a change"}`);
		if (look.next === null) await condition(() => lookWanted);
		else if (epochMs(look.next) > Date.now()) await alarm.sleepUntil(look.next, () => lookWanted);
	}
	const continueAsNew = makeContinueAsNewFunc<typeof cohort>(movesToNewestVersion());
	await continueAsNew(state);
}

function isLong(): boolean {
	return workflowInfo().historyLength >= EVENTS_MAX;
}

/** Each cycle takes the change as a step of its own; nobody waits for that. */
async function tellTheCycles(state: CohortWorkflowState): Promise<void> {
	const { orgId, cohortId, telling } = state;
	for (let at = telling; at !== null && !isLong(); at = state.telling) {
		const after = await tellNextCycles({ orgId, cohortId, ...at, now: instantOf(Date.now()) });
		state.telling = after === null ? null : { ...at, after };
	}
}

async function putDigests(state: CohortWorkflowState): Promise<void> {
	const { orgId, cohortId, digests } = state;
	for (let at = digests; at !== null && !isLong(); at = state.digests) {
		const after = await putNextDigests({ orgId, cohortId, ...at });
		state.digests = after === null ? null : { ...at, after };
	}
}
