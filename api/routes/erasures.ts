import type { ErasureView, PersonView } from "../../services/records/types.ts";
import type { Access } from "../access.ts";
import { replayedHeader } from "../idempotency.ts";
import { problemOfRefusal } from "../problem.ts";
import { defineRoute, NO_BODY, NOTHING, ownedBy, reply } from "../route.ts";
import { idParams } from "../schemas/common.ts";
import { erasure, erasureBody } from "../schemas/erasure.ts";

const admins: Access = { admin: ["all"] };

export const erasureRoutes = [
	defineRoute({
		method: "post",
		path: "/v1/people/{id}/erasure",
		operationId: "erasePerson",
		summary: "Erase a person everywhere",
		description:
			"Stored at once, done within minutes, and never taken back: from the answer on nothing is written about the person any more. Asked again, the same certificate is named.",
		tag: "Erasure",
		roles: admins,
		params: idParams,
		query: NOTHING,
		body: erasureBody,
		ownership: ownedBy<typeof idParams, PersonView>(async ({ params, records }) => {
			const value = await records.findPerson(params.id);
			return value && { value, about: { repId: value.id } };
		}),
		responses: {
			202: {
				description: "Under way",
				body: erasure,
				headers: { Location: "The certificate", "Retry-After": "Seconds" },
			},
		},
		problems: ["invalid", "key-reused"],
		async handler({ subject, records, caller, deps, writeKey, afterCommit }) {
			const written = await records.requestErasure(caller, subject.id, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "not-found");
			const { replayed, ...view } = written.value;
			if (view.state === "requested") {
				afterCommit("an erasure", () => deps.cycles.startErasure(caller.orgId, view.id));
			}
			const headers = { Location: `/v1/erasures/${view.id}`, "Retry-After": "60", ...replayedHeader(replayed) };
			return reply(202, view, headers);
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/erasures/{id}",
		operationId: "getErasure",
		summary: "What became of an erasure, and its certificate",
		tag: "Erasure",
		roles: admins,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: ownedBy<typeof idParams, ErasureView>(async ({ params, records }) => {
			const value = await records.findErasure(params.id);
			return value && { value, about: {} };
		}),
		responses: { 200: { description: "The erasure", body: erasure } },
		async handler({ subject }) {
			return reply(200, subject);
		},
	}),
];
