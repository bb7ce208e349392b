import { describe } from "vitest";
import { damagedFilesOf } from "./damaged.ts";

describe("10,000 damaged files give utterances or a fault, never a crash", () => {
	damagedFilesOf(["webvtt", "teams-metadata", "srt", "plain-text"]);
});
