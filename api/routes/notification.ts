import { z } from "zod";
import { readUnsubscribeToken } from "../../services/notification/unsubscribe.ts";
import type { InboxPlace } from "../../services/records/notification-types.ts";
import type { Access } from "../access.ts";
import { badCursor, cursorOf, languageOf } from "../history.ts";
import { invalid, notFound, problemOfRefusal } from "../problem.ts";
import { assertReceiver } from "../receiver.ts";
import { defineRoute, defineSignedRoute, NO_BODY, NOTHING, reply, UNOWNED } from "../route.ts";
import { given, page, pageOf } from "../schemas/common.ts";
import {
	channelBody,
	channelConfig,
	channelParams,
	messagePage,
	messagesQuery,
	notificationSettings,
	notificationSettingsBody,
	unsubscribed,
} from "../schemas/notification.ts";
import { wordsIn } from "../words/languages.ts";

const everybody: Access = {
	rep: ["self"],
	manager: ["self"],
	lead: ["self"],
	head: ["self"],
	admin: ["self"],
	viewer: ["self"],
};
const admins: Access = { admin: ["all"] };

/** Messages on a page where nobody asks for another number. */
const LIMIT = 50;

/** The place that a cursor names: the instant and the id of a message. */
function placeOf(cursor: string): InboxPlace {
	const [, at, id] = /^(\S{20,30}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
	if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) throw badCursor(cursor);
	return { at, id };
}

export const notificationRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/me/messages",
		operationId: "listMessages",
		summary: "What the caller was told, the newest first",
		description: "All of it, whatever of it also went by e-mail or Slack or was switched off there.",
		tag: "Notification",
		roles: everybody,
		params: NOTHING,
		query: messagesQuery,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The messages, a page of them", body: messagePage } },
		async handler({ query: { cursor, limit = LIMIT, language: asked }, ...context }) {
			const { records, caller } = context;
			const language = await languageOf(asked, context);
			const after = cursor === undefined ? null : placeOf(cursor);
			const { items, next } = await records.notification.inbox(caller.personId, { after, limit });
			return reply(200, {
				data: items.map(({ about, ...message }) => ({
					...message,
					about: about.map((reason) => ({ reason, words: wordsIn(language, reason) })),
				})),
				nextCursor: next === null ? null : cursorOf(`${next.at} ${next.id}`),
			});
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/me/notification-settings",
		operationId: "getNotificationSettings",
		summary: "What the caller gets by which channel, and in which language",
		description: "The inbox (`/v1/me/messages`) holds everything and is not among them.",
		tag: "Notification",
		roles: everybody,
		params: NOTHING,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The settings", body: notificationSettings } },
		async handler({ records, caller }) {
			return reply(200, await records.notification.settings(caller.personId));
		},
	}),
	defineRoute({
		method: "put",
		path: "/v1/me/notification-settings",
		operationId: "saveNotificationSettings",
		summary: "Choose what comes by which channel",
		description: "Tasks and what concerns the installation cannot be switched off.",
		tag: "Notification",
		roles: everybody,
		params: NOTHING,
		query: NOTHING,
		body: notificationSettingsBody,
		ownership: UNOWNED,
		responses: { 200: { description: "The settings from here", body: notificationSettings } },
		problems: ["invalid"],
		async handler({ records, caller, body }) {
			const { choices, ...rest } = body;
			const saved = await records.notification.saveSettings(caller.personId, { choices, ...given(rest) });
			if (!saved.ok) throw problemOfRefusal(saved.error, "invalid");
			return reply(200, saved.value);
		},
	}),
	defineSignedRoute({
		path: "/v1/unsubscribe/{token}",
		operationId: "unsubscribe",
		summary: "Switch off the kinds of message that an e-mail was of",
		description:
			"The address stands in `List-Unsubscribe` of an e-mail (RFC 8058, one click). Needs no key: the token is signed. A body is not read.",
		tag: "Notification",
		params: z.strictObject({ token: z.string().max(500) }),
		responses: { 200: { description: "Switched off", body: unsubscribed } },
		async handler({ records, unsubscribeKey }, { token }) {
			const read = readUnsubscribeToken(unsubscribeKey, token);
			if (read === null) throw notFound();
			const { orgId, personId, channel, kinds } = read;
			await records.org(orgId).notification.unsubscribe(personId, channel, kinds);
			return reply(200, { channel, kinds });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/notification-channels",
		operationId: "listNotificationChannels",
		summary: "By which channels people are reached beside the inbox",
		tag: "Notification",
		roles: admins,
		params: NOTHING,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The channels", body: page(channelConfig) } },
		async handler({ records }) {
			return reply(200, pageOf(await records.notification.listChannels()));
		},
	}),
	defineRoute({
		method: "put",
		path: "/v1/notification-channels/{channel}",
		operationId: "saveNotificationChannel",
		summary: "Switch a channel on or off, and set up Slack",
		tag: "Notification",
		roles: admins,
		params: channelParams,
		query: NOTHING,
		body: channelBody,
		ownership: UNOWNED,
		responses: { 200: { description: "The channel from here", body: channelConfig } },
		problems: ["invalid"],
		async handler({ records, caller, params, body, deps }) {
			const { enabled, slack } = body;
			if (slack !== undefined && params.channel !== "slack") {
				throw invalid("/slack", "no such field: it belongs to the channel slack", "settings of Slack");
			}
			if (slack?.kind === "webhook") assertReceiver("/slack/url", slack.url, deps);
			const change = { enabled, ...(slack === undefined ? {} : { slack }) };
			const saved = await records.notification.saveChannel(caller.personId, params.channel, change);
			if (!saved.ok) throw problemOfRefusal(saved.error, "invalid");
			return reply(200, saved.value);
		},
	}),
];
