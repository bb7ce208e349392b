import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type Database } from "../../services/database.ts";
import {
	createKeys,
	KeyDestroyed,
	KeyEncryptionKeyMissing,
	type Keys,
	keyEncryptionKeyOf,
	keyEncryptionOf,
} from "../../services/keys.ts";
import { createKeyStore, PersonErased } from "../../services/records/data-keys.ts";
import { importPeople } from "../../services/records/people.ts";
import { type Company, createCompany, launch, personOf, practise, type Rig, startRig } from "./records/rig.ts";

const KEY = randomBytes(32).toString("base64");

let rig: Rig;
let app: Database;
let relay: Database;
let company: Company;
let wallMs = 0;
const keysWith = (key: string, olderKeyEncryptionKeys: readonly string[] = []): Keys => {
	const encryption = keyEncryptionOf({ keyEncryptionKey: key, olderKeyEncryptionKeys });
	if (encryption === null) throw new Error("no key was given");
	return createKeys(createKeyStore(app, relay), encryption, () => wallMs);
};

beforeAll(async () => {
	rig = await startRig();
	app = createDatabase(rig.database.app);
	relay = createDatabase(rig.database.relay);
	company = await createCompany(rig.records, { reps: 6 });
});
afterAll(async () => {
	await app.close();
	await relay.close();
	await rig.close();
});

describe("the data key of a person", () => {
	it("is one and the same for everybody who asks at once, and another for everybody else", async () => {
		const { orgId } = company;
		const asked = await Promise.all(
			Array.from({ length: 8 }, () => keysWith(KEY).ofPerson(orgId, personOf(company, "r0").id)),
		);
		expect(new Set(asked.map(({ key }) => Buffer.from(key).toString("hex"))).size).toBe(1);
		const other = await keysWith(KEY).ofPerson(orgId, personOf(company, "r1").id);
		expect(Buffer.from(other.key)).not.toEqual(Buffer.from(asked[0]?.key ?? []));
		const organisation = await Promise.all([keysWith(KEY).ofOrganisation(orgId), keysWith(KEY).ofOrganisation(orgId)]);
		expect(organisation[0]?.key).toEqual(organisation[1]?.key);
	});

	it("stands in the database wrapped alone, and does not open in another row", async () => {
		const { orgId } = company;
		const { key, id } = await keysWith(KEY).ofPerson(orgId, personOf(company, "r0").id);
		const other = await keysWith(KEY).ofPerson(orgId, personOf(company, "r1").id);
		const [row] = await rig.look<{ wrapped: Buffer }>("select wrapped from data_key where id = $1", [id]);
		expect(row?.wrapped.includes(Buffer.from(key))).toBe(false);
		await rig.look("update data_key set wrapped = (select wrapped from data_key where id = $1) where id = $2", [
			id,
			other.id,
		]);
		await expect(keysWith(KEY).byId(orgId, other.id)).rejects.toThrow(/cannot be opened/);
	});

	it("is made with the person where people are imported with keys", async () => {
		const keys = keysWith(KEY);
		const { orgId } = await rig.records.createOrganisation({ name: "Another", clock: "wall" });
		const person = { name: "New", email: "new@example.org", roles: ["rep"], zone: "UTC", manager: null } as const;
		await importPeople(app, orgId, [{ externalId: "new", ...person }], "2026-01-01", keys, new Uint8Array(32));
		const rows = await rig.look<{ n: number }>(
			"select count(*)::int as n from person p join data_key k on k.org_id = p.org_id and k.id = p.data_key_id where p.org_id = $1",
			[orgId],
		);
		expect(rows).toEqual([{ n: 1 }]);
	});

	it("is found from the id of the cycle, conversation, task or cohort alone, in whatever organisation", async () => {
		const keys = keysWith(KEY);
		const [cycleId = ""] = await launch(rig.records, company, ["r2"]);
		const { conversationId } = await practise(rig.records, company, "r2", "2026-01-06T10:00:00.000Z");
		const { id } = await keys.ofPerson(company.orgId, personOf(company, "r2").id);
		expect((await keys.ofHolder(cycleId))?.id).toBe(id);
		expect((await keys.ofHolder(conversationId))?.id).toBe(id);
		const [cohort] = await rig.records.org(company.orgId).listCohorts();
		expect((await keys.ofHolder(cohort?.id ?? ""))?.id).toBe(company.orgId);
		expect(await keys.ofHolder(randomUUID())).toBeNull();
		expect(await keys.ofHolder("no id")).toBeNull();
	});

	it("stops working within a minute of being destroyed, wherever it is still remembered, and is not made again", async () => {
		const { orgId } = company;
		const personId = personOf(company, "r3").id;
		const keys = keysWith(KEY);
		const { id } = await keys.ofPerson(orgId, personId);
		await rig.look("update data_key set wrapped = null, destroyed_at = now() where id = $1", [id]);
		wallMs += 60_000;
		await expect(keys.byId(orgId, id)).rejects.toThrow(KeyDestroyed);
		await expect(keys.ofPerson(orgId, personId)).rejects.toThrow(KeyDestroyed);
	});

	it("is not made for somebody who is being erased, nor for somebody unknown", async () => {
		const personId = personOf(company, "r4").id;
		await rig.look("update person set status = 'erasing' where id = $1", [personId]);
		await expect(keysWith(KEY).ofPerson(company.orgId, personId)).rejects.toThrow(PersonErased);
		await expect(keysWith(KEY).ofPerson(company.orgId, randomUUID())).rejects.toThrow(PersonErased);
	});
});

describe("a new key encryption key", () => {
	it("opens nothing by itself, everything beside the older one, and after rewrapping everything alone", async () => {
		const { orgId } = company;
		const personId = personOf(company, "r5").id;
		const before = await keysWith(KEY).ofPerson(orgId, personId);
		const next = randomBytes(32).toString("base64");
		await expect(keysWith(next).ofPerson(orgId, personId)).rejects.toThrow(KeyEncryptionKeyMissing);
		expect((await keysWith(next, [KEY]).ofPerson(orgId, personId)).key).toEqual(before.key);
		// An earlier test put another row's bytes there: nobody can wrap them anew.
		await rig.look(
			"update data_key set wrapped = null, destroyed_at = now() where id in (select data_key_id from person where external_id = 'r1')",
		);
		expect(await keysWith(next, [KEY]).rewrap()).toBeGreaterThanOrEqual(4);
		expect(await keysWith(next, [KEY]).rewrap()).toBe(0);
		expect((await keysWith(next).ofPerson(orgId, personId)).key).toEqual(before.key);
		await expect(keysWith(KEY).ofPerson(orgId, personId)).rejects.toThrow(KeyEncryptionKeyMissing);
	});

	it("is named by what it is, and one of another length is refused", () => {
		expect(keyEncryptionKeyOf(KEY).name).toBe(keyEncryptionKeyOf(KEY).name);
		expect(keyEncryptionKeyOf(KEY).name).not.toBe(keyEncryptionKeyOf(randomBytes(32).toString("base64")).name);
		expect(() => keyEncryptionKeyOf("c2hvcnQ=")).toThrow(/32 bytes/);
		expect(keyEncryptionOf({ keyEncryptionKey: null, olderKeyEncryptionKeys: [] })).toBeNull();
	});
});
