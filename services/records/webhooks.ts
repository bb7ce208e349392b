import { randomBytes } from "node:crypto";
import type { Result } from "../../domain/fault.ts";
import { MESSAGE_KINDS } from "../../domain/notification/message.ts";
import type { Database, Tx } from "../database.ts";
import { instant } from "./dates.ts";
import { oneOf } from "./documents.ts";
import { isId, newId } from "./ids.ts";
import type { WebhookDeliveryView, WebhookInput, WebhookView } from "./notification-types.ts";
import type { Caller, Refusal, WriteKey, Written } from "./types.ts";
import { refuse, writeAudit, writeOnce } from "./writes.ts";

/** Attempts that one look at the log shows. */
const LOG_MAX = 200;

type Columns = {
	readonly id: string;
	readonly url: string;
	readonly events: readonly string[];
	readonly state: string;
	readonly failingSince: Date | null;
	readonly disabledAt: Date | null;
	readonly createdAt: Date;
};

function viewOf(row: Columns): WebhookView {
	return {
		id: row.id,
		url: row.url,
		events: row.events.map((kind) => oneOf("message kind", MESSAGE_KINDS, kind)),
		state: oneOf("state of a receiver", ["active", "disabled"], row.state),
		failingSince: row.failingSince && instant(row.failingSince),
		disabledAt: row.disabledAt && instant(row.disabledAt),
		createdAt: instant(row.createdAt),
	};
}

export function createWebhook(
	database: Database,
	caller: Caller,
	input: WebhookInput,
	key: WriteKey,
): Promise<Result<Written<{ readonly webhook: WebhookView; readonly secret: string }>, Refusal>> {
	const { orgId, personId } = caller;
	const read = async (tx: Tx, id: string) => {
		const row = await tx.webhookEndpoint.findUnique({ where: { orgId_id: { orgId, id } } });
		if (row === null || row.state === "removed") throw refuse("not-found", "/id", "a receiver that is there", id);
		return { webhook: viewOf(row), secret: row.secret };
	};
	return writeOnce(
		database,
		caller,
		key,
		async (tx) => {
			const id = newId();
			// 24 to 64 bytes, as Standard Webhooks asks for.
			const secret = `whsec_${randomBytes(32).toString("base64")}`;
			await tx.webhookEndpoint.createMany({ data: [{ orgId, id, secret, url: input.url, events: [...input.events] }] });
			await writeAudit(tx, orgId, personId, "webhook.created", id);
			return { made: { kind: "webhook", id, status: 201 }, value: await read(tx, id) };
		},
		(tx, { id }) => read(tx, id),
	);
}

export function listWebhooks(database: Database, orgId: string): Promise<readonly WebhookView[]> {
	return database.withOrg(orgId, async (tx) => {
		const rows = await tx.webhookEndpoint.findMany({
			where: { orgId, state: { not: "removed" } },
			orderBy: { id: "asc" },
		});
		return rows.map(viewOf);
	});
}

export function findWebhook(database: Database, orgId: string, id: string): Promise<WebhookView | null> {
	if (!isId(id)) return Promise.resolve(null);
	return database.withOrg(orgId, async (tx) => {
		const row = await tx.webhookEndpoint.findFirst({ where: { orgId, id, state: { not: "removed" } } });
		return row && viewOf(row);
	});
}

export function updateWebhook(
	database: Database,
	orgId: string,
	actorId: string,
	id: string,
	{ url, events, enabled }: WebhookInput & { readonly enabled: boolean },
): Promise<WebhookView> {
	return database.withOrg(orgId, async (tx) => {
		const data = { url, events: [...events] };
		const there = { orgId, id, state: { not: "removed" } };
		if (enabled) {
			const woken = { ...data, state: "active", disabledAt: null };
			const wasOff = await tx.webhookEndpoint.updateMany({
				where: { orgId, id, state: "disabled" },
				data: { ...woken, failingSince: null },
			});
			if (wasOff.count === 0) await tx.webhookEndpoint.updateMany({ where: there, data });
		} else {
			await tx.webhookEndpoint.updateMany({
				where: { orgId, id, state: "active" },
				data: { state: "disabled", disabledAt: new Date() },
			});
			await tx.webhookEndpoint.updateMany({ where: there, data });
		}
		await writeAudit(tx, orgId, actorId, "webhook.changed", id);
		return viewOf(await tx.webhookEndpoint.findUniqueOrThrow({ where: { orgId_id: { orgId, id } } }));
	});
}

/** The row stays, without its secret: the log and the messages point at it. */
export async function removeWebhook(database: Database, orgId: string, actorId: string, id: string): Promise<void> {
	await database.withOrg(orgId, async (tx) => {
		await tx.webhookEndpoint.updateMany({
			where: { orgId, id },
			data: { state: "removed", secret: "", disabledAt: new Date() },
		});
		await tx.outbox.updateMany({
			where: { orgId, channel: `webhook:${id}`, state: "pending" },
			data: { state: "withdrawn", lastError: "endpoint-off", leasedUntil: null, retryAt: null },
		});
		await writeAudit(tx, orgId, actorId, "webhook.removed", id);
	});
}

export function listDeliveries(
	database: Database,
	orgId: string,
	endpointId: string,
): Promise<readonly WebhookDeliveryView[]> {
	return database.withOrg(orgId, async (tx) => {
		const rows = await tx.webhookDelivery.findMany({
			where: { orgId, endpointId },
			orderBy: { id: "desc" },
			take: LOG_MAX,
		});
		return rows.map(({ id, messageId, attempt, status, error, durationMs, at }) => ({
			id,
			messageId,
			attempt,
			status,
			error,
			durationMs,
			at: instant(at),
		}));
	});
}

export function redeliver(
	database: Database,
	caller: Caller,
	endpointId: string,
	messageId: string,
	key: WriteKey,
): Promise<Result<Written<{ readonly messageId: string }>, Refusal>> {
	const { orgId, personId } = caller;
	return writeOnce(
		database,
		caller,
		key,
		async (tx) => {
			const channel = `webhook:${endpointId}`;
			const row = await tx.outbox.findFirst({ where: { orgId, id: messageId, channel }, select: { state: true } });
			if (row === null) throw refuse("invalid", "/messageId", "a message of this receiver", messageId);
			// One that waits is sent anyway; a lease of it is left alone.
			await tx.outbox.updateMany({
				where: { orgId, id: messageId, channel, state: { not: "pending" } },
				data: { state: "pending", sentAt: null, leasedUntil: null, retryAt: null, lastError: null },
			});
			await tx.outbox.updateMany({
				where: { orgId, id: messageId, channel, state: "pending" },
				data: { retryAt: null },
			});
			await writeAudit(tx, orgId, personId, "webhook.redelivered", messageId);
			return { made: { kind: "message", id: messageId, status: 201 as const }, value: { messageId } };
		},
		async (_, { id }) => ({ messageId: id }),
	);
}
