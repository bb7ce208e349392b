import type { CycleKind } from "../../domain/cycle/kind.ts";
import type { Fault } from "../../domain/fault.ts";
import type { Tx } from "../database.ts";
import { dateColumn, localDate } from "./dates.ts";
import type { Role } from "./types.ts";

/** Who is coached: a manager who builds a cadence, else a rep. */
export function coachedRole(kind: CycleKind | undefined): Role {
	return kind === "manager-cadence" ? "manager" : "rep";
}

/** One row of a launch: a rep by the caller's own id, or by ours, and the day on which the rep is to begin. */
export type LaunchRow = {
	readonly ordinal: number;
	readonly externalId: string | null;
	readonly repId: string | null;
	readonly startsOn: Date;
};

/** Why a row cannot be launched. */
type Obstacle =
	| { readonly code: "launch.unknown-rep" }
	| { readonly code: "launch.not-a-rep"; readonly role: Role }
	| { readonly code: "launch.no-manager" }
	| { readonly code: "launch.manager-left"; readonly manager: string }
	| { readonly code: "launch.already-practising"; readonly cycleId: string }
	| { readonly code: "launch.twice" };

export type LaunchVerdict = {
	readonly row: LaunchRow;
	readonly repId: string | null;
	readonly zone: string;
	/** None where the row can be launched. */
	readonly obstacles: readonly Obstacle[];
};

type PersonColumns = {
	readonly ordinal: number;
	readonly id: string;
	readonly zone: string;
	readonly active: boolean;
	readonly has_role: boolean;
	readonly manager: string | null;
	readonly manager_active: boolean | null;
	readonly cycle: string | null;
	readonly member: boolean;
};

/**
 * Looks at rows in the order given, and locks their reps until the transaction ends: two launches at once cannot both
 * find a rep free.
 */
export async function judgeRows(
	tx: Tx,
	orgId: string,
	cohort: { readonly id: string | null; readonly role: Role },
	rows: readonly LaunchRow[],
): Promise<readonly LaunchVerdict[]> {
	await tx.$queryRaw`
		select 1 from person p
		where p.org_id = ${orgId}::uuid
			and (p.id = any(${rows.flatMap(({ repId }) => repId ?? [])}::uuid[])
				or p.external_id = any(${rows.flatMap(({ externalId }) => externalId ?? [])}::text[]))
		order by p.id
		for no key update of p`;
	// A statement of its own: what the lock waited for is seen only by one that begins after it.
	const found = await tx.$queryRaw<readonly PersonColumns[]>`
		select w.ordinal, p.id, p.zone, p.status = 'active' as active, ${cohort.role} = any(p.roles) as has_role,
			m.external_id as manager, m.status = 'active' as manager_active,
			(select c.id from cycle c
				where c.org_id = p.org_id and c.rep_id = p.id and c.phase <> 'closed'
				limit 1) as cycle,
			exists (
				select from cohort_member o
				where o.org_id = p.org_id and o.cohort_id = ${cohort.id}::uuid and o.rep_id = p.id and o.state <> 'refused'
					and o.ordinal <> w.ordinal
			) as member
		from unnest(
			${rows.map(({ ordinal }) => ordinal)}::int[],
			${rows.map(({ externalId }) => externalId ?? "")}::text[],
			${rows.map(({ repId }) => repId ?? "")}::text[],
			${rows.map(({ startsOn }) => localDate(startsOn))}::date[]
		) w (ordinal, external_id, rep_id, starts_on)
		join person p on p.org_id = ${orgId}::uuid
			and (p.id = nullif(w.rep_id, '')::uuid or (w.rep_id = '' and p.external_id = w.external_id))
		left join manages g on g.org_id = p.org_id and g.rep_id = p.id
			and g.from_date <= w.starts_on and (g.to_date is null or w.starts_on < g.to_date)
		left join person m on m.org_id = g.org_id and m.id = g.manager_id`;
	const byOrdinal = new Map(found.map((person) => [person.ordinal, person]));
	return rows.map((row) => {
		const person = byOrdinal.get(row.ordinal);
		if (person === undefined || !person.active) {
			return { row, repId: null, zone: "UTC", obstacles: [{ code: "launch.unknown-rep" }] };
		}
		return { row, repId: person.id, zone: person.zone, obstacles: obstaclesOf(person, cohort.role) };
	});
}

function obstaclesOf(person: PersonColumns, role: Role): readonly Obstacle[] {
	const { has_role, manager, manager_active, cycle, member } = person;
	return [
		...(has_role ? [] : [{ code: "launch.not-a-rep", role } as const]),
		...(manager === null ? [{ code: "launch.no-manager" } as const] : []),
		...(manager !== null && manager_active !== true ? [{ code: "launch.manager-left", manager } as const] : []),
		...(member ? [{ code: "launch.twice" } as const] : []),
		...(cycle === null ? [] : [{ code: "launch.already-practising", cycleId: cycle } as const]),
	];
}

/** An obstacle as it is told at once to whoever sent the row. */
export function faultOf({ row }: LaunchVerdict, obstacle: Obstacle): Fault {
	const field = `/reps/${row.ordinal}`;
	const rep = row.externalId ?? row.repId ?? "";
	switch (obstacle.code) {
		case "launch.unknown-rep":
			return { field, expected: "the external id of an active person", came: rep };
		case "launch.not-a-rep":
			return { field, expected: `a person with the role ${obstacle.role}`, came: rep };
		case "launch.no-manager":
			return {
				field,
				expected: `a rep with a manager of record on ${localDate(row.startsOn)}`,
				came: `${rep}, with none`,
			};
		case "launch.manager-left":
			return {
				field,
				expected: "a rep whose manager of record is active",
				came: `${rep}, whose manager ${obstacle.manager} has left`,
			};
		case "launch.already-practising":
			return { field, expected: "a rep who practises in no other cycle", came: `${rep}, in cycle ${obstacle.cycleId}` };
		case "launch.twice":
			return { field, expected: "each rep once", came: rep };
	}
}

/** An obstacle as it is kept with the row: ids and dates, and nothing by which somebody could be known. */
export function reasonOf({ row }: LaunchVerdict, obstacle: Obstacle) {
	switch (obstacle.code) {
		case "launch.already-practising":
			return { code: obstacle.code, params: { cycle: obstacle.cycleId } };
		case "launch.no-manager":
		case "launch.manager-left":
			return { code: obstacle.code, params: { on: localDate(row.startsOn) } };
		case "launch.unknown-rep":
		case "launch.not-a-rep":
		case "launch.twice":
			return { code: obstacle.code, params: {} };
	}
}

export function rowsFrom(reps: readonly string[], startsOn: readonly string[]): readonly LaunchRow[] {
	return reps.map((externalId, ordinal) => ({
		ordinal,
		externalId,
		repId: null,
		startsOn: dateColumn(startsOn[ordinal] ?? ""),
	}));
}
