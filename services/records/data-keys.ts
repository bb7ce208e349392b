import type { Database, Tx } from "../database.ts";
import { Prisma } from "../database.ts";
import { isId, newId } from "./ids.ts";

/** A data key as the table holds it; `wrapped` is null once it is destroyed. */
export type StoredKey = {
	readonly id: string;
	readonly wrapped: Uint8Array | null;
	readonly keyEncryptionKey: string;
};

/** A new key as it is to be stored. */
export type WrappedKey = { readonly wrapped: Uint8Array<ArrayBuffer>; readonly keyEncryptionKey: string };

/** Whose the payloads of a workflow are: a person's, or the organisation's where they belong to nobody. */
export type Holder = { readonly orgId: string; readonly personId: string | null };

/** The person is being erased, or is gone: no key is made or given any more. */
export class PersonErased extends Error {
	override readonly name = "PersonErased";
	constructor(personId: string) {
		super(`There is no key for person ${personId}, who is unknown, is being erased or was erased.`);
	}
}

const ACTIVE = ["active", "left"];

/** The rows of keys. What is in them is known to services/keys.ts alone. */
export type KeyStore = {
	find(orgId: string, keyId: string): Promise<StoredKey | null>;
	/** The person's key; `make` says how a new one is to be stored where there is none yet. */
	ofPerson(orgId: string, personId: string, make: (keyId: string) => WrappedKey): Promise<StoredKey>;
	ofOrganisation(orgId: string, make: (keyId: string) => WrappedKey): Promise<StoredKey>;
	/** Who holds the cycle, conversation, task, cohort or organisation with this id; null where there is none. */
	holderOf(id: string): Promise<Holder | null>;
	/** Organisations that have keys under another key encryption key than this one, the next `limit` of them. */
	organisationsToRewrap(current: string, limit: number): Promise<readonly string[]>;
	/** Wraps the next keys anew; gives back how many. */
	rewrap(
		orgId: string,
		current: string,
		limit: number,
		again: (key: StoredKey & { readonly wrapped: Uint8Array }) => WrappedKey,
	): Promise<number>;
};

export function createKeyStore(app: Database, relay: Database): KeyStore {
	return {
		find: (orgId, keyId) => app.withOrg(orgId, (tx) => findKey(tx, orgId, keyId)),
		ofPerson: (orgId, personId, make) => app.withOrg(orgId, (tx) => keyOfPerson(tx, orgId, personId, make)),
		ofOrganisation: (orgId, make) =>
			app.withOrg(orgId, async (tx) => {
				const found = await findKey(tx, orgId, orgId);
				if (found !== null) return found;
				// Two at once: the second insert waits for the first and does nothing, and both read the same key.
				await tx.dataKey.createMany({ data: [{ orgId, id: orgId, ...make(orgId) }], skipDuplicates: true });
				return await getKey(tx, orgId, orgId);
			}),
		holderOf: (id) => (isId(id) ? app.withoutOrg((tx) => holderOf(tx, id)) : Promise.resolve(null)),
		organisationsToRewrap: (current, limit) =>
			relay.withoutOrg(async (tx) => {
				const rows = await tx.$queryRaw<readonly { org_id: string }[]>`
					select distinct org_id from data_key
					where destroyed_at is null and key_encryption_key <> ${current}
					order by org_id limit ${limit}`;
				return rows.map(({ org_id }) => org_id);
			}),
		rewrap: (orgId, current, limit, again) =>
			app.withOrg(orgId, async (tx) => {
				const rows = await tx.$queryRaw<readonly { id: string; wrapped: Uint8Array; key_encryption_key: string }[]>`
					select id, wrapped, key_encryption_key from data_key
					where org_id = ${orgId}::uuid and destroyed_at is null and key_encryption_key <> ${current}
					order by id limit ${limit}
					for update`;
				for (const { id, wrapped, key_encryption_key } of rows) {
					const data = again({ id, wrapped, keyEncryptionKey: key_encryption_key });
					await tx.dataKey.update({ where: { orgId_id: { orgId, id } }, data });
				}
				return rows.length;
			}),
	};
}

async function findKey(tx: Tx, orgId: string, id: string): Promise<StoredKey | null> {
	return await tx.dataKey.findUnique({
		where: { orgId_id: { orgId, id } },
		select: { id: true, wrapped: true, keyEncryptionKey: true },
	});
}

async function getKey(tx: Tx, orgId: string, id: string): Promise<StoredKey> {
	const key = await findKey(tx, orgId, id);
	if (key === null) throw new Error(`data key ${id} was made and is not there`);
	return key;
}

/** Stores a new key; gives its id. */
export async function putKey(tx: Tx, orgId: string, make: (keyId: string) => WrappedKey): Promise<string> {
	const id = newId();
	await tx.dataKey.createMany({ data: [{ orgId, id, ...make(id) }] });
	return id;
}

async function keyOfPerson(
	tx: Tx,
	orgId: string,
	personId: string,
	make: (keyId: string) => WrappedKey,
): Promise<StoredKey> {
	const select = { status: true, dataKeyId: true } as const;
	const where = { orgId_id: { orgId, id: personId } };
	const seen = isId(personId) ? await tx.person.findUnique({ where, select }) : null;
	if (seen !== null && seen.dataKeyId !== null) return await getKey(tx, orgId, seen.dataKeyId);
	if (seen === null || !ACTIVE.includes(seen.status)) throw new PersonErased(personId);
	// Two at once: whoever comes second under the lock finds the first one's key. One who is erased meanwhile gets none.
	const [locked] = await tx.$queryRaw<readonly { data_key_id: string | null }[]>`
		select data_key_id from person
		where org_id = ${orgId}::uuid and id = ${personId}::uuid and status in (${Prisma.join(ACTIVE)})
		for no key update`;
	if (locked === undefined) throw new PersonErased(personId);
	if (locked.data_key_id !== null) return await getKey(tx, orgId, locked.data_key_id);
	const id = await putKey(tx, orgId, make);
	await tx.person.update({ where, data: { dataKeyId: id } });
	return await getKey(tx, orgId, id);
}

async function holderOf(tx: Tx, id: string): Promise<Holder | null> {
	await tx.$executeRaw`select set_config('app.holder', ${id}, true)`;
	const [row] = await tx.$queryRaw<readonly { org_id: string; person_id: string | null }[]>`
		select org_id, person_id from find_holder()`;
	return row === undefined ? null : { orgId: row.org_id, personId: row.person_id };
}
