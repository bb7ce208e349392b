import { describe } from "vitest";
import { FORMATS } from "../../../../services/scoring/formats/index.ts";
import { damagedFilesOf } from "./damaged.ts";

const OF_TEXT: readonly string[] = ["webvtt", "teams-metadata", "srt", "plain-text"];

describe("10,000 damaged files give utterances or a fault, never a crash", () => {
	damagedFilesOf(FORMATS.filter((format) => !OF_TEXT.includes(format)));
});
