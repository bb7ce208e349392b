import type { Result } from "../../../domain/fault.ts";
import { failed, ok } from "../../../domain/fault.ts";
import type { TranscriptFault } from "./format.ts";
import { transcriptFault } from "./format.ts";

const ENCODINGS = "text in UTF-8, or in UTF-16 with a byte order mark";

/** Text of a file, without its byte order mark. Other encodings are refused: a wrong guess would change words silently. */
export function decode(content: string | Uint8Array): Result<string, TranscriptFault> {
	const fault = (came: string) => failed(transcriptFault("unreadable", "file", ENCODINGS, came));
	const text = typeof content === "string" ? content : decodeBytes(content);
	if (text === null) return fault("bytes that are neither, as in Latin-1 or Windows-1252");
	if (text.includes("\0")) return fault("zero bytes, as of a recording, an archive or UTF-16 without its mark");
	if (text.startsWith(MISREAD_MARK)) return fault("UTF-8 that was read as Windows-1252 before it came here");
	return ok(text.replace(/^\ufeff+/, ""));
}

/** The three bytes of UTF-8's byte order mark, read as Windows-1252. */
const MISREAD_MARK = "ï»¿";

function decodeBytes(bytes: Uint8Array): string | null {
	try {
		return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
	} catch {
		return null;
	}
}

function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
	return "utf-8";
}

export function linesOf(text: string): string[] {
	return text.includes("\r") ? text.split(/\r\n|\r|\n/) : text.split("\n");
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
	["amp", "&"],
	["lt", "<"],
	["gt", ">"],
	["quot", '"'],
	["apos", "'"],
	["nbsp", " "],
	["lrm", ""],
	["rlm", ""],
]);

/** Decodes each entity once, so that `&amp;lt;` stays the four characters that were spoken about. */
export function decodeEntities(text: string): string {
	if (!text.includes("&")) return text;
	return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,5});/gi, (whole, name: string) => {
		if (!name.startsWith("#")) return ENTITIES.get(name.toLowerCase()) ?? whole;
		const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
		return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
	});
}

/** Single spaces, and nothing that a database refuses: control characters are spaces, halves of a character U+FFFD. */
export function tidy(text: string): string {
	const whole = /[\p{Cc}\p{Cs}]/u.test(text) ? text.replace(/\p{Cc}/gu, " ").replace(/\p{Cs}/gu, "\ufffd") : text;
	return /\s\s|[^\S ]/.test(whole) ? whole.replace(/\s+/g, " ").trim() : whole.trim();
}

const NAME_WORDS_MAX = 6;
const NAME_LENGTH_MAX = 60;
/** Words that open a line before a colon without being anybody's name. */
const NOT_A_NAME = new Set([
	"note",
	"notes",
	"ps",
	"re",
	"subject",
	"meeting",
	"agenda",
	"date",
	"time",
	"attendees",
	"participants",
	"duration",
	"title",
	"transcript",
	"recording",
	"http",
	"https",
]);

/**
 * Whether the words before a colon can be a speaker: short, with a letter or a telephone number, no punctuation of a
 * sentence. `10:30 Meeting: …` has no speaker, since its first colon stands inside a time.
 */
export function canBeName(candidate: string): boolean {
	const name = candidate.trim();
	if (name === "" || name.length > NAME_LENGTH_MAX || /[<>{}?!;"]|,.*,|\.\s+[a-z]/.test(name)) return false;
	if (NOT_A_NAME.has(name.toLowerCase())) return false;
	if (name.split(/\s+/).length > NAME_WORDS_MAX) return false;
	return /\p{L}/u.test(name) || /^\+?[\d\s().-]{7,}$/.test(name);
}

/** `Name: what was said`, or null where the line does not begin with a possible name. */
export function splitName(line: string): { readonly name: string; readonly rest: string } | null {
	const colon = line.slice(0, NAME_LENGTH_MAX + 4).search(/[:：]/);
	if (colon <= 0 || !/^(?:\s|$)/.test(line.slice(colon + 1, colon + 2))) return null;
	const name = line.slice(0, colon).trim();
	return canBeName(name) ? { name, rest: line.slice(colon + 1).trim() } : null;
}

/** How often each possible name stands before a colon, and how many of them come back. */
export type NamesSeen = { readonly times: ReadonlyMap<string, number>; readonly returning: number };

export function namesSeen(names: Iterable<string>): NamesSeen {
	const times = new Map<string, number>();
	for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
	return { times, returning: [...times.values()].filter((count) => count > 1).length };
}

const WORD_OF_A_SENTENCE =
	/(?:^|\s)(?:i|i'm|we|it|it's|is|are|was|this|that|that's|so|but|my|our|your|here|here's|there|there's)(?:\s|$)/i;

/** Two speakers who come back make a conversation; a "name" seen once in it that reads like a sentence is speech. */
export function isSpeechWithColon(name: string, { times, returning }: NamesSeen): boolean {
	if (returning < 2 || times.get(name) !== 1) return false;
	return (/^\p{Ll}/u.test(name) && !name.includes("@")) || WORD_OF_A_SENTENCE.test(name);
}
