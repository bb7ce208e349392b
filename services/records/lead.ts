import { Prisma } from "../database.ts";

/**
 * Who stands behind the rule `lead`: whoever launched the cohort, while they are here and a lead or a head; else the first
 * lead of the organisation. Null where there is none.
 */
export function leadOf(orgId: Prisma.Sql, launchedBy: Prisma.Sql): Prisma.Sql {
	return Prisma.sql`(
		select x.id from person x
		where x.org_id = ${orgId} and x.status = 'active'
			and ('lead' = any(x.roles) or ('head' = any(x.roles) and x.id = ${launchedBy}))
		order by x.id is distinct from ${launchedBy}, x.external_id
		limit 1
	)`;
}
