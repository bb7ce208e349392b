import { z } from "zod";
import { MOMENT_KINDS } from "../../domain/signals/moment.ts";
import { id, instant, reason, signal, words } from "./common.ts";
import { conversation } from "./conversation.ts";

/** A line of the transcript that a label stands on, quoted word for word. */
const quotedLine = z
	.strictObject({
		label: z.int().nullable(),
		rule: z.string().nullable().meta({ description: "The rule or model that made the label" }),
		reason: z.string().nullable().meta({ description: "The same in words, with what in the sentence spoke for it" }),
		confidence: z
			.number()
			.min(0)
			.max(1)
			.nullable()
			.meta({ description: "How sure the labeller is: 0.5 on its line; null where no label stands" }),
		utterance: z.int(),
		role: z.enum(["rep", "customer", "unknown"]),
		startMs: z.number().nullable(),
		quote: z.string(),
	})
	.meta({ id: "QuotedLine" });

const instead = z.string().nullable().meta({ description: "What would have counted; null where nothing would have" });

const left = z
	.strictObject({ ...quotedLine.shape, because: z.string(), words, wouldHaveCounted: instead })
	.meta({ id: "LineNotCounted" });

const readingBase = {
	signal,
	counted: z.array(quotedLine).meta({ description: "The lines that make the numerator" }),
	outOf: z.array(quotedLine).meta({ description: "The lines that make the denominator, where it counts lines" }),
	notCounted: z.array(left).meta({ description: "Lines that were looked at and left out, each with the reason" }),
	disputed: z.enum(["open", "upheld"]).nullable().meta({
		description: "The rep disputes it, or was right to: it counts in no pool and no trend",
	}),
};

const reading = z
	.discriminatedUnion("status", [
		z.strictObject({
			status: z.literal("measured"),
			...readingBase,
			numerator: z.number(),
			denominator: z.number(),
			unit: z.enum(["per-minute", "share", "per-conversation"]),
			basis: z.enum(["clock", "words", "labels"]),
			value: z.number(),
			interval: z.strictObject({ low: z.number(), high: z.number() }).meta({ description: "95 %" }),
			tier: z.enum(["low", "middle", "target"]),
			confidence: z.number().min(0).max(1).nullable().meta({
				description: "Mean of the labeller's own estimates for the lines that the reading rests on; null where on none",
			}),
			lowConfidence: z.string().nullable(),
		}),
		z.strictObject({ status: z.literal("not-applicable"), ...readingBase, because: z.string(), words }),
	])
	.meta({ id: "Reading" });

const axisPart = z
	.discriminatedUnion("status", [
		z.strictObject({
			part: z.string(),
			status: z.literal("measured"),
			value: z.number().meta({ description: "0 to 1" }),
			numerator: z.number(),
			denominator: z.number(),
			counted: z.array(quotedLine),
			outOf: z.array(quotedLine),
			lowConfidence: z.string().nullable(),
		}),
		z.strictObject({ part: z.string(), status: z.literal("not-applicable"), because: z.string(), words }),
	])
	.meta({ id: "AxisPart" });

const axis = z
	.strictObject({
		value: z.number().min(0).max(100).nullable().meta({ description: "100 times the mean of the measured parts" }),
		lowConfidence: z.boolean(),
		parts: z.array(axisPart),
	})
	.meta({ id: "Axis", description: "From words and turn-taking only" });

const moment = z
	.discriminatedUnion("status", [
		z.strictObject({
			status: z.literal("found"),
			kind: z.enum(MOMENT_KINDS),
			severity: z.int(),
			startMs: z.number().nullable(),
			reason,
			words,
			cites: quotedLine.meta({ description: "The customer's line" }),
			answer: quotedLine.meta({ description: "How the rep's answer begins" }),
		}),
		z.strictObject({ status: z.literal("none"), reason, words }),
	])
	.meta({ id: "Moment", description: "The single moment that most changed the outcome, or none" });

const behaviour = z
	.strictObject({
		rank: z.union([z.literal(1), z.literal(2), z.literal(3)]),
		kind: z.enum(["gap", "over-asking", "keep", "not-shown"]),
		signal,
		reason,
		words,
		cites: quotedLine.nullable().meta({
			description: "The line that shows it; for something not said, the customer's line that it should have followed",
		}),
		need: quotedLine.nullable().meta({ description: "A need that an untied benefit could have been tied to" }),
		wouldHaveCounted: instead,
	})
	.meta({ id: "Behaviour" });

const gaming = z
	.strictObject({
		kind: z.enum(["repeated-question", "stacked-questions", "stacked-asks", "magic-words"]),
		reason,
		words,
		lines: z.array(quotedLine),
		wouldHaveCounted: instead,
	})
	.meta({ id: "Gaming", description: "Talk that would lift a number without being better talk; it is not counted" });

export const scorecard = z
	.strictObject({
		conversation,
		ordinal: z.int().meta({ description: "Counts the scorings of this conversation from 1" }),
		rubric: z.string().meta({ description: "The page that says what counts and what does not" }),
		rubricVersion: z.string(),
		labeller: z.string(),
		labellerVersion: z.string(),
		policyVersionId: id.nullable().meta({ description: "The policy whose bands were used, where it is known" }),
		validated: z.boolean().meta({ description: "False: no human-labelled data stand behind the labels" }),
		validatedOn: z.array(z.string()),
		mixedWith: z.array(z.string()).meta({ description: "Other languages that much of the conversation is in" }),
		fullMeasurement: z.boolean(),
		missing: z.array(z.strictObject({ signal, because: z.string(), words })),
		lowConfidence: z.array(
			z.strictObject({ of: z.string(), because: z.string(), leftOutOf: z.array(z.string()), words }),
		),
		repTurns: z.int(),
		repWords: z.int(),
		readings: z.strictObject({
			"discovery-density": reading,
			"objection-acknowledgment": reading,
			"value-framing": reading,
			"close-attempts": reading,
		}),
		discoveryOnWords: reading,
		flags: z.array(z.enum(["over-asking"])),
		moment,
		behaviours: z.array(behaviour).length(3).meta({ description: "The one that matters most first" }),
		axes: z.strictObject({ competence: axis, warmth: axis }),
		summary: z
			.array(
				z.strictObject({
					about: z.enum(["readings", "turned", "lost-control", "disengaged"]),
					reason,
					words,
					cites: quotedLine.nullable(),
				}),
			)
			.meta({ description: "At most 300 words with its quotes" }),
		nearMisses: z
			.array(
				z.strictObject({ kind: z.string(), because: z.string(), words, wouldHaveCounted: instead, cites: quotedLine }),
			)
			.meta({ description: "Lines that look as if they counted, and do not" }),
		gaming: z.array(gaming).nullable().meta({ description: "For the rep alone; null for everybody else" }),
		nextAction: z.strictObject({ signal, reason, words, cites: quotedLine.nullable() }),
		purpose: z.literal("coaching").meta({ description: "What these readings may be used for" }),
	})
	.meta({ id: "Scorecard" });

export const notYetScored = z
	.strictObject({
		conversationId: id,
		state: z.enum(["received", "awaiting-rep", "awaiting-consent"]),
		occurredAt: instant,
	})
	.meta({ id: "NotYetScored" });
