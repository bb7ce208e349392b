import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	emailMark,
	type Mark,
	marksOf,
	nameMark,
	repAmong,
	type SpeakerFact,
	withRep,
} from "../../../domain/human-task/speakers.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";

const speaker = (key: string, more: Partial<SpeakerFact> = {}): SpeakerFact => ({
	key,
	label: more.name ?? key,
	name: null,
	email: null,
	side: null,
	channel: null,
	...more,
});
const named = (name: string, more: Partial<SpeakerFact> = {}) => speaker(name, { name, ...more });

describe("a speaker", () => {
	it.each(["0", "A", "speaker_00", "Speaker 1", "SPEAKER 12", "Channel 0", "spk-3", "Unknown", "Guest", "Host", "Rep"])(
		"whom a source calls %s is known by nothing in another file",
		(text) => {
			expect(marksOf(speaker(text), "deepgram")).toEqual([]);
			expect(marksOf(named(text), "plain-text")).toEqual([]);
		},
	);

	it("is known by address and name in every source, and by an id only in the source that uses it", () => {
		const maya = speaker("users/31415926", { name: "Maya  Chen", email: "Maya@Acme.example" });
		expect(marksOf(maya, "google-meet")).toEqual([
			{ by: "email", source: "", value: "maya@acme.example" },
			{ by: "name", source: "", value: "maya chen" },
			{ by: "key", source: "google-meet", value: "users/31415926" },
		]);
		const known = [{ by: "key", source: "google-meet", value: "users/31415926" }] as const;
		const both = [speaker("users/31415926"), named("Tom")];
		expect(repAmong(both, "google-meet", known)).toEqual([0]);
		expect(repAmong(both, "gong", known)).toEqual([]);
	});
});

describe("the rep among the speakers", () => {
	const known: readonly Mark[] = [emailMark("maya@acme.example"), nameMark("Maya Chen")];

	it("is whoever has the address or the name, and both where a person joined twice", () => {
		expect(repAmong([named("Tom"), named("MAYA CHEN")], "webvtt", known)).toEqual([1]);
		const twice = [speaker("7", { email: "MAYA@acme.example" }), named("Tom"), named("Maya Chen")];
		expect(repAmong(twice, "gong", known)).toEqual([0, 2]);
	});

	it("is nobody where two have the name, where the name has another address, or where nobody would be left", () => {
		expect(repAmong([named("Maya Chen"), named("maya chen"), named("Tom")], "webvtt", known)).toEqual([]);
		expect(repAmong([named("Maya Chen", { email: "other@else.example" }), named("Tom")], "gong", known)).toEqual([]);
		expect(repAmong([named("Maya Chen")], "webvtt", known)).toEqual([]);
		expect(repAmong([], "webvtt", known)).toEqual([]);
	});

	it("is never somebody of whom nothing is known, and never everybody", () => {
		const anyone = fc.record({
			name: fc.option(fc.constantFrom("Maya Chen", "Tom", "Speaker 1", "Ann"), { nil: null }),
			email: fc.option(fc.constantFrom("maya@acme.example", "x@y.example"), { nil: null }),
			key: fc.string({ minLength: 1, maxLength: 8 }),
		});
		fc.assert(
			fc.property(fc.array(anyone, { maxLength: 6 }), (people) => {
				const speakers = people.map(({ key, ...more }) => speaker(key, more));
				const rep = repAmong(speakers, "gong", known);
				expect(rep.length === 0 || rep.length < speakers.length).toBe(true);
				for (const at of rep) {
					const { name, email } = speakers[at] ?? speaker("");
					expect(email === "maya@acme.example" || (email === null && name === "Maya Chen")).toBe(true);
				}
				expect(repAmong(speakers, "gong", [])).toEqual([]);
			}),
		);
	});
});

describe("a conversation whose rep somebody named", () => {
	const line = (ordinal: number, label: string) => ({
		ordinal,
		role: "unknown" as const,
		speaker: label,
		text: "Hello.",
		startMs: null,
		endMs: null,
		confidence: null,
	});
	const conversation: Conversation = {
		kind: "customer-call",
		language: "en",
		utterances: ["Maya", "Tom", "Bo", ""].map((label, ordinal) => line(ordinal, label)),
	};

	it("has customers in all others, but not in a colleague and not in words of nobody", () => {
		const speakers = [named("Maya"), named("Tom"), named("Bo", { side: "company" })];
		const { utterances } = withRep(conversation, speakers, [0]);
		expect(utterances.map(({ role }) => role)).toEqual(["rep", "customer", "unknown", "unknown"]);
	});

	it("gives words under a label that two share to neither", () => {
		const speakers = [named("Maya"), speaker("2", { label: "Maya" }), named("Tom"), named("Bo")];
		expect(withRep(conversation, speakers, [0]).utterances.map(({ role }) => role)).toEqual([
			"unknown",
			"customer",
			"customer",
			"unknown",
		]);
	});
});
