import { randomUUID } from "node:crypto";
import { instantOf } from "../../../domain/time.ts";
import { reconcileBegins } from "../../../workflows/reconcile/state.ts";
import { RETENTION_BEGINS } from "../../../workflows/retention/state.ts";
import { TASK_QUEUES } from "../../../workflows/task-queues.ts";
import { cycleWorkflowId, eraseWorkflowId, scoreWorkflowId } from "../../../workflows/workflow-ids.ts";
import { eventually, onceOnly } from "../../support/rig.ts";
import { superuser } from "../../support/superuser.ts";
import { type Coached, coached, fails, type Path, type Paths, PLANTED, type Stage, saying } from "../stage.ts";

/** Scoring of the first practice of a cycle, disturbed or not. */
const scored =
	(happens: (on: Coached, stage: Stage) => Promise<string>): Path =>
	async (stage) => {
		const on = await coached(stage);
		await on.to(0);
		return [scoreWorkflowId(await happens(on, stage), 1)];
	};

const isOver = ({ rig }: Stage, workflowId: string) =>
	eventually(
		async () => (await rig.client.workflow.getHandle(workflowId).describe()).status.name,
		(status) => status === "COMPLETED",
		60_000,
	);

/** Erases a person; the certificate's workflow is what is kept. */
async function erased({ rig }: Stage, { org, orgId, as, idOf }: Coached, who: string): Promise<readonly string[]> {
	const asked = await org.requestErasure(as("admin"), idOf(who), onceOnly("/v1/erasures"));
	if (!asked.ok) throw new Error(JSON.stringify(asked.error));
	const { id } = asked.value;
	await rig.cycles.startErasure(orgId, id);
	await rig.time.advanceErasureTo(id, instantOf(Date.now() + 180_000));
	await eventually(
		() => org.findErasure(id),
		(erasure) => erasure?.state === "done",
		60_000,
	);
	return [eraseWorkflowId(id)];
}

/** Scoring and erasure. */
export const OTHERS: Paths = {
	"score-practice": scored(async ({ practise, at }) => await practise("low", at(0))),
	"score-long-call": scored(async ({ speak, at }) => {
		const one = saying("mixed", 7);
		const utterances = Array.from({ length: 12 }, () => one.utterances)
			.flat()
			.map((said, ordinal) => ({ ...said, ordinal, startMs: ordinal * 8_000, endMs: ordinal * 8_000 + 7_000 }));
		return await speak("live", { ...one, utterances }, at(0));
	}),
	"score-goes-on-as-a-normal-activity": scored(async ({ practise, at, orgId }, { mischief }) => {
		mischief.before("scoreConversation", orgId, fails, fails, fails, fails);
		return await practise("low", at(0));
	}),
	"score-call-that-is-withdrawn-before": scored(async ({ org, orgId, as, at, idOf, sql }, stage) => {
		let withdrawn = (): void => undefined;
		const held = new Promise<void>((resolve) => {
			withdrawn = resolve;
		});
		stage.mischief.before("scoreConversation", orgId, () => held);
		const sent = await org.submitConversation(
			as("rep"),
			{
				repId: idOf("rep"),
				source: "live",
				kind: "customer-call",
				practiceId: null,
				occurredAt: at(0),
				format: "utterances",
				conversation: { ...saying("low", 8), kind: "customer-call" },
				consent: { purpose: "coaching", reference: "paper", at: at(0) },
			},
			onceOnly("/v1/conversations"),
		);
		if (!sent.ok) throw new Error(JSON.stringify(sent.error));
		const { conversationId } = sent.value;
		// Not by the API, which would have the scoring's workflow erased as well.
		await stage.rig.cycles.startScoring(orgId, conversationId);
		await sql("update consent set state = 'withdrawn' where conversation_id = $1", conversationId);
		withdrawn();
		await isOver(stage, scoreWorkflowId(conversationId, 1));
		return conversationId;
	}),

	"erase-rep-in-the-middle-of-a-cycle": async (stage) => {
		const on = await coached(stage);
		await on.baseline("low");
		return await erased(stage, on, "rep");
	},
	"erase-manager": async (stage) => await erased(stage, await coached(stage), "other"),
	"erase-while-the-database-is-away": async (stage) => {
		const on = await coached(stage);
		stage.mischief.before("eraseRows", on.orgId, fails, fails);
		return await erased(stage, on, "rep");
	},
};

async function round({ rig }: Stage, type: "retention" | "reconcile", begins: unknown): Promise<readonly string[]> {
	const workflowId = `${type}-${randomUUID()}`;
	await rig.client.workflow.execute(type, { workflowId, taskQueue: TASK_QUEUES.cycle, args: [begins] });
	return [workflowId];
}

/** More organisations than one run goes through, each with a job of the relay that is done: by those they are found. */
async function crowd({ rig }: Stage, count: number): Promise<void> {
	const ids: string[] = [];
	while (ids.length < count) {
		const made = { name: `one of ${PLANTED}`, clock: "skipped" } as const;
		const some = await Promise.all([1, 2, 3, 4, 5].map(() => rig.records.createOrganisation(made)));
		ids.push(...some.map(({ orgId }) => orgId));
	}
	const sql =
		"insert into relay_job (org_id, kind, target, done_at) select id, 'score', id, now() from unnest($1::uuid[]) as id";
	await superuser(rig.database.superuser, sql, [ids]);
}

/** What goes through all organisations, and so is played alone. */
export const ROUNDS: Paths = {
	"reconcile-finds-nothing": async (stage) => {
		const on = await coached(stage);
		await on.to(4);
		return await round(stage, "reconcile", reconcileBegins(0, 1));
	},
	"reconcile-one-shard-of-four": (stage) => round(stage, "reconcile", reconcileBegins(2, 4)),
	"reconcile-finds-a-cycle-without-its-workflow": async (stage) => {
		const { rig } = stage;
		const on = await coached(stage);
		await on.baseline("low");
		await rig.client.workflowService.deleteWorkflowExecution({
			namespace: rig.namespace,
			workflowExecution: { workflowId: cycleWorkflowId(on.cycleId) },
		});
		await eventually(
			() => rig.cycles.presence("cycle", on.cycleId),
			(presence) => presence === "absent",
		);
		const kept = await round(stage, "reconcile", reconcileBegins(0, 1));
		// Begun again in the middle: the run starts with all that was retold.
		await on.to(9);
		await on.stop();
		return [...kept, ...on.kept];
	},
	"retention-finds-nothing": (stage) => round(stage, "retention", RETENTION_BEGINS),
	"retention-removes-what-is-too-old": async (stage) => {
		const on = await coached(stage);
		await on.baseline("low");
		await on.sql("update outbox set at = at - interval '3 years' where org_id = $1", on.orgId);
		await on.stop();
		return await round(stage, "retention", RETENTION_BEGINS);
	},
	"reconcile-of-so-many-that-it-continues-as-new": async (stage) => {
		await crowd(stage, 210);
		return await round(stage, "reconcile", reconcileBegins(1, 4));
	},
	"retention-of-so-many-that-it-continues-as-new": async (stage) => {
		await crowd(stage, 510);
		return await round(stage, "retention", RETENTION_BEGINS);
	},
};
