import type { z } from "zod";
import type { Conversation } from "../domain/signals/conversation.ts";
import { type ReadTranscript, readTranscript, type TranscriptFault } from "../services/scoring/formats/index.ts";
import { languageOf } from "../services/scoring/language.ts";
import { Problem, problemDetail } from "./problem.ts";
import type { submitBody } from "./schemas/conversation.ts";

/** The conversation that a submission carries, from a file as its source wrote it or from the utterances themselves. */
export function conversationOf(body: z.output<typeof submitBody>): {
	readonly conversation: Conversation;
	readonly format: string;
	/** Who speaks, where the file does not say who of them the rep is and the caller does not either. */
	readonly speakers?: ReadTranscript["speakers"];
} {
	const { transcript, kind, language } = body;
	if ("utterances" in transcript) {
		const spoken = transcript.utterances.map((line, ordinal) => ({
			ordinal,
			role: line.role,
			speaker: line.speaker,
			text: line.text,
			startMs: line.startMs ?? null,
			endMs: line.endMs ?? null,
			confidence: null,
		}));
		const found = languageOf(
			spoken.map((line) => ({ ...line, where: `utterance ${line.ordinal}` })),
			language,
		);
		if (!found.ok) throw unusable(found.error);
		return { conversation: { kind, language: found.value, utterances: spoken }, format: "utterances" };
	}
	const { format, content, rep, speakers } = transcript;
	const read = readTranscript(content, {
		kind,
		...(format !== "auto" && { format }),
		...(rep !== undefined && { rep }),
		...(speakers !== undefined && { speakers }),
		...(language !== undefined && { language }),
	});
	if (!read.ok) throw unusable(read.error);
	const { conversation, rep: found, speakers: all } = read.value;
	const known = { conversation, format: read.value.format };
	if (found.found) return known;
	// Somebody else can be asked only what the file leaves open. A caller who names nobody in it is told so at once.
	if (rep !== undefined || found.fault.code !== "who-is-the-rep") throw unusable(found.fault);
	return { ...known, speakers: all };
}

/** A fault of the file as a fault of the request; a position in the file goes along with the field that carries it. */
function unusable(fault: TranscriptFault): Problem {
	const pointer = POINTERS[fault.field] ?? "/transcript/content";
	const where = pointer === "/transcript/content" && fault.field !== "file" ? ` (${fault.field})` : "";
	const error = problemDetail(pointer, `${fault.expected}${where}`, fault.came);
	const code = fault.code === "unsupported-language" ? "unsupported-language" : "transcript-unreadable";
	return new Problem(code, error.detail, {
		errors: [error],
		extensions: { transcriptCode: fault.code, speakers: fault.speakers },
	});
}

const POINTERS: { readonly [field: string]: string } = {
	rep: "/transcript/rep",
	speakers: "/transcript/speakers",
	language: "/language",
};
