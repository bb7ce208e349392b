import fc from "fast-check";
import { addDays, instantAt } from "../../domain/calendar.ts";
import type { CycleChange, Hire, PersonFact } from "../../domain/cycle/facts.ts";
import type { TierGuess } from "../../domain/cycle/guess.ts";
import { CYCLE_KINDS, type CycleKind, type Product } from "../../domain/cycle/kind.ts";
import { SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import { epochMs, type Instant, instantOf, type LocalDate } from "../../domain/time.ts";
import { yearsAround } from "../../services/records/days-off.ts";
import type { Places } from "../../services/records/owners.ts";

// Random organisations and their years, to be lived on any store: what people do is a plan of its own, made of hours
// since the first day, and the same plan gives the same acts wherever it is lived.

/** Of the ten thousand that live in memory, and the first of which live on the real engine too. */
export const ORGANISATIONS_SEED = 20_261_122;

const LEVELS = ["low", "middle", "target", "mixed"] as const;
export type Level = (typeof LEVELS)[number];

type Spoken = { readonly hour: number; readonly level: Level };

/** What somebody does with the inbox at a visit; whatever is no answer goes to the task that would be answered. */
type VisitKind = "answer" | "not-mine" | "reopen" | { readonly delegateTo: string };

/** What people do about drills; the newest conversation and the newest open drill are meant. */
type DrillDoing =
	| {
			readonly do: "assign";
			/** Which of the moments that came up, or of the whole library where none did. */
			readonly which: number;
			readonly times: number;
			readonly mornings: number;
			readonly isForSomebody: boolean;
			readonly insists: boolean;
			/** Attempts at the newest open drill, by hours since then; nothing where none is open any more. */
			readonly attempts: readonly Spoken[];
	  }
	| { readonly do: "submit" }
	| { readonly do: "withdraw" };

/** One rep's year: what the rep does, and what people do about it. Hours count from the first midnight of the rep. */
export type RepYear = {
	readonly zone: string;
	readonly practices: readonly Spoken[];
	readonly calls: readonly Spoken[];
	/** Where the rep believes to stand; null for one who does not say. */
	readonly guess: { readonly hour: number; readonly tiers: TierGuess } | null;
	/** Days since being hired when the cycle begins, and what was reached how many days before that; null: not known. */
	readonly hire: HirePlan | null;
	/** Hours after which a task is answered at the next visit to the inbox; null leaves all to their ladders. */
	readonly answersAfterHours: number | null;
	readonly answeredBy: "owner" | "lead";
	/** What is done at the visits, in turn. */
	readonly visits: readonly VisitKind[];
	readonly decision: "continue" | "stop" | "extend" | "change-focus";
	/** What is said of disputes; null leaves them unanswered. */
	readonly verdict: "upheld" | "not-upheld" | null;
	readonly extendWeeks: number;
	readonly stopHour: number | null;
	/** What the lead asks of the course of the cycle, and when. */
	readonly changes: readonly { readonly hour: number; readonly change: CycleChange }[];
	/** Days on which the rep gets the other of the two managers. */
	readonly transfers: readonly number[];
	/** The day on which the rep leaves, and after how many days they are back. */
	readonly leaves: { readonly day: number; readonly backAfter: number | null } | null;
	/** Disputes and withdrawals of consent, each of one of the conversations so far. */
	readonly disputes: readonly { readonly hour: number; readonly which: number; readonly signal: Signal }[];
	readonly withdrawals: readonly { readonly hour: number; readonly which: number }[];
	readonly drills: readonly { readonly hour: number; readonly drill: DrillDoing }[];
};

/** Of cycles on a new product. */
export const PRODUCT: Product = { name: "Ledger", claims: ["closes a month in two days"] };

/** Days before the first day of the cohort. */
type HirePlan = { readonly daysBefore: number; readonly reachedAfter: readonly number[] };

export type OrganisationYear = {
	readonly kind: CycleKind;
	readonly managerZones: readonly [string, string];
	/** Whether the managers have a manager, and the organisation a head of enablement. */
	readonly hasBoss: boolean;
	readonly hasHead: boolean;
	readonly lengthWeeks: number;
	/** The organisation's own days off, in order. */
	readonly daysOff: readonly LocalDate[];
	/** People who were hired before and are in no cycle. */
	readonly earlierHires: readonly HirePlan[];
	readonly reps: readonly RepYear[];
};

const ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"] as const;
const hours = (max: number) => fc.integer({ min: 1, max });
export const level = fc.constantFrom(...LEVELS);

/** Two practices a week as they should be, but for weeks that are missed; levels go up, or stay. */
const regular = fc
	.record({
		missed: fc.array(fc.integer({ min: 2, max: 24 }), { maxLength: 6 }),
		from: fc.integer({ min: 0, max: 3 }),
		levels: fc.tuple(level, level, level),
	})
	.map(({ missed, from, levels }) =>
		Array.from({ length: 24 }, (_, week): readonly Spoken[] => {
			const [first, second, third] = levels;
			const at = week < 4 ? first : week < 8 ? second : third;
			const start = (week * 7 + from) * 24;
			if (missed.includes(week + 1)) return [];
			return [34, 58, ...(week === 0 ? [82] : [])].map((hour) => ({ hour: start + hour, level: at }));
		}).flat(),
	);

const PRACTICES_MAX = 45;
const scattered = fc.array(fc.record({ hour: hours(24 * 100), level }), { maxLength: PRACTICES_MAX });

const day = fc.integer({ min: -10, max: 150 });

/** Days of changes are kept as days: the first date of a year is known when it is lived. */
const anyChange = (startsOn: LocalDate): fc.Arbitrary<CycleChange> =>
	fc.oneof(
		fc.tuple(day, fc.option(fc.integer({ min: 1, max: 30 }), { nil: null, freq: 3 })).map(([from, days]) => ({
			do: "pause" as const,
			from: addDays(startsOn, from),
			until: days === null ? null : addDays(startsOn, from + days),
		})),
		day.map((on) => ({ do: "resume" as const, on: addDays(startsOn, on) })),
		fc.integer({ min: 1, max: 6 }).map((weeks) => ({ do: "extend" as const, weeks })),
		fc.constant({ do: "move-policy" as const, version: OTHER_POLICY }),
		fc.constant({ do: "people-changed" as const }),
	);

/** Stands in a plan for the id of the organisation's first policy. */
const OTHER_POLICY = "the organisation's first";

const MANAGERS = ["manager-0", "manager-1"] as const;
/** Who may owe a task by name, as far as they are there. */
const ABOVE = [...MANAGERS, "boss", "lead", "head"] as const;

const anyVisit = fc.oneof(
	{ weight: 6, arbitrary: fc.constant("answer" as const) },
	{ weight: 1, arbitrary: fc.constant("not-mine" as const) },
	{ weight: 1, arbitrary: fc.constant("reopen" as const) },
	{ weight: 1, arbitrary: fc.constantFrom(...ABOVE).map((delegateTo) => ({ delegateTo })) },
);

const tier = fc.constantFrom("low", "middle", "target");
const anyGuess = fc.record({
	hour: hours(24 * 30),
	tiers: fc.record({
		"objection-acknowledgment": tier,
		"close-attempts": fc.constantFrom("low", "target"),
		"value-framing": tier,
		"discovery-density": tier,
	}),
});

const anyHire: fc.Arbitrary<HirePlan> = fc.record({
	daysBefore: fc.integer({ min: 0, max: 60 }),
	reachedAfter: fc.uniqueArray(fc.integer({ min: 5, max: 90 }), { maxLength: 3 }),
});

const anyDrill: fc.Arbitrary<DrillDoing> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant("assign" as const),
			which: fc.nat({ max: 20 }),
			times: fc.integer({ min: 1, max: 3 }),
			mornings: fc.integer({ min: 0, max: 3 }),
			isForSomebody: fc.boolean(),
			insists: fc.boolean(),
			attempts: fc.array(fc.record({ hour: hours(24 * 40), level }), { maxLength: 5 }),
		}),
	},
	{ weight: 1, arbitrary: fc.constant({ do: "submit" as const }) },
	{ weight: 1, arbitrary: fc.constant({ do: "withdraw" as const }) },
);

const year = hours(24 * 100);
const which = fc.nat({ max: 60 });

function anyRepYear(startsOn: LocalDate): fc.Arbitrary<RepYear> {
	return fc.record({
		zone: fc.constantFrom(...ZONES),
		practices: fc.oneof(regular, scattered),
		calls: fc.array(fc.record({ hour: year, level }), { maxLength: 12 }),
		guess: fc.option(anyGuess, { nil: null, freq: 2 }),
		hire: fc.option(anyHire, { nil: null, freq: 3 }),
		answersAfterHours: fc.option(hours(300), { nil: null, freq: 8 }),
		answeredBy: fc.constantFrom("owner", "lead"),
		visits: fc.array(anyVisit, { maxLength: 6 }),
		decision: fc.constantFrom("continue", "stop", "extend", "change-focus"),
		verdict: fc.constantFrom("upheld", "not-upheld", "upheld", "not-upheld", null),
		extendWeeks: fc.integer({ min: 1, max: 8 }),
		stopHour: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: year }),
		changes: fc.array(fc.record({ hour: hours(24 * 120), change: anyChange(startsOn) }), { maxLength: 5 }),
		transfers: fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 2 }),
		leaves: fc.option(
			fc.record({
				day: fc.integer({ min: 1, max: 110 }),
				backAfter: fc.option(fc.integer({ min: 1, max: 80 }), { nil: null, freq: 3 }),
			}),
			{ nil: null, freq: 2 },
		),
		disputes: fc.array(fc.record({ hour: year, which, signal: fc.constantFrom(...SIGNALS) }), { maxLength: 4 }),
		withdrawals: fc.array(fc.record({ hour: year, which }), { maxLength: 2 }),
		drills: fc.array(fc.record({ hour: year, drill: anyDrill }), { maxLength: 6 }),
	});
}

/** Organisations of one to three reps whose cycles begin on `startsOn`. */
export function anyOrganisation(startsOn: LocalDate): fc.Arbitrary<OrganisationYear> {
	return fc.record({
		kind: fc.oneof(
			{ weight: 3, arbitrary: fc.constant("standard" as const) },
			{ weight: 2, arbitrary: fc.constantFrom(...CYCLE_KINDS) },
		),
		managerZones: fc.tuple(fc.constantFrom(...ZONES), fc.constantFrom(...ZONES)),
		hasBoss: fc.boolean(),
		hasHead: fc.boolean(),
		lengthWeeks: fc.integer({ min: 12, max: 24 }),
		daysOff: fc
			.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 20 })
			.map((days) => days.toSorted((a, b) => a - b).map((n) => addDays(startsOn, n))),
		earlierHires: fc.array(anyHire, { maxLength: 12 }),
		reps: fc.oneof(
			{ weight: 4, arbitrary: fc.array(anyRepYear(startsOn), { minLength: 1, maxLength: 1 }) },
			{ weight: 1, arbitrary: fc.array(anyRepYear(startsOn), { minLength: 2, maxLength: 3 }) },
		),
	});
}

/** When somebody was hired, and what they have reached since, by kind. */
export function hireOf(
	{ daysBefore, reachedAfter }: HirePlan,
	startsOn: LocalDate,
): Hire & { readonly hiredOn: LocalDate } {
	const hiredOn = addDays(startsOn, -daysBefore);
	const days = reachedAfter.toSorted((a, b) => a - b);
	return { hiredOn, reached: days.map((after, n) => ({ kind: `step-${n}`, on: addDays(hiredOn, after) })) };
}

/** What a store calls things by; the keys are those of the plan. */
export type Names = {
	readonly cycleId: string;
	readonly repId: string;
	readonly seed: number;
	readonly policyVersion: string;
	readonly firstPolicyVersion: string;
	/** `manager-0`, `manager-1`, `boss`, `lead`, `head`. */
	person(externalId: string): string;
	conversation(n: number): string;
	act(key: string): string;
	dispute(key: string): string;
};

/** Who stands above a rep of this manager (0 or 1) on a date. */
export function placesOf(
	organisation: OrganisationYear,
	manager: 0 | 1,
	on: LocalDate,
	person: Names["person"],
): Places {
	const at = (externalId: (typeof ABOVE)[number]) => personAt(organisation, externalId, on, person);
	return {
		manager: at(MANAGERS[manager]),
		"managers-manager": organisation.hasBoss ? at("boss") : null,
		lead: at("lead"),
		head: organisation.hasHead ? at("head") : null,
	};
}

function personAt(
	{ managerZones, daysOff }: OrganisationYear,
	externalId: (typeof ABOVE)[number],
	on: LocalDate,
	person: Names["person"],
): PersonFact {
	const { fromYear, toYear } = yearsAround(on);
	const off = daysOff.filter((date) => `${fromYear}` <= date && date < `${toYear + 1}`);
	const [zone] = ZONES;
	const names: readonly string[] = MANAGERS;
	const index = names.indexOf(externalId);
	return { id: person(externalId), zone: managerZones[index] ?? zone, daysOff: off };
}

/** Everybody above the reps who is there. */
export function peopleAbove({ hasBoss, hasHead }: Pick<OrganisationYear, "hasBoss" | "hasHead">) {
	return ABOVE.filter((externalId) => (externalId !== "boss" || hasBoss) && (externalId !== "head" || hasHead));
}

/** They all, as owners by name. */
export function ownersByName(organisation: OrganisationYear, on: LocalDate, person: Names["person"]) {
	return peopleAbove(organisation).map((externalId) => personAt(organisation, externalId, on, person));
}

/** Something that a person does, on whichever store the year is lived. */
export type Doing = { readonly at: Instant } & (
	| { readonly do: "speak"; readonly source: "practice" | "live" | "drill"; readonly n: number; readonly level: Level }
	| { readonly do: "visit"; readonly key: string; readonly kind: VisitKind }
	| { readonly do: "stop"; readonly key: string }
	| { readonly do: "change"; readonly key: string; readonly change: CycleChange }
	| { readonly do: "guess"; readonly tiers: TierGuess }
	/** The rep is managed by the other of the two managers from here on. */
	| { readonly do: "transfer"; readonly key: string }
	| { readonly do: "leave" | "return"; readonly key: string }
	/** Of the n-th conversation. */
	| { readonly do: "dispute"; readonly key: string; readonly n: number; readonly level: Level; readonly signal: Signal }
	| { readonly do: "withdraw"; readonly n: number }
	| {
			readonly do: "assign-drill";
			readonly key: string;
			readonly n: number;
			readonly level: Level;
			readonly drill: Extract<DrillDoing, { do: "assign" }>;
	  }
	| { readonly do: "submit-drill" | "withdraw-drill"; readonly key: string }
);

const VISITS = 110;
const HOURS_BETWEEN_VISITS = 84;

/**
 * All that people do in a rep's year, in order. By the clock within an hour no two of them are nearer than some seconds,
 * nor to a whole minute, on which looks fall: what is counted from one of them does not come due together with another.
 */
export function doingsOf(rep: RepYear, kind: CycleKind, startsOn: LocalDate): readonly Doing[] {
	const startMs = epochMs(instantAt(startsOn, "00:00", rep.zone));
	let count = 0;
	const at = (hour: number): Instant => {
		const second = 10 + (count % 180) * 20 + Math.floor(count / 180) * 5;
		count += 1;
		return instantOf(startMs + hour * 3_600_000 + second * 1_000);
	};
	const leavesAt = rep.leaves === null ? Number.POSITIVE_INFINITY : rep.leaves.day * 24 + 9;
	const isBackAt = leavesAt + (rep.leaves?.backAfter ?? Number.POSITIVE_INFINITY) * 24;
	// Who has left says nothing; a manager who builds a cadence practises nothing.
	const isThere = ({ hour }: { readonly hour: number }) => hour < leavesAt || hour > isBackAt;
	const speaks = kind === "manager-cadence" ? () => false : isThere;
	const speaking = [
		...rep.practices.slice(0, PRACTICES_MAX).map((spoken) => ({ ...spoken, source: "practice" as const })),
		...rep.calls.map((spoken) => ({ ...spoken, source: "live" as const })),
		...rep.drills.flatMap(({ hour, drill }) =>
			drill.do === "assign"
				? drill.attempts.map((attempt) => ({ ...attempt, hour: hour + attempt.hour, source: "drill" as const }))
				: [],
		),
	]
		.filter(speaks)
		.sort((a, b) => a.hour - b.hour)
		.map((spoken, n) => ({ ...spoken, n }));
	/** One of what was said before this hour. */
	const saidBefore = (hour: number, which: number, source: readonly string[]) => {
		const said = speaking.filter((spoken) => spoken.hour < hour && source.includes(spoken.source));
		return said[which % said.length];
	};
	const doings: Doing[] = [
		...speaking.map(({ hour, ...spoken }) => ({ at: at(hour), do: "speak" as const, ...spoken })),
		...rep.changes.map(({ hour, change }, n) => ({ at: at(hour), do: "change" as const, key: `change-${n}`, change })),
		...(rep.stopHour === null ? [] : [{ at: at(rep.stopHour), do: "stop" as const, key: "stop" }]),
		...Array.from({ length: VISITS }, (_, n) => ({
			at: at(30 + n * HOURS_BETWEEN_VISITS),
			do: "visit" as const,
			key: `visit-${n}`,
			kind: rep.visits[n % rep.visits.length] ?? "answer",
		})),
		...rep.transfers.map((day) => ({ at: at(day * 24 + 5), do: "transfer" as const, key: `transfer-${day}` })),
		...(rep.guess === null || !speaks(rep.guess)
			? []
			: [{ at: at(rep.guess.hour), do: "guess" as const, tiers: rep.guess.tiers }]),
		...(rep.leaves === null ? [] : [{ at: at(leavesAt), do: "leave" as const, key: "leave" }]),
		...(Number.isFinite(isBackAt) ? [{ at: at(isBackAt), do: "return" as const, key: "return" }] : []),
		...rep.disputes.filter(isThere).flatMap(({ hour, which, signal }, n): readonly Doing[] => {
			const said = saidBefore(hour, which, ["practice", "live"]);
			if (said === undefined) return [];
			return [{ at: at(hour), do: "dispute", key: `dispute-${n}`, n: said.n, level: said.level, signal }];
		}),
		...rep.withdrawals.flatMap(({ hour, which }): readonly Doing[] => {
			const said = saidBefore(hour, which, ["live"]);
			return said === undefined ? [] : [{ at: at(hour), do: "withdraw", n: said.n }];
		}),
		...rep.drills.flatMap(({ hour, drill }, n): readonly Doing[] => {
			const key = `drill-${n}`;
			if (drill.do === "withdraw") return [{ at: at(hour), do: "withdraw-drill", key }];
			if (drill.do === "submit") return isThere({ hour }) ? [{ at: at(hour), do: "submit-drill", key }] : [];
			const said = saidBefore(hour, -1, ["practice", "live"]) ?? saidBefore(hour, 0, ["practice", "live"]);
			return said === undefined ? [] : [{ at: at(hour), do: "assign-drill", key, n: said.n, level: said.level, drill }];
		}),
	];
	return doings.sort((a, b) => epochMs(a.at) - epochMs(b.at));
}

/** A change with the ids that the store knows. */
export function named(change: CycleChange, { firstPolicyVersion }: Pick<Names, "firstPolicyVersion">): CycleChange {
	return change.do === "move-policy" ? { ...change, version: firstPolicyVersion } : change;
}
