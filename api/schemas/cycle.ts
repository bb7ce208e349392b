import { z } from "zod";
import { CYCLE_FLAGS } from "../../domain/cycle/facts.ts";
import { CYCLE_KINDS } from "../../domain/cycle/kind.ts";
import { SEARCH_FLAGS } from "../../services/records/types.ts";
import { product } from "./cohort.ts";
import { id, instant, instantIn, line, localDate, signal } from "./common.ts";

const phase = z.enum(["planned", "baseline", "practice", "habit", "closed"]).meta({ id: "CyclePhase" });

const threeTiers = z.enum(["low", "middle", "target"]);

const tiers = z
	.strictObject({
		"objection-acknowledgment": threeTiers,
		"close-attempts": z.enum(["low", "target"]).meta({ description: "This signal has no middle tier" }),
		"value-framing": threeTiers,
		"discovery-density": threeTiers,
	})
	.meta({ id: "TierGuess", description: "A tier for each of the four signals" });

export const guessBody = z
	.strictObject({
		tiers,
		at: instantIn.optional().meta({ description: "Only where time is skipped: when, by the cycle's own clock" }),
	})
	.meta({ id: "GuessTiers" });

export const guess = z.strictObject({ cycleId: id, tiers, at: instant }).meta({ id: "Guess" });

const practice = z
	.strictObject({
		id,
		week: z.int(),
		ordinal: z.int(),
		scenario: z.string().meta({ example: "objection-acknowledgment/03" }),
		situation: z.string().meta({ description: "Who the customer is and what they bring" }),
		brief: z.string().meta({ description: "What to try, and how it is measured" }),
		state: z.enum(["planned", "done", "missed", "withdrawn"]),
		conversationId: id.nullable(),
	})
	.meta({ id: "Practice" });

export const cycle = z
	.strictObject({
		id,
		cohortId: id,
		repId: id,
		kind: z.enum(CYCLE_KINDS),
		product: product.nullable(),
		guess: tiers.nullable().meta({ description: "Where the rep believed to stand, before the baseline closed" }),
		phase,
		week: z.int(),
		focus: z.array(signal),
		startsOn: localDate,
		flags: z.array(z.enum(CYCLE_FLAGS)).meta({
			description: "`step-stuck`: a step could not be decided, and the cycle waits for an administrator",
		}),
		pauses: z.array(z.strictObject({ from: localDate, to: localDate.nullable() })).meta({
			description: "Dates on which the cycle stands still; `to` is the first active one again, null where unknown",
		}),
		closedBecause: z.string().nullable(),
		nextPractice: practice.nullable(),
	})
	.meta({ id: "Cycle" });

const week = z.coerce.number().int().min(1).max(60);

export const cycleQuery = z.strictObject({
	cohortId: id.optional(),
	repId: id.optional(),
	managerId: id.optional().meta({ description: "Whoever manages the rep today" }),
	phase: phase.optional(),
	weekFrom: week.optional(),
	weekTo: week.optional(),
	flag: z.enum(SEARCH_FLAGS).optional(),
	dueBefore: instantIn.optional().meta({ description: "Open cycles whose next look is due before this instant" }),
	limit: z.coerce.number().int().min(1).max(500).optional().meta({ description: "Cycles on a page, 200 if left out" }),
	cursor: z.string().min(1).max(200).optional().meta({ description: "`nextCursor` of the page before" }),
});

const foundCycle = cycle
	.extend({
		nextDue: instant.nullable().meta({ description: "When the cycle looks next, by its own clock" }),
		managerId: id.nullable().meta({ description: "Whoever manages the rep today" }),
		flags: z.array(z.enum(SEARCH_FLAGS)).meta({
			description:
				"Of today, and of open cycles alone: step-stuck (it waits for an administrator); paused; overdue (its look is late by a quarter of an hour); task-overdue; no-manager; the verdict of the last checkpoint where it calls for somebody; put-back (a pause told late took decisions back)",
		}),
	})
	.meta({ id: "FoundCycle" });

export const cyclePage = z.strictObject({ data: z.array(foundCycle), nextCursor: z.string().nullable() });

const note = line(2000).optional().meta({ description: "Why, in the person's own words" });
const at = instantIn.optional().meta({ description: "Only where time is skipped: when, by the cycle's own clock" });

const asked = {
	pause: z.strictObject({
		do: z.literal("pause"),
		from: localDate.meta({ description: "First day, by the rep's own dates; it may lie in the past" }),
		until: localDate.nullable().meta({ description: "First active day again; null where nobody knows it yet" }),
	}),
	resume: z.strictObject({ do: z.literal("resume"), on: localDate.meta({ description: "First active day again" }) }),
	extend: z.strictObject({ do: z.literal("extend"), weeks: z.int().min(1).max(12) }),
	policy: z.strictObject({ do: z.literal("move-policy"), version: id }),
};

export const changeBody = z
	.strictObject({
		change: z.discriminatedUnion("do", [asked.pause, asked.resume, asked.extend, asked.policy]),
		note,
		at,
	})
	.meta({ id: "ChangeCycle" });

export const stopBody = z
	.strictObject({
		note,
		at,
	})
	.meta({ id: "StopCycle" });
