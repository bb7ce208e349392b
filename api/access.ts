import { localDateOf } from "../domain/calendar.ts";
import type { Instant } from "../domain/time.ts";
import type { Caller, OrgRecords, Role } from "../services/records/types.ts";

/**
 * Whose things a role reaches on a route: one's own, those of the reps whom one manages today, those of which one is
 * today's owner, those whose owner one stands above, those that one did oneself, or everything in the organisation.
 */
export type Scope = "self" | "team" | "owner" | "above" | "actor" | "all";

/** Who may call a route, and for whom. A role that does not stand here is answered 403. */
export type Access = { readonly [R in Role]?: readonly Scope[] };

/** Whom the thing that a route names is about. */
export type About = {
	readonly repId?: string;
	readonly ownerId?: string | null;
	/** Those who stand behind its rule, and above. */
	readonly aboveIds?: readonly string[];
	readonly actorId?: string;
};

export function scopesOf(access: Access, roles: readonly Role[]): ReadonlySet<Scope> {
	return new Set(roles.flatMap((role) => access[role] ?? []));
}

export async function reaches(
	scopes: ReadonlySet<Scope>,
	about: About,
	caller: Caller,
	records: OrgRecords,
	now: Instant,
): Promise<boolean> {
	if (scopes.has("all")) return true;
	if (scopes.has("self") && about.repId === caller.personId) return true;
	if (scopes.has("owner") && about.ownerId === caller.personId) return true;
	if (scopes.has("above") && about.aboveIds?.includes(caller.personId)) return true;
	if (scopes.has("actor") && about.actorId === caller.personId) return true;
	return scopes.has("team") && about.repId !== undefined && (await managesToday(caller, about.repId, records, now));
}

/** Today is the rep's own date: a manager of record from today on is one as soon as the rep's day begins. */
async function managesToday(caller: Caller, repId: string, records: OrgRecords, now: Instant): Promise<boolean> {
	const rep = await records.findPerson(repId);
	return rep !== null && (await records.manages(caller.personId, repId, localDateOf(now, rep.zone)));
}

/** The reps whom a list may show: all of them, or these. */
export async function visibleReps(
	scopes: ReadonlySet<Scope>,
	caller: Caller,
	records: OrgRecords,
): Promise<"all" | ReadonlySet<string>> {
	if (scopes.has("all")) return "all";
	const reps = new Set<string>();
	if (scopes.has("self")) reps.add(caller.personId);
	if (scopes.has("team")) {
		for (const person of await records.listPeople({})) {
			if (person.managerId === caller.personId) reps.add(person.id);
		}
	}
	return reps;
}
