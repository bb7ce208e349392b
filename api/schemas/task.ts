import { z } from "zod";
import { OWNER_RULES, TASK_KINDS } from "../../domain/cycle/task.ts";
import { id, instant, instantIn, line, reason, signal, signalPair, words } from "./common.ts";
import { consentFields, lineVerdicts } from "./dispute.ts";

const EXTEND_WEEKS_MAX = 12;

const deploymentDecision = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("continue") }),
	z.strictObject({ kind: z.literal("extend"), weeks: z.int().min(1).max(EXTEND_WEEKS_MAX) }),
	z.strictObject({ kind: z.literal("change-focus"), signals: signalPair }),
	z.strictObject({ kind: z.literal("stop") }),
]);

/** What a person may answer, per kind of task. */
const taskAnswer = z
	.discriminatedUnion("kind", [
		z.strictObject({ kind: z.literal("approve-focus"), signals: signalPair }),
		z.strictObject({ kind: z.literal("review"), reviewed: z.literal(true) }),
		z.strictObject({ kind: z.literal("deployment-review"), decision: deploymentDecision }),
		z.strictObject({
			kind: z.enum(["one-to-one", "live-coaching", "baseline-late", "empty-weeks"]),
			done: z.literal(true),
		}),
		z.strictObject({
			kind: z.literal("confirm-rep"),
			speakers: z.array(z.int().min(0).max(999)).max(1000).meta({
				description:
					"The rep, by the numbers of /v1/conversations/{id}/speakers: more than one where a rep speaks under several names. Empty where none of them is the rep, and the conversation is not to be scored",
			}),
		}),
		z.strictObject({
			kind: z.literal("dispute"),
			verdict: z.enum(["upheld", "not-upheld"]),
			lines: lineVerdicts.meta({
				description: "Your own verdict on each disputed line; upheld where it is the rep's on at least one of them",
			}),
		}),
		z.discriminatedUnion("given", [
			z.strictObject({ kind: z.literal("consent"), given: z.literal(true), ...consentFields }),
			z.strictObject({ kind: z.literal("consent"), given: z.literal(false) }).meta({
				description: "The customer said no: the words of the call go",
			}),
		]),
	])
	.meta({ id: "TaskAnswer", description: "The answer that fits the task's kind" });

export const completionBody = z
	.strictObject({
		answer: taskAnswer,
		note: line(2000).optional().meta({ description: "The person's own words; kept with the act" }),
		at: instantIn.optional().meta({ description: "Only where time is skipped: when, by the cycle's own clock" }),
	})
	.meta({ id: "CompleteTask" });

const note = line(2000).optional().meta({ description: "The person's own words; kept with the act" });
const at = instantIn.optional().meta({ description: "Only where time is skipped: when, by the cycle's own clock" });

export const notMineBody = z
	.strictObject({ note: line(2000).meta({ description: "Why it is not yours; kept with the act" }), at })
	.meta({ id: "NotMine" });

export const delegationBody = z
	.strictObject({ to: id.meta({ description: "An active manager, lead or head" }), note, at })
	.meta({ id: "DelegateTask" });

export const reopeningBody = z.strictObject({ note, at }).meta({ id: "ReopenTask" });

export const task = z
	.strictObject({
		id,
		cycleId: id.nullable().meta({ description: "Null for a task that belongs to no cycle" }),
		repId: id,
		kind: z.enum(TASK_KINDS),
		state: z.enum(["open", "done", "accepted", "withdrawn"]),
		ownerRule: z.enum(OWNER_RULES),
		ownerId: id.nullable().meta({ description: "Who owes it today; null where nobody stands behind the rule" }),
		delegatedTo: id.nullable().meta({ description: "The owner by name, as long as that person may own it" }),
		flags: z.array(z.enum(["declined-at-top", "owner-away", "nobody"])).meta({
			description:
				"Why somebody should look after it: whoever stands at the top says that it is not theirs, its owner is gone and somebody further up owes it, or nobody does",
		}),
		openedAt: instant,
		dueAt: instant,
		subject: z.strictObject({
			conversations: z.array(id).optional(),
			decision: z.string().optional(),
			signals: z.array(signal).optional(),
			dispute: id.optional(),
		}),
		reason,
		words,
		answer: taskAnswer.nullable(),
		earlier: z
			.array(
				z.strictObject({
					state: z.enum(["done", "accepted"]),
					answer: taskAnswer.nullable(),
					openedAt: instant,
					closedAt: instant,
				}),
			)
			.meta({ description: "What was answered before it was opened again" }),
	})
	.meta({ id: "Task" });

export const taskQuery = z.strictObject({
	cycleId: id.optional().meta({ description: "The tasks of one cycle" }),
	kind: z.enum(TASK_KINDS).optional(),
	state: z.enum(["open", "done", "accepted", "withdrawn", "all"]).default("open"),
	mine: z.enum(["true", "false"]).optional().meta({
		description: "What the caller owes, or all that the caller may see. Left out: the former, but all of one cycle",
	}),
	flagged: z.enum(["true", "false"]).default("false").meta({ description: "Only what somebody should look after" }),
});

const actOutcome = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("done") }),
	z.strictObject({ kind: z.literal("already-decided") }),
	z.strictObject({ kind: z.literal("refused"), reason, words }),
]);

export const act = z
	.strictObject({
		id,
		actorId: id,
		kind: z.enum(["decide-task", "stop-cycle", "change-cycle", "open-task"]),
		cycleId: id.nullable().meta({ description: "Null where the task belongs to no cycle" }),
		taskId: id.nullable(),
		at: instant,
		state: z.enum(["pending", "applied", "refused"]),
		outcome: actOutcome.nullable(),
	})
	.meta({ id: "Act", description: "What a person asked for; applied once, by the cycle or the task" });
