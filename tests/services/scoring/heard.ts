import { Tokens } from "../../../services/scoring/embedded/model/tokens.ts";
import { normalised } from "../../../services/scoring/embedded/text.ts";
import { LanguagesHeard } from "../../../services/scoring/language.ts";

export const said = (...texts: readonly string[]) => texts.map((text) => ({ text }));

/** Hears a conversation, as the labeller does, and says which languages it is in beside the expected one. */
export function otherLanguagesIn(talk: readonly { readonly text: string }[], expected: string): readonly string[] {
	const heard = new LanguagesHeard();
	const tokens = new Tokens();
	for (const { text } of talk) {
		tokens.take(normalised(text));
		heard.hear(tokens);
	}
	return heard.beside(expected);
}
