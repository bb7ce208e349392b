import { localDateOf } from "../../domain/calendar.ts";
import { SIGNAL_OF_GAP } from "../../domain/drill/drill.ts";
import { briefOf } from "../../domain/drill/library.ts";
import { citeUtterance } from "../../domain/signals/citation.ts";
import type { DrillView, PersonView, ScorecardView } from "../../services/records/types.ts";
import { type Access, visibleReps } from "../access.ts";
import { act, instantOfAct } from "../acts.ts";
import { invalid } from "../problem.ts";
import { assertRepInReach } from "../reps.ts";
import { type Context, defineRoute, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import { idParams, page, pageOf } from "../schemas/common.ts";
import {
	assignBody,
	drill,
	drillQuery,
	drillSuggestion,
	drillWithLine,
	submissionBody,
	withdrawalBody,
} from "../schemas/drill.ts";
import { act as actSchema } from "../schemas/task.ts";
import { wordsOf } from "../words/en.ts";

const readers: Access = { rep: ["self"], manager: ["team"], lead: ["all"], head: ["all"] };
const assigners: Access = { manager: ["team"], lead: ["all"], head: ["all"] };

const aDrill = ownedBy<typeof idParams, DrillView>(async ({ params, records }) => {
	const value = await records.findDrill(params.id);
	return value && { value, about: { repId: value.repId } };
}, readers);

const acted = (done: string) =>
	({
		200: { description: done, body: actSchema, headers: { Location: "The act" } },
		202: {
			description: "Stored, and applied as soon as the cycle can be reached",
			body: actSchema,
			headers: { Location: "The act", "Retry-After": "Seconds" },
		},
	}) as const;

function shownDrill({ sessions, ...view }: DrillView) {
	return { ...view, mornings: sessions, signal: SIGNAL_OF_GAP[view.gap], ...briefOf(view.gap, view.angle) };
}

function lineOf({ evidence }: DrillView, card: ScorecardView | null) {
	const utterance = card?.transcript.utterances.find(({ ordinal }) => ordinal === evidence.utterance);
	if (utterance === undefined) return { ...evidence, role: null, startMs: null, quote: null };
	const { start, end } = citeUtterance(utterance);
	return { ...evidence, role: utterance.role, startMs: utterance.startMs, quote: utterance.text.slice(start, end) };
}

/** The best attempt is sent to somebody who may see it anyway. */
async function assertMayHear(personId: string, repId: string, { records, now }: Context): Promise<void> {
	const [person, rep] = [await records.findPerson(personId), await records.findPerson(repId)];
	const isAbove = person?.roles.some((role) => role === "lead" || role === "head") === true;
	if (isAbove || (rep !== null && (await records.manages(personId, repId, localDateOf(now, rep.zone))))) return;
	throw invalid("/submitTo", "the rep's manager today, or a lead or head of enablement", personId);
}

/** The one running cycle of a rep. */
async function cycleOf(repId: string, { records }: Context): Promise<string> {
	const running = (await records.listCycles({ repId })).find(({ phase }) => phase !== "closed");
	if (running === undefined) throw invalid("/repId", "a rep with a running cycle", repId);
	return running.id;
}

export const drillRoutes = [
	defineRoute({
		method: "post",
		path: "/v1/drills",
		operationId: "assignDrill",
		summary: "Assign a drill",
		description:
			"One moment of one call: the gap, the call and the line that shows it. A rep has two open drills at most, none on a signal that holds in target unless the manager insists.",
		tag: "Drills",
		roles: assigners,
		params: NOTHING,
		query: NOTHING,
		body: assignBody,
		ownership: UNOWNED,
		responses: acted("Assigned"),
		problems: ["cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ body, ...context }) {
			const at = instantOfAct(body.at, context);
			await assertRepInReach(body.repId, context, "the id of a rep whom you may coach");
			if (body.submitTo !== undefined) await assertMayHear(body.submitTo, body.repId, context);
			const cycleId = await cycleOf(body.repId, context);
			const ask = {
				do: "assign",
				gap: body.gap,
				conversation: body.conversationId,
				utterance: body.evidence.utterance,
				times: body.schedule.times,
				mornings: body.schedule.mornings,
				submitTo: body.submitTo ?? null,
				insists: body.insist,
			} as const;
			const input = { kind: "assign-drill", cycleId, taskId: null, answer: null, drill: ask } as const;
			return act({ ...input, note: body.note ?? null, at }, context);
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/drills",
		operationId: "listDrills",
		summary: "List drills with their attempts",
		description: "A rep sees the own ones, a manager those of the reps managed today.",
		tag: "Drills",
		roles: readers,
		params: NOTHING,
		query: drillQuery,
		body: NO_BODY,
		ownership: UNOWNED,
		responses: { 200: { description: "The drills", body: page(drill) } },
		async handler({ query, records, caller, scopes }) {
			const reps = await visibleReps(scopes, caller, records);
			const { repId, state } = query;
			const drills = await records.listDrills({
				...(repId === undefined ? {} : { repId }),
				...(state === "open" ? { state } : {}),
			});
			return reply(200, pageOf(drills.filter((one) => reps === "all" || reps.has(one.repId)).map(shownDrill)));
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/drills/{id}",
		operationId: "getDrill",
		summary: "Read a drill with its attempts and its line",
		tag: "Drills",
		roles: readers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: aDrill,
		responses: { 200: { description: "The drill", body: drillWithLine } },
		async handler({ subject, records }) {
			const card = await records.findScorecard(subject.conversationId);
			return reply(200, { ...shownDrill(subject), evidence: lineOf(subject, card) });
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/drills/{id}/submission",
		operationId: "submitDrill",
		summary: "Send the best attempt, or another one",
		description: "Ends the practice of this angle; the next real calls are watched from here on.",
		tag: "Drills",
		roles: { rep: ["self"] },
		params: idParams,
		query: NOTHING,
		body: submissionBody,
		ownership: aDrill,
		responses: acted("Sent"),
		problems: ["cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			const at = instantOfAct(body.at, context);
			const ask = { do: "submit", drill: subject.id, attempt: body.attempt ?? null } as const;
			const input = { kind: "submit-drill", cycleId: subject.cycleId, taskId: null, answer: null, drill: ask } as const;
			return act({ ...input, note: body.note ?? null, at }, context);
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/drills/{id}/withdrawal",
		operationId: "withdrawDrill",
		summary: "Take a drill back",
		tag: "Drills",
		roles: assigners,
		params: idParams,
		query: NOTHING,
		body: withdrawalBody,
		ownership: aDrill,
		responses: acted("Taken back"),
		problems: ["cycle-closed", "act-refused", "invalid", "key-reused"],
		async handler({ subject, body, ...context }) {
			const at = instantOfAct(body.at, context);
			const ask = { do: "withdraw", drill: subject.id } as const;
			const input = {
				kind: "withdraw-drill",
				cycleId: subject.cycleId,
				taskId: null,
				answer: null,
				drill: ask,
			} as const;
			return act({ ...input, note: body.note ?? null, at }, context);
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/reps/{id}/drill-suggestions",
		operationId: "listDrillSuggestions",
		summary: "Drills that the engine suggests for a rep",
		description: "From the single moment of each scored call, newest first. The manager decides, and both are kept.",
		tag: "Drills",
		roles: readers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: ownedBy<typeof idParams, PersonView>(async ({ params, records }) => {
			const value = await records.findPerson(params.id);
			return value?.roles.includes("rep") ? { value, about: { repId: value.id } } : null;
		}),
		responses: { 200: { description: "The suggestions", body: page(drillSuggestion) } },
		async handler({ subject, records }) {
			const suggestions = await records.listDrillSuggestions(subject.id);
			return reply(200, pageOf(suggestions.map((one) => ({ ...one, words: wordsOf(one.reason) }))));
		},
	}),
];
