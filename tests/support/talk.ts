import fc from "fast-check";
import { type Line, namesOf, type Writer } from "./transcript-writers.ts";

const PLAIN_NAMES = [
	"Rep",
	"Ann Lee",
	"Customer 2",
	"Zoë Müller-Ortiz",
	"+49 30 1234567",
	"Dr. Okafor",
	"ann@acme.example",
];
const WORDS = [
	"yes",
	"we",
	"looked",
	"at",
	"10:30 Meeting: the plan",
	"A --> B",
	"R&D",
	"x < y > z",
	"<b>bold</b>",
	"Note: later",
	"3,5",
	"café",
	"12",
	"&lt;",
	"http://example.com",
	"…",
];

/** Names that are taken apart by careless code: marks of formats, fields of objects, emoji, another script. */
const AWKWARD_NAMES = ["__proto__", "constructor", "A", "0", "<v Ann>", "R&D", "a:b", "WEBVTT", "👩‍💻", "李雷", '"'];

const anyName = fc
	.oneof(
		fc.constantFrom(...PLAIN_NAMES, ...AWKWARD_NAMES),
		fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
	)
	.map(tidied)
	.filter((name) => name !== "");
const listedWords = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => ["so", ...words].join(" "));
const anyWords = fc.oneof(
	listedWords,
	fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((words) => words.join("\n")),
	fc.string({ unit: "grapheme", maxLength: 60 }),
	// Every code point but zero, which no file of text has.
	fc.string({ unit: "binary", maxLength: 60 }).map((text) => text.replaceAll("\0", "")),
);

/** Any list of utterances that a format can carry: in any order, overlapping, of no length, with and without words. */
export function talkFor(writer: Pick<Writer, "names" | "words">): fc.Arbitrary<Line[]> {
	const name = writer.names === "plain" ? fc.constantFrom(...PLAIN_NAMES) : anyName;
	return fc.uniqueArray(name, { minLength: 2, maxLength: 6 }).chain((names) =>
		fc
			.array(
				fc.record({
					speaker: fc.constantFrom(...names),
					text: writer.words === "any" ? anyWords : listedWords,
					startMs: fc.integer({ min: 0, max: 200_000 }),
					lengthMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
				}),
				{ maxLength: 20 },
			)
			.map((turns) => [
				// Two who certainly speak, so that there is a conversation.
				...names
					.slice(0, 2)
					.map((speaker, i) => ({ speaker, text: "hello", startMs: i * 5000, endMs: i * 5000 + 1000 })),
				...turns.map(({ lengthMs, ...turn }) => ({ ...turn, endMs: turn.startMs + lengthMs })),
			]),
	);
}

/** Spaces as one, and no control characters: what a reader of any format may change. */
function tidied(text: string): string {
	return text
		.replace(/\p{Cc}/gu, " ")
		.replace(/\s+/g, " ")
		.trim();
}

export type Heard = {
	readonly speaker: string;
	readonly text: string;
	readonly startMs: number | null;
	readonly endMs: number | null;
};

/** What is left of a talk after writing and reading: by the times that the format has, cues of one breath joined. */
export function heard(lines: readonly Line[], { times, markOf }: Pick<Writer, "times" | "markOf">): readonly Heard[] {
	const names = namesOf(lines);
	const first = Math.min(...lines.map(({ startMs }) => startMs));
	const cues = lines
		.map(({ speaker, text, startMs, endMs }) => {
			const called = markOf === undefined ? speaker : markOf(names.indexOf(speaker));
			const shift = times === "wall clock" ? first : 0;
			const start = times === "starts" ? Math.floor(startMs / 1000) * 1000 : startMs - shift;
			return { speaker: called, text: tidied(text), start, end: endMs - shift };
		})
		.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
	if (times === "none") return cues.map(({ speaker, text }) => ({ speaker, text, startMs: null, endMs: null }));
	cues.sort((a, b) => a.start - b.start);
	if (times === "starts") {
		return cues.map(({ speaker, text, start }) => ({ speaker, text, startMs: start, endMs: null }));
	}
	const result: { speaker: string; text: string; startMs: number; endMs: number }[] = [];
	for (const { speaker, text, start, end } of cues) {
		const last = result.at(-1);
		if (last?.speaker === speaker && start - last.endMs <= 2000) {
			last.text += ` ${text}`;
			last.endMs = Math.max(last.endMs, end);
		} else {
			result.push({ speaker, text, startMs: start, endMs: end });
		}
	}
	return result;
}
