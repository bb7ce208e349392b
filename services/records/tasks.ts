import { OWNER_RULES, TASK_KINDS } from "../../domain/cycle/task.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { instant } from "./dates.ts";
import { isReasonParams, isTaskAnswer, isTaskSubject, oneOf, readDocument } from "./documents.ts";
import { TASK_STATES } from "./facts.ts";
import { leadIdOfNoCycle } from "./human-tasks.ts";
import { isId } from "./ids.ts";
import type { TaskView } from "./types.ts";

type TaskColumns = {
	readonly id: string;
	readonly cycle_id: string | null;
	readonly rep_id: string;
	readonly kind: string;
	readonly state: string;
	readonly owner_rule: string;
	readonly owner_id: string | null;
	readonly opened_at: Date;
	readonly due_at: Date;
	readonly subject: unknown;
	readonly reason_code: string;
	readonly reason_params: unknown;
	readonly answer: unknown;
};

/**
 * Tasks with the person behind their owner rule today, by the people table alone: a change there moves the tasks at
 * once. Today is the date of the rep; where time is skipped, the date of the last step of its cycle, or of the task itself
 * where it belongs to no cycle. A rule behind which
 * nobody stands goes one step up, here as in the steps (owners.ts).
 */
async function readTasks(
	tx: Tx,
	orgId: string,
	condition: Prisma.Sql,
	owner: string | null,
): Promise<readonly TaskView[]> {
	const now = new Date();
	const rows = await tx.$queryRaw<readonly TaskColumns[]>`
		select t.id, t.cycle_id, t.rep_id, t.kind, t.state, t.owner_rule, o.owner_id, t.opened_at, t.due_at, t.subject,
			t.reason_code, t.reason_params, t.answer
		from task t
		left join cycle c on c.org_id = t.org_id and c.id = t.cycle_id
		left join cohort h on h.org_id = c.org_id and h.id = c.cohort_id
		join person r on r.org_id = t.org_id and r.id = t.rep_id
		join organisation g on g.id = t.org_id
		cross join lateral (
			select (case
				when g.clock = 'skipped' then coalesce(
					(select max(s.at) from step_record s where s.org_id = t.org_id and s.cycle_id = t.cycle_id),
					(select max(s.at) from task_step s where s.org_id = t.org_id and s.task_id = t.id),
					c.starts_on::timestamp at time zone r.zone,
					t.opened_at
				)
				else ${now}::timestamptz
			end at time zone r.zone)::date as today
		) d
		left join lateral (
			select m.manager_id from manages m
			where m.org_id = t.org_id and m.rep_id = t.rep_id
				and m.from_date <= d.today and (m.to_date is null or d.today < m.to_date)
		) first on true
		left join lateral (
			select m.manager_id from manages m
			where m.org_id = t.org_id and m.rep_id = first.manager_id
				and m.from_date <= d.today and (m.to_date is null or d.today < m.to_date)
		) second on true
		left join person manager on manager.org_id = t.org_id and manager.id = first.manager_id and manager.status = 'active'
		left join person above on above.org_id = t.org_id and above.id = second.manager_id and above.status = 'active'
		cross join lateral (
			select case
				when t.cycle_id is not null then h.lead_id
				when t.cohort_id is not null
					then (select k.lead_id from cohort k where k.org_id = t.org_id and k.id = t.cohort_id)
				else ${leadIdOfNoCycle(Prisma.sql`t.org_id`, Prisma.sql`t.rep_id`)}
			end as id
		) l
		left join person lead on lead.org_id = t.org_id and lead.id = l.id and lead.status = 'active'
		left join lateral (
			select p.id from person p
			where p.org_id = t.org_id and p.status = 'active' and 'head' = any(p.roles)
			order by p.external_id
			limit 1
		) head on true
		cross join lateral (
			select case t.owner_rule
				when 'manager' then coalesce(manager.id, above.id, lead.id, head.id)
				when 'managers-manager' then coalesce(above.id, lead.id, head.id)
				when 'lead' then coalesce(lead.id, head.id)
				when 'head' then head.id
			end as owner_id
		) o
		where t.org_id = ${orgId}::uuid
			and ${condition}
			and (${owner}::uuid is null or o.owner_id = ${owner}::uuid)
		order by t.due_at, t.id`;
	return rows.map((row) => ({
		id: row.id,
		cycleId: row.cycle_id,
		repId: row.rep_id,
		kind: oneOf("task kind", TASK_KINDS, row.kind),
		state: oneOf("task state", TASK_STATES, row.state),
		ownerRule: oneOf("owner rule", OWNER_RULES, row.owner_rule),
		ownerId: row.owner_id,
		openedAt: instant(row.opened_at),
		dueAt: instant(row.due_at),
		subject: readDocument("task subject", row.subject, isTaskSubject),
		reason: { code: row.reason_code, params: readDocument("reason", row.reason_params, isReasonParams) },
		answer: row.answer === null ? null : readDocument("answer", row.answer, isTaskAnswer),
	}));
}

export async function findTask(database: Database, orgId: string, id: string): Promise<TaskView | null> {
	if (!isId(id)) return null;
	const [task] = await database.withOrg(orgId, (tx) => readTasks(tx, orgId, Prisma.sql`t.id = ${id}::uuid`, null));
	return task ?? null;
}

export type TaskFilter = { readonly ownerId?: string; readonly cycleId?: string; readonly state?: "open" };

export async function listTasks(database: Database, orgId: string, filter: TaskFilter): Promise<readonly TaskView[]> {
	const { ownerId, cycleId, state } = filter;
	if (![ownerId, cycleId].every((id) => id === undefined || isId(id))) return [];
	const conditions = [
		Prisma.sql`true`,
		...(state === undefined ? [] : [Prisma.sql`t.state = ${state}`]),
		...(cycleId === undefined ? [] : [Prisma.sql`t.cycle_id = ${cycleId}::uuid`]),
		...(ownerId === undefined ? [] : [couldOwn(orgId, ownerId)]),
	];
	return await database.withOrg(orgId, (tx) => readTasks(tx, orgId, Prisma.join(conditions, " and "), ownerId ?? null));
}

/** Narrows an inbox to tasks that can be the person's at all, so that it costs a team and not a company. */
function couldOwn(orgId: string, ownerId: string): Prisma.Sql {
	return Prisma.sql`(
		t.rep_id in (
			select m.rep_id from manages m where m.org_id = ${orgId}::uuid and m.manager_id = ${ownerId}::uuid
			union all
			select n.rep_id from manages m
			join manages n on n.org_id = m.org_id and n.manager_id = m.rep_id
			where m.org_id = ${orgId}::uuid and m.manager_id = ${ownerId}::uuid
		)
		or l.id = ${ownerId}::uuid
		or head.id = ${ownerId}::uuid
	)`;
}
