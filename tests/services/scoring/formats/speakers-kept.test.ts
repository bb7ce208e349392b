import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTranscript } from "../../../../services/scoring/formats/index.ts";
import { talkFor } from "../../../support/talk.ts";
import { type Line, WRITER_NAMES, type Writer, writerOf } from "../../../support/transcript-writers.ts";

/** Decisions of a mutation, taken in turn and from the start again: one small list decides over a file of any length. */
type Picks = (below: number) => number;

const picks: fc.Arbitrary<() => Picks> = fc
	.array(fc.nat(1_000_000), { minLength: 5, maxLength: 40 })
	.map((list) => () => {
		let next = 0;
		return (below) => (list[next++ % list.length] ?? 0) % below;
	});

const LINE_ENDS = ["\n", "\r\n", "\r"];

/** Everything about a text may change but its marks of speakers and its lines of times. */
function textNoise(content: string, { format }: Writer, pick: Picks): string {
	const isCues = format !== "plain-text";
	const lines = content.split("\n").flatMap((line, index, all) => {
		const isEndOfTurn = !isCues || all[index + 1] === "";
		const before =
			line === "" && index > 1 && hasComments(format) && pick(5) === 0 ? ["", "NOTE Bo: nobody said this"] : [];
		const after = isEndOfTurn && format !== "teams-metadata" && line !== "" && pick(4) === 0 ? ["and so on"] : [];
		const self =
			line === "" ? Array<string>(pick(4)).fill("") : [`${changedTags(line, pick)}${["", " ", "\t "][pick(3)]}`];
		return [...before, ...(before.length > 0 ? [""] : self), ...after];
	});
	return lines.join(LINE_ENDS[pick(3)]);
}

function hasComments(format: string): boolean {
	return format === "webvtt" || format === "teams-metadata";
}

function changedTags(line: string, pick: Picks): string {
	if (!line.startsWith("<v ")) return line;
	const opened = pick(2) === 0 ? line : line.replace("<v ", "<v.loud.second ");
	return pick(2) === 0 ? opened : opened.replace(/<\/v>$/, "");
}

const EXTRAS = [
	'"x-extra":null,',
	'"x-extra":[[{"speaker":"Nobody"}],12345678901234567890],',
	'"text ":"\\u0000",',
	"",
];
const SPACES = ["", " ", "\n\t", "\r\n"];

/** Fields that nobody knows in every object, and spaces wherever JSON has room for them. */
function jsonNoise(content: string, pick: Picks): string {
	return content.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => {
		if (token.startsWith('"')) return token;
		return `${token}${SPACES[pick(4)]}${token === "{" ? EXTRAS[pick(4)] : ""}`;
	});
}

function speakersOf(content: string, writer: Writer, lines: readonly Line[]) {
	const speakers = writer.speakersOf?.(lines) ?? {};
	const read = readTranscript(content, { kind: "role-play", language: "en", speakers });
	if (!read.ok) throw new Error(`${JSON.stringify(read.error)} in ${content}`);
	const spoken = read.value.conversation.utterances.map(({ speaker }) => speaker);
	return { format: read.value.format, speakers: read.value.speakers, turns: spoken };
}

describe("a change that leaves marks of speakers and lines of times whole keeps who spoke", () => {
	test.each(WRITER_NAMES)(
		"%s",
		(name) => {
			const writer = writerOf(name);
			fc.assert(
				fc.property(talkFor({ names: writer.names, words: "listed" }), picks, (lines, started) => {
					const content = writer.write(lines);
					const isJson = content.startsWith("{");
					const changed = isJson ? jsonNoise(content, started()) : textNoise(content, writer, started());
					expect(speakersOf(changed, writer, lines)).toEqual(speakersOf(content, writer, lines));
				}),
				{ numRuns: 500 },
			);
		},
		30_000,
	);
});
