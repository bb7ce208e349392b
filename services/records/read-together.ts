import { Prisma, type Tx } from "../database.ts";

/**
 * Queries that are asked in one turn of the event loop travel as one statement, each as a list of JSON objects: a step
 * reads from many tables, and each way to the database and back costs as much as the reading. Dates come as text.
 */
export type Reads = {
	rows<T>(query: Prisma.Sql): Promise<readonly T[]>;
};

type Asked = {
	readonly query: Prisma.Sql;
	readonly answer: (rows: readonly never[]) => void;
	readonly fail: (error: unknown) => void;
};

export function readTogether(tx: Tx): Reads {
	let asked: Asked[] = [];
	const send = async (): Promise<void> => {
		const sent = asked;
		asked = [];
		try {
			const lists = sent.map(
				({ query }, index) =>
					Prisma.sql`(select coalesce(json_agg(t), '[]') from (${query}) t) as ${Prisma.raw(`"${index}"`)}`,
			);
			const [row] = await tx.$queryRaw<readonly { readonly [index: string]: readonly never[] }[]>(
				Prisma.sql`select ${Prisma.join(lists)}`,
			);
			for (const [index, { answer }] of sent.entries()) answer(row?.[String(index)] ?? []);
		} catch (error) {
			for (const { fail } of sent) fail(error);
		}
	};
	return {
		rows: (query) =>
			new Promise((answer, fail) => {
				if (asked.length === 0) queueMicrotask(() => void send());
				asked.push({ query, answer, fail });
			}),
	};
}
