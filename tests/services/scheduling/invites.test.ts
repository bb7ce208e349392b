import fc from "fast-check";
import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { INVITE_KINDS } from "../../../domain/scheduling/invite.ts";
import { instantOf } from "../../../domain/time.ts";
import { wordsIn } from "../../../services/notification/content.ts";
import { type CalendarEntry, feedIcs, type InviteMessage, inviteIcs } from "../../../services/scheduling/invites.ts";

const ENTRY: CalendarEntry = {
	id: "5f0c9a52-6a55-5b0e-9d51-0c4c9f2a7b10",
	sequence: 3,
	stampedAt: "2026-03-02T08:15:30.000Z",
	startsAt: "2026-03-30T07:00:00.000Z",
	endsAt: "2026-03-30T07:30:00.000Z",
	allDay: false,
	summary: wordsIn("en").meetings["one-to-one"],
	url: null,
};
const MESSAGE: InviteMessage = {
	...ENTRY,
	method: "request",
	organizerEmail: "coachloop@example.org",
	attendeeEmail: "maya@example.org",
};

/** What a calendar program reads: the file, and its entries by UID. */
function read(text: string) {
	const calendar = new ICAL.Component(ICAL.parse(text));
	const events = calendar.getAllSubcomponents("vevent").map((component) => {
		const event = new ICAL.Event(component);
		const value = (name: string) => component.getFirstPropertyValue(name)?.toString() ?? null;
		return {
			uid: event.uid,
			sequence: event.sequence,
			summary: event.summary,
			startsAt: event.startDate.toJSDate().toISOString(),
			endsAt: event.endDate.toJSDate().toISOString(),
			stamp: value("dtstamp"),
			status: value("status"),
			organizer: value("organizer"),
			attendees: component.getAllProperties("attendee").map((attendee) => ({
				address: attendee.getFirstValue()?.toString().toLowerCase(),
				rsvp: attendee.getFirstParameter("rsvp"),
			})),
		};
	});
	return {
		method: calendar.getFirstPropertyValue("method"),
		version: calendar.getFirstPropertyValue("version"),
		events,
	};
}

describe("an invite", () => {
	it("asks one person into the meeting: method, UID, number, stamp, times, addresses", () => {
		expect(read(inviteIcs(MESSAGE))).toEqual({
			method: "REQUEST",
			version: "2.0",
			events: [
				{
					uid: ENTRY.id,
					sequence: 3,
					summary: "Coaching: one-to-one",
					startsAt: ENTRY.startsAt,
					endsAt: ENTRY.endsAt,
					stamp: "2026-03-02T08:15:30Z",
					status: "CONFIRMED",
					organizer: "mailto:coachloop@example.org",
					attendees: [{ address: "mailto:maya@example.org", rsvp: "TRUE" }],
				},
			],
		});
	});

	it("calls the same meeting off under the same UID", () => {
		const { method, events } = read(inviteIcs({ ...MESSAGE, method: "cancel", sequence: 4 }));
		expect(method).toBe("CANCEL");
		expect(events).toMatchObject([{ uid: ENTRY.id, sequence: 4, status: "CANCELLED" }]);
		expect(events[0]?.attendees).toMatchObject([{ address: "mailto:maya@example.org" }]);
	});

	it("looks at no clock: the same message is the same file, byte for byte", () => {
		expect(inviteIcs(MESSAGE)).toBe(inviteIcs(MESSAGE));
	});

	it("has a title for every kind in every language, and nobody's name in it", () => {
		for (const kind of INVITE_KINDS) {
			const titles = ["en", "de"].map((language) => wordsIn(language).meetings[kind]);
			for (const title of titles) expect(title).toMatch(/^Coaching: /);
			expect(new Set(titles).size, kind).toBe(2);
		}
	});

	it("of a whole day is a date wherever the server stands, leaves the time free and asks for no answer", () => {
		const day = { startsAt: "2026-03-30T00:00:00.000Z", endsAt: "2026-03-31T00:00:00.000Z", allDay: true };
		const text = inviteIcs({ ...MESSAGE, ...day, url: "https://coach.example/cycles/1" });
		expect(text).toContain("DTSTART;VALUE=DATE:20260330\r\n");
		expect(text).toContain("DTEND;VALUE=DATE:20260331\r\n");
		expect(text).toContain("TRANSP:TRANSPARENT");
		expect(text).toContain("URL;VALUE=URI:https://coach.example/cycles/1");
		expect(read(text).events[0]?.attendees).toMatchObject([{ rsvp: "FALSE" }]);
	});

	it("refuses an address that would break a line, and times out of order", () => {
		for (const attendeeEmail of ["", "maya", "a@b@c", "a@b\r\nX: 1", 'a"@b', "a b@c", "mailto:a@b"]) {
			expect(() => inviteIcs({ ...MESSAGE, attendeeEmail })).toThrow(
				new RangeError("attendeeEmail: expected an e-mail address, came something else"),
			);
		}
		expect(() => inviteIcs({ ...MESSAGE, organizerEmail: "nobody" })).toThrow(/^organizerEmail: /);
		expect(() => inviteIcs({ ...MESSAGE, endsAt: MESSAGE.startsAt })).toThrow(/^endsAt: expected an instant after /);
	});

	it("is read back as it was written, whatever its words and times, in lines of at most 75 bytes that end in CRLF", () => {
		const seconds = fc.integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2035, 0, 1) / 1000 });
		fc.assert(
			fc.property(
				seconds,
				fc.integer({ min: 60, max: 86_400 }),
				fc.nat(1000),
				fc
					.string({ unit: "grapheme", minLength: 1, maxLength: 200 })
					.filter((text) => text.trim() === text && text !== ""),
				(at, length, sequence, summary) => {
					const startsAt = instantOf(at * 1000);
					const endsAt = instantOf((at + length) * 1000);
					const text = inviteIcs({ ...MESSAGE, startsAt, endsAt, sequence, summary });
					expect(read(text).events).toMatchObject([{ startsAt, endsAt, sequence, summary }]);
					for (const line of text.split("\r\n")) {
						expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
						expect(line).not.toMatch(/[\r\n]/);
					}
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe("a feed", () => {
	it("holds every entry, and neither a method nor any address", () => {
		const second = { ...ENTRY, id: "6f0c9a52-6a55-5b0e-9d51-0c4c9f2a7b10", sequence: 0 };
		const text = feedIcs([ENTRY, second]);
		const { method, events } = read(text);
		expect(method).toBeNull();
		expect(events.map(({ uid, sequence }) => [uid, sequence])).toEqual([
			[ENTRY.id, 3],
			[second.id, 0],
		]);
		expect(text).not.toMatch(/mailto|ORGANIZER|ATTENDEE/i);
	});

	it("without a meeting is a calendar all the same", () => {
		expect(read(feedIcs([])).events).toEqual([]);
	});
});
