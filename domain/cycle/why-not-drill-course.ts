import { addDays, instantAt, localDateOf } from "../calendar.ts";
import { decideDrillLook, decideDrillRung } from "../drill/decide-drill.ts";
import { DRILL_GAPS, type DrillAngle, type DrillGap, type DrillRungDo, SIGNAL_OF_GAP } from "../drill/drill.ts";
import type { CoachingPolicy } from "../policy.ts";
import { epochMs, instantOf } from "../time.ts";
import type { ConversationFact, CycleFacts, DrillAttemptFact, DrillFact } from "./facts.ts";
import { blankFacts, duringWeek, numeratorMax, practiceIn } from "./why-not-facts.ts";
import { eachIn, type Fields, listIn, numberIn, oneIn, textIn } from "./why-not-inputs.ts";
import { type AnsweredRule, type AskAgain, askAgain, type StoredDecision } from "./why-not-rule.ts";
import { type Asked, type Lever, WHOLE } from "./why-not-search.ts";

// How a drill goes on: its sessions, the attempt that stands for it, what the watched calls and the live practice show.

const SINCE = duringWeek(2);
const NOW = duringWeek(3);
const SINCE_ON = localDateOf(SINCE, "UTC");
const DRILL = "drill:01";

/** A drill of the blank cycle; what is left out is that of one that was just assigned. */
export function drillFactOf(given: Partial<DrillFact> & Pick<DrillFact, "name" | "gap">): DrillFact {
	return {
		id: given.name,
		state: "assigned",
		angle: 1,
		conversationId: "call",
		evidence: { utterance: 0, label: null },
		times: 1,
		sessions: [],
		from: SINCE_ON,
		since: SINCE,
		submitTo: null,
		submitted: null,
		attempts: [],
		...given,
	};
}

/** How often the moment came up in one conversation, and was answered as wanted. */
type Moments = { readonly occurred: number; readonly wanted: number };

function heardOf(id: string, n: number, gap: DrillGap, { occurred, wanted }: Moments): ConversationFact {
	const line = { utterance: 0, label: null };
	return practiceIn(2, n, {
		id,
		// In order behind the beginning of the watch.
		occurredAt: instantOf(epochMs(SINCE) + n * 60_000),
		occurrences: occurred === 0 ? [] : [{ gap, occurred, wanted, line, isMoment: true }],
	});
}

/** Calls behind the beginning of the watch, or attempts behind that of the live practice. */
function heardIn(
	policy: CoachingPolicy,
	drill: Pick<DrillFact, "gap" | "angle"> & { readonly state: "watching" | "live-practice" },
	heard: readonly Moments[],
): CycleFacts {
	const isWatching = drill.state === "watching";
	const conversations = heard.map((moments, n) => ({
		...heardOf(`heard-${n}`, n + 1, drill.gap, moments),
		source: isWatching ? ("live" as const) : ("drill" as const),
	}));
	const attempts = conversations.map(({ id }, n) => ({
		ordinal: n + 1,
		angle: drill.angle,
		conversationId: id,
		score: null,
	}));
	return {
		...blankFacts(policy),
		conversations,
		drills: [drillFactOf({ name: DRILL, ...drill, attempts: isWatching ? [] : attempts })],
	};
}

/** What became of the drill: at the time of a rung, or because something came in. */
function moved(facts: CycleFacts, what: DrillRungDo | null, now = NOW) {
	const { decisions } = what === null ? decideDrillLook(facts, now) : decideDrillRung(facts, DRILL, what, now);
	return decisions[0]?.outcome ?? { kind: "nothing-to-do" };
}

function became(facts: CycleFacts, what: DrillRungDo | null, now = NOW): Asked {
	return { outcomes: { [WHOLE]: String(moved(facts, what, now).kind) } };
}

function gapIn(inputs: Fields): DrillGap {
	return oneIn(inputs, "gap", DRILL_GAPS);
}

function angleIn(inputs: Fields): DrillAngle {
	return numberIn(inputs, "angle") === 2 ? 2 : 1;
}

/** Whether the drill has changed anything, by the conversation that decided it; or how it ended without one. */
export const drillJudged: AskAgain = (decision) => {
	switch (decision.outcome.kind) {
		case "not-practised":
			return notPractised(decision);
		case "not-seen":
			return notSeen(decision);
		default:
			return byMoments(decision);
	}
};

type Judged = { readonly angle: DrillAngle; readonly heard: readonly Moments[] };

/** More moments than one call brings. */
const MOMENTS_MAX = 5;

function byMoments({ inputs, outcome, policy }: StoredDecision): AnsweredRule {
	const gap = gapIn(inputs);
	const state = oneIn(inputs, "in", ["watching", "live-practice"]);
	const moments = eachIn(inputs, "moments", (item) => ({
		conversation: textIn(item, "conversation"),
		occurred: numberIn(item, "occurred"),
		wanted: numberIn(item, "wanted"),
	}));
	const heard = listIn(inputs, "watched").map((id): Moments => {
		return moments.find(({ conversation }) => conversation === id) ?? { occurred: 0, wanted: 0 };
	});
	const decisive = textIn(inputs, "decisive");
	const place = listIn(inputs, "watched").indexOf(decisive);
	const { occurred, wanted } = heard[place] ?? { occurred: 0, wanted: 0 };
	const asked: Judged = { angle: angleIn(inputs), heard };
	const ask = ({ angle, heard: given }: Judged) => became(heardIn(policy, { gap, angle, state }, given), null);
	const put = (given: Judged, change: (before: Moments) => Moments): Judged => ({
		...given,
		heard: given.heard.map((other, at) => (at === place ? change(other) : other)),
	});
	const withoutIt = ask(put(asked, () => ({ occurred: 0, wanted: 0 }))).outcomes[WHOLE] ?? "nothing-to-do";
	return askAgain<Judged>({
		inputs: asked,
		ask,
		levers: [
			{
				what: "moments-wanted",
				of: decisive,
				is: wanted,
				range: { kind: "steps", from: 0, to: occurred, at: wanted },
				with: (given, to) => put(given, (before) => ({ ...before, wanted: Math.min(Number(to), before.occurred) })),
			},
			{
				what: "moments",
				of: decisive,
				is: occurred,
				range: { kind: "steps", from: 0, to: Math.max(occurred, MOMENTS_MAX), at: occurred },
				with: (given, to) =>
					put(given, (before) => ({ occurred: Number(to), wanted: Math.min(before.wanted, Number(to)) })),
			},
			{
				what: "drill-angle",
				of: null,
				is: `angle-${asked.angle}`,
				range: { kind: "choice", values: ["angle-1", "angle-2"] },
				with: (given, to) => ({ ...given, angle: to === "angle-2" ? 2 : 1 }),
			},
		],
		possible: { [WHOLE]: [...new Set(["changed", "not-changed", "live-coaching", withoutIt])] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
}

/** Would one attempt have been enough? */
function notPractised({ inputs, policy }: StoredDecision): AnsweredRule {
	const gap = gapIn(inputs);
	const angle = angleIn(inputs);
	const done = numberIn(inputs, "attempts");
	const asked = numberIn(inputs, "asked");
	return askAgain<number>({
		inputs: done,
		ask: (count) => {
			const attempts = Array.from({ length: count }, (_, n) => ({ ordinal: n + 1, score: null, wanted: 0 }));
			return became(practising(policy, { gap, angle, asked, to: null }, attempts), "schedule-ends");
		},
		levers: [attemptsLever(done, asked, (_, to) => to)],
		possible: { [WHOLE]: ["not-practised", "watching"] },
		stored: { [WHOLE]: "not-practised" },
	});
}

const LIVE_MOMENTS = {
	none: { occurred: 0, wanted: 0 },
	wanted: { occurred: 1, wanted: 1 },
	"not-wanted": { occurred: 1, wanted: 0 },
} as const;
type LiveMoment = keyof typeof LIVE_MOMENTS;
const LIVE_CHOICES = ["none", "wanted", "not-wanted"] as const;

function liveLever<Inputs>(what: string, change: (inputs: Inputs, to: LiveMoment) => Inputs): Lever<Inputs> {
	return {
		what,
		of: null,
		is: "none",
		range: { kind: "choice", values: LIVE_CHOICES },
		with: (inputs, to) => change(inputs, LIVE_CHOICES.find((choice) => choice === to) ?? "none"),
	};
}

/** What the live practice would have shown, had the moment come up in it. */
function notSeen({ inputs, policy }: StoredDecision): AnsweredRule {
	const drill = { gap: gapIn(inputs), angle: angleIn(inputs), state: "live-practice" } as const;
	return askAgain<LiveMoment>({
		inputs: "none",
		ask: (moment) => became(heardIn(policy, drill, [LIVE_MOMENTS[moment]]), "live-practice-ends"),
		levers: [liveLever("moment-in-live-practice", (_, to) => to)],
		possible: {
			[WHOLE]: ["not-seen", "changed", drill.angle < policy.drill.anglesMax ? "not-changed" : "live-coaching"],
		},
		stored: { [WHOLE]: "not-seen" },
	});
}

/** Whether the watch would have found the moment, or gone on. */
export const notSeenInCalls: AskAgain = ({ inputs, outcome, policy }) => {
	const drill = { gap: gapIn(inputs), angle: angleIn(inputs), state: "watching" } as const;
	const calls = listIn(inputs, "watched").length;
	// The calls were used up, or else the time was.
	const what = calls >= policy.drill.watchCalls ? null : "watch-ends";
	type Watched = { readonly calls: number; readonly moment: LiveMoment };
	return askAgain<Watched>({
		inputs: { calls, moment: "none" },
		ask: (given) => {
			const others = Array.from({ length: given.calls }, () => LIVE_MOMENTS.none);
			// The moment comes up in the last of the calls, or in one more where nothing was watched.
			const heard = given.moment === "none" ? others : [...others.slice(1), LIVE_MOMENTS[given.moment]];
			return became(heardIn(policy, drill, heard), what);
		},
		levers: [
			liveLever("moment-in-a-call", (given, moment) => ({ ...given, moment })),
			...(what === null
				? [
						{
							what: "watched-calls",
							of: null,
							is: calls,
							range: { kind: "steps" as const, from: 0, to: calls, at: calls },
							with: (given: Watched, to: number | string) => ({ ...given, calls: Number(to) }),
						},
					]
				: []),
		],
		possible: {
			[WHOLE]: [
				"live-practice",
				"changed",
				drill.angle < policy.drill.anglesMax ? "not-changed" : "live-coaching",
				...(what === null ? ["nothing-to-do"] : []),
			],
		},
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

type Attempt = Pick<DrillAttemptFact, "ordinal" | "score"> & { readonly wanted: number };
type Schedule = Pick<DrillFact, "gap" | "angle"> & { readonly asked: number; readonly to: string | null };

/** A drill that is practised, with these attempts at it. */
function practising(
	policy: CoachingPolicy,
	{ gap, angle, asked, to }: Schedule,
	attempts: readonly Attempt[],
): CycleFacts {
	const submitTo = to === null ? null : { id: to, zone: "UTC", daysOff: [] };
	return {
		...blankFacts(policy),
		conversations: attempts.map(({ ordinal, wanted }) => ({
			...heardOf(`attempt-${ordinal}`, ordinal, gap, { occurred: 1, wanted }),
			source: "drill",
		})),
		drills: [
			drillFactOf({
				name: DRILL,
				gap,
				angle,
				submitTo,
				state: attempts.length > 0 ? "practising" : "assigned",
				times: asked,
				attempts: attempts.map(({ ordinal, score }) => ({
					ordinal,
					angle,
					conversationId: `attempt-${ordinal}`,
					score,
				})),
			}),
		],
	};
}

function attemptsLever<Inputs>(
	done: number,
	most: number,
	change: (inputs: Inputs, to: number) => Inputs,
): Lever<Inputs> {
	return {
		what: "attempts",
		of: null,
		is: done,
		range: { kind: "steps", from: 0, to: Math.max(done, most), at: done },
		with: (inputs, to) => change(inputs, Number(to)),
	};
}

/** Attempts that are asked about one by one. */
const ATTEMPTS_ASKED_MAX = 10;
/** Steps in which a score is tried that was none. */
const SCORE_STEPS = 100;

/** Which attempt was the best, and whether it was time to go on. A rep who sends one decides that alone. */
export const bestSent: AskAgain = ({ inputs, outcome, policy }) => {
	const only = { [WHOLE]: String(outcome.kind) };
	if (inputs.act !== undefined) {
		return askAgain({ inputs: null, ask: () => ({ outcomes: only }), levers: [], possible: {}, stored: only });
	}
	const gap = gapIn(inputs);
	const attempts = eachIn(
		inputs,
		"attempts",
		(item): Attempt => ({
			ordinal: numberIn(item, "ordinal"),
			score: item.score === null ? null : numberIn(item, "score"),
			wanted: numberIn(item, "wanted"),
		}),
	);
	const to = outcome.to === null ? null : textIn(outcome, "to");
	const schedule: Schedule = { gap, angle: angleIn(inputs), asked: numberIn(inputs, "asked"), to };
	// All attempts were there and nobody waited for one, or else the time was over.
	const what = attempts.length >= schedule.asked && to === null ? null : "schedule-ends";
	const of = (found: Fields) => ({
		[WHOLE]: String(found.kind),
		attempt: found.attempt === undefined ? "none" : `attempt-${String(found.attempt)}`,
	});
	const signal = SIGNAL_OF_GAP[gap];
	return askAgain<readonly Attempt[]>({
		inputs: attempts,
		ask: (given) => ({ outcomes: of(moved(practising(policy, schedule, given), what)) }),
		levers: [
			attemptsLever<readonly Attempt[]>(attempts.length, attempts.length, (given, count) => given.slice(0, count)),
			...attempts.slice(0, ATTEMPTS_ASKED_MAX).map(({ ordinal, score }, index): Lever<readonly Attempt[]> => {
				const most = Math.max(score ?? 0, numeratorMax(policy.bands[signal], signal, 1));
				const valueAt = (position: number) => (score === null ? (position / SCORE_STEPS) * most : position);
				return {
					what: "attempt-score",
					of: String(ordinal),
					is: score ?? "not-shown",
					range:
						score === null
							? { kind: "steps", from: 0, to: SCORE_STEPS, at: null }
							: { kind: "span", from: 0, to: most, at: score },
					valueAt,
					with: (given, position) =>
						given.map((other, at) => (at === index ? { ...other, score: valueAt(Number(position)) } : other)),
				};
			}),
		],
		possible: {
			[WHOLE]: ["watching", what === null ? "nothing-to-do" : "not-practised"],
			attempt: attempts.slice(0, ATTEMPTS_ASKED_MAX).map(({ ordinal }) => `attempt-${ordinal}`),
		},
		stored: of(outcome),
	});
};

/** Were the attempts up to this session there already? */
export const sessionCalled: AskAgain = ({ inputs, outcome, policy }) => {
	const gap = gapIn(inputs);
	const times = numberIn(inputs, "times");
	const sessions = listIn(inputs, "sessions").flatMap((day) => (typeof day === "number" ? [day] : []));
	const to = inputs.to === null ? null : textIn(inputs, "to");
	const day = numberIn(inputs, "day");
	const done = numberIn(inputs, "done");
	const upToIt = times * numberIn(outcome, "session");
	const asked = times * Math.max(1, sessions.length);
	const now = instantAt(addDays(SINCE_ON, day), "12:00", "UTC");
	return askAgain<number>({
		inputs: done,
		ask: (count) => {
			const attempts = Array.from({ length: count }, (_, n) => ({ ordinal: n + 1, score: null, wanted: 0 }));
			const facts = practising(policy, { gap, angle: 1, asked, to }, attempts);
			const drills = facts.drills.map((drill) => ({ ...drill, times, sessions }));
			return became({ ...facts, drills }, "session", now);
		},
		levers: [attemptsLever(done, upToIt, (_, count) => count)],
		// With the last of them it goes on at once, where nobody waits for an attempt.
		possible: { [WHOLE]: ["reminded", upToIt >= asked && to === null ? "watching" : "nothing-to-do"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};
