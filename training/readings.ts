import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DataNote } from "./licences.ts";

/** What somebody who read the conversations of a corpus found in their sentences, see training/real. */
type Reading = {
	/** The codes of each sentence that has any, by conversation, and by turn and place: `13.1`. */
	readonly conversations: ReadonlyMap<string, ReadonlyMap<string, string>>;
	readonly note: DataNote;
};

/** As seen from the built trainer. */
const FOLDER = fileURLToPath(new URL("../../training/real", import.meta.url));

/** Null where nobody has read the corpus. A line that is neither a conversation nor a sentence is an error that names it. */
export function readingOf(corpus: string, folder = FOLDER): Reading | null {
	const file = join(folder, `${corpus}.txt`);
	if (!existsSync(file)) return null;
	const content = readFileSync(file, "utf8");
	const conversations = new Map<string, Map<string, string>>();
	let sentences = new Map<string, string>();
	for (const [index, line] of content.split("\n").entries()) {
		if (line === "") continue;
		const [, conversation, sentence, codes] = /^(?:# (.+)|(\d+\.\d+) ([A-Za-z]+))$/.exec(line) ?? [];
		if (conversation !== undefined) {
			sentences = new Map();
			conversations.set(conversation, sentences);
		} else if (sentence !== undefined && codes !== undefined) sentences.set(sentence, codes);
		else throw new Error(`${file}:${index + 1}: expected "# conversation" or "turn.sentence codes", came ${line}`);
	}
	return {
		conversations,
		note: {
			name: `training/real/${corpus}`,
			sha256: createHash("sha256").update(content).digest("hex"),
			licence: "Apache-2.0",
			origin: `sentences of ${corpus} read for this project by its rubric; no text of it`,
		},
	};
}
