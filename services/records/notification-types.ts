import type { Digest, DigestLine } from "../../domain/cohort/digest.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import type { TaskKind } from "../../domain/cycle/task.ts";
import type { Result } from "../../domain/fault.ts";
import type { MessageKind, OutboxChannel, OuterChannel } from "../../domain/notification/message.ts";
import type { MomentKind } from "../../domain/signals/moment.ts";
import type { Signal } from "../../domain/signals/signal.ts";
import type { Instant, ZoneId } from "../../domain/time.ts";
import type { Caller, Refusal, WriteKey, Written } from "./types.ts";

/** Channels that do not wait for each other: a mail server that is away holds up no webhook. */
export const LANES = ["email", "calendar", "slack", "webhook"] as const;
export type Lane = (typeof LANES)[number];

/** The right to deliver the oldest message that waits for one person on one channel, until `leasedUntil`. */
export type OutboxLease = {
	readonly orgId: string;
	readonly id: string;
	/** By the database's clock; also the mark by which a lease that was lost is known. */
	readonly leasedUntil: Instant;
	/** This one included. */
	readonly attempts: number;
};

/** Lines of a scorecard that a message is about, word for word. */
export type Excerpt = {
	readonly conversationId: string;
	readonly behaviours: readonly { readonly signal: Signal; readonly quote: string }[];
	readonly moment: { readonly kind: MomentKind; readonly quote: string } | null;
};

export type DeliveryItem = {
	readonly id: string;
	readonly cycleId: string | null;
	readonly step: string;
	readonly template: Reason;
	/** What else the same message says. */
	readonly also: readonly Reason[];
	readonly at: Instant;
	/** What it was meant to leave at. */
	readonly deliverAt: Instant;
	/** The task that it is about, by its id. */
	readonly task: { readonly id: string; readonly kind: TaskKind } | null;
	readonly excerpts: readonly Excerpt[];
	/** The cohort that it is about as a whole. */
	readonly cohortId?: string;
	/** What a weekly digest says, read when it is sent. */
	readonly digest?: NamedDigest;
};

/** A digest with the names by which its reader knows the reps. */
export type NamedDigest = Omit<Digest, "lines"> & {
	readonly cohort: string;
	readonly lines: readonly (DigestLine & { readonly name: string })[];
};

/** One message in the product itself. */
export type InboxMessage = {
	readonly id: string;
	readonly at: Instant;
	readonly kind: MessageKind;
	readonly cycleId: string | null;
	readonly taskId: string | null;
	readonly cohortId: string | null;
	/** What it says, the first thing first. */
	readonly about: readonly Reason[];
};

/** Where a message stands in the list of a person. */
export type InboxPlace = { readonly at: Instant; readonly id: string };

export type SlackSettings =
	| { readonly kind: "webhook"; readonly url: string }
	| { readonly kind: "app"; readonly token: string };

/** Where a message goes, with what is needed to get there. */
export type DeliveryTarget =
	| { readonly kind: "email" }
	/** One entry of the person's calendar, by e-mail. */
	| { readonly kind: "calendar" }
	| { readonly kind: "slack"; readonly settings: SlackSettings }
	| { readonly kind: "webhook"; readonly endpointId: string; readonly url: string; readonly secret: string };

/** One message, ready to leave: everything that is due for one person on one channel, oldest first. */
export type Delivery = {
	readonly orgId: string;
	/** Message-ID and webhook-id are made of it. The same after a crash, for the same items. */
	readonly id: string;
	readonly leasedUntil: Instant;
	readonly attempts: number;
	readonly channel: OutboxChannel;
	readonly clock: "wall" | "skipped";
	readonly person: {
		readonly id: string;
		readonly name: string;
		readonly email: string;
		readonly language: string;
		readonly zone: ZoneId;
	};
	readonly items: readonly [DeliveryItem, ...DeliveryItem[]];
	readonly target: DeliveryTarget;
};

/** What came of one attempt. `status` is that of an HTTP answer, null where none came. */
export type Attempt = { readonly status: number | null; readonly durationMs: number } & (
	| { readonly kind: "sent" }
	| {
			readonly kind: "failed";
			/** A code of lower case letters, digits, dashes and underscores; never what a server said. */
			readonly code: string;
			/** Null where no later attempt mends it; else not before so many milliseconds. */
			readonly retryAfterMs: number | null;
			/** It may have arrived all the same: the same message goes again, with the same id. */
			readonly mayHaveArrived: boolean;
	  }
);

/** What the relay of messages reads and writes. */
export type OutboxRecords = {
	/** Leases the oldest due message of each person and channel, over all organisations; a lost lease comes back. */
	lease(lane: Lane, limit: number, leaseMs: number): Promise<readonly OutboxLease[]>;
	/** Decides what of it is still to be said and makes one message of that. Null where nothing is left. */
	open(lease: OutboxLease): Promise<Delivery | null>;
	/** Marks what came of it. A worker whose lease was lost marks nothing. */
	close(delivery: Delivery, attempt: Attempt): Promise<void>;
};

export type NotificationChoice = {
	readonly kind: MessageKind;
	readonly channel: OuterChannel;
	readonly enabled: boolean;
	/** False where the kind may not be switched off. */
	readonly mayChange: boolean;
};

export type NotificationSettings = { readonly language: string; readonly choices: readonly NotificationChoice[] };

export type ChannelView = {
	readonly channel: OuterChannel;
	readonly enabled: boolean;
	/** For Slack: by an incoming webhook or as an app. Its address and token are never shown again. */
	readonly kind: SlackSettings["kind"] | null;
};

export type WebhookView = {
	readonly id: string;
	readonly url: string;
	readonly events: readonly MessageKind[];
	readonly state: "active" | "disabled";
	readonly failingSince: Instant | null;
	readonly disabledAt: Instant | null;
	readonly createdAt: Instant;
};

export type WebhookInput = { readonly url: string; readonly events: readonly MessageKind[] };

export type WebhookDeliveryView = {
	readonly id: string;
	readonly messageId: string;
	readonly attempt: number;
	readonly status: number | null;
	readonly error: string | null;
	readonly durationMs: number;
	readonly at: Instant;
};

/** What people and admins of one organisation choose about messages. */
export type OrgNotification = {
	/** What was told to a person, the newest first, behind a place in that list. */
	inbox(
		personId: string,
		page: { readonly after: InboxPlace | null; readonly limit: number },
	): Promise<{ readonly items: readonly InboxMessage[]; readonly next: InboxPlace | null }>;
	settings(personId: string): Promise<NotificationSettings>;
	/** Switches kinds on and off; the language stays where none is given. What may not be switched off is refused. */
	saveSettings(
		personId: string,
		change: {
			readonly language?: string;
			readonly choices: readonly Omit<NotificationChoice, "mayChange">[];
		},
	): Promise<Result<NotificationSettings, Refusal>>;
	/** Switches kinds off for somebody who is not logged in; nothing happens for one who is not there. */
	unsubscribe(personId: string, channel: OuterChannel, kinds: readonly MessageKind[]): Promise<void>;
	listChannels(): Promise<readonly ChannelView[]>;
	/** Slack's settings stay as they were where none are given. */
	saveChannel(
		actorId: string,
		channel: OuterChannel,
		change: { readonly enabled: boolean; readonly slack?: SlackSettings },
	): Promise<Result<ChannelView, Refusal>>;
	createWebhook(
		caller: Caller,
		input: WebhookInput,
		key: WriteKey,
	): Promise<Result<Written<{ readonly webhook: WebhookView; readonly secret: string }>, Refusal>>;
	listWebhooks(): Promise<readonly WebhookView[]>;
	findWebhook(id: string): Promise<WebhookView | null>;
	/** Switching it on again forgets since when it failed. */
	updateWebhook(actorId: string, id: string, input: WebhookInput & { readonly enabled: boolean }): Promise<WebhookView>;
	removeWebhook(actorId: string, id: string): Promise<void>;
	/** Newest first. */
	listDeliveries(endpointId: string): Promise<readonly WebhookDeliveryView[]>;
	/** Sends a message once more to its receiver, with the same webhook-id. */
	redeliver(
		caller: Caller,
		endpointId: string,
		messageId: string,
		key: WriteKey,
	): Promise<Result<Written<{ readonly messageId: string }>, Refusal>>;
};
