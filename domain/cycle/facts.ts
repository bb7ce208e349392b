import type { DrillAngle, DrillGap, DrillState, EvidenceLine, Occurrence } from "../drill/drill.ts";
import type { CoachingPolicy } from "../policy.ts";
import type { InviteFact } from "../scheduling/invite.ts";
import type { Interval } from "../signals/reading.ts";
import type { Signal, Tier } from "../signals/signal.ts";
import type { Instant, LocalDate, ZoneId } from "../time.ts";
import type { Pause } from "./active-days.ts";
import type { DisputeFact } from "./dispute.ts";
import type { TierGuess } from "./guess.ts";
import type { CycleKind, Product } from "./kind.ts";
import type { Segment } from "./plan.ts";
import type { OwnerRule, RungDo, TaskAnswer, TaskKind, TaskMove, TaskOpening } from "./task.ts";

/** `habit`: the lighter weeks behind week 12. */
export type CyclePhase = "planned" | "baseline" | "practice" | "habit" | "closed";

/** `step-stuck`: a step could not be decided, and the cycle waits for an administrator to have it tried again. */
export const CYCLE_FLAGS = ["step-stuck"] as const;
export type CycleFlag = (typeof CYCLE_FLAGS)[number];

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

/**
 * One scored conversation of the rep. `practice` and `live` are never pooled together, and an attempt at a `drill` with
 * neither: it was made to bring up one moment, and says nothing of how often moments come up.
 */
export type ConversationFact = {
	readonly id: string;
	readonly source: "practice" | "live" | "drill";
	readonly occurredAt: Instant;
	/** Counter of the rep's facts; "as of" means this sequence, never a clock. */
	readonly factSeq: number;
	readonly practiceId: string | null;
	/** The drill that it was held for; left out where it was held for none. */
	readonly drillId?: string;
	/** Moments of the library of drills that came up; left out where none did. */
	readonly occurrences?: readonly Occurrence[];
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
	/** Number of the pool that the scenario was picked from. */
	readonly pool: number;
	readonly state: "planned" | "done" | "missed" | "withdrawn";
	readonly conversationId: string | null;
};

/** An attempt at a drill: a practice conversation held for it. */
export type DrillAttemptFact = {
	/** Position among all attempts at the drill, from 1. */
	readonly ordinal: number;
	readonly angle: DrillAngle;
	readonly conversationId: string;
	/** Reading of the gap's signal, cut where more is no better; null where the attempt did not show it. */
	readonly score: number | null;
};

export type DrillFact = {
	readonly id: string;
	/** Unique in the cycle: `drill:01`. */
	readonly name: string;
	readonly gap: DrillGap;
	readonly state: DrillState;
	readonly angle: DrillAngle;
	/** The call that it comes from, and its line. */
	readonly conversationId: string;
	readonly evidence: EvidenceLine;
	/** Attempts per session. */
	readonly times: number;
	/** Active days from `from` on whose mornings it is practised; none where the rep chooses when. */
	readonly sessions: readonly number[];
	/** Local date from which the present part counts: the schedule, the watch, or the live practice. */
	readonly from: LocalDate;
	/** Instant at which the present part began: a call before it is not watched. */
	readonly since: Instant;
	/** Who gets the best attempt; null where nobody does, or who was named has left. */
	readonly submitTo: PersonFact | null;
	/** Ordinal of the attempt that was sent last; null before the first. */
	readonly submitted: number | null;
	readonly attempts: readonly DrillAttemptFact[];
};

/** What a person asks of drills. */
export type DrillAsk =
	| {
			readonly do: "assign";
			readonly gap: DrillGap;
			/** Null for a mere category, which is refused. */
			readonly conversation: string | null;
			/** Ordinal of the line's utterance; null for a mere category. */
			readonly utterance: number | null;
			readonly times: number;
			/** Dates on whose mornings it is practised; none where the rep chooses when. */
			readonly mornings: readonly LocalDate[];
			/** Who gets the best attempt. */
			readonly submitTo: string | null;
			/** The manager's word for a signal that holds in target. */
			readonly insists: boolean;
	  }
	/** `attempt` is the one that the rep sends; null for the best. */
	| { readonly do: "submit"; readonly drill: string; readonly attempt: number | null }
	| { readonly do: "withdraw"; readonly drill: string };

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
	/** Of a review: why each session is worth it. */
	readonly worth?: readonly SessionWorth[];
	/** Of a review: lines to be labelled before the engine's labels are shown. */
	readonly lines?: readonly LineRef[];
	/** Name of the decision that says what the task's own one would be now. */
	readonly supplement?: string;
};

export type Reminded = { readonly to: string; readonly what: RungDo };

/** The focus signal that a session shows farthest from target, and how far: 0 at target, 1 at the lower bound of low. */
export type SessionWorth = {
	readonly conversation: string;
	/** Null where it measured none of them. */
	readonly signal: Signal | null;
	readonly distance: number;
};

/** A line of a conversation: the rep's n-th turn, from 0. */
export type LineRef = { readonly conversation: string; readonly line: number };

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
	readonly baseline: {
		readonly at: Instant;
		/** Of a signal that it did not show: the late one, once there is one. */
		readonly pools: PoolFacts;
		readonly factsUpTo: number;
		readonly late: readonly LateBaseline[];
	} | null;
	/** The focus that the manager chose instead of the proposed one; null where the proposal stands. */
	readonly focusChosen: readonly [Signal, Signal] | null;
	/** On what each standing checkpoint, or the last of its supplements, rests; oldest first. */
	readonly judged: readonly Judged[];
	/** Checkpoints so far, oldest first; `verdict` is the `kind` of the stored outcome. */
	readonly checkpoints: readonly { readonly name: string; readonly at: Instant; readonly verdict: string }[];
	/** Every decision so far that no later one took the place of, oldest first; read only for a person's act. */
	readonly decisions: readonly PastDecision[];
};

/** The first practices that show a signal which the baseline did not show. */
export type LateBaseline = {
	readonly signal: Signal;
	readonly pool: PoolFact;
	readonly conversations: readonly string[];
};

/** What a checkpoint was decided on, and what it said. */
export type Judged = {
	readonly checkpoint: string;
	/** Of the checkpoint's own decision, whatever has supplemented it since. */
	readonly decisionId: string;
	readonly verdict: string;
	readonly focus: readonly [Signal, Signal] | null;
	readonly factsUpTo: number;
	readonly conversations: readonly string[];
	/** How many supplements it has. */
	readonly supplements: number;
};

/** What somebody has reached since being hired. */
export type Hire = {
	/** Null where nobody has said it. */
	readonly hiredOn: LocalDate | null;
	readonly reached: readonly { readonly kind: string; readonly on: LocalDate }[];
};

/** A new hire and those hired earlier. */
export type RampFacts = { readonly own: Hire; readonly earlier: readonly Hire[] };

/** What a manager's cadence is measured by: reviews of the team, and lines labelled blind. */
export type ManagerCadenceFacts = {
	readonly reviews: readonly { readonly openedAt: Instant; readonly dueAt: Instant; readonly doneAt: Instant | null }[];
	readonly lines: readonly {
		readonly at: Instant;
		readonly said: readonly Signal[];
		readonly engine: readonly Signal[];
	}[];
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
	/** `engine` where no person asked for it. */
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
	/** What is asked of a drill; left out for every other act. */
	readonly drill?: DrillAsk;
};

export const ACT_KINDS = [
	"decide-task",
	"stop-cycle",
	"change-cycle",
	"open-task",
	"assign-drill",
	"submit-drill",
	"withdraw-drill",
	"retry-step",
] as const;
export type ActKind = (typeof ACT_KINDS)[number];

/** What people may ask of a running cycle. Dates are the rep's. */
export type CycleChange =
	/** From a date on, which may lie in the past; `until` is the first active day again, null where nobody knows. */
	| { readonly do: "pause"; readonly from: LocalDate; readonly until: LocalDate | null }
	| { readonly do: "resume"; readonly on: LocalDate }
	| { readonly do: "extend"; readonly weeks: number }
	| { readonly do: "move-policy"; readonly version: string }
	/** The people table changed: owners' hours are looked up again. */
	| { readonly do: "people-changed" }
	/** By the engine alone: whoever is coached is no longer active from this date on, or is again. */
	| { readonly do: "rep-left"; readonly on: LocalDate }
	| { readonly do: "rep-returned"; readonly on: LocalDate };

/** Who acts where no person does. */
export const ENGINE = "engine";

/** What the ladder of a task looks at, in a cycle and outside of one. */
export type LadderFacts = Pick<CycleFacts, "owners" | "named" | "policy"> &
	Partial<Pick<CycleFacts, "repDaysOff">> & {
		readonly cycle: Pick<CycleFacts["cycle"], "zone"> & Partial<Pick<CycleFacts["cycle"], "pauses">>;
	};

/** Everything that a decision of one cycle may look at, read in the transaction that stores the decision. */
export type CycleFacts = {
	readonly cycle: {
		readonly id: string;
		readonly repId: string;
		readonly kind: CycleKind;
		/** Of a cycle on a new product. */
		readonly product: Product | null;
		/** False for somebody who is no longer active. */
		readonly repIsActive: boolean;
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
		/** Number of the pool of scenarios, from 1: a change of focus begins the next one. */
		readonly pool: number;
		/** Seed of everything random in the cycle (scenarios, spread of instants). */
		readonly seed: number;
		readonly flags: readonly CycleFlag[];
	};
	readonly policyVersion: string;
	readonly policy: CoachingPolicy;
	readonly conversations: readonly ConversationFact[];
	readonly practices: readonly PracticeFact[];
	readonly tasks: readonly TaskFact[];
	/** All drills of the cycle, in the order in which they were assigned. */
	readonly drills: readonly DrillFact[];
	readonly past: PastDecisions;
	/** Where the rep believed to stand; null where they did not say. */
	readonly guess: TierGuess | null;
	/** Signals on which the engine and people no longer agree enough: they count neither way in week 8. */
	readonly frozenSignals: readonly Signal[];
	/** Only for the look of week 6 at a new hire. */
	readonly ramp: RampFacts | null;
	/** Only for a manager who builds a cadence. */
	readonly managerCadence: ManagerCadenceFacts | null;
	/** Who stands behind each owner rule today; null where nobody does. */
	readonly owners: { readonly [R in OwnerRule]: PersonFact | null };
	/** Dates on which the rep does not work, of this year and the next, in order. */
	readonly repDaysOff: readonly LocalDate[];
	/** Everything that stands in calendars because of this cycle, or stood. */
	readonly invites: readonly InviteFact[];
	/** Meetings that the rep and those behind the owner rules have because of other cycles. */
	readonly busy: readonly { readonly personId: string; readonly startsAt: Instant; readonly endsAt: Instant }[];
	/** Those of the people named by open tasks, or by the act, who may own a task today. */
	readonly named: readonly PersonFact[];
	/** What the rep has disputed, oldest first; the readings above are marked with it. */
	readonly disputes: readonly DisputeFact[];
	readonly act: ActFact | null;
	/** Highest number that a fact about the rep has been given. */
	readonly factsUpTo: number;
};
