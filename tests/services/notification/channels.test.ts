import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TASK_KINDS } from "../../../domain/cycle/task.ts";
import { contentOf, wordsIn } from "../../../services/notification/content.ts";
import { createNotifier, type Notifier } from "../../../services/notification/index.ts";
import { readUnsubscribeToken, unsubscribeToken } from "../../../services/notification/unsubscribe.ts";
import type { Delivery, DeliveryItem, DeliveryTarget } from "../../../services/records/notification-types.ts";
import { startMailServer, startReceiver } from "../../support/receivers.ts";

const KEY = "a key for tests, and for nothing else";
const SECRET = `whsec_${randomBytes(32).toString("base64")}`;

let smtp: Awaited<ReturnType<typeof startMailServer>>;
let http: Awaited<ReturnType<typeof startReceiver>>;
let notifier: Notifier;
beforeAll(async () => {
	smtp = await startMailServer();
	http = await startReceiver();
	notifier = createNotifier({
		email: { smtpUrl: smtp.url(), from: "coachloop <coaching@example.org>" },
		publicUrl: "https://coachloop.example.org",
		unsubscribeKey: KEY,
		allowLoopback: true,
		slackApiUrl: http.url("/api"),
	});
});
afterAll(async () => {
	await smtp.close();
	await http.close();
});
beforeEach(() => {
	smtp.become("takes");
	http.answerWith((_, response) => response.writeHead(200).end("ok"));
});

function item(
	code: string,
	params: DeliveryItem["template"]["params"] = {},
	more: Partial<DeliveryItem> = {},
): DeliveryItem {
	return {
		id: randomUUID(),
		cycleId: randomUUID(),
		step: "week:w02:nudge",
		template: { code, params },
		also: [],
		at: "2026-01-15T08:00:00.000Z",
		deliverAt: "2026-01-15T08:00:00.000Z",
		task: null,
		excerpts: [],
		...more,
	};
}

function channelOf(target: DeliveryTarget, first: DeliveryItem): Delivery["channel"] {
	if (target.kind === "webhook") return `webhook:${target.endpointId}`;
	return target.kind === "calendar" ? `calendar:${first.template.params.invite}` : target.kind;
}

function delivery(target: DeliveryTarget, first: DeliveryItem, ...rest: DeliveryItem[]): Delivery {
	return {
		orgId: randomUUID(),
		id: first.id,
		leasedUntil: "2026-01-15T08:01:30.000Z",
		attempts: 1,
		channel: channelOf(target, first),
		clock: "wall",
		person: {
			id: randomUUID(),
			name: "Jürgen Groß",
			email: "j.gross@example.org",
			language: "en",
			zone: "Europe/Berlin",
		},
		items: [first, ...rest],
		target,
	};
}

const DUE = { task: "w02:review", kind: "review", dueAt: "2026-01-20T16:00:00.000Z" };
const EMAIL: DeliveryTarget = { kind: "email" };
const lastMail = () => smtp.mails.at(-1);
function lastRequest() {
	const request = http.received.at(-1);
	if (request === undefined) throw new Error("nothing was received");
	return request;
}

describe("an entry of a calendar by e-mail", () => {
	const CALENDAR: DeliveryTarget = { kind: "calendar" };
	const params = {
		invite: "5f0c9a52-6a55-5b0e-9d51-0c4c9f2a7b10",
		kind: "one-to-one",
		sequence: 2,
		startsAt: "2026-02-03T08:00:00.000Z",
		endsAt: "2026-02-03T08:30:00.000Z",
		allDay: false,
	};

	it.each([
		["meeting.request", "REQUEST", "Coaching: one-to-one"],
		["meeting.cancel", "CANCEL", "Cancelled: Coaching: one-to-one"],
	])("%s is a message that a calendar program understands", async (code, method, subject) => {
		expect(await notifier.deliver(delivery(CALENDAR, item(code, params)))).toMatchObject({ kind: "sent" });
		const mail = lastMail();
		expect(mail?.subject).toBe(subject);
		expect(mail?.text).toContain("Tuesday 3 February at 09:00 CET");
		const [file] = mail?.attachments ?? [];
		const parts = mail?.attachments.map(({ mimeType }) => mimeType) ?? [];
		expect(parts.length).toBeGreaterThan(0);
		const content = file?.content ?? "";
		const text = typeof content === "string" ? content : Buffer.from(new Uint8Array(content)).toString();
		expect(text.replaceAll("\r\n ", "")).toContain(`METHOD:${method}`);
		expect(text).toContain(`UID:${params.invite}`);
		expect(text).toContain("SEQUENCE:2");
		expect(text.replaceAll("\r\n ", "")).toMatch(/mailto:j\.gross@example\.org/i);
		expect(text).not.toContain("Jürgen");
	});

	it("speaks the person's language, and says a date where there is no time", async () => {
		const day = {
			...params,
			kind: "checkpoint",
			startsAt: "2026-02-09T00:00:00.000Z",
			endsAt: "2026-02-10T00:00:00.000Z",
			allDay: true,
		};
		const german = delivery(CALENDAR, item("meeting.request", day));
		await notifier.deliver({ ...german, person: { ...german.person, language: "de" } });
		expect(lastMail()?.subject).toBe("Coaching: Zwischenstand");
		expect(lastMail()?.text).toContain("Montag, 9. Februar.");
	});

	it("for an address that can stand in no calendar is not tried again", async () => {
		const strange = delivery(CALENDAR, item("meeting.request", params));
		const sent = await notifier.deliver({ ...strange, person: { ...strange.person, email: '"a b"@example.org' } });
		expect(sent).toMatchObject({ kind: "failed", code: "calendar-address", retryAfterMs: null });
	});
});

describe("an e-mail", () => {
	const review = () =>
		item("task-opened.review", DUE, {
			task: { id: randomUUID(), kind: "review" },
			excerpts: [
				{
					conversationId: randomUUID(),
					behaviours: [{ signal: "objection-acknowledgment", quote: "That's <too> expensive & slow." }],
					moment: { kind: "missing-follow-up", quote: "We lose two days a month." },
				},
			],
		});

	it("carries the row's id, the same words as text and HTML, the lines of the scorecard and the way to the task", async () => {
		const sent = delivery(EMAIL, review());
		expect(await notifier.deliver(sent)).toMatchObject({ kind: "sent" });
		const mail = lastMail();
		expect(mail?.messageId).toBe(`<${sent.id}@example.org>`);
		expect(mail?.to0).toBe("j.gross@example.org");
		expect(mail?.to?.[0]).toMatchObject({ name: "Jürgen Groß" });
		expect(mail?.subject).toBe("Please review the sessions that are most worth it");
		const link = `https://coachloop.example.org/tasks/${sent.items[0].task?.id}`;
		for (const said of [
			"It is due Tuesday 20 January at 17:00 CET.",
			"Acknowledging objections",
			"We lose two days a month.",
			link,
		]) {
			expect(mail?.text).toContain(said);
			expect(mail?.html).toContain(said);
		}
		expect(mail?.text).toContain("That's <too> expensive & slow.");
		expect(mail?.html).toContain("That&#39;s &lt;too&gt; expensive &amp; slow.");
		expect(mail?.html).not.toContain("<too>");
	});

	it("can be switched off by one click where its kind allows it, and only there", async () => {
		const header = (name: string) => lastMail()?.headers.find(({ key }) => key === name)?.value;
		const reminder = delivery(EMAIL, item("week.practices-missing", { week: 2, missing: 1 }));
		await notifier.deliver(reminder);
		expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
		const token = /^<https:\/\/coachloop\.example\.org\/v1\/unsubscribe\/([^>]+)>$/.exec(
			header("list-unsubscribe") ?? "",
		)?.[1];
		expect(readUnsubscribeToken(KEY, token ?? "")).toEqual({
			orgId: reminder.orgId,
			personId: reminder.person.id,
			channel: "email",
			kinds: ["reminder"],
		});
		await notifier.deliver(delivery(EMAIL, review()));
		expect(header("list-unsubscribe")).toBeUndefined();
		expect(header("list-unsubscribe-post")).toBeUndefined();
	});

	it("holds everything that is due at once, in order, and says which rows it is", async () => {
		const sent = delivery(
			EMAIL,
			item("baseline.closed", { first: "close-attempts", second: "value-framing" }),
			item("week4.flat"),
			review(),
		);
		await notifier.deliver(sent);
		const text = lastMail()?.text ?? "";
		const places = ["asking for a next step", "nothing moved yet", "Please review"].map((words) => text.indexOf(words));
		expect(places).toEqual(places.toSorted((a, b) => a - b));
		expect(places).not.toContain(-1);
		expect(lastMail()?.subject).toBe("3 messages from coachloop");
		const ids = lastMail()?.headers.find(({ key }) => key === "x-coachloop-messages")?.value;
		expect(ids?.split(/\s+/)).toEqual(sent.items.map(({ id }) => id));
	});

	it("speaks the person's language, in the person's own time", async () => {
		const sent = delivery(EMAIL, item("task.remind-weekly", DUE));
		await notifier.deliver({ ...sent, person: { ...sent.person, language: "de" } });
		expect(lastMail()?.subject).toBe("Noch offen: Gespräche durchsehen");
		expect(lastMail()?.text).toMatch(/Dienstag, 20\. Januar um 17:00/);
		expect(lastMail()?.headers.find(({ key }) => key === "content-language")?.value).toBe("de");
	});

	it("is stamped with its due time where time is skipped", async () => {
		const sent = { ...delivery(EMAIL, item("week4.flat")), clock: "skipped" as const };
		await notifier.deliver(sent);
		expect(new Date(lastMail()?.date ?? "").toISOString()).toBe("2026-01-15T08:00:00.000Z");
	});

	it.each([
		[450, "smtp-450", true],
		[550, "smtp-550", false],
		[530, "smtp-530", true],
	])("that is answered %i surely did not arrive", async (code, word, retried) => {
		smtp.become({ refuses: code });
		const attempt = await notifier.deliver(delivery(EMAIL, item("week4.flat")));
		expect(attempt).toMatchObject({ kind: "failed", code: word, mayHaveArrived: false });
		expect(attempt.kind === "failed" && attempt.retryAfterMs !== null).toBe(retried);
	});

	it("may have arrived where the line breaks after its text, and has not where nobody answers", async () => {
		smtp.become("breaks-off-after-text");
		expect(await notifier.deliver(delivery(EMAIL, item("week4.flat")))).toMatchObject({
			kind: "failed",
			mayHaveArrived: true,
			retryAfterMs: 0,
		});
		await smtp.close();
		try {
			expect(await notifier.deliver(delivery(EMAIL, item("week4.flat")))).toMatchObject({
				kind: "failed",
				code: "smtp-away",
				mayHaveArrived: false,
				retryAfterMs: 0,
			});
		} finally {
			await smtp.open();
		}
	});

	it("waits where nobody set up a mail server", async () => {
		const without = createNotifier({ email: null, publicUrl: null, unsubscribeKey: KEY, allowLoopback: false });
		expect(await without.deliver(delivery(EMAIL, item("week4.flat")))).toMatchObject({
			code: "email-not-set-up",
			retryAfterMs: 0,
		});
	});
});

describe("Slack", () => {
	const app: DeliveryTarget = { kind: "slack", settings: { kind: "app", token: "xoxb-1" } };
	const known = { ok: true, user: { id: "U1" } };
	const answers = (byPath: { readonly [path: string]: object }, status = 200, headers = {}) =>
		http.answerWith(({ path }, response) => {
			const found = byPath[path];
			response.writeHead(found === undefined ? 404 : status, headers).end(JSON.stringify(found ?? {}));
		});

	it("as an app writes to the person, with a button that leads to the task", async () => {
		answers({ "/api/users.lookupByEmail": known, "/api/chat.postMessage": { ok: true } });
		const taskId = randomUUID();
		const sent = delivery(app, item("task-opened.review", DUE, { task: { id: taskId, kind: "review" } }));
		expect(await notifier.deliver(sent)).toMatchObject({ kind: "sent", status: 200 });
		const [lookup, post] = http.received.slice(-2);
		expect(lookup?.body).toBe("email=j.gross%40example.org");
		expect(post?.headers.authorization).toBe("Bearer xoxb-1");
		const message = JSON.parse(post?.body ?? "{}");
		expect(message).toMatchObject({ channel: "U1", metadata: { event_payload: { id: sent.id } } });
		expect(message.blocks[1].elements[0]).toMatchObject({
			type: "button",
			url: `https://coachloop.example.org/tasks/${taskId}`,
		});
	});

	it("by a webhook posts to one channel, without quotes that only the person may see", async () => {
		const target: DeliveryTarget = { kind: "slack", settings: { kind: "webhook", url: http.url("/services/T/B/x") } };
		const excerpts = [
			{
				conversationId: randomUUID(),
				behaviours: [],
				moment: { kind: "missing-follow-up", quote: "secret words" } as const,
			},
		];
		expect(await notifier.deliver(delivery(target, item("task-opened.review", DUE, { excerpts })))).toMatchObject({
			kind: "sent",
		});
		expect(http.received.at(-1)?.path).toBe("/services/T/B/x");
		expect(http.received.at(-1)?.body).not.toContain("secret words");
	});

	it.each([
		["users_not_found", 200, null],
		["invalid_blocks", 200, null],
		["ratelimited", 429, 30_000],
		["internal_error", 200, 0],
		["token_revoked", 200, 0],
		["service_unavailable", 503, 0],
	])("that answers %s is classified, and heard when it asks for a pause", async (error, status, waits) => {
		answers(
			{ "/api/users.lookupByEmail": { ok: false, error } },
			status,
			status === 429 ? { "Retry-After": "30" } : {},
		);
		expect(await notifier.deliver(delivery(app, item("task-opened.review", DUE)))).toMatchObject({
			kind: "failed",
			code: `slack-${error}`,
			retryAfterMs: waits,
		});
	});
});

describe("a webhook", () => {
	const target = (): DeliveryTarget => ({
		kind: "webhook",
		endpointId: randomUUID(),
		url: http.url("/hook"),
		secret: SECRET,
	});

	it("is signed so that the reference library accepts it, and refuses it once a byte is changed", async () => {
		const sent = delivery(target(), item("task-opened.review", DUE));
		expect(await notifier.deliver(sent)).toMatchObject({ kind: "sent", status: 200 });
		const { headers, body } = lastRequest();
		expect(headers["webhook-id"]).toBe(sent.id);
		const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
		expect(new Webhook(SECRET).verify(body, signed)).toMatchObject({ type: "message.task", data: { id: sent.id } });
		expect(() => new Webhook(SECRET).verify(body.replace("task", "tusk"), signed)).toThrow(/signature/i);
	});

	it("says nothing of a person but ids", async () => {
		const sent = delivery(target(), item("task-opened.review", DUE));
		await notifier.deliver(sent);
		const { headers, body } = lastRequest();
		for (const personal of [sent.person.name, sent.person.email, "Gro"]) {
			expect(body + JSON.stringify(headers)).not.toContain(personal);
		}
		expect(body).toContain(sent.person.id);
	});

	it.each([
		[500, 0],
		[404, 0],
		[302, 0],
		[410, null],
	])("answered %i is tried again unless the receiver is gone", async (status, waits) => {
		http.answerWith((_, response) => response.writeHead(status).end());
		expect(await notifier.deliver(delivery(target(), item("week4.flat")))).toMatchObject({
			kind: "failed",
			code: `webhook-http-${status}`,
			retryAfterMs: waits,
			status,
		});
	});
});

describe("a link that switches messages off", () => {
	const subject = {
		orgId: randomUUID(),
		personId: randomUUID(),
		channel: "email",
		kinds: ["coaching", "reminder"],
	} as const;

	it("does what it was made for, and nothing once a character of it is changed", () => {
		const token = unsubscribeToken(KEY, subject);
		expect(readUnsubscribeToken(KEY, token)).toEqual({ ...subject, kinds: ["reminder", "coaching"] });
		fc.assert(
			fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom(..."abcdefghij.0123456789-_+"), (at, other) => {
				fc.pre(token[at] !== other);
				expect(readUnsubscribeToken(KEY, token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
			}),
		);
		expect(readUnsubscribeToken("another key", token)).toBeNull();
		expect(readUnsubscribeToken(KEY, "")).toBeNull();
	});
});

describe("words of messages", () => {
	const codes = [
		...TASK_KINDS.map((kind) => `task-opened.${kind}`),
		...["task.remind", "task.remind-due", "task.remind-weekly", "task.stepped-up", "webhook.disabled", "cycle.closed"],
		...["baseline.opened", "baseline.reminded", "baseline.closed", "week.practices-missing"],
		...["holding", "on-track", "partial", "flat", "not-enough-data"].map((verdict) => `week4.${verdict}`),
		...["not-enough-data", "stuck", "rotated", "manager-chooses", "one-replaced", "focus-stays"].map(
			(verdict) => `week8.${verdict}`,
		),
		...["week12.carry-over", "week12.not-measurable"],
	];

	it.each(["en", "de"])("are there in %s for everything that a step tells somebody", (language) => {
		const words = wordsIn(language);
		for (const code of codes) {
			const sent = delivery(EMAIL, item(code, { ...DUE, since: DUE.dueAt }));
			const said = contentOf({ ...sent, person: { ...sent.person, language } }, null).items[0]?.sentences[0] ?? "";
			expect(said, code).not.toBe(words.unknown);
			expect(said, code).not.toMatch(/undefined|NaN|null|\d{4}-\d\d-\d\dT/);
		}
	});

	it("are English for a language that has none, and general for a code that has none", () => {
		expect(wordsIn("fr")).toBe(wordsIn("en"));
		expect(contentOf(delivery(EMAIL, item("something.new")), null).subject).toBe(
			"There is news about coaching for you",
		);
	});
});
