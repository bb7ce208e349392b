import { languages } from "../../services/scoring/embedded/packs/languages.ts";
import { Extractor } from "../../training/examples.ts";
import { FOLDS, foldOf } from "../../training/folds.ts";
import { GUIDES } from "../../training/guides.ts";
import { bestThreshold, fitHead, scoreOf } from "../../training/heads.ts";
import { KEPT_PER_GUIDE, optionsOf } from "../../training/main.ts";
import { type Corpus, withoutLabels } from "./data.ts";
import { judgedRow, type Margins } from "./judge.ts";
import { GRADED_HEAD, type TaskReading } from "./tasks.ts";
import { fitTfIdf, gramsOf } from "./tfidf.ts";

/** A text that teaches: what is seen of it, and what people said (0 or 1, or a grade). */
export type Taught<E> = { readonly example: E; readonly target: number };

/** Learns from texts; the result scores a text. */
type Trainer<E> = (rows: readonly Taught<E>[]) => (example: E) => number;

/**
 * Margins of every text by a model that did not see its conversation. For each fold, the model learns from the other
 * folds, and its line is where F1 is best on scores that each of those folds got from a model without it: neither
 * weights nor line have seen the fold. `graded` models have no line; `trainForLines` is how the models are trained by
 * which lines are drawn, where that is another way.
 */
export function crossValidated<E>(
	texts: readonly { readonly example: E; readonly fold: number }[],
	taught: readonly (Taught<E> & { readonly fold: number })[],
	train: Trainer<E>,
	graded: boolean,
	trainForLines: Trainer<E> = train,
): Float64Array {
	const margins = new Float64Array(texts.length);
	const lines = graded ? [] : linesOf(taught, trainForLines);
	for (let fold = 0; fold < FOLDS; fold++) {
		if (!texts.some((text) => text.fold === fold)) continue;
		const score = train(taught.filter((row) => row.fold !== fold));
		for (const [index, text] of texts.entries()) {
			if (text.fold === fold) margins[index] = score(text.example) - (lines[fold] ?? 0);
		}
	}
	return margins;
}

/** The line for each fold, without it. A model without two folds serves both: 10 of them instead of 20. */
function linesOf<E>(taught: readonly (Taught<E> & { readonly fold: number })[], train: Trainer<E>): number[] {
	const held = Array.from({ length: FOLDS }, () => new Float64Array(taught.length));
	for (let a = 0; a < FOLDS; a++) {
		for (let b = a + 1; b < FOLDS; b++) {
			const score = train(taught.filter(({ fold }) => fold !== a && fold !== b));
			for (const [index, { example, fold }] of taught.entries()) {
				const without = fold === a ? held[b] : fold === b ? held[a] : undefined;
				if (without !== undefined) without[index] = score(example);
			}
		}
	}
	return held.map((scores, left) => {
		const rows = taught.flatMap(({ fold, target }, index) =>
			fold === left ? [] : [{ target, score: scores[index] ?? 0 }],
		);
		return bestThreshold(
			rows.map(({ score }) => score),
			rows,
		);
	});
}

/** Margins of the labelling guides that a corpus teaches; those of other corpora have not seen it and need no folds. */
export function guidesCrossValidated(corpus: Corpus, language: string, say: (what: string) => void): Margins {
	const known = languages[language];
	const margins = new Map<string, Float64Array>();
	if (known === undefined) return margins;
	const extractor = new Extractor(known.grammar);
	const spoken = corpus.rows.map(withoutLabels);
	const examples = extractor.texts(spoken.map(({ conv, speaker, text }) => ({ conversation: conv, speaker, text })));
	const texts = examples.map((example, index) => ({ example, fold: foldOf(spoken[index]?.conv ?? "") }));
	for (const guide of GUIDES.filter((each) => each.corpus === corpus.name)) {
		say(guide.name);
		const graded = guide.graded === true;
		const options = { keep: KEPT_PER_GUIDE, ...optionsOf(guide) };
		const taught = texts.flatMap((text, index) => {
			const row = corpus.rows[index];
			const label = row?.labels[guide.task];
			if (graded) return row === undefined || row.score === null ? [] : [{ ...text, target: row.score }];
			return label === undefined ? [] : [{ ...text, target: label === guide.label ? 1 : 0 }];
		});
		const training =
			(kept: typeof options): Trainer<(typeof examples)[number]> =>
			(rows) => {
				const labelled = rows.map((row) => ({ ...row, fold: 0 }));
				const head = fitHead(labelled, extractor.names, kept);
				return (example) => scoreOf(head, example);
			};
		// As `npm run train` does: lines are drawn by models with all their features.
		const forLines = training({ ...options, keep: Number.POSITIVE_INFINITY });
		margins.set(guide.name, crossValidated(texts, taught, training(options), graded, forLines));
	}
	return margins;
}

/** The same for a plain TF-IDF regression, one for each label of each reading; `headOf` names its margins. */
export function tfIdfCrossValidated(
	corpus: Corpus,
	readings: readonly (readonly [task: string, reading: TaskReading])[],
	say: (what: string) => void,
): Margins {
	const margins = new Map<string, Float64Array>();
	const spoken = corpus.rows.map(withoutLabels);
	const texts = spoken.map(({ text, conv }) => ({ example: gramsOf(text), fold: foldOf(conv) }));
	for (const [task, reading] of readings) {
		for (const label of new Set(reading.labels.map((each) => each.label))) {
			say(`TF-IDF, ${task} ${label}`);
			const taught = texts.flatMap((_, index) => {
				const gold = corpus.rows[index]?.labels[task];
				// The text that answers the task teaches, which may be the next one.
				const judged = judgedRow(reading, spoken, index);
				const seen = judged === null ? undefined : texts[judged];
				return gold === undefined || seen === undefined ? [] : [{ ...seen, target: gold === label ? 1 : 0 }];
			});
			margins.set(
				plainHead(task, label),
				crossValidated(texts, taught, (rows) => fitTfIdf(rows, "logistic"), false),
			);
		}
	}
	if (corpus.rows.some(({ score }) => score !== null)) {
		say("TF-IDF, score");
		const taught = texts.flatMap((text, index) => {
			const score = corpus.rows[index]?.score ?? null;
			return score === null ? [] : [{ ...text, target: score }];
		});
		margins.set(
			GRADED_HEAD,
			crossValidated(texts, taught, (rows) => fitTfIdf(rows, "squared"), true),
		);
	}
	return margins;
}

/** The same reading with the plain regressions in the place of the heads. */
export function plainReading(task: string, reading: TaskReading): TaskReading {
	return { ...reading, labels: reading.labels.map((each) => ({ ...each, head: plainHead(task, each.label) })) };
}

function plainHead(task: string, label: string): string {
	return `${task} ${label}`;
}
