import { addDays } from "../../domain/calendar.ts";
import { epochMs, instantOf } from "../../domain/time.ts";
import type { ReportSpan } from "../../services/records/types.ts";
import { type Access, visibleReps } from "../access.ts";
import { type Context, defineRoute, NO_BODY, NOTHING, reply, UNOWNED } from "../route.ts";
import { page, pageOf } from "../schemas/common.ts";
import { agreement, coachingWeek, drillReport, spanQuery } from "../schemas/report.ts";

/** A manager reads about the own team, or the own work; leads and heads about all. */
const ofTeams: Access = { manager: ["team"], lead: ["all"], head: ["all"] };
const ofOneself: Access = { manager: ["actor"], lead: ["all"], head: ["all"] };

const MS_PER_WEEK = 7 * 86_400_000;

function spanOf(query: { readonly weeks: number; readonly until?: string | undefined }, { now }: Context): ReportSpan {
	const until = query.until === undefined ? now : `${addDays(query.until, 1)}T00:00:00.000Z`;
	return { since: instantOf(epochMs(until) - query.weeks * MS_PER_WEEK), until };
}

function whose({ scopes, caller }: Context): string | null {
	return scopes.has("all") ? null : caller.personId;
}

export const reportRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/agreement",
		operationId: "getAgreement",
		summary: "How far people and the engine agree on lines labelled blind",
		description:
			"Cohen's kappa per signal, language, labeller and month, of the lines that reviews ask to label before the engine's labels are shown. A manager sees that of the own lines, leads and heads that of all.",
		tag: "Reports",
		roles: ofOneself,
		params: NOTHING,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "By month, then by signal", body: page(agreement) } },
		async handler(context) {
			return reply(200, pageOf(await context.records.agreement(whose(context))));
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/reports/drills",
		operationId: "getDrillReport",
		summary: "From review to practice: days, plateaus and coverage",
		description:
			"Time from call to drill to next call, days to the first named gap, plateaus (practice goes on, real calls stop moving), and how evenly people are coached, by location, shift and manager. Each number with what it rests on. A manager sees the own team of today.",
		tag: "Reports",
		roles: ofTeams,
		params: NOTHING,
		query: spanQuery,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The report", body: drillReport } },
		async handler({ query, ...context }) {
			const { records, scopes, caller } = context;
			const reps = await visibleReps(scopes, caller, records);
			const span = spanOf(query, context);
			return reply(200, { ...span, ...(await records.drillReport(reps === "all" ? null : [...reps], span)) });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/reports/coaching-time",
		operationId: "getCoachingTime",
		summary: "Minutes that people coached, by week",
		description:
			"As they state them with their answers to reviews, one-to-ones and live coachings; what nobody states is not guessed. A manager sees the own weeks, leads and heads all.",
		tag: "Reports",
		roles: ofOneself,
		params: NOTHING,
		query: spanQuery,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "Newest week first", body: page(coachingWeek) } },
		async handler({ query, ...context }) {
			return reply(200, pageOf(await context.records.coachingTime(whose(context), spanOf(query, context))));
		},
	}),
];
