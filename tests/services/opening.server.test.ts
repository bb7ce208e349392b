import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, DatabaseAway } from "../../services/database.ts";
import { createPool, NAME_ORG } from "../../services/opening.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

describe("what opens a transaction", () => {
	let database: TestDatabase;
	let watcher: pg.Client;
	beforeAll(async () => {
		database = await createTestDatabase();
		watcher = new pg.Client({ connectionString: database.superuser });
		await watcher.connect();
	});
	afterAll(async () => {
		await watcher.end();
		await database.drop();
	});

	const begin = { text: "BEGIN" };
	const naming = (orgId: string) => ({ text: NAME_ORG, values: [orgId] });
	const asking = { text: "select current_setting('app.org', true) as org, pg_backend_pid() as pid" };
	/** What a connection does, as the server sees it. */
	const stateOf = async (pid: number): Promise<string> => {
		const { rows } = await watcher.query<{ state: string }>("select state from pg_stat_activity where pid = $1", [pid]);
		return rows[0]?.state ?? "gone";
	};
	/** One connection, by the number under which the server knows it. */
	const withOne = async (work: (client: pg.PoolClient, pid: number) => Promise<void>): Promise<void> => {
		const pool = createPool({ connectionString: database.app, max: 1 });
		try {
			const client = await pool.connect();
			try {
				await work(client, (await client.query<{ pid: number }>(asking)).rows[0]?.pid ?? 0);
			} finally {
				client.release();
			}
		} finally {
			await pool.end();
		}
	};

	it("goes to the server with the first statement, in that order, and the setting ends with the transaction", async () => {
		const org = randomUUID();
		await withOne(async (client, pid) => {
			await client.query(begin);
			await client.query(naming(org));
			expect(await stateOf(pid)).toBe("idle");
			expect((await client.query(asking)).rows).toEqual([{ org, pid }]);
			expect(await stateOf(pid)).toBe("idle in transaction");
			// Named again in mid-transaction, as where a secret leads to its organisation.
			const other = randomUUID();
			await client.query(naming(other));
			expect((await client.query(asking)).rows).toEqual([{ org: other, pid }]);
			await client.query({ text: "COMMIT" });
			expect(await stateOf(pid)).toBe("idle");
			expect((await client.query(asking)).rows[0]?.org ?? "").toBe("");
		});
	});

	it("is forgotten where nothing is asked: neither a transaction nor an organisation is left for whoever comes next", async () => {
		for (const text of ["COMMIT", "ROLLBACK"]) {
			await withOne(async (client, pid) => {
				await client.query(begin);
				await client.query(naming(randomUUID()));
				await client.query({ text });
				expect((await client.query(asking)).rows[0]?.org ?? "").toBe("");
				expect(await stateOf(pid)).toBe("idle");
				// Even one that never said how it ends.
				await client.query(begin);
				await client.query(naming(randomUUID()));
				await client.query(begin);
				expect((await client.query(asking)).rows[0]?.org ?? "").toBe("");
				await client.query({ text: "ROLLBACK" });
			});
		}
	});

	it("fails with the first statement, for its own reason, and the transaction with it", async () => {
		await withOne(async (client) => {
			await client.query(begin);
			await client.query(naming(randomUUID()));
			await expect(client.query({ text: "select 1 / $1::int", values: [0] })).rejects.toThrow("division by zero");
			await expect(client.query(asking)).rejects.toThrow("current transaction is aborted");
			await client.query({ text: "ROLLBACK" });
			expect((await client.query(asking)).rows[0]?.org ?? "").toBe("");
		});
	});

	it("is away where the connection has died, and the next transaction gets another one", async () => {
		const app = createDatabase(database.app, { connectionsMax: 1 });
		const pidIn = () =>
			app.withOrg(randomUUID(), async (tx) => {
				const [row] = await tx.$queryRaw<readonly { pid: number }[]>`select pg_backend_pid() as pid`;
				return row?.pid ?? 0;
			});
		try {
			const first = await pidIn();
			const killed = app.withOrg(randomUUID(), async (tx) => {
				await watcher.query("select pg_terminate_backend($1)", [first]);
				await tx.$queryRaw`select 1 as one`;
			});
			await expect(killed).rejects.toThrow(DatabaseAway);
			expect(await pidIn()).not.toBe(first);
		} finally {
			await app.close();
		}
	});
});
