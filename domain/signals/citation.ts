import type { Utterance } from "./conversation.ts";
import type { LabelBase } from "./label.ts";

/**
 * A line that something rests on: `start` and `end` are UTF-16 offsets into the utterance's text, so the quote is
 * `text.slice(start, end)`, word for word. `label` is the id of the label that stands there, where there is one.
 */
export type Citation = {
	readonly utterance: number;
	readonly label: number | null;
	readonly start: number;
	readonly end: number;
};

/** Words of a quote; the summary with its four quotes has to be read in two minutes. Ours. */
export const QUOTE_WORDS_MAX = 30;

/** UTF-16 units of a quote, for scripts that put no spaces between words. Ours. */
export const QUOTE_UNITS_MAX = 240;

/** The label's words, the first 30 of them; the whole utterance where a label marks no stretch of it. */
export function citeLabel(utterance: Utterance, label: LabelBase): Citation {
	const start = within(label.start, utterance.text);
	const end = within(label.end, utterance.text);
	return start < end
		? { utterance: utterance.ordinal, label: label.id, start, end: endOfQuote(utterance.text, start, end) }
		: { ...citeUtterance(utterance), label: label.id };
}

/** The first 30 words of the utterance. */
export function citeUtterance(utterance: Utterance): Citation {
	return citeStretch(utterance, 0, utterance.text.length);
}

/** The first 30 words of a stretch of the utterance; the whole utterance where the stretch is empty. */
export function citeStretch(utterance: Utterance, from: number, to: number): Citation {
	const { ordinal, text } = utterance;
	const start = within(from, text);
	const end = within(to, text);
	return start < end
		? { utterance: ordinal, label: null, start, end: endOfQuote(text, start, end) }
		: { utterance: ordinal, label: null, start: 0, end: endOfQuote(text, 0, text.length) };
}

function within(offset: number, text: string): number {
	return Math.min(Math.max(0, offset), text.length);
}

function endOfQuote(text: string, start: number, end: number): number {
	let words = 0;
	let stop = end;
	for (const match of text.slice(start, end).matchAll(/[\p{L}\p{N}]\S*/gu)) {
		words++;
		if (words === QUOTE_WORDS_MAX) stop = start + match.index + match[0].length;
	}
	if (stop - start <= QUOTE_UNITS_MAX) return stop;
	const cut = start + QUOTE_UNITS_MAX;
	// Never through the middle of a character that takes two units.
	return isLowSurrogate(text.charCodeAt(cut)) ? cut - 1 : cut;
}

function isLowSurrogate(unit: number): boolean {
	return unit >= 0xdc00 && unit <= 0xdfff;
}
