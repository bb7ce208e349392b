import pg from "pg";

/** From here to its end a transaction sees the rows of one organisation. The setting ends with the transaction. */
export const NAME_ORG = "select set_config('app.org', $1, true)";

/**
 * Connections that send what opens a transaction together with its first statement: BEGIN, the organisation and the
 * statement are one way to the server and back instead of three, of the four or five that most transactions take. One
 * that asks nothing is not begun at all.
 */
export function createPool(config: pg.PoolConfig): pg.Pool {
	const pool = new pg.Pool({ ...config, pipeline: true });
	pool.on("connect", openWithTheFirst);
	return pool;
}

/** As the server answers what opens a transaction, which nobody reads more of. */
const OPENED = { rows: [], fields: [], rowCount: 0 };

function openWithTheFirst(client: pg.PoolClient): void {
	const { query } = client;
	const send = (args: readonly unknown[]): unknown => Reflect.apply(query, client, args);
	let opening: (readonly unknown[])[] = [];
	const sendTogether = async (args: readonly unknown[]): Promise<unknown> => {
		const all = [...opening, args].map(send);
		opening = [];
		return (await Promise.all(all)).at(-1);
	};
	Object.defineProperty(client, "query", {
		value: (...args: readonly unknown[]): unknown => {
			const text = textOf(args[0]);
			if (text === "BEGIN") opening = [args];
			else if (opening.length === 0) return send(args);
			else if (text === NAME_ORG) opening.push(args);
			else if (text === "COMMIT" || text === "ROLLBACK") opening = [];
			else return sendTogether(args);
			return Promise.resolve(OPENED);
		},
	});
}

function textOf(query: unknown): unknown {
	return typeof query === "object" && query !== null && "text" in query ? query.text : query;
}
