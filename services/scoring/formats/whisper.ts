import { z } from "zod";
import { ok } from "../../../domain/fault.ts";
import { byName, type JsonFormat } from "./format.ts";
import { fieldOf, maybeNumber, readAs, readEach, rowsOf, words } from "./json.ts";
import { cuesWithin, seconds, spanOf } from "./times.ts";

const file = z.object(
	{
		segments: rowsOf("a list of segments"),
		duration: maybeNumber,
		speakers: z.record(z.string(), z.string()).catch({}),
	},
	"an object with segments",
);
const segment = z.object(
	{
		id: z.union([z.string(), z.number()]).nullish().catch(null),
		start: seconds,
		end: seconds,
		text: words,
		avg_logprob: maybeNumber,
	},
	"an object with start, end and text",
);

/**
 * Whisper's verbose_json, https://github.com/openai/openai-node/blob/master/src/resources/audio/transcriptions.ts:
 * seconds, and no speakers at all. Who spoke comes from a map of segment ids to names, beside the file or in its field `speakers`;
 * segments that the map leaves out are of an unknown speaker.
 */
export const whisper: JsonFormat = {
	name: "whisper",
	source: "json",
	looksLike(value) {
		return Array.isArray(fieldOf(value, "segments"));
	},
	read(value, names) {
		const top = readAs(file, value, "");
		if (!top.ok) return top;
		const inFile = new Map(Object.entries(top.value.speakers));
		let index = 0;
		const cues = readEach(top.value.segments, "/segments", (row, where) => {
			const read = readAs(segment, row, where);
			if (!read.ok) return read;
			const { id, start, end, text, avg_logprob } = read.value;
			const key = String(id ?? index);
			index++;
			const span = spanOf("seconds", [start, end], where);
			if (!span.ok) return span;
			const speaker = names.get(key) ?? inFile.get(key) ?? null;
			// The mean logarithm of its tokens' probabilities is the one measure that Whisper gives.
			const confidence = avg_logprob === null ? null : Math.min(1, Math.exp(avg_logprob));
			return ok({ speaker, text, ...span.value, confidence, where });
		});
		if (!cues.ok) return cues;
		const timed = cuesWithin(cues.value, top.value.duration, "/duration");
		return timed.ok ? ok(byName(timed.value)) : timed;
	},
};
