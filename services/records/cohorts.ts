import type { CyclePhase } from "../../domain/cycle/facts.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import type { Database, Tx } from "../database.ts";
import { instant, localDate } from "./dates.ts";
import { isPauses, oneOf, readDocument } from "./documents.ts";
import { PHASES, PRACTICE_STATES } from "./facts.ts";
import { isId } from "./ids.ts";
import type { CohortView, CycleView, PracticeView } from "./types.ts";

const COHORT_STATES = ["launching", "running"] as const;

async function readCohorts(tx: Tx, orgId: string, id: string | null): Promise<readonly CohortView[]> {
	const where = { orgId, ...(id === null ? {} : { id }) };
	const rows = await tx.cohort.findMany({ where, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
	const counts = await tx.cycle.groupBy({
		by: ["cohortId", "phase"],
		where: { orgId, ...(id === null ? {} : { cohortId: id }) },
		_count: { _all: true },
	});
	return rows.map((row) => {
		const inPhase = (phase: CyclePhase) =>
			counts.find((count) => count.cohortId === row.id && count.phase === phase)?._count._all ?? 0;
		return {
			id: row.id,
			name: row.name,
			startsOn: localDate(row.startsOn),
			state: oneOf("cohort state", COHORT_STATES, row.state),
			policyVersionId: row.policyVersionId,
			createdAt: instant(row.createdAt),
			cycles: {
				planned: inPhase("planned"),
				baseline: inPhase("baseline"),
				practice: inPhase("practice"),
				habit: inPhase("habit"),
				closed: inPhase("closed"),
			},
		};
	});
}

export async function findCohort(database: Database, orgId: string, id: string): Promise<CohortView | null> {
	if (!isId(id)) return null;
	const [cohort] = await database.withOrg(orgId, (tx) => readCohorts(tx, orgId, id));
	return cohort ?? null;
}

export function listCohorts(database: Database, orgId: string): Promise<readonly CohortView[]> {
	return database.withOrg(orgId, (tx) => readCohorts(tx, orgId, null));
}

export type CycleFilter = { readonly cohortId?: string; readonly repId?: string; readonly phase?: CyclePhase };

export async function readCycles(
	tx: Tx,
	orgId: string,
	where: CycleFilter & { id?: string | { in: string[] } },
): Promise<readonly CycleView[]> {
	const rows = await tx.cycle.findMany({
		where: { orgId, ...where },
		orderBy: [{ startsOn: "asc" }, { id: "asc" }],
		// A rep has one open practice at a time; during the baseline the first of the three is the next.
		include: {
			practices: { where: { state: "planned" }, orderBy: [{ week: "asc" }, { ordinal: "asc" }], take: 1 },
		},
	});
	return rows.map((row) => ({
		id: row.id,
		cohortId: row.cohortId,
		repId: row.repId,
		phase: oneOf("phase", PHASES, row.phase),
		week: row.week,
		focus: row.focus.map((signal) => oneOf("focus", SIGNALS, signal)),
		startsOn: localDate(row.startsOn),
		pauses: readDocument("pauses", row.pauses, isPauses),
		closedBecause: row.closedBecause,
		nextPractice: row.practices[0] === undefined ? null : practiceView(row.practices[0]),
	}));
}

function practiceView(row: {
	readonly id: string;
	readonly week: number;
	readonly ordinal: number;
	readonly scenario: string;
	readonly state: string;
	readonly conversationId: string | null;
}): PracticeView {
	return {
		id: row.id,
		week: row.week,
		ordinal: row.ordinal,
		scenario: row.scenario,
		state: oneOf("practice state", PRACTICE_STATES, row.state),
		conversationId: row.conversationId,
	};
}

export async function findCycle(database: Database, orgId: string, id: string): Promise<CycleView | null> {
	if (!isId(id)) return null;
	const [cycle] = await database.withOrg(orgId, (tx) => readCycles(tx, orgId, { id }));
	return cycle ?? null;
}

export function listCycles(database: Database, orgId: string, filter: CycleFilter): Promise<readonly CycleView[]> {
	const wellFormed = [filter.cohortId, filter.repId].every((id) => id === undefined || isId(id));
	return wellFormed ? database.withOrg(orgId, (tx) => readCycles(tx, orgId, filter)) : Promise.resolve([]);
}
