import type { ActView, TaskView } from "../../services/records/types.ts";
import { type Access, visibleReps } from "../access.ts";
import { act, instantOfAct, shownAct } from "../acts.ts";
import { invalid } from "../problem.ts";
import { defineRoute, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import { idParams, page, pageOf } from "../schemas/common.ts";
import { act as actSchema, completionBody, task, taskQuery } from "../schemas/task.ts";
import { wordsOf } from "../words/en.ts";

const readers: Access = { manager: ["team", "owner"], lead: ["all"], head: ["all"] };

const aTask = ownedBy<typeof idParams, TaskView>(async ({ params, records }) => {
	const value = await records.findTask(params.id);
	return value && { value, about: { repId: value.repId, ownerId: value.ownerId } };
}, readers);

function shownTask(view: TaskView) {
	return { ...view, words: wordsOf(view.reason) };
}

export const taskRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/tasks",
		operationId: "listTasks",
		summary: "The caller's task inbox, or the tasks of one cycle",
		tag: "Tasks",
		roles: readers,
		params: NOTHING,
		query: taskQuery,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The tasks", body: page(task) } },
		async handler({ query, records, caller, scopes }) {
			const state = query.state === "open" ? ({ state: "open" } as const) : {};
			if (query.cycleId === undefined) {
				const mine = await records.listTasks({ ownerId: caller.personId, ...state });
				return reply(200, pageOf(mine.map(shownTask)));
			}
			const reps = await visibleReps(scopes, caller, records);
			const tasks = await records.listTasks({ cycleId: query.cycleId, ...state });
			const seen = tasks.filter(
				({ repId, ownerId }) => reps === "all" || reps.has(repId) || ownerId === caller.personId,
			);
			return reply(200, pageOf(seen.map(shownTask)));
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/tasks/{id}",
		operationId: "getTask",
		summary: "Read a task",
		tag: "Tasks",
		roles: readers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aTask,
		responses: { 200: { description: "The task", body: task } },
		async handler({ subject }) {
			return reply(200, shownTask(subject));
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/tasks/{id}/completion",
		operationId: "completeTask",
		summary: "Answer a task",
		description: "For its owner of today, and for leads. 202 means stored: the act is applied by itself.",
		tag: "Tasks",
		roles: { manager: ["owner"], lead: ["all"], head: ["all"] },
		params: idParams,
		query: NOTHING,
		body: completionBody,
		ownership: aTask,
		responses: {
			200: { description: "Done", body: actSchema, headers: { Location: "The act" } },
			202: {
				description: "Stored, and applied as soon as the cycle can be reached",
				body: actSchema,
				headers: { Location: "The act", "Retry-After": "Seconds" },
			},
		},
		problems: ["task-closed", "cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			const { answer, note } = body;
			if (answer.kind !== subject.kind) throw invalid("/answer/kind", `"${subject.kind}"`, `"${answer.kind}"`);
			const at = instantOfAct(body.at, context);
			const input = { kind: "decide-task", cycleId: subject.cycleId, taskId: subject.id } as const;
			return act({ ...input, answer, note: note ?? null, at }, context);
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/acts/{id}",
		operationId: "getAct",
		summary: "What became of an act",
		tag: "Tasks",
		roles: { rep: ["actor"], manager: ["actor"], lead: ["all"], head: ["all"], admin: ["all"] },
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: ownedBy<typeof idParams, ActView>(async ({ params, records }) => {
			const value = await records.findAct(params.id);
			return value && { value, about: { actorId: value.actorId } };
		}),
		responses: { 200: { description: "The act", body: actSchema } },
		async handler({ subject }) {
			return reply(200, shownAct(subject));
		},
	}),
];
