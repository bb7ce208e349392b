import { z } from "zod";
import { MESSAGE_KINDS, OUTER_CHANNELS } from "../../domain/notification/message.ts";
import { id, instant, reason, words } from "./common.ts";

const messageKind = z.enum(MESSAGE_KINDS).meta({
	id: "MessageKind",
	description:
		"What a message is about: something owed, the same once more, news about coaching, a summary over many reps, or the installation itself",
});

const channel = z.enum(OUTER_CHANNELS).meta({ id: "Channel", description: "A way beside the inbox" });

const language = z.enum(["en", "de"]).meta({ description: "Language of messages (ISO 639)" });

export const notificationSettings = z
	.strictObject({
		language: z.string().meta({ example: "en" }),
		choices: z.array(
			z.strictObject({
				kind: messageKind,
				channel,
				enabled: z.boolean(),
				mayChange: z.boolean().meta({ description: "`false` where nobody may switch it off" }),
			}),
		),
	})
	.meta({ id: "NotificationSettings" });

export const notificationSettingsBody = z
	.strictObject({
		language: language.optional(),
		choices: z
			.array(z.strictObject({ kind: messageKind, channel, enabled: z.boolean() }))
			.max(MESSAGE_KINDS.length * OUTER_CHANNELS.length),
	})
	.meta({ id: "ChangeNotificationSettings", description: "What is not named stays as it was" });

export const unsubscribed = z
	.strictObject({ channel, kinds: z.array(messageKind) })
	.meta({ id: "Unsubscribed", description: "What is switched off from here" });

export const channelParams = z.strictObject({ channel });

export const channelConfig = z
	.strictObject({
		channel,
		enabled: z.boolean(),
		kind: z.enum(["webhook", "app"]).nullable().meta({
			description: "For Slack: by an incoming webhook, or as an app. Its address and token are never shown again",
		}),
	})
	.meta({ id: "ChannelConfig" });

export const channelBody = z
	.strictObject({
		enabled: z.boolean(),
		slack: z
			.discriminatedUnion("kind", [
				z.strictObject({ kind: z.literal("webhook"), url: z.url({ protocol: /^https?$/ }).max(2000) }),
				z.strictObject({
					kind: z.literal("app"),
					token: z.string().regex(/^[\x21-\x7e]{8,500}$/, "a token of an app, as in xoxb-..."),
				}),
			])
			.optional(),
	})
	.meta({ id: "ChangeChannel", description: "Slack's settings stay as they were where none are given" });

export const messagesQuery = z.strictObject({
	language: language.optional().meta({ description: "Without it, the one that the reader chose for messages" }),
	limit: z.coerce.number().int().min(1).max(200).optional().meta({ description: "Messages on a page, 50 if left out" }),
	cursor: z.string().min(1).max(200).optional().meta({ description: "`nextCursor` of the page before" }),
});

const message = z
	.strictObject({
		id,
		at: instant,
		kind: messageKind,
		cycleId: id.nullable(),
		taskId: id.nullable().meta({ description: "The task that it is about, as in /v1/tasks" }),
		cohortId: id.nullable(),
		about: z.array(z.strictObject({ reason, words })).min(1),
	})
	.meta({ id: "Message", description: "What a step had to say to a person, in the order in which it matters" });

export const messagePage = z.strictObject({ data: z.array(message), nextCursor: z.string().nullable() });

const events = z
	.array(messageKind)
	.min(1)
	.max(MESSAGE_KINDS.length)
	.refine((kinds) => new Set(kinds).size === kinds.length, "each kind once");
const url = z
	.url({ protocol: /^https?$/ })
	.max(2000)
	.meta({ example: "https://hooks.example.com/coachloop" });

export const webhook = z
	.strictObject({
		id,
		url: z.string(),
		events: z.array(messageKind),
		state: z.enum(["active", "disabled"]),
		failingSince: instant.nullable(),
		disabledAt: instant.nullable(),
		createdAt: instant,
	})
	.meta({ id: "Webhook", description: "A receiver of signed webhooks (Standard Webhooks)" });

export const createdWebhook = z
	.strictObject({
		webhook,
		secret: z.string().meta({ description: "Checks the signatures. Shown here alone", example: "whsec_..." }),
	})
	.meta({ id: "CreatedWebhook" });

export const webhookBody = z.strictObject({ url, events }).meta({ id: "CreateWebhook" });

export const webhookChange = z.strictObject({ url, events, enabled: z.boolean() }).meta({ id: "ChangeWebhook" });

export const removed = z.strictObject({ id }).meta({ id: "Removed" });

export const webhookDelivery = z
	.strictObject({
		id,
		messageId: id.meta({ description: "The `webhook-id` that was sent" }),
		attempt: z.int(),
		status: z.int().nullable(),
		error: z.string().nullable(),
		durationMs: z.int(),
		at: instant,
	})
	.meta({ id: "WebhookDelivery", description: "One attempt. What was sent is not kept" });

export const redeliveryBody = z.strictObject({ messageId: id }).meta({ id: "Redelivery" });
export const redelivered = z.strictObject({ messageId: id }).meta({ id: "Redelivered" });
