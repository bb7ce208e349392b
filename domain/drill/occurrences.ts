import type { Conversation } from "../signals/conversation.ts";
import type { DifficultyLabel, Label, NeedLabel } from "../signals/label.ts";
import { answered, type Moment, returnsOf, withSureCustomer } from "../signals/moment.ts";
import { isAskedFor, TURNS_TO_TAKE_UP } from "../signals/next-step.ts";
import type { Readings } from "../signals/reading.ts";
import { areSpeakersUnknown } from "../signals/readings.ts";
import { hasLabel, labelsIn, type Placed, placedOf, repTurnsAfter, type Talk, talkOf } from "../signals/talk.ts";
import { DRILL_GAPS, type DrillGap, type Occurrence } from "./drill.ts";

/** One time that the moment of a gap came up. */
type Found = { readonly utterance: number; readonly label: number | null; readonly wanted: boolean };

/**
 * Which moments of the library came up in a conversation, and how often the rep's answer was the wanted one.
 *
 * - pricing-objection, incumbent-vendor: an objection of that topic; wanted: it counts as acknowledged.
 * - competitor-displacement: the customer mentions another vendor; wanted: one of the rep's next two turns asks, or says
 *   it back. competitor-unselling: the same line; wanted: one of them holds a claim that is tied to a need.
 * - missing-follow-up: a need or a difficulty; wanted: one of the next two turns asks, says it back or recognises it.
 * - buying-signal: wanted: one of the next two turns asks for a next step.
 * - next-step: the talk itself; wanted: it holds an ask that counts.
 *
 * As for the moment of a scorecard, customers' labels that are not sure are left out, and so are objections where their
 * share is of low confidence. Where it is not known who said what, nothing came up.
 */
export function occurrencesOf(
	conversation: Conversation,
	labels: readonly Label[],
	{ readings, moment }: { readonly readings: Readings; readonly moment: Moment },
): readonly Occurrence[] {
	if (areSpeakersUnknown(conversation)) return [];
	const talk = withSureCustomer(talkOf(conversation, labels));
	const named = gapOfMoment(moment, labels);
	return DRILL_GAPS.flatMap((gap) => {
		const found = foundFor(gap, talk, readings);
		const isMoment = named === gap && moment.status === "found";
		const at = isMoment
			? found.find(({ label }) => label === moment.cites.label)
			: (found.find(({ wanted }) => !wanted) ?? found[0]);
		const line = at ?? found[0];
		if (line === undefined) return [];
		return [
			{
				gap,
				occurred: found.length,
				wanted: found.filter(({ wanted }) => wanted).length,
				line: { utterance: line.utterance, label: line.label },
				isMoment: isMoment && at !== undefined,
			},
		];
	});
}

/** The gap that the single moment of a scorecard shows; null where the library has none for it. */
function gapOfMoment(moment: Moment, labels: readonly Label[]): DrillGap | null {
	if (moment.status === "none") return null;
	switch (moment.kind) {
		case "talked-past-buying-signal":
			return "buying-signal";
		case "competitor-not-explored":
			return "competitor-displacement";
		case "missing-follow-up":
			return "missing-follow-up";
		case "weak-objection-response": {
			const objection = labels.find(({ id }) => id === moment.cites.label);
			if (objection?.kind !== "objection") return null;
			if (objection.topic === "price") return "pricing-objection";
			return objection.topic === "incumbent" ? "incumbent-vendor" : null;
		}
	}
}

function foundFor(gap: DrillGap, talk: Talk, readings: Readings): readonly Found[] {
	switch (gap) {
		case "pricing-objection":
			return objectionsOn("price", talk, readings);
		case "incumbent-vendor":
			return objectionsOn("incumbent", talk, readings);
		case "competitor-displacement": {
			const returns = returnsOf(talk);
			return mentions(talk).map(({ label, turn }) => {
				const saidBack = returns(label, turn);
				return foundAt(
					label,
					nextTurns(talk, turn).some((index) => hasLabel(talk, index, "question") || saidBack.includes(index)),
				);
			});
		}
		case "competitor-unselling": {
			const reading = readings["value-framing"];
			return mentions(talk).map(({ label, turn }) =>
				foundAt(
					label,
					nextTurns(talk, turn).some((index) =>
						labelsIn(talk, index).some(({ id, kind }) => kind === "claim" && reading.counted.includes(id)),
					),
				),
			);
		}
		case "missing-follow-up": {
			const returns = returnsOf(talk);
			const stated: readonly Placed<NeedLabel | DifficultyLabel>[] = [
				...placedOf(talk, "need"),
				...placedOf(talk, "difficulty"),
			].toSorted((a, b) => a.turn - b.turn);
			return answered(talk, stated).map(({ label, turn }) => {
				const later = returns(label, turn);
				return foundAt(
					label,
					nextTurns(talk, turn).some((index) => hasLabel(talk, index, "question") || later.includes(index)),
				);
			});
		}
		case "buying-signal":
			return answered(talk, placedOf(talk, "buying-signal")).map(({ label, turn }) =>
				foundAt(label, isAskedFor(talk, turn)),
			);
		case "next-step":
			return theTalkItself(talk, readings);
	}
}

function objectionsOn(topic: "price" | "incumbent", talk: Talk, readings: Readings): readonly Found[] {
	const reading = readings["objection-acknowledgment"];
	if (reading.status === "not-applicable" || reading.lowConfidence !== null) return [];
	const raised = placedOf(talk, "objection").filter(
		({ label }) => label.topic === topic && reading.outOf.includes(label.id),
	);
	return answered(talk, raised).map(({ label }) => foundAt(label, reading.counted.includes(label.id)));
}

function mentions(talk: Talk) {
	const byCustomer = placedOf(talk, "competitor").filter(({ turn }) => talk.turns[turn]?.role === "customer");
	return answered(talk, byCustomer);
}

/** Rests on the customer's last line: what an ask should have followed. */
function theTalkItself(talk: Talk, readings: Readings): readonly Found[] {
	const last = talk.customerTurns.at(-1);
	const reading = readings["close-attempts"];
	if (last === undefined || reading.status === "not-applicable") return [];
	return [{ utterance: last.utterances[0].ordinal, label: null, wanted: reading.counted.length > 0 }];
}

function nextTurns(talk: Talk, turn: number): readonly number[] {
	return repTurnsAfter(talk, turn, TURNS_TO_TAKE_UP).map(({ index }) => index);
}

function foundAt({ utterance, id }: Placed<Label>["label"], wanted: boolean): Found {
	return { utterance, label: id, wanted };
}
