import { outcomeWeeks } from "../../domain/cohort/agenda.ts";
import { ASSIGNED } from "../../domain/cohort/waves.ts";
import { CYCLE_FLAGS, type CyclePhase } from "../../domain/cycle/facts.ts";
import { CYCLE_KINDS } from "../../domain/cycle/kind.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { instant, localDate } from "./dates.ts";
import {
	isFields,
	isPauses,
	isProduct,
	isReasonParams,
	isTierGuess,
	oneOf,
	readDocument,
	readPolicy,
} from "./documents.ts";
import { PHASES, PRACTICE_STATES } from "./facts.ts";
import { isId } from "./ids.ts";
import type { CohortView, CycleView, LaunchRefusal, MEMBER_STATES, OpenRule, PracticeView } from "./types.ts";

export const COHORT_STATES = ["launching", "running", "stopped", "ended"] as const;
const OUTCOME_STATES = ["missing", "there", "none"] as const;

export function isOpenRule(value: unknown): value is OpenRule {
	if (!isFields(value)) return false;
	return value.kind === "new-reps" || (value.kind === "team" && typeof value.managerId === "string");
}

async function readCohorts(tx: Tx, orgId: string, id: string | null): Promise<readonly CohortView[]> {
	const where = { orgId, ...(id === null ? {} : { id }) };
	const rows = await tx.cohort.findMany({
		where,
		orderBy: [{ createdAt: "asc" }, { id: "asc" }],
		include: { outcomes: true, policyVersion: { select: { content: true } } },
	});
	const memberCounts = await tx.cohortMember.groupBy({
		by: ["cohortId", "state"],
		where: { orgId, ...(id === null ? {} : { cohortId: id }) },
		_count: { _all: true },
	});
	const counts = await tx.cycle.groupBy({
		by: ["cohortId", "phase"],
		where: { orgId, ...(id === null ? {} : { cohortId: id }) },
		_count: { _all: true },
	});
	return rows.map((row) => {
		const inPhase = (phase: CyclePhase) =>
			counts.find((count) => count.cohortId === row.id && count.phase === phase)?._count._all ?? 0;
		const inState = (state: (typeof MEMBER_STATES)[number]) =>
			memberCounts.find((count) => count.cohortId === row.id && count.state === state)?._count._all ?? 0;
		return {
			id: row.id,
			name: row.name,
			startsOn: localDate(row.startsOn),
			state: oneOf("cohort state", COHORT_STATES, row.state),
			policyVersionId: row.policyVersionId,
			createdAt: instant(row.createdAt),
			members: {
				waiting: inState("waiting"),
				planned: inState("planned"),
				started: inState("started"),
				refused: inState("refused"),
				withdrawn: inState("withdrawn"),
			},
			open: row.openRule === null ? null : readDocument("rule of an open cohort", row.openRule, isOpenRule),
			waves:
				row.assigned === null || row.seed === null
					? null
					: { startsOn: row.waves.map(localDate), assigned: oneOf("waves", ASSIGNED, row.assigned), seed: row.seed },
			pauses: readDocument("pauses", row.pauses, isPauses),
			outcomes: outcomeWeeks(readPolicy(row.policyVersion.content)).map((week) => {
				const asked = row.outcomes.find((outcome) => outcome.week === week);
				return asked === undefined
					? { week, state: "not-due", askedAt: null }
					: { week, state: oneOf("outcomes", OUTCOME_STATES, asked.state), askedAt: instant(asked.askedAt) };
			}),
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

export async function listLaunchRefusals(
	database: Database,
	orgId: string,
	cohortId: string,
	after: number | null,
	limit: number,
): Promise<readonly LaunchRefusal[]> {
	if (!isId(cohortId)) return [];
	const rows = await database.withOrg(orgId, (tx) =>
		tx.cohortMember.findMany({
			where: { orgId, cohortId, state: "refused", ...(after === null ? {} : { ordinal: { gt: after } }) },
			orderBy: { ordinal: "asc" },
			take: limit,
		}),
	);
	return rows.map(({ ordinal, repId, refusalCode, refusalParams }) => ({
		row: ordinal,
		repId,
		reason: { code: refusalCode ?? "", params: readDocument("reason", refusalParams, isReasonParams) },
	}));
}

export type CycleFilter = { readonly cohortId?: string; readonly repId?: string; readonly phase?: CyclePhase };

type CycleColumns = {
	readonly id: string;
	readonly cohort_id: string;
	readonly rep_id: string;
	readonly kind: string;
	readonly product: unknown;
	readonly phase: string;
	readonly week: number;
	readonly focus: readonly string[];
	readonly starts_on: Date;
	readonly pauses: unknown;
	readonly flags: readonly string[];
	readonly closed_because: string | null;
	readonly guess: unknown;
	readonly practice: Parameters<typeof practiceView>[0] | null;
};

/** By the first day, then by id. A rep has one open practice at a time; in the baseline the first of the three is next. */
export async function readCycles(
	tx: Tx,
	orgId: string,
	where: CycleFilter & { readonly ids?: readonly string[] },
): Promise<readonly CycleView[]> {
	const { ids, cohortId, repId, phase } = where;
	const conditions = [
		Prisma.sql`c.org_id = ${orgId}::uuid`,
		...(ids === undefined ? [] : [Prisma.sql`c.id = any(${[...ids]}::uuid[])`]),
		...(cohortId === undefined ? [] : [Prisma.sql`c.cohort_id = ${cohortId}::uuid`]),
		...(repId === undefined ? [] : [Prisma.sql`c.rep_id = ${repId}::uuid`]),
		...(phase === undefined ? [] : [Prisma.sql`c.phase = ${phase}`]),
	];
	const rows = await tx.$queryRaw<readonly CycleColumns[]>`
		select c.id, c.cohort_id, c.rep_id, c.kind, c.product, c.phase, c.week, c.focus, c.starts_on, c.pauses, c.flags,
			c.closed_because, g.tiers as guess, n.practice
		from cycle c
		left join tier_guess g on g.org_id = c.org_id and g.cycle_id = c.id
		left join lateral (
			select jsonb_build_object(
				'id', p.id, 'week', p.week, 'ordinal', p.ordinal, 'scenario', p.scenario, 'state', p.state,
				'conversationId', p.conversation_id
			) as practice
			from practice p
			where p.org_id = c.org_id and p.cycle_id = c.id and p.state = 'planned'
			order by p.week, p.ordinal
			limit 1
		) n on true
		where ${Prisma.join(conditions, " and ")}
		order by c.starts_on, c.id`;
	return rows.map((row) => ({
		id: row.id,
		cohortId: row.cohort_id,
		repId: row.rep_id,
		kind: oneOf("cycle kind", CYCLE_KINDS, row.kind),
		product: row.product === null ? null : readDocument("product", row.product, isProduct),
		guess: row.guess === null ? null : readDocument("guess", row.guess, isTierGuess),
		phase: oneOf("phase", PHASES, row.phase),
		week: row.week,
		focus: row.focus.map((signal) => oneOf("focus", SIGNALS, signal)),
		startsOn: localDate(row.starts_on),
		pauses: readDocument("pauses", row.pauses, isPauses),
		flags: row.flags.map((flag) => oneOf("flag", CYCLE_FLAGS, flag)),
		closedBecause: row.closed_because,
		nextPractice: row.practice === null ? null : practiceView(row.practice),
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
	const [cycle] = await database.withOrg(orgId, (tx) => readCycles(tx, orgId, { ids: [id] }));
	return cycle ?? null;
}

export function listCycles(database: Database, orgId: string, filter: CycleFilter): Promise<readonly CycleView[]> {
	const wellFormed = [filter.cohortId, filter.repId].every((id) => id === undefined || isId(id));
	return wellFormed ? database.withOrg(orgId, (tx) => readCycles(tx, orgId, filter)) : Promise.resolve([]);
}
