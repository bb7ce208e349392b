import { instantAt } from "../../domain/calendar.ts";
import type { CyclePhase } from "../../domain/cycle/facts.ts";
import type { StepResult } from "../../domain/cycle/step.ts";
import { HUMAN_TASK_KINDS, type HumanTaskKind } from "../../domain/human-task/step.ts";
import type { Instant } from "../../domain/time.ts";
import type { Database } from "../database.ts";
import { instant, localDate } from "./dates.ts";
import { isStepResult, oneOf, readDocument } from "./documents.ts";
import { PHASES } from "./facts.ts";
import { isId } from "./ids.ts";

export const DIFFERENCE_KINDS = [
	"cycle-overdue",
	"cycle-without-workflow",
	"task-without-workflow",
	"cohort-without-workflow",
	"erasure-without-workflow",
	"workflow-without-cycle",
	"revision-differs",
	"signal-lost",
	"act-pending",
	"job-late",
	"conversation-unscored",
] as const;
type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export const REPAIRS = ["start", "look", "re-send"] as const;
type Repair = (typeof REPAIRS)[number];

/** Something that rows and workflows, or rows among themselves, did not agree on, and what was done. */
export type FoundDifference = {
	readonly kind: DifferenceKind;
	/** The cycle, act, relay job or conversation. */
	readonly subjectId: string;
	readonly repair: Repair;
};

type DifferenceView = FoundDifference & { readonly foundAt: Instant };

export type RoundView = {
	readonly shard: number;
	readonly at: Instant;
	readonly cycles: number;
	readonly differences: number;
};

/** An open cycle as its row has it. */
export type OpenCycle = {
	readonly id: string;
	readonly cohortId: string;
	readonly phase: CyclePhase;
	readonly revision: number;
	readonly nextDue: Instant | null;
	/** When its first day begins. */
	readonly startsAt: Instant;
	readonly started: boolean;
	/** Its launch is under way and starts it yet. */
	readonly launching: boolean;
	/** True where a step was stored in the last two hours. */
	readonly steppedLately: boolean;
	/** A conversation completed the baseline a minute ago, and the cycle has not looked. */
	readonly waits: boolean;
	readonly clock: "wall" | "skipped";
};

export type TakenRow = { readonly name: string; readonly result: StepResult; readonly at: Instant };

/** Ids from `from` on and before `to`, which is null behind the last of them. */
export type IdRange = { readonly from: string; readonly to: string | null };

const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const CLOCKS = ["wall", "skipped"] as const;

/** A page of open cycles, in order of id. Whoever is being erased is left alone. */
export async function listOpenCycles(
	database: Database,
	orgId: string,
	range: IdRange,
	after: string | null,
	limit: number,
): Promise<readonly OpenCycle[]> {
	return await database.withOrg(orgId, async (tx) => {
		const rows = await tx.$queryRaw<readonly OpenRow[]>`
			select c.id, c.cohort_id, c.phase, c.revision, c.next_due, c.starts_on, r.zone, g.clock,
				c.started_at is not null as started,
				exists (
					select from cohort_member m
					where m.org_id = c.org_id and m.cohort_id = c.cohort_id and m.rep_id = c.rep_id and m.state = 'planned'
				) as launching,
				exists (
					select from step_record s
					where s.org_id = c.org_id and s.cycle_id = c.id and s.recorded_at > now() - interval '2 hours'
				) as lately,
				c.phase = 'baseline' and exists (
					select from step_record s
					where s.org_id = c.org_id and s.cycle_id = c.id and s.name like 'practice-after:%'
						and s.result ->> 'waitsBecause' = 'baseline-complete' and s.recorded_at < now() - interval '1 minute'
				) as waits
			from cycle c
			join person r on r.org_id = c.org_id and r.id = c.rep_id and r.status not in ('erasing', 'erased')
			join organisation g on g.id = c.org_id
			where c.org_id = ${orgId}::uuid and c.phase <> 'closed'
				and c.id >= ${range.from}::uuid and c.id <= ${range.to ?? LAST_ID}::uuid
				and (${range.to}::uuid is null or c.id <> ${range.to}::uuid)
				and (${after}::uuid is null or c.id > ${after}::uuid)
			order by c.id
			limit ${limit}::int`;
		return rows.map((row) => ({
			id: row.id,
			cohortId: row.cohort_id,
			phase: oneOf("phase", PHASES, row.phase),
			revision: row.revision,
			nextDue: row.next_due === null ? null : instant(row.next_due),
			startsAt: instantAt(localDate(row.starts_on), "00:00", row.zone),
			started: row.started,
			launching: row.launching,
			steppedLately: row.lately,
			waits: row.waits,
			clock: oneOf("clock", CLOCKS, row.clock),
		}));
	});
}

type OpenRow = {
	readonly id: string;
	readonly cohort_id: string;
	readonly phase: string;
	readonly revision: number;
	readonly next_due: Date | null;
	readonly starts_on: Date;
	readonly zone: string;
	readonly clock: string;
	readonly started: boolean;
	readonly launching: boolean;
	readonly lately: boolean;
	readonly waits: boolean;
};

/** True where the organisation is here and has an open cycle of this id; null where there is no such organisation. */
export async function isCycleOpen(database: Database, orgId: string, cycleId: string): Promise<boolean | null> {
	if (!isId(orgId) || !isId(cycleId)) return null;
	return await database.withOrg(orgId, async (tx) => {
		const here = await tx.organisation.count({ where: { id: orgId } });
		if (here === 0) return null;
		return (await tx.cycle.count({ where: { orgId, id: cycleId, phase: { not: "closed" } } })) > 0;
	});
}

/** The steps that a cycle's workflow took, in order; what scored conversations appended is none of them. */
export async function listTakenSteps(database: Database, orgId: string, cycleId: string): Promise<readonly TakenRow[]> {
	const rows = await database.withOrg(orgId, (tx) =>
		tx.stepRecord.findMany({
			where: { orgId, cycleId, runId: { not: "" } },
			orderBy: [{ recordedAt: "asc" }, { historyLength: "asc" }],
			select: { name: true, result: true, at: true },
		}),
	);
	return rows.map(({ name, result, at }) => ({
		name,
		result: readDocument("step result", result, isStepResult),
		at: instant(at),
	}));
}

/** Something beside a cycle that has a running workflow while its row says that it is not over. */
export type Expected =
	| { readonly of: "cohort" | "erasure"; readonly id: string }
	| { readonly of: "task"; readonly id: string; readonly kind: HumanTaskKind; readonly subjectId: string }
	| { readonly of: "task"; readonly id: string; readonly cohortId: string; readonly week: number };

/** A page of them, in order of id; what began within the last minute may still be on its way. */
export async function listExpected(
	database: Database,
	orgId: string,
	after: string | null,
	limit: number,
): Promise<readonly Expected[]> {
	const rows = await database.withOrg(
		orgId,
		(tx) => tx.$queryRaw<readonly ExpectedRow[]>`
			select e.* from (
				select 'task' as of, t.id, t.kind, coalesce(t.subject ->> 'dispute', t.subject -> 'conversations' ->> 0) as subject,
					q.cohort_id, q.week
				from task t
				left join cohort_outcome q on q.org_id = t.org_id and q.task_id = t.id
				where t.org_id = ${orgId}::uuid and t.cycle_id is null and t.state = 'open'
				union all
				select 'cohort', h.id, null, null, null, null
				from cohort h
				where h.org_id = ${orgId}::uuid and h.state in ('launching', 'running')
					and h.created_at < now() - interval '1 minute'
				union all
				select 'erasure', x.id, null, null, null, null
				from erasure x
				where x.org_id = ${orgId}::uuid and x.completed_at is null and x.requested_at < now() - interval '1 minute'
			) e
			where ${after}::uuid is null or e.id > ${after}::uuid
			order by e.id
			limit ${limit}::int`,
	);
	return rows.map(({ of, id, kind, subject, cohort_id, week }): Expected => {
		if (of !== "task") return { of: oneOf("workflow", ["cohort", "erasure"], of), id };
		if (cohort_id !== null && week !== null) return { of, id, cohortId: cohort_id, week };
		return { of, id, kind: oneOf("task of no cycle", HUMAN_TASK_KINDS, kind ?? ""), subjectId: subject ?? "" };
	});
}

type ExpectedRow = {
	readonly of: string;
	readonly id: string;
	readonly kind: string | null;
	readonly subject: string | null;
	readonly cohort_id: string | null;
	readonly week: number | null;
};

/** What should have been done a minute ago. Ages are read off the ids, which are made of the wall's time. */
export type Overlooked = {
	readonly acts: readonly string[];
	readonly jobs: readonly string[];
	readonly conversations: readonly string[];
};

export async function listOverlooked(database: Database, orgId: string, limit: number): Promise<Overlooked> {
	return await database.withOrg(orgId, async (tx) => {
		const acts = await tx.$queryRaw<readonly { id: string }[]>`
			select a.id from act a
			where a.org_id = ${orgId}::uuid and a.state = 'pending' and num_nonnulls(a.cycle_id, a.task_id) > 0
				and uuid_extract_timestamp(a.id) < now() - interval '1 minute'
				and not exists (
					select from relay_job j
					where j.org_id = a.org_id and j.kind = 'act' and j.target = a.id and j.due_at > now()
				)
			order by a.id limit ${limit}::int`;
		const jobs = await tx.$queryRaw<readonly { id: string }[]>`
			select id from relay_job
			where org_id = ${orgId}::uuid and done_at is null and due_at < now() - interval '1 minute'
				and (leased_until is null or leased_until < now())
			order by id limit ${limit}::int`;
		const conversations = await tx.$queryRaw<readonly { id: string }[]>`
			select v.id from conversation v
			join person r on r.org_id = v.org_id and r.id = v.rep_id and r.status not in ('erasing', 'erased')
			where v.org_id = ${orgId}::uuid and v.state = 'received' and v.recorded_at < now() - interval '1 minute'
				and exists (select from transcript x where x.org_id = v.org_id and x.conversation_id = v.id)
				and not exists (
					select from consent k where k.org_id = v.org_id and k.conversation_id = v.id and k.state = 'withdrawn'
				)
			order by v.id limit ${limit}::int`;
		const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
		return { acts: ids(acts), jobs: ids(jobs), conversations: ids(conversations) };
	});
}

export async function putDifferences(
	database: Database,
	orgId: string,
	found: readonly FoundDifference[],
): Promise<void> {
	if (found.length === 0) return;
	await database.withOrg(orgId, (tx) =>
		tx.reconcileDifference.createMany({ data: found.map((difference) => ({ orgId, ...difference })) }),
	);
}

export async function putRound(
	database: Database,
	orgId: string,
	round: Pick<RoundView, "shard" | "cycles" | "differences">,
	at: Instant,
): Promise<void> {
	const { shard, cycles, differences } = round;
	await database.withOrg(orgId, (tx) =>
		tx.reconcileRound.upsert({
			where: { orgId_shard: { orgId, shard } },
			create: { orgId, shard, at: new Date(at), cycles, differences },
			update: { at: new Date(at), cycles, differences },
		}),
	);
}

export type Reconciliation = {
	readonly rounds: readonly RoundView[];
	/** The newest first. */
	readonly differences: readonly DifferenceView[];
};

const SHOWN_MAX = 200;

export async function readReconciliation(database: Database, orgId: string): Promise<Reconciliation> {
	return await database.withOrg(orgId, async (tx) => {
		const rounds = await tx.reconcileRound.findMany({ where: { orgId }, orderBy: { shard: "asc" } });
		const differences = await tx.reconcileDifference.findMany({
			where: { orgId },
			orderBy: [{ foundAt: "desc" }, { id: "desc" }],
			take: SHOWN_MAX,
		});
		return {
			rounds: rounds.map(({ shard, at, cycles, differences: found }) => ({
				shard,
				at: instant(at),
				cycles,
				differences: found,
			})),
			differences: differences.map(({ kind, subjectId, repair, foundAt }) => ({
				kind: oneOf("difference", DIFFERENCE_KINDS, kind),
				subjectId,
				repair: oneOf("repair", REPAIRS, repair),
				foundAt: instant(foundAt),
			})),
		};
	});
}
