import type { Result } from "../../../domain/fault.ts";
import { failed, ok } from "../../../domain/fault.ts";
import type { SpokenCue, TranscriptFault } from "./format.ts";
import { CUES_MAX, MORE_CUES, tooManyCues, transcriptFault } from "./format.ts";
import { decodeEntities, isSpeechWithColon, linesOf, namesSeen, splitName, tidy } from "./text.ts";
import { fromZero } from "./times.ts";

/**
 * A line that means to be a cue's times, with WebVTT's settings or SRT's coordinates behind them. `A --> B` in speech
 * has no colon on both sides of the arrow, and `10:30 --> 11:00 works for me` has words behind the times.
 */
const TIMING_LINE =
	/^\s*-?\d[\d:.,]{0,20}:[\d.,]{1,10}\s*-->\s*-?\d[\d:.,]{0,20}:[\d.,]{1,10}(?:\s+[a-z]\w{0,20}:\S{1,100}){0,10}\s*$/i;
const TIME = /^(-?)(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?$/;
const COMMENT_BLOCK = /^(?:NOTE|STYLE|REGION)(?:\s|$)/;
const GUID_ID = /^[0-9a-f]{8}-[0-9a-f-]{20,40}(?:\/[\d-]{1,24})?$/i;
const TAGS = /<\/?(?:v|c|i|b|u|s|ruby|rt|lang|font)(?:[.\s][^<>]{0,200})?>|<\d[\d:.]{1,15}>/gi;

/** Times may be longer than a line that means to be one: more than this of a line is not looked at. */
const TIMING_LENGTH_MAX = 400;

export type Cue = {
	readonly line: number;
	readonly startMs: number;
	readonly endMs: number;
	readonly payload: readonly string[];
};

export type TimedVoice = { readonly cue: Cue; readonly speaker: string | null; readonly text: string };

export function isTimingLine(line: string): boolean {
	return line.length <= TIMING_LENGTH_MAX && line.includes("-->") && TIMING_LINE.test(line);
}

/** The cues of WebVTT or SRT; `hasComments` where blocks of NOTE, STYLE and REGION are no speech, as in WebVTT. */
export function readCues(
	text: string,
	{ hasComments }: { readonly hasComments: boolean },
): Result<readonly Cue[], TranscriptFault> {
	const cues: (Cue & { readonly payload: string[] })[] = [];
	let skipping = true;
	let afterBlank = true;
	let id: string | null = null;
	let lastId = 0;
	const lines = linesOf(text);
	for (const [index, line] of lines.entries()) {
		const current = cues.at(-1);
		if (isTimingLine(line)) {
			const times = readTimes(line, index + 1);
			if (!times.ok) return times;
			if (cues.length === CUES_MAX) return failed(tooManyCues("file", MORE_CUES));
			// With the blank line missing, the id of this cue was read as the last words of the one before.
			const before = lines[index - 1] ?? "";
			if (id === null && before !== "" && current?.payload.at(-1) === before && isCueId(before, lastId)) {
				id = current.payload.pop() ?? null;
			}
			// Straight under the header, an id has no cue before it that could have said it.
			if (current === undefined && /^\d{1,9}$/.test(before)) id ??= before;
			if (id !== null) lastId = Number(id) || lastId;
			id = null;
			cues.push({ line: index + 1, ...times.value, payload: [] });
			skipping = false;
			afterBlank = false;
			continue;
		}
		if (line.trim() === "") {
			skipping = false;
			afterBlank = true;
			continue;
		}
		if (hasComments && afterBlank && COMMENT_BLOCK.test(line)) skipping = true;
		// The line before a cue's times is its id, whatever it says; elsewhere, words after a blank line belong to the cue.
		if (afterBlank && isTimingLine(lines[index + 1] ?? "")) id = line;
		afterBlank = false;
		if (!skipping && id === null) current?.payload.push(line);
	}
	return ok(cues);
}

function isCueId(line: string, lastId: number): boolean {
	return GUID_ID.test(line.trim()) || (/^\d{1,9}$/.test(line.trim()) && Number(line) === lastId + 1);
}

function readTimes(line: string, number: number): Result<{ startMs: number; endMs: number }, TranscriptFault> {
	const fault = (expected: string) => failed(transcriptFault("bad-time", `line ${number}`, expected, line));
	const [from = "", to = ""] = line.split("-->");
	const startMs = readTime(from.trim());
	const endMs = readTime(to.trim().split(/\s/)[0] ?? "");
	if (startMs === null || endMs === null) return fault("times as 00:00:00.000 --> 00:00:00.000");
	return endMs < startMs ? fault("an end at or after its start") : ok({ startMs, endMs });
}

function readTime(text: string): number | null {
	const parts = TIME.exec(text);
	if (parts === null) return null;
	const [, sign, hours = "0", minutes = "0", seconds = "0", fraction = "0"] = parts;
	if (Number(minutes) > 59 || Number(seconds) > 59) return null;
	const whole = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
	const ms = whole + Math.round(Number(`0.${fraction}`) * 1000);
	return sign === "-" && ms > 0 ? -ms : ms;
}

/** The words of a cue without tags, entities decoded. */
export function cleaned(text: string): string {
	return tidy(decodeEntities(text.includes(">") ? text.replace(TAGS, "") : text));
}

/** Each cue as one voice, by the name before a colon. */
export function byInlineName(cues: readonly Cue[]): readonly TimedVoice[] {
	const read = cues.map((cue) => {
		const text = cleaned(cue.payload.join("\n"));
		return { cue, text, named: splitName(text) };
	});
	const seen = namesSeen(read.flatMap(({ named }) => (named === null ? [] : [named.name])));
	return read.map(({ cue, text, named }) => {
		if (named === null || isSpeechWithColon(named.name, seen)) return { cue, speaker: null, text };
		return { cue, speaker: named.name, text: named.rest };
	});
}

/**
 * What was said, in the time of its cue; several voices in one cue share its time by the length of what they say.
 * Offsets below zero are legal in Teams files (speech before the recording's start); the earliest becomes zero.
 */
export function spoken(voices: readonly TimedVoice[]): readonly SpokenCue[] {
	const said = voices.filter(({ text }) => text !== "");
	const lengths = new Map<Cue, number>();
	for (const { cue, text } of said) lengths.set(cue, (lengths.get(cue) ?? 0) + text.length);
	const result: SpokenCue[] = [];
	let at = 0;
	for (const [index, { cue, speaker, text }] of said.entries()) {
		if (said[index - 1]?.cue !== cue) at = cue.startMs;
		const share = Math.round(((cue.endMs - cue.startMs) * text.length) / (lengths.get(cue) ?? 1));
		const endMs = said[index + 1]?.cue === cue ? Math.min(at + share, cue.endMs) : cue.endMs;
		result.push({ speaker, text, startMs: at, endMs, confidence: null, where: `line ${cue.line}` });
		at = endMs;
	}
	return fromZero(
		result,
		result.reduce((least, cue) => Math.min(least, cue.startMs ?? 0), 0),
	);
}
