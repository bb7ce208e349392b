import ical, {
	ICalAttendeeRole,
	ICalAttendeeStatus,
	ICalAttendeeType,
	ICalCalendarMethod,
	ICalEventStatus,
} from "ical-generator";
import type { Instant } from "../../domain/time.ts";

export const INVITE_KINDS = ["one-to-one", "live-coaching", "checkpoint"] as const;
export type InviteKind = (typeof INVITE_KINDS)[number];

/** What a calendar shows as the title, in English. Nobody is named: calendars are shared and shown in passing. */
export const INVITE_SUMMARIES: { readonly [K in InviteKind]: string } = {
	"one-to-one": "Coaching: one-to-one",
	"live-coaching": "Coaching: live coaching",
	checkpoint: "Coaching: checkpoint",
};

/** One entry of a calendar. */
export type CalendarEntry = {
	/** UID, the same for as long as the meeting exists: an opaque id, never made of names. */
	readonly id: string;
	/** Raised by one at each change; a calendar keeps the highest that it has seen. */
	readonly sequence: number;
	/** DTSTAMP: when this state of the entry came to be. */
	readonly stampedAt: Instant;
	readonly startsAt: Instant;
	readonly endsAt: Instant;
	readonly summary: string;
};

/** A message to one person (RFC 5546): asks into a meeting or moves it (`request`), or calls it off (`cancel`). */
export type InviteMessage = CalendarEntry & {
	readonly method: "request" | "cancel";
	/** Address from which invites come, and to which calendar programs answer. */
	readonly organizerEmail: string;
	readonly attendeeEmail: string;
};

const PRODUCT = { company: "coachloop", product: "coachloop", language: "EN" };

/** Not a check of who can be reached, only that an address can break no line of the file. */
const ADDRESS = /^[^\s\p{Cc}"<>,;:\\@]+@[^\s\p{Cc}"<>,;:\\@]+$/u;

/**
 * The .ics of one message, for a `text/calendar; method=...` part of an e-mail. Times are in UTC, which every calendar
 * shows in its owner's zone; a TZID would need the rules of the zone beside it, which then grow old in the file.
 * Throws RangeError for an address that is none, or times out of order.
 */
export function inviteIcs(message: InviteMessage): string {
	const { method, organizerEmail, attendeeEmail } = message;
	for (const [field, address] of Object.entries({ organizerEmail, attendeeEmail })) {
		if (!ADDRESS.test(address)) throw new RangeError(`${field}: expected an e-mail address, came something else`);
	}
	const asks = method === "request";
	const calendar = ical({ prodId: PRODUCT, method: asks ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.CANCEL });
	const event = calendar.createEvent({
		...eventOf(message),
		status: asks ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
		organizer: { name: "coachloop", email: organizerEmail },
	});
	event.createAttendee({
		email: attendeeEmail,
		role: ICalAttendeeRole.REQ,
		type: ICalAttendeeType.INDIVIDUAL,
		status: ICalAttendeeStatus.NEEDSACTION,
		rsvp: asks,
	});
	return calendar.toString();
}

/**
 * The .ics of a person's own feed: what is planned, without any address. It carries no METHOD, since a calendar program
 * reads it as a whole, and what no longer stands in it is gone.
 */
export function feedIcs(entries: readonly CalendarEntry[]): string {
	const calendar = ical({ prodId: PRODUCT, name: "coachloop" });
	for (const entry of entries) calendar.createEvent({ ...eventOf(entry), status: ICalEventStatus.CONFIRMED });
	return calendar.toString();
}

function eventOf({ id, sequence, stampedAt, startsAt, endsAt, summary }: CalendarEntry) {
	if (startsAt >= endsAt) throw new RangeError(`endsAt: expected an instant after ${startsAt}, came ${endsAt}`);
	return {
		id,
		sequence,
		stamp: new Date(stampedAt),
		start: new Date(startsAt),
		end: new Date(endsAt),
		summary,
	};
}
