import { isCoaching, type TaskMove } from "../../domain/cycle/task.ts";
import type { ActView, TaskView } from "../../services/records/types.ts";
import { type Access, visibleReps } from "../access.ts";
import { act, instantOfAct, shownAct } from "../acts.ts";
import { invalid, Problem } from "../problem.ts";
import { type Context, defineRoute, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import { given, idParams, page, pageOf } from "../schemas/common.ts";
import {
	act as actSchema,
	blindLine,
	completionBody,
	delegationBody,
	notMineBody,
	reopeningBody,
	task,
	taskQuery,
} from "../schemas/task.ts";
import { wordsOf } from "../words/en.ts";

const readers: Access = { manager: ["team", "owner"], lead: ["all"], head: ["all"] };

const aTask = ownedBy<typeof idParams, TaskView>(async ({ params, records }) => {
	const value = await records.findTask(params.id);
	return value && { value, about: { repId: value.repId, ownerId: value.ownerId, aboveIds: value.aboveIds } };
}, readers);

function shownTask({ aboveIds: _, ...view }: TaskView) {
	return { ...view, words: wordsOf(view.reason) };
}

const answered = {
	200: { description: "Done", body: actSchema, headers: { Location: "The act" } },
	202: {
		description: "Stored, and applied as soon as the cycle can be reached",
		body: actSchema,
		headers: { Location: "The act", "Retry-After": "Seconds" },
	},
} as const;

/** What is done with a task beside answering it: an act like an answer. */
function move(
	subject: TaskView,
	answer: TaskMove,
	body: { readonly note?: string | undefined; readonly at?: string | undefined },
	context: Context,
) {
	const at = instantOfAct(body.at, context);
	const input = { kind: "decide-task", cycleId: subject.cycleId, taskId: subject.id } as const;
	return act({ ...input, answer, note: body.note ?? null, at }, context);
}

export const taskRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/tasks",
		operationId: "listTasks",
		summary: "The caller's task inbox, or all tasks that the caller may see",
		description: "A manager sees the tasks about the own team and the ones owed today, a lead and a head all of them.",
		tag: "Tasks",
		roles: readers,
		params: NOTHING,
		query: taskQuery,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The tasks", body: page(task) } },
		async handler({ query, records, caller, scopes }) {
			const { cycleId, kind, state } = query;
			const which = given({ cycleId, kind, state: state === "all" ? undefined : state });
			const isMine = query.mine === undefined ? cycleId === undefined : query.mine === "true";
			const owed = () => records.listTasks({ ownerId: caller.personId, ...which });
			const wanted = (tasks: readonly TaskView[]) =>
				pageOf(tasks.filter(({ flags }) => query.flagged === "false" || flags.length > 0).map(shownTask));
			if (isMine) return reply(200, wanted(await owed()));
			const reps = await visibleReps(scopes, caller, records);
			if (reps === "all") return reply(200, wanted(await records.listTasks(which)));
			const ofTeam = await records.listTasks({ repIds: [...reps], ...which });
			const others = (await owed()).filter(({ id }) => !ofTeam.some((seen) => seen.id === id));
			return reply(200, wanted([...ofTeam, ...others]));
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
		method: "get",
		path: "/v1/tasks/{id}/lines",
		operationId: "listTaskLines",
		summary: "The lines that a review asks to label",
		description:
			"Drawn at random from the rep's turns. What the engine saw in them is shown once the review is answered, beside what the reviewer said.",
		tag: "Tasks",
		roles: readers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aTask,
		responses: { 200: { description: "The lines, in the order of the sessions", body: page(blindLine) } },
		async handler({ subject, records }) {
			return reply(200, pageOf(await records.findBlindLines(subject.id)));
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
		responses: answered,
		problems: ["task-closed", "cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			const { answer, note, minutes } = body;
			if (answer.kind !== subject.kind) throw invalid("/answer/kind", `"${subject.kind}"`, `"${answer.kind}"`);
			if (minutes !== undefined && !isCoaching(answer.kind)) {
				throw invalid("/minutes", `no such field with an answer of the kind ${answer.kind}`, String(minutes));
			}
			const at = instantOfAct(body.at, context);
			const input = { kind: "decide-task", cycleId: subject.cycleId, taskId: subject.id } as const;
			return act({ ...input, answer, note: note ?? null, minutes, at }, context);
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/tasks/{id}/not-mine",
		operationId: "declineTask",
		summary: "Say that a task is not yours",
		description:
			"It goes one step up, with a ladder of its own; a delegate hands it back. At the top it stays and is flagged.",
		tag: "Tasks",
		roles: { manager: ["owner"], lead: ["all"], head: ["all"] },
		params: idParams,
		query: NOTHING,
		body: notMineBody,
		ownership: aTask,
		responses: answered,
		problems: ["task-closed", "cycle-closed", "act-refused", "invalid", "key-reused"],
		handler: ({ subject, body, ...context }) => move(subject, { kind: "not-mine" }, body, context),
	}),
	defineRoute({
		method: "post",
		path: "/v1/tasks/{id}/delegation",
		operationId: "delegateTask",
		summary: "Give a task to somebody by name",
		description:
			"For its owner, whoever stands above, and leads. The time that is left stays; where the delegate leaves, it is back with the owner.",
		tag: "Tasks",
		roles: { manager: ["owner", "above"], lead: ["all"], head: ["all"] },
		params: idParams,
		query: NOTHING,
		body: delegationBody,
		ownership: aTask,
		responses: answered,
		problems: ["task-closed", "cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			const person = await context.records.findPerson(body.to);
			const mayOwn = person?.roles.some((role) => role === "manager" || role === "lead" || role === "head");
			if (mayOwn !== true) throw invalid("/to", "the id of a manager, lead or head", body.to);
			return move(subject, { kind: "delegate", to: body.to }, body, context);
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/tasks/{id}/reopening",
		operationId: "reopenTask",
		summary: "Open a task again that was answered or accepted",
		description:
			"For its owner, whoever stands above, and leads, while its cycle runs. What was answered stays on record. Not where the answer has had consequences that another one would not undo.",
		tag: "Tasks",
		roles: { manager: ["owner", "above"], lead: ["all"], head: ["all"] },
		params: idParams,
		query: NOTHING,
		body: reopeningBody,
		ownership: aTask,
		responses: answered,
		problems: ["task-closed", "cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			if (subject.cycleId === null && subject.state !== "open") {
				throw new Problem("task-closed", "What was answered here has been done: it cannot be opened again.");
			}
			return move(subject, { kind: "reopen" }, body, context);
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
