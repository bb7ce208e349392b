import { z } from "zod";
import { id, instant, instantIn } from "./common.ts";

export const withdrawalBody = z.strictObject({
	at: instantIn.optional().meta({ description: "Only in an organisation on skipped time" }),
});

export const withdrawal = z
	.strictObject({ conversationId: id, withdrawnAt: instant })
	.meta({ id: "Withdrawal", description: "Consent taken back: the call is not scored, and its words are gone" });
