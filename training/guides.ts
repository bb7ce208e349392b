/**
 * The labelling guides that the embedded labeller has learnt. Each is one small model, named in advance and run on every
 * text of its language: nothing in it knows where a text comes from.
 */
export type Guide = {
	/** Name of the head in the weights. */
	readonly name: string;
	/** Corpus, task and label that taught it; a graded guide learns the rows' score. */
	readonly corpus: string;
	readonly task: string;
	readonly label: string;
	readonly graded?: true;
	/** The words say it, and the numbers beside them only how it was said: they are heard more softly. */
	readonly inWords?: true;
};

const guide = (name: string, corpus: string, task: string, label = "yes"): Guide => ({ name, corpus, task, label });
const inWords = (of: Guide): Guide => ({ ...of, inWords: true });

export const GUIDES: readonly Guide[] = [
	guide("open-question", "annomi", "question", "open"),
	guide("closed-question", "annomi", "question", "closed"),
	guide("reflection", "annomi", "restate"),
	guide("complex-reflection", "annomi", "restate_kind", "complex"),
	inWords(guide("sustain-talk", "annomi", "talk", "sustain")),
	inWords(guide("change-talk", "annomi", "talk", "change")),
	guide("contribution-ask", "p4g", "ask"),
	guide("appeal", "p4g", "value_claim"),
	inWords(guide("inquiry", "p4g", "inquiry")),
	guide("refusal", "p4g", "resist"),
	guide("stated-need", "casino", "need"),
	guide("preference-question", "casino", "elicit"),
	guide("call-to-action", "email", "ask"),
	guide("uptake-high", "uptake", "uptake_high"),
	{ name: "uptake", corpus: "uptake", task: "uptake", label: "", graded: true },
	guide("leading-form", "mrda", "leading"),
	guide("polar-question", "mrda", "question_form", "polar"),
	guide("wh-question", "mrda", "question_form", "wh"),
	guide("suggestion", "mrda", "ask"),
	guide("rejection", "mrda", "resist"),
	guide("proposal", "vm2", "ask"),
	guide("proposal-turned-down", "vm2", "resist"),
	guide("request", "vm2", "question_any"),
	guide("information-question", "ilisten", "question_any"),
	guide("advice-rejected", "ilisten", "resist"),
];
