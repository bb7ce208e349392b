import { z } from "zod";
import { failed, ok } from "../../../domain/fault.ts";
import { type JsonFormat, NOTHING_KNOWN, type SpeakerFacts, type SpokenCue, transcriptFault } from "./format.ts";
import { fieldOf, maybeConfidence, maybeText, readAs, readEach, rowsOf, speakerKey } from "./json.ts";
import { tidy } from "./text.ts";
import { seconds, spanOf } from "./times.ts";

const file = z.object({ monologues: rowsOf("a list of monologues") }, "an object with monologues");
const element = z.object(
	{ value: z.string("a text"), ts: seconds.nullish(), end_ts: seconds.nullish(), confidence: maybeConfidence },
	"an object with type and value",
);
/** A working day of talk has some 80,000 words, each with what stands behind it. */
const ELEMENTS_MAX = 200_000;
const monologue = z.object(
	{
		speaker: speakerKey,
		speaker_info: z.object({ display_name: maybeText }).nullish().catch(null),
		elements: rowsOf("a list of elements"),
	},
	"an object with speaker and elements",
);

/**
 * Rev AI's transcript, https://docs.rev.ai/api/asynchronous/reference/: monologues of elements whose values are joined
 * as they are, since punctuation carries the spaces. Seconds, on words only.
 */
export const rev: JsonFormat = {
	name: "rev",
	source: "json",
	looksLike(value) {
		return Array.isArray(fieldOf(value, "monologues"));
	},
	read(value) {
		const top = readAs(file, value, "");
		if (!top.ok) return top;
		const known = new Map<string, SpeakerFacts>();
		let elementsSeen = 0;
		const cues = readEach<unknown, SpokenCue>(top.value.monologues, "/monologues", (row, where) => {
			const read = readAs(monologue, row, where);
			if (!read.ok) return read;
			const { speaker, speaker_info } = read.value;
			elementsSeen += read.value.elements.length;
			if (elementsSeen > ELEMENTS_MAX) {
				const expected = `a conversation of at most ${ELEMENTS_MAX} elements`;
				return failed(transcriptFault("unreadable", `${where}/elements`, expected, String(elementsSeen)));
			}
			const spoken = readAs(z.array(element), read.value.elements, `${where}/elements`);
			if (!spoken.ok) return spoken;
			const elements = spoken.value;
			const name = speaker_info?.display_name ?? null;
			if (speaker !== null) known.set(speaker, { ...NOTHING_KNOWN, name: name ?? known.get(speaker)?.name ?? null });
			const text = tidy(elements.map((part) => part.value).join(""));
			const start = elements.find(({ ts }) => typeof ts === "number")?.ts ?? null;
			const end = elements.reduce<number | null>((last, { end_ts }) => end_ts ?? last, null);
			const sure = elements.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
			const confidence = sure.length === 0 ? null : sure.reduce((sum, one) => sum + one, 0) / sure.length;
			if (start === null || end === null) {
				return ok({ speaker, text, startMs: null, endMs: null, confidence, where });
			}
			const span = spanOf("seconds", [start, end], where, ["elements (the first ts)", "elements (the last end_ts)"]);
			return span.ok ? ok({ speaker, text, ...span.value, confidence, where }) : span;
		});
		return cues.ok ? ok({ cues: cues.value, known }) : cues;
	},
};
