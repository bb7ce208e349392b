import { poolOfScenarios, type Scenario, scenarioOrder, scenarioSetOf } from "../practice/scenarios.ts";
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
				...hadOf(poolOfScenarios(focus, scenarioSetOf(facts.cycle.kind)), facts),
				seed: facts.cycle.seed,
				kind: facts.cycle.kind,
			},
			by: "engine",
		},
		change: { do: "plan-practice", week, ordinal, scenario: scenario.id, pool: facts.cycle.pool },
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

/**
 * Fewest times had in this pool comes first, then the weaker signal, then the angle that fits the checkpoint, then what was
 * not had in an earlier pool either: a change of focus begins a new one.
 */
function pickScenario(facts: CycleFacts, focus: readonly [Signal, Signal], signal: Signal, angle: number): Scenario {
	const pool = poolOfScenarios(focus, scenarioSetOf(facts.cycle.kind));
	const { had, hadBefore } = hadOf(pool, facts);
	const ordered = scenarioOrder(pool, facts.cycle.seed);
	const rank = (scenario: Scenario): number =>
		(had[scenario.id] ?? 0) * 8 +
		(scenario.signal === signal ? 0 : 4) +
		(scenario.angle === 1 + ((angle - 1) % 2) ? 0 : 2) +
		(hadBefore.includes(scenario.id) ? 1 : 0);
	return ordered.reduce((best, scenario) => (rank(scenario) < rank(best) ? scenario : best));
}

/**
 * How often the rep has had each scenario of a pool since that pool began, those never had left out; and which of them in
 * an earlier pool.
 */
function hadOf(
	pool: readonly Scenario[],
	{ cycle, practices }: CycleFacts,
): { readonly had: { readonly [scenario: string]: number }; readonly hadBefore: readonly string[] } {
	const had: { [scenario: string]: number } = {};
	const hadBefore = new Set<string>();
	for (const practice of practices) {
		if (!pool.some(({ id }) => id === practice.scenario)) continue;
		if (practice.pool !== cycle.pool) hadBefore.add(practice.scenario);
		else had[practice.scenario] = (had[practice.scenario] ?? 0) + 1;
	}
	return { had, hadBefore: [...hadBefore].sort() };
}
