import type { LabelBase } from "../../../domain/signals/label.ts";

/** What made a label, in words that a rep understands. A labeller's codes are kept; the words may get better. */
const RULES: { readonly [code: string]: string } = {
	"question-wh": "begins with what, how or why, so it cannot be answered with yes or no",
	"question-tell-me": "asks the customer to tell, describe or explain",
	"question-open": "asks for an account or a view, so it cannot be answered with yes or no",
	"question-verb-first": "begins with do, is, can and the like, so yes or no answers it",
	"question-wh-short": "asks for one fact: a number, a name, a time or a place",
	"question-statement-marked": "a statement with a question mark, to be confirmed",
	"question-closed": "a short fact, a yes or a no answers it",
	"question-leading": "puts the wished answer into the customer's mouth",
	"question-rhetorical": "wants no answer",
	"question-courtesy": "small talk or about the call itself, not about the customer's work",
	restatement: "says in your words what the customer said",
	"answer-first-on-the-matter": "the first sentence that answers the objection itself",
	objection: "speaks against what was offered, asked or claimed",
	"objection-price": "against the price or the budget",
	"objection-timing": "against the time or the pace",
	"objection-authority": "somebody else has to decide, or it must be thought over",
	"objection-incumbent": "there is a solution already",
	"objection-no-need": "sees no need or no interest",
	"objection-trust": "doubts that it is true or will last",
	"objection-fit": "will not work in their situation",
	"objection-brush-off": "puts the talk off",
	"objection-worry": "names a worry or is not sure",
	"objection-refusal": "says no to what you had just said or asked",
	need: "tells what is needed, wanted, aimed at, or goes wrong today",
	difficulty: "tells what is hard, tiring or worrying",
	"buying-signal": "asks or speaks as somebody who may buy",
	competitor: "names another vendor, or what is used today instead",
	claim: "says that the offer brings something good",
	"ask-meeting": "asks for a meeting or a time",
	"ask-pilot": "asks for a trial",
	"ask-decision": "asks for a decision or a commitment",
	"ask-introduction": "asks to be put in touch with somebody",
	"ask-document": "asks for a document or a signature",
	"own-promise": "says what you will do yourself",
	"listening-cue": "shows that you have heard, without saying it back",
	empathy: "recognises what is hard for the customer",
};

/** The rule's words, or the code itself for a rule of another version. */
export function ruleInWords(code: string): string {
	return RULES[code] ?? code;
}

export const ruleCodes: readonly string[] = Object.keys(RULES);

/** A label's rule, and what in the sentence spoke for it where a model made it. */
export function reasonInWords({ rule, features }: Pick<LabelBase, "rule" | "features">): string {
	return features.length === 0 ? ruleInWords(rule) : `${ruleInWords(rule)} (${features.join(", ")})`;
}

/** Families of features that a person can follow, each with how it is said; all others are left unsaid. */
const SAID: { readonly [family: string]: (name: string) => string } = {
	word: (name) => `“${name}”`,
	pair: (name) => `“${name}”`,
	pairAsked: (name) => `“${name}” in a question`,
	wordAsked: (name) => `“${name}” in a question`,
	first: (name) => `begins “${name.replace(/\?$/, "")}”`,
	firstPair: (name) => `begins “${name.replace(/\?$/, "")}”`,
	last: (name) => `ends “${name.replace(/\?$/, "")}”`,
	lastPair: (name) => `ends “${name.replace(/\?$/, "")}”`,
};

/** A feature as people read it; null for one that only a model understands. */
export function featureInWords(feature: string): string | null {
	const at = feature.indexOf(": ");
	const say = SAID[feature.slice(0, at)];
	const name = feature.slice(at + 2);
	return say === undefined || name.includes("#") ? null : say(name);
}
