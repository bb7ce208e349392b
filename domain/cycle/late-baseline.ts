import { poolOf } from "../signals/pooling.ts";
import { SIGNALS } from "../signals/signal.ts";
import { epochMs } from "../time.ts";
import type { CycleFacts, LateBaseline } from "./facts.ts";
import type { Decision } from "./step.ts";

/**
 * A signal that the baseline did not show gets a late baseline from the first practices in which it applies, as soon as
 * enough of them are known. Gives the decisions, and the facts as later decisions of the same step see them.
 */
export function withLateBaselines(facts: CycleFacts): {
	readonly decisions: readonly Decision[];
	readonly facts: CycleFacts;
} {
	const { baseline } = facts.past;
	const isPractising = facts.cycle.phase === "practice" || facts.cycle.phase === "habit";
	if (baseline === null || !isPractising) return { decisions: [], facts };
	const needed = facts.policy.baseline.lateConversations;
	const practices = facts.conversations
		.filter(({ source, factSeq }) => source === "practice" && factSeq > baseline.factsUpTo)
		.toSorted((a, b) => epochMs(a.occurredAt) - epochMs(b.occurredAt) || a.factSeq - b.factSeq);
	const late = SIGNALS.flatMap((signal) => {
		if (baseline.pools[signal].shown) return [];
		const first = practices.filter(({ readings }) => readings[signal].status === "measured").slice(0, needed);
		if (first.length < needed) return [];
		const pool = poolOf(
			signal,
			first.map(({ readings }) => readings[signal]),
			facts.policy.bands[signal],
		);
		if (!pool.shown) return [];
		const found: LateBaseline = { signal, pool, conversations: first.map(({ id }) => id) };
		return [{ ...found, readings: first.map(({ readings }) => readings[signal]) }];
	});
	if (late.length === 0) return { decisions: [], facts };
	const pools = { ...baseline.pools, ...Object.fromEntries(late.map(({ signal, pool }) => [signal, pool])) };
	return {
		decisions: late.map(({ signal, pool, conversations, readings }) => ({
			name: `late-baseline:${signal}`,
			rule: "baseline.late-for-a-signal-not-shown",
			outcome: { kind: "late-baseline", signal, pool },
			reason: { code: "baseline.late-signal", params: { signal, conversations: conversations.length } },
			inputs: { signal, conversations, readings, needed },
			by: "engine",
		})),
		facts: {
			...facts,
			past: {
				...facts.past,
				baseline: { ...baseline, pools, late: [...baseline.late, ...late.map(({ readings: _, ...found }) => found)] },
			},
		},
	};
}
