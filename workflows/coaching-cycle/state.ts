import type { Segment } from "../../domain/cycle/plan.ts";
import type { ActOutcome, Look, Position } from "../../domain/cycle/step.ts";
import type { OpenTask } from "../../domain/cycle/task.ts";
import type { OpenDrill } from "../../domain/drill/drill.ts";
import type { Instant } from "../../domain/time.ts";

/** One plain JSON value, carried whole by continue-as-new. Ids, enums, instants and numbers only. */
export type CycleState = {
	readonly v: 1;
	readonly orgId: string;
	readonly cycleId: string;
	readonly cohortId: string;
	/** When week 1 begins in the rep's zone. */
	readonly startsAt: Instant;
	/** Counts the steps that the story has taken. */
	revision: number;
	stage: "planned" | "baseline" | "practice" | "closed";
	plan: readonly Segment[];
	/** The story's position: the look that comes next, and its segment in `plan`. Replaced, never changed. */
	at: Position;
	/** How often a pause that began in the past has put the story back. */
	pass: number;
	looks: readonly Look[];
	tasks: OpenTask[];
	/** Open ones only. */
	drills: readonly OpenDrill[];
	/** Looks at the drills that found something, so far: each is a step of its own. */
	drillLooks: number;
	/** The step that could not be decided, and waits for an administrator to have it tried again. */
	flagged: string | null;
	/** How often that has happened. */
	timesFlagged: number;
	/** Somebody said "look now", and the story has not looked yet. */
	lookWanted: boolean;
	/** Results of the last 64 acts, so that one sent twice is given its first result. */
	doneActs: readonly { readonly id: string; readonly outcome: ActOutcome }[];
};

export function newCycle(given: Pick<CycleState, "orgId" | "cycleId" | "cohortId" | "startsAt">): CycleState {
	return {
		v: 1,
		...given,
		revision: 0,
		stage: "planned",
		plan: [],
		at: { segment: 0, week: 1, part: "nudge" },
		pass: 0,
		looks: [],
		tasks: [],
		drills: [],
		drillLooks: 0,
		flagged: null,
		timesFlagged: 0,
		lookWanted: false,
		doneActs: [],
	};
}
