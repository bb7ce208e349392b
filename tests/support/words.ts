import { composeDialogue } from "../../cli/demo/dialogues/compose.ts";
import { PERSONAS } from "../../cli/demo/dialogues/personas/index.ts";
import type { Conversation } from "../../domain/signals/conversation.ts";
import { conversationOf } from "./spoken.ts";

const WEAK = { discovery: 0, acknowledgment: 0, value: 0, close: 0 };

/** A weak conversation, long enough to be measured; another number has other words. */
export function conversationSaying(number: number): Conversation {
	return conversationOf(composeDialogue({ persona: PERSONAS[0], skill: WEAK, seed: number, withTimes: true }));
}
