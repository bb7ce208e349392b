import type { Result } from "../../../domain/fault.ts";
import { failed, ok } from "../../../domain/fault.ts";
import type { Conversation, ConversationKind, SpeakerRole, Utterance } from "../../../domain/signals/conversation.ts";
import { languageOf } from "../language.ts";
import { assemblyai } from "./assemblyai.ts";
import { deepgram } from "./deepgram.ts";
import { fireflies } from "./fireflies.ts";
import type { Format, JsonFormat, Reading, SpeakerMap, SpokenCue, TextFormat, TranscriptFault } from "./format.ts";
import { NOTHING_KNOWN, transcriptFault } from "./format.ts";
import { gong } from "./gong.ts";
import { googleMeet } from "./google-meet.ts";
import { parseJson } from "./json.ts";
import { openaiDiarized } from "./openai-diarized.ts";
import { plainText } from "./plain-text.ts";
import type { RepFinding, RepFoundBy, RepHint, Speaker } from "./rep.ts";
import { findRep } from "./rep.ts";
import { rev } from "./rev.ts";
import { srt } from "./srt.ts";
import { teamsMetadata } from "./teams-metadata.ts";
import { decode, tidy } from "./text.ts";
import { webvtt } from "./webvtt.ts";
import { whisper } from "./whisper.ts";

export type { TranscriptFault } from "./format.ts";
export { FORMATS } from "./format.ts";
export { decode } from "./text.ts";

export type TranscriptOptions = {
	/** Detected from the content where it is left out. */
	readonly format?: Format;
	/** The rep: as the file names them (a name, key, e-mail address, or `channel 0`), or what is known about them. */
	readonly rep?: string | RepHint;
	/** Names by the source's own keys: speaker ids, Meet's participants, or segment ids where a file has no speakers. */
	readonly speakers?: { readonly [key: string]: string };
	readonly kind: ConversationKind;
	/** BCP 47, as in `en` or `en-GB`. Detected from the words where it is left out. */
	readonly language?: string;
};

export type ReadTranscript = {
	/** Where the rep is not found, every role is unknown. */
	readonly conversation: Conversation;
	readonly format: Format;
	/** Everybody who speaks in the file, in order of appearance. */
	readonly speakers: readonly Speaker[];
	readonly rep: RepFinding;
};

export type ImportedTranscript = {
	readonly conversation: Conversation;
	readonly format: Format;
	/** The rep as the file names them. */
	readonly rep: string;
	readonly repFoundBy: RepFoundBy;
	readonly speakers: readonly Speaker[];
};

/** Each one is asked in turn whether a file looks like it, so the narrower of two stands first. */
const TEXT_FORMATS: readonly TextFormat[] = [teamsMetadata, srt, webvtt, plainText];
const JSON_FORMATS: readonly JsonFormat[] = [
	googleMeet,
	gong,
	deepgram,
	assemblyai,
	rev,
	fireflies,
	openaiDiarized,
	whisper,
];
const KNOWN =
	"WebVTT, SRT, JSON of Google Meet, Gong, OpenAI, Whisper, Deepgram, AssemblyAI, Rev AI or Fireflies, or text with `Name: words` lines";

/** Cues of one speaker closer than this are one utterance that the recogniser cut. */
const SAME_BREATH_MS = 2000;

/** A conversation that can be scored: as `readTranscript`, and the rep is known; else the fault that stands in the way. */
export function parseTranscript(
	content: string | Uint8Array,
	options: TranscriptOptions,
): Result<ImportedTranscript, TranscriptFault> {
	const read = readTranscript(content, options);
	if (!read.ok) return read;
	const { conversation, format, speakers, rep } = read.value;
	if (!rep.found) return failed(rep.fault);
	const labels = speakers.flatMap(({ key, label }) => (rep.keys.includes(key) ? [label] : []));
	return ok({ conversation, format, rep: labels.join(", "), repFoundBy: rep.by, speakers });
}

/**
 * Reads a transcript file, or says which field is wrong, what was expected and what came. Not knowing who the rep is
 * is no fault of the file: the result says who speaks, what the file says about each, and why the rep was not found.
 */
export function readTranscript(
	content: string | Uint8Array,
	options: TranscriptOptions,
): Result<ReadTranscript, TranscriptFault> {
	const text = decode(content);
	if (!text.ok) return text;
	if (text.value.trim() === "") return failed(transcriptFault("no-words", "file", "a transcript", "an empty file"));
	const names = new Map(Object.entries(options.speakers ?? {}));
	const read = readFormat(text.value, options.format, names);
	if (!read.ok) return read;
	const { format, reading } = read.value;
	const cues = inOrder(reading.cues.filter((cue) => /[\p{L}\p{N}]/u.test(cue.text)));
	if (cues.length === 0) {
		return failed(transcriptFault("no-words", "file", "at least one utterance with words", "none"));
	}
	const language = languageOf(cues, options.language);
	if (!language.ok) return language;
	// Where the map is of segments, the reader has used it up: its keys are no speakers.
	const speakers = speakersOf(cues, reading.known, format === "whisper" ? new Map() : names);
	const rep = withReason(findRep(speakers, options.rep), format);
	const roles = rolesOf(speakers, rep);
	const labels = new Map(speakers.map(({ key, label }) => [key, label]));
	const utterances = merged(cues).map(({ speaker, text, startMs, endMs, confidence }, ordinal): Utterance => {
		const role = roles.get(speaker ?? "") ?? "unknown";
		return { ordinal, role, speaker: labels.get(speaker ?? "") ?? "", text, startMs, endMs, confidence };
	});
	return ok({ conversation: { kind: options.kind, language: language.value, utterances }, format, speakers, rep });
}

function readFormat(
	text: string,
	wanted: Format | undefined,
	names: SpeakerMap,
): Result<{ format: Format; reading: Reading }, TranscriptFault> {
	const isJson = /^\s*[{[]\s*["{[\]}]/.test(text.slice(0, 1000));
	const json = JSON_FORMATS.find(({ name }) => name === wanted);
	if (json !== undefined || (wanted === undefined && isJson)) {
		const value = parseJson(text);
		if (!value.ok) return value;
		const format = json ?? JSON_FORMATS.find((candidate) => candidate.looksLike(value.value));
		if (format === undefined) return unknownFormat("JSON of another shape");
		const reading = format.read(value.value, names);
		return reading.ok ? ok({ format: format.name, reading: reading.value }) : reading;
	}
	const format = TEXT_FORMATS.find((row) => (wanted === undefined ? row.looksLike(text) : row.name === wanted));
	if (format === undefined) return unknownFormat(text.slice(0, 60));
	const reading = format.read(text);
	return reading.ok ? ok({ format: format.name, reading: reading.value }) : reading;
}

function unknownFormat(came: string): { readonly ok: false; readonly error: TranscriptFault } {
	return failed(transcriptFault("unknown-format", "file", KNOWN, came));
}

/** Overlapping cues may be written out of order; order by start is what was heard. Without all times, the file's order. */
function inOrder(cues: readonly SpokenCue[]): SpokenCue[] {
	if (cues.some((cue) => cue.startMs === null)) return [...cues];
	return cues.toSorted((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0));
}

function speakersOf(cues: readonly SpokenCue[], known: Reading["known"], names: SpeakerMap): readonly Speaker[] {
	const keys = new Set<string>();
	for (const { speaker } of cues) if (speaker !== null) keys.add(speaker);
	const found = [...keys].map((key) => {
		const facts = known.get(key) ?? NOTHING_KNOWN;
		const name = tidy(names.get(key) ?? "") || facts.name;
		return { ...facts, key, name, label: name ?? key };
	});
	const times = new Map<string, number>();
	for (const { label } of found) times.set(label, (times.get(label) ?? 0) + 1);
	return found.map((one) => ((times.get(one.label) ?? 0) > 1 ? { ...one, label: `${one.label} (${one.key})` } : one));
}

/** A colleague of the rep is no customer: their words count for nobody. */
function rolesOf(speakers: readonly Speaker[], rep: RepFinding): ReadonlyMap<string, SpeakerRole> {
	if (!rep.found) return new Map();
	return new Map(
		speakers.map(({ key, side }) => [
			key,
			rep.keys.includes(key) ? "rep" : side === "company" ? "unknown" : "customer",
		]),
	);
}

/** Says what to do where a format never has speakers. */
function withReason(rep: RepFinding, format: Format): RepFinding {
	if (rep.found || rep.fault.code !== "no-speakers" || format !== "whisper") return rep;
	const expected = "`speakers`, a map of segment ids to names: Whisper's verbose_json never says who spoke";
	return { found: false, fault: { ...rep.fault, expected } };
}

function merged(cues: readonly SpokenCue[]): SpokenCue[] {
	const groups: SpokenCue[][] = [];
	let endMs: number | null = null;
	for (const cue of cues) {
		const group = groups.at(-1);
		if (group !== undefined && isSameBreath(group.at(-1), endMs, cue)) {
			group.push(cue);
			endMs = Math.max(endMs ?? 0, cue.endMs ?? 0);
		} else {
			groups.push([cue]);
			endMs = cue.endMs;
		}
	}
	return groups.flatMap(joined);
}

function isSameBreath(before: SpokenCue | undefined, endMs: number | null, after: SpokenCue): boolean {
	if (before === undefined || before.speaker === null || before.speaker !== after.speaker) return false;
	if (endMs === null || after.startMs === null || after.endMs === null) return false;
	return after.startMs - endMs <= SAME_BREATH_MS;
}

/** One utterance; its confidence is that of its cues, weighted by their length, where all of them have one. */
function joined(group: readonly SpokenCue[]): SpokenCue[] {
	const [first] = group;
	if (first === undefined || group.length === 1) return [...group];
	const length = group.reduce((sum, { text }) => sum + text.length, 0);
	const sure = group.reduce((sum, { text, confidence }) => sum + (confidence ?? Number.NaN) * text.length, 0) / length;
	return [
		{
			...first,
			text: group.map(({ text }) => text).join(" "),
			endMs: group.reduce((last, { endMs }) => Math.max(last, endMs ?? 0), 0),
			confidence: Number.isNaN(sure) ? null : Math.min(1, sure),
		},
	];
}
