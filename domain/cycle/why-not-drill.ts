import { decideCarryOverDrills } from "../drill/decide-carry-over-drills.ts";
import { decideFirstGap, suggestionFrom } from "../drill/decide-suggestion.ts";
import { DRILL_GAPS, DRILL_STATES, type DrillGap, SIGNAL_OF_GAP } from "../drill/drill.ts";
import type { CoachingPolicy } from "../policy.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import type { ConversationFact, CycleFacts, DrillFact } from "./facts.ts";
import { drillFactOf } from "./why-not-drill-course.ts";
import { blankFacts, duringWeek, practiceIn } from "./why-not-facts.ts";
import {
	eachIn,
	type Fields,
	fieldsIn,
	isFields,
	listIn,
	numberIn,
	oneIn,
	signalIn,
	textIn,
	Unanswerable,
} from "./why-not-inputs.ts";
import { type AskAgain, askAgain } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";

// Whether there is a drill: suggested, named by the end of week 2, or from a real call after week 12.

const NONE = "none";

function gapsIn(inputs: Fields, name: string): readonly DrillGap[] {
	return eachIn(inputs, name, (item) => oneIn(item, "gap", DRILL_GAPS));
}

function holdingIn(inputs: Fields): readonly Signal[] {
	const stored = listIn(inputs, "holding");
	return SIGNALS.filter((signal) => stored.includes(signal));
}

/** A conversation in which the moment of a gap came up, and was missed. */
function conversationOn(id: string, gap: DrillGap | null): ConversationFact {
	const line = { utterance: 0, label: null };
	const occurrences = gap === null ? [] : [{ gap, occurred: 1, wanted: 0, line, isMoment: true }];
	return practiceIn(2, 1, { id, occurrences });
}

function openOn(gap: DrillGap): DrillFact {
	return drillFactOf({ name: `drill:${gap}`, gap });
}

function drilling(policy: CoachingPolicy, open: readonly DrillGap[]): CycleFacts {
	return { ...blankFacts(policy), drills: open.map(openOn) };
}

/** Which gap the single moment of a conversation shows. */
function momentLever<Inputs>(
	conversation: string | null,
	moment: DrillGap | null,
	gaps: readonly DrillGap[],
	change: (inputs: Inputs, to: DrillGap | null) => Inputs,
): Lever<Inputs> {
	return {
		what: conversation === null ? "moment" : "moment-of",
		of: conversation,
		is: moment ?? NONE,
		range: { kind: "choice", values: [...gaps, NONE] },
		// What was said in the conversation is the last thing that could have been otherwise.
		last: true,
		with: (inputs, to) => change(inputs, gaps.find((gap) => gap === to) ?? null),
	};
}

/** Each gap with a drill open on it, or without. */
function openLevers<Inputs extends { readonly open: readonly DrillGap[] }>(open: readonly DrillGap[]) {
	return DRILL_GAPS.map(
		(gap): Lever<Inputs> => ({
			what: "open-drill",
			of: gap,
			is: open.includes(gap) ? "open" : NONE,
			range: { kind: "choice", values: ["open", NONE] },
			with: (inputs, to) => ({
				...inputs,
				open: [...inputs.open.filter((other) => other !== gap), ...(to === "open" ? [gap] : [])],
			}),
		}),
	);
}

function holdLevers<Inputs extends { readonly holding: readonly Signal[] }>(holding: readonly Signal[]) {
	return SIGNALS.map(
		(signal): Lever<Inputs> => ({
			what: "holds-in-target",
			of: signal,
			is: holding.includes(signal) ? "holds" : "does-not-hold",
			range: { kind: "choice", values: ["holds", "does-not-hold"] },
			with: (inputs, to) => ({
				...inputs,
				holding: [...inputs.holding.filter((other) => other !== signal), ...(to === "holds" ? [signal] : [])],
			}),
		}),
	);
}

/** A drill, or why there is none. */
function said(outcome: Fields): string {
	return outcome.kind === "no-drill" ? String(outcome.because) : String(outcome.kind);
}

type Suggested = {
	readonly moment: DrillGap | null;
	readonly open: readonly DrillGap[];
	readonly holding: readonly Signal[];
};

/** Would the call have suggested a drill? */
export const drillSuggested: AskAgain = ({ inputs, outcome, policy }) => {
	const isMoment = listIn(inputs, "occurrences").filter((item) => isFields(item) && item.isMoment === true);
	const [moment = null] = gapsIn({ moments: isMoment }, "moments");
	const asked: Suggested = { moment, open: gapsIn(inputs, "open"), holding: holdingIn(inputs) };
	return askAgain<Suggested>({
		inputs: asked,
		ask: ({ moment: gap, open, holding }) => {
			const found = suggestionFrom(conversationOn("call", gap), drilling(policy, open), (of) => holding.includes(of));
			return { outcomes: { [WHOLE]: said(found) } };
		},
		levers: [
			momentLever<Suggested>(null, moment, DRILL_GAPS, (given, to) => ({ ...given, moment: to })),
			...openLevers<Suggested>(asked.open),
			...holdLevers<Suggested>(asked.holding),
		],
		possible: { [WHOLE]: ["drill-suggested", "no-moment", "already-drilled", "open-at-most", "holds-in-target"] },
		stored: { [WHOLE]: said(outcome) },
	});
};

type Moment = { readonly conversation: string; readonly gap: DrillGap };
type FirstGap = {
	readonly drills: readonly DrillFact[];
	/** Newest first; null where the moment was none. */
	readonly moments: readonly (Omit<Moment, "gap"> & { readonly gap: DrillGap | null })[];
	readonly holding: readonly Signal[];
};

/** Conversations that are asked about one by one. */
const MOMENTS_ASKED_MAX = 3;

/** Whether there was a drill by the end of the week, a gap was named, or none. */
export const firstGap: AskAgain = ({ inputs, outcome, policy }) => {
	const moments = eachIn(
		inputs,
		"moments",
		(item): Moment => ({
			conversation: textIn(item, "conversation"),
			gap: oneIn(item, "gap", DRILL_GAPS),
		}),
	);
	const drills = eachIn(inputs, "drills", (item) =>
		drillFactOf({
			name: textIn(item, "name"),
			gap: oneIn(item, "gap", DRILL_GAPS),
			state: oneIn(item, "state", DRILL_STATES),
		}),
	);
	const asked: FirstGap = { drills, moments, holding: holdingIn(inputs) };
	const isAssigned = drills.some(({ state }) => state !== "withdrawn");
	const week = policy.drill.firstGapWeek;
	return askAgain<FirstGap>({
		inputs: asked,
		ask: (given) => {
			const conversations = given.moments.map(({ conversation, gap }, n) => ({
				...conversationOn(conversation, gap),
				// The newest has the highest number.
				factSeq: given.moments.length - n,
			}));
			const facts = { ...blankFacts(policy), drills: given.drills, conversations };
			const [decision] = decideFirstGap(facts, week, duringWeek(3), (of) => given.holding.includes(of)).decisions;
			return { outcomes: { [WHOLE]: decision === undefined ? "nothing-to-do" : said(decision.outcome) } };
		},
		levers: [
			{
				what: "first-drill",
				of: null,
				is: isAssigned ? "assigned" : NONE,
				range: { kind: "choice", values: ["assigned", NONE] },
				with: (given, to) => ({
					...given,
					drills: to === "assigned" ? (isAssigned ? drills : [...drills, openOn(DRILL_GAPS[0])]) : [],
				}),
			},
			{
				what: "conversations-with-a-moment",
				of: null,
				is: moments.length,
				range: { kind: "steps", from: 0, to: moments.length, at: moments.length },
				with: (given, to) => ({ ...given, moments: given.moments.slice(0, Number(to)) }),
			},
			...moments.slice(0, MOMENTS_ASKED_MAX).map(({ conversation, gap }) =>
				momentLever<FirstGap>(conversation, gap, DRILL_GAPS, (given, to) => ({
					...given,
					moments: given.moments.map((moment) =>
						moment.conversation === conversation ? { conversation, gap: to } : moment,
					),
				})),
			),
			...(moments.length > 0
				? []
				: [
						momentLever<FirstGap>(null, null, DRILL_GAPS, (given, to) => ({
							...given,
							moments: [{ conversation: "newest", gap: to }],
						})),
					]),
			...holdLevers<FirstGap>(asked.holding),
		],
		possible: { [WHOLE]: ["drill-assigned", "drill-suggested", "no-moment", "holds-in-target"] },
		stored: { [WHOLE]: said(outcome) },
	});
};

type CarryOver = {
	/** Upper end of what carried over. */
	readonly high: number;
	readonly missed: DrillGap | null;
	readonly open: readonly DrillGap[];
	readonly goesOn: boolean;
};

/** A carry-over that no border of a policy lies above. */
const CARRIED_MAX = 1.5;

/** Whether too little carried over, and whether there was a moment and room for a drill. */
export const carryOverDrill: AskAgain = ({ inputs, outcome, policy }) => {
	const signal = signalIn(inputs, "signal");
	const carried = fieldsIn(inputs, "carryOver");
	const high = numberIn(fieldsIn(carried, "interval"), "high");
	if (typeof inputs.goesOn !== "boolean") throw new Unanswerable("goesOn");
	const asked: CarryOver = {
		high,
		missed: inputs.missed === null ? null : oneIn(fieldsIn(inputs, "missed"), "gap", DRILL_GAPS),
		open: gapsIn(inputs, "open"),
		goesOn: inputs.goesOn,
	};
	const notAsked = { kind: "not-measurable", because: "calls-not-shown" } as const;
	const others = {
		"objection-acknowledgment": notAsked,
		"close-attempts": notAsked,
		"value-framing": notAsked,
		"discovery-density": notAsked,
	};
	const gaps = DRILL_GAPS.filter((gap) => SIGNAL_OF_GAP[gap] === signal);
	return askAgain<CarryOver>({
		inputs: asked,
		ask: (given) => {
			// Only where the interval ends above decides.
			const ends = { kind: "partly", ratio: given.high, interval: { low: 0, high: given.high, level: 0.95 } } as const;
			const carryOver = { ...others, [signal]: { ...ends, n: { live: 0, practice: 0 } } };
			const calls = [conversationOn("call", given.missed)];
			const facts = drilling(policy, given.open);
			const [decision] = decideCarryOverDrills(facts, carryOver, calls, given.goesOn, duringWeek(13)).decisions;
			return { outcomes: { [WHOLE]: decision === undefined ? "nothing-to-do" : said(decision.outcome) } };
		},
		levers: [
			{
				what: "carry-over",
				of: signal,
				is: high,
				range: { kind: "span", from: 0, to: Math.max(high, CARRIED_MAX), at: high },
				with: (given, to) => ({ ...given, high: Number(to) }),
			},
			momentLever<CarryOver>(null, asked.missed, gaps, (given, to) => ({ ...given, missed: to })),
			...openLevers<CarryOver>(asked.open),
			{
				what: "cycle-goes-on",
				of: null,
				is: asked.goesOn ? "goes-on" : "ends",
				range: { kind: "choice", values: ["goes-on", "ends"] },
				with: (given, to) => ({ ...given, goesOn: to === "goes-on" }),
			},
		],
		possible: {
			[WHOLE]: ["drill-assigned", "drill-suggested", "no-moment", "already-drilled", "open-at-most", "nothing-to-do"],
		},
		stored: { [WHOLE]: said(outcome) },
	});
};
