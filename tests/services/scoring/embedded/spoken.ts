import type { Conversation, SpeakerRole } from "../../../../domain/signals/conversation.ts";
import type { Label, LabelKind } from "../../../../domain/signals/label.ts";

export type Turn = readonly [role: SpeakerRole, text: string];

/** A conversation without times; each turn is one utterance. */
export function talk(language: string, ...turns: readonly Turn[]): Conversation {
	const utterances = turns.map(([role, text], ordinal) => ({
		ordinal,
		role,
		speaker: role,
		text,
		startMs: null,
		endMs: null,
		confidence: null,
	}));
	return { kind: "role-play", language, utterances };
}

export function only<K extends LabelKind>(labels: readonly Label[], kind: K): Extract<Label, { kind: K }>[] {
	return labels.filter((label): label is Extract<Label, { kind: K }> => label.kind === kind);
}
