import { ok } from "../../../domain/fault.ts";
import { byInlineName, isTimingLine, readCues, spoken } from "./cues.ts";
import { byName, type TextFormat } from "./format.ts";
import { linesOf } from "./text.ts";

/**
 * SubRip. It has no specification; this is what its programs write and read
 * (https://www.matroska.org/technical/subtitles.html#srt-subtitles): numbered cues, a comma before the milliseconds,
 * a few HTML tags. Speakers stand before a colon, as in Zoom's WebVTT. There are no comments: NOTE is a spoken word.
 */
export const srt: TextFormat = {
	name: "srt",
	source: "text",
	looksLike(text) {
		const times = linesOf(text.slice(0, 4000)).find(isTimingLine);
		return times !== undefined && /^[^.,]*,[^.,]*-->[^.,]*,/.test(times) && !/^\s*WEBVTT/.test(text.slice(0, 1000));
	},
	read(text) {
		const cues = readCues(text, { hasComments: false });
		return cues.ok ? ok(byName(spoken(byInlineName(cues.value)))) : cues;
	},
};
