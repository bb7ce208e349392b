import type { DeploymentDecision } from "../../../domain/cycle/task.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import { onceOnly } from "../../support/rig.ts";
import { conversationOf } from "../../support/spoken.ts";
import { type Coached, coached, company, type Path, type Paths, plantedId, saying, withPlanted } from "../stage.ts";

const cycle =
	(happens: (on: Coached) => Promise<void>): Path =>
	async (stage) => {
		const on = await coached(stage);
		await happens(on);
		return on.kept;
	};

type Level = Parameters<Coached["week"]>[1];

/** A cycle whose rep is at one level in the baseline and at another in the weeks before week 4. */
const upToWeek4 = (before: Level, after: Level, perWeek = 2) =>
	cycle(async ({ baseline, week, to, stop }) => {
		await baseline(before);
		for (const n of [2, 3, 4]) await week(n, after, perWeek);
		await to(29);
		await stop();
	});

/** Nothing moves for eight weeks: the head of enablement is asked. */
async function upToTheReview({ baseline, week, to }: Coached): Promise<void> {
	await baseline("low");
	for (const n of [2, 3, 4, 5, 6, 7, 8]) await week(n, "low", n < 5 ? 1 : 2);
	await to(57);
}

const reviewed = (decision: DeploymentDecision, then: (on: Coached) => Promise<void>) =>
	cycle(async (on) => {
		await upToTheReview(on);
		await on.answer({ kind: "deployment-review", decision }, "head");
		await then(on);
	});

/** Weeks and the checkpoints that end them. */
export const CHECKPOINTS: Paths = {
	"cycle-week-4-on-track": upToWeek4("low", "target"),
	"cycle-week-4-partial": upToWeek4("low", "mixed"),
	"cycle-week-4-flat-and-live-coaching": cycle(async ({ baseline, week, to, answer, stop }) => {
		await baseline("low");
		for (const n of [2, 3, 4]) await week(n, "low");
		await to(29);
		await answer({ kind: "live-coaching", done: true });
		await stop();
	}),
	"cycle-week-4-holding": upToWeek4("target", "target"),
	"cycle-week-4-not-enough-data": upToWeek4("low", "low", 1),

	"cycle-reviews-answered-in-every-week": cycle(async ({ baseline, week, to, answer, stop }) => {
		await baseline("low");
		for (const n of [2, 3, 4]) {
			await week(n, "middle");
			await to(n * 7 - 3);
			await answer({ kind: "review", reviewed: true });
		}
		await to(29);
		await stop();
	}),

	"cycle-practices-missing-until-the-end-of-a-week": cycle(async ({ baseline, week, to, practise, at, stop }) => {
		await baseline("low");
		await week(2, "low", 1);
		await to(12);
		await practise("low", at(12));
		await week(3, "low", 1);
		await to(22);
		await stop();
	}),

	"cycle-nobody-practises-and-nobody-answers": cycle(async ({ baseline, ends }) => {
		await baseline("low");
		await ends(95);
	}),

	"cycle-empty-weeks-answered": cycle(async ({ baseline, to, answer, week, stop }) => {
		await baseline("low");
		await to(22);
		await answer({ kind: "empty-weeks", done: true });
		await to(36);
		await answer({ kind: "empty-weeks", done: true }, "lead");
		await week(6, "low");
		await to(43);
		await stop();
	}),

	"cycle-review-of-its-deployment-continued": reviewed({ kind: "continue" }, async ({ to, stop }) => {
		await to(66);
		await stop();
	}),
	"cycle-review-of-its-deployment-changes-the-focus": reviewed(
		{ kind: "change-focus", signals: ["close-attempts", "discovery-density"] },
		async ({ to, stop }) => {
			await to(66);
			await stop();
		},
	),
	"cycle-review-of-its-deployment-extends-it": reviewed({ kind: "extend", weeks: 2 }, async ({ week, to, stop }) => {
		for (const n of [9, 10]) await week(n, "low");
		await to(71);
		await stop();
	}),
	"cycle-review-of-its-deployment-stops-it": reviewed({ kind: "stop" }, async () => undefined),
	"cycle-review-of-its-deployment-unanswered": cycle(async (on) => {
		await upToTheReview(on);
		await on.to(83);
		await on.stop();
	}),

	"cycle-week-8-rotates-the-focus": cycle(async ({ baseline, week, to, stop }) => {
		await baseline("low");
		for (const n of [2, 3, 4, 5, 6, 7, 8]) await week(n, n < 5 ? "middle" : "target", n < 5 ? 1 : 2);
		await to(65);
		await stop();
	}),
	"cycle-week-8-with-a-focus-half-in-target": cycle(async ({ baseline, answer, week, to, stop }) => {
		await baseline("low");
		await answer({ kind: "approve-focus", signals: ["close-attempts", "value-framing"] });
		for (const n of [5, 6, 7, 8]) await week(n, "mixed");
		await to(65);
		await stop();
	}),
	"cycle-week-8-asked-again-then-the-lead": cycle(async ({ baseline, to, stop }) => {
		await baseline("low");
		await to(71);
		await stop();
	}),

	"cycle-twelve-weeks-carried-into-calls": cycle(async ({ baseline, week, speak, at, to, answer, ends }) => {
		await baseline("low");
		for (const n of [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
			await week(n, n < 5 ? "low" : n < 9 ? "middle" : "target");
			if (n >= 9) await speak("live", saying("target", 100 + n), at(n * 7 - 6));
			await to(n * 7 - 3);
			if (n < 4) await answer({ kind: "review", reviewed: true });
		}
		await ends(90);
	}),

	"cycle-habit-behind-week-12-and-its-drills": async (stage) => {
		const on = await coached(stage, { policy: { ...DEFAULT_POLICY, lengthWeeks: 14 } });
		const { baseline, week, speak, at, to, ends } = on;
		await baseline("low");
		for (const n of [9, 10, 11, 12]) {
			await week(n, "target");
			await speak("live", saying("low", 100 + n), at(n * 7 - 6));
		}
		await week(13, "target");
		await to(93);
		await ends(100);
		return on.kept;
	},

	"cycle-stopped-in-its-habit": async (stage) => {
		const on = await coached(stage, { policy: { ...DEFAULT_POLICY, lengthWeeks: 24 } });
		await on.baseline("low");
		await on.to(88);
		await on.stop();
		return on.kept;
	},

	"cycle-of-a-new-hire-at-week-6": async (stage) => {
		const around = await company(stage, ["rep", "earlier"]);
		const milestones = [
			{ rep: plantedId("earlier"), kind: "hired", on: "2025-03-03" },
			{ rep: plantedId("earlier"), kind: "first-deal", on: "2025-04-01" },
		];
		const stored = await around.org.importMilestones(around.as("lead"), milestones, onceOnly("/v1/milestones"));
		if (!stored.ok) throw new Error(JSON.stringify(stored.error));
		const policy = { ...DEFAULT_POLICY, ramp: { hiresMin: 1 } };
		const on = await coached(stage, { kind: "new-hire", policy }, around);
		const { "close-attempts": _, ...low } = LOW;
		await on.org.saveGuess(on.as("rep"), on.cycleId, { ...low, "close-attempts": "target" }, on.at(0));
		await on.baseline("low");
		await on.to(43);
		await on.stop();
		return on.kept;
	},

	"cycle-of-a-manager-who-builds-a-cadence": async (stage) => {
		const around = await company(stage);
		const team = await coached(stage, {}, around);
		const on = await coached(stage, { kind: "manager-cadence", reps: ["manager"] }, around);
		await team.baseline("low");
		await team.week(2, "low");
		await team.to(11);
		await team.answer({ kind: "review", reviewed: true });
		await on.ends(90);
		await team.stop();
		return on.kept;
	},

	"cycle-late-practices-supplement-a-checkpoint": cycle(async ({ baseline, week, to, practise, at, stop }) => {
		await baseline("low");
		for (const n of [2, 3]) await week(n, "low");
		await to(29);
		for (const hour of ["12:00", "13:00", "14:00"]) await practise("target", at(22, hour));
		await to(39);
		await stop();
	}),

	"cycle-late-baseline-of-a-signal": cycle(async ({ week, speak, to, phase, stop, at }) => {
		// Nobody objects in the baseline: one of the four signals is not shown.
		for (const day of [0, 1, 2]) {
			await to(day);
			await speak("practice", withoutObjections(day), at(day));
		}
		await phase("practice");
		for (const n of [2, 3]) await week(n, "low");
		await to(22);
		await stop();
	}),
};

const LOW = {
	"objection-acknowledgment": "low",
	"value-framing": "low",
	"discovery-density": "low",
	"close-attempts": "low",
} as const;

function withoutObjections(number: number): Conversation {
	const topics = ["routes", "depots", "shifts", "returns", "sites", "drivers", "invoices"];
	return withPlanted(
		conversationOf(
			topics.flatMap((topic, n) => [
				{
					role: "rep" as const,
					speaker: "Rep",
					text: `Thank you, that is good to know, and it is number ${number * 10 + n} on my list for today. What does a normal week look like for the ${topic} of your team, from Monday to Friday?`,
				},
				{
					role: "customer" as const,
					speaker: "Customer",
					text: `On Monday somebody looks at the ${topic} with a colleague and writes it down.`,
				},
			]),
		),
	);
}
