import type { Reason } from "../../domain/cycle/reason.ts";
import type { LANGUAGES } from "../schemas/history.ts";
import { germanOf } from "./de.ts";
import { wordsOf } from "./en.ts";

export type Language = (typeof LANGUAGES)[number];

/** A reason in the reader's language; one without words in it is said in English. */
export function wordsIn(language: Language, reason: Reason): string {
	switch (language) {
		case "en":
			return wordsOf(reason);
		case "de":
			return germanOf(reason) ?? wordsOf(reason);
	}
}
