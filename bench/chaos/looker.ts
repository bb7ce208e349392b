import pg from "pg";

export type Looker = <T extends object>(sql: string, values: readonly unknown[]) => Promise<readonly T[]>;

/** One connection a question: the server may have died since the last. */
export function createLooker(url: string): Looker {
	return async <T extends object>(sql: string, values: readonly unknown[]) => {
		const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
		client.on("error", () => {});
		try {
			await client.connect();
			return (await client.query<T>(sql, [...values])).rows;
		} finally {
			await client.end().catch(() => {});
		}
	};
}
