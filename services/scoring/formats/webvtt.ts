import { failed, ok } from "../../../domain/fault.ts";
import type { Cue, TimedVoice } from "./cues.ts";
import { byInlineName, cleaned, isTimingLine, readCues, spoken } from "./cues.ts";
import { byName, CUES_MAX, MORE_CUES, type TextFormat, tooManyCues } from "./format.ts";
import { decodeEntities, linesOf, tidy } from "./text.ts";

const VOICE_TAG = /<v(?:\.[^\s<>.]{0,80}){0,20}(?:[ \t\n]([^<>]{0,200}))?>/g;

/**
 * WebVTT, https://www.w3.org/TR/webvtt1/: Teams marks voices by tags
 * (https://learn.microsoft.com/graph/api/calltranscript-get), Zoom by a name before a colon
 * (https://github.com/wwsalmon/zoom-transcript-formatter; its API calls the file type TRANSCRIPT). Times are offsets from the
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
		if (!isTagged) return ok(byName(spoken(byInlineName(cues.value))));
		const voices: TimedVoice[] = [];
		for (const cue of cues.value) {
			for (const voice of byVoiceTag(cue)) {
				if (voices.length === CUES_MAX) return failed(tooManyCues(`line ${cue.line}`, MORE_CUES));
				if (voice.text !== "") voices.push(voice);
			}
		}
		return ok(byName(spoken(voices)));
	},
};

function* byVoiceTag(cue: Cue): Generator<TimedVoice> {
	const payload = cue.payload.join("\n");
	let speaker: string | null = null;
	let from = 0;
	for (const tag of payload.matchAll(VOICE_TAG)) {
		yield { cue, speaker, text: cleaned(payload.slice(from, tag.index)) };
		speaker = tidy(decodeEntities(tag[1] ?? "")) || null;
		from = tag.index + tag[0].length;
	}
	yield { cue, speaker, text: cleaned(payload.slice(from)) };
}
