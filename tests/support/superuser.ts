import pg from "pg";

/** One query past row level security: for a test's own checks and mischief only. */
export async function superuser<T extends pg.QueryResultRow>(
	url: string,
	sql: string,
	values: readonly unknown[] = [],
): Promise<readonly T[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query<T>(sql, [...values])).rows;
	} finally {
		await client.end();
	}
}
