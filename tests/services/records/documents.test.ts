import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/policy.ts";
import type { Conversation } from "../../../domain/signals/conversation.ts";
import { repShareOf } from "../../../domain/signals/scorecard.ts";
import { isDatabaseAway } from "../../../services/database.ts";
import {
	isLabels,
	isNearMisses,
	isPlan,
	isStepResult,
	readDocument,
	readLabelling,
	readPolicy,
	toJson,
} from "../../../services/records/documents.ts";
import { cycleIdOf, outboxId, practiceId, practiceName, seedOf, taskId } from "../../../services/records/ids.ts";
import { createMemoryCycles } from "../../../services/records/memory.ts";
import { ownersFrom } from "../../../services/records/owners.ts";
import { packTranscript, unpackTranscript } from "../../../services/records/transcript-document.ts";
import { fingerprintOf, normalWords } from "../../../services/records/words.ts";
import { type Turn, talk } from "../scoring/embedded/spoken.ts";

const utterance = fc.record({
	ordinal: fc.nat(10_000),
	role: fc.constantFrom("rep" as const, "customer" as const, "unknown" as const),
	speaker: fc.string({ unit: "grapheme" }),
	text: fc.string({ unit: "grapheme", maxLength: 300 }),
	startMs: fc.option(fc.nat()),
	endMs: fc.option(fc.nat()),
	confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((n) => n + 0)),
});
const conversation: fc.Arbitrary<Conversation> = fc.record({
	kind: fc.constantFrom("role-play" as const, "customer-call" as const, "email-exchange" as const),
	language: fc.constantFrom("en", "de", "pt"),
	utterances: fc.array(utterance, { maxLength: 40 }),
});

const said = (...lines: readonly Turn[]): Conversation => talk("en", ...lines);

describe("a transcript document", () => {
	it("gives back every conversation as it went in, to the last character", () => {
		fc.assert(
			fc.property(conversation, (it) => {
				expect(unpackTranscript(packTranscript(it))).toEqual(it);
			}),
		);
	});

	it("of an unknown format, cut off or empty is refused, never half read", () => {
		const document = packTranscript(said(["rep", "Hello."]));
		expect(() => unpackTranscript(new Uint8Array([9, ...document.subarray(1)]))).toThrow(/expected format 1, came 9/);
		expect(() => unpackTranscript(document.subarray(0, -3))).toThrow();
		expect(() => unpackTranscript(new Uint8Array())).toThrow(/came nothing/);
	});
});

describe("words of a conversation", () => {
	it("count the rep's turns as stretches and the rep's words alone", () => {
		const it = said(
			["rep", "Hello there."],
			["rep", "It's me."],
			["customer", "Who is this?"],
			["rep", "Don't you know?"],
		);
		expect(repShareOf(it).repTurns).toBe(2);
		expect(repShareOf(it).repWords).toBe(7);
		expect(repShareOf(said()).repWords).toBe(0);
	});

	it("are the same for the same speech in other spelling, and other for other words or another key", () => {
		const key = new Uint8Array(32).fill(1);
		const hex = (it: Conversation, with_ = key) => Buffer.from(fingerprintOf(it, with_)).toString("hex");
		expect(normalWords(said(["rep", "Hello,  THERE!"], ["rep", "…"], ["customer", "Yes"]))).toBe("hello there yes");
		expect(hex(said(["rep", "Hello there"]))).toBe(hex(said(["rep", "HELLO — there!"])));
		expect(hex(said(["rep", "Hello there"]))).not.toBe(hex(said(["rep", "Hello where"])));
		expect(hex(said(["rep", "Hello there"]))).not.toBe(hex(said(["rep", "Hello there"]), new Uint8Array(32)));
	});
});

describe("ids of what a step makes", () => {
	const cycle = "0193e4a0-0000-7000-8000-000000000001";
	it("come from the cycle and the name, so that a retry hits the same row; a given id is kept", () => {
		expect(taskId(cycle, "review:w06")).toBe(taskId(cycle, "review:w06"));
		expect(taskId(cycle, taskId(cycle, "review:w06"))).toBe(taskId(cycle, "review:w06"));
		expect(practiceName(3, 1)).toBe("practice:w03:1");
		expect(practiceId(cycle, practiceName(3, 1))).not.toBe(practiceId(cycle, practiceName(3, 2)));
		expect(cycleIdOf(cycle, "a")).not.toBe(cycleIdOf(cycle, "b"));
		expect(outboxId(cycle, "s", "p", "inbox")).not.toBe(outboxId(cycle, "s", "q", "inbox"));
	});

	it("seed a cycle with a number that fits a column of whole numbers", () => {
		fc.assert(
			fc.property(fc.uuid(), (id) => {
				const seed = seedOf(id);
				expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
			}),
		);
	});
});

describe("owner rules", () => {
	const person = (id: string) => ({ id, zone: "UTC", daysOff: [] });
	const nobody = { manager: null, "managers-manager": null, lead: null, head: null };
	it("behind which nobody stands go one step up, and never down but to a lead where there is no head", () => {
		expect(ownersFrom({ ...nobody, lead: person("l"), head: person("h") })).toEqual({
			manager: person("l"),
			"managers-manager": person("l"),
			lead: person("l"),
			head: person("h"),
		});
		expect(ownersFrom({ ...nobody, manager: person("m") })).toEqual({ ...nobody, manager: person("m") });
		// No deployment review is owed by nobody in an organisation without a head.
		expect(ownersFrom({ ...nobody, manager: person("m"), lead: person("l") })).toEqual({
			manager: person("m"),
			"managers-manager": person("l"),
			lead: person("l"),
			head: person("l"),
		});
	});
});

describe("stored documents", () => {
	it("that are not what their column says are an error that names them", () => {
		expect(() => readDocument("plan", [{ fromWeek: 1 }], isPlan)).toThrow(/stored plan cannot be read/);
		expect(() => readDocument("step result", { kind: "something" }, isStepResult)).toThrow(/step result/);
		expect(isPlan([{ fromWeek: 9, toWeek: 10, checkpoint: "8/2" }])).toBe(true);
		expect(() => readPolicy("text")).toThrow(/stored policy/);
		expect(() => readPolicy({ bands: {} })).toThrow(/stored policy/);
	});

	it("of a policy from before a number was added read as what the default says; bands are never mixed", () => {
		const stored = JSON.parse(JSON.stringify(DEFAULT_POLICY));
		stored.practice.perWeek = 3;
		delete stored.carryOver.partlyFrom;
		expect(readPolicy(stored)).toEqual({ ...DEFAULT_POLICY, practice: { ...DEFAULT_POLICY.practice, perWeek: 3 } });
		stored.bands["discovery-density"] = { kind: "two", targetFrom: 1, cap: 9 };
		expect(readPolicy(stored).bands["discovery-density"]).toEqual({ kind: "two", targetFrom: 1, cap: 9 });
	});

	it("of labels are read only where every label has all that its kind has", () => {
		const base = { id: 0, utterance: 0, start: 0, end: 4, confidence: 1, rule: "r", features: ["a word"] };
		const marks = { discovery: true, leading: false, rhetorical: false, stackedOn: null, repeats: 3 };
		const question = { ...base, kind: "question", form: "open", ...marks };
		for (const label of [
			question,
			{ ...base, kind: "restatement", strength: 0.5, of: 1, objection: null },
			{ ...base, kind: "answer", objection: 0 },
			{ ...base, kind: "objection", topic: "price" },
			{ ...base, kind: "claim", need: null },
			{ ...base, kind: "ask", ask: "pilot" },
			{ ...base, kind: "empathy", difficulty: null },
			...["need", "own-promise", "listening-cue", "difficulty", "buying-signal", "competitor"].map((kind) => ({
				...base,
				kind,
			})),
		]) {
			expect(isLabels([label]), label.kind).toBe(true);
			for (const field of Object.keys(label)) {
				expect(isLabels([{ ...label, [field]: undefined }]), `${label.kind} without ${field}`).toBe(false);
				expect(isLabels([{ ...label, [field]: {} }]), `${label.kind} with another ${field}`).toBe(false);
			}
		}
		expect(isLabels([question, question])).toBe(false);
		const miss = { kind: "ask", utterance: 1, start: 0, end: 3, because: "not-sure" };
		expect(isNearMisses([miss])).toBe(true);
		expect(isNearMisses([{ ...miss, because: "chance" }])).toBe(false);
		const row = {
			labeller: "l",
			version: "1",
			labels: [question],
			nearMisses: [miss],
			alsoIn: ["fr"],
			validatedOn: [],
		};
		expect(readLabelling(row)).toEqual(row);
		expect(() => readLabelling({ ...row, nearMisses: {} })).toThrow(/stored near misses/);
	});

	it("are plain JSON when they go in", () => {
		expect(toJson({ a: undefined, b: [1, null] })).toEqual({ b: [1, null] });
	});
});

describe("an error of the database", () => {
	it.each([
		[{ code: "P1001", message: "x" }, true],
		[{ code: "P2002", message: "unique" }, false],
		[Object.assign(new Error("x"), { code: "ECONNREFUSED" }), true],
		[new Error("outer", { cause: Object.assign(new Error("x"), { code: "57P01" }) }), true],
		[
			Object.assign(new Error("x"), { meta: { driverAdapterError: new Error("Connection terminated unexpectedly") } }),
			true,
		],
		// A connection that died between two statements of one transaction.
		[new Error("Client has encountered a connection error and is not queryable"), true],
		[new AggregateError([Object.assign(new Error("x"), { code: "ECONNREFUSED" })]), true],
		[Object.assign(new Error("permission denied"), { code: "42501" }), false],
		[new Error("a plain mistake"), false],
		[undefined, false],
		["text", false],
	])("%j means later: %s", (error, away) => {
		expect(isDatabaseAway(error)).toBe(away);
	});
});

describe("cycles in memory", () => {
	it("refuse a step of a cycle that nobody added", async () => {
		const cycles = createMemoryCycles();
		const identity = { orgId: "o", cycleId: "none", runId: "r", historyLength: 1, now: "2026-01-05T08:00:00.000Z" };
		await expect(cycles.runStep(identity, { kind: "plan" })).rejects.toThrow(/no cycle none/);
	});
});
