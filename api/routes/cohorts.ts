import { addDays, localDateOf } from "../../domain/calendar.ts";
import type { CohortView } from "../../services/records/types.ts";
import type { Access } from "../access.ts";
import { instantOfAct } from "../acts.ts";
import { replayedHeader } from "../idempotency.ts";
import { invalid, problemOfRefusal } from "../problem.ts";
import { defineRoute, JSON_LIMIT_BYTES, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import {
	cohort,
	cohortChange,
	cohortChangeBody,
	launchBody,
	launched,
	refusalQuery,
	refusals,
} from "../schemas/cohort.ts";
import { given, idParams, page, pageOf } from "../schemas/common.ts";
import { wordsOf } from "../words/en.ts";

/** Cohorts carry no names: the viewer may see them. */
const readers: Access = { lead: ["all"], head: ["all"], admin: ["all"], viewer: ["all"] };
/** A cycle that should have begun long ago would send every reminder of these weeks at once. */
const STARTED_DAYS_MAX = 28;
/** Room for 100,000 ids of forty characters. */
const LAUNCH_LIMIT_BYTES = 45 * JSON_LIMIT_BYTES;
const REFUSALS_MAX = 1_000;

const aCohort = ownedBy<typeof idParams, CohortView>(async ({ params, records }) => {
	const value = await records.findCohort(params.id);
	return value && { value, about: {} };
}, readers);

export const cohortRoutes = [
	defineRoute({
		method: "post",
		path: "/v1/cohorts",
		operationId: "launchCohort",
		summary: "Launch a cohort: one cycle for each rep",
		description:
			"Of up to 1,000 reps, one who already has a running cycle is refused by name (409), and nothing is launched then. Of more, of whole teams, or with `atomic: false`, each row is taken for itself in the background: 202, and the cohort shows how far it is.",
		tag: "Cohorts",
		roles: { lead: ["all"], head: ["all"] },
		params: NOTHING,
		query: NOTHING,
		body: launchBody,
		bodyLimitBytes: LAUNCH_LIMIT_BYTES,
		ownership: UNOWNED,
		responses: {
			201: {
				description: "Launched: the cycles start by themselves",
				body: launched,
				headers: { Location: "The cohort" },
			},
			202: {
				description: "Stored: the rows are launched one after the other",
				body: launched,
				headers: { Location: "The cohort" },
			},
		},
		problems: ["already-practising", "invalid", "key-reused"],
		async handler({ body, caller, records, deps, now, writeKey, afterCommit }) {
			const { policy, reps, waves, ...rest } = body;
			const earliest = addDays(localDateOf(now, "UTC"), -STARTED_DAYS_MAX);
			if (rest.startsOn < earliest) throw invalid("/startsOn", `a date from ${earliest} on`, rest.startsOn);
			const input = {
				...given(rest),
				name: rest.name,
				startsOn: rest.startsOn,
				reps: reps ?? [],
				policy: policy ?? null,
				...(waves === undefined ? {} : { waves: { ...given(waves), later: waves.later, assigned: waves.assigned } }),
			};
			const written = await records.launchCohort(caller, input, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "invalid");
			const { cohortId, cycleIds, rows, replayed } = written.value;
			if (!replayed) {
				afterCommit("the start of a cohort", () => deps.cycles.startCohort(caller.orgId, cohortId));
			}
			const headers = { Location: `/v1/cohorts/${cohortId}`, ...replayedHeader(replayed) };
			const answer = { id: cohortId, cycleIds, rows };
			return cycleIds.length === rows && rows > 0 ? reply(201, answer, headers) : reply(202, answer, headers);
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/cohorts",
		operationId: "listCohorts",
		summary: "List cohorts",
		tag: "Cohorts",
		roles: readers,
		params: NOTHING,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "All cohorts of the organisation", body: page(cohort) } },
		async handler({ records }) {
			return reply(200, pageOf(await records.listCohorts()));
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/cohorts/{id}",
		operationId: "getCohort",
		summary: "Read a cohort",
		tag: "Cohorts",
		roles: readers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aCohort,
		responses: { 200: { description: "The cohort", body: cohort } },
		async handler({ subject }) {
			return reply(200, subject);
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/cohorts/{id}/refusals",
		operationId: "listLaunchRefusals",
		summary: "Rows of a launch that were refused, with their reasons",
		tag: "Cohorts",
		roles: { lead: ["all"], head: ["all"], admin: ["all"] },
		params: idParams,
		query: refusalQuery,
		body: NO_BODY,
		ownership: aCohort,
		responses: { 200: { description: "The rows, in their order", body: refusals } },
		async handler({ params, query, records }) {
			const rows = await records.listLaunchRefusals(params.id, query.after ?? null, REFUSALS_MAX);
			const data = rows.map((row) => ({
				...row,
				pointer: `/reps/${row.row}`,
				code: row.reason.code === "launch.already-practising" ? ("already-practising" as const) : ("invalid" as const),
				words: wordsOf(row.reason),
			}));
			return reply(200, { data, nextCursor: rows.length < REFUSALS_MAX ? null : (rows.at(-1)?.row ?? null) });
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/cohorts/{id}/changes",
		operationId: "changeCohort",
		summary: "Pause, resume or stop a whole cohort",
		description:
			"Reps who have not begun begin after the pause, and never where the cohort is stopped. Every running cycle is told, and takes it as a step of its own: see the list of changes.",
		tag: "Cohorts",
		roles: { lead: ["all"], head: ["all"] },
		params: idParams,
		query: NOTHING,
		body: cohortChangeBody,
		ownership: aCohort,
		responses: {
			202: {
				description: "Stored; the cycles are being told",
				body: cohortChange,
				headers: { Location: "The changes of the cohort" },
			},
		},
		problems: ["cohort-over", "invalid", "key-reused"],
		async handler({ params, body, records, deps, writeKey, afterCommit, ...context }) {
			const { caller } = context;
			const at = instantOfAct(body.at, context);
			const input = { change: body.change, note: body.note ?? null, at };
			const written = await records.changeCohort(caller, params.id, input, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "invalid");
			const { replayed, ...change } = written.value;
			if (!replayed) {
				afterCommit("a change of a cohort", () => deps.cycles.lookAtCohort(caller.orgId, params.id));
			}
			return reply(202, change, { Location: `/v1/cohorts/${params.id}/changes`, ...replayedHeader(replayed) });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/cohorts/{id}/changes",
		operationId: "listCohortChanges",
		summary: "What was asked of a whole cohort, and how far its cycles have taken it",
		tag: "Cohorts",
		roles: { lead: ["all"], head: ["all"], admin: ["all"] },
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aCohort,
		responses: { 200: { description: "The changes, oldest first", body: page(cohortChange) } },
		async handler({ params, records }) {
			return reply(200, pageOf(await records.listCohortChanges(params.id)));
		},
	}),
];
