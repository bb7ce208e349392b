import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "../prisma/generated/client.ts";
import { createPool, NAME_ORG } from "./opening.ts";

/** One open transaction. */
export type Tx = Prisma.TransactionClient;

/** The database cannot be reached or has no room for now. Nothing was half done; trying again later is right. */
export class DatabaseAway extends Error {
	override readonly name = "DatabaseAway";
	constructor(cause: unknown) {
		super(`The database is away: ${cause instanceof Error ? firstLine(cause.message) : "no reason given"}`, { cause });
	}
}

export type Database = {
	/** A transaction that sees the rows of one organisation and no others. */
	withOrg<T>(orgId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
	/** A transaction for which no organisation is named: row level security shows it no row. */
	withoutOrg<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
	close(): Promise<void>;
};

export type DatabaseOptions = {
	readonly connectionsMax?: number;
	/** How long a call may wait for a free connection before the database counts as away. */
	readonly waitMsMax?: number;
};

const CONNECTIONS_MAX = 10;
const WAIT_MS_MAX = 10_000;
/** A step holds the lock of its cycle: what takes longer than this has gone wrong and must let go. */
const TRANSACTION_MS_MAX = 20_000;

export function createDatabase(url: string, options: DatabaseOptions = {}): Database {
	const waitMs = options.waitMsMax ?? WAIT_MS_MAX;
	const pool = createPool({
		connectionString: url,
		max: options.connectionsMax ?? CONNECTIONS_MAX,
		connectionTimeoutMillis: waitMs,
		idleTimeoutMillis: 30_000,
		// A plan that was made for small tables is forgotten with its connection.
		maxLifetimeSeconds: 600,
		application_name: "coachloop",
	});
	const adapter = new PrismaPg(pool, {
		// A connection that dies while idle is replaced by the pool. Without a listener it would end the process.
		onPoolError: () => undefined,
		onConnectionError: () => undefined,
		statementNameGenerator: createStatementNames(),
		disposeExternalPool: true,
	});
	const client = new PrismaClient({ adapter, errorFormat: "minimal" });
	const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
		try {
			return await client.$transaction(work, { maxWait: waitMs, timeout: TRANSACTION_MS_MAX });
		} catch (error) {
			throw isDatabaseAway(error) ? new DatabaseAway(error) : error;
		}
	};
	return {
		withOrg: (orgId, work) =>
			transaction(async (tx) => {
				await nameOrg(tx, orgId);
				return await work(tx);
			}),
		withoutOrg: (work) => transaction(work),
		close: () => client.$disconnect(),
	};
}

/** Statements are made of parts, and few parts vary; a text that is not among the first so many has no name. */
const STATEMENTS_MAX = 500;
/** Lists of values make one text for each length: those would take all the names. All facts of a step take 67. */
const NAMED_VALUES_MAX = 100;
const UNNAMED = "";

/**
 * Named statements are planned once per connection: most of what a small one costs the server is planning. The name
 * follows from the text, so that two processes behind one pooler mean the same by it.
 */
function createStatementNames(): (query: { readonly sql: string; readonly args: readonly unknown[] }) => string {
	const names = new Map<string, string>();
	return ({ sql, args }) => {
		const known = names.get(sql);
		if (known !== undefined) return known;
		if (names.size >= STATEMENTS_MAX || args.length > NAMED_VALUES_MAX) return UNNAMED;
		const name = createHash("sha256").update(sql).digest("base64url").slice(0, 16);
		names.set(sql, name);
		return name;
	};
}

/** From here to its end the transaction sees this organisation's rows. The setting ends with the transaction. */
export async function nameOrg(tx: Tx, orgId: string): Promise<void> {
	await tx.$executeRawUnsafe(NAME_ORG, orgId);
}

/** Prisma's codes for: not reachable, timed out, closed, no free connection, no transaction in time, too many. */
const AWAY_PRISMA = new Set(["P1000", "P1001", "P1002", "P1003", "P1008", "P1010", "P1011", "P1017", "P2024", "P2037"]);
const AWAY_SOCKET = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
/** SQLSTATE: connection exceptions, no resources, shut down by an operator. */
const AWAY_SQLSTATE = /^(08|53|57P0)/;
const AWAY_MESSAGE =
	/can't reach database server|connection terminated|server has closed the connection|timeout exceeded when trying to connect|is not queryable|unable to start a transaction in the given time|the database system is (starting up|shutting down)/i;

/** The one place that says whether an error means "later", not "wrong". Looks through causes, however deep. */
export function isDatabaseAway(error: unknown): boolean {
	for (let depth = 0, at = error; depth < 6 && typeof at === "object" && at !== null; depth++) {
		if (at instanceof DatabaseAway) return true;
		const code = wordOf(at, "code") ?? wordOf(at, "originalCode") ?? "";
		if (AWAY_PRISMA.has(code) || AWAY_SOCKET.has(code) || (/^[0-9A-Z]{5}$/.test(code) && AWAY_SQLSTATE.test(code))) {
			return true;
		}
		const message = wordOf(at, "message") ?? "";
		if (AWAY_MESSAGE.test(message)) return true;
		if (at instanceof AggregateError && at.errors.some(isDatabaseAway)) return true;
		at = innerOf(at);
	}
	return false;
}

function innerOf(error: object): unknown {
	if ("cause" in error && error.cause !== undefined) return error.cause;
	if ("meta" in error && typeof error.meta === "object" && error.meta !== null) {
		return "driverAdapterError" in error.meta ? error.meta.driverAdapterError : undefined;
	}
	return undefined;
}

function wordOf(error: object, field: string): string | undefined {
	const value: unknown = Reflect.get(error, field);
	return typeof value === "string" ? value : undefined;
}

function firstLine(message: string): string {
	return message.trim().split("\n").at(-1)?.trim() ?? "";
}

export { Prisma };
