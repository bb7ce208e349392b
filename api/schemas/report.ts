import { z } from "zod";
import { id, instant, localDate, localDateIn, signal } from "./common.ts";

const WEEKS_MAX = 104;
/** As long as the first part of a cycle. */
const WEEKS_DEFAULT = 12;

export const spanQuery = z.strictObject({
	weeks: z
		.string()
		.regex(/^[1-9]\d{0,2}$/, `a whole number from 1 to ${WEEKS_MAX}`)
		.transform(Number)
		.refine((weeks) => weeks <= WEEKS_MAX, `a whole number from 1 to ${WEEKS_MAX}`)
		.default(WEEKS_DEFAULT)
		.meta({ description: `How far back, 1 to ${WEEKS_MAX}`, example: "12" }),
	until: localDateIn.optional().meta({ description: "Last day of the report, in UTC; up to now where it is left out" }),
});

const interval = z.strictObject({ low: z.number(), high: z.number() });

const kappa = z
	.strictObject({
		kappa: z.number().min(-1).max(1),
		interval: z.strictObject({ low: z.number(), high: z.number(), level: z.literal(0.95) }),
		lines: z.int().min(0).meta({ description: "What it rests on" }),
	})
	.nullable();

export const agreement = z
	.strictObject({
		signal,
		language: z.string(),
		labeller: z.string(),
		month: z.string().meta({ description: "In UTC", example: "2026-11" }),
		agreed: z
			.strictObject({
				both: z.int(),
				personOnly: z.int(),
				engineOnly: z.int(),
				neither: z.int(),
			})
			.meta({ description: "Lines, by who saw the behaviour in them" }),
		found: kappa.meta({ description: "Null where both say the same of every line: chance alone explains that" }),
		before: kappa.meta({ description: "The months before, taken together; null where they have too few lines" }),
		verdict: z.enum(["not-enough-lines", "low", "fell", "agrees"]).meta({
			description: "By the limits of the organisation's policy. Nothing else follows from it in this version",
		}),
	})
	.meta({ id: "Agreement", description: "How far people and the engine agree on lines labelled blind" });

const spread = z
	.strictObject({
		n: z.int().min(0),
		waiting: z.int().min(0).meta({ description: "Those that have not come to it yet: they are in no quartile" }),
		quartiles: z.strictObject({ low: z.number(), median: z.number(), high: z.number() }).nullable(),
	})
	.meta({ id: "Spread", description: "Days: median and quartiles, and what they rest on" });

const coached = z.strictObject({
	of: z.string().nullable().meta({ description: "Null for those of whom it is not known" }),
	reps: z.int(),
	reached: z.int().meta({ description: "Reps who were coached at least once" }),
	coachings: z.int(),
	perRep: z.strictObject({ value: z.number(), interval: interval.meta({ description: "95 %, of a count" }) }),
});
const groups = z.array(coached);

export const drillReport = z
	.strictObject({
		since: instant,
		until: instant,
		callToDrillDays: spread,
		drillToNextCallDays: spread,
		firstGapDays: spread.meta({ description: "From the first day of a cycle to the first gap that is named in it" }),
		plateaus: z.strictObject({
			practising: z.int().meta({ description: "Reps who go on practising" }),
			measured: z.int().meta({ description: "Those of them whose real calls say how at least one signal moves" }),
			plateaued: z.int().meta({ description: "Those of them with a signal outside target that does not rise" }),
			share: z.strictObject({ value: z.number(), interval }).nullable(),
			list: z.array(
				z.strictObject({
					repId: id,
					signal,
					practices: z.int(),
					calls: z.int(),
					changePer30Days: z.number(),
					interval90: interval,
					chanceIfUnchanged: z.number().min(0).max(1).meta({
						description: "How likely calls of a rep who stayed the same would have looked like this",
					}),
				}),
			),
		}),
		coverage: z
			.strictObject({
				all: coached.nullable(),
				quarters: z
					.array(z.strictObject({ reps: z.int(), coachings: z.int(), perRep: z.number() }))
					.meta({ description: "From the least to the best coached quarter of the reps; empty under four reps" }),
				byLocation: groups,
				byShift: groups,
				byManager: groups,
			})
			.meta({ description: "Reviews, one-to-ones and live coachings that were done, per rep" }),
	})
	.meta({ id: "DrillReport" });

export const coachingWeek = z
	.strictObject({
		personId: id,
		week: localDate.meta({ description: "Its Monday, by the person's own clock" }),
		answers: z.int().meta({ description: "Reviews, one-to-ones and live coachings that the person answered" }),
		stated: z.int().meta({ description: "Answers with which the minutes were stated" }),
		minutes: z.int().nullable().meta({ description: "Their sum; null where none were stated" }),
	})
	.meta({ id: "CoachingWeek" });
