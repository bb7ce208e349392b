import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
	CONTEXT_NUMBERS,
	CUSTOMER_CONTEXT,
	CUSTOMER_OFFSET,
	hear,
	REP_CONTEXT,
	tenthOf,
} from "../services/scoring/embedded/context.ts";
import type { Reader } from "../services/scoring/embedded/model/reader.ts";
import type { Stems } from "../services/scoring/embedded/model/stems.ts";
import { Tokens } from "../services/scoring/embedded/model/tokens.ts";
import type { WeightsFile } from "../services/scoring/embedded/model/weights.ts";
import { normalised } from "../services/scoring/embedded/text.ts";
import { asRecognised, type Call, readCalls } from "./calls.ts";
import type { Example, Extractor } from "./examples.ts";
import { bestThreshold, fitHead, type Head, heldOut, type Labelled, scoreOf, trainHead } from "./heads.ts";
import { LABEL_HEADS, type LabelHead } from "./label-heads.ts";
import { type DataNote, WITH_NOTICES } from "./licences.ts";
import type { Known, RealCall } from "./real.ts";
import type { SalesCall } from "./sales.ts";
import { trainTies } from "./ties.ts";

const KEPT_PER_LABEL = 1200;
const KEPT_PER_KIND = 400;
const KEPT_OF_GAPS = 4000;
const FOLDS = 5;

type Calls = { readonly calls: readonly Call[]; readonly data: DataNote };

/** The invented calls of a language, with their hash; null where there are none. */
export function callsOf(language: string): Calls | null {
	const root = fileURLToPath(new URL("../../training/calls", import.meta.url));
	if (!readdirSync(root).includes(language)) return null;
	const folder = join(root, language);
	const hash = createHash("sha256");
	for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
	const data = {
		name: `training/calls/${language}`,
		sha256: hash.digest("hex"),
		licence: "Apache-2.0",
		origin: "invented for this project",
	};
	return { calls: readCalls(folder), data };
}

/** One stretch of a call in one style of writing. `written`: as it was written, not as a recogniser would. */
type Unit = {
	readonly role: "rep" | "customer";
	readonly labels: readonly string[];
	readonly example: Example;
	readonly call: number;
	readonly turn: number;
	readonly part: number;
	readonly written: boolean;
	/** Whether lines are drawn by it: whole invented calls are like calls, snippets and other talk are not. */
	readonly draws: boolean;
	readonly fold: number;
	/** What is known of it where not everything is. */
	readonly known: Known | null;
};

/** A turn of a call, with the highest score of its sentences, or one sentence; and whether people found the label in it. */
export type Judged = { readonly head: string; readonly score: number; readonly target: number };

export type TrainedLabels = {
	readonly heads: readonly (readonly [name: string, head: Head])[];
	readonly data: readonly DataNote[];
	readonly licence: string;
	readonly ties: NonNullable<WeightsFile["ties"]>;
	readonly turns: readonly Judged[];
	/** Sentences of real conversations, each judged by a head that had not seen its conversation. */
	readonly real: readonly Judged[];
};

/**
 * The heads of the labels. They hear what the other side did in the turn before, as heads without that knowledge found it
 * in calls that they had not seen.
 */
export function trainLabels(
	{ calls, data }: Calls,
	extractor: Extractor,
	talk: { readonly calls: readonly RealCall[]; readonly data: readonly DataNote[] },
	stems: Stems,
): TrainedLabels {
	const all = [...unitsOf(calls, extractor), ...realUnits(talk.calls, calls.length, extractor)];
	const units = withContext(all, extractor);
	const turns: Judged[] = [];
	const real: Judged[] = [];
	const heads = LABEL_HEADS.map((label): [string, Head] => {
		const rows = rowsFor(label, units);
		const options = { keep: label.among === undefined ? KEPT_PER_LABEL : KEPT_PER_KIND };
		const held = heldOut(rows, extractor.names, options);
		turns.push(...judged(label.name, rows, held));
		real.push(
			...rows.flatMap(({ unit, target }, index) =>
				unit.known === null ? [] : [{ head: label.name, score: held[index] ?? 0, target }],
			),
		);
		const line = bestThreshold(
			held.filter((_, index) => rows[index]?.unit.draws === true),
			rows.filter(({ unit }) => unit.draws),
		);
		return [label.name, { ...fitHead(rows, extractor.names, options), threshold: line }];
	});
	const gaps = calls.flatMap((call, index) =>
		extractor.gaps(call).map(({ example, ends }) => ({ example, target: ends ? 1 : 0, fold: index % FOLDS })),
	);
	heads.push(["sentence-end", trainHead(gaps, extractor.names, { keep: KEPT_OF_GAPS })]);
	return {
		heads,
		data: [data, ...talk.data],
		licence: talk.data.length === 0 ? "Apache-2.0" : WITH_NOTICES,
		ties: tiesOf(calls, units, extractor, stems),
		turns,
		real,
	};
}

function unitsOf(calls: readonly Call[], extractor: Extractor): Unit[] {
	return calls.flatMap((call, index) =>
		// Snippets are written in all styles already.
		(call.snippet ? [call] : [call, asRecognised(call)]).flatMap((version, style) =>
			extractor.parts(version).map(({ role, example, labels, turn, part }) => ({
				role,
				labels,
				example,
				call: index,
				turn,
				part,
				written: style === 0,
				draws: !call.snippet,
				fold: index % FOLDS,
				known: null,
			})),
		),
	);
}

function realUnits(real: readonly RealCall[], firstCall: number, extractor: Extractor): Unit[] {
	return real.flatMap(({ fold, call, known }, index) =>
		extractor.parts(call).map(({ role, example, turn, part }) => ({
			role,
			labels: [],
			example,
			call: firstCall + index,
			turn,
			part,
			written: true,
			draws: false,
			fold,
			known: known[turn]?.[part] ?? {},
		})),
	);
}

type Row = Labelled & { readonly unit: Unit };

function rowsFor({ name, role, says, among, unknown }: LabelHead, units: readonly Unit[]): Row[] {
	const learnt = units.flatMap((unit): Row[] => {
		const target = unit.role === role ? unit.known?.[name] : undefined;
		return target === undefined ? [] : [{ unit, example: unit.example, target, fold: unit.fold }];
	});
	const labelled = units
		.filter((unit) => unit.role === role && unit.known === null)
		.filter(({ labels }) => among === undefined || labels.some((label) => among.test(label)))
		.filter(({ labels }) => unknown === undefined || !labels.some((label) => unknown.test(label)))
		.map((unit) => ({
			unit,
			example: unit.example,
			target: unit.labels.some((label) => says.test(label)) ? 1 : 0,
			fold: unit.fold,
		}));
	return [...labelled, ...learnt];
}

/** Adds to each stretch what the other side did in the turn before, found by heads that had not seen the call. */
function withContext(units: readonly Unit[], extractor: Extractor): Unit[] {
	const turns = new Map<string, Float64Array>();
	const key = ({ call, written }: Unit, turn: number) => `${call} ${written ? 1 : 0} ${turn}`;
	const listen = (names: readonly string[], offset: number) => {
		for (const [index, name] of names.entries()) {
			const label = LABEL_HEADS.find((head) => head.name === name);
			if (label === undefined) throw new Error(`context: expected a label's head named ${name}`);
			const rows = rowsFor({ ...label, unknown: /^$/ }, units);
			const heads = Array.from({ length: FOLDS }, (_, fold) =>
				fitHead(
					rows.filter((row) => row.fold !== fold),
					extractor.names,
				),
			);
			const side = units.filter(({ role }) => role === label.role);
			const scores = side.map(({ fold, example }) => {
				const head = heads[fold];
				return head === undefined ? 0 : scoreOf(head, example);
			});
			const draws = [...side.keys()].filter((at) => side[at]?.draws === true);
			const line = bestThreshold(
				draws.map((at) => scores[at] ?? 0),
				draws.map((at) => ({ target: side[at]?.labels.some((said) => label.says.test(said)) === true ? 1 : 0 })),
			);
			for (const [at, unit] of side.entries()) {
				const numbers = turns.get(key(unit, unit.turn)) ?? new Float64Array(CONTEXT_NUMBERS);
				hear(numbers, offset, index, (scores[at] ?? 0) - line);
				turns.set(key(unit, unit.turn), numbers);
			}
		}
	};
	listen(REP_CONTEXT, 0);
	listen(CUSTOMER_CONTEXT, CUSTOMER_OFFSET);
	const roles = new Map(units.map((unit) => [key(unit, unit.turn), unit.role]));
	const nothing = new Float64Array(CONTEXT_NUMBERS);
	return units.map((unit) => {
		let turn = unit.turn - 1;
		while (turn >= 0 && roles.get(key(unit, turn)) === unit.role) turn -= 1;
		const context = turns.get(key(unit, turn)) ?? nothing;
		const { example } = unit;
		return { ...unit, example: { ...example, numbers: Float64Array.from([...example.numbers, ...context]) } };
	});
}

function judged(head: string, rows: readonly Row[], held: Float64Array): Judged[] {
	const turns = new Map<string, Judged>();
	for (const [index, { unit, target }] of rows.entries()) {
		if (!unit.written || !unit.draws) continue;
		const key = `${unit.call} ${unit.turn}`;
		const before = turns.get(key);
		const score = Math.max(before?.score ?? Number.NEGATIVE_INFINITY, held[index] ?? 0);
		turns.set(key, { head, score, target: Math.max(before?.target ?? 0, target) });
	}
	return [...turns.values()];
}

function tiesOf(
	calls: readonly Call[],
	units: readonly Unit[],
	extractor: Extractor,
	stems: Stems,
): NonNullable<WeightsFile["ties"]> {
	const label = LABEL_HEADS.find(({ name }) => name === "tied");
	if (label === undefined) throw new Error("ties: expected a label's head named tied");
	const rows = rowsFor(label, units);
	// What the words say is taken from heads that did not see the call: else it would be trusted too much.
	const held = heldOut(rows, extractor.names, { keep: KEPT_PER_KIND });
	const words = new Map<string, number>();
	for (const [index, { unit }] of rows.entries()) {
		if (unit.written) words.set(`${unit.call} ${unit.turn} ${unit.part}`, held[index] ?? 0);
	}
	const tokens = new Tokens();
	const stemsOf = (text: string) => {
		tokens.take(normalised(text));
		return stems.of(tokens, { from: 0, to: tokens.length });
	};
	const { ties, f1 } = trainTies(calls, stemsOf, (call, turn, part) => words.get(`${call} ${turn} ${part}`) ?? 0);
	process.stdout.write(`tie: F1 ${f1.toFixed(3)} of claims, held out\n`);
	return ties;
}

/** Draws the line of each label where turns are told apart best: a rep reads turns, not sentences. */
export function withLines(made: TrainedLabels, others: readonly Judged[]): TrainedLabels {
	const all = [...made.turns, ...others];
	const heads = made.heads.map(([name, head]): [string, Head] => {
		const turns = all.filter((turn) => turn.head === name);
		if (turns.length === 0) return [name, head];
		const threshold = bestThreshold(
			turns.map(({ score }) => score),
			turns,
		);
		process.stdout.write(`${name}: ${measured(turns, threshold)} per turn, held out\n`);
		const heard = made.real.filter((sentence) => sentence.head === name);
		if (heard.length > 0) {
			process.stdout.write(`${name}: ${measured(heard, threshold)} per sentence of real talk, held out\n`);
		}
		return [name, { ...head, threshold }];
	});
	return { ...made, heads };
}

function measured(judged: readonly Judged[], threshold: number): string {
	const said = judged.filter(({ score }) => score >= threshold);
	const hits = said.filter(({ target }) => target > 0).length;
	const gold = judged.filter(({ target }) => target > 0).length;
	const f1 = said.length + gold === 0 ? 0 : (2 * hits) / (said.length + gold);
	const precision = said.length === 0 ? 0 : hits / said.length;
	return `F1 ${f1.toFixed(3)}, precision ${precision.toFixed(3)} (n = ${judged.length}, ${gold} yes)`;
}

/** Turns of labelled calls as the finished models score them. */
export function judgedTurns(calls: readonly SalesCall[], reader: Reader): Judged[] {
	return calls.flatMap(({ turns }) => {
		reader.begin();
		return turns.flatMap(({ role, text, says }, index) => {
			const best = new Float64Array(reader.weights.heads.length).fill(Number.NEGATIVE_INFINITY);
			reader.read(text, role, tenthOf(index, turns.length), ({ scores }) => {
				for (const [head, score] of scores.entries()) best[head] = Math.max(best[head] ?? score, score);
			});
			return Object.entries(says).map(([head, present]) => ({
				head,
				score: best[reader.weights.indexOf(head)] ?? 0,
				target: present ? 1 : 0,
			}));
		});
	});
}
