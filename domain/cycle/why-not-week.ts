import type { CoachingPolicy } from "../policy.ts";
import { closeWeek, decideWeekNudge, mostWorth } from "./decide-week.ts";
import type { CycleFacts, CyclePhase } from "./facts.ts";
import { blankFacts, duringWeek, practiceIn } from "./why-not-facts.ts";
import { eachIn, listIn, numberIn, phaseIn, textIn } from "./why-not-inputs.ts";
import { withOwner } from "./why-not-practice.ts";
import { type AskAgain, askAgain } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";

/** A week of the cycle with so many practices in it, after so many weeks without one. */
type Week = { readonly done: number; readonly emptyBefore: number };

/** More practices than any policy asks for in a week. */
const PRACTICES_MAX = 14;

function practisedIn(policy: CoachingPolicy, phase: CyclePhase, week: number, { done, emptyBefore }: Week): CycleFacts {
	const blank = blankFacts(policy);
	const before = week - 1 - emptyBefore;
	return {
		...blank,
		cycle: { ...blank.cycle, phase, week },
		conversations: [
			...(before >= 2 ? [practiceIn(before, 1)] : []),
			...Array.from({ length: done }, (_, n) => practiceIn(week, n + 2)),
		],
	};
}

function practicesLever(done: number): Lever<Week> {
	return {
		what: "practices-of-the-week",
		of: null,
		is: done,
		range: { kind: "steps", from: 0, to: Math.max(done, PRACTICES_MAX), at: done },
		with: (week, to) => ({ ...week, done: Number(to) }),
	};
}

/** Were the week's practices done at its look? */
export const weekLookedAt: AskAgain = ({ inputs, outcome, reason, policy }) => {
	const done = listIn(inputs, "conversations").length;
	const week = Math.max(2, Number(reason.params.week ?? 2));
	return askAgain<Week>({
		inputs: { done, emptyBefore: 0 },
		ask: (given) => {
			const { decisions } = decideWeekNudge(practisedIn(policy, phaseIn(inputs), week, given), week, duringWeek(week));
			return { outcomes: { [WHOLE]: String(decisions[0]?.outcome.kind) } };
		},
		levers: [practicesLever(done)],
		possible: { [WHOLE]: ["practices-missing", "practices-done"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

/** How a week closed, and who was called in because it was not the first one without practice. */
export const weekClosed: AskAgain = ({ inputs, outcome, rule, reason, policy }) => {
	const isCall = rule === "week.empty-weeks";
	const done = isCall ? 0 : listIn(inputs, "conversations").length;
	const emptyBefore = numberIn(inputs, "emptyWeeksBefore");
	const asked = Math.max(2, Number(reason.params.week ?? 2));
	const missed = (count: unknown) => (Number(count) > 0 ? "practices-missed" : "nothing-missed");
	return askAgain<Week>({
		inputs: { done, emptyBefore },
		ask: (given) => {
			// Far enough into the cycle for so many weeks to lie before it.
			const week = Math.max(asked, given.emptyBefore + 2);
			const { decisions } = closeWeek(practisedIn(policy, phaseIn(inputs), week, given), week, duringWeek(week), true);
			const closed = decisions.find(({ rule: of }) => of === "week.missed-not-made-up");
			const call = decisions.find(({ rule: of }) => of === "week.empty-weeks");
			return {
				outcomes: {
					[WHOLE]: missed(closed?.outcome.missed),
					"called-in": call === undefined ? "nobody" : withOwner(call.outcome),
				},
			};
		},
		levers: [
			practicesLever(done),
			{
				what: "empty-weeks-before",
				of: null,
				is: emptyBefore,
				range: {
					kind: "steps",
					from: 0,
					to: Math.max(emptyBefore, policy.practice.emptyWeeksManager, policy.practice.emptyWeeksLead) + 1,
					at: emptyBefore,
				},
				with: (week, to) => ({ ...week, emptyBefore: Number(to) }),
			},
		],
		possible: {
			...(isCall ? {} : { [WHOLE]: ["practices-missed", "nothing-missed"] }),
			"called-in": ["nobody", "task-opened:manager", "task-opened:lead"],
		},
		stored: isCall ? { "called-in": withOwner(outcome) } : { [WHOLE]: missed(outcome.missed) },
	});
};

type Session = { readonly id: string; readonly factSeq: number; readonly worth: number };

/** Sessions that are asked about one by one: those that came nearest to being reviewed. */
const SESSIONS_ASKED_MAX = 10;

/** Which sessions were most worth a review. */
export const reviewPicked: AskAgain = ({ inputs, outcome, policy }) => {
	const ranked: readonly Session[] = eachIn(inputs, "ranked", (item) => ({
		id: textIn(item, "id"),
		factSeq: numberIn(item, "factSeq"),
		worth: numberIn(item, "worth"),
	}));
	const about = ranked.slice(0, SESSIONS_ASKED_MAX);
	const chosen = Array.isArray(outcome.conversations) ? outcome.conversations : [];
	const said = (picked: readonly unknown[], among = ranked) => ({
		[WHOLE]: picked.length > 0 ? "review-opened" : "nothing-to-review",
		...Object.fromEntries(
			about.map(({ id }) => {
				const isThere = among.some((session) => session.id === id);
				return [id, !isThere ? "not-there" : picked.includes(id) ? "reviewed" : "left-out"];
			}),
		),
	});
	return askAgain<readonly Session[]>({
		inputs: ranked,
		ask: (sessions) => {
			const picked = mostWorth(sessions, policy.review.sessionsPerWeek).map(({ id }) => id);
			return { outcomes: said(picked, sessions), finer: picked.join(" ") };
		},
		levers: [
			...about.map(
				(session, index): Lever<readonly Session[]> => ({
					what: "distance-to-target",
					of: session.id,
					is: session.worth,
					range: { kind: "span", from: 0, to: 1, at: session.worth },
					with: (sessions, to) => sessions.map((other, at) => (at === index ? { ...other, worth: Number(to) } : other)),
				}),
			),
			{
				what: "new-sessions",
				of: null,
				is: ranked.length,
				range: { kind: "steps", from: 0, to: Math.max(ranked.length, 2), at: ranked.length },
				with: (sessions, to) => [
					...sessions.slice(0, Number(to)),
					...Array.from({ length: Math.max(0, Number(to) - sessions.length) }, (_, n) => ({
						id: `new-${n}`,
						factSeq: n,
						worth: 0,
					})),
				],
			},
		],
		possible: {
			[WHOLE]: ["review-opened", "nothing-to-review"],
			...Object.fromEntries(about.map(({ id }) => [id, ["reviewed", "left-out"]])),
		},
		stored: said(chosen),
	});
};
