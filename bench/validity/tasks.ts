/**
 * How each task of each corpus is read from our labels: the one place that knows both. A head is one of the labelling
 * guides of the language packs (training/guides.ts), run on the whole text of a row.
 */
export type TaskReading = {
	/** Which head makes which label; `weight` is how much its distance from its line counts beside the others'. */
	readonly labels: readonly { readonly label: string; readonly head: string; readonly weight: number }[];
	/** Which of the heads over their lines is taken: the one furthest over it, or the first as they stand here. */
	readonly takes: "furthest" | "first";
	/** What a row is when no head is over its line. */
	readonly otherwise: string;
	/** Whose text is judged: the row's own, or that of the next row where another speaker says it. */
	readonly judges: "own-text" | "next-row";
};

const reads = (otherwise: string, ...labels: readonly (readonly [label: string, head: string])[]): TaskReading => ({
	labels: labels.map(([label, head]) => ({ label, head, weight: 1 })),
	takes: "furthest",
	otherwise,
	judges: "own-text",
});
const yes = (...heads: readonly string[]) => reads("no", ...heads.map((head) => ["yes", head] as const));

/**
 * Where a text asks one open and one closed question, people mostly wrote down the open one. 1/2 to 4 were tried by
 * cross-validation: open 0.68 to 0.74, closed the same up to 2.
 */
const OPEN_WEIGHT = 2;

const kindOfQuestion: TaskReading = {
	...reads("none"),
	labels: [
		{ label: "open", head: "open-question", weight: OPEN_WEIGHT },
		{ label: "closed", head: "closed-question", weight: 1 },
	],
};

/** A complex reflection is a reflection too, so its head is asked first. */
const kindOfReflection: TaskReading = {
	...reads("none", ["complex", "complex-reflection"], ["simple", "reflection"]),
	takes: "first",
};

type Readings = { readonly [task: string]: TaskReading };

const BY_CORPUS: { readonly [corpus: string]: Readings } = {
	annomi: {
		question: kindOfQuestion,
		restate: yes("reflection"),
		restate_kind: kindOfReflection,
		talk: reads("neutral", ["sustain", "sustain-talk"], ["change", "change-talk"]),
		resist: yes("sustain-talk"),
		ack_next: { ...yes("reflection"), judges: "next-row" },
	},
	p4g: {
		ask: yes("contribution-ask"),
		value_claim: yes("appeal"),
		inquiry: yes("inquiry"),
		resist: yes("refusal"),
	},
	casino: { need: yes("stated-need"), elicit: yes("preference-question") },
	uptake: { uptake_high: yes("uptake-high") },
	email: { ask: yes("call-to-action") },
	mrda: {
		question_form: reads("none", ["polar", "polar-question"], ["wh", "wh-question"]),
		leading: yes("leading-form"),
		ask: yes("suggestion"),
		resist: yes("rejection"),
	},
	vm2: { ask: yes("proposal"), resist: yes("proposal-turned-down"), question_any: yes("request") },
	ilisten: { question_any: yes("information-question"), resist: yes("advice-rejected") },
};

/** For a corpus that is not in the table: the guide nearest to the task's name, by language. Nothing was tuned for it. */
const BY_LANGUAGE: { readonly [language: string]: Readings } = {
	en: {
		question: kindOfQuestion,
		question_form: reads("none", ["polar", "polar-question"], ["wh", "wh-question"]),
		question_any: yes("polar-question", "wh-question"),
		leading: yes("leading-form"),
		restate: yes("reflection"),
		restate_kind: kindOfReflection,
		ack_next: { ...yes("reflection"), judges: "next-row" },
		talk: reads("neutral", ["sustain", "sustain-talk"], ["change", "change-talk"]),
		resist: yes("refusal"),
		ask: yes("call-to-action"),
		value_claim: yes("appeal"),
		inquiry: yes("inquiry"),
		need: yes("stated-need"),
		elicit: yes("preference-question"),
		uptake_high: yes("uptake-high"),
	},
	de: { ask: yes("proposal"), resist: yes("proposal-turned-down"), question_any: yes("request") },
	it: { question_any: yes("information-question"), resist: yes("advice-rejected") },
};

/** How a task is read; null where none of our labels says anything about it. */
export function readingOf(corpus: string, task: string, language: string): TaskReading | null {
	const known = BY_CORPUS[corpus];
	return (known === undefined ? BY_LANGUAGE[language]?.[task] : known[task]) ?? null;
}

/** Whether a corpus has readings of its own, or those by the names of its tasks. */
export function isKnown(corpus: string): boolean {
	return BY_CORPUS[corpus] !== undefined;
}

/** Why a task of a known corpus has no reading, where there is more to say than that no head stands for it. */
export const WHY_NOT_READ: { readonly [task: string]: string } = {
	"uptake.uptake": "the graded score is read instead (uptake.score)",
	"mrda.restate": "too few to learn from, and what counselling calls a reflection is something else in a meeting",
};

/** The head whose score is compared with the rows' own `score`, by rank. */
export const GRADED_HEAD = "uptake";

/** Speakers who are the rep; whoever speaks beside them is the customer. */
const REPS: ReadonlySet<string> = new Set(["therapist", "persuader", "teacher", "rep"]);

export function isRep(speaker: string): boolean {
	return REPS.has(speaker);
}

/** What a trial outside this project reached on other conversations of the corpora, and what is asked of ours. */
export const REACH: { readonly [name: string]: number } = {
	"annomi.question.open.f1": 0.75,
	"annomi.question.closed.f1": 0.67,
	"annomi.restate.yes.f1": 0.71,
	"annomi.ack_next.yes.f1": 0.67,
	"annomi.resist.yes.f1": 0.36,
	"p4g.ask.yes.f1": 0.8,
	"p4g.value_claim.yes.f1": 0.88,
	"p4g.inquiry.yes.f1": 0.85,
	"p4g.resist.yes.f1": 0.56,
	"casino.need.yes.f1": 0.81,
	"casino.elicit.yes.f1": 0.75,
	"email.ask.yes.f1": 0.8,
	"uptake.score.spearman": 0.58,
	"mrda.leading.yes.f1": 0.83,
	"mrda.question_form.polar.f1": 0.86,
	"mrda.question_form.wh.f1": 0.76,
	"vm2.ask.yes.f1": 0.71,
	"vm2.resist.yes.f1": 0.54,
	"ilisten.question_any.yes.f1": 0.89,
	"annomi_calls.discovery_density.spearman": 0.74,
	"annomi_calls.ack_rate.spearman": 0.38,
};
