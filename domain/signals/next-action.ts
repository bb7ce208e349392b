import type { Reason } from "../cycle/reason.ts";
import type { Citation } from "./citation.ts";
import { farthestFirst, type Gap, type GapKind, gapsOf, goodLinesOf } from "./gaps.ts";
import type { NearMiss } from "./label.ts";
import type { MeasuredReading, Readings } from "./reading.ts";
import type { Bands, Signal } from "./signal.ts";
import type { Talk } from "./talk.ts";
import { targetOf } from "./tiers.ts";

/** The one thing to do differently next time, or to keep. */
export type NextAction = {
	readonly signal: Signal;
	/**
	 * Codes: `next.` and a kind of gap, `next.keep`, `next.nothing-measured`. Params: `value` and `target` of the signal,
	 * `lowConfidence`, and `because` where a line did not count or nothing was measured.
	 */
	readonly reason: Reason;
	/** The line that it rests on. */
	readonly cites: Citation | null;
};

/**
 * Exactly one action: for the measured signal farthest from target, readings of low confidence last; when none is
 * outside target, what to keep; when none is measured, what was missing.
 */
export function nextActionOf(
	talk: Talk,
	nearMisses: readonly NearMiss[],
	readings: Readings,
	bands: Bands,
): NextAction {
	const ordered = farthestFirst(readings, bands);
	const outside = ordered.find(({ tier }) => tier !== "target");
	if (outside !== undefined) {
		const [gap] = gapsOf(outside, talk, nearMisses);
		return closeGap(outside, gap, bands);
	}
	const [best] = ordered;
	return best === undefined ? nothingMeasured(readings) : keep(best, talk, bands);
}

const NEXT: { readonly [K in GapKind]: string } = {
	"ask-open": "next.ask-open",
	"follow-need": "next.follow-need",
	"ask-more": "next.ask-more",
	"ask-first": "next.ask-first",
	"restate-objection": "next.restate-objection",
	"tie-claim": "next.tie-claim",
	"ask-next-step": "next.ask-next-step",
	"ask-second-step": "next.ask-second-step",
};

function closeGap(reading: MeasuredReading, gap: Gap, bands: Bands): NextAction {
	return {
		signal: reading.signal,
		reason: reasonOf(NEXT[gap.kind], reading, bands, gap.because),
		cites: gap.cites,
	};
}

function keep(reading: MeasuredReading, talk: Talk, bands: Bands): NextAction {
	const [shows] = goodLinesOf(reading, talk);
	return { signal: reading.signal, reason: reasonOf("next.keep", reading, bands, null), cites: shows ?? null };
}

/** Close attempts are measured in every conversation in which the rep speaks, so their reason says what was missing. */
function nothingMeasured(readings: Readings): NextAction {
	const reading = readings["close-attempts"];
	const because = reading.status === "not-applicable" ? reading.because : null;
	return {
		signal: reading.signal,
		reason: { code: "next.nothing-measured", params: { value: null, target: null, lowConfidence: null, because } },
		cites: null,
	};
}

function reasonOf(code: string, reading: MeasuredReading, bands: Bands, because: string | null): Reason {
	const target = targetOf(bands[reading.signal]);
	return { code, params: { value: reading.value, target, lowConfidence: reading.lowConfidence, because } };
}
