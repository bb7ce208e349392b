import type { PersonView } from "../../services/records/types.ts";
import { type Access, visibleReps } from "../access.ts";
import { replayedHeader } from "../idempotency.ts";
import { problemOfRefusal } from "../problem.ts";
import { defineRoute, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import { given, idParams, page, pageOf } from "../schemas/common.ts";
import { conversation } from "../schemas/conversation.ts";
import { milestone, milestonesBody, milestonesStored } from "../schemas/milestone.ts";
import { person, personQuery } from "../schemas/person.ts";

/** What a rep said is for the rep, the manager of today and the enablement leads; an admin needs another role for it. */
const listeners: Access = { rep: ["self"], manager: ["team"], lead: ["all"], head: ["all"] };

const aRep = ownedBy<typeof idParams, PersonView>(async ({ params, records }) => {
	const value = await records.findPerson(params.id);
	return value?.roles.includes("rep") ? { value, about: { repId: value.id } } : null;
});

export const repRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/reps",
		operationId: "listReps",
		summary: "List reps, or find one by external id",
		tag: "Reps",
		roles: { ...listeners, admin: ["all"] },
		params: NOTHING,
		query: personQuery,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The reps whom the caller may see", body: page(person) } },
		async handler({ query, records, caller, scopes }) {
			const visible = await visibleReps(scopes, caller, records);
			const people = await records.listPeople(given(query));
			const reps = people.filter(({ id, roles }) => roles.includes("rep") && (visible === "all" || visible.has(id)));
			return reply(200, pageOf(reps));
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/reps/{id}/conversations",
		operationId: "listRepConversations",
		summary: "List a rep's conversations",
		tag: "Reps",
		roles: listeners,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aRep,
		responses: {
			200: { description: "Conversations, practice and live, without their words", body: page(conversation) },
		},
		async handler({ subject, records }) {
			return reply(200, pageOf(await records.listConversations({ repId: subject.id })));
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/milestones",
		operationId: "importMilestones",
		summary: "Bring in what people reached, and when",
		description:
			"Week 6 of a new hire compares them with earlier hires at the same day. All of them, or none with every reason; the same milestone of the same person given again has its newer date.",
		tag: "Reps",
		roles: { lead: ["all"], head: ["all"] },
		params: NOTHING,
		query: NOTHING,
		body: milestonesBody,
		ownership: UNOWNED,
		responses: { 200: { description: "Kept", body: milestonesStored } },
		problems: ["invalid", "key-reused"],
		async handler({ body, caller, records, writeKey }) {
			const written = await records.importMilestones(caller, body.milestones, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "invalid");
			const { replayed, stored } = written.value;
			return reply(200, { stored }, replayedHeader(replayed));
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/reps/{id}/milestones",
		operationId: "listRepMilestones",
		summary: "What a rep has reached",
		tag: "Reps",
		roles: listeners,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aRep,
		responses: { 200: { description: "Milestones, oldest first", body: page(milestone) } },
		async handler({ subject, records }) {
			return reply(200, pageOf(await records.listMilestones(subject.id)));
		},
	}),
];
