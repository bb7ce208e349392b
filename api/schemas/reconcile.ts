import { z } from "zod";
import { DIFFERENCE_KINDS, REPAIRS } from "../../services/records/reconcile.ts";
import { id, instant } from "./common.ts";

export const reconciliation = z
	.strictObject({
		rounds: z.array(
			z.strictObject({
				shard: z.int().meta({ description: "Cycles are looked at in shards, each once an hour" }),
				at: instant.meta({ description: "When its last round was through" }),
				cycles: z.int(),
				differences: z.int(),
			}),
		),
		differences: z
			.array(
				z.strictObject({
					kind: z.enum(DIFFERENCE_KINDS),
					subjectId: id.meta({ description: "The cycle, act, job or conversation" }),
					repair: z.enum(REPAIRS).meta({ description: "What was done about it" }),
					foundAt: instant,
				}),
			)
			.meta({ description: "The newest first, 200 at most" }),
	})
	.meta({ id: "Reconciliation" });
