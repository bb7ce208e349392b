import type { WebhookView } from "../../services/records/notification-types.ts";
import type { Access } from "../access.ts";
import { replayedHeader } from "../idempotency.ts";
import { problemOfRefusal } from "../problem.ts";
import { assertReceiver } from "../receiver.ts";
import { defineRoute, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import { idParams, page, pageOf } from "../schemas/common.ts";
import {
	createdWebhook,
	redelivered,
	redeliveryBody,
	removed,
	webhook,
	webhookBody,
	webhookChange,
	webhookDelivery,
} from "../schemas/notification.ts";

const admins: Access = { admin: ["all"] };

const aWebhook = ownedBy<typeof idParams, WebhookView>(async ({ params, records }) => {
	const value = await records.notification.findWebhook(params.id);
	return value && { value, about: {} };
});

export const webhookRoutes = [
	defineRoute({
		method: "post",
		path: "/v1/webhooks",
		operationId: "createWebhook",
		summary: "Add a receiver of signed webhooks",
		description:
			"Each message of these kinds is posted there with the headers of Standard Webhooks. The address must be public and https.",
		tag: "Webhooks",
		roles: admins,
		params: NOTHING,
		query: NOTHING,
		body: webhookBody,
		ownership: UNOWNED,
		responses: { 201: { description: "Added", body: createdWebhook, headers: { Location: "The receiver" } } },
		problems: ["invalid", "key-reused"],
		async handler({ records, caller, body, deps, writeKey }) {
			assertReceiver("/url", body.url, deps);
			const written = await records.notification.createWebhook(caller, body, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "invalid");
			const { replayed, ...created } = written.value;
			return reply(201, created, { Location: `/v1/webhooks/${created.webhook.id}`, ...replayedHeader(replayed) });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/webhooks",
		operationId: "listWebhooks",
		summary: "List receivers",
		tag: "Webhooks",
		roles: admins,
		params: NOTHING,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The receivers", body: page(webhook) } },
		async handler({ records }) {
			return reply(200, pageOf(await records.notification.listWebhooks()));
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/webhooks/{id}",
		operationId: "getWebhook",
		summary: "Read a receiver",
		tag: "Webhooks",
		roles: admins,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aWebhook,
		responses: { 200: { description: "The receiver", body: webhook } },
		async handler({ subject }) {
			return reply(200, subject);
		},
	}),
	defineRoute({
		method: "put",
		path: "/v1/webhooks/{id}",
		operationId: "updateWebhook",
		summary: "Change a receiver, or switch it on or off",
		tag: "Webhooks",
		roles: admins,
		params: idParams,
		query: NOTHING,
		body: webhookChange,
		ownership: aWebhook,
		responses: { 200: { description: "The receiver from here", body: webhook } },
		problems: ["invalid"],
		async handler({ subject, records, caller, body, deps }) {
			assertReceiver("/url", body.url, deps);
			return reply(200, await records.notification.updateWebhook(caller.personId, subject.id, body));
		},
	}),
	defineRoute({
		method: "delete",
		path: "/v1/webhooks/{id}",
		operationId: "removeWebhook",
		summary: "Remove a receiver, with what waits for it",
		tag: "Webhooks",
		roles: admins,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aWebhook,
		responses: { 200: { description: "Removed", body: removed } },
		async handler({ subject, records, caller }) {
			await records.notification.removeWebhook(caller.personId, subject.id);
			return reply(200, { id: subject.id });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/webhooks/{id}/deliveries",
		operationId: "listWebhookDeliveries",
		summary: "The latest attempts to deliver to a receiver, newest first",
		tag: "Webhooks",
		roles: admins,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aWebhook,
		responses: { 200: { description: "The attempts", body: page(webhookDelivery) } },
		async handler({ subject, records }) {
			return reply(200, pageOf(await records.notification.listDeliveries(subject.id)));
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/webhooks/{id}/redeliveries",
		operationId: "redeliverWebhook",
		summary: "Send a message once more, with the same `webhook-id`",
		tag: "Webhooks",
		roles: admins,
		params: idParams,
		query: NOTHING,
		body: redeliveryBody,
		ownership: aWebhook,
		responses: { 201: { description: "It is sent as soon as its turn comes", body: redelivered } },
		problems: ["invalid", "key-reused"],
		async handler({ subject, records, caller, body, writeKey }) {
			const written = await records.notification.redeliver(caller, subject.id, body.messageId, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "invalid");
			const { replayed, ...message } = written.value;
			return reply(201, message, replayedHeader(replayed));
		},
	}),
];
