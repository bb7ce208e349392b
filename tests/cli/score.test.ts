import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { run } from "../../cli/score.ts";

describe("coachloop score", () => {
	let folder = "";
	let out = "";
	let err = "";

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "coachloop-score-"));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));
	beforeEach(() => {
		out = "";
		err = "";
		vi.spyOn(process.stdout, "write").mockImplementation((text) => {
			out += text;
			return true;
		});
		vi.spyOn(process.stderr, "write").mockImplementation((text) => {
			err += text;
			return true;
		});
		return () => vi.restoreAllMocks();
	});

	async function score(content: string | Uint8Array, given: { rep?: string; speakers?: string } = {}) {
		const file = join(folder, "call");
		await writeFile(file, content);
		return run({ file, rep: given.rep ?? null, speakers: given.speakers ?? null, json: true });
	}

	const whisper = JSON.stringify({
		segments: [
			{ id: 0, start: 0, end: 4, text: " How do you plan the week?" },
			{ id: 1, start: 9, end: 12, text: " By hand." },
		],
	});

	it("takes who spoke from a file, where the transcript has no speakers", async () => {
		const speakers = join(folder, "speakers.json");
		await writeFile(speakers, JSON.stringify({ 0: "Maya", 1: "Bo" }));
		expect(await score(whisper, { rep: "maya", speakers })).toBe(0);
		expect(JSON.parse(out)).toMatchObject({
			format: "whisper",
			rep: "Maya",
			repFoundBy: "name",
			speakers: [{ label: "Maya" }, { label: "Bo" }],
		});
	});

	it("says what is needed where nobody is known to have spoken", async () => {
		expect(await score(whisper)).toBe(1);
		expect(err).toContain("a map of segment ids to names");
	});

	it("names the file of speakers that is none", async () => {
		expect(await score(whisper, { speakers: join(folder, "nowhere.json") })).toBe(2);
		expect(err).toContain("--speakers: expected a file with a JSON object");
	});

	it("refuses Latin-1, and changes no letter in silence", async () => {
		expect(await score(Buffer.from("Rep: Grüezi.\nZoë: Hello.", "latin1"))).toBe(1);
		expect(err).toContain("expected text in UTF-8, or in UTF-16 with a byte order mark");
	});
});
