import { z } from "zod";
import { ROLES } from "../../services/records/types.ts";
import { id, line } from "./common.ts";

export const person = z
	.strictObject({
		id,
		externalId: z.string(),
		name: z.string(),
		email: z.string(),
		roles: z.array(z.enum(ROLES)),
		zone: z.string().meta({ example: "Europe/Berlin" }),
		country: z.string().nullable().meta({ description: "ISO 3166-1 alpha-2, for public holidays", example: "DE" }),
		region: z.string().nullable().meta({ description: "Part of ISO 3166-2 after the hyphen", example: "BY" }),
		location: z
			.string()
			.nullable()
			.meta({ description: "Where the person works, in your own words", example: "Leipzig" }),
		shift: z.string().nullable().meta({ description: "In your own words", example: "early" }),
		managerId: id.nullable(),
	})
	.meta({ id: "Person" });

export const personQuery = z.strictObject({ externalId: line(200).optional() });
