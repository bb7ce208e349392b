import { z } from "zod";
import { createOpenApi } from "./openapi.ts";
import { definePublicRoute, NOTHING, type Route, reply } from "./route.ts";
import { calendarRoutes } from "./routes/calendar.ts";
import { cohortRoutes } from "./routes/cohorts.ts";
import { conversationRoutes } from "./routes/conversations.ts";
import { cycleRoutes } from "./routes/cycles.ts";
import { drillRoutes } from "./routes/drills.ts";
import { erasureRoutes } from "./routes/erasures.ts";
import { healthRoutes } from "./routes/health.ts";
import { historyRoutes } from "./routes/history.ts";
import { notificationRoutes } from "./routes/notification.ts";
import { organisationRoutes } from "./routes/organisation.ts";
import { reconcileRoutes } from "./routes/reconcile.ts";
import { reportRoutes } from "./routes/reports.ts";
import { repRoutes } from "./routes/reps.ts";
import { taskRoutes } from "./routes/tasks.ts";
import { webhookRoutes } from "./routes/webhooks.ts";

/** Everything that can be asked. Validation, OpenAPI, authorisation and their tests are all made from this table. */
export const routes: readonly Route[] = [
	...cohortRoutes,
	...cycleRoutes,
	...historyRoutes,
	...repRoutes,
	...organisationRoutes,
	...conversationRoutes,
	...taskRoutes,
	...drillRoutes,
	...reportRoutes,
	...calendarRoutes,
	...notificationRoutes,
	...webhookRoutes,
	...erasureRoutes,
	...reconcileRoutes,
	...healthRoutes,
	definePublicRoute({
		path: "/openapi.json",
		operationId: "getOpenApi",
		summary: "This description",
		tag: "Health",
		params: NOTHING,
		responses: {
			200: {
				description: "OpenAPI 3.1",
				body: z.looseObject({ openapi: z.literal("3.1.1") }),
			},
		},
		async handler() {
			return reply(200, { ...openApi(), openapi: "3.1.1" as const });
		},
	}),
];

let made: ReturnType<typeof createOpenApi> | undefined;

/** Made once, at the first reader: the table does not change while the process runs. */
function openApi(): ReturnType<typeof createOpenApi> {
	made ??= createOpenApi(routes);
	return made;
}
