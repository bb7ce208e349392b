import { z } from "zod";
import { id, instant } from "./common.ts";

export const erasureBody = z.strictObject({});

export const erasure = z
	.strictObject({
		id: id.meta({ description: "The certificate's id" }),
		personId: id.meta({ description: "Stays as a pseudonym where others' data needs one" }),
		state: z.enum(["requested", "done"]),
		requestedAt: instant,
		completedAt: instant.nullable(),
		certificate: z
			.strictObject({
				document: z.string().meta({ description: "What was signed, byte for byte: JSON text" }),
				algorithm: z.literal("Ed25519"),
				signature: z.base64(),
				publicKey: z.base64().meta({ description: "SubjectPublicKeyInfo; the same for all certificates" }),
			})
			.nullable(),
	})
	.meta({ id: "Erasure", description: "The erasure of one person, and once it is done its certificate" });
