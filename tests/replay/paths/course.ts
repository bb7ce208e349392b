import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { cycleWorkflowId } from "../../../workflows/workflow-ids.ts";
import { personOf } from "../../support/company.ts";
import { eventually } from "../../support/rig.ts";
import { type Coached, coached, company, fails, type Path, type Paths } from "../stage.ts";

const cycle =
	(happens: (on: Coached) => Promise<void>): Path =>
	async (stage) => {
		const on = await coached(stage);
		await happens(on);
		return on.kept;
	};

const SHORT_PAUSES = { ...DEFAULT_POLICY, pause: { daysMax: 20, backDaysMax: 60 } };
const RETRY = { kind: "retry-step", answer: null } as const;

/** What people and the people table do to the course of a cycle. */
export const COURSE: Paths = {
	"cycle-paused-until-a-date-and-back": cycle(async ({ baseline, change, date, to, week, stop }) => {
		await baseline("low");
		await week(2, "low");
		await change({ do: "pause", from: date(9), until: date(21) });
		await to(22);
		await to(30);
		await stop();
	}),
	"cycle-paused-and-resumed-by-hand": cycle(async ({ baseline, change, date, to, stop }) => {
		await baseline("low");
		await change({ do: "pause", from: date(8), until: null });
		await to(19);
		await change({ do: "resume", on: date(20) });
		await to(33);
		await stop();
	}),
	"cycle-pause-ended-earlier-than-planned": cycle(async ({ baseline, change, date, to, stop }) => {
		await baseline("low");
		await change({ do: "pause", from: date(8), until: date(25) });
		await to(14);
		await change({ do: "resume", on: date(15) });
		await to(27);
		await stop();
	}),
	"cycle-pause-that-nobody-ends": async (stage) => {
		const on = await coached(stage, { policy: SHORT_PAUSES });
		await on.baseline("low");
		await on.change({ do: "pause", from: on.date(8), until: null });
		await on.ends(40);
		return on.kept;
	},
	"cycle-paused-twice-and-stopped-inside": cycle(async ({ baseline, change, date, to, stop }) => {
		await baseline("low");
		await change({ do: "pause", from: date(9), until: date(14) });
		await change({ do: "pause", from: date(20), until: date(30) });
		await to(24);
		await stop();
	}),
	"cycle-put-back-before-a-checkpoint-by-a-pause-told-late": cycle(
		async ({ baseline, week, change, date, to, stop }) => {
			await baseline("low");
			for (const n of [2, 3]) await week(n, "low");
			await to(30);
			await change({ do: "pause", from: date(20), until: date(28) });
			await to(45);
			await stop();
		},
	),
	"cycle-put-back-twice": cycle(async ({ baseline, change, date, to, stop }) => {
		await baseline("low");
		await to(23);
		await change({ do: "pause", from: date(15), until: date(22) });
		await to(33);
		await change({ do: "pause", from: date(24), until: date(32) });
		await to(45);
		await stop();
	}),
	"cycle-put-back-out-of-its-habit": async (stage) => {
		const on = await coached(stage, { policy: { ...DEFAULT_POLICY, lengthWeeks: 24 } });
		await on.baseline("low");
		await on.to(90);
		await on.change({ do: "pause", from: on.date(80), until: on.date(88) });
		await on.to(100);
		await on.stop();
		return on.kept;
	},

	"cycle-extended-in-its-weeks": cycle(async ({ baseline, change, to, stop }) => {
		await baseline("low");
		await to(12);
		await change({ do: "extend", weeks: 2 });
		await to(44);
		await stop();
	}),
	"cycle-extended-while-it-waits-for-its-checkpoint": cycle(async ({ baseline, week, change, to, stop }) => {
		await baseline("low");
		await week(4, "low");
		await to(25);
		await change({ do: "extend", weeks: 1 });
		await to(37);
		await stop();
	}),
	"cycle-extension-refused": cycle(async ({ baseline, refused, change, to, stop }) => {
		const extend = (weeks: number) =>
			({ kind: "change-cycle", answer: null, change: { do: "extend", weeks } }) as const;
		await refused("lead", extend(1), "act.cycle-not-practising");
		await baseline("low");
		await refused("lead", extend(13), "deployment.extension-too-long");
		await refused("other", extend(1), "act.not-theirs");
		await change({ do: "extend", weeks: 12 });
		await to(9);
		await stop();
	}),

	"cycle-rep-leaves-and-comes-back": cycle(async ({ baseline, people, date, to, org, cycleId, stop }) => {
		const rep = personOf("rep", "rep", "manager");
		const pausedTo = (until: string | null) =>
			eventually(
				() => org.findCycle(cycleId),
				(found) => found?.pauses[0]?.to === until,
				60_000,
			);
		await baseline("low");
		await to(8);
		await people([{ ...rep, active: false }], date(8));
		await pausedTo(null);
		await to(15);
		await people([{ ...rep, active: true }], date(15));
		await pausedTo(date(15));
		await to(25);
		await stop();
	}),
	"cycle-rep-leaves-for-good": async (stage) => {
		const on = await coached(stage, { policy: SHORT_PAUSES });
		await on.baseline("low");
		await on.people([{ ...personOf("rep", "rep", "manager"), active: false }], on.date(4));
		await eventually(
			() => on.org.findCycle(on.cycleId),
			(found) => found?.pauses.length === 1,
		);
		await on.ends(40);
		return on.kept;
	},
	"cycle-rep-moves-to-another-team": cycle(async ({ baseline, people, date, to, org, cycleId, week, answer, stop }) => {
		await baseline("low");
		await people([personOf("rep", "rep", "other")], date(3));
		await eventually(
			() => org.history(cycleId),
			(story) => story.some(({ what, name }) => what === "decision" && name === "people"),
		);
		await week(2, "low");
		await to(11);
		await answer({ kind: "review", reviewed: true }, "other");
		await stop();
	}),
	"cycle-moved-to-another-policy": async (stage) => {
		const around = await company(stage, ["rep", "second"]);
		const policy = { ...DEFAULT_POLICY, practice: { ...DEFAULT_POLICY.practice, perWeek: 1 } };
		const other = await coached(stage, { reps: ["second"], policy }, around);
		const on = await coached(stage, { policy: DEFAULT_POLICY }, around);
		await on.baseline("low");
		const version = (await on.org.findCohort(other.cohortId))?.policyVersionId ?? "";
		await on.change({ do: "move-policy", version });
		await on.week(2, "low", 1);
		await on.to(15);
		await on.stop();
		await other.stop();
		return on.kept;
	},

	"cycle-step-stuck-and-retried": cycle(async (on) => {
		await on.to(1);
		const mend = await on.spoil();
		await on.to(4);
		await on.isStuck();
		await mend();
		await on.done("admin", RETRY);
		await on.to(6);
		await on.stop();
	}),
	"cycle-step-stuck-twice": cycle(async (on) => {
		await on.baseline("low");
		const mend = await on.spoil();
		await on.to(11);
		await on.isStuck();
		await on.done("admin", RETRY);
		await eventually(
			() => on.org.history(on.cycleId),
			(story) => story.filter(({ name, what }) => what === "decision" && name === "step-stuck").length === 2,
			60_000,
		);
		await mend();
		await on.done("admin", RETRY);
		await on.to(15);
		await on.stop();
	}),
	"cycle-stuck-answers-people-and-is-stopped": cycle(async (on) => {
		await on.baseline("low");
		const mend = await on.spoil();
		await on.to(11);
		await on.isStuck();
		await mend();
		await on.refused(
			"lead",
			{ kind: "change-cycle", answer: null, change: { do: "extend", weeks: 1 } },
			"act.cycle-stuck",
		);
		await on.stop();
	}),
	"cycle-act-that-cannot-be-decided-is-refused": cycle(async (on) => {
		await on.baseline("low");
		const mend = await on.spoil();
		await on.refused("lead", { kind: "stop-cycle", answer: null }, "act.undecidable");
		await mend();
		await on.stop();
	}),

	"cycle-step-goes-on-as-a-normal-activity": async (stage) => {
		const on = await coached(stage);
		stage.mischief.before("takeStep", on.orgId, fails, fails);
		await on.to(4);
		stage.mischief.before("takeStep", on.orgId, fails, fails, fails, fails);
		await on.to(8);
		await on.stop();
		return on.kept;
	},
	"cycle-step-stuck-as-a-normal-activity": async (stage) => {
		const on = await coached(stage);
		await on.to(1);
		const mend = await on.spoil();
		stage.mischief.before("takeStep", on.orgId, fails, fails);
		await on.to(4);
		await on.isStuck();
		await mend();
		await on.done("admin", RETRY);
		await on.to(6);
		await on.stop();
		return on.kept;
	},

	"cycle-closed-under-its-workflow": cycle(async ({ baseline, sql, idOf, ends }) => {
		await baseline("low");
		await sql("update person set status = 'erasing' where id = $1", idOf("rep"));
		await ends(12);
	}),
	"cycle-looks-that-find-nothing": async (stage) => {
		const on = await coached(stage);
		const { rig } = stage;
		await rig.cycles.look(on.cycleId, "reconcile");
		await on.to(1);
		await rig.cycles.look(on.cycleId, "reconcile");
		await on.baseline("low");
		await rig.cycles.look(on.cycleId, "reconcile");
		await on.to(9);
		await on.stop();
		return on.kept;
	},
	"cycle-act-sent-twice-across-its-runs": cycle(async ({ baseline, task, write, send, to, stop }) => {
		await baseline("low");
		const open = await task("approve-focus");
		const answer = { kind: "approve-focus", signals: ["close-attempts", "value-framing"] } as const;
		const act = await write("manager", { kind: "decide-task", taskId: open.id, answer });
		await send(act, "decide-task", open.id);
		await to(29);
		const again = await send(act, "decide-task", open.id);
		if (again === "pending" || again === "away" || again.kind !== "done") throw new Error(JSON.stringify(again));
		await stop();
	}),
	"cycle-same-act-signalled-twice": async (stage) => {
		const on = await coached(stage);
		await on.to(1);
		const [first, second] = [
			await on.write("lead", { kind: "change-cycle", answer: null, change: { do: "extend", weeks: 1 } }),
			await on.write("lead", {
				kind: "change-cycle",
				answer: null,
				change: { do: "pause", from: on.date(3), until: on.date(5) },
			}),
		];
		const handle = stage.rig.client.workflow.getHandle(cycleWorkflowId(on.cycleId));
		// Both come while another act is being applied, and lie in the inbox together.
		stage.mischief.before("takeStep", on.orgId, async () => {
			await handle.signal("apply", { actId: second });
			await handle.signal("apply", { actId: second });
		});
		await handle.signal("apply", { actId: first });
		await eventually(
			() => on.org.findAct(second),
			(act) => act?.state === "applied",
		);
		await handle.signal("apply", { actId: second });
		await on.to(7);
		await on.stop();
		return on.kept;
	},
	"cycle-act-that-comes-while-it-is-stopped": async (stage) => {
		const on = await coached(stage);
		await on.baseline("low");
		const change = { do: "extend", weeks: 1 } as const;
		const late = await on.write("lead", { kind: "change-cycle", answer: null, change });
		const stop = await on.write("lead", { kind: "stop-cycle", answer: null });
		const handle = stage.rig.client.workflow.getHandle(cycleWorkflowId(on.cycleId));
		stage.mischief.before("takeStep", on.orgId, async () => {
			await handle.signal("apply", { actId: late });
		});
		await handle.signal("apply", { actId: stop });
		await eventually(
			() => on.org.findAct(late),
			(act) => act?.state === "refused",
			60_000,
		);
		return on.kept;
	},
	"cycle-act-that-does-not-fit-is-refused": cycle(async ({ baseline, task, refused, write, send, answer, stop }) => {
		await baseline("low");
		const open = await task("approve-focus");
		const of = (given: Parameters<typeof answer>[0]) =>
			({ kind: "decide-task", taskId: open.id, answer: given }) as const;
		await refused("manager", of({ kind: "one-to-one", done: true }), "act.answer-does-not-fit");
		const same = { kind: "approve-focus", signals: ["value-framing", "value-framing"] } as const;
		await refused("manager", of(same), "focus.needs-two-signals");
		await refused("admin", RETRY, "act.nothing-to-retry");
		const chosen = { kind: "approve-focus", signals: ["value-framing", "close-attempts"] } as const;
		const late = await write("lead", of(chosen));
		await answer(chosen);
		const again = await send(late, "decide-task", open.id);
		if (typeof again !== "object" || again.kind !== "already-decided") throw new Error(JSON.stringify(again));
		await stop();
	}),
};
