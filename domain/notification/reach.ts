import type { Instant, ZoneId } from "../time.ts";
import { deliverAt, type TellingTimes } from "./hours.ts";
import {
	kindOfMessage,
	type MessageKind,
	maySilence,
	type OutboxChannel,
	type OuterChannel,
	urgencyOf,
} from "./message.ts";

/** What a person has switched off. */
export type Silenced = { readonly kind: MessageKind; readonly channel: OuterChannel };

/** A person as a message needs them. */
export type Recipient = { readonly id: string; readonly zone: ZoneId; readonly silenced: readonly Silenced[] };

/** By what an organisation's people are reached, as it is set up while a step runs. */
export type Reach = {
	readonly channels: readonly OuterChannel[];
	/** Slack posts into one channel that many read, instead of to each person. */
	readonly slackIsShared: boolean;
	/** Receivers that are switched on, in order of id, with the kinds of message that each asked for. */
	readonly webhooks: readonly { readonly id: string; readonly kinds: readonly MessageKind[] }[];
	/** Those whom the step tells something, by id. */
	readonly people: ReadonlyMap<string, Recipient>;
};

/** Nobody has set up anything: people are told in the inbox alone. */
export const INBOX_ALONE: Reach = { channels: [], slackIsShared: false, webhooks: [], people: new Map() };

/**
 * Where one message for one person goes: always to the inbox, by the organisation's channels but for what the person
 * silenced, and to each receiver that asked for its kind. What others read carries only what is owed, nothing found.
 */
export function channelsFor(code: string, personId: string, reach: Reach): readonly OutboxChannel[] {
	const kind = kindOfMessage(code);
	const silenced = reach.people.get(personId)?.silenced ?? [];
	return [
		"inbox",
		...reach.channels.filter(
			(channel) => !isSilenced(kind, channel, silenced) && (channel !== "slack" || maySeeInSlack(kind, reach)),
		),
		...reach.webhooks.filter(({ kinds }) => kinds.includes(kind)).map(({ id }): OutboxChannel => `webhook:${id}`),
	];
}

/**
 * Where a change of an entry in a person's calendar goes: as a calendar message of its own by e-mail, where there is
 * e-mail and the person has not switched it off, and to each receiver that asked. The entry itself is the person's inbox:
 * it stands in their feed whatever they silenced.
 */
export function channelsForInvite(
	inviteId: string,
	personId: string,
	reach: Reach,
	method: "request" | "cancel" = "request",
): readonly OutboxChannel[] {
	const silenced = reach.people.get(personId)?.silenced ?? [];
	return [
		// Taken back is what may have been sent before the person silenced it.
		...(reach.channels.includes("email") && (method === "cancel" || !isSilenced("meeting", "email", silenced))
			? [`calendar:${inviteId}` as const]
			: []),
		...reach.webhooks.filter(({ kinds }) => kinds.includes("meeting")).map(({ id }): OutboxChannel => `webhook:${id}`),
	];
}

export function isSilenced(kind: MessageKind, channel: OuterChannel, silenced: readonly Silenced[]): boolean {
	return maySilence(kind) && silenced.some((one) => one.kind === kind && one.channel === channel);
}

function maySeeInSlack(kind: MessageKind, { slackIsShared }: Pick<Reach, "slackIsShared">): boolean {
	return !slackIsShared || kind === "task";
}

/** When a message may leave by this channel. An inbox and a receiver disturb nobody's sleep. */
export function timeFor(channel: OutboxChannel, code: string, at: Instant, zone: ZoneId, times: TellingTimes): Instant {
	if (channel === "inbox" || channel.startsWith("webhook:")) return at;
	const urgency = urgencyOf(code);
	// Slack has no digest: what can wait stands there in the morning like everything else.
	return deliverAt(at, zone, times, channel === "slack" && urgency === "low" ? "normal" : urgency);
}
