import { findScenario } from "../../domain/practice/scenarios.ts";
import { PRODUCT } from "../../domain/practice/situations.ts";
import type { CycleView } from "../../services/records/types.ts";

/** A practice says in two sentences what to try and how it is measured; the row holds the scenario's id alone. */
export function withBrief<T extends Pick<CycleView, "nextPractice" | "product">>(view: T) {
	const { nextPractice, product } = view;
	const scenario = nextPractice && findScenario(nextPractice.scenario);
	return {
		...view,
		nextPractice: nextPractice && {
			...nextPractice,
			situation: named(scenario?.situation ?? "This scenario is not in the library any more.", product),
			brief: [scenario?.brief ?? "", ...claimsOf(product)].join(" "),
		},
	};
}

function named(situation: string, product: CycleView["product"]): string {
	return situation.replaceAll(PRODUCT, product?.name ?? "the product");
}

function claimsOf(product: CycleView["product"]): readonly string[] {
	return product === null ? [] : [`What you may claim of ${product.name}: ${product.claims.join("; ")}.`];
}
