import type { DisputeFact } from "../cycle/dispute.ts";
import type { CycleFacts, TaskFact } from "../cycle/facts.ts";
import type { ActOutcome, Decision, TaskChange } from "../cycle/step.ts";
import type { OpenTask, Rung, RungDo } from "../cycle/task.ts";
import type { Instant, ZoneId } from "../time.ts";
import type { Mark, SpeakerFact } from "./speakers.ts";

/**
 * Kinds of task that belong to no cycle, each named by its kind: who the rep is in a conversation, whether there is
 * consent for a call, a dispute of a rep without a running cycle, and whether the outcomes of a cohort are there. There is
 * one for its subject, at most; of outcomes, one for each week.
 */
export const HUMAN_TASK_KINDS = ["confirm-rep", "consent", "dispute", "outcomes"] as const;
export type HumanTaskKind = (typeof HUMAN_TASK_KINDS)[number];

/** What the workflow of such a task asks for. */
export type TaskStepCall =
	| { readonly kind: "open" }
	| { readonly kind: "rung"; readonly rung: number; readonly do: RungDo }
	| { readonly kind: "act"; readonly actId: string };

export function taskStepName(call: TaskStepCall): string {
	switch (call.kind) {
		case "open":
			return "open";
		case "rung":
			return `rung:${call.rung}`;
		case "act":
			return `act:${call.actId}`;
	}
}

/** What comes back to the workflow. */
export type TaskStepResult =
	| { readonly kind: "opened"; readonly task: OpenTask }
	| { readonly kind: "rung-done"; readonly open: boolean; readonly more: readonly Rung[] }
	| {
			readonly kind: "act-done";
			readonly outcome: ActOutcome;
			readonly open: boolean;
			/** Other rungs instead of those that were still to come. */
			readonly rungs?: readonly Rung[];
	  }
	/** There is nothing to ask: it was answered already, its subject is gone, or its person is being erased. */
	| { readonly kind: "moot" };

/** A conversation whose source does not say who of its speakers the rep is. */
export type Unattributed = {
	readonly conversationId: string;
	readonly format: string;
	readonly speakers: readonly SpeakerFact[];
};

/** Everything that a decision of such a task may look at. */
export type HumanTaskFacts = Pick<CycleFacts, "policy" | "policyVersion" | "owners" | "named" | "act" | "factsUpTo"> & {
	readonly rep: { readonly id: string; readonly zone: ZoneId };
	/** Null until it is opened. */
	readonly task: TaskFact | null;
	/** Null where it no longer waits for the answer. */
	readonly subject: HumanTaskSubject | null;
};

/** What such a task asks about. */
export type HumanTaskSubject =
	| {
			readonly kind: "confirm-rep";
			readonly call: Unattributed;
			/** Other conversations of the same rep that wait for the same answer, oldest first. */
			readonly others: readonly Unattributed[];
			/** What is known of the rep so far. */
			readonly known: readonly Mark[];
	  }
	/** A customer call for which nobody has recorded a consent. */
	| { readonly kind: "consent"; readonly conversationId: string }
	| { readonly kind: "dispute"; readonly dispute: DisputeFact };

export type HumanTaskChange =
	| TaskChange
	/** Who the rep is in a conversation; it is scored from here. */
	| {
			readonly do: "name-rep";
			readonly conversation: string;
			readonly speakers: readonly number[];
			readonly actId: string;
	  }
	| { readonly do: "remember"; readonly marks: readonly Mark[]; readonly conversation: string }
	/** Another conversation's task is answered along with this one; its own workflow finds it closed. */
	| {
			readonly do: "close-task-of";
			readonly conversation: string;
			readonly speakers: readonly number[];
			readonly actId: string;
	  }
	| { readonly do: "refuse-conversation"; readonly conversation: string }
	/** The customer's consent: the call is scored from here, or asked about who the rep is. */
	| {
			readonly do: "record-consent";
			readonly conversation: string;
			readonly purpose: string;
			readonly reference: string;
			readonly at: Instant;
	  }
	/** No consent: the words go, and the call stays as an empty row that says so. */
	| { readonly do: "refuse-consent"; readonly conversation: string };

export type TaskStepOutcome = {
	readonly result: TaskStepResult;
	readonly decisions: readonly Decision[];
	readonly changes: readonly HumanTaskChange[];
	/** False where nothing was done, so that the same name can be asked again. */
	readonly record: boolean;
};
