import { decideFirstGap } from "../drill/decide-suggestion.ts";
import { SIGNALS, type Signal } from "../signals/signal.ts";
import { distanceToTarget } from "../signals/tiers.ts";
import type { Instant } from "../time.ts";
import { drawLines } from "./blind-lines.ts";
import { decideCadenceWeek } from "./decide-cadence.ts";
import { nextPractice } from "./decide-next-practice.ts";
import type { ConversationFact, CycleFacts, SessionWorth } from "./facts.ts";
import { hasPractice } from "./kind.ts";
import { openTask } from "./ladder.ts";
import { nothingToDo } from "./outcomes.ts";
import { type Change, type Decision, inPass, type StepOutcome, weekName } from "./step.ts";
import type { OpenTask } from "./task.ts";
import { weekOfConversation } from "./weeks.ts";

/** Practice conversations held in a week, by the rep's own dates. */
function practicesIn(facts: CycleFacts, week: number): readonly ConversationFact[] {
	return practicesAfterBaseline(facts).filter(({ occurredAt }) => weekOfConversation(facts.cycle, occurredAt) === week);
}

function practicesAfterBaseline({ conversations, past }: CycleFacts): readonly ConversationFact[] {
	const known = past.baseline?.factsUpTo ?? 0;
	return conversations.filter(({ source, factSeq }) => source === "practice" && factSeq > known);
}

function isPractising({ cycle }: CycleFacts): boolean {
	return cycle.phase === "practice" || cycle.phase === "habit";
}

/** Practices that a week asks for: the habit behind week 12 has a cadence of its own. */
export function perWeek({ cycle, policy }: Pick<CycleFacts, "cycle" | "policy">): number {
	return cycle.phase === "habit" ? policy.habit.perWeek : policy.practice.perWeek;
}

/** Weeks without any practice, counted back from `week`; the baseline's week never counts. */
export function emptyWeeksUpTo(facts: CycleFacts, week: number): number {
	const held = new Set(
		practicesAfterBaseline(facts).map(({ occurredAt }) => weekOfConversation(facts.cycle, occurredAt)),
	);
	let empty = 0;
	for (let w = week; w >= 2 && !held.has(w); w--) empty++;
	return empty;
}

/**
 * The weekly look at the nudge point: opens the week, reminds when practices are missing, and gives the manager the
 * sessions most worth a review. A second look at the week's end is needed only when practices are missing.
 */
export function decideWeekNudge(facts: CycleFacts, week: number, now: Instant): StepOutcome {
	if (!isPractising(facts)) return nothingToDo();
	if (!hasPractice(facts.cycle)) return decideCadenceWeek(facts, week, now);
	const done = practicesIn(facts, week).length;
	const planned = perWeek(facts);
	const missing = Math.max(0, planned - done);
	const params = { week, done, missing, planned };
	const decisions: Decision[] = [
		{
			name: `week:${weekName(week)}`,
			rule: "week.two-practices",
			outcome: { kind: missing > 0 ? "practices-missing" : "practices-done", done, missing },
			reason: { code: missing > 0 ? "week.practices-missing" : "week.practices-done", params },
			inputs: { conversations: practicesIn(facts, week).map(({ id }) => id), phase: facts.cycle.phase },
			by: "engine",
		},
	];
	const changes: Change[] = [{ do: "set-cycle", week }];
	if (missing > 0) {
		changes.push({ do: "notify", to: "rep", template: { code: "week.practices-missing", params } });
	}
	const review = decideReview(facts, week, now);
	decisions.push(review.decision);
	changes.push(...review.changes);
	// Nothing looks at the end of a week whose practices are done.
	if (missing === 0) {
		const gap = decideFirstGap(facts, week, now);
		decisions.push(...gap.decisions);
		changes.push(...gap.changes);
	}
	return {
		result: { kind: "looked", opened: review.opened, again: missing > 0, turn: { kind: "goes-on" } },
		decisions,
		changes,
		record: true,
	};
}

/**
 * The two scored sessions most worth a manager's time: those farthest from target on the focus signals, the later one
 * first where two are equal, none of them reviewed before.
 */
function decideReview(
	facts: CycleFacts,
	week: number,
	now: Instant,
): { readonly decision: Decision; readonly changes: readonly Change[]; readonly opened: readonly OpenTask[] } {
	const name = inPass(`review:${weekName(week)}`, facts.cycle.pass);
	const reviewed = new Set(
		facts.tasks.filter((task) => task.kind === "review").flatMap((task) => task.subject.conversations ?? []),
	);
	const ranked = facts.conversations
		.filter((conversation) => conversation.factSeq > (facts.past.baseline?.factsUpTo ?? 0))
		.filter(({ id, source }) => source !== "drill" && !reviewed.has(id))
		.map((conversation) => ({
			id: conversation.id,
			factSeq: conversation.factSeq,
			...worthOf(conversation, facts),
		}))
		.sort(byWorth);
	const chosen = mostWorth(ranked, facts.policy.review.sessionsPerWeek);
	const inputs = { ranked };
	if (chosen.length === 0) {
		return {
			decision: {
				name,
				rule: "review.two-most-worth",
				outcome: { kind: "nothing-to-review" },
				reason: { code: "review.nothing-new", params: { week } },
				inputs,
				by: "engine",
			},
			changes: [],
			opened: [],
		};
	}
	const [first] = chosen;
	const reason = {
		code: "review.farthest-from-target",
		params: { week, sessions: chosen.length, signal: first?.signal ?? null, distance: first?.distance ?? 0 },
	};
	const worth: readonly SessionWorth[] = chosen.map(({ id, signal, distance }) => ({
		conversation: id,
		signal,
		distance,
	}));
	const sessions = chosen.flatMap(({ id }) => facts.conversations.filter((conversation) => conversation.id === id));
	const lines = drawLines(sessions, facts.policy.review.blindLines, facts.cycle.seed + week);
	const conversations = chosen.map(({ id }) => id);
	const task = openTask(
		{ name, kind: "review", ownerRule: "manager", subject: { conversations, worth, lines }, reason },
		facts,
		now,
	);
	return {
		decision: {
			name,
			rule: "review.two-most-worth",
			outcome: { kind: "review-opened", conversations, worth, lines },
			reason,
			inputs: { ...inputs, seed: facts.cycle.seed + week },
			by: "engine",
		},
		changes: task.changes,
		opened: [task.open],
	};
}

type Worth = { readonly id: string; readonly factSeq: number; readonly worth: number };

/** The farthest from target first, of two equal ones the later. */
function byWorth(a: Worth, b: Worth): number {
	return b.worth - a.worth || b.factSeq - a.factSeq;
}

/** The sessions most worth a manager's time. */
export function mostWorth<Session extends Worth>(sessions: readonly Session[], count: number): readonly Session[] {
	return sessions.toSorted(byWorth).slice(0, count);
}

/**
 * How much a session is worth a manager's time: the mean distance to target of the focus signals that it measured, 0
 * where it measured none; with the one of them that is farthest.
 */
function worthOf(
	conversation: ConversationFact,
	facts: CycleFacts,
): { readonly worth: number; readonly signal: Signal | null; readonly distance: number } {
	const focus = facts.cycle.focus ?? SIGNALS;
	const measured = focus.flatMap((signal) => {
		const reading = conversation.readings[signal];
		return reading.status === "measured"
			? [{ signal, distance: distanceToTarget(reading.value, facts.policy.bands[signal]) }]
			: [];
	});
	const [farthest] = measured.toSorted((a, b) => b.distance - a.distance);
	const sum = measured.reduce((so, { distance }) => so + distance, 0);
	return {
		worth: measured.length === 0 ? 0 : sum / measured.length,
		signal: farthest?.signal ?? null,
		distance: farthest?.distance ?? 0,
	};
}

/** What the end of a week writes, alone or together with a checkpoint on the same instant. */
type WeekClosing = {
	readonly decisions: readonly Decision[];
	readonly changes: readonly Change[];
	readonly opened: readonly OpenTask[];
};

/**
 * Closes a week: practices not done in it are missed, not made up; two empty weeks in a row call in the manager, four
 * the lead, and the next week's first practice is planned. Where the cycle does not go on, neither is done.
 */
export function closeWeek(facts: CycleFacts, week: number, now: Instant, goesOn: boolean): WeekClosing {
	const { policy } = facts;
	const done = practicesIn(facts, week).length;
	const planned = perWeek(facts);
	const missed = Math.max(0, planned - done);
	const stale =
		missed > 0 ? facts.practices.filter((practice) => practice.state === "planned" && practice.week <= week) : [];
	const empty = emptyWeeksUpTo(facts, week);
	const decisions: Decision[] = [
		{
			name: `week-end:${weekName(week)}`,
			rule: "week.missed-not-made-up",
			outcome: { kind: "week-closed", done, missed },
			reason: {
				code: missed > 0 ? "week.closed-with-missed" : "week.closed",
				params: { week, done, missed, planned },
			},
			inputs: {
				conversations: practicesIn(facts, week).map(({ id }) => id),
				emptyWeeks: empty,
				emptyWeeksBefore: emptyWeeksUpTo(facts, week - 1),
				phase: facts.cycle.phase,
			},
			by: "engine",
		},
	];
	const changes: Change[] = stale.map((practice) => ({ do: "miss-practice", practice: practice.id }));
	const opened: OpenTask[] = [];
	const calledIn =
		empty === policy.practice.emptyWeeksManager
			? ("manager" as const)
			: empty === policy.practice.emptyWeeksLead
				? ("lead" as const)
				: null;
	// A task for people about a cycle that ends with this step would have nothing left to change.
	if (calledIn !== null && goesOn) {
		const reason = { code: "week.empty-weeks", params: { week, empty, owner: calledIn } };
		const name = inPass(`empty-weeks:${weekName(week)}`, facts.cycle.pass);
		const task = openTask({ name, kind: "empty-weeks", ownerRule: calledIn, subject: {}, reason }, facts, now);
		decisions.push({
			name,
			rule: "week.empty-weeks",
			outcome: { kind: "task-opened", owner: calledIn },
			reason,
			inputs: { emptyWeeks: empty, emptyWeeksBefore: empty - 1, phase: facts.cycle.phase },
			by: "engine",
		});
		changes.push(...task.changes);
		opened.push(task.open);
	}
	const practices = withMissed(facts.practices, stale);
	// An extra practice that stays open serves the next week as well: one open practice per rep.
	if (goesOn && !practices.some(({ state }) => state === "planned")) {
		const next = nextPractice({ ...facts, practices }, null, week + 1);
		decisions.push(next.decision);
		changes.push(next.change);
	}
	return { decisions, changes, opened };
}

function withMissed(practices: CycleFacts["practices"], stale: CycleFacts["practices"]): CycleFacts["practices"] {
	const ids = new Set(stale.map(({ id }) => id));
	return practices.map((practice) => (ids.has(practice.id) ? { ...practice, state: "missed" } : practice));
}

/** The second look of a week, at its end, when the nudge found practices missing. */
export function decideWeekEnd(facts: CycleFacts, week: number, now: Instant): StepOutcome {
	if (!isPractising(facts) || !hasPractice(facts.cycle)) return nothingToDo();
	const closing = closeWeek(facts, week, now, true);
	const gap = decideFirstGap(facts, week, now);
	return {
		result: { kind: "looked", opened: closing.opened, again: false, turn: { kind: "goes-on" } },
		decisions: [...closing.decisions, ...gap.decisions],
		changes: [...closing.changes, ...gap.changes],
		record: true,
	};
}
