import type { CycleFacts } from "../../domain/cycle/facts.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import type { Addressee } from "../../domain/cycle/step.ts";
import type { OutboxChannel } from "../../domain/notification/message.ts";
import { channelsFor, type Reach, timeFor } from "../../domain/notification/reach.ts";
import type { Instant, ZoneId } from "../../domain/time.ts";
import { outboxId } from "./ids.ts";

/** One message for one person on one channel, as a row of the outbox. */
export type MessageRow = {
	readonly id: string;
	readonly step: string;
	readonly personId: string;
	readonly channel: OutboxChannel;
	readonly template: Reason;
	readonly at: Instant;
	readonly deliverAt: Instant;
};

type Someone = { readonly id: string; readonly zone: ZoneId };

/** Whom a step tells something; null where nobody stands behind the rule. */
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
): readonly MessageRow[] {
	return channelsFor(template.code, person.id, reach).map((channel) => ({
		id: outboxId(ownerId, step, person.id, channel),
		step,
		personId: person.id,
		channel,
		template,
		at: now,
		deliverAt: timeFor(channel, template.code, now, person.zone),
	}));
}
