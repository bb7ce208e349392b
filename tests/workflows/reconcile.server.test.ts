import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outcomesTaskId } from "../../services/records/ids.ts";
import { reconcileBegins } from "../../workflows/reconcile/state.ts";
import { TASK_QUEUES } from "../../workflows/task-queues.ts";
import { cohortWorkflowId, cycleWorkflowId, taskWorkflowId } from "../../workflows/workflow-ids.ts";
import { launchOneRep, submit } from "../support/company.ts";
import { eventually, type Rig, startRig } from "../support/rig.ts";
import { superuser } from "../support/superuser.ts";
import { conversationSaying } from "../support/words.ts";

describe("reconcile", () => {
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

	/** Gone, as after a restore of an older state of Temporal's database. */
	const lose = async (of: "cycle" | "cohort" | "task", id: string) => {
		const workflowId = { cycle: cycleWorkflowId, cohort: cohortWorkflowId, task: taskWorkflowId }[of](id);
		await rig.client.workflowService.deleteWorkflowExecution({
			namespace: rig.namespace,
			workflowExecution: { workflowId },
		});
		await eventually(
			() => rig.cycles.presence(of, id),
			(presence) => presence === "absent",
		);
	};

	/** One round over all cycles of this database. */
	const round = () =>
		rig.client.workflow.execute("reconcile", {
			workflowId: `reconcile-${randomUUID()}`,
			taskQueue: TASK_QUEUES.cycle,
			args: [reconcileBegins(0, 1)],
		});
	const sql = (text: string, values: readonly unknown[]) => superuser(rig.database.superuser, text, values);

	it("finds nothing where nothing is wrong, and mends what was broken by hand by starting, looking and sending again", async () => {
		const company = await launchOneRep(rig, "rep");
		const { org, cycleId, at, as } = company;
		await rig.time.advanceTo(cycleId, at(4));
		await round();
		const quiet = await org.reconciliation();
		expect(quiet.differences).toEqual([]);
		expect(quiet.rounds).toMatchObject([{ shard: 0, cycles: 1, differences: 0 }]);
		const [before] = await sql("select revision from cycle where id = $1", [cycleId]);

		await lose("cycle", cycleId);
		// An act that no relay will ever send.
		await sql(
			`insert into act (org_id, id, actor_id, idempotency_key, kind, cycle_id, change, at)
			values ($1, uuidv7('-5 minutes'::interval), $2, 'by hand', 'change-cycle', $3, '{"do": "people-changed"}', $4)`,
			[company.orgId, as("lead").personId, cycleId, at(4)],
		);
		await round();
		const mended = (await org.reconciliation()).differences.map(({ kind, repair }) => [kind, repair]);
		expect(mended.toSorted()).toEqual([
			["act-pending", "re-send"],
			["cycle-without-workflow", "start"],
		]);
		const acts = await sql("select state from act where cycle_id = $1", [cycleId]);
		expect(acts).toEqual([{ state: "applied" }]);
		// It stands where it stood: one act further, and no look taken twice.
		const position = await rig.cycles.position(cycleId);
		expect(position.revision).toBe(Number(before?.revision) + 1);
		expect(position.stage).toBe("baseline");

		// Scored without anybody telling the cycle, and one that nobody scored.
		const ids: string[] = [];
		for (const number of [1, 2, 3]) ids.push(await submit(company, at(5), conversationSaying(number)));
		await eventually(
			() => org.findCycle(cycleId),
			(cycle) => cycle?.phase === "practice",
		);
		await sql(
			`with lost as (
				update cycle set phase = 'baseline' where id = $1 returning org_id, rep_id
			), aged as (
				update step_record set recorded_at = now() - interval '5 minutes' where cycle_id = $1
			), copied as (
				insert into conversation (org_id, rep_id, source, kind, language, occurred_at, recorded_at, fact_seq, rep_turns, rep_words)
				select v.org_id, v.rep_id, v.source, v.kind, v.language, v.occurred_at, now() - interval '5 minutes', 99, 1, 1
				from conversation v where v.id = $2 returning org_id, id
			)
			insert into transcript (org_id, conversation_id, format, document)
			select c.org_id, c.id, x.format, x.document from copied c, transcript x where x.conversation_id = $2`,
			[cycleId, ids[0]],
		);
		await round();
		const later = (await org.reconciliation()).differences.map(({ kind, repair }) => [kind, repair]);
		expect(later).toHaveLength(4);
		expect(later).not.toContainEqual(["cohort-without-workflow", "start"]);
		expect(later).toContainEqual(["signal-lost", "look"]);
		expect(later).toContainEqual(["conversation-unscored", "start"]);
		await eventually(
			() => sql("select count(*)::int as n from conversation where state = 'received'", []),
			([row]) => row?.n === 0,
		);
	}, 180_000);

	it("begins the workflows of a cohort and of a task of no cycle anew where they are lost, and finds nothing after it", async () => {
		const company = await launchOneRep(rig, "rep");
		const { org, orgId } = company;
		const [cohort] = await org.listCohorts();
		const cohortId = cohort?.id ?? "";
		// Asked for as weeks 12 and 24 ask, though these are not over: the task is what matters here.
		await sql(
			"insert into cohort_outcome (org_id, cohort_id, week, task_id, asked_at) values ($1, $2, 12, $3, now())",
			[orgId, cohortId, outcomesTaskId(cohortId, 12)],
		);
		await rig.cycles.askForOutcomes(orgId, cohortId, 12);
		const task = await eventually(
			async () => (await org.listTasks({ kind: "outcomes" }))[0],
			(found) => found !== undefined,
		);
		await sql("update cohort set created_at = now() - interval '5 minutes' where id = $1", [cohortId]);
		await round();
		expect((await org.reconciliation()).differences).toEqual([]);

		await lose("cohort", cohortId);
		await lose("task", task?.id ?? "");
		await round();
		const mended = (await org.reconciliation()).differences.map(({ kind, subjectId }) => [kind, subjectId]);
		expect(mended.toSorted()).toEqual([
			["cohort-without-workflow", cohortId],
			["task-without-workflow", task?.id],
		]);
		await round();
		expect((await org.reconciliation()).differences).toHaveLength(2);
	}, 180_000);
});
