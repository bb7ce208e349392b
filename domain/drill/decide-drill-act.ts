import { localDateOf } from "../calendar.ts";
import { activeDaysBetween, isPaused } from "../cycle/active-days.ts";
import type { ActFact, CycleFacts, DrillAsk } from "../cycle/facts.ts";
import { refused } from "../cycle/outcomes.ts";
import type { Change, Decision, StepOutcome } from "../cycle/step.ts";
import type { Instant } from "../time.ts";
import { openCount, opened } from "./assignment.ts";
import { attemptsOf, bestOf, sent } from "./course.ts";
import { holdingNow, suggestionFrom } from "./decide-suggestion.ts";
import { type DrillPlan, isOpenDrill, SIGNAL_OF_GAP } from "./drill.ts";

/** What a person asks of drills: one more, to send an attempt, or to take one back. */
export function decideDrillAct(facts: CycleFacts, act: ActFact, ask: DrillAsk, now: Instant): StepOutcome {
	switch (ask.do) {
		case "assign":
			return assigned(facts, act, ask, now);
		case "submit":
			return submitted(facts, act, ask, now);
		case "withdraw":
			return withdrawn(facts, act, ask);
	}
}

/** The manager decides. What the engine suggested for the same conversation is kept beside it. */
function assigned(
	facts: CycleFacts,
	act: ActFact,
	ask: Extract<DrillAsk, { do: "assign" }>,
	now: Instant,
): StepOutcome {
	const { cycle, policy } = facts;
	if (!isAbove(facts, act)) return refused({ code: "act.not-theirs", params: {} });
	if (cycle.phase === "planned") return refused({ code: "drill.cycle-not-begun", params: {} });
	const { gap, utterance } = ask;
	if (ask.conversation === null || utterance === null) {
		const missing = ask.conversation === null ? "call" : "evidence";
		return refused({ code: "drill.only-a-category", params: { gap, missing } });
	}
	const conversation = facts.conversations.find(({ id, source }) => id === ask.conversation && source !== "drill");
	if (conversation === undefined) return refused({ code: "drill.call-unknown", params: {} });
	if (facts.drills.some((drill) => isOpenDrill(drill) && drill.gap === gap)) {
		return refused({ code: "drill.already-open", params: { gap } });
	}
	const open = openCount(facts);
	if (open >= policy.drill.openMax) {
		return refused({ code: "drill.open-at-most", params: { open, atMost: policy.drill.openMax } });
	}
	const signal = SIGNAL_OF_GAP[gap];
	const isHolding = holdingNow(facts, now);
	const holds = isHolding(signal);
	if (holds && !ask.insists) return refused({ code: "drill.holds-in-target", params: { gap, signal } });
	const from = localDateOf(now, cycle.zone);
	const off = ask.mornings.find((date) => date < from || isPaused(date, cycle.pauses));
	if (off !== undefined) return refused({ code: "drill.morning-is-off", params: { date: off, from } });

	const found = conversation.occurrences?.find((occurrence) => occurrence.gap === gap)?.line;
	const evidence = { utterance, label: found?.utterance === utterance ? found.label : null };
	const suggested = suggestionFrom(conversation, facts, isHolding);
	const sessions = [...new Set(ask.mornings)].toSorted().map((date) => activeDaysBetween(from, date, cycle.pauses));
	const { times, submitTo } = ask;
	const drill = opened(
		{ gap, conversation: conversation.id, evidence, times, sessions, from, submitTo, assignedBy: act.by },
		facts,
		now,
	);
	const isAsSuggested = suggested.kind === "drill-suggested" && suggested.gap === gap;
	return done(
		[
			{
				name: drill.name,
				rule: "drill.manager-assigns",
				outcome: {
					kind: "drill-assigned",
					drill: drill.name,
					gap,
					conversation: conversation.id,
					evidence,
					angle: 1,
					times,
					mornings: sessions.length,
				},
				reason: {
					code: isAsSuggested ? "drill.assigned-as-suggested" : "drill.assigned-otherwise",
					params: { gap, signal, times, mornings: sessions.length, insists: holds },
				},
				inputs: { act: act.id, suggested, open, holdsInTarget: holds, insists: ask.insists, submitTo },
				by: act.by,
			},
		],
		drill.changes,
		[drill.plan],
	);
}

/** The rep sends the attempt of their choice; the best is what the engine would have sent. */
function submitted(
	facts: CycleFacts,
	act: ActFact,
	ask: Extract<DrillAsk, { do: "submit" }>,
	now: Instant,
): StepOutcome {
	const drill = facts.drills.find(({ id }) => id === ask.drill);
	if (drill === undefined) return refused({ code: "drill.unknown", params: {} });
	if (act.by !== facts.cycle.repId) return refused({ code: "drill.not-the-reps", params: {} });
	if (drill.state !== "assigned" && drill.state !== "practising") {
		return refused({ code: "drill.not-practising", params: { state: drill.state } });
	}
	const best = bestOf(drill, facts);
	if (best === null) return refused({ code: "drill.nothing-to-send", params: {} });
	const attempt = ask.attempt === null ? best : attemptsOf(drill).find(({ ordinal }) => ordinal === ask.attempt);
	if (attempt === undefined) {
		const known = attemptsOf(drill).map(({ ordinal }) => ordinal);
		return refused({ code: "drill.no-such-attempt", params: { came: ask.attempt, known: known.join(" ") } });
	}
	const move = sent(facts, drill, attempt, { by: act.by, act: act.id }, now);
	return done(move.decisions, move.changes, [move.plan]);
}

function withdrawn(facts: CycleFacts, act: ActFact, ask: Extract<DrillAsk, { do: "withdraw" }>): StepOutcome {
	const drill = facts.drills.find(({ id }) => id === ask.drill);
	if (drill === undefined) return refused({ code: "drill.unknown", params: {} });
	if (!isAbove(facts, act)) return refused({ code: "act.not-theirs", params: {} });
	if (!isOpenDrill(drill)) return refused({ code: "drill.closed", params: { state: drill.state } });
	const reason = { code: "drill.withdrawn", params: { drill: drill.name, gap: drill.gap } };
	return done(
		[
			{
				name: drill.name,
				rule: "drill.taken-back-by-a-person",
				outcome: { kind: "drill-withdrawn" },
				reason,
				inputs: { act: act.id, state: drill.state, angle: drill.angle, attempts: drill.attempts.length },
				by: act.by,
			},
		],
		[
			{ do: "close-drill", drill: drill.name, outcome: null },
			{ do: "notify", to: "rep", template: reason },
		],
		[{ drill: drill.name, open: false }],
	);
}

/** The API asked the same; a manager may have changed between the two. */
function isAbove({ owners }: CycleFacts, act: ActFact): boolean {
	return act.byLead || owners.manager?.id === act.by || owners["managers-manager"]?.id === act.by;
}

function done(decisions: readonly Decision[], changes: readonly Change[], drills: readonly DrillPlan[]): StepOutcome {
	return {
		result: {
			kind: "act-done",
			outcome: { kind: "done" },
			closedTask: null,
			turn: { kind: "goes-on" },
			drills,
		},
		decisions,
		changes,
		record: true,
	};
}
