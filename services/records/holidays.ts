import { isRealDate } from "../../domain/calendar.ts";
import { type Fault, failed, ok, type Result } from "../../domain/fault.ts";
import type { Database } from "../database.ts";
import { findHolidayFault } from "../scheduling/holidays.ts";
import { dateColumn, localDate } from "./dates.ts";
import { oneOf } from "./documents.ts";
import type { HolidayInput, Refusal } from "./types.ts";
import { writeAudit } from "./writes.ts";

const HOLIDAY_KINDS = ["off", "working"] as const;

function yearRange(year: number) {
	return { gte: dateColumn(`${year}-01-01`), lte: dateColumn(`${year}-12-31`) };
}

/** The organisation's own days of a year, in order. */
export async function listHolidays(database: Database, orgId: string, year: number): Promise<readonly HolidayInput[]> {
	const rows = await database.withOrg(orgId, (tx) =>
		tx.holiday.findMany({
			where: { orgId, date: yearRange(year) },
			orderBy: [{ date: "asc" }, { country: { sort: "asc", nulls: "first" } }],
		}),
	);
	return rows.map(({ date, country, kind, name }) => ({
		date: localDate(date),
		country,
		kind: oneOf("holiday kind", HOLIDAY_KINDS, kind),
		name,
	}));
}

/** From now on these are the organisation's own days of the year, and no others. All of them, or none with every reason. */
export async function setHolidays(
	database: Database,
	orgId: string,
	year: number,
	holidays: readonly HolidayInput[],
	actorId: string | null = null,
): Promise<Result<readonly HolidayInput[], Refusal>> {
	const faults = faultsOf(year, holidays);
	if (faults.length > 0) return failed({ code: "invalid", faults });
	await database.withOrg(orgId, async (tx) => {
		// Two writers of one year come one after the other, and the later list stands whole.
		await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`holidays ${orgId}`}, 0))`;
		await tx.holiday.deleteMany({ where: { orgId, date: yearRange(year) } });
		await tx.holiday.createMany({
			data: holidays.map(({ date, country, kind, name }) => ({ orgId, date: dateColumn(date), country, kind, name })),
		});
		await writeAudit(tx, orgId, actorId, "holidays.set", orgId);
	});
	return ok(await listHolidays(database, orgId, year));
}

function faultsOf(year: number, holidays: readonly HolidayInput[]): readonly Fault[] {
	const faults: Fault[] = [];
	const seen = new Set<string>();
	holidays.forEach(({ date, country, name }, index) => {
		const fault = (field: string, expected: string, came: string) =>
			faults.push({ field: `/days/${index}/${field}`, expected, came });
		if (!isRealDate(date) || !date.startsWith(`${year}-`)) fault("date", `a date of ${year}`, date);
		if (name.trim() === "") fault("name", "a name", "nothing");
		const unknown = country === null ? null : findHolidayFault(country, null);
		if (unknown !== null) fault("country", unknown.expected, unknown.came);
		const key = `${date} ${country ?? ""}`;
		if (seen.has(key)) fault("date", "each date once per country", date);
		seen.add(key);
	});
	return faults;
}
