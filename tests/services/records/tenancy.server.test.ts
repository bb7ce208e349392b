import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase } from "../../../services/database.ts";
import {
	type Company,
	callerOf,
	createCompany,
	launch,
	newKey,
	personOf,
	type Rig,
	startRig,
	step,
	submission,
	throughBaseline,
	value,
} from "./rig.ts";

let rig: Rig;
let ours: Company;
let theirs: Company;
let ourCycle: string;
let theirCycle: string;
beforeAll(async () => {
	rig = await startRig({ connectionsMax: 4, waitMsMax: 60_000 });
	ours = await createCompany(rig.records);
	theirs = await createCompany(rig.records);
	[ourCycle = ""] = await launch(rig.records, ours, ["r0"]);
	[theirCycle = ""] = await launch(rig.records, theirs, ["r0"]);
	await throughBaseline(rig.records, ours, "r0", ourCycle);
	await throughBaseline(rig.records, theirs, "r0", theirCycle);
});
afterAll(() => rig.close());

/** A client as one of the product's roles, to try what the product itself never does. */
async function asRole<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

const tablesOf = () =>
	rig.look<{ name: string; enabled: boolean; forced: boolean; checked: string }>(
		`select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
			(select string_agg(pg_get_expr(p.polqual, p.polrelid) || '|' || pg_get_expr(p.polwithcheck, p.polrelid), ' ')
				from pg_policy p where p.polrelid = c.oid and p.polname = 'of_organisation') as checked
		from pg_class c
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
			and c.relname <> '_prisma_migrations'`,
	);

describe("row level security", () => {
	it("is enabled, forced and written for reading and writing on every table there is", async () => {
		const tables = await tablesOf();
		expect(tables.length).toBeGreaterThanOrEqual(24);
		for (const table of tables) {
			expect(table, table.name).toMatchObject({ enabled: true, forced: true });
			expect(table.checked?.match(/current_setting\('app\.org'/g), table.name).toHaveLength(2);
		}
	});

	it("shows no row of any table when no organisation is named, to the application and to the owner", async () => {
		const tables = await tablesOf();
		for (const [role, url] of [
			["app", rig.database.app],
			["owner", rig.database.owner],
		] as const) {
			await asRole(url, async (client) => {
				for (const { name } of tables) {
					// The owner may look up an API key and a calendar feed, for the two functions that find who asks.
					if (role === "owner" && ["api_key", "calendar_feed"].includes(name)) continue;
					const { rows } = await client.query(`select count(*)::int as n from ${name}`);
					expect(rows, `${role} ${name}`).toEqual([{ n: 0 }]);
				}
			});
		}
	});

	it("forgets the organisation with the transaction, on the same connection", async () => {
		const database = createDatabase(rig.database.app, { connectionsMax: 1 });
		const inside = await database.withOrg(ours.orgId, (tx) => tx.person.count());
		const outside = await database.withoutOrg((tx) => tx.person.count());
		await database.close();
		expect(inside).toBeGreaterThan(0);
		expect(outside).toBe(0);
	});

	it("gives 0 foreign rows in 1,000 interleaved calls over a pool of four connections", async () => {
		const calls = Array.from({ length: 1000 }, async (_, index) => {
			const company = index % 2 === 0 ? ours : theirs;
			const people = await rig.records.org(company.orgId).listPeople({ externalId: "r0" });
			return people.length === 1 && people[0]?.id === personOf(company, "r0").id;
		});
		const right = (await Promise.all(calls)).filter(Boolean);
		expect(right).toHaveLength(1000);
	});

	it("does not find another organisation's cycle, task, conversation, act or story, by its very id", async () => {
		const org = rig.records.org(ours.orgId);
		const foreign = rig.records.org(theirs.orgId);
		const [task] = await foreign.listTasks({ cycleId: theirCycle });
		const [conversation] = await foreign.listConversations({ repId: personOf(theirs, "r0").id });
		expect(await org.findCycle(theirCycle)).toBeNull();
		expect(await org.findTask(task?.id ?? "")).toBeNull();
		expect(await org.findConversation(conversation?.id ?? "")).toBeNull();
		expect(await org.findScorecard(conversation?.id ?? "")).toBeNull();
		expect(await org.history(theirCycle)).toEqual([]);
		expect(await org.findPerson(personOf(theirs, "r0").id)).toBeNull();
		await expect(
			rig.records.runStep(step(ours.orgId, theirCycle, "2026-01-05T08:00:00.000Z"), { kind: "plan" }),
		).rejects.toThrow(/no cycle/);
	});

	it("refuses a row for another organisation than the one that is named", async () => {
		const database = createDatabase(rig.database.app, { connectionsMax: 1 });
		await expect(
			database.withOrg(ours.orgId, (tx) =>
				tx.audit.createMany({ data: [{ orgId: theirs.orgId, action: "planted", target: "x" }] }),
			),
		).rejects.toThrow(/row-level security/);
		await database.close();
	});
});

describe("composite keys", () => {
	it("hold for every reference: each foreign key carries the organisation", async () => {
		const keys = await rig.look<{ name: string; columns: string[] }>(
			`select c.conrelid::regclass || '.' || c.conname as name,
				(select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any(c.conkey)) as columns
			from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`,
		);
		expect(keys.length).toBeGreaterThan(30);
		for (const key of keys) expect(key.columns, key.name).toContain("org_id");
	});

	it("keep a row from pointing into another organisation, even past row level security", async () => {
		await expect(
			rig.look("insert into cycle_run (org_id, run_id, cycle_id) values ($1, 'x', $2)", [ours.orgId, theirCycle]),
		).rejects.toThrow(/foreign key/);
		await expect(
			rig.look("insert into manages (org_id, rep_id, manager_id, from_date) values ($1, $2, $3, '2020-01-01')", [
				ours.orgId,
				personOf(ours, "head").id,
				personOf(theirs, "head").id,
			]),
		).rejects.toThrow(/foreign key/);
	});
});

describe("the application's role", () => {
	it.each([
		["policy_version", "content = '{}'"],
		["decision", "reason_code = 'x'"],
		["step_record", "result = '{}'"],
		["audit", "action = 'x'"],
		["cycle_run", "run_id = 'x'"],
		["idempotency", "key = 'x'"],
		["transcript", "format = 'x'"],
		["scorecard", "content = '{}'"],
		["reading", "value = 0"],
		["labelling", "labels = '[]'"],
		["act", "note = 'x'"],
		["outbox", "params = '{}'"],
		["cycle", "rep_id = rep_id"],
		["task", "rep_id = rep_id"],
	])("cannot rewrite a row of %s, nor delete one", async (table, change) => {
		await asRole(rig.database.app, async (client) => {
			await client.query("select set_config('app.org', $1, false)", [ours.orgId]);
			await expect(client.query(`update ${table} set ${change}`)).rejects.toThrow(/permission denied/);
			await expect(client.query(`delete from ${table}`)).rejects.toThrow(/permission denied/);
		});
	});

	it("is no superuser, owns nothing, and cannot turn row level security off", async () => {
		const roles = await rig.look<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean }>(
			"select rolname, rolsuper, rolbypassrls from pg_roles where rolname like 'coachloop%'",
		);
		expect(roles).toHaveLength(3);
		for (const role of roles) expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false });
		await asRole(rig.database.app, async (client) => {
			await expect(client.query("alter table person disable row level security")).rejects.toThrow(/must be owner/);
			// With the setting off a query fails instead of showing everything.
			await client.query("set row_security = off");
			await expect(client.query("select * from person")).rejects.toThrow(/row-level security/);
		});
	});
});

describe("the relay's role", () => {
	it("sees which job is due in any organisation, and nothing of any person", async () => {
		await asRole(rig.database.relay, async (client) => {
			const { rows } = await client.query("select distinct org_id from relay_job");
			expect(rows.map(({ org_id }) => org_id)).toEqual(expect.arrayContaining([ours.orgId, theirs.orgId]));
			for (const table of ["person", "conversation", "transcript", "decision", "act", "api_key"]) {
				await expect(client.query(`select * from ${table}`), table).rejects.toThrow(/permission denied/);
			}
			await expect(client.query("select template_code from outbox")).rejects.toThrow(/permission denied/);
			await expect(client.query("update relay_job set kind = 'score'")).rejects.toThrow(/permission denied/);
			await expect(
				client.query("insert into relay_job (org_id, kind, target) values ($1, 'score', $1)", [ours.orgId]),
			).rejects.toThrow(/permission denied/);
		});
	});
});

describe("an API key", () => {
	it("finds its person before an organisation is named, and a wrong or revoked one finds nobody", async () => {
		const rep = callerOf(ours, "r0");
		const key = await rig.records.org(ours.orgId).createApiKey(rep.personId);
		const hash = createHash("sha256").update(key).digest();
		expect(await rig.records.findCaller(hash)).toEqual(rep);
		expect(await rig.records.findCaller(createHash("sha256").update(`${key}x`).digest())).toBeNull();
		const stored = await rig.look<{ row: string }>("select row_to_json(k)::text as row from api_key k");
		expect(stored.some(({ row }) => row.includes(key))).toBe(false);
		await rig.look("update api_key set revoked_at = now() where hash = $1", [hash]);
		expect(await rig.records.findCaller(hash)).toBeNull();
	});

	it("of a person who left finds nobody", async () => {
		const { id } = personOf(ours, "m2");
		const key = await rig.records.org(ours.orgId).createApiKey(id);
		await rig.look("update person set status = 'left' where id = $1", [id]);
		expect(await rig.records.findCaller(createHash("sha256").update(key).digest())).toBeNull();
		await rig.look("update person set status = 'active' where id = $1", [id]);
	});
});

describe("two organisations", () => {
	it("may hold the same words, the same external ids and the same keys without noticing each other", async () => {
		const words = submission("").conversation;
		const key = newKey("same");
		const ids = [];
		for (const company of [ours, theirs]) {
			const input = submission(personOf(company, "r1").id, { conversation: words });
			const written = value(
				await rig.records.org(company.orgId).submitConversation(callerOf(company, "r1"), input, key),
			);
			expect(written).toMatchObject({ duplicate: false, replayed: false });
			ids.push(written.conversationId);
		}
		expect(new Set(ids).size).toBe(2);
	});
});
