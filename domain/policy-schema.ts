import { z } from "zod";
import { type Fault, failed, ok, type Result } from "./fault.ts";
import type { CoachingPolicy } from "./policy.ts";

/** Every rule carries its expectation as its message, so that a fault can say it in the words of the policy. */
const whole = (min: number, max: number) => {
	const error = min === max ? `${min}` : `a whole number from ${min} to ${max}`;
	return z.int({ error }).min(min, { error }).max(max, { error });
};

/** A number above `above`, up to `max`. */
const amount = (above: number, max: number) => {
	const error = `a number above ${above}, at most ${max}`;
	return z.number({ error }).gt(above, { error }).max(max, { error });
};

const timeOfDay = z
	.string({ error: "a time of day, HH:MM" })
	.regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "a time of day, HH:MM" });

const weekday = whole(1, 7);

/** Three bands in order; `unit` bounds the value (1 for shares). */
const threeBands = (max: number) => {
	const error = `a number above 0 and below ${max}`;
	const border = z.number({ error }).gt(0, { error }).lt(max, { error });
	return z
		.strictObject(
			{
				kind: z.literal("three", { error: 'kind "three": this signal has a low, a middle and a target band' }),
				middleFrom: border,
				targetAbove: border,
			},
			{ error: "an object with kind, middleFrom, targetAbove" },
		)
		.refine(({ middleFrom, targetAbove }) => middleFrom < targetAbove, {
			path: ["targetAbove"],
			error: "a number above middleFrom",
		});
};

const section = { error: "an object" };

/**
 * A coaching policy as people write it: strict, so that a misspelt field is a fault and never a silent default. The
 * bounds are ours; they keep out what no cycle could run on.
 */
export const policySchema = z.strictObject(
	{
		lengthWeeks: whole(12, 24),
		bands: z.strictObject(
			{
				"objection-acknowledgment": threeBands(1),
				"close-attempts": z
					.strictObject(
						{
							kind: z.literal("two", { error: 'kind "two": close attempts have no middle band' }),
							targetFrom: whole(1, 20),
							cap: whole(1, 20),
						},
						{ error: "an object with kind, targetFrom, cap" },
					)
					.refine(({ targetFrom, cap }) => targetFrom <= cap, {
						path: ["cap"],
						error: "a whole number from targetFrom up: no average of cut counts could reach target otherwise",
					}),
				"value-framing": threeBands(1),
				"discovery-density": threeBands(60),
			},
			section,
		),
		baseline: z
			.strictObject(
				{
					conversations: whole(1, 20),
					repTurnsMin: whole(1, 1000),
					repWordsMin: whole(1, 100_000),
					reminderDays: z.array(whole(1, 365), { error: "a list of days" }),
					managerTaskDay: whole(1, 365),
					leadTaskDay: whole(1, 365),
					neverStartedDays: whole(7, 365),
					lateConversations: whole(1, 20),
				},
				section,
			)
			.refine(({ reminderDays }) => reminderDays.every((day, i) => i === 0 || day > (reminderDays[i - 1] ?? day)), {
				path: ["reminderDays"],
				error: "days in rising order, each once",
			})
			.refine(({ managerTaskDay, leadTaskDay }) => managerTaskDay < leadTaskDay, {
				path: ["leadTaskDay"],
				error: "a day after managerTaskDay",
			})
			.refine(({ leadTaskDay, neverStartedDays }) => leadTaskDay < neverStartedDays, {
				path: ["neverStartedDays"],
				error: "a day after leadTaskDay",
			})
			.refine(({ reminderDays, neverStartedDays }) => reminderDays.every((day) => day < neverStartedDays), {
				path: ["reminderDays"],
				error: "days before neverStartedDays",
			}),
		practice: z
			.strictObject(
				{
					perWeek: whole(1, 14),
					poolSize: whole(1, 1000),
					emptyWeeksManager: whole(1, 12),
					emptyWeeksLead: whole(1, 12),
				},
				section,
			)
			.refine(({ perWeek, poolSize }) => perWeek <= poolSize, {
				path: ["poolSize"],
				error: "a whole number from perWeek up",
			})
			.refine(({ emptyWeeksManager, emptyWeeksLead }) => emptyWeeksManager < emptyWeeksLead, {
				path: ["emptyWeeksLead"],
				error: "a number of weeks above emptyWeeksManager",
			}),
		habit: z.strictObject({ perWeek: whole(1, 14), keptFrom: z.number().min(0).max(1) }, section),
		pause: z.strictObject({ daysMax: whole(1, 730), backDaysMax: whole(0, 365) }, section),
		review: z.strictObject({ sessionsPerWeek: whole(0, 14), blindLines: whole(0, 50) }, section),
		agreement: z.strictObject(
			{ linesMin: whole(1, 10_000), kappaMin: amount(0, 1), fallMax: amount(0, 2), monthsBefore: whole(1, 24) },
			section,
		),
		ramp: z.strictObject({ hiresMin: whole(2, 1000) }, section),
		managerCadence: z.strictObject({ keptFrom: amount(0, 1) }, section),
		checkpoints: z.strictObject(
			{
				week4PracticesMin: whole(1, 100),
				week4SignalsMin: whole(1, 4),
				week4MovedMin: whole(1, 4),
				week8SignalsMin: whole(1, 4),
				week8StuckForReview: whole(1, 4),
				week8AgainDays: whole(7, 84).refine((days) => days % 7 === 0, {
					error: "whole weeks, in days: 7, 14, 21, ...",
				}),
				poolDaysMax: whole(7, 365),
			},
			section,
		),
		trend: z
			.strictObject(
				{
					days: whole(7, 365),
					practicesMin: whole(3, 100),
					spanDaysMin: whole(1, 365),
					bandShare: amount(0, 1),
					closeAttempts: amount(0, 20),
				},
				section,
			)
			.refine(({ days, spanDaysMin }) => spanDaysMin <= days, {
				path: ["spanDaysMin"],
				error: "a number of days up to days",
			}),
		carryOver: z
			.strictObject(
				{
					callsMin: whole(1, 100),
					outOfMin: whole(1, 1000),
					carriedFrom: amount(0, 2),
					partlyFrom: amount(0, 2),
					weeks: whole(1, 4),
				},
				section,
			)
			.refine(({ partlyFrom, carriedFrom }) => partlyFrom < carriedFrom, {
				path: ["partlyFrom"],
				error: "a number below carriedFrom",
			}),
		drill: z.strictObject(
			{
				openMax: whole(1, 10),
				times: whole(1, 20),
				practiceDays: whole(1, 60),
				watchCalls: whole(1, 100),
				watchDays: whole(1, 365),
				livePracticeDays: whole(1, 60),
				wantedFrom: amount(0, 1),
				anglesMax: whole(1, 2),
				morning: timeOfDay,
				firstGapWeek: whole(2, 3),
			},
			section,
		),
		tasks: z.strictObject(
			{
				focusDays: whole(1, 60),
				reviewDays: whole(1, 60),
				oneToOneDays: whole(1, 60),
				liveCoachingDays: whole(1, 60),
				deploymentReviewDays: whole(1, 60),
				checkInDays: whole(1, 60),
				confirmRepDays: whole(1, 60),
				disputeDays: whole(1, 60),
				consentDays: whole(1, 60),
				outcomesDays: whole(1, 60),
			},
			section,
		),
		meetings: z.strictObject(
			{
				oneToOneMinutes: whole(5, 240),
				liveCoachingMinutes: whole(5, 240),
				noticeDays: whole(0, 20),
				gridMinutes: whole(5, 60),
			},
			section,
		),
		notification: z.strictObject(
			{ quietFrom: timeOfDay, quietUntil: timeOfDay, digestAt: timeOfDay, receiverFailingDaysMax: whole(1, 90) },
			section,
		),
		disputes: z.strictObject({ perReadingMax: whole(1, 10) }, section),
		cohort: z.strictObject({ startsPerSecond: whole(1, 2000), joinersEveryHours: whole(1, 168) }, section),
		digest: z.strictObject({ weekday, time: timeOfDay, linesMax: whole(1, 200) }, section),
		nudge: z.strictObject({ weekday, time: timeOfDay }, section),
		retention: z.strictObject(
			{
				transcriptDays: whole(28, 3650),
				archiveDays: whole(28, 3650),
				messageDays: whole(28, 3650),
				deliveryDays: whole(7, 3650),
				inviteDays: whole(28, 3650),
			},
			section,
		),
		workingHours: z
			.strictObject(
				{
					from: timeOfDay,
					to: timeOfDay,
					weekdays: z.array(weekday, { error: "a list of weekdays, 1 = Monday" }).min(1, {
						error: "at least one weekday",
					}),
				},
				section,
			)
			.refine(({ from, to }) => from < to, { path: ["to"], error: "a time after from" })
			.refine(({ weekdays }) => new Set(weekdays).size === weekdays.length, {
				path: ["weekdays"],
				error: "each weekday once",
			}),
	},
	section,
) satisfies z.ZodType<CoachingPolicy>;

/** Two numbers that contradict each other across sections; looked at as soon as both can be read. */
type Contradiction = {
	readonly reads: z.ZodType<readonly [number, number]>;
	readonly field: string;
	readonly holds: (pair: readonly [number, number]) => boolean;
	readonly expected: (pair: readonly [number, number]) => string;
};

/** Weeks 2 to 4 are the only ones with practice before the checkpoint of week 4. */
const PRACTICE_WEEKS_BEFORE_WEEK_4 = 3;

const contradictions: readonly Contradiction[] = [
	{
		reads: z
			.object({ practice: z.object({ perWeek: z.number() }), checkpoints: z.object({ week4PracticesMin: z.number() }) })
			.transform(({ practice, checkpoints }): [number, number] => [practice.perWeek, checkpoints.week4PracticesMin]),
		field: "/checkpoints/week4PracticesMin",
		holds: ([perWeek, least]) => least <= PRACTICE_WEEKS_BEFORE_WEEK_4 * perWeek,
		expected: ([perWeek]) =>
			`at most ${PRACTICE_WEEKS_BEFORE_WEEK_4 * perWeek}, the practices of weeks 2 to 4 (week 4 could never decide otherwise)`,
	},
	{
		reads: z
			.object({ practice: z.object({ perWeek: z.number() }), review: z.object({ sessionsPerWeek: z.number() }) })
			.transform(({ practice, review }): [number, number] => [practice.perWeek, review.sessionsPerWeek]),
		field: "/review/sessionsPerWeek",
		holds: ([perWeek, reviewed]) => reviewed <= perWeek,
		expected: ([perWeek]) => `at most ${perWeek}, the practices per week`,
	},
];

/**
 * Reads a policy, or says everything that is wrong with it: for each fault the field as JSON pointer, what was expected
 * and what came. Never throws.
 */
export function parsePolicy(input: unknown): Result<CoachingPolicy, readonly Fault[]> {
	const parsed = policySchema.safeParse(input);
	const faults = [
		...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOf(issue, input))),
		...contradictions.flatMap(({ reads, field, holds, expected }) => {
			const pair = reads.safeParse(input);
			if (!pair.success || holds(pair.data)) return [];
			return [{ field, expected: expected(pair.data), came: String(pair.data[1]) }];
		}),
	];
	if (parsed.success && faults.length === 0) return ok(parsed.data);
	return failed(withoutRepeats(faults));
}

function faultsOf(issue: z.core.$ZodIssue, input: unknown): readonly Fault[] {
	if (issue.code === "unrecognized_keys") {
		return issue.keys.map((key) => {
			const path = [...issue.path, key];
			return { field: pointerOf(path), expected: "no such field", came: shown(valueAt(input, path)) };
		});
	}
	return [{ field: pointerOf(issue.path), expected: issue.message, came: shown(valueAt(input, issue.path)) }];
}

/** JSON pointer, RFC 6901. */
function pointerOf(path: readonly PropertyKey[]): string {
	return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
		input,
	);
}

const SHOWN_MAX = 80;

function shown(value: unknown): string {
	if (value === undefined) return "nothing";
	const text = typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? typeof value);
	return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text;
}

function withoutRepeats(faults: readonly Fault[]): readonly Fault[] {
	return faults.filter(
		(fault, i) => faults.findIndex(({ field, expected }) => field === fault.field && expected === fault.expected) === i,
	);
}
