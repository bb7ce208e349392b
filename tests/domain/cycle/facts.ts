import type { ConversationFact, CycleFacts, PoolFacts, ReadingFact } from "../../../domain/cycle/facts.ts";
import { TWELVE_WEEKS } from "../../../domain/cycle/plan.ts";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import { poolsOf } from "../../../domain/signals/pooling.ts";

/** Levels of the four signals in one conversation: acknowledged of objections, asks, tied of claims, questions per minute. */
export type Level = {
	readonly acknowledged: number;
	readonly asks: number;
	readonly tied: number;
	readonly perMinute: number;
};

export const LOW: Level = { acknowledged: 0, asks: 0, tied: 0, perMinute: 0 };
export const MIDDLE: Level = { acknowledged: 3, asks: 1, tied: 3, perMinute: 1 };
export const TARGET: Level = { acknowledged: 5, asks: 3, tied: 5, perMinute: 2 };

const OUT_OF = 5;
const MINUTES = 2;

function share(numerator: number): ReadingFact {
	return {
		status: "measured",
		numerator,
		denominator: OUT_OF,
		value: numerator / OUT_OF,
		basis: "labels",
		lowConfidence: false,
	};
}

function density(perMinute: number, basis: "clock" | "words"): ReadingFact {
	return {
		status: "measured",
		numerator: perMinute * MINUTES,
		denominator: MINUTES,
		value: perMinute,
		basis,
		lowConfidence: false,
	};
}

export function conversation(
	n: number,
	occurredAt: string,
	level: Level,
	given: Partial<ConversationFact> = {},
): ConversationFact {
	return {
		id: `conversation-${n}`,
		source: "practice",
		occurredAt,
		factSeq: n,
		practiceId: null,
		repTurns: 12,
		repWords: 400,
		readings: {
			"objection-acknowledgment": share(level.acknowledged),
			"close-attempts": {
				status: "measured",
				numerator: level.asks,
				denominator: 1,
				value: level.asks,
				basis: "labels",
				lowConfidence: false,
			},
			"value-framing": share(level.tied),
			"discovery-density": density(level.perMinute, "clock"),
		},
		discoveryOnWords: density(level.perMinute, "words"),
		...given,
	};
}

export function poolsAt(level: Level): PoolFacts {
	return poolsOf([conversation(1, "2026-01-05T10:00:00.000Z", level)], DEFAULT_POLICY.bands);
}

const person = (id: string, zone = "Europe/Berlin") => ({ id, zone, daysOff: [] });

/** A cycle that began on Monday 5 January 2026 and is in its baseline. */
export function factsInBaseline(given: Partial<CycleFacts> = {}): CycleFacts {
	return {
		cycle: {
			id: "00000000-0000-7000-8000-000000000001",
			repId: "rep",
			phase: "baseline",
			week: 1,
			focus: null,
			zone: "Europe/Berlin",
			startsOn: "2026-01-05",
			weekTwoOn: null,
			plan: TWELVE_WEEKS,
			pauses: [],
			pass: 0,
			seed: 7,
		},
		policyVersion: "policy",
		policy: DEFAULT_POLICY,
		conversations: [],
		practices: [],
		tasks: [],
		past: { baseline: null, checkpoints: [], decisions: [] },
		owners: {
			manager: person("manager"),
			"managers-manager": person("boss"),
			lead: person("lead"),
			head: person("head"),
		},
		named: [],
		disputes: [],
		act: null,
		factsUpTo: 0,
		...given,
	};
}

/** The same cycle with its baseline closed on 9 January; week 2 begins on Monday 12 January. */
export function factsInPractice(given: Partial<CycleFacts> = {}, baseline: Level = LOW): CycleFacts {
	const facts = factsInBaseline();
	return {
		...facts,
		cycle: {
			...facts.cycle,
			phase: "practice",
			week: 2,
			weekTwoOn: "2026-01-12",
			focus: ["objection-acknowledgment", "close-attempts"],
		},
		past: {
			baseline: { at: "2026-01-09T12:00:00.000Z", pools: poolsAt(baseline), factsUpTo: 3 },
			checkpoints: [],
			decisions: [],
		},
		factsUpTo: 3,
		...given,
	};
}

/** Practices twice a week, on Mondays and Wednesdays, from week 2 on; sequence numbers go on behind the baseline's. */
export function practicesFrom(week: number, count: number, level: (n: number) => Level): ConversationFact[] {
	return Array.from({ length: count }, (_, i) => {
		const day = 12 + (week - 2) * 7 + Math.floor(i / 2) * 7 + (i % 2) * 2;
		const at = new Date(Date.UTC(2026, 0, day, 10)).toISOString();
		return conversation(4 + (week - 2) * 2 + i, at, level(i));
	});
}
