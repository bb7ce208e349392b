import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One stretch of one invented call, with its labels as they stand in the file. */
type Part = { readonly text: string; readonly labels: readonly string[] };
type Turn = { readonly role: "rep" | "customer"; readonly parts: readonly Part[] };
/** A snippet is a piece out of the middle of a call. */
export type Call = { readonly name: string; readonly snippet: boolean; readonly turns: readonly Turn[] };

const KNOWN =
	/^(?:open|closed|leading|rhetorical|repeated|stacked|courtesy|restate(?: o\d+)*|claim(?: n\d+)*|ask (?:meeting|pilot|decision|introduction|document)|promise|listen|empathy|need n\d+|obj o\d+(?: (?:price|timing|authority|incumbent|no-need|trust|fit|brush-off|worry|refusal))?|buying|difficulty|competitor)$/;

/** Reads the calls of a folder, in the order of their names. An unknown label is an error that names file and line. */
export function readCalls(folder: string): Call[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith(".call"))
		.sort()
		.flatMap((name) => {
			const pieces = readFileSync(join(folder, name), "utf8").split(/^---\s*$/m);
			return pieces
				.map((piece, index) => ({
					name: `${name} ${index}`,
					snippet: pieces.length > 1,
					turns: turnsOf(piece, `${folder}/${name}, piece ${index + 1}`),
				}))
				.filter(({ turns }) => turns.length > 0);
		});
}

function turnsOf(content: string, where: string): Turn[] {
	const turns: Turn[] = [];
	for (const [index, line] of content.split("\n").entries()) {
		if (line.trim() === "" || line.startsWith("#")) continue;
		const said = /^([RC]):\s*(.*)$/.exec(line);
		if (said === null)
			throw new Error(`${where}:${index + 1}: expected a line that begins with R: or C:, came ${line}`);
		const parts = (said[2] ?? "").split(/\s\|\s/).flatMap((piece) => {
			const labels: string[] = [];
			const text = piece
				.replace(/\{([^}]*)\}/g, (_, inside: string) => {
					labels.push(...inside.split(",").map((label) => label.trim()));
					return "";
				})
				.replace(/\s+/g, " ")
				.trim();
			for (const label of labels) {
				if (!KNOWN.test(label)) throw new Error(`${where}:${index + 1}: unknown label ${label}`);
			}
			return text === "" ? [] : [{ text, labels }];
		});
		turns.push({ role: said[1] === "R" ? "rep" : "customer", parts });
	}
	return turns;
}

/** The same call as a recogniser writes it: lower case, no marks. */
export function asRecognised(call: Call): Call {
	return {
		name: call.name,
		snippet: call.snippet,
		turns: call.turns.map(({ role, parts }) => ({
			role,
			parts: parts.map(({ text, labels }) => ({
				text: text
					.toLowerCase()
					.replace(/[^\p{L}\p{N}'’ -]/gu, " ")
					.replace(/\s-+\s/g, " ")
					.replace(/\s+/g, " ")
					.trim(),
				labels,
			})),
		})),
	};
}
