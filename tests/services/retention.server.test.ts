import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RETENTION_BEGINS } from "../../workflows/retention/state.ts";
import { TASK_QUEUES } from "../../workflows/task-queues.ts";
import { RETENTION_ID } from "../../workflows/workflow-ids.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { superuser } from "../support/superuser.ts";
import { callerOf, createCompany, launch, newKey, personOf, submission, value } from "./records/rig.ts";

let rig: Rig;
let workers: Awaited<ReturnType<Rig["startWorkers"]>>;
beforeAll(async () => {
	rig = await startRig();
	workers = await rig.startWorkers();
});
afterAll(async () => {
	await workers?.stop();
	await rig?.close();
});

/** An organisation with `count` conversations that were stored so many days ago. */
async function companyWith(count: number, daysAgo: number) {
	const company = await createCompany(rig.records, { reps: 1 });
	const one = value(
		await rig.records
			.org(company.orgId)
			.submitConversation(callerOf(company, "r0"), submission(personOf(company, "r0").id), newKey()),
	);
	await superuser(
		rig.database.superuser,
		`with more as (
			insert into conversation (org_id, rep_id, source, kind, language, occurred_at, fact_seq, rep_turns, rep_words, state)
			select org_id, rep_id, source, kind, language, occurred_at, fact_seq, rep_turns, rep_words, 'refused'
			from conversation, generate_series(2, $2) where id = $1
			returning org_id, id
		)
		insert into transcript (org_id, conversation_id, format, document) select org_id, id, 'json', '\\x01' from more`,
		[one.conversationId, count],
	);
	await superuser(
		rig.database.superuser,
		"update conversation set recorded_at = now() - $2::int * interval '1 day' where org_id = $1",
		[company.orgId, daysAgo],
	);
	return company.orgId;
}

async function left(orgId: string): Promise<number> {
	const [row] = await superuser<{ n: number }>(
		rig.database.superuser,
		"select count(*)::int as n from transcript where org_id = $1",
		[orgId],
	);
	return row?.n ?? 0;
}

describe("retention", () => {
	it("removes what is older than the policy says in every organisation, in batches, and nothing else", async () => {
		const old = await companyWith(450, 731);
		const young = await companyWith(3, 729);
		await rig.client.workflow.execute("retention", {
			workflowId: RETENTION_ID,
			taskQueue: TASK_QUEUES.cycle,
			args: [RETENTION_BEGINS],
		});
		expect(await left(old)).toBe(0);
		expect(await left(young)).toBe(3);
		const [kept] = await superuser<{ n: number }>(
			rig.database.superuser,
			"select count(*)::int as n from conversation where org_id = $1",
			[old],
		);
		expect(kept?.n).toBe(450);
	}, 60_000);

	it("goes on after a worker died in the middle of it, and what is removed twice is removed once", async () => {
		const old = await companyWith(250, 800);
		const first = await rig.records.deleteExpired(old, new Date().toISOString());
		expect(first).toEqual({ more: true });
		expect(await left(old)).toBe(50);
		expect(await rig.records.deleteExpired(old, new Date().toISOString())).toEqual({ more: false });
		expect(await rig.records.deleteExpired(old, new Date().toISOString())).toEqual({ more: false });
		expect(await left(old)).toBe(0);
	});

	it("ends for messages that were sent, attempts at delivery, and the calendar of a closed cycle, each after its own days", async () => {
		const company = await createCompany(rig.records, { reps: 2 });
		const { orgId } = company;
		const cycles = await launch(rig.records, company, ["r0", "r1"]);
		const m1 = personOf(company, "m1").id;
		const run = (sql: string, values: readonly unknown[]) =>
			superuser<{ n: number }>(rig.database.superuser, sql, values);
		await run(
			"update cycle set phase = 'closed', closed_because = 'stopped', closed_at = now() - interval '366 days' where id = $1",
			[cycles[0]],
		);
		for (const cycle of cycles) {
			await run(
				`insert into invite (org_id, id, cycle_id, name, person_id, kind, starts_at, ends_at, changed_at)
				values ($1, gen_random_uuid(), $2, 'one-to-one', $3, 'one-to-one', now() - interval '500 days', now() - interval '499 days', now())`,
				[orgId, cycle, m1],
			);
		}
		const messages = [
			["sent", 366],
			["sent", 364],
			["withdrawn", 366],
			["pending", 500],
		] as const;
		for (const [state, days] of messages) {
			await run(
				`insert into outbox (org_id, id, cycle_id, step, person_id, channel, template_code, params, at, deliver_at, state, sent_at)
				values ($1, gen_random_uuid(), $2, gen_random_uuid(), $3, 'email', 'task.remind', '{}',
					now() - $5::int * interval '1 day', now(), $4, case when $4 = 'sent' then now() end)`,
				[orgId, cycles[0], m1, state, days],
			);
		}
		await run(
			"insert into webhook_endpoint (org_id, url, secret, events) values ($1, 'https://h.example', 's', '{task}')",
			[orgId],
		);
		for (const days of [91, 89]) {
			await run(
				`insert into webhook_delivery (org_id, endpoint_id, message_id, attempt, duration_ms, at)
				select org_id, id, gen_random_uuid(), 1, 5, now() - $2::int * interval '1 day' from webhook_endpoint where org_id = $1`,
				[orgId, days],
			);
		}
		expect(await rig.records.deleteExpired(orgId, new Date().toISOString())).toEqual({ more: false });
		const states = await superuser<{ state: string }>(
			rig.database.superuser,
			"select state from outbox where org_id = $1 and channel = 'email' order by state",
			[orgId],
		);
		expect(states.map(({ state }) => state)).toEqual(["pending", "sent"]);
		const counted = async (table: string) =>
			(await run(`select count(*)::int as n from ${table} where org_id = $1`, [orgId]))[0]?.n;
		expect(await counted("webhook_delivery")).toBe(1);
		expect(await counted("invite")).toBe(1);
	});

	it("is scheduled once, however many workers start", async () => {
		await Promise.all([rig.cycles.scheduleRetention(), rig.cycles.scheduleRetention()]);
		await rig.cycles.scheduleRetention();
		const handle = rig.client.schedule.getHandle(RETENTION_ID);
		const { action, spec } = await handle.describe();
		expect(action).toMatchObject({ type: "startWorkflow", workflowType: "retention", args: [RETENTION_BEGINS] });
		expect(spec.calendars).toHaveLength(1);
		await handle.trigger();
		await eventually(
			async () => (await handle.describe()).info.numActionsTaken,
			(taken) => taken === 1,
		);
		await handle.delete();
	});
});
