import type { CyclePlace, CycleView } from "../../services/records/types.ts";
import type { Access } from "../access.ts";
import { act, instantOfAct } from "../acts.ts";
import { badCursor, cursorOf } from "../history.ts";
import { Problem, problemDetail, problemOfRefusal } from "../problem.ts";
import { defineRoute, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import { given, idParams } from "../schemas/common.ts";
import { changeBody, cycle, cyclePage, cycleQuery, guess, guessBody, stopBody } from "../schemas/cycle.ts";
import { act as actSchema } from "../schemas/task.ts";
import { withBrief } from "./cycle-view.ts";

/** A manager is coached in a cycle of the kind `manager-cadence`, and sees the own one too. */
const readers: Access = { rep: ["self"], manager: ["team", "self"], lead: ["all"], head: ["all"], admin: ["all"] };

const aCycle = ownedBy<typeof idParams, CycleView>(async ({ params, records }) => {
	const value = await records.findCycle(params.id);
	return value && { value, about: { repId: value.repId } };
}, readers);

/** Cycles on a page where nobody asks for another number. */
const LIMIT = 200;

/** The place that a cursor names: the first day and the id of a cycle. */
function placeOf(cursor: string): CyclePlace {
	const [, startsOn, id] =
		/^(\d{4}-\d\d-\d\d) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
	if (startsOn === undefined || id === undefined || !isDate(startsOn)) throw badCursor(cursor);
	return { startsOn, id };
}

function isDate(text: string): boolean {
	return !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

export const cycleRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/cycles",
		operationId: "listCycles",
		summary: "List cycles",
		description:
			"A rep sees the own ones, a manager those of the reps managed today. In order of their first day, a page at a time.",
		tag: "Cycles",
		roles: readers,
		params: NOTHING,
		query: cycleQuery,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The cycles", body: cyclePage } },
		async handler({ query: { cursor, limit = LIMIT, ...filter }, records, caller, scopes }) {
			if (filter.weekFrom !== undefined && filter.weekTo !== undefined && filter.weekFrom > filter.weekTo) {
				const error = problemDetail("/query/weekTo", `at least ${filter.weekFrom}`, String(filter.weekTo));
				throw new Problem("bad-parameter", error.detail, { errors: [error] });
			}
			const { personId } = caller;
			const { items, next } = await records.searchCycles({
				...given(filter),
				reach: scopes.has("all") ? "all" : { personId, self: scopes.has("self"), team: scopes.has("team") },
				...(cursor === undefined ? {} : { after: placeOf(cursor) }),
				limit,
			});
			const nextCursor = next === null ? null : cursorOf(`${next.startsOn} ${next.id}`);
			return reply(200, { data: items.map(withBrief), nextCursor });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/cycles/{id}",
		operationId: "getCycle",
		summary: "Read a cycle",
		tag: "Cycles",
		roles: readers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aCycle,
		responses: { 200: { description: "The cycle", body: cycle } },
		async handler({ subject }) {
			return reply(200, withBrief(subject));
		},
	}),
	defineRoute({
		method: "put",
		path: "/v1/cycles/{id}/guess",
		operationId: "guessTiers",
		summary: "Say where you believe to stand",
		description:
			"For the rep, until the baseline closes; given again, the later guess counts. The baseline is told against it.",
		tag: "Cycles",
		roles: { rep: ["self"] },
		params: idParams,
		query: NOTHING,
		body: guessBody,
		ownership: aCycle,
		responses: { 200: { description: "Kept", body: guess } },
		problems: ["baseline-closed", "invalid"],
		async handler({ subject, body, ...context }) {
			const { records, caller } = context;
			const kept = await records.saveGuess(caller, subject.id, body.tiers, instantOfAct(body.at, context));
			if (!kept.ok) throw problemOfRefusal(kept.error, "not-found");
			return reply(200, kept.value);
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/cycles/{id}/stop",
		operationId: "stopCycle",
		summary: "Stop a cycle",
		tag: "Cycles",
		roles: { lead: ["all"], head: ["all"] },
		params: idParams,
		query: NOTHING,
		body: stopBody,
		ownership: aCycle,
		responses: {
			200: { description: "Stopped", body: actSchema, headers: { Location: "The act" } },
			202: {
				description: "Stored, and applied as soon as the cycle can be reached",
				body: actSchema,
				headers: { Location: "The act", "Retry-After": "Seconds" },
			},
		},
		problems: ["cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			const at = instantOfAct(body.at, context);
			const input = { kind: "stop-cycle", cycleId: subject.id, taskId: null, answer: null } as const;
			return act({ ...input, note: body.note ?? null, at }, context);
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/cycles/{id}/changes",
		operationId: "changeCycle",
		summary: "Pause, resume or extend a cycle, or move it to another policy",
		description:
			"A pause may begin in the past: what the cycle did since because its time had come is done anew. Weeks, checkpoints and the due times of open tasks move with it.",
		tag: "Cycles",
		roles: { manager: ["team"], lead: ["all"], head: ["all"] },
		params: idParams,
		query: NOTHING,
		body: changeBody,
		ownership: aCycle,
		responses: {
			200: { description: "Changed", body: actSchema, headers: { Location: "The act" } },
			202: {
				description: "Stored, and applied as soon as the cycle can be reached",
				body: actSchema,
				headers: { Location: "The act", "Retry-After": "Seconds" },
			},
		},
		problems: ["cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			const at = instantOfAct(body.at, context);
			const { change } = body;
			const input = { kind: "change-cycle", cycleId: subject.id, taskId: null, answer: null, change } as const;
			return act({ ...input, note: body.note ?? null, at }, context);
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/cycles/{id}/retry",
		operationId: "retryStep",
		summary: "Have the step tried again that could not be decided",
		description: "For a cycle with the flag `step-stuck`, once what was wrong with its facts is mended.",
		tag: "Cycles",
		roles: { admin: ["all"] },
		params: idParams,
		query: NOTHING,
		body: stopBody,
		ownership: aCycle,
		responses: {
			200: { description: "The step is tried again", body: actSchema, headers: { Location: "The act" } },
			202: {
				description: "Stored, and applied as soon as the cycle can be reached",
				body: actSchema,
				headers: { Location: "The act", "Retry-After": "Seconds" },
			},
		},
		problems: ["cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			const at = instantOfAct(body.at, context);
			const input = { kind: "retry-step", cycleId: subject.id, taskId: null, answer: null } as const;
			return act({ ...input, note: body.note ?? null, at }, context);
		},
	}),
];
