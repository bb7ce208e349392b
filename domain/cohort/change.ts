import { addDays } from "../calendar.ts";
import { normalisedPauses, type Pause } from "../cycle/active-days.ts";
import type { CycleChange } from "../cycle/facts.ts";
import type { Reason } from "../cycle/reason.ts";
import { type Fault, failed, ok, type Result } from "../fault.ts";
import type { LocalDate } from "../time.ts";

/** What people may ask of a whole cohort. Dates are each rep's own. */
export type CohortChange =
	/** `until` is the first active day again, null where nobody knows. */
	| { readonly do: "pause"; readonly from: LocalDate; readonly until: LocalDate | null }
	| { readonly do: "resume"; readonly on: LocalDate }
	| { readonly do: "stop" };

export type CohortState = "launching" | "running" | "stopped" | "ended";

/** What a change makes of the cohort itself; its cycles are told afterwards, each by an act of its own. */
export type CohortChanged = {
	readonly state: CohortState;
	readonly pauses: readonly Pause[];
	/** First day of the pause that is ended: cycles that stand still since then go on. */
	readonly pausedSince: LocalDate | null;
	readonly rule: string;
	readonly reason: Reason;
};

/**
 * Decides what is asked of a cohort. A fault names the field of the change.
 *
 * @param today By the clock of whoever asks: a day more or less is left to the cycles, which decide by their reps' dates.
 */
export function decideCohortChange(
	cohort: { readonly state: CohortState; readonly pauses: readonly Pause[] },
	change: CohortChange,
	today: LocalDate,
	backDaysMax: number,
): Result<CohortChanged, Fault> {
	switch (change.do) {
		case "stop":
			return ok({
				state: "stopped",
				pauses: cohort.pauses,
				pausedSince: null,
				rule: "cohort.stopped-by-a-person",
				reason: { code: "cohort.stopped", params: {} },
			});
		case "pause": {
			const { from, until } = change;
			if (until !== null && until <= from) {
				return failed({ field: "/change/until", expected: `a date after ${from}, or null`, came: until });
			}
			const earliest = addDays(today, -backDaysMax);
			if (from < earliest) {
				return failed({ field: "/change/from", expected: `a date from ${earliest} on`, came: from });
			}
			return ok({
				state: cohort.state,
				pauses: normalisedPauses([...cohort.pauses, { from, to: until }]),
				pausedSince: null,
				rule: "cohort.paused-by-a-person",
				reason: { code: "cohort.paused", params: { from, until: until ?? "open" } },
			});
		}
		case "resume": {
			const { on } = change;
			const held = cohort.pauses.find(({ to }) => to === null || to > today);
			if (held === undefined) {
				return failed({ field: "/change/do", expected: "resume only of a cohort that is paused", came: "resume" });
			}
			if (held.to !== null && on > held.to) {
				return failed({ field: "/change/on", expected: `a date up to ${held.to}, where the pause ends`, came: on });
			}
			return ok({
				state: cohort.state,
				pauses: normalisedPauses(cohort.pauses.map((pause) => (pause === held ? { ...pause, to: on } : pause))),
				pausedSince: held.from,
				rule: "cohort.resumed-by-a-person",
				reason: { code: "cohort.resumed", params: { on } },
			});
		}
	}
}

/** What one open cycle is asked to do for a change of its cohort; null where there is nothing to ask of it. */
export type AskedOfCycle =
	| { readonly kind: "stop-cycle" }
	| { readonly kind: "change-cycle"; readonly change: CycleChange };

/**
 * A pause that the cycle already has is not told again. The end of a pause is told to those who stand still since it
 * began: whoever was away before, for a reason of their own, stays away.
 */
export function askOfCycle(
	change: CohortChange,
	pausedSince: LocalDate | null,
	pauses: readonly Pause[],
): AskedOfCycle | null {
	switch (change.do) {
		case "stop":
			return { kind: "stop-cycle" };
		case "pause": {
			const { from, until } = change;
			const held = normalisedPauses([...pauses, { from, to: until }]);
			return isSame(held, normalisedPauses(pauses))
				? null
				: { kind: "change-cycle", change: { do: "pause", from, until } };
		}
		case "resume":
			return pauses.some(({ from, to }) => from === pausedSince && (to === null || to > change.on))
				? { kind: "change-cycle", change: { do: "resume", on: change.on } }
				: null;
	}
}

function isSame(a: readonly Pause[], b: readonly Pause[]): boolean {
	return a.length === b.length && a.every((pause, at) => pause.from === b[at]?.from && pause.to === b[at]?.to);
}
