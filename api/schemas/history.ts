import { z } from "zod";
import { HISTORY_KINDS } from "../../services/records/types.ts";
import { id, idParams, instant, reason, words } from "./common.ts";
import { cycle } from "./cycle.ts";

/** Languages in which a story is told; one without words of its own falls back to English. */
export const LANGUAGES = ["en", "de"] as const;

const language = z
	.enum(LANGUAGES)
	.optional()
	.meta({ description: "Language of the words; without it, the one that the reader chose for messages" });

const kind = z.enum(HISTORY_KINDS).meta({ id: "HistoryKind" });

const week = z.coerce.number().int().min(1).max(60);

export const historyQuery = z.strictObject({
	/** One kind, or several with commas between them. */
	kind: z
		.string()
		.regex(
			new RegExp(`^(${HISTORY_KINDS.join("|")})(,(${HISTORY_KINDS.join("|")}))*$`),
			`one or more of ${HISTORY_KINDS.join(", ")}, with commas between them`,
		)
		.optional()
		.meta({ description: `Kinds of lines, with commas between them: ${HISTORY_KINDS.join(", ")}` }),
	week: week.optional().meta({ description: "Lines of this week of the cycle alone" }),
	language,
	limit: z.coerce.number().int().min(1).max(1000).optional().meta({ description: "Lines on a page, 500 if left out" }),
	cursor: z.string().min(1).max(200).optional().meta({ description: "`nextCursor` of the page before" }),
});

const who = z
	.strictObject({ id, name: z.string().nullable() })
	.nullable()
	.meta({ description: "Who did it, by name where the reader may see names; null for the engine" });

const historyEntry = z
	.strictObject({
		id: z.string(),
		at: instant,
		week: z.int().meta({ description: "Week of the cycle, by the rep's own dates" }),
		step: z.string(),
		kind,
		what: z.enum(["decision", "act", "task-opened", "task-closed", "conversation", "notification", "step"]),
		name: z.string(),
		rule: z.string().nullable(),
		reason,
		words,
		inputs: z.record(z.string(), z.unknown()),
		outcome: z.record(z.string(), z.unknown()),
		by: z.string().meta({ description: "`engine`, or the id of the person whose act it was" }),
		who,
		policyVersionId: id.nullable(),
		proof: z
			.strictObject({ runId: z.string(), historyLength: z.int() })
			.nullable()
			.meta({ description: "The window of Temporal's raw events that stands behind this line" }),
		supersededBy: id.nullable().meta({
			description: "The decision that took the place of this one; it stays, and counts no more",
		}),
	})
	.meta({ id: "HistoryEntry" });

export const historyPage = z.strictObject({ data: z.array(historyEntry), nextCursor: z.string().nullable() });

export const exportQuery = z.strictObject({
	as: z.enum(["json", "text"]).meta({ description: "One JSON file, or one that people read" }),
	language,
});

export const historyFile = z
	.strictObject({
		format: z.literal("coachloop-cycle-history"),
		version: z.literal(1),
		purpose: z.string(),
		exportedAt: instant,
		language: z.enum(LANGUAGES),
		cycle,
		runs: z.array(z.strictObject({ runId: z.string(), archived: z.boolean(), steps: z.array(z.string()) })),
		entries: z.array(historyEntry),
	})
	.meta({ id: "CycleHistoryFile" });

export const stepParams = z.strictObject({
	...idParams.shape,
	step: z.string().min(1).max(200).meta({ description: "Name of a step, percent-encoded", example: "checkpoint:4" }),
});

export const stepEvents = z
	.strictObject({
		step: z.string(),
		runId: z
			.string()
			.nullable()
			.meta({ description: "Null for a step that runs beside the cycle, in none of its runs" }),
		from: z.enum(["archive", "temporal"]).nullable(),
		events: z.array(
			z.strictObject({
				id: z.int(),
				type: z.string().meta({ example: "WORKFLOW_TASK_COMPLETED" }),
				at: instant.nullable(),
				attributes: z.record(z.string(), z.unknown()),
			}),
		),
	})
	.meta({ id: "StepEvents" });

export const replayBody = z.strictObject({}).meta({ id: "ReplayCycle" });

export const replayReport = z
	.strictObject({
		verdict: z.enum(["agrees", "differs", "incomplete", "nothing-to-replay"]).meta({
			description: "`incomplete`: what is left agrees, and some runs are kept nowhere any more",
		}),
		runs: z.array(
			z.strictObject({
				runId: z.string(),
				from: z.enum(["archive", "temporal", "gone"]),
				events: z.int(),
				verdict: z.enum(["agrees", "differs", "gone"]),
				atEvent: z.int().nullable().meta({ description: "The event at which the code goes another way" }),
				because: z.string().nullable().meta({ description: "What the engine says of the difference" }),
			}),
		),
	})
	.meta({ id: "ReplayReport" });

const value = z.union([z.number(), z.string()]);

export const whyNotAnswer = z
	.strictObject({
		decisionId: id,
		cycleId: id.nullable(),
		name: z.string(),
		rule: z.string(),
		status: z.enum(["asked", "one-outcome", "unanswerable"]),
		asked: z.record(z.string(), z.string()).nullable().meta({
			description: "What the rule says today of the inputs of then: as a whole, or of each thing that it judges",
		}),
		agrees: z.boolean().meta({ description: "False where the rule of today would decide otherwise" }),
		reason,
		words,
		alternatives: z.array(
			z.strictObject({
				aspect: z.string().meta({ description: "`whole`, or the signal, session or question that it is of" }),
				outcome: z.string(),
				changes: z
					.array(
						z.strictObject({
							what: z.string(),
							of: z.string().nullable(),
							is: value,
							neededAtLeast: value.optional(),
							neededAtMost: value.optional(),
							neededEqual: value.optional(),
							reason,
							words,
						}),
					)
					.meta({ description: "All of them together; none where no way there was found" }),
				reason,
				words,
			}),
		),
	})
	.meta({ id: "WhyNot" });

export const whyNotQuery = z.strictObject({ language });
