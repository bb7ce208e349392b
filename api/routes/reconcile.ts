import { defineRoute, NO_BODY, NOTHING, reply, UNOWNED } from "../route.ts";
import { reconciliation } from "../schemas/reconcile.ts";

export const reconcileRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/reconcile",
		operationId: "getReconciliation",
		summary: "What reconcile has found and mended",
		description:
			"Once an hour rows and workflows are compared. In an undisturbed installation nothing is found; each difference was mended and is worth a look at why it came about.",
		tag: "Health",
		roles: { admin: ["all"] },
		params: NOTHING,
		query: NOTHING,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "Rounds and differences", body: reconciliation } },
		async handler({ records }) {
			return reply(200, await records.reconciliation());
		},
	}),
];
