import type { Axes } from "./axes.ts";
import { isMomentUnsure } from "./moment.ts";
import type { LowConfidenceBecause, Readings } from "./reading.ts";
import { SIGNALS, type Signal } from "./signal.ts";
import type { Talk } from "./talk.ts";

/** What rests on too little, why, and what it is therefore left out of. It is shown all the same. */
export type LowConfidence = {
	readonly of: Signal | "competence" | "warmth" | "moment" | "summary";
	readonly because: LowConfidenceBecause | "timed-talk-under-30-seconds";
	/** Pooled sums keep it. */
	readonly leftOutOf: readonly ("trend" | "verdict" | "moment" | "summary")[];
};

/**
 * Readings of low confidence stay in pooled sums, and out of trends and of verdicts on a single call; among behaviours
 * and the next action they come last. An axis is no verdict, so a part of low confidence only marks it. Where it is not
 * known who said what there is no moment; where unsure labels would have changed it, that is said.
 */
export function lowConfidenceOf(
	talk: Talk,
	readings: Readings,
	axes: Axes,
	speakersUnknown: boolean,
): readonly LowConfidence[] {
	const ofSignals = SIGNALS.flatMap((signal): LowConfidence[] => {
		const reading = readings[signal];
		if (reading.status === "not-applicable" || reading.lowConfidence === null) return [];
		return [{ of: signal, because: reading.lowConfidence, leftOutOf: ["trend", "verdict"] }];
	});
	const ofAxes = (["competence", "warmth"] as const).flatMap((axis) => {
		const reasons = axes[axis].parts.flatMap((part) =>
			part.status === "measured" && part.lowConfidence !== null ? [part.lowConfidence] : [],
		);
		return [...new Set(reasons)].map((because): LowConfidence => ({ of: axis, because, leftOutOf: [] }));
	});
	const unsure = !speakersUnknown && isMomentUnsure(talk, readings);
	return [
		...ofSignals,
		...ofAxes,
		...(speakersUnknown
			? [
					{ of: "moment", because: "speakers-unknown", leftOutOf: ["moment"] } as const,
					{ of: "summary", because: "speakers-unknown", leftOutOf: ["summary"] } as const,
				]
			: unsure
				? [{ of: "moment", because: "labeller-unsure", leftOutOf: ["moment"] } as const]
				: []),
	];
}
