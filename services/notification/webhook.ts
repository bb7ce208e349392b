import { createHmac } from "node:crypto";
import { kindOfMessage } from "../../domain/notification/message.ts";
import { epochMs, type Instant } from "../../domain/time.ts";
import type { Attempt, Delivery } from "../records/notification-types.ts";
import { failedAttempt, failureOfRequest } from "./failure.ts";
import { type HttpClient, retryAfterMsOf } from "./http.ts";

export type WebhookOptions = {
	readonly http: HttpClient;
	/** The wall clock: a receiver refuses what was not signed just now. */
	now(): Instant;
};

/** Webhooks signed after Standard Webhooks: `webhook-id` is the row's id, so a receiver knows a repeat. */
export function createWebhooks({ http, now }: WebhookOptions) {
	return {
		async send(
			delivery: Delivery,
			{ url, secret }: { readonly url: string; readonly secret: string },
		): Promise<Attempt> {
			const started = performance.now();
			const body = bodyOf(delivery);
			const timestamp = String(Math.floor(epochMs(now()) / 1000));
			try {
				const { status, retryAfter } = await http.post(
					url,
					{
						"Content-Type": "application/json",
						"User-Agent": "coachloop",
						"webhook-id": delivery.id,
						"webhook-timestamp": timestamp,
						"webhook-signature": signatureOf(secret, delivery.id, timestamp, body),
					},
					body,
				);
				if (status >= 200 && status < 300) return { kind: "sent", status, durationMs: performance.now() - started };
				const afterMs = retryAfterMsOf(retryAfter, Date.now());
				return failedAttempt(
					{
						code: `webhook-http-${status}`,
						// A receiver that answers with an error, or sends elsewhere, may be mended; one that is gone is not.
						retry: status !== 410,
						mayHaveArrived: status >= 500,
						...(afterMs === null ? {} : { afterMs }),
					},
					status,
					started,
				);
			} catch (error) {
				return failedAttempt(failureOfRequest("webhook", error), null, started);
			}
		},
	};
}

/** Ids, codes, instants and numbers: who may see more asks the API for it. */
function bodyOf({ items: [item], person }: Delivery): string {
	return JSON.stringify({
		type: `message.${kindOfMessage(item.template.code)}`,
		timestamp: item.at,
		data: {
			id: item.id,
			cycleId: item.cycleId,
			taskId: item.task?.id ?? null,
			step: item.step,
			personId: person.id,
			code: item.template.code,
			params: item.template.params,
			also: item.also,
		},
	});
}

/** `v1,` and the HMAC of id, time and body under the key that the secret carries in base64. */
function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
	const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
	return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
