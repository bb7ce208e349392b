import { randomUUID } from "node:crypto";
import type { ActInput } from "../../services/records/types.ts";
import { reconcileBegins } from "../../workflows/reconcile/state.ts";
import { RETENTION_BEGINS } from "../../workflows/retention/state.ts";
import { TASK_QUEUES } from "../../workflows/task-queues.ts";
import { cohortWorkflowId, cycleWorkflowId, eraseWorkflowId, scoreWorkflowId } from "../../workflows/workflow-ids.ts";
import { launchOneRep, type OneRep, practiseNext, throughBaseline } from "../support/company.ts";
import type { Run } from "../support/replay.ts";
import { eventually, onceOnly, type Rig } from "../support/rig.ts";
import { superuser } from "../support/superuser.ts";
import { conversationSaying } from "../support/words.ts";

/** A path of a workflow: what happens to it, on a rig. Gives the runs whose histories are to be kept. */
type Path = (rig: Rig) => Promise<readonly Run[]>;

/** One entry per path; its name is the name of its file. A new path is one more entry. */
export const PATHS: { readonly [name: string]: Path } = {
	"cycle-never-started": (rig) =>
		cyclePath(rig, async (company) => {
			await rig.time.advanceTo(company.cycleId, company.at(60));
		}),
	"cycle-stopped-in-its-baseline": (rig) =>
		cyclePath(rig, async (company) => {
			await rig.time.advanceTo(company.cycleId, company.at(12));
			await acts(rig, company, "lead", STOP);
		}),
	"cycle-focus-approved": (rig) =>
		cyclePath(rig, async (company) => {
			await throughBaseline(rig, company, conversationSaying);
			await answerFirst(rig, company, { kind: "approve-focus", signals: ["value-framing", "close-attempts"] });
			await rig.time.advanceTo(company.cycleId, company.at(9));
			await acts(rig, company, "lead", STOP);
		}),
	"cycle-focus-accepted-by-silence": (rig) =>
		cyclePath(rig, async (company) => {
			await throughBaseline(rig, company, conversationSaying);
			await rig.time.advanceTo(company.cycleId, company.at(12));
			await acts(rig, company, "lead", STOP);
		}),
	"cycle-review-answered-and-checkpoint": (rig) =>
		cyclePath(rig, async (company) => {
			await throughBaseline(rig, company, conversationSaying);
			for (const week of [2, 3, 4]) {
				await rig.time.advanceTo(company.cycleId, company.at(week * 7 - 6));
				await practiseNext(company, company.at(week * 7 - 6), conversationSaying(week * 10));
				await practiseNext(company, company.at(week * 7 - 6, "15:00"), conversationSaying(week * 10 + 1));
				await rig.time.advanceTo(company.cycleId, company.at(week * 7 - 1));
				await answerFirst(rig, company, { kind: "review", reviewed: true });
			}
			await rig.time.advanceTo(company.cycleId, company.at(31));
			await acts(rig, company, "lead", STOP);
		}),
	"cycle-nobody-practises": (rig) =>
		cyclePath(rig, async (company) => {
			await throughBaseline(rig, company, conversationSaying);
			await rig.time.advanceTo(company.cycleId, company.at(120));
		}),
	"cycle-paused-resumed-extended": (rig) =>
		cyclePath(rig, async (company) => {
			await throughBaseline(rig, company, conversationSaying);
			const change = (change: ActInput["change"]) =>
				acts(rig, company, "lead", { kind: "change-cycle", taskId: null, answer: null, ...(change ? { change } : {}) });
			await change({ do: "pause", from: company.at(9).slice(0, 10), until: null });
			await rig.time.advanceTo(company.cycleId, company.at(20));
			await change({ do: "resume", on: company.at(21).slice(0, 10) });
			await change({ do: "extend", weeks: 2 });
			await rig.time.advanceTo(company.cycleId, company.at(30));
			await acts(rig, company, "lead", STOP);
		}),
	"cycle-step-stuck-and-retried": (rig) =>
		cyclePath(rig, async (company) => {
			const url = rig.database.superuser;
			const [row] = await superuser<{ plan: unknown }>(url, "select plan from cycle where id = $1", [company.cycleId]);
			const set = (plan: unknown) =>
				superuser(url, "update cycle set plan = $2 where id = $1", [company.cycleId, JSON.stringify(plan)]);
			await set("not a plan");
			await rig.time.advanceTo(company.cycleId, company.at(4));
			await eventually(
				() => company.org.findCycle(company.cycleId),
				(cycle) => cycle?.flags.length === 1,
			);
			await set(row?.plan);
			await acts(rig, company, "admin", { kind: "retry-step", taskId: null, answer: null });
			await rig.time.advanceTo(company.cycleId, company.at(6));
			await acts(rig, company, "lead", STOP);
		}),
	"score-conversation": async (rig) => {
		const company = await launchOneRep(rig, "rep");
		const [conversationId = ""] = await throughBaseline(rig, company, conversationSaying);
		return [{ workflowId: scoreWorkflowId(conversationId, 1) }];
	},
	"launch-cohort": async (rig) => {
		const { org } = await launchOneRep(rig, "rep");
		const [cohort] = await org.listCohorts();
		return [{ workflowId: cohortWorkflowId(cohort?.id ?? "") }];
	},
	"erase-person": async (rig) => {
		const { org, orgId, as } = await launchOneRep(rig, "rep");
		const asked = await org.requestErasure(as("admin"), as("rep").personId, onceOnly("/v1/erasures"));
		if (!asked.ok) throw new Error(JSON.stringify(asked.error));
		const inTwoMinutes = new Date(Date.now() + 120_000).toISOString();
		await rig.cycles.startErasure(orgId, asked.value.id);
		await rig.time.advanceErasureTo(asked.value.id, inTwoMinutes);
		await eventually(
			() => org.findErasure(asked.value.id),
			(erasure) => erasure?.state === "done",
			60_000,
		);
		return [{ workflowId: eraseWorkflowId(asked.value.id) }];
	},
	retention: (rig) => executed(rig, "retention", RETENTION_BEGINS),
	reconcile: (rig) => executed(rig, "reconcile", reconcileBegins(0, 1)),
};

const STOP = { kind: "stop-cycle", taskId: null, answer: null } as const;

/** One cycle, launched today, and what happens to it; all of its runs. */
async function cyclePath(rig: Rig, happens: (company: OneRep) => Promise<void>): Promise<readonly Run[]> {
	const company = await launchOneRep(rig, "rep");
	await happens(company);
	const { cycleId, orgId } = company;
	const workflowId = cycleWorkflowId(cycleId);
	const runs = (await rig.records.listRuns(orgId, cycleId)).map(({ runId }) => ({ workflowId, runId }));
	const { runId } = await rig.client.workflow.getHandle(workflowId).describe();
	return runs.some((run) => run.runId === runId) ? runs : [...runs, { workflowId, runId }];
}

async function acts(
	rig: Rig,
	company: OneRep,
	by: string,
	act: Omit<ActInput, "cycleId" | "note" | "at">,
): Promise<void> {
	const { org, as, cycleId } = company;
	const at = await rig.time.now(cycleId);
	const written = await org.writeAct(as(by), { ...act, cycleId, note: null, at }, onceOnly("/v1/acts"));
	if (!written.ok) throw new Error(JSON.stringify(written.error));
	const message = { actId: written.value.id, kind: act.kind, taskId: act.taskId };
	const outcome = await eventually(
		() => rig.cycles.applyAct(cycleId, message),
		(answered) => answered !== "pending" && answered !== "away",
	);
	if (typeof outcome !== "object" || outcome.kind !== "done")
		throw new Error(`${act.kind}: ${JSON.stringify(outcome)}`);
}

/** The manager answers the first open task of the kind. */
async function answerFirst(rig: Rig, company: OneRep, answer: NonNullable<ActInput["answer"]>): Promise<void> {
	const open = await eventually(
		() => company.org.listTasks({ cycleId: company.cycleId, state: "open" }),
		(tasks) => tasks.some(({ kind }) => kind === answer.kind),
	);
	const taskId = open.find(({ kind }) => kind === answer.kind)?.id ?? null;
	const lines = (await company.org.findBlindLines(taskId ?? "")).map(({ conversationId: conversation, line }) => ({
		conversation,
		line,
		signals: [],
	}));
	const whole = answer.kind === "review" ? { ...answer, lines } : answer;
	await acts(rig, company, "manager", { kind: "decide-task", taskId, answer: whole });
}

async function executed(rig: Rig, type: string, begins: unknown): Promise<readonly Run[]> {
	const workflowId = `${type}-${randomUUID()}`;
	await rig.client.workflow.execute(type, { workflowId, taskQueue: TASK_QUEUES.cycle, args: [begins] });
	return [{ workflowId }];
}
