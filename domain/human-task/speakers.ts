import type { Conversation, SpeakerRole } from "../signals/conversation.ts";

/** Somebody who speaks in a transcript, and what its source says about them. */
export type SpeakerFact = {
	/** The source's own key: an id where it has ids, else the name. */
	readonly key: string;
	/** What the utterances call them. */
	readonly label: string;
	readonly name: string | null;
	readonly email: string | null;
	readonly side: "company" | "external" | null;
	readonly channel: number | null;
};

/** Something by which a speaker is known again in another transcript. */
export type Mark = {
	readonly by: "email" | "name" | "key";
	/** The format, for a key, which means nothing in another; else empty. */
	readonly source: string;
	readonly value: string;
};

/**
 * What a recogniser or a meeting calls somebody whom it does not know: a counter, a letter, a place. In the next file
 * the same word is somebody else.
 */
const SAYS_NOTHING =
	/^(?:(?:speaker|spk|channel|person|participant|participants|user|voice|caller|guest|sprecher|gast|teilnehmer)?[\s_\-/#(]*(?:\d{1,6}|[a-z])?\)?|unknown(?: speaker)?|unbekannt|anonymous|host|customer|kunde|rep|agent|me|you|ich)$/i;

function folded(text: string): string {
	return text.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}

export function emailMark(email: string): Mark {
	return { by: "email", source: "", value: folded(email) };
}

export function nameMark(name: string): Mark {
	return { by: "name", source: "", value: folded(name) };
}

/** By what a speaker is known again, surest first. None where the source has but a counter for them. */
export function marksOf({ key, name, email }: SpeakerFact, format: string): readonly Mark[] {
	const marks: Mark[] = [];
	if (email !== null && folded(email) !== "") marks.push(emailMark(email));
	if (name !== null && !SAYS_NOTHING.test(folded(name))) marks.push(nameMark(name));
	if (key !== name && !SAYS_NOTHING.test(folded(key))) marks.push({ by: "key", source: format, value: key });
	return marks;
}

/**
 * Positions of the rep among the speakers, by what is known of the rep; empty where that does not tell. A name that two
 * have tells nothing, nor does one beside an address that is not the rep's. Somebody must be left to talk with.
 */
export function repAmong(speakers: readonly SpeakerFact[], format: string, known: readonly Mark[]): readonly number[] {
	const keys = new Set(known.map(textOf));
	const has = (speaker: SpeakerFact, by: Mark["by"]): boolean =>
		marksOf(speaker, format).some((mark) => mark.by === by && keys.has(textOf(mark)));
	const withEmail = speakers.map((speaker) => has(speaker, "email"));
	const found = speakers.flatMap((speaker, at) => {
		if (withEmail[at] || has(speaker, "key")) return [at];
		if (speaker.email !== null || !has(speaker, "name")) return [];
		const { name } = speaker;
		const isOnly = speakers.every(
			(other, place) => place === at || name === null || other.name === null || folded(other.name) !== folded(name),
		);
		return isOnly ? [at] : [];
	});
	return found.length < speakers.length ? found : [];
}

function textOf({ by, source, value }: Mark): string {
	return JSON.stringify([by, source, value]);
}

/**
 * The conversation with the roles that follow from who the rep is. A colleague of the rep is no customer, and of a label
 * that two speakers share nobody can say whose words they are.
 */
export function withRep(
	conversation: Conversation,
	speakers: readonly SpeakerFact[],
	rep: readonly number[],
): Conversation {
	const roles = new Map<string, SpeakerRole>();
	for (const [at, { label, side }] of speakers.entries()) {
		const role = rep.includes(at) ? "rep" : side === "company" ? "unknown" : "customer";
		roles.set(label, roles.has(label) && roles.get(label) !== role ? "unknown" : role);
	}
	return {
		...conversation,
		utterances: conversation.utterances.map((utterance) => ({
			...utterance,
			role: roles.get(utterance.speaker) ?? "unknown",
		})),
	};
}
