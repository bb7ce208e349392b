import { SIGNALS, type Signal, type Tier } from "../signals/signal.ts";
import { tierRank } from "../signals/tiers.ts";
import type { PoolFacts } from "./facts.ts";

/** Where the rep believed to stand before the baseline closed. */
export type TierGuess = { readonly [S in Exclude<Signal, "close-attempts">]: Tier } & {
	/** This signal has no middle tier. */
	readonly "close-attempts": Exclude<Tier, "middle">;
};

/** A guessed tier against the one that was measured: right, better than it was, worse, or of a signal not shown. */
type Against = {
	readonly guessed: Tier;
	readonly measured: Tier | null;
	readonly verdict: "right" | "too-high" | "too-low" | "not-shown";
};

type AgainstGuess = {
	readonly signals: { readonly [S in Signal]: Against };
	/** Signals guessed right, of those that the baseline showed. */
	readonly right: number;
	readonly of: number;
};

/** The baseline against the rep's own guess; null where there is none. */
export function againstGuess(pools: PoolFacts, guess: TierGuess | null): AgainstGuess | null {
	if (guess === null) return null;
	const of = (signal: Signal): Against => {
		const guessed = guess[signal];
		const pool = pools[signal];
		if (!pool.shown) return { guessed, measured: null, verdict: "not-shown" };
		const above = tierRank(guessed) - tierRank(pool.tier);
		return { guessed, measured: pool.tier, verdict: above === 0 ? "right" : above > 0 ? "too-high" : "too-low" };
	};
	const signals = {
		"objection-acknowledgment": of("objection-acknowledgment"),
		"close-attempts": of("close-attempts"),
		"value-framing": of("value-framing"),
		"discovery-density": of("discovery-density"),
	};
	const verdicts = SIGNALS.map((signal) => signals[signal].verdict);
	return {
		signals,
		right: verdicts.filter((verdict) => verdict === "right").length,
		of: verdicts.filter((verdict) => verdict !== "not-shown").length,
	};
}
