import { z } from "zod";
import { DRILL_GAPS, DRILL_OUTCOMES, DRILL_STATES } from "../../domain/drill/drill.ts";
import { id, instant, instantIn, line, localDate, localDateIn, reason, signal, words } from "./common.ts";

const TIMES_MAX = 20;
const MORNINGS_MAX = 14;

const gap = z.enum(DRILL_GAPS).meta({ id: "DrillGap", description: "A gap of the library that a drill can be about" });
const angle = z.union([z.literal(1), z.literal(2)]).meta({
	description: "1: the customer raises the moment openly; 2: sideways",
});
const utterance = z.int().min(0).meta({ description: "The number of the line in its conversation" });
const at = instantIn.optional().meta({ description: "Only where time is skipped: when, by the cycle's own clock" });
const note = line(2000).optional().meta({ description: "The person's own words; kept with the act" });

export const assignBody = z
	.strictObject({
		repId: id,
		gap,
		conversationId: id.meta({ description: "The scored call, or practice, that it comes from" }),
		evidence: z.strictObject({ utterance }).meta({ description: "The line that shows the gap" }),
		schedule: z
			.strictObject({
				times: z
					.int()
					.min(1)
					.max(TIMES_MAX)
					.meta({ description: "Attempts, on each of the mornings where there are any" }),
				mornings: z
					.array(localDateIn)
					.max(MORNINGS_MAX)
					.refine((dates) => new Set(dates).size === dates.length, "each date once")
					.default([])
					.meta({ description: "The rep's dates on whose mornings it is practised; none: whenever the rep likes" }),
			})
			.meta({ description: "How often it is run, and when" }),
		submitTo: id.optional().meta({
			description:
				"Who gets the best attempt: somebody who may see the rep's scores. Left out: nobody, and the watch begins by itself",
		}),
		insist: z.boolean().default(false).meta({
			description: "The manager's word for a drill on a signal that holds in target",
		}),
		note,
		at,
	})
	.meta({ id: "AssignDrill" });

export const submissionBody = z
	.strictObject({
		attempt: z.int().min(1).optional().meta({ description: "The number of the attempt; left out, the best is sent" }),
		note,
		at,
	})
	.meta({ id: "SubmitDrill" });

export const withdrawalBody = z.strictObject({ note, at }).meta({ id: "WithdrawDrill" });

export const drillQuery = z.strictObject({
	repId: id.optional(),
	state: z.enum(["open", "all"]).default("open"),
});

const drillFields = {
	id,
	cycleId: id,
	repId: id,
	gap,
	signal: signal.meta({ description: "By which the attempts are compared" }),
	state: z.enum(DRILL_STATES),
	outcome: z.enum(DRILL_OUTCOMES).nullable().meta({ description: "How a closed drill ended" }),
	angle,
	situation: z.string().meta({ description: "Who the customer is and what they bring" }),
	brief: z.string().meta({ description: "What to try, and how it is measured" }),
	conversationId: id,
	times: z.int(),
	mornings: z.array(z.int()).meta({ description: "Active days, counted from `from`" }),
	from: localDate,
	submitTo: id.nullable(),
	submitted: z.int().nullable().meta({ description: "The attempt that was sent last" }),
	assignedBy: id.nullable().meta({ description: "Null: the engine" }),
	assignedAt: instant,
	closedAt: instant.nullable(),
	attempts: z.array(
		z.strictObject({
			ordinal: z.int(),
			angle,
			conversationId: id,
			score: z
				.number()
				.nullable()
				.meta({ description: "Reading of the signal; null where the attempt did not show it" }),
			at: instant,
		}),
	),
};

export const drill = z
	.strictObject({ ...drillFields, evidence: z.strictObject({ utterance, label: z.int().nullable() }) })
	.meta({ id: "Drill" });

export const drillWithLine = z
	.strictObject({
		...drillFields,
		evidence: z.strictObject({
			utterance,
			label: z.int().nullable(),
			role: z.enum(["rep", "customer", "unknown"]).nullable(),
			startMs: z.number().nullable(),
			quote: z.string().nullable().meta({ description: "Null where the words are gone" }),
		}),
	})
	.meta({ id: "DrillWithLine" });

export const drillSuggestion = z
	.strictObject({
		cycleId: id,
		at: instant,
		gap,
		signal,
		conversationId: id,
		evidence: z.strictObject({ utterance, label: z.int().nullable() }),
		reason,
		words,
		drillId: id.nullable().meta({ description: "The drill that was made of it" }),
	})
	.meta({ id: "DrillSuggestion", description: "What the engine suggests; the manager decides" });
