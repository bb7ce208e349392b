import type { Signal } from "../signals/signal.ts";
import type { Instant } from "../time.ts";

/** The library of gaps that a drill can be about. */
export const DRILL_GAPS = [
	"pricing-objection",
	"competitor-displacement",
	"competitor-unselling",
	"incumbent-vendor",
	"missing-follow-up",
	"buying-signal",
	"next-step",
] as const;
export type DrillGap = (typeof DRILL_GAPS)[number];

/** By which of the four behaviours the attempts at a gap are compared. */
export const SIGNAL_OF_GAP: { readonly [G in DrillGap]: Signal } = {
	"pricing-objection": "objection-acknowledgment",
	"competitor-displacement": "discovery-density",
	"competitor-unselling": "value-framing",
	"incumbent-vendor": "objection-acknowledgment",
	"missing-follow-up": "discovery-density",
	"buying-signal": "close-attempts",
	"next-step": "close-attempts",
};

/** A line of a conversation: the ordinal of its utterance, and the label that stands there, where there is one. */
export type EvidenceLine = { readonly utterance: number; readonly label: number | null };

/** What one scored conversation says of one gap: how often its moment came up, and how often its label was the wanted one. */
export type Occurrence = {
	readonly gap: DrillGap;
	/** At least 1. */
	readonly occurred: number;
	readonly wanted: number;
	/** The first line where it was not; the first of all where it always was. */
	readonly line: EvidenceLine;
	/** The single moment of the scorecard is this one, and `line` its line. */
	readonly isMoment: boolean;
};

export const DRILL_STATES = ["assigned", "practising", "watching", "live-practice", "closed", "withdrawn"] as const;
/**
 * `assigned` until the first attempt of an angle, `practising` up to the end of its schedule; then the next real calls are
 * watched, and where the moment does not come up in them it is practised once more, live. A drill that goes on from the
 * other angle is assigned again.
 */
export type DrillState = (typeof DRILL_STATES)[number];

export const DRILL_OUTCOMES = ["changed", "live-coaching", "not-practised", "not-seen"] as const;
/** How a closed drill ended. `not-seen`: the moment came up neither in calls nor in practice. */
export type DrillOutcome = (typeof DRILL_OUTCOMES)[number];

/** The angle from which the customer raises the moment: openly, then sideways. */
export type DrillAngle = 1 | 2;

export type DrillRungDo = "session" | "schedule-ends" | "watch-ends" | "live-practice-ends";
type DrillRung = { readonly at: Instant; readonly do: DrillRungDo };

/** An open drill as the workflow carries it: its name and when it is looked at. */
export type OpenDrill = {
	/** Unique in the cycle: `drill:01`. */
	readonly name: string;
	readonly rungs: readonly DrillRung[];
	/** Index of the next rung. */
	readonly next: number;
};

/** What a step tells the workflow of a drill: the rungs that come from here on, or that it is over. */
export type DrillPlan =
	| { readonly drill: string; readonly open: true; readonly rungs: OpenDrill["rungs"] }
	| { readonly drill: string; readonly open: false };

export function isOpenDrill({ state }: { readonly state: DrillState }): boolean {
	return state !== "closed" && state !== "withdrawn";
}
