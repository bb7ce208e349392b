import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { Database, Tx } from "../database.ts";
import type { Keys } from "../keys.ts";
import { open, seal } from "../seal.ts";
import { PersonErased } from "./data-keys.ts";
import { instant } from "./dates.ts";
import { isId } from "./ids.ts";
import type { ArchivedRun, RunView } from "./types.ts";
import { putRelayJob } from "./writes.ts";

/** A history is 50 MB at most, by Temporal's own limit. */
const UNPACKED_BYTES_MAX = 64 * 1024 * 1024;

/** Puts down that the runs of a cycle are to be archived, all but one. */
export async function putArchiveJobs(
	tx: Tx,
	orgId: string,
	cycleId: string,
	{ besides }: { readonly besides: string | null },
): Promise<void> {
	const runs = await tx.cycleRun.findMany({
		where: { orgId, cycleId, archive: null, ...(besides === null ? {} : { runId: { not: besides } }) },
		select: { runId: true },
	});
	for (const { runId } of runs) if (isId(runId)) await putRelayJob(tx, orgId, "archive", runId);
}

export function findRun(database: Database, orgId: string, runId: string): Promise<RunView | null> {
	return database.withOrg(orgId, async (tx) => {
		const row = await tx.cycleRun.findUnique({
			where: { orgId_runId: { orgId, runId } },
			select: { runId: true, cycleId: true, archive: { select: { runId: true } } },
		});
		return row === null ? null : { runId, cycleId: row.cycleId, archived: row.archive !== null };
	});
}

export function listRuns(database: Database, orgId: string, cycleId: string): Promise<readonly RunView[]> {
	if (!isId(cycleId)) return Promise.resolve([]);
	return database.withOrg(orgId, async (tx) => {
		const rows = await tx.cycleRun.findMany({
			where: { orgId, cycleId },
			orderBy: [{ createdAt: "asc" }, { runId: "asc" }],
			select: { runId: true, archive: { select: { runId: true } } },
		});
		return rows.map(({ runId, archive }) => ({ runId, cycleId, archived: archive !== null }));
	});
}

/** Compressed, and sealed with the key of the rep whose cycle it is, where there are keys. */
export async function archiveRun(
	database: Database,
	keys: Keys | null,
	orgId: string,
	{ runId, cycleId, closedAt, history }: ArchivedRun,
): Promise<void> {
	const cycle = await database.withOrg(orgId, (tx) =>
		tx.cycle.findUnique({ where: { orgId_id: { orgId, id: cycleId } }, select: { repId: true } }),
	);
	if (cycle === null) return;
	const { repId } = cycle;
	try {
		const packed = packHistory(history);
		const key = keys === null ? null : await keys.ofPerson(orgId, repId);
		await database.withOrg(orgId, async (tx) => {
			// Whoever is being erased meanwhile waits for this lock, or has it already: nothing is kept behind their back.
			const [rep] = await tx.$queryRaw<readonly { status: string }[]>`
				select status from person where org_id = ${orgId}::uuid and id = ${repId}::uuid for no key update`;
			if (rep === undefined || rep.status === "erasing" || rep.status === "erased") return;
			await tx.runArchive.createMany({
				data: [
					{
						orgId,
						runId,
						cycleId,
						closedAt: new Date(closedAt),
						dataKeyId: key === null ? null : key.id,
						history: key === null ? packed : seal(key.key, packed, placeOf(orgId, runId)),
					},
				],
				skipDuplicates: true,
			});
		});
	} catch (error) {
		if (!(error instanceof PersonErased)) throw error;
	}
}

export async function readArchivedRun(
	database: Database,
	keys: Keys | null,
	orgId: string,
	runId: string,
): Promise<ArchivedRun | null> {
	const row = await database.withOrg(orgId, (tx) =>
		tx.runArchive.findUnique({ where: { orgId_runId: { orgId, runId } } }),
	);
	if (row === null) return null;
	const { cycleId, closedAt, dataKeyId } = row;
	const packed = dataKeyId === null ? row.history : await opened(keys, orgId, runId, dataKeyId, row.history);
	return { runId, cycleId, closedAt: instant(closedAt), history: unpackHistory(packed) };
}

async function opened(
	keys: Keys | null,
	orgId: string,
	runId: string,
	keyId: string,
	sealed: Uint8Array,
): Promise<Uint8Array> {
	if (keys === null) {
		throw new Error(`COACHLOOP_KEY_ENCRYPTION_KEY: expected the key that run ${runId} was sealed under, came nothing`);
	}
	const { key } = await keys.byId(orgId, keyId);
	return open(key, sealed, placeOf(orgId, runId));
}

function placeOf(orgId: string, runId: string): string {
	return `run ${orgId} ${runId}`;
}

function packHistory(history: Uint8Array): Uint8Array<ArrayBuffer> {
	return new Uint8Array(
		brotliCompressSync(history, {
			params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: history.length },
		}),
	);
}

function unpackHistory(packed: Uint8Array): Uint8Array {
	return brotliDecompressSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX });
}
