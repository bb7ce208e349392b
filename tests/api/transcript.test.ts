import { describe, expect, it } from "vitest";
import { submitBody } from "../../api/schemas/conversation.ts";
import { conversationOf } from "../../api/transcript.ts";

const submission = (transcript: object) =>
	submitBody.parse({
		repId: "01890000-0000-7000-8000-000000000000",
		source: "practice",
		kind: "role-play",
		occurredAt: "2026-01-05T10:00:00Z",
		transcript,
	});

const segments = [
	{ id: 0, start: 0, end: 4, text: "How do you plan the week?" },
	{ id: 1, start: 9, end: 12, text: "By hand." },
];

describe("a submitted transcript", () => {
	it("takes who spoke from its map, where the file has no speakers", () => {
		const speakers = { "0": "Maya", "1": "Bo" };
		const { conversation, format } = conversationOf(
			submission({ content: JSON.stringify({ segments }), rep: "Maya", speakers }),
		);
		expect(format).toBe("whisper");
		expect(conversation.utterances.map(({ role, speaker }) => [role, speaker])).toEqual([
			["rep", "Maya"],
			["customer", "Bo"],
		]);
	});

	it("points at the map where it is missing", () => {
		const body = submission({ content: JSON.stringify({ segments }) });
		expect(() => conversationOf(body)).toThrow(/a map of segment ids to names/);
	});
});
