import { addDays } from "../../../domain/calendar.ts";
import type { CohortChange } from "../../../domain/cohort/change.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { cohortWorkflowId, taskWorkflowId } from "../../../workflows/workflow-ids.ts";
import { personOf } from "../../support/company.ts";
import { eventually, onceOnly } from "../../support/rig.ts";
import { type Company, company, FIRST_DAY, fails, type Paths, plantedId, type Stage } from "../stage.ts";

const WITHIN_MS = 120_000;

/** A cohort that was launched: one rep, or as many as are named. */
async function cohort(
	stage: Stage,
	more: Parameters<Company["launch"]>[0] = {},
	reps: readonly string[] = ["rep"],
	of?: Company,
) {
	const { rig } = stage;
	const around = of ?? (await company(stage, reps));
	const { cohortId } = await around.launch({ reps, ...more });
	const { org, as, orgId } = around;
	return {
		...around,
		cohortId,
		kept: [cohortWorkflowId(cohortId)],
		launched: () =>
			eventually(
				() => org.findCohort(cohortId),
				(found) => found?.state === "running",
				WITHIN_MS,
			),
		to: (day: number) => rig.time.advanceCohortTo(cohortId, `${addDays(FIRST_DAY, day)}T12:00:00.000Z`),
		async change(change: CohortChange): Promise<void> {
			const asked = { change, note: null, at: new Date().toISOString() };
			const written = await org.changeCohort(as("lead"), cohortId, asked, onceOnly("/changes"));
			if (!written.ok) throw new Error(JSON.stringify(written.error));
			await rig.cycles.lookAtCohort(orgId, cohortId);
			await eventually(
				async () => (await org.listCohortChanges(cohortId)).at(-1),
				(view) => view?.state === "applied" && view.cycles.pending === 0,
				WITHIN_MS,
			);
		},
	};
}

const date = (day: number) => addDays(FIRST_DAY, day);
const many = (count: number) => Array.from({ length: count }, (_, n) => `rep-${n}`);

/** Cohorts, and the task that asks for their outcomes. */
export const COHORTS: Paths = {
	"cohort-launched": async (stage) => {
		const on = await cohort(stage);
		await on.launched();
		return on.kept;
	},
	"cohort-launched-in-pages": async (stage) => {
		const policy = { ...DEFAULT_POLICY, cohort: { ...DEFAULT_POLICY.cohort, startsPerSecond: 1 } };
		const on = await cohort(stage, { policy }, many(12));
		await on.launched();
		return on.kept;
	},
	"cohort-with-a-row-that-is-refused": async (stage) => {
		const around = await company(stage);
		const on = await cohort(stage, { atomic: false, reps: ["rep", "nobody"] }, ["rep"], around);
		await on.launched();
		return on.kept;
	},
	"cohort-whose-launch-fails-and-goes-on": async (stage) => {
		const around = await company(stage);
		stage.mischief.before("launchNextMembers", around.orgId, fails, fails);
		const on = await cohort(stage, {}, ["rep"], around);
		await on.launched();
		return on.kept;
	},
	"cohort-in-waves-at-random": async (stage) => {
		const waves = { later: [date(28)], assigned: "at-random", seed: 5 } as const;
		const on = await cohort(stage, { waves }, many(4));
		await on.launched();
		await on.to(30);
		return on.kept;
	},
	"cohort-that-is-open-takes-in-who-joins": async (stage) => {
		const around = await company(stage);
		const open = { kind: "team", manager: plantedId("manager") } as const;
		const on = await cohort(stage, { open }, ["rep"], around);
		await on.launched();
		await on.people([personOf("hired", "rep", "manager")], new Date().toISOString().slice(0, 10));
		await eventually(
			() => on.org.listCycles({ cohortId: on.cohortId }),
			(cycles) => cycles.length === 2,
			WITHIN_MS,
		);
		await on.to(3);
		await on.change({ do: "stop" });
		return on.kept;
	},
	"cohort-paused-resumed-and-stopped": async (stage) => {
		const on = await cohort(stage, {}, many(3));
		await on.launched();
		await on.change({ do: "pause", from: date(4), until: null });
		await on.to(9);
		await on.change({ do: "resume", on: date(10) });
		await on.change({ do: "stop" });
		return on.kept;
	},
	"cohort-told-before-it-is-launched": async (stage) => {
		const around = await company(stage);
		stage.mischief.before("lookAtCohort", around.orgId, async () => {
			const [found] = await around.org.listCohorts();
			const change = { do: "pause", from: date(1), until: date(3) } as const;
			const asked = { change, note: null, at: new Date().toISOString() };
			const written = await around.org.changeCohort(around.as("lead"), found?.id ?? "", asked, onceOnly("/changes"));
			if (!written.ok) throw new Error(JSON.stringify(written.error));
		});
		const on = await cohort(stage, {}, ["rep"], around);
		await on.launched();
		return on.kept;
	},
	"cohort-digests-and-outcomes": async (stage) => {
		const on = await cohort(stage);
		await on.launched();
		await on.to(95);
		const tasks = await eventually(
			() => on.org.listTasks({ kind: "outcomes", state: "open" }),
			(found) => found.length > 0,
			WITHIN_MS,
		);
		const taskId = tasks[0]?.id ?? "";
		const at = new Date().toISOString();
		const answer = { kind: "outcomes", there: true } as const;
		const act = { kind: "decide-task", cycleId: null, taskId, answer, note: null, at } as const;
		const written = await on.org.writeAct(on.as("lead"), act, onceOnly("/v1/acts"));
		if (!written.ok) throw new Error(JSON.stringify(written.error));
		await eventually(
			() => stage.rig.cycles.applyAct(null, { actId: written.value.id, kind: act.kind, taskId }),
			(outcome) => typeof outcome === "object",
			WITHIN_MS,
		);
		return [...on.kept, taskWorkflowId(taskId)];
	},
	"cohort-ends-with-its-last-cycle": async (stage) => {
		const on = await cohort(stage);
		await on.launched();
		const [found] = await on.org.listCycles({ cohortId: on.cohortId });
		await stage.rig.time.advanceTo(found?.id ?? "", `${date(70)}T12:00:00.000Z`);
		await on.to(100);
		await eventually(
			() => on.org.findCohort(on.cohortId),
			(view) => view?.state === "ended",
			WITHIN_MS,
		);
		return on.kept;
	},
	"cohort-open-for-so-long-that-it-continues-as-new": async (stage) => {
		const open = { kind: "new-reps" } as const;
		const policy = { ...DEFAULT_POLICY, cohort: { ...DEFAULT_POLICY.cohort, joinersEveryHours: 12 } };
		const on = await cohort(stage, { open, policy });
		await on.launched();
		await on.to(85);
		return on.kept;
	},
};
