import type { CycleFacts, PersonFact } from "../../domain/cycle/facts.ts";
import { OWNER_RULES, type OwnerRule } from "../../domain/cycle/task.ts";

/** Who stands at each place above a rep on a date, as the people table has it; null where nobody active does. */
export type Places = { readonly [R in OwnerRule]: PersonFact | null };

/**
 * A rule behind which nobody stands goes one step up, and never down to those whose work it is about: only what is for the
 * head is the lead's where there is no head, who may do all that a head may. So no task is owed by nobody while either
 * of the two is there.
 */
export function ownersFrom(places: Places): CycleFacts["owners"] {
	const from = (rule: OwnerRule): PersonFact | null =>
		OWNER_RULES.slice(OWNER_RULES.indexOf(rule))
			.map((at) => places[at])
			.find((person) => person !== null) ?? null;
	return {
		manager: from("manager"),
		"managers-manager": from("managers-manager"),
		lead: from("lead"),
		head: from("head") ?? places.lead,
	};
}
