import { findScenario } from "../practice/scenarios.ts";
import { byDistance, chooseFocus } from "../signals/distance.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import { decideAfterScore } from "./decide-after-score.ts";
import { decideBaseline, decideBaselineDay, validForBaseline } from "./decide-baseline.ts";
import { nextPractice } from "./decide-next-practice.ts";
import type { CycleFacts, ReadingFact } from "./facts.ts";
import { CYCLE_KINDS } from "./kind.ts";
import { blankFacts, duringWeek, numeratorMax, poolLevers, practiceIn } from "./why-not-facts.ts";
import {
	eachIn,
	type Fields,
	fieldsIn,
	isReadingFact,
	listIn,
	numberIn,
	oneIn,
	poolsIn,
	signalPairIn,
	textIn,
	Unanswerable,
} from "./why-not-inputs.ts";
import { type AskAgain, askAgain } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";

/** How long a conversation was, as the baseline measures it. */
type Length = { readonly id: string; readonly repTurns: number; readonly repWords: number };

function lengthIn(item: Fields, id: string): Length {
	return { id, repTurns: numberIn(item, "repTurns"), repWords: numberIn(item, "repWords") };
}

/** The turns or words of one conversation: from none up to twice what the policy asks for. */
function lengthLever<Inputs>(
	what: "rep-turns" | "rep-words",
	{ id, ...length }: Length,
	enough: number,
	change: (inputs: Inputs, to: Partial<Length>) => Inputs,
): Lever<Inputs> {
	const field = what === "rep-turns" ? "repTurns" : "repWords";
	const at = length[field];
	return {
		what,
		of: id,
		is: at,
		range: { kind: "steps", from: 0, to: Math.max(at, 2 * enough), at },
		with: (inputs, to) => change(inputs, { [field]: Number(to) }),
	};
}

function inBaseline(facts: CycleFacts, conversations: readonly Length[]): CycleFacts {
	return {
		...facts,
		// The looks of the weeks behind it are of no matter here, and dear to work out.
		cycle: { ...facts.cycle, phase: "baseline", weekTwoOn: null, focus: null, plan: [] },
		past: { ...facts.past, baseline: null },
		conversations: conversations.map((length, index) => practiceIn(1, index + 1, length)),
	};
}

/** Would the baseline have stayed open? */
export const baselineClosed: AskAgain = ({ inputs, policy }) => {
	const conversations = eachIn(inputs, "conversations", (item) => lengthIn(item, textIn(item, "id")));
	const { repTurnsMin, repWordsMin } = policy.baseline;
	const change =
		(index: number) =>
		(all: readonly Length[], to: Partial<Length>): readonly Length[] =>
			all.map((length, at) => (at === index ? { ...length, ...to } : length));
	return askAgain<readonly Length[]>({
		inputs: conversations,
		ask: (lengths) => {
			const { result } = decideBaseline(inBaseline(blankFacts(policy), lengths), duringWeek(1));
			const closes = result.kind === "baseline-closed";
			return { outcomes: { [WHOLE]: closes ? "baseline-closed" : "baseline-stays-open" } };
		},
		levers: conversations.flatMap((length, index) => [
			lengthLever("rep-turns", length, repTurnsMin, change(index)),
			lengthLever("rep-words", length, repWordsMin, change(index)),
		]),
		possible: { [WHOLE]: ["baseline-closed", "baseline-stays-open"] },
		stored: { [WHOLE]: "baseline-closed" },
	});
};

/** Would this conversation have been the last one that the baseline needs? */
export const anotherForBaseline: AskAgain = ({ inputs, policy }) => {
	const facts = blankFacts(policy);
	const own = lengthIn(inputs, textIn(inputs, "conversation"));
	const counted = validForBaseline(inBaseline(facts, [own])).length;
	const others = numberIn(inputs, "valid") - counted;
	const { repTurnsMin, repWordsMin, conversations: needed } = policy.baseline;
	type Inputs = { readonly own: Length; readonly others: number };
	const change = ({ own: length, others: count }: Inputs, to: Partial<Length>) => ({
		own: { ...length, ...to },
		others: count,
	});
	return askAgain<Inputs>({
		inputs: { own, others },
		ask: ({ own: length, others: count }) => {
			const valid = Array.from({ length: count }, (_, n) => ({ ...long(policy.baseline), id: `other-${n}` }));
			const after = decideAfterScore(inBaseline(facts, [...valid, length]), length.id, duringWeek(1));
			return { outcomes: { [WHOLE]: after.decisions.length > 0 ? "practice-planned" : "no-further-practice" } };
		},
		levers: [
			lengthLever("rep-turns", own, repTurnsMin, change),
			lengthLever("rep-words", own, repWordsMin, change),
			{
				what: "valid-conversations",
				of: null,
				is: others,
				range: { kind: "steps", from: 0, to: needed + 1, at: others },
				with: (given, to) => ({ ...given, others: Number(to) }),
			},
		],
		possible: { [WHOLE]: ["practice-planned", "no-further-practice"] },
		stored: { [WHOLE]: "practice-planned" },
	});
};

function long({ repTurnsMin, repWordsMin }: { readonly repTurnsMin: number; readonly repWordsMin: number }) {
	return { repTurns: repTurnsMin, repWords: repWordsMin };
}

const BASELINE_DAY = ["reminded", "task-opened:manager", "task-opened:lead", "closed", "nothing-to-do"] as const;

/** What a day of the baseline brings, by how many conversations are there. */
export const baselineDay: AskAgain = ({ inputs, outcome, policy }) => {
	const { conversations, neverStartedDays } = policy.baseline;
	const day = numberIn(inputs, "day");
	const done = numberIn(inputs, "done");
	return askAgain<{ readonly day: number; readonly done: number }>({
		inputs: { day, done },
		ask: (given) => {
			const valid = Array.from({ length: given.done }, (_, n) => ({ ...long(policy.baseline), id: `practice-${n}` }));
			const [decision] = decideBaselineDay(inBaseline(blankFacts(policy), valid), given.day, duringWeek(1)).decisions;
			return { outcomes: { [WHOLE]: decision === undefined ? "nothing-to-do" : withOwner(decision.outcome) } };
		},
		levers: [
			{
				what: "conversations-done",
				of: null,
				is: done,
				range: { kind: "steps", from: 0, to: conversations, at: done },
				with: (given, to) => ({ ...given, done: Number(to) }),
			},
			{
				what: "day",
				of: null,
				is: day,
				range: { kind: "steps", from: 0, to: neverStartedDays + 1, at: day },
				with: (given, to) => ({ ...given, day: Number(to) }),
			},
		],
		possible: { [WHOLE]: BASELINE_DAY },
		stored: { [WHOLE]: withOwner(outcome) },
	});
};

/** An outcome by its kind, and where it names an owner by that too. */
export function withOwner(outcome: Fields): string {
	return typeof outcome.owner === "string" ? `${String(outcome.kind)}:${outcome.owner}` : String(outcome.kind);
}

/** A focus as an outcome: the two signals, in the order of SIGNALS. */
export function focusName(focus: readonly string[]): string {
	return SIGNALS.filter((signal) => focus.includes(signal)).join(" ");
}

export const FOCUS_PAIRS: readonly (readonly [Signal, Signal])[] = SIGNALS.flatMap((first, index) =>
	SIGNALS.slice(index + 1).map((second) => [first, second] as const),
);

/** Which two signals are farthest from target. */
export const focusProposed: AskAgain = ({ inputs, outcome, policy }) => {
	const pools = poolsIn(inputs, "pools");
	return askAgain({
		inputs: pools,
		ask: (given) => ({ outcomes: { [WHOLE]: focusName(chooseFocus(given)) }, finer: byDistance(given).join(" ") }),
		levers: poolLevers<typeof pools>("pooled-value", { pools, policy, with: (given, _, change) => change(given) }),
		possible: { [WHOLE]: FOCUS_PAIRS.map(focusName) },
		stored: { [WHOLE]: focusName(signalPairIn(outcome, "focus")) },
	});
};

type Last = { readonly [S in Signal]?: ReadingFact };

/** For which signal the next practice is, and from which side it comes. */
export const practicePlanned: AskAgain = ({ inputs, outcome, reason, policy }) => {
	const focus = signalPairIn(inputs, "focus");
	const angle = numberIn(inputs, "angle");
	const counts = fieldsIn(inputs, "had");
	const had = Object.keys(counts).flatMap((scenario) =>
		Array.from({ length: numberIn(counts, scenario) }, () => scenario),
	);
	const hadBefore = listIn(inputs, "hadBefore").filter((scenario) => typeof scenario === "string");
	const seed = numberIn(inputs, "seed");
	const kind = oneIn(inputs, "kind", CYCLE_KINDS);
	const week = numberIn(outcome, "week");
	const isFromLast = reason.code === "practice.from-last-score";
	const readings: Last | null =
		inputs.readings === null
			? null
			: Object.fromEntries(
					eachIn(inputs, "readings", (item) => {
						if (!isReadingFact(item.reading)) throw new Unanswerable("readings");
						return [textIn(item, "signal"), item.reading] as const;
					}),
				);
	type Inputs = { readonly readings: Last | null; readonly angle: number };
	const scenarioAngle = (scenario: unknown) => `angle-${findScenario(String(scenario))?.angle ?? 1}`;
	return askAgain<Inputs>({
		inputs: { readings, angle },
		ask: (given) => {
			const blank = blankFacts(policy);
			const last =
				given.readings === null
					? null
					: practiceIn(2, 1, { readings: { ...practiceIn(2, 1).readings, ...given.readings } });
			const facts: CycleFacts = {
				...blank,
				cycle: { ...blank.cycle, kind, focus, seed },
				conversations: last === null ? [] : [last],
				practices: [
					...hadBefore.map((scenario) => ({ scenario, pool: blank.cycle.pool - 1 })),
					...had.map((scenario) => ({ scenario, pool: blank.cycle.pool })),
				].map((practice, index) => ({
					id: `had-${index}`,
					week: 1,
					ordinal: index + 1,
					...practice,
					state: "done",
					conversationId: null,
				})),
				past: {
					...blank.past,
					checkpoints: Array.from({ length: given.angle - 1 }, () => ({
						name: "4",
						at: duringWeek(2),
						verdict: "flat",
					})),
				},
			};
			const { outcome: planned } = nextPractice(facts, isFromLast ? last : null, week).decision;
			return {
				outcomes: { [WHOLE]: String(planned.signal), angle: scenarioAngle(planned.scenario) },
				finer: String(planned.scenario),
			};
		},
		levers: [
			...(readings === null ? [] : focus.map((signal) => readingLever<Inputs>(signal, readings, policy.bands[signal]))),
			{
				what: "flat-checkpoints",
				of: null,
				is: angle - 1,
				range: { kind: "steps", from: 0, to: angle + 1, at: angle - 1 },
				with: (given, to) => ({ ...given, angle: 1 + Number(to) }),
			},
		],
		possible: { [WHOLE]: focus, angle: ["angle-1", "angle-2"] },
		stored: { [WHOLE]: String(outcome.signal), angle: scenarioAngle(outcome.scenario) },
	});
};

const TRIED_OUT_OF = 20;

function readingLever<Inputs extends { readonly readings: Last | null }>(
	signal: Signal,
	readings: Last,
	band: Parameters<typeof numeratorMax>[0],
): Lever<Inputs> {
	const reading: ReadingFact = readings[signal] ?? { status: "not-applicable" };
	const measured = reading.status === "measured" ? reading : null;
	const denominator = measured?.denominator ?? (signal === "close-attempts" ? 1 : TRIED_OUT_OF);
	const at = measured?.numerator ?? null;
	return {
		what: "last-reading",
		of: signal,
		is: measured === null ? reading.status : measured.value,
		range: { kind: "steps", from: 0, to: Math.max(at ?? 0, numeratorMax(band, signal, denominator)), at },
		valueAt: (numerator) => numerator / denominator,
		...(measured === null ? {} : { paramsAt: (numerator) => ({ numerator, denominator, was: measured.numerator }) }),
		with: (inputs, numerator) => ({
			...inputs,
			readings: {
				...inputs.readings,
				[signal]: {
					status: "measured",
					numerator: Number(numerator),
					denominator,
					value: Number(numerator) / denominator,
					basis: measured?.basis ?? "labels",
					lowConfidence: false,
				} satisfies ReadingFact,
			},
		}),
	};
}
