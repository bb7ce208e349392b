import { describe, expect, test } from "vitest";
import { parseTranscript, readTranscript, type TranscriptOptions } from "../../../../services/scoring/formats/index.ts";

type Options = Partial<TranscriptOptions>;

function parsed(content: unknown, options: Options = {}) {
	const text = typeof content === "string" ? content : JSON.stringify(content);
	const result = parseTranscript(text, { kind: "customer-call", language: "en", ...options });
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
}

function read(content: unknown, options: Options = {}) {
	const text = typeof content === "string" ? content : JSON.stringify(content);
	const result = readTranscript(text, { kind: "customer-call", language: "en", ...options });
	if (!result.ok) throw new Error(JSON.stringify(result.error));
	return result.value;
}

function fault(content: unknown, options: Options = {}) {
	const text = typeof content === "string" ? content : JSON.stringify(content);
	const result = parseTranscript(text, { kind: "customer-call", language: "en", ...options });
	if (result.ok) throw new Error("expected a fault");
	return result.error;
}

const turns = ({ conversation }: { conversation: ReturnType<typeof read>["conversation"] }) =>
	conversation.utterances.map(({ role, speaker, text, startMs, endMs }) => [role, speaker, text, startMs, endMs]);

describe("SRT", () => {
	const talk =
		"1\r\n00:00:01,000 --> 00:00:02,500\r\nRep: <i>How</i> many {of them}?\r\n\r\n2\r\n00:00:05,000 --> 00:00:06,000 X1:1 X2:2\r\nAnn: NOTE down\r\n3\r\n\r\n3\r\n00:00:09,000 --> 00:00:10,000\r\nRep: R&amp;D\r\n";

	test("is told from WebVTT by its commas, keeps spoken numbers, and has no comments", () => {
		const result = parsed(talk);
		expect(result.format).toBe("srt");
		expect(turns(result)).toEqual([
			["rep", "Rep", "How many {of them}?", 1000, 2500],
			["customer", "Ann", "NOTE down 3", 5000, 6000],
			["rep", "Rep", "R&D", 9000, 10_000],
		]);
	});
});

describe("Teams metadata", () => {
	const cue = (at: number, value: unknown) => `00:00:0${at}.246 --> 00:00:0${at}.726\n${JSON.stringify(value)}\n`;
	const said = (speakerName: string | null, spokenText: string) => ({
		startDateTime: "2023-03-08T08:22:30.0461639+00:00",
		endDateTime: "2023-03-08T08:22:31.5261639+00:00",
		...(speakerName === null ? {} : { speakerName }),
		spokenText,
		spokenLanguage: "en-us",
	});

	test("is read from the JSON in its cues, on the clock of the recording", () => {
		const result = parsed(`WEBVTT\n\n${cue(1, said("Rep", "A test: a --> b."))}\n${cue(5, said("Ann", "Yes."))}`);
		expect(result.format).toBe("teams-metadata");
		expect(turns(result)).toEqual([
			["rep", "Rep", "A test: a --> b.", 1246, 1726],
			["customer", "Ann", "Yes.", 5246, 5726],
		]);
	});

	test("with attribution switched off is words of nobody", () => {
		const result = read(`WEBVTT\n\n${cue(1, said(null, "Hello."))}\n${cue(5, said(null, "Yes."))}`);
		expect(result.rep).toMatchObject({ found: false, fault: { code: "no-speakers" } });
	});

	test("names the line and the field of a fault", () => {
		const content = `WEBVTT\n\n${cue(1, said("Rep", "Hello."))}\n${cue(5, { spokenText: 5 })}`;
		expect(fault(content)).toMatchObject({ field: "line 7/spokenText", expected: "a text", came: "5" });
		expect(fault(content.replace('{"spokenText":5}', "{"))).toMatchObject({ field: "line 7", expected: "valid JSON" });
	});
});

describe("Google Meet", () => {
	const entry = (participant: string, text: string, startTime: string, endTime: string) => ({
		name: `conferenceRecords/c/transcripts/t/entries/${text.length}`,
		participant: `conferenceRecords/c/participants/${participant}`,
		text,
		languageCode: "en-US",
		startTime,
		endTime,
	});
	const entries = [
		entry("p1", "What are you using today?", "2024-01-15T10:30:00Z", "2024-01-15T10:30:05.5Z"),
		entry("p2", "Paper.", "2024-01-15T12:30:09.123456789+02:00", "2024-01-15T12:30:10+02:00"),
	];
	const participants = [
		{ name: "conferenceRecords/c/participants/p1", signedinUser: { user: "users/12", displayName: "Maya" } },
		{ name: "conferenceRecords/c/participants/p2", phoneUser: { displayName: "+49 *** 67" } },
	];
	const told = [
		["rep", "Maya", "What are you using today?", 0, 5500],
		["customer", "+49 *** 67", "Paper.", 9123, 10_000],
	];

	test("counts wall clocks of any offset from the first word, and names participants from the same file", () => {
		expect(turns(parsed({ transcriptEntries: entries, participants }, { rep: "maya" }))).toEqual(told);
	});

	test("is one page, a list of pages with the participants, or a list of entries", () => {
		const [first, second] = entries;
		const pages = [
			{ transcriptEntries: [first] },
			{ transcriptEntries: [second], nextPageToken: "" },
			{ participants },
		];
		expect(turns(parsed(pages, { rep: "Maya" }))).toEqual(told);
		const speakers = {
			"conferenceRecords/c/participants/p1": "Maya",
			"conferenceRecords/c/participants/p2": "+49 *** 67",
		};
		expect(turns(parsed(entries, { rep: "Maya", speakers }))).toEqual(told);
	});

	test("refuses times without an offset, which would be some hour of some place", () => {
		const [first] = entries;
		const content = { transcriptEntries: [first, { ...first, startTime: "2024-01-15T10:30:00" }] };
		expect(fault(content)).toMatchObject({
			field: "/transcriptEntries/1/startTime",
			expected: "a time as 2024-01-15T10:30:00Z",
			came: '"2024-01-15T10:30:00"',
		});
	});
});

describe("Gong", () => {
	const transcript = [
		{
			speakerId: "6432345678555530067",
			topic: "Objections",
			sentences: [{ start: 460_230, end: 462_343, text: "No wait." }],
		},
		{
			speakerId: "7782342274025937895",
			topic: "Objections",
			sentences: [
				{ start: 463_000, end: 464_000, text: "What would" },
				{ start: 464_500, end: 465_000, text: "you check?" },
			],
		},
	];
	const callTranscripts = [{ callId: "1", transcript }];
	const parties = [
		{ speakerId: "6432345678555530067", name: "Bo", emailAddress: "bo@customer.example", affiliation: "External" },
		{ speakerId: "7782342274025937895", name: "Maya", emailAddress: "maya@acme.example", affiliation: "Internal" },
		{ speakerId: null, name: "Silent", affiliation: "Internal" },
	];
	const told = [
		["customer", "Bo", "No wait.", 460_230, 462_343],
		["rep", "Maya", "What would you check?", 463_000, 465_000],
	];

	test.each([
		["beside the transcript", { callTranscripts, parties }],
		[
			"of the call",
			{
				callTranscripts,
				calls: [
					{ metaData: { id: "2" }, parties: [] },
					{ metaData: { id: "1" }, parties },
				],
			},
		],
		["in a second answer", [{ callTranscripts }, { calls: [{ metaData: { id: "1" }, parties }] }]],
	])("knows the rep by the affiliation of the parties %s", (_where, content) => {
		const result = parsed(content);
		expect(turns(result)).toEqual(told);
		expect(result).toMatchObject({ rep: "Maya", repFoundBy: "affiliation" });
	});

	test("says what it knows of each speaker", () => {
		expect(read({ callTranscripts, parties }).speakers).toEqual([
			{
				key: "6432345678555530067",
				label: "Bo",
				name: "Bo",
				email: "bo@customer.example",
				side: "external",
				channel: null,
			},
			{
				key: "7782342274025937895",
				label: "Maya",
				name: "Maya",
				email: "maya@acme.example",
				side: "company",
				channel: null,
			},
		]);
	});

	test("keeps ids of twenty digits that came as numbers", () => {
		const ids = ["18446744073709551615", "18446744073709551614"];
		const spoken = transcript.map((row, index) => ({ ...row, speakerId: `@${ids[index]}@` }));
		const content = JSON.stringify({ callTranscripts: [{ callId: "1", transcript: spoken }] }).replace(
			/"@(\d+)@"/g,
			"$1",
		);
		expect(read(content).speakers.map(({ key }) => key)).toEqual(ids);
	});

	test("asks which of two of the company is coached, and a colleague is no customer", () => {
		const both = parties.map((one) => ({ ...one, affiliation: "Internal" }));
		expect(fault({ callTranscripts, parties: both })).toMatchObject({
			code: "who-is-the-rep",
			speakers: ["Bo", "Maya"],
		});
		const { conversation } = parsed({ callTranscripts, parties: both }, { rep: "maya@acme.example" });
		expect(conversation.utterances.map(({ role }) => role)).toEqual(["unknown", "rep"]);
	});

	test("without parties asks, and takes one call a file", () => {
		expect(fault({ callTranscripts })).toMatchObject({ code: "who-is-the-rep" });
		expect(fault({ callTranscripts: [...callTranscripts, ...callTranscripts] })).toMatchObject({
			field: "/callTranscripts",
			came: "2 calls",
		});
	});

	test("refuses seconds where milliseconds are, and names the sentence", () => {
		const broken = [{ ...transcript[0], sentences: [{ start: 460.23, end: 462.34, text: "No wait." }] }];
		expect(fault({ callTranscripts: [{ callId: "1", transcript: broken }] })).toMatchObject({
			field: "/callTranscripts/0/transcript/0/sentences/0/start",
			expected: "a whole number of milliseconds",
			came: "460.23",
		});
	});
});

describe("Whisper", () => {
	const segment = (id: number, start: number, text: string) => ({ id, start, end: start + 1, text, avg_logprob: -0.5 });
	const segments = [segment(0, 0, " Hello there."), segment(1, 5, " Hi."), segment(2, 9, " Well.")];

	test("without a map is words of nobody, and says what is needed", () => {
		const result = read({ segments });
		expect(result).toMatchObject({ format: "whisper", speakers: [], rep: { found: false } });
		expect(result.conversation.utterances.map(({ role }) => role)).toEqual(["unknown", "unknown", "unknown"]);
		expect(fault({ segments })).toMatchObject({
			code: "no-speakers",
			field: "speakers",
			expected: expect.stringContaining("a map of segment ids to names"),
		});
	});

	test.each([
		["beside the file", {}, { speakers: { "0": "Rep", "1": "0" } }],
		["in the file", { speakers: { "0": "Rep", "1": "0" } }, {}],
	])("takes a map of segments %s; what it leaves out is said by nobody", (_where, inFile, options) => {
		expect(turns(parsed({ ...inFile, segments }, options))).toEqual([
			["rep", "Rep", "Hello there.", 0, 1000],
			["customer", "0", "Hi.", 5000, 6000],
			["unknown", "", "Well.", 9000, 10_000],
		]);
	});

	test("gives the likelihood of its words as confidence", () => {
		const { conversation } = read({ segments });
		expect(conversation.utterances[0]?.confidence).toBeCloseTo(Math.exp(-0.5));
	});

	test("refuses milliseconds, told by the duration of the file", () => {
		const content = { duration: 10, segments: [segment(0, 0, "Hello."), segment(1, 9000, "Hi.")] };
		expect(fault(content)).toMatchObject({ code: "bad-time", field: "/duration", came: "words at 9001 seconds" });
	});
});

describe("Deepgram", () => {
	const utterance = (start: number, transcript: string, who: object) => ({
		start,
		end: start + 1,
		confidence: 0.8,
		transcript,
		words: [],
		...who,
	});
	const file = (...utterances: object[]) => ({ metadata: { duration: 60 }, results: { channels: [], utterances } });

	test("tells speakers of one recording by their numbers", () => {
		const content = file(
			utterance(0.5, "Hello there.", { channel: 0, speaker: 0 }),
			utterance(5, "Hi.", { channel: 0, speaker: 1 }),
		);
		expect(turns(parsed(content, { rep: "0" }))).toEqual([
			["rep", "0", "Hello there.", 500, 1500],
			["customer", "1", "Hi.", 5000, 6000],
		]);
		expect(fault(content, { rep: { channel: 0 } })).toMatchObject({ code: "no-rep", came: "channel 0" });
	});

	test("tells speakers of two channels by both, since each channel counts from zero", () => {
		const content = file(
			utterance(0, "Hello there.", { channel: 0, speaker: 0 }),
			utterance(5, "Hi.", { channel: 1, speaker: 0 }),
			utterance(9, "Me too.", { channel: 1, speaker: 1 }),
		);
		const { conversation, repFoundBy } = parsed(content, { rep: { channel: 0 } });
		expect(repFoundBy).toBe("channel");
		expect(conversation.utterances.map(({ role, speaker }) => [role, speaker])).toEqual([
			["rep", "channel 0 speaker 0"],
			["customer", "channel 1 speaker 0"],
			["customer", "channel 1 speaker 1"],
		]);
		expect(parsed(content, { rep: "channel 0" }).rep).toBe("channel 0 speaker 0");
	});

	test("says what to ask Deepgram for where it gave no utterances or no speakers", () => {
		expect(fault({ results: { channels: [] } })).toMatchObject({
			field: "/results/utterances",
			expected: expect.stringContaining("utterances=true"),
			came: "nothing",
		});
		expect(fault(file(utterance(0, "Hello.", { channel: 0 })))).toMatchObject({ code: "no-speakers" });
	});
});

describe("AssemblyAI", () => {
	const utterance = (start: number, text: string, who: object) => ({
		start,
		end: start + 900,
		text,
		confidence: 0.9,
		...who,
	});

	test("is in milliseconds, though its duration is in seconds", () => {
		const content = {
			audio_duration: 7,
			utterances: [utterance(250, "Hello there.", { speaker: "A" }), utterance(6000, "Hi.", { speaker: "B" })],
		};
		expect(turns(parsed(content, { rep: "A" }))).toEqual([
			["rep", "A", "Hello there.", 250, 1150],
			["customer", "B", "Hi.", 6000, 6900],
		]);
		const inSeconds = { utterances: [utterance(0.25, "Hello.", { speaker: "A" })] };
		expect(fault(inSeconds)).toMatchObject({
			field: "/utterances/0/start",
			expected: "a whole number of milliseconds",
		});
		const wrong = { audio_duration: 7, utterances: [utterance(250_000, "Hello.", { speaker: "A" })] };
		expect(fault(wrong)).toMatchObject({ code: "bad-time", field: "/audio_duration" });
	});

	test("counts channels from one", () => {
		const content = {
			utterances: [
				utterance(0, "Hello there.", { speaker: "1A", channel: "1" }),
				utterance(6000, "Hi.", { speaker: "2A", channel: "2" }),
			],
		};
		expect(parsed(content, { rep: { channel: 2 } }).rep).toBe("2A");
	});

	test("says what to ask for where there are no utterances", () => {
		expect(fault({ id: "t", text: "Hello.", utterances: null })).toMatchObject({
			field: "/utterances",
			expected: expect.stringContaining("speaker_labels=true"),
			came: "null",
		});
	});
});

describe("Rev AI", () => {
	const content = {
		monologues: [
			{
				speaker: 1,
				speaker_info: { id: 1, display_name: "Jane Doe" },
				elements: [
					{ type: "text", value: "Hello", ts: 0.5, end_ts: 1.5, confidence: 1 },
					{ type: "punct", value: ", " },
					{ type: "text", value: "World", ts: 1.75, end_ts: 2.85, confidence: 0.8 },
					{ type: "punct", value: "!" },
				],
			},
			{ speaker: 2, elements: [{ type: "unknown", value: "<inaudible>", ts: null, end_ts: null }] },
		],
	};

	test("joins the values as they are, and has times on words only", () => {
		const result = parsed(content, { rep: "jane doe" });
		expect(turns(result)).toEqual([
			["rep", "Jane Doe", "Hello, World!", 500, 2850],
			["customer", "2", "<inaudible>", null, null],
		]);
		expect(result.conversation.utterances[0]?.confidence).toBeCloseTo(0.9);
	});
});

describe("Fireflies", () => {
	const sentence = (index: number, speaker_id: number, speaker_name: string | null, raw_text: string | null) => ({
		index,
		text: "as a user edited it",
		raw_text,
		start_time: index * 5,
		end_time: `${index * 5 + 1.5}`,
		speaker_id,
		speaker_name,
	});
	const transcript = {
		duration: 1.5,
		meeting_attendees: [
			{ displayName: "Maya", email: "maya@acme.example" },
			{ displayName: "Bo", email: "bo@one.example" },
			{ name: "Bo", email: "bo@two.example" },
		],
		sentences: [sentence(0, 0, "Maya", "What I said."), sentence(1, 1, "Bo", null), sentence(2, 1, null, "Right.")],
	};

	test.each([
		["alone", transcript],
		["as the API answers", { data: { transcript } }],
	])("stands on what was heard, not on what was edited, %s", (_how, content) => {
		expect(turns(parsed(content, { rep: { email: "MAYA@acme.example" } }))).toEqual([
			["rep", "Maya", "What I said.", 0, 1500],
			["customer", "Bo", "as a user edited it", 5000, 6500],
			["customer", "Bo", "Right.", 10_000, 11_500],
		]);
	});

	test("gives an address to nobody where two attendees have the name", () => {
		expect(read(transcript).speakers.map(({ email }) => email)).toEqual(["maya@acme.example", null]);
	});
});

describe("JSON that no source writes", () => {
	test.each([
		["a list nested ten thousand times", `{"segments":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
		["objects that are no texts", '{"segments":[{"start":{"toString":1},"end":0,"text":"a"}]}'],
		["an entry list of another kind", '{"transcriptEntries":{"toString":1}}'],
		[
			"an id of another kind",
			'{"callTranscripts":[{"callId":{"toString":1},"transcript":[]}],"calls":[{"metaData":{"id":{}}}]}',
		],
	])("%s is refused with a reason", (_name, content) => {
		const error = fault(content);
		for (const part of [error.field, error.expected, error.came]) expect(part).not.toBe("");
		expect(error.came.length).toBeLessThan(100);
	});

	test("keeps what a database refuses out of the words", () => {
		const segments = [
			{ start: 0, end: 1, speaker: "Rep", text: "Hello\u0000 there \ud800!" },
			{ start: 5, end: 6, speaker: "B", text: "Hi." },
		];
		expect(parsed({ segments }).conversation.utterances[0]?.text).toBe("Hello there \ufffd!");
	});

	test("weighs the confidence of joined cues by their length", () => {
		const words = (start: number, transcript: string, confidence: number) => ({
			start,
			end: start + 1,
			transcript,
			confidence,
			speaker: 0,
		});
		const utterances = [words(0, "four", 1), words(1.5, "eightabc", 0.4), { ...words(5, "Hi.", 1), speaker: 1 }];
		const [first] = read({ results: { utterances } }).conversation.utterances;
		expect([first?.text, first?.confidence]).toEqual(["four eightabc", expect.closeTo(0.6)]);
	});
});
