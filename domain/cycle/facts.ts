import type { CoachingPolicy } from "../policy.ts";
import type { Interval } from "../signals/reading.ts";
import type { Signal, Tier } from "../signals/signal.ts";
import type { Instant, LocalDate, ZoneId } from "../time.ts";
import type { Pause } from "./active-days.ts";
import type { DisputeFact } from "./dispute.ts";
import type { Segment } from "./plan.ts";
import type { OwnerRule, RungDo, TaskAnswer, TaskKind, TaskMove, TaskOpening } from "./task.ts";

/** `habit`: the lighter weeks behind week 12. */
export type CyclePhase = "planned" | "baseline" | "practice" | "habit" | "closed";

/** One reading as the cycle reads it: enough to pool and to ask a decision again without the transcript. */
export type ReadingFact =
	| MeasuredFact
	| { readonly status: "not-applicable" }
	/** The rep disputes it, or was right to: it counts in no pool and no trend. */
	| {
			readonly status: "disputed";
			readonly dispute: string;
			readonly state: "open" | "upheld";
			readonly was: MeasuredFact;
	  };

type MeasuredFact = {
	readonly status: "measured";
	readonly numerator: number;
	readonly denominator: number;
	readonly value: number;
	readonly basis: "clock" | "words" | "labels";
	readonly lowConfidence: boolean;
};

type ReadingFacts = { readonly [S in Signal]: ReadingFact };

/** One scored conversation of the rep. `practice` and `live` are never pooled together. */
export type ConversationFact = {
	readonly id: string;
	readonly source: "practice" | "live";
	readonly occurredAt: Instant;
	/** Counter of the rep's facts; "as of" means this sequence, never a clock. */
	readonly factSeq: number;
	readonly practiceId: string | null;
	readonly repTurns: number;
	readonly repWords: number;
	readonly readings: ReadingFacts;
	/** Words basis of discovery, computed for every conversation so that week 12 compares like with like. */
	readonly discoveryOnWords: ReadingFact;
};

export type PracticeFact = {
	readonly id: string;
	readonly week: number;
	readonly ordinal: number;
	readonly scenario: string;
	readonly state: "planned" | "done" | "missed" | "withdrawn";
	readonly conversationId: string | null;
};

export type TaskFact = {
	readonly id: string;
	readonly name: string;
	readonly kind: TaskKind;
	readonly state: "open" | "done" | "accepted" | "withdrawn";
	readonly ownerRule: OwnerRule;
	/** Somebody to whom it was delegated; as long as that person may own it, the rule rests. */
	readonly namedOwner: string | null;
	/** Somebody whose own verdict it is about: the rule passes over that person. */
	readonly notOwner: string | null;
	/** When it was opened, for the last time. */
	readonly openedAt: Instant;
	readonly dueAt: Instant;
	/** How often it was opened again. */
	readonly reopened: number;
	/** Who has been reminded since it was opened, and of what. */
	readonly reminded: readonly Reminded[];
	/** What was answered; null while it is open. */
	readonly answer: TaskAnswer | null;
	/** Conversations, signals or decision that the task is about, by id. */
	readonly subject: TaskSubject;
};

export type TaskSubject = {
	readonly conversations?: readonly string[];
	readonly decision?: string;
	readonly signals?: readonly Signal[];
	readonly dispute?: string;
};

export type Reminded = { readonly to: string; readonly what: RungDo };

/** A person as a decision needs them: an id, and where and when they work. Never a name. */
export type PersonFact = {
	readonly id: string;
	readonly zone: ZoneId;
	/** Dates on which this person does not work although it may be a weekday, of this year and the next, in order. */
	readonly daysOff: readonly LocalDate[];
};

export type PoolFact =
	| {
			readonly shown: true;
			readonly numerator: number;
			readonly denominator: number;
			readonly value: number;
			readonly interval: Interval;
			readonly tier: Tier;
			/** 0 at target, 1 at the lower bound of low. */
			readonly distance: number;
			readonly conversations: number;
	  }
	| { readonly shown: false; readonly conversations: number };

export type PoolFacts = { readonly [S in Signal]: PoolFact };

/** What later decisions need of an earlier one, read back from its stored outcome. */
export type PastDecisions = {
	readonly baseline: { readonly at: Instant; readonly pools: PoolFacts; readonly factsUpTo: number } | null;
	/** Checkpoints so far, oldest first; `verdict` is the `kind` of the stored outcome. */
	readonly checkpoints: readonly { readonly name: string; readonly at: Instant; readonly verdict: string }[];
	/** Every decision so far that no later one took the place of, oldest first; read only for a person's act. */
	readonly decisions: readonly PastDecision[];
};

export type PastDecision = {
	readonly id: string;
	readonly name: string;
	readonly step: string;
	readonly at: Instant;
	/** The focus that a checkpoint looked at, to be put back where a pause puts the cycle back. */
	readonly focus: readonly [Signal, Signal] | null;
};

export type ActFact = {
	readonly id: string;
	readonly by: string;
	/** Whether that person is a lead or head of enablement today, and so may act on every cycle. */
	readonly byLead: boolean;
	readonly at: Instant;
	readonly kind: ActKind;
	readonly taskId: string | null;
	readonly answer: TaskAnswer | TaskMove | null;
	/** The task that is asked for. */
	readonly opens?: TaskOpening | null;
	/** What is asked of the cycle, for an act that changes its course. */
	readonly change: CycleChange | null;
	/** The policy that the cycle is to be moved to. */
	readonly policy: { readonly version: string; readonly content: CoachingPolicy } | null;
};

export const ACT_KINDS = ["decide-task", "stop-cycle", "change-cycle", "open-task"] as const;
export type ActKind = (typeof ACT_KINDS)[number];

/** What people may ask of a running cycle. Dates are the rep's. */
export type CycleChange =
	/** From a date on, which may lie in the past; `until` is the first active day again, null where nobody knows. */
	| { readonly do: "pause"; readonly from: LocalDate; readonly until: LocalDate | null }
	| { readonly do: "resume"; readonly on: LocalDate }
	| { readonly do: "extend"; readonly weeks: number }
	| { readonly do: "move-policy"; readonly version: string }
	/** The people table changed: owners' hours are looked up again. */
	| { readonly do: "people-changed" };

/** What the ladder of a task looks at, in a cycle and outside of one. */
export type LadderFacts = Pick<CycleFacts, "owners" | "named" | "policy"> & {
	readonly cycle: Pick<CycleFacts["cycle"], "zone"> & Partial<Pick<CycleFacts["cycle"], "pauses">>;
};

/** Everything that a decision of one cycle may look at, read in the transaction that stores the decision. */
export type CycleFacts = {
	readonly cycle: {
		readonly id: string;
		readonly repId: string;
		readonly phase: CyclePhase;
		readonly week: number;
		readonly focus: readonly [Signal, Signal] | null;
		readonly zone: ZoneId;
		/** Local date of the rep on which week 1 begins. */
		readonly startsOn: LocalDate;
		/** Local date on which week 2 begins; known once the baseline closed. */
		readonly weekTwoOn: LocalDate | null;
		readonly plan: readonly Segment[];
		/** Dates on which the cycle stands still, in order, none of them touching another. */
		readonly pauses: readonly Pause[];
		/** How often a pause that began in the past has put the cycle back: looks taken anew are other steps. */
		readonly pass: number;
		/** Seed of everything random in the cycle (scenarios, spread of instants). */
		readonly seed: number;
	};
	readonly policyVersion: string;
	readonly policy: CoachingPolicy;
	readonly conversations: readonly ConversationFact[];
	readonly practices: readonly PracticeFact[];
	readonly tasks: readonly TaskFact[];
	readonly past: PastDecisions;
	/** Who stands behind each owner rule today; null where nobody does. */
	readonly owners: { readonly [R in OwnerRule]: PersonFact | null };
	/** Those of the people named by open tasks, or by the act, who may own a task today. */
	readonly named: readonly PersonFact[];
	/** What the rep has disputed, oldest first; the readings above are marked with it. */
	readonly disputes: readonly DisputeFact[];
	readonly act: ActFact | null;
	/** Highest fact sequence that was read. */
	readonly factsUpTo: number;
};
