import { failed, ok } from "../../../domain/fault.ts";
import type { SpokenCue, TextFormat } from "./format.ts";
import { byName, CUES_MAX, MORE_CUES, tooManyCues, transcriptFault } from "./format.ts";
import { canBeName, isSpeechWithColon, linesOf, namesSeen, splitName, tidy } from "./text.ts";

const STAMP = String.raw`(\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)`;
const STAMP_FIRST = new RegExp(String.raw`^\s*(?:\[${STAMP}\]|\(${STAMP}\)|${STAMP})\s+(\S.*)$`);
const STAMP_AFTER_NAME = new RegExp(String.raw`^\s*([^:()[\]]{1,60}?)\s*(?:\(${STAMP}\)|\[${STAMP}\])\s*:?\s*(.*)$`);

/** Where the speaker's name must stand: a longer look would make hostile lines slow. In characters. */
const HEAD_MAX = 400;

/** Spoken words per minute outside which stamps cannot be minutes and seconds. */
const PACE_MIN = 5;
const PACE_MAX = 500;

type Marked = {
	readonly speaker: string;
	readonly stamp: string | null;
	/** Whether the stamp stands without brackets. */
	readonly isBare: boolean;
	readonly text: string;
};

/**
 * Plain text, for which there is no standard: `[00:01:23] Speaker: text`, `00:01:23 Speaker: text`, `Speaker (10:02)`
 * with the text below as in exports of Google Meet, and `Rep: text` without times. Stamps are offsets from the start.
 */
export const plainText: TextFormat = {
	name: "plain-text",
	source: "text",
	looksLike(text) {
		return linesOf(text.slice(0, 20_000)).some((line) => markOf(line) !== null);
	},
	read(text) {
		const lines = linesOf(text);
		const marks = new Map<number, Marked>();
		for (const [index, line] of lines.entries()) {
			const mark = markOf(line);
			if (mark === null) continue;
			if (marks.size === CUES_MAX) return failed(tooManyCues("file", MORE_CUES));
			marks.set(index, mark);
		}
		const seen = namesSeen([...marks.values()].map(({ speaker }) => speaker));
		const shapes = new Map([...marks.values()].map((mark) => [mark.speaker, shapeOf(mark)]));
		const shapesOfReturning = new Set(
			[...shapes].flatMap(([speaker, shape]) => ((seen.times.get(speaker) ?? 0) > 1 ? [shape] : [])),
		);
		const stamped = new Set([...marks.values()].flatMap(({ stamp, speaker }) => (stamp === null ? [] : [speaker])));
		const cues: { speaker: string; parts: string[]; stamp: string | null; line: number }[] = [];
		for (const [index, line] of lines.entries()) {
			const mark = marks.get(index);
			if (mark !== undefined && !isSpeech(mark)) {
				cues.push({ speaker: mark.speaker, parts: [mark.text], stamp: mark.stamp, line: index + 1 });
			} else if (line !== "") {
				cues.at(-1)?.parts.push(line);
			}
		}
		const result: SpokenCue[] = [];
		for (const cue of cues) {
			const startMs = cue.stamp === null ? null : readStamp(cue.stamp);
			if (cue.stamp !== null && startMs === null) {
				const expected = "a time as 1:23 or 00:01:23, minutes and seconds below 60";
				return failed(transcriptFault("bad-time", `line ${cue.line}`, expected, cue.stamp));
			}
			result.push({
				speaker: cue.speaker,
				text: tidy(cue.parts.join(" ")),
				startMs,
				endMs: null,
				confidence: null,
				where: `line ${cue.line}`,
			});
		}
		const hasShort = cues.some((cue) => isShort(cue.stamp));
		return ok(byName(hasShort && !canBeMinutesAndSeconds(result) ? withoutTimes(result) : result));

		function isSpeech(mark: Marked): boolean {
			const { speaker, stamp } = mark;
			// Where turns have times, a line without one is a turn only if it names somebody who has spoken at a time.
			if (stamp === null && stamped.size > 0 && !stamped.has(speaker)) return true;
			if (stamp === null) return isSpeechWithColon(speaker, seen);
			// `10:30 Standup: that is ours` between turns that are marked in another way tells a time of day.
			return seen.times.get(speaker) === 1 && seen.returning >= 2 && !shapesOfReturning.has(shapeOf(mark));
		}
	},
};

/** How a turn is marked: in one file all of them are marked alike. */
function shapeOf({ stamp, isBare }: Marked): string {
	if (stamp === null) return "name";
	return `${isBare ? "bare" : "enclosed"} time of ${stamp.split(":").length} parts`;
}

function markOf(line: string): Marked | null {
	if (line === "") return null;
	// The head ends inside a word or at its end: its own ends are trimmed, and a space at the cut must stay.
	let cut = HEAD_MAX;
	while (cut < line.length && /\s/.test(line.charAt(cut - 1))) cut++;
	const head = line.slice(0, cut);
	const stamped = /^\s*[\d[(]/.test(head) ? STAMP_FIRST.exec(head) : null;
	if (stamped !== null) {
		const [, squared, round, bare, rest = ""] = stamped;
		const named = splitName(rest);
		if (named === null) return null;
		const stamp = squared ?? round ?? bare ?? null;
		return { speaker: named.name, stamp, isBare: bare !== undefined, text: named.rest + line.slice(head.length) };
	}
	const after = head.includes("(") || head.includes("[") ? STAMP_AFTER_NAME.exec(head) : null;
	if (after !== null) {
		const [, name = "", round, squared, rest = ""] = after;
		if (!canBeName(name)) return null;
		const stamp = round ?? squared ?? null;
		return { speaker: name.trim(), stamp, isBare: false, text: rest + line.slice(head.length) };
	}
	const named = splitName(head.trim());
	if (named === null) return null;
	return { speaker: named.name, stamp: null, isBare: false, text: named.rest + line.slice(head.length) };
}

function isShort(stamp: string | null): boolean {
	return stamp !== null && !/:\d{2}:/.test(stamp);
}

function readStamp(stamp: string): number | null {
	const [clock = "", fraction = "0"] = stamp.split(/[.,]/);
	const parts = clock.split(":").map(Number);
	const [hours = 0, minutes = 0, seconds = 0] = parts.length === 3 ? parts : [0, ...parts];
	if (seconds > 59 || (parts.length === 3 && minutes > 59)) return null;
	return (hours * 3600 + minutes * 60 + seconds) * 1000 + Math.round(Number(`0.${fraction}`) * 1000);
}

/**
 * `(10:02)` is minutes and seconds in a recording and a wall clock in some exports. Nobody speaks a thousand words a
 * minute, so where the first reading is impossible the times are left out, and talk time is taken from the words.
 */
function canBeMinutesAndSeconds(cues: readonly SpokenCue[]): boolean {
	const starts = cues.flatMap((cue) => (cue.startMs === null ? [] : [cue.startMs]));
	const minutes =
		(starts.reduce((a, b) => Math.max(a, b), 0) - starts.reduce((a, b) => Math.min(a, b), Infinity)) / 60_000;
	const words = cues.slice(0, -1).reduce((sum, cue) => sum + cue.text.split(" ").length, 0);
	if (starts.length < 2 || words < 30) return true;
	return words >= minutes * PACE_MIN && words <= minutes * PACE_MAX;
}

function withoutTimes(cues: readonly SpokenCue[]): SpokenCue[] {
	return cues.map((cue) => ({ ...cue, startMs: null, endMs: null }));
}
