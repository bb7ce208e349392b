import { addDays } from "../../../domain/calendar.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { onceOnly } from "../../support/rig.ts";
import { type Coached, coached, company, FIRST_DAY, type Path, type Paths, PLANTED } from "../stage.ts";

const cycle =
	(happens: (on: Coached) => Promise<void>): Path =>
	async (stage) => {
		const on = await coached(stage);
		await happens(on);
		return on.kept;
	};

/** Of a rep who is away for good, it is known soon. */
const SHORT_PAUSES = { ...DEFAULT_POLICY, pause: { daysMax: 20, backDaysMax: 60 } };

/** A cycle up to the end of its baseline and the choice of its focus. */
export const BEGINNINGS: Paths = {
	"cycle-stopped-before-its-first-day": cycle(async ({ stop }) => await stop()),

	"cycle-begins-behind-a-pause": cycle(async ({ change, to, phase, date, stop }) => {
		await change({ do: "pause", from: date(-1), until: date(5) });
		await to(6);
		await phase("baseline");
		await stop();
	}),

	"cycle-planned-inside-a-pause-and-resumed-earlier": cycle(async ({ change, to, phase, date, stop }) => {
		await change({ do: "pause", from: date(-1), until: null });
		await to(4);
		await change({ do: "resume", on: date(3) });
		await phase("baseline");
		await stop();
	}),

	"cycle-planned-inside-a-pause-that-nobody-ends": async (stage) => {
		const on = await coached(stage, { policy: SHORT_PAUSES });
		await on.change({ do: "pause", from: on.date(-1), until: null });
		await on.ends(30);
		return on.kept;
	},

	"cycle-never-started": cycle(async ({ ends }) => await ends(60)),

	"cycle-late-tasks-answered-then-its-baseline": cycle(async ({ to, answer, practise, at, phase, stop }) => {
		await to(11);
		await answer({ kind: "baseline-late", done: true });
		await to(15);
		await answer({ kind: "baseline-late", done: true }, "lead");
		for (const hour of ["10:30", "11:30", "12:30"]) await practise("low", at(15, hour));
		await phase("practice");
		await stop();
	}),

	"cycle-stopped-in-its-baseline": cycle(async ({ to, stop }) => {
		await to(9);
		await stop();
	}),

	"cycle-baseline-behind-a-pause": cycle(async ({ to, change, date, practise, at, phase, stop }) => {
		await to(0);
		await practise("low", at(0));
		await change({ do: "pause", from: date(2), until: date(12) });
		await to(13);
		for (const hour of ["10:30", "11:30"]) await practise("low", at(13, hour));
		await phase("practice");
		await to(25);
		await stop();
	}),

	"cycle-baseline-inside-a-pause-without-end": cycle(async ({ to, change, date, practise, at, phase, stop }) => {
		await to(1);
		await change({ do: "pause", from: date(1), until: null });
		await to(9);
		await change({ do: "resume", on: date(10) });
		await to(16);
		for (const hour of ["10:30", "11:30", "12:30"]) await practise("low", at(16, hour));
		await phase("practice");
		await stop();
	}),

	"cycle-baseline-completed-inside-a-pause": cycle(async ({ change, date, to, stop, practise, at, phase }) => {
		await to(0);
		await practise("low", at(0));
		await change({ do: "pause", from: date(1), until: null });
		await to(3);
		for (const hour of ["10:30", "11:30"]) await practise("low", at(3, hour));
		await phase("practice");
		await to(6);
		await change({ do: "resume", on: date(6) });
		await to(12);
		await stop();
	}),

	"cycle-baseline-in-a-pause-that-nobody-ends": async (stage) => {
		const on = await coached(stage, { policy: SHORT_PAUSES });
		await on.to(1);
		await on.change({ do: "pause", from: on.date(1), until: null });
		await on.ends(40);
		return on.kept;
	},

	"cycle-baseline-put-back-by-a-pause-told-late": cycle(async ({ to, change, date, ends }) => {
		await to(11);
		await change({ do: "pause", from: date(2), until: date(9) });
		await to(20);
		await ends(80);
	}),

	"cycle-told-of-a-change-before-its-start": async (stage) => {
		const around = await company(stage);
		// What is asked of the whole cohort comes before its launch: each cycle begins with it.
		stage.mischief.before("lookAtCohort", around.orgId, async () => {
			const [cohort] = await around.org.listCohorts();
			const change = { do: "pause", from: addDays(FIRST_DAY, -1), until: addDays(FIRST_DAY, 7) } as const;
			const asked = { change, note: null, at: new Date().toISOString() };
			const written = await around.org.changeCohort(around.as("lead"), cohort?.id ?? "", asked, onceOnly("/changes"));
			if (!written.ok) throw new Error(JSON.stringify(written.error));
		});
		const on = await coached(stage, {}, around);
		await on.to(8);
		await on.phase("baseline");
		await on.stop();
		return on.kept;
	},

	"cycle-focus-approved": cycle(async ({ baseline, task, answer, to, stop }) => {
		await baseline();
		const [first = "value-framing", second = "close-attempts"] = (await task("approve-focus")).subject.signals ?? [];
		await answer({ kind: "approve-focus", signals: [first, second] });
		await to(11);
		await stop();
	}),

	"cycle-focus-chosen-otherwise": cycle(async ({ baseline, answer, to, stop }) => {
		await baseline("mixed");
		await answer({ kind: "approve-focus", signals: ["close-attempts", "discovery-density"] });
		await to(11);
		await stop();
	}),

	"cycle-focus-accepted-by-silence": cycle(async ({ baseline, to, stop }) => {
		await baseline();
		await to(9);
		await stop();
	}),

	"cycle-of-a-service-team": async (stage) => {
		const on = await coached(stage, { kind: "service-team" });
		await on.baseline("middle");
		await on.to(11);
		await on.stop();
		return on.kept;
	},

	"cycle-on-a-new-product": async (stage) => {
		const on = await coached(stage, {
			kind: "tenured-new-product",
			product: { name: `${PLANTED} Planner`, claims: [`${PLANTED} saves a day`] },
		});
		await on.baseline("middle");
		await on.to(11);
		await on.stop();
		return on.kept;
	},
};
