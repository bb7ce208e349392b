import type { Fault, Result } from "../../../domain/fault.ts";

/** Every format that is read. A further one is its name here, its own file, and a row in the table of `index.ts`. */
export const FORMATS = [
	"webvtt",
	"teams-metadata",
	"srt",
	"google-meet",
	"gong",
	"openai-diarized",
	"whisper",
	"deepgram",
	"assemblyai",
	"rev",
	"fireflies",
	"plain-text",
] as const;

export type Format = (typeof FORMATS)[number];

export type TranscriptFaultCode =
	| "unreadable"
	| "unknown-format"
	| "bad-time"
	| "no-words"
	| "no-speakers"
	| "one-speaker"
	| "no-rep"
	| "who-is-the-rep"
	| "unsupported-language";

/** `speakers` lists who speaks in the file where the fault is about them, in order of appearance; else it is empty. */
export type TranscriptFault = Fault & {
	readonly code: TranscriptFaultCode;
	readonly speakers: readonly string[];
};

/** One cue, segment or line as the source has it; `where` is its position in the file, for faults. */
export type SpokenCue = {
	/** The source's own key of the speaker: an id where it has ids, else the name. Null where it names nobody. */
	readonly speaker: string | null;
	readonly text: string;
	readonly startMs: number | null;
	readonly endMs: number | null;
	readonly confidence: number | null;
	readonly where: string;
};

/** What a source says about a speaker; null where it says nothing. */
export type SpeakerFacts = {
	readonly name: string | null;
	readonly email: string | null;
	/** Whether the speaker belongs to the company whose calls these are. */
	readonly side: "company" | "external" | null;
	/** The audio channel that is this speaker's alone, counted as the source counts. */
	readonly channel: number | null;
};

export const NOTHING_KNOWN: SpeakerFacts = { name: null, email: null, side: null, channel: null };

/** The cues of a file, and what it says about speakers by their keys. */
export type Reading = {
	readonly cues: readonly SpokenCue[];
	readonly known: ReadonlyMap<string, SpeakerFacts>;
};

type ReadingOrFault = Result<Reading, TranscriptFault>;

/** Names by the source's own keys: speaker ids, participant names, or segment ids where a source has no speakers. */
export type SpeakerMap = ReadonlyMap<string, string>;

export type TextFormat = {
	readonly name: Format;
	readonly source: "text";
	looksLike(text: string): boolean;
	read(text: string): ReadingOrFault;
};

export type JsonFormat = {
	readonly name: Format;
	readonly source: "json";
	looksLike(value: unknown): boolean;
	read(value: unknown, names: SpeakerMap): ReadingOrFault;
};

/** A working day of talk has some 20,000 turns; a file with more cues than this is no conversation. */
export const CUES_MAX = 50_000;

export const MORE_CUES = `more than ${CUES_MAX}`;

export function tooManyCues(field: string, came: number | string): TranscriptFault {
	return transcriptFault("unreadable", field, `a conversation of at most ${CUES_MAX} cues`, String(came));
}

/** The reading of a source whose keys are the names themselves. */
export function byName(cues: readonly SpokenCue[]): Reading {
	const known = new Map<string, SpeakerFacts>();
	for (const { speaker } of cues) {
		if (speaker !== null && !known.has(speaker)) known.set(speaker, { ...NOTHING_KNOWN, name: speaker });
	}
	return { cues, known };
}

export function transcriptFault(
	code: TranscriptFaultCode,
	field: string,
	expected: string,
	came: string,
	speakers: readonly string[] = [],
): TranscriptFault {
	return { code, field, expected, came: shortened(came), speakers };
}

const SHOWN_MAX = 80;

/** What came, short enough for a message: a fault never carries a document. */
function shortened(text: string): string {
	const head = text.slice(0, SHOWN_MAX * 4);
	const line = head.replace(/\s+/g, " ").trim();
	return line.length > SHOWN_MAX || head.length < text.length ? `${line.slice(0, SHOWN_MAX)}…` : line;
}
