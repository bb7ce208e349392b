import type { Signal } from "../signals/signal.ts";
import type { Instant, LocalDate, ZoneId } from "../time.ts";
import type { Pause } from "./active-days.ts";
import type { CyclePhase, TaskSubject } from "./facts.ts";
import type { CheckpointName, Segment } from "./plan.ts";
import type { Reason } from "./reason.ts";
import type { LineVerdict, OpenTask, OwnerRule, RungDo, TaskAnswer, TaskKind } from "./task.ts";

/** A planned moment at which the cycle wakes, reads facts and decides. */
export type Look = { readonly name: string; readonly at: Instant };

/** What the workflow asks for. Names are made of meaning, so that a retry, a replay and a reset hit the same key. */
export type StepCall =
	| { readonly kind: "plan" }
	| { readonly kind: "baseline" }
	/** `pass` counts how often a pause has put the cycle back; a look taken anew is another step. Absent: 0. */
	| { readonly kind: "baseline-day"; readonly day: number; readonly pass?: number }
	| { readonly kind: "week"; readonly week: number; readonly part: WeekPart; readonly pass?: number }
	| { readonly kind: "checkpoint"; readonly checkpoint: CheckpointName; readonly pass?: number }
	/** A pause ends on this date. */
	| { readonly kind: "return"; readonly on: LocalDate }
	/** A pause without an end, since this date, has lasted too long. */
	| { readonly kind: "pause-limit"; readonly from: LocalDate }
	/** `again` counts how often the task was opened again: its rungs are other steps then. Absent: 0. */
	| {
			readonly kind: "rung";
			readonly task: string;
			readonly rung: number;
			readonly do: RungDo;
			readonly again?: number;
	  }
	| { readonly kind: "act"; readonly actId: string };

export function stepName(call: StepCall): string {
	switch (call.kind) {
		case "plan":
		case "baseline":
			return call.kind;
		case "baseline-day":
			return inPass(dayName(call.day), call.pass);
		case "week":
			return inPass(`week:${lookName(call.week, call.part)}`, call.pass);
		case "checkpoint":
			return inPass(`checkpoint:${call.checkpoint}`, call.pass);
		case "return":
			return returnName(call.on);
		case "pause-limit":
			return pauseLimitName(call.from);
		case "rung":
			return `rung:${call.task}${call.again === undefined ? "" : `/r${call.again}`}:${call.rung}`;
		case "act":
			return `act:${call.actId}`;
	}
}

/** A name as it stands in a pass; the first one, 0, is not named. */
export function inPass(name: string, pass = 0): string {
	return pass === 0 ? name : `${name}/p${pass}`;
}

/** `return:2026-03-02`, the day on which a pause ends. */
export function returnName(on: LocalDate): string {
	return `return:${on}`;
}

/** `pause-limit:2026-03-02`, by the first day of a pause without an end. */
export function pauseLimitName(from: LocalDate): string {
	return `pause-limit:${from}`;
}

/** `baseline:d03`, a day of the baseline on which the cycle looks. */
export function dayName(day: number): string {
	return `baseline:d${String(day).padStart(2, "0")}`;
}

/** `w06:nudge`, `w06:end`: the looks of a week. */
export function lookName(week: number, part: WeekPart): string {
	return `${weekName(week)}:${part}`;
}

/** `w06`, as in task and step names. */
export function weekName(week: number): string {
	return `w${String(week).padStart(2, "0")}`;
}

export type WeekPart = "nudge" | "end";

/** Where the story stands: the look that comes next. */
export type Position = { readonly segment: number; readonly week: number; readonly part: WeekPart };

/** What an act, a rung or a look changed in the course of the cycle; the story obeys it. */
export type Turn =
	| { readonly kind: "goes-on" }
	| { readonly kind: "moved"; readonly at: Position }
	| {
			readonly kind: "replanned";
			readonly plan: readonly Segment[];
			readonly looks: readonly Look[];
			/** Where the story goes on; null where it stays. */
			readonly at: Position | null;
			readonly pass: number;
			/** Ladders planned anew: these rungs come instead of those that were still to come. */
			readonly ladders: readonly { readonly task: string; readonly rungs: OpenTask["rungs"] }[];
	  }
	/** Other rungs instead of those that were still to come. */
	| {
			readonly kind: "reladdered";
			readonly ladders: readonly { readonly task: string; readonly rungs: OpenTask["rungs"] }[];
	  }
	| { readonly kind: "closes"; readonly reason: string };

/** What comes back to the workflow: small, plain, and all that it needs to go on. */
export type StepResult =
	| { readonly kind: "planned"; readonly looks: readonly Look[]; readonly plan: readonly Segment[] }
	| { readonly kind: "waiting" }
	| {
			readonly kind: "baseline-closed";
			readonly looks: readonly Look[];
			readonly opened: readonly OpenTask[];
	  }
	| { readonly kind: "looked"; readonly opened: readonly OpenTask[]; readonly again: boolean; readonly turn: Turn }
	| { readonly kind: "checked"; readonly opened: readonly OpenTask[]; readonly verdict: string; readonly turn: Turn }
	| {
			readonly kind: "rung-done";
			/** False when the task was decided before the rung came: the workflow then forgets the task. */
			readonly open: boolean;
			/** Rungs that come behind those known so far: the ladder of the next person up, or another week's reminder. */
			readonly more: OpenTask["rungs"];
			readonly turn: Turn;
	  }
	| {
			readonly kind: "act-done";
			readonly outcome: ActOutcome;
			readonly closedTask: string | null;
			/** Tasks that the act opened, or opened again. */
			readonly opened?: readonly OpenTask[];
			readonly turn: Turn;
	  }
	/** The person is being erased, or the cycle was closed meanwhile: nothing was done, the workflow ends. */
	| { readonly kind: "refused"; readonly because: "cycle-closed" };

export type ActOutcome =
	| { readonly kind: "done" }
	| { readonly kind: "already-decided" }
	| { readonly kind: "refused"; readonly reason: Reason };

/** A decision as it is stored: rule, inputs, outcome and reason; never only a result. */
export type Decision = {
	/** Unique in the step: `focus`, `practice:w03:1`, `checkpoint:4`. */
	readonly name: string;
	readonly rule: string;
	readonly outcome: { readonly kind: string; readonly [field: string]: unknown };
	readonly reason: Reason;
	readonly inputs: { readonly [field: string]: unknown };
	/** `engine`, or the person whose act it was. */
	readonly by: string;
};

type NewTask = {
	readonly name: string;
	readonly kind: TaskKind;
	readonly ownerRule: OwnerRule;
	readonly notOwner: string | null;
	readonly dueAt: Instant;
	readonly subject: TaskSubject;
	readonly reason: Reason;
};

/** What a step writes beside its record and its decisions. The store applies them in order, in one transaction. */
export type Change =
	| { readonly do: "open-task"; readonly task: NewTask }
	| {
			readonly do: "close-task";
			readonly task: string;
			readonly as: "done" | "accepted" | "withdrawn";
			readonly answer: TaskAnswer | null;
			readonly actId: string | null;
	  }
	/** What is left out stays as it is. */
	| {
			readonly do: "move-task";
			readonly task: string;
			readonly ownerRule: OwnerRule;
			readonly dueAt: Instant;
			readonly namedOwner?: string | null;
			/** Somebody at the top said that it is not theirs. */
			readonly flag?: TaskFlag | null;
	  }
	| { readonly do: "mark-reminded"; readonly task: string; readonly to: string; readonly what: RungDo }
	/** What was answered before stays with the row, beside the time in which it was open. */
	| { readonly do: "reopen-task"; readonly task: string; readonly dueAt: Instant }
	| {
			readonly do: "decide-dispute";
			readonly dispute: string;
			readonly verdict: "upheld" | "not-upheld";
			readonly lines: readonly LineVerdict[];
			readonly actId: string;
			readonly by: string;
	  }
	/** The cycle ends and the dispute does not: it goes on as a task of no cycle. */
	| { readonly do: "carry-on-dispute"; readonly dispute: string }
	| {
			readonly do: "set-cycle";
			readonly phase?: CyclePhase;
			readonly week?: number;
			readonly focus?: readonly [Signal, Signal];
			readonly weekTwoOn?: LocalDate;
			readonly plan?: readonly Segment[];
			readonly pauses?: readonly Pause[];
			readonly pass?: number;
			readonly policyVersion?: string;
			readonly closedBecause?: string;
	  }
	| { readonly do: "plan-practice"; readonly week: number; readonly ordinal: number; readonly scenario: string }
	| { readonly do: "finish-practice"; readonly practice: string; readonly conversation: string }
	| { readonly do: "miss-practice"; readonly practice: string }
	| { readonly do: "withdraw-practices" }
	/** One notification per (cycle, step, person, channel); the owner is resolved when the step runs. */
	| { readonly do: "notify"; readonly to: Addressee; readonly template: Reason };

/** To whom something is said: the rep, whoever stands behind a rule, or a person whom the step has looked up. */
export type Addressee = OwnerRule | "rep" | { readonly person: string; readonly zone: ZoneId };

export const TASK_FLAGS = ["declined-at-top"] as const;
export type TaskFlag = (typeof TASK_FLAGS)[number];

/** What happens to a task, in a cycle and outside of one. */
export type TaskChange = Extract<
	Change,
	{ do: "open-task" | "close-task" | "move-task" | "mark-reminded" | "decide-dispute" | "notify" }
>;

export type StepOutcome = {
	readonly result: StepResult;
	readonly decisions: readonly Decision[];
	readonly changes: readonly Change[];
	/** False for a look that found nothing to do: nothing is stored, so that the same name can be asked again. */
	readonly record: boolean;
};
