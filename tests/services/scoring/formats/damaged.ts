import fc from "fast-check";
import { test } from "vitest";
import type { Conversation } from "../../../../domain/signals/conversation.ts";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import { type FORMATS, readTranscript } from "../../../../services/scoring/formats/index.ts";
import { damaged, misshapen } from "../../../support/mutations.ts";
import { WRITER_NAMES, type Writer, writerOf } from "../../../support/transcript-writers.ts";

type Format = (typeof FORMATS)[number];

const MUTANTS = 10_000;
const LABELLED_EVERY = 50;
const PATIENCE_MS = 60_000;

const LINES = [
	{ speaker: "Rep", text: "How do you plan the week, and who helps?", startMs: 0, endMs: 4000 },
	{ speaker: "Ann Lee", text: "By hand: it's 10:30 Meeting: then phone calls.", startMs: 4500, endMs: 9000 },
	{ speaker: "Rep", text: "So by hand & by phone.", startMs: 9500, endMs: 12_000 },
	{ speaker: "Ann Lee", text: "That's too expensive for us, I'm afraid.", startMs: 12_500, endMs: 15_000 },
];

/** Tests of 10,000 damaged files for each of the parsers; each file is read as what it looks like, or as what it was. */
export function damagedFilesOf(formats: readonly Format[]): void {
	const labeller = createEmbeddedLabeller();
	test.each(formats)(
		"%s",
		(format) => {
			let round = 0;
			fc.assert(
				fc.property(filesOf(format), fc.boolean(), ({ content, writer }, isTold) => {
					const speakers = writer.speakersOf?.(LINES) ?? {};
					const source = round++ % 5 === 0 ? new TextEncoder().encode(content) : content;
					const read = readTranscript(source, { kind: "customer-call", speakers, ...(isTold && { format }) });
					if (!read.ok) {
						const { field, expected, came } = read.error;
						if (field === "" || expected === "" || came === "") throw new Error(JSON.stringify(read.error));
						return;
					}
					assertWhole(read.value.conversation);
					if (round % LABELLED_EVERY === 0) labeller.label(read.value.conversation);
				}),
				{ numRuns: MUTANTS },
			);
		},
		PATIENCE_MS,
	);
}

function filesOf(format: Format): fc.Arbitrary<{ readonly content: string; readonly writer: Writer }> {
	const ofFormat = WRITER_NAMES.map(writerOf).filter((writer) => writer.format === format);
	const files = ofFormat.flatMap((writer) => {
		const original = writer.write(LINES);
		const ways = original.startsWith("{") ? [damaged(original), misshapen(original)] : [damaged(original)];
		return ways.map((way) => way.map((content) => ({ content, writer })));
	});
	return fc.oneof(...files);
}

/** What everything behind a parser relies on, whatever the file was. */
function assertWhole({ utterances }: Conversation): void {
	const isWhole = utterances.every(
		({ ordinal, text, startMs, endMs, confidence }, index) =>
			ordinal === index &&
			/[\p{L}\p{N}]/u.test(text) &&
			!/\p{Cs}|\0/u.test(text) &&
			(startMs ?? 0) >= 0 &&
			(endMs ?? Infinity) >= (startMs ?? 0) &&
			(confidence ?? 0) >= 0 &&
			(confidence ?? 0) <= 1,
	);
	if (!isWhole || utterances.length === 0) throw new Error(JSON.stringify(utterances));
}
