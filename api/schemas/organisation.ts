import { z } from "zod";
import { ROLES } from "../../services/records/types.ts";
import { id, line, localDate, localDateIn } from "./common.ts";

const country = z
	.string()
	.regex(/^[A-Z]{2}$/, "a country such as DE")
	.nullable();

const dayOff = {
	date: localDateIn,
	country: country.default(null).meta({ description: "ISO 3166-1 alpha-2; null for everybody", example: "DE" }),
	kind: z.enum(["off", "working"]).meta({ description: "`working`: people work although the law says otherwise" }),
	name: line(200),
};

const DAYS_MAX = 1000;

export const daysOffBody = z
	.strictObject({ days: z.array(z.strictObject(dayOff)).max(DAYS_MAX) })
	.meta({ id: "SetDaysOff" });

export const daysOff = z
	.strictObject({
		year: z.int(),
		days: z.array(z.strictObject({ ...dayOff, date: localDate, country, name: z.string() })),
	})
	.meta({ id: "DaysOff" });

export const yearParams = z.strictObject({
	year: z
		.string()
		.regex(/^20\d\d$/)
		.transform(Number)
		.meta({ description: "A year from 2000 to 2099", example: "2027" }),
});

const PEOPLE_MAX = 20_000;

const since = localDateIn.optional().meta({
	description: "From this date on the managers are managers of record; today where it is left out",
	example: "2026-11-23",
});
const dryRun = z.boolean().default(false).meta({ description: "True: only say what would happen" });

export const peopleBody = z
	.discriminatedUnion("format", [
		z.strictObject({
			format: z.literal("csv"),
			content: z
				.string()
				.min(1)
				.meta({
					description: `CSV with a header: externalId, name, email, roles (${ROLES.join(", ")}; several separated by spaces), zone, and where wanted country, region, location, shift, manager`,
					example: "externalId,name,email,roles,zone,manager\nr1,Ann Lee,ann@example.com,rep,Europe/Berlin,m1",
				}),
			since,
			dryRun,
		}),
		z.strictObject({
			format: z.literal("json"),
			people: z.array(z.unknown()).max(PEOPLE_MAX).meta({ description: "The same fields, by name; roles as a list" }),
			since,
			dryRun,
		}),
	])
	.meta({ id: "ImportPeople" });

export const peopleImport = z
	.strictObject({
		dryRun: z.boolean(),
		imported: z.array(z.strictObject({ row: z.int(), id: id.nullable(), externalId: z.string() })),
		refused: z
			.array(z.strictObject({ row: z.int(), column: z.string(), expected: z.string(), came: z.string() }))
			.meta({
				description: "What is wrong, by row and column. In CSV the header is row 1; in JSON the first person is",
			}),
		leftOut: z.array(z.int()).meta({ description: "Rows that name somebody who was erased" }),
	})
	.meta({ id: "PeopleImport" });
