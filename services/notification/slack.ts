import type { Attempt, Delivery, SlackSettings } from "../records/notification-types.ts";
import { type Content, contentOf } from "./content.ts";
import { type Failure, failedAttempt, failureOfRequest } from "./failure.ts";
import { type Answer, type HttpClient, retryAfterMsOf } from "./http.ts";

export type SlackOptions = {
	readonly http: HttpClient;
	readonly publicUrl: string | null;
	/** Another address than Slack's own, for tests and for gateways. */
	readonly apiUrl?: string;
};

const API_URL = "https://slack.com/api";
/** A section holds at most 3,000 characters, a message at most 50 blocks. */
const TEXT_MAX = 2900;
const ITEMS_MAX = 20;

/** An answer that is not the wanted one. */
class SlackRefusal extends Error {
	readonly failure: Failure;
	readonly status: number;
	constructor(failure: Failure, status: number) {
		super(failure.code);
		this.failure = failure;
		this.status = status;
	}
}

/** Slack by an incoming webhook (one channel for all), or as an app that writes to each person. */
export function createSlack({ http, publicUrl, apiUrl = API_URL }: SlackOptions) {
	const call = async (method: string, token: string, body: { readonly [field: string]: unknown }) => {
		const answer = await http.post(
			`${apiUrl}/${method}`,
			{ Authorization: `Bearer ${token}`, "Content-Type": "application/json; charset=utf-8" },
			JSON.stringify(body),
		);
		const reply = replyOf(answer.body);
		if (answer.status !== 200 || !reply.ok) throw new SlackRefusal(failureOfSlack(answer, reply.error), answer.status);
		return reply;
	};
	const asApp = async (token: string, delivery: Delivery, content: Content): Promise<number> => {
		// The one method of Slack that takes a form alone.
		const found = await http.post(
			`${apiUrl}/users.lookupByEmail`,
			{ Authorization: `Bearer ${token}`, "Content-Type": "application/x-www-form-urlencoded" },
			new URLSearchParams({ email: delivery.person.email }).toString(),
		);
		const user = replyOf(found.body);
		if (found.status !== 200 || !user.ok || user.userId === null) {
			throw new SlackRefusal(failureOfSlack(found, user.error), found.status);
		}
		await call("chat.postMessage", token, {
			channel: user.userId,
			text: content.subject,
			blocks: blocksOf(content, true),
			metadata: { event_type: "coachloop_message", event_payload: { id: delivery.id } },
			unfurl_links: false,
		});
		return 200;
	};
	const byWebhook = async (url: string, content: Content): Promise<number> => {
		const answer = await http.post(
			url,
			{ "Content-Type": "application/json; charset=utf-8" },
			JSON.stringify({ text: content.subject, blocks: blocksOf(content, false) }),
		);
		if (answer.status !== 200) throw new SlackRefusal(failureOfSlack(answer, answer.body.trim()), answer.status);
		return answer.status;
	};
	return {
		async send(delivery: Delivery, settings: SlackSettings): Promise<Attempt> {
			const started = performance.now();
			const content = contentOf(delivery, publicUrl);
			try {
				const status =
					settings.kind === "app"
						? await asApp(settings.token, delivery, content)
						: await byWebhook(settings.url, content);
				return { kind: "sent", status, durationMs: performance.now() - started };
			} catch (error) {
				if (error instanceof SlackRefusal) return failedAttempt(error.failure, error.status, started);
				return failedAttempt(failureOfRequest("slack", error), null, started);
			}
		},
	};
}

/** Quotes stay out of Slack where many read it. */
function blocksOf({ items, words }: Content, withQuotes: boolean): readonly object[] {
	return items.slice(-ITEMS_MAX).flatMap(({ sentences, quotes, link }) => {
		const lines = [
			...sentences.map(escaped),
			...(withQuotes ? quotes.map(({ of, quote }) => `*${escaped(of)}*\n>${escaped(quote.replace(/\s+/g, " "))}`) : []),
		];
		const section = { type: "section", text: { type: "mrkdwn", text: lines.join("\n").slice(0, TEXT_MAX) } };
		if (link === null) return [section];
		const button = { type: "button", text: { type: "plain_text", text: words.open }, url: link };
		return [section, { type: "actions", elements: [button] }];
	});
}

/** What Slack reads as markup, and nothing more. */
function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function replyOf(body: string): { readonly ok: boolean; readonly error: string; readonly userId: string | null } {
	let json: unknown = null;
	try {
		json = JSON.parse(body);
	} catch {
		// A gateway between us and Slack answers in HTML.
	}
	const field = (value: unknown, name: string): unknown =>
		typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
	const error = field(json, "error");
	const id = field(field(json, "user"), "id");
	return {
		ok: field(json, "ok") === true,
		error: typeof error === "string" ? error : "unreadable",
		userId: typeof id === "string" ? id : null,
	};
}

/** Slack's own words for what waiting or an admin mends. Everything else it would refuse again. */
const MENDED_LATER = new Set([
	"ratelimited",
	"rate_limited",
	"message_limit_exceeded",
	"internal_error",
	"fatal_error",
	"service_unavailable",
	"request_timeout",
	"team_added_to_org",
	"unreadable",
	"invalid_auth",
	"not_authed",
	"account_inactive",
	"token_revoked",
	"token_expired",
	"missing_scope",
	"org_login_required",
	"ekm_access_denied",
	"no_service",
	"no_active_hooks",
	"invalid_token",
	"channel_is_archived",
	"action_prohibited",
]);

/** The one place that says what an error of Slack means. */
function failureOfSlack({ status, retryAfter }: Answer, error: string): Failure {
	const after = retryAfterMsOf(retryAfter, Date.now());
	const word = /^[a-z0-9_]{1,48}$/.test(error) ? error : "unreadable";
	const retry = status === 429 || status >= 500 || MENDED_LATER.has(word);
	return {
		code: status === 200 || word !== "unreadable" ? `slack-${word}` : `slack-http-${status}`,
		retry,
		// A server that broke while it answered may have posted before.
		mayHaveArrived: status >= 500,
		...(after === null ? {} : { afterMs: after }),
	};
}
