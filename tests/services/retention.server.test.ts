import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RETENTION_BEGINS } from "../../workflows/retention/state.ts";
import { TASK_QUEUES } from "../../workflows/task-queues.ts";
import { RETENTION_ID } from "../../workflows/workflow-ids.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { superuser } from "../support/superuser.ts";
import { callerOf, createCompany, newKey, personOf, submission, value } from "./records/rig.ts";

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
