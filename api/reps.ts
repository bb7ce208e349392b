import { reaches } from "./access.ts";
import { invalid } from "./problem.ts";
import type { Context } from "./route.ts";
import { shown } from "./validate.ts";

/** Somebody who is nobody, is no rep, or is out of reach: the caller learns the same of all three. */
export async function assertRepInReach(
	repId: string,
	{ records, scopes, caller, now }: Context,
	expected: string,
): Promise<void> {
	const rep = await records.findPerson(repId);
	if (rep?.roles.includes("rep") && (await reaches(scopes, { repId }, caller, records, now))) return;
	throw invalid("/repId", expected, shown(repId));
}
