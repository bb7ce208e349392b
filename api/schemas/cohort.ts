import { z } from "zod";
import { ASSIGNED } from "../../domain/cohort/waves.ts";
import { CYCLE_KINDS } from "../../domain/cycle/kind.ts";
import { id, instant, instantIn, line, localDate, localDateIn, reason, words } from "./common.ts";
import { policyIn } from "./policy.ts";

const REPS_MAX = 100_000;
const MANAGERS_MAX = 1_000;
const WAVES_MAX = 12;
const SEED_MAX = 2 ** 31 - 1;

const externalIds = (what: string, most: number) =>
	z
		.array(line(200))
		.min(1)
		.max(most)
		.superRefine((ids, context) => {
			const first = new Map<string, number>();
			for (const [index, one] of ids.entries()) {
				const before = first.get(one);
				if (before === undefined) first.set(one, index);
				else
					context.addIssue({
						code: "custom",
						path: [index],
						message: `each ${what} once (this one is /${what}s/${before})`,
					});
			}
		});

const everybody = z.strictObject({ kind: z.literal("everybody") });
const teams = z.strictObject({
	kind: z.literal("teams"),
	managers: externalIds("manager", MANAGERS_MAX).meta({ description: "External ids of the managers" }),
});

const waves = z.strictObject({
	later: z
		.array(localDateIn)
		.min(1)
		.max(WAVES_MAX - 1)
		.meta({ description: "First days of the waves behind the first, each later than the one before" }),
	assigned: z.enum(ASSIGNED).meta({ description: "How rows are dealt to the waves, which are equally large" }),
	seed: z
		.int()
		.min(0)
		.max(SEED_MAX)
		.optional()
		.meta({ description: "The same seed and rows give the same waves; drawn and shown where it is left out" }),
});

const openIn = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("team"), manager: line(200).meta({ description: "External id of the manager" }) }),
	z.strictObject({ kind: z.literal("new-reps") }),
]);

const CLAIMS_MAX = 20;

export const product = z
	.strictObject({
		name: line(100).meta({ example: "Route Planner 2" }),
		claims: z.array(line(300)).min(1).max(CLAIMS_MAX).meta({ description: "What may be claimed of it" }),
	})
	.meta({ id: "Product" });

export const launchBody = z
	.strictObject({
		name: line(200).meta({ example: "Autumn, team North" }),
		startsOn: localDateIn,
		reps: externalIds("rep", REPS_MAX)
			.optional()
			.meta({ description: "External ids of the reps, each once", example: ["rep-017", "rep-021"] }),
		of: z
			.discriminatedUnion("kind", [everybody, teams])
			.optional()
			.meta({ description: "Instead of a list: all active reps, or those of some managers on the first day" }),
		atomic: z.boolean().optional().meta({
			description:
				"True: one row that is wrong stops the whole, at most 1,000 reps. False: each row for itself, in the background; refused rows are kept with their reason. Left out: true for a list of up to 1,000 reps",
		}),
		waves: waves.optional(),
		open: openIn.optional().meta({ description: "Who is taken in when they join later" }),
		policy: policyIn.optional(),
		kind: z.enum(CYCLE_KINDS).default("standard").meta({
			description:
				"What the cycles are for. `manager-cadence` takes managers instead of reps; `tenured-new-product` needs a product",
		}),
		product: product.optional(),
	})
	.superRefine(({ kind, product: given }, context) => {
		const isNeeded = kind === "tenured-new-product";
		if (isNeeded === (given !== undefined)) return;
		const message = isNeeded
			? "the product that the cycles are about"
			: `nothing: a cycle of the kind ${kind} has no product`;
		context.addIssue({ code: "custom", path: ["product"], message });
	})
	.superRefine(({ reps, of, open }, context) => {
		if (reps === undefined && of === undefined && open === undefined) {
			context.addIssue({ code: "custom", path: ["reps"], message: "a list of reps, or the field of or open" });
		}
		if (reps !== undefined && of !== undefined) {
			context.addIssue({ code: "custom", path: ["of"], message: "either reps or of" });
		}
	})
	.meta({ id: "LaunchCohort" });

export const launched = z.strictObject({ id, cycleIds: z.array(id), rows: z.int() }).meta({
	id: "LaunchedCohort",
	description:
		"The cohort and one cycle per rep, in the order of the request; none yet where each row is taken for itself",
});

const openRule = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("team"), managerId: id }),
	z.strictObject({ kind: z.literal("new-reps") }),
]);

export const cohort = z
	.strictObject({
		id,
		name: z.string(),
		startsOn: localDate,
		state: z.enum(["launching", "running", "stopped", "ended"]),
		policyVersionId: id,
		createdAt: instant,
		members: z
			.strictObject({
				waiting: z.int(),
				planned: z.int(),
				started: z.int(),
				refused: z.int(),
				withdrawn: z.int(),
			})
			.meta({ description: "Rows of the launch, and people who joined later, by where they stand" }),
		cycles: z
			.strictObject({ planned: z.int(), baseline: z.int(), practice: z.int(), habit: z.int(), closed: z.int() })
			.meta({ description: "Number of cycles per phase" }),
		open: openRule.nullable().meta({ description: "Who is taken in when they join" }),
		waves: z
			.strictObject({ startsOn: z.array(localDate), assigned: z.enum(ASSIGNED), seed: z.int() })
			.nullable()
			.meta({ description: "Null where all begin at once" }),
		pauses: z
			.array(z.strictObject({ from: localDate, to: localDate.nullable() }))
			.meta({ description: "Dates on which the cohort stands still; `to` is the first active one again" }),
		outcomes: z
			.array(
				z.strictObject({
					week: z.int(),
					state: z.enum(["not-due", "missing", "there", "none"]),
					askedAt: instant.nullable(),
				}),
			)
			.meta({ description: "Whether the quota attainment of these weeks is there" }),
	})
	.meta({ id: "Cohort" });

const note = line(2000).optional().meta({ description: "Why, in the person's own words" });
const at = instantIn.optional().meta({ description: "Only where time is skipped: when, by the cohort's own clock" });

const asked = {
	pause: z.strictObject({
		do: z.literal("pause"),
		from: localDateIn.meta({ description: "First day, by each rep's own dates; it may lie in the past" }),
		until: localDateIn.nullable().meta({ description: "First active day again; null where nobody knows it yet" }),
	}),
	resume: z.strictObject({ do: z.literal("resume"), on: localDateIn.meta({ description: "First active day again" }) }),
	stop: z.strictObject({ do: z.literal("stop") }),
};

const change = z.discriminatedUnion("do", [asked.pause, asked.resume, asked.stop]);

export const cohortChangeBody = z.strictObject({ change, note, at }).meta({ id: "ChangeCohort" });

export const cohortChange = z
	.strictObject({
		id,
		cohortId: id,
		actorId: id.nullable().meta({ description: "Null where the engine itself acts" }),
		change,
		at: instant,
		state: z
			.enum(["pending", "applied", "refused"])
			.meta({ description: "`pending` until every cycle has been told; each then takes it as a step of its own" }),
		cycles: z
			.strictObject({ pending: z.int(), applied: z.int(), refused: z.int() })
			.meta({ description: "Cycles that were told, by what they made of it" }),
	})
	.meta({ id: "CohortChange" });

export const refusalQuery = z.strictObject({
	after: z.coerce.number().int().min(0).optional().meta({ description: "Rows behind this one" }),
});

export const refusals = z
	.strictObject({
		data: z.array(
			z.strictObject({
				row: z.int().meta({ description: "Place in the list of the launch, from 0" }),
				pointer: z.string().meta({ description: "JSON pointer into the request", example: "/reps/17" }),
				repId: id.nullable(),
				code: z.enum(["already-practising", "invalid"]).meta({
					description: "The problem with which a launch of this row alone would be answered",
				}),
				reason,
				words,
			}),
		),
		nextCursor: z.int().nullable().meta({ description: "To be sent as `after`; null on the last page" }),
	})
	.meta({ id: "LaunchRefusals" });
