import { TASK_KINDS } from "../../domain/cycle/task.ts";
import { healthAfter } from "../../domain/notification/endpoint.ts";
import { foldPending } from "../../domain/notification/fold.ts";
import type { TellingTimes } from "../../domain/notification/hours.ts";
import { kindOfMessages, OUTER_CHANNELS, type OutboxChannel } from "../../domain/notification/message.ts";
import { INBOX_ALONE, isSilenced, type Reach } from "../../domain/notification/reach.ts";
import { epochMs, type Instant } from "../../domain/time.ts";
import { type Database, Prisma, type Tx } from "../database.ts";
import { instant, wallNow } from "./dates.ts";
import { readDigests } from "./digests.ts";
import { isFields, isReasonParams, isReasons, isTaskSubject, oneOf, readDocument } from "./documents.ts";
import { ERASED_STATES } from "./erasure.ts";
import { readExcerpts } from "./excerpts.ts";
import { taskId } from "./ids.ts";
import { messageRows } from "./messages.ts";
import type {
	Attempt,
	Delivery,
	DeliveryItem,
	DeliveryTarget,
	Excerpt,
	Lane,
	OutboxLease,
	OutboxRecords,
	SlackSettings,
} from "./notification-types.ts";
import { currentPolicy } from "./policies.ts";
import { putMessages, readReach } from "./reach.ts";
import { writeAudit } from "./writes.ts";

/** As many as a person reads in one message, and one transaction bears. */
const ITEMS_MAX = 100;
const CLOCKS = ["wall", "skipped"] as const;

export function createOutbox(app: Database, relay: Database): OutboxRecords {
	return {
		lease: (lane, limit, leaseMs) => lease(relay, lane, limit, leaseMs),
		open: (leased) => app.withOrg(leased.orgId, (tx) => open(tx, leased)),
		close: (delivery, attempt) => app.withOrg(delivery.orgId, (tx) => close(tx, delivery, attempt, wallNow())),
	};
}

/**
 * The head of each queue that is due: one queue for each person and channel, so that what is told arrives in order. A
 * head that waits for another attempt holds up what is behind it. Leases run on the database's clock, the one that all
 * relays share. One lease is taken at a time: a row put before a leased one must not be leased beside it.
 */
async function lease(relay: Database, lane: Lane, limit: number, leaseMs: number): Promise<readonly OutboxLease[]> {
	return await relay.withoutOrg(async (tx) => {
		await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('outbox leases', 0))`;
		const rows = await tx.$queryRaw<readonly { org_id: string; id: string; leased_until: Date; attempts: number }[]>`
			with due as (
				select o.org_id, o.id
				from outbox o
				join organisation g on g.id = o.org_id
				where o.state = 'pending' and split_part(o.channel, ':', 1) = ${lane}
					-- Skipped time is over as soon as it is planned; what it brings is stamped with its due time.
					and (o.deliver_at <= now() or g.clock = 'skipped')
					and (o.leased_until is null or o.leased_until <= now())
					and (o.retry_at is null or o.retry_at <= now())
					and not exists (
						select from outbox e
						where e.org_id = o.org_id and e.person_id = o.person_id and e.channel = o.channel and e.state = 'pending'
							and (e.leased_until > now() or (e.deliver_at, e.at, e.id) < (o.deliver_at, o.at, o.id))
					)
				order by o.deliver_at
				limit ${limit}
				for update of o skip locked
			)
			update outbox o
			set leased_until = now() + ${leaseMs}::int * interval '1 millisecond', attempts = o.attempts + 1
			from due
			where o.org_id = due.org_id and o.id = due.id
			returning o.org_id, o.id, o.leased_until, o.attempts`;
		return rows.map((row) => ({
			orgId: row.org_id,
			id: row.id,
			leasedUntil: instant(row.leased_until),
			attempts: row.attempts,
		}));
	});
}

type Row = {
	readonly id: string;
	readonly cycleId: string | null;
	readonly taskId: string | null;
	readonly endpointId: string | null;
	readonly cohortId: string | null;
	readonly step: string;
	readonly personId: string;
	readonly channel: string;
	readonly templateCode: string;
	readonly params: unknown;
	readonly also: unknown;
	readonly at: Date;
	readonly deliverAt: Date;
	readonly sentWith: string | null;
};

/** A row as a message: what it says, and the task that it is about. */
type Message = Omit<DeliveryItem, "excerpts" | "task"> & {
	readonly place: string;
	readonly isAboutErased: boolean;
	readonly task: (NonNullable<DeliveryItem["task"]> & { open: boolean; conversations: readonly string[] }) | null;
};

async function open(tx: Tx, leased: OutboxLease): Promise<Delivery | null> {
	const { orgId } = leased;
	const head = await tx.outbox.findFirst({
		where: { orgId, id: leased.id, state: "pending", leasedUntil: new Date(leased.leasedUntil) },
	});
	if (head === null) return null;
	const { clock } = await tx.organisation.findUniqueOrThrow({ where: { id: orgId }, select: { clock: true } });
	const person = await tx.person.findUniqueOrThrow({ where: { orgId_id: { orgId, id: head.personId } } });
	const reach = await readReach(tx, orgId, [head.personId]);
	const channel = outboxChannel(head.channel);
	const target = await targetOf(tx, orgId, channel, reach);

	const messages = await readMessages(
		tx,
		orgId,
		await rowsBehind(tx, orgId, head, clock === "wall" && isForPeople(channel)),
	);
	// A person who is being erased is told nothing any more, and nobody is told anything about them.
	const isGone = ERASED_STATES.includes(person.status) || (person.status !== "active" && isForPeople(channel));
	const hasEntry = channel.startsWith("calendar:") && (await wasInvited(tx, head));
	const why = (message: Message): string | null =>
		isGone || message.isAboutErased
			? "person-gone"
			: "none" in target
				? target.none
				: unwanted(message, { channel, reach, hasEntry }, clock === "wall", wallNow());
	const wanted = messages.filter((message) => why(message) === null);
	// What was perhaps seen already is not rewritten: it goes again as it was.
	const { kept, folded } =
		clock === "wall" && isForPeople(channel) && head.sentWith === null
			? foldPending(wanted)
			: { kept: wanted, folded: [] };
	await withdraw(tx, orgId, [
		...messages.flatMap((message) => {
			const because = why(message);
			return because === null ? [] : [{ id: message.id, because }];
		}),
		...folded.map(({ id }) => ({ id, because: "folded" })),
	]);
	const [first, ...rest] = kept;
	if (first === undefined || "none" in target) return null;

	const id = head.sentWith ?? first.id;
	const leasedUntil = new Date(leased.leasedUntil);
	await tx.outbox.updateMany({
		where: { orgId, id: { in: kept.map((message) => message.id) } },
		data: { sentWith: id, leasedUntil, attempts: leased.attempts },
	});
	const quoted =
		channel === "email"
			? await readExcerpts(
					tx,
					orgId,
					kept.flatMap(({ task }) => task?.conversations ?? []),
				)
			: [];
	const digests = isForPeople(channel) ? await readDigests(tx, orgId, person, kept) : new Map();
	const itemOf = ({ place: _, isAboutErased: __, task, ...message }: Message): DeliveryItem => {
		const digest = digests.get(message.id);
		return {
			...message,
			task: task && { id: task.id, kind: task.kind },
			excerpts: quoted.filter(({ conversationId }: Excerpt) => task?.conversations.includes(conversationId)),
			...(digest === undefined ? {} : { digest }),
		};
	};
	return {
		...leased,
		id,
		channel,
		clock: oneOf("clock", CLOCKS, clock),
		person: { id: person.id, name: person.name, email: person.email, language: person.language, zone: person.zone },
		items: [itemOf(first), ...rest.map(itemOf)],
		target,
	};
}

/** Events for a machine are told one by one; a person is told at once what is due at once. */
function isForPeople(channel: OutboxChannel): boolean {
	return !channel.startsWith("webhook:");
}

/**
 * The head and what goes with it: what went with it the last time, if that may have arrived, else everything that is due
 * behind it. Under skipped time nothing waits in truth, so each goes alone, whenever the relay comes to it.
 */
async function rowsBehind(tx: Tx, orgId: string, head: Row, together: boolean): Promise<readonly Row[]> {
	if (!together) return [head];
	const { personId, channel } = head;
	const mine = { orgId, personId, channel, state: "pending" };
	return await tx.outbox.findMany({
		where:
			head.sentWith === null
				? { ...mine, sentWith: null, deliverAt: { lte: await databaseNow(tx) } }
				: { ...mine, sentWith: head.sentWith },
		orderBy: [{ deliverAt: "asc" }, { at: "asc" }, { id: "asc" }],
		take: ITEMS_MAX,
	});
}

async function databaseNow(tx: Tx): Promise<Date> {
	const [row] = await tx.$queryRaw<readonly { now: Date }[]>`select now() as now`;
	return row?.now ?? new Date();
}

async function readMessages(tx: Tx, orgId: string, rows: readonly Row[]): Promise<readonly Message[]> {
	const texts = rows.map((row) => ({ row, params: readDocument("reason", row.params, isReasonParams) }));
	const taskOf = ({ row, params }: (typeof texts)[number]): string | null => {
		if (row.taskId !== null) return row.taskId;
		return row.cycleId !== null && typeof params.task === "string" ? taskId(row.cycleId, params.task) : null;
	};
	const ids = texts.flatMap((text) => taskOf(text) ?? []);
	const tasks = await tx.task.findMany({
		where: { orgId, id: { in: ids } },
		select: { id: true, kind: true, state: true, subject: true, rep: { select: { status: true } } },
	});
	const cyclesOfErased = await tx.cycle.findMany({
		where: {
			orgId,
			id: { in: rows.flatMap(({ cycleId }) => cycleId ?? []) },
			rep: { status: { in: [...ERASED_STATES] } },
		},
		select: { id: true },
	});
	return texts.map((text) => {
		const { row, params } = text;
		const task = tasks.find(({ id }) => id === taskOf(text));
		return {
			id: row.id,
			cycleId: row.cycleId,
			place: row.cycleId ?? row.taskId ?? row.endpointId ?? row.cohortId ?? "",
			...(row.cohortId === null ? {} : { cohortId: row.cohortId }),
			isAboutErased:
				cyclesOfErased.some(({ id }) => id === row.cycleId) ||
				(task !== undefined && ERASED_STATES.includes(task.rep.status)),
			step: row.step,
			template: { code: row.templateCode, params },
			also: readDocument("also", row.also, isReasons),
			at: instant(row.at),
			deliverAt: instant(row.deliverAt),
			task:
				task === undefined
					? null
					: {
							id: task.id,
							kind: oneOf("task kind", TASK_KINDS, task.kind),
							open: task.state === "open",
							conversations: readDocument("task subject", task.subject, isTaskSubject).conversations ?? [],
						},
		};
	});
}

/** True where the person was sent the entry that this channel is about. */
async function wasInvited(tx: Tx, { orgId, personId, channel }: Row & { readonly orgId: string }): Promise<boolean> {
	const templateCode = "meeting.request";
	return (await tx.outbox.count({ where: { orgId, personId, channel, templateCode, state: "sent" } })) > 0;
}

/** Why a message is not to be sent any more; null where it is. Who unsubscribed while it waited is not written to. */
function unwanted(
	message: Message,
	{ channel, reach, hasEntry }: { readonly channel: OutboxChannel; readonly reach: Reach; readonly hasEntry: boolean },
	canBeLate: boolean,
	now: Instant,
): string | null {
	if (!isForPeople(channel)) return null;
	const { template, also } = message;
	const kind = kindOfMessages([template.code, ...also.map(({ code }) => code)]);
	const [person] = reach.people.values();
	const outer = channel.startsWith("calendar:") ? "email" : OUTER_CHANNELS.find((one) => one === channel);
	// What stands in somebody's calendar is taken back whatever they have silenced since.
	const mustTell = hasEntry && template.code === "meeting.cancel";
	if (outer !== undefined && person !== undefined && !mustTell && isSilenced(kind, outer, person.silenced)) {
		return "silenced";
	}
	if (!canBeLate) return null;
	// Nobody is asked into what is over by now.
	if (kind === "meeting") return isOver(template.params.endsAt, now) ? "moot" : null;
	const isMoot = also.length === 0 && (kind === "task" || kind === "reminder");
	return isMoot && message.task?.open === false ? "moot" : null;
}

function isOver(endsAt: unknown, now: Instant): boolean {
	return typeof endsAt === "string" && epochMs(endsAt) <= epochMs(now);
}

/** Where it goes, or why it can go nowhere. */
async function targetOf(
	tx: Tx,
	orgId: string,
	channel: OutboxChannel,
	reach: Reach,
): Promise<DeliveryTarget | { readonly none: string }> {
	if (channel === "inbox") return { none: "channel-off" };
	if (channel.startsWith("calendar:")) {
		return reach.channels.includes("email") ? { kind: "calendar" } : { none: "channel-off" };
	}
	if (channel === "email") return reach.channels.includes("email") ? { kind: "email" } : { none: "channel-off" };
	if (channel === "slack") {
		const config = await tx.channelConfig.findUnique({ where: { orgId_channel: { orgId, channel } } });
		if (config === null || !config.enabled) return { none: "channel-off" };
		return { kind: "slack", settings: readDocument("Slack settings", config.settings, isSlackSettings) };
	}
	const endpoint = await tx.webhookEndpoint.findUnique({
		where: { orgId_id: { orgId, id: endpointIdOf(channel) } },
	});
	if (endpoint === null || endpoint.state !== "active") return { none: "endpoint-off" };
	return { kind: "webhook", endpointId: endpoint.id, url: endpoint.url, secret: endpoint.secret };
}

export function isSlackSettings(value: unknown): value is SlackSettings {
	if (!isFields(value)) return false;
	return value.kind === "app"
		? typeof value.token === "string"
		: value.kind === "webhook" && typeof value.url === "string";
}

function outboxChannel(stored: string): OutboxChannel {
	if (stored.startsWith("webhook:")) return `webhook:${stored.slice("webhook:".length)}`;
	if (stored.startsWith("calendar:")) return `calendar:${stored.slice("calendar:".length)}`;
	return oneOf("channel", ["inbox", "email", "slack"], stored);
}

function endpointIdOf(channel: OutboxChannel): string {
	return channel.slice("webhook:".length);
}

async function withdraw(tx: Tx, orgId: string, rows: readonly { id: string; because: string }[]): Promise<void> {
	for (const because of new Set(rows.map((row) => row.because))) {
		await tx.outbox.updateMany({
			where: { orgId, state: "pending", id: { in: rows.filter((row) => row.because === because).map(({ id }) => id) } },
			data: { state: "withdrawn", lastError: because, leasedUntil: null, retryAt: null },
		});
	}
}

async function close(tx: Tx, delivery: Delivery, attempt: Attempt, now: Instant): Promise<void> {
	const { orgId, id, channel, target } = delivery;
	const leasedUntil = new Date(delivery.leasedUntil);
	// The mark of the lease: whoever has the message by now decides about it.
	const mine = { orgId, sentWith: id, state: "pending", leasedUntil };
	if (attempt.kind === "sent") {
		const at = Prisma.sql`${delivery.clock === "skipped" ? Prisma.sql`deliver_at` : Prisma.sql`${new Date(now)}::timestamptz`}`;
		await tx.$executeRaw`
			update outbox set state = 'sent', sent_at = ${at}, leased_until = null, retry_at = null, last_error = null
			where org_id = ${orgId}::uuid and sent_with = ${id}::uuid and state = 'pending' and leased_until = ${leasedUntil}`;
	} else if (attempt.retryAfterMs === null) {
		await tx.outbox.updateMany({
			where: mine,
			data: { state: "failed", lastError: attempt.code, leasedUntil: null, retryAt: null },
		});
	} else {
		const retryAt = new Date((await databaseNow(tx)).getTime() + attempt.retryAfterMs);
		await tx.outbox.updateMany({
			where: mine,
			data: {
				retryAt,
				leasedUntil: null,
				lastError: attempt.code,
				// What surely did not arrive may go in other company, or be folded, the next time.
				...(attempt.mayHaveArrived ? {} : { sentWith: null }),
			},
		});
	}
	if (target.kind === "webhook") await logWebhook(tx, delivery, target.endpointId, attempt, now, channel);
}

async function logWebhook(
	tx: Tx,
	{ orgId, id, attempts }: Delivery,
	endpointId: string,
	attempt: Attempt,
	now: Instant,
	channel: OutboxChannel,
): Promise<void> {
	const { status, durationMs } = attempt;
	await tx.webhookDelivery.createMany({
		data: [
			{
				orgId,
				endpointId,
				messageId: id,
				attempt: attempts,
				status,
				error: attempt.kind === "failed" ? attempt.code : null,
				durationMs: Math.round(durationMs),
			},
		],
	});
	const readEndpoint = async (lock: Prisma.Sql) => {
		const [endpoint] = await tx.$queryRaw<readonly { state: string; failing_since: Date | null }[]>`
			select state, failing_since from webhook_endpoint
			where org_id = ${orgId}::uuid and id = ${endpointId}::uuid ${lock}`;
		return endpoint;
	};
	// Where all is well nothing changes, and the messages of a busy receiver need not wait for each other.
	if (attempt.kind === "sent" && (await readEndpoint(Prisma.empty))?.failing_since === null) return;
	const endpoint = await readEndpoint(Prisma.sql`for no key update`);
	if (endpoint === undefined || endpoint.state !== "active") return;
	const { policy } = await currentPolicy(tx, orgId);
	const before = endpoint.failing_since === null ? null : instant(endpoint.failing_since);
	const health = healthAfter(
		before,
		{ ok: attempt.kind === "sent", gone: status === 410 },
		now,
		policy.notification.receiverFailingDaysMax,
	);
	if (health.failingSince !== before || health.disabled) {
		await tx.webhookEndpoint.updateMany({
			where: { orgId, id: endpointId },
			data: {
				failingSince: health.failingSince === null ? null : new Date(health.failingSince),
				...(health.disabled ? { state: "disabled", disabledAt: new Date(now) } : {}),
			},
		});
	}
	if (!health.disabled) return;
	await tx.outbox.updateMany({
		where: { orgId, channel, state: "pending" },
		data: { state: "failed", lastError: "endpoint-disabled", leasedUntil: null, retryAt: null },
	});
	await tellAdmins(tx, orgId, endpointId, health.failingSince ?? now, now, policy.notification);
	await writeAudit(tx, orgId, null, "webhook.disabled", endpointId);
}

/** Whoever can mend a receiver that was switched off learns of it once for each time. */
async function tellAdmins(
	tx: Tx,
	orgId: string,
	endpointId: string,
	since: Instant,
	now: Instant,
	times: TellingTimes,
): Promise<void> {
	const admins = await tx.person.findMany({
		where: { orgId, status: "active", roles: { has: "admin" } },
		select: { id: true, zone: true },
	});
	if (admins.length === 0) return;
	const reach: Reach = {
		...INBOX_ALONE,
		channels: (
			await readReach(
				tx,
				orgId,
				admins.map(({ id }) => id),
			)
		).channels,
	};
	const template = { code: "webhook.disabled", params: { endpoint: endpointId, since } };
	const step = `disabled:${since}`;
	for (const admin of admins) {
		await putMessages(tx, orgId, { endpointId }, messageRows(endpointId, step, admin, template, now, reach, times));
	}
}
