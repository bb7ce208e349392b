/**
 * What a cycle is for. A new hire ramps up and is compared in week 6; a tenured rep practises one new product; a service
 * team has scenarios of its own; a manager builds the cadence of reviews and practises nothing.
 */
export const CYCLE_KINDS = ["standard", "new-hire", "tenured-new-product", "service-team", "manager-cadence"] as const;
export type CycleKind = (typeof CYCLE_KINDS)[number];

/** What a new product is called, and what may be claimed of it. */
export type Product = { readonly name: string; readonly claims: readonly string[] };

/** Does whoever is coached in such a cycle practise? A manager who builds a cadence does not. */
export function hasPractice({ kind }: { readonly kind: CycleKind }): boolean {
	return kind !== "manager-cadence";
}
