import { DEFAULT_POLICY } from "../../domain/policy.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import type { Labelling } from "../../domain/signals/label.ts";
import type { NotApplicableReading } from "../../domain/signals/reading.ts";
import { scorecardOf as computed } from "../../domain/signals/scorecard.ts";
import type { Signal } from "../../domain/signals/signal.ts";
import type { ConversationView, ScorecardView } from "../../services/records/types.ts";

const transcript: Conversation = {
	kind: "role-play",
	language: "en",
	utterances: [
		line(0, "rep", "Thanks for the time. What is slowing your team down today?", 0),
		line(1, "customer", "Reporting takes two days every month.", 9000),
		line(2, "rep", "Shall we meet on Tuesday at ten with your controller?", 15_000),
	],
};

function line(ordinal: number, role: "rep" | "customer", text: string, startMs: number) {
	return { ordinal, role, speaker: role, text, startMs, endMs: startMs + 5000, confidence: null };
}

const base = { start: 0, confidence: 1, features: [] };
const labelling: Labelling = {
	labeller: "embedded",
	version: "1",
	nearMisses: [],
	alsoIn: [],
	validatedOn: [],
	labels: [
		{
			...base,
			id: 0,
			kind: "question",
			utterance: 0,
			start: 21,
			end: 58,
			rule: "what-question",
			form: "open",
			discovery: true,
			leading: false,
			rhetorical: false,
			stackedOn: null,
			repeats: null,
		},
		{ ...base, id: 1, kind: "ask", utterance: 2, end: 53, rule: "shall-we-meet", ask: "meeting" },
	],
};

/** A scorecard with one counted question, one ask that is left out, and two signals that do not apply. */
export function scorecardOf(conversation: ConversationView): ScorecardView {
	const none = (signal: Signal): NotApplicableReading => ({
		signal,
		status: "not-applicable",
		because: signal === "value-framing" ? "no-claims" : "no-objections",
		counted: [],
		outOf: [],
		notCounted: [],
	});
	const measured = {
		status: "measured",
		outOf: [],
		confidence: 0.8,
		lowConfidence: null,
		interval: { low: 0.1, high: 9 },
	} as const;
	const discovery = {
		...measured,
		signal: "discovery-density",
		counted: [0],
		notCounted: [],
		numerator: 1,
		denominator: 0.5,
		unit: "per-minute",
		basis: "clock",
		value: 2,
		tier: "target",
	} as const;
	return {
		conversation: { ...conversation, state: "scored" },
		ordinal: 1,
		transcript,
		disputes: [],
		labelling,
		scorecard: {
			...computed(transcript, labelling, DEFAULT_POLICY.bands),
			readings: {
				"discovery-density": discovery,
				"objection-acknowledgment": none("objection-acknowledgment"),
				"value-framing": none("value-framing"),
				"close-attempts": {
					...measured,
					signal: "close-attempts",
					counted: [],
					notCounted: [{ label: 1, because: "own-promise" }],
					numerator: 0,
					denominator: 1,
					unit: "per-conversation",
					basis: "labels",
					value: 0,
					tier: "low",
				},
			},
			discoveryOnWords: { ...discovery, basis: "words" },
			repTurns: 2,
			repWords: 21,
			missing: [
				{ signal: "objection-acknowledgment", because: "no-objections" },
				{ signal: "value-framing", because: "no-claims" },
			],
			flags: [],
			nextAction: {
				signal: "close-attempts",
				reason: { code: "next-action.ask", params: {} },
				cites: { utterance: 1, label: null, start: 0, end: 38 },
			},
		},
	};
}
