import type { CoachingPolicy } from "../policy.ts";
import { ratioOfRates, ratioOfShares } from "../signals/intervals.ts";
import { poolOf } from "../signals/pooling.ts";
import type { Interval } from "../signals/reading.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import type { ConversationFact, PoolFact } from "./facts.ts";
import type { Reason } from "./reason.ts";

type NotMeasurableBecause =
	| "fewer-than-three-calls"
	| "too-few-objections-or-claims"
	| "practice-not-shown"
	| "calls-not-shown"
	| "practice-is-zero";

/** How much of a signal's practice reading shows on real calls. A ratio of 0.8 is 80 %; it may exceed 1. */
export type Carried =
	| {
			readonly kind: "carried" | "partly" | "not";
			readonly ratio: number;
			readonly interval: Interval & { readonly level: 0.95 };
			/** What the interval rests on: objections or claims of a share, counted questions or asks of a rate. */
			readonly n: { readonly live: number; readonly practice: number };
	  }
	| { readonly kind: "not-measurable"; readonly because: NotMeasurableBecause };

type CarryOver = Carried & { readonly practice: PoolFact; readonly live: PoolFact };

type CarryOvers = { readonly [S in Signal]: CarryOver };

type Week12 = { readonly carryOver: CarryOvers; readonly reason: Reason };

/**
 * Week 12: carry-over per signal = live / practice, both pooled over the last weeks, discovery on the words basis on
 * both sides. `kind` is where the ratio itself lies. Its interval, 95 %: of the two shares by log ratio, of the two
 * rates exactly, by the binomial split of what was counted on both sides (Clopper-Pearson). Asks are cut at their cap in
 * each conversation, so that they vary less than Poisson counts and the interval is on the safe side.
 */
export function decideWeek12(
	practice: readonly ConversationFact[],
	calls: readonly ConversationFact[],
	policy: CoachingPolicy,
): Week12 {
	const of = (signal: Signal): CarryOver => carryOverOf(signal, practice, calls, policy);
	const carryOver: CarryOvers = {
		"objection-acknowledgment": of("objection-acknowledgment"),
		"close-attempts": of("close-attempts"),
		"value-framing": of("value-framing"),
		"discovery-density": of("discovery-density"),
	};
	const measurable = SIGNALS.filter((signal) => carryOver[signal].kind !== "not-measurable");
	const carried = measurable.filter((signal) => carryOver[signal].kind === "carried");
	return {
		carryOver,
		reason: {
			code: measurable.length === 0 ? "week12.not-measurable" : "week12.carry-over",
			params: {
				calls: calls.length,
				measurable: measurable.length,
				carried: carried.join(" "),
				...Object.fromEntries(
					measurable.flatMap((signal) => Object.entries(numbersOf(carryOver[signal], `${signal}.`))),
				),
			},
		},
	};
}

/** Ratio, interval and n of a carry-over as parameters of a reason; none where it is not measurable. */
export function numbersOf(carryOver: Carried, prefix = ""): Reason["params"] {
	if (carryOver.kind === "not-measurable") return {};
	const { ratio, interval, n } = carryOver;
	const numbers = { ratio, low: interval.low, high: interval.high, live: n.live, practice: n.practice };
	return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${prefix}${name}`, value]));
}

function carryOverOf(
	signal: Signal,
	practiced: readonly ConversationFact[],
	called: readonly ConversationFact[],
	policy: CoachingPolicy,
): CarryOver {
	const { callsMin, outOfMin, carriedFrom, partlyFrom } = policy.carryOver;
	const band = policy.bands[signal];
	// Practice is often typed and calls have a clock: discovery compares like with like on the words basis only.
	const readingOf = (conversation: ConversationFact) =>
		signal === "discovery-density" ? conversation.discoveryOnWords : conversation.readings[signal];
	const practice = poolOf(signal, practiced.map(readingOf), band);
	const live = poolOf(signal, called.map(readingOf), band);
	const because = (reason: NotMeasurableBecause): CarryOver => ({
		kind: "not-measurable",
		because: reason,
		practice,
		live,
	});

	if (called.length < callsMin) return because("fewer-than-three-calls");
	if (!practice.shown) return because("practice-not-shown");
	if (!live.shown) return because("calls-not-shown");
	const isShare = signal === "objection-acknowledgment" || signal === "value-framing";
	if (isShare && (practice.denominator < outOfMin || live.denominator < outOfMin)) {
		return because("too-few-objections-or-claims");
	}
	if (practice.value === 0) return because("practice-is-zero");
	// Of the counts and not of the two shares: 3 of 5 against 6 of 8 is 80 %, and not a rounding error below it.
	const ratio = (live.numerator * practice.denominator) / (live.denominator * practice.numerator);
	const kind = ratio >= carriedFrom ? "carried" : ratio >= partlyFrom ? "partly" : "not";
	return {
		kind,
		ratio,
		interval: { ...(isShare ? ratioOfShares : ratioOfRates)(live, practice), level: 0.95 },
		n: isShare
			? { live: live.denominator, practice: practice.denominator }
			: { live: live.numerator, practice: practice.numerator },
		practice,
		live,
	};
}
