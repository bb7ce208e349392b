import ical, {
	ICalAttendeeRole,
	ICalAttendeeStatus,
	ICalAttendeeType,
	ICalCalendarMethod,
	ICalEventStatus,
	ICalEventTransparency,
} from "ical-generator";
import type { Instant } from "../../domain/time.ts";

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
	/** A date and no time of day: the instants are midnights of UTC, and the time stays free. */
	readonly allDay: boolean;
	readonly summary: string;
	/** Where the product shows what it is about, to whoever may see it. */
	readonly url: string | null;
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

/** Can this address stand in a file of a calendar? */
export function isCalendarAddress(address: string): boolean {
	return ADDRESS.test(address);
}

/**
 * The .ics of one message, for a `text/calendar; method=...` part of an e-mail. Times are in UTC, which every calendar
 * shows in its owner's zone; a TZID would need the rules of the zone beside it, which then grow old in the file.
 * Throws RangeError for an address that is none, or times out of order.
 */
export function inviteIcs(message: InviteMessage): string {
	const { method, organizerEmail, attendeeEmail } = message;
	for (const [field, address] of Object.entries({ organizerEmail, attendeeEmail })) {
		if (!isCalendarAddress(address)) throw new RangeError(`${field}: expected an e-mail address, came something else`);
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
		// Nobody answers a date at which nobody meets.
		rsvp: asks && !message.allDay,
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

function eventOf({ id, sequence, stampedAt, startsAt, endsAt, allDay, summary, url }: CalendarEntry) {
	if (startsAt >= endsAt) throw new RangeError(`endsAt: expected an instant after ${startsAt}, came ${endsAt}`);
	return {
		id,
		sequence,
		stamp: new Date(stampedAt),
		start: new Date(startsAt),
		end: new Date(endsAt),
		summary,
		...(allDay ? { allDay: true, transparency: ICalEventTransparency.TRANSPARENT } : {}),
		...(url === null ? {} : { url }),
	};
}
