import { epochMs, type Instant } from "../time.ts";
import type { CycleFacts, Judged } from "./facts.ts";
import { judgeAgain } from "./judge-checkpoint.ts";
import { hasPractice } from "./kind.ts";
import { tell } from "./ladder.ts";
import type { Change, Decision } from "./step.ts";
import { weekEndsAt } from "./weeks.ts";

type Supplements = { readonly decisions: readonly Decision[]; readonly changes: readonly Change[] };

/**
 * What closed checkpoints would be now, where a conversation held before one of them became known after it, or one that it
 * rests on is gone with its consent. The checkpoint stays as it was decided, and all that followed from it; whoever owes
 * an open task of it is offered the new basis.
 */
export function supplementsOf(facts: CycleFacts, now: Instant): Supplements {
	if (!hasPractice(facts.cycle)) return { decisions: [], changes: [] };
	const found = facts.past.judged.flatMap((judged) => supplementOf(judged, facts, now) ?? []);
	return {
		decisions: found.flatMap(({ decisions }) => decisions),
		changes: found.flatMap(({ changes }) => changes),
	};
}

function supplementOf(judged: Judged, facts: CycleFacts, now: Instant): Supplements | null {
	const segment = facts.cycle.plan.find(({ checkpoint }) => checkpoint === judged.checkpoint);
	const end = segment && weekEndsAt(facts.cycle, segment.toWeek);
	if (segment === undefined || end === null || end === undefined) return null;
	const before = facts.conversations.filter(({ occurredAt }) => epochMs(occurredAt) < epochMs(end));
	const unseen = new Set(before.filter(({ factSeq }) => factSeq > judged.factsUpTo).map(({ id }) => id));
	const known = new Set(facts.conversations.map(({ id }) => id));
	const gone = judged.conversations.filter((id) => !known.has(id));
	if (unseen.size === 0 && gone.length === 0) return null;

	const { past } = facts;
	const earlier = past.checkpoints.slice(
		0,
		Math.max(
			0,
			past.checkpoints.findIndex(({ name }) => name === judged.checkpoint),
		),
	);
	const asThen: CycleFacts = { ...facts, conversations: before, past: { ...past, checkpoints: earlier } };
	const again = judgeAgain(asThen, segment, judged.focus, now);
	if (again === null) return null;
	const late = conversationsIn(again.inputs).filter((id) => unseen.has(id));
	if (late.length === 0 && gone.length === 0) return null;

	const { checkpoint, supplements, verdict: was } = judged;
	const name = `supplement:${checkpoint}${supplements === 0 ? "" : `:${supplements + 1}`}`;
	const params = { checkpoint, was, now: again.verdict, late: late.length, gone: gone.length };
	const reason =
		was === again.verdict ? { code: "supplement.same-verdict", params } : { code: "supplement.other-verdict", params };
	const offered = facts.tasks.filter(
		({ state, subject }) => state === "open" && subject.decision === `checkpoint:${checkpoint}`,
	);
	return {
		decisions: [
			{
				name,
				rule: "checkpoint.supplement-for-late-or-withdrawn-facts",
				outcome: { ...again.outcome, kind: "supplement", checkpoint, was, verdict: again.verdict },
				reason,
				inputs: { ...again.inputs, late, gone, seenUpTo: judged.factsUpTo },
				by: "engine",
				supersedes: judged.decisionId,
			},
		],
		changes: offered.flatMap((task): readonly Change[] => [
			{ do: "offer-supplement", task: task.name, subject: { ...task.subject, supplement: name } },
			...tell(task, facts, reason),
		]),
	};
}

/** Ids of all conversations that the inputs of a checkpoint name. */
export function conversationsIn(inputs: { readonly [field: string]: unknown }): readonly string[] {
	const named = [inputs.conversations, inputs.trended, inputs.practice, inputs.calls].flatMap((ids) =>
		Array.isArray(ids) ? ids.flatMap(idIn) : [],
	);
	return [...new Set(named)];
}

/** Named by its id alone, or kept with its readings. */
function idIn(conversation: unknown): readonly string[] {
	if (typeof conversation === "string") return [conversation];
	const isKept = typeof conversation === "object" && conversation !== null && "id" in conversation;
	return isKept && typeof conversation.id === "string" ? [conversation.id] : [];
}
