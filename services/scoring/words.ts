import type { Reason } from "../../domain/cycle/reason.ts";
import type { PartName, PartNotApplicableBecause } from "../../domain/signals/axes.ts";
import type { LowConfidence } from "../../domain/signals/low-confidence.ts";
import type { MomentKind } from "../../domain/signals/moment.ts";
import type { NotApplicableBecause } from "../../domain/signals/reading.ts";
import type { Signal } from "../../domain/signals/signal.ts";
import type { MissedBecause } from "../../domain/signals/would-count.ts";

// The words of a scorecard in English, for the API and the command line alike. The domain gives codes with parameters.

type Params = Reason["params"];
type Template = (params: Params) => string;

/** Where every label is explained with examples; the parts of a scorecard stand in docs/scorecard.md. */
export const RUBRIC_PAGE = "docs/rubric.md";

export const SIGNAL_WORDS: { readonly [S in Signal]: string } = {
	"objection-acknowledgment": "acknowledging objections",
	"close-attempts": "asking for a next step",
	"value-framing": "tying value to needs",
	"discovery-density": "discovery questions",
};

export const PART_WORDS: { readonly [P in PartName]: string } = {
	...SIGNAL_WORDS,
	acknowledgment: "objections said back",
	"listening-cues": "listening cues",
	"pace-match": "pace of the two sides",
	empathy: "difficulties recognised",
};

export const MOMENT_WORDS: { readonly [K in MomentKind]: string } = {
	"talked-past-buying-signal": "talked past a buying signal",
	"weak-objection-response": "weak objection response",
	"competitor-not-explored": "competitor mention not explored",
	"missing-follow-up": "missing follow-up question",
};

type Because = MissedBecause | NotApplicableBecause | PartNotApplicableBecause | LowConfidence["because"];

/** Why a line does not count, why something is not shown or is of low confidence. */
export const BECAUSE_WORDS: { readonly [B in Because]: string } = {
	"wrong-speaker": "said by the other side",
	"not-sure-enough": "possibly one, but the labeller is not sure enough to count it",
	closed: "a closed question",
	leading: "a leading question",
	rhetorical: "a rhetorical question",
	stacked: "asked on top of another question, without waiting for an answer",
	repeated: "asked before",
	"not-discovery": "does not ask about the customer's situation, needs or process",
	"second-half": "asked in the second half of the conversation",
	"no-rep-turn-after": "the rep did not speak after it",
	"not-restated": "the rep did not say it back",
	"answered-first": "the rep answered before saying it back",
	"no-earlier-need": "no need that the customer had named before",
	"own-promise": "the rep's own promise, not an ask",
	"stacked-ask": "the same kind of ask again in one turn",
	"over-four": "more than four asks are no better than four",
	"magic-words": "words of listening, with nothing in them that the customer said",
	"only-understanding": "“I understand” says nothing back",
	"no-concrete-step": "a wish, without an action or a time",
	"not-sure": "close to it, but not clear enough to count",
	"no-rep-talk-in-first-half": "the rep said nothing in the first half",
	"no-objections": "the customer raised no objection that the rep could answer",
	"no-claims": "the rep claimed no benefit",
	"no-rep-talk": "the rep said nothing",
	"no-customer-talk": "the customer said nothing",
	"no-times": "the transcript has no times",
	"no-difficulties": "the customer named no difficulty that the rep could answer",
	"rep-talk-under-30-seconds": "less than 30 seconds of rep talk in the first half",
	"timed-talk-under-30-seconds": "less than 30 seconds of timed talk on one side",
	"speakers-unknown": "it is not known who said what",
	"labeller-unsure": "the labeller is not sure of some lines",
};

const LEFT_OUT_WORDS: { readonly [L in LowConfidence["leftOutOf"][number]]: string } = {
	trend: "the trend",
	verdict: "verdicts on this conversation alone",
	moment: "the moment",
	summary: "the summary",
};

const OF_WORDS: { readonly [O in LowConfidence["of"]]: string } = {
	...SIGNAL_WORDS,
	competence: "competence",
	warmth: "warmth",
	moment: "the moment",
	summary: "the summary",
};

export function lowConfidenceInWords({ of, because, leftOutOf }: LowConfidence): string {
	const leftOut = leftOutOf.map((each) => LEFT_OUT_WORDS[each]).join(" and ");
	return `${sentenceCase(OF_WORDS[of])}: ${BECAUSE_WORDS[because]}${leftOut === "" ? "" : `; left out of ${leftOut}`}.`;
}

const bySignal: ReadonlyMap<string, string> = new Map(Object.entries(SIGNAL_WORDS));
const byBecause: ReadonlyMap<string, string> = new Map(Object.entries(BECAUSE_WORDS));

function signalOf({ signal }: Params): string {
	return bySignal.get(String(signal)) ?? String(signal);
}

function becauseOf({ because }: Params): string {
	return byBecause.get(String(because)) ?? String(because);
}

function sentenceCase(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A sentence, with a doubt where the reading rests on too little. */
const shown = (words: Template): Template => {
	return (p) => `${words(p)}.${typeof p.lowConfidence === "string" ? " There is little to go by." : ""}`;
};

/** The same sentence, or what is known about why the line did not count. */
const missed = (otherwise: string, because: (words: string) => string): Template => {
	return shown((p) => (typeof p.because === "string" ? because(becauseOf(p)) : otherwise));
};

/** How the customer went on, and what it came to. */
function consequence({ after, agreed, asked }: Params): string {
	const drawnBack =
		after === "refused"
			? " The customer then says no or puts it off."
			: after === "shorter"
				? " From here on the customer's turns are a third as long or shorter."
				: after === "silent"
					? " The customer says nothing more."
					: "";
	const ends =
		agreed === true
			? " A next step was agreed all the same."
			: asked === true
				? " No next step was agreed."
				: " No ask for a next step was found.";
	return `${drawnBack}${ends}`;
}

/** Every reason of a scorecard but the next action, by its code. */
export const SCORECARD_REASONS: { readonly [code: string]: Template } = {
	"behaviour.ask-open": missed("This question did not count", (why) => `This question did not count: ${why}`),
	"behaviour.follow-need": shown(() => "No question followed this need"),
	"behaviour.ask-more": shown(() => "There are too few questions like this one in the first half"),
	"behaviour.ask-first": shown(() => "Nothing was asked about what the customer says here"),
	"behaviour.restate-objection": shown((p) =>
		p.because === "answered-first"
			? "This objection was answered first and said back later"
			: `This objection was not said back before the answer${p.because === "only-understanding" ? `; ${becauseOf(p)}` : ""}`,
	),
	"behaviour.tie-claim": shown(() => "This benefit is tied to no need that the customer had named before"),
	"behaviour.ask-next-step": missed(
		"No next step was asked for after this line",
		(why) => `No next step was asked for here: ${why}`,
	),
	"behaviour.ask-second-step": shown(() => "One next step was asked for and not turned down; no second one was"),
	"behaviour.over-asking": shown(() => "One ask too many: more than four are no better than four"),
	"behaviour.keep": shown((p) => `Keep this: ${signalOf(p)} is in target`),
	"behaviour.not-shown": shown((p) => `${sentenceCase(signalOf(p))}: not shown here, ${becauseOf(p)}`),
	"counts.open-question": () => "Ask it open: begin with what, how or tell me.",
	"counts.neutral-question": () => "Ask it without the answer in it.",
	"counts.question-that-waits": () => "Ask it, and wait for the answer.",
	"counts.one-question": () => "Ask one question, and wait for the answer.",
	"counts.new-question": () => "Ask something new about the last answer.",
	"counts.question-about-customer": () => "Ask about the customer's situation, problems, needs or process.",
	"counts.early-question": () => "Ask it in the first half of the conversation.",
	"counts.follow-up": () => "Ask an open question about it before going on.",
	"counts.restatement": () => "Say the objection back in other words, then answer it.",
	"counts.restatement-first": () => "Say the objection back first, then answer it.",
	"counts.customers-words": () => "Say back what this customer said, in words that fit no other customer.",
	"counts.need-first": () => "Ask what they need first, then name the benefit for it.",
	"counts.claim-for-a-need": () => "Name a need that the customer spoke of, then the benefit for it.",
	"counts.concrete-ask": () =>
		"Ask the customer for one action with a time: a meeting, a trial, a decision, an introduction or a document.",
	"counts.one-ask": () => "Ask once, and wait for the answer.",
	"counts.fewer-asks": () => "Two to four asks are enough: leave this one out.",
	"counts.plain-words": () => "Say it in one plain sentence.",
	"moment.talked-past-buying-signal": (p) =>
		`The customer speaks as somebody who may buy, and the rep's next two turns ask for no next step${p.askedLater === true ? "; an ask comes only later" : ", nor does any later one"}.${consequence(p)}`,
	"moment.weak-objection-response": (p) =>
		`The rep answers this objection without saying it back first${p.cameBack === true ? ", and it comes up again" : ""}.${consequence(p)}`,
	"moment.competitor-not-explored": (p) =>
		`The customer names another vendor or another way, and the rep's next two turns neither ask about it nor say it back${p.again === true ? "; it comes up again" : ""}.${consequence(p)}`,
	"moment.missing-follow-up": (p) =>
		`The customer ${p.openedUp === true ? "opens up and " : ""}names a need or a difficulty, and the rep ${p.pitched === true ? "goes on to a benefit or an ask" : "does not take it up"}${p.returned === true ? "" : ", and never comes back to it"}.${consequence(p)}`,
	"moment.none": (p) =>
		p.candidates === 0
			? "None found: the customer said nothing that a moment could hang on."
			: `None found: no line stands out as the one that changed the outcome (${p.candidates} looked at).`,
	"moment.speakers-unknown": () => "None can be named: it is not known who said what.",
	"summary.readings": (p) =>
		p.measured === 0
			? "Nothing could be measured here."
			: `${p.inTarget} of ${p.measured} measured signals ${p.inTarget === 1 ? "is" : "are"} in target${typeof p.farthest === "string" ? `; farthest from it: ${bySignal.get(p.farthest) ?? p.farthest}` : ""}.`,
	"summary.turned-up": () =>
		"The call turned for the better: from here on the customer gives more buying signals, and objects less.",
	"summary.turned-down": () =>
		"The call turned for the worse: from here on the customer objects more, and gives fewer buying signals.",
	"summary.did-not-turn": () => "No turning point was found.",
	"summary.customer-led": (p) =>
		`The rep lost control here: ${p.turns} times in a row the customer asks or objects, and the rep only answers.`,
	"summary.monologue": (p) => `The rep lost control of the time here: ${p.words} words in one turn.`,
	"summary.kept-control": () => "The rep kept control throughout.",
	"summary.refused": (p) =>
		`The buyer disengaged here: the customer ${p.topic === "refusal" ? "says no" : "puts the talk off"}, and brings nothing up any more.`,
	"summary.shorter": (p) =>
		`The buyer says less from here on: the customer's turns fall from ${p.before} words to ${p.after} (medians).`,
	"summary.stayed": () => "The buyer stayed engaged.",
	"summary.speakers-unknown": () =>
		"Where the call turned cannot be said: it is not known who said what in more than a tenth of the words.",
	"gaming.repeated-question": (p) => `The same question ${p.times} times; only the first counts.`,
	"gaming.stacked-questions": (p) =>
		`${p.times} questions on top of others in one turn; only the first of them counts.`,
	"gaming.stacked-asks": (p) => `${p.times} asks in one turn; one of a kind counts.`,
	"gaming.magic-words": () => "Words of listening, with nothing in them that the customer said; they do not count.",
};

/** What to do next time, without the numbers. */
export const NEXT_WORDS: { readonly [code: string]: string } = {
	"next.ask-open": "Ask this as an open question, early, and wait for the answer",
	"next.follow-need": "Follow this need with an open question",
	"next.ask-more": "Ask more questions like this one in the first half",
	"next.ask-first": "Ask about what the customer says here before going on",
	"next.restate-objection": "Say the objection back in your own words before you answer it",
	"next.tie-claim": "Tie this benefit to a need that the customer has named before",
	"next.ask-next-step": "Ask for a concrete next step before you part",
	"next.ask-second-step": "Ask for a second step beside this one: who joins, what is sent, or by when it is decided",
	"next.keep": "Keep this up",
	"next.nothing-measured": "Nothing could be measured here",
};

/** A reason of a scorecard in English, or its code where it has no words. */
export function scorecardReasonInWords({ code, params }: Reason): string {
	const template = Object.hasOwn(SCORECARD_REASONS, code) ? SCORECARD_REASONS[code] : undefined;
	return template?.(params) ?? code;
}
