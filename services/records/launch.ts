import { instantAt } from "../../domain/calendar.ts";
import type { Fault, Result } from "../../domain/fault.ts";
import type { Instant, LocalDate } from "../../domain/time.ts";
import type { Database, Tx } from "../database.ts";
import { dateColumn, localDate } from "./dates.ts";
import { toJson } from "./documents.ts";
import { cycleIdOf, isId, newId, seedOf } from "./ids.ts";
import { currentPolicy, storePolicy } from "./policies.ts";
import type { Caller, LaunchInput, Refusal, Role, WriteKey, Written } from "./types.ts";
import { putRelayJob, Refused, writeAudit, writeOnce } from "./writes.ts";

/** One launch is one transaction and one page of rows; a larger cohort is launched in parts. */
const LAUNCH_REPS_MAX = 1_000;

type Launched = { readonly cohortId: string; readonly cycleIds: readonly string[] };

/** Writes the cohort and its cycles, and puts down the work of starting them. A row that is wrong stops the whole. */
export function launchCohort(
	database: Database,
	caller: Caller,
	input: LaunchInput,
	key: WriteKey,
): Promise<Result<Written<Launched>, Refusal>> {
	const { orgId } = caller;
	return writeOnce<Launched>(
		database,
		caller,
		key,
		async (tx) => {
			checkShape(input);
			const repIds = await lockReps(tx, orgId, input);
			const policy =
				input.policy === null ? await currentPolicy(tx, orgId) : await storePolicy(tx, orgId, input.policy);
			const cohortId = newId();
			const startsOn = dateColumn(input.startsOn);
			await tx.cohort.createMany({
				data: [
					{ orgId, id: cohortId, name: input.name, policyVersionId: policy.id, leadId: caller.personId, startsOn },
				],
			});
			const cycles = repIds.map((repId) => ({ id: cycleIdOf(cohortId, repId), repId }));
			await tx.cycle.createMany({
				data: cycles.map(({ id, repId }) => ({
					orgId,
					id,
					cohortId,
					repId,
					policyVersionId: policy.id,
					seed: seedOf(id),
					startsOn,
					kind: input.kind ?? "standard",
					...(input.product === undefined ? {} : { product: toJson(input.product) }),
				})),
			});
			await putRelayJob(tx, orgId, "launch", cohortId);
			await writeAudit(tx, orgId, caller.personId, "cohort.launched", cohortId);
			return {
				made: { kind: "cohort", id: cohortId, status: 201 },
				value: { cohortId, cycleIds: cycles.map(({ id }) => id) },
			};
		},
		async (tx, made) => {
			const people = await tx.person.findMany({
				where: { orgId, externalId: { in: [...input.reps] } },
				select: { id: true, externalId: true },
			});
			const ids = new Map(people.map(({ externalId, id }) => [externalId, id]));
			return {
				cohortId: made.id,
				cycleIds: input.reps.flatMap((rep) => {
					const repId = ids.get(rep);
					return repId === undefined ? [] : [cycleIdOf(made.id, repId)];
				}),
			};
		},
	);
}

function checkShape(input: LaunchInput): void {
	const faults: Fault[] = [];
	if (!isDate(input.startsOn)) {
		faults.push({ field: "/startsOn", expected: "a date that exists, as YYYY-MM-DD", came: input.startsOn });
	}
	const count = input.reps.length;
	if (count === 0 || count > LAUNCH_REPS_MAX) {
		faults.push({ field: "/reps", expected: "1 to 1,000 reps in one launch", came: String(count) });
	}
	input.reps.forEach((rep, index) => {
		const first = input.reps.indexOf(rep);
		if (first < index) {
			faults.push({ field: `/reps/${index}`, expected: "each rep once", came: `${rep}, as in /reps/${first}` });
		}
	});
	if ((input.kind === "tenured-new-product") !== (input.product !== undefined)) {
		const expected = input.product === undefined ? "the product that the cycles are about" : "no product for this kind";
		faults.push({ field: "/product", expected, came: input.product?.name ?? "nothing" });
	}
	if (faults.length > 0) throw new Refused("invalid", faults);
}

/** Who is coached: a manager who builds a cadence, else a rep. */
function coachedRole({ kind }: LaunchInput): Role {
	return kind === "manager-cadence" ? "manager" : "rep";
}

/** Locks the reps' rows, so that two launches at once cannot both find a rep free; gives their ids in the order asked. */
async function lockReps(tx: Tx, orgId: string, input: LaunchInput): Promise<readonly string[]> {
	const startsOn = dateColumn(input.startsOn);
	const role = coachedRole(input);
	const rows = await tx.$queryRaw<
		readonly {
			id: string;
			external_id: string;
			active: boolean;
			has_role: boolean;
			manager: string | null;
			manager_active: boolean | null;
		}[]
	>`
		select p.id, p.external_id, p.status = 'active' as active, ${role} = any(p.roles) as has_role,
			m.external_id as manager, m.status = 'active' as manager_active
		from person p
		left join manages g on g.org_id = p.org_id and g.rep_id = p.id
			and g.from_date <= ${startsOn}::date and (g.to_date is null or ${startsOn}::date < g.to_date)
		left join person m on m.org_id = g.org_id and m.id = g.manager_id
		where p.org_id = ${orgId}::uuid and p.external_id = any(${[...input.reps]}::text[])
		order by p.id
		for no key update of p`;
	const byExternalId = new Map(rows.map((row) => [row.external_id, row]));
	const practising = await tx.cycle.findMany({
		where: { orgId, repId: { in: rows.map(({ id }) => id) }, phase: { not: "closed" } },
		select: { id: true, repId: true },
	});
	const cycleOf = new Map(practising.map(({ repId, id }) => [repId, id]));
	const invalid: Fault[] = [];
	const busy: Fault[] = [];
	const ids = input.reps.map((rep, index) => {
		const field = `/reps/${index}`;
		const row = byExternalId.get(rep);
		if (row === undefined || !row.active) {
			invalid.push({ field, expected: "the external id of an active person", came: rep });
			return "";
		}
		if (!row.has_role) invalid.push({ field, expected: `a person with the role ${role}`, came: rep });
		if (row.manager === null) {
			invalid.push({
				field,
				expected: `a rep with a manager of record on ${input.startsOn}`,
				came: `${rep}, with none`,
			});
		} else if (row.manager_active !== true) {
			invalid.push({
				field,
				expected: "a rep whose manager of record is active",
				came: `${rep}, whose manager ${row.manager} has left`,
			});
		}
		const cycle = cycleOf.get(row.id);
		if (cycle !== undefined) {
			busy.push({ field, expected: "a rep who practises in no other cycle", came: `${rep}, in cycle ${cycle}` });
		}
		return row.id;
	});
	if (invalid.length > 0) throw new Refused("invalid", [...invalid, ...busy]);
	if (busy.length > 0) throw new Refused("already-practising", busy);
	return ids;
}

function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const date = dateColumn(text);
	return !Number.isNaN(date.getTime()) && localDate(date) === text;
}

/** A page of cycles that have not made their first step yet, in order of id. */
export async function listCyclesToStart(
	database: Database,
	orgId: string,
	cohortId: string,
	cursor: string | null,
	limit: number,
): Promise<readonly { cycleId: string; startsAt: Instant }[]> {
	if (!isId(cohortId)) return [];
	const rows = await database.withOrg(orgId, (tx) =>
		tx.cycle.findMany({
			where: {
				orgId,
				cohortId,
				phase: "planned",
				startedAt: null,
				rep: { status: { not: "erasing" } },
				...(cursor === null ? {} : { id: { gt: cursor } }),
			},
			orderBy: { id: "asc" },
			take: limit,
			select: { id: true, startsOn: true, rep: { select: { zone: true } } },
		}),
	);
	return rows.map((row) => ({ cycleId: row.id, startsAt: dayBegins(localDate(row.startsOn), row.rep.zone) }));
}

/** The first instant of the day on which the rep's cycle begins. */
function dayBegins(date: LocalDate, zone: string): Instant {
	return instantAt(date, "00:00", zone);
}

export async function markCohortRunning(database: Database, orgId: string, cohortId: string): Promise<void> {
	await database.withOrg(orgId, (tx) =>
		tx.cohort.updateMany({ where: { orgId, id: cohortId, state: "launching" }, data: { state: "running" } }),
	);
}
