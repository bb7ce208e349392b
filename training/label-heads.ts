import { ASK_KINDS, OBJECTION_TOPICS } from "../domain/signals/label.ts";

/** What the invented calls teach: one head per label, and heads that tell the kinds of one label apart. */
export type LabelHead = {
	readonly name: string;
	readonly role: "rep" | "customer";
	readonly says: RegExp;
	/** Rows that teach it; all of the role where it is absent. */
	readonly among?: RegExp;
	/** Rows of which nobody can say whether they are one. */
	readonly unknown?: RegExp;
};

export const LABEL_HEADS: readonly LabelHead[] = [
	{ name: "open", role: "rep", says: /^open$/, unknown: /^(?:stacked|repeated)$/ },
	{ name: "closed", role: "rep", says: /^closed$/, unknown: /^(?:stacked|repeated)$/ },
	{ name: "leading", role: "rep", says: /^leading$/ },
	{ name: "rhetorical", role: "rep", says: /^rhetorical$/ },
	{ name: "courtesy", role: "rep", says: /^courtesy$/ },
	{ name: "restatement", role: "rep", says: /^restate\b/ },
	{ name: "claim", role: "rep", says: /^claim\b/ },
	{ name: "tied", role: "rep", says: /^claim n/, among: /^claim\b/ },
	{ name: "ask", role: "rep", says: /^ask\b/ },
	...ASK_KINDS.map(
		(kind): LabelHead => ({ name: `ask-${kind}`, role: "rep", says: new RegExp(`^ask ${kind}$`), among: /^ask\b/ }),
	),
	{ name: "own-promise", role: "rep", says: /^promise$/ },
	{ name: "listening-cue", role: "rep", says: /^listen$/ },
	{ name: "empathy", role: "rep", says: /^empathy$/ },
	{ name: "need", role: "customer", says: /^need\b/ },
	{ name: "objection", role: "customer", says: /^obj\b/ },
	...OBJECTION_TOPICS.map(
		(topic): LabelHead => ({
			name: `topic-${topic}`,
			role: "customer",
			says: new RegExp(`^obj o\\d+ ${topic}$`),
			among: /^obj\b/,
		}),
	),
	{ name: "difficulty", role: "customer", says: /^difficulty$/ },
	{ name: "buying-signal", role: "customer", says: /^buying$/ },
	{ name: "competitor", role: "customer", says: /^competitor$/ },
];
