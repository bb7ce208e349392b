import { localDateOf } from "../../domain/calendar.ts";
import { peopleOfCsv, peopleOfJson } from "../../services/records/people-list.ts";
import type { Access } from "../access.ts";
import { problemOfRefusal } from "../problem.ts";
import { defineRoute, NO_BODY, NOTHING, reply, UNOWNED } from "../route.ts";
import { daysOff, daysOffBody, peopleBody, peopleImport, yearParams } from "../schemas/organisation.ts";

const runners: Access = { lead: ["all"], head: ["all"], admin: ["all"] };
const PEOPLE_LIMIT_BYTES = 5_000_000;

export const organisationRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/organisation/days-off/{year}",
		operationId: "getDaysOff",
		summary: "List the organisation's own days off of a year",
		tag: "Organisation",
		roles: runners,
		params: yearParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "In order of date", body: daysOff } },
		async handler({ params: { year }, records }) {
			return reply(200, { year, days: await records.listHolidays(year) });
		},
	}),
	defineRoute({
		method: "put",
		path: "/v1/organisation/days-off/{year}",
		operationId: "setDaysOff",
		summary: "Set the organisation's own days off of a year",
		description:
			"These and no others. Public holidays of a person's country need not stand here; `working` takes one of them back. What is planned from now on keeps clear of them.",
		tag: "Organisation",
		roles: runners,
		params: yearParams,
		query: NOTHING,
		body: daysOffBody,
		ownership: UNOWNED,
		responses: { 200: { description: "Set", body: daysOff } },
		problems: ["invalid"],
		async handler({ params: { year }, body, records, caller }) {
			const set = await records.setHolidays(year, body.days, caller.personId);
			if (!set.ok) throw problemOfRefusal(set.error, "invalid");
			return reply(200, { year, days: set.value });
		},
	}),
	defineRoute({
		method: "delete",
		path: "/v1/organisation/days-off/{year}",
		operationId: "removeDaysOff",
		summary: "Remove the organisation's own days off of a year",
		tag: "Organisation",
		roles: runners,
		params: yearParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "None are left", body: daysOff } },
		problems: ["invalid"],
		async handler({ params: { year }, records, caller }) {
			const set = await records.setHolidays(year, [], caller.personId);
			if (!set.ok) throw problemOfRefusal(set.error, "invalid");
			return reply(200, { year, days: set.value });
		},
	}),
	defineRoute({
		method: "put",
		path: "/v1/organisation/people",
		operationId: "importPeople",
		summary: "Import people from a list",
		description:
			"Stores the good rows by their external ids and says by row and column what is wrong with the others. Nobody is removed for not being in the list; the same list twice changes nothing. Only an administrator gives or takes roles other than rep and manager.",
		tag: "Organisation",
		roles: runners,
		params: NOTHING,
		query: NOTHING,
		body: peopleBody,
		bodyLimitBytes: PEOPLE_LIMIT_BYTES,
		ownership: UNOWNED,
		responses: { 200: { description: "What came of each row", body: peopleImport } },
		problems: ["invalid"],
		async handler({ body, records, caller, now }) {
			const list = body.format === "csv" ? peopleOfCsv(body.content) : peopleOfJson(body.people);
			const { since = localDateOf(now, "UTC"), dryRun } = body;
			return reply(200, await records.importPeopleList(caller, list, { since, dryRun }));
		},
	}),
];
