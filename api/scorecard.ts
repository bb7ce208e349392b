import type { AxisPart } from "../domain/signals/axes.ts";
import type { Citation } from "../domain/signals/citation.ts";
import type { Conversation } from "../domain/signals/conversation.ts";
import type { Label } from "../domain/signals/label.ts";
import type { Reading } from "../domain/signals/reading.ts";
import type { Scorecard } from "../domain/signals/scorecard.ts";
import { wouldHaveCounted } from "../domain/signals/would-count.ts";
import type { ScorecardView } from "../services/records/types.ts";
import { reasonInWords } from "../services/scoring/embedded/rules.ts";
import { lowConfidenceInWords, RUBRIC_PAGE } from "../services/scoring/words.ts";
import { codeWords, wordsOf } from "./words/en.ts";

/** The policy version whose bands were used, once the records give it. */
type Shown = ScorecardView & { readonly policyVersionId?: string | null };

/**
 * A scorecard as people read it: every label that counts, or does not, with its line word for word. What looks like
 * playing to the numbers is for the rep alone, so that they can change it before anybody else makes something of it.
 */
export function shownScorecard(view: Shown, readerId: string) {
	const { conversation, ordinal, scorecard, labelling, transcript } = view;
	const quoter = quoterOf(transcript, labelling.labels);
	const { rubricVersion, labeller, labellerVersion, repTurns, repWords, missing, flags, axes, moment } = scorecard;
	const { signal, reason, cites } = scorecard.nextAction;
	const shownReading = (reading: Reading) => readingOf(reading, quoter, view.disputes);
	const shownPart = (part: AxisPart) => partOf(part, quoter);
	return {
		conversation,
		ordinal,
		rubric: RUBRIC_PAGE,
		rubricVersion,
		labeller,
		labellerVersion,
		policyVersionId: view.policyVersionId ?? null,
		validated: scorecard.validatedOn.length > 0,
		validatedOn: scorecard.validatedOn,
		mixedWith: scorecard.alsoIn,
		fullMeasurement: missing.length === 0,
		missing: missing.map((gap) => ({ ...gap, words: codeWords(gap.because) })),
		lowConfidence: scorecard.lowConfidence.map((each) => ({ ...each, words: lowConfidenceInWords(each) })),
		repTurns,
		repWords,
		readings: {
			"discovery-density": shownReading(scorecard.readings["discovery-density"]),
			"objection-acknowledgment": shownReading(scorecard.readings["objection-acknowledgment"]),
			"value-framing": shownReading(scorecard.readings["value-framing"]),
			"close-attempts": shownReading(scorecard.readings["close-attempts"]),
		},
		discoveryOnWords: shownReading(scorecard.discoveryOnWords),
		flags,
		moment: momentOf(moment, quoter),
		behaviours: scorecard.behaviours.map((behaviour) => ({
			rank: behaviour.rank,
			kind: behaviour.kind,
			signal: behaviour.signal,
			reason: behaviour.reason,
			words: wordsOf(behaviour.reason),
			cites: quoter.orNull(behaviour.cites),
			need: quoter.orNull(behaviour.need),
			wouldHaveCounted: behaviour.wouldHaveCounted && wordsOf(behaviour.wouldHaveCounted),
		})),
		nextAction: { signal, reason, words: wordsOf(reason), cites: quoter.orNull(cites) },
		axes: {
			competence: { ...axes.competence, parts: axes.competence.parts.map(shownPart) },
			warmth: { ...axes.warmth, parts: axes.warmth.parts.map(shownPart) },
		},
		summary: scorecard.summary.map((sentence) => ({
			about: sentence.about,
			reason: sentence.reason,
			words: wordsOf(sentence.reason),
			cites: quoter.orNull(sentence.cites),
		})),
		nearMisses: scorecard.nearMisses.map(({ kind, because, cites: line }) => ({
			kind,
			because,
			words: codeWords(because),
			wouldHaveCounted: insteadOf(because),
			cites: quoter.line(line),
		})),
		gaming: readerId === conversation.repId ? scorecard.gaming.map((each) => gamingOf(each, quoter)) : null,
		purpose: "coaching" as const,
	};
}

type Quoter = ReturnType<typeof quoterOf>;

function readingOf(reading: Reading, quoter: Quoter, disputes: Shown["disputes"]) {
	const { counted, outOf, notCounted } = reading;
	const lines = {
		signal: reading.signal,
		disputed: standingOf(disputes.findLast(({ signal }) => signal === reading.signal)),
		counted: counted.map(quoter.label),
		outOf: outOf.map(quoter.label),
		notCounted: notCounted.map(({ label, because }) => ({
			...quoter.label(label),
			because,
			words: codeWords(because),
			wouldHaveCounted: insteadOf(because),
		})),
	};
	switch (reading.status) {
		case "measured": {
			const { status, numerator, denominator, unit, basis, value, interval, tier, confidence, lowConfidence } = reading;
			return {
				...lines,
				status,
				numerator,
				denominator,
				unit,
				basis,
				value,
				interval,
				tier,
				confidence,
				lowConfidence,
			};
		}
		case "not-applicable":
			return { ...lines, status: reading.status, because: reading.because, words: codeWords(reading.because) };
	}
}

function standingOf(dispute: Shown["disputes"][number] | undefined): "open" | "upheld" | null {
	return dispute?.state === "open" || dispute?.state === "upheld" ? dispute.state : null;
}

function partOf(part: AxisPart, quoter: Quoter) {
	switch (part.status) {
		case "measured":
			return { ...part, counted: part.counted.map(quoter.label), outOf: part.outOf.map(quoter.label) };
		case "not-applicable":
			return { ...part, words: codeWords(part.because) };
	}
}

function momentOf(moment: Scorecard["moment"], quoter: Quoter) {
	const words = wordsOf(moment.reason);
	switch (moment.status) {
		case "found": {
			const { status, kind, severity, startMs, reason, cites, answer } = moment;
			return { status, kind, severity, startMs, reason, words, cites: quoter.line(cites), answer: quoter.line(answer) };
		}
		case "none":
			return { status: moment.status, reason: moment.reason, words };
	}
}

function gamingOf({ kind, reason, lines, wouldHaveCounted: instead }: Scorecard["gaming"][number], quoter: Quoter) {
	const words = wordsOf(reason);
	return { kind, reason, words, lines: lines.map(quoter.line), wouldHaveCounted: instead && wordsOf(instead) };
}

function insteadOf(because: Parameters<typeof wouldHaveCounted>[0]): string | null {
	const instead = wouldHaveCounted(because);
	return instead && wordsOf(instead);
}

function quoterOf(transcript: Conversation, labels: readonly Label[]) {
	const line = ({ utterance: ordinal, label: labelId, start, end }: Citation) => {
		const utterance = transcript.utterances[ordinal];
		if (utterance === undefined) throw new Error(`utterance ${ordinal} of the scorecard is not in its transcript`);
		const label = labelId === null ? undefined : labels[labelId];
		if (labelId !== null && label === undefined) throw new Error(noLabel(labelId));
		const { role, startMs, text } = utterance;
		return {
			label: labelId,
			rule: label?.rule ?? null,
			reason: label === undefined ? null : reasonInWords(label),
			confidence: label?.confidence ?? null,
			utterance: utterance.ordinal,
			role,
			startMs,
			quote: text.slice(start, end),
		};
	};
	return {
		line,
		orNull: (cites: Citation | null) => cites && line(cites),
		/** The whole of what a label marks. */
		label: (labelId: number) => {
			const label = labels[labelId];
			if (label === undefined) throw new Error(noLabel(labelId));
			return line({ utterance: label.utterance, label: labelId, start: label.start, end: label.end });
		},
	};
}

function noLabel(labelId: number): string {
	return `label ${labelId} of the scorecard is not in its labelling`;
}
