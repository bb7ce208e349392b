import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DatabaseAway } from "../../../services/database.ts";
import { createNotifier } from "../../../services/notification/index.ts";
import { createMessageRelay } from "../../../services/notification/relay.ts";
import type { OutboxRecords } from "../../../services/records/notification-types.ts";
import { startMailServer, startReceiver } from "../../support/receivers.ts";
import {
	type Company,
	callerOf,
	createCompany,
	EPOCH,
	launch,
	newKey,
	personOf,
	type Rig,
	startRig,
	step,
	throughBaseline,
	value,
	ZONE,
} from "../records/rig.ts";

let rig: Rig;
let smtp: Awaited<ReturnType<typeof startMailServer>>;
let http: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(() => rig.close());
beforeEach(async () => {
	smtp = await startMailServer();
	http = await startReceiver();
});
afterEach(async () => {
	await smtp.close();
	await http.close();
	// What a test leaves behind is nothing to the next one.
	await rig.look("update outbox set state = 'withdrawn', leased_until = null, sent_at = null where state = 'pending'");
});

const warnings: string[] = [];
function relayOver(outbox: OutboxRecords = rig.records.outbox) {
	return createMessageRelay({
		outbox,
		notifier: createNotifier({
			email: { smtpUrl: smtp.url(), from: "coachloop <coaching@example.org>" },
			publicUrl: "https://coachloop.example.org",
			unsubscribeKey: "a key for tests, and for nothing else",
			allowLoopback: true,
		}),
		log: { warn: (fields, message) => void warnings.push(`${message} ${JSON.stringify(fields)}`) },
	});
}

/** A worker that is killed between sending and marking. */
const killedBeforeMarking = (): OutboxRecords => ({
	...rig.records.outbox,
	close: async () => {
		throw new Error("killed");
	},
});

/** Days go by: what waited for its time, for another attempt or for the end of a lease has waited long enough. */
async function letTimePass(): Promise<void> {
	await rig.look(`update outbox set deliver_at = deliver_at - interval '10 years',
		retry_at = retry_at - interval '10 years', leased_until = leased_until - interval '10 years' where state = 'pending'`);
}

async function passesUntilIdle(relay: ReturnType<typeof relayOver>): Promise<void> {
	while ((await relay.once()) > 0);
}

/** A company of a manager and reps that is told by e-mail, and one cycle past its baseline. */
async function startCompany(clock: "wall" | "skipped" = "wall"): Promise<{ company: Company; cycleId: string }> {
	const company = await createCompany(rig.records, { reps: 1, clock });
	const org = rig.records.org(company.orgId);
	value(
		await org.importPeople(
			[
				{
					externalId: "admin",
					name: "Ada Admin",
					email: "admin@example.org",
					roles: ["admin"],
					zone: ZONE,
					manager: null,
				},
			],
			EPOCH,
		),
	);
	value(await org.notification.saveChannel(company.lead.personId, "email", { enabled: true }));
	const [cycleId = ""] = await launch(rig.records, company, ["r0"]);
	return { company, cycleId };
}

async function addReceiver(company: Company, events: readonly ("task" | "reminder" | "coaching")[]) {
	const { notification } = rig.records.org(company.orgId);
	return value(await notification.createWebhook(company.lead, { url: http.url("/hook"), events }, newKey(events)));
}

/** The ladder of the manager's task goes on, a reminder a week. */
async function remind(company: Company, cycleId: string, from: number, to: number): Promise<void> {
	for (let rung = from; rung <= to; rung++) {
		const now = new Date(Date.parse("2026-01-12T09:00:00.000Z") + rung * 7 * 86_400_000).toISOString();
		const call = { kind: "rung", task: "approve-focus", rung, do: "remind-weekly" } as const;
		await rig.records.runStep(step(company.orgId, cycleId, now), call);
	}
}

type OutboxRow = {
	id: string;
	channel: string;
	template_code: string;
	state: string;
	last_error: string | null;
	sent_at: Date | null;
};
const rowsOf = (company: Company, channel = "email") =>
	rig.look<OutboxRow>(
		`select id, channel, template_code, state, last_error, sent_at from outbox
		where org_id = $1 and channel like $2 || '%' order by deliver_at, at, id`,
		[company.orgId, channel],
	);
const statesOf = async (company: Company, channel = "email") =>
	(await rowsOf(company, channel)).map(({ state }) => state);
const mailsTo = (address: string) => smtp.mails.filter(({ to0 }) => to0 === address);
const idsIn = (mail: (typeof smtp.mails)[number]) =>
	mail.headers.find(({ key }) => key === "x-coachloop-messages")?.value.split(/\s+/) ?? [];

describe("a long outage of the mail server", () => {
	it("tells everybody everything afterwards, in order, once, and of one thing not a hundred times", async () => {
		const { company, cycleId } = await startCompany();
		await smtp.close();
		await throughBaseline(rig.records, company, "r0", cycleId);
		const relay = relayOver();
		for (let week = 1; week <= 30; week++) {
			await remind(company, cycleId, week, week);
			await letTimePass();
			await relay.once();
		}
		expect(smtp.mails).toEqual([]);
		expect(await statesOf(company)).not.toContain("sent");
		await smtp.open();
		await letTimePass();
		await passesUntilIdle(relay);

		const [toManager, ...more] = mailsTo("m1@example.org");
		expect(more).toEqual([]);
		expect(toManager?.subject).toMatch(/^Still open: approve the focus/);
		const [toRep, ...others] = mailsTo("r0@example.org");
		expect(others).toEqual([]);
		const text = toRep?.text ?? "";
		expect(text.indexOf("Your coaching begins")).toBeGreaterThanOrEqual(0);
		expect(text.indexOf("Your baseline is complete")).toBeGreaterThan(text.indexOf("Your coaching begins"));

		const rows = await rowsOf(company);
		const told = smtp.mails.flatMap(idsIn);
		expect(told.toSorted()).toEqual(
			rows
				.filter(({ state }) => state === "sent")
				.map(({ id }) => id)
				.toSorted(),
		);
		expect(rows.filter(({ state }) => state !== "sent").every((row) => row.last_error === "folded")).toBe(true);
		expect(rows.length).toBeGreaterThan(30);

		await letTimePass();
		await passesUntilIdle(relay);
		expect(smtp.mails).toHaveLength(2);
	});
});

describe("a long outage of everything outside", () => {
	it("is followed by each thing once, in order, by e-mail, Slack and webhook", async () => {
		const { company, cycleId } = await startCompany();
		await addReceiver(company, ["task", "reminder", "coaching"]);
		const { notification } = rig.records.org(company.orgId);
		const slack = { kind: "webhook", url: http.url("/slack") } as const;
		value(await notification.saveChannel(company.lead.personId, "slack", { enabled: true, slack }));
		await smtp.close();
		await http.close();
		await throughBaseline(rig.records, company, "r0", cycleId);
		const relay = relayOver();
		// Every try of the outage is made, each behind a wait that is over; what fails for five days is another test's matter.
		for (let week = 1; week <= 10; week++) {
			await remind(company, cycleId, week, week);
			await letTimePass();
			await passesUntilIdle(relay);
			await letTimePass();
		}
		expect([...smtp.mails, ...http.received]).toEqual([]);
		await smtp.open();
		await http.open();
		await letTimePass();
		await passesUntilIdle(relay);

		const toHook = http.received.filter(({ path }) => path === "/hook");
		const rows = await rowsOf(company, "webhook:");
		expect(rows.length).toBeGreaterThan(11);
		expect(toHook.map(({ headers }) => headers["webhook-id"]).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
		const manager = personOf(company, "m1").id;
		const toldManager = toHook.filter(({ body }) => body.includes(manager)).map(({ headers }) => headers["webhook-id"]);
		expect(toldManager).toEqual(rows.map(({ id }) => id).filter((id) => toldManager.includes(id)));
		// The channel that all read hears of what is owed, once; a person hears of one open thing once, of the rest once each.
		expect(http.received.filter(({ path }) => path === "/slack")).toHaveLength(1);
		expect(mailsTo("m1@example.org")).toHaveLength(1);
		expect(mailsTo("r0@example.org")).toHaveLength(1);
		const before = http.received.length;
		await letTimePass();
		await passesUntilIdle(relay);
		expect([smtp.mails.length, http.received.length]).toEqual([2, before]);
	});
});

describe("a database that is away when a message has gone", () => {
	it("is told when it is back: the message is marked, and does not go again", async () => {
		const { company, cycleId } = await startCompany();
		await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		await letTimePass();
		let refused = 0;
		const awayAtFirst: OutboxRecords = {
			...rig.records.outbox,
			async close(delivery, attempt) {
				refused += 1;
				if (refused <= 2) throw new DatabaseAway(new Error("the connection was cut"));
				await rig.records.outbox.close(delivery, attempt);
			},
		};
		await relayOver(awayAtFirst).once();
		expect(refused).toBe(3);
		expect(await statesOf(company)).toEqual(["sent"]);
		await letTimePass();
		await passesUntilIdle(relayOver());
		expect(smtp.mails).toHaveLength(1);
	});
});

describe("a worker that is killed between sending and marking", () => {
	it("leaves a lease that comes back: the same message goes once more, under the same id, with nothing new in it", async () => {
		const { company, cycleId } = await startCompany();
		await throughBaseline(rig.records, company, "r0", cycleId);
		await letTimePass();
		await relayOver(killedBeforeMarking()).once();
		const first = [...smtp.mails];
		expect(first.map(({ to0 }) => to0).toSorted()).toEqual(["m1@example.org", "r0@example.org"]);

		// Until the lease ends nobody sends it, though a message for the same person comes.
		await remind(company, cycleId, 1, 1);
		await relayOver().once();
		expect(smtp.mails).toHaveLength(2);

		await letTimePass();
		await passesUntilIdle(relayOver());
		for (const one of first) {
			const again = smtp.mails.filter(({ messageId }) => messageId === one.messageId);
			expect(again).toHaveLength(2);
			expect(again.map(idsIn)).toEqual([idsIn(one), idsIn(one)]);
		}
		// No row went under two ids, and what came meanwhile went by itself, once.
		for (const { id } of await rowsOf(company)) {
			const under = new Set(smtp.mails.filter((mail) => idsIn(mail).includes(id)).map(({ messageId }) => messageId));
			expect(under.size).toBe(1);
		}
		expect(mailsTo("m1@example.org").at(-1)?.subject).toMatch(/^Still open/);
		expect(smtp.mails).toHaveLength(5);
		await letTimePass();
		await passesUntilIdle(relayOver());
		expect(smtp.mails).toHaveLength(5);
	});

	it("does not mark what another has taken over", async () => {
		const { company, cycleId } = await startCompany();
		await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		await letTimePass();
		const { outbox } = rig.records;
		const [lease] = await outbox.lease("email", 10, 60_000);
		const stale = lease && (await outbox.open(lease));
		if (!stale) throw new Error("nothing was leased");
		await letTimePass();
		const [taken] = await outbox.lease("email", 10, 60_000);
		expect(taken).toMatchObject({ id: stale.id, attempts: 2 });
		await outbox.close(stale, {
			kind: "failed",
			code: "late",
			retryAfterMs: null,
			mayHaveArrived: false,
			status: null,
			durationMs: 1,
		});
		expect(await statesOf(company)).toEqual(["pending"]);
	});
});

describe("a mail server", () => {
	it("that breaks off after the text gets the same message again, under the same id", async () => {
		const { company, cycleId } = await startCompany();
		await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		await letTimePass();
		smtp.become("breaks-off-after-text");
		await relayOver().once();
		smtp.become("takes");
		await letTimePass();
		await passesUntilIdle(relayOver());
		expect(smtp.mails).toHaveLength(2);
		expect(new Set(smtp.mails.map(({ messageId }) => messageId)).size).toBe(1);
		expect(await statesOf(company)).toEqual(["sent"]);
	});

	it("that refuses an address for good ends that message, and no other", async () => {
		const { company, cycleId } = await startCompany();
		await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		await letTimePass();
		smtp.become({ refuses: 550 });
		await relayOver().once();
		expect(await rowsOf(company)).toMatchObject([{ state: "failed", last_error: "smtp-550" }]);
		expect(warnings.join()).not.toContain("r0@example.org");
	});
});

describe("a message that waits", () => {
	it("is not sent before its time, nor to somebody who silenced it, left, or has nothing to do any more", async () => {
		const { company, cycleId } = await startCompany();
		const org = rig.records.org(company.orgId);
		await throughBaseline(rig.records, company, "r0", cycleId);
		await rig.look("update outbox set deliver_at = now() + interval '1 hour' where org_id = $1 and state = 'pending'", [
			company.orgId,
		]);
		await relayOver().once();
		expect(smtp.mails).toEqual([]);

		await org.notification.unsubscribe(personOf(company, "r0").id, "email", ["coaching", "task"]);
		const [task] = await org.listTasks({ cycleId, state: "open" });
		const answer = { kind: "approve-focus", signals: ["value-framing", "close-attempts"] } as const;
		const asked = {
			kind: "decide-task",
			cycleId,
			taskId: task?.id ?? null,
			answer,
			note: null,
			at: "2026-01-09T09:00:00.000Z",
		} as const;
		const act = value(await org.writeAct(callerOf(company, "m1"), asked, newKey(asked)));
		await rig.records.runStep(step(company.orgId, cycleId, asked.at), { kind: "act", actId: act.id });
		await letTimePass();
		await passesUntilIdle(relayOver());
		expect(smtp.mails).toEqual([]);
		expect((await rowsOf(company)).map((row) => [row.template_code, row.last_error]).toSorted()).toEqual([
			["baseline.closed", "silenced"],
			["baseline.opened", "silenced"],
			["task-opened.approve-focus", "moot"],
		]);
		const settings = await org.notification.settings(personOf(company, "r0").id);
		expect(settings.choices.find(({ kind, channel }) => kind === "task" && channel === "email")?.enabled).toBe(true);
	});

	it("is not sent about somebody who is being erased, though others were to be told", async () => {
		const { company, cycleId } = await startCompany();
		await addReceiver(company, ["task"]);
		await throughBaseline(rig.records, company, "r0", cycleId);
		await letTimePass();
		expect(await statesOf(company)).toContain("pending");
		await rig.look("update person set status = 'erasing' where org_id = $1 and external_id = 'r0'", [company.orgId]);
		await passesUntilIdle(relayOver());
		expect(smtp.mails).toEqual([]);
		expect(http.received).toEqual([]);
		const rows = [...(await rowsOf(company)), ...(await rowsOf(company, "webhook"))];
		expect(rows.length).toBeGreaterThan(1);
		for (const row of rows) expect(row).toMatchObject({ state: "withdrawn", last_error: "person-gone" });
	});

	it("is not sent to somebody who left", async () => {
		const { company, cycleId } = await startCompany();
		await rig.records.runStep(step(company.orgId, cycleId, "2026-01-05T08:00:00.000Z"), { kind: "plan" });
		await rig.look("update person set status = 'left' where org_id = $1 and external_id = 'r0'", [company.orgId]);
		await letTimePass();
		await passesUntilIdle(relayOver());
		expect(await rowsOf(company)).toMatchObject([{ state: "withdrawn", last_error: "person-gone" }]);
		expect(smtp.mails).toEqual([]);
	});

	it("is sent once by many relays, each person's in the order of their time", async () => {
		const { company, cycleId } = await startCompany();
		const { secret } = await addReceiver(company, ["task", "reminder", "coaching"]);
		await throughBaseline(rig.records, company, "r0", cycleId);
		await remind(company, cycleId, 1, 20);
		await letTimePass();
		const relays = [relayOver(), relayOver(), relayOver()];
		for (let idle = 0; idle === 0; ) {
			const taken = await Promise.all(relays.map((relay) => relay.once()));
			if (taken.every((count) => count === 0)) idle++;
		}
		const rows = await rowsOf(company, "webhook:");
		expect(rows.length).toBeGreaterThan(22);
		expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["sent"]));
		const received = http.received.map(({ headers }) => String(headers["webhook-id"]));
		expect(received.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
		for (const { body, headers } of http.received) {
			const signed = Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)]));
			new Webhook(secret).verify(body, signed);
		}
		const manager = personOf(company, "m1").id;
		const toldManager = http.received
			.filter(({ body }) => body.includes(manager))
			.map(({ headers }) => headers["webhook-id"]);
		expect(toldManager).toEqual(rows.map(({ id }) => id).filter((id) => toldManager.includes(id)));
		const pieces = smtp.mails.flatMap(idsIn);
		expect(new Set(pieces).size).toBe(pieces.length);
	});
});

describe("a receiver of webhooks", () => {
	it("that was away for long gets everything afterwards, in order, once; the log tells of each attempt", async () => {
		const { company, cycleId } = await startCompany();
		const { webhook } = await addReceiver(company, ["task", "reminder"]);
		await throughBaseline(rig.records, company, "r0", cycleId);
		await remind(company, cycleId, 1, 10);
		http.answerWith((_, response) => response.writeHead(503).end());
		const relay = relayOver();
		for (let attempt = 0; attempt < 5; attempt++) {
			await letTimePass();
			await relay.once();
		}
		const tried = http.received.map(({ headers }) => headers["webhook-id"]);
		expect(tried).toHaveLength(5);
		expect(new Set(tried).size).toBe(1);
		http.answerWith((_, response) => response.writeHead(204).end());
		const before = http.received.length;
		await letTimePass();
		await passesUntilIdle(relay);
		const rows = await rowsOf(company, "webhook:");
		expect(http.received.slice(before).map(({ headers }) => headers["webhook-id"])).toEqual(rows.map(({ id }) => id));
		expect(rows).toHaveLength(11);

		const { notification } = rig.records.org(company.orgId);
		const log = await notification.listDeliveries(webhook.id);
		expect(log.filter(({ status }) => status === 503)).toHaveLength(5);
		expect(log.filter(({ status }) => status === 204)).toHaveLength(11);
		expect(await notification.findWebhook(webhook.id)).toMatchObject({ state: "active", failingSince: null });

		const key = newKey("again");
		const messageId = rows[3]?.id ?? "";
		value(await notification.redeliver(company.lead, webhook.id, messageId, key));
		expect(value(await notification.redeliver(company.lead, webhook.id, messageId, key)).replayed).toBe(true);
		await passesUntilIdle(relay);
		expect(http.received.slice(before + 11).map(({ headers }) => headers["webhook-id"])).toEqual([messageId]);
	});

	it("that fails for days is switched off, its admins are told once, and it can be switched on and caught up", async () => {
		const { company, cycleId } = await startCompany();
		const { webhook } = await addReceiver(company, ["task", "reminder"]);
		await throughBaseline(rig.records, company, "r0", cycleId);
		await remind(company, cycleId, 1, 3);
		http.answerWith((_, response) => response.writeHead(500).end());
		const relay = relayOver();
		await letTimePass();
		await relay.once();
		const { notification } = rig.records.org(company.orgId);
		expect(await notification.findWebhook(webhook.id)).toMatchObject({ state: "active" });
		await rig.look("update webhook_endpoint set failing_since = failing_since - interval '5 days' where id = $1", [
			webhook.id,
		]);
		await letTimePass();
		await passesUntilIdle(relay);
		expect(await notification.findWebhook(webhook.id)).toMatchObject({ state: "disabled" });
		expect(await statesOf(company, "webhook:")).toEqual(["failed", "failed", "failed", "failed"]);
		await letTimePass();
		await passesUntilIdle(relay);
		const told = mailsTo("admin@example.org");
		expect(told).toHaveLength(1);
		expect(told[0]?.text).toContain("was switched off");
		expect(told[0]?.headers.find(({ key }) => key === "list-unsubscribe")).toBeUndefined();

		// A step that comes while it is off makes no row for it.
		await remind(company, cycleId, 4, 4);
		expect(await rowsOf(company, "webhook:")).toHaveLength(4);

		http.answerWith((_, response) => response.writeHead(200).end());
		const before = http.received.length;
		const change = { url: webhook.url, events: webhook.events, enabled: true };
		expect(await notification.updateWebhook(company.lead.personId, webhook.id, change)).toMatchObject({
			state: "active",
			failingSince: null,
		});
		for (const { id } of await rowsOf(company, "webhook:")) {
			value(await notification.redeliver(company.lead, webhook.id, id, newKey(id)));
		}
		await passesUntilIdle(relay);
		expect(http.received.slice(before)).toHaveLength(4);
	});

	it("that is removed gets nothing more, and its secret is gone", async () => {
		const { company, cycleId } = await startCompany();
		const { webhook, secret } = await addReceiver(company, ["task"]);
		await throughBaseline(rig.records, company, "r0", cycleId);
		const { notification } = rig.records.org(company.orgId);
		await notification.removeWebhook(company.lead.personId, webhook.id);
		await letTimePass();
		await passesUntilIdle(relayOver());
		expect(http.received).toEqual([]);
		expect(await statesOf(company, "webhook:")).toEqual(["withdrawn"]);
		expect(await notification.findWebhook(webhook.id)).toBeNull();
		expect(await rig.look("select id from webhook_endpoint where secret = $1", [secret])).toEqual([]);
	});

	it("that hangs holds up no e-mail", async () => {
		const { company, cycleId } = await startCompany();
		await addReceiver(company, ["task", "reminder", "coaching"]);
		await throughBaseline(rig.records, company, "r0", cycleId);
		await letTimePass();
		const hanging = new Promise<void>((resolve) => http.answerWith(() => resolve()));
		const stop = new AbortController();
		const running = relayOver().run(stop.signal);
		await hanging;
		await expect.poll(() => smtp.mails.length, { timeout: 10_000 }).toBe(2);
		stop.abort();
		await http.close();
		await running;
		expect(await statesOf(company, "webhook:")).toContain("pending");
	});
});

describe("where time is skipped", () => {
	it("a message is sent at once, each by itself, stamped with the time at which it is due", async () => {
		const { company, cycleId } = await startCompany("skipped");
		await throughBaseline(rig.records, company, "r0", cycleId);
		await remind(company, cycleId, 500, 502);
		const rows = await rig.look<{ id: string; deliver_at: Date }>(
			"select id, deliver_at from outbox where org_id = $1 and channel = 'email' and deliver_at > now()",
			[company.orgId],
		);
		expect(rows.length).toBeGreaterThanOrEqual(3);
		await passesUntilIdle(relayOver());
		expect(smtp.mails.every((mail) => idsIn(mail).length === 1)).toBe(true);
		expect(smtp.mails).toHaveLength((await rowsOf(company)).length);
		for (const { id, deliver_at } of rows) {
			const mail = smtp.mails.find((one) => idsIn(one).includes(id));
			// A header of e-mail knows no milliseconds.
			expect(new Date(mail?.date ?? "").getTime()).toBe(Math.floor(deliver_at.getTime() / 1000) * 1000);
		}
		expect((await rowsOf(company)).every(({ state }) => state === "sent")).toBe(true);
	});
});
