import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { DatabaseUrls } from "../../services/config.ts";
import type { TestServers } from "./servers.ts";

export type TestDatabase = DatabaseUrls & {
	/** For looking past row level security, in a test's own checks only. */
	readonly superuser: string;
	drop(): Promise<void>;
};

/** A lock that lets databases be copied one after the other: PostgreSQL refuses a template that is being read. */
const COPY_LOCK = 4_400_002;
const TEMPLATE = "coachloop";

async function asSuperuser<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

function withDatabase(url: string, name: string): string {
	const changed = new URL(url);
	changed.pathname = `/${name}`;
	return changed.href;
}

/** A migrated, empty database of its own for a test file. Drop it when the file is done. */
export async function createTestDatabase(
	servers: Pick<TestServers, "superuserUrl" | "templateUrls"> = inject("servers"),
): Promise<TestDatabase> {
	const { superuserUrl, templateUrls } = servers;
	const name = `test_${randomBytes(6).toString("hex")}`;
	await asSuperuser(superuserUrl, async (client) => {
		await client.query("select pg_advisory_lock($1)", [COPY_LOCK]);
		await client.query(`create database ${name} template ${TEMPLATE} owner coachloop_owner`);
		await client.query(`revoke all on database ${name} from public`);
		await client.query(`grant connect on database ${name} to coachloop_owner, coachloop_app, coachloop_relay`);
	});
	return {
		owner: withDatabase(templateUrls.owner, name),
		app: withDatabase(templateUrls.app, name),
		relay: withDatabase(templateUrls.relay, name),
		superuser: withDatabase(superuserUrl, name),
		drop: () =>
			asSuperuser(superuserUrl, async (client) => {
				await client.query(`drop database if exists ${name} with (force)`);
			}),
	};
}
