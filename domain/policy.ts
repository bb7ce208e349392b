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
	readonly review: { readonly sessionsPerWeek: number };
	readonly checkpoints: {
		/** Practices since the baseline below which week 4 says "not enough data". */
		readonly week4PracticesMin: number;
		readonly week4SignalsMin: number;
		/** Signals that must have moved up a tier for "on track", at most as many as were outside target. */
		readonly week4MovedMin: number;
		readonly week8SignalsMin: number;
		readonly week8StuckForReview: number;
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
	},
	practice: { perWeek: 2, poolSize: 20, emptyWeeksManager: 2, emptyWeeksLead: 4 },
	habit: { perWeek: 2, keptFrom: 0.75 },
	pause: { daysMax: 180, backDaysMax: 60 },
	review: { sessionsPerWeek: 2 },
	checkpoints: {
		week4PracticesMin: 4,
		week4SignalsMin: 2,
		week4MovedMin: 2,
		week8SignalsMin: 3,
		week8StuckForReview: 3,
		poolDaysMax: 28,
	},
	trend: { days: 30, practicesMin: 4, spanDaysMin: 10, bandShare: 0.15, closeAttempts: 0.25 },
	carryOver: { callsMin: 3, outOfMin: 5, carriedFrom: 0.8, partlyFrom: 0.5, weeks: 4 },
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
	},
	disputes: { perReadingMax: 2 },
	nudge: { weekday: 4, time: "09:00" },
	workingHours: { from: "09:00", to: "17:00", weekdays: [1, 2, 3, 4, 5] },
	retention: { transcriptDays: 730, archiveDays: 1095 },
};
