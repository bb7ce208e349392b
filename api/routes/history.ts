import { whyNot } from "../../domain/cycle/why-not.ts";
import type { CycleView, DecisionView, StepView } from "../../services/records/types.ts";
import type { Access } from "../access.ts";
import { filtered, historyFile, historyText, languageOf, pageAfter, told } from "../history.ts";
import { Problem } from "../problem.ts";
import { defineRoute, NO_BODY, NOTHING, ownedBy, reply } from "../route.ts";
import { idParams } from "../schemas/common.ts";
import * as schemas from "../schemas/history.ts";
import { wordsIn } from "../words/languages.ts";
import { withBrief } from "./cycle-view.ts";

/** A story is for those whom the cycle is of or for: who is coached in it, whoever manages them today, leads and admins. */
const readers: Access = { rep: ["self"], manager: ["team", "self"], lead: ["all"], head: ["all"], admin: ["all"] };
const admins: Access = { admin: ["all"] };

const aCycle = ownedBy<typeof idParams, CycleView>(async ({ params, records }) => {
	const value = await records.findCycle(params.id);
	return value && { value, about: { repId: value.repId } };
}, readers);

type CycleStep = { readonly cycle: CycleView; readonly step: StepView };

export const historyRoutes = [
	defineRoute({
		method: "get",
		path: "/v1/cycles/{id}/history",
		operationId: "getCycleHistory",
		summary: "The story of a cycle in coaching words",
		description:
			"Decisions, acts, tasks, conversations and messages in order of step, each with rule, inputs, reason and words in the reader's language.",
		tag: "History",
		roles: readers,
		params: idParams,
		query: schemas.historyQuery,
		body: NO_BODY,
		ownership: aCycle,
		responses: { 200: { description: "The story, a page of it", body: schemas.historyPage } },
		async handler({ subject, query, ...context }) {
			const language = await languageOf(query.language, context);
			const lines = filtered(await context.records.history(subject.id), query);
			const { data, nextCursor } = pageAfter(lines, query);
			return reply(200, { data: await told(data, language, context), nextCursor });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/cycles/{id}/history/export",
		operationId: "exportCycleHistory",
		summary: "The whole story of a cycle as one file",
		description: "As JSON, or as text that people read. It holds no word of any conversation.",
		tag: "History",
		roles: readers,
		params: idParams,
		query: schemas.exportQuery,
		body: NO_BODY,
		ownership: aCycle,
		responses: {
			200: {
				description: "The file",
				body: schemas.historyFile,
				orText: true,
				headers: { "Content-Disposition": "A file name made of the cycle's id" },
			},
		},
		async handler({ subject, query, ...context }) {
			const language = await languageOf(query.language, context);
			const entries = await told(await context.records.history(subject.id), language, context);
			const runs = await context.records.listRuns(subject.id);
			const file = historyFile(withBrief(subject), runs, entries, { exportedAt: context.now, language });
			const isText = query.as === "text";
			const headers = {
				"Content-Disposition": `attachment; filename="cycle-history-${subject.id}.${isText ? "txt" : "json"}"`,
			};
			return reply(200, isText ? historyText(file) : file, headers);
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/cycles/{id}/history/steps/{step}/events",
		operationId: "getStepEvents",
		summary: "The raw events of one step, as Temporal kept them",
		description: "From the archive where the run is closed and archived, else from Temporal. Ids and numbers only.",
		tag: "History",
		roles: admins,
		params: schemas.stepParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: ownedBy<typeof schemas.stepParams, CycleStep>(async ({ params, records }) => {
			const cycle = await records.findCycle(params.id);
			const step = cycle && (await records.findStep(cycle.id, params.step));
			return cycle && step && { value: { cycle, step }, about: { repId: cycle.repId } };
		}, admins),
		responses: { 200: { description: "The events, in order", body: schemas.stepEvents } },
		problems: ["history-gone", "temporal-away"],
		async handler({ subject: { cycle, step }, params, caller, deps }) {
			const { runId } = step;
			if (runId === null) return reply(200, { step: params.step, runId: null, from: null, events: [] });
			const found = await deps.histories.stepEvents(caller.orgId, cycle.id, { ...step, runId });
			if (found.from === "gone") {
				throw new Problem(
					"history-gone",
					`Neither the archive nor Temporal has run ${runId} any more; the decisions of the step stay.`,
				);
			}
			return reply(200, { step: params.step, runId, from: found.from, events: found.events });
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/cycles/{id}/history/replay",
		operationId: "replayCycle",
		summary: "Does the code of today still agree with what the cycle did?",
		description:
			"Replays the real history of every run of the cycle on the workflow code of this build. Changes nothing.",
		tag: "History",
		roles: admins,
		params: idParams,
		query: NOTHING,
		body: schemas.replayBody,
		ownership: aCycle,
		responses: { 200: { description: "What came of it, run by run", body: schemas.replayReport } },
		problems: ["invalid", "temporal-away"],
		async handler({ subject, caller, deps }) {
			const runs = await deps.histories.replay(caller.orgId, subject.id);
			const has = (verdict: string) => runs.some((run) => run.verdict === verdict);
			const left = has("agrees") ? ("agrees" as const) : ("nothing-to-replay" as const);
			const verdict = has("differs") ? ("differs" as const) : has("gone") ? ("incomplete" as const) : left;
			return reply(200, { verdict, runs });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/decisions/{id}/why-not",
		operationId: "getWhyNot",
		summary: "What would have had to be different for a decision to come out otherwise",
		description:
			"The stored inputs are varied through the rule that took the decision: the nearest change for each other outcome, two together where one is not enough.",
		tag: "History",
		roles: readers,
		params: idParams,
		query: schemas.whyNotQuery,
		body: NO_BODY,
		ownership: ownedBy<typeof idParams, DecisionView>(async ({ params, records }) => {
			const value = await records.findDecision(params.id);
			return value && { value, about: { repId: value.repId } };
		}, readers),
		responses: { 200: { description: "The alternatives", body: schemas.whyNotAnswer } },
		async handler({ subject, query, ...context }) {
			const language = await languageOf(query.language, context);
			const { alternatives, ...answer } = whyNot(subject);
			const worded = <T extends { readonly reason: DecisionView["reason"] }>(given: T) => ({
				...given,
				words: wordsIn(language, given.reason),
			});
			const { id: decisionId, cycleId, name, rule } = subject;
			return reply(200, {
				decisionId,
				cycleId,
				name,
				rule,
				...worded(answer),
				alternatives: alternatives.map(({ changes, ...way }) => ({ ...worded(way), changes: changes.map(worded) })),
			});
		},
	}),
];
