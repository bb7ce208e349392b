import { existsSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Label } from "../../domain/signals/label.ts";
import { readingsOf } from "../../domain/signals/readings.ts";
import { SIGNALS, type Signal } from "../../domain/signals/signal.ts";
import { createEmbeddedLabeller } from "../../services/scoring/embedded/index.ts";
import { readSales, type SalesCall, type SalesTurn } from "../../training/sales.ts";
import { WrongUse } from "../bench.ts";
import { openQuestion } from "./calls.ts";
import type { Measured } from "./corpora.ts";
import { filesIn } from "./data.ts";
import { type JudgedRow, labelLines, type Pair, rankLine, resultsOf } from "./lines.ts";

/** One label of a sales call: who says it, where people count it, and what of ours it is. Presence per turn. */
type SalesLabel = {
	readonly name: string;
	readonly role: SalesTurn["role"];
	readonly counted: string;
	readonly is: (label: Label) => boolean;
};

const isCounted = (form: "open" | "closed") => (label: Label) =>
	label.kind === "question" &&
	label.form === form &&
	label.discovery &&
	!label.leading &&
	!label.rhetorical &&
	label.stackedOn === null &&
	label.repeats === null;

const LABELS: readonly SalesLabel[] = [
	{ name: "openDiscovery", role: "rep", counted: "openDiscovery", is: isCounted("open") },
	{ name: "closed", role: "rep", counted: "closed", is: isCounted("closed") },
	{ name: "leading", role: "rep", counted: "leading", is: (label) => label.kind === "question" && label.leading },
	{ name: "restates", role: "rep", counted: "restates", is: ({ kind }) => kind === "restatement" },
	{ name: "claim", role: "rep", counted: "claims", is: ({ kind }) => kind === "claim" },
	{
		name: "claimTied",
		role: "rep",
		counted: "claimsTied",
		is: (label) => label.kind === "claim" && label.need !== null,
	},
	{ name: "ask", role: "rep", counted: "asks", is: ({ kind }) => kind === "ask" },
	{ name: "ownPromise", role: "rep", counted: "ownPromise", is: ({ kind }) => kind === "own-promise" },
	{ name: "need", role: "customer", counted: "needs", is: ({ kind }) => kind === "need" },
	{ name: "objection", role: "customer", counted: "objections", is: ({ kind }) => kind === "objection" },
];

/**
 * Measures a folder of `LANG.jsonl` with `LANG.labels.jsonl`: presence per turn, and for each signal the rank correlation
 * per call with the value that the labelled counts and times give by the product's definitions.
 */
export function measureSales(folder: string): Measured {
	const expected = "a folder with LANG.jsonl and LANG.labels.jsonl, as docs/validity.md describes them";
	const files = filesIn(folder, "--sales", expected).filter((file) => !file.endsWith(".labels.jsonl"));
	if (files.length === 0) throw new WrongUse(`--sales: expected ${expected}; ${folder} has no LANG.jsonl`);
	const labeller = createEmbeddedLabeller();
	const measured: Measured[] = files.map((file) => {
		const language = file.slice(0, file.indexOf("."));
		if (!existsSync(join(folder, `${language}.labels.jsonl`))) {
			throw new WrongUse(`--sales: expected ${language}.labels.jsonl beside ${file} in ${folder}`);
		}
		if (!labeller.languages.includes(language)) {
			return {
				lines: [],
				results: [],
				notes: [`sales-${language}: not read: no pack scores conversations in ${language}`],
			};
		}
		const calls = callsOf(folder, language).map((call) => judgedCall(call, language, labeller));
		const lines = [
			...LABELS.flatMap(({ name }) => presenceLines(`sales-${language}`, name, calls)),
			...presenceLines(`sales-${language}`, "acknowledged", calls),
			...SIGNALS.map((signal) =>
				rankLine(
					`sales-${language}.${signal}`,
					calls.flatMap(({ values }) => values.get(signal) ?? []),
					null,
				),
			),
		];
		return { lines, results: lines.flatMap(resultsOf), notes: [] };
	});
	return {
		lines: measured.flatMap(({ lines }) => lines),
		results: measured.flatMap(({ results }) => results),
		notes: measured.flatMap(({ notes }) => notes),
	};
}

function callsOf(folder: string, language: string): readonly SalesCall[] {
	try {
		return readSales(folder, language) ?? [];
	} catch (error) {
		throw new WrongUse(`--sales: ${language}: ${error instanceof Error ? error.message : String(error)}`);
	}
}

type JudgedCall = {
	readonly judged: ReadonlyMap<string, readonly JudgedRow[]>;
	readonly values: ReadonlyMap<Signal, Pair>;
};

function presenceLines(corpus: string, label: string, calls: readonly JudgedCall[]) {
	const rows = calls.flatMap(({ judged }) => judged.get(label) ?? []);
	// The names have no `yes` in them: a label of a turn is there or is not.
	return labelLines(`${corpus}.${label}`, rows, ["yes"], null).map((line) => ({ ...line, of: `${corpus}.${label}` }));
}

function judgedCall(
	{ name, turns }: SalesCall,
	language: string,
	labeller: ReturnType<typeof createEmbeddedLabeller>,
): JudgedCall {
	const conversation: Conversation = {
		kind: "customer-call",
		language,
		utterances: turns.map(({ role, text, startMs, endMs }, ordinal) => ({
			ordinal,
			role,
			speaker: role,
			text,
			startMs,
			endMs,
			confidence: null,
		})),
	};
	const { labels } = labeller.label(conversation);
	const byTurn = turns.map((_, index) => labels.filter(({ utterance }) => utterance === index));
	const judged = new Map<string, readonly JudgedRow[]>();
	for (const { name: label, role, counted, is } of LABELS) {
		const rows = turns.flatMap((turn, index): JudgedRow[] =>
			turn.role === role ? [presence(name, (turn.labels[counted] ?? 0) > 0, (byTurn[index] ?? []).some(is))] : [],
		);
		judged.set(label, rows);
	}
	const followed = turns.flatMap((turn, index) => {
		const next = nextRepTurn(turns, index);
		return (turn.labels.objections ?? 0) > 0 && next.length > 0
			? [{ turn, next: next.flatMap((at) => byTurn[at] ?? []) }]
			: [];
	});
	judged.set(
		"acknowledged",
		followed.map(({ turn, next }) => presence(name, (turn.labels.acknowledged ?? 0) > 0, restatesFirst(next))),
	);
	const readings = readingsOf(conversation, labels, DEFAULT_POLICY.bands);
	const labelled = labelledValues(
		conversation,
		turns,
		followed.map(({ turn }) => turn),
	);
	const values = new Map<Signal, Pair>();
	for (const signal of SIGNALS) {
		const gold = labelled[signal];
		const reading = readings[signal];
		// Where people have a value and the reading has none it is 0: to miss every objection must not pay.
		const said = reading.status === "measured" ? reading.value : 0;
		if (gold !== null) values.set(signal, { conv: name, gold, said });
	}
	return { judged, values };
}

function presence(conv: string, gold: boolean, said: boolean): JudgedRow {
	return { conv, gold: gold ? "yes" : "no", said: said ? "yes" : "no" };
}

/** Indexes of the run of rep turns that comes next after a turn of the customer. */
function nextRepTurn(turns: readonly SalesTurn[], index: number): number[] {
	const from = turns.findIndex(({ role }, at) => at > index && role === "rep");
	if (from < 0) return [];
	const end = turns.findIndex(({ role }, at) => at > from && role !== "rep");
	return Array.from({ length: (end < 0 ? turns.length : end) - from }, (_, at) => from + at);
}

/** Is something said back, and no answer on the matter before it? `labels` are those of one turn. */
function restatesFirst(labels: readonly Label[]): boolean {
	const at = ({ utterance, start }: Label) => utterance * 1e6 + start;
	const restated = labels.filter(({ kind }) => kind === "restatement").map(at);
	const answered = labels.filter(({ kind }) => kind === "answer").map(at);
	return restated.length > 0 && Math.min(...restated) <= Math.min(Number.POSITIVE_INFINITY, ...answered);
}

/** The four values by people's counts: the definitions of the product, null where one does not apply. */
function labelledValues(
	conversation: Conversation,
	turns: readonly SalesTurn[],
	followed: readonly SalesTurn[],
): { readonly [signal in Signal]: number | null } {
	const sum = (of: readonly SalesTurn[], label: string) =>
		of.reduce((all, { labels }) => all + (labels[label] ?? 0), 0);
	const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
	// Counts tell the turn and not the place in it: a question stands where its turn begins.
	const asked = turns.flatMap(({ labels }, index) => new Array<number>(labels.openDiscovery ?? 0).fill(index));
	const questions = asked.map((utterance, id) => openQuestion(id, utterance, 0));
	const discovery = readingsOf(conversation, questions, DEFAULT_POLICY.bands)["discovery-density"];
	return {
		"discovery-density": discovery.status === "measured" ? discovery.value : null,
		"objection-acknowledgment": share(sum(followed, "acknowledged"), sum(followed, "objections")),
		"value-framing": share(sum(turns, "claimsTied"), sum(turns, "claims")),
		"close-attempts": sum(turns, "asks"),
	};
}
