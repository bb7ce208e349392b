import { epochMs } from "../../domain/time.ts";
import type { ConversationView } from "../../services/records/types.ts";
import { type Access, reaches } from "../access.ts";
import { instantOfAct } from "../acts.ts";
import { replayedHeader } from "../idempotency.ts";
import { invalid, Problem, problemDetail, problemOfRefusal } from "../problem.ts";
import { type Context, defineRoute, NO_BODY, NOTHING, ownedBy, reply, UNOWNED } from "../route.ts";
import { idParams, page, pageOf } from "../schemas/common.ts";
import { withdrawal, withdrawalBody } from "../schemas/consent.ts";
import { conversation, speaker, submitBody, submitted } from "../schemas/conversation.ts";
import { dispute, disputeBody } from "../schemas/dispute.ts";
import { notYetScored, scorecard } from "../schemas/scorecard.ts";
import { shownScorecard } from "../scorecard.ts";
import { conversationOf } from "../transcript.ts";
import { shown } from "../validate.ts";

const listeners: Access = { rep: ["self"], manager: ["team"], lead: ["all"], head: ["all"] };
const TRANSCRIPT_LIMIT_BYTES = 2_000_000;
/** Clocks of two machines may differ by this much without an instant being called the future. */
const CLOCK_SKEW_MS = 60_000;

const aConversation = ownedBy<typeof idParams, ConversationView>(async ({ params, records }) => {
	const value = await records.findConversation(params.id);
	return value && { value, about: { repId: value.repId } };
});

/** Those who may listen, and whoever is asked about it by an open task: it may have gone up, or to somebody by name. */
const askers: Access = { ...listeners, manager: ["team", "owner"] };

const anAskedAbout = ownedBy<typeof idParams, ConversationView>(async ({ params, records, caller }) => {
	const value = await records.findConversation(params.id);
	if (value === null) return null;
	const owed = await records.listTasks({ ownerId: caller.personId, repIds: [value.repId], state: "open" });
	const isAsked = owed.some(({ subject }) => subject.conversations?.includes(value.id));
	return { value, about: { repId: value.repId, ownerId: isAsked ? caller.personId : null } };
});

/** Somebody who is nobody, is no rep, or is out of reach: the caller learns the same of all three. */
async function assertRepInReach(repId: string, { records, scopes, caller, now }: Context): Promise<void> {
	const rep = await records.findPerson(repId);
	if (rep?.roles.includes("rep") && (await reaches(scopes, { repId }, caller, records, now))) return;
	throw invalid("/repId", "the id of a rep for whom you may submit", shown(repId));
}

function assertPast(pointer: string, instant: string, { caller, now }: Context): void {
	switch (caller.clock) {
		case "skipped":
			// Each cycle of such an organisation has its own clock, which may be months ahead of the wall's.
			return;
		case "wall":
			if (epochMs(instant) > epochMs(now) + CLOCK_SKEW_MS) {
				throw invalid(pointer, `an instant that is not in the future (it is ${now})`, instant);
			}
	}
}

export const conversationRoutes = [
	defineRoute({
		method: "post",
		path: "/v1/conversations",
		operationId: "submitConversation",
		summary: "Submit a practice or a customer call",
		description:
			"Stored at once and scored by itself. Where neither the file nor the caller says who of the speakers the rep is, and nobody has said so of an earlier file, it is kept until the rep's manager does: `task` asks. A customer call needs its consent record, or says that a person is to be asked for it: then it is kept and not scored until a lead has recorded it. The same words of the same rep sent again answer 200 with the first id.",
		tag: "Conversations",
		roles: listeners,
		params: NOTHING,
		query: NOTHING,
		body: submitBody,
		bodyLimitBytes: TRANSCRIPT_LIMIT_BYTES,
		ownership: UNOWNED,
		responses: {
			201: { description: "Stored", body: submitted, headers: { Location: "The conversation" } },
			200: { description: "Was there already", body: submitted, headers: { Location: "The conversation" } },
		},
		problems: [
			"invalid",
			"cycle-closed",
			"consent-missing",
			"unsupported-language",
			"transcript-unreadable",
			"key-reused",
		],
		async handler({ body, ...context }) {
			await assertRepInReach(body.repId, context);
			assertPast("/occurredAt", body.occurredAt, context);
			if (typeof body.consent === "object") assertPast("/consent/at", body.consent.at, context);
			if (body.source === "live" && body.consent === undefined) throw consentMissing();
			const { caller, records, deps, writeKey, afterCommit } = context;
			const { repId, source, kind, practiceId, occurredAt, consent } = body;
			const input = { repId, source, kind, practiceId: practiceId ?? null, occurredAt, consent: consent ?? null };
			const written = await records.submitConversation(caller, { ...input, ...conversationOf(body) }, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "invalid");
			const { conversationId, duplicate, askedIn, asks, replayed } = written.value;
			if (!replayed && !duplicate) {
				if (asks === null) afterCommit("a scoring", () => deps.cycles.startScoring(caller.orgId, conversationId));
				else afterCommit("a task", () => deps.cycles.openHumanTask(caller.orgId, asks, conversationId));
			}
			const location = `/v1/conversations/${conversationId}`;
			const answer = { id: conversationId, duplicate, scorecard: `${location}/scorecard`, task: askedIn };
			return reply(duplicate ? 200 : 201, answer, { Location: location, ...replayedHeader(replayed) });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/conversations/{id}",
		operationId: "getConversation",
		summary: "Read what is known about a conversation, without its words",
		tag: "Conversations",
		roles: askers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: anAskedAbout,
		responses: { 200: { description: "The conversation", body: conversation } },
		async handler({ subject }) {
			return reply(200, subject);
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/conversations/{id}/scorecard",
		operationId: "getScorecard",
		summary: "The scorecard, every count with its lines",
		tag: "Conversations",
		roles: askers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: anAskedAbout,
		responses: {
			200: { description: "The current scorecard", body: scorecard },
			202: { description: "Not yet scored", body: notYetScored, headers: { "Retry-After": "Seconds" } },
		},
		problems: ["not-scored", "words-gone"],
		async handler({ subject, records, caller }) {
			const found = await records.findScorecard(subject.id);
			if (found !== null) return reply(200, shownScorecard(found, caller.personId));
			if (subject.state === "refused") throw new Problem("not-scored", "The conversation was refused, not scored.");
			if (subject.state === "scored") {
				throw new Problem("words-gone", "A scorecard is shown with its lines, and these are not kept any more.");
			}
			const { id, occurredAt } = subject;
			// A person answers in hours or days; nobody is served by asking every second.
			if (subject.state === "awaiting-rep" || subject.state === "awaiting-consent") {
				const waits = { conversationId: id, state: subject.state, occurredAt };
				return reply(202, waits, { "Retry-After": "3600" });
			}
			return reply(202, { conversationId: id, state: "received" as const, occurredAt }, { "Retry-After": "1" });
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/conversations/{id}/speakers",
		operationId: "listSpeakers",
		summary: "Who speaks in a conversation, and how each of them begins",
		description: "For whoever is asked who the rep is: the answer to that task names speakers by these numbers.",
		tag: "Conversations",
		roles: askers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: anAskedAbout,
		responses: { 200: { description: "The speakers, in order of appearance", body: page(speaker) } },
		async handler({ subject, records }) {
			return reply(200, pageOf((await records.findSpeakers(subject.id)) ?? []));
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/conversations/{id}/disputes",
		operationId: "openDispute",
		summary: "Dispute a reading of an own conversation",
		description:
			"For the rep: which lines should count, and which should not. From the answer on the reading counts in no pool; somebody whose verdict it is not decides within the policy's working days. Both versions stay.",
		tag: "Conversations",
		roles: { rep: ["self"] },
		params: idParams,
		query: NOTHING,
		body: disputeBody,
		ownership: aConversation,
		responses: { 201: { description: "Disputed", body: dispute } },
		problems: ["invalid", "not-scored", "already-disputed", "key-reused"],
		async handler({ subject, body, ...context }) {
			const { caller, records, deps, writeKey, afterCommit } = context;
			const { signal, lines, words } = body;
			const at = instantOfAct(body.at, context);
			const input = { conversationId: subject.id, signal, lines, words, at };
			const written = await records.openDispute(caller, input, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "not-found");
			const { dispute: made, cycleId, replayed } = written.value;
			if (!replayed) {
				afterCommit("a dispute", async () => {
					if (cycleId === null) await deps.cycles.openHumanTask(caller.orgId, "dispute", made.id);
					else await deps.cycles.applyAct(cycleId, { actId: made.id, kind: "open-task", taskId: null });
				});
			}
			return reply(201, made, replayedHeader(replayed));
		},
	}),
	defineRoute({
		method: "get",
		path: "/v1/conversations/{id}/disputes",
		operationId: "listDisputes",
		summary: "What the rep has disputed in a conversation, and what became of it",
		tag: "Conversations",
		roles: askers,
		params: idParams,
		query: NOTHING,
		body: NO_BODY,
		ownership: anAskedAbout,
		responses: { 200: { description: "The disputes, oldest first", body: page(dispute) } },
		async handler({ subject, records }) {
			return reply(200, pageOf(await records.listDisputes(subject.id)));
		},
	}),
	defineRoute({
		method: "post",
		path: "/v1/conversations/{id}/consent/withdrawal",
		operationId: "withdrawConsent",
		summary: "Take the consent of a customer call back",
		description:
			"From the answer on the call is not scored and counts in no pool; its words, labels and scorecards are gone. Decisions that used it keep their numbers. The same file sent again finds this call, and stays without words.",
		tag: "Conversations",
		roles: { ...listeners, admin: ["all"] },
		params: idParams,
		query: NOTHING,
		body: withdrawalBody,
		ownership: aConversation,
		responses: { 200: { description: "Withdrawn", body: withdrawal } },
		problems: ["invalid", "consent-missing", "key-reused"],
		async handler({ subject, body, ...context }) {
			const { caller, records, writeKey } = context;
			const at = instantOfAct(body.at, context);
			const written = await records.withdrawConsent(caller, subject.id, at, writeKey());
			if (!written.ok) throw problemOfRefusal(written.error, "not-found");
			const { replayed, ...view } = written.value;
			return reply(200, view, replayedHeader(replayed));
		},
	}),
];

function consentMissing(): Problem {
	const error = problemDetail("/consent", "the consent record of a live conversation", "nothing");
	return new Problem("consent-missing", error.detail, { errors: [error] });
}
