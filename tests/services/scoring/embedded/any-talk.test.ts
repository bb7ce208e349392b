import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Conversation, SpeakerRole } from "../../../../domain/signals/conversation.ts";
import { createEmbeddedLabeller } from "../../../../services/scoring/embedded/index.ts";
import { scoredLanguages } from "../../../../services/scoring/embedded/packs/index.ts";
import { talk } from "./spoken.ts";

const labeller = createEmbeddedLabeller();

const phrase = fc.constantFrom(
	"what slows you down",
	"we need it by May",
	"that's too expensive",
	"so it's too expensive for you",
	"do you plan by hand",
	"it saves you an hour a day",
	"could we meet on Thursday",
	"I'll send it over",
	"I hear you",
	"right",
	"was bremst Sie aus",
	"das ist uns zu teuer",
	"Ihnen ist das also zu teuer",
	"ich schicke es Ihnen",
	"können wir am Donnerstag sprechen",
	"Mr. O'Neill's co-op, e.g.",
	"10:30, 3,5 %",
	"İstanbul ΑΣ ß ſ 中文 😀",
	"\ud800",
);
const mark = fc.constantFrom("", " ", ". ", "? ", "?! ", ", ", " – ", "…", "\n", "’");
const spoken = fc
	.array(fc.tuple(phrase, mark), { maxLength: 12 })
	.map((parts) => parts.map(([said, then]) => said + then).join(" "));
const text = fc.oneof(
	{ weight: 3, arbitrary: spoken },
	{ weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
	{ weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 60 }) },
);
const role: fc.Arbitrary<SpeakerRole> = fc.constantFrom("rep", "customer", "unknown");

const conversations: fc.Arbitrary<Conversation> = fc
	.tuple(fc.constantFrom(...scoredLanguages), fc.array(fc.tuple(role, text), { maxLength: 14 }))
	.map(([language, turns]) => talk(language, ...turns));

describe("whatever is said", () => {
	test("labels stand in the text, in the order of the utterances, and point at earlier labels", () => {
		fc.assert(
			fc.property(conversations, (conversation) => {
				const { labels, nearMisses } = labeller.label(conversation);
				let last = 0;
				for (const [index, label] of labels.entries()) {
					expect(label.id).toBe(index);
					expect(label.utterance).toBeGreaterThanOrEqual(last);
					last = label.utterance;
					expect(label.confidence > 0 && label.confidence < 1).toBe(true);
				}
				for (const { utterance, start, end } of [...labels, ...nearMisses]) {
					const said = conversation.utterances[utterance]?.text ?? "";
					expect(0 <= start && start < end && end <= said.length).toBe(true);
				}
				for (const label of labels) {
					const earlier = { question: ["stackedOn", "repeats"], claim: ["need"], answer: ["objection"] } as const;
					if (label.kind !== "question" && label.kind !== "claim" && label.kind !== "answer") continue;
					for (const field of earlier[label.kind]) {
						const id = new Map(Object.entries(label)).get(field);
						expect(id === null || (typeof id === "number" && id < label.id)).toBe(true);
					}
				}
			}),
			{ numRuns: 150 },
		);
	});

	test("labelled again, after other talk and by a fresh labeller, it gets the same labels", () => {
		fc.assert(
			fc.property(conversations, conversations, (conversation, other) => {
				const once = JSON.stringify(labeller.label(conversation));
				labeller.label(other);
				expect(JSON.stringify(labeller.label(conversation))).toBe(once);
			}),
			{ numRuns: 150 },
		);
		fc.assert(
			fc.property(conversations, (conversation) => {
				const fresh = createEmbeddedLabeller();
				expect(JSON.stringify(fresh.label(conversation))).toBe(JSON.stringify(labeller.label(conversation)));
			}),
			{ numRuns: 8 },
		);
	});
});
