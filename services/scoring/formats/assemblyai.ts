import { z } from "zod";
import { ok } from "../../../domain/fault.ts";
import { type JsonFormat, NOTHING_KNOWN, type SpeakerFacts } from "./format.ts";
import { fieldOf, maybeConfidence, maybeNumber, readAs, readEach, rowsOf, speakerKey, words } from "./json.ts";
import { cuesWithin, milliseconds, spanOf } from "./times.ts";

const file = z.object(
	{
		utterances: rowsOf("a list of utterances, which AssemblyAI gives for speaker_labels=true"),
		audio_duration: maybeNumber,
	},
	"an object with utterances",
);
const utterance = z.object(
	{
		start: milliseconds,
		end: milliseconds,
		text: words,
		confidence: maybeConfidence,
		speaker: speakerKey,
		channel: speakerKey.catch(null),
	},
	"an object with start, end, text and speaker",
);

/**
 * AssemblyAI with speaker_labels=true, https://github.com/AssemblyAI/assemblyai-api-spec: milliseconds in utterances,
 * though audio_duration is in seconds. Speakers are letters; with multichannel=true numbers of channels from 1, or
 * both as in 1A (https://www.assemblyai.com/docs/pre-recorded-audio/multichannel).
 */
export const assemblyai: JsonFormat = {
	name: "assemblyai",
	source: "json",
	looksLike(value) {
		return fieldOf(value, "utterances") !== undefined;
	},
	read(value) {
		const top = readAs(file, value, "");
		if (!top.ok) return top;
		const rows = readEach(top.value.utterances, "/utterances", (row, where) => {
			const read = readAs(utterance, row, where);
			if (!read.ok) return read;
			const { start, end, text, confidence, speaker, channel } = read.value;
			const span = spanOf("milliseconds", [start, end], where);
			return span.ok ? ok({ channel, cue: { speaker, text, ...span.value, confidence, where } }) : span;
		});
		if (!rows.ok) return rows;
		const hasChannels = new Set(rows.value.map(({ channel }) => channel)).size > 1;
		const known = new Map<string, SpeakerFacts>();
		for (const { channel, cue } of rows.value) {
			const number = hasChannels && channel !== null && /^\d{1,3}$/.test(channel) ? Number(channel) : null;
			// Speakers that were told apart by name or part stand there with it, in place of a letter.
			const name = cue.speaker === null || /^(?:\d{0,3}[A-Z]{1,2}|\d{1,3})$/.test(cue.speaker) ? null : cue.speaker;
			if (cue.speaker !== null) known.set(cue.speaker, { ...NOTHING_KNOWN, name, channel: number });
		}
		const cues = rows.value.map(({ cue }) => cue);
		const timed = cuesWithin(cues, top.value.audio_duration, "/audio_duration");
		return timed.ok ? ok({ cues: timed.value, known }) : timed;
	},
};
