import type { Conversation, Utterance } from "../../../domain/signals/conversation.ts";
import type { Label, Labelling } from "../../../domain/signals/label.ts";
import type { Labeller } from "../labeller.ts";
import { compile } from "./compiled.ts";
import { CustomerSide } from "./customer.ts";
import { Heard } from "./heard.ts";
import { packs } from "./packs/index.ts";
import { RepSide } from "./rep.ts";

const NAME = "embedded";
/** Changes with every rule or word list, so that readings of two versions are never compared silently. */
const VERSION = "1";

/** The default labeller: rules and word lists, no key, no network; the same conversation gives the same labels. */
export function createEmbeddedLabeller(): Labeller {
	const compiled = new Map(packs.map((pack) => [pack.language, compile(pack)]));
	return {
		name: NAME,
		version: VERSION,
		languages: [...compiled.keys()],
		label(conversation: Conversation): Labelling {
			const pack = compiled.get(conversation.language);
			if (pack === undefined) {
				const expected = [...compiled.keys()].join(", ");
				throw new RangeError(`language: expected one with a pack (${expected}), came ${conversation.language}`);
			}
			const labels: Label[] = [];
			const heard = new Heard(labels, pack);
			const rep = new RepSide(heard);
			const customer = new CustomerSide(heard);
			let before: Utterance | null = null;
			for (const utterance of conversation.utterances) {
				if (before?.role !== utterance.role) heard.beginTurn(utterance.role);
				if (utterance.role === "rep") rep.label(utterance);
				if (utterance.role === "customer") customer.label(utterance);
				before = utterance;
			}
			return { labeller: NAME, version: VERSION, labels, nearMisses: [], alsoIn: [], validatedOn: [] };
		},
	};
}
