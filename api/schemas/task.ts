import { z } from "zod";
import { ACT_KINDS } from "../../domain/cycle/facts.ts";
import { OWNER_RULES, TASK_KINDS } from "../../domain/cycle/task.ts";
import { id, instant, instantIn, line, localDateIn, reason, signal, signalPair, words } from "./common.ts";
import { consentFields, lineVerdicts } from "./dispute.ts";

const EXTEND_WEEKS_MAX = 12;

const deploymentDecision = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("continue") }),
	z.strictObject({ kind: z.literal("extend"), weeks: z.int().min(1).max(EXTEND_WEEKS_MAX) }),
	z.strictObject({ kind: z.literal("change-focus"), signals: signalPair }),
	z.strictObject({ kind: z.literal("stop") }),
]);

const lateBaselineDecision = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("wait") }),
	z.strictObject({
		kind: z.literal("pause"),
		from: localDateIn.meta({ description: "First day, by the rep's own dates; it may lie in the past" }),
		until: localDateIn.nullable().meta({ description: "First active day again; null where nobody knows it yet" }),
	}),
	z.strictObject({ kind: z.literal("end") }).meta({ description: "Closed as one that never started" }),
]);

const LINES_MAX = 50;

const blindLabel = z.strictObject({
	conversation: id,
	line: z.int().min(0).max(9_999),
	signals: z
		.array(signal)
		.max(4)
		.refine((signals) => new Set(signals).size === signals.length, "each signal once")
		.meta({ description: "The behaviours that the line shows; empty for none of them" }),
});

/** What a person may answer, per kind of task. */
const taskAnswer = z
	.discriminatedUnion("kind", [
		z.strictObject({ kind: z.literal("approve-focus"), signals: signalPair }),
		z.strictObject({
			kind: z.literal("review"),
			reviewed: z.literal(true),
			lines: z.array(blindLabel).max(LINES_MAX).optional().meta({
				description:
					"One for each line of /v1/tasks/{id}/lines, as the reviewer sees it before the engine's labels are shown; left out where the review draws none",
			}),
		}),
		z.strictObject({ kind: z.literal("deployment-review"), decision: deploymentDecision }),
		z.strictObject({
			kind: z.enum(["live-coaching", "empty-weeks"]),
			done: z.literal(true),
		}),
		z.strictObject({
			kind: z.literal("one-to-one"),
			done: z.literal(true),
			signals: signalPair.optional().meta({
				description: "The focus from here on, only where week 8 left its choice to this one-to-one",
			}),
		}),
		z.strictObject({
			kind: z.literal("baseline-late"),
			done: z.literal(true),
			decision: lateBaselineDecision.optional().meta({
				description: "Only for the task of the lead: how the baseline goes on. Left out: it is waited for",
			}),
		}),
		z.strictObject({
			kind: z.literal("confirm-rep"),
			speakers: z.array(z.int().min(0).max(999)).max(1000).meta({
				description:
					"The rep, by the numbers of /v1/conversations/{id}/speakers: more than one where a rep speaks under several names. Empty where none of them is the rep, and the conversation is not to be scored",
			}),
		}),
		z.strictObject({
			kind: z.literal("outcomes"),
			there: z.boolean().meta({ description: "True once the quota attainment is there, false where none will come" }),
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
		minutes: z.int().min(0).max(480).optional().meta({
			description:
				"How long it took you, where you want to say it: only with a review, a one-to-one or a live coaching. Summed by week in /v1/reports/coaching-time",
		}),
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
		repId: id.meta({ description: "Whom it is about; in a task about a whole cohort, whoever was asked" }),
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
			worth: z
				.array(z.strictObject({ conversation: id, signal: signal.nullable(), distance: z.number().min(0).max(1) }))
				.optional()
				.meta({ description: "Why each session: the focus signal farthest from target, and how far (0 at target)" }),
			lines: z
				.array(z.strictObject({ conversation: id, line: z.int().min(0) }))
				.optional()
				.meta({ description: "Lines to label before the engine's labels are shown: the rep's n-th turn, from 0" }),
			supplement: z.string().optional().meta({
				description: "Name of the decision that says what the task's own one would be now",
				example: "supplement:4",
			}),
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

export const blindLine = z
	.strictObject({
		conversationId: id,
		line: z.int().min(0).meta({ description: "The rep's n-th turn, from 0" }),
		before: z.string().nullable().meta({ description: "What the customer said before it" }),
		text: z.string(),
		said: z
			.array(signal)
			.nullable()
			.meta({ description: "What the reviewer saw in it; null until the review is answered" }),
		engine: z
			.array(signal)
			.nullable()
			.meta({ description: "What the engine saw in it; null until the review is answered" }),
	})
	.meta({ id: "BlindLine", description: "A line that is labelled before the engine's labels are shown" });

const actOutcome = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("done") }),
	z.strictObject({ kind: z.literal("already-decided") }),
	z.strictObject({ kind: z.literal("refused"), reason, words }),
]);

export const act = z
	.strictObject({
		id,
		actorId: id.nullable().meta({ description: "Null where the engine itself acts" }),
		kind: z.enum(ACT_KINDS),
		cycleId: id.nullable().meta({ description: "Null where the task belongs to no cycle" }),
		taskId: id.nullable(),
		at: instant,
		state: z.enum(["pending", "applied", "refused"]),
		outcome: actOutcome.nullable(),
	})
	.meta({ id: "Act", description: "What a person asked for; applied once, by the cycle or the task" });
