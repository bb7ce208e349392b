import type { CohortChange, CohortState } from "../../domain/cohort/change.ts";
import type { Assigned } from "../../domain/cohort/waves.ts";
import type { Pause } from "../../domain/cycle/active-days.ts";
import type { DisputeFact } from "../../domain/cycle/dispute.ts";
import {
	type ActKind,
	CYCLE_FLAGS,
	type CycleChange,
	type CycleFlag,
	type CyclePhase,
	type DrillAsk,
	type TaskSubject,
} from "../../domain/cycle/facts.ts";
import type { TierGuess } from "../../domain/cycle/guess.ts";
import type { CycleKind, Product } from "../../domain/cycle/kind.ts";
import type { Reason } from "../../domain/cycle/reason.ts";
import type { ActOutcome, StepCall, StepResult, TaskFlag } from "../../domain/cycle/step.ts";
import type { LineVerdict, OwnerRule, TaskAnswer, TaskKind, TaskMove } from "../../domain/cycle/task.ts";
import type { DrillAngle, DrillGap, DrillOutcome, DrillState, EvidenceLine } from "../../domain/drill/drill.ts";
import type { DrillReport } from "../../domain/drill/report.ts";
import type { Fault, Result } from "../../domain/fault.ts";
import type { SpeakerFact } from "../../domain/human-task/speakers.ts";
import type { HumanTaskKind, TaskStepCall, TaskStepResult } from "../../domain/human-task/step.ts";
import type { MonthOfAgreement } from "../../domain/outcomes/agreement.ts";
import type { CoachingPolicy } from "../../domain/policy.ts";
import type { InviteKind } from "../../domain/scheduling/invite.ts";
import type { Conversation, ConversationKind, SpeakerRole } from "../../domain/signals/conversation.ts";
import type { Labelling } from "../../domain/signals/label.ts";
import type { Scorecard } from "../../domain/signals/scorecard.ts";
import type { Signal } from "../../domain/signals/signal.ts";
import type { Instant, LocalDate, ZoneId } from "../../domain/time.ts";
import type { Keys } from "../keys.ts";
import type { OrgNotification, OutboxRecords } from "./notification-types.ts";
import type { PeopleImport } from "./people.ts";
import type { PeopleList } from "./people-list.ts";
import type {
	Expected,
	FoundDifference,
	IdRange,
	OpenCycle,
	Overlooked,
	Reconciliation,
	RoundView,
	TakenRow,
} from "./reconcile.ts";
import type { Scored, Waiting } from "./scores.ts";

export const ROLES = ["rep", "manager", "lead", "head", "admin", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, found by API key before an organisation is known. */
export type Caller = {
	readonly orgId: string;
	readonly personId: string;
	readonly roles: readonly Role[];
	/** `skipped` in a throw-away organisation, where each cycle has its own clock. */
	readonly clock: "wall" | "skipped";
};

/** Why a write was not done. `code` is stable and shows in the API, the log and the docs. */
export type Refusal = {
	readonly code:
		| "not-found"
		| "invalid"
		| "already-practising"
		| "cycle-closed"
		| "baseline-closed"
		| "cohort-over"
		| "task-closed"
		| "key-reused"
		| "not-scored"
		| "already-disputed"
		| "consent-missing"
		| "unsupported-language";
	readonly faults: readonly Fault[];
};

/** Scope of an Idempotency-Key: caller, method, path; `requestHash` is SHA-256 of the body. */
export type WriteKey = {
	readonly method: string;
	readonly path: string;
	readonly key: string;
	readonly requestHash: Uint8Array;
};

/** `replayed` is true when the same key had already made it: nothing was written again. */
export type Written<T> = T & { readonly replayed: boolean };

export type LaunchInput = {
	readonly name: string;
	readonly startsOn: LocalDate;
	/** External ids of the reps; none where `of` says who they are, or where only joiners are to be taken in. */
	readonly reps: readonly string[];
	/** Instead of a list: all active reps, or those whom these managers (external ids) manage on the first day. */
	readonly of?: { readonly kind: "everybody" } | { readonly kind: "teams"; readonly managers: readonly string[] };
	/** A policy to be stored as a new version, or null for the organisation's current one. */
	readonly policy: CoachingPolicy | null;
	/** Of all its cycles; left out: the standard one. */
	readonly kind?: CycleKind;
	/** Only, and always, with the kind `tenured-new-product`. */
	readonly product?: Product;
	/** Does one row that is wrong stop the whole? Left out: yes for a list of at most 1,000 reps. */
	readonly atomic?: boolean;
	/** First days of the waves behind the first, and how rows are dealt to them; without a seed one is drawn. */
	readonly waves?: { readonly later: readonly LocalDate[]; readonly assigned: Assigned; readonly seed?: number };
	readonly open?: OpenRuleInput;
};

export type GuessView = { readonly cycleId: string; readonly tiers: TierGuess; readonly at: Instant };

export type MilestoneInput = {
	/** External id. */
	readonly rep: string;
	/** A word with hyphens; `hired` is where the days of a new hire are counted from. */
	readonly kind: string;
	readonly on: LocalDate;
};
export type MilestoneView = Omit<MilestoneInput, "rep">;

/** A line that a review asks to label. What the engine says of it stays hidden until the review is answered. */
export type BlindLineView = {
	readonly conversationId: string;
	/** The rep's n-th turn, from 0. */
	readonly line: number;
	/** What the customer said before it; null where the rep begins. */
	readonly before: string | null;
	readonly text: string;
	readonly said: readonly Signal[] | null;
	readonly engine: readonly Signal[] | null;
};

/** Who is taken in when they join: the reps of a manager (external id) from now on, or every new rep. */
export type OpenRuleInput = { readonly kind: "team"; readonly manager: string } | { readonly kind: "new-reps" };

/** As it is kept. */
export type OpenRule = { readonly kind: "team"; readonly managerId: string } | { readonly kind: "new-reps" };

export type Launched = {
	readonly cohortId: string;
	/** One for each rep, in the order asked; none where rows are taken one by one in the background. */
	readonly cycleIds: readonly string[];
	readonly rows: number;
};

export type CycleToStart = { readonly ordinal: number; readonly cycleId: string; readonly startsAt: Instant };

/** Some rows of a launch whose cycles are there and are to be started. */
export type LaunchPage = {
	readonly starts: readonly CycleToStart[];
	/** What the organisation may start in a second. */
	readonly perSecond: number;
	/** False where no row waits behind these. */
	readonly more: boolean;
};

export const MEMBER_STATES = ["waiting", "planned", "started", "refused", "withdrawn"] as const;
type MemberState = (typeof MEMBER_STATES)[number];

/** A row that was not launched. */
export type LaunchRefusal = {
	/** Place in the list of the launch, from 0. */
	readonly row: number;
	readonly repId: string | null;
	readonly reason: Reason;
};

export type CohortChangeInput = { readonly change: CohortChange; readonly note: string | null; readonly at: Instant };

/** A change of a whole cohort, and how far its cycles have taken it. */
export type CohortChangeView = {
	/** The act's id. */
	readonly id: string;
	readonly cohortId: string;
	/** Null where the engine itself acts. */
	readonly actorId: string | null;
	readonly change: CohortChange;
	readonly at: Instant;
	/** `pending` until every cycle has been told. */
	readonly state: "pending" | "applied" | "refused";
	readonly cycles: { readonly pending: number; readonly applied: number; readonly refused: number };
};

/** One cycle that is told of a change of its cohort, by an act of its own. */
type CycleToTell = {
	readonly actId: string;
	readonly cycleId: string;
	readonly startsAt: Instant;
};

export type TellPage = {
	readonly cycles: readonly CycleToTell[];
	readonly perSecond: number;
	/** Behind the last cycle that was looked at; null where none is left. */
	readonly after: string | null;
};

/** What a cohort has to do next. */
export type CohortLook = {
	/** The change of the cohort that its cycles are still to be told of. */
	readonly change: string | null;
	/** Rows wait to be launched. */
	readonly launch: boolean;
	/** Somebody's weekly digest has come due. */
	readonly digest: boolean;
	/** Weeks whose outcomes are to be asked for. */
	readonly outcomes: readonly number[];
	/** Nothing will ever be due again. */
	readonly ended: boolean;
	/** When the next thing comes due; null where nothing is known to. */
	readonly next: Instant | null;
};

type OutcomeView = {
	readonly week: number;
	/** `not-due` before it is asked for; `missing` until somebody says that it is there, or that there is none. */
	readonly state: "not-due" | "missing" | "there" | "none";
	readonly askedAt: Instant | null;
};

export type PersonInput = {
	readonly externalId: string;
	readonly name: string;
	readonly email: string;
	readonly roles: readonly Role[];
	readonly zone: ZoneId;
	/** ISO 3166-1 alpha-2: whose public holidays are days off. Left out, what is known stays; null forgets it. */
	readonly country?: string | null | undefined;
	/** Part of ISO 3166-2 after the hyphen, only together with the country. */
	readonly region?: string | null | undefined;
	/** Where and in which shift the person works, in the organisation's own words. Left out, what is known stays. */
	readonly location?: string | null | undefined;
	readonly shift?: string | null | undefined;
	/** External id of the manager of record, from `since` on. */
	readonly manager: string | null;
	/** False for somebody who has left: running cycles rest from `since` on. Left out: active. */
	readonly active?: boolean | undefined;
};

export type PersonView = {
	readonly id: string;
	readonly externalId: string;
	readonly name: string;
	readonly email: string;
	readonly roles: readonly Role[];
	readonly zone: ZoneId;
	readonly country: string | null;
	readonly region: string | null;
	readonly location: string | null;
	readonly shift: string | null;
	readonly managerId: string | null;
};

/** A day off that an organisation gives, or a public holiday on which it works. */
export type HolidayInput = {
	readonly date: LocalDate;
	/** ISO 3166-1 alpha-2; null for everybody. */
	readonly country: string | null;
	readonly kind: "off" | "working";
	readonly name: string;
};

/** A meeting as it stands in a person's calendar. */
export type InviteView = {
	/** The UID of the calendar entry. */
	readonly id: string;
	readonly cycleId: string;
	readonly kind: InviteKind;
	readonly startsAt: Instant;
	readonly endsAt: Instant;
	/** A date and no time of day: both instants are midnights of UTC. */
	readonly allDay: boolean;
	readonly sequence: number;
	/** By the cycle's own clock. */
	readonly changedAt: Instant;
};

/** What a person's private feed shows, in the language that they read. */
export type CalendarFeedView = { readonly language: string; readonly invites: readonly InviteView[] };

export type CohortView = {
	readonly id: string;
	readonly name: string;
	readonly startsOn: LocalDate;
	readonly state: CohortState;
	readonly policyVersionId: string;
	readonly createdAt: Instant;
	/** How many rows of the launch, and people who joined later, stand where. */
	readonly members: { readonly [S in MemberState]: number };
	readonly cycles: { readonly [P in CyclePhase]: number };
	readonly open: OpenRule | null;
	/** Null where all begin at once. */
	readonly waves: {
		readonly startsOn: readonly LocalDate[];
		readonly assigned: Assigned;
		readonly seed: number;
	} | null;
	readonly pauses: readonly Pause[];
	readonly outcomes: readonly OutcomeView[];
};

export type CycleView = {
	readonly id: string;
	readonly cohortId: string;
	readonly repId: string;
	readonly kind: CycleKind;
	readonly product: Product | null;
	readonly guess: TierGuess | null;
	readonly phase: CyclePhase;
	readonly week: number;
	readonly focus: readonly Signal[];
	readonly startsOn: LocalDate;
	/** Dates on which the cycle stands still. */
	readonly pauses: readonly Pause[];
	/** What somebody has to look at before the cycle can go on. */
	readonly flags: readonly CycleFlag[];
	readonly closedBecause: string | null;
	readonly nextPractice: PracticeView | null;
};

export type PracticeView = {
	readonly id: string;
	readonly week: number;
	readonly ordinal: number;
	readonly scenario: string;
	readonly state: "planned" | "done" | "missed" | "withdrawn";
	readonly conversationId: string | null;
};

export type TaskView = {
	readonly id: string;
	/** Null for a task that belongs to no cycle. */
	readonly cycleId: string | null;
	/** In a task about a cohort as a whole, whoever was asked. */
	readonly repId: string;
	readonly kind: TaskKind;
	readonly state: "open" | "done" | "accepted" | "withdrawn";
	readonly ownerRule: OwnerRule;
	/** Resolved today; null where nobody stands behind the rule. */
	readonly ownerId: string | null;
	/** The owner by name, where it is delegated to somebody who may own it today. */
	readonly delegatedTo: string | null;
	/** Those who stand behind its rule today, and above. */
	readonly aboveIds: readonly string[];
	/** Why somebody should look after it. */
	readonly flags: readonly (TaskFlag | "owner-away" | "nobody")[];
	readonly openedAt: Instant;
	readonly dueAt: Instant;
	readonly subject: TaskSubject;
	readonly reason: Reason;
	readonly answer: TaskAnswer | null;
	/** What was answered before it was opened again, oldest first. */
	readonly earlier: readonly {
		readonly state: "done" | "accepted";
		readonly answer: TaskAnswer | null;
		readonly openedAt: Instant;
		readonly closedAt: Instant;
	}[];
};

export type TaskFilter = {
	readonly ownerId?: string;
	readonly cycleId?: string;
	readonly repIds?: readonly string[];
	readonly kind?: TaskKind;
	readonly state?: TaskView["state"];
};

export type DisputeInput = {
	readonly conversationId: string;
	readonly signal: Signal;
	readonly lines: readonly LineVerdict[];
	readonly words: string;
	readonly at: Instant;
};

export type DisputeView = Omit<DisputeFact, "verdictBy" | "factSeq"> & {
	readonly repId: string;
	/** The scorecard whose reading is disputed, by its ordinal. */
	readonly scorecard: number;
	/** The rep's own words; empty where they went with the consent for the call. */
	readonly words: string;
	readonly at: Instant;
	readonly verdicts: readonly LineVerdict[] | null;
	readonly decidedBy: string | null;
	readonly decidedAt: Instant | null;
};

/** A dispute that was stored; the act of the same id asks the cycle for its task, where there is one. */
export type Disputed = { readonly dispute: DisputeView; readonly cycleId: string | null };

export type SubmitInput = {
	readonly repId: string;
	readonly source: "practice" | "live";
	readonly kind: ConversationKind;
	readonly practiceId: string | null;
	/** The drill that it is an attempt at; left out for none. */
	readonly drillId?: string;
	readonly occurredAt: Instant;
	readonly format: string;
	readonly conversation: Conversation;
	/** Everybody who speaks, where the source does not say who of them the rep is; left out where that is known. */
	readonly speakers?: readonly SpeakerFact[];
	/** Required for `live`; `to-be-asked` keeps the call unscored until somebody has recorded it. */
	readonly consent:
		| "to-be-asked"
		| { readonly purpose: string; readonly reference: string; readonly at: Instant }
		| null;
};

export type Submitted = {
	readonly conversationId: string;
	readonly duplicate: boolean;
	/** The task in which somebody is asked what was not known when it came; null where nothing was. */
	readonly askedIn: string | null;
	readonly asks: Exclude<HumanTaskKind, "dispute"> | null;
};

export type ConversationView = {
	readonly id: string;
	readonly repId: string;
	readonly source: "practice" | "live";
	readonly kind: ConversationKind;
	readonly language: string;
	readonly practiceId: string | null;
	readonly occurredAt: Instant;
	/** `awaiting-rep`, `awaiting-consent`: kept, and not scored until somebody says who of the speakers the rep is, or has recorded consent. */
	readonly state: "awaiting-consent" | "awaiting-rep" | "received" | "scored" | "refused";
	/** The same words were sent for another rep too: both are scored, and somebody should ask whose they are. */
	readonly sharedWords: boolean;
};

/** Somebody who speaks in a conversation, as the person sees them who says which one the rep is. */
export type SpeakerView = {
	/** Position among the speakers, by which an answer names them. */
	readonly speaker: number;
	readonly label: string;
	readonly email: string | null;
	readonly role: SpeakerRole;
	readonly turns: number;
	readonly words: number;
	/** The first things that they say. */
	readonly lines: readonly string[];
};

export type ScorecardView = {
	readonly conversation: ConversationView;
	readonly ordinal: number;
	readonly scorecard: Scorecard;
	readonly labelling: Labelling;
	/** The transcript, so that each label can be shown with its line. */
	readonly transcript: Conversation;
	readonly disputes: readonly DisputeView[];
};

/** A drill as its rep and whoever coaches the rep see it. */
export type DrillView = {
	readonly id: string;
	readonly cycleId: string;
	readonly repId: string;
	readonly gap: DrillGap;
	readonly state: DrillState;
	readonly outcome: DrillOutcome | null;
	readonly angle: DrillAngle;
	/** The call that it comes from, and its line. */
	readonly conversationId: string;
	readonly evidence: EvidenceLine;
	/** Attempts per session. */
	readonly times: number;
	/** Active days from `from` on whose mornings it is practised; none where the rep chooses when. */
	readonly sessions: readonly number[];
	readonly from: LocalDate;
	readonly submitTo: string | null;
	readonly submitted: number | null;
	/** Null: the engine. */
	readonly assignedBy: string | null;
	readonly assignedAt: Instant;
	readonly closedAt: Instant | null;
	readonly attempts: readonly DrillAttemptView[];
};

type DrillAttemptView = {
	readonly ordinal: number;
	readonly angle: DrillAngle;
	readonly conversationId: string;
	readonly score: number | null;
	readonly at: Instant;
};

/** A drill that the engine suggests. It opens nothing: the manager decides. */
export type DrillSuggestionView = {
	readonly cycleId: string;
	readonly at: Instant;
	readonly gap: DrillGap;
	readonly signal: Signal;
	readonly conversationId: string;
	readonly evidence: EvidenceLine;
	readonly reason: Reason;
	/** The drill that was made of it; null where nobody has. */
	readonly drillId: string | null;
};

export type ActView = {
	readonly id: string;
	/** Null where the engine itself acts. */
	readonly actorId: string | null;
	readonly kind: ActKind;
	/** Null for a task that belongs to no cycle. */
	readonly cycleId: string | null;
	readonly taskId: string | null;
	readonly at: Instant;
	readonly state: "pending" | "applied" | "refused";
	readonly outcome: ActOutcome | null;
};

export type ActInput = {
	readonly kind: ActKind;
	/** Null for a task that belongs to no cycle. */
	readonly cycleId: string | null;
	readonly taskId: string | null;
	readonly answer: TaskAnswer | TaskMove | null;
	/** What is asked of the course of a cycle; only with `change-cycle`. */
	readonly change?: CycleChange;
	/** What is asked of a drill; only with the kinds that are about one. */
	readonly drill?: DrillAsk;
	readonly note: string | null;
	/** Minutes that the answer took, as the person states them; left out where nothing was stated. */
	readonly minutes?: number | undefined;
	/** Instant of the act by the caller's clock: wall time, or the cycle's own time where time is skipped. */
	readonly at: Instant;
};

/** Both ends belong to it. */
export type ReportSpan = { readonly since: Instant; readonly until: Instant };

/** What a person answered of reviews, one-to-ones and live coachings in a week. */
export type CoachingWeek = {
	readonly personId: string;
	/** Its Monday. */
	readonly week: LocalDate;
	readonly answers: number;
	/** Answers with which the minutes were stated. */
	readonly stated: number;
	/** Their sum; null where none were. */
	readonly minutes: number | null;
};

/** What is wrong with a cycle, or special about it, today. */
export const SEARCH_FLAGS = [
	...CYCLE_FLAGS,
	"paused",
	"overdue",
	"task-overdue",
	"no-manager",
	"flat",
	"partial",
	"not-enough-data",
	"stuck",
	"put-back",
] as const;
export type SearchFlag = (typeof SEARCH_FLAGS)[number];

export type CycleQuery = {
	readonly cohortId?: string;
	readonly repId?: string;
	/** Whoever manages the rep today. */
	readonly managerId?: string;
	readonly phase?: CyclePhase;
	readonly weekFrom?: number;
	readonly weekTo?: number;
	readonly flag?: SearchFlag;
	readonly dueBefore?: Instant;
	/** Whose cycles may be seen: all, or the person's own and those of the reps whom the person manages today. */
	readonly reach: "all" | { readonly personId: string; readonly self: boolean; readonly team: boolean };
	/** The last one of the page before. */
	readonly after?: CyclePlace;
	readonly limit: number;
};

/** Where a cycle stands in the order of a search. */
export type CyclePlace = { readonly startsOn: LocalDate; readonly id: string };

export type FoundCycle = Omit<CycleView, "flags"> & {
	readonly nextDue: Instant | null;
	/** Who manages the rep today. */
	readonly managerId: string | null;
	readonly flags: readonly SearchFlag[];
};

export type Page<T> = { readonly items: readonly T[]; readonly next: CyclePlace | null };

/** A decision as it was stored, with the policy that it was taken by. */
export type DecisionView = {
	readonly id: string;
	/** Null for one about a task of no cycle. */
	readonly cycleId: string | null;
	readonly repId: string;
	readonly name: string;
	readonly rule: string;
	readonly inputs: { readonly [field: string]: unknown };
	readonly outcome: { readonly [field: string]: unknown };
	readonly reason: Reason;
	readonly by: string;
	readonly at: Instant;
	readonly policy: CoachingPolicy;
};

/** Where a step stands in the events of its run. */
export type StepView = {
	/** Null for what `record` appends: it runs in none of the cycle's runs. */
	readonly runId: string | null;
	readonly historyLength: number;
	/** Of the next step of the same run; null for its last one. */
	readonly nextLength: number | null;
	readonly at: Instant;
};

export const HISTORY_KINDS = ["decision", "act", "task", "conversation", "delivery", "pause", "step"] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** One line of a cycle's story: a decision, an act, a practice or a task, in order of step. */
export type HistoryEntry = {
	/** Of the row behind it; a task has two lines. */
	readonly id: string;
	readonly at: Instant;
	/** Week of the cycle, by the rep's own dates. */
	readonly week: number;
	readonly step: string;
	readonly kind: HistoryKind;
	readonly what: "decision" | "act" | "task-opened" | "task-closed" | "conversation" | "notification" | "step";
	readonly name: string;
	readonly rule: string | null;
	readonly reason: Reason;
	readonly inputs: { readonly [field: string]: unknown };
	readonly outcome: { readonly [field: string]: unknown };
	readonly by: string;
	readonly policyVersionId: string | null;
	/** The window of raw events in Temporal that stands behind it. */
	readonly proof: { readonly runId: string; readonly historyLength: number } | null;
	/** The decision that took the place of this one; it stays, and counts no more. */
	readonly supersededBy: string | null;
};

/** Everything the API reads and writes for one organisation. Each call is one short transaction under row level security. */
export type OrgRecords = {
	launchCohort(caller: Caller, input: LaunchInput, key: WriteKey): Promise<Result<Written<Launched>, Refusal>>;
	/** Puts down that the whole cohort is to pause, go on or stop; its cycles are told one by one. */
	changeCohort(
		caller: Caller,
		cohortId: string,
		input: CohortChangeInput,
		key: WriteKey,
	): Promise<Result<Written<CohortChangeView>, Refusal>>;
	/** Oldest first. */
	listCohortChanges(cohortId: string): Promise<readonly CohortChangeView[]>;
	/** Rows that were refused, in their order, behind `after`. */
	listLaunchRefusals(cohortId: string, after: number | null, limit: number): Promise<readonly LaunchRefusal[]>;
	findCohort(id: string): Promise<CohortView | null>;
	listCohorts(): Promise<readonly CohortView[]>;
	findCycle(id: string): Promise<CycleView | null>;
	listCycles(filter: { cohortId?: string; repId?: string; phase?: CyclePhase }): Promise<readonly CycleView[]>;
	/** Keeps where the rep of a cycle believes to stand, until the baseline closes. */
	saveGuess(caller: Caller, cycleId: string, tiers: TierGuess, at: Instant): Promise<Result<GuessView, Refusal>>;
	importMilestones(
		caller: Caller,
		milestones: readonly MilestoneInput[],
		key: WriteKey,
	): Promise<Result<Written<{ readonly stored: number }>, Refusal>>;
	listMilestones(personId: string): Promise<readonly MilestoneView[]>;
	/** How far people and the engine agree on lines labelled blind: of one reviewer, or of all where it is null. */
	agreement(reviewerId: string | null): Promise<readonly MonthOfAgreement[]>;
	/** Null: of all reps. */
	drillReport(repIds: readonly string[] | null, span: ReportSpan): Promise<DrillReport>;
	/** Null: of everybody who coached. */
	coachingTime(personId: string | null, span: ReportSpan): Promise<readonly CoachingWeek[]>;
	/** The lines that a review asks to label, in the order of its sessions; none for any other task. */
	findBlindLines(taskId: string): Promise<readonly BlindLineView[]>;
	findPerson(id: string): Promise<PersonView | null>;
	listPeople(filter: { externalId?: string }): Promise<readonly PersonView[]>;
	/** Does `managerId` manage `repId` at `on`? Permissions are decided at the time of reading. */
	manages(managerId: string, repId: string, on: LocalDate): Promise<boolean>;
	submitConversation(caller: Caller, input: SubmitInput, key: WriteKey): Promise<Result<Written<Submitted>, Refusal>>;
	/** Takes the consent of one call back, and with it its words and all that was read out of them. */
	withdrawConsent(
		caller: Caller,
		conversationId: string,
		at: Instant,
		key: WriteKey,
	): Promise<Result<Written<Withdrawal>, Refusal>>;
	findConversation(id: string): Promise<ConversationView | null>;
	listConversations(filter: { repId: string }): Promise<readonly ConversationView[]>;
	findScorecard(conversationId: string): Promise<ScorecardView | null>;
	/** Who speaks in a conversation, and how each begins; null where there is no transcript. */
	findSpeakers(conversationId: string): Promise<readonly SpeakerView[] | null>;
	findTask(id: string): Promise<TaskView | null>;
	/** Tasks whose owner rule resolves to the person today; all tasks of a cycle when `cycleId` is given. */
	listTasks(filter: TaskFilter): Promise<readonly TaskView[]>;
	openDispute(caller: Caller, input: DisputeInput, key: WriteKey): Promise<Result<Written<Disputed>, Refusal>>;
	listDisputes(conversationId: string): Promise<readonly DisputeView[]>;
	writeAct(caller: Caller, input: ActInput, key: WriteKey): Promise<Result<Written<ActView>, Refusal>>;
	findAct(id: string): Promise<ActView | null>;
	findDrill(id: string): Promise<DrillView | null>;
	/** Drills in the order in which they were assigned; of one rep, or of all. */
	listDrills(filter: { repId?: string; state?: "open" }): Promise<readonly DrillView[]>;
	/** What the engine suggests for a rep in running cycles, newest first. */
	listDrillSuggestions(repId: string): Promise<readonly DrillSuggestionView[]>;
	history(cycleId: string): Promise<readonly HistoryEntry[]>;
	/** What the comparison of rows and workflows found. */
	reconciliation(): Promise<Reconciliation>;
	searchCycles(query: CycleQuery): Promise<Page<FoundCycle>>;
	findDecision(id: string): Promise<DecisionView | null>;
	findStep(cycleId: string, step: string): Promise<StepView | null>;
	listRuns(cycleId: string): Promise<readonly RunView[]>;
	/** Names of these people, by id. */
	namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
	readonly notification: OrgNotification;
	/**
	 * Puts down that a person is to be erased, once: whoever asks again is given the same certificate. From here on nothing
	 * is written about the person any more.
	 */
	requestErasure(caller: Caller, personId: string, key: WriteKey): Promise<Result<Written<ErasureView>, Refusal>>;
	findErasure(id: string): Promise<ErasureView | null>;
	importPeople(people: readonly PersonInput[], since: LocalDate): Promise<Result<readonly PersonView[], Refusal>>;
	/** Stores the good rows of a list and says what is wrong with the others; in a dry run nothing is stored. */
	importPeopleList(
		caller: Caller,
		list: PeopleList,
		options: { readonly since: LocalDate; readonly dryRun: boolean },
	): Promise<PeopleImport>;
	/** The organisation's own days off and working days of a year, in order. */
	listHolidays(year: number): Promise<readonly HolidayInput[]>;
	/** Replaces the organisation's own days of a year: all of them, or none with every reason. */
	setHolidays(
		year: number,
		holidays: readonly HolidayInput[],
		actorId?: string,
	): Promise<Result<readonly HolidayInput[], Refusal>>;
	/** A new address for the caller's calendar feed; null when the same key had already made it, since it is told once. */
	createCalendarFeed(
		caller: Caller,
		key: WriteKey,
	): Promise<Result<Written<{ readonly token: string | null }>, Refusal>>;
	/** Shuts the person's feed; false where there was none. */
	revokeCalendarFeed(personId: string): Promise<boolean>;
	/** Makes a key for the person; the clear text is returned once and stored nowhere. */
	createApiKey(personId: string): Promise<string>;
};

export type StepIdentity = {
	readonly orgId: string;
	readonly cycleId: string;
	readonly runId: string;
	readonly historyLength: number;
	/** The cycle's own time. */
	readonly now: Instant;
	/** When the cycle wakes next, should the step come to this result; null where it waits for somebody. */
	dueAfter?(result: StepResult): Promise<Instant | null>;
};

export type TaskIdentity = Omit<StepIdentity, "cycleId" | "dueAfter"> & {
	readonly taskId: string;
	readonly kind: HumanTaskKind;
	/** What the task is about: a conversation, a dispute, or a cohort. */
	readonly subjectId: string;
};

export type ScoringInput = {
	readonly conversation: Conversation;
	readonly bands: CoachingPolicy["bands"];
	/** The version that the bands are of: kept with the scorecard, so that it can be computed again. */
	readonly policyVersion: string;
	readonly withdrawn: boolean;
};

/** One place at which a stored scorecard is not what its labels say; `field` is a JSON pointer into it or its rows. */
export type Difference = {
	readonly field: string;
	readonly stored: string | number | boolean | null;
	readonly recomputed: string | number | boolean | null;
};

/** What came of computing a stored scorecard again from its transcript, its labels and its bands. */
export type Recomputed = {
	readonly id: string;
	readonly conversationId: string;
	readonly ordinal: number;
	readonly rubricVersion: string;
	readonly verdict:
		| { readonly kind: "equal" }
		| { readonly kind: "different"; readonly differences: readonly Difference[] }
		/** Of another version of the arithmetic: it is not compared. */
		| { readonly kind: "other-rubric" }
		/** Nobody kept which bands it was computed with. */
		| { readonly kind: "unknown-policy" }
		/** The words are gone, as after a withdrawn consent. */
		| { readonly kind: "no-transcript" };
};

/** The erasure of one person; its id is the certificate's. */
export type ErasureView = {
	readonly id: string;
	readonly personId: string;
	readonly state: "requested" | "done";
	readonly requestedAt: Instant;
	readonly completedAt: Instant | null;
	readonly certificate: ErasureCertificate | null;
};

/** What was signed, byte for byte, and how to check it. */
type ErasureCertificate = {
	/** JSON text. */
	readonly document: string;
	readonly algorithm: "Ed25519";
	/** Base64. */
	readonly signature: string;
	/** Base64 of the public key as SubjectPublicKeyInfo. */
	readonly publicKey: string;
};

/** Ids of what has workflows of its own, with the runs that are known. */
export type ErasureTargets = {
	readonly cycles: readonly { readonly id: string; readonly runIds: readonly string[] }[];
	readonly tasks: readonly { readonly id: string; readonly runIds: readonly string[] }[];
	readonly conversations: readonly { readonly id: string; readonly scorings: number }[];
	/** What the person is called, until that is looked for in what others said. */
	readonly names?: readonly string[];
	/** Texts of others from which it was taken out. */
	readonly mentions?: number;
};

export type Withdrawal = { readonly conversationId: string; readonly withdrawnAt: Instant };

export type RunView = { readonly runId: string; readonly cycleId: string; readonly archived: boolean };

/** The history of a closed run, as protobuf (`temporal.api.history.v1.History`). */
export type ArchivedRun = {
	readonly runId: string;
	readonly cycleId: string;
	/** By the cycle's own clock. */
	readonly closedAt: Instant;
	readonly history: Uint8Array;
};

export type RelayJobView = {
	readonly orgId: string;
	readonly id: string;
	readonly kind:
		| "score"
		| "launch"
		| "act"
		| "confirm-rep"
		| "consent"
		| "dispute"
		| "archive"
		| "erase"
		| "withdraw"
		| "cohort"
		| "cohort-change";
	readonly target: string;
	readonly attempts: number;
};

/** What the comparison of rows and workflows reads, and puts down. */
type ReconcileRecords = {
	listOpenCycles(orgId: string, range: IdRange, after: string | null, limit: number): Promise<readonly OpenCycle[]>;
	/** Null where there is no such organisation. */
	isCycleOpen(orgId: string, cycleId: string): Promise<boolean | null>;
	listTakenSteps(orgId: string, cycleId: string): Promise<readonly TakenRow[]>;
	listExpected(orgId: string, after: string | null, limit: number): Promise<readonly Expected[]>;
	listOverlooked(orgId: string, limit: number): Promise<Overlooked>;
	putDifferences(orgId: string, found: readonly FoundDifference[]): Promise<void>;
	putRound(orgId: string, round: Pick<RoundView, "shard" | "cycles" | "differences">, at: Instant): Promise<void>;
};

/** What workers, relay and command line use beside the API's calls. */
export type Records = {
	org(orgId: string): OrgRecords;
	/** Null where the settings name no key encryption key: then nothing is sealed. */
	readonly keys: Keys | null;
	findCaller(keyHash: Uint8Array): Promise<Caller | null>;
	/** The invites behind the token of a calendar feed, from an instant on; null where nobody active has it. */
	readCalendarFeed(token: string, since: Instant): Promise<CalendarFeedView | null>;
	createOrganisation(input: { name: string; clock: "wall" | "skipped" }): Promise<{ orgId: string }>;
	/** One transaction: lock the cycle, give back the stored result if the step has happened, else read, decide, write. */
	runStep(identity: StepIdentity, call: StepCall): Promise<StepResult>;
	/** One step of a task that belongs to no cycle, in one transaction; one that has happened gives its stored result. */
	runTaskStep(identity: TaskIdentity, call: TaskStepCall): Promise<TaskStepResult>;
	/** Null where there is nothing to score, or nobody knows yet who the rep is. */
	readForScoring(orgId: string, conversationId: string): Promise<ScoringInput | null>;
	/** Stores labelling, scorecard and readings, chooses the next practice; says whether the rep's cycle waits, and why. */
	recordScore(orgId: string, conversationId: string, scored: Scored): Promise<Waiting>;
	/** The next organisation after this id, in order of id; null behind the last one. For maintenance only. */
	nextOrganisation(after: string | null): Promise<string | null>;
	/** Puts down in the organisation's log that all its scorecards are about to be read and computed again. */
	auditRecompute(orgId: string): Promise<void>;
	/** Computes stored scorecards again, a page in order of id after `after`, and says where they differ. */
	recomputePage(orgId: string, after: string | null, limit: number): Promise<readonly Recomputed[]>;
	/** The next rows of a launch: cycles for those that may begin, reasons for the others. Goes on where it was interrupted. */
	takeLaunchPage(orgId: string, cohortId: string): Promise<LaunchPage>;
	markStarted(orgId: string, cohortId: string, starts: readonly CycleToStart[]): Promise<void>;
	/** Takes time for so many starts out of the organisation's rate; gives back in how many milliseconds it begins. */
	reserveStarts(orgId: string, count: number, perSecond: number): Promise<number>;
	/** What the cohort has to do by its own clock; takes in who has joined, and says so of a launch that is over. */
	lookAtCohort(
		orgId: string,
		cohortId: string,
		times: { readonly since: Instant; readonly now: Instant },
	): Promise<CohortLook>;
	/** The next open cycles behind `after` that a change of their cohort asks something of, with an act for each. */
	takeTellPage(orgId: string, actId: string, after: string | null): Promise<TellPage>;
	/** The cohort that a change was asked of; null where there is no such act. */
	cohortOfChange(orgId: string, actId: string): Promise<string | null>;
	/** All cycles have been told. */
	finishCohortChange(orgId: string, actId: string, now: Instant): Promise<void>;
	/** Puts down the digests that came due for the next people behind `after`; null behind the last. */
	putDigests(
		orgId: string,
		cohortId: string,
		times: { readonly since: Instant; readonly now: Instant },
		after: string | null,
	): Promise<string | null>;
	/** Leases due jobs over all organisations (SKIP LOCKED); an unfinished lease comes back by itself. */
	leaseRelayJobs(limit: number, leaseMs: number): Promise<readonly RelayJobView[]>;
	finishRelayJob(orgId: string, id: string): Promise<void>;
	retryRelayJob(orgId: string, id: string, afterMs: number): Promise<void>;
	markActApplied(orgId: string, actId: string, outcome: ActOutcome): Promise<void>;
	/** Messages that wait to be sent. */
	readonly outbox: OutboxRecords;
	readonly reconcile: ReconcileRecords;
	/** A run of a cycle; null for one that made no step, or whose person is gone. */
	findRun(orgId: string, runId: string): Promise<RunView | null>;
	/** The runs of a cycle, in the order in which they made their first step. */
	listRuns(orgId: string, cycleId: string): Promise<readonly RunView[]>;
	/** Keeps the history of a closed run; one that is kept stays as it is. Of somebody who is being erased nothing is kept. */
	archiveRun(orgId: string, run: ArchivedRun): Promise<void>;
	/** Takes back what was still to be done for a person who is being erased, and ways in. Each of these may be repeated. */
	withdrawWork(orgId: string, erasureId: string): Promise<void>;
	/** Everything of the person that may have a workflow, remembered until the erasure is done. */
	erasureTargets(orgId: string, erasureId: string): Promise<ErasureTargets>;
	/** Everything of one call that may have a workflow. */
	callTargets(orgId: string, conversationId: string): Promise<ErasureTargets>;
	/** Removes the person's rows; the person stays as a pseudonym where others' data needs one. */
	eraseRows(orgId: string, erasureId: string): Promise<void>;
	destroyKey(orgId: string, erasureId: string): Promise<void>;
	/** Says and signs that all is gone. */
	certifyErasure(orgId: string, erasureId: string): Promise<void>;
	/** Removes a batch of what the organisation's policy keeps no longer; says whether more is left. */
	deleteExpired(orgId: string, now: Instant): Promise<{ readonly more: boolean }>;
	/** The history of a run as it was archived; null where it was not. Throws KeyDestroyed. */
	readArchivedRun(orgId: string, runId: string): Promise<ArchivedRun | null>;
	/** True when the database answers and every migration of the folder is applied. */
	ready(): Promise<boolean>;
	close(): Promise<void>;
};
