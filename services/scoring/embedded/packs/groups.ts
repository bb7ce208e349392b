import { readFileSync } from "node:fs";
import { packFile } from "./files.ts";

/** Word groups of a language, one row each; where they come from is said in the file. */
export function readGroups(language: string): readonly string[] {
	const { groups }: { readonly groups: readonly string[] } = JSON.parse(
		readFileSync(packFile(language, "groups.json"), "utf8"),
	);
	return groups;
}
