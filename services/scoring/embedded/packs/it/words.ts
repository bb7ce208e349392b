import type { PackWords } from "../../pack.ts";

export const italianWords: PackWords = {
	synonyms: [],
	generalWords: [],
	doubtWords: [],
	assentWords: [],
	contrastWords: [],
	answerOpenings: [],
	magicWords: [],
};
