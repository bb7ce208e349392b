import type { Reason } from "../../domain/cycle/reason.ts";
import { epochMs } from "../../domain/time.ts";
import type { Delivery, DeliveryItem, Excerpt, NamedDigest } from "../records/notification-types.ts";
import { DE } from "./words/de.ts";
import { EN } from "./words/en.ts";
import type { MessageWords, Speaking } from "./words/words.ts";

const LANGUAGES: ReadonlyMap<string, MessageWords> = new Map([
	["en", EN],
	["de", DE],
]);

/** English where there are no words of that language. */
export function wordsIn(language: string): MessageWords {
	return LANGUAGES.get(language) ?? EN;
}

type ContentItem = {
	readonly sentences: readonly string[];
	readonly quotes: readonly { readonly of: string; readonly quote: string }[];
	readonly link: string | null;
};

/** What a message says, before it becomes text, HTML or blocks: all of them are made of this. */
export type Content = {
	readonly language: string;
	readonly subject: string;
	readonly items: readonly ContentItem[];
	readonly words: MessageWords;
};

/** Longer than a phone shows of a subject, shorter than a header may be. */
const SUBJECT_LENGTH_MAX = 120;

/**
 * @param publicUrl Where people reach the product; without it a message has no links.
 */
export function contentOf({ person, items }: Delivery, publicUrl: string | null): Content {
	const words = wordsIn(person.language);
	const said = items.map(
		(item): ContentItem => ({
			sentences: sentencesOf(item, words, person.zone),
			quotes: item.excerpts.flatMap((excerpt) => quotesOf(excerpt, words)),
			link: publicUrl === null ? null : linkOf(item, publicUrl),
		}),
	);
	const first = said[0]?.sentences[0] ?? words.unknown;
	return {
		language: words === EN ? "en" : person.language,
		subject: said.length === 1 ? shortened(firstSentence(first)) : words.severalSubject(said.length),
		items: said,
		words,
	};
}

function sentencesOf({ template, also, digest }: DeliveryItem, words: MessageWords, zone: string): readonly string[] {
	const said = ({ code, params }: Reason) => words.messages[code]?.(speaking(params, words, zone));
	return [
		digest === undefined ? (said(template) ?? words.unknown) : words.digest.opening(digest),
		...also.flatMap((one) => said(one) ?? []),
		...(digest === undefined ? [] : digestLines(digest, words)),
	];
}

/** One sentence a rep, and how many there are of whom nothing is said. */
function digestLines({ lines, reps }: NamedDigest, words: MessageWords): readonly string[] {
	const { digest } = words;
	const said = lines.map((line) => {
		const parts = [
			...line.flags.map((flag) => digest.flags[flag]),
			...line.checkpoints.map((code) => digest.verdicts[code] ?? digest.checkpoint),
			...(line.openTasks.length === 0 ? [] : [digest.openTasks(line.openTasks.map((kind) => words.tasks[kind]))]),
			...(line.nextPractice === null
				? []
				: [digest.nextPractice(line.nextPractice.signal && words.signals[line.nextPractice.signal])]),
		];
		return `${digest.rep(line.name, line.week)}: ${parts.length === 0 ? digest.nothing : parts.join("; ")}.`;
	});
	return reps > lines.length ? [...said, digest.others(reps - lines.length)] : said;
}

function speaking(params: Speaking["params"], words: MessageWords, zone: string): Speaking {
	const titles: { readonly [code: string]: string } = words.meetings;
	const names: { readonly [code: string]: string } = { ...words.names, ...words.tasks, ...words.signals };
	return {
		params,
		when(name) {
			const value = params[name];
			if (typeof value !== "string" || Number.isNaN(epochMs(value))) return "";
			const format = new Intl.DateTimeFormat(words.locale, {
				timeZone: zone,
				weekday: "long",
				day: "numeric",
				month: "long",
				hour: "2-digit",
				minute: "2-digit",
				timeZoneName: "short",
			});
			return format.format(epochMs(value));
		},
		day(name) {
			const value = params[name];
			if (typeof value !== "string" || Number.isNaN(epochMs(value))) return "";
			const format = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" } as const;
			return new Intl.DateTimeFormat(words.locale, format).format(epochMs(value));
		},
		count: (name) => Number(params[name] ?? 0),
		percent: (name) => {
			const value = params[name];
			const format = new Intl.NumberFormat(words.locale, { style: "percent", maximumFractionDigits: 1 });
			return typeof value === "number" ? format.format(value) : "";
		},
		named: (name) => {
			const value = String(params[name] ?? "");
			return names[value] ?? value;
		},
		title: (name) => titles[String(params[name] ?? "")] ?? words.unknown,
	};
}

function quotesOf({ behaviours, moment }: Excerpt, words: MessageWords): ContentItem["quotes"] {
	return [
		...behaviours.map(({ signal, quote }) => ({ of: sentenceCase(words.signals[signal]), quote })),
		...(moment === null ? [] : [{ of: `${words.momentTitle}: ${words.moments[moment.kind]}`, quote: moment.quote }]),
	];
}

function linkOf({ task, cycleId, cohortId }: DeliveryItem, publicUrl: string): string {
	if (task !== null) return `${publicUrl}/tasks/${task.id}`;
	if (cohortId !== undefined) return `${publicUrl}/cohorts/${cohortId}`;
	return cycleId === null ? `${publicUrl}/` : `${publicUrl}/cycles/${cycleId}`;
}

function firstSentence(text: string): string {
	const end = text.indexOf(". ");
	return (end === -1 ? text : text.slice(0, end)).replace(/\.$/, "");
}

function shortened(text: string): string {
	return text.length > SUBJECT_LENGTH_MAX ? `${text.slice(0, SUBJECT_LENGTH_MAX - 1)}…` : text;
}

function sentenceCase(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}
