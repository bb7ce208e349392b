import type { Grammar } from "../model/grammar.ts";
import type { PackWords } from "../pack.ts";
import { germanGrammar } from "./de/grammar.ts";
import { germanWords } from "./de/words.ts";
import { englishGrammar } from "./en/grammar.ts";
import { englishWords } from "./en/words.ts";
import { italianGrammar } from "./it/grammar.ts";
import { italianWords } from "./it/words.ts";

/** What is written by hand for every language that models can be trained for. */
export const languages: { readonly [language: string]: { readonly grammar: Grammar; readonly words: PackWords } } = {
	en: { grammar: englishGrammar, words: englishWords },
	de: { grammar: germanGrammar, words: germanWords },
	it: { grammar: italianGrammar, words: italianWords },
};
