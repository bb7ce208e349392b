import { z } from "zod";
import { ok } from "../../../domain/fault.ts";
import { type JsonFormat, NOTHING_KNOWN, type SpeakerFacts } from "./format.ts";
import { fieldOf, maybeNumber, readAs, readEach, rowsOf, speakerKey, words } from "./json.ts";
import { cuesWithin, seconds, spanOf } from "./times.ts";

const file = z.object({ segments: rowsOf("a list of segments"), duration: maybeNumber }, "an object with segments");
const segment = z.object(
	{ start: seconds, end: seconds, text: words, speaker: speakerKey },
	"an object with start, end, text and speaker",
);

/**
 * OpenAI's diarized_json, https://github.com/openai/openai-node/blob/master/src/resources/audio/transcriptions.ts:
 * seconds; speakers are letters, or the names that were passed in with samples of their voices. Other tools write segments alike.
 */
export const openaiDiarized: JsonFormat = {
	name: "openai-diarized",
	source: "json",
	looksLike(value) {
		const rows = fieldOf(value, "segments");
		if (!Array.isArray(rows)) return false;
		return rows.some(
			(row) => fieldOf(row, "type") === "transcript.text.segment" || (fieldOf(row, "speaker") ?? null) !== null,
		);
	},
	read(value) {
		const top = readAs(file, value, "");
		if (!top.ok) return top;
		const cues = readEach(top.value.segments, "/segments", (row, where) => {
			const read = readAs(segment, row, where);
			if (!read.ok) return read;
			const { start, end, text, speaker } = read.value;
			const span = spanOf("seconds", [start, end], where);
			return span.ok ? ok({ speaker, text, ...span.value, confidence: null, where }) : span;
		});
		if (!cues.ok) return cues;
		const timed = cuesWithin(cues.value, top.value.duration, "/duration");
		if (!timed.ok) return timed;
		const known = new Map<string, SpeakerFacts>();
		for (const { speaker } of timed.value) {
			// A single letter is OpenAI's number of an unknown voice; anything else is a name that somebody gave.
			const name = speaker === null || /^(?:[A-Z]|\d+|speaker[ _]?\d+)$/i.test(speaker) ? null : speaker;
			if (speaker !== null) known.set(speaker, { ...NOTHING_KNOWN, name });
		}
		return ok({ cues: timed.value, known });
	},
};
