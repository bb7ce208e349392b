import { tenthOf } from "../services/scoring/embedded/context.ts";
import {
	type Before,
	Before as BeforeTurn,
	Features,
	type Names,
	NUMBERS,
	type Place,
	type Range,
} from "../services/scoring/embedded/model/features.ts";
import type { Grammar } from "../services/scoring/embedded/model/grammar.ts";
import { Tokens } from "../services/scoring/embedded/model/tokens.ts";
import { normalised } from "../services/scoring/embedded/text.ts";
import { asRecognised, type Call } from "./calls.ts";

/** What a model sees of one text: its keys, each once, how many there were, and the numbers. */
export type Example = { readonly keys: readonly number[]; readonly n: number; readonly numbers: Float64Array };

/** One text of one conversation, as the model meets it. */
export type Said = { readonly conversation: string; readonly speaker: string; readonly text: string };

/** Extracts what models see, in the same way as the labeller does; keeps the name of every key. */
export class Extractor {
	readonly names: Names = new Map();
	readonly #features: Features;
	readonly #tokens = new Tokens();

	constructor(grammar: Grammar) {
		this.#features = new Features(grammar);
		this.#features.names = this.names;
	}

	/** Whole texts, each with what another speaker said before it. Rows stand in the order of the conversation. */
	texts(rows: readonly Said[]): Example[] {
		const turns = new Turns();
		return rows.map(({ conversation, speaker, text }) => {
			turns.begin(conversation, speaker);
			this.#tokens.take(normalised(text));
			const ranges = this.#features.split(this.#tokens).map((range) => ({ ...range }));
			const example = this.#take(ranges, turns.before, null);
			this.#features.remember(this.#tokens, turns.own);
			return example;
		});
	}

	/** A text cut into its sentences, as the labeller cuts it where there are marks. */
	sentences(text: string): string[] {
		this.#tokens.take(normalised(text));
		return this.#features
			.split(this.#tokens)
			.map(({ from, to }) => text.slice(this.#tokens.start[from], this.#tokens.end[to - 1]));
	}

	/** The stretches of a call, each by itself, in its place. */
	parts({ name, turns: said }: Call): {
		readonly role: "rep" | "customer";
		readonly example: Example;
		readonly labels: readonly string[];
		readonly turn: number;
		readonly part: number;
	}[] {
		const turns = new Turns();
		return said.flatMap(({ role, parts }, turn) => {
			turns.begin(name, role);
			const tenth = tenthOf(turn, said.length);
			const examples = parts.map(({ text, labels }, index) => {
				this.#tokens.take(normalised(text));
				const ranges = this.#features.split(this.#tokens).map((range) => ({ ...range }));
				const example = this.#take(ranges, turns.before, { index, of: parts.length, tenth });
				this.#features.follow(this.#tokens, { from: 0, to: this.#tokens.length, asks: false });
				return { role, example, labels, turn, part: index };
			});
			for (const { text } of parts) {
				this.#tokens.take(normalised(text));
				this.#features.split(this.#tokens);
				this.#features.remember(this.#tokens, turns.own);
			}
			return examples;
		});
	}

	/** Every gap between two words of a call without marks, and whether a stretch ends there. */
	gaps(call: Call): { readonly example: Example; readonly ends: boolean }[] {
		return asRecognised(call).turns.flatMap(({ parts }) => {
			const ends = new Set<number>();
			let words = 0;
			for (const { text } of parts) {
				this.#tokens.take(normalised(text));
				words += this.#tokens.length;
				ends.add(words);
			}
			this.#tokens.take(normalised(parts.map(({ text }) => text).join(" ")));
			const found: { example: Example; ends: boolean }[] = [];
			let last = 0;
			for (let at = 1; at < this.#tokens.length; at++) {
				this.#features.gap(this.#tokens, at, at - last);
				const keys = [...new Set(this.#features.keys.slice(0, this.#features.count))];
				found.push({ example: { keys, n: this.#features.count, numbers: NONE }, ends: ends.has(at) });
				if (ends.has(at)) last = at;
			}
			return found;
		});
	}

	#take(ranges: readonly Range[], before: Before | null, place: Place | null): Example {
		const features = this.#features;
		features.take(this.#tokens, ranges, before, place);
		const own = features.keys.slice(0, features.count);
		const numbers = features.numbers.slice();
		if (before === null) return { keys: [...new Set(own)], n: own.length, numbers };
		features.context(before);
		const context = features.keys.slice(0, features.count);
		return { keys: [...new Set([...own, ...context])], n: own.length + context.length, numbers };
	}
}

const NONE = new Float64Array(NUMBERS.length);

/** Keeps apart what the speaker says now and what the other said before. */
class Turns {
	#conversation: string | null = null;
	#speaker: string | null = null;
	before: Before | null = null;
	own = new BeforeTurn();

	begin(conversation: string, speaker: string): void {
		if (conversation !== this.#conversation) {
			this.before = null;
			this.own = new BeforeTurn();
		} else if (speaker !== this.#speaker) {
			this.before = this.own;
			this.own = new BeforeTurn();
		}
		this.#conversation = conversation;
		this.#speaker = speaker;
	}
}
