import type { CoachingPolicy } from "../policy.ts";
import { poolOf, poolsOf } from "../signals/pooling.ts";
import { type Band, SIGNALS, type Signal } from "../signals/signal.ts";
import { judgeChange, lackingFor, marginOf, type Trend } from "../signals/trend.ts";
import { decideCheckpoint } from "./decide-checkpoint.ts";
import { decideWeek4 } from "./decide-checkpoint-4.ts";
import { decideWeek8, type Trends } from "./decide-checkpoint-8.ts";
import { decideWeek12 } from "./decide-checkpoint-12.ts";
import { decideWeek24 } from "./decide-checkpoint-24.ts";
import type { ConversationFact, PoolFacts, ReadingFact } from "./facts.ts";
import type { Segment } from "./plan.ts";
import { blankFacts, duringWeek, numeratorMax, poolLevers, practiceIn } from "./why-not-facts.ts";
import {
	eachIn,
	type Fields,
	fieldsIn,
	isFields,
	isReadingFact,
	listIn,
	numberIn,
	planIn,
	poolsIn,
	signalPairIn,
	textIn,
	Unanswerable,
} from "./why-not-inputs.ts";
import { type AnsweredRule, type AskAgain, askAgain } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";

type Week4 = { readonly baseline: PoolFacts; readonly pools: PoolFacts; readonly practices: number };

/** What week 4 would have said of other readings, fewer or more practices, or another baseline. */
export const checkpoint4: AskAgain = ({ inputs, outcome, policy }) => {
	const asked: Week4 = {
		baseline: poolsIn(inputs, "baseline"),
		pools: poolsIn(inputs, "pools"),
		practices: listIn(inputs, "conversations").length,
	};
	return askAgain<Week4>({
		inputs: asked,
		ask: ({ baseline, pools, practices }) => {
			const { verdict, moved, fell, measured } = decideWeek4(baseline, pools, practices, policy);
			return { outcomes: { [WHOLE]: verdict }, finer: [...moved, "-", ...fell, "-", ...measured].join(" ") };
		},
		levers: [
			...poolLevers<Week4>("pooled-value", {
				pools: asked.pools,
				policy,
				with: (given, _, change) => ({ ...given, pools: change(given.pools) }),
			}),
			{
				what: "practices-since",
				of: null,
				is: asked.practices,
				range: {
					kind: "steps",
					from: 0,
					to: Math.max(asked.practices, 2 * policy.checkpoints.week4PracticesMin),
					at: asked.practices,
				},
				with: (given, to) => ({ ...given, practices: Number(to) }),
			},
			...poolLevers<Week4>("baseline-value", {
				pools: asked.baseline,
				policy,
				last: true,
				with: (given, _, change) => ({ ...given, baseline: change(given.baseline) }),
			}),
		],
		possible: { [WHOLE]: ["on-track", "holding", "partial", "flat", "not-enough-data"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

type Week8 = { readonly trends: Trends; readonly pools: PoolFacts; readonly disputed: readonly Signal[] };

/** What week 8 would have said of other readings and other movements. */
export const checkpoint8: AskAgain = ({ inputs, outcome, policy }) => {
	const pools = poolsIn(inputs, "pools");
	const focus = signalPairIn(inputs, "focus");
	const trends = trendsIn(inputs);
	const disputed = signalsIn(inputs, "disputed");
	const frozen = signalsIn(inputs, "frozen");
	return askAgain<Week8>({
		inputs: { trends, pools, disputed },
		ask: (given) => {
			const found = decideWeek8(given.trends, given.pools, focus, policy, {
				frozen,
				weakestOf: null,
				disputed: given.disputed,
			});
			return { outcomes: { [WHOLE]: found.verdict }, finer: [...found.stuck, "-", ...found.focus].join(" ") };
		},
		levers: [
			// The window of the trend and the pool of the checkpoint hold nearly the same practices: both move together.
			...poolLevers<Week8>("pooled-value", {
				pools,
				policy,
				with: (given, signal, change) => {
					const changed = change(given.pools);
					const trend = judged(given.trends[signal], { pool: changed[signal] }, policy);
					return { ...given, pools: changed, trends: { ...given.trends, [signal]: trend } };
				},
			}),
			...SIGNALS.flatMap((signal) => trendLevers(signal, trends[signal], policy)),
			...disputed.map(
				(signal): Lever<Week8> => ({
					what: "dispute",
					of: signal,
					is: "disputed",
					range: { kind: "choice", values: ["disputed", "not-disputed"] },
					with: (given, to) => ({
						...given,
						disputed: to === "disputed" ? given.disputed : given.disputed.filter((one) => one !== signal),
					}),
				}),
			),
		],
		possible: {
			[WHOLE]: ["not-enough-data", "stuck", "rotated", "one-replaced", "manager-chooses", "focus-stays"],
		},
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

/** None where the list was not kept: it is younger than the rule. */
function signalsIn(inputs: Fields, field: string): readonly Signal[] {
	const stored = inputs[field];
	return SIGNALS.filter((signal) => Array.isArray(stored) && stored.includes(signal));
}

/** Whether a review of the deployment would have been called for once the dispute that held it back was decided. */
export const escalatedAfterDispute: AskAgain = ({ inputs, policy }) => {
	const trends = trendsIn(inputs);
	const pools = poolsOf([], policy.bands);
	return askAgain<Week8>({
		inputs: { trends, pools, disputed: [] },
		ask: (given) => {
			const found = decideWeek8(given.trends, given.pools, [SIGNALS[0], SIGNALS[1]], policy);
			return {
				outcomes: { [WHOLE]: found.verdict === "stuck" ? "task-opened:head" : "nothing-to-do" },
				finer: found.stuck.join(" "),
			};
		},
		levers: SIGNALS.flatMap((signal) => trendLevers(signal, trends[signal], policy)),
		possible: { [WHOLE]: ["task-opened:head", "nothing-to-do"] },
		stored: { [WHOLE]: "task-opened:head" },
	});
};

function isTrend(value: unknown): value is Trend {
	if (!isFields(value) || !isFields(value.pool) || typeof value.practices !== "number") return false;
	if (typeof value.spanDays !== "number" || typeof value.inTarget !== "boolean") return false;
	return (
		value.status === "not-enough-data" || (value.status === "measured" && typeof value.changePer30Days === "number")
	);
}

function trendsIn(inputs: Fields): Trends {
	const stored = fieldsIn(inputs, "trends");
	const of = (signal: Signal): Trend => {
		const trend = stored[signal];
		if (!isTrend(trend)) throw new Unanswerable("trends");
		return trend;
	};
	return {
		"objection-acknowledgment": of("objection-acknowledgment"),
		"close-attempts": of("close-attempts"),
		"value-framing": of("value-framing"),
		"discovery-density": of("discovery-density"),
	};
}

/** The trend judged anew, for another level, another change, or more or fewer practices. */
function judged(
	trend: Trend,
	given: {
		readonly pool?: Trend["pool"];
		readonly practices?: number;
		readonly change?: number;
		readonly spanDays?: number;
	},
	policy: CoachingPolicy,
): Trend {
	const pool = given.pool ?? trend.pool;
	const inTarget = pool.shown && pool.tier === "target";
	const practices = given.practices ?? trend.practices;
	const spanDays = given.spanDays ?? trend.spanDays;
	const base = { signal: trend.signal, practices, spanDays, pool, inTarget };
	const lacking = lackingFor(base, policy.trend);
	if (lacking !== null) return { ...base, status: "not-enough-data", because: lacking };
	const margin = trend.status === "measured" ? trend.margin : marginOf(policy.bands[trend.signal], policy.trend);
	const measured = trend.status === "measured" ? trend : null;
	const changePer30Days = given.change ?? measured?.changePer30Days ?? 0;
	return {
		...base,
		status: "measured",
		...judgeChange(changePer30Days, margin, inTarget),
		changePer30Days,
		interval90: measured?.interval90 ?? { low: changePer30Days, high: changePer30Days },
		margin,
		chanceIfUnchanged: measured?.chanceIfUnchanged ?? 1,
	};
}

function trendLevers(signal: Signal, trend: Trend, policy: CoachingPolicy): readonly Lever<Week8>[] {
	const put = ({ trends, ...given }: Week8, change: (before: Trend) => Trend): Week8 => ({
		...given,
		trends: { ...trends, [signal]: change(trends[signal]) },
	});
	const enough = { practices: policy.trend.practicesMin, spanDays: policy.trend.spanDaysMin };
	if (trend.status === "not-enough-data") {
		const margin = marginOf(policy.bands[signal], policy.trend);
		const changes = { rising: margin, level: 0, falling: -margin } as const;
		return [
			{
				what: "trend",
				of: signal,
				is: "not-enough-data",
				range: { kind: "choice", values: Object.keys(changes) },
				with: (given, to) =>
					put(given, (before) => {
						const pool = before.pool.shown ? before.pool : given.pools[signal];
						const change = to === "rising" ? margin : to === "falling" ? -margin : 0;
						return judged(before, { ...enough, pool, change }, policy);
					}),
			},
		];
	}
	const reach = 4 * trend.margin + Math.abs(trend.changePer30Days);
	return [
		{
			what: "change-per-30-days",
			of: signal,
			is: trend.changePer30Days,
			range: { kind: "span", from: -reach, to: reach, at: trend.changePer30Days },
			with: (given, to) => put(given, (before) => judged(before, { change: Number(to) }, policy)),
		},
		{
			what: "trend-practices",
			of: signal,
			is: trend.practices,
			range: { kind: "steps", from: 0, to: trend.practices, at: trend.practices },
			with: (given, to) => put(given, (before) => judged(before, { practices: Number(to) }, policy)),
		},
	];
}

type Heard = Pick<ConversationFact, "id" | "readings" | "discoveryOnWords">;
type Week12 = { readonly practice: readonly Heard[]; readonly calls: readonly Heard[] };

/** What would have carried over, of each signal; one does not hang on another, so each is asked alone. */
export const checkpoint12: AskAgain = ({ inputs, outcome, policy }) => {
	const practice = heardIn(inputs, "practice");
	const calls = heardIn(inputs, "calls");
	const carryOver = fieldsIn(outcome, "carryOver");
	const answers = SIGNALS.map((signal) => {
		const only = (heard: readonly Heard[]) =>
			heard.map((one) => withReading(unread(one.id), signal, readingOf(one, signal)));
		const was = fieldsIn(carryOver, signal);
		return carriedOver(signal, { practice: only(practice), calls: only(calls) }, String(was.kind), policy);
	});
	return {
		asked: Object.assign({}, ...answers.map(({ asked }) => asked)),
		agrees: answers.every(({ agrees }) => agrees),
		alternatives: answers.flatMap(({ alternatives }) => alternatives),
	};
};

function carriedOver(signal: Signal, asked: Week12, was: string, policy: CoachingPolicy): AnsweredRule {
	const facts = (heard: readonly Heard[]) => heard.map((one, n) => practiceIn(2, n + 1, one));
	return askAgain<Week12>({
		inputs: asked,
		ask: ({ practice, calls }) => {
			const found = decideWeek12(facts(practice), facts(calls), policy).carryOver[signal];
			return {
				outcomes: { [signal]: found.kind },
				finer: found.kind === "not-measurable" ? found.because : found.kind,
			};
		},
		levers: [
			...pooledLevers("live-value", "live-out-of", signal, "calls", asked, policy),
			{
				what: "calls",
				of: null,
				is: asked.calls.length,
				range: {
					kind: "steps",
					from: 0,
					to: Math.max(asked.calls.length, policy.carryOver.callsMin) + 1,
					at: asked.calls.length,
				},
				with: (given, to) => ({ ...given, calls: resized(given.calls, Number(to)) }),
			},
			...pooledLevers("practice-value", "practice-out-of", signal, "practice", asked, policy).map((lever) => ({
				...lever,
				last: true,
			})),
		],
		possible: { [signal]: ["carried", "partly", "not", "not-measurable"] },
		// Each time the exact intervals of both sides are worked out.
		places: 12,
		stored: { [signal]: was },
	});
}

/** A conversation in which nothing was measured. */
function unread(id: string): Heard {
	const { readings, discoveryOnWords } = practiceIn(2, 0);
	return { id, readings, discoveryOnWords };
}

function heardIn(inputs: Fields, name: string): readonly Heard[] {
	return eachIn(inputs, name, (item) => {
		const readings = fieldsIn(item, "readings");
		const of = (value: unknown): ReadingFact => {
			if (!isReadingFact(value)) throw new Unanswerable(name);
			return value;
		};
		return {
			id: textIn(item, "id"),
			readings: {
				"objection-acknowledgment": of(readings["objection-acknowledgment"]),
				"close-attempts": of(readings["close-attempts"]),
				"value-framing": of(readings["value-framing"]),
				"discovery-density": of(readings["discovery-density"]),
			},
			discoveryOnWords: of(item.discoveryOnWords),
		};
	});
}

/** Fewer of them, or more in which nothing could be measured. */
function resized(heard: readonly Heard[], count: number): readonly Heard[] {
	const more = Array.from({ length: Math.max(0, count - heard.length) }, (_, n) => unread(`more-${n}`));
	return [...heard.slice(0, count), ...more];
}

/** As week 12 reads it: discovery on the words basis. */
function readingOf(heard: Heard, signal: Signal): ReadingFact {
	return signal === "discovery-density" ? heard.discoveryOnWords : heard.readings[signal];
}

function withReading(heard: Heard, signal: Signal, reading: ReadingFact): Heard {
	if (signal === "discovery-density") return { ...heard, discoveryOnWords: reading };
	return { ...heard, readings: { ...heard.readings, [signal]: reading } };
}

/** The conversations with these sums of one signal: in one of them, or, where counts are cut at a cap, evenly in all. */
function withSums(
	heard: readonly Heard[],
	signal: Signal,
	{ numerator, denominator }: { readonly numerator: number; readonly denominator: number },
	band: Band,
): readonly Heard[] {
	const measured = heard.filter((one) => readingOf(one, signal).status === "measured");
	const bearers = band.kind === "two" ? measured : measured.slice(0, 1);
	return heard.map((one) => {
		const place = bearers.indexOf(one);
		if (place < 0) return withReading(one, signal, { status: "not-applicable" });
		// Counts are whole: what does not divide falls to the first ones.
		const part = Math.floor(numerator / bearers.length) + (place < numerator % bearers.length ? 1 : 0);
		const outOf = denominator / bearers.length;
		return withReading(one, signal, {
			status: "measured",
			numerator: part,
			denominator: outOf,
			value: outOf === 0 ? 0 : part / outOf,
			basis: "labels",
			lowConfidence: false,
		});
	});
}

function pooledLevers(
	value: string,
	outOf: string,
	signal: Signal,
	side: keyof Week12,
	asked: Week12,
	policy: CoachingPolicy,
): readonly Lever<Week12>[] {
	const band = policy.bands[signal];
	const sumsOf = (given: Week12) =>
		poolOf(
			signal,
			given[side].map((one) => readingOf(one, signal)),
			band,
		);
	const pool = sumsOf(asked);
	if (!pool.shown) return [];
	const { numerator, denominator } = pool;
	const isShare = signal === "objection-acknowledgment" || signal === "value-framing";
	const put = (given: Week12, sums: { readonly numerator: number; readonly denominator: number }): Week12 => ({
		...given,
		[side]: withSums(given[side], signal, sums, band),
	});
	return [
		{
			what: value,
			of: signal,
			is: pool.value,
			range: {
				kind: "steps",
				from: 0,
				to: Math.max(numerator, numeratorMax(band, signal, denominator)),
				at: numerator,
			},
			valueAt: (to) => to / denominator,
			paramsAt: (to) => ({ numerator: to, denominator, was: numerator }),
			with: (given, to) => {
				const now = sumsOf(given);
				const of = now.shown ? now.denominator : denominator;
				// Beside another number of objections or claims it is the share that is kept.
				return put(given, { numerator: Math.round((Number(to) / denominator) * of), denominator: of });
			},
		},
		...(isShare
			? [
					{
						what: outOf,
						of: signal,
						is: denominator,
						range: {
							kind: "steps" as const,
							from: 1,
							to: Math.max(denominator, 2 * policy.carryOver.outOfMin),
							at: denominator,
						},
						with: (given: Week12, to: number | string) => {
							const now = sumsOf(given);
							const share = now.shown ? now.value : pool.value;
							return put(given, { numerator: Math.round(share * Number(to)), denominator: Number(to) });
						},
					},
				]
			: []),
	];
}

type Week24 = { readonly week12: PoolFacts; readonly now: PoolFacts; readonly done: number };

/** Whether the cadence would have been kept, and each lift sustained. */
export const checkpoint24: AskAgain = ({ inputs, outcome, policy }) => {
	const pools = fieldsIn(inputs, "pools");
	const baseline = poolsIn(pools, "baseline");
	const cadence = fieldsIn(inputs, "cadence");
	const planned = numberIn(cadence, "planned");
	const asked: Week24 = {
		week12: poolsIn(pools, "week12"),
		now: poolsIn(pools, "now"),
		done: numberIn(cadence, "done"),
	};
	const said = (kept: unknown, lift: Fields) => ({
		cadence: kept === true ? "kept" : "dropped",
		...Object.fromEntries(
			SIGNALS.map((signal) => {
				const of = lift[signal];
				return [signal, isFields(of) ? String(of.kind) : ""];
			}),
		),
	});
	return askAgain<Week24>({
		inputs: asked,
		ask: ({ week12, now, done }) => {
			const { kept, lift } = decideWeek24({ baseline, week12, now }, { planned, done }, policy);
			return { outcomes: said(kept, lift) };
		},
		levers: [
			{
				what: "practices-of-the-habit",
				of: null,
				is: asked.done,
				range: { kind: "steps", from: 0, to: Math.max(asked.done, planned), at: asked.done },
				with: (given, to) => ({ ...given, done: Number(to) }),
			},
			...poolLevers<Week24>("pooled-value", {
				pools: asked.now,
				policy,
				with: (given, _, change) => ({ ...given, now: change(given.now) }),
			}),
			...poolLevers<Week24>("week-12-value", {
				pools: asked.week12,
				policy,
				last: true,
				with: (given, _, change) => ({ ...given, week12: change(given.week12) }),
			}),
		],
		possible: {
			cadence: ["kept", "dropped"],
			...Object.fromEntries(SIGNALS.map((signal) => [signal, ["sustained", "lost", "no-lift", "not-shown"]])),
		},
		stored: said(outcome.kept, fieldsIn(outcome, "lift")),
	});
};

/** The longest habit that a policy can ask for, and more. */
const HABIT_WEEKS_MAX = 12;

/** Whether the habit begins behind week 12, or the cycle ends there. */
export const afterWeek12: AskAgain = ({ inputs, outcome, policy }) => {
	const plan = planIn(inputs, "plan");
	const practised = plan.filter(({ checkpoint }) => checkpoint !== "24");
	const lastWeek = practised.at(-1)?.toWeek ?? 0;
	const habitWeeks = (plan.at(-1)?.toWeek ?? 0) - lastWeek;
	const isEnd = outcome.kind === "closed";
	// The end of the habit itself: nothing comes behind it whatever its length.
	if (isEnd && habitWeeks > 0) {
		const only = { [WHOLE]: "closed" };
		return askAgain({ inputs: null, ask: () => ({ outcomes: only }), levers: [], possible: {}, stored: only });
	}
	return askAgain<number>({
		inputs: habitWeeks,
		ask: (weeks) => {
			const blank = blankFacts(policy);
			const habit: Segment = { fromWeek: lastWeek + 1, toWeek: lastWeek + weeks, checkpoint: "24" };
			const facts = { ...blank, cycle: { ...blank.cycle, plan: weeks > 0 ? [...practised, habit] : practised } };
			const { result } = decideCheckpoint(facts, "12", duringWeek(lastWeek + 1));
			const closes = result.kind === "checked" && result.turn.kind === "closes";
			return { outcomes: { [WHOLE]: closes ? "closed" : "habit" } };
		},
		levers: [
			{
				what: "habit-weeks",
				of: null,
				is: habitWeeks,
				range: { kind: "steps", from: 0, to: Math.max(habitWeeks, HABIT_WEEKS_MAX), at: habitWeeks },
				with: (_, to) => Number(to),
			},
		],
		possible: { [WHOLE]: ["habit", "closed"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};
