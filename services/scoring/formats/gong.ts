import { z } from "zod";
import { failed, ok } from "../../../domain/fault.ts";
import { type JsonFormat, type SpeakerFacts, type SpokenCue, transcriptFault } from "./format.ts";
import { fieldOf, maybeText, partsOf, peopleIn, readAs, readEach, rowsOf, speakerKey, words } from "./json.ts";
import { milliseconds, spanOf } from "./times.ts";

const monologue = z.object(
	{ speakerId: speakerKey, sentences: rowsOf("a list of sentences") },
	"an object with speakerId and sentences",
);
const call = z.object(
	{ callId: speakerKey.catch(null), transcript: rowsOf("a list of monologues") },
	"an object with callId and transcript",
);
const sentence = z.object(
	{ start: milliseconds, end: milliseconds, text: words },
	"an object with start, end and text",
);
const party = z.object({
	speakerId: speakerKey.catch(null),
	name: maybeText,
	emailAddress: maybeText,
	affiliation: maybeText,
});

/**
 * Gong's POST /v2/calls/transcript, https://docs.rs/crate/gong-rs/latest/source/docs/CallTranscript.md: milliseconds
 * from the start of the call. Who a speakerId is stands in the parties of POST /v2/calls/extensive, which may be in the same file:
 * as `parties` or `calls` beside `callTranscripts`, or as a second object of a list. Ids have up to 20 digits.
 */
export const gong: JsonFormat = {
	name: "gong",
	source: "json",
	looksLike(value) {
		return partsOf(value).some(({ part }) => Array.isArray(fieldOf(part, "callTranscripts")));
	},
	read(value) {
		const parts = partsOf(value);
		const calls = parts.flatMap(({ part, at }) => {
			const rows = fieldOf(part, "callTranscripts");
			if (!Array.isArray(rows)) return [];
			return rows.map((row: unknown, index) => ({ row, where: `${at}/callTranscripts/${index}` }));
		});
		const [only] = calls;
		if (only === undefined || calls.length > 1) {
			const came = calls.length === 0 ? "none" : `${calls.length} calls`;
			return failed(transcriptFault("unreadable", "/callTranscripts", "the transcript of one call", came));
		}
		const top = readAs(call, only.row, only.where);
		if (!top.ok) return top;
		const cues: SpokenCue[] = [];
		const spoken = readEach(top.value.transcript, `${only.where}/transcript`, (row, where) => {
			const read = readAs(monologue, row, where);
			if (!read.ok) return read;
			const { speakerId: speaker, sentences } = read.value;
			const said = readEach(sentences, `${where}/sentences`, (inner, at) => {
				const one = readAs(sentence, inner, at);
				if (!one.ok) return one;
				const span = spanOf("milliseconds", [one.value.start, one.value.end], at);
				return span.ok ? ok({ speaker, text: one.value.text, ...span.value, confidence: null, where: at }) : span;
			});
			if (said.ok) for (const cue of said.value) cues.push(cue);
			return said;
		});
		if (!spoken.ok) return spoken;
		return ok({ cues, known: partiesOf(top.value.callId, [...parts.map(({ part }) => part), only.row]) });
	},
};

function partiesOf(callId: string | null, parts: readonly unknown[]): ReadonlyMap<string, SpeakerFacts> {
	const known = new Map<string, SpeakerFacts>();
	const ofCalls = parts.flatMap((part) => peopleIn(part, "calls"));
	for (const part of [...parts, ...ofCalls.filter((one) => isOfCall(one, callId))]) {
		for (const row of peopleIn(part, "parties")) {
			const read = party.safeParse(row);
			if (!read.success || read.data.speakerId === null) continue;
			const { speakerId, name, emailAddress, affiliation } = read.data;
			known.set(speakerId, { name, email: emailAddress, side: sideOf(affiliation), channel: null });
		}
	}
	return known;
}

function isOfCall(row: unknown, callId: string | null): boolean {
	const id = speakerKey.safeParse(fieldOf(fieldOf(row, "metaData"), "id")).data ?? null;
	return id === null || callId === null || id === callId;
}

/** Gong writes Internal, External or Unknown. */
function sideOf(affiliation: string | null): SpeakerFacts["side"] {
	switch (affiliation?.toLowerCase()) {
		case "internal":
		case "company":
			return "company";
		case "external":
			return "external";
		default:
			return null;
	}
}
