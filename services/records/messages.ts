import type { CycleFacts } from "../../domain/cycle/facts.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import type { Addressee } from "../../domain/cycle/step.ts";
import type { TellingTimes } from "../../domain/notification/hours.ts";
import type { OutboxChannel } from "../../domain/notification/message.ts";
import { channelsFor, channelsForInvite, type Reach, timeFor } from "../../domain/notification/reach.ts";
import type { InviteNews } from "../../domain/scheduling/invite.ts";
import type { Instant, ZoneId } from "../../domain/time.ts";
import { inviteId, outboxId } from "./ids.ts";

/** One message for one person on one channel, as a row of the outbox. */
export type MessageRow = {
	readonly id: string;
	readonly step: string;
	readonly personId: string;
	readonly channel: OutboxChannel;
	readonly template: Reason;
	/** What else the same step has to say to the person. */
	readonly also: readonly Reason[];
	readonly at: Instant;
	readonly deliverAt: Instant;
};

type Someone = { readonly id: string; readonly zone: ZoneId };

/** Whom a step tells something, by rule or by name; null where nobody stands behind the rule. */
export function recipientOf(
	to: Addressee,
	{ rep, owners }: { readonly rep: Someone; readonly owners: CycleFacts["owners"] },
): Someone | null {
	if (typeof to === "object") return { id: to.person, zone: to.zone };
	return to === "rep" ? rep : owners[to];
}

/**
 * The rows of one message: one for each channel of its person.
 *
 * @param ownerId The cycle, or the task of no cycle, whose step it is.
 */
export function messageRows(
	ownerId: string,
	step: string,
	person: Someone,
	template: Reason,
	now: Instant,
	reach: Reach,
	times: TellingTimes,
): readonly MessageRow[] {
	const channels = channelsFor(template.code, person.id, reach);
	return rowsOn(channels, ownerId, step, person, template, now, times);
}

/** The rows that tell a person of a change in their calendar. Everything that the calendar needs to know is in them. */
export function inviteRows(
	cycleId: string,
	step: string,
	person: Someone,
	news: InviteNews,
	now: Instant,
	reach: Reach,
	times: TellingTimes,
): readonly MessageRow[] {
	const { name, kind, method, sequence, startsAt, endsAt, allDay } = news;
	const invite = inviteId(cycleId, name);
	const template = { code: `meeting.${method}`, params: { invite, kind, sequence, startsAt, endsAt, allDay } };
	const channels = channelsForInvite(invite, person.id, reach, method);
	return rowsOn(channels, cycleId, step, person, template, now, times);
}

function rowsOn(
	channels: readonly OutboxChannel[],
	ownerId: string,
	step: string,
	person: Someone,
	template: Reason,
	now: Instant,
	times: TellingTimes,
): readonly MessageRow[] {
	return channels.map((channel) => ({
		id: outboxId(ownerId, step, person.id, channel),
		step,
		personId: person.id,
		channel,
		template,
		also: [],
		at: now,
		deliverAt: timeFor(channel, template.code, now, person.zone, times),
	}));
}
