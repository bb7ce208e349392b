import { TASK_FLAGS } from "../../domain/cycle/step.ts";
import { OWNER_RULES, TASK_KINDS, type TaskKind } from "../../domain/cycle/task.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { instant } from "./dates.ts";
import { isEarlier, isReasonParams, isTaskAnswer, isTaskSubject, oneOf, readDocument } from "./documents.ts";
import { TASK_STATES } from "./facts.ts";
import { leadIdOfNoCycle } from "./human-tasks.ts";
import { isId } from "./ids.ts";
import { leadOf } from "./lead.ts";
import type { TaskFilter, TaskView } from "./types.ts";

type TaskColumns = {
	readonly id: string;
	readonly cycle_id: string | null;
	readonly rep_id: string;
	readonly kind: string;
	readonly state: string;
	readonly owner_rule: string;
	readonly owner_id: string | null;
	readonly delegated_to: string | null;
	readonly above: readonly (string | null)[];
	readonly not_owner_id: string | null;
	readonly flags: readonly (string | null)[];
	readonly earlier: unknown;
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
 * where it belongs to no cycle. A delegate owes it as long as that person may; a rule behind which nobody stands goes one
 * step up and past the person whose verdict it is about, here as in the steps (owners.ts, ladder.ts), and is flagged.
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
			t.reason_code, t.reason_params, t.answer, t.earlier, t.not_owner_id, named.id as delegated_to,
			case t.owner_rule
				when 'manager' then array[manager.id, above.id, lead.id, head.id]
				when 'managers-manager' then array[above.id, lead.id, head.id]
				when 'lead' then array[lead.id, head.id]
				else array[head.id]
			end as above,
			case when t.state <> 'open' then array[]::text[] else array[
				t.flag,
				case
					when o.owner_id is null then 'nobody'
					when t.owner_id is not null and named.id is null then 'owner-away'
					when named.id is null and case t.owner_rule
						when 'manager' then manager.id
						when 'managers-manager' then above.id
						when 'lead' then lead.id
						else head.id
					end is null then 'owner-away'
				end
			] end as flags
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
				when t.cycle_id is not null then ${leadOf(Prisma.sql`t.org_id`, Prisma.sql`h.lead_id`)}
				when t.cohort_id is not null then (
					select ${leadOf(Prisma.sql`k.org_id`, Prisma.sql`k.lead_id`)}
					from cohort k
					where k.org_id = t.org_id and k.id = t.cohort_id
				)
				else ${leadIdOfNoCycle(Prisma.sql`t.org_id`, Prisma.sql`t.rep_id`)}
			end as id
		) l
		left join person lead on lead.org_id = t.org_id and lead.id = l.id
		left join lateral (
			select p.id from person p
			where p.org_id = t.org_id and p.status = 'active' and 'head' = any(p.roles)
			order by p.external_id
			limit 1
		) head on true
		left join person named on named.org_id = t.org_id and named.id = t.owner_id and named.status = 'active'
			and named.roles && array['manager', 'lead', 'head']
		cross join lateral (
			select nullif(manager.id, t.not_owner_id) as manager, nullif(above.id, t.not_owner_id) as above,
				nullif(lead.id, t.not_owner_id) as lead, nullif(head.id, t.not_owner_id) as head
		) may
		cross join lateral (
			select coalesce(named.id, case t.owner_rule
				when 'manager' then coalesce(may.manager, may.above, may.lead, may.head)
				when 'managers-manager' then coalesce(may.above, may.lead, may.head)
				when 'lead' then coalesce(may.lead, may.head)
				when 'head' then coalesce(may.head, may.lead)
			end) as owner_id
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
		delegatedTo: row.delegated_to,
		aboveIds: [...new Set(row.above)].filter((id) => id !== null && id !== row.not_owner_id).map(String),
		flags: row.flags.flatMap((flag) => (flag === null ? [] : [oneOf("task flag", SHOWN_FLAGS, flag)])),
		openedAt: instant(row.opened_at),
		dueAt: instant(row.due_at),
		subject: readDocument("task subject", row.subject, isTaskSubject),
		reason: { code: row.reason_code, params: readDocument("reason", row.reason_params, isReasonParams) },
		answer: row.answer === null ? null : readDocument("answer", row.answer, isTaskAnswer),
		earlier: readDocument("earlier answers", row.earlier, isEarlier).map(({ state, answer, openedAt, closedAt }) => ({
			state,
			answer,
			openedAt,
			closedAt,
		})),
	}));
}

export async function findTask(database: Database, orgId: string, id: string): Promise<TaskView | null> {
	if (!isId(id)) return null;
	const [task] = await database.withOrg(orgId, (tx) => readTasks(tx, orgId, Prisma.sql`t.id = ${id}::uuid`, null));
	return task ?? null;
}

/** Beside what people do: somebody further up owes it since nobody stands behind its rule, or nobody owes it at all. */
const SHOWN_FLAGS = [...TASK_FLAGS, "owner-away", "nobody"] as const;

export async function listTasks(database: Database, orgId: string, filter: TaskFilter): Promise<readonly TaskView[]> {
	const { ownerId, cycleId, repIds, kind, state } = filter;
	if (![ownerId, cycleId, ...(repIds ?? [])].every((id) => id === undefined || isId(id))) return [];
	const conditions = [
		Prisma.sql`true`,
		...(state === undefined ? [] : [Prisma.sql`t.state = ${state}`]),
		...(kind === undefined ? [] : [Prisma.sql`t.kind = ${kind satisfies TaskKind}`]),
		...(repIds === undefined ? [] : [Prisma.sql`t.rep_id = any(${[...repIds]}::uuid[])`]),
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
		or t.owner_id = ${ownerId}::uuid
		or l.id = ${ownerId}::uuid
		or head.id = ${ownerId}::uuid
	)`;
}
