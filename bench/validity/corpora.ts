import { labelledLanguages } from "../../services/scoring/embedded/packs/index.ts";
import { languageOf } from "../../services/scoring/language.ts";
import { GUIDES } from "../../training/guides.ts";
import type { BenchResult } from "../bench.ts";
import { type PerCall, perCallOf } from "./calls.ts";
import { guidesCrossValidated, plainReading, tfIdfCrossValidated } from "./cross.ts";
import { type Corpus, type Unlabelled, withoutLabels } from "./data.ts";
import { decide, type Margins, marginsOfPacks } from "./judge.ts";
import {
	grouped,
	type JudgedRow,
	type Line,
	labelLines,
	type Pair,
	rankLine,
	resultsOf,
	taskResults,
} from "./lines.ts";
import { GRADED_HEAD, isKnown, readingOf, type TaskReading, WHY_NOT_READ } from "./tasks.ts";

export type Measured = {
	readonly lines: readonly Line[];
	readonly results: readonly BenchResult[];
	readonly notes: readonly string[];
};

type Options = {
	/** Train and measure by folds over conversations, and a plain regression in the same folds. */
	readonly crossValidate: boolean;
	/** Says what is being done, where it takes minutes. */
	readonly say: (what: string) => void;
};

/** What was said of the rows of one corpus, kept for values per call. */
type Said = {
	readonly corpus: Corpus;
	readonly language: string;
	readonly margins: Margins;
	readonly plain: Margins | null;
};

/** Values per call that are read, and where the texts of their conversations are: the corpus before `_calls`. */
const CALLS = /^(.+)_calls$/;
const CALL_VALUES = ["discovery_density", "ack_rate"] as const;

/** Measures every corpus by the readings of its tasks; what has none is said in the notes. */
export function measureCorpora(corpora: readonly Corpus[], { crossValidate, say }: Options): Measured {
	const lines: Line[] = [];
	const results: BenchResult[] = [];
	const notes: string[] = [];
	const saidOf = new Map<string, Said>();
	for (const corpus of corpora) {
		if (corpus.rows.length === 0) continue;
		const spoken = corpus.rows.map(withoutLabels);
		const language = languageIn(spoken);
		const readings = readingsFor(corpus, language, notes);
		const isGraded = corpus.rows.some(({ score }) => score !== null);
		if (readings.length === 0 && !isGraded) continue;
		say(corpus.name);
		const margins = crossValidate
			? unseen(corpus, spoken, language, readings, guidesCrossValidated(corpus, language, say))
			: marginsOfPacks(spoken, language);
		const plain = crossValidate ? tfIdfCrossValidated(corpus, readings, say) : null;
		saidOf.set(corpus.name, { corpus, language, margins, plain });
		for (const [task, reading] of readings) {
			const of = `${corpus.name}.${task}`;
			const judged = judgedRows(corpus, spoken, task, reading, margins);
			const beside = plain === null ? null : judgedRows(corpus, spoken, task, plainReading(task, reading), plain);
			const measured = labelLines(of, judged, labelsIn(judged, reading), beside);
			lines.push(...measured);
			results.push(...measured.flatMap(resultsOf), ...taskResults(of, judged));
		}
		if (isGraded && margins.has(GRADED_HEAD)) {
			const line = rankLine(`${corpus.name}.score`, gradedPairs(corpus, margins), plain && gradedPairs(corpus, plain));
			lines.push(line);
			results.push(...resultsOf(line));
		} else if (isGraded) notes.push(`${corpus.name}.score: not read: no graded head in ${language}`);
	}
	for (const corpus of corpora) {
		if (corpus.calls.length === 0) continue;
		const texts = saidOf.get(CALLS.exec(corpus.name)?.[1] ?? "");
		if (texts === undefined) {
			notes.push(
				`${corpus.name}: not read: values per call need the texts of the conversations, a file of the corpus ${corpus.name.replace(CALLS, "$1")} in the same folder`,
			);
			continue;
		}
		for (const line of callLines(corpus, texts, notes)) {
			lines.push(line);
			results.push(...resultsOf(line));
		}
	}
	return { lines, results, notes };
}

/** Heads that a corpus taught, by models that did not see the conversation; the packs' others never saw the corpus. */
function unseen(
	corpus: Corpus,
	spoken: readonly Unlabelled[],
	language: string,
	readings: readonly (readonly [string, TaskReading])[],
	crossValidated: Margins,
): Margins {
	const taught = new Set(GUIDES.filter((guide) => guide.corpus === corpus.name).map(({ name }) => name));
	const needed = readings
		.flatMap(([, { labels }]) => labels.map(({ head }) => head))
		.filter((head) => !taught.has(head));
	if (needed.length === 0) return crossValidated;
	const others = [...marginsOfPacks(spoken, language)].filter(([head]) => !taught.has(head));
	return new Map([...others, ...crossValidated]);
}

function languageIn(rows: readonly Unlabelled[]): string {
	const found = languageOf(rows, rows[0]?.lang ?? undefined, labelledLanguages);
	return found.ok ? found.value : (rows[0]?.lang ?? "unknown");
}

/** Tasks that people labelled, with how each is read; the rest goes to the notes. */
function readingsFor(corpus: Corpus, language: string, notes: string[]): (readonly [string, TaskReading])[] {
	const tasks = [...new Set(corpus.rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
	const readings: (readonly [string, TaskReading])[] = [];
	for (const task of tasks) {
		const reading = readingOf(corpus.name, task, language);
		if (reading === null) {
			const why = WHY_NOT_READ[`${corpus.name}.${task}`] ?? `none of our labels in ${language} stands for it`;
			notes.push(`${corpus.name}.${task}: not read: ${why}`);
			continue;
		}
		readings.push([task, reading]);
		const given = new Set(corpus.rows.flatMap(({ labels }) => labels[task] ?? []));
		const unread = [...given].filter((label) => !isRead(reading, label)).sort();
		if (unread.length > 0) {
			notes.push(`${corpus.name}.${task}: not read: ${unread.join(", ")}; such rows count against the others`);
		}
	}
	if (!isKnown(corpus.name) && readings.length > 0) {
		const tasks = readings.map(([task]) => task).join(", ");
		notes.push(`${corpus.name}: a corpus of its own, read by the names of its tasks (${tasks}); see docs/validity.md`);
	}
	return readings;
}

function judgedRows(
	corpus: Corpus,
	spoken: readonly Unlabelled[],
	task: string,
	reading: TaskReading,
	margins: Margins,
): JudgedRow[] {
	const said = decide(reading, spoken, margins);
	return corpus.rows.flatMap(({ conv, labels }, index) => {
		const gold = labels[task];
		return gold === undefined ? [] : [{ conv, gold, said: said[index] ?? reading.otherwise }];
	});
}

/** Labels of a task that are read, and those that people gave among them. */
function labelsIn(rows: readonly JudgedRow[], reading: TaskReading): string[] {
	const given = new Set(rows.map(({ gold }) => gold));
	return [...new Set([...reading.labels.map(({ label }) => label), reading.otherwise])].filter((label) =>
		given.has(label),
	);
}

function isRead({ labels, otherwise }: TaskReading, label: string): boolean {
	return label === otherwise || labels.some((each) => each.label === label);
}

function gradedPairs({ rows }: Corpus, margins: Margins): Pair[] {
	const scores = margins.get(GRADED_HEAD);
	return rows.flatMap(({ conv, score }, index) =>
		score === null ? [] : [{ conv, gold: score, said: scores?.[index] ?? 0 }],
	);
}

function callLines(calls: Corpus, { corpus, language, margins, plain }: Said, notes: string[]): Line[] {
	const ours = perCall(corpus, (_task, reading, spoken) => decide(reading, spoken, margins), language);
	const beside =
		plain === null
			? null
			: perCall(corpus, (task, reading, spoken) => decide(plainReading(task, reading), spoken, plain), language);
	const names = new Set(calls.calls.flatMap(({ values }) => Object.keys(values)));
	const read = CALL_VALUES.filter((name) => names.has(name));
	const other = [...names].filter((name) => !read.some((each) => each === name));
	if (other.length > 0) notes.push(`${calls.name}: not read: ${other.join(", ")}`);
	return read.map((name) => {
		const pairs = pairsOf(calls, ours, name);
		return rankLine(`${calls.name}.${name}`, pairs, beside && pairsOf(calls, beside, name));
	});
}

function pairsOf({ calls }: Corpus, values: ReadonlyMap<string, PerCall>, name: keyof PerCall): Pair[] {
	return calls.flatMap(({ conv, values: labelled }) => {
		const gold = labelled[name] ?? null;
		const said = values.get(conv);
		return gold === null || said === undefined ? [] : [{ conv, gold, said: said[name] }];
	});
}

type Decide = (task: string, reading: TaskReading, spoken: readonly Unlabelled[]) => readonly string[];

/** Values of every conversation, from the same readings of its texts as the tasks `question` and `restate` have. */
function perCall({ name, rows }: Corpus, decided: Decide, language: string): ReadonlyMap<string, PerCall> {
	const spoken = rows.map(withoutLabels);
	const says = (task: string, label: string) => {
		const reading = readingOf(name, task, language);
		return reading === null ? [] : decided(task, reading, spoken).map((said) => said === label);
	};
	const asksOpenly = says("question", "open");
	const reflects = says("restate", "yes");
	const placed = rows.map(({ conv }, index) => ({ conv, index }));
	return new Map(
		grouped(placed).map((inIt): [string, PerCall] => {
			const at = inIt.map(({ index }) => index);
			const labelled = at.flatMap((index) => rows[index] ?? []);
			const said = {
				asksOpenly: at.map((index) => asksOpenly[index] === true),
				reflects: at.map((index) => reflects[index] === true),
			};
			return [inIt[0]?.conv ?? "", perCallOf(labelled, labelled.map(withoutLabels), said)];
		}),
	);
}
