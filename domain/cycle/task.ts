import type { Signal } from "../signals/signal.ts";
import type { Instant, LocalDate } from "../time.ts";

export const TASK_KINDS = [
	"approve-focus",
	"review",
	"deployment-review",
	"one-to-one",
	"live-coaching",
	"baseline-late",
	"empty-weeks",
	"confirm-rep",
	"dispute",
	"consent",
	"outcomes",
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Tasks in which a person coaches: their minutes are counted, and whom they are about is coached. */
export const COACHING_KINDS = ["review", "one-to-one", "live-coaching"] as const satisfies readonly TaskKind[];

export function isCoaching(kind: TaskKind): boolean {
	return COACHING_KINDS.some((coaching) => coaching === kind);
}

/** Who owes a task, resolved to a person each time it is read: tasks move the moment the people table changes. */
export const OWNER_RULES = ["manager", "managers-manager", "lead", "head"] as const;
export type OwnerRule = (typeof OWNER_RULES)[number];

/** What happens at a rung of a task's ladder. */
export type RungDo = "remind" | "remind-due" | "accept" | "step-up" | "remind-weekly";
export type Rung = { readonly at: Instant; readonly do: RungDo };

/** What somebody says of a line: whether it counts for the signal that is talked about. */
export type LineVerdict = { readonly utterance: number; readonly counts: boolean };

/** What a person may answer, per kind of task. */
export type TaskAnswer =
	| { readonly kind: "approve-focus"; readonly signals: readonly [Signal, Signal] }
	| { readonly kind: "review"; readonly reviewed: true; readonly lines?: readonly BlindLabel[] | undefined }
	| { readonly kind: "deployment-review"; readonly decision: DeploymentDecision }
	| { readonly kind: "live-coaching" | "empty-weeks"; readonly done: true }
	/** `signals` become the focus, where week 8 left its choice to this one-to-one. */
	| {
			readonly kind: "one-to-one";
			readonly done: true;
			readonly signals?: readonly [Signal, Signal] | undefined;
	  }
	/** How a baseline goes on for which the lead was called in; left out: one waits. */
	| {
			readonly kind: "baseline-late";
			readonly done: true;
			readonly decision?: LateBaselineDecision | undefined;
	  }
	/** Positions of the rep among the speakers of the transcript, since names stay with it; empty: none of them is. */
	| { readonly kind: "confirm-rep"; readonly speakers: readonly number[] }
	/** A verdict on each line that is disputed; upheld where it is the rep's on at least one of them. */
	| {
			readonly kind: "dispute";
			readonly verdict: "upheld" | "not-upheld";
			readonly lines: readonly LineVerdict[];
	  }
	| {
			readonly kind: "consent";
			readonly given: true;
			readonly purpose: string;
			readonly reference: string;
			readonly givenAt: Instant;
	  }
	| { readonly kind: "consent"; readonly given: false }
	/** The outcomes of a cohort are there, or there will be none. */
	| { readonly kind: "outcomes"; readonly there: boolean };

/** What people do with a task beside answering it. */
export type TaskMove =
	/** "Not my task": it goes one step up. */
	{ readonly kind: "not-mine" } | { readonly kind: "delegate"; readonly to: string } | { readonly kind: "reopen" };

/** A task that a person asks for; by ids alone. */
export type TaskOpening = { readonly kind: "dispute"; readonly disputeId: string };

/** Which of the four behaviours a person sees in a line; none of them where `signals` is empty. */
export type BlindLabel = { readonly conversation: string; readonly line: number; readonly signals: readonly Signal[] };

/** Dates are the rep's; `until` is the first active day again, null where nobody knows. */
export type LateBaselineDecision =
	| { readonly kind: "wait" }
	| { readonly kind: "pause"; readonly from: LocalDate; readonly until: LocalDate | null }
	| { readonly kind: "end" };

export type DeploymentDecision =
	| { readonly kind: "continue" }
	| { readonly kind: "extend"; readonly weeks: number }
	| { readonly kind: "change-focus"; readonly signals: readonly [Signal, Signal] }
	| { readonly kind: "stop" };

/** An open task as the workflow carries it: name, kind and its ladder; words and owners stay in the table. */
export type OpenTask = {
	/** Unique in the cycle, or of its subject where there is no cycle, and made of meaning: `review:w06`. */
	readonly name: string;
	readonly kind: TaskKind;
	readonly rungs: readonly Rung[];
	/** Index of the next rung. */
	readonly next: number;
	/** How often it was opened again, so that its rungs are other steps. Absent: never. */
	readonly again?: number;
};
