import { poolOfScenarios, type Scenario, scenarioOrder } from "../practice/scenarios.ts";
import type { Signal } from "../signals/signal.ts";
import { SIGNALS } from "../signals/signal.ts";
import { distanceToTarget } from "../signals/tiers.ts";
import type { ConversationFact, CycleFacts } from "./facts.ts";
import { type Change, type Decision, weekName } from "./step.ts";

/**
 * Picks the next practice from the last score: the focus signal farther from target, the next scenario of its pool
 * that the rep has not had; a new round begins only when the pool is used up. After a flat checkpoint the angle
 * changes: the customer then raises the same thing sideways.
 *
 * @param last The conversation whose score is the reason, or null where none is (the week's first practice).
 */
export function nextPractice(
	facts: CycleFacts,
	last: ConversationFact | null,
	week: number,
): { readonly decision: Decision; readonly change: Change } {
	const focus = facts.cycle.focus ?? [SIGNALS[0], SIGNALS[1]];
	const basis = last ?? lastScored(facts);
	const signal = weakerOf(focus, basis, facts);
	const angle = 1 + facts.past.checkpoints.filter((checkpoint) => checkpoint.verdict === "flat").length;
	const scenario = pickScenario(facts, focus, signal, angle);
	const ordinal = facts.practices.filter((practice) => practice.week === week).length + 1;
	return {
		decision: {
			name: `practice:${weekName(week)}:${ordinal}`,
			rule: "practice.next-from-last-score",
			outcome: { kind: "practice-planned", week, ordinal, scenario: scenario.id, signal },
			reason: {
				code: last === null ? "practice.for-the-week" : "practice.from-last-score",
				params: { signal, scenario: scenario.id, week, ordinal, angle },
			},
			inputs: {
				focus,
				angle,
				conversation: last?.id ?? null,
				readings: basis === null ? null : focus.map((of) => ({ signal: of, reading: basis.readings[of] })),
				had: hadOf(poolOfScenarios(focus), facts),
				seed: facts.cycle.seed,
			},
			by: "engine",
		},
		change: { do: "plan-practice", week, ordinal, scenario: scenario.id },
	};
}

function lastScored(facts: CycleFacts): ConversationFact | null {
	return facts.conversations.findLast((conversation) => conversation.source === "practice") ?? null;
}

/** The focus signal farther from target in one conversation; a signal that it did not show comes after one it did. */
function weakerOf(focus: readonly [Signal, Signal], last: ConversationFact | null, facts: CycleFacts): Signal {
	if (last === null) return focus[0];
	const distance = (signal: Signal): number => {
		const reading = last.readings[signal];
		return reading.status === "measured" ? distanceToTarget(reading.value, facts.policy.bands[signal]) : -1;
	};
	return distance(focus[1]) > distance(focus[0]) ? focus[1] : focus[0];
}

function pickScenario(facts: CycleFacts, focus: readonly [Signal, Signal], signal: Signal, angle: number): Scenario {
	const pool = poolOfScenarios(focus);
	const had = hadOf(pool, facts);
	const ordered = scenarioOrder(pool, facts.cycle.seed);
	const rank = (scenario: Scenario): number =>
		// Fewest times had comes first, then the weaker signal, then the angle that fits the checkpoint.
		(had[scenario.id] ?? 0) * 4 +
		(scenario.signal === signal ? 0 : 2) +
		(scenario.angle === 1 + ((angle - 1) % 2) ? 0 : 1);
	return ordered.reduce((best, scenario) => (rank(scenario) < rank(best) ? scenario : best));
}

/** How often the rep has had each scenario of a pool; those never had are left out. */
function hadOf(pool: readonly Scenario[], { practices }: CycleFacts): { readonly [scenario: string]: number } {
	const had: { [scenario: string]: number } = {};
	for (const { scenario } of practices) {
		if (pool.some(({ id }) => id === scenario)) had[scenario] = (had[scenario] ?? 0) + 1;
	}
	return had;
}
