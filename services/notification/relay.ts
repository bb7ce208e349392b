import { retryAfterMs } from "../../domain/notification/retry.ts";
import { isDatabaseAway } from "../database.ts";
import { pause } from "../pause.ts";
import type { Attempt, Delivery } from "../records/notification-types.ts";
import { LANES, type Lane, type OutboxLease, type OutboxRecords } from "../records/notification-types.ts";
import type { Notifier } from "./index.ts";

export type MessageRelayDeps = {
	readonly outbox: OutboxRecords;
	readonly notifier: Notifier;
	readonly log: { warn(fields: object, message: string): void };
};

/** Messages on the way at once, on each lane: what a worker repeats at most after a death. More workers send more. */
const SLOTS = 5;
const IDLE_MS = 500;
/** Longer than any channel may take for a message, so that no lease ends while its message is on the way. */
const LEASE_MS = 120_000;
const MARK_AGAIN_MS = 250;

/**
 * Sends what steps put down. Each person and channel is a queue whose head is leased, so any number of relays may run,
 * and what is told arrives in order. One that is killed between sending and marking leaves a lease that comes back: the
 * same message goes once more, under the same id.
 */
export function createMessageRelay({ outbox, notifier, log }: MessageRelayDeps) {
	/** A message that went while the database was away is marked when it is back: left to its lease, it would go again. */
	const mark = async (delivery: Delivery, attempt: Attempt, untilMs: number): Promise<void> => {
		for (;;) {
			try {
				return await outbox.close(delivery, attempt);
			} catch (error) {
				if (!isDatabaseAway(error) || performance.now() + MARK_AGAIN_MS >= untilMs) throw error;
			}
			await new Promise((resolve) => setTimeout(resolve, MARK_AGAIN_MS));
		}
	};
	const handle = async (lease: OutboxLease): Promise<void> => {
		const untilMs = performance.now() + LEASE_MS;
		const delivery = await outbox.open(lease);
		if (delivery === null) return;
		const attempt = await notifier.deliver(delivery);
		if (attempt.kind === "sent") return await mark(delivery, attempt, untilMs);
		const { code, retryAfterMs: atLeast, status } = attempt;
		log.warn(
			{ message: delivery.id, channel: delivery.target.kind, attempts: lease.attempts, code, status },
			"a message did not arrive",
		);
		const wait = atLeast === null ? null : Math.max(atLeast, retryAfterMs(delivery.id, lease.attempts));
		await mark(delivery, { ...attempt, retryAfterMs: wait }, untilMs);
	};
	const handleOrLeave = async (lease: OutboxLease): Promise<void> => {
		try {
			await handle(lease);
		} catch (error) {
			log.warn({ err: error, message: lease.id }, "a message is left to its lease");
		}
	};

	/** A slot that is free takes the next message at once: one that hangs holds up its own queue and no other. */
	const runLane = async (lane: Lane, stop: AbortSignal): Promise<void> => {
		const underWay = new Set<Promise<void>>();
		while (!stop.aborted) {
			const free = SLOTS - underWay.size;
			let leases: readonly OutboxLease[] = [];
			try {
				leases = await outbox.lease(lane, free, LEASE_MS);
			} catch (error) {
				log.warn({ err: error }, "messages wait for the database");
			}
			for (const lease of leases) {
				const one: Promise<void> = handleOrLeave(lease).finally(() => underWay.delete(one));
				underWay.add(one);
			}
			// A message that is done may be followed by another for the same person, which need not wait.
			if (leases.length < free) await Promise.race([pause(IDLE_MS, stop), ...underWay]);
			else if (underWay.size === SLOTS) await Promise.race(underWay);
		}
		await Promise.all(underWay);
	};

	return {
		/** One pass over all lanes; gives back how many queues it looked at. */
		async once(): Promise<number> {
			const leases = await Promise.all(LANES.map((lane) => outbox.lease(lane, SLOTS, LEASE_MS)));
			await Promise.all(leases.flat().map(handleOrLeave));
			return leases.flat().length;
		},

		/** Sends until `stop` is aborted, then ends what is on the way. A database that is away is waited for. */
		async run(stop: AbortSignal): Promise<void> {
			await Promise.all(LANES.map((lane) => runLane(lane, stop)));
		},
	};
}
