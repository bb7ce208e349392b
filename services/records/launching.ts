import { instantAt } from "../../domain/calendar.ts";
import { CYCLE_KINDS } from "../../domain/cycle/kind.ts";
import type { Instant } from "../../domain/time.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { localDate } from "./dates.ts";
import { isPauses, isProduct, oneOf, readDocument, readPolicy, toJson } from "./documents.ts";
import { cycleIdOf, isId } from "./ids.ts";
import { putCycles } from "./launch.ts";
import { coachedRole, judgeRows, type LaunchRow, type LaunchVerdict, reasonOf } from "./launch-rows.ts";
import type { CycleToStart, LaunchPage } from "./types.ts";

/** Rows that one transaction looks at: some tenths of a second, in which nobody else may launch these reps. */
const PAGE_MAX = 500;
/** A page is to be started within seconds, however slowly an organisation wants to start. */
const PAGE_SECONDS = 10;

const NOTHING: LaunchPage = { starts: [], perSecond: 1, more: false };

/**
 * The next rows of a launch, in their order, in one transaction: those that may begin have a cycle from here on, the
 * others are kept with the reason why not. Rows whose cycle was made before and that nobody marked as started come again,
 * so whatever dies, the launch goes on at that row.
 */
export function takeLaunchPage(database: Database, orgId: string, cohortId: string): Promise<LaunchPage> {
	if (!isId(cohortId)) return Promise.resolve(NOTHING);
	return database.withOrg(orgId, async (tx) => {
		const cohort = await tx.cohort.findUnique({
			where: { orgId_id: { orgId, id: cohortId } },
			select: {
				state: true,
				pauses: true,
				kind: true,
				product: true,
				policyVersionId: true,
				policyVersion: { select: { content: true } },
			},
		});
		if (cohort === null || cohort.state === "stopped" || cohort.state === "ended") return NOTHING;
		const { startsPerSecond: perSecond } = readPolicy(cohort.policyVersion.content).cohort;
		const limit = Math.min(PAGE_MAX, perSecond * PAGE_SECONDS);
		const rows = await lockRows(tx, orgId, cohortId, limit);
		const waiting = rows.filter(({ state }) => state === "waiting").map(launchRow);
		if (waiting.length > 0) {
			const kind = oneOf("cycle kind", CYCLE_KINDS, cohort.kind);
			const verdicts = await judgeRows(tx, orgId, { id: cohortId, role: coachedRole(kind) }, waiting);
			const product =
				cohort.product === null ? Prisma.DbNull : toJson(readDocument("product", cohort.product, isProduct));
			const pauses = readDocument("pauses", cohort.pauses, isPauses);
			const { policyVersionId } = cohort;
			await putCycles(tx, orgId, { id: cohortId, policyVersionId, kind, product, pauses }, verdicts);
			await keepRefusals(tx, orgId, cohortId, verdicts);
		}
		const starts = await readStarts(
			tx,
			orgId,
			cohortId,
			rows.map(({ ordinal }) => ordinal),
		);
		return { starts, perSecond, more: rows.length === limit };
	});
}

type RowColumns = {
	readonly ordinal: number;
	readonly external_id: string | null;
	readonly rep_id: string | null;
	readonly starts_on: Date;
	readonly state: string;
};

function lockRows(tx: Tx, orgId: string, cohortId: string, limit: number): Promise<readonly RowColumns[]> {
	return tx.$queryRaw<readonly RowColumns[]>`
		select m.ordinal, m.external_id, m.rep_id, m.starts_on, m.state
		from cohort_member m
		where ${toStart(orgId, cohortId)}
		order by m.ordinal
		limit ${limit}
		for update of m`;
}

/** Rows whose turn is still to come. With somebody who is being erased nothing begins any more. */
export function toStart(orgId: string, cohortId: string): Prisma.Sql {
	return Prisma.sql`m.org_id = ${orgId}::uuid and m.cohort_id = ${cohortId}::uuid and m.state in ('waiting', 'planned')
		and not exists (
			select from person e where e.org_id = m.org_id and e.id = m.rep_id and e.status in ('erasing', 'erased')
		)`;
}

function launchRow({ ordinal, external_id, rep_id, starts_on }: RowColumns): LaunchRow {
	return { ordinal, externalId: external_id, repId: rep_id, startsOn: starts_on };
}

async function keepRefusals(
	tx: Tx,
	orgId: string,
	cohortId: string,
	verdicts: readonly LaunchVerdict[],
): Promise<void> {
	const refused = verdicts.flatMap((verdict) => {
		const [first] = verdict.obstacles;
		return first === undefined ? [] : [{ verdict, reason: reasonOf(verdict, first) }];
	});
	if (refused.length === 0) return;
	await tx.$executeRaw`
		update cohort_member m
		set state = 'refused', external_id = null, rep_id = nullif(u.rep_id, '')::uuid, refusal_code = u.code,
			refusal_params = u.params::jsonb
		from unnest(
			${refused.map(({ verdict }) => verdict.row.ordinal)}::int[],
			${refused.map(({ verdict }) => verdict.repId ?? "")}::text[],
			${refused.map(({ reason }) => reason.code)}::text[],
			${refused.map(({ reason }) => JSON.stringify(reason.params))}::text[]
		) as u (ordinal, rep_id, code, params)
		where m.org_id = ${orgId}::uuid and m.cohort_id = ${cohortId}::uuid and m.ordinal = u.ordinal
			and m.state = 'waiting'`;
}

/** Those of the rows whose cycle waits to be started. */
async function readStarts(
	tx: Tx,
	orgId: string,
	cohortId: string,
	ordinals: readonly number[],
): Promise<LaunchPage["starts"]> {
	const rows = await tx.cohortMember.findMany({
		where: { orgId, cohortId, ordinal: { in: [...ordinals] }, state: "planned" },
		orderBy: { ordinal: "asc" },
		select: { ordinal: true, repId: true, startsOn: true, rep: { select: { zone: true } } },
	});
	return rows.flatMap(({ ordinal, repId, startsOn, rep }) =>
		repId === null || rep === null
			? []
			: [{ ordinal, cycleId: cycleIdOf(cohortId, repId), startsAt: dayBegins(startsOn, rep.zone) }],
	);
}

/** The first instant of the day on which the rep's cycle begins. */
export function dayBegins(startsOn: Date, zone: string): Instant {
	return instantAt(localDate(startsOn), "00:00", zone);
}

export async function markStarted(
	database: Database,
	orgId: string,
	cohortId: string,
	starts: readonly CycleToStart[],
): Promise<void> {
	if (starts.length === 0) return;
	await database.withOrg(orgId, (tx) =>
		tx.cohortMember.updateMany({
			where: { orgId, cohortId, ordinal: { in: starts.map(({ ordinal }) => ordinal) }, state: "planned" },
			data: { state: "started" },
		}),
	);
}

/**
 * Takes time for `count` starts out of what the organisation may start in a second, over all its cohorts and workers;
 * gives back in how many milliseconds that time begins. By the database's clock, the one that all workers share.
 */
export async function reserveStarts(
	database: Database,
	orgId: string,
	count: number,
	perSecond: number,
): Promise<number> {
	if (count === 0) return 0;
	const tookMs = Math.ceil((count * 1000) / perSecond);
	const [row] = await database.withOrg(
		orgId,
		(tx) => tx.$queryRaw<readonly { wait_ms: number }[]>`
			insert into start_rate as r (org_id, free_at)
			values (${orgId}::uuid, clock_timestamp() + ${tookMs}::int * interval '1 millisecond')
			on conflict (org_id) do update
				set free_at = greatest(r.free_at, clock_timestamp()) + ${tookMs}::int * interval '1 millisecond'
			returning (extract(epoch from r.free_at - clock_timestamp()) * 1000 - ${tookMs}::int)::float8 as wait_ms`,
	);
	return Math.max(0, row?.wait_ms ?? 0);
}
