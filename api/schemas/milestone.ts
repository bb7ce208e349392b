import { z } from "zod";
import { line, localDate, localDateIn } from "./common.ts";

const MILESTONES_MAX = 1_000;

const kind = z
	.string()
	.max(60)
	.regex(/^[a-z0-9][a-z0-9-]*$/, "a word of small letters, digits and hyphens")
	.meta({
		description: "What was reached; `hired` is where the days of a new hire are counted from",
		example: "first-deal",
	});

export const milestonesBody = z
	.strictObject({
		milestones: z
			.array(z.strictObject({ rep: line(200).meta({ description: "External id" }), kind, on: localDateIn }))
			.min(1)
			.max(MILESTONES_MAX),
	})
	.meta({ id: "ImportMilestones" });

export const milestonesStored = z.strictObject({ stored: z.int() }).meta({ id: "StoredMilestones" });

export const milestone = z.strictObject({ kind: z.string(), on: localDate }).meta({ id: "Milestone" });
