import { isRealDate } from "../../domain/calendar.ts";
import { assignWaves } from "../../domain/cohort/waves.ts";
import type { Fault, Result } from "../../domain/fault.ts";
import type { LocalDate } from "../../domain/time.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { dateColumn } from "./dates.ts";
import { toJson } from "./documents.ts";
import { cycleIdOf, idIn, newId, seedOf } from "./ids.ts";
import { coachedRole, faultOf, judgeRows, type LaunchVerdict, rowsFrom } from "./launch-rows.ts";
import { currentPolicy, storePolicy } from "./policies.ts";
import type { Caller, Launched, LaunchInput, OpenRuleInput, Refusal, Role, WriteKey, Written } from "./types.ts";
import { putRelayJob, Refused, refuse, writeAudit, writeOnce } from "./writes.ts";

/** As many rows as one transaction looks at and writes: a launch of more is taken row by row, in the background. */
const ATOMIC_REPS_MAX = 1_000;
const REPS_MAX = 100_000;
const WAVES_MAX = 12;

/**
 * Launches a cohort. Of a short list of reps a row that is wrong stops the whole, and the cycles are there when it comes
 * back. Of a long one, or of whole teams, the rows are stored in one piece; each is looked at when its turn comes, and one
 * that is refused is kept with the reason.
 */
export function launchCohort(
	database: Database,
	caller: Caller,
	input: LaunchInput,
	key: WriteKey,
): Promise<Result<Written<Launched>, Refusal>> {
	const { orgId } = caller;
	const atomic = isAtomic(input);
	return writeOnce<Launched>(
		database,
		caller,
		key,
		async (tx) => {
			checkShape(input, atomic);
			const reps = input.of === undefined ? input.reps : await repsOf(tx, orgId, input.startsOn, input.of);
			const dates = [input.startsOn, ...(input.waves?.later ?? [])];
			const cohortId = newId();
			const what = {
				kind: input.kind ?? "standard",
				product: input.product === undefined ? Prisma.DbNull : toJson(input.product),
			};
			const seed = input.waves?.seed ?? seedOf(cohortId);
			const waves = assignWaves(reps.length, dates.length, input.waves?.assigned ?? "in-order", seed);
			const startsOn = waves.map((wave) => dates[wave] ?? input.startsOn);
			const verdicts = atomic ? await judgedRows(tx, orgId, reps, startsOn, coachedRole(input.kind)) : [];
			const openRule = input.open === undefined ? null : await storedRule(tx, orgId, input.open);
			const policy =
				input.policy === null ? await currentPolicy(tx, orgId) : await storePolicy(tx, orgId, input.policy);
			await tx.cohort.createMany({
				data: [
					{
						orgId,
						id: cohortId,
						name: input.name,
						policyVersionId: policy.id,
						leadId: caller.personId,
						startsOn: dateColumn(input.startsOn),
						rows: reps.length,
						...what,
						openRule: openRule === null ? Prisma.DbNull : toJson(openRule),
						...(input.waves === undefined
							? {}
							: { waves: dates.map(dateColumn), assigned: input.waves.assigned, seed: seed }),
					},
				],
			});
			const isById = input.of !== undefined;
			await putMembers(tx, { orgId, cohortId, reps, isById, dates, waves: input.waves === undefined ? null : waves });
			if (input.waves !== undefined) {
				await writeWaves(tx, caller, cohortId, policy.id, {
					dates,
					rows: reps.length,
					seed,
					assigned: input.waves.assigned,
					sizes: dates.map((_, wave) => waves.filter((one) => one === wave).length),
				});
			}
			if (atomic) await putCycles(tx, orgId, { id: cohortId, policyVersionId: policy.id, ...what }, verdicts);
			await putRelayJob(tx, orgId, "launch", cohortId);
			await writeAudit(tx, orgId, caller.personId, "cohort.launched", cohortId);
			return {
				made: { kind: "cohort", id: cohortId, status: 201 },
				value: {
					cohortId,
					rows: reps.length,
					cycleIds: verdicts.flatMap(({ repId }) => (repId === null ? [] : [cycleIdOf(cohortId, repId)])),
				},
			};
		},
		async (tx, made) => ({
			cohortId: made.id,
			rows: (await tx.cohort.findUniqueOrThrow({ where: { orgId_id: { orgId, id: made.id } } })).rows,
			cycleIds: atomic ? await cyclesInOrder(tx, orgId, made.id, input.reps) : [],
		}),
	);
}

/** Does one wrong row stop the whole? Unless the caller says so, that is up to how long the list is. */
function isAtomic({ atomic, of, reps }: LaunchInput): boolean {
	return atomic ?? (of === undefined && reps.length <= ATOMIC_REPS_MAX);
}

function checkShape(input: LaunchInput, atomic: boolean): void {
	const faults: Fault[] = [];
	const fault = (field: string, expected: string, came: string) => faults.push({ field, expected, came });
	const { startsOn, reps, of, open, waves } = input;
	if (!isRealDate(startsOn)) fault("/startsOn", "a date that exists, as YYYY-MM-DD", startsOn);
	const most = atomic ? ATOMIC_REPS_MAX : REPS_MAX;
	const isEmpty = reps.length === 0 && of === undefined && open === undefined;
	if (isEmpty || reps.length > most) {
		const expected = `1 to ${most.toLocaleString("en")} reps in one launch${atomic ? " that is made whole or not at all" : ""}`;
		fault("/reps", expected, String(reps.length));
	}
	if (of !== undefined && reps.length > 0) fault("/reps", "either reps or of", `${reps.length} reps beside of`);
	if (of !== undefined && atomic) fault("/atomic", "false, where the reps are those of whole teams", "true");
	const first = new Map<string, number>();
	for (const [index, rep] of reps.entries()) {
		const before = first.get(rep);
		if (before === undefined) first.set(rep, index);
		else fault(`/reps/${index}`, "each rep once", `${rep}, as in /reps/${before}`);
	}
	if (waves !== undefined) {
		const count = waves.later.length;
		if (count === 0 || count >= WAVES_MAX) fault("/waves/later", `1 to ${WAVES_MAX - 1} dates`, String(count));
		for (const [index, date] of waves.later.entries()) {
			const before = index === 0 ? startsOn : (waves.later[index - 1] ?? startsOn);
			if (!isRealDate(date) || date <= before) fault(`/waves/later/${index}`, `a date after ${before}`, date);
		}
	}
	if ((input.kind === "tenured-new-product") !== (input.product !== undefined)) {
		const expected = input.product === undefined ? "the product that the cycles are about" : "no product for this kind";
		fault("/product", expected, input.product?.name ?? "nothing");
	}
	if (faults.length > 0) throw new Refused("invalid", faults);
}

/** Ids of the active reps of whole teams, or of the organisation, in order of id. */
async function repsOf(
	tx: Tx,
	orgId: string,
	startsOn: LocalDate,
	of: NonNullable<LaunchInput["of"]>,
): Promise<readonly string[]> {
	const managers = of.kind === "teams" ? await personIds(tx, orgId, of.managers, "/of/managers") : [];
	const rows = await tx.$queryRaw<readonly { id: string }[]>`
		select p.id from person p
		where p.org_id = ${orgId}::uuid and p.status = 'active' and 'rep' = any(p.roles)
			and (${of.kind === "everybody"}::boolean or exists (
				select from manages g
				where g.org_id = p.org_id and g.rep_id = p.id and g.manager_id = any(${[...managers]}::uuid[])
					and g.from_date <= ${dateColumn(startsOn)}::date
					and (g.to_date is null or ${dateColumn(startsOn)}::date < g.to_date)
			))
		order by p.id
		limit ${REPS_MAX + 1}`;
	if (rows.length === 0 || rows.length > REPS_MAX) {
		throw refuse("invalid", "/of", `1 to ${REPS_MAX.toLocaleString("en")} active reps`, String(rows.length));
	}
	return rows.map(({ id }) => id);
}

/** Ids of active people by their external ids; every one who is not there is named. */
async function personIds(tx: Tx, orgId: string, externalIds: readonly string[], field: string): Promise<string[]> {
	const found = await tx.person.findMany({
		where: { orgId, externalId: { in: [...externalIds] }, status: "active" },
		select: { id: true, externalId: true },
	});
	const ids = new Map(found.map(({ id, externalId }) => [externalId, id]));
	const faults = externalIds.flatMap((came, index): Fault[] =>
		ids.has(came) ? [] : [{ field: `${field}/${index}`, expected: "the external id of an active person", came }],
	);
	if (faults.length > 0) throw new Refused("invalid", faults);
	return [...ids.values()];
}

async function storedRule(tx: Tx, orgId: string, rule: OpenRuleInput) {
	if (rule.kind === "new-reps") return rule;
	const [managerId = ""] = await personIds(tx, orgId, [rule.manager], "/open/manager").catch((error: unknown) => {
		throw error instanceof Refused
			? refuse("invalid", "/open/manager", "the external id of an active person", rule.manager)
			: error;
	});
	return { kind: rule.kind, managerId };
}

async function judgedRows(
	tx: Tx,
	orgId: string,
	reps: readonly string[],
	startsOn: readonly LocalDate[],
	role: Role,
): Promise<readonly LaunchVerdict[]> {
	const verdicts = await judgeRows(tx, orgId, { id: null, role }, rowsFrom(reps, startsOn));
	const faultsOf = (isBusy: boolean) =>
		verdicts.flatMap((verdict) =>
			verdict.obstacles
				.filter(({ code }) => (code === "launch.already-practising") === isBusy)
				.map((obstacle) => faultOf(verdict, obstacle)),
		);
	const invalid = faultsOf(false);
	const busy = faultsOf(true);
	if (invalid.length > 0) throw new Refused("invalid", [...invalid, ...busy]);
	if (busy.length > 0) throw new Refused("already-practising", busy);
	return verdicts;
}

type MemberRows = {
	readonly orgId: string;
	readonly cohortId: string;
	readonly reps: readonly string[];
	/** True where `reps` are our ids, false where they are the caller's. */
	readonly isById: boolean;
	readonly dates: readonly LocalDate[];
	/** Wave of each row; null where all begin at once. */
	readonly waves: readonly number[] | null;
};

/** All rows of a launch in one statement: a hundred thousand of them take a second or two. */
async function putMembers(tx: Tx, { orgId, cohortId, reps, isById, dates, waves }: MemberRows): Promise<void> {
	if (reps.length === 0) return;
	await tx.$executeRaw`
		insert into cohort_member (org_id, cohort_id, ordinal, external_id, rep_id, wave, starts_on)
		select ${orgId}::uuid, ${cohortId}::uuid, u.place - 1,
			case when ${isById}::boolean then null else u.rep end,
			case when ${isById}::boolean then u.rep::uuid end,
			case when ${waves !== null}::boolean then u.wave end,
			(${[...dates]}::date[])[u.wave + 1]
		from unnest(${[...reps]}::text[], ${waves === null ? reps.map(() => 0) : [...waves]}::int[])
			with ordinality as u (rep, wave, place)`;
}

/** What the cycles of a cohort have from it. */
type CohortOfCycles = {
	readonly id: string;
	readonly policyVersionId: string;
	readonly kind: string;
	readonly product: Prisma.InputJsonValue | typeof Prisma.DbNull;
	readonly pauses?: unknown;
};

/** The cycles of rows that nothing stands against; the rows say so. */
export async function putCycles(
	tx: Tx,
	orgId: string,
	cohort: CohortOfCycles,
	verdicts: readonly LaunchVerdict[],
): Promise<void> {
	const { id: cohortId, policyVersionId, kind, product, pauses } = cohort;
	const free = verdicts.flatMap(({ row, repId, obstacles }) =>
		repId === null || obstacles.length > 0 ? [] : [{ ...row, repId, id: cycleIdOf(cohortId, repId) }],
	);
	if (free.length === 0) return;
	await tx.cycle.createMany({
		data: free.map(({ id, repId, startsOn }) => ({
			orgId,
			id,
			cohortId,
			repId,
			policyVersionId,
			seed: seedOf(id),
			startsOn,
			kind,
			product,
			pauses: toJson(pauses ?? []),
		})),
	});
	await tx.$executeRaw`
		update cohort_member m set state = 'planned', external_id = null, rep_id = u.rep_id
		from unnest(${free.map(({ ordinal }) => ordinal)}::int[], ${free.map(({ repId }) => repId)}::uuid[])
			as u (ordinal, rep_id)
		where m.org_id = ${orgId}::uuid and m.cohort_id = ${cohortId}::uuid and m.ordinal = u.ordinal
			and m.state = 'waiting'`;
}

async function writeWaves(
	tx: Tx,
	{ orgId, personId }: Caller,
	cohortId: string,
	policyVersionId: string,
	given: {
		readonly dates: readonly LocalDate[];
		readonly rows: number;
		readonly seed: number;
		readonly assigned: string;
		readonly sizes: readonly number[];
	},
): Promise<void> {
	const { dates, rows, seed, assigned, sizes } = given;
	await tx.decisionRow.createMany({
		data: [
			{
				orgId,
				id: idIn(cohortId, "decision:launch:0"),
				cohortId,
				step: "launch",
				ordinal: 0,
				name: "waves",
				rule: assigned === "at-random" ? "cohort.waves-at-random" : "cohort.waves-in-order",
				policyVersionId,
				inputs: toJson({ rows, seed, assigned, startsOn: dates }),
				factsUpTo: 0,
				outcome: toJson({ kind: "assigned", sizes }),
				reasonCode: "cohort.waves",
				reasonParams: toJson({ waves: dates.length, rows, seed, assigned }),
				by: personId,
				at: new Date(),
			},
		],
	});
}

async function cyclesInOrder(
	tx: Tx,
	orgId: string,
	cohortId: string,
	reps: readonly string[],
): Promise<readonly string[]> {
	const people = await tx.person.findMany({
		where: { orgId, externalId: { in: [...reps] } },
		select: { id: true, externalId: true },
	});
	const ids = new Map(people.map(({ externalId, id }) => [externalId, id]));
	return reps.flatMap((rep) => {
		const repId = ids.get(rep);
		return repId === undefined ? [] : [cycleIdOf(cohortId, repId)];
	});
}
