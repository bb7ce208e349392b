import type { Call } from "./calls.ts";
import type { Corpus, Row } from "./corpora.ts";
import type { Extractor } from "./examples.ts";
import { foldOf } from "./folds.ts";
import { readingOf } from "./readings.ts";

/** What a label's head can learn from a task of a corpus: `yes` and `no` are labels of the task. */
type Lesson = {
	readonly corpus: string;
	readonly task: string;
	readonly head: string;
	readonly yes: readonly string[];
	readonly no: readonly string[];
};

/**
 * Real conversations teach the labels' heads where a corpus means the same thing, so that they know more than invented
 * talk. What is only similar is left to the guides: tried, a corpus's own labels of reflections cost restatements .14 and
 * those of appeals cost claims .04 of F1 on sales calls; read by our rubric they cost nothing. The guides' scores as a feature of every sentence were tried too: they
 * changed no label by more than .01 on calls held out, and took a third of the time.
 */
const LESSONS: readonly Lesson[] = [
	{ corpus: "annomi", task: "question", head: "closed", yes: ["closed"], no: ["open", "none"] },
	{ corpus: "casino", task: "need", head: "need", yes: ["yes"], no: ["no"] },
];

/**
 * What a reader of whole conversations found in their sentences, by the rubric (training/real): a capital is a label, a
 * small letter a case that could go either way and teaches nothing.
 */
const READ: readonly { readonly code: string; readonly head: string }[] = [
	{ code: "O", head: "objection" },
	{ code: "N", head: "need" },
	{ code: "C", head: "claim" },
	{ code: "A", head: "ask" },
	{ code: "R", head: "restatement" },
	{ code: "Q", head: "open" },
];

/** Whether a corpus teaches the labels' heads anything. */
export function teachesLabels(corpus: Corpus): boolean {
	return LESSONS.some((lesson) => lesson.corpus === corpus.name) || readingOf(corpus.name) !== null;
}

/** One in so many turns teaches what is none: there are far more of them than of anything else. */
const NOES_TAKEN = 2;

const REPS = new Set(["therapist", "persuader", "teacher"]);

/** What is known of a sentence, by head: 1 or 0; a head that is not there has nothing to learn from it. */
export type Known = { readonly [head: string]: number };

export type RealCall = {
	readonly corpus: string;
	readonly fold: number;
	readonly call: Call;
	/** By turn and part of the call. */
	readonly known: readonly (readonly Known[])[];
};

/**
 * The conversations of the corpora as calls. Of a text of several sentences a yes says only that one of them is meant, so
 * it teaches nothing; a no is true of each.
 */
export function realCalls(corpora: readonly Corpus[], language: string, extractor: Extractor): RealCall[] {
	return corpora.flatMap((corpus) => {
		const lessons = LESSONS.filter((lesson) => lesson.corpus === corpus.name);
		const readings = readingOf(corpus.name);
		if ((lessons.length === 0 && readings === null) || corpus.rows[0]?.lang !== language) return [];
		const conversations = new Map<string, Row[]>();
		for (const row of corpus.rows) conversations.set(row.conv, [...(conversations.get(row.conv) ?? []), row]);
		return [...conversations].map(([conversation, rows]) => {
			const read = rows.map((row) => ({ row, sentences: extractor.sentences(row.text) }));
			const reading = readings?.conversations.get(conversation) ?? null;
			const said = read.filter(({ sentences }) => sentences.length > 0);
			return {
				corpus: corpus.name,
				fold: foldOf(conversation),
				call: {
					name: `${corpus.name} ${conversation}`,
					snippet: false,
					turns: said.map(({ row, sentences }) => ({
						role: REPS.has(row.speaker) ? ("rep" as const) : ("customer" as const),
						parts: sentences.map((text) => ({ text, labels: [] })),
					})),
				},
				known: said.map(({ row, sentences }, index) =>
					sentences.map((_, part) => ({
						...knownOf(row, lessons, sentences.length, index % NOES_TAKEN === 0),
						...(reading === null ? {} : readOf(reading.get(`${row.turn}.${part}`) ?? "")),
					})),
				),
			};
		});
	});
}

function knownOf(row: Row, lessons: readonly Lesson[], sentences: number, takesNoes: boolean): Known {
	const known: { [head: string]: number } = {};
	for (const { task, head, yes, no } of lessons) {
		const label = row.labels[task];
		if (label === undefined) continue;
		if (no.includes(label) && takesNoes) known[head] = 0;
		else if (yes.includes(label) && sentences === 1) known[head] = 1;
	}
	return known;
}

function readOf(codes: string): Known {
	const known: { [head: string]: number } = {};
	for (const { code, head } of READ) {
		if (codes.includes(code)) known[head] = 1;
		else if (!codes.includes(code.toLowerCase())) known[head] = 0;
	}
	return known;
}
