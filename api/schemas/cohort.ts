import { z } from "zod";
import { CYCLE_KINDS } from "../../domain/cycle/kind.ts";
import { id, instant, line, localDate, localDateIn } from "./common.ts";
import { policyIn } from "./policy.ts";

const REPS_MAX = 1_000;

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
		reps: z
			.array(line(200))
			.min(1)
			.max(REPS_MAX)
			.superRefine((reps, context) => {
				const first = new Map<string, number>();
				for (const [index, rep] of reps.entries()) {
					const before = first.get(rep);
					if (before === undefined) first.set(rep, index);
					else
						context.addIssue({ code: "custom", path: [index], message: `each rep once (this one is /reps/${before})` });
				}
			})
			.meta({ description: "External ids of the reps, each once", example: ["rep-017", "rep-021"] }),
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
	.meta({ id: "LaunchCohort" });

export const launched = z
	.strictObject({ id, cycleIds: z.array(id) })
	.meta({ id: "LaunchedCohort", description: "The cohort and one cycle per rep, in the order of the request" });

export const cohort = z
	.strictObject({
		id,
		name: z.string(),
		startsOn: localDate,
		state: z.enum(["launching", "running"]),
		policyVersionId: id,
		createdAt: instant,
		cycles: z
			.strictObject({ planned: z.int(), baseline: z.int(), practice: z.int(), habit: z.int(), closed: z.int() })
			.meta({ description: "Number of cycles per phase" }),
	})
	.meta({ id: "Cohort" });
