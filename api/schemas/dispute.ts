import { z } from "zod";
import { DISPUTE_STATES } from "../../domain/cycle/dispute.ts";
import { id, instant, instantIn, line, signal } from "./common.ts";

const LINES_MAX = 50;

export const lineVerdicts = z
	.array(
		z.strictObject({
			utterance: z.int().min(0).max(99_999).meta({ description: "The line's number in the transcript" }),
			counts: z.boolean().meta({ description: "Whether it counts for the signal" }),
		}),
	)
	.min(1)
	.max(LINES_MAX);

/** The record of a customer's consent, as a person gives it. */
export const consentFields = {
	purpose: line(500),
	reference: line(500),
	givenAt: instantIn,
};

export const disputeBody = z
	.strictObject({
		signal,
		lines: lineVerdicts.meta({ description: "Which lines of the reading should count, and which should not" }),
		words: line(2000).meta({ description: "Why, in the rep's own words" }),
		at: instantIn.optional().meta({ description: "Only in an organisation on skipped time" }),
	})
	.meta({ id: "OpenDispute" });

export const dispute = z
	.strictObject({
		id,
		conversationId: id,
		repId: id,
		signal,
		scorecard: z.int().meta({ description: "The scorecard whose reading is disputed, by its ordinal" }),
		lines: lineVerdicts,
		words: z.string(),
		at: instant,
		state: z.enum(DISPUTE_STATES),
		verdicts: lineVerdicts.nullable().meta({ description: "Which lines count, by whoever decided" }),
		decidedBy: id.nullable(),
		decidedAt: instant.nullable(),
	})
	.meta({ id: "Dispute", description: "Both versions stay: the labels are not changed" });
