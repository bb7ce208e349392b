import type { Cycles } from "../services/cycles.ts";
import type { Records } from "../services/records/types.ts";
import type { Scoring } from "../services/scoring/index.ts";

type Deps = { readonly records: Records; readonly scoring: Scoring; readonly cycles: Cycles };

export function createScoreActivities({ records, scoring, cycles }: Deps) {
	return {
		/** Labels, counts and stores one conversation. Where the rep's cycle waits for it, says "look now". */
		async scoreConversation({ orgId, conversationId }: { orgId: string; conversationId: string }): Promise<void> {
			const input = await records.readForScoring(orgId, conversationId);
			if (input === null || input.withdrawn) return;
			const scored = scoring.labelAndScore(input.conversation, input.bands);
			const { policyVersion } = input;
			const waiting = await records.recordScore(orgId, conversationId, { ...scored, policyVersion });
			if (waiting.waitingCycleId !== null) await cycles.look(waiting.waitingCycleId, waiting.because);
		},
	};
}
