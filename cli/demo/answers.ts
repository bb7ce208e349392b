import { z } from "zod";
import { OWNER_RULES, TASK_KINDS } from "../../domain/cycle/task.ts";
import { SIGNALS } from "../../domain/signals/signal.ts";

/** What the demo reads of the API's answers; the rest of them is left alone. */

const signal = z.enum(SIGNALS);

function page<T extends z.ZodType>(item: T) {
	return z.object({ data: z.array(item) });
}

export const launchedAnswer = z.object({ id: z.string(), cycleIds: z.array(z.string()) });
export const cohortAnswer = z.object({ state: z.enum(["launching", "running", "stopped", "ended"]) });

export const cycleAnswer = z.object({
	id: z.string(),
	repId: z.string(),
	phase: z.enum(["planned", "baseline", "practice", "habit", "closed"]),
	week: z.number(),
	closedBecause: z.string().nullable(),
	nextPractice: z.object({ id: z.string(), scenario: z.string() }).nullable(),
});
export type CycleAnswer = z.output<typeof cycleAnswer>;

export const submittedAnswer = z.object({ id: z.string() });
export const conversationAnswer = z.object({ state: z.enum(["awaiting-rep", "received", "scored", "refused"]) });

const taskAnswer = z.object({
	id: z.string(),
	cycleId: z.string().nullable(),
	kind: z.enum(TASK_KINDS),
	state: z.enum(["open", "done", "accepted", "withdrawn"]),
	ownerRule: z.enum(OWNER_RULES),
	openedAt: z.string(),
	subject: z.object({ signals: z.array(signal).optional() }),
});
export type TaskAnswerRow = z.output<typeof taskAnswer>;
export const tasksAnswer = page(taskAnswer);

const line = z.object({ conversationId: z.string(), line: z.number(), text: z.string() });
export type LineAnswer = z.output<typeof line>;
export const linesAnswer = page(line);

export const actAnswer = z.object({
	id: z.string(),
	state: z.enum(["pending", "applied", "refused"]),
});

const reason = z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) });

export const historyAnswer = page(
	z.object({
		at: z.string(),
		step: z.string(),
		what: z.enum(["decision", "act", "task-opened", "task-closed", "conversation", "notification", "step"]),
		name: z.string(),
		reason,
		words: z.string(),
		outcome: z.record(z.string(), z.unknown()),
		by: z.string(),
	}),
);
export type HistoryLine = z.output<typeof historyAnswer>["data"][number];

const pool = z.discriminatedUnion("shown", [
	z.object({ shown: z.literal(true), value: z.number(), tier: z.enum(["low", "middle", "target"]) }),
	z.object({ shown: z.literal(false) }),
]);

function perSignal<T extends z.ZodType>(value: T) {
	return z.object({
		"objection-acknowledgment": value,
		"close-attempts": value,
		"value-framing": value,
		"discovery-density": value,
	});
}

export const baselineOutcome = z.object({ pools: perSignal(pool) });
export const week12Outcome = z.object({
	pools: perSignal(pool),
	carryOver: perSignal(
		z.discriminatedUnion("kind", [
			z.object({
				kind: z.enum(["carried", "partly", "not"]),
				ratio: z.number(),
				interval: z.object({ low: z.number(), high: z.number() }),
				n: z.object({ live: z.number(), practice: z.number() }),
			}),
			z.object({ kind: z.literal("not-measurable"), because: z.string() }),
		]),
	),
});
