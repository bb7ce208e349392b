/** The four behaviours, in the order in which ties of distance are broken (docs/scorecard.md). */
export const SIGNALS = ["objection-acknowledgment", "close-attempts", "value-framing", "discovery-density"] as const;

export type Signal = (typeof SIGNALS)[number];

export type Tier = "low" | "middle" | "target";

/**
 * Bands of one signal. `low` runs from 0 up to but without `middleFrom`; `middle` from there up to and with
 * `targetAbove`; `target` lies above. Close attempts have no middle band: low below `targetFrom`, target from there on.
 */
export type Band =
	| { readonly kind: "three"; readonly middleFrom: number; readonly targetAbove: number }
	| { readonly kind: "two"; readonly targetFrom: number; readonly cap: number };

export type Bands = { readonly [S in Signal]: Band };
