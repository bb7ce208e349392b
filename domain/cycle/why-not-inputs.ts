import { SIGNALS, type Signal } from "../signals/signal.ts";
import type { CyclePhase, PoolFacts, ReadingFact } from "./facts.ts";
import type { Segment } from "./plan.ts";

// Inputs come back from a JSON column: what a question needs of them is looked at before it is used.

/** The stored inputs do not hold what the rule would have to be asked with: an older version wrote them. */
export class Unanswerable extends Error {
	override readonly name = "Unanswerable";
	constructor(field: string) {
		super(`inputs: ${field} is missing`);
	}
}

export type Fields = { readonly [field: string]: unknown };

export function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function fieldsIn(fields: Fields, name: string): Fields {
	const value = fields[name];
	if (!isFields(value)) throw new Unanswerable(name);
	return value;
}

export function numberIn(fields: Fields, name: string): number {
	const value = fields[name];
	if (typeof value !== "number") throw new Unanswerable(name);
	return value;
}

export function textIn(fields: Fields, name: string): string {
	const value = fields[name];
	if (typeof value !== "string") throw new Unanswerable(name);
	return value;
}

/** A text, or null where it says so. */
export function textOrNullIn(fields: Fields, name: string): string | null {
	return fields[name] === null ? null : textIn(fields, name);
}

export function listIn(fields: Fields, name: string): readonly unknown[] {
	const value = fields[name];
	if (!Array.isArray(value)) throw new Unanswerable(name);
	return value;
}

export function eachIn<T>(fields: Fields, name: string, read: (item: Fields) => T): readonly T[] {
	return listIn(fields, name).map((item) => {
		if (!isFields(item)) throw new Unanswerable(name);
		return read(item);
	});
}

export function oneIn<const T extends string>(fields: Fields, name: string, words: readonly T[]): T {
	const value = fields[name];
	const found = words.find((word) => word === value);
	if (found === undefined) throw new Unanswerable(name);
	return found;
}

export function signalIn(fields: Fields, name: string): Signal {
	return oneIn(fields, name, SIGNALS);
}

export function planIn(fields: Fields, name: string): readonly Segment[] {
	return eachIn(fields, name, (item) => {
		const stored = textIn(item, "checkpoint");
		const repeated = /^8\/(\d+)$/.exec(stored)?.[1];
		const checkpoint =
			repeated === undefined
				? oneIn(item, "checkpoint", ["4", "6", "8", "12", "24"])
				: (`8/${Number(repeated)}` as const);
		return { fromWeek: numberIn(item, "fromWeek"), toWeek: numberIn(item, "toWeek"), checkpoint };
	});
}

/** The phase that a week belongs to; before phases were kept, weeks were those of practice. */
export function phaseIn(fields: Fields): Extract<CyclePhase, "practice" | "habit"> {
	return fields.phase === "habit" ? "habit" : "practice";
}

export function signalPairIn(fields: Fields, name: string): readonly [Signal, Signal] {
	const [first, second] = listIn(fields, name).flatMap((value) => SIGNALS.filter((signal) => signal === value));
	if (first === undefined || second === undefined) throw new Unanswerable(name);
	return [first, second];
}

export function isReadingFact(value: unknown): value is ReadingFact {
	if (!isFields(value)) return false;
	if (value.status === "not-applicable" || value.status === "disputed") return true;
	return value.status === "measured" && typeof value.numerator === "number" && typeof value.denominator === "number";
}

function isPoolFacts(value: unknown): value is PoolFacts {
	return (
		isFields(value) &&
		SIGNALS.every((signal) => {
			const pool = value[signal];
			if (!isFields(pool) || typeof pool.conversations !== "number") return false;
			return pool.shown === false || (typeof pool.numerator === "number" && typeof pool.denominator === "number");
		})
	);
}

export function poolsIn(fields: Fields, name: string): PoolFacts {
	const value = fields[name];
	if (!isPoolFacts(value)) throw new Unanswerable(name);
	return value;
}
