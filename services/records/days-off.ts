import type { LocalDate } from "../../domain/time.ts";
import { findHolidayFault, publicHolidays } from "../scheduling/holidays.ts";

/** What an organisation says of one date, for everybody (`country` null) or for the people of a country. */
export type DeclaredDay = {
	readonly date: LocalDate;
	readonly country: string | null;
	readonly kind: "off" | "working";
};

/** Holidays are looked up for the year of a date and the next one: no task takes longer than that. */
export function yearsAround(on: LocalDate): { readonly fromYear: number; readonly toYear: number } {
	const year = Number(on.slice(0, 4));
	return { fromYear: year, toYear: year + 1 };
}

/**
 * Dates on which somebody does not work, in order: public holidays of the person's country, and what the organisation
 * declares. Its word goes before the law's, and its word for one country before that for everybody.
 */
export function daysOffOf(
	person: { readonly country: string | null; readonly region: string | null },
	declared: readonly DeclaredDay[],
	{ fromYear, toYear }: ReturnType<typeof yearsAround>,
): readonly LocalDate[] {
	const { country, region } = person;
	// An import refuses a country that is not known. Should one fall out of the library, a step must go on all the same.
	const known = country !== null && findHolidayFault(country, region) === null;
	const off = new Set(known ? publicHolidays(country, region, fromYear, toYear) : []);
	const mine = declared.filter((day) => day.country === null || day.country === country);
	for (const { date, kind } of [
		...mine.filter((day) => day.country === null),
		...mine.filter((day) => day.country !== null),
	]) {
		if (kind === "off") off.add(date);
		else off.delete(date);
	}
	return [...off].toSorted();
}
