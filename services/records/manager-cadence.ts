import type { ManagerCadenceFacts } from "../../domain/cycle/facts.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";
import type { LocalDate } from "../../domain/time.ts";
import type { Tx } from "../database.ts";
import { dateColumn, instant } from "./dates.ts";
import { oneOf } from "./documents.ts";

/** Reviews of the reps whom a manager managed when each came in, and the lines that the manager labelled blind. */
export async function readManagerCadence(
	tx: Tx,
	orgId: string,
	managerId: string,
	since: LocalDate,
): Promise<ManagerCadenceFacts> {
	const reviews = await tx.$queryRaw<
		readonly { opened_at: Date; due_at: Date; closed_at: Date | null; state: string }[]
	>`
		select t.opened_at, t.due_at, t.closed_at, t.state
		from task t
		join person r on r.org_id = t.org_id and r.id = t.rep_id
		join manages m on m.org_id = t.org_id and m.rep_id = t.rep_id and m.manager_id = ${managerId}::uuid
			and m.from_date <= (t.opened_at at time zone r.zone)::date
			and (m.to_date is null or (t.opened_at at time zone r.zone)::date < m.to_date)
		where t.org_id = ${orgId}::uuid and t.kind = 'review' and t.state <> 'withdrawn'
			and t.opened_at >= ${dateColumn(since)}::timestamptz - interval '1 day'
		order by t.opened_at, t.id`;
	const lines = await tx.blindLine.findMany({
		where: { orgId, byId: managerId },
		orderBy: [{ at: "asc" }, { taskId: "asc" }, { conversationId: "asc" }, { line: "asc" }],
		select: { at: true, said: true, engine: true },
	});
	const signals = (names: readonly string[]) => names.map((name) => oneOf("signal", SIGNALS, name));
	return {
		reviews: reviews.map((row) => ({
			openedAt: instant(row.opened_at),
			dueAt: instant(row.due_at),
			doneAt: row.state === "done" && row.closed_at !== null ? instant(row.closed_at) : null,
		})),
		lines: lines.map(({ at, said, engine }) => ({ at: instant(at), said: signals(said), engine: signals(engine) })),
	};
}
