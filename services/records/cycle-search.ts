import { type Database, Prisma, type Tx } from "../database.ts";
import { readCycles } from "./cohorts.ts";
import { dateColumn, instant, localDate } from "./dates.ts";
import { isId } from "./ids.ts";
import { type CycleQuery, type FoundCycle, type Page, SEARCH_FLAGS, type SearchFlag } from "./types.ts";

/** A cycle that has not looked for so long after its time is waited for in vain. */
const OVERDUE_MINUTES = 15;

type Row = {
	readonly id: string;
	readonly starts_on: Date;
	readonly next_due: Date | null;
	readonly manager_id: string | null;
	readonly flags: readonly string[];
};

/**
 * Cycles in order of their first day, a page at a time. Managers and flags are those of today: of the rep's date, and where
 * time is skipped of the last step of the cycle.
 */
export async function searchCycles(database: Database, orgId: string, query: CycleQuery): Promise<Page<FoundCycle>> {
	const { cohortId, repId, managerId, reach } = query;
	const ids = [cohortId, repId, managerId, reach === "all" ? undefined : reach.personId, query.after?.id];
	if (!ids.every((id) => id === undefined || isId(id))) return { items: [], next: null };
	return await database.withOrg(orgId, async (tx) => {
		const rows = await findRows(tx, orgId, query);
		const page = rows.slice(0, query.limit);
		const views = await readCycles(tx, orgId, { ids: page.map(({ id }) => id) });
		const items = page.flatMap((row): readonly FoundCycle[] => {
			const view = views.find(({ id }) => id === row.id);
			if (view === undefined) return [];
			return [
				{
					...view,
					nextDue: row.next_due === null ? null : instant(row.next_due),
					managerId: row.manager_id,
					flags: row.flags.flatMap((flag): readonly SearchFlag[] => SEARCH_FLAGS.filter((known) => known === flag)),
				},
			];
		});
		const last = page.at(-1);
		const isMore = rows.length > page.length && last !== undefined;
		return { items, next: isMore ? { startsOn: localDate(last.starts_on), id: last.id } : null };
	});
}

async function findRows(tx: Tx, orgId: string, query: CycleQuery): Promise<readonly Row[]> {
	const now = new Date();
	const conditions = conditionsOf(query);
	return await tx.$queryRaw<Row[]>`
		select c.id, c.starts_on, c.next_due, m.manager_id, f.flags
		from cycle c
		join person r on r.org_id = c.org_id and r.id = c.rep_id
		join organisation g on g.id = c.org_id
		cross join lateral (
			select case
				when g.clock = 'skipped' then coalesce(
					(select max(s.at) from step_record s where s.org_id = c.org_id and s.cycle_id = c.id),
					c.starts_on::timestamp at time zone r.zone
				)
				else ${now}::timestamptz
			end as now
		) t
		cross join lateral (select (t.now at time zone r.zone)::date as today) d
		left join lateral (
			select h.manager_id from manages h
			where h.org_id = c.org_id and h.rep_id = c.rep_id
				and h.from_date <= d.today and (h.to_date is null or d.today < h.to_date)
		) m on true
		cross join lateral (
			select array_remove(array[
				case when exists (
					select from jsonb_array_elements(c.pauses) p
					where p->>'from' <= d.today::text and (p->>'to' is null or d.today::text < p->>'to')
				) then 'paused' end,
				case when c.next_due < t.now - make_interval(mins => ${OVERDUE_MINUTES}::int) then 'overdue' end,
				case when exists (
					select from task k
					where k.org_id = c.org_id and k.cycle_id = c.id and k.state = 'open' and k.due_at < t.now
				) then 'task-overdue' end,
				case when m.manager_id is null then 'no-manager' end,
				(
					select o.outcome->>'kind' from decision o
					where o.org_id = c.org_id and o.cycle_id = c.id and o.name like 'checkpoint:%'
						and not exists (
							select from decision p
							where p.org_id = o.org_id and p.cycle_id = o.cycle_id and p.name = 'pause'
								and jsonb_exists(p.outcome->'superseded', o.id::text)
						)
					order by o.at desc, o.ordinal desc
					limit 1
				),
				case when c.pass > 0 then 'put-back' end
			], null) || c.flags as flags
			where c.phase <> 'closed'
			union all
			select '{}'::text[] where c.phase = 'closed'
		) f
		where c.org_id = ${orgId}::uuid and ${Prisma.join(conditions, " and ")}
		order by c.starts_on, c.id
		limit ${query.limit + 1}::int`;
}

function conditionsOf(query: CycleQuery): readonly Prisma.Sql[] {
	const { cohortId, repId, managerId, phase, weekFrom, weekTo, flag, dueBefore, after, reach } = query;
	return [
		Prisma.sql`true`,
		...(cohortId === undefined ? [] : [Prisma.sql`c.cohort_id = ${cohortId}::uuid`]),
		...(repId === undefined ? [] : [Prisma.sql`c.rep_id = ${repId}::uuid`]),
		...(phase === undefined ? [] : [Prisma.sql`c.phase = ${phase}`]),
		...(weekFrom === undefined ? [] : [Prisma.sql`c.week >= ${weekFrom}::int`]),
		...(weekTo === undefined ? [] : [Prisma.sql`c.week <= ${weekTo}::int`]),
		...(dueBefore === undefined
			? []
			: [Prisma.sql`c.phase <> 'closed' and c.next_due < ${new Date(dueBefore)}::timestamptz`]),
		...(managerId === undefined ? [] : [Prisma.sql`m.manager_id = ${managerId}::uuid`]),
		...(flag === undefined ? [] : [Prisma.sql`${flag} = any(f.flags)`]),
		...(after === undefined
			? []
			: [Prisma.sql`(c.starts_on, c.id) > (${dateColumn(after.startsOn)}::date, ${after.id}::uuid)`]),
		...(reach === "all"
			? []
			: [
					Prisma.sql`(
						(${reach.self} and c.rep_id = ${reach.personId}::uuid)
						or (${reach.team} and m.manager_id = ${reach.personId}::uuid)
					)`,
				]),
	];
}
