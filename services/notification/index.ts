import { type Instant, instantOf } from "../../domain/time.ts";
import type { Attempt, Delivery } from "../records/notification-types.ts";
import { createEmail } from "./email.ts";
import { createHttpClient, type HttpOptions } from "./http.ts";
import { createSlack } from "./slack.ts";
import { createWebhooks } from "./webhook.ts";

export type NotifierOptions = {
	/** Null where nobody set up a mail server: what is to go by e-mail then waits for one. */
	readonly email: { readonly smtpUrl: string; readonly from: string } | null;
	/** Where people reach the product; null for messages without links. */
	readonly publicUrl: string | null;
	/** Signs the links that switch messages off. */
	readonly unsubscribeKey: string;
	/** For receivers on this machine, in development and tests. */
	readonly allowLoopback: boolean;
	readonly resolve?: HttpOptions["resolve"];
	readonly slackApiUrl?: string;
	/** The wall clock. */
	now?(): Instant;
};

export type Notifier = { deliver(delivery: Delivery): Promise<Attempt> };

/** Sends messages by every channel there is. An error becomes an attempt that failed, with a code; none is thrown. */
export function createNotifier(options: NotifierOptions): Notifier {
	const { publicUrl, unsubscribeKey, allowLoopback, resolve, slackApiUrl } = options;
	const http = createHttpClient({ allowLoopback, ...(resolve === undefined ? {} : { resolve }) });
	const email = options.email && createEmail({ ...options.email, publicUrl, unsubscribeKey });
	const slack = createSlack({ http, publicUrl, ...(slackApiUrl === undefined ? {} : { apiUrl: slackApiUrl }) });
	const webhooks = createWebhooks({ http, now: options.now ?? (() => instantOf(Date.now())) });
	return {
		async deliver(delivery) {
			const { target } = delivery;
			switch (target.kind) {
				case "email":
				case "calendar":
					return email === null ? NO_MAIL_SERVER : await email.send(delivery);
				case "slack":
					return await slack.send(delivery, target.settings);
				case "webhook":
					return await webhooks.send(delivery, target);
			}
		},
	};
}

const NO_MAIL_SERVER: Attempt = {
	kind: "failed",
	code: "email-not-set-up",
	retryAfterMs: 0,
	mayHaveArrived: false,
	status: null,
	durationMs: 0,
};
