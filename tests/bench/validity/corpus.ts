import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Turn = readonly [speaker: string, text: string, labels?: { readonly [task: string]: string }];

const COUNSEL: readonly Turn[] = [
	["therapist", "What would you like to change about the evenings?", { question: "open", restate: "no" }],
	["client", "I would like to, but I cannot do without my show.", { talk: "sustain", resist: "yes", ack_next: "yes" }],
	["therapist", "So the show is what keeps you up.", { question: "none", restate: "yes" }],
	["client", "Yes. I want to sleep more, really.", { talk: "change", resist: "no" }],
	["therapist", "Do you go to bed at ten?", { question: "closed", restate: "no" }],
	["client", "No, I will not do that.", { talk: "sustain", resist: "yes", ack_next: "no" }],
	["therapist", "You should. It is good for you.", { question: "none", restate: "no" }],
	["client", "Maybe.", { talk: "neutral", resist: "no" }],
];

/** Rows of invented conversations in the format of the validity data. */
export function counselRows(conversations: number): object[] {
	return Array.from({ length: conversations }, (_, conv) =>
		COUNSEL.map(([speaker, text, labels = {}], turn) => ({
			id: `annomi:${conv}:${turn}`,
			lang: "en",
			conv: String(conv),
			turn,
			speaker,
			text: conv % 2 === 0 ? text : text.replace("show", "game").replace("sleep", "read"),
			labels,
			raw: "as the corpus says it",
			t: turn * 7,
		})),
	).flat();
}

export function callRows(conversations: number): object[] {
	return Array.from({ length: conversations }, (_, conv) => ({
		id: `annomi-call:${conv}`,
		conv: String(conv),
		quality: "high",
		discovery_density: conv % 3 === 0 ? null : conv % 4,
		ack_rate: conv % 5 === 0 ? null : conv / conversations,
	}));
}

/** A new folder with files of JSON Lines; a text is written as it is. */
export function folderWith(files: { readonly [name: string]: readonly object[] | string }): string {
	const folder = mkdtempSync(join(tmpdir(), "coachloop-validity-"));
	for (const [name, rows] of Object.entries(files)) {
		const content = typeof rows === "string" ? rows : rows.map((row) => `${JSON.stringify(row)}\n`).join("");
		writeFileSync(join(folder, name), content);
	}
	return folder;
}
