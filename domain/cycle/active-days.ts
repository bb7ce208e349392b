import { addDays, daysBetween } from "../calendar.ts";
import type { LocalDate } from "../time.ts";

/**
 * Days on which a cycle rests, in whole local dates of the rep. Half-open: `to` is the first active day again, null while
 * nobody knows when that will be.
 */
export type Pause = { readonly from: LocalDate; readonly to: LocalDate | null };

/** In order and apart: pauses that overlap or touch are one, and one that ends before its first day holds none. */
export function normalisedPauses(pauses: readonly Pause[]): readonly Pause[] {
	const merged: Pause[] = [];
	const sorted = pauses
		.filter(({ from, to }) => to === null || from < to)
		.toSorted((a, b) => (a.from < b.from ? -1 : 1));
	for (const { from, to } of sorted) {
		const before = merged.at(-1);
		if (before === undefined || (before.to !== null && before.to < from)) merged.push({ from, to });
		else merged[merged.length - 1] = { from: before.from, to: laterEnd(before.to, to) };
	}
	return merged;
}

export function isPaused(date: LocalDate, pauses: readonly Pause[]): boolean {
	return pauses.some(({ from, to }) => from <= date && (to === null || date < to));
}

/**
 * The date of the n-th active day counted from `anchor`: 0 is the first active day on or after it, and a negative n
 * counts active days back from `anchor`. Null where a pause without an end comes first.
 */
export function activeDate(anchor: LocalDate, n: number, pauses: readonly Pause[]): LocalDate | null {
	if (!Number.isInteger(n)) throw new RangeError(`n: expected a whole number of days, came ${n}`);
	const rests = normalisedPauses(pauses);
	return n < 0 ? activeBefore(anchor, -n, rests) : activeFrom(anchor, n, rests);
}

/** Active days from `a` (included) to `b` (left out); negative when `b` lies before `a`. */
export function activeDaysBetween(a: LocalDate, b: LocalDate, pauses: readonly Pause[]): number {
	if (b < a) return 0 - activeDaysBetween(b, a, pauses);
	let days = daysBetween(a, b);
	for (const { from, to } of normalisedPauses(pauses)) {
		const first = from < a ? a : from;
		const last = to === null || to > b ? b : to;
		if (first < last) days -= daysBetween(first, last);
	}
	return days;
}

function activeFrom(anchor: LocalDate, n: number, rests: readonly Pause[]): LocalDate | null {
	let date = addDays(anchor, n);
	for (const { from, to } of rests) {
		if (to !== null && to <= anchor) continue;
		if (date < from) break;
		if (to === null) return null;
		// The part of the pause that lies behind the anchor pushes the date on by its length.
		date = addDays(date, daysBetween(from < anchor ? anchor : from, to));
	}
	return date;
}

function activeBefore(anchor: LocalDate, n: number, rests: readonly Pause[]): LocalDate {
	let date = addDays(anchor, -n);
	for (const { from, to } of rests.toReversed()) {
		if (from >= anchor) continue;
		if (to !== null && to <= date) break;
		date = addDays(date, -daysBetween(from, to === null || to > anchor ? anchor : to));
	}
	return date;
}

function laterEnd(a: LocalDate | null, b: LocalDate | null): LocalDate | null {
	if (a === null || b === null) return null;
	return a < b ? b : a;
}
