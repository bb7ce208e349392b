import { SIGNALS, type Signal, type Tier } from "../../domain/signals/signal.ts";
import type { ApiClient } from "../api-client.ts";
import {
	baselineOutcome,
	type CycleAnswer,
	type HistoryLine,
	historyAnswer,
	tasksAnswer,
	week12Outcome,
} from "./answers.ts";
import type { RepStory } from "./stories.ts";

/** A pooled reading as the table shows it; null where the signal was not shown. */
export type Shown = { readonly value: number; readonly tier: Tier } | null;

export type CarryOverShown =
	| {
			readonly kind: "carried" | "partly" | "not";
			readonly ratio: number;
			readonly interval: { readonly low: number; readonly high: number };
			readonly n: { readonly live: number; readonly practice: number };
	  }
	| { readonly kind: "not-measurable"; readonly because: string };

/** One rep's twelve weeks, as the API tells them. Without ids, so that two runs of the same story can be compared. */
export type RepResult = {
	readonly rep: string;
	readonly name: string;
	readonly label: string;
	readonly closedBecause: string | null;
	readonly signals: {
		readonly [S in Signal]: {
			readonly baseline: Shown;
			readonly week12: Shown;
			readonly carryOver: CarryOverShown | null;
		};
	};
	readonly tasks: {
		readonly done: number;
		readonly accepted: number;
		readonly withdrawn: number;
		readonly open: number;
		readonly steppedUp: number;
	};
	/** Who was called in beyond the weekly routine, and for what: practice that stopped, a review of the deployment, a step up. */
	readonly escalations: readonly { readonly task: string; readonly to: string }[];
	readonly decisions: readonly {
		readonly name: string;
		readonly outcome: string;
		readonly reason: string;
		readonly words: string;
		readonly by: string;
	}[];
};

export type DemoResult = {
	readonly cohortId: string;
	readonly startsOn: string;
	/** Seconds from the launch to the last closed cycle, and with the table. */
	readonly seconds: number;
	readonly reps: readonly RepResult[];
};

/** Decisions that tell the story; what is left out are the weekly looks, reviews and the choice of each practice. */
const TOLD = /^(?:baseline$|focus|approve-focus|checkpoint:|deployment-review|empty-weeks|step-up|baseline-late|close)/;

/** Reads one cycle back over the API, as the lead. `nameOf` puts a person's name for an id. */
export async function readResult(
	api: ApiClient,
	rep: RepStory,
	name: string,
	cycle: CycleAnswer,
	nameOf: (personId: string) => string,
): Promise<RepResult> {
	const { data: history } = await api.get(`/v1/cycles/${cycle.id}/history?kind=decision&limit=1000`, historyAnswer);
	const { data: tasks } = await api.get(`/v1/tasks?cycleId=${cycle.id}&state=all`, tasksAnswer);
	const decisions = history.filter(({ what }) => what === "decision");
	const inState = (state: string) => tasks.filter((task) => task.state === state).length;
	return {
		rep: rep.rep,
		name,
		label: rep.label,
		closedBecause: cycle.closedBecause,
		signals: signalsOf(decisions),
		tasks: {
			done: inState("done"),
			accepted: inState("accepted"),
			withdrawn: inState("withdrawn"),
			open: inState("open"),
			steppedUp: decisions.filter(({ outcome }) => outcome.kind === "stepped-up").length,
		},
		escalations: decisions.flatMap(calledInBy),
		decisions: decisions
			.filter((decision) => TOLD.test(decision.name))
			.map(({ name, outcome, reason, words, by }) => ({
				name,
				outcome: String(outcome.kind),
				reason: reason.code,
				words,
				by: by === "engine" ? by : nameOf(by),
			})),
	};
}

/** Read from the decisions: the task itself shows whoever owes it in the end. */
function calledInBy({ name, outcome }: HistoryLine): RepResult["escalations"] {
	switch (outcome.kind) {
		case "task-opened":
			return [{ task: name, to: String(outcome.owner) }];
		case "stepped-up":
			return [{ task: name.replace(/^step-up:/, ""), to: String(outcome.to) }];
		case "stuck":
			return [{ task: "deployment-review", to: "head" }];
		default:
			return [];
	}
}

function signalsOf(decisions: readonly HistoryLine[]): RepResult["signals"] {
	const outcomeOf = (name: string) => decisions.find((decision) => decision.name === name)?.outcome;
	const baseline = baselineOutcome.safeParse(outcomeOf("baseline"));
	const week12 = week12Outcome.safeParse(outcomeOf("checkpoint:12"));
	const of = (signal: Signal): RepResult["signals"][Signal] => ({
		baseline: baseline.success ? shownOf(baseline.data.pools[signal]) : null,
		week12: week12.success ? shownOf(week12.data.pools[signal]) : null,
		carryOver: week12.success ? week12.data.carryOver[signal] : null,
	});
	return {
		"objection-acknowledgment": of(SIGNALS[0]),
		"close-attempts": of(SIGNALS[1]),
		"value-framing": of(SIGNALS[2]),
		"discovery-density": of(SIGNALS[3]),
	};
}

function shownOf(pool: { shown: true; value: number; tier: Tier } | { shown: false }): Shown {
	return pool.shown ? { value: pool.value, tier: pool.tier } : null;
}
