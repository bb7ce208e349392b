import type { Hire, RampFacts } from "../../domain/cycle/facts.ts";
import type { Fault, Result } from "../../domain/fault.ts";
import type { Database, Tx } from "../database.ts";
import { dateColumn, localDate } from "./dates.ts";
import { isId, newId } from "./ids.ts";
import type { Caller, MilestoneInput, MilestoneView, Refusal, WriteKey, Written } from "./types.ts";
import { lockPeople, nextFactSeq, Refused, writeAudit, writeOnce } from "./writes.ts";

/** From this milestone on the days of a hire are counted. */
const HIRED = "hired";
/** Earlier hires that one new hire is compared with, the newest first. */
const EARLIER_MAX = 1_000;

/** Keeps what people reached: all of it, or none with every reason. The same milestone given again has its newer date. */
export function importMilestones(
	database: Database,
	caller: Caller,
	milestones: readonly MilestoneInput[],
	key: WriteKey,
): Promise<Result<Written<{ readonly stored: number }>, Refusal>> {
	const { orgId } = caller;
	return writeOnce(
		database,
		caller,
		key,
		async (tx) => {
			await lockPeople(tx, orgId);
			const people = await tx.person.findMany({
				where: { orgId, externalId: { in: milestones.map(({ rep }) => rep) }, status: { in: ["active", "left"] } },
				select: { id: true, externalId: true },
			});
			const ids = new Map(people.map(({ externalId, id }) => [externalId, id]));
			const faults = milestones.flatMap(({ rep }, index): readonly Fault[] =>
				ids.has(rep) ? [] : [{ field: `/milestones/${index}/rep`, expected: "the external id of a person", came: rep }],
			);
			if (faults.length > 0) throw new Refused("invalid", faults);
			for (const { rep, kind, on } of milestones) {
				const personId = ids.get(rep) ?? "";
				const row = { reachedOn: dateColumn(on), factSeq: await nextFactSeq(tx, orgId, personId) };
				const changed = await tx.milestone.updateMany({ where: { orgId, personId, kind }, data: row });
				if (changed.count === 0) await tx.milestone.createMany({ data: [{ orgId, personId, kind, ...row }] });
			}
			await writeAudit(tx, orgId, caller.personId, "milestones.imported", orgId);
			return {
				made: { kind: "milestones", id: newId(), status: 200 as const },
				value: { stored: milestones.length },
			};
		},
		// The same key goes with the same body: as many as it names were stored.
		async () => ({ stored: milestones.length }),
	);
}

export async function listMilestones(
	database: Database,
	orgId: string,
	personId: string,
): Promise<readonly MilestoneView[]> {
	if (!isId(personId)) return [];
	const rows = await database.withOrg(orgId, (tx) =>
		tx.milestone.findMany({ where: { orgId, personId }, orderBy: [{ reachedOn: "asc" }, { kind: "asc" }] }),
	);
	return rows.map(({ kind, reachedOn }) => ({ kind, on: localDate(reachedOn) }));
}

/** A rep's milestones, and those of everybody who was hired. Who of them is an earlier hire is for the decision to say. */
export async function readRamp(tx: Tx, orgId: string, repId: string): Promise<RampFacts> {
	const hired = await tx.milestone.findMany({
		where: { orgId, kind: HIRED, NOT: { personId: repId } },
		orderBy: [{ reachedOn: "desc" }, { personId: "asc" }],
		take: EARLIER_MAX,
		select: { personId: true },
	});
	const rows = await tx.milestone.findMany({
		where: { orgId, personId: { in: [repId, ...hired.map(({ personId }) => personId)] } },
		orderBy: [{ personId: "asc" }, { reachedOn: "asc" }, { kind: "asc" }],
	});
	const of = (personId: string): Hire => {
		const own = rows.filter((row) => row.personId === personId);
		const start = own.find(({ kind }) => kind === HIRED);
		return {
			hiredOn: start === undefined ? null : localDate(start.reachedOn),
			reached: own
				.filter(({ kind }) => kind !== HIRED)
				.map(({ kind, reachedOn }) => ({ kind, on: localDate(reachedOn) })),
		};
	};
	return { own: of(repId), earlier: hired.map(({ personId }) => of(personId)) };
}
