import type { Conversation, Utterance } from "../../../domain/signals/conversation.ts";
import type { Labelling } from "../../../domain/signals/label.ts";
import type { Labeller } from "../labeller.ts";
import { LanguagesHeard } from "../language.ts";
import { tenthOf } from "./context.ts";
import { CustomerSide } from "./customer.ts";
import { Heard } from "./heard.ts";
import { Reader } from "./model/reader.ts";
import type { LanguagePack, Phrases } from "./pack.ts";
import { loadPack, scoredLanguages } from "./packs/index.ts";
import { RepSide } from "./rep.ts";
import type { TieWeights } from "./tie.ts";

const NAME = "embedded";
/** Changes with every model or word list, so that readings of two versions are never compared silently. */
const VERSION = "4";

/**
 * The default labeller: small models and a few rules, no key, no network; the same conversation gives the same labels.
 * A pack is read when the first conversation in its language comes.
 */
export function createEmbeddedLabeller(): Labeller {
	const open = new Map<string, Opened>();
	return {
		name: NAME,
		version: VERSION,
		languages: scoredLanguages,
		label(conversation: Conversation): Labelling {
			const { language } = conversation;
			const opened = open.get(language) ?? openPack(language);
			open.set(language, opened);
			return label(conversation, opened);
		},
	};
}

type Opened = {
	readonly pack: LanguagePack;
	readonly reader: Reader;
	readonly ties: TieWeights;
	readonly phrases: Phrases;
};

function openPack(language: string): Opened {
	const pack = scoredLanguages.includes(language) ? loadPack(language) : null;
	if (pack === null) {
		throw new RangeError(`language: expected one with a pack (${scoredLanguages.join(", ")}), came ${language}`);
	}
	const ties = pack.weights.find((file) => file.ties !== undefined)?.ties;
	if (ties === undefined) throw new Error(`${language}: expected weights with ties, came none`);
	const any = (patterns: readonly string[]) => (patterns.length === 0 ? null : new RegExp(patterns.join("|")));
	const openings = pack.answerOpenings.map((pattern) => `^(?:${pattern})`);
	const phrases = {
		magic: any(pack.magicWords),
		answers: any(openings),
		doubt: any(pack.doubtWords),
		assent: any(pack.assentWords),
		contrast: any(pack.contrastWords),
	};
	return { pack, reader: new Reader(pack), ties, phrases };
}

function label(conversation: Conversation, { pack, reader, ties, phrases }: Opened): Labelling {
	const heard = new Heard(reader.weights);
	const rep = new RepSide(heard, reader, ties, phrases);
	const customer = new CustomerSide(heard, reader, phrases);
	const languages = new LanguagesHeard();
	const { utterances } = conversation;
	let before: Utterance | null = null;
	reader.begin();
	for (const [index, utterance] of utterances.entries()) {
		if (before?.role !== utterance.role) heard.beginTurn(utterance.role);
		before = utterance;
		const tenth = tenthOf(index, utterances.length);
		reader.read(utterance.text, utterance.role, tenth, (sentence, at, of) => {
			if (utterance.role === "rep") rep.take(utterance, sentence);
			if (utterance.role === "customer") customer.take(utterance, sentence, at, of);
		});
		languages.hear(reader.tokens);
	}
	return {
		labeller: NAME,
		version: VERSION,
		labels: heard.labels,
		nearMisses: heard.nearMisses,
		alsoIn: languages.beside(pack.language),
		validatedOn: pack.validatedOn,
	};
}
