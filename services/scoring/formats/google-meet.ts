import { z } from "zod";
import { failed, ok } from "../../../domain/fault.ts";
import { type JsonFormat, NOTHING_KNOWN, type SpeakerFacts, transcriptFault } from "./format.ts";
import { fieldOf, maybeText, partsOf, peopleIn, readAs, readEach, shown, speakerKey, words } from "./json.ts";
import { fromZero, spanOf } from "./times.ts";

/** RFC 3339 with up to nine decimals. Without its offset a time would be some hour of some place. */
const RFC_3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/i;
const AN_INSTANT = "a time as 2024-01-15T10:30:00Z";

const instant = z.string(AN_INSTANT).transform((text, context) => {
	const [, clock, fraction = "0", offset] = RFC_3339.exec(text) ?? [];
	const ms = Date.parse(`${clock}${offset}`) + Math.round(Number(`0.${fraction}`) * 1000);
	if (!Number.isNaN(ms)) return ms;
	context.addIssue({ code: "custom", message: AN_INSTANT });
	return z.NEVER;
});
const entry = z.object(
	{ participant: speakerKey, text: words, startTime: instant, endTime: instant },
	"an object with participant, text, startTime and endTime",
);
const user = z.object({ displayName: maybeText }).nullish().catch(null);
const participant = z.object({
	name: z.string(),
	signedinUser: user,
	anonymousUser: user,
	phoneUser: user,
});

/**
 * Google Meet's transcript entries,
 * https://developers.google.com/workspace/meet/api/reference/rest/v2/conferenceRecords.transcripts.entries: one page
 * ({transcriptEntries}), a list of pages, or a list of entries. Times are wall clock, counted from the first word here.
 * Who a participant is comes from `participants` in the same file, as
 * https://developers.google.com/workspace/meet/api/reference/rest/v2/conferenceRecords.participants lists them.
 */
export const googleMeet: JsonFormat = {
	name: "google-meet",
	source: "json",
	looksLike(value) {
		return partsOf(value).some(({ part }) => fieldOf(part, "transcriptEntries") !== undefined || isEntry(part));
	},
	read(value) {
		const known = new Map<string, SpeakerFacts>();
		const rows: { row: unknown; where: string }[] = [];
		for (const { part, at } of partsOf(value)) {
			for (const row of peopleIn(part, "participants")) {
				const read = participant.safeParse(row);
				if (!read.success) continue;
				const { name, signedinUser, anonymousUser, phoneUser } = read.data;
				const called = (signedinUser ?? anonymousUser ?? phoneUser)?.displayName ?? null;
				known.set(name, { ...NOTHING_KNOWN, name: called });
			}
			const entries = fieldOf(part, "transcriptEntries");
			if (isEntry(part)) rows.push({ row: part, where: at });
			else if (Array.isArray(entries)) {
				for (const [index, row] of entries.entries()) rows.push({ row, where: `${at}/transcriptEntries/${index}` });
			} else if (entries !== undefined) {
				return failed(transcriptFault("unreadable", `${at}/transcriptEntries`, "a list of entries", shown(entries)));
			}
		}
		const cues = readEach(rows, "/transcriptEntries", ({ row, where }) => {
			const read = readAs(entry, row, where);
			if (!read.ok) return read;
			const { participant: speaker, text, startTime, endTime } = read.value;
			return ok({ speaker, text, startMs: startTime, endMs: endTime, confidence: null, where });
		});
		if (!cues.ok) return cues;
		const first = cues.value.reduce((least, { startMs }) => Math.min(least, startMs), Infinity);
		for (const { startMs, endMs, where } of cues.value) {
			const span = spanOf("milliseconds", [startMs - first, endMs - first], where, ["startTime", "endTime"]);
			if (!span.ok) return span;
		}
		return ok({ cues: fromZero(cues.value, first), known });
	},
};

function isEntry(part: unknown): boolean {
	return fieldOf(part, "participant") !== undefined && fieldOf(part, "startTime") !== undefined;
}
