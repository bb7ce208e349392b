import { daysBetween } from "../calendar.ts";
import { wilson } from "../signals/intervals.ts";
import type { Interval } from "../signals/reading.ts";
import type { LocalDate } from "../time.ts";
import type { Hire, RampFacts } from "./facts.ts";
import type { Reason } from "./reason.ts";

type Share = {
	readonly numerator: number;
	readonly denominator: number;
	readonly value: number;
	readonly interval: Interval;
};

/** One milestone: has the new hire reached it, and what share of earlier hires had by the same day? */
type Compared = { readonly kind: string; readonly reached: boolean; readonly earlier: Share };

type Week6 = {
	readonly verdict: "compared" | "nothing-to-compare-with";
	readonly reason: Reason;
	/** Days since the new hire was hired. */
	readonly day: number;
	/** Milestones that the new hire has reached by then. */
	readonly reached: readonly string[];
	/** Earlier hires who have been there for as many days. */
	readonly n: number;
	readonly milestones: readonly Compared[];
	/** Share of earlier hires who had reached no more milestones by the same day; null where nothing is compared. */
	readonly noMoreThan: Share | null;
};

/**
 * Week 6 of a new hire: milestones so far against earlier hires at the same day, counted from the day of hiring. Fewer
 * earlier hires than the policy wants: nothing to compare with. Shares with 95 % Wilson intervals.
 *
 * @param startsOn Stands for the day of hiring where nobody has said it.
 */
export function decideWeek6(ramp: RampFacts, startsOn: LocalDate, today: LocalDate, hiresMin: number): Week6 {
	const hiredOn = ramp.own.hiredOn ?? startsOn;
	const day = Math.max(0, daysBetween(hiredOn, today));
	const reached = reachedBy(ramp.own, hiredOn, day);
	const earlier = ramp.earlier.flatMap((hire) =>
		hire.hiredOn !== null && hire.hiredOn < hiredOn && daysBetween(hire.hiredOn, today) >= day
			? [reachedBy(hire, hire.hiredOn, day)]
			: [],
	);
	const n = earlier.length;
	const params = { day, n, needed: hiresMin, reached: reached.length };
	if (n < hiresMin) {
		return {
			verdict: "nothing-to-compare-with",
			reason: { code: "week6.nothing-to-compare-with", params },
			day,
			reached,
			n,
			milestones: [],
			noMoreThan: null,
		};
	}
	const kinds = [...new Set([...reached, ...earlier.flat()])].toSorted();
	const noMore = earlier.filter((theirs) => theirs.length <= reached.length).length;
	return {
		verdict: "compared",
		reason: { code: "week6.compared", params: { ...params, noMore } },
		day,
		reached,
		n,
		milestones: kinds.map((kind) => ({
			kind,
			reached: reached.includes(kind),
			earlier: shareOf(earlier.filter((theirs) => theirs.includes(kind)).length, n),
		})),
		noMoreThan: shareOf(noMore, n),
	};
}

function reachedBy({ reached }: Hire, hiredOn: LocalDate, day: number): readonly string[] {
	return [...new Set(reached.filter(({ on }) => daysBetween(hiredOn, on) <= day).map(({ kind }) => kind))];
}

function shareOf(numerator: number, denominator: number): Share {
	return { numerator, denominator, value: numerator / denominator, interval: wilson(numerator, denominator) };
}
