import { localDateOf } from "../calendar.ts";
import { type Carried, numbersOf } from "../cycle/decide-checkpoint-12.ts";
import type { ConversationFact, CycleFacts } from "../cycle/facts.ts";
import type { Change, Decision } from "../cycle/step.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import { epochMs, type Instant } from "../time.ts";
import { openCount, opened } from "./assignment.ts";
import type { NoDrillBecause } from "./decide-suggestion.ts";
import { type DrillGap, type DrillPlan, isOpenDrill, type Occurrence, SIGNAL_OF_GAP } from "./drill.ts";

type CarryOverDrills = {
	readonly decisions: readonly Decision[];
	readonly changes: readonly Change[];
	readonly drills: readonly DrillPlan[];
};

/**
 * Week 12: each signal whose carry-over lies under the border with its whole interval gets a drill from a real call, the
 * newest in which a moment of that signal was missed; or it is said why none. In target or not does not matter here: practice
 * may hold there while the calls do not. A cycle that ends with this week has no time for a drill: it is suggested.
 */
export function decideCarryOverDrills(
	facts: CycleFacts,
	carryOver: { readonly [S in Signal]: Carried },
	calls: readonly ConversationFact[],
	goesOn: boolean,
	now: Instant,
): CarryOverDrills {
	const { policy, cycle } = facts;
	const decisions: Decision[] = [];
	const changes: Change[] = [];
	const drills: DrillPlan[] = [];
	const assigned: { readonly name: string; readonly gap: DrillGap }[] = [];
	for (const signal of SIGNALS) {
		const carried = carryOver[signal];
		if (carried.kind === "not-measurable" || carried.interval.high >= policy.carryOver.carriedFrom) continue;
		const missed = missedOf(signal, calls);
		const open = [...facts.drills.filter(isOpenDrill), ...assigned];
		const against = againstDrill(facts, signal, drills.length, missed);
		const decided = (outcome: Decision["outcome"], code: string, params: Decision["reason"]["params"]) => {
			decisions.push({
				name: `carry-over-drill:${signal}`,
				rule: "drill.carry-over-under-the-border",
				outcome,
				reason: { code, params: { signal, ...numbersOf(carried), ...params } },
				inputs: {
					signal,
					carryOver: carried,
					border: policy.carryOver.carriedFrom,
					calls: calls.map(({ id }) => id),
					missed: missed === null ? null : { conversation: missed.call.id, gap: missed.occurrence.gap },
					open: open.map(({ name, gap }) => ({ name, gap })),
					goesOn,
				},
				by: "engine",
			});
		};
		if (missed === null || against !== null) {
			const because = against ?? "no-moment";
			decided({ kind: "no-drill", because }, "drill.none-for-carry-over", { because });
			continue;
		}
		const { gap, line: evidence } = missed.occurrence;
		const conversation = missed.call.id;
		if (!goesOn) {
			const code = "drill.suggested-at-the-end";
			decided({ kind: "drill-suggested", gap, signal, conversation, evidence }, code, { gap });
			const params = { gap, signal, ...numbersOf(carried) };
			changes.push({ do: "notify", to: "manager", template: { code, params } });
			continue;
		}
		const from = localDateOf(now, cycle.zone);
		const { times } = policy.drill;
		const drill = opened(
			{ gap, conversation, evidence, times, sessions: [], from, submitTo: null, assignedBy: null },
			facts,
			now,
			drills.length,
		);
		decided({ kind: "drill-assigned", drill: drill.name, gap, conversation, evidence }, "drill.for-carry-over", {
			gap,
		});
		changes.push(...drill.changes, {
			do: "notify",
			to: "manager",
			template: {
				code: "drill.for-carry-over",
				params: { drill: drill.name, gap, signal, ...numbersOf(carried) },
			},
		});
		drills.push(drill.plan);
		assigned.push({ name: drill.name, gap });
	}
	return { decisions, changes, drills };
}

type Missed = { readonly call: ConversationFact; readonly occurrence: Occurrence };

/** In the newest call that missed a moment of the signal: its single moment, else the gap that it missed most often. */
function missedOf(signal: Signal, calls: readonly ConversationFact[]): Missed | null {
	const newestFirst = calls.toSorted((a, b) => epochMs(b.occurredAt) - epochMs(a.occurredAt) || b.factSeq - a.factSeq);
	for (const call of newestFirst) {
		const [occurrence] = (call.occurrences ?? [])
			.filter(({ gap, occurred, wanted }) => SIGNAL_OF_GAP[gap] === signal && wanted < occurred)
			.toSorted((a, b) => Number(b.isMoment) - Number(a.isMoment) || b.occurred - b.wanted - (a.occurred - a.wanted));
		if (occurrence !== undefined) return { call, occurrence };
	}
	return null;
}

function againstDrill(
	facts: CycleFacts,
	signal: Signal,
	openedNow: number,
	missed: Missed | null,
): NoDrillBecause | null {
	if (missed === null) return "no-moment";
	const isDrilled = facts.drills.some((drill) => isOpenDrill(drill) && SIGNAL_OF_GAP[drill.gap] === signal);
	if (isDrilled) return "already-drilled";
	return openCount(facts) + openedNow >= facts.policy.drill.openMax ? "open-at-most" : null;
}
