import type { CycleChange } from "../../domain/cycle/facts.ts";
import type { LocalDate } from "../../domain/time.ts";
import type { Tx } from "../database.ts";
import { dateColumn } from "./dates.ts";
import { toJson } from "./documents.ts";
import { newId } from "./ids.ts";
import { putRelayJob } from "./writes.ts";

/** What of a person running cycles look at. */
type Known = {
	readonly id: string;
	readonly status: string;
	/** Where and when the person works, what they may do, and who manages them: as one text, since only a change matters. */
	readonly place: string;
	/** A lead or a head: tasks of anybody may go to them. */
	readonly isTop: boolean;
};

/** People as running cycles see them on a date, by id. */
export async function readKnown(
	tx: Tx,
	orgId: string,
	externalIds: readonly string[],
	on: LocalDate,
): Promise<ReadonlyMap<string, Known>> {
	const rows = await tx.$queryRaw<readonly { id: string; status: string; place: string; is_top: boolean }[]>`
		select p.id, p.status, concat_ws(' ', p.zone, p.country, p.region, m.manager_id) as place,
			p.roles && array['lead', 'head'] as is_top
		from person p
		left join manages m on m.org_id = p.org_id and m.rep_id = p.id
			and m.from_date <= ${dateColumn(on)}::date and (m.to_date is null or ${dateColumn(on)}::date < m.to_date)
		where p.org_id = ${orgId}::uuid and p.external_id = any(${[...externalIds]}::text[])`;
	return new Map(rows.map(({ is_top, ...row }) => [row.id, { ...row, isTop: is_top }]));
}

/**
 * Tells every running cycle that a change of people touches, by an act of the engine that the relay sends: whoever is
 * coached has left or is back, or other people or hours stand behind the open tasks. Nothing changed: nothing is told, so
 * that the same list of people again does nothing.
 */
export async function tellCycles(
	tx: Tx,
	orgId: string,
	before: ReadonlyMap<string, Known>,
	after: ReadonlyMap<string, Known>,
	since: LocalDate,
): Promise<void> {
	const changed = [...after.values()].filter((person) => {
		const was = before.get(person.id);
		return was?.status !== person.status || was.place !== person.place || was.isTop !== person.isTop;
	});
	if (changed.length === 0) return;
	const ids = changed.map(({ id }) => id);
	const isTopChanged = changed.some(({ id, isTop }) => isTop || before.get(id)?.isTop === true);
	const date = dateColumn(since);
	const cycles = await tx.$queryRaw<readonly { id: string; rep_id: string; clock: string; on_the_day: Date }[]>`
		select c.id, c.rep_id, o.clock, greatest(now(), ${date}::date::timestamp at time zone r.zone) as on_the_day
		from cycle c
		join organisation o on o.id = c.org_id
		join person r on r.org_id = c.org_id and r.id = c.rep_id
		left join manages m on m.org_id = c.org_id and m.rep_id = c.rep_id
			and m.from_date <= ${date}::date and (m.to_date is null or ${date}::date < m.to_date)
		left join manages n on n.org_id = c.org_id and n.rep_id = m.manager_id
			and n.from_date <= ${date}::date and (n.to_date is null or ${date}::date < n.to_date)
		where c.org_id = ${orgId}::uuid and c.phase <> 'closed' and (
			c.rep_id = any(${ids}::uuid[])
			or (
				(m.manager_id = any(${ids}::uuid[]) or n.manager_id = any(${ids}::uuid[]) or ${isTopChanged})
				and exists (select from task t where t.org_id = c.org_id and t.cycle_id = c.id and t.state = 'open')
			)
		)
		order by c.id`;
	for (const { id: cycleId, rep_id, clock, on_the_day } of cycles) {
		const was = before.get(rep_id)?.status;
		const is = after.get(rep_id)?.status;
		const change: CycleChange =
			was === is ? { do: "people-changed" } : { do: is === "left" ? "rep-left" : "rep-returned", on: since };
		const id = newId();
		await tx.act.createMany({
			data: [
				{
					orgId,
					id,
					actorId: null,
					idempotencyKey: `people ${id}`,
					kind: "change-cycle",
					cycleId,
					change: toJson(change),
					// On skipped time each cycle has its own clock, of which only the day is known here.
					at: clock === "skipped" ? date : new Date(),
				},
			],
		});
		// Whoever manages from a later day on is asked on that day, and not before.
		const isForLater = clock === "wall" && change.do === "people-changed";
		await putRelayJob(tx, orgId, "act", id, isForLater ? on_the_day : undefined);
	}
}
