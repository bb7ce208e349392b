import { ok } from "../../../domain/fault.ts";
import type { Cue, TimedVoice } from "./cues.ts";
import { byInlineName, cleaned, isTimingLine, readCues, spoken } from "./cues.ts";
import { byName, type TextFormat } from "./format.ts";
import { decodeEntities, linesOf, tidy } from "./text.ts";

const VOICE_TAG = /<v(?:\.[^\s<>.]{0,80}){0,20}(?:[ \t\n]([^<>]{0,200}))?>/g;

/**
 * WebVTT, https://www.w3.org/TR/webvtt1/: Teams marks voices by tags
 * (https://learn.microsoft.com/graph/api/calltranscript-get), Zoom by a name before a colon
 * (https://developers.zoom.us/docs/api/meetings/, recording files of type TRANSCRIPT). Times are offsets from the
 * start of the recording. A file that has voice tags is never searched for colons.
 */
export const webvtt: TextFormat = {
	name: "webvtt",
	source: "text",
	looksLike(text) {
		if (/^\s*WEBVTT(?:\s|$)/.test(text.slice(0, 1000))) return true;
		return linesOf(text.slice(0, 4000)).some(isTimingLine);
	},
	read(text) {
		const cues = readCues(text, { hasComments: true });
		if (!cues.ok) return cues;
		const isTagged = cues.value.some((cue) => cue.payload.some((line) => /<v[.\s>]/.test(line)));
		const voices = isTagged ? cues.value.flatMap(byVoiceTag) : byInlineName(cues.value);
		return ok(byName(spoken(voices)));
	},
};

function byVoiceTag(cue: Cue): TimedVoice[] {
	const payload = cue.payload.join("\n");
	const voices: TimedVoice[] = [];
	let speaker: string | null = null;
	let from = 0;
	for (const tag of payload.matchAll(VOICE_TAG)) {
		voices.push({ cue, speaker, text: cleaned(payload.slice(from, tag.index)) });
		speaker = tidy(decodeEntities(tag[1] ?? "")) || null;
		from = tag.index + tag[0].length;
	}
	voices.push({ cue, speaker, text: cleaned(payload.slice(from)) });
	return voices;
}
