import type { Band, Signal } from "../signals/signal.ts";
import { decideCheckpoint } from "./decide-checkpoint.ts";
import type { ReadingFact } from "./facts.ts";
import { withLateBaselines } from "./late-baseline.ts";
import { isEight, type Segment } from "./plan.ts";
import { checkpoint4, checkpoint8, checkpoint12 } from "./why-not-checkpoint.ts";
import { blankFacts, duringWeek, numeratorMax, practiceIn } from "./why-not-facts.ts";
import { fieldsIn, isReadingFact, listIn, oneIn, planIn, signalIn, textIn, Unanswerable } from "./why-not-inputs.ts";
import { type AskAgain, askAgain } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";

// What comes behind the time for it: a late baseline, week 8 asked again, a checkpoint with what came in after it.

/** Whether the first practices that show a signal made its late baseline, and in which tier. */
export const lateBaseline: AskAgain = ({ inputs, outcome, policy }) => {
	const signal = signalIn(inputs, "signal");
	const band = policy.bands[signal];
	const conversations = listIn(inputs, "conversations");
	const readings = listIn(inputs, "readings").map((reading) => {
		if (!isReadingFact(reading)) throw new Unanswerable("readings");
		return reading;
	});
	const pool = fieldsIn(outcome, "pool");
	return askAgain<readonly ReadingFact[]>({
		inputs: readings,
		ask: (given) => {
			const practices = given.map((reading, n) =>
				practiceIn(2, n + 1, { readings: { ...practiceIn(2, 0).readings, [signal]: reading } }),
			);
			const { decisions, facts } = withLateBaselines({ ...blankFacts(policy), conversations: practices });
			const found = facts.past.baseline?.pools[signal];
			return {
				outcomes: {
					[WHOLE]: decisions.length > 0 ? "late-baseline" : "no-late-baseline",
					tier: found?.shown === true ? found.tier : "not-shown",
				},
			};
		},
		levers: [
			{
				what: "practices-that-show-it",
				of: signal,
				is: readings.length,
				range: { kind: "steps", from: 0, to: readings.length, at: readings.length },
				with: (given, to) => given.slice(0, Number(to)),
			},
			...readings.flatMap((reading, index) => lateLever(signal, reading, index, String(conversations[index]), band)),
		],
		possible: {
			[WHOLE]: ["late-baseline", "no-late-baseline"],
			tier: band.kind === "two" ? ["low", "target"] : ["low", "middle", "target"],
		},
		stored: { [WHOLE]: String(outcome.kind), tier: String(pool.tier) },
	});
};

function lateLever(
	signal: Signal,
	reading: ReadingFact,
	index: number,
	conversation: string,
	band: Band,
): readonly Lever<readonly ReadingFact[]>[] {
	if (reading.status !== "measured") return [];
	const { numerator, denominator, value } = reading;
	return [
		{
			what: "late-reading",
			of: conversation,
			is: value,
			range: {
				kind: "steps",
				from: 0,
				to: Math.max(numerator, numeratorMax(band, signal, denominator)),
				at: numerator,
			},
			valueAt: (to) => to / denominator,
			paramsAt: (to) => ({ numerator: to, denominator, was: numerator }),
			with: (given, to) =>
				given.map((other, at) =>
					at === index ? { ...reading, numerator: Number(to), value: Number(to) / denominator } : other,
				),
		},
	];
}

/** What the checkpoint would be now with still other readings: its own judge is asked. */
export const supplemented: AskAgain = (decision) => {
	const { outcome } = decision;
	const checkpoint = textIn(outcome, "checkpoint");
	const asked = { ...decision, outcome: { ...outcome, kind: textIn(outcome, "verdict") } };
	if (checkpoint === "4") return checkpoint4(asked);
	return checkpoint === "12" ? checkpoint12(asked) : checkpoint8(asked);
};

type Again = { readonly wasAsked: boolean; readonly plan: readonly Segment[] };

/** A stretch between two checkpoints that is longer than any. */
const WEEKS_BETWEEN_MAX = 12;

/** Whether week 8 had too little data for the first time, with weeks enough before the next checkpoint. */
export const week8AskedAgain: AskAgain = ({ inputs, outcome, policy }) => {
	const plan = planIn(inputs, "before");
	const name = textIn(inputs, "checkpoint");
	const at = plan.findIndex(({ checkpoint }) => checkpoint === name);
	const [eight, next] = [plan[at], plan[at + 1]];
	if (eight === undefined || typeof inputs.wasAsked !== "boolean") throw new Unanswerable("before");
	const weeks = next === undefined ? 0 : next.toWeek - eight.toWeek;
	return askAgain<Again>({
		inputs: { wasAsked: inputs.wasAsked, plan },
		ask: (given) => {
			const blank = blankFacts(policy);
			const checkpoints = given.wasAsked
				? [{ name: "8", at: duringWeek(eight.toWeek), verdict: "not-enough-data" }]
				: [];
			// Nothing was practised in it: as little data as there can be.
			const facts = { ...blank, cycle: { ...blank.cycle, plan: given.plan }, past: { ...blank.past, checkpoints } };
			const { decisions } = decideCheckpoint(facts, eight.checkpoint, duringWeek(eight.toWeek + 1));
			const found = decisions.find(({ rule }) => rule === "checkpoint.week-8-asked-again");
			return { outcomes: { [WHOLE]: found?.outcome.kind ?? "nothing-to-do" } };
		},
		levers: [
			{
				what: "week-8-before",
				of: null,
				is: inputs.wasAsked ? "not-enough-data" : "enough-data",
				range: { kind: "choice", values: ["not-enough-data", "enough-data"] },
				with: (given, to) => ({ ...given, wasAsked: to === "not-enough-data" }),
			},
			// Where week 8 comes once more anyway, it does so after however many weeks.
			...(next === undefined || isEight(next)
				? []
				: [
						{
							what: "weeks-to-the-next-checkpoint",
							of: null,
							is: weeks,
							range: { kind: "steps" as const, from: 1, to: Math.max(weeks, WEEKS_BETWEEN_MAX), at: weeks },
							with: (given: Again, to: number | string) => ({
								...given,
								plan: longer(given.plan, at + 1, Number(to) - weeks),
							}),
						},
					]),
		],
		possible: { [WHOLE]: ["asked-again", "lead-looks"] },
		// Each time all looks of the cycle are planned anew.
		places: 12,
		stored: { [WHOLE]: oneIn(outcome, "kind", ["asked-again", "lead-looks"]) },
	});
};

/** The plan with one segment so many weeks longer, and those behind it as much later. */
function longer(plan: readonly Segment[], index: number, weeks: number): readonly Segment[] {
	return plan.map((segment, at) => ({
		...segment,
		fromWeek: segment.fromWeek + (at > index ? weeks : 0),
		toWeek: segment.toWeek + (at >= index ? weeks : 0),
	}));
}
