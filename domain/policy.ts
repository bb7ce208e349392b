import type { Bands } from "./signals/signal.ts";

/**
 * The coaching policy: every number of the product that a company may change. Versions are immutable; each decision
 * records the version that it used.
 */
export type CoachingPolicy = {
	/** Weeks of active time, 12 to 24: the baseline, the practice up to week 12, and the habit behind it. */
	readonly lengthWeeks: number;
	readonly bands: Bands;
	readonly baseline: {
		readonly conversations: number;
		readonly repTurnsMin: number;
		readonly repWordsMin: number;
		readonly reminderDays: readonly number[];
		readonly managerTaskDay: number;
		readonly leadTaskDay: number;
		readonly neverStartedDays: number;
		/** Practices in which a signal that the baseline did not show applies, before it has a late baseline. */
		readonly lateConversations: number;
	};
	readonly practice: {
		readonly perWeek: number;
		readonly poolSize: number;
		readonly emptyWeeksManager: number;
		readonly emptyWeeksLead: number;
	};
	/** The weeks behind week 12: a lighter cadence, and the share of planned practices from which it is kept. */
	readonly habit: { readonly perWeek: number; readonly keptFrom: number };
	readonly pause: {
		/** Days after which a pause without an end closes the cycle. */
		readonly daysMax: number;
		/** How far back a pause may begin. */
		readonly backDaysMax: number;
	};
	readonly review: {
		readonly sessionsPerWeek: number;
		/** Lines that the reviewer labels before the engine's labels are shown. */
		readonly blindLines: number;
	};
	/** Agreement of people and engine on lines that were labelled blind, by Cohen's kappa. */
	readonly agreement: {
		/** Lines of a month below which nothing is said of drift. */
		readonly linesMin: number;
		/** Kappa below which it is too low. */
		readonly kappaMin: number;
		/** How far under the months before it may lie, without it. */
		readonly fallMax: number;
		/** How many months before are taken together. */
		readonly monthsBefore: number;
	};
	/** Earlier hires below which a new hire's milestones are compared with nothing. */
	readonly ramp: { readonly hiresMin: number };
	/** Share of the reviews of a stretch from which a manager's cadence is kept. */
	readonly managerCadence: { readonly keptFrom: number };
	readonly checkpoints: {
		/** Practices since the baseline below which week 4 says "not enough data". */
		readonly week4PracticesMin: number;
		readonly week4SignalsMin: number;
		/** Signals that must have moved up a tier for "on track", at most as many as were outside target. */
		readonly week4MovedMin: number;
		readonly week8SignalsMin: number;
		readonly week8StuckForReview: number;
		/** Active days, whole weeks of them, after which week 8 is asked again where it had too little data. */
		readonly week8AgainDays: number;
		readonly poolDaysMax: number;
	};
	readonly trend: {
		readonly days: number;
		readonly practicesMin: number;
		readonly spanDaysMin: number;
		/** Share of the middle band's width that counts as movement over 30 days. */
		readonly bandShare: number;
		/** The same for close attempts, which have no middle band, in attempts per conversation. */
		readonly closeAttempts: number;
	};
	readonly carryOver: {
		readonly callsMin: number;
		readonly outOfMin: number;
		readonly carriedFrom: number;
		readonly partlyFrom: number;
		readonly weeks: number;
	};
	readonly drill: {
		/** Open drills that a rep has at most. */
		readonly openMax: number;
		/** Attempts of a drill that the engine assigns. */
		readonly times: number;
		/** Active days for a drill without mornings of its own. */
		readonly practiceDays: number;
		/** Real calls, and active days, in which the moment is watched for. */
		readonly watchCalls: number;
		readonly watchDays: number;
		/** Active days for the live practice where the moment did not come up. */
		readonly livePracticeDays: number;
		/** Share of a call's moments from which their label counts as the wanted one. */
		readonly wantedFrom: number;
		/** Angles after which a person coaches live. */
		readonly anglesMax: number;
		/** Local time of the mornings of a schedule, `HH:MM`. */
		readonly morning: string;
		/** Week by whose end a first gap is named, or said why not. */
		readonly firstGapWeek: number;
	};
	readonly tasks: {
		readonly focusDays: number;
		readonly reviewDays: number;
		readonly oneToOneDays: number;
		readonly liveCoachingDays: number;
		readonly deploymentReviewDays: number;
		readonly checkInDays: number;
		readonly confirmRepDays: number;
		readonly disputeDays: number;
		readonly consentDays: number;
		readonly outcomesDays: number;
	};
	readonly cohort: {
		/** Cycles that are started or told something in a second, over all cohorts of the organisation. */
		readonly startsPerSecond: number;
		/** Hours between two looks for people who joined an open cohort's team, where nothing said so at once. */
		readonly joinersEveryHours: number;
	};
	/** The weekly summary for managers and leads. */
	readonly digest: {
		/** ISO weekday, 1 = Monday, and local time of day, `HH:MM`, by the person's own clock. */
		readonly weekday: number;
		readonly time: string;
		/** Reps who are named in one; of the others it says how many there are. */
		readonly linesMax: number;
	};
	/** Meetings that the engine puts into calendars. */
	readonly meetings: {
		readonly oneToOneMinutes: number;
		readonly liveCoachingMinutes: number;
		/** Working days of both between the plan and the meeting. */
		readonly noticeDays: number;
		/** Meetings begin at multiples of so many minutes. */
		readonly gridMinutes: number;
	};
	/** Local times of the person whom a message is for, `HH:MM`. */
	readonly notification: {
		/** Nobody is disturbed from here on; over midnight where `quietUntil` is the earlier. Equal: no quiet hours. */
		readonly quietFrom: string;
		readonly quietUntil: string;
		/** The daily e-mail that gathers what could wait. */
		readonly digestAt: string;
		/** Days of nothing but errors after which a receiver of webhooks is switched off. */
		readonly receiverFailingDaysMax: number;
	};
	/** How often one reading may be disputed: each time somebody else decides. */
	readonly disputes: { readonly perReadingMax: number };
	readonly nudge: {
		/** ISO weekday of the weekly look, 1 = Monday. */
		readonly weekday: number;
		/** Local time of day, `HH:MM`. */
		readonly time: string;
	};
	readonly workingHours: { readonly from: string; readonly to: string; readonly weekdays: readonly number[] };
	/** How long data is kept, in days after it was stored. Counted for the whole organisation, by its newest policy. */
	readonly retention: {
		/** The words of a conversation. What was read out of them stays. */
		readonly transcriptDays: number;
		/** What the engine did, event by event. Decisions stay. */
		readonly archiveDays: number;
		/** Messages that were sent, or never will be. */
		readonly messageDays: number;
		/** What became of each attempt to reach a receiver of webhooks. */
		readonly deliveryDays: number;
		/** Entries of calendars, counted from the end of their cycle. */
		readonly inviteDays: number;
	};
};

export const DEFAULT_POLICY: CoachingPolicy = {
	lengthWeeks: 12,
	bands: {
		"discovery-density": { kind: "three", middleFrom: 0.6, targetAbove: 1.2 },
		"objection-acknowledgment": { kind: "three", middleFrom: 0.4, targetAbove: 0.7 },
		"value-framing": { kind: "three", middleFrom: 0.5, targetAbove: 0.8 },
		"close-attempts": { kind: "two", targetFrom: 2, cap: 4 },
	},
	baseline: {
		conversations: 3,
		repTurnsMin: 6,
		repWordsMin: 150,
		reminderDays: [3, 5, 7],
		managerTaskDay: 10,
		leadTaskDay: 14,
		neverStartedDays: 56,
		lateConversations: 2,
	},
	practice: { perWeek: 2, poolSize: 20, emptyWeeksManager: 2, emptyWeeksLead: 4 },
	habit: { perWeek: 2, keptFrom: 0.75 },
	pause: { daysMax: 180, backDaysMax: 60 },
	review: { sessionsPerWeek: 2, blindLines: 5 },
	agreement: { linesMin: 100, kappaMin: 0.4, fallMax: 0.15, monthsBefore: 3 },
	ramp: { hiresMin: 8 },
	managerCadence: { keptFrom: 0.75 },
	checkpoints: {
		week4PracticesMin: 4,
		week4SignalsMin: 2,
		week4MovedMin: 2,
		week8SignalsMin: 3,
		week8StuckForReview: 3,
		week8AgainDays: 14,
		poolDaysMax: 28,
	},
	trend: { days: 30, practicesMin: 4, spanDaysMin: 10, bandShare: 0.15, closeAttempts: 0.25 },
	carryOver: { callsMin: 3, outOfMin: 5, carriedFrom: 0.8, partlyFrom: 0.5, weeks: 4 },
	drill: {
		openMax: 2,
		times: 3,
		practiceDays: 7,
		watchCalls: 5,
		watchDays: 30,
		livePracticeDays: 10,
		wantedFrom: 0.5,
		anglesMax: 2,
		morning: "08:30",
		firstGapWeek: 2,
	},
	tasks: {
		focusDays: 3,
		reviewDays: 5,
		oneToOneDays: 5,
		liveCoachingDays: 5,
		deploymentReviewDays: 10,
		checkInDays: 5,
		confirmRepDays: 3,
		disputeDays: 5,
		consentDays: 10,
		outcomesDays: 10,
	},
	meetings: { oneToOneMinutes: 30, liveCoachingMinutes: 60, noticeDays: 1, gridMinutes: 15 },
	notification: { quietFrom: "19:00", quietUntil: "07:30", digestAt: "08:00", receiverFailingDaysMax: 5 },
	disputes: { perReadingMax: 2 },
	cohort: { startsPerSecond: 200, joinersEveryHours: 24 },
	digest: { weekday: 1, time: "08:00", linesMax: 25 },
	nudge: { weekday: 4, time: "09:00" },
	workingHours: { from: "09:00", to: "17:00", weekdays: [1, 2, 3, 4, 5] },
	retention: { transcriptDays: 730, archiveDays: 1095, messageDays: 365, deliveryDays: 90, inviteDays: 365 },
};
