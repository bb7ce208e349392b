import { log } from "@temporalio/activity";
import { epochMs, type Instant, instantOf } from "../domain/time.ts";
import type { Cycles } from "../services/cycles.ts";
import type { Expected, FoundDifference, IdRange, OpenCycle } from "../services/records/reconcile.ts";
import type { Records } from "../services/records/types.ts";
import { retold } from "../workflows/coaching-cycle/retell.ts";
import { newCycle } from "../workflows/coaching-cycle/state.ts";
import type { ReconcileState } from "../workflows/reconcile/state.ts";

const PAGE = 100;
/** What is due may take a while where a worker was away; before this nobody is told that it is late. */
const LATE_MS = 15 * 60_000;
/** A row is ahead of its workflow while a step is in flight: what differs is looked at again before it counts. */
const LOOKS = 4;
const LOOK_AGAIN_MS = 500;

type Deps = { readonly records: Records; readonly cycles: Cycles };

export function createReconcileActivities({ records, cycles }: Deps) {
	return {
		/** Looks at the next page; null behind the last organisation. Never writes a cycle's row. */
		async reconcileNext(place: ReconcileState): Promise<ReconcileState | null> {
			const { shard, of } = place;
			const range = rangeOf(shard, of);
			if (place.orgId === null) {
				const orgId = await records.nextOrganisation(null);
				return orgId === null ? null : { ...place, orgId };
			}
			const { orgId } = place;
			const page = await records.reconcile.listOpenCycles(orgId, range, place.after, PAGE);
			const found: FoundDifference[] = [];
			for (const cycle of page) found.push(...(await looked({ records, cycles }, orgId, cycle)));
			if (page.length < PAGE) {
				found.push(...(await ownerless({ records, cycles }, orgId, range)));
				if (shard === 0) {
					found.push(...(await lost({ records, cycles }, orgId)));
					found.push(...(await overlooked({ records, cycles }, orgId)));
				}
			}
			for (const difference of found) log.warn("reconcile found a difference", { orgId, ...difference });
			await records.reconcile.putDifferences(orgId, found);
			const seen = { cycles: place.cycles + page.length, differences: place.differences + found.length };
			const last = page.at(-1);
			if (page.length === PAGE && last !== undefined) return { ...place, after: last.id, ...seen };
			await records.reconcile.putRound(orgId, { shard, ...seen }, instantOf(Date.now()));
			const next = await records.nextOrganisation(orgId);
			return next === null ? null : { shard, of, orgId: next, after: null, cycles: 0, differences: 0 };
		},
	};
}

/** The ids of a shard: those of cycles are spread evenly, so their first byte parts them. */
function rangeOf(shard: number, of: number): IdRange {
	const first = (part: number) => `${hex(Math.floor((part * 256) / of))}000000-0000-0000-0000-000000000000`;
	return { from: first(shard), to: shard + 1 === of ? null : first(shard + 1) };
}

function hex(byte: number): string {
	return byte.toString(16).padStart(2, "0");
}

/** What is wrong with an open cycle, and mends it. */
async function looked(deps: Deps, orgId: string, cycle: OpenCycle): Promise<readonly FoundDifference[]> {
	const { records, cycles } = deps;
	for (let look = 1, row: OpenCycle | null = cycle; row !== null; look++) {
		const wrong = await wrongWith(deps, row);
		if (wrong === null) return [];
		if (look === LOOKS) {
			if (wrong.repair === "start") await startAgain(deps, orgId, row);
			else await cycles.look(row.id, "reconcile");
			return [{ ...wrong, subjectId: row.id }];
		}
		await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
		const [again] = await records.reconcile.listOpenCycles(orgId, { from: row.id, to: null }, null, 1);
		row = again?.id === row.id ? again : null;
	}
	return [];
}

async function wrongWith({ cycles }: Deps, cycle: OpenCycle): Promise<Pick<FoundDifference, "kind" | "repair"> | null> {
	if ((await cycles.presence("cycle", cycle.id)) !== "running") {
		// Whoever launches it starts it yet.
		return cycle.launching && !cycle.started ? null : { kind: "cycle-without-workflow", repair: "start" };
	}
	if (cycle.waits) return { kind: "signal-lost", repair: "look" };
	const isSkipped = cycle.clock === "skipped";
	const due = cycle.started ? cycle.nextDue : cycle.startsAt;
	const isLate = (now: Instant) => due !== null && epochMs(now) > epochMs(due) + LATE_MS;
	const wall = instantOf(Date.now());
	// A query costs as much as a signal: of those that rest and are not late nobody asks.
	if (!isSkipped && !cycle.steppedLately && !isLate(wall)) return null;
	const position = await cycles.position(cycle.id);
	if (isLate(isSkipped ? position.now : wall)) return { kind: "cycle-overdue", repair: "look" };
	return position.revision === cycle.revision ? null : { kind: "revision-differs", repair: "look" };
}

/** Starts a cycle whose workflow is lost, where its stored steps say that it stood. */
async function startAgain({ records, cycles }: Deps, orgId: string, cycle: OpenCycle): Promise<void> {
	const { id: cycleId, cohortId, startsAt } = cycle;
	const taken = await records.reconcile.listTakenSteps(orgId, cycleId);
	const { state } = await retold(newCycle({ orgId, cycleId, cohortId, startsAt }), taken);
	await cycles.startAgain(state);
}

/** Workflows that run for a cycle which is not there, or closed. A look lets each find that out. */
async function ownerless(
	{ records, cycles }: Deps,
	orgId: string,
	range: IdRange,
): Promise<readonly FoundDifference[]> {
	const found: FoundDifference[] = [];
	for (const subjectId of await cycles.listRunning(orgId)) {
		if (subjectId < range.from || (range.to !== null && subjectId >= range.to)) continue;
		// Lists of workflows are late: only what the server itself says counts.
		if ((await records.reconcile.isCycleOpen(orgId, subjectId)) !== false) continue;
		if ((await cycles.presence("cycle", subjectId)) !== "running") continue;
		await cycles.look(subjectId, "reconcile");
		found.push({ kind: "workflow-without-cycle", subjectId, repair: "look" });
	}
	return found;
}

/** Tasks of no cycle, cohorts and erasures whose workflow is lost: each begins anew, and finds in its rows what was done. */
async function lost({ records, cycles }: Deps, orgId: string): Promise<readonly FoundDifference[]> {
	const found: FoundDifference[] = [];
	let after: string | null = null;
	do {
		const page: readonly Expected[] = await records.reconcile.listExpected(orgId, after, PAGE);
		for (const one of page) {
			if ((await cycles.presence(one.of, one.id)) === "running") continue;
			await begin(cycles, orgId, one);
			found.push({ kind: `${one.of}-without-workflow`, subjectId: one.id, repair: "start" });
		}
		after = page.length === PAGE ? (page.at(-1)?.id ?? null) : null;
	} while (after !== null);
	return found;
}

function begin(cycles: Cycles, orgId: string, expected: Expected): Promise<void> {
	switch (expected.of) {
		case "cohort":
			return cycles.startCohort(orgId, expected.id);
		case "erasure":
			return cycles.startErasure(orgId, expected.id);
		case "task":
			return "week" in expected
				? cycles.askForOutcomes(orgId, expected.cohortId, expected.week)
				: cycles.openHumanTask(orgId, expected.kind, expected.subjectId);
	}
}

/** Acts, jobs and conversations that should have been dealt with. */
async function overlooked({ records, cycles }: Deps, orgId: string): Promise<readonly FoundDifference[]> {
	const { acts, jobs, conversations } = await records.reconcile.listOverlooked(orgId, PAGE);
	const found: FoundDifference[] = [];
	for (const subjectId of acts) {
		const act = await records.org(orgId).findAct(subjectId);
		if (act === null || act.state !== "pending") continue;
		const outcome = await cycles.applyAct(act.cycleId, { actId: act.id, kind: act.kind, taskId: act.taskId });
		if (outcome !== "pending" && outcome !== "away") await records.markActApplied(orgId, act.id, outcome);
		found.push({ kind: "act-pending", subjectId, repair: "re-send" });
	}
	for (const subjectId of jobs) {
		await records.retryRelayJob(orgId, subjectId, 0);
		found.push({ kind: "job-late", subjectId, repair: "re-send" });
	}
	for (const subjectId of conversations) {
		await cycles.startScoring(orgId, subjectId);
		found.push({ kind: "conversation-unscored", subjectId, repair: "start" });
	}
	return found;
}
