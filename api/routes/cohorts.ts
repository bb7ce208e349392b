import { addDays, localDateOf } from "../../domain/calendar.ts";
import type { CohortView } from "../../services/records/types.ts";
import type { Access } from "../access.ts";
import { replayedHeader } from "../idempotency.ts";
import { invalid, problemOfRefusal } from "../problem.ts";
import { defineRoute, JSON_LIMIT_BYTES, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import { cohort, launchBody, launched } from "../schemas/cohort.ts";
import { given, idParams, page, pageOf } from "../schemas/common.ts";

/** Cohorts carry no names: the viewer may see them. */
const readers: Access = { lead: ["all"], head: ["all"], admin: ["all"], viewer: ["all"] };
/** A cycle that should have begun long ago would send every reminder of these weeks at once. */
const STARTED_DAYS_MAX = 28;
const LAUNCH_LIMIT_BYTES = 4 * JSON_LIMIT_BYTES;

export const cohortRoutes = [
	defineRoute({
		method: "post",
		path: "/v1/cohorts",
		operationId: "launchCohort",
		summary: "Launch a cohort: one cycle for each rep",
		description: "A rep who already has a running cycle is refused by name (409), and nothing is launched then.",
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
		},
		problems: ["already-practising", "invalid", "key-reused"],
		async handler({ body, caller, records, deps, now, writeKey, afterCommit }) {
			const { policy, product, ...rest } = body;
			const earliest = addDays(localDateOf(now, "UTC"), -STARTED_DAYS_MAX);
			if (rest.startsOn < earliest) throw invalid("/startsOn", `a date from ${earliest} on`, rest.startsOn);
			const written = await records.launchCohort(
				caller,
				{ ...rest, ...given({ product }), policy: policy ?? null },
				writeKey(),
			);
			if (!written.ok) throw problemOfRefusal(written.error, "invalid");
			const { cohortId, cycleIds, replayed } = written.value;
			if (!replayed) {
				afterCommit("the start of a cohort", () => deps.cycles.startCohort(caller.orgId, cohortId));
			}
			const headers = { Location: `/v1/cohorts/${cohortId}`, ...replayedHeader(replayed) };
			return reply(201, { id: cohortId, cycleIds }, headers);
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
		ownership: ownedBy<typeof idParams, CohortView>(async ({ params, records }) => {
			const value = await records.findCohort(params.id);
			return value && { value, about: {} };
		}),
		responses: { 200: { description: "The cohort", body: cohort } },
		async handler({ subject }) {
			return reply(200, subject);
		},
	}),
];
