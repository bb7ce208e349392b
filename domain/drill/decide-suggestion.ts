import type { ConversationFact, CycleFacts } from "../cycle/facts.ts";
import type { Change, Decision } from "../cycle/step.ts";
import { activeDayOf } from "../cycle/weeks.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import { isHolding } from "../signals/trend.ts";
import { epochMs, type Instant } from "../time.ts";
import { type DrillGap, type EvidenceLine, isOpenDrill, SIGNAL_OF_GAP } from "./drill.ts";

/** Why no drill is suggested or assigned. */
export type NoDrillBecause =
	/** No moment was found that the library has a drill for. */
	"no-moment" | "already-drilled" | "open-at-most" | "holds-in-target";

export type Suggestion =
	| {
			readonly kind: "drill-suggested";
			readonly gap: DrillGap;
			readonly signal: Signal;
			readonly conversation: string;
			readonly evidence: EvidenceLine;
	  }
	| { readonly kind: "no-drill"; readonly because: NoDrillBecause };

/**
 * The drill for the single moment of a conversation. The engine suggests, the manager decides: a suggestion opens nothing.
 */
export function suggestionFrom(
	conversation: ConversationFact,
	facts: CycleFacts,
	holds: (signal: Signal) => boolean,
): Suggestion {
	const moment = conversation.occurrences?.find(({ isMoment }) => isMoment);
	if (moment === undefined) return { kind: "no-drill", because: "no-moment" };
	const { gap, line } = moment;
	const signal = SIGNAL_OF_GAP[gap];
	const against = openAgainst(facts, gap) ?? (holds(signal) ? "holds-in-target" : null);
	if (against !== null) return { kind: "no-drill", because: against };
	return { kind: "drill-suggested", gap, signal, conversation: conversation.id, evidence: line };
}

/** What of the rep's open drills speaks against one more. */
function openAgainst({ drills, policy }: CycleFacts, gap: DrillGap): NoDrillBecause | null {
	const open = drills.filter(isOpenDrill);
	if (open.some((drill) => drill.gap === gap)) return "already-drilled";
	return open.length >= policy.drill.openMax ? "open-at-most" : null;
}

/** `holdsInTarget` that counts each signal once, however many conversations ask. */
export function holdingNow(facts: CycleFacts, now: Instant): (signal: Signal) => boolean {
	const known = new Map<Signal, boolean>();
	return (signal) => {
		const holds = known.get(signal) ?? holdsInTarget(signal, facts, now);
		known.set(signal, holds);
		return holds;
	};
}

/** Does practice of the signal hold in target? Only a person's word then opens a drill on it. */
function holdsInTarget(signal: Signal, facts: CycleFacts, now: Instant): boolean {
	return isHolding(
		signal,
		facts.conversations
			.filter(({ source, occurredAt }) => source === "practice" && epochMs(occurredAt) <= epochMs(now))
			.map(({ occurredAt, readings }) => ({ at: occurredAt, reading: readings[signal] })),
		facts.policy,
		now,
		activeDayOf(facts.cycle),
	);
}

/** What a freshly scored real call suggests, or why nothing. */
export function decideSuggestion(facts: CycleFacts, conversation: ConversationFact, now: Instant): Decision {
	const holds = holdingNow(facts, now);
	const suggestion = suggestionFrom(conversation, facts, holds);
	return {
		name: "drill-suggestion",
		rule: "drill.engine-suggests",
		outcome: suggestion,
		reason:
			suggestion.kind === "drill-suggested"
				? { code: "drill.suggested", params: { gap: suggestion.gap, signal: suggestion.signal } }
				: { code: "drill.none-suggested", params: { because: suggestion.because } },
		inputs: {
			conversation: conversation.id,
			occurrences: conversation.occurrences ?? [],
			open: facts.drills.filter(isOpenDrill).map(({ name, gap }) => ({ name, gap })),
			holding: SIGNALS.filter(holds),
		},
		by: "engine",
	};
}

/**
 * By the end of week 2: the drill that was assigned, else the gap that the newest conversation with a moment names, real
 * calls first, else why there is none. Empty in every other week.
 */
export function decideFirstGap(
	facts: CycleFacts,
	week: number,
	now: Instant,
	holds = holdingNow(facts, now),
): { readonly decisions: readonly Decision[]; readonly changes: readonly Change[] } {
	if (week !== facts.policy.drill.firstGapWeek) return { decisions: [], changes: [] };
	const assigned = facts.drills.find(({ state }) => state !== "withdrawn");
	const conversations = newestFirst(facts);
	const suggestions =
		assigned === undefined ? conversations.map((conversation) => suggestionFrom(conversation, facts, holds)) : [];
	const named = suggestions.find(({ kind }) => kind === "drill-suggested");
	const decision = (
		outcome: Decision["outcome"],
		code: string,
		params: Decision["reason"]["params"],
		changes: readonly Change[] = [],
	) => ({
		decisions: [
			{
				name: "first-gap",
				rule: "drill.first-gap-by-week-2",
				outcome,
				reason: { code, params: { week, ...params } },
				inputs: {
					// Newest first, those without a moment left out: they suggest nothing.
					moments: conversations.flatMap(({ id, occurrences = [] }) =>
						occurrences.filter(({ isMoment }) => isMoment).map(({ gap }) => ({ conversation: id, gap })),
					),
					holding: SIGNALS.filter(holds),
					drills: facts.drills.map(({ name, gap, state }) => ({ name, gap, state })),
				},
				by: "engine",
			},
		],
		changes,
	});
	if (assigned !== undefined) {
		const { name, gap, conversationId: conversation, evidence } = assigned;
		return decision({ kind: "drill-assigned", drill: name, gap, conversation, evidence }, "drill.first-gap-drilled", {
			gap,
		});
	}
	if (named?.kind === "drill-suggested") {
		const params = { gap: named.gap, signal: named.signal };
		const template = { code: "drill.first-gap-named", params: { week, ...params } };
		return decision(named, "drill.first-gap-named", params, [{ do: "notify", to: "manager", template }]);
	}
	const because =
		suggestions.flatMap((one) => (one.kind === "no-drill" && one.because !== "no-moment" ? one.because : []))[0] ??
		"no-moment";
	return decision({ kind: "no-drill", because }, "drill.first-gap-none", { because });
}

function newestFirst({ conversations }: CycleFacts): readonly ConversationFact[] {
	return conversations
		.filter(({ source }) => source !== "drill")
		.toSorted(
			(a, b) =>
				Number(b.source === "live") - Number(a.source === "live") ||
				epochMs(b.occurredAt) - epochMs(a.occurredAt) ||
				b.factSeq - a.factSeq,
		);
}
