import type { Format } from "../../services/scoring/formats/format.ts";

/** What a transcript file holds, before it is a file. */
export type Line = {
	readonly speaker: string;
	readonly text: string;
	readonly startMs: number;
	readonly endMs: number;
};

/** A tiny writer of a format that the parsers read, as its source writes it, and what the format can carry. */
export type Writer = {
	readonly format: Format;
	readonly write: (lines: readonly Line[]) => string;
	/** Times: start and end, wall clocks counted from the first, starts in whole seconds, or none. */
	readonly times: "spans" | "wall clock" | "starts" | "none";
	/** Names: any at all, those that can stand before a colon, or none, so that speakers are told apart by marks. */
	readonly names: "any" | "plain" | "marks";
	/** Words: any at all, or only such as do not look like a turn, where a text has a line of its own. */
	readonly words: "any" | "listed";
	/** The speaker as the file calls them, where that is a mark. */
	readonly markOf?: (index: number) => string;
	/** Names that have to be told beside the file, since it has no speakers. */
	readonly speakersOf?: (lines: readonly Line[]) => Record<string, string>;
};

const VTT = { times: "spans", words: "any" } as const;
const JSON_SPANS = { times: "spans", names: "any", words: "any" } as const;

const writers = {
	"teams vtt": {
		...VTT,
		format: "webvtt",
		names: "any",
		write: (lines) => vtt(lines, ({ speaker, text }) => `<v ${escaped(speaker)}>${escaped(text)}</v>`),
	},
	"teams vtt with ids": {
		...VTT,
		format: "webvtt",
		names: "any",
		write: (lines) =>
			vtt(lines, ({ speaker, text }) => `<v ${escaped(speaker)}>${escaped(text)}</v>`, {
				idOf: (index) => `7b9e1c2a-0f3d-4e5b-8a6c-1d2e3f4a5b6c/${index}-0`,
			}),
	},
	"zoom vtt": {
		...VTT,
		format: "webvtt",
		names: "plain",
		write: (lines) =>
			vtt(lines, ({ speaker, text }) => `${escaped(speaker)}: ${escaped(text)}`, { idOf: (index) => `${index + 1}` }),
	},
	"teams metadata": {
		...VTT,
		format: "teams-metadata",
		names: "any",
		write: (lines) =>
			vtt(lines, ({ speaker, text, startMs, endMs }) =>
				JSON.stringify({
					startDateTime: instant(startMs),
					endDateTime: instant(endMs),
					speakerName: speaker,
					spokenText: text,
					spokenLanguage: "en-us",
				}),
			),
	},
	srt: {
		...VTT,
		format: "srt",
		names: "plain",
		write: (lines) =>
			vtt(lines, ({ speaker, text }) => `${escaped(speaker)}: ${escaped(text)}`, {
				header: "",
				comma: true,
				idOf: (index) => `${index + 1}`,
			}),
	},
	"meet entries": {
		...JSON_SPANS,
		format: "google-meet",
		times: "wall clock",
		write: (lines) => {
			const names = namesOf(lines);
			return JSON.stringify({
				transcriptEntries: lines.map(({ speaker, text, startMs, endMs }, index) => ({
					name: `conferenceRecords/c/transcripts/t/entries/${index}`,
					participant: participantOf(names.indexOf(speaker)),
					text,
					languageCode: "en-US",
					startTime: instant(startMs),
					endTime: instant(endMs),
				})),
				participants: names.map((displayName, index) => ({
					name: participantOf(index),
					[["signedinUser", "anonymousUser", "phoneUser"][index % 3] ?? ""]: { displayName },
				})),
			});
		},
	},
	gong: {
		...JSON_SPANS,
		format: "gong",
		write: (lines) => {
			const names = namesOf(lines);
			const file = JSON.stringify({
				requestId: "4al018gzaztcr8nbukw",
				callTranscripts: [
					{
						callId: "7782342274025937895",
						transcript: lines.map(({ speaker, text, startMs, endMs }) => ({
							speakerId: `@${names.indexOf(speaker)}@`,
							topic: "Objections",
							sentences: [{ start: startMs, end: endMs, text }],
						})),
					},
				],
				parties: names.map((name, index) => ({ speakerId: `@${index}@`, name, affiliation: "Unknown" })),
			});
			// Ids of twenty digits as numbers: the worst that a program between Gong and here can do to them.
			return file.replaceAll(
				/"speakerId":"@(\d+)@"/g,
				(_, index: string) => `"speakerId":${20_000_000_000_000_000_000n + BigInt(index)}`,
			);
		},
	},
	"diarized json": {
		...JSON_SPANS,
		format: "openai-diarized",
		write: (lines) =>
			JSON.stringify({
				task: "transcribe",
				duration: durationOf(lines),
				segments: lines.map(({ speaker, text, startMs, endMs }, index) => ({
					type: "transcript.text.segment",
					id: `seg_${index}`,
					start: startMs / 1000,
					end: endMs / 1000,
					text,
					speaker,
				})),
			}),
	},
	whisper: {
		...JSON_SPANS,
		format: "whisper",
		speakersOf: (lines) => Object.fromEntries(lines.map(({ speaker }, index) => [index, speaker])),
		write: (lines) =>
			JSON.stringify({
				language: "english",
				duration: durationOf(lines),
				segments: lines.map(({ text, startMs, endMs }, id) => ({
					id,
					seek: 0,
					start: startMs / 1000,
					end: endMs / 1000,
					text: ` ${text}`,
					tokens: [50364],
					temperature: 0,
					avg_logprob: -0.286,
					compression_ratio: 1.23,
					no_speech_prob: 0.009,
				})),
			}),
	},
	deepgram: {
		...JSON_SPANS,
		format: "deepgram",
		names: "marks",
		markOf: String,
		write: (lines) => deepgramFile(lines, (speaker) => ({ channel: 0, speaker })),
	},
	"deepgram channels": {
		...JSON_SPANS,
		format: "deepgram",
		names: "marks",
		markOf: (index) => `channel ${index}`,
		write: (lines) => deepgramFile(lines, (channel) => ({ channel })),
	},
	assemblyai: {
		...JSON_SPANS,
		format: "assemblyai",
		names: "marks",
		markOf: letterOf,
		write: (lines) => {
			const names = namesOf(lines);
			return JSON.stringify({
				id: "t1",
				language_code: "en_us",
				audio_duration: Math.ceil(durationOf(lines)),
				utterances: lines.map(({ speaker, text, startMs, endMs }) => ({
					confidence: 0.93,
					start: startMs,
					end: endMs,
					speaker: letterOf(names.indexOf(speaker)),
					text,
					words: [{ text: "so", start: startMs, end: endMs, confidence: 0.9, speaker: "A" }],
				})),
			});
		},
	},
	rev: {
		...JSON_SPANS,
		format: "rev",
		write: (lines) => {
			const names = namesOf(lines);
			return JSON.stringify({
				monologues: lines.map(({ speaker, text, startMs, endMs }) => ({
					speaker: names.indexOf(speaker),
					speaker_info: { id: names.indexOf(speaker), display_name: speaker },
					elements: revElements(text, startMs / 1000, endMs / 1000),
				})),
			});
		},
	},
	fireflies: {
		...JSON_SPANS,
		format: "fireflies",
		write: (lines) => {
			const names = namesOf(lines);
			return JSON.stringify({
				data: {
					transcript: {
						title: "Call",
						duration: durationOf(lines) / 60,
						speakers: names.map((name, id) => ({ id, name })),
						sentences: lines.map(({ speaker, text, startMs, endMs }, index) => ({
							index,
							text: /[\p{L}\p{N}]/u.test(text) ? "somebody edited this" : text,
							raw_text: text,
							start_time: startMs / 1000,
							end_time: endMs / 1000,
							speaker_id: names.indexOf(speaker),
							speaker_name: speaker,
						})),
					},
				},
			});
		},
	},
	"stamped text": {
		format: "plain-text",
		times: "starts",
		names: "plain",
		words: "any",
		write: (lines) =>
			lines.map(({ speaker, text, startMs }) => `[${clock(startMs, 0)}] ${speaker}: ${oneLine(text)}`).join("\n"),
	},
	"bare stamped text": {
		format: "plain-text",
		times: "starts",
		names: "plain",
		words: "any",
		write: (lines) =>
			lines.map(({ speaker, text, startMs }) => `${clock(startMs, 0)} ${speaker}: ${oneLine(text)}`).join("\n"),
	},
	"named text": {
		format: "plain-text",
		times: "none",
		names: "plain",
		words: "any",
		write: (lines) => lines.map(({ speaker, text }) => `${speaker}: ${oneLine(text)}`).join("\n"),
	},
	"name and stamp above": {
		format: "plain-text",
		times: "starts",
		names: "plain",
		words: "listed",
		write: (lines) =>
			lines.map(({ speaker, text, startMs }) => `${speaker} (${clock(startMs, 0)})\n${oneLine(text)}\n`).join("\n"),
	},
} satisfies Record<string, Writer>;

export type WriterName = keyof typeof writers;
export const WRITER_NAMES = Object.keys(writers).filter((name): name is WriterName => name in writers);

export function writerOf(name: WriterName): Writer {
	return writers[name];
}

/** Speakers in order of appearance. */
export function namesOf(lines: readonly Line[]): readonly string[] {
	return [...new Set(lines.map(({ speaker }) => speaker))];
}

function clock(ms: number, decimals = 3, point = "."): string {
	const two = (value: number) => String(value).padStart(2, "0");
	const seconds = Math.floor(ms / 1000);
	const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	return decimals === 0 ? whole : `${whole}${point}${String(ms % 1000).padStart(3, "0")}`;
}

type VttStyle = {
	readonly header?: string;
	readonly comma?: boolean;
	readonly idOf?: (index: number) => string;
};

function vtt(lines: readonly Line[], payload: (line: Line) => string, style: VttStyle = {}): string {
	const { header = "WEBVTT\n\n", comma = false, idOf } = style;
	const time = (ms: number) => clock(ms, 3, comma ? "," : ".");
	const cues = lines.map((line, index) => {
		const id = idOf === undefined ? "" : `${idOf(index)}\n`;
		return `${id}${time(line.startMs)} --> ${time(line.endMs)}\n${oneLine(payload(line))}\n`;
	});
	return `${header}${cues.join("\n")}`;
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, " ");
}

function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function instant(ms: number): string {
	return new Date(Date.UTC(2024, 0, 15, 10, 30) + ms).toISOString();
}

function participantOf(index: number): string {
	return `conferenceRecords/c/participants/${index}`;
}

function letterOf(index: number): string {
	return String.fromCharCode(65 + index);
}

/** Seconds. */
function durationOf(lines: readonly Line[]): number {
	return lines.reduce((last, { endMs }) => Math.max(last, endMs), 0) / 1000;
}

function deepgramFile(lines: readonly Line[], who: (index: number) => object): string {
	const names = namesOf(lines);
	return JSON.stringify({
		metadata: { duration: durationOf(lines), channels: 2 },
		results: {
			channels: [],
			utterances: lines.map(({ speaker, text, startMs, endMs }) => ({
				start: startMs / 1000,
				end: endMs / 1000,
				confidence: 0.88,
				transcript: text,
				words: [{ word: "so", start: startMs / 1000, end: endMs / 1000, confidence: 0.58 }],
				...who(names.indexOf(speaker)),
			})),
		},
	});
}

/** Words with times, and what stands between them without. */
function revElements(text: string, start: number, end: number): object[] {
	const parts = text.split(/(\s+)/);
	return parts.map((value) =>
		/^\s*$/.test(value) ? { type: "punct", value } : { type: "text", value, ts: start, end_ts: end, confidence: 0.9 },
	);
}
