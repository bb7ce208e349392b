import type { Axis, AxisPart } from "../../domain/signals/axes.ts";
import type { Citation } from "../../domain/signals/citation.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Label, Labelling } from "../../domain/signals/label.ts";
import type { MeasuredReading, Reading } from "../../domain/signals/reading.ts";
import { LABELLER_SURE_MIN } from "../../domain/signals/readings.ts";
import type { Scorecard } from "../../domain/signals/scorecard.ts";
import { type Band, type Bands, SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import { wouldHaveCounted } from "../../domain/signals/would-count.ts";
import { reasonInWords } from "./embedded/rules.ts";
import {
	BECAUSE_WORDS,
	lowConfidenceInWords,
	MOMENT_WORDS,
	NEXT_WORDS,
	PART_WORDS,
	RUBRIC_PAGE,
	scorecardReasonInWords,
} from "./words.ts";

type Rendered = {
	readonly conversation: Conversation;
	readonly labelling: Labelling;
	readonly scorecard: Scorecard;
	readonly bands: Bands;
};

/** A scorecard as text: what to know and to do first, then every line behind the numbers. */
export function renderScorecard({ conversation, labelling, scorecard, bands }: Rendered): string {
	const lines = new Lines(conversation, labelling);
	const sections = [
		SIGNALS.flatMap((signal) => readingLines(scorecard.readings[signal], bands[signal])),
		scorecard.flags.includes("over-asking") ? ["Over-asking: more asks than the cap are no better than the cap."] : [],
		momentLines(scorecard, lines),
		behaviourLines(scorecard, lines),
		nextActionLines(scorecard, lines),
		[
			"Axes (words and turn-taking only)",
			...axisLines("Competence", scorecard.axes.competence),
			...axisLines("Warmth", scorecard.axes.warmth),
		],
		[
			"Summary",
			...scorecard.summary.flatMap(({ reason, cites }) => [
				`  ${scorecardReasonInWords(reason)}`,
				...(cites === null ? [] : [`    ${lines.quote(cites)}`]),
			]),
		],
		gamingLines(scorecard, lines),
		headed(
			"Low confidence",
			scorecard.lowConfidence.map((each) => `  ${lowConfidenceInWords(each)}`),
		),
		["Lines", ...SIGNALS.flatMap((signal) => evidenceLines(scorecard.readings[signal], lines))],
		nearMissLines(scorecard, lines),
		footer(scorecard),
	];
	return `${sections
		.filter((section) => section.length > 0)
		.map((section) => section.join("\n"))
		.join("\n\n")}\n`;
}

export const TITLES: { readonly [S in Signal]: string } = {
	"discovery-density": "Discovery density",
	"objection-acknowledgment": "Objection acknowledgment",
	"value-framing": "Value framing",
	"close-attempts": "Close attempts",
};

function headed(title: string, lines: readonly string[]): readonly string[] {
	return lines.length === 0 ? [] : [title, ...lines];
}

function readingLines(reading: Reading, band: Band): readonly string[] {
	const title = TITLES[reading.signal];
	if (reading.status === "not-applicable") return [`${title}: not applicable, ${BECAUSE_WORDS[reading.because]}`];
	const { low, high } = reading.interval;
	return [
		`${title}: ${valueInWords(reading)} · ${reading.tier} (${bandInWords(band, reading.signal)})`,
		`  ${basisInWords(reading)}; 95 % interval ${rounded(low, reading)} to ${rounded(high, reading)}`,
		...(reading.lowConfidence === null ? [] : [`  low confidence: ${BECAUSE_WORDS[reading.lowConfidence]}`]),
	];
}

function valueInWords(reading: MeasuredReading): string {
	const value = rounded(reading.value, reading);
	if (reading.unit === "per-minute") return `${value} questions per minute of rep talk`;
	return reading.unit === "share" ? `${value} (${reading.numerator} of ${reading.denominator})` : value;
}

function rounded(value: number, { unit }: MeasuredReading): string {
	if (unit === "share") return `${Math.round(value * 100)} %`;
	return unit === "per-minute" ? value.toFixed(2) : String(Math.round(value * 10) / 10);
}

function basisInWords(reading: MeasuredReading): string {
	const sure =
		reading.confidence === null ? "" : `, the labeller is ${Math.round(reading.confidence * 100)} % sure of them`;
	if (reading.unit === "share") return `n = ${reading.denominator}${sure}`;
	if (reading.unit === "per-conversation") return `n = ${reading.numerator} in one conversation`;
	const basis = reading.basis === "clock" ? "by the clock" : "estimated from the words, since the file has no times";
	return `n = ${reading.numerator} in ${reading.denominator.toFixed(1)} minutes of rep talk in the first half, ${basis}`;
}

function bandInWords(band: Band, signal: Signal): string {
	if (band.kind === "two") return `target: ${band.targetFrom} to ${band.cap}`;
	const show = (value: number) => (signal === "discovery-density" ? String(value) : `${Math.round(value * 100)} %`);
	return `low below ${show(band.middleFrom)}, target above ${show(band.targetAbove)}`;
}

function momentLines({ moment }: Scorecard, lines: Lines): readonly string[] {
	const words = scorecardReasonInWords(moment.reason);
	if (moment.status === "none") return ["The moment that most changed the outcome", `  ${words}`];
	return [
		`The moment that most changed the outcome: ${MOMENT_WORDS[moment.kind]}`,
		`  ${lines.citation(moment.cites)}`,
		`  ${lines.citation(moment.answer)}`,
		`  ${words}`,
	];
}

function behaviourLines({ behaviours }: Scorecard, lines: Lines): readonly string[] {
	return [
		"Three behaviours",
		...behaviours.flatMap(({ rank, signal, reason, cites, need, wouldHaveCounted: instead }) => [
			`  ${rank}. ${TITLES[signal]}: ${scorecardReasonInWords(reason)}`,
			...(cites === null ? [] : [`     ${lines.citation(cites)}`]),
			...(need === null ? [] : [`     A need named before: ${lines.citation(need)}`]),
			...(instead === null ? [] : [`     What would have counted: ${scorecardReasonInWords(instead)}`]),
		]),
	];
}

function nextActionLines({ nextAction }: Scorecard, lines: Lines): readonly string[] {
	const { code, params } = nextAction.reason;
	// The other actions already say why.
	const because = code === "next.ask-open" ? BECAUSES.get(String(params.because)) : undefined;
	const { cites } = nextAction;
	return [
		"Next action",
		`  ${TITLES[nextAction.signal]}: ${NEXT_WORDS[code] ?? code}${because === undefined ? "" : ` (${because})`}.`,
		...(cites === null ? [] : [`  ${lines.citation(cites)}`]),
	];
}

const BECAUSES: ReadonlyMap<string, string> = new Map(Object.entries(BECAUSE_WORDS));

function axisLines(title: string, { value, lowConfidence, parts }: Axis): readonly string[] {
	const unsure = lowConfidence ? ", low confidence" : "";
	const head = value === null ? `  ${title}: nothing to measure` : `  ${title}: ${Math.round(value)} of 100${unsure}`;
	return [head, ...parts.map((part) => `    ${PART_WORDS[part.part]}: ${partInWords(part)}`)];
}

function partInWords(part: AxisPart): string {
	if (part.status === "not-applicable") return `not applicable, ${BECAUSE_WORDS[part.because]}`;
	const { numerator, denominator } = part;
	const value = `${Math.round(part.value * 100)}`;
	switch (part.part) {
		case "pace-match":
			return `${value} (rep ${Math.round(numerator)}, customer ${Math.round(denominator)} words per minute)`;
		case "listening-cues":
			return `${value} (${numerator} rep turns with a cue, ${denominator} customer turns)`;
		case "acknowledgment":
		case "empathy":
			return `${value} (${numerator} of ${denominator})`;
		default:
			return value;
	}
}

function gamingLines({ gaming }: Scorecard, lines: Lines): readonly string[] {
	return headed(
		"For the rep first: what does not count",
		gaming.flatMap(({ reason, lines: cited, wouldHaveCounted: instead }) => [
			`  ${scorecardReasonInWords(reason)}${instead === null ? "" : ` ${scorecardReasonInWords(instead)}`}`,
			...cited.map((cites) => `    ${lines.citation(cites)}`),
		]),
	);
}

function evidenceLines(reading: Reading, lines: Lines): readonly string[] {
	return headed(`  ${TITLES[reading.signal]}`, [
		...reading.counted.flatMap((id) => [`    + ${lines.label(id)}`, ...lines.support(id)]),
		...reading.notCounted.flatMap(({ label, because }) => {
			const instead = wouldHaveCounted(because);
			return [
				`    - ${lines.label(label)}`,
				`        ${BECAUSE_WORDS[because]}${instead === null ? "" : `. What would have counted: ${scorecardReasonInWords(instead)}`}`,
			];
		}),
	]);
}

function nearMissLines({ nearMisses }: Scorecard, lines: Lines): readonly string[] {
	return headed(
		"Close, but not counted",
		nearMisses.flatMap(({ because, cites }) => {
			const instead = wouldHaveCounted(because);
			return [
				`  - ${lines.citation(cites)}`,
				`      ${BECAUSE_WORDS[because]}${instead === null ? "" : `. What would have counted: ${scorecardReasonInWords(instead)}`}`,
			];
		}),
	);
}

function footer({ repTurns, repWords, labeller, labellerVersion, rubricVersion, validatedOn, alsoIn }: Scorecard) {
	const validated =
		validatedOn.length === 0
			? "The labels are not validated: no human-labelled data of this kind stand behind them."
			: `The labels were measured on ${validatedOn.join(", ")}.`;
	return [
		`${repTurns} rep turns, ${repWords} rep words. Labels: ${labeller} ${labellerVersion}, rubric ${rubricVersion}.`,
		validated,
		...(alsoIn.length === 0 ? [] : [`Mixed languages: also in ${alsoIn.join(", ")}, where lines may be missed.`]),
		`What counts and what does not: ${RUBRIC_PAGE}`,
	];
}

const QUOTED_MAX = 160;

/** Puts labels into lines: when, who, and the words themselves. */
class Lines {
	readonly #conversation: Conversation;
	readonly #labels: readonly Label[];

	constructor(conversation: Conversation, labelling: Labelling) {
		this.#conversation = conversation;
		this.#labels = labelling.labels;
	}

	label(id: number): string {
		const label = this.#labels[id];
		if (label === undefined) return `label ${id}`;
		const { utterance, start, end, confidence } = label;
		const sure = confidence < LABELLER_SURE_MIN ? " · not sure" : "";
		return `${this.citation({ utterance, start, end })} · ${reasonInWords(label)}${sure}`;
	}

	/** What makes a label count that lies on another line: where it was said back, which need it is tied to. */
	support(id: number): string[] {
		const label = this.#labels[id];
		if (label?.kind === "objection") {
			const said = this.#labels.find((other) => other.kind === "restatement" && other.objection === id);
			return said === undefined ? [] : [`        said back ${this.citation(said)}`];
		}
		if (label?.kind === "claim" && label.need !== null) {
			const need = this.#labels[label.need];
			return need === undefined ? [] : [`        for the need ${this.citation(need)}`];
		}
		return [];
	}

	/** Where, when, who, and the words. */
	citation(cites: Omit<Citation, "label">): string {
		const utterance = this.#conversation.utterances.find(({ ordinal }) => ordinal === cites.utterance);
		if (utterance === undefined) return `#${cites.utterance + 1}`;
		return `${this.#place(cites.utterance)} ${utterance.speaker || utterance.role}: ${this.#words(cites)}`;
	}

	/** Without the speaker: the sentence above says who it was. */
	quote(cites: Citation): string {
		return `${this.#place(cites.utterance)} ${this.#words(cites)}`;
	}

	#place(ordinal: number): string {
		const utterance = this.#conversation.utterances.find((each) => each.ordinal === ordinal);
		const startMs = utterance?.startMs ?? null;
		return `[#${ordinal + 1}${startMs === null ? "" : ` ${clock(startMs)}`}]`;
	}

	#words({ utterance: ordinal, start, end }: Omit<Citation, "label">): string {
		const text = this.#conversation.utterances.find((each) => each.ordinal === ordinal)?.text ?? "";
		const words = text.slice(start, end);
		if (words.length > QUOTED_MAX) return `“${words.slice(0, QUOTED_MAX).trimEnd()} …”`;
		// A quote that ends where the utterance goes on without a sentence's end was cut.
		return /[\p{L}\p{N},]$/u.test(words) && end < text.trimEnd().length ? `“${words} …”` : `“${words}”`;
	}
}

function clock(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	const minutes = Math.floor(seconds / 60);
	const two = (value: number) => String(value).padStart(2, "0");
	return minutes < 60
		? `${minutes}:${two(seconds % 60)}`
		: `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
