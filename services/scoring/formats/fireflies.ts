import { z } from "zod";
import { ok } from "../../../domain/fault.ts";
import { type JsonFormat, NOTHING_KNOWN, type SpeakerFacts } from "./format.ts";
import { fieldOf, maybeNumber, maybeText, peopleIn, readAs, readEach, rowsOf, speakerKey } from "./json.ts";
import { cuesWithin, spanOf } from "./times.ts";

/** The schema calls times texts, the API answers with numbers: seconds in both. */
const time = z.union(
	[
		z.number(),
		z
			.string()
			.regex(/^\d{1,9}(?:\.\d{1,9})?$/)
			.transform(Number),
	],
	"a number of seconds",
);
const file = z.object({ sentences: rowsOf("a list of sentences"), duration: maybeNumber }, "an object with sentences");
const sentence = z.object(
	{
		text: maybeText,
		raw_text: maybeText,
		start_time: time,
		end_time: time,
		speaker_id: speakerKey,
		speaker_name: maybeText,
	},
	"an object with start_time, end_time and text",
);
const attendee = z.object({ displayName: maybeText, name: maybeText, email: maybeText });

/**
 * Fireflies' transcript, https://docs.fireflies.ai/schema/transcript and https://docs.fireflies.ai/schema/sentence: as
 * the API answers, or the transcript alone. `text` may have been edited by a user; what was heard is `raw_text`, and
 * labels stand on that. E-mail addresses come from attendees who have a speaker's name.
 */
export const fireflies: JsonFormat = {
	name: "fireflies",
	source: "json",
	looksLike(value) {
		return Array.isArray(fieldOf(transcriptOf(value).part, "sentences"));
	},
	read(value) {
		const { part, at } = transcriptOf(value);
		const top = readAs(file, part, at);
		if (!top.ok) return top;
		const emails = emailsOf(peopleIn(part, "meeting_attendees"));
		const known = new Map<string, SpeakerFacts>();
		const cues = readEach(top.value.sentences, `${at}/sentences`, (row, where) => {
			const read = readAs(sentence, row, where);
			if (!read.ok) return read;
			const { text, raw_text, start_time, end_time, speaker_id, speaker_name: name } = read.value;
			const span = spanOf("seconds", [start_time, end_time], where, ["start_time", "end_time"]);
			if (!span.ok) return span;
			const speaker = speaker_id ?? name;
			if (speaker !== null && (name !== null || !known.has(speaker))) {
				known.set(speaker, { ...NOTHING_KNOWN, name, email: emails.get(name ?? "") ?? null });
			}
			return ok({ speaker, text: raw_text ?? text ?? "", ...span.value, confidence: null, where });
		});
		if (!cues.ok) return cues;
		const { duration } = top.value;
		const timed = cuesWithin(cues.value, duration === null ? null : duration * 60, `${at}/duration (minutes)`);
		return timed.ok ? ok({ cues: timed.value, known }) : timed;
	},
};

function transcriptOf(value: unknown): { readonly part: unknown; readonly at: string } {
	const wrapped = ["data", "transcript"] as const;
	let part = value;
	let at = "";
	for (const field of wrapped) {
		const inner = fieldOf(part, field);
		if (typeof inner !== "object" || inner === null) continue;
		part = inner;
		at += `/${field}`;
	}
	return { part, at };
}

/** A name that two attendees have belongs to neither. */
function emailsOf(rows: readonly unknown[]): ReadonlyMap<string, string | null> {
	const emails = new Map<string, string | null>();
	for (const row of rows) {
		const read = attendee.safeParse(row);
		if (!read.success) continue;
		const { displayName, name, email } = read.data;
		for (const called of new Set([displayName, name])) {
			if (called === null || email === null) continue;
			emails.set(called, emails.has(called) && emails.get(called) !== email ? null : email);
		}
	}
	return emails;
}
