import { Prisma } from "../database.ts";

/**
 * Joins the current scorecard `s` (org_id, id, labelling_id) of a conversation `v`. `offset 0` keeps it apart, so that each is
 * looked up by its key: while the database is young the planner takes an organisation to have a handful of scorecards,
 * would read them all for every conversation, and a plan that is kept stays like that.
 */
export const CURRENT_SCORECARD = Prisma.sql`
	join lateral (
		select c.org_id, c.id, c.labelling_id
		from scorecard c
		where c.org_id = v.org_id and c.conversation_id = v.id and c.ordinal = v.current_scorecard
		offset 0
	) s on true`;
