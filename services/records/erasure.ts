import { createHmac } from "node:crypto";
import type { Result } from "../../domain/fault.ts";
import { type CertificateKey, signed } from "../certificate.ts";
import type { Database, Tx } from "../database.ts";
import { Prisma } from "../database.ts";
import { humanTasksAbout } from "./consent.ts";
import { instant } from "./dates.ts";
import { isFields, readDocument, toJson, UnreadableDocument } from "./documents.ts";
import { isId, newId } from "./ids.ts";
import type { Caller, ErasureTargets, ErasureView, PersonInput, Refusal, WriteKey, Written } from "./types.ts";
import { lockPeople, putRelayJob, refuse, writeAudit, writeOnce } from "./writes.ts";

type NameKind = "external-id" | "email";

/** What stays of a name: who has the key can ask whether this is the one, and nobody can read it back. */
function tombstoneOf(key: Uint8Array, orgId: string, kind: NameKind, value: string): Uint8Array<ArrayBuffer> {
	const normal = value.normalize("NFKC").trim().toLowerCase();
	return new Uint8Array(createHmac("sha256", key).update(`tombstone ${orgId} ${kind} ${normal}`).digest());
}

/** A person's states from the request on. */
export const ERASED_STATES: readonly string[] = ["erasing", "erased"];

/**
 * True for a person who is being erased, and for nobody's id. It takes no lock: what a transaction that has asked still
 * writes goes with the second round of the erasure.
 */
export async function isErased(tx: Tx, orgId: string, personId: string): Promise<boolean> {
	const person = isId(personId)
		? await tx.person.findUnique({ where: { orgId_id: { orgId, id: personId } }, select: { status: true } })
		: null;
	return person === null || ERASED_STATES.includes(person.status);
}

export function requestErasure(
	database: Database,
	fingerprintKey: Uint8Array,
	caller: Caller,
	personId: string,
	key: WriteKey,
): Promise<Result<Written<ErasureView>, Refusal>> {
	const { orgId } = caller;
	return writeOnce<ErasureView>(
		database,
		caller,
		key,
		async (tx) => {
			// Not beside an import, which could have looked for tombstones before there were any.
			await lockPeople(tx, orgId);
			const [person] = isId(personId)
				? await tx.$queryRaw<readonly { status: string; external_id: string; email: string }[]>`
					select status, external_id, email from person
					where org_id = ${orgId}::uuid and id = ${personId}::uuid
					for no key update`
				: [];
			if (person === undefined || person.status === "erased") throw refuse("not-found", "/id", "a person", personId);
			const earlier = await tx.erasure.findUnique({ where: { orgId_personId: { orgId, personId } } });
			if (earlier !== null) {
				return { made: { kind: "erasure", id: earlier.id, status: 200 }, value: erasureView(earlier) };
			}
			const id = newId();
			await tx.person.update({ where: { orgId_id: { orgId, id: personId } }, data: { status: "erasing" } });
			await tx.erasure.createMany({ data: [{ orgId, id, personId, requestedBy: caller.personId }] });
			await tx.tombstone.createMany({
				data: [
					{ kind: "external-id", value: person.external_id } as const,
					{ kind: "email", value: person.email } as const,
				].map(({ kind, value }) => ({
					orgId,
					kind,
					hash: tombstoneOf(fingerprintKey, orgId, kind, value),
					erasureId: id,
				})),
				skipDuplicates: true,
			});
			await putRelayJob(tx, orgId, "erase", id);
			await writeAudit(tx, orgId, caller.personId, "person.erasure-requested", personId);
			return { made: { kind: "erasure", id, status: 201 }, value: await getErasure(tx, orgId, id) };
		},
		(tx, made) => getErasure(tx, orgId, made.id),
	);
}

type ErasureColumns = Prisma.ErasureGetPayload<object>;

function erasureView(row: ErasureColumns): ErasureView {
	const { document, signature, publicKey } = row;
	return {
		id: row.id,
		personId: row.personId,
		state: row.completedAt === null ? "requested" : "done",
		requestedAt: instant(row.requestedAt),
		completedAt: row.completedAt === null ? null : instant(row.completedAt),
		certificate:
			document === null || signature === null || publicKey === null
				? null
				: {
						document,
						algorithm: "Ed25519",
						signature: Buffer.from(signature).toString("base64"),
						publicKey: Buffer.from(publicKey).toString("base64"),
					},
	};
}

async function readErasure(tx: Tx, orgId: string, id: string): Promise<ErasureColumns | null> {
	return isId(id) ? await tx.erasure.findUnique({ where: { orgId_id: { orgId, id } } }) : null;
}

async function getErasure(tx: Tx, orgId: string, id: string): Promise<ErasureView> {
	const row = await readErasure(tx, orgId, id);
	if (row === null) throw new UnreadableDocument("erasure");
	return erasureView(row);
}

export async function findErasure(database: Database, orgId: string, id: string): Promise<ErasureView | null> {
	const row = await database.withOrg(orgId, (tx) => readErasure(tx, orgId, id));
	return row === null ? null : erasureView(row);
}

/** Those of a list who were not erased, by external id and by e-mail address. */
export async function withoutErased(
	tx: Tx,
	fingerprintKey: Uint8Array,
	orgId: string,
	people: readonly PersonInput[],
): Promise<readonly PersonInput[]> {
	if ((await tx.tombstone.count({ where: { orgId }, take: 1 })) === 0) return people;
	const hashesOf = ({ externalId, email }: PersonInput) => [
		tombstoneOf(fingerprintKey, orgId, "external-id", externalId),
		tombstoneOf(fingerprintKey, orgId, "email", email),
	];
	const found = await tx.tombstone.findMany({
		where: { orgId, hash: { in: people.flatMap(hashesOf) } },
		select: { hash: true },
	});
	const erased = new Set(found.map(({ hash }) => Buffer.from(hash).toString("hex")));
	return people.filter((person) => !hashesOf(person).some((hash) => erased.has(Buffer.from(hash).toString("hex"))));
}

export async function withdrawWork(database: Database, orgId: string, erasureId: string): Promise<void> {
	await database.withOrg(orgId, (tx) => tx.$executeRaw`select erasure_withdraw(${erasureId}::uuid)`);
}

/** What was found is remembered with the erasure: once the rows are gone nothing else says what to look for. */
export function erasureTargets(database: Database, orgId: string, erasureId: string): Promise<ErasureTargets> {
	return database.withOrg(orgId, async (tx) => {
		const erasure = await readErasure(tx, orgId, erasureId);
		if (erasure === null) return NO_TARGETS;
		const kept = erasure.targets === null ? NO_TARGETS : readDocument("targets", erasure.targets, isTargets);
		const found = await readTargets(tx, orgId, erasure.personId);
		const targets = {
			cycles: merged(kept.cycles, found.cycles),
			tasks: merged(kept.tasks, found.tasks),
			conversations: [
				...found.conversations,
				...kept.conversations.filter(({ id }) => !found.conversations.some((known) => known.id === id)),
			],
		};
		if (erasure.completedAt === null) {
			await tx.erasure.update({ where: { orgId_id: { orgId, id: erasureId } }, data: { targets: toJson(targets) } });
		}
		return targets;
	});
}

const NO_TARGETS: ErasureTargets = { cycles: [], tasks: [], conversations: [] };

type Chain = ErasureTargets["cycles"][number];

function merged(kept: readonly Chain[], found: readonly Chain[]): readonly Chain[] {
	const runs = new Map<string, Set<string>>();
	for (const { id, runIds } of [...kept, ...found]) runs.set(id, new Set([...(runs.get(id) ?? []), ...runIds]));
	return [...runs].map(([id, runIds]) => ({ id, runIds: [...runIds] }));
}

async function readTargets(tx: Tx, orgId: string, personId: string): Promise<ErasureTargets> {
	const cycles = await tx.cycle.findMany({ where: { orgId, repId: personId }, select: { id: true } });
	const runs = await tx.cycleRun.findMany({
		where: { orgId, cycle: { repId: personId } },
		select: { cycleId: true, runId: true },
	});
	const conversations = await tx.conversationRow.findMany({
		where: { orgId, repId: personId },
		select: { id: true, disputes: { select: { id: true } }, _count: { select: { scorecards: true } } },
	});
	const steps = await tx.taskStep.findMany({
		where: { orgId, task: { repId: personId } },
		select: { taskId: true, runId: true },
		distinct: ["taskId", "runId"],
	});
	const tasks = await tx.task.findMany({
		where: { orgId, repId: personId, cycleId: null },
		select: { id: true },
	});
	return {
		cycles: merged(
			cycles.map(({ id }) => ({ id, runIds: [] })),
			runs.map(({ cycleId, runId }) => ({ id: cycleId, runIds: [runId] })),
		),
		tasks: merged(
			[...tasks.map(({ id }) => id), ...conversations.flatMap(({ id, disputes }) => humanTasksAbout(id, disputes))].map(
				(id) => ({
					id,
					runIds: [],
				}),
			),
			steps.map(({ taskId, runId }) => ({ id: taskId, runIds: [runId] })),
		),
		conversations: conversations.map(({ id, _count }) => ({ id, scorings: _count.scorecards })),
	};
}

function isTargets(value: unknown): value is ErasureTargets {
	const isChain = (item: unknown) =>
		isFields(item) &&
		typeof item.id === "string" &&
		Array.isArray(item.runIds) &&
		item.runIds.every((id) => typeof id === "string");
	return (
		isFields(value) &&
		Array.isArray(value.cycles) &&
		value.cycles.every(isChain) &&
		Array.isArray(value.tasks) &&
		value.tasks.every(isChain) &&
		Array.isArray(value.conversations) &&
		value.conversations.every(
			(item) => isFields(item) && typeof item.id === "string" && typeof item.scorings === "number",
		)
	);
}

export async function eraseRows(database: Database, orgId: string, erasureId: string): Promise<void> {
	await database.withOrg(orgId, (tx) => tx.$queryRaw`select erasure_rows(${erasureId}::uuid)::text`);
}

/** Everything sealed with it becomes unreadable, in backups and replicas as well. */
export async function destroyKey(database: Database, orgId: string, erasureId: string): Promise<void> {
	await database.withOrg(
		orgId,
		(tx) => tx.$executeRaw`
			update data_key set wrapped = null, destroyed_at = now()
			where org_id = ${orgId}::uuid and destroyed_at is null and id = (
				select p.data_key_id from erasure e
				join person p on p.org_id = e.org_id and p.id = e.person_id and p.status = 'erased'
				where e.org_id = ${orgId}::uuid and e.id = ${erasureId}::uuid
			)`,
	);
}

export function certifyErasure(
	database: Database,
	key: CertificateKey,
	orgId: string,
	erasureId: string,
): Promise<void> {
	return database.withOrg(orgId, async (tx) => {
		const erasure = await tx.erasure.findUnique({
			where: { orgId_id: { orgId, id: erasureId } },
			include: { person: { select: { status: true, dataKey: { select: { destroyedAt: true } } } } },
		});
		if (erasure === null || erasure.completedAt !== null) return;
		const { status, dataKey } = erasure.person;
		if (status !== "erased" || (dataKey !== null && dataKey.destroyedAt === null)) {
			throw new Error(`erasure ${erasureId} is not complete: it is certified last`);
		}
		const completedAt = new Date();
		const document = JSON.stringify({
			certificate: erasureId,
			organisation: orgId,
			person: erasure.personId,
			requestedAt: instant(erasure.requestedAt),
			completedAt: instant(completedAt),
			removed: erasure.removed,
			workflows: "deleted, every run looked for until it was not found",
			dataKeyDestroyedAt: dataKey?.destroyedAt == null ? null : instant(dataKey.destroyedAt),
			kept: ["this certificate", "keyed hashes of external id and e-mail address", "the id as a pseudonym"],
		});
		await tx.erasure.update({
			where: { orgId_id: { orgId, id: erasureId } },
			data: {
				targets: Prisma.DbNull,
				completedAt,
				document,
				signature: signed(key, document),
				publicKey: key.publicKey,
			},
		});
		await writeAudit(tx, orgId, null, "person.erased", erasure.personId);
	});
}
