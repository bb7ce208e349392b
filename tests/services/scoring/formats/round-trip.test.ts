import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FORMATS, readTranscript } from "../../../../services/scoring/formats/index.ts";
import { heard, talkFor } from "../../../support/talk.ts";
import { type Line, WRITER_NAMES, type WriterName, writerOf } from "../../../support/transcript-writers.ts";

function readBack(name: WriterName, lines: readonly Line[], content: string | Uint8Array) {
	const { speakersOf } = writerOf(name);
	const rep = { speaker: heard(lines, writerOf(name))[0]?.speaker ?? "" };
	const speakers = speakersOf === undefined ? {} : { speakers: speakersOf(lines) };
	const read = readTranscript(content, { kind: "role-play", language: "en", rep, ...speakers });
	if (!read.ok) throw new Error(JSON.stringify(read.error));
	return read.value;
}

function expected(name: WriterName, lines: readonly Line[]) {
	const spoken = heard(lines, writerOf(name));
	return spoken.map((line, ordinal) => ({
		ordinal,
		role: line.speaker === spoken[0]?.speaker ? "rep" : "customer",
		confidence: expect.toSatisfy((value: unknown) => value === null || (typeof value === "number" && value <= 1)),
		...line,
	}));
}

describe("any list of utterances survives a write and a read", () => {
	test.each(WRITER_NAMES)("%s", (name) => {
		fc.assert(
			fc.property(talkFor(writerOf(name)), (lines) => {
				const { conversation, format, rep } = readBack(name, lines, writerOf(name).write(lines));
				expect(conversation.utterances).toEqual(expected(name, lines));
				expect(format).toBe(writerOf(name).format);
				expect(rep.found).toBe(true);
			}),
			{ numRuns: 300 },
		);
	});
});

describe("line ends, a byte order mark and UTF-16 change nothing", () => {
	const lines = [
		{ speaker: "Rep", text: "What slows you down, Zoë?", startMs: 0, endMs: 2000 },
		{ speaker: "Ann Lee", text: "The paper sheets — 李雷.", startMs: 5000, endMs: 7000 },
	];

	test.each(WRITER_NAMES)("%s", (name) => {
		for (const lineEnd of ["\r\n", "\r", "\n"]) {
			const content = `\ufeff${writerOf(name).write(lines).replaceAll("\n", lineEnd)}`;
			const utf16 = Buffer.from(content, "utf16le");
			const bigEndian = Buffer.from(utf16).swap16();
			for (const source of [content, Buffer.from(content), utf16, bigEndian]) {
				expect(readBack(name, lines, source).conversation.utterances).toEqual(expected(name, lines));
			}
		}
	});

	test.each(WRITER_NAMES)("%s in Latin-1 is refused, and no letter is changed in silence", (name) => {
		const content = writerOf(name).write(lines).replaceAll("李雷", "");
		const read = readTranscript(Buffer.from(content, "latin1"), { kind: "role-play" });
		expect(read).toMatchObject({ ok: false, error: { code: "unreadable", expected: expect.stringMatching("UTF-8") } });
	});
});

test("every format has a writer, so that no format goes without these guarantees", () => {
	expect(new Set(WRITER_NAMES.map((name) => writerOf(name).format))).toEqual(new Set(FORMATS));
});
