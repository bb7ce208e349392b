import { SIGNALS, type Signal } from "../signals/signal.ts";
import type { ActFact, ConversationFact, ReadingFact } from "./facts.ts";
import type { Reason } from "./reason.ts";
import type { LineVerdict, TaskAnswer } from "./task.ts";

export const DISPUTE_STATES = ["open", "upheld", "not-upheld", "withdrawn"] as const;

/** What a rep says against one reading of an own conversation: which lines count and which do not. No words. */
export type DisputeFact = {
	readonly id: string;
	readonly conversationId: string;
	readonly signal: Signal;
	readonly state: (typeof DISPUTE_STATES)[number];
	/** Whose verdict is disputed: somebody who decided an earlier dispute of it, or null for the labeller. */
	readonly verdictBy: string | null;
	readonly lines: readonly LineVerdict[];
	readonly factSeq: number;
};

/**
 * Conversations with their readings as the disputes leave them. A disputed reading counts in no pool and no trend: while
 * the dispute is open, since nobody knows yet, and after it was upheld, since the lines that it counts are not those that
 * a person says it should. One that was not upheld counts as before.
 */
export function markDisputed(
	conversations: readonly ConversationFact[],
	disputes: readonly DisputeFact[],
): readonly ConversationFact[] {
	const disputed = new Set(disputes.map(({ conversationId }) => conversationId));
	return conversations.map((conversation) => {
		if (!disputed.has(conversation.id)) return conversation;
		const of = (signal: Signal, reading: ReadingFact): ReadingFact => {
			const plain = reading.status === "disputed" ? reading.was : reading;
			const against = disputes.findLast(
				(dispute) => dispute.conversationId === conversation.id && dispute.signal === signal,
			);
			const { state } = against ?? { state: "not-upheld" as const };
			return against !== undefined && plain.status === "measured" && (state === "open" || state === "upheld")
				? { status: "disputed", dispute: against.id, state, was: plain }
				: plain;
		};
		const { readings, discoveryOnWords } = conversation;
		return {
			...conversation,
			readings: {
				"objection-acknowledgment": of("objection-acknowledgment", readings["objection-acknowledgment"]),
				"close-attempts": of("close-attempts", readings["close-attempts"]),
				"value-framing": of("value-framing", readings["value-framing"]),
				"discovery-density": of("discovery-density", readings["discovery-density"]),
			},
			discoveryOnWords: of("discovery-density", discoveryOnWords),
		};
	});
}

/** Readings that a dispute keeps out of the pools of these conversations, for the inputs of a decision. */
export function leftOutOf(conversations: readonly ConversationFact[]): readonly {
	readonly conversation: string;
	readonly signal: Signal;
	readonly dispute: string;
	readonly state: "open" | "upheld";
}[] {
	return conversations.flatMap(({ id, readings }) =>
		SIGNALS.flatMap((signal) => {
			const reading = readings[signal];
			return reading.status === "disputed"
				? [{ conversation: id, signal, dispute: reading.dispute, state: reading.state }]
				: [];
		}),
	);
}

type DisputeAnswer = Extract<TaskAnswer, { kind: "dispute" }>;

/** Why an answer to a dispute cannot be taken; null where it can. */
export function faultOfVerdict(dispute: DisputeFact, act: Pick<ActFact, "by">, answer: DisputeAnswer): Reason | null {
	if (dispute.verdictBy === act.by) return { code: "dispute.own-verdict", params: {} };
	const judged = dispute.lines.map(({ utterance }) => answer.lines.filter((line) => line.utterance === utterance));
	if (answer.lines.length !== dispute.lines.length || judged.some((lines) => lines.length !== 1)) {
		return {
			code: "dispute.lines-do-not-fit",
			params: { expected: linesIn(dispute.lines), came: linesIn(answer.lines) },
		};
	}
	const agreed = dispute.lines.filter(({ utterance, counts }) =>
		answer.lines.some((line) => line.utterance === utterance && line.counts === counts),
	).length;
	if (answer.verdict === "upheld" ? agreed === 0 : agreed > 0) {
		return { code: "dispute.verdict-does-not-fit", params: { verdict: answer.verdict, agreed } };
	}
	return null;
}

/** The decision that a verdict is, in the cycle and outside of one. Both versions stay: the labels are not touched. */
export function verdictOn(dispute: DisputeFact, answer: DisputeAnswer) {
	return {
		rule: "dispute.somebody-else-decides",
		reason: { code: `dispute.${answer.verdict}`, params: { signal: dispute.signal, lines: dispute.lines.length } },
		outcome: { kind: `dispute-${answer.verdict}`, lines: answer.lines },
		inputs: {
			dispute: dispute.id,
			conversation: dispute.conversationId,
			signal: dispute.signal,
			disputed: dispute.lines,
			verdictBy: dispute.verdictBy ?? "labeller",
		},
	};
}

function linesIn(lines: readonly LineVerdict[]): string {
	return lines.map(({ utterance }) => utterance).join(" ");
}
