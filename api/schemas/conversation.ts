import { z } from "zod";
import { FORMATS } from "../../services/scoring/formats/format.ts";
import { id, instant, instantIn, line } from "./common.ts";

const UTTERANCES_MAX = 5000;
const HOURS_24_MS = 86_400_000;

const ms = z.int().min(0).max(HOURS_24_MS);

const utteranceIn = z
	.strictObject({
		role: z.enum(["rep", "customer", "unknown"]),
		speaker: line(200),
		text: z.string().min(1).max(20_000),
		startMs: ms.optional(),
		endMs: ms.optional(),
	})
	.refine(({ startMs, endMs }) => endMs === undefined || startMs !== undefined, {
		path: ["startMs"],
		error: "a start, since there is an end",
	})
	.refine(({ startMs, endMs }) => startMs === undefined || endMs === undefined || endMs >= startMs, {
		path: ["endMs"],
		error: "an end that is not before startMs",
	})
	.meta({ id: "UtteranceIn" });

const utterances = z
	.array(utteranceIn)
	.min(1)
	.max(UTTERANCES_MAX)
	.refine((list) => list.some(({ text }) => /[\p{L}\p{N}]/u.test(text)), "at least one utterance with words")
	.refine((list) => list.some(({ role }) => role === "rep"), "at least one utterance of the rep")
	.refine((list) => new Set(list.map(({ role }) => role)).size > 1, "a rep and at least one other speaker")
	.refine(
		(list) => new Set(list.map(({ startMs }) => startMs === undefined)).size <= 1,
		"a start time for every utterance, or for none",
	);

const transcriptIn = z
	.union([
		z.strictObject({
			format: z.enum(["auto", ...FORMATS]).default("auto"),
			content: z.string().min(1).meta({ description: "The transcript file as text" }),
			rep: line(200).optional().meta({
				description:
					"The rep as the file names them: a name, a speaker id, an e-mail address, or a channel as in `channel 0`. Not needed where the file itself says who belongs to the company, or where the rep is known from an earlier file; else the manager is asked",
			}),
			speakers: z
				.record(z.string().max(200), line(200))
				.optional()
				.meta({
					description:
						"Names by the file's own keys: speaker ids, participants of Google Meet, or ids of segments where a file has no speakers (Whisper)",
					example: { "0": "Ann Lee", "1": "Bo Ortiz" },
				}),
		}),
		z.strictObject({ utterances }),
	])
	.meta({ id: "TranscriptIn", description: "A file as its source wrote it, or the utterances themselves" });

const language = z
	.string()
	.regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/, "a language tag such as en")
	.optional()
	.meta({ description: "BCP 47. Detected from the words where it is left out", example: "en" });

export const submitBody = z
	.strictObject({
		repId: id,
		source: z.enum(["practice", "live"]),
		kind: z.enum(["role-play", "customer-call", "email-exchange"]),
		practiceId: id.optional(),
		drillId: id.optional().meta({ description: "The drill that it is an attempt at; instead of a practice" }),
		occurredAt: instantIn,
		language,
		transcript: transcriptIn,
		consent: z
			.union([z.strictObject({ purpose: line(500), reference: line(500), at: instantIn }), z.literal("to-be-asked")])
			.optional()
			.meta({
				description:
					"Required for a live conversation, which is not scored without it; `to-be-asked` where a person has yet to record it",
			}),
	})
	.superRefine(({ source, kind, practiceId, drillId, consent }, context) => {
		const fault = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
		switch (source) {
			case "practice":
				if (kind === "customer-call") fault("kind", "role-play or email-exchange, since the source is practice");
				if (consent !== undefined) fault("consent", "nothing: practice needs no consent and is kept apart");
				if (practiceId !== undefined && drillId !== undefined) fault("drillId", "nothing, since there is a practice");
				break;
			case "live":
				if (kind === "role-play") fault("kind", "customer-call or email-exchange, since the source is live");
				if (practiceId !== undefined) fault("practiceId", "nothing: a live conversation is no planned practice");
				if (drillId !== undefined) fault("drillId", "nothing: a live conversation is watched, not drilled");
				break;
		}
	})
	.meta({ id: "SubmitConversation" });

export const submitted = z
	.strictObject({
		id,
		duplicate: z.boolean().meta({ description: "The rep already had these very words: this is the first one" }),
		scorecard: z.string().meta({ description: "Where the scorecard will be", format: "uri-reference" }),
		task: id.nullable().meta({
			description:
				"The task in which the rep's manager says who of the speakers the rep is, where the file did not tell. It is scored then; the answer is kept for the next file",
		}),
	})
	.meta({ id: "SubmittedConversation" });

export const conversation = z
	.strictObject({
		id,
		repId: id,
		source: z.enum(["practice", "live"]),
		kind: z.enum(["role-play", "customer-call", "email-exchange"]),
		language: z.string(),
		practiceId: id.nullable(),
		occurredAt: instant,
		state: z.enum(["awaiting-consent", "awaiting-rep", "received", "scored", "refused"]).meta({
			description:
				"awaiting-rep: kept until somebody says who of the speakers the rep is; awaiting-consent: until somebody has recorded it",
		}),
		sharedWords: z.boolean().meta({
			description: "The same words were sent for another rep too. Both are scored; somebody should ask whose they are",
		}),
	})
	.meta({ id: "Conversation" });

export const speaker = z
	.strictObject({
		speaker: z.int().min(0).meta({ description: "The number by which an answer names this speaker" }),
		label: z.string().meta({ description: "As the file names them" }),
		email: z.string().nullable(),
		role: z.enum(["rep", "customer", "unknown"]),
		turns: z.int(),
		words: z.int(),
		lines: z.array(z.string()).meta({ description: "How this speaker begins: up to three lines" }),
	})
	.meta({ id: "Speaker" });
