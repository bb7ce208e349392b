import { createRequire } from "node:module";
import type Holidays from "date-holidays";
import type { HolidaysTypes } from "date-holidays";
import { addDays } from "../../domain/calendar.ts";
import type { Fault } from "../../domain/fault.ts";
import type { LocalDate } from "../../domain/time.ts";

const HOURS_PER_DAY = 24;
const MS_PER_HOUR = 3_600_000;
/** A day on which the clocks change has 23 or 25 hours; half a day more or less is another matter. */
const CLOCK_CHANGE_HOURS = 1.5;

const byYear = new Map<string, readonly LocalDate[]>();
/** Countries and regions found to be known. */
const known = new Set<string>();
let library: typeof Holidays | undefined;

/** The rules of all countries take 0.2 s and 20 MB to load: a process that asks for no country never loads them. */
function holidaysOf(country?: string, region?: string | null): Holidays {
	const loaded: typeof Holidays = library ?? createRequire(import.meta.url)("date-holidays");
	library = loaded;
	const only: HolidaysTypes.Options = { types: ["public"] };
	if (country === undefined) return new loaded(only);
	return region ? new loaded(country, region, only) : new loaded(country, only);
}

/**
 * What is wrong with a country (ISO 3166-1 alpha-2) or a region of it (its part of ISO 3166-2, such as BY for Bavaria);
 * null where the public holidays are known.
 */
export function findHolidayFault(country: string, region: string | null): Fault | null {
	const place = placeOf(country, region);
	if (known.has(place)) return null;
	const all = holidaysOf();
	if (!Object.hasOwn(all.getCountries(), country)) {
		return { field: "country", expected: "a country whose public holidays are known, such as DE", came: country };
	}
	const regions = Object.keys(all.getStates(country) ?? {});
	if (region !== null && !regions.includes(region)) {
		const expected = regions.length === 0 ? `no region for ${country}` : `one of ${regions.join(", ")}`;
		return { field: "region", expected, came: region };
	}
	known.add(place);
	return null;
}

function placeOf(country: string, region: string | null): string {
	return region === null ? country : `${country}-${region}`;
}

/**
 * Dates of the public holidays of a country, and of a region of it, in order. Only whole days: where the afternoon alone
 * is free, people work. Throws RangeError for a country or region that is not known.
 */
export function publicHolidays(
	country: string,
	region: string | null,
	fromYear: number,
	toYear: number,
): readonly LocalDate[] {
	const fault = findHolidayFault(country, region);
	if (fault !== null) throw new RangeError(`${fault.field}: expected ${fault.expected}, came ${fault.came}`);
	const dates: LocalDate[] = [];
	for (let year = fromYear; year <= toYear; year++) {
		const key = `${placeOf(country, region)} ${year}`;
		const ofYear = byYear.get(key) ?? datesOf(holidaysOf(country, region).getHolidays(year));
		byYear.set(key, ofYear);
		dates.push(...ofYear);
	}
	// A feast that runs over the turn of the year is told in both.
	return [...new Set(dates)].toSorted();
}

function datesOf(holidays: readonly HolidaysTypes.Holiday[]): readonly LocalDate[] {
	return holidays.flatMap(({ date, start, end }) => {
		// The text has the date by the country's own clock; start and end give the length alone.
		const first = date.slice(0, 10);
		const startsAtHour = Number(date.slice(11, 13));
		const hours = (end.getTime() - start.getTime()) / MS_PER_HOUR;
		const skipped = startsAtHour === 0 ? 0 : 1;
		const whole = hours - skipped * (HOURS_PER_DAY - startsAtHour);
		const days = Math.max(0, Math.floor((whole + CLOCK_CHANGE_HOURS) / HOURS_PER_DAY));
		return Array.from({ length: days }, (_, day) => addDays(first, skipped + day));
	});
}
