import { createHash, randomBytes } from "node:crypto";
import { isZone } from "../../domain/calendar.ts";
import type { Fault, Result } from "../../domain/fault.ts";
import { failed, ok } from "../../domain/fault.ts";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { LocalDate } from "../../domain/time.ts";
import { type Database, nameOrg, Prisma, type Tx } from "../database.ts";
import type { Keys } from "../keys.ts";
import { findHolidayFault } from "../scheduling/holidays.ts";
import { putKey } from "./data-keys.ts";
import { dateColumn } from "./dates.ts";
import { oneOf } from "./documents.ts";
import { withoutErased } from "./erasure.ts";
import { isId, newId } from "./ids.ts";
import { readKnown, tellCycles } from "./people-changes.ts";
import type { PeopleList, RowFault } from "./people-list.ts";
import { storePolicy } from "./policies.ts";
import { type Caller, type PersonInput, type PersonView, type Refusal, ROLES, type Role } from "./types.ts";
import { lockPeople, putCohortJob, Refused, writeAudit } from "./writes.ts";

const CLOCKS = ["wall", "skipped"] as const;

/** Finds the organisation by the key alone, then reads the person like everybody else, under its row level security. */
export function findCaller(database: Database, keyHash: Uint8Array): Promise<Caller | null> {
	return database.withoutOrg(async (tx) => {
		const [found] = await tx.$queryRaw<readonly { org_id: string; person_id: string }[]>`
			select org_id, person_id from find_caller(${Buffer.from(keyHash)})`;
		if (found === undefined) return null;
		await nameOrg(tx, found.org_id);
		const person = await tx.person.findUnique({
			where: { orgId_id: { orgId: found.org_id, id: found.person_id } },
			select: { roles: true, status: true, organisation: { select: { clock: true } } },
		});
		if (person === null || person.status !== "active") return null;
		return {
			orgId: found.org_id,
			personId: found.person_id,
			roles: person.roles.map((role) => oneOf("role", ROLES, role)),
			clock: oneOf("clock", CLOCKS, person.organisation.clock),
		};
	});
}

export async function createOrganisation(
	database: Database,
	input: { readonly name: string; readonly clock: "wall" | "skipped" },
): Promise<{ orgId: string }> {
	const orgId = newId();
	await database.withOrg(orgId, async (tx) => {
		await tx.organisation.createMany({ data: [{ id: orgId, name: input.name, clock: input.clock }] });
		await storePolicy(tx, orgId, DEFAULT_POLICY);
		await writeAudit(tx, orgId, null, "organisation.created", orgId);
	});
	return { orgId };
}

/** Key in clear text, once. The table keeps its SHA-256 and the first characters, by which a person recognises it. */
export async function createApiKey(database: Database, orgId: string, personId: string): Promise<string> {
	const key = `cl_${randomBytes(32).toString("base64url")}`;
	await database.withOrg(orgId, async (tx) => {
		await tx.apiKey.createMany({
			data: [
				{ orgId, personId, hash: new Uint8Array(createHash("sha256").update(key).digest()), prefix: key.slice(0, 9) },
			],
		});
		await writeAudit(tx, orgId, null, "api-key.created", personId);
	});
	return key;
}

type PersonColumns = {
	readonly id: string;
	readonly external_id: string;
	readonly name: string;
	readonly email: string;
	readonly roles: readonly string[];
	readonly zone: string;
	readonly country: string | null;
	readonly region: string | null;
	readonly location: string | null;
	readonly shift: string | null;
	readonly manager_id: string | null;
};

/**
 * People with the manager of record of today, in the person's own zone. Where time is skipped there is no common
 * today: the last manager of record stands for it.
 */
async function readPeople(
	tx: Tx,
	orgId: string,
	filter: { readonly id?: string; readonly externalId?: string },
): Promise<readonly PersonView[]> {
	const rows = await tx.$queryRaw<readonly PersonColumns[]>`
		select p.id, p.external_id, p.name, p.email, p.roles, p.zone, p.country, p.region, p.location, p.shift,
			g.manager_id
		from person p
		join organisation o on o.id = p.org_id
		left join lateral (
			select m.manager_id
			from manages m
			where m.org_id = p.org_id and m.rep_id = p.id
				and case
					when o.clock = 'skipped' then m.to_date is null
					else m.from_date <= (${new Date()} at time zone p.zone)::date
						and (m.to_date is null or (${new Date()} at time zone p.zone)::date < m.to_date)
				end
			order by m.from_date desc
			limit 1
		) g on true
		where p.org_id = ${orgId}::uuid and p.status <> 'erased'
			and (${filter.id ?? null}::uuid is null or p.id = ${filter.id ?? null}::uuid)
			and (${filter.externalId ?? null}::text is null or p.external_id = ${filter.externalId ?? null}::text)
		order by p.external_id`;
	return rows.map((row) => ({
		id: row.id,
		externalId: row.external_id,
		name: row.name,
		email: row.email,
		roles: row.roles.map((role) => oneOf("role", ROLES, role)),
		zone: row.zone,
		country: row.country,
		region: row.region,
		location: row.location,
		shift: row.shift,
		managerId: row.manager_id,
	}));
}

export async function findPerson(database: Database, orgId: string, id: string): Promise<PersonView | null> {
	if (!isId(id)) return null;
	const [person] = await database.withOrg(orgId, (tx) => readPeople(tx, orgId, { id }));
	return person ?? null;
}

export function listPeople(
	database: Database,
	orgId: string,
	filter: { readonly externalId?: string },
): Promise<readonly PersonView[]> {
	return database.withOrg(orgId, (tx) => readPeople(tx, orgId, filter));
}

export async function manages(
	database: Database,
	orgId: string,
	managerId: string,
	repId: string,
	on: LocalDate,
): Promise<boolean> {
	if (!isId(managerId) || !isId(repId)) return false;
	const date = dateColumn(on);
	const count = await database.withOrg(orgId, (tx) =>
		tx.manages.count({
			where: { orgId, managerId, repId, from: { lte: date }, OR: [{ to: null }, { to: { gt: date } }] },
		}),
	);
	return count > 0;
}

/** Stores people by their external ids, but for those who were erased, and from `since` on who manages whom. All of them, or none with every reason. */
export async function importPeople(
	database: Database,
	orgId: string,
	given: readonly PersonInput[],
	since: LocalDate,
	keys: Keys | null,
	fingerprintKey: Uint8Array,
): Promise<Result<readonly PersonView[], Refusal>> {
	try {
		return ok(
			await database.withOrg(orgId, async (tx) => {
				// One import at a time: two of them could give a rep two managers from one day on.
				await lockPeople(tx, orgId);
				// Lists from other systems name people long after they were erased here: the others are stored all the same.
				const people = await withoutErased(tx, fingerprintKey, orgId, given);
				const { faults } = await peopleFaults(tx, orgId, people);
				if (faults.length > 0) {
					throw new Refused(
						"invalid",
						faults.map(({ index, field, expected, came }) => ({ field: `/people/${index}/${field}`, expected, came })),
					);
				}
				await storePeople(tx, orgId, people, since, keys);
				await writeAudit(tx, orgId, null, "people.imported", orgId);
				const wanted = new Set(people.map(({ externalId }) => externalId));
				return (await readPeople(tx, orgId, {})).filter(({ externalId }) => wanted.has(externalId));
			}),
		);
	} catch (error) {
		if (error instanceof Refused) return failed(error.refusal);
		throw error;
	}
}

/** Cohorts that somebody of an import may have joined. */
function openCohorts(tx: Tx, orgId: string): Promise<readonly { readonly id: string }[]> {
	return tx.cohort.findMany({
		where: { orgId, openRule: { not: Prisma.DbNull }, state: { in: ["launching", "running"] } },
		select: { id: true },
	});
}

/** What a list of people came to. */
export type PeopleImport = {
	readonly dryRun: boolean;
	/** In order of their rows; the id is null for somebody new in a dry run. */
	readonly imported: readonly { readonly row: number; readonly id: string | null; readonly externalId: string }[];
	readonly refused: readonly RowFault[];
	/** Rows that name somebody who was erased: they stay away. */
	readonly leftOut: readonly number[];
};

/** Ends a transaction in which nothing is to be kept. */
class DryRun extends Error {
	readonly result: PeopleImport;
	constructor(result: PeopleImport) {
		super("dry run");
		this.result = result;
	}
}

/**
 * Stores the good rows of a list and says by row and column what is wrong with the others. A row whose manager stands in
 * a bad row is bad itself. Only an administrator gives or takes roles other than rep and manager.
 */
export async function importPeopleList(
	database: Database,
	caller: Pick<Caller, "orgId" | "personId" | "roles">,
	list: PeopleList,
	options: { readonly since: LocalDate; readonly dryRun: boolean },
	keys: Keys | null,
	fingerprintKey: Uint8Array,
): Promise<PeopleImport> {
	const { orgId } = caller;
	const { since, dryRun } = options;
	try {
		return await database.withOrg(orgId, async (tx) => {
			await lockPeople(tx, orgId);
			const wanted = await withoutErased(
				tx,
				fingerprintKey,
				orgId,
				list.rows.map(({ person }) => person),
			);
			const leftOut = list.rows.filter(({ person }) => !wanted.includes(person)).map(({ row }) => row);
			let good = list.rows.filter(({ person }) => wanted.includes(person));
			const refused: RowFault[] = [...list.faults];
			for (;;) {
				const people = good.map(({ person }) => person);
				const faults = [
					...(await peopleFaults(tx, orgId, people)).faults,
					...(caller.roles.includes("admin") ? [] : await roleFaults(tx, orgId, people)),
				];
				if (faults.length === 0) break;
				for (const { index, field, expected, came } of faults) {
					refused.push({ row: good[index]?.row ?? 0, column: field, expected, came });
				}
				good = good.filter((_, index) => !faults.some((fault) => fault.index === index));
			}
			const before = new Set((await peopleFaults(tx, orgId, [])).ids.values());
			const stored = await storePeople(
				tx,
				orgId,
				good.map(({ person }) => person),
				since,
				keys,
			);
			const imported = good.map(({ row, person: { externalId } }) => {
				const id = stored.get(externalId) ?? null;
				return { row, id: dryRun && id !== null && !before.has(id) ? null : id, externalId };
			});
			const result = { dryRun, imported, refused: refused.toSorted((a, b) => a.row - b.row), leftOut };
			if (dryRun) throw new DryRun(result);
			await writeAudit(tx, orgId, caller.personId, "people.imported", orgId);
			return result;
		});
	} catch (error) {
		if (error instanceof DryRun) return error.result;
		throw error;
	}
}

type IndexedFault = Fault & { readonly index: number };

const ROLES_OF_LEADS: readonly Role[] = ["rep", "manager"];

async function roleFaults(tx: Tx, orgId: string, people: readonly PersonInput[]): Promise<readonly IndexedFault[]> {
	const stored = await tx.person.findMany({
		where: { orgId, externalId: { in: people.map(({ externalId }) => externalId) } },
		select: { externalId: true, roles: true },
	});
	const expected = "rep or manager, since only an administrator gives or takes other roles";
	return people.flatMap(({ externalId, roles }, index): readonly IndexedFault[] => {
		const had = stored.find((person) => person.externalId === externalId)?.roles ?? [];
		const other = [...roles, ...had].find((role) => !ROLES_OF_LEADS.some((own) => own === role));
		return other === undefined ? [] : [{ index, field: "roles", expected, came: other }];
	});
}

async function storePeople(
	tx: Tx,
	orgId: string,
	people: readonly PersonInput[],
	since: LocalDate,
	keys: Keys | null,
): Promise<ReadonlyMap<string, string>> {
	const named = people.map(({ externalId }) => externalId);
	const before = await readKnown(tx, orgId, named, since);
	for (const person of people) await upsertPerson(tx, orgId, person, keys);
	const stored = await tx.person.findMany({ where: { orgId }, select: { id: true, externalId: true } });
	const ids = new Map(stored.map(({ id, externalId }) => [externalId, id]));
	for (const person of people) {
		const repId = ids.get(person.externalId);
		const managerId = person.manager === null ? null : ids.get(person.manager);
		if (repId !== undefined && managerId !== undefined) await setManager(tx, orgId, repId, managerId, since);
	}
	await tellCycles(tx, orgId, before, await readKnown(tx, orgId, named, since), since);
	for (const { id } of await openCohorts(tx, orgId)) await putCohortJob(tx, orgId, id);
	return ids;
}

async function peopleFaults(
	tx: Tx,
	orgId: string,
	people: readonly PersonInput[],
): Promise<{ readonly ids: ReadonlyMap<string, string>; readonly faults: readonly IndexedFault[] }> {
	const stored = await tx.person.findMany({ where: { orgId }, select: { id: true, externalId: true, email: true } });
	const ids = new Map(stored.map(({ externalId, id }) => [externalId, id]));
	const known = new Set([...ids.keys(), ...people.map(({ externalId }) => externalId)]);
	const externalIds = new Set<string>();
	const renewed = new Set(people.map(({ externalId }) => externalId));
	const emails = new Set(stored.filter(({ externalId }) => !renewed.has(externalId)).map(({ email }) => email));
	const faults: IndexedFault[] = [];
	people.forEach((person, index) => {
		const fault = (field: string, expected: string, came: string) => faults.push({ index, field, expected, came });
		if (person.externalId === "") fault("externalId", "an id", "nothing");
		if (externalIds.has(person.externalId)) fault("externalId", "each person once", person.externalId);
		externalIds.add(person.externalId);
		if (emails.has(person.email)) fault("email", "an address that nobody else has", person.email);
		emails.add(person.email);
		if (!isZone(person.zone)) fault("zone", "an IANA time zone such as Europe/Berlin", person.zone);
		const place = placeFault(person);
		if (place !== null) fault(place.field, place.expected, place.came);
		const unknown = person.roles.find((role: string) => !isRole(role));
		if (unknown !== undefined) fault("roles", `one of ${ROLES.join(", ")}`, unknown);
		if (person.manager === person.externalId) fault("manager", "another person", person.manager);
		else if (person.manager !== null && !known.has(person.manager)) {
			fault("manager", "the external id of a person", person.manager);
		}
	});
	return { ids, faults };
}

function placeFault({ country, region }: PersonInput): Fault | null {
	if (country) return findHolidayFault(country, region ?? null);
	if (country === "") return { field: "country", expected: "a country, or no such field", came: "nothing" };
	return region ? { field: "region", expected: "a region together with its country", came: region } : null;
}

function isRole(role: string): role is Role {
	return ROLES.some((known) => known === role);
}

async function upsertPerson(tx: Tx, orgId: string, person: PersonInput, keys: Keys | null): Promise<void> {
	const { externalId, name, email, zone } = person;
	// A region belongs to its country: both are as given, or both stay.
	const place = person.country === undefined ? {} : { country: person.country, region: person.region || null };
	const fields = {
		name,
		email,
		zone,
		...place,
		...(person.location === undefined ? {} : { location: person.location || null }),
		...(person.shift === undefined ? {} : { shift: person.shift || null }),
		roles: [...person.roles],
		status: person.active === false ? "left" : "active",
	};
	const updated = await tx.person.updateMany({ where: { orgId, externalId }, data: fields });
	if (updated.count > 0) return;
	const dataKeyId = keys === null ? null : await putKey(tx, orgId, (keyId) => keys.make(orgId, keyId));
	await tx.person.createMany({ data: [{ orgId, id: newId(), externalId, dataKeyId, ...fields }] });
}

/** From `since` on this is the manager of record, whatever was planned for later. The time before stays as it was. */
async function setManager(
	tx: Tx,
	orgId: string,
	repId: string,
	managerId: string | null,
	since: LocalDate,
): Promise<void> {
	const date = dateColumn(since);
	const current = await tx.manages.findFirst({
		where: { orgId, repId, from: { lte: date }, OR: [{ to: null }, { to: { gt: date } }] },
	});
	if (current !== null && current.to === null && current.managerId === managerId) return;
	await tx.manages.deleteMany({ where: { orgId, repId, from: { gte: date } } });
	await tx.manages.updateMany({
		where: { orgId, repId, from: { lt: date }, OR: [{ to: null }, { to: { gt: date } }] },
		data: { to: date },
	});
	if (managerId !== null) {
		await tx.manages.createMany({ data: [{ orgId, id: newId(), repId, managerId, from: date }] });
	}
}
