import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { QuestionLabel } from "../../domain/signals/label.ts";
import { readingsOf } from "../../domain/signals/readings.ts";
import type { LabelledRow, Unlabelled } from "./data.ts";
import { isRep } from "./tasks.ts";

/** What is said of each row of a conversation: does the text ask an open question, does it reflect? */
export type RowReadings = { readonly asksOpenly: readonly boolean[]; readonly reflects: readonly boolean[] };

/** Values of one conversation, by the names that a file of values per call has. */
export type PerCall = { readonly discovery_density: number; readonly ack_rate: number };

/**
 * Discovery density by the product's own arithmetic (first half by clock, rep talk in it), with every text that asks an
 * open question as one such question; and the share of the customer's sustain talk, as people labelled it, whose next
 * row is a reflection of the rep. Where the arithmetic gives no value it is 0: to leave a hard call out must not pay.
 */
export function perCallOf(rows: readonly LabelledRow[], spoken: readonly Unlabelled[], said: RowReadings): PerCall {
	return { discovery_density: densityOf(spoken, said.asksOpenly), ack_rate: ackRateOf(rows, said.reflects) };
}

function densityOf(rows: readonly Unlabelled[], asksOpenly: readonly boolean[]): number {
	const utterances = rows.map(({ speaker, text, t }, ordinal): Conversation["utterances"][number] => ({
		ordinal,
		role: isRep(speaker) ? "rep" : "customer",
		speaker,
		text,
		startMs: t === null ? null : t * 1000,
		endMs: null,
		confidence: null,
	}));
	const asked = rows.flatMap((row, index) => (asksOpenly[index] === true && isRep(row.speaker) ? [index] : []));
	const labels = asked.map((utterance, id) => openQuestion(id, utterance, rows[utterance]?.text.length ?? 0));
	const conversation: Conversation = { kind: "customer-call", language: "en", utterances };
	const reading = readingsOf(conversation, labels, DEFAULT_POLICY.bands)["discovery-density"];
	return reading.status === "measured" ? reading.value : 0;
}

/** An open discovery question that counts, somewhere in an utterance: taken at its start. */
export function openQuestion(id: number, utterance: number, end: number): QuestionLabel {
	return {
		id,
		utterance,
		start: 0,
		end,
		confidence: 1,
		rule: "question-open",
		features: [],
		kind: "question",
		form: "open",
		discovery: true,
		leading: false,
		rhetorical: false,
		stackedOn: null,
		repeats: null,
	};
}

function ackRateOf(rows: readonly LabelledRow[], reflects: readonly boolean[]): number {
	let followed = 0;
	let reflected = 0;
	for (const [index, row] of rows.entries()) {
		const next = rows[index + 1];
		if (row.labels.talk !== "sustain" || next === undefined || !isRep(next.speaker)) continue;
		followed += 1;
		if (reflects[index + 1] === true) reflected += 1;
	}
	return followed === 0 ? 0 : reflected / followed;
}
