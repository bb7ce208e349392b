import { describe, expect, test } from "vitest";
import type { Utterance } from "../../../../domain/signals/conversation.ts";
import { parseTranscript, type TranscriptOptions } from "../../../../services/scoring/formats/index.ts";

function read(content: string | Uint8Array, options: Partial<TranscriptOptions> = {}): readonly Utterance[] {
	const result = parseTranscript(content, { kind: "customer-call", language: "en", ...options });
	if (!result.ok) throw new Error(`${result.error.code} ${result.error.field}: ${result.error.came}`);
	return result.value.conversation.utterances;
}

function fault(content: string | Uint8Array, options: Partial<TranscriptOptions> = {}) {
	const result = parseTranscript(content, { kind: "customer-call", ...options });
	if (result.ok) throw new Error("expected a fault");
	return result.error;
}

const said = (utterances: readonly Utterance[]) => utterances.map(({ speaker, text }) => `${speaker}: ${text}`);

describe("WebVTT", () => {
	test("takes one-digit times, missing hours, comma decimals and cue settings", () => {
		const utterances = read(
			"WEBVTT\n\n0:0:0.0 --> 0:0:5.320\n<v Rep>Hello there.</v>\n\n00:09,5 --> 00:12,25 align:start position:0%\n<v Ann>Hello.</v>\n",
		);
		expect(utterances.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
			[0, 5320],
			[9500, 12_250],
		]);
	});

	test("survives missing blank lines, missing </v> and classed voice tags", () => {
		const content =
			"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v.first.loud Rep>How is it going\n2\n00:00:05.000 --> 00:00:06.000\n<v Ann>Slowly.\n7b9e1c2a-0f3d-4e5b-8a6c-1d2e3f4a5b6c/12-0\n00:00:09.000 --> 00:00:10.000\n<v Rep>Why?</v>\n";
		expect(said(read(content))).toEqual(["Rep: How is it going", "Ann: Slowly.", "Rep: Why?"]);
	});

	test("keeps a spoken number that looks like a cue id", () => {
		const content =
			"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nRep: How many?\n\n2\n00:00:05.000 --> 00:00:06.000\nAnn: About\n3\n\n3\n00:00:09.000 --> 00:00:10.000\nRep: Three.\n";
		expect(said(read(content))).toEqual(["Rep: How many?", "Ann: About 3", "Rep: Three."]);
	});

	test("decodes entities once and drops tags that are no speech", () => {
		const content =
			"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Rep><c.blue>R&amp;D</c> is &amp;lt; &#8364;5 <00:01.500><i>now</i></v>\n\n00:05.000 --> 00:06.000\n<v Ann>Fine&nbsp;then.</v>\n";
		expect(said(read(content))).toEqual(["Rep: R&D is &lt; €5 now", "Ann: Fine then."]);
	});

	test("skips NOTE, STYLE and REGION blocks and cues without words", () => {
		const content =
			"WEBVTT - weekly\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:one\n\nNOTE\nRep: this was never said\n\n00:01.000 --> 00:02.000\n<v Rep>Hi Ann.</v>\n\nNOTE check this\n\n00:03.000 --> 00:04.000\n<v Rep></v>\n\n00:05.000 --> 00:06.000\n<v Ann>Hi.</v>\n";
		expect(said(read(content))).toEqual(["Rep: Hi Ann.", "Ann: Hi."]);
	});

	test("takes an arrow in speech as speech", () => {
		const content =
			"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Rep>From here\nA --> B\nand back.</v>\n\n00:05.000 --> 00:06.000\n<v Ann>Right.</v>\n";
		expect(said(read(content))[0]).toBe("Rep: From here A --> B and back.");
	});

	test("does not read the time of a meeting as a speaker", () => {
		const content =
			"WEBVTT\n\n00:01.000 --> 00:02.000\nRep: Hello.\n\n00:05.000 --> 00:06.000\n10:30 Meeting: that is ours\n\n00:09.000 --> 00:10.000\nAnn: Yes.\n";
		expect(read(content).map(({ role, speaker }) => [role, speaker])).toEqual([
			["rep", "Rep"],
			["unknown", ""],
			["customer", "Ann"],
		]);
	});

	test("merges cues of one speaker within two seconds, and no others", () => {
		const content =
			"WEBVTT\n\n00:01.000 --> 00:02.000\nRep: it's\n\n00:03.900 --> 00:05.000\nRep: really slow\n\n00:07.001 --> 00:08.000\nRep: isn't it\n\n00:08.000 --> 00:09.000\nAnn: Yes.\n";
		expect(read(content).map(({ text, startMs, endMs }) => [text, startMs, endMs])).toEqual([
			["it's really slow", 1000, 5000],
			["isn't it", 7001, 8000],
			["Yes.", 8000, 9000],
		]);
	});

	test("puts overlapping cues in the order in which they begin", () => {
		const content =
			"WEBVTT\n\n00:05.000 --> 00:06.000\n<v Ann>Yes.</v>\n\n00:01.000 --> 00:05.500\n<v Rep>Is that so?</v>\n";
		expect(said(read(content))).toEqual(["Rep: Is that so?", "Ann: Yes."]);
	});

	test("takes a time of day behind an arrow as speech where words follow", () => {
		const content =
			"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Rep>We moved it\n10:30 --> 11:00 works for me</v>\n\n00:05.000 --> 00:06.000\n<v Ann>Fine.</v>\n";
		expect(said(read(content))[0]).toBe("Rep: We moved it 10:30 --> 11:00 works for me");
	});

	test("keeps the numbers of cues apart from words where no blank line stands under the header", () => {
		const content =
			"WEBVTT\n1\n00:00:01.000 --> 00:00:02.000\nRep: How many?\n2\n00:00:05.000 --> 00:00:06.000\nAnn: Two.\n";
		expect(said(read(content))).toEqual(["Rep: How many?", "Ann: Two."]);
	});

	test("does not read the beginning of a sentence as a speaker", () => {
		const cue = (at: number, text: string) => `00:0${at}.000 --> 00:0${at}.500\n${text}\n`;
		const talk = ["Rep: Hello.", "Ann: Hi.", "Rep: Well.", "Ann: So.", "So here is the thing: it works."];
		const content = `WEBVTT\n\n${talk.map((text, at) => cue(at, text)).join("\n")}`;
		expect(read(content).at(-1)).toMatchObject({ role: "unknown", text: "So here is the thing: it works." });
	});

	test("takes a cue of no length, and a first cue of nobody", () => {
		const content =
			"WEBVTT\n\n00:01.000 --> 00:01.000\nGood morning\n\n00:05.000 --> 00:05.000\n<v Rep>Morning.</v>\n\n00:09.000 --> 00:09.500\n<v Ann>Hi.</v>\n";
		expect(read(content).map(({ role, startMs, endMs }) => [role, startMs, endMs])).toEqual([
			["unknown", 1000, 1000],
			["rep", 5000, 5000],
			["customer", 9000, 9500],
		]);
	});

	test("moves offsets below zero, which Teams writes, to zero", () => {
		const content =
			"WEBVTT\n\n-00:00:02.000 --> 00:00:01.000\n<v Rep>Hello.</v>\n\n00:00:03.000 --> 00:00:04.000\n<v Ann>Hi.</v>\n";
		expect(read(content).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
			[0, 3000],
			[5000, 6000],
		]);
	});

	test("shares the time of a cue between its voices", () => {
		const content = "WEBVTT\n\n00:00.000 --> 00:10.000\n<v Rep>12345</v><v Ann>67890</v>\n";
		expect(read(content).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
			[0, 5000],
			[5000, 10_000],
		]);
	});

	test("refuses an end before its start and minutes that do not exist", () => {
		const before = "WEBVTT\n\n00:05.000 --> 00:04.000\n<v Rep>Hello.</v>\n";
		expect(fault(before)).toMatchObject({ code: "bad-time", field: "line 3", came: "00:05.000 --> 00:04.000" });
		const minutes = "WEBVTT\n\n00:99:05.000 --> 00:99:06.000\n<v Rep>Hello.</v>\n";
		expect(fault(minutes)).toMatchObject({ code: "bad-time", field: "line 3" });
	});
});

describe("diarized JSON", () => {
	const file = (segments: unknown) => JSON.stringify({ segments });
	const hello = { start: 0, end: 1, text: "Hello there", speaker: "Rep" };

	test("keeps speaker ids as strings, whatever they were", () => {
		const utterances = read(
			file([
				{ ...hello, speaker: 0 },
				{ ...hello, speaker: 7, start: 9, end: 10 },
			]),
			{ rep: "0" },
		);
		expect(utterances.map(({ speaker, role }) => [speaker, role])).toEqual([
			["0", "rep"],
			["7", "customer"],
		]);
	});

	test("keeps words of nobody as words of an unknown speaker", () => {
		const utterances = read(file([{ ...hello, speaker: null }, hello, { ...hello, speaker: "B", start: 4, end: 5 }]));
		expect(utterances.map(({ role }) => role)).toEqual(["unknown", "rep", "customer"]);
	});

	test.each([
		["a start below zero", { ...hello, start: -1 }, "bad-time", "/segments/1/start", "-1"],
		["an end before its start", { ...hello, start: 5, end: 4 }, "bad-time", "/segments/1/end", "4"],
		["milliseconds", { ...hello, start: 230_000, end: 231_500 }, "bad-time", "/segments/1/start", "230000"],
		["a time as text", { ...hello, start: "0:01" }, "unreadable", "/segments/1/start", '"0:01"'],
		["no text", { ...hello, text: undefined }, "unreadable", "/segments/1/text", "nothing"],
		["a list in place of a segment", [1], "unreadable", "/segments/1", "[1]"],
	])("refuses %s", (_name, segment, code, field, came) => {
		expect(fault(file([hello, segment]))).toMatchObject({ code, field, came });
	});

	test("says that words without speakers cannot be scored", () => {
		const whisper = file([{ start: 0, end: 3, text: "Good morning", tokens: [1] }]);
		expect(fault(whisper)).toMatchObject({ code: "no-speakers" });
	});

	test("says of other JSON that it is no known format, and of broken JSON that it cannot be read", () => {
		expect(fault('{"chapters":[]}')).toMatchObject({ code: "unknown-format" });
		expect(fault('{"segments":[')).toMatchObject({ code: "unreadable", expected: "valid JSON" });
	});
});

describe("plain text", () => {
	test("keeps every space of a long line, wherever the look for a name ends", () => {
		for (let length = 380; length < 420; length++) {
			const said = `${"a".repeat(length)} ${"b".repeat(40)}`;
			expect(read(`Rep: ${said}\nAnn: Hello there.`)[0]?.text).toBe(said);
		}
	});

	test("joins lines that name nobody to the speaker before", () => {
		const utterances = read("Rep: So here we\nare again.\n\nAnn: one thing: it is late\nRep: True.\nAnn: Yes.");
		expect(said(utterances)).toEqual([
			"Rep: So here we are again.",
			"Ann: one thing: it is late",
			"Rep: True.",
			"Ann: Yes.",
		]);
	});

	test("takes a lower-case word before a colon, seen once, as speech", () => {
		const utterances = read("Rep: I mean\nthe point is: it works.\nAnn: Well.\nRep: Yes.\nAnn: Good.");
		expect(said(utterances)[0]).toBe("Rep: I mean the point is: it works.");
	});

	test("leaves times out where minutes and seconds are impossible", () => {
		const many = Array.from(
			{ length: 200 },
			(_, i) =>
				`Rep (10:${String(i % 60).padStart(2, "0")})\n${"word ".repeat(20)}\nAnn (10:${String(i % 60).padStart(2, "0")})\n${"reply ".repeat(20)}`,
		);
		expect(read(many.join("\n")).every(({ startMs }) => startMs === null)).toBe(true);
	});

	test("reads two-part stamps as minutes and seconds where that is possible", () => {
		expect(read("Rep (0:05)\nHello there.\n\nAnn (1:10)\nHi.").map(({ startMs }) => startMs)).toEqual([5000, 70_000]);
	});

	test("takes a time of day before a colon as speech where turns are marked in another way", () => {
		const talk =
			"[00:00:01] Rep: When?\n[00:00:05] Ann: Tuesday.\n10:30 Standup: that one is ours\n[00:00:09] Rep: Good.\n[00:00:12] Ann: Yes.";
		expect(said(read(talk))[1]).toBe("Ann: Tuesday. 10:30 Standup: that one is ours");
	});

	test("refuses seconds that do not exist", () => {
		expect(fault("[00:01:75] Rep: Hello\n[00:02:00] Ann: Hi")).toMatchObject({ code: "bad-time", field: "line 1" });
	});
});

describe("who is the rep", () => {
	const talk = "Maya: Hello, how are the sales going for you?\nOrtiz: Slowly.";

	test("is asked with the list of the speakers", () => {
		expect(fault(talk)).toMatchObject({ code: "who-is-the-rep", field: "rep", speakers: ["Maya", "Ortiz"] });
	});

	test("is taken by name, whatever the case", () => {
		expect(read(talk, { rep: " maya " }).map(({ role }) => role)).toEqual(["rep", "customer"]);
	});

	test("is a fault for a name that does not speak", () => {
		expect(fault(talk, { rep: "Lee" })).toMatchObject({ code: "no-rep", came: "Lee", speakers: ["Maya", "Ortiz"] });
	});

	test.each(["Rep", "Sales", "sales rep", "Agent", "Account Executive", "Seller", "SDR"])("is %s by itself", (name) => {
		expect(read(talk.replace("Maya", name)).map(({ role }) => role)).toEqual(["rep", "customer"]);
	});

	test("is asked where two could be", () => {
		expect(fault("Rep: Hello.\nAgent: Hello.")).toMatchObject({ code: "who-is-the-rep" });
	});
});

describe("what cannot be scored", () => {
	test.each([
		["an empty file", "", "no-words"],
		["nothing but tags", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Rep></v>\n", "no-words"],
		["one speaker", "Rep: Hello.\nRep: Anybody?", "one-speaker"],
		["prose", "It was a good meeting. We will meet again.", "unknown-format"],
		["a recording", "RIFF\0\0\0\0WAVE", "unreadable"],
		["bytes of another encoding", new Uint8Array([0x52, 0xe9, 0x70, 0x3a, 0x20, 0xff]), "unreadable"],
		["UTF-16 without its mark", new Uint8Array(Buffer.from("Rep: Hello.\nAnn: Hi.", "utf16le")), "unreadable"],
		["UTF-8 that somebody read as Windows-1252", "ï»¿Rep: Hello.\nAnn: Hi.", "unreadable"],
	])("%s", (_name, content, code) => {
		const error = fault(content);
		expect(error.code).toBe(code);
		for (const part of [error.field, error.expected, error.came]) expect(part).not.toBe("");
	});

	test("another language, declared or read from the words", () => {
		const french =
			"Rep: Et comment est-ce que vous faites pour les livraisons dans le sud?\nClient: Nous ne sommes pas très contents, mais je vous dis que c'est une question de prix.";
		expect(fault(french)).toMatchObject({ code: "unsupported-language", field: "language" });
		expect(fault("Rep: Hello.\nAnn: Hi.", { language: "fr" })).toMatchObject({ code: "unsupported-language" });
		expect(fault("Rep: これは何ですか、お願いします。\nAnn: はい、そうです。")).toMatchObject({
			code: "unsupported-language",
		});
		expect(read("Rep: Hello there.\nAnn: Hi.", { language: "en-GB" })).toHaveLength(2);
	});
});
