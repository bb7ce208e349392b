import { z } from "zod";
import { ok } from "../../../domain/fault.ts";
import { type JsonFormat, NOTHING_KNOWN, type SpeakerFacts } from "./format.ts";
import { fieldOf, maybeConfidence, maybeNumber, readAs, readEach, rowsOf, speakerKey, words } from "./json.ts";
import { cuesWithin, seconds, spanOf } from "./times.ts";

const file = z.object(
	{
		metadata: z.object({ duration: maybeNumber }).catch({ duration: null }),
		results: z.object(
			{ utterances: rowsOf("a list of utterances, which Deepgram gives for utterances=true") },
			"an object with utterances",
		),
	},
	"an object with results",
);
const utterance = z.object(
	{
		start: seconds,
		end: seconds,
		transcript: words,
		confidence: maybeConfidence,
		channel: maybeNumber,
		speaker: speakerKey,
	},
	"an object with start, end and transcript",
);

/**
 * Deepgram with utterances=true, https://developers.deepgram.com/docs/utterances: seconds. Speakers are whole numbers,
 * and there with diarize=true only (https://developers.deepgram.com/docs/diarization). With multichannel=true they are
 * counted in each channel by itself, so a speaker is a channel and a number.
 */
export const deepgram: JsonFormat = {
	name: "deepgram",
	source: "json",
	looksLike(value) {
		const results = fieldOf(value, "results");
		return fieldOf(results, "utterances") !== undefined || Array.isArray(fieldOf(results, "channels"));
	},
	read(value) {
		const top = readAs(file, value, "");
		if (!top.ok) return top;
		const rows = readEach(top.value.results.utterances, "/results/utterances", (row, where) => {
			const read = readAs(utterance, row, where);
			if (!read.ok) return read;
			const { start, end, transcript: text, confidence, channel, speaker } = read.value;
			const span = spanOf("seconds", [start, end], where);
			return span.ok ? ok({ channel, cue: { speaker, text, ...span.value, confidence, where } }) : span;
		});
		if (!rows.ok) return rows;
		// One channel for everybody says nothing about anybody.
		const hasChannels = new Set(rows.value.map(({ channel }) => channel)).size > 1;
		const known = new Map<string, SpeakerFacts>();
		const cues = rows.value.map(({ channel, cue }) => {
			const parts = [
				...(hasChannels && channel !== null ? [`channel ${channel}`] : []),
				...(cue.speaker === null ? [] : [hasChannels ? `speaker ${cue.speaker}` : cue.speaker]),
			];
			const speaker = parts.join(" ") || null;
			if (speaker !== null) known.set(speaker, { ...NOTHING_KNOWN, channel: hasChannels ? channel : null });
			return { ...cue, speaker };
		});
		const timed = cuesWithin(cues, top.value.metadata.duration, "/metadata/duration");
		return timed.ok ? ok({ cues: timed.value, known }) : timed;
	},
};
