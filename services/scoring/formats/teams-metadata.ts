import { z } from "zod";
import { ok } from "../../../domain/fault.ts";
import { isTimingLine, readCues, spoken, type TimedVoice } from "./cues.ts";
import { byName, type TextFormat } from "./format.ts";
import { parseJson, readAs, speakerKey, words } from "./json.ts";
import { linesOf } from "./text.ts";

const payload = z.object(
	{ speakerName: speakerKey, spokenText: words },
	"an object with speakerName and spokenText, as Teams writes it",
);

/**
 * Teams' metadataContent, https://learn.microsoft.com/graph/api/calltranscript-get: WebVTT whose cue text is a JSON
 * object. The cue's own times are offsets from the start; the wall clock in the object is not needed. With attribution
 * switched off there are no names.
 */
export const teamsMetadata: TextFormat = {
	name: "teams-metadata",
	source: "text",
	looksLike(text) {
		const lines = linesOf(text.slice(0, 20_000));
		const times = lines.findIndex(isTimingLine);
		return times !== -1 && /^\s*\{.*"(?:spokenText|speakerName)"\s*:/.test(lines[times + 1] ?? "");
	},
	read(text) {
		const cues = readCues(text, { hasComments: true });
		if (!cues.ok) return cues;
		const voices: TimedVoice[] = [];
		for (const cue of cues.value) {
			if (cue.payload.length === 0) continue;
			const where = `line ${cue.line + 1}`;
			const value = parseJson(cue.payload.join("\n"));
			if (!value.ok) return { ok: false, error: { ...value.error, field: where } };
			const read = readAs(payload, value.value, where);
			if (!read.ok) return read;
			voices.push({ cue, speaker: read.value.speakerName, text: read.value.spokenText });
		}
		return ok(byName(spoken(voices)));
	},
};
