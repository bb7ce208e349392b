import { addDays } from "../calendar.ts";
import type { CoachingPolicy } from "../policy.ts";
import { decideCadenceCheckpoint, decideCadenceWeek } from "./decide-cadence.ts";
import { decideWeek6 } from "./decide-checkpoint-6.ts";
import type { CycleFacts, Hire } from "./facts.ts";
import { blankFacts, duringWeek } from "./why-not-facts.ts";
import { type Fields, numberIn } from "./why-not-inputs.ts";
import { type AskAgain, askAgain } from "./why-not-rule.ts";
import { type Lever, WHOLE } from "./why-not-search.ts";

// Rules of one kind of cycle alone: of managers who build a cadence, and of new hires.

type Reviews = { readonly opened: number; readonly done: number };

function reviewsIn(inputs: Fields): Reviews {
	return { opened: numberIn(inputs, "opened"), done: numberIn(inputs, "done") };
}

const WEEK = 2;

function reviewing(policy: CoachingPolicy, { opened, done }: Reviews): CycleFacts {
	const blank = blankFacts(policy);
	const reviews = Array.from({ length: opened }, (_, n) => ({
		openedAt: duringWeek(WEEK),
		dueAt: duringWeek(WEEK + 1),
		doneAt: n < done ? duringWeek(WEEK) : null,
	}));
	return {
		...blank,
		cycle: { ...blank.cycle, kind: "manager-cadence" },
		managerCadence: { reviews, lines: [] },
	};
}

function reviewLevers({ opened, done }: Reviews): readonly Lever<Reviews>[] {
	return [
		{
			what: "reviews-done",
			of: null,
			is: done,
			range: { kind: "steps", from: 0, to: opened, at: done },
			// Beside fewer reviews that came in, all of them.
			with: (reviews, to) => ({ ...reviews, done: Math.min(Number(to), reviews.opened) }),
		},
		{
			what: "reviews-opened",
			of: null,
			is: opened,
			range: { kind: "steps", from: 0, to: 2 * opened + 2, at: opened },
			with: (reviews, to) => ({ opened: Number(to), done: Math.min(reviews.done, Number(to)) }),
		},
	];
}

/** Was every review of the week done? */
export const cadenceWeek: AskAgain = ({ inputs, outcome, policy }) => {
	const asked = reviewsIn(inputs);
	return askAgain<Reviews>({
		inputs: asked,
		ask: (given) => {
			const [decision] = decideCadenceWeek(reviewing(policy, given), WEEK, duringWeek(WEEK + 1)).decisions;
			return { outcomes: { [WHOLE]: decision?.outcome.kind ?? "nothing-to-do" } };
		},
		levers: reviewLevers(asked),
		possible: { [WHOLE]: ["reviews-open", "reviews-done"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

/** Was the cadence kept? How far both agreed on lines is shown beside it, and decides nothing. */
export const cadenceCheckpoint: AskAgain = ({ inputs, outcome, policy }) => {
	const asked = reviewsIn(inputs);
	return askAgain<Reviews>({
		inputs: asked,
		ask: (given) => {
			const facts = reviewing(policy, given);
			const [segment] = facts.cycle.plan;
			const decisions =
				segment === undefined
					? []
					: decideCadenceCheckpoint(facts, segment.checkpoint, segment, duringWeek(segment.toWeek + 1)).decisions;
			return { outcomes: { [WHOLE]: decisions[0]?.outcome.kind ?? "nothing-to-do" } };
		},
		levers: reviewLevers(asked),
		possible: { [WHOLE]: ["kept", "dropped", "nothing-to-review"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};

const HIRED_ON = "2000-01-03";
const YEAR_DAYS = 365;
const WEEKS_6_DAYS = 42;

/** Were there earlier hires enough to compare a new one with? What any of them has reached decides nothing. */
export const week6: AskAgain = ({ inputs, outcome, policy }) => {
	const earlier = numberIn(inputs, "earlier");
	const hired = (hiredOn: string): Hire => ({ hiredOn, reached: [] });
	return askAgain<number>({
		inputs: earlier,
		ask: (count) => {
			const before = Array.from({ length: count }, () => hired(addDays(HIRED_ON, -YEAR_DAYS)));
			const ramp = { own: hired(HIRED_ON), earlier: before };
			const found = decideWeek6(ramp, HIRED_ON, addDays(HIRED_ON, WEEKS_6_DAYS), policy.ramp.hiresMin);
			return { outcomes: { [WHOLE]: found.verdict } };
		},
		levers: [
			{
				what: "earlier-hires",
				of: null,
				is: earlier,
				range: { kind: "steps", from: 0, to: Math.max(earlier, 2 * policy.ramp.hiresMin), at: earlier },
				with: (_, to) => Number(to),
			},
		],
		possible: { [WHOLE]: ["compared", "nothing-to-compare-with"] },
		stored: { [WHOLE]: String(outcome.kind) },
	});
};
