import { z } from "zod";
import { addDays, instantAt, localDateOf } from "../../domain/calendar.ts";
import { wordsIn } from "../../services/notification/content.ts";
import { feedIcs } from "../../services/scheduling/invites.ts";
import type { Access } from "../access.ts";
import { replayedHeader } from "../idempotency.ts";
import { notFound, problemOfRefusal } from "../problem.ts";
import { definePublicRoute, defineRoute, NO_BODY, NOTHING, reply, UNOWNED } from "../route.ts";

/** Everybody has a calendar of their own, and nobody anybody else's. */
const everybody: Access = {
	rep: ["self"],
	manager: ["self"],
	lead: ["self"],
	head: ["self"],
	admin: ["self"],
	viewer: ["self"],
};
/** Meetings of the last quarter stay in the feed. */
const PAST_DAYS_MAX = 92;
/** A calendar program may keep what it read for a quarter of an hour; nobody between may keep anything. */
const CACHE_CONTROL = "private, max-age=900";

const noFields = z.strictObject({}).meta({ id: "CreateCalendarFeed" });
const feedParams = z.strictObject({ token: z.string().regex(/^[\w-]{43}$/) });

export const calendarRoutes = [
	defineRoute({
		method: "post",
		path: "/v1/me/calendar-feed",
		operationId: "createCalendarFeed",
		summary: "Make a private calendar address, or renew it",
		description:
			"A calendar program that subscribes to the address shows the caller's meetings. Who has the address can read it: it is told once, and the one before stops working.",
		tag: "Calendar",
		roles: everybody,
		params: NOTHING,
		query: NOTHING,
		body: noFields,
		ownership: UNOWNED,
		responses: {
			201: {
				description: "Made",
				body: z
					.strictObject({
						url: z.string().nullable().meta({
							description:
								"Where a calendar program subscribes; relative to the address of this API where nobody has set PUBLIC_URL. Null when the same Idempotency-Key had already made it: a new key makes a new address",
							example: "https://coachloop.example.com/v1/calendar/nNgtkRo9XvT3gQ2cQ0yq6y8H3o5rV4u0m1f2d3e4f5g.ics",
						}),
					})
					.meta({ id: "CalendarFeed" }),
			},
		},
		problems: ["invalid", "key-reused"],
		async handler({ caller, records, writeKey, deps }) {
			const written = await records.createCalendarFeed(caller, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "invalid");
			const { token, replayed } = written.value;
			return reply(
				201,
				{ url: token === null ? null : `${deps.publicUrl ?? ""}/v1/calendar/${token}.ics` },
				replayedHeader(replayed),
			);
		},
	}),
	defineRoute({
		method: "delete",
		path: "/v1/me/calendar-feed",
		operationId: "revokeCalendarFeed",
		summary: "Shut the private calendar address",
		tag: "Calendar",
		roles: everybody,
		params: NOTHING,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: {
			200: {
				description: "It is shut; `revoked` is false where there was none",
				body: z.strictObject({ revoked: z.boolean() }).meta({ id: "CalendarFeedRevoked" }),
			},
		},
		async handler({ caller, records }) {
			return reply(200, { revoked: await records.revokeCalendarFeed(caller.personId) });
		},
	}),
	definePublicRoute({
		path: "/v1/calendar/{token}.ics",
		operationId: "getCalendarFeed",
		summary: "Read a private calendar",
		description: "The address alone opens it, since calendar programs send no key.",
		tag: "Calendar",
		params: feedParams,
		responses: {
			200: {
				description: "iCalendar (RFC 5545)",
				type: "text/calendar",
				body: z.string(),
				headers: { "Cache-Control": "For the reader's own calendar program only" },
			},
		},
		problems: ["database-away"],
		async handler({ records, now, publicUrl }, { token }) {
			const since = instantAt(addDays(localDateOf(now(), "UTC"), -PAST_DAYS_MAX), "00:00", "UTC");
			const feed = await records.readCalendarFeed(token, since);
			if (feed === null) throw notFound();
			const { meetings } = wordsIn(feed.language);
			const entries = feed.invites.map(({ kind, changedAt, cycleId, ...invite }) => ({
				...invite,
				stampedAt: changedAt,
				summary: meetings[kind],
				url: publicUrl === null ? null : `${publicUrl}/cycles/${cycleId}`,
			}));
			return reply(200, feedIcs(entries), { "Cache-Control": CACHE_CONTROL });
		},
	}),
];
