import { addDays, instantAt } from "../calendar.ts";
import type { CoachingPolicy } from "../policy.ts";
import { poolFrom } from "../signals/pooling.ts";
import { type Band, SIGNALS, type Signal } from "../signals/signal.ts";
import { targetOf } from "../signals/tiers.ts";
import type { Instant } from "../time.ts";
import type { ConversationFact, CycleFacts, PoolFact, PoolFacts, ReadingFact } from "./facts.ts";
import { planFor } from "./plan.ts";
import type { Lever } from "./why-not-search.ts";

// A decision is asked again over facts that hold its inputs and nothing else.

const MONDAY = "2000-01-03";
const WEEK_TWO_ON = addDays(MONDAY, 7);
const SUNDAY = instantAt(addDays(MONDAY, 6), "00:00", "UTC");
const NOT_APPLICABLE: ReadingFact = { status: "not-applicable" };
const UNREAD = {
	"objection-acknowledgment": NOT_APPLICABLE,
	"close-attempts": NOT_APPLICABLE,
	"value-framing": NOT_APPLICABLE,
	"discovery-density": NOT_APPLICABLE,
} as const;
const NOT_SHOWN = { shown: false, conversations: 0 } as const;
const UNPOOLED: PoolFacts = {
	"objection-acknowledgment": NOT_SHOWN,
	"close-attempts": NOT_SHOWN,
	"value-framing": NOT_SHOWN,
	"discovery-density": NOT_SHOWN,
};

/** A cycle of nobody, on dates of its own, in week 2 and the days after it. */
export function blankFacts(policy: CoachingPolicy): CycleFacts {
	return {
		cycle: {
			id: "00000000-0000-0000-0000-000000000000",
			repId: "rep",
			kind: "standard",
			product: null,
			repIsActive: true,
			phase: "practice",
			week: 2,
			focus: [SIGNALS[0], SIGNALS[1]],
			zone: "UTC",
			startsOn: MONDAY,
			weekTwoOn: WEEK_TWO_ON,
			plan: planFor(policy.lengthWeeks),
			pauses: [],
			pass: 0,
			pool: 1,
			seed: 0,
			flags: [],
		},
		policyVersion: "",
		policy,
		conversations: [],
		practices: [],
		tasks: [],
		drills: [],
		past: {
			baseline: { at: SUNDAY, pools: UNPOOLED, factsUpTo: 0, late: [] },
			focusChosen: null,
			judged: [],
			checkpoints: [],
			decisions: [],
		},
		guess: null,
		frozenSignals: [],
		ramp: null,
		managerCadence: null,
		owners: { manager: null, "managers-manager": null, lead: null, head: null },
		named: [],
		disputes: [],
		repDaysOff: [],
		invites: [],
		busy: [],
		act: null,
		factsUpTo: 0,
	};
}

const weeks = new Map<number, Instant>();

/** An instant on the second day of a week of that cycle. Calendars are dear, and it is asked for with every change tried. */
export function duringWeek(week: number): Instant {
	const at = weeks.get(week) ?? instantAt(addDays(MONDAY, 7 * (week - 1) + 1), "12:00", "UTC");
	weeks.set(week, at);
	return at;
}

/** A practice of that cycle in which nothing was measured. */
export function practiceIn(week: number, n: number, given: Partial<ConversationFact> = {}): ConversationFact {
	return {
		id: `practice-${n}`,
		source: "practice",
		occurredAt: duringWeek(week),
		factSeq: n,
		practiceId: null,
		occurrences: [],
		repTurns: 0,
		repWords: 0,
		readings: UNREAD,
		discoveryOnWords: NOT_APPLICABLE,
		...given,
	};
}

/** Up to which numerator a reading is tried: what the signal can reach, and twice the target where it has no end. */
export function numeratorMax(band: Band, signal: Signal, denominator: number): number {
	if (band.kind === "two") return Math.round(band.cap * denominator);
	if (signal === "discovery-density") return Math.ceil(2 * targetOf(band) * denominator);
	return Math.round(denominator);
}

/** A denominator to try a signal with that had none. */
const TRIED_OUT_OF = 20;

/** The levers of four pools: the pooled value of each signal, by its counts; for a signal that was not shown, any value. */
export function poolLevers<Inputs>(
	what: string,
	given: {
		readonly pools: PoolFacts;
		readonly policy: CoachingPolicy;
		readonly signals?: readonly Signal[];
		readonly last?: boolean;
		readonly with: (inputs: Inputs, signal: Signal, pools: (before: PoolFacts) => PoolFacts) => Inputs;
	},
): readonly Lever<Inputs>[] {
	return (given.signals ?? SIGNALS).map((signal): Lever<Inputs> => {
		const band = given.policy.bands[signal];
		const pool = given.pools[signal];
		const denominator = pool.shown ? pool.denominator : TRIED_OUT_OF;
		const conversations = pool.shown ? pool.conversations : 1;
		const at = pool.shown ? pool.numerator : null;
		const made = new Map<number, PoolFact>();
		// Its exact interval is dear to work out, and the same few pools are asked for again and again.
		const poolWith = (numerator: number): PoolFact => {
			const known = made.get(numerator) ?? poolFrom(signal, { numerator, denominator, conversations }, band);
			made.set(numerator, known);
			return known;
		};
		return {
			what,
			of: signal,
			is: pool.shown ? pool.value : "not-shown",
			range: {
				kind: "steps",
				from: 0,
				to: Math.max(at ?? 0, numeratorMax(band, signal, denominator)),
				at,
			},
			valueAt: (numerator) => numerator / denominator,
			...(pool.shown ? { paramsAt: (numerator) => ({ numerator, denominator, was: pool.numerator }) } : {}),
			...(given.last === true ? { last: true } : {}),
			with: (inputs, numerator) =>
				given.with(inputs, signal, (before) => ({ ...before, [signal]: poolWith(Number(numerator)) })),
		};
	});
}
