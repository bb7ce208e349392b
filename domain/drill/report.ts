import { daysBetween, localDateOf } from "../calendar.ts";
import type { ReadingFact } from "../cycle/facts.ts";
import type { CoachingPolicy } from "../policy.ts";
import { poissonRate, wilson } from "../signals/intervals.ts";
import type { Interval } from "../signals/reading.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import { movementOf, trendOf } from "../signals/trend.ts";
import { epochMs, type Instant, type LocalDate, type ZoneId } from "../time.ts";

// How coaching from review to practice goes in a team or an organisation. Each number comes with what it rests on; nobody
// is ranked.

/** What a report is made of. All lists are those of the reps in `reps`. */
export type ReportFacts = {
	readonly reps: readonly RepOfReport[];
	/** Drills that were assigned in the time of the report; none that was withdrawn. */
	readonly drills: readonly DrillOfReport[];
	/** Cycles that began in it. */
	readonly cycles: readonly CycleOfReport[];
	/** Real calls of the last days of the trend, by rep. */
	readonly calls: readonly CallOfReport[];
};

export type RepOfReport = {
	readonly id: string;
	readonly location: string | null;
	readonly shift: string | null;
	/** Manager of record of today. */
	readonly managerId: string | null;
	/** Reviews, one-to-ones and live coachings that were done about the rep in the time of the report. */
	readonly coachings: number;
	/** Practices of the last days of the trend. */
	readonly practices: number;
};

type DrillOfReport = {
	readonly repId: string;
	/** When the call took place that the drill is made from. */
	readonly calledAt: Instant;
	readonly assignedAt: Instant;
	/** The rep's first real call after that; null while there is none. */
	readonly nextCallAt: Instant | null;
};

type CycleOfReport = {
	readonly startsOn: LocalDate;
	readonly zone: ZoneId;
	/** When a gap was first named in it: suggested, assigned, or by the end of week 2; null while none was. */
	readonly gapNamedAt: Instant | null;
};

export type CallOfReport = {
	readonly repId: string;
	readonly at: Instant;
	readonly readings: { readonly [S in Signal]: ReadingFact };
};

/** Median and quartiles of days; null where there is nothing. `waiting`: how many have not come to it yet. */
export type Spread = {
	readonly n: number;
	readonly waiting: number;
	readonly quartiles: { readonly low: number; readonly median: number; readonly high: number } | null;
};

type Plateau = {
	readonly repId: string;
	readonly signal: Signal;
	readonly practices: number;
	readonly calls: number;
	readonly changePer30Days: number;
	/** Sen's distribution-free 90 % interval of that change. */
	readonly interval90: Interval;
	/** Probability, 0..1, that calls of a rep who stayed the same would have looked like this. */
	readonly chanceIfUnchanged: number;
};

type Plateaus = {
	/** Reps who go on practising. */
	readonly practising: number;
	/** Those of them whose real calls say of at least one signal how it moves. */
	readonly measured: number;
	/** Those of them in whose calls at least one signal outside target does not rise. */
	readonly plateaued: number;
	/** plateaued / measured, with its 95 % interval; null where nobody is measured. */
	readonly share: { readonly value: number; readonly interval: Interval } | null;
	/** Which, for at most `PLATEAUS_LISTED_MAX` of the reps, in the order of their ids. */
	readonly list: readonly Plateau[];
};

/** Reps of one place, shift or manager: how much they are coached. */
type Coached = {
	/** Null for those of whom it is not known. */
	readonly of: string | null;
	readonly reps: number;
	/** Reps who were coached at least once. */
	readonly reached: number;
	readonly coachings: number;
	/** Coachings per rep, with the exact 95 % interval of a count. */
	readonly perRep: { readonly value: number; readonly interval: Interval };
};

type Coverage = {
	readonly all: Coached | null;
	/** Coachings per rep, from the least to the best coached quarter: each with how many reps are in it. */
	readonly quarters: readonly { readonly reps: number; readonly coachings: number; readonly perRep: number }[];
	readonly byLocation: readonly Coached[];
	readonly byShift: readonly Coached[];
	readonly byManager: readonly Coached[];
};

export type DrillReport = {
	readonly callToDrillDays: Spread;
	readonly drillToNextCallDays: Spread;
	readonly firstGapDays: Spread;
	readonly plateaus: Plateaus;
	readonly coverage: Coverage;
};

const MS_PER_DAY = 86_400_000;
/** The chance that a plateau came about by itself takes milliseconds to work out, so it is for few. */
const PLATEAUS_LISTED_MAX = 25;
const QUARTERS = 4;

export function drillReport(
	facts: ReportFacts,
	policy: Pick<CoachingPolicy, "bands" | "trend">,
	now: Instant,
): DrillReport {
	const { drills, cycles } = facts;
	return {
		callToDrillDays: spreadOf(drills.map(({ calledAt, assignedAt }) => daysFrom(calledAt, assignedAt))),
		drillToNextCallDays: spreadOf(
			drills.map(({ assignedAt, nextCallAt }) => (nextCallAt === null ? null : daysFrom(assignedAt, nextCallAt))),
		),
		firstGapDays: spreadOf(
			cycles.map(({ startsOn, zone, gapNamedAt }) =>
				gapNamedAt === null ? null : Math.max(0, daysBetween(startsOn, localDateOf(gapNamedAt, zone))),
			),
		),
		plateaus: plateausOf(facts, policy, now),
		coverage: coverageOf(facts.reps),
	};
}

function daysFrom(from: Instant, to: Instant): number {
	return Math.max(0, epochMs(to) - epochMs(from)) / MS_PER_DAY;
}

/**
 * Quartiles with straight lines between neighbours (type 7 of R. J. Hyndman and Y. Fan (1996), Sample quantiles in
 * statistical packages, The American Statistician 50, 361-365). Null among the values: not come to it yet.
 */
export function spreadOf(values: readonly (number | null)[]): Spread {
	const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
	const at = (share: number): number => {
		const place = (known.length - 1) * share;
		const below = known[Math.floor(place)] ?? 0;
		return below + ((known[Math.ceil(place)] ?? below) - below) * (place - Math.floor(place));
	};
	return {
		n: known.length,
		waiting: values.length - known.length,
		quartiles: known.length === 0 ? null : { low: at(0.25), median: at(0.5), high: at(0.75) },
	};
}

/**
 * Plateau: practice goes on, with as many practices in the days of a trend as a trend needs, and a signal of the real calls
 * of those days lies outside target and does not rise.
 */
function plateausOf(
	{ reps, calls }: Pick<ReportFacts, "reps" | "calls">,
	policy: Pick<CoachingPolicy, "bands" | "trend">,
	now: Instant,
): Plateaus {
	const callsOf = groupedBy(calls, ({ repId }) => repId);
	const practising = reps.filter(({ practices }) => practices >= policy.trend.practicesMin);
	const moved = practising.map((rep) => {
		const own = callsOf.get(rep.id) ?? [];
		const pointsOf = (signal: Signal) => own.map(({ at, readings }) => ({ at, reading: readings[signal] }));
		const measured = SIGNALS.flatMap((signal) => movementOf(signal, pointsOf(signal), policy, now) ?? []);
		return { rep, pointsOf, measured: measured.length > 0, stuck: measured.filter(({ stuck }) => stuck) };
	});
	const measured = moved.filter((one) => one.measured).length;
	const plateaued = moved.filter(({ stuck }) => stuck.length > 0).toSorted((a, b) => (a.rep.id < b.rep.id ? -1 : 1));
	return {
		practising: practising.length,
		measured,
		plateaued: plateaued.length,
		share: measured === 0 ? null : { value: plateaued.length / measured, interval: wilson(plateaued.length, measured) },
		list: plateaued.slice(0, PLATEAUS_LISTED_MAX).flatMap(({ rep, pointsOf, stuck }) =>
			stuck.flatMap(({ signal }): readonly Plateau[] => {
				const trend = trendOf(signal, pointsOf(signal), policy, now);
				if (trend.status !== "measured") return [];
				const { changePer30Days, interval90, chanceIfUnchanged } = trend;
				return [
					{
						repId: rep.id,
						signal,
						practices: rep.practices,
						calls: trend.practices,
						changePer30Days,
						interval90,
						chanceIfUnchanged,
					},
				];
			}),
		),
	};
}

function coverageOf(reps: readonly RepOfReport[]): Coverage {
	const by = (of: (rep: RepOfReport) => string | null): readonly Coached[] =>
		[...groupedBy(reps, of)]
			.map(([name, group]) => coached(name, group))
			.toSorted((a, b) => Number(a.of === null) - Number(b.of === null) || ((a.of ?? "") < (b.of ?? "") ? -1 : 1));
	const counts = reps.map(({ coachings }) => coachings).toSorted((a, b) => a - b);
	return {
		all: reps.length === 0 ? null : coached(null, reps),
		quarters:
			reps.length < QUARTERS
				? []
				: Array.from({ length: QUARTERS }, (_, quarter) => {
						const border = (part: number) => Math.round((counts.length * part) / QUARTERS);
						const own = counts.slice(border(quarter), border(quarter + 1));
						const coachings = sumOf(own);
						return { reps: own.length, coachings, perRep: coachings / own.length };
					}),
		byLocation: by(({ location }) => location),
		byShift: by(({ shift }) => shift),
		byManager: by(({ managerId }) => managerId),
	};
}

function coached(of: string | null, reps: readonly RepOfReport[]): Coached {
	const coachings = sumOf(reps.map((rep) => rep.coachings));
	return {
		of,
		reps: reps.length,
		reached: reps.filter((rep) => rep.coachings > 0).length,
		coachings,
		perRep: { value: coachings / reps.length, interval: poissonRate(coachings, reps.length) },
	};
}

function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
	const groups = new Map<K, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [item]);
		else group.push(item);
	}
	return groups;
}

function sumOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0);
}
