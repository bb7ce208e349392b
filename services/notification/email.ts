import { createTransport } from "nodemailer";
import { kindOfMessage, type MessageKind, maySilence } from "../../domain/notification/message.ts";
import { INVITE_KINDS } from "../../domain/scheduling/invite.ts";
import type { Attempt, Delivery } from "../records/notification-types.ts";
import { inviteIcs, isCalendarAddress } from "../scheduling/invites.ts";
import { type Content, contentOf } from "./content.ts";
import { type Failure, failedAttempt } from "./failure.ts";
import { unsubscribeToken } from "./unsubscribe.ts";

export type EmailOptions = {
	/** `smtp://` or `smtps://`, with user and password where the server asks for them. */
	readonly smtpUrl: string;
	/** As in `coachloop <coaching@example.com>`. */
	readonly from: string;
	readonly publicUrl: string | null;
	readonly unsubscribeKey: string;
};

/**
 * To connect, and to wait for each of the five answers: together shorter than a lease, so that a worker that lives does
 * not send beside the one that takes its lease over.
 */
const CONNECT_MS = 10_000;
const SOCKET_MS = 20_000;

/** E-mail over SMTP: one connection a message, so that an error says of which message it is. */
export function createEmail({ smtpUrl, from, publicUrl, unsubscribeKey }: EmailOptions) {
	const transport = createTransport({
		...smtpOptions(smtpUrl),
		connectionTimeout: CONNECT_MS,
		greetingTimeout: CONNECT_MS,
		socketTimeout: SOCKET_MS,
		// A message is text; what looks like a path or a URL in it is never fetched.
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	return {
		async send(delivery: Delivery): Promise<Attempt> {
			const started = performance.now();
			const content = contentOf(delivery, publicUrl);
			const unsubscribeUrl = unsubscribeUrlOf(delivery, publicUrl, unsubscribeKey);
			const { person, items, clock } = delivery;
			const invite = delivery.target.kind === "calendar" ? calendarPart(delivery, content, from, publicUrl) : null;
			if (invite === "unreachable") {
				return failedAttempt({ code: "calendar-address", retry: false, mayHaveArrived: false }, null, started);
			}
			try {
				await transport.sendMail({
					from,
					to: { name: person.name, address: person.email },
					subject: content.subject,
					text: textOf(content, publicUrl, unsubscribeUrl),
					html: htmlOf(content, publicUrl, unsubscribeUrl),
					messageId: messageIdOf(delivery.id, from),
					...(invite === null ? {} : { icalEvent: invite }),
					// Where time is skipped a message is stamped with the time at which it would have been sent.
					...(clock === "skipped" ? { date: new Date(items[0].deliverAt) } : {}),
					headers: {
						"Auto-Submitted": "auto-generated",
						"X-Auto-Response-Suppress": "All",
						"Content-Language": content.language,
						// Which rows of the outbox this message is, by id alone.
						"X-Coachloop-Messages": items.map(({ id }) => id).join(" "),
						...(unsubscribeUrl === null
							? {}
							: {
									"List-Unsubscribe": `<${unsubscribeUrl}>`,
									"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
								}),
					},
				});
				return { kind: "sent", status: null, durationMs: performance.now() - started };
			} catch (error) {
				return failedAttempt(failureOfSmtp(error), null, started);
			}
		},
	};
}

function smtpOptions(text: string) {
	const url = new URL(text);
	const secure = url.protocol === "smtps:";
	const user = decodeURIComponent(url.username);
	return {
		host: url.hostname.replace(/^\[|\]$/g, ""),
		port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
		secure,
		...(user === "" ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
	};
}

/** The same for every attempt, so that a server and a reader know a repeat. */
function messageIdOf(id: string, from: string): string {
	const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? "coachloop.invalid";
	return `<${id}@${domain}>`;
}

/** The entry as a calendar program reads it out of an e-mail; `unreachable` where an address can stand in no calendar. */
function calendarPart(
	{ person, items: [{ template, at, cycleId }] }: Delivery,
	{ words }: Content,
	from: string,
	publicUrl: string | null,
) {
	const { params, code } = template;
	const method = code === "meeting.cancel" ? "cancel" : "request";
	const kind = INVITE_KINDS.find((one) => one === params.kind);
	const organizerEmail = /<([^>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
	const attendeeEmail = person.email;
	if (kind === undefined || !isCalendarAddress(organizerEmail) || !isCalendarAddress(attendeeEmail))
		return "unreachable";
	const content = inviteIcs({
		id: String(params.invite),
		sequence: Number(params.sequence),
		stampedAt: at,
		startsAt: String(params.startsAt),
		endsAt: String(params.endsAt),
		allDay: params.allDay === true,
		summary: words.meetings[kind],
		url: publicUrl === null || cycleId === null ? null : `${publicUrl}/cycles/${cycleId}`,
		method,
		organizerEmail,
		attendeeEmail,
	});
	return { method, content, filename: "invite.ics" };
}

/** The kinds of a message that may be switched off; null where there are none, or no address for the link. */
function unsubscribeUrlOf(delivery: Delivery, publicUrl: string | null, key: string): string | null {
	const kinds = silenceable(delivery);
	if (publicUrl === null || kinds.length === 0) return null;
	const { orgId, person } = delivery;
	const token = unsubscribeToken(key, { orgId, personId: person.id, channel: "email", kinds });
	return `${publicUrl}/v1/unsubscribe/${token}`;
}

function silenceable({ items }: Delivery): readonly MessageKind[] {
	return [...new Set(items.map(({ template }) => kindOfMessage(template.code)))].filter(maySilence);
}

function textOf(content: Content, publicUrl: string | null, unsubscribeUrl: string | null): string {
	const { items, words } = content;
	const body = items.map(({ sentences, quotes, link }) =>
		[
			...sentences,
			...quotes.map(({ of, quote }) => `  ${of}:\n  > ${oneLine(quote)}`),
			...(link === null ? [] : [`${words.open}: ${link}`]),
		].join("\n"),
	);
	const foot = [
		words.why,
		...(publicUrl === null ? [] : [`${words.settings}: ${publicUrl}/settings/notifications`]),
		...(unsubscribeUrl === null ? [] : [`${words.unsubscribe}: ${publicUrl}/settings/notifications`]),
	];
	return `${body.join("\n\n---\n\n")}\n\n-- \n${[...new Set(foot)].join("\n")}\n`;
}

function htmlOf(content: Content, publicUrl: string | null, unsubscribeUrl: string | null): string {
	const { items, words } = content;
	const body = items.map(({ sentences, quotes, link }) =>
		[
			...sentences.map((sentence) => `<p>${escaped(sentence)}</p>`),
			...quotes.map(({ of, quote }) => `<p>${escaped(of)}</p><blockquote>${escaped(oneLine(quote))}</blockquote>`),
			...(link === null ? [] : [`<p><a href="${escaped(link)}">${escaped(words.open)}</a></p>`]),
		].join("\n"),
	);
	const settings =
		publicUrl === null
			? ""
			: ` <a href="${escaped(`${publicUrl}/settings/notifications`)}">${escaped(unsubscribeUrl === null ? words.settings : words.unsubscribe)}</a>`;
	return [
		`<!doctype html><html lang="${escaped(content.language)}"><head><meta charset="utf-8"><title>${escaped(content.subject)}</title></head>`,
		`<body>${body.join("\n<hr>\n")}\n<hr>\n<p><small>${escaped(words.why)}${settings}</small></p></body></html>`,
	].join("\n");
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, " ");
}

function escaped(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;")
		.replaceAll("'", "&#39;");
}

/** The one place that says what an error of SMTP means. A reply is sure; a line that breaks after the text is not. */
function failureOfSmtp(error: unknown): Failure {
	const reply = numberOf(error, "responseCode");
	const code = wordOf(error, "code");
	if (code === "EAUTH") return { code: "smtp-auth", retry: true, mayHaveArrived: false };
	if (reply !== null && reply >= 400) {
		// 421 and 4xx: not now. 53x: it wants us to log in otherwise, which an admin can mend. Else it never takes it.
		const retry = reply < 500 || (reply >= 530 && reply < 540);
		return { code: `smtp-${reply}`, retry, mayHaveArrived: false };
	}
	if (code === "EENVELOPE") return { code: "smtp-address", retry: false, mayHaveArrived: false };
	if (code === "EDNS") return { code: "smtp-dns", retry: true, mayHaveArrived: false };
	if (code === "ETIMEDOUT") {
		return { code: "smtp-timeout", retry: true, mayHaveArrived: wordOf(error, "timeoutType") === "SOCKET_TIMEOUT" };
	}
	// What breaks while it connects has sent nothing. Of anything later nodemailer does not say how far it came.
	return { code: "smtp-away", retry: true, mayHaveArrived: wordOf(error, "syscall") !== "connect" };
}

function numberOf(error: unknown, field: string): number | null {
	const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, field) : null;
	return typeof value === "number" ? value : null;
}

function wordOf(error: unknown, field: string): string | undefined {
	const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, field) : null;
	return typeof value === "string" ? value : undefined;
}
