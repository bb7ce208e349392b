import { ASK_KINDS, OBJECTION_TOPICS } from "../../../../domain/signals/label.ts";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import { ruleInWords } from "../../../../services/scoring/embedded/rules.ts";
import {
	type Entry,
	isRead,
	LANGUAGES,
	type Language,
	labelsOf,
	PACK_LABELS,
	type PackSentences,
	readSentences,
} from "./pack-sentences.ts";
import { only, talk } from "./spoken.ts";

type AnswerExample = {
	readonly before: string;
	readonly said: string;
	/** The words that are labelled; null where nothing is. */
	readonly answer: string | null;
	readonly why: string;
};

/** What the customer objects to. */
const OFFERS: { readonly [L in Language]: string } = {
	en: "Our plan is four hundred a month.",
	de: "Unser Paket kostet vierhundert im Monat.",
};

/** No pack has sentences for it, since it is a place in a turn and no kind of sentence. */
const ANSWERS: { readonly [L in Language]: readonly AnswerExample[] } = {
	en: [
		{
			before: "That's too expensive for a team of our size.",
			said: "The smaller plan is forty a month.",
			answer: "The smaller plan is forty a month.",
			why: "begins at once, so nothing that is said back later counts",
		},
		{
			before: "We already have a supplier for that.",
			said: "So you already have a supplier for that. Two of our customers keep both.",
			answer: "Two of our customers keep both.",
			why: "begins after the restatement",
		},
		{
			before: "I'm worried that my people won't use it.",
			said: "Okay. The training takes an afternoon.",
			answer: "The training takes an afternoon.",
			why: "a listening cue before it is no answer yet, and no restatement either",
		},
		{
			before: "That's too expensive for a team of our size.",
			said: "What would have been all right for you?",
			answer: null,
			why: "a question",
		},
		{
			before: "We already have a supplier for that.",
			said: "So you already have a supplier for that.",
			answer: null,
			why: "a restatement",
		},
		{ before: "I'm worried that my people won't use it.", said: "I see.", answer: null, why: "a listening cue" },
	],
	de: [
		{
			before: "Das ist uns zu teuer.",
			said: "Das kleine Paket kostet vierzig im Monat.",
			answer: "Das kleine Paket kostet vierzig im Monat.",
			why: "begins at once, so nothing that is said back later counts",
		},
		{
			before: "Da haben wir schon jemanden, und der macht das gut.",
			said: "Sie haben also schon jemanden, der das gut macht. Zwei unserer Kunden fahren mit beiden.",
			answer: "Zwei unserer Kunden fahren mit beiden.",
			why: "begins after the restatement",
		},
		{
			before: "Ich glaube nicht, dass meine Leute das benutzen.",
			said: "Okay. Die Schulung dauert einen Nachmittag.",
			answer: "Die Schulung dauert einen Nachmittag.",
			why: "a listening cue before it is no answer yet, and no restatement either",
		},
		{
			before: "Das ist uns zu teuer.",
			said: "Was wäre für Sie in Ordnung gewesen?",
			answer: null,
			why: "a question",
		},
		{
			before: "Da haben wir schon jemanden, und der macht das gut.",
			said: "Sie haben also schon jemanden, der das gut macht.",
			answer: null,
			why: "a restatement",
		},
		{
			before: "Ich glaube nicht, dass meine Leute das benutzen.",
			said: "Verstehe.",
			answer: null,
			why: "a listening cue",
		},
	],
};

const EXAMPLES = 3;
const LETTERS_MAX = 150;

/** How many of a pack's sentences of one label are found, and how many of its near misses are taken for it. */
export type Measured = { readonly found: number; readonly yes: number; readonly taken: number; readonly near: number };

export function measure(language: Language, { name, yes, nearMisses }: PackSentences): Measured {
	const read = (entry: Entry) => isRead(language, name, entry);
	return {
		found: yes.filter(read).length,
		yes: yes.length,
		taken: nearMisses.filter(read).length,
		near: nearMisses.length,
	};
}

/**
 * What the rubric's pages show, by the name of the place: for each label sentences of the pack that the labeller reads
 * right, and near misses that it leaves alone.
 */
export function blocksOf(language: Language): ReadonlyMap<string, string> {
	const labels = readSentences(language);
	const blocks = new Map<string, string>(labels.map((label) => [label.name, tableOf(language, label)]));
	for (const label of labels) {
		if (label.name === "ask") blocks.set("ask-kinds", kindsOf(language, label, ASK_KINDS));
		if (label.name === "objection") blocks.set("objection-topics", kindsOf(language, label, OBJECTION_TOPICS));
	}
	return blocks.set("answer", answersOf(language)).set("measured", measuredTable());
}

/** One row for each label: what is found of the packs' sentences, in every language. */
function measuredTable(): string {
	const measured = LANGUAGES.map((language) => {
		const labels = readSentences(language);
		return new Map(labels.map((label) => [label.name, measure(language, label)]));
	});
	const rows = PACK_LABELS.map((name) => {
		const cells = measured.flatMap((of) => {
			const { found, yes, taken, near } = of.get(name) ?? { found: 0, yes: 0, taken: 0, near: 0 };
			return [`${found} of ${yes} (${Math.round((100 * found) / yes)} %)`, `${taken} of ${near}`];
		});
		return `| [${name.replaceAll("-", " ")}](#${name}) | ${cells.join(" | ")} |`;
	});
	return [
		"| label | English found | near misses taken | German found | near misses taken |",
		"| --- | --- | --- | --- | --- |",
		...rows,
	].join("\n");
}

function tableOf(language: Language, { name, yes, nearMisses }: PackSentences): string {
	const counted = shortFirst(yes).filter((entry) => isRead(language, name, entry));
	const missed = shortFirst(nearMisses).filter((entry) => !isRead(language, name, entry));
	const rows = [
		...counted.slice(0, EXAMPLES).map((entry) => `| yes | ${quoted(entry)} | ${noteOf(language, name, entry)} |`),
		...missed.slice(0, EXAMPLES).map((entry) => `| no | ${quoted(entry)} | ${cell(entry.why)} |`),
	];
	const last = name === "restatement" ? "strength; why not" : "why not, or what would have counted";
	return [`| | said | ${last} |`, "| --- | --- | --- |", ...rows].join("\n");
}

/** In the pack's order, those that fit a line of the page before the longer ones. */
function shortFirst<E extends Entry>(entries: readonly E[]): readonly E[] {
	const fits = ({ text, before = "", need = "" }: Entry) => text.length + before.length + need.length <= LETTERS_MAX;
	return [...entries.filter(fits), ...entries.filter((entry) => !fits(entry))];
}

function noteOf(language: Language, name: PackSentences["name"], entry: Entry): string {
	const { own } = labelsOf(language, name, entry);
	if (name !== "restatement") return "";
	const strengths = only(own, "restatement").map(({ strength }) => strength);
	return Math.max(...strengths).toFixed(2);
}

/** One row for each kind: what is found, and as which kind. */
function kindsOf(language: Language, { name, yes }: PackSentences, kinds: readonly string[]): string {
	const rows = kinds.map((kind) => {
		const right = yes.filter(
			(entry) =>
				(entry.ask ?? entry.topic) === kind &&
				labelsOf(language, name, entry).own.some(
					(label) =>
						(label.kind === "ask" && label.ask === kind) || (label.kind === "objection" && label.topic === kind),
				),
		);
		const examples = right.slice(0, 2).map(quoted).join("<br>");
		return `| ${kind} | ${ruleInWords(`${name}-${kind}`)} | ${examples === "" ? "no sentence of the pack is told apart today" : examples} |`;
	});
	return ["| kind | is | said |", "| --- | --- | --- |", ...rows].join("\n");
}

const labeller = createEmbeddedLabeller();

function answersOf(language: Language): string {
	const rows = ANSWERS[language].map((example) => {
		const { before, said, answer, why } = example;
		const came = answerIn(language, example);
		if (came !== answer) throw new Error(`${language} answer: expected ${answer ?? "none"}, came ${came ?? "none"}`);
		const text = answer === null ? said : said.replace(answer, `**${answer}**`);
		return `| ${answer === null ? "no" : "yes"} | ${quoted({ before, text })} | ${why} |`;
	});
	return ["| | said, the answer in bold | why |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The words that are labelled as the answer; null where none are. */
function answerIn(language: Language, { before, said }: AnswerExample): string | null {
	const { labels } = labeller.label(talk(language, ["rep", OFFERS[language]], ["customer", before], ["rep", said]));
	if (only(labels, "objection").length === 0) throw new Error(`${language} answer: no objection in ${before}`);
	const [answer] = only(labels, "answer");
	return answer === undefined ? null : said.slice(answer.start, answer.end);
}

function quoted({ text, before, need, earlier, answer }: Entry): string {
	const rep = [earlier].flatMap((said) => (said === undefined ? [] : [`*asked before:* ${cell(said)}<br>`]));
	const context = [need, answer, before].flatMap((said) => (said === undefined ? [] : [`*before:* ${cell(said)}<br>`]));
	return `${[...rep, ...context].join("")}“${cell(text)}”`;
}

function cell(text: string): string {
	return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
