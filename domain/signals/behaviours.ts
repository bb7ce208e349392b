import type { Reason } from "../cycle/reason.ts";
import type { Citation } from "./citation.ts";
import { farthestFirst, type Gap, type GapKind, gapsOf, goodLinesOf } from "./gaps.ts";
import type { NearMiss } from "./label.ts";
import type { MeasuredReading, NotApplicableBecause, Readings } from "./reading.ts";
import { type Bands, SIGNALS, type Signal } from "./signal.ts";
import { citationOf, type Talk } from "./talk.ts";
import { targetOf } from "./tiers.ts";
import { type MissedBecause, wouldHaveCounted } from "./would-count.ts";

/** One of the three things that the rep does in this conversation and is to change, or to keep. */
type Behaviour = {
	/** 1 is the one that matters most. */
	readonly rank: 1 | 2 | 3;
	readonly kind: "gap" | "over-asking" | "keep" | "not-shown";
	readonly signal: Signal;
	/** `behaviour.` and a kind of gap, `.over-asking`, `.keep` or `.not-shown`; params as those of the next action. */
	readonly reason: Reason;
	/** The line that shows it; for something not said, the customer's line that it should have followed. */
	readonly cites: Citation | null;
	/** The need that an untied claim could have been tied to. */
	readonly need: Citation | null;
	readonly wouldHaveCounted: Reason | null;
};

type Unranked = Omit<Behaviour, "rank">;

/** Every signal gives at least one, so there are always three. */
export type Behaviours = readonly [Behaviour, Behaviour, Behaviour];

/**
 * Exactly three, in this order until there are three: the first gap of each signal outside target, farthest first, low
 * confidence last, ties in the order of SIGNALS; over-asking; a second gap of those signals, again the farthest first;
 * what to keep, one line of each signal in target; further gaps, then further lines to keep; signals that the
 * conversation did not show.
 */
export function behavioursOf(
	talk: Talk,
	nearMisses: readonly NearMiss[],
	readings: Readings,
	isOverAsking: boolean,
	bands: Bands,
): Behaviours {
	const ordered = farthestFirst(readings, bands);
	const gaps = ordered
		.filter(({ tier }) => tier !== "target")
		.map((reading) => gapsOf(reading, talk, nearMisses).map((gap) => ofGap(reading, gap, bands)));
	const kept = ordered
		.filter(({ tier, signal }) => tier === "target" && !(isOverAsking && signal === "close-attempts"))
		.map((reading) => keeps(reading, talk, bands));
	const notShown = SIGNALS.flatMap((signal) => {
		const reading = readings[signal];
		return reading.status === "measured" ? [] : [ofNotShown(signal, reading.because)];
	});
	const [first, second, third] = firstThree([
		...gaps.flatMap((lines) => lines.slice(0, 1)),
		...(isOverAsking ? overAsking(readings, talk, bands) : []),
		...gaps.flatMap((lines) => lines.slice(1, 2)),
		...kept.flatMap((lines) => lines.slice(0, 1)),
		...gaps.flatMap((lines) => lines.slice(2)),
		...kept.flatMap((lines) => lines.slice(1)),
		...notShown,
	]);
	return [
		{ rank: 1, ...first },
		{ rank: 2, ...second },
		{ rank: 3, ...third },
	];
}

function firstThree([first, second, third]: readonly Unranked[]): readonly [Unranked, Unranked, Unranked] {
	if (first === undefined || second === undefined || third === undefined) {
		throw new Error("each of the four signals gives a gap, something to keep, or that it was not shown");
	}
	return [first, second, third];
}

const GAPS: { readonly [K in GapKind]: string } = {
	"ask-open": "behaviour.ask-open",
	"follow-need": "behaviour.follow-need",
	"ask-more": "behaviour.ask-more",
	"ask-first": "behaviour.ask-first",
	"restate-objection": "behaviour.restate-objection",
	"tie-claim": "behaviour.tie-claim",
	"ask-next-step": "behaviour.ask-next-step",
	"ask-second-step": "behaviour.ask-second-step",
};

function ofGap(reading: MeasuredReading, gap: Gap, bands: Bands): Unranked {
	const { cites, need } = gap;
	return {
		kind: "gap",
		signal: reading.signal,
		reason: reasonOf(GAPS[gap.kind], reading, gap.because, bands),
		cites,
		need,
		wouldHaveCounted: gap.wouldHaveCounted,
	};
}

/** The first ask beyond those that count. */
function overAsking(readings: Readings, talk: Talk, bands: Bands): readonly Unranked[] {
	const reading = readings["close-attempts"];
	const band = bands["close-attempts"];
	if (reading.status !== "measured") return [];
	const asks = talk.labels.filter(({ label }) => reading.counted.includes(label.id));
	const tooMany = band.kind === "two" ? asks[band.cap] : undefined;
	return [
		{
			kind: "over-asking",
			signal: reading.signal,
			reason: reasonOf("behaviour.over-asking", reading, "over-four", bands),
			cites: tooMany === undefined ? null : citationOf(talk, tooMany.label),
			need: null,
			wouldHaveCounted: wouldHaveCounted("over-four"),
		},
	];
}

/** The lines that bring a signal into its target, in the order of the conversation; never empty. */
function keeps(reading: MeasuredReading, talk: Talk, bands: Bands): readonly Unranked[] {
	const keep = (cites: Citation | null): Unranked => ({
		kind: "keep",
		signal: reading.signal,
		reason: reasonOf("behaviour.keep", reading, null, bands),
		cites,
		need: null,
		wouldHaveCounted: null,
	});
	const lines = goodLinesOf(reading, talk);
	return lines.length === 0 ? [keep(null)] : lines.map(keep);
}

function ofNotShown(signal: Signal, because: NotApplicableBecause): Unranked {
	return {
		kind: "not-shown",
		signal,
		reason: { code: "behaviour.not-shown", params: { signal, because } },
		cites: null,
		need: null,
		wouldHaveCounted: null,
	};
}

function reasonOf(code: string, reading: MeasuredReading, because: MissedBecause | null, bands: Bands): Reason {
	const { signal, value, lowConfidence } = reading;
	return { code, params: { signal, value, target: targetOf(bands[signal]), lowConfidence, because } };
}
