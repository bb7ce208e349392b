import { localDateOf } from "../../domain/calendar.ts";
import { askOfCycle, type CohortChange, decideCohortChange } from "../../domain/cohort/change.ts";
import type { Result } from "../../domain/fault.ts";
import type { Instant } from "../../domain/time.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { COHORT_STATES } from "./cohorts.ts";
import { instant } from "./dates.ts";
import { isFields, isPauses, oneOf, readDocument, readPolicy, toJson, UnreadableDocument } from "./documents.ts";
import { idIn, isId, newId } from "./ids.ts";
import { dayBegins } from "./launching.ts";
import { answerAct } from "./step-store.ts";
import type { Caller, CohortChangeInput, CohortChangeView, Refusal, TellPage, WriteKey, Written } from "./types.ts";
import { putRelayJob, Refused, refuse, writeAudit, writeOnce } from "./writes.ts";

const ACT_STATES = ["pending", "applied", "refused"] as const;

/**
 * Puts down what is asked of a whole cohort: one act, and what it makes of the cohort itself. Rows that wait for their turn
 * are stopped with it; every cycle is told afterwards, and takes it as a step of its own.
 */
export function changeCohort(
	database: Database,
	caller: Caller,
	cohortId: string,
	input: CohortChangeInput,
	key: WriteKey,
): Promise<Result<Written<CohortChangeView>, Refusal>> {
	const { orgId } = caller;
	const { change } = input;
	return writeOnce<CohortChangeView>(
		database,
		caller,
		key,
		async (tx) => {
			const [cohort] = isId(cohortId)
				? await tx.$queryRaw<
						readonly { state: string; pauses: unknown; policy_version_id: string; policy: unknown; zone: string }[]
					>`
					select c.state, c.pauses, c.policy_version_id, v.content as policy, l.zone
					from cohort c
					join policy_version v on v.org_id = c.org_id and v.id = c.policy_version_id
					join person l on l.org_id = c.org_id and l.id = c.lead_id
					where c.org_id = ${orgId}::uuid and c.id = ${cohortId}::uuid
					for no key update of c`
				: [];
			if (cohort === undefined) throw refuse("not-found", "/id", "a cohort", cohortId);
			const state = oneOf("cohort state", COHORT_STATES, cohort.state);
			if (state === "stopped" || state === "ended") {
				throw refuse(
					"cohort-over",
					"/id",
					"a cohort that goes on",
					`one that has ${state === "ended" ? "ended" : "been stopped"}`,
				);
			}
			const decided = decideCohortChange(
				{ state, pauses: readDocument("pauses", cohort.pauses, isPauses) },
				change,
				localDateOf(input.at, cohort.zone),
				readPolicy(cohort.policy).pause.backDaysMax,
			);
			if (!decided.ok) throw new Refused("invalid", [decided.error]);
			const { pauses, pausedSince, rule, reason } = decided.value;
			const id = newId();
			await tx.cohort.updateMany({
				where: { orgId, id: cohortId },
				data: { state: decided.value.state, pauses: toJson(pauses) },
			});
			if (change.do === "stop") {
				await tx.cohortMember.updateMany({
					where: { orgId, cohortId, state: { in: ["waiting", "planned"] } },
					data: { state: "withdrawn", externalId: null },
				});
			}
			await tx.act.createMany({
				data: [
					{
						orgId,
						id,
						actorId: caller.personId,
						idempotencyKey: `${key.method} ${key.path} ${key.key}`,
						kind: "change-cohort",
						cohortId,
						change: toJson({ ...change, pausedSince }),
						note: input.note,
						at: new Date(input.at),
					},
				],
			});
			await tx.decisionRow.createMany({
				data: [
					{
						orgId,
						id: idIn(cohortId, `decision:act:${id}:0`),
						cohortId,
						step: `act:${id}`,
						ordinal: 0,
						name: change.do,
						rule,
						policyVersionId: cohort.policy_version_id,
						inputs: toJson({ act: id, before: cohort.pauses, state }),
						factsUpTo: 0,
						outcome: toJson({ kind: change.do, state: decided.value.state, pauses }),
						reasonCode: reason.code,
						reasonParams: toJson(reason.params),
						by: caller.personId,
						at: new Date(input.at),
					},
				],
			});
			await putRelayJob(tx, orgId, "cohort-change", id);
			await writeAudit(tx, orgId, caller.personId, `cohort.${change.do}`, cohortId);
			return { made: { kind: "act", id, status: 201 }, value: await getChange(tx, orgId, id) };
		},
		(tx, made) => getChange(tx, orgId, made.id),
	);
}

/** The cohort that a change was asked of; null where there is no such act. */
export async function cohortOfChange(database: Database, orgId: string, actId: string): Promise<string | null> {
	const act = await database.withOrg(orgId, (tx) =>
		tx.act.findUnique({ where: { orgId_id: { orgId, id: actId } }, select: { cohortId: true } }),
	);
	return act?.cohortId ?? null;
}

type StoredChange = CohortChange & { readonly pausedSince: string | null };

function isCohortChange(value: unknown): value is StoredChange {
	return isFields(value) && ["pause", "resume", "stop"].some((kind) => kind === value.do);
}

async function getChange(tx: Tx, orgId: string, id: string): Promise<CohortChangeView> {
	const [change] = await readChanges(tx, orgId, { id });
	if (change === undefined) throw new UnreadableDocument("change of a cohort");
	return change;
}

async function readChanges(
	tx: Tx,
	orgId: string,
	which: { readonly id: string } | { readonly cohortId: string },
): Promise<readonly CohortChangeView[]> {
	const rows = await tx.act.findMany({
		where: { orgId, kind: "change-cohort", ...which },
		orderBy: [{ at: "asc" }, { id: "asc" }],
	});
	const counts = await tx.act.groupBy({
		by: ["ofAct", "state"],
		where: { orgId, ofAct: { in: rows.map(({ id }) => id) } },
		_count: { _all: true },
	});
	return rows.map((row) => {
		const inState = (state: string) =>
			counts.find((count) => count.ofAct === row.id && count.state === state)?._count._all ?? 0;
		const { pausedSince: _, ...change } = readDocument("change of a cohort", row.change, isCohortChange);
		return {
			id: row.id,
			cohortId: row.cohortId ?? "",
			actorId: row.actorId,
			change,
			at: instant(row.at),
			state: oneOf("act state", ACT_STATES, row.state),
			cycles: { pending: inState("pending"), applied: inState("applied"), refused: inState("refused") },
		};
	});
}

export function listCohortChanges(
	database: Database,
	orgId: string,
	cohortId: string,
): Promise<readonly CohortChangeView[]> {
	return isId(cohortId) ? database.withOrg(orgId, (tx) => readChanges(tx, orgId, { cohortId })) : Promise.resolve([]);
}

/** As many cycles as one transaction writes acts for. */
const TELL_MAX = 200;

type CycleColumns = { readonly id: string; readonly starts_on: Date; readonly zone: string; readonly pauses: unknown };

/**
 * The next open cycles, in order of id, that a change asks something of. Each gets an act of its own, named by the cohort's
 * act and the cycle: however often a page is taken, it is the same act.
 */
export function takeTellPage(
	database: Database,
	orgId: string,
	actId: string,
	after: string | null,
): Promise<TellPage> {
	return database.withOrg(orgId, async (tx) => {
		const act = await tx.act.findUnique({ where: { orgId_id: { orgId, id: actId } } });
		if (act === null || act.cohortId === null) throw new UnreadableDocument("change of a cohort");
		const { pausedSince, ...change } = readDocument("change of a cohort", act.change, isCohortChange);
		const { policyVersion } = await tx.cohort.findUniqueOrThrow({
			where: { orgId_id: { orgId, id: act.cohortId } },
			select: { policyVersion: { select: { content: true } } },
		});
		const cycles = await tx.$queryRaw<readonly CycleColumns[]>`
			select c.id, c.starts_on, p.zone, c.pauses
			from cycle c
			join person p on p.org_id = c.org_id and p.id = c.rep_id and p.status not in ('erasing', 'erased')
			where c.org_id = ${orgId}::uuid and c.cohort_id = ${act.cohortId}::uuid and c.phase <> 'closed'
				and (${after}::uuid is null or c.id > ${after}::uuid)
			order by c.id
			limit ${TELL_MAX}`;
		const asked = cycles.flatMap((cycle) => {
			const of = askOfCycle(change, pausedSince, readDocument("pauses", cycle.pauses, isPauses));
			return of === null ? [] : [{ cycle, of, id: idIn(cycle.id, `act:${actId}`) }];
		});
		await tx.act.createMany({
			data: asked.map(({ cycle, of, id }) => ({
				orgId,
				id,
				actorId: act.actorId,
				idempotencyKey: `of ${actId} ${cycle.id}`,
				kind: of.kind,
				cycleId: cycle.id,
				ofAct: actId,
				change: of.kind === "change-cycle" ? toJson(of.change) : Prisma.DbNull,
				at: act.at,
			})),
			skipDuplicates: true,
		});
		return {
			cycles: asked.map(({ cycle, id }) => ({
				actId: id,
				cycleId: cycle.id,
				startsAt: dayBegins(cycle.starts_on, cycle.zone),
			})),
			perSecond: readPolicy(policyVersion.content).cohort.startsPerSecond,
			after: cycles.length < TELL_MAX ? null : (cycles.at(-1)?.id ?? null),
		};
	});
}

export async function finishCohortChange(
	database: Database,
	orgId: string,
	actId: string,
	now: Instant,
): Promise<void> {
	await database.withOrg(orgId, (tx) => answerAct(tx, orgId, { id: actId, outcome: { kind: "done" }, at: now }));
}
